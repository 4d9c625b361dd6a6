//! Requests around an export: a scope on the first line, then the requests, parted by lines of dashes. What is begun is
//! followed to its last file, and held to the token at every step.
#![no_main]

use countersign::time::Seconds;
use countersign_fuzz::{BASE, Host, by, header, request, resources};
use countersign_partner::Reply;
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

const TOKEN: &str = "tv_own";
/// The same client's token for something that is never exported.
const NARROW: &str = "tv_narrow";
const OTHERS: &str = "tv_others";

/// Three patients, two of them in a ward, and what is about them or only seems to be.
const WARD: &str = include_str!("../ward.ndjson");
/// What an export of the ward's Group may hold; typed by hand.
const IN_WARD: [&str; 7] = [
    "Appointment/visit",
    "Group/ward-3",
    "Observation/by-ada",
    "Patient/ada",
    "Patient/cy",
    "Provenance/of-visit",
    "MedicationRequest/for-cy",
];

/// Follows an export that was begun to all its files.
fn follow(host: &mut Host, begun: &Reply, asked: &str, scope: &str) {
    let location = header(begun.response.headers(), "content-location");
    assert!(location.starts_with(BASE), "{location}");
    assert_eq!(host.get(location, TOKEN).response.status(), 202);
    host.now = host.now + Seconds::new(2);
    let manifest: Value =
        serde_json::from_slice(&held(host, location)).expect("a manifest is JSON");
    for output in manifest["output"].as_array().expect("a list") {
        let url = output["url"].as_str().expect("an address");
        let file = held(host, url);
        let text = str::from_utf8(&file).expect("UTF-8");
        assert_eq!(output["count"].as_u64(), Some(text.lines().count() as u64));
        for line in text.lines() {
            let one: Value = serde_json::from_str(line).expect("JSON");
            let part = |name: &str| one[name].as_str().expect("a string");
            let (of, id) = (part("resourceType"), part("id"));
            assert!(output["type"] == of && of != "AuditEvent");
            let scopes = ["system/*.", &format!("system/{of}.")];
            assert!(scopes.iter().any(|granted| scope.contains(granted)), "{of} under {scope}");
            let address = format!("{of}/{id}");
            assert_eq!(host.get(&format!("/fhir/{address}"), TOKEN).response.status(), 200);
            assert_eq!(host.get(&format!("/fhir/{of}"), TOKEN).response.status(), 200);
            let within = |level: &str| asked.contains(level);
            assert!(!within("/Group/ward-3/") || IN_WARD.contains(&&*address), "{address}");
            assert!(!within("/Patient/") || of != "Location", "{address}");
        }
    }
    for error in manifest["error"].as_array().expect("a list") {
        let file = host.get(error["url"].as_str().expect("an address"), TOKEN);
        assert_eq!(error["count"].as_u64(), Some(resources(&file).len() as u64));
    }
}

/// What is at an address of an export, which another client does not find, and which a token for something else does not
/// open.
fn held(host: &mut Host, url: &str) -> Vec<u8> {
    assert_eq!(host.get(url, OTHERS).response.status(), 404);
    assert_eq!(host.get(url, NARROW).response.status(), 403);
    let reply = host.get(url, TOKEN);
    assert_eq!(reply.response.status(), 200);
    reply.response.into_body()
}

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    let (scope, requests) = text.split_once('\n').unwrap_or((&text, ""));
    let mut host = Host::empty();
    host.partner.load(WARD).expect("resources, each with an id");
    host.grant(TOKEN, "larkmoor-nightly", scope);
    host.grant(NARROW, "larkmoor-nightly", "system/Binary.rs");
    host.grant(OTHERS, "another", "system/*.rs");
    for request in requests.split("\n---\n").take(8).filter_map(request) {
        let own = !request.headers().contains_key("authorization");
        let path = request.uri().path().to_owned();
        let Some(reply) = host.answer(by(request, TOKEN)) else { return };
        let begun = reply.record.route.name() == "export" && reply.response.status() == 202;
        if own && begun {
            follow(&mut host, &reply, &path, scope);
        }
        host.now = host.now + Seconds::new(1);
    }
});
