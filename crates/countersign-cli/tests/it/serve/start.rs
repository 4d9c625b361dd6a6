//! How it starts, and what it says when it cannot.

use std::fs;

use clap::Parser;
use countersign_cli::Cli;
use countersign_testkit::keys;

use super::served::{Served, args, key_set};
use crate::support::{ran, usage};

/// What was said, without what differs from run to run.
fn plain(text: &str, served: &Served) -> String {
    anstream::adapter::strip_str(text).to_string().replace(&served.address.to_string(), "ADDRESS")
}

#[test]
fn it_says_where_it_is_and_how_to_try_it() {
    let served = Served::with_client(&[]);
    insta::assert_snapshot!(plain(&served.greeting(), &served));
}

#[test]
fn it_warns_where_others_can_reach_it() {
    let served = Served::start(&["--listen", "0.0.0.0:0", "--allow-registration"]);
    let greeting = plain(&served.greeting(), &served);
    let port = served.address.port().to_string();
    let token = greeting.split("Token: ").nth(1).and_then(|rest| rest.split('\'').next());
    let token = token.expect("watching wants one there");
    assert_eq!(token.len(), 43, "256 bits in base64url: {token}");
    insta::assert_snapshot!(greeting.replace(token, "TOKEN").replace(&port, "PORT"));
}

#[test]
fn the_whole_walk_works_below_a_path() {
    let served = Served::with_client(&["--base-url", "https://ehr.example/partner"]);
    for path in
        ["/partner/fhir/.well-known/smart-configuration", "/.well-known/smart-configuration"]
    {
        let discovery = served.get(path);
        assert_eq!(discovery.json()["token_endpoint"], "https://ehr.example/partner/auth/token");
    }
    for path in ["/healthz", "/partner/healthz", "/readyz", "/partner/metrics"] {
        assert_eq!(served.get(path).status, 200, "{path}");
    }
    let endpoint = "https://ehr.example/partner/auth/token";
    let form = super::served::form(&keys::rsa_2048(), endpoint, served.now());
    let media_type = "application/x-www-form-urlencoded";
    let reply = served.post("/partner/auth/token", media_type, &form);
    assert_eq!(reply.status, 200, "{}", reply.body);
    let token = reply.json()["access_token"].as_str().expect("a token").to_owned();
    let bearer = format!("Bearer {token}");
    let read = served.get_with("/partner/fhir/Patient?name=shaw", &[("Authorization", &bearer)]);
    assert_eq!((read.status, &read.json()["total"]), (200, &1.into()));
}

#[test]
fn the_own_key_set_is_waited_for() {
    let served = Served::start(&[]);
    // Asked at once: it is still being made.
    let first = served.get("/.well-known/jwks.json").json();
    assert_eq!(
        (&first["keys"][0]["kty"], first["keys"].as_array().map(Vec::len)),
        (&"RSA".into(), Some(1))
    );
    assert!(first["keys"][0].get("d").is_none());
    assert_eq!(served.get("/.well-known/jwks.json").json(), first);
}

#[test]
fn the_own_key_is_kept_and_rotated_with_overlap() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.json");
    let file = file.to_str().expect("UTF-8");
    let kids = |words: &[&str]| -> Vec<String> {
        let set = Served::start(words).get("/.well-known/jwks.json").json();
        let keys = set["keys"].as_array().expect("keys").iter();
        keys.map(|key| key["kid"].as_str().expect("a kid").to_owned()).collect()
    };
    let first = kids(&["--key", file]);
    assert_eq!(kids(&["--key", file]), first);
    let second = kids(&["--key", file, "--rotate"]);
    assert_eq!((second.len(), &second[1]), (2, &first[0]));
    let third = kids(&["--key", file, "--rotate"]);
    assert_eq!((third.len(), &third[1]), (2, &second[0]));
}

#[test]
fn data_takes_the_place_of_the_samples() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("b.ndjson"), "{\"resourceType\":\"Location\",\"id\":\"ward-3\"}\n{\"resourceType\":\"Location\",\"id\":\"ward-4\"}\n").expect("written");
    fs::write(folder.path().join("a.json"), r#"{"resourceType":"Patient","id":"one"}"#)
        .expect("written");
    fs::write(folder.path().join("notes.txt"), "not looked at").expect("written");
    let data = folder.path().to_str().expect("UTF-8");
    let served = Served::start(&["--data", data]);
    assert!(served.greeting().contains("3 resources of"), "{}", served.greeting());
    let scopes =
        served.get("/.well-known/smart-configuration").json()["scopes_supported"].to_string();
    assert!(scopes.contains("system/Location.rs"), "{scopes}");

    fs::write(
        folder.path().join("c.ndjson"),
        "{\"resourceType\":\"Location\",\"id\":\"ward-5\"}\n{\"resourceType\":\"Location\"}\n",
    )
    .expect("written");
    let failure =
        Served::try_start(&["--data", data], |_| {}).err().expect("a resource without id");
    assert!(
        failure.says.ends_with("c.ndjson: line 2: the Location has no `id`"),
        "{}",
        failure.says
    );
}

#[test]
fn a_taken_address_is_named_with_a_way_out() {
    let served = Served::start(&[]);
    let listen = served.address.to_string();
    let failed = ran(["serve", "--listen", &listen]).failed();
    insta::assert_snapshot!(failed.replace(&listen, "ADDRESS"));
}

#[test]
fn a_client_that_cannot_be_registered_stops_it_and_keeps_its_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("jwks.json");
    fs::write(&file, keys::RSA_2048.jwk).expect("written");
    let shown = file.display().to_string();
    let failed =
        ran(["serve", "--listen", "127.0.0.1:0", "--client", &format!("a={shown}")]).failed();
    let jwk: serde_json::Value = serde_json::from_str(keys::RSA_2048.jwk).expect("JSON");
    assert!(!failed.contains(jwk["d"].as_str().expect("a private key")));
    insta::assert_snapshot!("private", failed.replace(&shown, "FILE"));

    fs::write(&file, keys::RSA_2048.pem).expect("written");
    let failed =
        ran(["serve", "--listen", "127.0.0.1:0", "--client", &format!("a={shown}")]).failed();
    insta::assert_snapshot!("pem", failed.replace(&shown, "FILE"));

    let failed =
        ran(["serve", "--listen", "127.0.0.1:0", "--client", "a=http://a.example/jwks"]).failed();
    insta::assert_snapshot!("http", failed);
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    for words in [
        ["serve", "--base-url", "ehr.example"],
        ["serve", "--base-url", "https://ehr.example/?a=b"],
        ["serve", "--profile", "jwt"],
        ["serve", "--client", "larkmoor"],
        ["serve", "--relay", "file:///etc"],
        ["serve", "--token-lifetime", "0"],
        ["serve", "--store", "mysql://db"],
    ] {
        assert!(usage(&words).contains("error:"), "{words:?}");
    }
    let failed = ran(["serve", "--listen", "0.0.0.0:0", "--relay", "https://ehr.example"]).failed();
    assert!(failed.contains("--relay would let others send through here"), "{failed}");
    let failed = ran(["serve", "--listen", "127.0.0.1:0", "--rotate"]).failed();
    assert!(failed.contains("no own key to rotate"), "{failed}");
}

#[test]
fn the_defaults_are_those_that_are_documented() {
    let Ok(Cli { command: countersign_cli::Command::Serve(args), .. }) =
        Cli::try_parse_from(["countersign", "serve"])
    else {
        panic!("serve takes no argument");
    };
    assert_eq!(args.listen.to_string(), "127.0.0.1:8481");
    assert_eq!((args.store.to_string().as_str(), args.token_lifetime), ("memory", 300));
    assert_eq!(args.profile.id, "spec");
    assert!(!args.allow_registration && !args.allow_http_jwks && !args.allow_private_jwks);
}

#[test]
fn a_client_may_use_the_epic_profile() {
    let served = Served::start(&["--profile", "epic", "--allow-registration"]);
    let body = format!(r#"{{"client_id":"a","jwks":{}}}"#, key_set(&[&keys::rsa_2048()]));
    assert_eq!(served.post("/register", "application/json", &body).status, 201);
    assert_eq!(args(&["--profile", "epic"]).profile.name, "Epic");
}

#[cfg(not(feature = "page"))]
#[test]
fn without_the_page_it_says_how_to_get_it() {
    let reply = Served::start(&[]).get("/");
    assert_eq!(
        (reply.status, reply.header("content-type")),
        (404, Some("text/plain; charset=utf-8"))
    );
    assert!(reply.body.contains("cargo xtask dist"), "{}", reply.body);
}
