//! What a profile changes at the partner, and what it never does.

use countersign::jws::Alg;
use countersign::rules::Profile;
use countersign::token::{ASSERTION_TYPE, FORM_TYPE};
use countersign_partner::store::MemoryStore;
use countersign_partner::{Config, Partner, RegisterError, block_on, samples};
use countersign_testkit::{keys, rng};
use http::Request;
use serde_json::{Value, json};

use crate::client::{CLIENT, Client, KEY_URL, TOKEN_URL, body, first_fault, text};

fn under(profile: &'static Profile, edit: impl FnOnce(Config) -> Config) -> Client {
    let mut client = Client::new(keys::rsa_2048(), Alg::Rs384);
    let base = url::Url::parse("https://ternvalley.example").expect("an address");
    let config = edit(Config::new("Tern Valley Health", &base).under(profile));
    client.partner = Partner::new(config, MemoryStore::default(), samples::resources());
    client
}

fn registered(profile: &'static Profile) -> Client {
    let mut client = under(profile, |config| config);
    let set: Value = serde_json::from_str(&client.key_set()).expect("JSON");
    let reply = client.register(&json!({ "client_id": CLIENT, "jwks": set }));
    assert_eq!(reply.response.status(), 201, "{}", text(&reply));
    client
}

#[test]
fn discovery_lists_the_algorithms_that_the_profile_names() {
    for (profile, listed) in [
        (&Profile::SPEC, json!(["RS384", "ES384", "RS256"])),
        (&Profile::ORACLE, json!(["RS384", "ES384"])),
        (&Profile::EPIC, json!(["RS256", "RS384", "RS512", "ES256", "ES384"])),
        (&Profile::LAUNCHER, json!(["RS256", "RS384", "RS512", "ES256", "ES384"])),
        (&Profile::ATHENA, json!(["RS384", "ES384", "RS256"])),
    ] {
        let said =
            body(&under(profile, |config| config).get("/.well-known/smart-configuration", None));
        assert_eq!(
            said["token_endpoint_auth_signing_alg_values_supported"], listed,
            "{}",
            profile.id
        );
    }
}

#[test]
fn a_profile_that_wants_no_scope_gives_what_is_registered() {
    let mut client = registered(&Profile::EPIC);
    let draft = client.draft("once");
    let form = |assertion: &str| {
        form_urlencoded::Serializer::new(String::new())
            .append_pair("grant_type", "client_credentials")
            .append_pair("client_assertion_type", ASSERTION_TYPE)
            .append_pair("client_assertion", assertion)
            .finish()
    };
    let sent = form(&client.sign(&draft));
    let request =
        Request::post(TOKEN_URL).header("content-type", FORM_TYPE).body(sent.into_bytes());
    let reply = client.send(request.expect("a request"));
    assert_eq!(reply.response.status(), 200, "{}", text(&reply));
    assert_eq!(body(&reply)["scope"], client.partner.supported_scope());
}

#[test]
fn a_replay_gets_a_token_where_the_profile_lets_it_pass() {
    let mut passed = Vec::new();
    for profile in Profile::ALL {
        let mut client = registered(profile);
        let draft = client.draft("once");
        let assertion = client.sign(&draft);
        assert_eq!(client.ask_token(&assertion, "system/Patient.rs").response.status(), 200);
        let again = client.ask_token(&assertion, "system/Patient.rs");
        if again.response.status() == 200 {
            assert_eq!(first_fault(&again), "none");
            passed.push(profile.id);
        } else {
            assert_eq!(first_fault(&again), "jwt.jti.replayed", "{}", profile.id);
        }
    }
    assert_eq!(passed, ["launcher", "jwt"]);
}

#[test]
fn long_jtis_that_begin_alike_are_told_apart_though_not_written_down_whole() {
    let mut client = registered(&Profile::ORACLE);
    let long = "j".repeat(20_000);
    for jti in [format!("{long}1"), format!("{long}2")] {
        let draft = client.draft(&jti);
        let assertion = client.sign(&draft);
        assert_eq!(client.ask_token(&assertion, "system/Patient.rs").response.status(), 200);
        let again = client.ask_token(&assertion, "system/Patient.rs");
        assert_eq!(first_fault(&again), "jwt.jti.replayed");
    }
    let written = block_on(client.partner.audit()).expect("in memory");
    assert_eq!(written[0].jti.as_deref(), Some(&long[..400]));
}

#[test]
fn letters_in_another_order_are_read_as_meant_where_they_pass() {
    let mut client = registered(&Profile::LAUNCHER);
    let draft = client.draft("once");
    let assertion = client.sign(&draft);
    let reply = client.ask_token(&assertion, "system/Patient.sr");
    assert_eq!(body(&reply)["scope"], "system/Patient.rs", "{}", text(&reply));
}

#[test]
fn no_profile_gives_a_token_without_a_client_and_a_signature() {
    for profile in Profile::ALL {
        let mut client = registered(profile);
        let good = {
            let draft = client.draft("once");
            client.sign(&draft)
        };
        let mut stranger = client.draft("twice");
        stranger.set_claim("iss", "somebody");
        stranger.set_claim("sub", "somebody");
        let stranger = client.sign(&stranger);
        let forged = format!("{}AAAA", &good[..good.len() - 4]);
        let unsigned = {
            let mut draft = client.draft("thrice");
            draft.set_header("alg", "none");
            let signed = client.sign(&draft);
            signed[..=signed.rfind('.').expect("three parts")].to_owned()
        };
        for assertion in [stranger.as_str(), &forged, &unsigned, "", "no.token.atall"] {
            let reply = client.ask_token(assertion, "system/Patient.rs");
            assert!(reply.response.status().is_client_error(), "{} {assertion}", profile.id);
            assert_ne!(first_fault(&reply), "none", "{} {assertion}", profile.id);
        }
        for request in [
            Request::post(TOKEN_URL)
                .header("content-type", "application/json")
                .body(b"{}".to_vec()),
            Request::get(TOKEN_URL).body(Vec::new()),
        ] {
            let reply = client.send(request.expect("a request"));
            assert!(reply.response.status().is_client_error(), "{}", profile.id);
        }
        assert_eq!(
            client.ask_token(&good, "system/Patient.rs").response.status(),
            200,
            "{}",
            profile.id
        );
    }
}

#[test]
fn a_private_key_is_never_registered_and_never_kept() {
    let private: Value = serde_json::from_str(keys::RSA_2048.jwk).expect("JSON");
    for profile in Profile::ALL {
        let mut client = under(profile, |config| config);
        let metadata = json!({ "client_id": CLIENT, "jwks": { "keys": [private] } }).to_string();
        let error = block_on(client.partner.register(&metadata, &mut rng())).expect_err("private");
        assert_eq!(error.code(), "jwks.private-member", "{}", profile.id);
        assert!(!format!("{error} {error:?}").contains(private["d"].as_str().expect("text")));

        // Behind a URL some servers put up with it. It is looked at, and fetched again the next time.
        client.hosted = Some({
            let mut set: Value = serde_json::from_str(&client.key_set()).expect("JSON");
            set["keys"][0]["d"] = private["d"].clone();
            set.to_string()
        });
        client.register(&json!({ "client_id": CLIENT, "jwks_uri": KEY_URL }));
        for round in 1..=2 {
            let draft = client.draft(&round.to_string());
            let assertion = client.sign(&draft);
            let reply = client.ask_token(&assertion, "system/Patient.rs");
            if profile.refuses(&countersign::rules::code::jwks::PRIVATE_MEMBER) {
                assert!(reply.response.status().is_client_error(), "{}", profile.id);
            } else {
                assert_eq!(
                    (reply.response.status().as_u16(), client.fetches),
                    (200, round),
                    "{}",
                    profile.id
                );
            }
        }
    }
}

#[test]
fn registering_by_a_call_is_judged_as_by_the_route() {
    let client = under(&Profile::SPEC, |config| Config { allow_registration: false, ..config });
    let register = |sent: Value| block_on(client.partner.register(&sent.to_string(), &mut rng()));
    let made =
        register(json!({ "jwks_uri": KEY_URL, "scope": "system/Patient.rs" })).expect("fine");
    assert!(made.client.id.starts_with("client-") && made.client.scope == "system/Patient.rs");
    for (sent, code) in [
        (json!({ "client_id": CLIENT }), "jwks.unregistered"),
        (json!({ "client_id": CLIENT, "jwks": { "keys": [] } }), "jwks.empty"),
        (
            json!({ "client_id": CLIENT, "jwks_uri": "http://127.0.0.1/jwks" }),
            "jwks.fetch.not-https",
        ),
        (
            json!({ "client_id": CLIENT, "jwks_uri": KEY_URL, "scope": "system/Patient.sr" }),
            "scope.order",
        ),
        (
            json!({ "client_id": CLIENT, "jwks_uri": KEY_URL, "client_secret": "x" }),
            "request.auth.basic",
        ),
        (json!({ "client_id": "" }), "registration.unreadable"),
        (json!([]), "registration.unreadable"),
    ] {
        assert_eq!(register(sent).expect_err(code).code(), code);
    }
    let long = " ".repeat(1 << 21);
    assert_eq!(block_on(client.partner.register(&long, &mut rng())), Err(RegisterError::TooLong));

    let mut client = client;
    let reply = client.register(&json!({ "client_id": CLIENT, "jwks_uri": KEY_URL }));
    assert_eq!(reply.response.status(), 403, "the route stays closed");
}

#[test]
fn plain_http_on_this_machine_is_for_those_who_allow_it() {
    let client = under(&Profile::SPEC, |config| Config { allow_http_jwks: true, ..config });
    let register = |url: &str| {
        let sent = json!({ "client_id": CLIENT, "jwks_uri": url }).to_string();
        block_on(client.partner.register(&sent, &mut rng())).map_err(|error| error.code())
    };
    assert!(register("http://127.0.0.1:8480/jwks").is_ok());
    assert_eq!(register("http://larkmoor.example/jwks").map(|_| ()), Err("jwks.fetch.not-https"));
}
