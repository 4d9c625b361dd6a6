//! Two assertions side by side: one row per way in which they differ.

use countersign::assertion::compare::{Comparison, Side, Weight, compare};
use countersign::finding::Part;
use countersign::limits::TOKEN_OCTETS;
use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::redact::pieces;

const ES384_OCTETS: usize = 96;

fn header() -> Value {
    json!({"alg": "ES384", "typ": "JWT", "kid": "893bdf2b355443ac"})
}

fn claims() -> Value {
    json!({
        "iss": "larkmoor-nightly", "sub": "larkmoor-nightly", "aud": "https://ternvalley.example/auth/token",
        "exp": 1_778_594_900, "iat": 1_778_594_600, "jti": "5f0c2b7e",
    })
}

/// The next assertion of the same client: other times, another `jti`.
fn next_claims() -> Value {
    let mut claims = claims();
    claims["exp"] = json!(1_778_595_900);
    claims["iat"] = json!(1_778_595_600);
    claims["jti"] = json!("8d14c20a");
    claims
}

/// A token that nobody signed: comparing verifies nothing.
fn token(header: &Value, claims: &Value, signature: &[u8]) -> String {
    let encode = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}.{}", encode(header), encode(claims), BASE64URL_NOPAD.encode(signature))
}

fn works() -> String {
    token(&header(), &claims(), &[1; ES384_OCTETS])
}

/// A good assertion against the next one with a change.
fn against(change: impl FnOnce(&mut Value, &mut Value)) -> Comparison {
    let (mut header, mut claims) = (header(), next_claims());
    change(&mut header, &mut claims);
    compare(&works(), &token(&header, &claims, &[2; ES384_OCTETS]))
}

fn remove(object: &mut Value, name: &str) {
    object.as_object_mut().expect("an object").remove(name);
}

#[test]
fn two_of_the_same_client_differ_as_they_should() {
    let comparison = against(|_, _| {});
    let found: Vec<_> = comparison
        .differences
        .iter()
        .map(|d| (d.name.as_str(), d.weight, d.says.as_str()))
        .collect();
    assert_eq!(
        found,
        [
            ("exp", Weight::Expected, "Each has its own `exp`"),
            ("iat", Weight::Expected, "Each has its own `iat`"),
            ("jti", Weight::Expected, "Each has its own `jti`, as it should"),
            ("signature", Weight::Expected, "Each has its own signature"),
        ]
    );
    let same: Vec<_> = comparison.same.iter().map(|same| same.name.as_str()).collect();
    assert_eq!(same, ["alg", "typ", "kid", "iss", "sub", "aud", "lifetime"]);
    assert_eq!(comparison.faults, []);
    assert_eq!(
        comparison.summary(),
        "They differ only in times, `jti` and signature, as they should"
    );
}

#[test]
fn the_first_difference_is_the_one_that_matters() {
    type Change = fn(&mut Value, &mut Value);
    let rows: Vec<(Change, &str, Weight, &str)> = vec![
        (
            |h, _| h["alg"] = json!("RS384"),
            "alg",
            Weight::Decisive,
            "`alg` differs, from character 1 on: 'E' and 'R'",
        ),
        (
            |h, _| h["kid"] = json!("893BDF2B355443AC"),
            "kid",
            Weight::Decisive,
            "`kid` differs in upper and lower case only, from character 4 on: 'b' and 'B'",
        ),
        (|h, _| remove(h, "kid"), "kid", Weight::Decisive, "Only the left one has `kid`"),
        (
            |h, _| h["kid"] = json!(893),
            "kid",
            Weight::Decisive,
            "The left `kid` is a string, the right one a number",
        ),
        (
            |h, _| h["typ"] = json!("jwt"),
            "typ",
            Weight::Decisive,
            "`typ` differs in upper and lower case only, from character 1 on: 'J' and 'j'",
        ),
        (
            |h, _| h["jku"] = json!("https://a.example/jwks.json"),
            "jku",
            Weight::Decisive,
            "Only the right one has `jku`",
        ),
        (
            |h, _| h["crit"] = json!(["exp"]),
            "crit",
            Weight::Decisive,
            "Only the right one has `crit`",
        ),
        (|h, _| h["x5t"] = json!("AA"), "x5t", Weight::Notable, "Only the right one has `x5t`"),
        (
            |_, c| c["iss"] = json!("larkmoor-nightly "),
            "iss",
            Weight::Decisive,
            "`iss` differs in white space around it",
        ),
        (
            |_, c| c["sub"] = json!("larkmoor"),
            "sub",
            Weight::Decisive,
            "`sub` differs, from character 9 on: '-' and nothing",
        ),
        (
            |_, c| c["aud"] = json!("https://ternvalley.example/auth/token/"),
            "aud",
            Weight::Decisive,
            "The right `aud` has one more slash at the end",
        ),
        (
            |_, c| c["aud"] = json!("http://ternvalley.example/auth/token"),
            "aud",
            Weight::Decisive,
            "`aud` differs in its scheme, `https` and `http`",
        ),
        (
            |_, c| c["aud"] = json!(["https://ternvalley.example/auth/token"]),
            "aud",
            Weight::Decisive,
            "The left `aud` is a string, the right one an array, with the same value in it",
        ),
        (|_, c| remove(c, "jti"), "jti", Weight::Decisive, "Only the left one has `jti`"),
        (|_, c| remove(c, "exp"), "exp", Weight::Decisive, "Only the left one has `exp`"),
        (
            |_, c| c["exp"] = json!("1778595900"),
            "exp",
            Weight::Decisive,
            "The left `exp` is a number, the right one a string",
        ),
        (
            |_, c| c["exp"] = json!(1_778_595_900_000_i64),
            "exp",
            Weight::Notable,
            "The right `exp` counts milliseconds, not seconds",
        ),
        (
            |_, c| c["exp"] = json!(1_778_599_200),
            "lifetime",
            Weight::Notable,
            "From `iat` to `exp` the left one has 5 min 0 s, the right one 1 h 0 min; five minutes is the most, which the right one exceeds",
        ),
        (
            |_, c| c["nbf"] = json!(1_778_595_600),
            "nbf",
            Weight::Notable,
            "Only the right one has `nbf`",
        ),
        (
            |_, c| c["jti"] = json!("5f0c2b7e"),
            "jti",
            Weight::Notable,
            "Both have the same `jti`: whichever is sent second is a replay",
        ),
        (
            |_, c| c["tenant"] = json!(7),
            "tenant",
            Weight::Notable,
            "Only the right one has `tenant`",
        ),
    ];
    for (change, name, weight, says) in rows {
        let comparison = against(change);
        let first = &comparison.differences[0];
        assert_eq!((first.name.as_str(), first.weight, first.says.as_str()), (name, weight, says));
        let decisive = comparison.count(Weight::Decisive);
        assert_eq!(decisive, usize::from(weight == Weight::Decisive), "{says}");
    }
}

#[test]
fn weight_comes_before_flow() {
    let comparison = against(|header, claims| {
        header["x5t"] = json!("AA");
        claims["aud"] = json!("https://idp.example/token");
        claims["exp"] = json!(1_778_599_200);
        header["kid"] = json!("other");
    });
    let names: Vec<_> = comparison.differences.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["kid", "aud", "x5t", "lifetime", "exp", "iat", "jti", "signature"]);
    assert_eq!(comparison.summary(), "2 differences decide");
    let kid = &comparison.differences[0];
    assert_eq!(
        (kid.left.as_deref(), kid.right.as_deref()),
        (Some("\"893bdf2b355443ac\""), Some("\"other\""))
    );
}

#[test]
fn order_and_surroundings_do_not_count() {
    let reordered = json!({
        "jti": "5f0c2b7e", "iat": 1_778_594_600, "exp": 1_778_594_900, "sub": "larkmoor-nightly",
        "iss": "larkmoor-nightly", "aud": "https://ternvalley.example/auth/token",
    });
    let left = works();
    for right in [
        left.clone(),
        format!("Authorization: Bearer {left}"),
        format!("\"{left}\""),
        format!("grant_type=client_credentials&client_assertion={left}&scope=a"),
        format!("curl -d 'client_assertion={left}' https://ehr.example"),
        format!("{}\n{}", &left[..60], &left[60..]),
    ] {
        let comparison = compare(&left, &right);
        assert_eq!(
            (comparison.differences.len(), comparison.summary().as_str()),
            (0, "They are the same"),
            "{right}"
        );
    }
    let comparison = compare(&left, &token(&header(), &reordered, &[2; ES384_OCTETS]));
    let names: Vec<_> = comparison.differences.iter().map(|d| d.name.as_str()).collect();
    assert_eq!(names, ["jti", "signature"]);
}

#[test]
fn signatures_by_their_form() {
    let rsa = json!({"alg": "RS384", "kid": "a"});
    let left = token(&header(), &claims(), &[1; ES384_OCTETS]);
    let next = |signature: &[u8]| token(&header(), &next_claims(), signature);
    let rows = [
        (
            left.clone(),
            next(&[2; 103]),
            Weight::Decisive,
            "The right signature has not the length that its algorithm makes; it may be DER",
        ),
        (
            next(&[2; 103]),
            left.clone(),
            Weight::Decisive,
            "The left signature has not the length that its algorithm makes; it may be DER",
        ),
        (left.clone(), next(&[]), Weight::Decisive, "The right one has no signature"),
        (
            left.clone(),
            next(&[1; ES384_OCTETS]),
            Weight::Decisive,
            "The same signature under different octets: at most one can hold",
        ),
        (
            left.clone(),
            token(&header(), &claims(), &[2; ES384_OCTETS]),
            Weight::Expected,
            "Each has its own signature",
        ),
        (
            token(&rsa, &claims(), &[1; 256]),
            token(&rsa, &claims(), &[2; 256]),
            Weight::Decisive,
            "The same header and claims under different signatures: not the same key, or one is broken",
        ),
        (
            token(&rsa, &claims(), &[1; 256]),
            token(&rsa, &next_claims(), &[2; 384]),
            Weight::Notable,
            "The signatures are not of the same length",
        ),
        (
            left.clone(),
            token(&rsa, &next_claims(), &[2; 256]),
            Weight::Notable,
            "The signatures are not of the same length",
        ),
        (
            token(&rsa, &claims(), &[1; 256]),
            next(&[2; 103]),
            Weight::Decisive,
            "The right signature has not the length that its algorithm makes; it may be DER",
        ),
    ];
    for (left, right, weight, says) in rows {
        let comparison = compare(&left, &right);
        let found = comparison.differences.iter().find(|d| d.name == "signature").expect("differs");
        assert_eq!((found.weight, found.says.as_str()), (weight, says));
    }
}

#[test]
fn what_breaks_is_told_with_its_side() {
    let left = works();
    let [header_part, claims_part, signature] = left.split('.').collect::<Vec<_>>()[..] else {
        panic!("three")
    };
    let rows = [
        (format!("{header_part}.{claims_part}"), Part::Document, "It has 2 parts, not three"),
        (
            "a.b.c.d.e".to_owned(),
            Part::Document,
            "It has 5 parts, not three: it is encrypted (JWE)",
        ),
        ("hello".to_owned(), Part::Document, "It has 1 part, not three"),
        (
            format!("{left}="),
            Part::Signature,
            "It is no base64url: the character '=' at 128 is not of the base64url alphabet",
        ),
        (
            format!("{header_part}.!.{signature}"),
            Part::Payload,
            "It is no base64url: the character '!' at 0 is not of the base64url alphabet",
        ),
        (
            format!("{header_part}.W10.{signature}"),
            Part::Payload,
            "It is no JSON object: invalid type: sequence, expected a JSON object, at line 1 column 0",
        ),
        ("a".repeat(TOKEN_OCTETS + 1), Part::Document, "65537 octets, at most 65536 are looked at"),
    ];
    for (right, part, says) in rows {
        let comparison = compare(&left, &right);
        let [fault] = &comparison.faults[..] else { panic!("{:?}", comparison.faults) };
        assert_eq!((fault.side, fault.part, fault.says.as_str()), (Side::Right, part, says));
        assert_eq!(comparison.summary(), "The right one cannot be read in full");
        assert_eq!(compare(&right, &left).faults[0].side, Side::Left);
    }
    // What can be read is compared all the same.
    let cut = compare(&left, &format!("{header_part}.{claims_part}"));
    assert_eq!((cut.same.len(), cut.differences.len()), (10, 0));
    assert_eq!(compare("x", "y").summary(), "Both cannot be read in full");
}

#[test]
fn secrets_are_not_shown() {
    let comparison = against(|header, claims| {
        header["jwk"] = json!({"kty": "EC", "d": "s3cr3t-value-1234567890"});
        claims["client_secret"] = json!("s3cr3t-value-1234567890");
    });
    let json = serde_json::to_string(&comparison).expect("plain data");
    assert!(!json.contains("s3cr3t"), "{json}");
    assert!(json.contains(r#""right":"[client secret hidden]""#), "{json}");
}

#[test]
fn what_it_looks_like_in_json() {
    let comparison = against(|_, claims| claims["aud"] = json!("x"));
    let json = serde_json::to_value(&comparison).expect("plain data");
    assert_eq!(
        json["differences"][0],
        json!({
            "part": "payload", "name": "aud", "left": "\"https://ternvalley.example/auth/token\"", "right": "\"x\"",
            "weight": "decisive", "says": "`aud` differs, from character 1 on: 'h' and 'x'",
        })
    );
    assert_eq!(json["same"][0], json!({"part": "header", "name": "alg", "value": "\"ES384\""}));
}

proptest! {
    #[test]
    fn any_two_texts_are_compared_without_a_panic(left in pieces(), right in "\\PC{0,40}") {
        let _ = compare(&left, &right);
        let claims = json!({"iss": left, "aud": right, "exp": left.len(), "iat": right});
        let other = json!({"iss": right, "aud": left, "exp": -1.5e300, "iat": i64::MIN});
        let (left, right) = (token(&header(), &claims, &[]), token(&header(), &other, &[]));
        let (there, back) = (compare(&left, &right), compare(&right, &left));
        let names = |comparison: &Comparison| -> Vec<_> {
            comparison.differences.iter().map(|d| (d.name.clone(), d.weight)).collect()
        };
        prop_assert_eq!(names(&there), names(&back));
        prop_assert_eq!(compare(&left, &left).differences, []);
    }
}
