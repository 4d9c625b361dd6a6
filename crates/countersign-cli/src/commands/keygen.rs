//! `countersign keygen`: a key pair.

use std::ops::ControlFlow;
use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use countersign::jwk::{Jwk, publish};
use countersign::jws::{Alg, KeyType};
use countersign::key::{KeyKind, PrivateKey, generate};
use countersign::kid::{KeyId, KeyIdError, KidMethod, thumbprint};
use countersign::limits::RSA_MIN_BITS;
use serde_json::{Value, json};

use super::kid::derive;
use crate::hint::quoted;
use crate::key_file::signing_alg;
use crate::output::style;
use crate::output::text::{Cell, Text};
use crate::output_file::{OutputFile, Readers};
use crate::progress::KeyProgress;
use crate::{Failure, Io, Outcome};

const EXAMPLES: &str = "\
Examples:
  countersign keygen --out key.json                    RS384, 2048 bits, as a JWK
  countersign keygen --alg ES384 --as pem --out key.pem
  countersign keygen --kid 2026-11 --out key.json      under a name of one's own";

/// What `countersign keygen` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// What the key will sign under
    #[arg(long, value_parser = signing_alg(), ignore_case = true, default_value = "RS384")]
    alg: Alg,
    /// Width of an RSA key [default: 2048]
    #[arg(long, value_parser = bits())]
    bits: Option<usize>,
    /// Its kid, derived or chosen [default: modulus for RSA, thumbprint for EC]
    #[arg(long, value_name = "modulus|thumbprint|TEXT")]
    kid: Option<Kid>,
    #[command(flatten)]
    out: OutputFile,
    /// The form of the private key; PEM (PKCS#8) has no place for a kid
    #[arg(long = "as", value_name = "FORM", value_enum, default_value_t)]
    form: Form,
}

/// The form that a private key is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    #[default]
    Jwk,
    Pem,
}

/// How a new key is named.
#[derive(Clone, Debug)]
enum Kid {
    Derived(KidMethod),
    Chosen(KeyId),
}

impl FromStr for Kid {
    type Err = KeyIdError;

    fn from_str(text: &str) -> Result<Self, KeyIdError> {
        Ok(match text {
            "modulus" => Self::Derived(KidMethod::Modulus),
            "thumbprint" => Self::Derived(KidMethod::Thumbprint),
            text => Self::Chosen(text.parse()?),
        })
    }
}

fn bits() -> impl TypedValueParser<Value = usize> {
    PossibleValuesParser::new(["2048", "3072", "4096"])
        .map(|bits| bits.parse().expect("one of the numbers above"))
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    let kind = kind(args.alg, args.bits)?;
    let target = args.out.target()?;
    let key = make(kind, io)?;
    let public = key.public();
    let kid = match args.kid {
        Some(Kid::Chosen(kid)) => kid,
        Some(Kid::Derived(method)) => derive(&public, method)?,
        None => derive(&public, KidMethod::default_for(&public))?,
    };
    let secret = match args.form {
        Form::Jwk => key.to_jwk_secret(&kid, args.alg),
        Form::Pem => key.to_pkcs8_pem_secret(),
    };
    let jwk = publish::public_jwk(&Jwk::new(public.clone(), kid.clone(), args.alg));
    let heading = format!("{kind} key pair for {}", args.alg);
    let mut rows = vec![("kid", kid.to_string()), ("thumbprint", thumbprint(&public))];
    let mut json = json!({
        "kid": kid,
        "alg": args.alg,
        "kind": kind,
        "thumbprint": thumbprint(&public),
        "publicJwk": document(&jwk),
    });
    let Some(target) = target else {
        json["privateKey"] = match args.form {
            Form::Jwk => document(&secret),
            Form::Pem => Value::from(secret.as_str()),
        };
        let text = secret.trim_end().to_owned();
        return Ok(Outcome { text, json, words: told(&heading, rows, &jwk), ..Outcome::default() });
    };
    target.write(&secret, Readers::Owner)?;
    let mode = if cfg!(unix) { ", mode 0600" } else { "" };
    rows.push(("private key", format!("{target}{mode}")));
    json["out"] = target.to_string().into();
    let path = target.to_string();
    let path = quoted(&path);
    let named = match args.form {
        // PEM has no place for either.
        Form::Pem => format!(" --kid {} --alg {}", quoted(kid.as_str()), args.alg),
        Form::Jwk => String::new(),
    };
    Ok(Outcome {
        text: told(&heading, rows, &jwk),
        json,
        words: format!("register its public half: countersign jwks {path}{named} > jwks.json"),
        ..Outcome::default()
    })
}

/// What the key is, then its public half.
fn told(heading: &str, rows: Vec<(&str, String)>, jwk: &str) -> String {
    let mut text = Text::default();
    text.words(0, Cell::styled(style::NAME, heading));
    text.gap();
    let rows = rows.into_iter();
    text.rows(2, rows.map(|(name, value)| [Cell::styled(style::FAINT, name), value.into()]));
    format!("{}\n\n{jwk}", text.finish())
}

/// What kind of key signs under `alg`.
fn kind(alg: Alg, bits: Option<usize>) -> Result<KeyKind, Failure> {
    let kind = match alg.key_type() {
        KeyType::Rsa => return Ok(KeyKind::Rsa { bits: bits.unwrap_or(RSA_MIN_BITS) }),
        KeyType::P256 => KeyKind::P256,
        KeyType::P384 => KeyKind::P384,
    };
    match bits {
        None => Ok(kind),
        Some(_) => {
            let says =
                format!("a key for {alg} lies on {kind}; it has no number of bits to choose");
            let hint = "leave --bits out, or make an RSA key: --alg RS384";
            Err(Failure::new("keygen.bits", says).hint(hint))
        }
    }
}

fn make(kind: KeyKind, io: &mut Io) -> Result<PrivateKey, Failure> {
    let progress = KeyProgress::of(kind, io.is_watched);
    let key = generate(kind, &mut *io.rng, &mut |come| {
        progress.show(come);
        ControlFlow::Continue(())
    })?;
    Ok(key)
}

fn document(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON that was just written")
}
