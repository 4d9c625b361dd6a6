//! What judging an assertion costs beside the signature check alone, for `cargo xtask bench`: medians in microseconds, as
//! JSON.

#![allow(clippy::print_stdout, reason = "its output is the product")]

use std::time::Instant;

use countersign::assertion::Assertion;
use countersign::jwk::{Jwk, JwkSet};
use countersign::jws::Alg;
use countersign::kid::{self, KidMethod};
use countersign::rules::Profile;
use countersign::verify::{Client, Expectations, judge, verify};
use countersign_testkit::{NOW, keys, rng};

const CLIENT: &str = "larkmoor-nightly";
const TOKEN_URL: &str = "https://ternvalley.example/auth/token";

/// What is timed: its name, how often a sample repeats it, itself, and the samples.
type Task<'a> = (&'static str, usize, Box<dyn Fn() -> bool + 'a>, Vec<f64>);

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let key = keys::rsa_2048();
    let public = key.public();
    let kid = kid::derive(&public, KidMethod::default_for(&public));
    let jti = "5f0c2b7e-8d14-4c8e-9a35-0e6d1f3b9c72";
    let assertion = Assertion::new(CLIENT, TOKEN_URL, kid.clone(), Alg::Rs384, jti, NOW);
    let input = assertion.signing_input()?;
    let octets = input.as_str().as_bytes();
    let signature = key.sign(Alg::Rs384, octets, &mut rng())?;
    let token = input.with_signature(&signature)?;
    let token = token.as_str();

    let expect = Expectations {
        client: Client::Known(CLIENT),
        audience: Some(TOKEN_URL),
        fhir_base: Some("https://ternvalley.example/fhir"),
        issuer: Some("https://ternvalley.example"),
        ..Expectations::default()
    };
    let set: JwkSet = [Jwk::new(public.clone(), kid, Alg::Rs384)].into_iter().collect();
    let stranger = keys::rsa_2048_other().public();
    let named =
        |index: usize| Ok(Jwk::new(stranger.clone(), format!("key-{index}").parse()?, Alg::Rs384));
    let thousand: JwkSet =
        (0..1_000).map(named).collect::<Result<_, Box<dyn std::error::Error>>>()?;

    let check = |alg| public.verify(alg, octets, &signature).is_ok();
    // They take turns, so that a slow moment of the machine falls on all of them.
    let mut tasks: [Task<'_>; 4] = [
        ("signature", 20, Box::new(|| check(Alg::Rs384)), vec![]),
        ("report", 20, Box::new(|| verify(token, Some(&set), &expect, NOW).key.is_some()), vec![]),
        (
            "reports of every profile",
            20,
            Box::new(|| judge(token, Some(&set), &expect, &Profile::ALL, NOW).len() == 6),
            vec![],
        ),
        (
            "report of 1,000 keys in vain",
            1,
            Box::new(|| verify(token, Some(&thousand), &expect, NOW).raises("jws.kid.unknown")),
            vec![],
        ),
    ];
    for _ in 0..31 {
        for (name, times, task, samples) in &mut tasks {
            let begun = Instant::now();
            for _ in 0..*times {
                if !task() {
                    return Err(format!("{name} came out wrong").into());
                }
            }
            #[expect(clippy::cast_precision_loss, reason = "a handful")]
            samples.push(begun.elapsed().as_secs_f64() * 1e6 / *times as f64);
        }
    }
    let medians = tasks.map(|(name, _, _, mut samples)| {
        samples.sort_by(f64::total_cmp);
        (name.to_owned(), serde_json::json!(samples[samples.len() / 2]))
    });
    println!("{}", serde_json::Value::Object(medians.into_iter().collect()));
    Ok(())
}
