//! A request with a secret in it, as it is shown: a request as in the other targets, whose body is JSON or a form. The
//! secret is put where a client has it, beside whatever the request says, and never appears.
#![no_main]

use countersign::encoding::base64url;
use countersign_fuzz::request;
use countersign_partner::Seen;
use http::Request;
use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The private members of a JWK that are text (RFC 7518 §6).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];

fn check(request: &Request<Vec<u8>>, secret: &str) {
    let seen = Seen::of(request);
    let shown = serde_json::to_string(&seen).expect("plain data");
    assert!(!shown.contains(secret), "{seen:?}");
    let sent: Vec<&str> = request.headers().keys().map(http::HeaderName::as_str).collect();
    assert!(seen.headers.iter().all(|(name, _)| sent.contains(&name.as_str())));
}

/// Puts a member into the object at `place` of those that a document has, the outermost first; into a new one if there
/// is none.
fn put(document: &mut Value, place: usize, name: &str, value: &str) {
    fn count(value: &Value) -> usize {
        match value {
            Value::Array(all) => all.iter().map(count).sum(),
            Value::Object(all) => 1 + all.values().map(count).sum::<usize>(),
            _ => 0,
        }
    }
    fn at<'a>(value: &'a mut Value, place: &mut usize) -> Option<&'a mut Map<String, Value>> {
        match value {
            Value::Array(all) => all.iter_mut().find_map(|one| at(one, place)),
            Value::Object(all) => match place.checked_sub(1) {
                None => Some(all),
                Some(left) => {
                    *place = left;
                    all.values_mut().find_map(|one| at(one, place))
                }
            },
            _ => None,
        }
    }
    let mut place = place.checked_rem(count(document)).unwrap_or_default();
    match at(document, &mut place) {
        Some(object) => {
            object.insert(name.to_owned(), value.into());
        }
        None => *document = json!({ "was": document.take(), name: value }),
    }
}

/// The same pairs with one more among them, written as a form.
fn form(pairs: &[(String, String)], place: usize, name: &str, value: &str) -> String {
    let mut pairs = pairs.to_vec();
    pairs.insert(place % (pairs.len() + 1), (name.to_owned(), value.to_owned()));
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let Some(mut bare) = request(&text) else { return };
    let digest = Sha256::digest(data);
    let (secret, place) = (base64url::encode(&digest), usize::from(digest[0]));
    check(&bare, &secret);

    let body = String::from_utf8_lossy(bare.body()).into_owned();
    let pairs: Vec<_> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let claims = base64url::encode(json!({ "alg": "RS384", "iss": body }).to_string().as_bytes());
    let assertion = format!("{claims}.{claims}.{secret}");
    let sent =
        [("access_token", &secret), ("client_secret", &secret), ("client_assertion", &assertion)];

    for (name, value) in sent {
        let form = form(&pairs, place, name, value);
        let address = format!("/auth/token?{form}").parse();
        *bare.body_mut() = form.into_bytes();
        check(&bare, &secret);
        // An address has an end that a body has not.
        if let Ok(address) = address {
            let uri = std::mem::replace(bare.uri_mut(), address);
            bare.body_mut().clear();
            check(&bare, &secret);
            *bare.uri_mut() = uri;
        }
    }

    let document: Value = serde_json::from_str(&body).unwrap_or_else(|_| json!(body));
    let private = PRIVATE[place % PRIVATE.len()];
    for (name, value) in sent.into_iter().chain([(private, &secret)]) {
        let mut document = document.clone();
        put(&mut document, place / PRIVATE.len(), name, value);
        let pretty = serde_json::to_string_pretty(&document).expect("a document is JSON");
        let written = document.to_string();
        let inside = json!({ "body": written, "more": pretty }).to_string();
        for text in [written, pretty, inside] {
            *bare.body_mut() = text.into_bytes();
            check(&bare, &secret);
        }
    }

    for (name, value) in [
        ("authorization", format!("Bearer {secret}")),
        ("authorization", format!("Basic {secret}")),
        ("authorization", secret.clone()),
        ("cookie", format!("session={secret}")),
        ("client-assertion", assertion),
    ] {
        let old = bare.headers_mut().insert(name, value.parse().expect("plain text"));
        check(&bare, &secret);
        bare.headers_mut().remove(name);
        bare.headers_mut().extend(old.map(|old| (http::HeaderName::from_static(name), old)));
    }
});
