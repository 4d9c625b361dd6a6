//! A document that is a key set, a discovery document, or neither.
#![no_main]

use countersign::lint::lint;
use countersign::rules::Profile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    for span in lint(&text, &Profile::SPEC).findings.iter().filter_map(|finding| finding.span) {
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
    }
});
