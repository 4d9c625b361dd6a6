//! `WWW-Authenticate`: what a server demands, and why the last try was not enough (RFC 9110 §11.6.1, RFC 6750 §3).

use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;
use http_auth::parser::ChallengeParser;
use http_auth::{ChallengeRef, parse_challenges};

use crate::limits::EXPLAIN_CHALLENGES;

/// One challenge, with the parameters that say something here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Challenge {
    pub(super) scheme: String,
    pub(super) error: Option<String>,
    pub(super) description: Option<String>,
    pub(super) scope: Option<String>,
}

/// The challenges of a reply; of a header that cannot be read, those in front of the fault.
pub(super) fn challenges(headers: &HeaderMap) -> Vec<Challenge> {
    headers
        .get_all(WWW_AUTHENTICATE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(read)
        .take(EXPLAIN_CHALLENGES)
        .collect()
}

fn read(header: &str) -> Vec<Challenge> {
    if let Ok(challenges) = parse_challenges(header) {
        return challenges.iter().map(Challenge::of).collect();
    }
    // The fault that is seen most: parameters without commas between them.
    let parted = header.replace("\" ", "\", ");
    ChallengeParser::new(&parted).map_while(|read| Some(Challenge::of(&read.ok()?))).collect()
}

impl Challenge {
    fn of(read: &ChallengeRef<'_>) -> Self {
        let parameter = |wanted: &str| {
            let found = read.params.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| value.to_unescaped())
        };
        Self {
            scheme: read.scheme.to_owned(),
            error: parameter("error"),
            description: parameter("error_description"),
            scope: parameter("scope"),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn parameters_belong_to_their_challenge() {
        let mut headers = HeaderMap::new();
        let value = r#"Basic realm="a, b", Bearer realm="fhir", error="insufficient_scope", error_description="say \"r\"", scope="system/Patient.rs""#;
        headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(value));
        let read = challenges(&headers);
        assert_eq!(
            read.iter().map(|one| one.scheme.as_str()).collect::<Vec<_>>(),
            ["Basic", "Bearer"]
        );
        assert_eq!(read[0], Challenge { scheme: "Basic".into(), ..Challenge::default() });
        assert_eq!(read[1].error.as_deref(), Some("insufficient_scope"));
        assert_eq!(read[1].description.as_deref(), Some("say \"r\""));
        assert_eq!(read[1].scope.as_deref(), Some("system/Patient.rs"));
    }
    #[test]
    fn missing_commas_are_forgiven_and_nonsense_is_left() {
        for (value, schemes, error) in [
            (r#"Bearer realm="x" error="invalid_token""#, 1, Some("invalid_token")),
            (r#"Basic realm="x", Bearer error="invalid_token", = broken"#, 1, None),
            ("= broken", 0, None),
            ("", 0, None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(value));
            let read = challenges(&headers);
            assert_eq!(read.len(), schemes, "{value}");
            assert_eq!(read.first().and_then(|one| one.error.as_deref()), error, "{value}");
        }
    }
}
