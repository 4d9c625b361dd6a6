//! Every defect, judged as a partner would: the finding that comes first, and what may come with it.

use std::collections::HashSet;
use std::ops::ControlFlow;

use countersign::assertion::{Assertion, inspect};
use countersign::defect::{self, Attempt, Broken, DefectError, Partner, Place, Sent};
use countersign::encoding::base64url;
use countersign::finding::{Finding, Status};
use countersign::jwk::{self, JwkSet};
use countersign::jws::Alg;
use countersign::key::{KeyKind, PrivateKey, PublicKey, generate};
use countersign::kid::{self, KidMethod};
use countersign::rules::code::{jwks, jwt};
use countersign::rules::{Confidence, Profile};
use countersign::scope;
use countersign::token::{TokenRequest, read_form};
use countersign::verify::{Client, Expectations, verify};
use countersign_testkit::{NOW, keys, rng, rng_from};

const CLIENT: &str = "larkmoor-nightly";
const TOKEN_URL: &str = "https://ternvalley.example/auth/token";
const SCOPE: &str = "system/Patient.rs";

type Row = (u8, &'static str, &'static str, &'static [&'static str], u16, &'static str);

/// By hand, from the protocol: number, id, the finding that is first, those that may follow, status and error.
#[rustfmt::skip]
const ROWS: [Row; 28] = [
    (1, "no-kid", "jws.kid.missing", &[], 401, "invalid_client"),
    (2, "kid-method", "jws.kid.unknown", &[], 401, "invalid_client"),
    (3, "kid-other-key", "jws.signature.invalid", &[], 401, "invalid_client"),
    (4, "two-keys-one-kid", "jws.kid.ambiguous", &["jwks.kid.duplicate"], 401, "invalid_client"),
    (5, "aud-slash", "jwt.aud.trailing-slash", &[], 401, "invalid_client"),
    (6, "aud-fhir-base", "jwt.aud.fhir-base", &[], 401, "invalid_client"),
    (7, "aud-issuer", "jwt.aud.issuer", &[], 401, "invalid_client"),
    (8, "aud-array", "jwt.aud.array", &[], 200, ""),
    (9, "exp-six-minutes", "jwt.exp.too-far", &["jwt.lifetime.too-long"], 401, "invalid_client"),
    (10, "exp-past", "jwt.exp.expired", &[], 401, "invalid_client"),
    (11, "exp-milliseconds", "jwt.exp.milliseconds", &[], 401, "invalid_client"),
    (12, "clock-fast", "jwt.nbf.future", &["jwt.exp.too-far", "jwt.iat.future"], 401, "invalid_client"),
    (13, "sent-twice", "jwt.jti.replayed", &[], 401, "invalid_client"),
    (14, "no-jti", "jwt.jti.missing", &[], 401, "invalid_client"),
    (15, "iss-not-sub", "jwt.iss-sub.mismatch", &[], 401, "invalid_client"),
    (16, "alg-none", "jws.alg.none", &[], 401, "invalid_client"),
    (17, "hs256-public-key", "jws.alg.symmetric", &[], 401, "invalid_client"),
    (18, "der-signature", "jws.signature.der", &[], 401, "invalid_client"),
    (19, "byte-changed", "jws.signature.invalid", &[], 401, "invalid_client"),
    (20, "private-key-set", "jwks.private-member", &[], 401, "invalid_client"),
    (21, "key-set-without-alg", "jwks.alg.missing", &[], 200, ""),
    (22, "key-set-not-found", "jwks.fetch.failed", &[], 401, "invalid_client"),
    (23, "json-body", "request.content-type", &[], 400, "invalid_request"),
    (24, "basic", "request.auth.basic", &["request.assertion-type.missing", "request.assertion.missing"], 401, "invalid_client"),
    (25, "grant-type", "request.grant-type.wrong", &[], 400, "unsupported_grant_type"),
    (26, "assertion-type", "request.assertion-type.wrong", &[], 401, "invalid_client"),
    (27, "scope-order", "scope.order", &["scope.none-granted"], 400, "invalid_scope"),
    (28, "alg-not-listed", "jws.alg.unsupported", &[], 401, "invalid_client"),
];

/// A client's key, another one of the same kind, and what it signs under.
struct Pair {
    key: PrivateKey,
    spare: PrivateKey,
    alg: Alg,
}

impl Pair {
    fn rsa() -> Self {
        Self { key: keys::rsa_2048(), spare: keys::rsa_2048_other(), alg: Alg::Rs384 }
    }

    fn p384() -> Self {
        let spare = generate(KeyKind::P384, &mut rng(), &mut |_| ControlFlow::Continue(()));
        Self { key: keys::p384(), spare: spare.expect("any number will do"), alg: Alg::Es384 }
    }

    fn good(&self) -> Attempt<'_> {
        let partner = Partner {
            token_endpoint: TOKEN_URL.into(),
            fhir_base: "https://ternvalley.example/fhir".into(),
            issuer: "https://ternvalley.example".into(),
            algs: vec![Alg::Rs384, Alg::Es384, Alg::Rs256],
        };
        let kid = kid::derive(&self.key.public(), KidMethod::default_for(&self.key.public()));
        let jti = "5f0c2b7e-8d14-4c8e-9a35-0e6d1f3b9c72";
        let assertion = Assertion::new(CLIENT, TOKEN_URL, kid, self.alg, jti, NOW);
        Attempt::new(&assertion, &self.key, &self.spare, partner, SCOPE).expect("complete")
    }

    fn broken(&self, id: &str) -> Broken {
        let defect = defect::by_id(id).expect("a known id");
        defect.apply(&self.good(), &mut rng()).expect("the key will do")
    }
}

/// A partner in small: what it finds in the last of the requests, in its order.
fn judge(sent: &Sent) -> Vec<Finding> {
    let mut seen = HashSet::new();
    let judged: Vec<_> =
        sent.requests.iter().map(|request| judge_one(request, sent, &mut seen)).collect();
    judged.into_iter().next_back().expect("something is sent")
}

fn judge_one(
    request: &http::Request<Vec<u8>>,
    sent: &Sent,
    seen: &mut HashSet<String>,
) -> Vec<Finding> {
    let (form, mut findings) =
        read_form(request.method(), request.headers(), request.body(), &Profile::SPEC);
    let asked = findings.pop();
    let form = form.unwrap_or_default();
    if let Some(token) = &form.assertion {
        findings.extend(judge_assertion(token, sent));
        let jti =
            inspect::decode(token).ok().and_then(|read| read.claim_text("jti").map(str::to_owned));
        let failed = findings.iter().any(|finding| finding.status == Status::Fail);
        if !failed && jti.is_some_and(|jti| !seen.insert(jti)) {
            findings.push(Finding::fail(&jwt::JTI_REPLAYED, "claims.jti", "Used before"));
        }
    }
    findings.extend(asked);
    findings.extend(form.scope.iter().flat_map(|scope| scope::read(scope, &Profile::SPEC).1));
    findings
}

/// The assertion, and behind the choice of the key what the set itself shows.
fn judge_assertion(token: &str, sent: &Sent) -> Vec<Finding> {
    let expect = Expectations {
        client: Client::Known(CLIENT),
        audience: Some(TOKEN_URL),
        fhir_base: Some("https://ternvalley.example/fhir"),
        issuer: Some("https://ternvalley.example"),
        algs: &sent.algs,
        ..Expectations::default()
    };
    let found = sent.key_set.status.is_success();
    let set = JwkSet::parse(&sent.key_set.text).ok().filter(|_| found);
    let mut findings = verify(token, set.as_ref(), &expect, NOW).findings;
    let mut of_the_set = if found {
        jwk::lint(&sent.key_set.text, &Profile::SPEC)
    } else {
        vec![Finding::fail(&jwks::FETCH_FAILED, "keys", "The key set URL answered no key set")]
    };
    of_the_set.retain(|fault| findings.iter().all(|finding| finding.code != fault.code));
    let at = findings.iter().position(|finding| finding.code.id.starts_with("jws.signature."));
    let at = at.expect("the signature is always judged");
    findings.splice(at..at, of_the_set);
    findings
}

/// The codes that failed or warned, in order.
fn raised(findings: &[Finding]) -> Vec<&'static str> {
    let bad = |status| matches!(status, Status::Fail | Status::Warn);
    findings.iter().filter(|finding| bad(finding.status)).map(|finding| finding.code.id).collect()
}

#[test]
fn the_good_request_raises_nothing() {
    for pair in [Pair::rsa(), Pair::p384()] {
        let sent = pair.good().send(&mut rng()).expect("the key can");
        assert_eq!(raised(&judge(&sent)), [] as [&str; 0], "{}", pair.alg);
        let token = sent.assertion.as_ref().expect("there is one").as_str();
        let endpoint = url::Url::parse(TOKEN_URL).expect("an address");
        let paved = TokenRequest::new(SCOPE, token).to_http(&endpoint).expect("a request");
        assert_eq!(sent.requests.len(), 1);
        assert_eq!(sent.requests[0].headers(), paved.headers());
        assert_eq!(sent.requests[0].body(), paved.body(), "it is what TokenRequest sends");
    }
}

#[test]
fn each_defect_raises_its_finding_first_and_then_only_what_follows() {
    let (rsa, p384) = (Pair::rsa(), Pair::p384());
    let mut applied = 0;
    for (_, id, first, follows, ..) in ROWS {
        let defect = defect::by_id(id).expect("a known id");
        for pair in [&rsa, &p384] {
            if !defect.needs.met_by(pair.key.kind()) {
                continue;
            }
            let broken = defect.apply(&pair.good(), &mut rng()).expect("the key will do");
            let codes = raised(&judge(&broken.sent));
            assert_eq!(codes.first(), Some(&first), "{id}, {}: {codes:?}", pair.alg);
            let strange: Vec<_> =
                codes[1..].iter().filter(|code| !follows.contains(code)).collect();
            assert!(strange.is_empty(), "{id}, {}: {strange:?}", pair.alg);
            applied += 1;
        }
    }
    assert_eq!(applied, 2 * 28 - 3, "three need a key of one kind");
}

#[test]
fn the_defects_are_those_of_the_rows() {
    let rows: Vec<_> = defect::defects()
        .map(|d| {
            let follows: Vec<_> = d.follows.iter().map(|code| code.id).collect();
            (d.number, d.id, d.finds.id, follows, d.reply.status, d.reply.error.unwrap_or_default())
        })
        .collect();
    assert_eq!(rows.len(), 28);
    for (number, id, finds, follows, status, error) in ROWS {
        let row = (number, id, finds, follows.to_vec(), status, error);
        assert!(rows.contains(&row), "{row:?} is not among {rows:#?}");
    }
}

#[test]
fn a_key_of_the_wrong_kind_is_an_error() {
    let (rsa, p384) = (Pair::rsa(), Pair::p384());
    for (pair, id, says) in [
        (&rsa, "der-signature", "der-signature needs a key on an elliptic curve, got RSA 2048"),
        (&p384, "kid-method", "kid-method needs an RSA key, got P-384"),
        (&p384, "alg-not-listed", "alg-not-listed needs an RSA key, got P-384"),
    ] {
        let defect = defect::by_id(id).expect("a known id");
        let error = defect.apply(&pair.good(), &mut rng()).expect_err("refused");
        assert_eq!((error.to_string().as_str(), error.code()), (says, "defect.key"));
    }
    let mixed = Pair { spare: keys::p256(), ..Pair::rsa() };
    let good = rsa.good();
    let assertion = Assertion::new(CLIENT, TOKEN_URL, good.kid.clone(), Alg::Rs384, "x", NOW);
    let error = Attempt::new(&assertion, &mixed.key, &mixed.spare, good.partner.clone(), SCOPE);
    assert!(matches!(error, Err(DefectError::Spare { .. })));
}

#[test]
fn what_changed_is_all_that_changed() {
    // Place and member of every change, by id; a signature that is only made again is left aside.
    let rows: &[(&str, &[(Place, &str)])] = &[
        ("no-kid", &[(Place::Header, "kid")]),
        ("kid-method", &[(Place::Header, "kid")]),
        ("kid-other-key", &[(Place::Header, "kid"), (Place::KeySet, "keys[1]")]),
        ("alg-none", &[(Place::Header, "alg"), (Place::Signature, "signature")]),
        ("hs256-public-key", &[(Place::Header, "alg"), (Place::Signature, "signature")]),
        (
            "alg-not-listed",
            &[
                (Place::Header, "alg"),
                (Place::Signature, "signature"),
                (Place::KeySet, "keys[0].alg"),
                (Place::Partner, "token_endpoint_auth_signing_alg_values_supported"),
            ],
        ),
        ("byte-changed", &[(Place::Claims, "jti")]),
        ("aud-slash", &[(Place::Claims, "aud")]),
        ("aud-fhir-base", &[(Place::Claims, "aud")]),
        ("aud-issuer", &[(Place::Claims, "aud")]),
        ("aud-array", &[(Place::Claims, "aud")]),
        ("iss-not-sub", &[(Place::Claims, "sub")]),
        ("no-jti", &[(Place::Claims, "jti")]),
        ("sent-twice", &[(Place::Request, "sent")]),
        ("exp-six-minutes", &[(Place::Claims, "exp")]),
        ("exp-past", &[(Place::Claims, "exp"), (Place::Claims, "iat")]),
        ("exp-milliseconds", &[(Place::Claims, "exp")]),
        ("clock-fast", &[(Place::Claims, "exp"), (Place::Claims, "iat"), (Place::Claims, "nbf")]),
        ("json-body", &[(Place::Request, "content-type")]),
        (
            "basic",
            &[
                (Place::Request, "authorization"),
                (Place::Request, "client_assertion_type"),
                (Place::Request, "client_assertion"),
            ],
        ),
        ("grant-type", &[(Place::Request, "grant_type")]),
        ("assertion-type", &[(Place::Request, "client_assertion_type")]),
        ("scope-order", &[(Place::Request, "scope")]),
        ("two-keys-one-kid", &[(Place::KeySet, "keys[1]")]),
        ("private-key-set", &[(Place::KeySet, "keys[1]")]),
        ("key-set-without-alg", &[(Place::KeySet, "keys[0].alg")]),
        ("key-set-not-found", &[(Place::KeySet, "status")]),
    ];
    let pair = Pair::rsa();
    for (id, changes) in rows {
        let made_again = |change: &&defect::Change| {
            let text = |side: &Option<defect::Shown>| side.as_ref().map(|shown| shown.text.clone());
            change.place == Place::Signature && text(&change.before) == text(&change.after)
        };
        let broken = pair.broken(id);
        let found: Vec<_> = broken
            .changed
            .iter()
            .filter(|change| !made_again(change))
            .map(|change| (change.place, change.member.as_str()))
            .collect();
        assert_eq!(found, *changes, "{id}");
    }
    let der = Pair::p384().broken("der-signature");
    let [change] = &der.changed[..] else { panic!("{:?}", der.changed) };
    assert_eq!(change.before.as_ref().map(|was| was.text.as_str()), Some("ES384, 96 octets"));
    let now = &change.after.as_ref().expect("still there").text;
    assert!(["102", "103", "104"].iter().any(|n| *now == format!("ES384, {n} octets")), "{now}");
}

#[test]
fn characters_are_those_that_carry_the_difference() {
    let broken = Pair::rsa().broken("aud-slash");
    let aud = broken.changed.iter().find(|change| change.member == "aud").expect("changed");
    let (was, is) = (aud.before.as_ref().expect("was"), aud.after.as_ref().expect("is"));
    assert_eq!(was.text, format!("\"{TOKEN_URL}\""));
    assert_eq!(is.text, format!("\"{TOKEN_URL}/\""));
    // Counted here from the outside: where the slash stands in the claims, and which characters carry that octet.
    let token = broken.sent.assertion.as_ref().expect("sent");
    let claims = String::from_utf8(token.payload().to_vec()).expect("UTF-8");
    let octet = claims.find("/token/\"").expect("there") + "/token".len();
    let payload_at = token.as_str().find('.').expect("a dot") + 1;
    let (first, last) = (payload_at + octet * 4 / 3, payload_at + (octet * 8 + 7) / 6);
    assert_eq!(is.characters, Some(first..last + 1));
    let empty = was.characters.clone().expect("in the assertion");
    assert!(empty.len() <= 1, "nothing was there: {empty:?}");

    let gone = Pair::rsa().broken("no-kid");
    let kid = &gone.changed[0];
    let at = kid.before.as_ref().and_then(|was| was.characters.clone()).expect("it was there");
    let good = gone.good.assertion.as_ref().expect("sent").as_str();
    // The range starts and ends within groups of four, so the decoding starts at a whole group.
    let from = at.start / 4 * 4;
    let text = base64url::decode(&good[from..at.end / 4 * 4]).expect("whole groups");
    assert!(String::from_utf8_lossy(&text).contains("\"kid\":\""), "{text:?}");
    assert_eq!(kid.after, None);
}

#[test]
fn signatures_are_what_the_defects_say() {
    let pair = Pair::rsa();
    let none = pair.broken("alg-none").sent.assertion.expect("sent");
    assert!(none.as_str().ends_with('.') && none.signature().is_empty());

    // RFC 2104 by the long way round, over the text that OpenSSL would print for the key.
    let token = pair.broken("hs256-public-key").sent.assertion.expect("sent");
    let pem = pair.key.public().to_spki_pem();
    let expected = hmac_sha256(pem.as_bytes(), token.signing_input().as_bytes());
    assert_eq!(token.signature(), expected);
    assert_eq!(PublicKey::from_spki_pem(&pem).expect("its own"), pair.key.public());

    let pair = Pair::p384();
    let der = pair.broken("der-signature").sent.assertion.expect("sent");
    let raw = pair.key.public().raw_from_der(der.signature()).expect("DER");
    let input = der.signing_input().as_bytes();
    assert_eq!(pair.key.public().verify(Alg::Es384, input, &raw), Ok(()), "only its form is wrong");
}

fn hmac_sha256(secret: &[u8], input: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};

    let mut block = [0; 64];
    let hashed = Sha256::digest(secret);
    block[..32].copy_from_slice(&hashed);
    assert!(secret.len() > 64, "a long secret is hashed first");
    let pad = |octet: u8| block.map(|secret| secret ^ octet).to_vec();
    let inner = Sha256::digest([&pad(0x36), input].concat());
    Sha256::digest([pad(0x5c), inner.to_vec()].concat()).to_vec()
}

#[test]
fn nothing_secret_is_shown() {
    let pair = Pair::rsa();
    let set = pair.broken("private-key-set");
    let secrets: serde_json::Value = serde_json::from_str(keys::RSA_2048_OTHER.jwk).expect("JSON");
    let own: serde_json::Value = serde_json::from_str(keys::RSA_2048.jwk).expect("JSON");
    let shown = format!("{set:?}");
    let told = serde_json::to_string(&set.changed).expect("JSON");
    for member in ["d", "p", "q", "dp", "dq", "qi"] {
        let secret = secrets[member].as_str().expect("a private member");
        assert!(set.sent.key_set.text.contains(secret), "the spare key is what is published");
        assert!(!shown.contains(secret) && !told.contains(secret), "{member}");
        let own = own[member].as_str().expect("a private member");
        assert!(!set.sent.key_set.text.contains(own), "the client's own {member} never is");
    }
    let basic = pair.broken("basic");
    let sent = basic.sent.requests[0].headers()["authorization"].to_str().expect("ASCII");
    assert!(sent.starts_with("Basic ") && sent.len() > 20);
    assert!(!format!("{basic:?}").contains(&sent[6..]));
    let change = basic.changed.iter().find(|change| change.member == "authorization");
    assert_eq!(
        change.and_then(|change| change.after.clone()).map(|s| s.text),
        Some("Basic …".into())
    );
    let other = defect::by_id("basic").expect("known").apply(&pair.good(), &mut rng_from(1));
    let other = other.expect("any key will do").sent.requests[0].headers()["authorization"].clone();
    assert_ne!(other.to_str().expect("ASCII"), sent, "the secret is drawn, not fixed");
}

#[test]
fn each_profile_answers_as_it_is_known_to() {
    // By hand, from the table of the launcher's replies: what it gives a token for all the same.
    let launcher: HashSet<&str> = [
        "exp-six-minutes",
        "exp-milliseconds",
        "sent-twice",
        "private-key-set",
        "scope-order",
        "alg-not-listed",
    ]
    .into();
    for defect in defect::defects() {
        let answer = defect::answers(defect, &Profile::LAUNCHER);
        assert_eq!(answer.accepted(), launcher.contains(defect.id), "{}", defect.id);
        let spec = defect::answers(defect, &Profile::SPEC);
        assert_eq!((spec.code, spec.reply), (defect.finds, defect.reply), "{}", defect.id);
        for profile in Profile::ALL {
            let answer = defect::answers(defect, profile);
            assert_eq!(answer.reply.status == 200, answer.accepted(), "{}", defect.id);
            assert_eq!(
                profile.level(answer.code).modelled,
                answer.evidence == Confidence::Modelled,
                "{} at {}",
                defect.id,
                profile.id
            );
        }
    }
    let basic = defect::by_id("basic").expect("a known id");
    for (profile, accepted) in [
        (&Profile::LAUNCHER, false),
        (&Profile::EPIC, false),
        (&Profile::ORACLE, true),
        (&Profile::ATHENA, true),
    ] {
        assert_eq!(defect::answers(basic, profile).accepted(), accepted, "{}", profile.id);
    }
    let unlisted = defect::by_id("alg-not-listed").expect("a known id");
    assert!(defect::answers(unlisted, &Profile::EPIC).accepted(), "its list has RS256");
    assert!(!defect::answers(unlisted, &Profile::ORACLE).accepted(), "its list has not");
}

#[test]
fn what_a_server_is_known_to_say_is_said() {
    let answer = |id, profile| defect::answers(defect::by_id(id).expect("a known id"), profile);
    let words =
        |answer: &defect::Answer| answer.said.and_then(|said| said.words()).map(|words| words.0);

    let kid = answer("no-kid", &Profile::LAUNCHER);
    assert_eq!(
        (kid.reply.to_string().as_str(), kid.reply_evidence),
        ("401 invalid_client", Confidence::Observed)
    );
    assert_eq!(words(&kid), Some("Missing token 'kid' header"));

    let basic = answer("basic", &Profile::LAUNCHER);
    assert_eq!(basic.reply.to_string(), "400 invalid_client", "it does not look at the header");
    assert_eq!(words(&basic), Some("Missing 'client_assertion_type' parameter"));

    let array = answer("aud-array", &Profile::LAUNCHER);
    assert_eq!((array.reply.to_string().as_str(), words(&array)), ("500", None));

    let epic = answer("aud-slash", &Profile::EPIC);
    assert_eq!((epic.reply.to_string().as_str(), words(&epic)), ("400 invalid_client", None));

    let unseen = answer("kid-other-key", &Profile::ORACLE);
    assert_eq!(unseen.reply.to_string(), "401 invalid_client", "its status was not seen");

    let slash = answer("aud-slash", &Profile::ATHENA);
    assert_eq!((slash.said, slash.reply_evidence), (None, Confidence::Modelled));
    assert_eq!(answer("sent-twice", &Profile::LAUNCHER).said, None, "it gives a token");
}
