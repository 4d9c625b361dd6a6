//! Whatever somebody pastes: named and taken apart.
#![no_main]

use countersign::inspect::{inspect, inspect_octets};
use countersign::time::UnixSeconds;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let now = UnixSeconds::new(1_778_594_600);
    let _ = inspect_octets(data, now);
    let text = String::from_utf8_lossy(data);
    let inspection = inspect(&text, now);
    assert!(!inspection.name.is_empty());
    for member in inspection.parts.iter().flat_map(|part| &part.members) {
        if let Some(span) = &member.encoded {
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
        }
    }
});
