//! `countersign assert`: a signed client assertion.

use clap::builder::NonEmptyStringValueParser;
use countersign::time::UnixSeconds;
use serde_json::json;

use crate::client::ClientOptions;
use crate::moment::moment;
use crate::{Failure, Io, Outcome};

const EXAMPLES: &str = "\
Examples:
  countersign assert --key key.json --client-id larkmoor-nightly --aud https://ehr.example/token
  countersign assert --key key.pem --client-id larkmoor-nightly --aud https://ehr.example/token \\
    | countersign inspect -";

/// What `countersign assert` takes.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Args {
    /// The token endpoint, exactly as discovery gives it
    #[arg(long, value_name = "URL", value_parser = NonEmptyStringValueParser::new())]
    aud: String,
    /// A value never used before [default: random]
    #[arg(long, value_name = "TEXT")]
    jti: Option<String>,
    /// When it is made: RFC 3339 or seconds since 1970 [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment, allow_hyphen_values = true)]
    at: Option<UnixSeconds>,
    #[command(flatten)]
    client: ClientOptions,
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    let client = args.client.read(io)?;
    let key = &client.key;
    let now = io.now();
    let jti = args.jti.unwrap_or_else(|| io.new_jti());
    let at = args.at.unwrap_or(now);
    let assertion = client.claims(&args.aud, key.alg, jti, at);
    let signed = key.sign(&assertion, io)?;
    let expires_at = at + assertion.lifetime;
    let json = json!({
        "assertion": signed.as_str(),
        "kid": key.kid,
        "alg": key.alg,
        "jti": assertion.jti,
        "issuedAt": at,
        "expiresAt": expires_at,
    });
    let words = match io.is_watched {
        true => format!("{} under {}, {}", key.alg, key.kid, said(expires_at, now)),
        false => String::new(),
    };
    Ok(Outcome { text: signed.as_str().to_owned(), json, words, ..Outcome::default() })
}

/// How long something stays good, seen from `now`.
fn said(expires_at: UnixSeconds, now: UnixSeconds) -> String {
    let left = expires_at.since(now);
    match left.get() {
        ..0 => format!("good until {expires_at}, which was {} ago", left.in_words()),
        _ => format!("good until {expires_at}, in {}", left.in_words()),
    }
}
