//! A token and keys, parted by a blank line, judged under every profile.
#![no_main]

use countersign::finding::{Report, Status, Verdict};
use countersign::jwk::JwkSet;
use countersign::rules::Profile;
use countersign::time::UnixSeconds;
use countersign::verify::{Client, Expectations, judge};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (token, keys) = text.split_once("\n\n").unwrap_or((&text, ""));
    let keys = JwkSet::read(keys).ok();
    let expect = Expectations {
        client: Client::Known("larkmoor-nightly"),
        audience: Some("https://ternvalley.example/auth/token"),
        jwks_url: Some("https://larkmoor.example/jwks.json"),
        near_miss_tries: 8,
        ..Expectations::default()
    };
    let now = UnixSeconds::new(1_778_594_600);
    for report in judge(token, keys.as_ref(), &expect, &Profile::ALL, now) {
        let failed = report.count(Status::Fail) > 0;
        assert_eq!(report.verdict() == Verdict::Rejected, failed);
        assert!(report.verdict() != Verdict::Accepted || report.key.is_some());
        let json = serde_json::to_string(&report).expect("a report is JSON");
        let again: Report = serde_json::from_str(&json).expect("as it was written");
        assert_eq!(again, report);
    }
});
