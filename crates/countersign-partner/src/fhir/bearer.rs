//! The access token (RFC 6750).

use countersign::time::UnixSeconds;
use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::{Request, StatusCode};

use crate::Route;
use crate::partner::{Partner, unavailable};
use crate::reply::Answer;
use crate::store::{Granted, Store};
use crate::token::hash;

/// What the request's token permits, or the answer that it gets without one (RFC 6750 §3).
pub(super) async fn granted<S: Store>(
    partner: &Partner<S>,
    request: &Request<Vec<u8>>,
    now: UnixSeconds,
) -> Result<Granted, Answer> {
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let mut sent = form_urlencoded::parse(query).chain(form_urlencoded::parse(request.body()));
    if sent.any(|(name, _)| name == "access_token") {
        let says = "A token goes into the Authorization header alone";
        return Err(refuse(StatusCode::BAD_REQUEST, Some("invalid_request"), says));
    }
    let headers: Vec<_> = request.headers().get_all(AUTHORIZATION).iter().collect();
    let [sent] = headers[..] else {
        return Err(if headers.is_empty() {
            refuse(
                StatusCode::UNAUTHORIZED,
                None,
                "A token is needed: get one from the token endpoint",
            )
        } else {
            refuse(
                StatusCode::BAD_REQUEST,
                Some("invalid_request"),
                "There is more than one Authorization header",
            )
        });
    };
    let token =
        sent.to_str().ok().and_then(|text| text.split_once(' ')).and_then(|(scheme, token)| {
            let token = token.trim();
            (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && !token.contains(' '))
                .then_some(token)
        });
    let Some(token) = token else {
        let says = "The Authorization header is not 'Bearer' and a token";
        return Err(refuse(StatusCode::BAD_REQUEST, Some("invalid_request"), says));
    };
    match partner.store.token(&hash(token), now).await {
        Ok(Some(granted)) => Ok(granted),
        Ok(None) => {
            let says = "The token is not known here, or has ended: get a new one";
            Err(refuse(StatusCode::UNAUTHORIZED, Some("invalid_token"), says))
        }
        Err(_) => Err(unavailable(&Route::Metadata)),
    }
}

fn refuse(status: StatusCode, error: Option<&str>, says: &str) -> Answer {
    let challenge = match error {
        Some(error) => {
            format!("Bearer realm=\"fhir\", error=\"{error}\", error_description=\"{says}\"")
        }
        None => "Bearer realm=\"fhir\"".to_owned(),
    };
    let code = if error == Some("invalid_request") { "invalid" } else { "login" };
    Answer::outcome(status, code, says).with(WWW_AUTHENTICATE, challenge)
}
