//! Scopes asked, registered and supported, on a line each.
#![no_main]

use countersign::rules::Profile;
use countersign::scope::{ScopeSet, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.splitn(3, '\n');
    let [asked, registered, supported] = [(); 3].map(|()| read(lines.next().unwrap_or_default(), &Profile::SPEC).0);
    let grant = asked.grant(&registered, &supported);
    let _ = grant.findings(&Profile::SPEC);
    let again: ScopeSet = grant.granted.to_string().parse().unwrap_or_default();
    assert_eq!(again, grant.granted, "a grant reads as it was written");
});
