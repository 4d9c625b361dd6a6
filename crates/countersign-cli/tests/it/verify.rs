//! `countersign verify`.

use countersign::kid::{self, KidMethod};
use countersign::time::Seconds;
use countersign_testkit::{NOW, keys};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::assertions::{CLIENT, Folder, TOKEN_URL, assertion, key_set};
use crate::served::Served;
use crate::support::{key_file, ran, ran_by, ran_with, usage};

/// Reports of the core, as npm gives them, too.
const REPORTS: &str = include_str!("../../../../tests/vectors/reports/reports.json");

fn args<'a>(keys: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let fixed = ["verify", "-", "--keys", keys, "--client-id", CLIENT, "--aud", TOKEN_URL];
    fixed.iter().chain(more).copied().collect()
}

fn report(name: &str) -> Value {
    let all: Vec<Value> = serde_json::from_str(REPORTS).expect("JSON");
    let found = all.into_iter().find(|case| case["name"] == name);
    found.unwrap_or_else(|| panic!("no report {name}"))["reports"].clone()
}

#[test]
fn json_is_the_report_that_every_build_gives() {
    let folder = Folder::new();
    let keys = folder.path("jwks.json");
    let other_kid = kid::thumbprint(&keys::rsa_2048().public());
    let no_kid = assertion(|draft| draft.remove_header("kid"));
    for (name, token) in [
        ("good", assertion(|_| {})),
        ("no kid", no_kid.clone()),
        ("no kid, pasted with Bearer", format!("Bearer {no_kid}")),
        ("kid by RFC 7638", assertion(|draft| draft.set_header("kid", other_kid))),
        ("slash behind aud", assertion(|draft| draft.set_claim("aud", format!("{TOKEN_URL}/")))),
        (
            "signed seven minutes ago",
            assertion(|draft| {
                draft.set_claim("iat", (NOW - Seconds::new(420)).get());
                draft.set_claim("exp", (NOW - Seconds::new(120)).get());
            }),
        ),
        ("exp in milliseconds", assertion(|draft| draft.set_claim("exp", NOW.get() * 1_000))),
        ("iss is not sub", assertion(|draft| draft.set_claim("sub", "somebody"))),
        ("no token", "hello".to_owned()),
    ] {
        let ran = ran_with(args(&keys, &["--format", "json"]), token);
        let got: Value = serde_json::from_str(&ran.stdout).expect("JSON");
        let want = &report(name)[0];
        assert_eq!(&got, want, "{name}");
        assert_eq!(ran.exit, u8::from(want["verdict"] != "accepted"), "{name}");
    }
    let every = "spec,launcher,epic,oracle,athena,jwt";
    let ran = ran_with(args(&keys, &["--format", "json", "--profile", every]), no_kid);
    let got: Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(got, report("no kid, under every profile"));
    assert_eq!(ran.exit, 1, "one that rejects is enough");
}

#[test]
fn the_token_is_taken_as_people_have_it() {
    let folder = Folder::new();
    let keys = folder.path("jwks.json");
    let token = assertion(|_| {});
    let file = folder.file("token.jwt", format!("{token}\n"));
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_assertion", &token)
        .append_pair("scope", "system/*.rs")
        .finish();
    for given in [&token, &file] {
        assert_eq!(ran(["verify", given, "--keys", &keys]).exit, 0, "{given}");
    }
    assert_eq!(ran_with(["verify", "--keys", &keys], &token).exit, 0);
    assert_eq!(ran_with(["verify", "--keys", &keys], body).exit, 0);
    let quoted = ran_with(["verify", "--keys", &keys], format!("\"Bearer {token}\","));
    assert_eq!(quoted.exit, 1, "a partner would not take it with that around it");
    assert!(quoted.stdout.contains("jws.parts"), "{}", quoted.stdout);
    assert!(!quoted.stdout.contains("jws.signature"), "{}", quoted.stdout);
}

#[test]
fn keys_come_in_any_form() {
    let token = assertion(|_| {});
    for name in ["rsa-2048.pem", "rsa-2048.jwk.json"] {
        let ran = ran_with(["verify", "--keys", &key_file(name)], &token);
        assert_eq!(ran.exit, 0, "{name}: {}", ran.stdout);
        assert!(ran.stderr.contains("private keys, of which the public halves"), "{}", ran.stderr);
    }
    let public = ran_with(["verify", "--keys", &Folder::new().path("jwks.json")], &token);
    assert!(!public.stderr.contains("private"), "{}", public.stderr);
    assert_eq!(ran_with(["verify", &token, "--keys", "-"], key_set()).exit, 0);
}

#[test]
fn what_people_read() {
    let folder = Folder::new();
    let keys = folder.path("jwks.json");
    let good = assertion(|_| {});
    insta::assert_snapshot!("accepted", ran_with(args(&keys, &[]), &good).done());
    let slash = assertion(|draft| {
        draft.set_claim("aud", format!("{TOKEN_URL}/"));
        draft.set_claim("exp", (NOW + Seconds::new(305)).get());
    });
    insta::assert_snapshot!("rejected", ran_with(args(&keys, &[]), &slash).stdout);
    insta::assert_snapshot!("all", ran_with(args(&keys, &["--all"]), &slash).stdout);
    let no_kid = assertion(|draft| draft.remove_header("kid"));
    let several = args(&keys, &["--profile", "spec", "--profile", "epic", "--profile", "athena"]);
    insta::assert_snapshot!("several_profiles", ran_with(several, &no_kid).stdout);
    let little = ran_with(["verify", "--keys", &keys], &good);
    insta::assert_snapshot!("not_compared", little.stderr);
}

#[test]
fn a_token_cannot_drive_the_terminal() {
    let folder = Folder::new();
    let keys = folder.path("jwks.json");
    let evil = "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{202e}ACCEPTED\nACCEPTED\r\u{200b}\u{7f}";
    let token = assertion(|draft| {
        draft.set_header("kid", evil);
        draft.set_header("alg", evil);
        draft.set_claim("iss", evil);
        draft.set_claim("aud", evil);
        draft.set_claim(evil, evil);
    });
    let file = folder.file("evil.jwt", &token);
    let own_styles = ["0", "1", "2", "31", "32", "33"].map(|code| format!("\u{1b}[{code}m"));
    for command in [
        vec!["verify", &file, "--keys", &keys, "--aud", TOKEN_URL, "--all"],
        vec!["verify", &file, "--keys", &keys, "--aud", TOKEN_URL, "--profile", "spec,epic"],
        vec!["verify", &file, "--keys", &keys, "--format", "json"],
        vec!["verify", &file, "--keys", &keys, "--aud", TOKEN_URL, "--format", "sarif"],
        vec!["verify", &file, "--keys", &keys, "--aud", TOKEN_URL, "--format", "junit"],
        vec!["inspect", &file],
        vec!["inspect", &file, "--format", "json"],
        vec!["compare", &file, &assertion(|_| {})],
        vec!["compare", &file, &assertion(|_| {}), "--format", "json"],
        vec!["explain", "--status", "401", "--assertion", &file],
    ] {
        let text = own_styles.iter().fold(ran(&command).raw, |text, style| text.replace(style, ""));
        let bad = text
            .chars()
            .find(|c| (c.is_control() && *c != '\n') || "\u{202e}\u{200b}".contains(*c));
        assert_eq!(bad, None, "{command:?}: {text}");
        assert!(!text.contains("\nACCEPTED"), "{command:?}: {text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_drives_the_terminal(text in "\\PC{0,40}|[\\x00-\\x7f]{0,60}|.{0,40}(\u{1b}\\[2J|\u{202e}|\u{9b}m).{0,40}") {
        let folder = Folder::new();
        let keys = folder.path("jwks.json");
        let verify = ["verify", "--keys", &keys, "--all"];
        for command in [&verify[..], &["inspect"], &["explain"], &["lint", "-"], &["compare", "-", "x"]] {
            let ran = ran_with(command, &text);
            let bad = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
            prop_assert!(!ran.stdout.contains(bad), "{command:?}: {:?}", ran.stdout);
            prop_assert!(!ran.stderr.contains(bad), "{command:?}: {:?}", ran.stderr);
        }
    }
}

#[test]
fn long_evidence_is_cut_and_its_length_told() {
    let folder = Folder::new();
    let token =
        assertion(|draft| draft.set_claim("aud", format!("{TOKEN_URL}{}", "/x".repeat(2_000))));
    let ran = ran_with(args(&folder.path("jwks.json"), &[]), token);
    let words: Vec<_> = ran.stdout.split_whitespace().collect();
    let length = format!("… ({} octets)", TOKEN_URL.len() + 4_000);
    assert!(words.join(" ").contains(&length), "{}", ran.stdout);
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 100), "{}", ran.stdout);
}

#[test]
fn time_and_leeway_are_what_is_said() {
    let folder = Folder::new();
    let keys = folder.path("jwks.json");
    let token = assertion(|_| {});
    for (more, exit) in [
        (vec!["--at", "2026-05-12T14:09:19Z"], 0),
        (vec!["--at", "2026-05-12T14:09:21Z"], 1),
        (vec!["--at", "2026-05-12T16:09:21+02:00", "--leeway", "90"], 0),
        (vec!["--at", "1778594901", "--leeway", "0"], 1),
    ] {
        assert_eq!(ran_with(args(&keys, &more), &token).exit, exit, "{more:?}");
    }
}

#[test]
fn a_fetched_key_set_is_judged_as_well() {
    let token = assertion(|_| {});
    let mut jwk: Value = serde_json::from_str(keys::RSA_2048.jwk).expect("JSON");
    jwk["kid"] = kid::derive(&keys::rsa_2048().public(), KidMethod::Modulus).as_str().into();
    let private = json!({ "keys": [jwk] }).to_string();
    let served = Served::new("200 OK", "content-type: application/json", &private);
    let ran_ = ran_with(args(&served.url("/jwks.json"), &[]), &token);
    assert_eq!(ran_.exit, 1, "the report says so, too: {}", ran_.stdout);
    insta::assert_snapshot!("private_keys_served", served.hide(&ran_.stderr));
    let served = Served::new("404 Not Found", "content-type: application/json", &key_set());
    let failed = ran_with(args(&served.url("/jwks.json"), &[]), &token).failed();
    insta::assert_snapshot!("keys_not_found", served.hide(&failed));
}

#[test]
fn what_could_not_be_run_is_told_with_what_to_do() {
    let folder = Folder::new();
    let keys = folder.path("jwks.json");
    let told = |failed: String| folder.hide(&failed);
    insta::assert_snapshot!(
        "no_file",
        told(ran(["verify", "a/token.jwt", "--keys", &keys]).failed())
    );
    let html = folder.file("page.html", "<html>");
    insta::assert_snapshot!("no_keys", told(ran_with(["verify", "--keys", &html], "x").failed()));
    insta::assert_snapshot!("stdin_twice", ran(["verify", "--keys", "-"]).failed());
    let encrypted = ran(["verify", "a.b.c", "--keys", &key_file("forms/rsa-2048.encrypted.pem")]);
    insta::assert_snapshot!("encrypted_keys", encrypted.failed());
    let empty = folder.file("empty.json", "");
    assert!(ran(["verify", "a.b.c", "--keys", &empty]).failed().contains("it is empty"));
    let ftp = usage(&["verify", "a.b.c", "--keys", "ftp://ehr.example/jwks.json"]);
    assert!(ftp.contains("nothing is fetched by ftp, wanted https or http"), "{ftp}");
    let leeway = usage(&["verify", "a.b.c", "--keys", "k", "--leeway", "-1"]);
    assert!(leeway.contains("-1 is not in 0..=4294967295"), "{leeway}");
    insta::assert_snapshot!(
        "unknown_profile",
        usage(&["verify", "--keys", "k", "--profile", "cerner"])
    );
    insta::assert_snapshot!("keys_missing", usage(&["verify", "x.y.z"]));
    insta::assert_snapshot!("help", usage(&["verify", "--help"]));
}

#[test]
fn a_profile_named_twice_judges_once() {
    let folder = Folder::new();
    let keys = folder.file("jwks.json", key_set());
    let more = ["--profile", "spec,jwt", "--profile", "spec", "--format", "json"];
    let reports = ran_with(args(&keys, &more), assertion(|_| {})).stdout;
    let reports: Value = serde_json::from_str(&reports).expect("JSON");
    let profiles: Vec<_> =
        reports.as_array().expect("several").iter().map(|report| &report["profile"]).collect();
    assert_eq!(profiles, ["spec", "jwt"]);
}

#[test]
fn somebody_at_a_terminal_is_told_that_it_waits() {
    let folder = Folder::new();
    let command = ["verify", "--keys", &folder.path("jwks.json")];
    let asks = |io: &mut countersign_cli::Io| io.ask = Some(|_| unreachable!("nothing is secret"));
    let ran = ran_by(command, assertion(|_| {}), asks);
    assert!(ran.stderr.starts_with("reading the assertion from stdin: "), "{}", ran.stderr);
    assert_eq!(ran.exit, 0);
}

#[test]
fn errors_are_json_where_results_are() {
    let failed = ran(["verify", "--keys", "-", "--format", "json"]).failed();
    let error: Value = serde_json::from_str(&failed).expect("JSON");
    assert_eq!(error["error"]["code"], json!("input.twice"));
}
