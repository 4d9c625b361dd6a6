//! Every defect, posted to the partner: the answer is the one that the defect promises.

use countersign::assertion::Assertion;
use countersign::defect::{self, Attempt, Defect, Sent};
use countersign::jws::Alg;
use countersign::key::{KeyKind, PrivateKey, generate};
use countersign::kid::{self, KidMethod};
use countersign::rules::{Confidence, Profile, code, replies};
use countersign_partner::store::MemoryStore;
use countersign_partner::{Config, FetchOutcome, Partner, Reply, Step, block_on, samples};
use countersign_testkit::{NOW, keys, rng, rng_from};
use http::{Request, Response};
use serde_json::{Value, json};
use url::Url;

use crate::client::{CLIENT, KEY_URL, TOKEN_URL, body, first_fault, text};

fn good<'k>(key: &'k PrivateKey, spare: &'k PrivateKey, alg: Alg) -> Attempt<'k> {
    let config = config();
    let partner = defect::Partner {
        token_endpoint: config.token_endpoint(),
        fhir_base: config.fhir_base(),
        issuer: config.base_url.clone(),
        algs: config.algs,
    };
    let kid = kid::derive(&key.public(), KidMethod::default_for(&key.public()));
    let assertion = Assertion::new(CLIENT, TOKEN_URL, kid, alg, "5f0c2b7e-8d14", NOW);
    Attempt::new(&assertion, key, spare, partner, "system/Patient.rs").expect("complete")
}

fn config() -> Config {
    let base = Url::parse("https://ternvalley.example").expect("an address");
    Config::new("Tern Valley Health", &base)
}

/// A new partner under that profile, that lists what it has to list unless the profile says which algorithms it takes, where the client has registered its key set URL;
/// the answer to the last of the requests.
fn post(sent: &Sent, profile: &'static Profile) -> Reply {
    let config = Config { algs: sent.algs.clone(), ..config() }.under(profile);
    let partner = Partner::new(config, MemoryStore::default(), samples::resources());
    let client = json!({ "client_id": CLIENT, "jwks_uri": KEY_URL });
    let register = Request::post("https://ternvalley.example/register")
        .body(client.to_string().into_bytes())
        .expect("a request");
    assert_eq!(answer(&partner, register, sent).response.status(), 201);
    let replies: Vec<_> =
        sent.requests.iter().map(|request| answer(&partner, request.clone(), sent)).collect();
    let mut replies = replies.into_iter().rev();
    let last = replies.next().expect("something is sent");
    assert!(replies.all(|reply| reply.response.status() == 200), "only the last is refused");
    last
}

fn answer(partner: &Partner<MemoryStore>, request: Request<Vec<u8>>, sent: &Sent) -> Reply {
    let mut rng = rng_from(7);
    let mut step = block_on(partner.handle(request, NOW, &mut rng));
    loop {
        match step {
            Step::Reply(reply) => return *reply,
            Step::Fetch(fetch) => {
                let served = Response::builder()
                    .status(sent.key_set.status)
                    .body(sent.key_set.text.as_bytes().to_vec())
                    .expect("a response");
                let outcome = FetchOutcome::Response(served);
                step = block_on(partner.resume(*fetch, outcome, NOW, &mut rng));
            }
        }
    }
}

#[test]
fn the_partner_answers_each_defect_as_promised() {
    let spare = generate(KeyKind::P384, &mut rng(), &mut |_| core::ops::ControlFlow::Continue(()));
    let rsa = (keys::rsa_2048(), keys::rsa_2048_other(), Alg::Rs384);
    let p384 = (keys::p384(), spare.expect("any number will do"), Alg::Es384);
    for (key, spare, alg) in [&rsa, &p384] {
        let good = good(key, spare, *alg);
        let reply = post(&good.send(&mut rng()).expect("the key can"), &Profile::SPEC);
        assert_eq!(reply.response.status(), 200, "{alg}: {}", text(&reply));

        for defect in defect::defects().filter(|defect| defect.needs.met_by(key.kind())) {
            let broken = defect.apply(&good, &mut rng()).expect("the key will do");
            let (id, reply) = (defect.id, post(&broken.sent, &Profile::SPEC));
            assert_eq!(reply.response.status(), defect.reply.status, "{id}: {}", text(&reply));
            let error = body(&reply)["error"].as_str().map(str::to_owned);
            assert_eq!(error.as_deref(), defect.reply.error, "{id}");

            let finds = defect.finds.id;
            let warned = reply.record.report.as_ref().is_some_and(|report| report.raises(finds));
            let first = first_fault(&reply);
            assert!(first == finds || (error.is_none() && warned), "{id}: {first} comes first");
        }
    }
}

/// Those that run a token server.
fn servers() -> impl Iterator<Item = &'static Profile> {
    Profile::ALL.into_iter().filter(|profile| **profile != Profile::JWT)
}

/// Where the server takes shared secrets, and this partner takes none from anybody.
fn takes_secrets(profile: &Profile, defect: &Defect) -> bool {
    defect.id == "basic" && !profile.refuses(&code::request::AUTH_BASIC) && profile.id != "launcher"
}

fn error(reply: &Reply) -> Option<String> {
    let said: Value = serde_json::from_slice(reply.response.body()).unwrap_or_default();
    said["error"].as_str().map(str::to_owned)
}

#[test]
fn under_each_profile_a_defect_gets_what_its_server_answers() {
    let spare = generate(KeyKind::P384, &mut rng(), &mut |_| core::ops::ControlFlow::Continue(()));
    let rsa = (keys::rsa_2048(), keys::rsa_2048_other(), Alg::Rs384);
    let p384 = (keys::p384(), spare.expect("any number will do"), Alg::Es384);
    for profile in servers() {
        for (key, spare, alg) in [&rsa, &p384] {
            let good = good(key, spare, *alg);
            let reply = post(&good.send(&mut rng()).expect("the key can"), profile);
            assert_eq!(reply.response.status(), 200, "{} {alg}: {}", profile.id, text(&reply));

            for defect in defect::defects().filter(|defect| defect.needs.met_by(key.kind())) {
                let broken = defect.apply(&good, &mut rng()).expect("the key will do");
                let (place, reply) =
                    (format!("{} {}", profile.id, defect.id), post(&broken.sent, profile));
                let answer = defect::answers(defect, profile);
                let (status, error) = (reply.response.status().as_u16(), error(&reply));
                if takes_secrets(profile, defect) {
                    assert_eq!(
                        (status, error.as_deref()),
                        (401, Some("invalid_client")),
                        "{place}"
                    );
                    continue;
                }
                let said = (answer.reply.status, answer.reply.error);
                assert_eq!((status, error.as_deref()), said, "{place}: {}", text(&reply));
                if !answer.accepted() {
                    assert_eq!(first_fault(&reply), answer.code.id, "{place}");
                    assert_eq!(
                        reply.record.evidence,
                        answer.said.map(|said| said.evidence),
                        "{place}"
                    );
                }
            }
        }
    }
}

#[test]
fn words_are_those_of_the_server_only_where_they_were_observed() {
    let (key, spare) = (keys::rsa_2048(), keys::rsa_2048_other());
    let good = good(&key, &spare, Alg::Rs384);
    let said = |defect: &str, profile| {
        let defect = defect::by_id(defect).expect("a known id");
        let reply = post(&defect.apply(&good, &mut rng()).expect("the key will do").sent, profile);
        (text(&reply), reply.record.evidence)
    };
    let observed = Some(Confidence::Observed);
    let slash = format!(
        r#"{{"error":"invalid_client","error_description":"Invalid token 'aud' value ({TOKEN_URL}/). Must be '{TOKEN_URL}'."}}"#
    );
    assert_eq!(said("aud-slash", &Profile::LAUNCHER), (slash, observed));
    let gone = said("key-set-not-found", &Profile::LAUNCHER).0;
    assert!(
        gone.contains(&format!("Failed to fetch JWKS from {KEY_URL}. 404 Not Found")),
        "{gone}"
    );
    let null = r#"{"error":"invalid_client","error_description":null}"#;
    assert_eq!(said("aud-slash", &Profile::EPIC), (null.to_owned(), observed));

    let (words, evidence) = said("no-kid", &Profile::ATHENA);
    assert_eq!(evidence, Some(Confidence::Modelled));
    let modelled = replies::reply("athena", "jws.kid.missing").and_then(|reply| reply.words());
    assert!(!words.contains(modelled.expect("words").0), "{words}");

    let (words, _) = said("byte-changed", &Profile::ORACLE);
    let (start, end) = words.split_once("/instances/").expect("a URI of errors");
    assert!(start.ends_with("jwt-bearer%3Ainvalid-signature"), "{words}");
    assert!(!end.contains('{'), "each gap is filled: {words}");
}
