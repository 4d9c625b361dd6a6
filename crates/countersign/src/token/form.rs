//! The reading side: the form that a client posted, with every fault a finding.

use core::fmt;

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Method};

use super::{ASSERTION_TYPE, FORM_TYPE, GRANT_TYPE};
use crate::finding::{Finding, Part};
use crate::limits::TOKEN_OCTETS;
use crate::rules::Code;
use crate::rules::code::request as code;

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

/// Reads a token request and judges its form: the findings `request.*`, as the specification takes them.
///
/// Every check runs and leaves at least one finding; what can no longer be judged is `skipped`. The last one, about
/// `scope`, is the last that a partner looks at: it comes behind all findings about the assertion. The form is absent
/// when the body cannot be read as one. Parameters that are not known are ignored, and no secret is repeated.
///
/// ```
/// use countersign::finding::Status;
/// use countersign::token::read_form;
///
/// let mut headers = http::HeaderMap::new();
/// headers.insert("content-type", http::HeaderValue::from_static("application/json"));
/// let (form, findings) = read_form(&http::Method::POST, &headers, br#"{"grant_type":"client_credentials"}"#);
/// assert!(form.is_none());
/// let first = findings.iter().find(|finding| finding.status == Status::Fail).expect("JSON is no form");
/// assert_eq!(first.code.id, "request.content-type");
/// ```
pub fn read_form(
    method: &Method,
    headers: &HeaderMap,
    body: &[u8],
) -> (Option<FormRequest>, Vec<Finding>) {
    let mut findings = vec![judge_method(method)];
    let typed = judge_content_type(headers, body, &mut findings);
    let pairs = judge_encoding(typed, body, &mut findings);
    let Some(pairs) = pairs else {
        for (code, subject) in
            [(&code::PARAM_REPEATED, "body"), (&code::GRANT_TYPE_MISSING, "form.grant_type")]
        {
            findings.push(Finding::skipped(code, subject, "Needs a form"));
        }
        judge_authentication(headers, None, &mut findings);
        for (code, subject) in [
            (&code::ASSERTION_TYPE_MISSING, "form.client_assertion_type"),
            (&code::ASSERTION_MISSING, "form.client_assertion"),
            (&code::SCOPE_MISSING, "form.scope"),
        ] {
            findings.push(Finding::skipped(code, subject, "Needs a form"));
        }
        return (None, findings);
    };
    judge_repeated(&pairs, &mut findings);
    let value = |name: &str| {
        pairs.iter().find(|(n, v)| n == name && !v.is_empty()).map(|(_, value)| value.clone())
    };
    let form = FormRequest {
        grant_type: value("grant_type"),
        scope: value("scope"),
        assertion_type: value("client_assertion_type"),
        assertion: value("client_assertion"),
        client_id: value("client_id"),
    };
    findings.push(judge_grant_type(form.grant_type.as_deref()));
    judge_authentication(headers, value("client_secret").as_deref(), &mut findings);
    findings.push(judge_assertion_type(form.assertion_type.as_deref()));
    findings.push(present(&code::ASSERTION_MISSING, "client_assertion", form.assertion.is_some()));
    findings.push(present(&code::SCOPE_MISSING, "scope", form.scope.is_some()));
    (Some(form), findings)
}

fn judge_method(method: &Method) -> Finding {
    if method == Method::POST {
        return Finding::pass(&code::METHOD, "method", "The request is a POST");
    }
    Finding::fail(&code::METHOD, "method", format!("The method is {method}, wanted POST"))
        .got(method.as_str())
        .expected("POST")
}

/// Whether the body may be read as a form: it says so, or it plainly is one.
fn judge_content_type(headers: &HeaderMap, body: &[u8], findings: &mut Vec<Finding>) -> bool {
    let sent = headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let is_form = |value: &str| {
        value
            .split(';')
            .next()
            .is_some_and(|essence| essence.trim().eq_ignore_ascii_case(FORM_TYPE))
    };
    let looks_like_form = body.windows(11).any(|octets| octets == b"grant_type=");
    findings.push(match &sent {
        Some(value) if is_form(value) => {
            Finding::pass(&code::CONTENT_TYPE, "headers.content-type", "The body says it is a form")
        }
        _ => {
            let message = match &sent {
                Some(value) => format!("The body says it is {value}, wanted {FORM_TYPE}"),
                None => format!("The request has no Content-Type, wanted {FORM_TYPE}"),
            };
            let finding = Finding::fail(&code::CONTENT_TYPE, "headers.content-type", message)
                .got(sent.as_deref().unwrap_or_default())
                .expected(FORM_TYPE);
            match (looks_like_form, body.trim_ascii_start().starts_with(b"{")) {
                (true, _) => finding.near_miss("the body is a form, only its type is not given"),
                (_, true) => finding.near_miss("the body is JSON"),
                _ => finding,
            }
        }
    });
    sent.is_some_and(|value| is_form(&value)) || looks_like_form
}

fn judge_encoding(
    typed: bool,
    body: &[u8],
    findings: &mut Vec<Finding>,
) -> Option<Vec<(String, String)>> {
    if body.len() > TOKEN_OCTETS {
        let octets = body.len();
        let message = format!("The body has {octets} octets, at most {TOKEN_OCTETS} are read");
        findings.push(Finding::fail(&code::ENCODING, "body", message));
        return None;
    }
    if !typed {
        findings.push(Finding::skipped(&code::ENCODING, "body", "Needs a form"));
        return None;
    }
    let read = decode(body);
    findings.push(match read.fault {
        None => Finding::pass(&code::ENCODING, "body", "The form is encoded as it should be"),
        Some((at, message)) => {
            Finding::fail(&code::ENCODING, "body", message).at(Part::Document, at..at + 1)
        }
    });
    Some(read.pairs)
}

fn judge_repeated(pairs: &[(String, String)], findings: &mut Vec<Finding>) {
    let mut seen = std::collections::HashSet::new();
    let mut repeated: Vec<&str> = Vec::new();
    for (name, _) in pairs {
        // A body full of them is one fault, not thousands.
        if !seen.insert(name) && repeated.len() < 4 && !repeated.contains(&name.as_str()) {
            repeated.push(name);
        }
    }
    if repeated.is_empty() {
        findings.push(Finding::pass(&code::PARAM_REPEATED, "body", "No parameter comes twice"));
    }
    for name in repeated {
        let name: String = name.chars().take(40).collect();
        findings.push(
            Finding::fail(&code::PARAM_REPEATED, "body", format!("{name:?} comes more than once"))
                .got(name),
        );
    }
}

fn judge_grant_type(sent: Option<&str>) -> Finding {
    const SUBJECT: &str = "form.grant_type";
    match sent {
        None => present(&code::GRANT_TYPE_MISSING, "grant_type", false).expected(GRANT_TYPE),
        Some(GRANT_TYPE) => {
            Finding::pass(&code::GRANT_TYPE_MISSING, SUBJECT, "`grant_type` is client_credentials")
        }
        Some(other) => {
            let shown = shortened(other);
            let message = format!("`grant_type` is {shown:?}, wanted {GRANT_TYPE}");
            let finding = Finding::fail(&code::GRANT_TYPE_WRONG, SUBJECT, message)
                .got(shown)
                .expected(GRANT_TYPE);
            if other.ends_with("grant-type:jwt-bearer") {
                return finding.near_miss("jwt-bearer is another flow: there the JWT is the grant");
            }
            finding
        }
    }
}

fn judge_assertion_type(sent: Option<&str>) -> Finding {
    const SUBJECT: &str = "form.client_assertion_type";
    match sent {
        None => present(&code::ASSERTION_TYPE_MISSING, "client_assertion_type", false)
            .expected(ASSERTION_TYPE),
        Some(ASSERTION_TYPE) => Finding::pass(
            &code::ASSERTION_TYPE_MISSING,
            SUBJECT,
            "`client_assertion_type` says that the assertion is a JWT",
        ),
        Some(other) => Finding::fail(
            &code::ASSERTION_TYPE_WRONG,
            SUBJECT,
            "`client_assertion_type` is not the URN for a JWT",
        )
        .got(shortened(other))
        .expected(ASSERTION_TYPE),
    }
}

fn judge_authentication(headers: &HeaderMap, secret: Option<&str>, findings: &mut Vec<Finding>) {
    let scheme = headers.get(AUTHORIZATION).map(|value| {
        let text = String::from_utf8_lossy(value.as_bytes());
        text.split(' ').next().unwrap_or_default().chars().take(20).collect::<String>()
    });
    let basic = scheme.as_ref().is_some_and(|scheme| scheme.eq_ignore_ascii_case("basic"));
    findings.push(match (basic, secret) {
        (true, _) => {
            let message = "the Authorization header carries a shared secret";
            Finding::fail(&code::AUTH_BASIC, "headers.authorization", message).got("Basic …")
        }
        (false, Some(_)) => Finding::fail(
            &code::AUTH_BASIC,
            "form.client_secret",
            "The form carries a client_secret",
        )
        .got("client_secret=…"),
        (false, None) => Finding::pass(&code::AUTH_BASIC, "request", "No shared secret is sent"),
    });
    findings.push(match scheme {
        Some(scheme) if !basic => {
            let message = "a token request carries no Authorization header besides the assertion";
            let scheme =
                if scheme.eq_ignore_ascii_case("bearer") { "Bearer" } else { "another scheme" };
            Finding::fail(&code::AUTH_BEARER, "headers.authorization", message).got(scheme)
        }
        _ => {
            let message = "the request authenticates in no other way";
            Finding::pass(&code::AUTH_BEARER, "headers.authorization", message)
        }
    });
}

fn present(code: &'static Code, name: &str, there: bool) -> Finding {
    let subject = format!("form.{name}");
    if there {
        Finding::pass(code, subject, format!("{name} is there"))
    } else {
        Finding::fail(code, subject, format!("{name} is absent or empty"))
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}

struct Decoded {
    pairs: Vec<(String, String)>,
    /// The first octet that a form may not have, and why.
    fault: Option<(usize, String)>,
}

/// Decodes a form. What is wrong is told, and decoded all the same as well as it goes.
fn decode(body: &[u8]) -> Decoded {
    let fault = body.iter().enumerate().find_map(|(at, &octet)| {
        let why = match octet {
            b'%' => {
                if escaped(body, at).is_some() {
                    return None;
                }
                "% is not followed by two hexadecimal digits"
            }
            b'\n' | b'\r' => "a line break that is not escaped",
            b' ' => "a space that is not escaped",
            0x21..=0x7e => return None,
            _ => "an octet that is not escaped",
        };
        Some((at, format!("{why}, at octet {at}")))
    });
    let fault = fault.or_else(|| not_utf8(body));
    let pairs =
        form_urlencoded::parse(body).map(|(n, v)| (n.into_owned(), v.into_owned())).collect();
    Decoded { pairs, fault }
}

/// The octet that `%XX` at that place stands for.
fn escaped(body: &[u8], at: usize) -> Option<u8> {
    let digit = |offset: usize| char::from(*body.get(at + offset)?).to_digit(16);
    u8::try_from(digit(1)? * 16 + digit(2)?).ok()
}

/// Where the octets that a well formed body stands for are no UTF-8. Separators are ASCII, so no value reaches into the
/// next.
fn not_utf8(body: &[u8]) -> Option<(usize, String)> {
    let mut octets = Vec::with_capacity(body.len());
    let mut places = Vec::with_capacity(body.len());
    let mut at = 0;
    while at < body.len() {
        let octet = if body[at] == b'%' { escaped(body, at) } else { None };
        octets.push(octet.unwrap_or(body[at]));
        places.push(at);
        at += if octet.is_some() { 3 } else { 1 };
    }
    let error = core::str::from_utf8(&octets).err()?;
    let at = places[error.valid_up_to()];
    Some((at, format!("what is escaped is not UTF-8, at octet {at}")))
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
