//! `countersign key inspect`.

use std::iter;

use countersign::finding::Finding;
use countersign::jwk::{Jwk, publish};
use countersign::key::{AnyKey, Certificate, Imported};
use countersign::kid::{self, KidMethod};
use countersign::time::UnixSeconds;
use serde_json::{Value, json};

use crate::commands::jwks;
use crate::input::Input;
use crate::key_file::Passphrase;
use crate::output::style;
use crate::output::text::{Cell, Text};
use crate::{Failure, Io, Outcome};

/// 9999-12-31T23:59:59Z, for certificates without a well-defined end (RFC 5280 §4.1.2.5).
const NO_END: UnixSeconds = UnixSeconds::new(253_402_300_799);

/// What `countersign key inspect` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The key: PEM, DER, JWK or a certificate in a file, or - for stdin
    file: Input,
    #[command(flatten)]
    passphrase: Passphrase,
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    let imported = args.passphrase.open(&args.file, io)?;
    let faults = jwks::faults(&json!({ "keys": [published(&imported)] }).to_string());
    Ok(Outcome {
        text: text(&imported, &faults, io.now()),
        json: json(&imported, &faults),
        ..Outcome::default()
    })
}

fn text(imported: &Imported, faults: &[Finding], now: UnixSeconds) -> String {
    let key = imported.key.public();
    let warnings = faults.iter().flat_map(|Finding { code, message, .. }| {
        [message.clone(), format!("countersign rule {}", code.id)]
    });
    let own = imported.kid.as_ref().map(|own| {
        let how = kid::recognise(own, &key).map_or(String::new(), |how| format!(", {how}"));
        format!("{own}{how}")
    });
    let by_modulus = kid::modulus(&key).filter(|kid| Some(kid.as_str()) != imported.kid.as_deref());
    let algs: Vec<_> = key.algs().iter().map(|alg| alg.as_str()).collect();
    let certificate = imported.certificate.as_ref().map(|certificate| said(certificate, now));
    let rows = list("warning", warnings)
        .chain(list("form", [imported.form]))
        .chain(list("kid", own))
        .chain(list("kid by modulus", by_modulus))
        .chain(list("thumbprint", [kid::thumbprint(&key)]))
        .chain(list("alg", &imported.alg))
        .chain(list("can sign", [algs.join(", ")]))
        .chain(list("certificate", certificate))
        .chain(list("repaired", &imported.repairs))
        .chain(list("not read", &imported.left));
    let mut text = Text::default();
    let headline = format!("{} {} key", key.kind(), half(&imported.key));
    text.words(0, Cell::styled(style::NAME, headline));
    text.gap();
    text.rows(2, rows);
    text.finish()
}

/// A row for each of the values, the name beside the first.
fn list(
    name: &'static str,
    values: impl IntoIterator<Item: ToString>,
) -> impl Iterator<Item = [Cell; 2]> {
    let names = [name].into_iter().chain(iter::repeat(""));
    names
        .zip(values)
        .map(|(name, value)| [Cell::styled(style::FAINT, name), Cell::value(value.to_string())])
}

fn json(imported: &Imported, faults: &[Finding]) -> Value {
    let key = imported.key.public();
    let certificate = imported.certificate.as_ref().map(|certificate| {
        json!({
            "subject": certificate.subject,
            "notBefore": certificate.not_before,
            "notAfter": certificate.not_after,
        })
    });
    json!({
        "kind": key.kind(),
        "isPrivate": matches!(imported.key, AnyKey::Private(_)),
        "form": imported.form.to_string(),
        "kid": imported.kid,
        "alg": imported.alg,
        "kids": { "modulus": kid::modulus(&key), "thumbprint": kid::thumbprint(&key) },
        "algs": key.algs(),
        "certificate": certificate,
        "repairs": imported.repairs.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "left": imported.left,
        "findings": faults,
        "publicJwk": published(imported),
    })
}

const fn half(key: &AnyKey) -> &'static str {
    match key {
        AnyKey::Private(_) => "private",
        AnyKey::Public(_) => "public",
    }
}

fn said(certificate: &Certificate, now: UnixSeconds) -> String {
    let Certificate { subject, not_before, not_after, .. } = certificate;
    let subject = subject.as_deref().unwrap_or("no common name");
    let until = match *not_after {
        NO_END => "on, without end".to_owned(),
        _ => format!("to {not_after}"),
    };
    let note = match now {
        now if now < *not_before => ", not valid yet",
        now if now > *not_after => ", run out",
        _ => "",
    };
    format!("{subject}, valid from {not_before} {until}{note}")
}

/// The public half as a JWK, under the `kid` and the `alg` that the file says, whatever they are.
fn published(imported: &Imported) -> Value {
    let key = imported.key.public();
    let kid = kid::derive(&key, KidMethod::default_for(&key));
    let jwk = publish::public_jwk(&Jwk::new(key.clone(), kid, key.algs()[0]));
    let mut jwk: Value = serde_json::from_str(&jwk).expect("JSON that was just written");
    for (member, said) in [("kid", &imported.kid), ("alg", &imported.alg)] {
        if let Some(said) = said {
            jwk[member] = said.as_str().into();
        }
    }
    jwk
}
