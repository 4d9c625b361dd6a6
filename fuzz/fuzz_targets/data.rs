//! Data of one's own: what is loaded is served, and what is refused leaves nothing behind.
#![no_main]

use countersign_fuzz::Host;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const TOKEN: &str = "tv_reader";

/// Every resource that a reader gets: found page by page, then each by its address.
fn served(host: &mut Host) -> Vec<Value> {
    let scope = host.partner.supported_scope();
    let mut body = |target: &str| -> Value {
        let reply = host.get(target, TOKEN);
        assert_eq!(reply.response.status(), 200, "{target}");
        serde_json::from_slice(reply.response.body()).expect("JSON")
    };
    let types = scope.split(' ').filter_map(|one| one.strip_prefix("system/")?.strip_suffix(".rs"));
    let mut all = Vec::new();
    for of in types.filter(|of| *of != "AuditEvent") {
        let mut next = Some(format!("/fhir/{of}?_count=100"));
        while let Some(target) = next {
            let page = body(&target);
            let entries = page["entry"].as_array().into_iter().flatten();
            all.extend(entries.map(|entry| entry["resource"].clone()));
            let links = page["link"].as_array().expect("links");
            let link = links.iter().find(|link| link["relation"] == "next");
            next = link.map(|link| link["url"].as_str().expect("an address").to_owned());
        }
    }
    for resource in &all {
        let part = |name: &str| resource[name].as_str().expect("a string");
        assert_eq!(body(&format!("/fhir/{}/{}", part("resourceType"), part("id"))), *resource);
    }
    all
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let mut host = Host::empty();
    host.grant(TOKEN, "larkmoor-nightly", "system/*.rs");
    let scope = host.partner.supported_scope();
    let Ok(count) = host.partner.load(&text) else {
        assert_eq!(host.partner.supported_scope(), scope, "no type is left behind");
        assert!(served(&mut host).is_empty(), "no resource is left behind");
        return;
    };
    let all = served(&mut host);
    assert_eq!(all.len(), count);
    // Loaded once more as Bulk Data would write them, each takes its own place.
    if count > 0 {
        let lines: String = all.iter().map(|one| format!("{one}\n")).collect();
        assert_eq!(host.partner.load(&lines), Ok(count));
        assert_eq!(served(&mut host), all);
    }
});
