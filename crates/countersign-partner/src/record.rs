//! What is to be said about a request at the partner's side.

use countersign::finding::Report;
use countersign::redact::redact;
use countersign::rules::Confidence;
use countersign::time::UnixSeconds;
use http::{Request, StatusCode};
use serde::Serialize;

use crate::Route;

/// Most of a body that is shown, in octets.
const BODY_OCTETS: usize = 16 * 1024;

/// What the partner judged, and how it answered.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Record {
    /// When.
    pub at: UnixSeconds,
    /// Where the request went.
    pub route: Route,
    /// Who sent it, as far as that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The status of the answer.
    #[serde(serialize_with = "number")]
    pub status: StatusCode,
    /// What was found: at the token endpoint always, elsewhere where there was something to judge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Report>,
    /// How it is known that the profile's server answers so; nothing where the answer is the partner's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Confidence>,
}

fn number<S: serde::Serializer>(status: &StatusCode, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_u16(status.as_u16())
}

/// A request without its secrets: what may be shown and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// The method.
    pub method: String,
    /// The address, as it was sent.
    pub url: String,
    /// Name and value, in the order sent.
    pub headers: Vec<(String, String)>,
    /// The body as text, at most 16 KiB of it.
    pub body: String,
}

impl Seen {
    /// Hides the secrets of a request: tokens, passwords, private keys, and the signatures of assertions.
    ///
    /// ```
    /// use countersign_partner::Seen;
    /// use http::Request;
    ///
    /// let request = Request::get("https://ehr.example/fhir/Patient").header("authorization", "Bearer tv_6Jq").body(vec![])?;
    /// let seen = Seen::of(&request);
    /// assert_eq!(seen.headers, [("authorization".into(), "Bearer [access token hidden]".into())]);
    /// # Ok::<(), http::Error>(())
    /// ```
    pub fn of(request: &Request<Vec<u8>>) -> Self {
        let headers = request.headers().iter().map(|(name, value)| {
            let start = format!("{name}: ");
            let line =
                redact(&format!("{start}{}", String::from_utf8_lossy(value.as_bytes()))).text;
            (name.to_string(), line.strip_prefix(&start).unwrap_or(&line).to_owned())
        });
        let mut body = redact(&String::from_utf8_lossy(request.body())).text;
        if body.len() > BODY_OCTETS {
            body.truncate(body.floor_char_boundary(BODY_OCTETS));
            body.push('…');
        }
        Self {
            method: request.method().to_string(),
            url: redact(&request.uri().to_string()).text,
            headers: headers.collect(),
            body,
        }
    }
}
