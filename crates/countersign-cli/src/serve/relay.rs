//! `/relay?url=…`: the page's way to a partner that browsers may not call (S10). It reaches the origins that the server
//! was started with and no other, for the page alone, and follows nothing.

use std::sync::OnceLock;
use std::time::Duration;

use axum::body::Body;
use countersign_partner::Route;
use http::header::{
    CONNECTION, CONTENT_LENGTH, COOKIE, FORWARDED, HOST, ORIGIN, REFERER, SET_COOKIE, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, HeaderName, Method, Request, Response, StatusCode};
use reqwest::{Client, redirect};
use tokio::time::timeout;
use url::Url;

use super::guard::{self, Limits, Origin};
use super::page::TOKEN_HEADER;

/// How long the partner may take.
const TIME: Duration = Duration::from_secs(30);
/// Most of an answer, in octets.
const OCTETS: usize = 8 * 1024 * 1024;

/// What belongs to one connection, or to the browser and this server alone.
const KEPT_BACK: [HeaderName; 12] = [
    CONNECTION,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
    CONTENT_LENGTH,
    HOST,
    ORIGIN,
    REFERER,
    COOKIE,
    SET_COOKIE,
    FORWARDED,
];

/// Where the page may send through here.
#[derive(Debug)]
pub(super) struct Relay {
    origins: Vec<Origin>,
    client: OnceLock<Result<Client, String>>,
}

impl Relay {
    pub(super) fn to(origins: Vec<Origin>) -> Self {
        Self { origins, client: OnceLock::new() }
    }

    /// Sends the page's request on, and gives back what is answered.
    pub(super) async fn forward(
        &self,
        request: Request<Body>,
        limits: &Limits,
    ) -> Response<Vec<u8>> {
        match self.try_forward(request, limits).await {
            Ok(response) => response,
            Err((status, says)) => guard::refusal(status, false, &says),
        }
    }

    async fn try_forward(
        &self,
        request: Request<Body>,
        limits: &Limits,
    ) -> Result<Response<Vec<u8>>, (StatusCode, String)> {
        let (head, body) = request.into_parts();
        if !matches!(head.method, Method::GET | Method::POST) {
            return Err((StatusCode::METHOD_NOT_ALLOWED, "Only GET and POST are relayed".into()));
        }
        let url = self.target(head.uri.query().unwrap_or_default())?;
        let body = limits.read(body, &Route::Unknown).await.map_err(|unread| {
            let refusal = unread.refusal(false);
            (
                refusal.status(),
                "The body cannot be relayed: it is too long, too slow or cut off".to_owned(),
            )
        })?;
        let bad_gateway = |says: String| (StatusCode::BAD_GATEWAY, says);
        let client = self.client.get_or_init(make).as_ref();
        let client = client.map_err(|error| bad_gateway(error.clone()))?;
        let sent = client
            .request(head.method, url)
            .headers(passed_on(&head.headers))
            .body(body)
            .timeout(TIME)
            .send();
        let answered = async {
            let response = sent.await.map_err(|error| bad_gateway(cause(&error)))?;
            if let Some(location) = response
                .headers()
                .get(http::header::LOCATION)
                .filter(|_| response.status().is_redirection())
            {
                let location = String::from_utf8_lossy(location.as_bytes());
                return Err(bad_gateway(format!("It leads to {location}, which is not followed")));
            }
            read(response).await
        };
        match timeout(TIME, answered).await {
            Ok(answered) => answered,
            Err(_) => Err((
                StatusCode::GATEWAY_TIMEOUT,
                format!("There was no answer within {} s", TIME.as_secs()),
            )),
        }
    }

    /// The URL that the query names, if it is on the list.
    fn target(&self, query: &str) -> Result<Url, (StatusCode, String)> {
        let mut named = form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name == "url");
        let (Some((_, url)), None) = (named.next(), named.next()) else {
            return Err((StatusCode::BAD_REQUEST, "Say to where: /relay?url=https://…".to_owned()));
        };
        let url = Url::parse(&url).map_err(|error| {
            (StatusCode::BAD_REQUEST, format!("The URL cannot be read: {error}"))
        })?;
        let is_listed = self.origins.contains(&Origin::of(&url));
        if !is_listed || !url.username().is_empty() || url.password().is_some() {
            let origin = url.origin().ascii_serialization();
            let says = format!("Nothing is relayed to {origin}: start with --relay {origin}");
            return Err((StatusCode::FORBIDDEN, says));
        }
        Ok(url)
    }
}

fn make() -> Result<Client, String> {
    let builder = || {
        Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .connect_timeout(Duration::from_secs(10))
    };
    crate::http::client(builder, None).map_err(|failure| failure.says)
}

/// What is meant for the partner, or came from it.
fn passed_on(headers: &HeaderMap) -> HeaderMap {
    // A Connection header names more that belongs to the connection (RFC 9110 §7.6.1).
    let named: Vec<String> = headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(',').map(|name| name.trim().to_ascii_lowercase()))
        .collect();
    let passes = |name: &HeaderName| {
        let text = name.as_str();
        !KEPT_BACK.contains(name)
            && text != TOKEN_HEADER
            && !text.starts_with("proxy-")
            && !text.starts_with("sec-")
            && !text.starts_with("access-control-")
            && text != "keep-alive"
            && !named.iter().any(|named| named == text)
    };
    headers
        .iter()
        .filter(|(name, _)| passes(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

async fn read(mut response: reqwest::Response) -> Result<Response<Vec<u8>>, (StatusCode, String)> {
    let (status, headers) = (response.status(), passed_on(response.headers()));
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(None) => break,
            Ok(Some(chunk)) if body.len() + chunk.len() <= OCTETS => body.extend_from_slice(&chunk),
            Ok(Some(_)) => {
                let says = format!("The answer has more than {OCTETS} octets");
                return Err((StatusCode::BAD_GATEWAY, says));
            }
            Err(error) => return Err((StatusCode::BAD_GATEWAY, cause(&error))),
        }
    }
    let mut relayed = Response::new(body);
    *relayed.status_mut() = status;
    *relayed.headers_mut() = headers;
    Ok(relayed)
}

/// The cause at the bottom says what happened.
fn cause(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    format!("The partner cannot be reached: {cause}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_listed_origin_is_a_target() {
        let relay = Relay::to(vec!["https://ehr.example/fhir".parse().expect("an origin")]);
        let status = |url: &str| {
            let query: String =
                form_urlencoded::Serializer::new(String::new()).append_pair("url", url).finish();
            relay.target(&query).map_err(|(status, _)| status.as_u16()).map(String::from)
        };
        assert_eq!(
            status("https://ehr.example/auth?x=1"),
            Ok("https://ehr.example/auth?x=1".into())
        );
        for other in [
            "http://ehr.example/",
            "https://ehr.example:8443/",
            "https://ehr.example.attacker.example/",
            "https://ehr.example@attacker.example/",
            "https://user@ehr.example/",
            "file:///etc/passwd",
        ] {
            assert_eq!(status(other), Err(403), "{other}");
        }
        assert_eq!(status("ehr.example"), Err(400));
        assert!(relay.target("").is_err() && relay.target("url=a&url=b").is_err());
    }

    #[test]
    fn what_belongs_to_the_connection_or_the_browser_stays_here() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("connection", "keep-alive, X-Hop"),
            ("x-hop", "1"),
            ("cookie", "a=b"),
            ("origin", "http://127.0.0.1:8481"),
            ("sec-fetch-mode", "cors"),
            ("x-countersign-token", "t"),
            ("authorization", "Bearer x"),
            ("accept", "application/fhir+json"),
        ] {
            headers.insert(HeaderName::from_static(name), value.parse().expect("a value"));
        }
        let passed = passed_on(&headers);
        let mut names: Vec<&str> = passed.keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["accept", "authorization"]);
    }
}
