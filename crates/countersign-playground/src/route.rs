//! Places in the page. They live in the fragment: any static host serves them, and a fragment is never sent.

use core::fmt;

use countersign::jws::Alg;
use countersign::kid::KidMethod;

use crate::state::Step;

/// A place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Route {
    /// `#/`: the start of the walk.
    #[default]
    Start,
    /// `#/walk/<step>`: a room of the walk.
    Walk(Step),
    /// `#/sent`: what has left this page.
    Sent,
    /// `#/keyboard`: the keys.
    Keyboard,
    /// Anything else.
    NotFound,
}

/// What a link may set. This type is the whole allow-list: what has no member here is never read from an address, and
/// never written to one. No key, assertion, token, client id or pasted text can stand in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Linked {
    /// `alg`: the signature algorithm.
    pub alg: Option<Alg>,
    /// `kid`: how the key is named.
    pub kid_method: Option<KidMethod>,
    /// `scope`: what is asked for.
    pub scope: Option<String>,
}

/// What an address says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A place, and what the link sets.
    Place(Route, Linked),
    /// It holds what looks like a private key, and is not opened.
    PrivateKey,
}

/// Longest scope that is taken from a link, in octets.
const SCOPE_OCTETS: usize = 1024;

impl Route {
    /// The fragment, with its `#`.
    pub fn href(self) -> String {
        self.to_string()
    }

    /// The page's title, without the name of the page.
    pub fn title(self) -> String {
        match self {
            Self::Start => "The walk".to_owned(),
            Self::Walk(step) => format!("Step {}, {}", step.number(), step.name()),
            Self::Sent => "What has left this page".to_owned(),
            Self::Keyboard => "Keyboard".to_owned(),
            Self::NotFound => "There is no page here".to_owned(),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("#/"),
            Self::Walk(step) => write!(f, "#/walk/{}", step.slug()),
            Self::Sent => f.write_str("#/sent"),
            Self::Keyboard => f.write_str("#/keyboard"),
            Self::NotFound => f.write_str("#/not-found"),
        }
    }
}

/// Reads a fragment, with or without its `#`.
///
/// ```
/// use countersign_playground::route::{Address, Linked, Route, read};
/// use countersign_playground::state::Step;
///
/// assert_eq!(read("#/walk/token"), Address::Place(Route::Walk(Step::Token), Linked::default()));
/// assert_eq!(read("#/walk/lunch"), Address::Place(Route::NotFound, Linked::default()));
/// assert_eq!(read("#/?key=-----BEGIN%20PRIVATE%20KEY-----"), Address::PrivateKey);
/// ```
pub fn read(fragment: &str) -> Address {
    if holds_private_key(fragment) {
        return Address::PrivateKey;
    }
    let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
    let (path, query) = fragment.split_once('?').unwrap_or((fragment, ""));
    let path = path.trim_end_matches('/');
    let route = match path {
        "" => Route::Start,
        "/sent" => Route::Sent,
        "/keyboard" => Route::Keyboard,
        _ => {
            path.strip_prefix("/walk/").and_then(Step::by_slug).map_or(Route::NotFound, Route::Walk)
        }
    };
    Address::Place(route, linked(query))
}

fn linked(query: &str) -> Linked {
    let mut linked = Linked::default();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "alg" => linked.alg = value.parse().ok().filter(|alg: &Alg| alg.signs()),
            "kid" => {
                linked.kid_method = match &*value {
                    "modulus" => Some(KidMethod::Modulus),
                    "thumbprint" => Some(KidMethod::Thumbprint),
                    _ => None,
                }
            }
            "scope" if value.len() <= SCOPE_OCTETS => linked.scope = Some(value.into_owned()),
            _ => {}
        }
    }
    linked
}

/// Whether a fragment looks like it carries a private key: PEM armour, or a JWK's private member, escaped or not.
fn holds_private_key(fragment: &str) -> bool {
    // Twice, so that a link that was escaped on its way is seen through as well.
    let once = unescaped(fragment);
    let twice = unescaped(&once);
    [fragment, &once, &twice].into_iter().any(|text| {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let lower = text.to_ascii_lowercase();
        lower.contains("privatekey-----")
            || lower.contains("beginprivatekey")
            || (text.contains(r#""kty""#)
                && [r#""d":"#, r#""k":"#, r#""p":"#].iter().any(|m| text.contains(m)))
    })
}

fn unescaped(text: &str) -> String {
    form_urlencoded::parse(text.replace(['&', '='], "%26").as_bytes())
        .map(|(name, _)| name.into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_has_an_address_that_leads_to_it() {
        let places = [Route::Start, Route::Sent, Route::Keyboard, Route::NotFound];
        for route in places.into_iter().chain(Step::ALL.map(Route::Walk)) {
            assert_eq!(read(&route.href()), Address::Place(route, Linked::default()));
        }
        for empty in ["", "#", "#/", "/"] {
            assert_eq!(read(empty), Address::Place(Route::Start, Linked::default()));
        }
    }

    #[test]
    fn a_link_sets_what_is_on_the_list_and_nothing_else() {
        let Address::Place(route, linked) = read(
            "#/walk/keys?alg=ES384&kid=thumbprint&scope=system/*.read+system/Patient.rs&client_id=x&token=y",
        ) else {
            panic!("no key in there");
        };
        assert_eq!(route, Route::Walk(Step::Keys));
        assert_eq!(linked.alg, Some(Alg::Es384));
        assert_eq!(linked.kid_method, Some(KidMethod::Thumbprint));
        assert_eq!(linked.scope.as_deref(), Some("system/*.read system/Patient.rs"));
        assert_eq!(read("#/?alg=none"), Address::Place(Route::Start, Linked::default()));
    }

    #[test]
    fn a_link_with_a_private_key_is_not_opened() {
        for fragment in [
            "#/keys?text=-----BEGIN PRIVATE KEY-----",
            "#/keys?text=-----BEGIN%20RSA%20PRIVATE%20KEY-----",
            "#/keys?text=-----BEGIN+EC+PRIVATE+KEY-----",
            r#"#/walk/keys?jwk={"kty":"EC","d":"AAAA"}"#,
            "#/walk/keys?jwk=%7B%22kty%22%3A%22RSA%22%2C%22d%22%3A%22AA%22%7D",
            "#/walk/keys?jwk=%257B%2522kty%2522%253A%2522RSA%2522%252C%2522d%2522%253A%2522AA%2522%257D",
        ] {
            assert_eq!(read(fragment), Address::PrivateKey, "{fragment}");
        }
        let public = r#"#/walk/keys?jwk={"kty":"EC","x":"AAAA"}"#;
        assert_ne!(read(public), Address::PrivateKey);
    }
}
