//! JSON is what is served; anything else asked for is refused. What a client prefers is another matter.

use http::header::ACCEPT;
use http::{HeaderName, Request};

const TAKEN: [&str; 5] =
    ["application/fhir+json", "application/json", "json", "application/*", "*/*"];

/// Whether the client takes FHIR JSON, by `_format` or `Accept`.
pub(super) fn acceptable(request: &Request<Vec<u8>>) -> bool {
    let query = request.uri().query().unwrap_or_default();
    let format = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "_format");
    if let Some((_, format)) = format {
        // A bare `+` in an address is a space once decoded; FHIR itself says to put up with it.
        return TAKEN.contains(&format.replace(' ', "+").as_str());
    }
    let Some(accept) = request.headers().get(ACCEPT).and_then(|value| value.to_str().ok()) else {
        return true;
    };
    accept
        .split(',')
        .any(|one| one.split(';').next().is_some_and(|essence| TAKEN.contains(&essence.trim())))
}

/// Whether the client prefers `what`, `handling=strict` for example (RFC 7240 §2).
pub(super) fn prefers(request: &Request<Vec<u8>>, what: &str) -> bool {
    let sent = request.headers().get_all(HeaderName::from_static("prefer"));
    sent.iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|prefer| prefer.split([',', ';']))
        .any(|one| one.trim().eq_ignore_ascii_case(what))
}
