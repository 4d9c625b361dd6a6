//! What is masked on the wire until it is asked for: bearer tokens and assertions.

use core::ops::Range;

use countersign::encoding::json::Object;
use yew::AttrValue;

use super::text::masked;

/// The token of an `Authorization` header.
pub(super) fn bearer<'a>(name: &str, value: &'a str) -> Option<&'a str> {
    value.strip_prefix("Bearer ").filter(|_| name.eq_ignore_ascii_case("authorization"))
}

/// The `access_token` of a token response, where it stands.
pub(super) fn token_in(body: &str) -> Option<(Range<usize>, String)> {
    let object = Object::parse(body).ok()?;
    let member = object.member("access_token")?;
    Some((member.value_span.clone(), member.value.as_str()?.to_owned()))
}

/// The answer with its token masked.
pub(super) fn mask_token(body: &AttrValue, reveal: bool) -> AttrValue {
    match token_in(body) {
        Some((span, token)) if !reveal => {
            format!("{}\"{}\"{}", &body[..span.start], masked(&token), &body[span.end..]).into()
        }
        _ => body.clone(),
    }
}

/// The form with its assertion masked.
pub(super) fn mask_form(body: &AttrValue, reveal: bool) -> AttrValue {
    if reveal {
        return body.clone();
    }
    let pairs: Vec<String> = body
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some(("client_assertion", token)) => format!("client_assertion={}", masked(token)),
            _ => pair.to_owned(),
        })
        .collect();
    pairs.join("&").into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_masked_in_its_place() {
        let body = AttrValue::from(r#"{"access_token":"tv_6Jq0123456789x0E","expires_in":300}"#);
        assert_eq!(mask_token(&body, false), r#"{"access_token":"tv_6Jq…x0E","expires_in":300}"#);
        assert_eq!(mask_token(&body, true), body);
    }
}
