//! Prints what the partner answers to a walk, one FHIR resource a line (NDJSON), for a validator to read.
#![allow(clippy::print_stdout, reason = "printing is what this is for")]

use countersign::assertion::Assertion;
use countersign::jwk::{Jwk, publish};
use countersign::jws::Alg;
use countersign::kid::{self, KidMethod};
use countersign::token::TokenRequest;
use countersign_partner::{Partner, Step, block_on};
use countersign_testkit::{NOW, keys, rng};
use http::Request;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let partner = Partner::tern_valley();
    let key = keys::p384();
    let kid = kid::derive(&key.public(), KidMethod::Thumbprint);
    let set: serde_json::Value = serde_json::from_str(&publish::public_set(&[Jwk::new(
        key.public(),
        kid.clone(),
        Alg::Es384,
    )]))?;
    let registration =
        serde_json::json!({ "client_id": "larkmoor-nightly", "jwks": set }).to_string();
    send(&partner, Request::post("/register").body(registration.into_bytes())?)?;

    let endpoint = partner.config().token_endpoint();
    let input = Assertion::new("larkmoor-nightly", &endpoint, kid, Alg::Es384, "once", NOW)
        .signing_input()?;
    let signature = key.sign(Alg::Es384, input.as_str().as_bytes(), &mut rng())?;
    let assertion = input.with_signature(&signature)?;
    let scope = "system/Patient.rs system/AllergyIntolerance.rs system/AuditEvent.rs";
    let answer =
        send(&partner, TokenRequest::new(scope, assertion.as_str()).to_http(&endpoint.parse()?)?)?;
    let token = serde_json::from_slice::<serde_json::Value>(&answer)?["access_token"]
        .as_str()
        .unwrap_or_default()
        .to_owned();

    for path in [
        "metadata",
        "Patient?_count=3",
        "Patient?name=nobody",
        "AllergyIntolerance/ai-0412",
        "MedicationRequest",
        "Patient?birthdate=yesterday",
        "AuditEvent",
    ] {
        let request = Request::get(format!("/fhir/{path}"))
            .header("authorization", format!("Bearer {token}"));
        println!("{}", String::from_utf8(send(&partner, request.body(Vec::new())?)?)?);
    }
    Ok(())
}

fn send(
    partner: &Partner<countersign_partner::store::MemoryStore>,
    request: Request<Vec<u8>>,
) -> Result<Vec<u8>> {
    match block_on(partner.handle(request, NOW, &mut rng())) {
        Step::Reply(reply) => Ok(reply.response.into_body()),
        Step::Fetch(fetch) => Err(format!("nothing is published at {}", fetch.url()).into()),
    }
}
