//! A key set, or keys in another form: read, linted, published again.
#![no_main]

use countersign::jwk::{Jwk, JwkSet, lint, publish};
use countersign::rules::Profile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    for profile in Profile::ALL {
        let findings = lint(&text, profile);
        assert!(!findings.is_empty());
        for span in findings.iter().filter_map(|finding| finding.span) {
            assert!(span.start <= span.end && span.end <= text.len());
        }
    }
    let Ok(set) = JwkSet::read(&text) else { return };
    let keys: Vec<Jwk> = set.keys().cloned().collect();
    let published =
        JwkSet::parse(&publish::public_set(&keys)).expect("what is published is a key set");
    assert_eq!(published.keys().count(), keys.len());
    assert!(published.entries().iter().all(|entry| entry.private_members.is_empty()));
});
