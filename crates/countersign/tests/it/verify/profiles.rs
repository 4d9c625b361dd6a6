//! One assertion under several profiles, in one pass.

use countersign::finding::{Report, Status, Verdict};
use countersign::jwk::JwkSet;
use countersign::jws::Alg;
use countersign::rules::Profile;
use countersign::time::Seconds;
use countersign::verify::{Expectations, Verification, judge, verify};
use countersign_testkit::{NOW, keys};

use super::{expect, good, key_set, raised, sign};

/// Who accepts, warnings or not, in the order of [`Profile::ALL`].
fn accepting(reports: &[Report]) -> Vec<&str> {
    let accepted = reports.iter().filter(|report| report.verdict() == Verdict::Accepted);
    accepted.map(|report| report.profile.as_str()).collect()
}

fn under_all(change: impl FnOnce(&mut countersign::assertion::Draft)) -> Vec<Report> {
    let key = keys::rsa_2048();
    let mut draft = good(&key, Alg::Rs384);
    change(&mut draft);
    let token = sign(&draft, &key, Alg::Rs384);
    let set = key_set(&[(&key, Alg::Rs384)]);
    let expect = Expectations { algs: &[], ..expect() };
    judge(&token, Some(&set), &expect, &Profile::ALL, NOW)
}

#[test]
fn each_profile_takes_faults_its_own_way() {
    const EVERY: [&str; 6] = ["spec", "launcher", "epic", "oracle", "athena", "jwt"];

    assert_eq!(accepting(&under_all(|_| {})), EVERY);
    let six_minutes = |draft: &mut countersign::assertion::Draft| {
        draft.remove_claim("iat");
        draft.set_claim("exp", (NOW + Seconds::new(360)).get());
    };
    assert_eq!(accepting(&under_all(six_minutes)), ["launcher", "oracle", "athena", "jwt"]);
    assert_eq!(accepting(&under_all(|draft| draft.remove_header("kid"))), ["epic", "jwt"]);
    assert_eq!(accepting(&under_all(|draft| draft.set_header("kid", "x"))), ["epic"]);
    assert_eq!(accepting(&under_all(|draft| draft.remove_claim("aud"))), ["jwt"]);
    assert_eq!(
        accepting(&under_all(|draft| draft.remove_header("typ"))),
        ["epic", "oracle", "athena", "jwt"]
    );
    // The leeway is the profile's: 59 s late is too late where there is none.
    let late = |draft: &mut countersign::assertion::Draft| draft.set_claim("exp", NOW.get() - 59);
    assert_eq!(accepting(&under_all(late)), ["spec", "oracle", "athena", "jwt"]);
}

#[test]
fn algorithms_are_the_profiles_own() {
    let key = keys::rsa_2048();
    for (alg, taken) in [
        (Alg::Rs256, &["spec", "launcher", "epic", "athena", "jwt"] as &[&str]),
        (Alg::Ps384, &["spec", "athena", "jwt"]),
        (Alg::Rs384, &["spec", "launcher", "epic", "oracle", "athena", "jwt"]),
    ] {
        let token = sign(&good(&key, alg), &key, alg);
        let set = key_set(&[(&key, alg)]);
        let expect = Expectations { algs: &[], ..expect() };
        assert_eq!(
            accepting(&judge(&token, Some(&set), &expect, &Profile::ALL, NOW)),
            taken,
            "{alg}"
        );
    }
}

#[test]
fn a_plain_jwt_is_not_asked_for_what_smart_adds() {
    let key = keys::rsa_2048();
    let mut draft = good(&key, Alg::Rs384);
    for claim in ["iss", "sub", "aud", "jti", "iat"] {
        draft.remove_claim(claim);
    }
    draft.remove_header("typ");
    draft.remove_header("kid");
    let token = sign(&draft, &key, Alg::Rs384);
    let expect = Expectations { profile: &Profile::JWT, ..Expectations::default() };
    let report = verify(&token, Some(&key_set(&[(&key, Alg::Rs384)])), &expect, NOW);
    assert_eq!((raised(&report).as_slice(), report.verdict()), (&[] as &[&str], Verdict::Accepted));
    let skipped: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.status == Status::Skipped)
        .map(|finding| finding.code.id)
        .collect();
    for code in ["jws.typ.missing", "jwt.iss.missing", "jwt.aud.missing", "jwt.jti.missing"] {
        assert!(skipped.contains(&code), "{code} not in {skipped:?}");
    }
}

#[test]
fn where_the_key_is_searched_a_forgery_still_fails() {
    let (key, other) = (keys::rsa_2048(), keys::rsa_2048_other());
    let mut draft = good(&key, Alg::Rs384);
    draft.remove_header("kid");
    let token = sign(&draft, &other, Alg::Rs384);
    let set = key_set(&[(&key, Alg::Rs384)]);
    for profile in [&Profile::EPIC, &Profile::JWT] {
        let expect = Expectations { profile, ..expect() };
        let report = verify(&token, Some(&set), &expect, NOW);
        assert_eq!(
            report.first_failure().map(|finding| finding.code.id),
            Some("jws.signature.invalid")
        );
        assert_eq!(report.key, None);
    }
}

#[test]
fn a_signature_is_checked_once_for_all_profiles() {
    let key = keys::rsa_2048();
    let token = sign(&good(&key, Alg::Rs384), &key, Alg::Rs384);
    let (set, expect) = (key_set(&[(&key, Alg::Rs384)]), expect());
    let mut verification = Verification::new(&token, Some(&set), &expect, NOW);
    let mut checks = 0;
    while let Some(check) = verification.wanted() {
        let answer = check.key.verify(check.alg, check.input, check.signature);
        verification.answer(answer);
        checks += 1;
    }
    for profile in Profile::ALL {
        let _ = verification.report(profile);
    }
    assert_eq!(checks, 1);
}

#[test]
fn keys_without_names_verify_by_being_tried() {
    let key = keys::rsa_2048();
    let token = sign(&good(&key, Alg::Rs384), &key, Alg::Rs384);
    let (other, own) = (keys::rsa_2048_other().public().to_spki_pem(), key.public().to_spki_pem());
    let set = JwkSet::read(&format!("{other}{own}")).expect("two PEM blocks");
    let report = verify(&token, Some(&set), &expect(), NOW);
    assert_eq!((raised(&report).as_slice(), report.verdict()), (&[] as &[&str], Verdict::Accepted));

    // A private key is not what should be given, and its public half will do.
    let set = JwkSet::read(keys::RSA_2048.pem).expect("a PEM block");
    assert_eq!(verify(&token, Some(&set), &expect(), NOW).verdict(), Verdict::Accepted);

    let wrong = JwkSet::read(&other).expect("a PEM block");
    let report = verify(&token, Some(&wrong), &expect(), NOW);
    assert_eq!(raised(&report), ["jws.signature.invalid"]);
}
