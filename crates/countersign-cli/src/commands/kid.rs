//! `countersign kid`: the name of a key.

use clap::ValueEnum;
use countersign::kid::{KidMethod, derive};
use countersign::limits::KEY_OCTETS;
use serde_json::json;

use crate::input::Input;
use crate::{Failure, Io, Outcome};

/// What `countersign kid` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The key, private or public: a file, or - for stdin.
    key: Input,
    /// How the kid is derived; the default fits the key's type.
    #[arg(long, value_enum)]
    method: Option<Method>,
}

/// How a kid is derived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Method {
    /// The first 16 hex characters of the SHA-256 of an RSA modulus.
    Modulus,
    /// The JWK thumbprint of RFC 7638.
    Thumbprint,
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    let octets = args.key.read(KEY_OCTETS, io)?;
    let key = countersign::key::import(octets, None)?.key.public();
    let _ = (key, args.method, KidMethod::Modulus, derive, json!({}));
    Err(Failure::new("not-written", "not written"))
}
