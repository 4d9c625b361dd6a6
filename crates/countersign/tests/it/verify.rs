//! One row per fault: what is changed in a good assertion, and the finding that comes first.

mod near_miss;
mod profiles;
mod reports;

use countersign::assertion::{Assertion, Draft};
use countersign::finding::{Report, Status, Verdict};
use countersign::jwk::JwkSet;
use countersign::jws::Alg;
use countersign::key::PrivateKey;
use countersign::kid::{self, KidMethod};
use countersign::time::{Seconds, UnixSeconds};
use countersign::verify::{Client, Expectations, verify};
use countersign_testkit::{NOW, keys, rng};
use proptest::prelude::*;

pub(crate) const CLIENT: &str = "larkmoor-nightly";
pub(crate) const TOKEN_URL: &str = "https://ternvalley.example/auth/token";
pub(crate) const LISTED: [Alg; 3] = [Alg::Rs384, Alg::Es384, Alg::Rs256];

pub(crate) fn expect() -> Expectations<'static> {
    Expectations {
        client: Client::Known(CLIENT),
        audience: Some(TOKEN_URL),
        fhir_base: Some("https://ternvalley.example/fhir"),
        issuer: Some("https://ternvalley.example"),
        algs: &LISTED,
        ..Expectations::default()
    }
}

pub(crate) fn key_set(keys: &[(&PrivateKey, Alg)]) -> JwkSet {
    let jwks: Vec<_> = keys
        .iter()
        .map(|(key, alg)| {
            let public = key.public();
            let kid = kid::derive(&public, KidMethod::default_for(&public));
            countersign::jwk::Jwk::new(public, kid, *alg)
        })
        .collect();
    JwkSet::parse(&countersign::jwk::publish::public_set(&jwks)).expect("just published")
}

pub(crate) fn good(key: &PrivateKey, alg: Alg) -> Draft {
    let public = key.public();
    let kid = kid::derive(&public, KidMethod::default_for(&public));
    Assertion::new(CLIENT, TOKEN_URL, kid, alg, "5f0c2b7e-8d14-4c8e-9a35-0e6d1f3b9c72", NOW)
        .draft()
        .expect("complete")
}

pub(crate) fn sign(draft: &Draft, key: &PrivateKey, alg: Alg) -> String {
    let input = draft.signing_input(alg);
    let signature = key.sign(alg, input.as_str().as_bytes(), &mut rng()).expect("the key can");
    input.with_signature(&signature).expect("the right form").as_str().to_owned()
}

pub(crate) fn judge(change: impl FnOnce(&mut Draft)) -> Report {
    let key = keys::rsa_2048();
    let mut draft = good(&key, Alg::Rs384);
    change(&mut draft);
    verify(&sign(&draft, &key, Alg::Rs384), Some(&key_set(&[(&key, Alg::Rs384)])), &expect(), NOW)
}

/// The codes that failed or warned.
pub(crate) fn raised(report: &Report) -> Vec<&'static str> {
    let bad = |status| matches!(status, Status::Fail | Status::Warn);
    report
        .findings
        .iter()
        .filter(|finding| bad(finding.status))
        .map(|finding| finding.code.id)
        .collect()
}

#[test]
fn a_good_assertion_raises_nothing() {
    for (key, alg) in [
        (keys::rsa_2048(), Alg::Rs384),
        (keys::rsa_2048(), Alg::Rs256),
        (keys::rsa_3072(), Alg::Rs384),
        (keys::p384(), Alg::Es384),
    ] {
        let token = sign(&good(&key, alg), &key, alg);
        let report = verify(&token, Some(&key_set(&[(&key, alg)])), &expect(), NOW);
        assert_eq!(raised(&report), [] as [&str; 0], "{alg}");
        assert_eq!(report.verdict(), Verdict::Accepted);
        assert_eq!(report.key, Some(kid::thumbprint(&key.public())));
        assert!(
            report.findings.iter().all(|finding| finding.status == Status::Pass),
            "{report:#?}"
        );
    }
}

#[test]
fn each_fault_has_its_finding() {
    type Row = (&'static str, fn(&mut Draft));
    let rows: &[Row] = &[
        ("jws.typ.missing", |d| d.remove_header("typ")),
        ("jws.typ.wrong", |d| d.set_header("typ", "jwt")),
        ("jws.alg.missing", |d| d.remove_header("alg")),
        ("jws.alg.none", |d| d.set_header("alg", "none")),
        ("jws.alg.symmetric", |d| d.set_header("alg", "HS256")),
        ("jws.alg.unsupported", |d| d.set_header("alg", "PS384")),
        ("jws.alg.key-mismatch", |d| d.set_header("alg", "ES384")),
        ("jws.signature.invalid", |d| d.set_header("alg", "RS256")),
        ("jws.kid.missing", |d| d.remove_header("kid")),
        ("jws.kid.not-string", |d| d.set_header("kid", 7)),
        ("jws.kid.unknown", |d| d.set_header("kid", "another")),
        ("jws.jku.not-registered", |d| d.set_header("jku", "https://evil.example/jwks.json")),
        ("jws.jku.not-https", |d| d.set_header("jku", "http://evil.example/jwks.json")),
        ("jws.b64.false", |d| d.set_header("b64", false)),
        ("jws.crit.unknown", |d| d.set_header("crit", serde_json::json!(["exp"]))),
        ("jws.embedded-key", |d| d.set_header("jwk", serde_json::json!({"kty": "RSA"}))),
        ("jwt.client.unknown", |d| d.set_claim("iss", "somebody")),
        ("jwt.iss.missing", |d| d.remove_claim("iss")),
        ("jwt.sub.missing", |d| d.remove_claim("sub")),
        ("jwt.iss-sub.mismatch", |d| d.set_claim("sub", "somebody")),
        ("jwt.aud.missing", |d| d.remove_claim("aud")),
        ("jwt.aud.wrong", |d| d.set_claim("aud", "https://elsewhere.example/token")),
        ("jwt.aud.trailing-slash", |d| d.set_claim("aud", format!("{TOKEN_URL}/"))),
        ("jwt.aud.normalised", |d| d.set_claim("aud", "https://TernValley.example:443/auth/token")),
        ("jwt.aud.fhir-base", |d| d.set_claim("aud", "https://ternvalley.example/fhir")),
        ("jwt.aud.issuer", |d| d.set_claim("aud", "https://ternvalley.example/")),
        ("jwt.aud.scheme", |d| d.set_claim("aud", "http://ternvalley.example/auth/token")),
        ("jwt.aud.array", |d| d.set_claim("aud", serde_json::json!([TOKEN_URL]))),
        ("jwt.aud.multiple", |d| d.set_claim("aud", serde_json::json!([TOKEN_URL, "x"]))),
        ("jwt.exp.missing", |d| d.remove_claim("exp")),
        ("jwt.exp.not-number", |d| d.set_claim("exp", "soon")),
        ("jwt.exp.expired", |d| d.set_claim("exp", (NOW - Seconds::new(90)).get())),
        ("jwt.exp.too-far", |d| {
            d.remove_claim("iat");
            d.set_claim("exp", (NOW + Seconds::new(360)).get());
        }),
        ("jwt.exp.milliseconds", |d| d.set_claim("exp", (NOW + Seconds::new(300)).get() * 1000)),
        ("jwt.exp.fraction", |d| {
            #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
            d.set_claim("exp", (NOW + Seconds::new(200)).get() as f64 + 0.5);
        }),
        ("jwt.lifetime.too-long", |d| d.set_claim("iat", (NOW - Seconds::new(30)).get())),
        ("jwt.nbf.future", |d| d.set_claim("nbf", (NOW + Seconds::new(600)).get())),
        ("jwt.iat.future", |d| d.set_claim("iat", (NOW + Seconds::new(90)).get())),
        ("jwt.iat.old", |d| d.set_claim("iat", (NOW - Seconds::new(7200)).get())),
        ("jwt.jti.missing", |d| d.remove_claim("jti")),
        ("jwt.jti.not-string", |d| d.set_claim("jti", 12)),
        ("jwt.jti.too-long", |d| d.set_claim("jti", "x1".repeat(76))),
        ("jwt.jti.weak", |d| d.set_claim("jti", "1778594600123")),
    ];
    for (code, change) in rows {
        let report = judge(change);
        assert!(raised(&report).contains(code), "{code} is not among {:?}", raised(&report));
        let first = report.first_failure().map(|finding| finding.code.id);
        let follows = ["jwt.iat.old", "jws.embedded-key"];
        assert!(
            first.is_none() || first == Some(code) || follows.contains(code),
            "{code}: {first:?} comes first"
        );
    }
}

#[test]
fn the_nearest_neighbours_pass() {
    let rows: &[fn(&mut Draft)] = &[
        |d| d.remove_claim("iat"),
        |d| d.set_claim("exp", (NOW - Seconds::new(59)).get()),
        |d| d.set_claim("iat", (NOW + Seconds::new(60)).get()),
        |d| d.set_claim("nbf", (NOW + Seconds::new(60)).get()),
        |d| d.set_claim("jti", "x1".repeat(76)[1..].to_owned()),
        |d| d.set_claim("anything", "else"),
    ];
    for (row, change) in rows.iter().enumerate() {
        let report = judge(change);
        assert_eq!(
            (raised(&report).as_slice(), report.verdict()),
            (&[] as &[&str], Verdict::Accepted),
            "row {row}"
        );
    }
    // Ten seconds over five minutes only warn: a client signs at exactly +300 s, and clocks differ.
    let report = judge(|d| {
        d.set_claim("exp", (NOW + Seconds::new(310)).get());
        d.set_claim("iat", (NOW + Seconds::new(10)).get());
    });
    assert_eq!(
        (raised(&report).as_slice(), report.verdict()),
        (&["jwt.exp.too-far"] as &[&str], Verdict::Accepted)
    );
}

#[test]
fn a_missing_kid_is_all_that_is_wrong() {
    let report = judge(|draft| draft.remove_header("kid"));
    let kid = report.first_failure().expect("refused");
    let name = kid::modulus(&keys::rsa_2048().public()).expect("an RSA key");
    assert_eq!(kid.code.id, "jws.kid.missing");
    assert!(
        kid.evidence.near_miss.as_deref().is_some_and(|near| near.contains(name.as_str())),
        "{kid:?}"
    );
    assert_eq!(kid.evidence.published, [name.to_string()]);
    assert_eq!(report.count(Status::Fail), 1);
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.code.id == "jws.signature.unverified" && f.status == Status::Skipped)
    );
    assert_eq!(report.key, None, "the partner never had a key to verify with");
}

#[test]
fn a_signature_by_another_key_of_the_set_is_recognised() {
    let (one, other) = (keys::rsa_2048(), keys::rsa_2048_other());
    let set = key_set(&[(&one, Alg::Rs384), (&other, Alg::Rs384)]);
    let report =
        verify(&sign(&good(&one, Alg::Rs384), &other, Alg::Rs384), Some(&set), &expect(), NOW);
    let first = report.first_failure().expect("refused");
    assert_eq!(first.code.id, "jws.signature.invalid");
    let near = first.evidence.near_miss.as_deref().expect("the other key verifies");
    assert!(near.contains(&kid::thumbprint(&other.public())), "{near}");
    let none = Expectations { near_miss_tries: 0, ..expect() };
    let report = verify(&sign(&good(&one, Alg::Rs384), &other, Alg::Rs384), Some(&set), &none, NOW);
    assert_eq!(report.first_failure().and_then(|f| f.evidence.near_miss.clone()), None);
}

#[test]
fn two_keys_of_one_name_are_refused() {
    let (one, other) = (keys::rsa_2048(), keys::rsa_2048_other());
    let kid: kid::KeyId = "same".parse().expect("a kid");
    let entries: Vec<String> = [&one, &other]
        .iter()
        .map(|key| countersign::jwk::Jwk::new(key.public(), kid.clone(), Alg::Rs384))
        .map(|jwk| countersign::jwk::publish::public_set(&[jwk]))
        .map(|set| {
            serde_json::from_str::<serde_json::Value>(&set).expect("JSON")["keys"][0].to_string()
        })
        .collect();
    let set = JwkSet::parse(&format!("{{\"keys\":[{}]}}", entries.join(","))).expect("a set");
    let mut draft = good(&one, Alg::Rs384);
    draft.set_header("kid", "same");
    let report = verify(&sign(&draft, &one, Alg::Rs384), Some(&set), &expect(), NOW);
    assert_eq!(report.first_failure().map(|f| f.code.id), Some("jws.kid.ambiguous"));
}

#[test]
fn known_answers_come_out_as_their_origin_says() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../../../tests/vectors/jws/jws.json")).expect("JSON");
    let mut seen = 0;
    for vector in vectors["vectors"].as_array().expect("a list") {
        let (name, token) =
            (vector["name"].as_str().expect("a name"), vector["token"].as_str().expect("a token"));
        let mut jwk = vector["jwk"].clone();
        // A token without `kid` cannot name its key; nobody looks one up for it. It is named here on both sides.
        let kid = jwk["kid"].as_str().map(str::to_owned);
        jwk["kid"] = kid.clone().unwrap_or_else(|| "unnamed".to_owned()).into();
        let set = JwkSet::parse(&serde_json::json!({ "keys": [jwk] }).to_string()).expect("a set");
        let report =
            verify(token, Some(&set), &Expectations::default(), UnixSeconds::new(1_422_568_800));
        let codes = raised(&report);
        match (vector["valid"].as_bool(), vector["finding"].as_str()) {
            _ if vector["alg"] == "ES512" => {
                let skipped = report
                    .findings
                    .iter()
                    .find(|f| f.code.id == "jws.signature.unverified")
                    .expect("said");
                assert_eq!(skipped.status, Status::Skipped);
                assert!(
                    skipped.message.contains("ES512 is not computed here"),
                    "{}",
                    skipped.message
                );
            }
            (Some(true), _) if kid.is_some() => assert!(report.key.is_some(), "{name}: {codes:?}"),
            (Some(true), _) => {
                let missing = report
                    .findings
                    .iter()
                    .find(|f| f.code.id == "jws.kid.missing")
                    .expect("no kid");
                assert!(missing.evidence.near_miss.is_some(), "{name} verifies with the key");
            }
            (_, Some(finding)) if kid.is_some() => {
                assert!(codes.contains(&finding), "{name}: {finding} not in {codes:?}")
            }
            (_, finding) => assert!(report.key.is_none() && finding.is_some(), "{name}"),
        }
        seen += 1;
    }
    assert_eq!(seen, 13);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(token in "\\PC*") {
        let _ = verify(&token, None, &expect(), NOW);
    }

    #[test]
    fn no_members_make_it_panic(header in "\\PC{0,40}", payload in "\\PC{0,80}", exp in any::<f64>(), iat in any::<i64>()) {
        let key = keys::p256();
        let set = key_set(&[(&key, Alg::Es256)]);
        let mut draft = good(&key, Alg::Es256);
        draft.set_header("kid", header.as_str());
        draft.set_claim("aud", payload.as_str());
        draft.set_claim("exp", exp);
        draft.set_claim("iat", iat);
        let report = verify(&sign(&draft, &key, Alg::Es256), Some(&set), &expect(), NOW);
        prop_assert_eq!(report.verdict(), Verdict::Rejected);
    }
}
