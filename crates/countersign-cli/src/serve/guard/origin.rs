//! Under which names the server is asked, and from which pages.
//!
//! A page elsewhere can make a browser ask a name of its own that leads here (DNS rebinding); it cannot make it ask for
//! an address, `localhost`, or a name of this server without its own origin showing.

use std::fmt;
use std::str::FromStr;

use http::header::{HOST, ORIGIN};
use http::uri::Authority;
use http::{HeaderMap, Request, Version};
use url::{Host, Url};

/// Scheme, host and port, as browsers compare them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(url::Origin);

impl Origin {
    /// Of a URL of http or https.
    pub(in crate::serve) fn of(url: &Url) -> Self {
        Self(url.origin())
    }
}

impl FromStr for Origin {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url = Url::parse(text).map_err(|error| error.to_string())?;
        if !matches!(url.scheme(), "http" | "https") || !url.has_host() {
            return Err("want an http or https URL".to_owned());
        }
        Ok(Self::of(&url))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.ascii_serialization())
    }
}

/// The names that lead here rightly: that of the base, beside addresses and `localhost`.
#[derive(Debug)]
pub(in crate::serve) struct Names {
    base: String,
}

/// A request was sent to a name that is not known here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::serve) enum Misdirected {
    /// It does not say to whom.
    Nobody,
    /// To this name.
    Elsewhere(String),
}

impl fmt::Display for Misdirected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => f.write_str("The request has no Host header, or two"),
            Self::Elsewhere(host) => write!(
                f,
                "This server does not know itself as {host}; if it should, start it with --base-url http://{host}"
            ),
        }
    }
}

impl Names {
    pub(in crate::serve) fn of(base: &Url) -> Self {
        Self { base: base.host_str().unwrap_or_default().to_ascii_lowercase() }
    }

    /// Whether the request means this server.
    pub(in crate::serve) fn check<B>(&self, request: &Request<B>) -> Result<(), Misdirected> {
        let mut hosts = request.headers().get_all(HOST).iter();
        let host = match (request.uri().authority(), hosts.next(), hosts.next()) {
            (_, _, Some(_)) => return Err(Misdirected::Nobody),
            // The address in full goes before the header (RFC 9112 §3.2.2).
            (Some(authority), ..) => authority.clone(),
            (None, Some(host), None) => host
                .to_str()
                .ok()
                .and_then(|host| host.parse::<Authority>().ok())
                .ok_or(Misdirected::Nobody)?,
            // No browser is that old.
            (None, None, None) if request.version() <= Version::HTTP_10 => return Ok(()),
            (None, None, None) => return Err(Misdirected::Nobody),
        };
        match self.know(host.host()) {
            true => Ok(()),
            false => Err(Misdirected::Elsewhere(host.to_string())),
        }
    }

    fn know(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        host == self.base
            || match Host::parse(&host) {
                Ok(Host::Ipv4(_) | Host::Ipv6(_)) => true,
                Ok(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
                Err(_) => false,
            }
    }
}

/// Whether a request comes from another page than this server's own. Where no origin is named, no page's script could
/// read the answer, or no page asked.
pub(in crate::serve) fn is_foreign(headers: &HeaderMap, base: &Origin) -> bool {
    let mut origins = headers.get_all(ORIGIN).iter();
    let (Some(origin), others) = (origins.next(), origins.next()) else { return false };
    let origin = origin.to_str().ok().and_then(|text| Url::parse(text).ok());
    let own = origin.is_some_and(|origin| {
        let asked = headers.get(HOST).and_then(|host| host.to_str().ok());
        let same = |host: &str| {
            Url::parse(&format!("{}://{host}", origin.scheme()))
                .is_ok_and(|asked| asked.origin() == origin.origin())
        };
        Origin::of(&origin) == *base || asked.is_some_and(same)
    });
    others.is_some() || !own
}

/// Whether somebody passed the request on: then whoever sent it may be anywhere, wherever the connection comes from.
pub(in crate::serve) fn is_forwarded(headers: &HeaderMap) -> bool {
    let names = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];
    names.iter().any(|name| headers.contains_key(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names::of(&Url::parse("https://ehr.example/partner").expect("an address"))
    }

    #[test]
    fn addresses_loopback_names_and_the_base_are_known() {
        for host in [
            "127.0.0.1:8481",
            "localhost:9",
            "[::1]:8481",
            "192.0.2.1",
            "EHR.example",
            "a.localhost",
        ] {
            let request = Request::get("/").header(HOST, host).body(()).expect("a request");
            assert_eq!(names().check(&request), Ok(()), "{host}");
        }
    }

    #[test]
    fn another_name_is_not_and_neither_is_none() {
        for (host, elsewhere) in [
            ("attacker.example:8481", "attacker.example:8481"),
            ("localhost.attacker.example", "localhost.attacker.example"),
            ("127.0.0.1.attacker.example", "127.0.0.1.attacker.example"),
        ] {
            let request = Request::get("/").header(HOST, host).body(()).expect("a request");
            assert_eq!(names().check(&request), Err(Misdirected::Elsewhere(elsewhere.into())));
        }
        let none = Request::get("/").body(()).expect("a request");
        assert_eq!(names().check(&none), Err(Misdirected::Nobody));
        let two = Request::get("/").header(HOST, "localhost").header(HOST, "ehr.example");
        assert_eq!(names().check(&two.body(()).expect("a request")), Err(Misdirected::Nobody));
        let full = Request::get("http://attacker.example/").header(HOST, "localhost").body(());
        assert!(names().check(&full.expect("a request")).is_err());
    }

    #[test]
    fn only_the_own_page_is_not_foreign() {
        let base: Origin = "https://ehr.example/partner".parse().expect("an address");
        for (host, origin, foreign) in [
            ("127.0.0.1:8481", None, false),
            ("127.0.0.1:8481", Some("http://127.0.0.1:8481"), false),
            ("127.0.0.1:8481", Some("https://ehr.example"), false),
            ("127.0.0.1:8481", Some("http://127.0.0.1:3000"), true),
            ("127.0.0.1:8481", Some("http://localhost:8481"), true),
            ("127.0.0.1:8481", Some("https://attacker.example"), true),
            ("127.0.0.1:8481", Some("null"), true),
            ("127.0.0.1:8481", Some(""), true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().expect("a header"));
            if let Some(origin) = origin {
                headers.insert(ORIGIN, origin.parse().expect("a header"));
            }
            assert_eq!(is_foreign(&headers, &base), foreign, "{origin:?}");
        }
        assert!("file:///etc".parse::<Origin>().is_err());
    }
}
