//! What is hidden before a text leaves the machine: one list, and one pass over the text.
//!
//! [`redact`](redact()) works on any text: JSON, forms, headers, shell commands, logs, PEM. It looks for what has the
//! name or the shape of a secret. It guards against accident; whoever hides a secret on purpose, in pieces or in a
//! cipher, gets it past. A [`SupportBundle`] is made of such texts.

mod bundle;
mod compact;
mod credentials;
mod key;
mod member;
mod quote;
mod scan;
mod secret;

use serde::Serialize;

use crate::limits::REDACT_OCTETS;

pub use bundle::SupportBundle;
pub use secret::Secret;

pub(crate) use secret::{member_secret, parameter_secret, shown};

/// A text without its secrets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Redacted {
    /// The text, each secret replaced by a mark such as `[access token hidden]`.
    pub text: String,
    /// What was replaced, each kind once.
    pub hidden: Vec<Hidden>,
}

/// How often one kind of secret was hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hidden {
    /// The kind of secret.
    pub what: Secret,
    /// How many of them.
    pub count: usize,
}

/// Hides every secret of a text. Of a JWT that is no access token, header and claims stay readable and the signature
/// goes: what is left proves nothing to anybody.
///
/// Takes time in proportion to the length of the text. A mark may bring a name and a value together that broken quotes
/// kept apart, so the text is looked at again until nothing is found: hiding twice is hiding once. Only a text of many
/// kilobytes that was made of thousands of such quotes could need more passes than are made. A mark is never more than six
/// times as long as what it replaces together with its name.
///
/// ```
/// use countersign::redact::{Hidden, Secret, redact};
///
/// let redacted = redact("grant_type=client_credentials&client_assertion=eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJsYXJrIn0.AAAA");
/// assert_eq!(
///     redacted.text,
///     "grant_type=client_credentials&client_assertion=eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJsYXJrIn0.[signature hidden]"
/// );
/// assert_eq!(redacted.hidden, [Hidden { what: Secret::Signature, count: 1 }]);
///
/// assert_eq!(redact("Authorization: Bearer tv_6Jq").text, "Authorization: Bearer [access token hidden]");
/// assert_eq!(redact(r#"{"kty":"EC","d":"AQ"}"#).text, r#"{"kty":"EC","d":"[private key hidden]"}"#);
/// ```
pub fn redact(text: &str) -> Redacted {
    let mut redacted = scan::scan(text, 0);
    let passes = REDACT_OCTETS / redacted.text.len().max(1);
    for _ in 0..passes.max(1) {
        let again = scan::scan(&redacted.text, 0);
        if again.text == redacted.text {
            break;
        }
        redacted.text = again.text;
        redacted.add(&again.hidden);
    }
    redacted
}

impl Redacted {
    fn add(&mut self, hidden: &[Hidden]) {
        for more in hidden {
            match self.hidden.iter_mut().find(|known| known.what == more.what) {
                Some(known) => known.count += more.count,
                None => self.hidden.push(*more),
            }
        }
        self.hidden.sort_by_key(|hidden| hidden.what);
    }
}
