//! Bulk Data `$export`, as its clients use it.

use std::collections::BTreeMap;

use countersign::jws::Alg;
use countersign::key::PrivateKey;
use countersign::time::Seconds;
use countersign_partner::{Reply, Route, block_on};
use countersign_testkit::keys;
use http::Request;
use http::request::Builder;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::client::{CLIENT, Client, body, first_fault, header, text};

const BASE: &str = "https://ternvalley.example";

/// The headers of an export, and the token.
fn asking(request: Builder, token: &str) -> Builder {
    request
        .header("authorization", format!("Bearer {token}"))
        .header("accept", "application/fhir+json")
        .header("prefer", "respond-async")
}

fn begin(client: &mut Client, token: &str, path: &str) -> Reply {
    let request = asking(Request::get(format!("{BASE}{path}")), token);
    client.send(request.body(Vec::new()).expect("a request"))
}

fn begin_lenient(client: &mut Client, token: &str, path: &str) -> Reply {
    let request = Request::get(format!("{BASE}{path}"))
        .header("authorization", format!("Bearer {token}"))
        .header("prefer", "respond-async, handling=lenient");
    client.send(request.body(Vec::new()).expect("a request"))
}

fn post(client: &mut Client, token: &str, path: &str, parameters: &Value) -> Reply {
    let sent = json!({ "resourceType": "Parameters", "parameter": parameters }).to_string();
    let request = asking(Request::post(format!("{BASE}{path}")), token)
        .header("content-type", "application/fhir+json");
    client.send(request.body(sent.into_bytes()).expect("a request"))
}

fn delete(client: &mut Client, token: &str, path: &str) -> Reply {
    let request =
        Request::delete(format!("{BASE}{path}")).header("authorization", format!("Bearer {token}"));
    client.send(request.body(Vec::new()).expect("a request"))
}

/// Where the status of a begun export is, below the base.
fn location(begun: &Reply) -> String {
    assert_eq!(begun.response.status(), 202, "{}", text(begun));
    header(begun, "content-location").strip_prefix(BASE).expect("an address here").to_owned()
}

/// The manifest of a begun export, after the wait that it asks for.
fn manifest(client: &mut Client, token: &str, begun: &Reply) -> Value {
    let path = location(begun);
    loop {
        let status = client.get(&path, Some(token));
        if status.response.status() == 200 {
            return body(&status);
        }
        assert_eq!(status.response.status(), 202, "{}", text(&status));
        let wait = header(&status, "retry-after").parse().expect("seconds");
        assert!(wait > 0);
        client.now = client.now + Seconds::new(wait);
    }
}

/// The resources of a whole export by type, each file checked against its entry in the manifest.
fn fetched(client: &mut Client, token: &str, manifest: &Value) -> BTreeMap<String, Vec<Value>> {
    let mut all = BTreeMap::<String, Vec<Value>>::new();
    for output in manifest["output"].as_array().expect("a list") {
        let of = output["type"].as_str().expect("a type");
        let url = output["url"].as_str().expect("an address");
        let file = client.get(url.strip_prefix(BASE).expect("an address here"), Some(token));
        assert_eq!(file.response.status(), 200, "{}", text(&file));
        assert_eq!(header(&file, "content-type"), "application/fhir+ndjson");
        let lines: Vec<Value> =
            text(&file).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert!(lines.iter().all(|line| line["resourceType"] == of && line["id"].is_string()));
        assert_eq!(output["count"].as_u64(), Some(lines.len() as u64));
        all.entry(of.to_owned()).or_default().extend(lines);
    }
    all
}

/// What an export from its beginning to its last file brings: type and id, sorted.
fn exported(client: &mut Client, token: &str, path: &str) -> Vec<String> {
    let begun = begin(client, token, path);
    references(client, token, &begun)
}

fn references(client: &mut Client, token: &str, begun: &Reply) -> Vec<String> {
    let manifest = manifest(client, token, begun);
    let all = fetched(client, token, &manifest).into_values().flatten();
    let mut references: Vec<String> = all
        .map(|one| {
            let part = |name: &str| one[name].as_str().expect("a string").to_owned();
            format!("{}/{}", part("resourceType"), part("id"))
        })
        .collect();
    references.sort();
    references
}

/// A client of a partner that also serves `data`.
fn served(data: &str, key: PrivateKey, alg: Alg) -> Client {
    let mut client = Client::new(key, alg);
    client.partner.load(data).expect("resources");
    let set: Value = serde_json::from_str(&client.key_set()).expect("JSON");
    let registered = client.register(&json!({ "client_id": CLIENT, "jwks": set }));
    assert_eq!(registered.response.status(), 201, "{}", text(&registered));
    client
}

fn serving(data: &str) -> Client {
    served(data, keys::rsa_2048(), Alg::Rs384)
}

/// A client of a partner that also has a ward: two of its patients in a Group, and what is about them in several ways.
fn ward() -> Client {
    let reference = |to: &str| json!({ "reference": to });
    let data = json!([
        { "resourceType": "Patient", "id": "ada" },
        { "resourceType": "Patient", "id": "ben", "link": [{ "other": reference("Patient/ada") }] },
        { "resourceType": "Patient", "id": "cy" },
        { "resourceType": "Group", "id": "ward-3", "member": [
            { "entity": reference("Patient/ada") },
            { "entity": reference("https://ternvalley.example/fhir/Patient/cy") },
            { "entity": reference("Patient/ben"), "inactive": true },
            { "entity": reference("https://elsewhere.example/fhir/Patient/ben") },
        ] },
        { "resourceType": "Observation", "id": "by-ada", "subject": reference("Patient/ben"),
          "performer": [reference("Practitioner/ben"), reference("Patient/ada/_history/2")] },
        { "resourceType": "Observation", "id": "by-namesake", "subject": reference("Location/ada"),
          "performer": [reference("Practitioner/ada")] },
        { "resourceType": "Appointment", "id": "visit",
          "participant": [{ "actor": reference("Practitioner/x") }, { "actor": reference("Patient/cy") }] },
        { "resourceType": "Provenance", "id": "of-visit", "target": [reference("Appointment/visit")] },
        { "resourceType": "Provenance", "id": "of-location", "target": [reference("Location/ward-3")] },
        { "resourceType": "Provenance", "id": "of-itself", "target": [reference("Provenance/of-itself")] },
        { "resourceType": "Location", "id": "ward-3" },
    ]);
    serving(&data.to_string())
}

#[test]
fn an_export_walks_from_its_beginning_to_its_last_file() {
    let mut client = Client::rsa();
    let token = client.token("system/*.read");
    let started = client.now;
    let begun = begin(&mut client, &token, "/fhir/Patient/$export?_type=Patient,MedicationRequest");
    assert_eq!(
        (begun.record.route.name(), body(&begun)["issue"][0]["severity"].as_str()),
        ("export", Some("information"))
    );
    let path = location(&begun);

    let waiting = client.get(&path, Some(&token));
    assert_eq!((waiting.response.status().as_u16(), text(&waiting).as_str()), (202, ""));
    assert_eq!(header(&waiting, "x-progress"), "in progress");
    assert_eq!(
        (header(&waiting, "retry-after"), header(&waiting, "cache-control")),
        ("2", "no-store")
    );
    let again = client.get(&path, Some(&token));
    assert_eq!(again.response.status(), 202, "a client may ask as often as it likes");
    assert_eq!(
        client.get(&format!("{path}/Patient.1.ndjson"), Some(&token)).response.status(),
        404,
        "no file before the manifest"
    );

    client.now = started + Seconds::new(2);
    let done = client.get(&path, Some(&token));
    assert_eq!(done.record.route.name(), "export-status");
    assert_eq!(
        (done.response.status().as_u16(), header(&done, "content-type")),
        (200, "application/json")
    );
    assert_eq!(header(&done, "expires"), "Tue, 12 May 2026 15:03:20 GMT");
    let manifest = body(&done);
    // Member for member as in the guide's example of a complete status.
    assert_eq!(
        manifest,
        json!({
            "transactionTime": "2026-05-12T14:03:20Z",
            "request": "https://ternvalley.example/fhir/Patient/$export?_type=Patient,MedicationRequest",
            "requiresAccessToken": true,
            "output": [
                { "type": "Patient", "url": format!("{BASE}{path}/Patient.1.ndjson"), "count": manifest["output"][0]["count"] },
                { "type": "MedicationRequest", "url": format!("{BASE}{path}/MedicationRequest.1.ndjson"), "count": manifest["output"][1]["count"] },
            ],
            "error": [],
        })
    );
    let all = fetched(&mut client, &token, &manifest);
    for (of, found) in &all {
        let searched = body(&client.get(&format!("/fhir/{of}?_count=0"), Some(&token)));
        assert_eq!(searched["total"], found.len(), "{of}");
    }
    let shaw = all["Patient"].iter().find(|patient| patient["id"] == "odalys-shaw");
    assert_eq!(shaw, Some(&body(&client.get("/fhir/Patient/odalys-shaw", Some(&token)))));
}

#[test]
fn each_level_reaches_its_own() {
    let mut client = ward();
    let token = client.token("system/*.rs");
    let types = "_type=Patient,Group,Observation,Appointment,Provenance,Location";
    let of_ward = exported(&mut client, &token, &format!("/fhir/Group/ward-3/$export?{types}"));
    assert_eq!(
        of_ward,
        [
            "Appointment/visit",
            "Group/ward-3",
            "Observation/by-ada",
            "Patient/ada",
            "Patient/cy",
            "Provenance/of-visit"
        ]
    );
    let of_all = exported(&mut client, &token, &format!("/fhir/Patient/$export?{types}"));
    assert!(
        of_all.contains(&"Patient/ben".to_owned())
            && of_all.contains(&"Patient/odalys-shaw".to_owned())
    );
    for about_nobody in [
        "Observation/by-namesake",
        "Location/ward-3",
        "Provenance/of-location",
        "Provenance/of-itself",
    ] {
        assert!(!of_all.iter().any(|one| one == about_nobody), "{about_nobody}");
    }
    let of_system = exported(&mut client, &token, &format!("/fhir/$export?{types}"));
    for one in [
        "Observation/by-namesake",
        "Location/ward-3",
        "Provenance/of-location",
        "Provenance/of-itself",
    ] {
        assert!(of_system.iter().any(|other| other == one), "{one}");
    }
    let whole = exported(&mut client, &token, "/fhir/%24export");
    assert!(
        whole.len() > of_system.len() && !whole.iter().any(|one| one.starts_with("AuditEvent"))
    );
    let none = begin(&mut client, &token, "/fhir/Group/ward-9/$export");
    assert_eq!(
        (none.response.status().as_u16(), &body(&none)["resourceType"]),
        (404, &"OperationOutcome".into())
    );
    let outside = begin(&mut client, &token, "/fhir/Patient/$export?_type=Location");
    assert_eq!(outside.response.status(), 400, "no Location is about a patient");
}

#[test]
fn a_posted_export_takes_parameters_and_patients() {
    let mut client = ward();
    let token = client.token("system/*.rs");
    let patients = |ids: &[&str]| {
        let ids = ids
            .iter()
            .map(|id| json!({ "name": "patient", "valueReference": { "reference": id } }));
        let types =
            ["Patient", "Appointment"].map(|of| json!({ "name": "_type", "valueString": of }));
        Value::from_iter(
            ids.chain(types).chain([json!({ "name": "_outputFormat", "valueString": "ndjson" })]),
        )
    };
    let begun = post(&mut client, &token, "/fhir/Group/ward-3/$export", &patients(&["Patient/cy"]));
    assert_eq!(references(&mut client, &token, &begun), ["Appointment/visit", "Patient/cy"]);
    let made = manifest(&mut client, &token, &begun);
    assert_eq!(
        made["request"],
        format!("{BASE}/fhir/Group/ward-3/$export"),
        "what was posted is left out"
    );
    let log = block_on(client.partner.audit()).expect("in memory");
    let entry = log.iter().find(|entry| entry.action == "export").expect("an entry");
    assert_eq!(
        entry.query.as_deref(),
        Some(
            "Group/ward-3/$export?patient=Patient%2Fcy&_type=Patient&_type=Appointment&_outputFormat=ndjson"
        )
    );
    for (path, sent) in [
        ("/fhir/Group/ward-3/$export", patients(&["Patient/ben"])),
        ("/fhir/Patient/$export", patients(&["Patient/nobody"])),
        ("/fhir/Patient/$export", patients(&["Practitioner/ada"])),
        ("/fhir/$export", patients(&["Patient/ada"])),
        ("/fhir/$export", json!([{ "name": "_type" }])),
        ("/fhir/$export", json!([{ "valueString": "Patient" }])),
        ("/fhir/$export", json!([4])),
    ] {
        assert_eq!(post(&mut client, &token, path, &sent).response.status(), 400, "{path} {sent}");
    }
    for (kind, sent, status) in [
        ("application/x-www-form-urlencoded", b"_type=Patient".to_vec(), 415),
        ("application/fhir+json", b"{".to_vec(), 400),
        ("application/fhir+json", br#"{"resourceType":"Patient"}"#.to_vec(), 400),
        ("application/json; charset=utf-8", br#"{"resourceType":"Parameters"}"#.to_vec(), 202),
        ("application/fhir+json", vec![b' '; 70_000], 413),
        ("text/plain", Vec::new(), 202),
    ] {
        let request = asking(Request::post(format!("{BASE}/fhir/$export")), &token)
            .header("content-type", kind);
        let reply = client.send(request.body(sent).expect("a request"));
        assert_eq!(reply.response.status(), status, "{kind}: {}", text(&reply));
    }
}

#[test]
fn what_cannot_be_begun_says_what_to_send() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    for (path, said) in [
        ("/fhir/$export?_since=yesterday", "_since is not an instant"),
        ("/fhir/$export?_since=2026-05-12", "_since is not an instant"),
        ("/fhir/$export?_until=2026-05-12T14:03Z", "_until is not an instant"),
        (
            "/fhir/$export?_outputFormat=text/csv",
            "_outputFormat is none of application/fhir+ndjson",
        ),
        ("/fhir/$export?_type=Patient,Nonsense", "Nonsense is not held here"),
        ("/fhir/$export?_type=AuditEvent", "the partner's own record"),
        ("/fhir/$export?_type=,", "none is exported here"),
        ("/fhir/$export?_elements=id", "_elements is not supported here"),
        ("/fhir/$export?_typeFilter=Patient%3Factive", "handling=lenient"),
        ("/fhir/Patient/$export?patient=Patient/odalys-shaw", "patient is not supported here"),
    ] {
        let reply = begin(&mut client, &token, path);
        let outcome = body(&reply);
        assert_eq!(
            (reply.response.status().as_u16(), &outcome["resourceType"]),
            (400, &"OperationOutcome".into()),
            "{path}"
        );
        assert!(
            outcome["issue"][0]["diagnostics"].as_str().is_some_and(|says| says.contains(said)),
            "{path}: {outcome}"
        );
    }
    for path in [
        "/fhir/$export?_outputFormat=application/fhir%2Bndjson",
        "/fhir/$export?_outputFormat=application/fhir+ndjson&_since=2026-05-12T16:03:20+02:00",
        "/fhir/$export?_outputFormat=application%2Fndjson&_elements=",
    ] {
        assert_eq!(begin(&mut client, &token, path).response.status(), 202, "{path}");
    }
    for (accept, prefer, status, said) in [
        ("application/fhir+json", "handling=strict", 400, "Prefer: respond-async"),
        ("application/fhir+ndjson", "respond-async", 406, "Accept: application/fhir+json"),
        ("*/*", "Respond-Async", 202, ""),
    ] {
        let request = Request::get(format!("{BASE}/fhir/$export"))
            .header("authorization", format!("Bearer {token}"))
            .header("accept", accept)
            .header("prefer", prefer);
        let reply = client.send(request.body(Vec::new()).expect("a request"));
        assert_eq!(reply.response.status(), status, "{accept} {prefer}");
        assert!(text(&reply).contains(said), "{}", text(&reply));
    }
}

#[test]
fn a_lenient_export_says_what_it_passed_over() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    let begun = begin_lenient(
        &mut client,
        &token,
        "/fhir/$export?_elements=id&_type=Patient,Nonsense&patient=x",
    );
    let manifest = manifest(&mut client, &token, &begun);
    assert_eq!(manifest["output"].as_array().map(Vec::len), Some(1));
    let error = &manifest["error"][0];
    assert_eq!((&error["type"], &error["count"]), (&"OperationOutcome".into(), &json!(3)));
    let path = error["url"].as_str().and_then(|url| url.strip_prefix(BASE)).expect("an address");
    let file = client.get(path, Some(&token));
    assert_eq!(header(&file, "content-type"), "application/fhir+ndjson");
    let said: Vec<String> = text(&file)
        .lines()
        .map(|line| {
            countersign::fhir::OperationOutcome::parse(line).expect("an OperationOutcome").issues[0]
                .to_string()
        })
        .collect();
    assert_eq!(
        said,
        [
            "not-supported: _elements is not supported here",
            "not-supported: Nonsense is not held here",
            "not-supported: patient is not supported here"
        ]
    );
    let nothing = begin_lenient(&mut client, &token, "/fhir/$export?_type=Nonsense");
    assert_eq!(nothing.response.status(), 400, "nothing is left to export");
    let list: Vec<String> = (0..500).map(|number| format!("Nonsense{number}")).collect();
    let long = format!("/fhir/$export?_type=Patient,{}", list.join(","));
    let begun = begin_lenient(&mut client, &token, &long);
    let error = self::manifest(&mut client, &token, &begun)["error"].clone();
    assert_eq!(error[0]["count"], 100, "an answer has its bounds");
    let clean = begin_lenient(&mut client, &token, "/fhir/$export?_type=Patient");
    let path = location(&clean);
    client.now = client.now + Seconds::new(2);
    assert_eq!(client.get(&format!("{path}/ignored.ndjson"), Some(&token)).response.status(), 404);
}

#[test]
fn since_and_until_look_at_the_last_change() {
    let changed = |id: &str, at: &str| json!({ "resourceType": "Location", "id": id, "meta": { "lastUpdated": at } });
    let data = json!([
        changed("before", "2026-05-01T08:00:00Z"),
        changed("just", "2026-05-02T08:00:00Z"),
        changed("after", "2026-05-02T10:00:00.001+02:00"),
        { "resourceType": "Location", "id": "unsaid" },
    ]);
    let mut client = serving(&data.to_string());
    let token = client.token("system/*.rs");
    let since =
        exported(&mut client, &token, "/fhir/$export?_type=Location&_since=2026-05-02T08:00:00Z");
    assert_eq!(since, ["Location/after", "Location/unsaid"]);
    let until =
        exported(&mut client, &token, "/fhir/$export?_type=Location&_until=2026-05-02T08:00:00Z");
    assert_eq!(until, ["Location/before", "Location/unsaid"]);
    let never =
        begin(&mut client, &token, "/fhir/$export?_type=Patient&_since=2199-01-01T00:00:00Z");
    assert_eq!(
        manifest(&mut client, &token, &never)["output"],
        json!([]),
        "a type without resources has no file"
    );
}

#[test]
fn a_large_type_is_several_files() {
    let count = 2_001;
    let data: String = (0..count)
        .map(|number| format!("{{\"resourceType\":\"Location\",\"id\":\"l-{number}\"}}\n"))
        .collect();
    let mut client = serving(&data);
    let token = client.token("system/*.rs");
    let begun = begin(&mut client, &token, "/fhir/$export?_type=Location");
    let manifest = manifest(&mut client, &token, &begun);
    let sizes: Vec<_> = manifest["output"]
        .as_array()
        .expect("files")
        .iter()
        .map(|file| file["count"].as_u64())
        .collect();
    assert_eq!(sizes, [Some(1_000), Some(1_000), Some(1)]);
    let all = &fetched(&mut client, &token, &manifest)["Location"];
    let ids: std::collections::HashSet<_> = all.iter().map(|one| one["id"].to_string()).collect();
    assert_eq!((all.len(), ids.len()), (count, count), "each once");
    let path = location(&begun);
    for none in [
        "Location.4.ndjson",
        "Location.0.ndjson",
        "Location.01.ndjson",
        "Location.ndjson",
        "Patient.1.ndjson",
        "Location.18446744073709551615.ndjson",
    ] {
        assert_eq!(
            client.get(&format!("{path}/{none}"), Some(&token)).response.status(),
            404,
            "{none}"
        );
    }
}

#[test]
fn only_what_the_token_covers_is_exported() {
    let mut client = Client::rsa();
    let narrow = client.token("system/Patient.rs");
    let refused = begin(&mut client, &narrow, "/fhir/$export?_type=Patient,MedicationRequest");
    assert_eq!(
        (refused.response.status().as_u16(), first_fault(&refused)),
        (403, "scope.insufficient")
    );
    assert_eq!(
        header(&refused, "www-authenticate"),
        "Bearer realm=\"fhir\", error=\"insufficient_scope\", scope=\"system/MedicationRequest.rs\""
    );
    let granted = exported(&mut client, &narrow, "/fhir/$export");
    assert!(
        granted.len() > 20 && granted.iter().all(|one| one.starts_with("Patient/")),
        "{granted:?}"
    );
    for (scope, wanted) in
        [("system/AuditEvent.rs", "system/*.rs"), ("system/Patient.r", "system/*.rs")]
    {
        let token = client.token(scope);
        let refused = begin(&mut client, &token, "/fhir/$export");
        assert_eq!(
            (refused.response.status().as_u16(), first_fault(&refused)),
            (403, "scope.insufficient")
        );
        assert!(
            header(&refused, "www-authenticate").contains(&format!("scope=\"{wanted}\"")),
            "{scope}"
        );
    }

    let wide = client.token("system/*.rs");
    let begun = begin(&mut client, &wide, "/fhir/$export?_type=Patient,MedicationRequest");
    let path = location(&begun);
    client.now = client.now + Seconds::new(2);
    assert_eq!(
        client.get(&path, Some(&narrow)).response.status(),
        403,
        "the status takes what the export took"
    );
    assert_eq!(
        client.get(&format!("{path}/Patient.1.ndjson"), Some(&narrow)).response.status(),
        200
    );
    let refused = client.get(&format!("{path}/MedicationRequest.1.ndjson"), Some(&narrow));
    assert_eq!(
        (refused.response.status().as_u16(), refused.record.route.name()),
        (403, "export-file")
    );
    for path in ["/fhir/$export", &path, &format!("{path}/Patient.1.ndjson")] {
        let none = client.get(path, None);
        assert_eq!(
            (none.response.status().as_u16(), header(&none, "www-authenticate")),
            (401, "Bearer realm=\"fhir\"")
        );
    }
}

#[test]
fn an_export_is_its_clients_alone_and_ends() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    let begun = begin(&mut client, &token, "/fhir/$export?_type=Patient");
    let path = location(&begun);
    let file = format!("{path}/Patient.1.ndjson");
    client.now = client.now + Seconds::new(2);
    assert_eq!(client.get(&file, Some(&token)).response.status(), 200);

    let other = stranger(&mut client);
    for path in [&path, &file] {
        assert_eq!(client.get(path, Some(&other)).response.status(), 404, "{path}");
    }
    assert_eq!(delete(&mut client, &other, &path).response.status(), 404);

    assert_eq!(delete(&mut client, &token, &path).response.status(), 202);
    for path in [&path, &file] {
        let gone = client.get(path, Some(&token));
        assert_eq!(
            (gone.response.status().as_u16(), &body(&gone)["resourceType"]),
            (404, &"OperationOutcome".into())
        );
    }
    assert_eq!(delete(&mut client, &token, &path).response.status(), 404);

    let begun = begin(&mut client, &token, "/fhir/$export?_type=Patient");
    let path = location(&begun);
    client.now = client.now + Seconds::new(3599);
    let token = client.token("system/*.rs");
    assert_eq!(client.get(&path, Some(&token)).response.status(), 200);
    client.now = client.now + Seconds::new(1);
    assert_eq!(client.get(&path, Some(&token)).response.status(), 404);
}

/// A token of another client, with the same key.
fn stranger(client: &mut Client) -> String {
    let set: Value = serde_json::from_str(&client.key_set()).expect("JSON");
    let registered = client.register(&json!({ "client_id": "other", "jwks": set }));
    assert_eq!(registered.response.status(), 201);
    let draft = countersign::assertion::Assertion::new(
        "other",
        crate::client::TOKEN_URL,
        client.kid(),
        client.alg,
        "others",
        client.now,
    );
    let assertion = client.sign(&draft.draft().expect("complete"));
    let reply = client.ask_token(&assertion, "system/*.rs");
    body(&reply)["access_token"].as_str().expect("a token").to_owned()
}

#[test]
fn a_client_has_so_many_exports_and_no_more() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    let first = begin(&mut client, &token, "/fhir/$export?_type=Patient");
    client.now = client.now + Seconds::new(10);
    for _ in 1..16 {
        location(&begin(&mut client, &token, "/fhir/$export?_type=Patient"));
    }
    let full = begin(&mut client, &token, "/fhir/$export?_type=Patient");
    assert_eq!((full.response.status().as_u16(), header(&full, "retry-after")), (429, "3590"));
    assert_eq!(body(&full)["issue"][0]["code"], "throttled");
    assert_eq!(delete(&mut client, &token, &location(&first)).response.status(), 202);
    location(&begin(&mut client, &token, "/fhir/$export?_type=Patient"));
}

#[test]
fn the_audit_trail_says_what_left_in_bulk() {
    let mut client = Client::rsa();
    let token = client.token("system/Patient.rs system/AuditEvent.rs");
    begin(&mut client, &token, "/fhir/$export?_type=MedicationRequest");
    let begun = begin(&mut client, &token, "/fhir/Patient/$export?_type=Patient");
    let manifest = manifest(&mut client, &token, &begun);
    let count = fetched(&mut client, &token, &manifest)["Patient"].len();
    let log = block_on(client.partner.audit()).expect("in memory");
    let exports: Vec<_> = log.iter().filter(|entry| entry.action == "export").collect();
    let [refused, began, file] = exports[..] else { panic!("three entries: {exports:?}") };
    assert_eq!(
        (refused.query.as_deref(), refused.reason.as_deref()),
        (Some("$export?_type=MedicationRequest"), Some("scope.insufficient"))
    );
    assert_eq!(
        (began.query.as_deref(), began.resources.len()),
        (Some("Patient/$export?_type=Patient"), 0)
    );
    assert_eq!((file.client_id.as_str(), file.resources.len()), (CLIENT, count));
    assert!(file.resources.contains(&"Patient/odalys-shaw".to_owned()));
    let events = body(&client.get("/fhir/AuditEvent?_count=1", Some(&token)));
    let event = &events["entry"][0]["resource"];
    assert_eq!(
        (&event["type"]["code"], &event["subtype"][0]["code"]),
        (&"110106".into(), &"operation".into())
    );
    let what = countersign::fhir::audit_event::AuditEvent::read(event).expect("an AuditEvent").what;
    let path = location(&begun).replace("/fhir/", "");
    assert_eq!(what.map(|what| what.text), Some(format!("Read {path}/Patient.1.ndjson")));
}

#[test]
fn a_page_of_another_origin_can_follow_an_export() {
    let mut client = Client::rsa();
    let token = client.token("system/*.rs");
    let begun = begin(&mut client, &token, "/fhir/$export?_type=Patient");
    let exposed = header(&begun, "access-control-expose-headers");
    for name in ["Content-Location", "X-Progress", "Retry-After", "Expires", "WWW-Authenticate"] {
        assert!(exposed.split(", ").any(|one| one == name), "{name}: {exposed}");
    }
    let path = location(&begun);
    let ask = |method: &str, path: &str| {
        let request = Request::builder().method(method).uri(format!("{BASE}{path}"));
        request
            .header("authorization", format!("Bearer {token}"))
            .body(Vec::new())
            .expect("a request")
    };
    let preflight = client.send(ask("OPTIONS", &path));
    assert!(header(&preflight, "access-control-allow-methods").contains("DELETE"));
    let head = client.send(ask("HEAD", "/fhir/$export"));
    assert_eq!((head.response.status().as_u16(), header(&head, "allow")), (405, "GET, POST"));
    assert_eq!(text(&head), "", "a refusal of HEAD has no body either");
    let put = client.send(ask("PUT", &path));
    assert_eq!((put.response.status().as_u16(), header(&put, "allow")), (405, "GET, HEAD, DELETE"));
    client.now = client.now + Seconds::new(2);
    for path in [path.clone(), format!("{path}/Patient.1.ndjson")] {
        let head = client.send(ask("HEAD", &path));
        assert_eq!((head.response.status().as_u16(), text(&head).as_str()), (200, ""), "{path}");
    }
}

#[test]
fn the_capability_statement_lists_the_exports() {
    let operation = |level: &str| json!([{ "name": "export", "definition": format!("http://hl7.org/fhir/uv/bulkdata/OperationDefinition/{level}") }]);
    let of = |statement: &Value, of: &str| {
        let resources = statement["rest"][0]["resource"].as_array().expect("types").clone();
        resources.into_iter().find(|resource| resource["type"] == of)
    };
    let plain = body(&Client::rsa().get("/fhir/metadata", None));
    assert_eq!(
        plain["instantiates"],
        json!(["http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data"])
    );
    assert_eq!(plain["rest"][0]["operation"], operation("export"));
    assert_eq!(of(&plain, "Patient").expect("served")["operation"], operation("patient-export"));
    assert_eq!(
        (of(&plain, "AllergyIntolerance").expect("served").get("operation"), of(&plain, "Group")),
        (None, None)
    );
    let grouped = body(&ward().get("/fhir/metadata", None));
    assert_eq!(of(&grouped, "Group").expect("served")["operation"], operation("group-export"));
}

#[test]
fn only_exports_are_called_so() {
    for path in ["/fhir/$export", "/fhir/Patient/$export/", "/fhir/Group/a.b/%24export"] {
        assert_eq!(Route::of(path).name(), "export", "{path}");
    }
    assert_eq!(Route::of("/fhir/Observation/$export").name(), "read");
    assert_eq!(Route::of("/fhir/export").name(), "unknown");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn every_request_about_exports_is_answered(
        method in prop::sample::select(vec!["GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE"]),
        path in "/fhir/((Patient/|Group/[a-z-]{0,8}/|)(\\$|%24)export|export/(ID|[!-~&&[^?#]]{0,12})(/(Patient|[A-Za-z]{0,6})\\.[0-9]{0,22}\\.ndjson|/[!-~&&[^?#]]{0,12})?)",
        query in "(\\?([a-z_A-Z]{0,10}|_type|_since|_until|_outputFormat|patient)=[!-~&&[^#]]{0,30}){0,1}(&(_type|_since|_until)=[!-~&&[^#]]{0,30}){0,2}",
        prefer in "(respond-async)?[,;]? ?(handling=(lenient|strict)|\\PC{0,10})",
        sent in "(\\{\"resourceType\":\"Parameters\",\"parameter\":(\\[\\{\"name\":\"(_type|patient|_since)\",\"value[a-zA-Z]{0,9}\":(\"[ -~&&[^\"\\\\]]{0,20}\"|\\{\"reference\":\"[ -~&&[^\"\\\\]]{0,20}\"\\}|4|null)\\}\\]|[0-9])\\}|\\PC{0,40})",
    ) {
        let mut client = quick();
        let token = client.token("system/*.rs");
        let begun = begin(&mut client, &token, "/fhir/Group/ward-3/$export");
        let own = location(&begun).replace("/fhir/export/", "");
        client.now = client.now + Seconds::new(2);
        let request = Request::builder().method(method).uri(format!("{}{query}", path.replace("ID", &own)))
            .header("authorization", format!("Bearer {token}")).header("prefer", prefer)
            .header("content-type", "application/fhir+json").body(sent.into_bytes());
        if let Ok(request) = request {
            let reply = client.send(request);
            let status = reply.response.status().as_u16();
            prop_assert!((200..500).contains(&status), "{status}: {}", text(&reply));
            prop_assert!(status < 400 || method == "HEAD" || body(&reply)["resourceType"] == "OperationOutcome");
        }
    }
}

/// A client whose signatures are soon made.
fn quick() -> Client {
    let data = json!([
        { "resourceType": "Group", "id": "ward-3", "member": [{ "entity": { "reference": "Patient/odalys-shaw" } }] },
        { "resourceType": "Provenance", "id": "p", "target": [{ "reference": "Patient/odalys-shaw" }] },
    ]);
    served(&data.to_string(), keys::p384(), Alg::Es384)
}
