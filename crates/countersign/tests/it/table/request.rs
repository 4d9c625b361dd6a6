//! The token request.

use countersign::finding::Finding;
use countersign::rules::Profile;
use countersign::rules::code::request::*;
use countersign::token::{ASSERTION_TYPE, FORM_TYPE, GRANT_TYPE, read_form};
use http::{HeaderMap, HeaderValue, Method};

use super::{Example, example};

/// A request, to be changed.
struct Request {
    method: Method,
    headers: HeaderMap,
    parameters: Vec<(&'static str, &'static str)>,
    tail: &'static str,
}

pub(super) fn good(profile: &Profile) -> Vec<Finding> {
    sent(|_| {}, profile)
}

pub(super) fn examples() -> Vec<Example> {
    let of = |code, change: fn(&mut Request)| example(code, move |profile| sent(change, profile));
    vec![
        of(&METHOD, |request| request.method = Method::PUT),
        of(&CONTENT_TYPE, |request| {
            request.headers.clear();
        }),
        of(&ENCODING, |request| request.tail = "&x=%zz"),
        of(&PARAM_REPEATED, |request| request.tail = "&scope=system%2F*.rs"),
        of(&GRANT_TYPE_MISSING, |request| request.set("grant_type", "")),
        of(&GRANT_TYPE_WRONG, |request| request.set("grant_type", "password")),
        of(&ASSERTION_TYPE_MISSING, |request| request.set("client_assertion_type", "")),
        of(&ASSERTION_TYPE_WRONG, |request| request.set("client_assertion_type", "jwt-bearer")),
        of(&ASSERTION_MISSING, |request| request.set("client_assertion", "")),
        of(&SCOPE_MISSING, |request| request.set("scope", "")),
        of(&AUTH_BASIC, |request| request.authorize("Basic bGFya21vb3I=")),
        of(&AUTH_BEARER, |request| request.authorize("Bearer a.b.c")),
    ]
}

impl Request {
    fn set(&mut self, name: &str, value: &'static str) {
        let found = self.parameters.iter_mut().find(|(known, _)| *known == name);
        found.expect("a parameter of the request").1 = value;
    }

    fn authorize(&mut self, value: &'static str) {
        self.headers.insert("authorization", HeaderValue::from_static(value));
    }
}

fn sent(change: impl Fn(&mut Request), profile: &Profile) -> Vec<Finding> {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static(FORM_TYPE));
    let mut request = Request {
        method: Method::POST,
        headers,
        parameters: vec![
            ("grant_type", GRANT_TYPE),
            ("scope", "system/*.rs"),
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", "a.b.c"),
        ],
        tail: "",
    };
    change(&mut request);
    let mut form = form_urlencoded::Serializer::new(String::new());
    let body = form.extend_pairs(&request.parameters).finish() + request.tail;
    read_form(&request.method, &request.headers, body.as_bytes(), profile).1
}
