//! What came back, as far as can be told without reading a set.

use http::StatusCode;
use http::header::LOCATION;
use url::Url;

use super::Fetched;
use crate::jwk::lint::short;
use crate::limits::KEY_SET_OCTETS;

/// What the answer is.
pub(super) enum Arrived<'a> {
    Text(&'a str),
    Login(&'static str),
    Page,
    Status,
    TooLarge,
    NotUtf8(usize),
}

impl<'a> Arrived<'a> {
    pub(super) fn of(fetched: &Fetched<'a>) -> Self {
        let asks = matches!(
            fetched.status,
            StatusCode::UNAUTHORIZED
                | StatusCode::FORBIDDEN
                | StatusCode::PROXY_AUTHENTICATION_REQUIRED
        );
        let is_page = fetched.body.trim_ascii_start().starts_with(b"<");
        if asks {
            return Self::Login("The key set URL wants to know who asks");
        }
        if target(fetched).is_some_and(is_login) && (is_page || !fetched.status.is_success()) {
            return Self::Login("The key set URL leads to a login");
        }
        if !fetched.status.is_success() {
            return Self::Status;
        }
        if fetched.body.len() > KEY_SET_OCTETS {
            return Self::TooLarge;
        }
        match core::str::from_utf8(fetched.body) {
            Err(error) => Self::NotUtf8(error.valid_up_to()),
            Ok(text) if is_page && has_login_form(text) => {
                Self::Login("The key set URL answered with a login page")
            }
            Ok(_) if is_page => Self::Page,
            Ok(text) => Self::Text(text),
        }
    }
}

/// Where the fetch was led, whether or not it went there.
pub(super) fn target<'a>(fetched: &Fetched<'a>) -> Option<&'a str> {
    let led = || fetched.headers.get(LOCATION)?.to_str().ok();
    let elsewhere = fetched.redirected_to.filter(|target| *target != fetched.url);
    elsewhere.or_else(|| led().filter(|_| fetched.status.is_redirection()))
}

/// An address, without what belongs to one visit or one visitor.
pub(super) fn shown(address: &str) -> String {
    let plain = address.split(['?', '#']).next().unwrap_or_default();
    let Ok(mut url) = Url::parse(plain) else { return short(plain) };
    let hidden = url.set_username("").and_then(|()| url.set_password(None));
    if hidden.is_ok() { short(url.as_str()) } else { short(plain) }
}

/// Whether an address looks like one where people log in.
fn is_login(url: &str) -> bool {
    let url = url.to_ascii_lowercase();
    ["login", "logon", "signin", "sign-in", "/sso", "saml", "/authorize", "//auth.", "//accounts."]
        .iter()
        .any(|word| url.contains(word))
}

fn has_login_form(page: &str) -> bool {
    /// Where a page shows its form, if it has one.
    const LOOKED_AT: usize = 64 * 1024;

    let mut end = page.len().min(LOOKED_AT);
    while !page.is_char_boundary(end) {
        end -= 1;
    }
    let page = page[..end].to_ascii_lowercase();
    ["type=\"password\"", "type='password'", "type=password", "name=\"samlrequest\""]
        .iter()
        .any(|sign| page.contains(sign))
}
