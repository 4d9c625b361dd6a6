//! A reply as it was pasted, and behind a line of dashes the assertion that was sent.
#![no_main]

use countersign::explain::{Pasted, Seen, explain};
use countersign::time::UnixSeconds;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (reply, assertion) = match text.split_once("\n---\n") {
        Some((reply, assertion)) => (reply, Some(assertion)),
        None => (&*text, None),
    };
    let pasted = Pasted::read(reply);
    let seen = Seen {
        assertion,
        request_url: Some("https://ternvalley.example/auth/token"),
        now: Some(UnixSeconds::new(1_778_594_600)),
        ..pasted.seen()
    };
    let explanation = explain(&seen);
    assert!(!explanation.causes.is_empty(), "there is always a cause");
    assert!(explanation.causes.iter().all(|cause| !cause.test.is_empty()));
});
