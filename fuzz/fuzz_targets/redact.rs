//! A text on its way to a stranger: what is hidden stays hidden, and hiding twice changes nothing.
#![no_main]

use countersign::redact::redact;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let redacted = redact(&text);
    assert_eq!(redact(&redacted.text).text, redacted.text);
});
