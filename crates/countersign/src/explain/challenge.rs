//! `WWW-Authenticate`: what a server demands, and why the last try was not enough (RFC 9110 §11.6.1, RFC 6750 §3).

use http::HeaderMap;
use http::header::WWW_AUTHENTICATE;
use http_auth::parser::ChallengeParser;

use crate::limits::EXPLAIN_CHALLENGES;

/// One challenge, with the parameters that say something here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Challenge {
    pub(super) scheme: String,
    pub(super) error: Option<String>,
    pub(super) description: Option<String>,
    pub(super) scope: Option<String>,
}

/// The challenges of a reply, up to the first that cannot be read.
pub(super) fn challenges(headers: &HeaderMap) -> Vec<Challenge> {
    headers
        .get_all(WWW_AUTHENTICATE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| ChallengeParser::new(value).map_while(Result::ok))
        .take(EXPLAIN_CHALLENGES)
        .map(|read| {
            let parameter = |wanted: &str| {
                let found = read.params.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted));
                found.map(|(_, value)| value.to_unescaped())
            };
            Challenge {
                scheme: read.scheme.to_owned(),
                error: parameter("error"),
                description: parameter("error_description"),
                scope: parameter("scope"),
            }
        })
        .collect()
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
        headers.append(WWW_AUTHENTICATE, HeaderValue::from_static("DPoP, = broken"));
        let read = challenges(&headers);
        assert_eq!(
            read.iter().map(|one| one.scheme.as_str()).collect::<Vec<_>>(),
            ["Basic", "Bearer", "DPoP"]
        );
        assert_eq!(read[0], Challenge { scheme: "Basic".into(), ..Challenge::default() });
        assert_eq!(read[1].error.as_deref(), Some("insufficient_scope"));
        assert_eq!(read[1].description.as_deref(), Some("say \"r\""));
        assert_eq!(read[1].scope.as_deref(), Some("system/Patient.rs"));
    }
}
