//! A refusal in the words of the server whose profile the partner judges by, as far as they are known.

use core::fmt::Write as _;

use countersign::assertion::inspect;
use countersign::finding::Finding;
use countersign::rules::Confidence;
use countersign::rules::replies::{self, Says, Template};
use http::StatusCode;
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

use crate::Config;
use crate::reply::{Answer, description, oauth_error};
use crate::store::{Client, ClientKeys};
use crate::token::Sent;

/// Most of one thing that the client sent and the answer repeats, in characters.
const REPEATED_CHARS: usize = 200;

/// What stands in the gaps of a reply.
type Values = Vec<(&'static str, String)>;

/// The answer to the first finding that failed, and how it is known that the profile's server answers so; nothing where
/// the answer is the partner's own.
///
/// Status and `error` are the server's wherever they are known. Its words are given only where they were observed, stand
/// alone for this fault, and have no gap that cannot be filled; otherwise the partner uses its own.
pub(crate) fn answer(
    finding: &Finding,
    config: &Config,
    sent: &Sent,
    client: Option<&Client>,
    rng: &mut (dyn CryptoRng + Send),
) -> (Answer, Option<Confidence>) {
    let server = replies::server(config.profile.id);
    let Some((server, said)) =
        server.and_then(|server| Some((server, server.reply(finding.code.id)?)))
    else {
        return (Answer::refusal(finding), None);
    };
    let (own_status, own_error) = oauth_error(finding.code);
    let status = said.status.and_then(|status| StatusCode::from_u16(status).ok());
    // A server whose status was seen and whose `error` was not has none.
    let error = said.error.or(status.is_none().then_some(own_error));
    let status = status.unwrap_or(own_status);
    let values = values(finding, config, sent, client, rng);
    let alone = server.replies_to(finding.code.id).count() <= 1;
    let answer = if said.quotable() && alone && can_fill(said.says, &values) {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let body = replies::Reply { error, ..*said }.body(&values);
        match said.says {
            Says::Text(_) => Answer::text(status, body),
            _ => Answer::json(status, body),
        }
        .not_stored()
    } else {
        Answer::oauth(status, error.unwrap_or(own_error), &description(finding.code))
    };
    (answer.refused(), Some(said.evidence))
}

fn can_fill(says: Says, values: &Values) -> bool {
    let words = match says {
        Says::Description(words) | Says::Text(words) | Says::Uri { uri: words, .. } => words,
        Says::Null | Says::Nothing => return true,
    };
    gaps(words).iter().all(|gap| *gap == "urn" || values.iter().any(|(name, _)| name == gap))
}

/// The names of its gaps: read as a text, a template fills itself.
fn gaps(words: Template) -> Vec<&'static str> {
    words.captures(words.0).unwrap_or_default().iter().map(|(name, _)| name).collect()
}

fn values(
    finding: &Finding,
    config: &Config,
    sent: &Sent,
    client: Option<&Client>,
    rng: &mut (dyn CryptoRng + Send),
) -> Values {
    let decoded = sent.form.assertion.as_deref().and_then(|token| inspect::decode(token).ok());
    let header = |name| decoded.as_ref()?.header_text(name).map(str::to_owned);
    let alg = header("alg");
    // The launcher's words about the length of a signature were seen for one algorithm alone.
    let octets = decoded
        .as_ref()
        .filter(|_| alg.as_deref() == Some("ES384"))
        .map(|decoded| decoded.jws.signature().len().to_string());
    let key_url = client.and_then(|client| match &client.keys {
        ClientKeys::Url(url) => Some(url.clone()),
        ClientKeys::Set(_) => None,
    });
    let seen = finding.evidence.got.as_deref().and_then(|got| got.parse().ok());
    // A page in place of a key set comes with 200, and nobody says that of a failure.
    let seen: Option<StatusCode> = seen.filter(|status: &StatusCode| !status.is_success());
    let mut instance = [0; 16];
    rng.fill_bytes(&mut instance);
    let tenant = Sha256::digest(config.base_url.as_bytes());
    let values = [
        ("content_type", sent.content_type.clone()),
        ("grant_type", sent.form.grant_type.clone()),
        ("scope", sent.form.scope.clone()),
        ("aud", decoded.as_ref().and_then(|decoded| decoded.claim_text("aud").map(str::to_owned))),
        ("token_url", Some(config.token_endpoint())),
        ("jwks_url", key_url),
        ("status", seen.map(|status| status.as_str().to_owned())),
        ("status_text", seen.and_then(|status| Some(status.canonical_reason()?.to_owned()))),
        ("kid", header("kid")),
        ("alg", alg),
        ("n", octets),
        ("uuid", Some(uuid(&instance))),
        ("tenant", Some(uuid(&tenant[..16]))),
    ];
    values
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?.chars().take(REPEATED_CHARS).collect())))
        .collect()
}

/// Sixteen octets as a UUID is written (RFC 9562 §4).
fn uuid(octets: &[u8]) -> String {
    octets.iter().enumerate().fold(String::with_capacity(36), |mut text, (place, octet)| {
        let dash = if matches!(place, 4 | 6 | 8 | 10) { "-" } else { "" };
        let _ = write!(text, "{dash}{octet:02x}");
        text
    })
}
