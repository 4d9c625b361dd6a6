//! `countersign kid`: the name of a key.

use clap::ValueEnum;
use countersign::key::{Imported, PublicKey};
use countersign::kid::{self, KeyId, KidMethod};
use serde_json::json;

use crate::input::Input;
use crate::key_file::{Passphrase, settled_kid};
use crate::{Failure, Io, Outcome};

/// What `countersign kid` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The key, private or public: PEM, DER or JWK in a file, or - for stdin
    key: Input,
    /// How it is derived [default: the kid that a JWK has, else modulus for RSA, thumbprint for EC]
    #[arg(long, value_enum)]
    method: Option<Method>,
    #[command(flatten)]
    passphrase: Passphrase,
}

/// How a kid is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Method {
    Modulus,
    Thumbprint,
}

impl From<Method> for KidMethod {
    fn from(method: Method) -> Self {
        match method {
            Method::Modulus => Self::Modulus,
            Method::Thumbprint => Self::Thumbprint,
        }
    }
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    let Imported { key, kid: own, .. } = args.passphrase.open(&args.key, io)?;
    let key = key.public();
    let method = args.method.map_or_else(|| KidMethod::default_for(&key), KidMethod::from);
    let derived = derive(&key, method).map_err(|failure| failure.about(&args.key))?;
    let (kid, from) = match own.filter(|_| args.method.is_none()) {
        Some(own) => (
            settled_kid(None, Some(&own), &key).map_err(|failure| failure.about(&args.key))?,
            json!("jwk"),
        ),
        None => (derived.clone(), json!(method)),
    };
    let words = match kid == derived {
        true => String::new(),
        false => format!("the kid that the JWK has; derived, it would be {derived}"),
    };
    Ok(Outcome {
        text: kid.to_string(),
        json: json!({ "kid": kid, "from": from }),
        words,
        ..Outcome::default()
    })
}

/// The kid by that method, where the key can have one.
pub(super) fn derive(key: &PublicKey, method: KidMethod) -> Result<KeyId, Failure> {
    if method == KidMethod::Modulus && key.modulus().is_none() {
        let says = format!("{} keys have no modulus to derive a kid from", key.kind());
        return Err(Failure::new("kid.no-modulus", says).hint("take the thumbprint instead"));
    }
    Ok(kid::derive(key, method))
}
