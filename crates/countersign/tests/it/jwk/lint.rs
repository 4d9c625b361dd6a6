//! Key sets as they are judged.

use countersign::encoding::base64url;
use countersign::finding::{Finding, Status};
use countersign::jwk::{
    Jwk, JwkSet, PUBLISHED_TEST_KEYS, lint, lint_registration, lint_under, publish,
};
use countersign::key::KeyError;
use countersign::limits::{KEY_SET_KEYS, KEY_SET_OCTETS};
use countersign::rules::Profile;
use countersign_testkit::keys;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{jwk, published, set, with};

/// The codes that fail or warn.
pub(crate) fn raised(text: &str) -> Vec<(&'static str, Status)> {
    lint(text, &Profile::SPEC)
        .into_iter()
        .filter(|finding| matches!(finding.status, Status::Fail | Status::Warn))
        .map(|finding| (finding.code.id, finding.status))
        .collect()
}

#[test]
fn a_private_set_gives_its_public_half_and_is_named() {
    let text = format!(r#"{{"keys": [{}, {}]}}"#, keys::RSA_2048.jwk, keys::P384.jwk);
    let set = JwkSet::parse(&text).expect("a set");
    assert_eq!(set.entries()[0].private_members, ["d", "p", "q", "dp", "dq", "qi"]);
    assert_eq!(set.entries()[1].private_members, ["d"]);
    assert_eq!(set.keys().next().map(Jwk::public_key), Some(&keys::rsa_2048().public()));
    assert_eq!(raised(&text), [("jwks.private-member", Status::Fail); 2]);
    let shown = format!("{:?}", lint(&text, &Profile::SPEC));
    let d = serde_json::from_str::<Value>(keys::P384.jwk).expect("JSON")["d"]
        .as_str()
        .expect("d")
        .to_owned();
    assert!(!shown.contains(&d[..12]));
}

#[test]
fn misspelled_numbers_are_read_as_meant() {
    let n = |bend: &dyn Fn(Vec<u8>) -> Vec<u8>| {
        base64url::encode(&bend(keys::rsa_2048().public().modulus().expect("RSA")))
    };
    let leading = n(&|mut n| {
        n.insert(0, 0);
        n
    });
    let padded = format!("{}==", n(&|n| n));
    for (written, fault) in [(leading, "key.jwk.leading-zero"), (padded, "key.jwk.encoding")] {
        let text = set(&[with(published(keys::RSA_2048), "n", json!(written))]);
        let parsed = JwkSet::parse(&text).expect("a set");
        assert_eq!(parsed.keys().next().map(Jwk::public_key), Some(&keys::rsa_2048().public()));
        assert_eq!(parsed.entries()[0].misspelled.as_ref().map(KeyError::code), Some(fault));
        assert_eq!(raised(&text), [("jwks.encoding", Status::Warn)]);
        let finding = lint(&text, &Profile::SPEC)
            .into_iter()
            .find(|finding| finding.code.id == "jwks.encoding");
        assert_eq!(finding.and_then(|finding| finding.evidence.expected), Some(n(&|n| n)));
        assert!(
            Jwk::parse(&with(published(keys::RSA_2048), "n", json!(written)).to_string()).is_err()
        );
    }
}

#[test]
fn each_fault_raises_its_code() {
    let (rsa, ec) = (published(keys::RSA_2048), published(keys::P256));
    let n = |octets: &[u8]| json!(base64url::encode(octets));
    let fail = |code| vec![(code, Status::Fail)];
    let warn = |code| vec![(code, Status::Warn)];
    let smart: Value =
        serde_json::from_str(include_str!("../../../../../tests/vectors/kid/smart-keys.json"))
            .expect("JSON");
    let unusable = |code, status| vec![("jwks.empty", Status::Fail), (code, status)];
    let rows = [
        ("good", vec![rsa.clone(), ec.clone()], vec![]),
        ("none", vec![], fail("jwks.empty")),
        ("no object", vec![json!("key"), ec.clone()], fail("jwks.form")),
        (
            "oct",
            vec![json!({"kty": "oct", "k": "AA", "kid": "a"})],
            unusable("jwks.symmetric", Status::Fail),
        ),
        (
            "sample",
            vec![smart["files"]["RS384.public"]["keys"][0].clone()],
            fail("jwks.published-test-key"),
        ),
        ("no kid", vec![with(rsa.clone(), "kid", Value::Null)], fail("jwks.kid.missing")),
        ("empty kid", vec![with(rsa.clone(), "kid", json!(""))], fail("jwks.kid.missing")),
        (
            "kid a number",
            vec![with(rsa.clone(), "kid", json!(7))],
            unusable("jwks.kid.missing", Status::Fail),
        ),
        (
            "kid twice",
            vec![rsa.clone(), with(ec.clone(), "kid", rsa["kid"].clone())],
            fail("jwks.kid.duplicate"),
        ),
        (
            "key twice",
            vec![rsa.clone(), with(rsa.clone(), "kid", json!("b"))],
            warn("jwks.key.duplicate"),
        ),
        ("no alg", vec![with(rsa.clone(), "alg", Value::Null)], warn("jwks.alg.missing")),
        (
            "alg of a curve",
            vec![with(rsa.clone(), "alg", json!("ES384"))],
            fail("jwks.alg.mismatch"),
        ),
        (
            "alg of another curve",
            vec![with(ec.clone(), "alg", json!("ES384"))],
            fail("jwks.alg.mismatch"),
        ),
        (
            "alg for encryption",
            vec![with(rsa.clone(), "alg", json!("RSA-OAEP"))],
            fail("jwks.alg.mismatch"),
        ),
        ("RS512", vec![with(rsa.clone(), "alg", json!("RS512"))], vec![]),
        ("use enc", vec![with(rsa.clone(), "use", json!("enc"))], fail("jwks.use.wrong")),
        (
            "key_ops sign",
            vec![with(rsa.clone(), "key_ops", json!(["sign"]))],
            fail("jwks.key-ops.wrong"),
        ),
        ("key_ops verify", vec![with(rsa.clone(), "key_ops", json!(["verify"]))], vec![]),
        (
            "small",
            vec![with(rsa.clone(), "n", n(&[0xff; 128]))],
            unusable("jwks.rsa.small", Status::Fail),
        ),
        (
            "exponent",
            vec![with(rsa.clone(), "e", n(&[1]))],
            unusable("jwks.rsa.exponent", Status::Fail),
        ),
        ("large", vec![with(rsa.clone(), "n", n(&[0xff; 600]))], warn("jwks.rsa.large")),
        (
            "huge",
            vec![with(rsa.clone(), "n", n(&[0xff; 2000]))],
            unusable("jwks.rsa.large", Status::Warn),
        ),
        (
            "not base64url",
            vec![with(rsa.clone(), "n", json!("*"))],
            unusable("jwks.encoding", Status::Warn),
        ),
        (
            "off curve",
            vec![with(ec.clone(), "x", n(&[1; 32]))],
            unusable("jwks.ec.off-curve", Status::Fail),
        ),
        (
            "kty",
            vec![with(ec.clone(), "kty", json!("OKP"))],
            unusable("jwks.kty.unknown", Status::Warn),
        ),
        (
            "crv",
            vec![with(ec.clone(), "crv", json!("P-521")), rsa.clone()],
            warn("jwks.kty.unknown"),
        ),
    ];
    for (name, keys, wanted) in rows {
        assert_eq!(raised(&set(&keys)), wanted, "{name}");
    }
}

#[test]
fn a_good_set_passes_every_check_once() {
    let findings = lint(&publish::public_set(&[jwk(&keys::rsa_2048())]), &Profile::SPEC);
    assert_eq!(findings.len(), 20);
    assert!(findings.iter().all(|finding| finding.status == Status::Pass));
    let skipped = lint("{}", &Profile::SPEC);
    assert_eq!(skipped.len(), 20);
    assert_eq!(skipped.iter().filter(|finding| finding.status == Status::Skipped).count(), 19);
}

#[test]
fn every_published_sample_is_known() {
    let known: Vec<&str> = PUBLISHED_TEST_KEYS.iter().map(|(thumbprint, _)| *thumbprint).collect();
    let file: Value =
        serde_json::from_str(include_str!("../../../../../tests/vectors/kid/thumbprint.json"))
            .expect("JSON");
    for vector in file["vectors"].as_array().expect("an array") {
        let thumbprint = vector["sha256_base64url"].as_str().expect("a thumbprint");
        assert!(known.contains(&thumbprint), "{}", vector["name"]);
    }
}

/// The first finding of that code in a set that has it.
fn of(code: &str, text: &str) -> Finding {
    let found = lint(text, &Profile::SPEC).into_iter().find(|finding| finding.code.id == code);
    found
        .filter(|finding| finding.status != Status::Pass)
        .unwrap_or_else(|| panic!("{code}: {text}"))
}

/// What stands where the finding is.
fn marked<'a>(finding: &Finding, text: &'a str) -> &'a str {
    let span = finding.span.unwrap_or_else(|| panic!("{} has no place", finding.code.id));
    &text[span.start..span.end]
}

fn near(finding: &Finding) -> &str {
    finding.evidence.near_miss.as_deref().unwrap_or_default()
}

#[test]
fn a_fault_says_where_it_stands() {
    let (rsa, ec) = (published(keys::RSA_2048), published(keys::P256));
    let bad = json!({
        "kty": "EC", "crv": "P-521", "kid": 7, "alg": 8, "use": "enc", "key_ops": ["sign"], "d": "AA", "x5t": 0, "p": "AA",
    });
    let text = set(&[rsa.clone(), bad, json!(5)]);
    for (code, place) in [
        ("jwks.kty.unknown", r#""crv":"P-521""#),
        ("jwks.kid.missing", r#""kid":7"#),
        ("jwks.alg.mismatch", r#""alg":8"#),
        ("jwks.use.wrong", r#""use":"enc""#),
        ("jwks.key-ops.wrong", r#""key_ops":["sign"]"#),
        ("jwks.private-member", r#""d":"AA","x5t":0,"p":"AA""#),
        ("jwks.form", "5"),
    ] {
        assert_eq!(marked(&of(code, &text), &text), place, "{code}");
    }
    // What is not there has no place of its own; the key has.
    let text = format!(r#"{{ "keys": [ {}, {} ] }}"#, rsa, with(ec, "kid", Value::Null));
    assert!(marked(&of("jwks.kid.missing", &text), &text).starts_with(r#"{"kty":"EC""#));
}

#[test]
fn a_burned_key_is_called_so() {
    let text = format!(r#"{{"keys": [{}]}}"#, keys::P256.jwk);
    let finding = of("jwks.private-member", &text);
    assert!(near(&finding).starts_with("The key is burned: make a new one"), "{finding:?}");
    assert_eq!(finding.evidence.got.as_deref(), Some("d"));
}

#[test]
fn a_set_without_its_wrapping_is_shown_wrapped() {
    let (rsa, ec) = (keys::rsa_2048(), keys::p256());
    let meant = |keys: &[Jwk]| {
        format!("With public members only, the set that is meant is {}", publish::public_set(keys))
    };
    let certificate = format!(
        "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
        wrapped(certificate("rsa-2048"))
    );
    for (text, got, keys, private) in [
        (published(keys::P256).to_string(), "a single JWK", vec![jwk(&ec)], false),
        (keys::RSA_2048.jwk.to_owned(), "a single JWK", vec![jwk(&rsa)], true),
        (
            format!("[{}, 5, {}]", keys::RSA_2048.jwk, keys::P256.jwk),
            "an array",
            vec![jwk(&rsa), jwk(&ec)],
            true,
        ),
        (
            json!({ "keys": published(keys::P256) }).to_string(),
            "an object whose member keys is no array",
            vec![jwk(&ec)],
            false,
        ),
        (rsa.public().to_spki_pem(), "PEM, PUBLIC KEY", vec![jwk(&rsa)], false),
        (keys::P256.pem.to_owned(), "PEM, PRIVATE KEY", vec![jwk(&ec)], true),
        (certificate, "a certificate in PEM", vec![jwk(&rsa)], false),
    ] {
        let finding = of("jwks.form", &text);
        assert_eq!(finding.evidence.got.as_deref(), Some(got));
        assert_eq!(near(&finding), meant(&keys), "{got}");
        let raised: Vec<_> = raised(&text).into_iter().map(|(code, _)| code).collect();
        let wanted: &[&str] =
            if private { &["jwks.form", "jwks.private-member"] } else { &["jwks.form"] };
        assert_eq!(raised, wanted, "{got}");
    }
    let many = Value::from(vec![published(keys::P256); 9]).to_string();
    assert_eq!(
        near(&of("jwks.form", &many)),
        "Its elements are keys: put them into an object, under the name `keys`."
    );
}

#[test]
fn documents_of_another_kind_are_told() {
    let good = publish::public_set(&[jwk(&keys::p256())]);
    for (text, near_miss) in [
        (" \n".to_owned(), "The document is empty."),
        (format!("\u{feff}{good}"), "Without the byte order mark in front it is a key set."),
        ("\u{feff}".to_owned(), "A byte order mark stands in front."),
        (
            "<!doctype html>".to_owned(),
            "This is a page: of a login, or of an application that answers every path.",
        ),
        (
            Value::from(good).to_string(),
            "The document is JSON written as a JSON string: it was encoded twice.",
        ),
        (
            r#"{"issuer":"https://a.example","jwks_uri":"https://a.example/jwks"}"#.to_owned(),
            "The document names a key set, at https://a.example/jwks: lint that.",
        ),
        ("{}".to_owned(), ""),
        ("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----".to_owned(), ""),
    ] {
        assert_eq!(near(&of("jwks.form", &text)), near_miss, "{text}");
    }
}

#[test]
fn broken_json_is_marked_where_it_breaks() {
    for (text, place) in [
        ("{\"keys\": [\n {\"kty\": \"RSA\",}\n]}", "}"),
        ("{\"keys\": [{\"kid\": \"a\" é}]}", "é"),
        ("{\"keys\": [{\"kid\": \"a\", \"kid\": \"b\"}]}", "\""),
        ("{\"keys\": [", "["),
    ] {
        assert_eq!(marked(&of("jwks.form", text), text), place, "{text}");
    }
}

#[test]
fn each_spelling_of_a_number_is_read_as_meant() {
    let key = published(keys::RSA_2048);
    let n = key["n"].as_str().expect("n").to_owned();
    let octets = keys::rsa_2048().public().modulus().expect("RSA");
    let hex: String = octets.iter().map(|octet| format!("{octet:02x}")).collect();
    let lines = format!("{}\n{}", &n[..64], &n[64..]);
    let base64 = n.replace('-', "+").replace('_', "/");
    for (member, written, right, how) in [
        ("n", json!(hex), n.as_str(), "It is written in hexadecimal."),
        ("n", json!(lines), &n, "There is white space in it."),
        ("n", json!(base64), &n, "It is written in the alphabet of base64, with + and /."),
        ("n", json!(format!("{n}==")), &n, "It is padded with =."),
        ("e", json!(65537), "AQAB", "It is written as a JSON number."),
        ("e", json!("65537"), "AQAB", "It is written in decimal digits."),
        ("e", json!("010001"), "AQAB", "It is written in hexadecimal."),
        (
            "e",
            json!("AAEAAQ"),
            "AQAB",
            "The zero octet in front is a sign that some libraries write, Java's BigInteger among them.",
        ),
    ] {
        let text = set(&[with(key.clone(), member, written)]);
        let finding = of("jwks.encoding", &text);
        assert_eq!(finding.evidence.expected.as_deref(), Some(right), "{how}");
        assert_eq!(
            near(&finding),
            format!("{how} Written as expected, it is a sound RSA 2048 key.")
        );
        assert!(marked(&finding, &text).starts_with(&format!("\"{member}\":")));
    }
}

#[test]
fn points_that_are_nearly_on_the_curve() {
    let (small, large) = (published(keys::P256), published(keys::P384));
    let (x, y) = keys::p256().public().coordinates().expect("EC");
    let swapped = with(with(small.clone(), "x", small["y"].clone()), "y", small["x"].clone());
    let whole = base64url::encode(&[&[4], x.as_slice(), y.as_slice()].concat());
    for (key, code, near_miss) in [
        (swapped, "jwks.ec.off-curve", "With `x` and `y` exchanged the point lies on the curve."),
        (
            with(small.clone(), "crv", json!("P-384")),
            "jwks.encoding",
            "The point lies on P-256: `crv` names the wrong curve.",
        ),
        (
            with(large, "crv", json!("P-256")),
            "jwks.encoding",
            "The point lies on P-384: `crv` names the wrong curve.",
        ),
        (
            with(small, "x", json!(whole)),
            "jwks.encoding",
            "The member `x` holds the whole point, octet 4 in front: `x` is its first half.",
        ),
    ] {
        assert_eq!(near(&of(code, &set(&[key]))), near_miss);
    }
}

/// A certificate in base64, by OpenSSL.
pub(crate) fn certificate(name: &str) -> String {
    let file: Value =
        serde_json::from_str(include_str!("../../../../../tests/vectors/keys/x5c.json"))
            .expect("JSON");
    file[name].as_str().unwrap_or_else(|| panic!("no certificate {name}")).to_owned()
}

fn wrapped(base64: String) -> String {
    let lines: Vec<_> = base64.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
    lines.join("\n")
}

#[test]
fn a_certificate_is_compared_with_its_key() {
    for (key, of_key, fits) in [
        (keys::RSA_2048, "rsa-2048", true),
        (keys::P256, "p256", true),
        (keys::P384, "p384", true),
        (keys::RSA_2048, "rsa-2048-other", false),
        (keys::RSA_2048, "p384", false),
        (keys::P256, "ed25519", false),
    ] {
        let text = set(&[with(published(key), "x5c", json!([certificate(of_key)]))]);
        let wanted: &[_] = if fits { &[] } else { &[("jwks.x5c.mismatch", Status::Fail)] };
        assert_eq!(raised(&text), wanted, "{of_key}");
    }
    let text = set(&[with(published(keys::P256), "x5c", json!([certificate("p384")]))]);
    let finding = of("jwks.x5c.mismatch", &text);
    assert_eq!(finding.message, "The certificate holds another key, P-384");
    assert!(marked(&finding, &text).starts_with(r#""x5c":["MII"#));
}

#[test]
fn what_is_no_certificate_is_told() {
    let good = certificate("p256");
    let url = good.replace('+', "-").replace('/', "_");
    for (x5c, why) in [
        (json!([]), "`x5c` is an array of strings"),
        (json!("MII"), "`x5c` is an array of strings"),
        (json!([url]), "it is base64url; certificates alone are in base64, with + / and padding"),
        (
            json!(["-----BEGIN CERTIFICATE-----"]),
            "it is PEM, wanted the base64 between its lines without breaks",
        ),
        (json!(["*"]), "it is not base64"),
        (json!(["A".repeat(200_000)]), "it has more than 131072 characters"),
        (
            json!([certificate("ed25519")]),
            "keys of the algorithm Ed25519 are not supported; RSA and EC on P-256 or P-384 are",
        ),
    ] {
        let finding = of("jwks.x5c.mismatch", &set(&[with(published(keys::P256), "x5c", x5c)]));
        assert_eq!(
            finding.message,
            format!("The first element of `x5c` is no certificate with a key: {why}")
        );
    }
    let broken =
        of("jwks.x5c.mismatch", &set(&[with(published(keys::P256), "x5c", json!(["MIIB"]))]));
    assert!(broken.message.contains(": not a X.509 certificate: "), "{}", broken.message);
}

#[test]
fn a_certificate_alone_is_written_out() {
    let only = json!({"kty": "RSA", "kid": "a", "alg": "RS384", "x5c": [certificate("rsa-2048")]});
    let finding = of("jwks.x5c.only", &set(std::slice::from_ref(&only)));
    let (_, jwk) = near(&finding).split_once(" it is ").expect("a key");
    let key = Jwk::parse(jwk).expect("a key");
    assert_eq!((key.public_key(), key.kid()), (&keys::rsa_2048().public(), Some("a")));
    assert_eq!(
        raised(&set(&[only.clone(), published(keys::P256)])),
        [("jwks.x5c.only", Status::Fail)]
    );
    // A certificate that cannot be read does not make the fault another one.
    let broken = with(only, "x5c", json!(["*"]));
    assert_eq!(raised(&set(&[broken, published(keys::P256)])), [("jwks.x5c.only", Status::Fail)]);
    let named = json!({"kty": "EC", "crv": "P-384", "kid": "a", "alg": "ES384", "x5c": [certificate("p384")]});
    assert_eq!(raised(&set(&[named, published(keys::P256)])), [("jwks.x5c.only", Status::Fail)]);
}

#[test]
fn labels_come_with_what_is_meant() {
    let rsa = published(keys::RSA_2048);
    for (alg, near_miss) in [
        ("rs384", "Names of algorithms are written in capitals: RS384 is meant."),
        ("HS256", "HS256 is keyed with a shared secret, not with a key pair."),
        ("RSA-OAEP-256", "RSA-OAEP-256 encrypts; it signs nothing."),
        ("ES256", ""),
    ] {
        let finding = of("jwks.alg.mismatch", &set(&[with(rsa.clone(), "alg", json!(alg))]));
        assert_eq!(near(&finding), near_miss);
        assert_eq!(finding.evidence.got.as_deref(), Some(alg));
    }
    let missing = of("jwks.alg.missing", &set(&[with(rsa.clone(), "alg", Value::Null)]));
    assert!(near(&missing).contains("write one entry per `alg`"));
    let finding = of("jwks.kid.missing", &set(&[with(rsa.clone(), "kid", Value::Null)]));
    let thumbprint = countersign::kid::thumbprint(&keys::rsa_2048().public());
    let expected = finding.evidence.expected.expect("both kids");
    assert!(
        expected.contains(rsa["kid"].as_str().expect("a kid")) && expected.contains(&thumbprint)
    );
    let twice = set(&[rsa.clone(), with(published(keys::P256), "kid", rsa["kid"].clone())]);
    assert!(
        near(&of("jwks.kid.duplicate", &twice))
            .starts_with("Derived from the keys, their kids would be ")
    );
}

#[test]
fn one_entry_per_alg_is_no_twin() {
    let rsa = published(keys::RSA_2048);
    let other = with(with(rsa.clone(), "alg", json!("RS256")), "kid", json!("for RS256"));
    assert_eq!(raised(&set(&[rsa, other])), []);
}

#[test]
fn each_profile_takes_it_its_own_way() {
    let text = set(&[with(published(keys::RSA_2048), "alg", Value::Null)]);
    let by_profile = lint_under(&text, &Profile::ALL);
    for (profile, findings) in Profile::ALL.into_iter().zip(by_profile) {
        assert_eq!(findings, lint(&text, profile), "{}", profile.id);
        let alg = findings
            .iter()
            .find(|finding| finding.code.id == "jwks.alg.missing")
            .expect("it is judged");
        assert_eq!(alg.status, profile.level(alg.code).status, "{}", profile.id);
        assert_eq!(alg.message, "The key names no `alg`");
    }
}

#[test]
fn a_registration_is_judged_by_what_it_hands_over() {
    let good = publish::public_set(&[jwk(&keys::p256())]);
    let raised = |set: Option<&str>, url: Option<&str>| -> Vec<_> {
        let findings = lint_registration(set, url, &Profile::SPEC);
        findings.iter().filter(|f| f.status == Status::Fail).map(|f| f.code.id).collect()
    };
    let url = "https://larkmoor.example/jwks.json";
    assert_eq!(raised(Some(&good), None), [""; 0]);
    assert_eq!(raised(None, Some(url)), [""; 0]);
    assert_eq!(raised(None, Some("http://localhost:8080/jwks.json")), [""; 0]);
    assert_eq!(raised(None, None), ["jwks.unregistered"]);
    assert_eq!(raised(Some(&good), Some(url)), ["jwks.form"]);
    assert_eq!(raised(Some("[]"), None), ["jwks.form"]);
    assert_eq!(raised(None, Some("https://u:secret@larkmoor.example/")), ["jwks.fetch.auth"]);
    for other in ["http://larkmoor.example/", "ftp://larkmoor.example/", "jwks.json", "", "data:,a"]
    {
        assert_eq!(raised(None, Some(other)), ["jwks.fetch.not-https"], "{other}");
    }
}

/// The bound on time is loose: what it must tell apart is milliseconds from the square of the size.
#[test]
fn large_sets_are_linted_in_no_time() {
    let all: Vec<Value> = (0..KEY_SET_KEYS)
        .map(|index| {
            let key = with(published(keys::RSA_2048), "kid", json!(format!("kid-{index}")));
            with(with(key, "alg", Value::Null), "use", json!("enc"))
        })
        .collect();
    let text = set(&all);
    let started = std::time::Instant::now();
    let findings = lint(&text, &Profile::SPEC);
    let took = started.elapsed();
    assert!(took.as_millis() < 3_000, "{took:?}");
    assert_eq!(findings.iter().filter(|f| f.code.id == "jwks.use.wrong").count(), KEY_SET_KEYS);
    for text in [" ".repeat(KEY_SET_OCTETS + 1), set(&vec![json!({}); KEY_SET_KEYS + 1])] {
        assert_eq!(raised(&text), [("jwks.form", Status::Fail)]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// Whatever stands in a key, it is judged, every place is one in the text, and every check is there.
    #[test]
    fn any_key_is_judged(
        member in prop::sample::select(vec!["kty", "crv", "kid", "alg", "use", "key_ops", "n", "e", "x", "y", "x5c", "d"]),
        value in "[\\PC]{0,12}|[0-9a-f]{0,70}|[A-Za-z0-9+/=_-]{0,40}|MII[A-Za-z0-9+/]{4,60}",
        shape in 0..4,
        ec: bool,
    ) {
        let value = match shape {
            0 => json!(value),
            1 => json!([value]),
            2 => json!({ (value.clone()): value }),
            _ => json!(value.len()),
        };
        let key = with(published(if ec { keys::P256 } else { keys::RSA_2048 }), member, value);
        let text = set(&[key, published(keys::P384)]);
        let findings = lint(&text, &Profile::SPEC);
        for finding in &findings {
            if let Some(span) = finding.span {
                prop_assert!(text.get(span.start..span.end).is_some());
            }
        }
        let codes: std::collections::HashSet<_> = findings.iter().map(|f| f.code.id).collect();
        prop_assert_eq!(codes.len(), 20);
    }

    #[test]
    fn any_text_is_judged(text in "\\PC{0,60}|-----BEGIN [A-Z ]{0,12}-----[A-Za-z0-9\n]{0,20}|[\\[\\]{}\":,a-z0-9]{0,30}") {
        prop_assert!(lint(&text, &Profile::SPEC).len() >= 20);
    }
}
