//! Every body that the partner sends, above all its errors: one place where a finding becomes an answer.

use std::time::{Duration, UNIX_EPOCH};

use countersign::fhir::{OperationOutcome, Severity};
use countersign::finding::Finding;
use countersign::rules::Code;
use countersign::time::UnixSeconds;
use countersign::token::OAuthError;
use http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_TYPE, DATE, PRAGMA, WWW_AUTHENTICATE,
};
use http::{HeaderMap, HeaderName, HeaderValue, Method, Response, StatusCode};

use crate::fhir::export;

/// The headers that a page of another origin may read beyond those that any may.
const EXPOSED: &str = if export::OFFERED {
    "Content-Location, Date, ETag, Expires, Retry-After, WWW-Authenticate, X-Progress"
} else {
    "Date, ETag, WWW-Authenticate"
};

/// A response before its common headers.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    fn new(status: StatusCode, media_type: &'static str, body: String) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        Self { status, headers, body }
    }

    pub(crate) fn json(status: StatusCode, body: String) -> Self {
        Self::new(status, "application/json", body)
    }

    pub(crate) fn text(status: StatusCode, body: String) -> Self {
        Self::new(status, "text/plain; charset=utf-8", body)
    }

    pub(crate) fn fhir(status: StatusCode, body: String) -> Self {
        Self::new(status, "application/fhir+json; charset=utf-8", body)
    }

    /// Resources, one to a line.
    pub(crate) fn ndjson(status: StatusCode, body: String) -> Self {
        Self::new(status, "application/fhir+ndjson", body)
    }

    pub(crate) fn empty(status: StatusCode) -> Self {
        Self { status, headers: HeaderMap::new(), body: String::new() }
    }

    /// Adds a header; a value that no header can carry is left out.
    pub(crate) fn with(mut self, name: HeaderName, value: impl AsRef<str>) -> Self {
        if let Ok(value) = HeaderValue::from_str(value.as_ref()) {
            self.headers.insert(name, value);
        }
        self
    }

    /// Tokens and answers about them are not to be kept (RFC 6749 §5.1).
    pub(crate) fn not_stored(self) -> Self {
        self.with(CACHE_CONTROL, "no-store").with(PRAGMA, "no-cache")
    }

    /// An OperationOutcome; `code` is one of FHIR's issue types.
    pub(crate) fn outcome(status: StatusCode, code: &str, says: &str) -> Self {
        Self::fhir(status, OperationOutcome::new(Severity::Error, code, says).to_json())
    }

    /// An OAuth error.
    pub(crate) fn oauth(status: StatusCode, error: &str, describes: &str) -> Self {
        Self::json(status, OAuthError::new(error).described(describes).to_json()).not_stored()
    }

    /// The answer of the token endpoint to the first finding that failed.
    pub(crate) fn refusal(finding: &Finding) -> Self {
        let (status, error) = oauth_error(finding.code);
        Self::oauth(status, error, &description(finding.code)).refused()
    }

    /// The headers that a refusal of the token endpoint has by its status (RFC 9110 §15.5.2 and §15.5.6).
    pub(crate) fn refused(self) -> Self {
        match self.status {
            StatusCode::UNAUTHORIZED => self.with(WWW_AUTHENTICATE, "Bearer realm=\"token\""),
            StatusCode::METHOD_NOT_ALLOWED => self.with(ALLOW, "POST"),
            _ => self,
        }
    }

    pub(crate) fn method_not_allowed(methods: &[Method], is_fhir: bool) -> Self {
        let allowed = methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ");
        let (status, says) = (StatusCode::METHOD_NOT_ALLOWED, format!("Only {allowed} here"));
        let answer = if is_fhir {
            Self::outcome(status, "not-supported", &says)
        } else {
            Self::oauth(status, "invalid_request", &says)
        };
        answer.with(ALLOW, allowed)
    }

    /// The whole response: any origin may read it, and it says what time it is here.
    pub(crate) fn into_response(self, now: UnixSeconds) -> Response<Vec<u8>> {
        let answer = self
            .with(ACCESS_CONTROL_ALLOW_ORIGIN, "*")
            .with(http::header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED)
            .with(DATE, http_date(now));
        let mut response = Response::new(answer.body.into_bytes());
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        response
    }
}

/// A moment as HTTP writes it (RFC 9110 §5.6.7).
pub(crate) fn http_date(at: UnixSeconds) -> String {
    // What is before 1970 or after 9999 is none of ours, and `httpdate` takes neither.
    let seconds = u64::try_from(at.get()).unwrap_or(0).min(253_402_300_799);
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(seconds))
}

/// The status and error of OAuth for a fault (RFC 6749 §5.2; SMART App Launch 2.2).
pub(crate) fn oauth_error(code: &Code) -> (StatusCode, &'static str) {
    match code.id {
        "request.method" => (StatusCode::METHOD_NOT_ALLOWED, "invalid_request"),
        "request.content-type"
        | "request.encoding"
        | "request.param.repeated"
        | "request.grant-type.missing" => (StatusCode::BAD_REQUEST, "invalid_request"),
        "request.grant-type.wrong" => (StatusCode::BAD_REQUEST, "unsupported_grant_type"),
        id if id.starts_with("scope.") || id == "request.scope.missing" => {
            (StatusCode::BAD_REQUEST, "invalid_scope")
        }
        _ => (StatusCode::UNAUTHORIZED, "invalid_client"),
    }
}

/// One sentence for `error_description`, whose alphabet is ASCII without `"` and `\` (RFC 6749 §5.2). It comes from the
/// code alone: nothing that the client sent is repeated.
pub(crate) fn description(code: &Code) -> String {
    let missing = code.id.strip_suffix(".missing").and_then(|id| id.split_once('.'));
    match missing {
        Some(("jws", name)) => format!("Missing token '{name}' header"),
        Some(("jwt", name)) => format!("Missing token '{name}' claim"),
        _ => {
            let plain = code.what.trim_end_matches('.').replace(['`', '"'], "'").replace('‖', "||");
            plain.chars().filter(|c| matches!(c, ' '..='~') && *c != '\\').collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use countersign::rules::code::codes;

    use super::*;

    #[test]
    fn every_code_has_a_description_that_oauth_allows() {
        for code in codes() {
            let text = description(code);
            assert!(
                text.len() > 10
                    && text.bytes().all(|b| matches!(b, 0x20..=0x7e) && b != b'"' && b != b'\\'),
                "{text}"
            );
        }
    }

    #[test]
    fn a_missing_kid_gets_the_words_that_integrators_search_for() {
        let finding =
            Finding::fail(&countersign::rules::code::jws::KID_MISSING, "header.kid", "no kid");
        let answer = Answer::refusal(&finding);
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&answer.body).expect("JSON"),
            serde_json::json!({"error": "invalid_client", "error_description": "Missing token 'kid' header"})
        );
    }
}
