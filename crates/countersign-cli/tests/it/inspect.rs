//! `countersign inspect`.

use countersign::limits::DOCUMENT_OCTETS;
use countersign_testkit::keys;
use jiff::tz::{Offset, TimeZone};
use serde_json::Value;

use crate::assertions::{Folder, assertion};
use crate::support::{key_file, ran, ran_by, ran_with, usage};

#[test]
fn what_people_read() {
    let token = assertion(|draft| draft.set_claim("shoe_size", 43));
    insta::assert_snapshot!("assertion", ran_with(["inspect"], format!("Bearer {token}")).done());
    let public = keys::p256().public();
    insta::assert_snapshot!("public_key", ran_with(["inspect", "-"], public.to_spki_pem()).done());
    let request = "POST /token HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n\
                   grant_type=client_credentials&scope=system/*.rs";
    insta::assert_snapshot!("request", ran_with(["inspect"], request).done());
    insta::assert_snapshot!("nothing", ran(["inspect", "hello"]).done());
    insta::assert_snapshot!("no_file", ran(["inspect", "keys/clinet.pem"]).failed());
    let folder = ran(["inspect", "."]).failed();
    assert!(folder.contains("it is a folder, wanted a file"), "{folder}");
    insta::assert_snapshot!("help", usage(&["inspect", "--help"]));
}

#[test]
fn times_are_told_by_the_clock_on_the_wall_too() {
    let token = assertion(|_| {});
    let in_helsinki = |io: &mut countersign_cli::Io| {
        io.zone = TimeZone::fixed(Offset::from_hours(3).expect("an offset"));
    };
    let ran = ran_by(["inspect", "--at", "1778594700"], token, in_helsinki);
    let exp = "2026-05-12T14:08:20Z, in 3 min 20 s; here 2026-05-12 17:08:20 +03:00";
    assert!(ran.stdout.contains(exp), "{}", ran.stdout);
    assert!(ran.stdout.contains("2026-05-12T14:03:20Z, 1 min 40 s ago"), "{}", ran.stdout);
}

#[test]
fn nothing_private_is_echoed() {
    for key in keys::ALL {
        let jwk: Value = serde_json::from_str(key.jwk).expect("JSON");
        let d = jwk["d"].as_str().expect("private");
        let pem_line = key.pem.lines().nth(1).expect("PEM has lines");
        let jwk_file = key_file(&format!("{}.jwk.json", key.name));
        let pem_file = key_file(&format!("{}.pem", key.name));
        let set = format!(r#"{{"keys": [{}]}}"#, key.jwk);
        for output in [
            ran(["inspect", &jwk_file]),
            ran(["inspect", &jwk_file, "--format", "json"]),
            ran(["inspect", &pem_file]),
            ran(["inspect", &pem_file, "--format", "json"]),
            ran_with(["inspect"], set),
            // On the command line it is no good idea, and is not repeated all the same.
            ran(["inspect", key.jwk]),
            ran(["lint", &jwk_file, "--all"]),
            ran(["verify", key.jwk, "--keys", &jwk_file, "--all"]),
        ] {
            assert_ne!(output.exit, 2, "{}", output.stderr);
            let all = output.stdout + &output.stderr;
            assert!(
                !all.contains(&d[..16]) && !all.contains(&pem_line[..32]),
                "{}: {all}",
                key.name
            );
        }
        let text = ran(["inspect", &jwk_file]).done();
        assert!(text.contains("PRIVATE") && text.contains("[private key hidden]"), "{text}");
    }
    let der_as_name = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgc2VjcmV0c2VjcmV0/secret.x";
    let failed = ran(["inspect", der_as_name]).failed();
    assert!(!failed.contains("c2VjcmV0c2VjcmV0"), "{failed}");
}

#[test]
fn json_is_what_every_build_gives() {
    let json = ran_with(["inspect", "--format", "json"], assertion(|_| {})).done();
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["kind"], "client-assertion");
    let exp = &json["parts"][1]["members"][3];
    assert_eq!((&exp["subject"], &exp["value"]), (&"claims.exp".into(), &"1778594900".into()));
    assert_eq!(exp["time"]["words"], "in 5 min 0 s");
}

#[test]
fn a_file_past_the_limit_is_not_read() {
    let folder = Folder::new();
    let file = folder.file("large", "x".repeat(DOCUMENT_OCTETS + 1));
    let failed = ran(["inspect", &file]).failed();
    assert!(failed.contains("more than 1048576 octets"), "{failed}");
}
