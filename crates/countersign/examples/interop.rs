//! The core as another program sees it, for the tests against independent libraries.
//!
//! `emit` prints, for each algorithm, a fresh key in every form and an assertion signed with it. `judge` reads
//! `[{"token", "jwks", "clientId", "aud"}]` and prints the reports.

#![allow(clippy::print_stdout, reason = "its output is the product")]

use std::io::Read;

use countersign::assertion::Assertion;
use countersign::jwk::{Jwk, JwkSet, publish};
use countersign::jws::{Alg, KeyType};
use countersign::key::{KeyKind, generate};
use countersign::kid::{self, KidMethod};
use countersign::time::UnixSeconds;
use countersign::verify::{Client, Expectations, verify};
use countersign_testkit::rng;
use serde_json::{Value, json};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let now = UnixSeconds::new(i64::try_from(
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_secs(),
    )?);
    let output = match std::env::args().nth(1).as_deref() {
        Some("emit") => {
            Alg::SIGNED.into_iter().map(|alg| emit(alg, now)).collect::<Result<Value>>()?
        }
        Some("judge") => judge(now)?,
        other => return Err(format!("expected emit or judge, got {other:?}").into()),
    };
    println!("{output}");
    Ok(())
}

fn emit(alg: Alg, now: UnixSeconds) -> Result<Value> {
    let kind = match alg.key_type() {
        KeyType::Rsa => KeyKind::Rsa { bits: 2048 },
        KeyType::P256 => KeyKind::P256,
        KeyType::P384 => KeyKind::P384,
    };
    let key = generate(kind, &mut rng(), &mut |_| std::ops::ControlFlow::Continue(()))?;
    let public = key.public();
    let kid = kid::derive(&public, KidMethod::default_for(&public));
    let assertion = Assertion::new(
        "larkmoor-nightly",
        "https://ternvalley.example/auth/token",
        kid.clone(),
        alg,
        "5f0c2b7e-8d14-4c8e-9a35-0e6d1f3b9c72",
        now,
    );
    let input = assertion.signing_input()?;
    let token = input.with_signature(&key.sign(alg, input.as_str().as_bytes(), &mut rng())?)?;
    Ok(json!({
        "alg": alg,
        "kid": kid,
        "thumbprint": kid::thumbprint(&public),
        "assertion": token.as_str(),
        "jwks": serde_json::from_str::<Value>(&publish::public_set(&[Jwk::new(public.clone(), kid.clone(), alg)]))?,
        "spki": public.to_spki_pem(),
        "pkcs8": *key.to_pkcs8_pem_secret(),
        "jwk": serde_json::from_str::<Value>(&key.to_jwk_secret(&kid, alg))?,
    }))
}

fn judge(now: UnixSeconds) -> Result<Value> {
    let mut input = String::new();
    std::io::stdin().read_to_string(&mut input)?;
    let cases: Vec<Value> = serde_json::from_str(&input)?;
    cases
        .iter()
        .map(|case| {
            let text = |name: &str| case[name].as_str().ok_or_else(|| format!("{name} is missing"));
            let keys = JwkSet::parse(&case["jwks"].to_string())?;
            let expect = Expectations {
                client: Client::Known(text("clientId")?),
                audience: Some(text("aud")?),
                ..Expectations::default()
            };
            Ok(serde_json::to_value(verify(text("token")?, Some(&keys), &expect, now))?)
        })
        .collect()
}
