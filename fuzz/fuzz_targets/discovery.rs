//! A discovery document or a capability statement.
#![no_main]

use countersign::discovery::{SmartConfiguration, lint};
use countersign::rules::Profile;
use libfuzzer_sys::fuzz_target;
use url::Url;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let base = Url::parse("https://ternvalley.example/fhir").expect("a URL");
    for span in lint(&text, &Profile::SPEC).iter().filter_map(|finding| finding.span) {
        assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
    }
    for read in [
        SmartConfiguration::parse(&text, &base),
        SmartConfiguration::from_capability_statement(&text, &base),
    ] {
        if let Ok(discovery) = read {
            assert!(Url::parse(discovery.token_endpoint().as_str()).is_ok());
        }
    }
});
