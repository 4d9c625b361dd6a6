//! The reading side: the form that a client posted, with every fault a finding.

mod decode;
mod judge;

use core::fmt;

use http::{HeaderMap, Method};

use crate::finding::Finding;
use crate::rules::Profile;
use decode::{Pair, decode};
use judge::Judge;

/// The parameters of a token request that matter here; an empty one counts as absent (RFC 6749 §3.2).
#[derive(Clone, Default, PartialEq, Eq)]
pub struct FormRequest {
    /// `grant_type`.
    pub grant_type: Option<String>,
    /// `scope`, not yet read.
    pub scope: Option<String>,
    /// `client_assertion_type`.
    pub assertion_type: Option<String>,
    /// `client_assertion`, not yet judged.
    pub assertion: Option<String>,
    /// `client_id`, which is optional and must name the client of the assertion (RFC 7521 §4.2).
    pub client_id: Option<String>,
}

/// Reads a token request and judges its form by `profile`: the findings `request.*`.
///
/// Every check runs and leaves at least one finding; what can no longer be judged is `skipped`. The last one, about
/// `scope`, is the last that a partner looks at: it comes behind all findings about the assertion. The form is absent
/// when the body cannot be read as one. Parameters that are not known are ignored, and no secret is repeated. Places
/// are counted in the body as sent.
///
/// ```
/// use countersign::finding::Status;
/// use countersign::rules::Profile;
/// use countersign::token::read_form;
///
/// let mut headers = http::HeaderMap::new();
/// headers.insert("content-type", http::HeaderValue::from_static("application/json"));
/// let body = br#"{"grant_type":"client_credentials"}"#;
/// let (form, findings) = read_form(&http::Method::POST, &headers, body, &Profile::SPEC);
/// assert!(form.is_none());
/// let first = findings.iter().find(|finding| finding.status == Status::Fail).expect("JSON is no form");
/// assert_eq!(first.code.id, "request.content-type");
/// ```
pub fn read_form(
    method: &Method,
    headers: &HeaderMap,
    body: &[u8],
    profile: &Profile,
) -> (Option<FormRequest>, Vec<Finding>) {
    let mut judge = Judge::new(profile, headers, body);
    judge.method(method);
    let is_form = judge.content_type();
    let decoded = judge.size(is_form).then(|| decode(body));
    let Some(decoded) = decoded else {
        return (None, judge.without_form());
    };
    judge.encoding(&decoded);
    let pairs = &decoded.pairs;
    judge.repeated(pairs);
    let value = |name| find(pairs, name).map(|pair| pair.value.clone());
    let form = FormRequest {
        grant_type: value("grant_type"),
        scope: value("scope"),
        assertion_type: value("client_assertion_type"),
        assertion: value("client_assertion"),
        client_id: value("client_id"),
    };
    judge.grant_type(find(pairs, "grant_type"));
    judge.authentication(find(pairs, "client_secret"));
    judge.assertion_type(find(pairs, "client_assertion_type"));
    judge.assertion(find(pairs, "client_assertion"));
    judge.scope(find(pairs, "scope"));
    (Some(form), judge.findings)
}

/// The first parameter of that name that says something.
fn find<'a>(pairs: &'a [Pair], name: &str) -> Option<&'a Pair> {
    pairs.iter().find(|pair| pair.name == name && !pair.value.is_empty())
}

impl fmt::Debug for FormRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An assertion is good for five minutes to whoever reads it in a log.
        f.debug_struct("FormRequest")
            .field("grant_type", &self.grant_type)
            .field("scope", &self.scope)
            .field("assertion_type", &self.assertion_type)
            .field(
                "assertion",
                &self.assertion.as_ref().map(|text| format!("{} octets", text.len())),
            )
            .field("client_id", &self.client_id)
            .finish()
    }
}
