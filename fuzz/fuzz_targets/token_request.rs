//! A token request as a server meets it: content type on the first line, then the body.
#![no_main]

use countersign::rules::Profile;
use countersign::token::read_form;
use http::{HeaderMap, HeaderValue, Method};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let at = data.iter().position(|octet| *octet == b'\n').unwrap_or(data.len());
    let (kind, body) = (&data[..at], data.get(at + 1..).unwrap_or_default());
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_bytes(kind) {
        headers.insert("content-type", value);
    }
    let (_, findings) = read_form(&Method::POST, &headers, body, &Profile::SPEC);
    for span in findings.iter().filter_map(|finding| finding.span) {
        assert!(span.start <= span.end && span.end <= body.len());
    }
});
