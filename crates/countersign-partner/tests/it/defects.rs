//! Every defect, posted to the partner: the answer is the one that the defect promises.

use countersign::assertion::Assertion;
use countersign::defect::{self, Attempt, Sent};
use countersign::jws::Alg;
use countersign::key::{KeyKind, PrivateKey, generate};
use countersign::kid::{self, KidMethod};
use countersign_partner::store::MemoryStore;
use countersign_partner::{Config, FetchOutcome, Partner, Reply, Step, block_on, samples};
use countersign_testkit::{NOW, keys, rng, rng_from};
use http::{Request, Response};
use serde_json::json;
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

/// A new partner that lists what it has to list, where the client has registered its key set URL; the answer to the
/// last of the requests.
fn post(sent: &Sent) -> Reply {
    let config = Config { algs: sent.algs.clone(), ..config() };
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
        let reply = post(&good.send(&mut rng()).expect("the key can"));
        assert_eq!(reply.response.status(), 200, "{alg}: {}", text(&reply));

        for defect in defect::defects().filter(|defect| defect.needs.met_by(key.kind())) {
            let broken = defect.apply(&good, &mut rng()).expect("the key will do");
            let (id, reply) = (defect.id, post(&broken.sent));
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
