//! Two assertions, a line each.
#![no_main]

use countersign::assertion::compare::compare;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (left, right) = text.split_once('\n').unwrap_or((&text, &text));
    let _ = compare(left, right);
    assert!(compare(left, left).differences.is_empty(), "a token is like itself");
});
