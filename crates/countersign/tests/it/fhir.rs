//! FHIR: the search request, what comes back, and what is read out of it.

use countersign::fhir::audit_event::AuditEvent;
use countersign::fhir::{
    Answer, Bundle, FhirError, OperationOutcome, PartialDate, SearchError, SearchMode, Severity,
    Summary, lint, search_request,
};
use countersign::finding::Status;
use countersign::rules::Profile;
use countersign::time::UnixSeconds;
use countersign::token::AccessToken;
use http::{HeaderMap, HeaderValue, StatusCode};
use proptest::prelude::*;
use serde_json::{Value, json};
use url::Url;

/// 2026-05-12T14:03:20Z
const NOW: UnixSeconds = UnixSeconds::new(1_778_594_600);

fn search(query: &str) -> Result<String, FhirError> {
    let base = Url::parse("https://ehr.example/fhir/r4").expect("a URL");
    search_request(&base, query, &AccessToken::new("t")).map(|request| request.uri().to_string())
}

#[test]
fn a_query_is_sent_below_the_base() {
    for (query, url) in [
        ("Patient?name=shaw", "https://ehr.example/fhir/r4/Patient?name=shaw"),
        (" /Patient/odalys-shaw ", "https://ehr.example/fhir/r4/Patient/odalys-shaw"),
        (
            "Observation?code=http://loinc.org|1234-5",
            "https://ehr.example/fhir/r4/Observation?code=http://loinc.org|1234-5",
        ),
        ("Patient?name=a b#c", "https://ehr.example/fhir/r4/Patient?name=a%20b"),
        ("//evil.example/Patient", "https://ehr.example/fhir/r4//evil.example/Patient"),
        ("", "https://ehr.example/fhir/r4/"),
        ("https://ehr.example/fhir/r4?page=2", "https://ehr.example/fhir/r4?page=2"),
        ("https://ehr.example:443/pages/2", "https://ehr.example/pages/2"),
    ] {
        assert_eq!(search(query).as_deref(), Ok(url), "{query}");
    }
}

#[test]
fn the_token_goes_nowhere_else() {
    for query in [
        "https://evil.example/Patient",
        "http://ehr.example/fhir/r4/Patient",
        "https://ehr.example:444/",
        "ftp://ehr.example/",
    ] {
        assert!(
            matches!(search(query), Err(FhirError::Search(SearchError::Origin { .. }))),
            "{query}"
        );
    }
    for query in ["../admin", "Patient/../../../x", "..\\..\\x", "%2e%2e/x"] {
        assert!(
            matches!(search(query), Err(FhirError::Search(SearchError::Outside { .. }))),
            "{query}"
        );
    }
    assert_eq!(search("https://me:pw@ehr.example/fhir/r4"), Err(SearchError::Credentials.into()));
    let base = Url::parse("https://ehr.example/fhir").expect("a URL");
    let broken =
        search_request(&base, "Patient", &AccessToken::new("a\nb")).expect_err("a line break");
    assert_eq!(broken.to_string(), "the token has characters that a header cannot carry");
    let request = search_request(&base, "Patient", &AccessToken::new("tv_6Jq")).expect("sendable");
    assert!(!format!("{request:?}").contains("tv_6Jq"));
}

fn bundle() -> Value {
    json!({"resourceType": "Bundle", "type": "searchset", "total": 6,
    "link": [{"relation": "self", "url": "https://ehr.example/fhir/Patient?name=shaw"},
             {"relation": "next", "url": "https://ehr.example/fhir?page=2"}],
    "entry": [
      {"fullUrl": "https://ehr.example/fhir/Patient/odalys-shaw", "search": {"mode": "match"},
       "resource": {"resourceType": "Patient", "id": "odalys-shaw", "birthDate": "1971-08-09",
          "identifier": [{"value": "other"}, {"type": {"coding": [{"code": "MR"}]}, "value": "TV-40-11872"}],
          "name": [{"use": "maiden", "family": "Quill"}, {"use": "official", "given": ["Odalys"], "family": "Shaw"}],
          "address": [{"use": "home", "line": ["18 Cooper’s Rise"], "city": "Marl Bridge"}]}},
      {"resource": {"resourceType": "MedicationRequest", "id": "mr-2207", "status": "active", "authoredOn": "2025-01-14T09:00:00Z",
          "medicationCodeableConcept": {"coding": [{"display": "metformin 500 MG"}], "text": "Metformin 500 mg tablet"},
          "dosageInstruction": [{"text": "1 tablet twice a day, with meals"}]}},
      {"resource": {"resourceType": "MedicationRequest", "id": "mr-2391", "status": "on-hold", "authoredOn": "2025-02",
          "medicationCodeableConcept": {"coding": [{"code": "1"}, {"display": "Salbutamol 100 µg inhaler"}]}}},
      {"resource": {"resourceType": "MedicationRequest", "status": "active", "doNotPerform": true, "medicationReference": {"display": "Aspirin"}}},
      {"resource": {"resourceType": "AllergyIntolerance", "id": "ai-0412", "code": {"text": "Penicillin"}, "criticality": "high",
          "clinicalStatus": {"coding": [{"code": "active"}]}, "verificationStatus": {"coding": [{"code": "confirmed"}]},
          "reaction": [{"manifestation": [{"text": "Hives"}], "severity": "moderate"}]}},
      {"resource": {"resourceType": "AllergyIntolerance", "id": "ai-0413", "code": {"coding": [{"display": "Peanut"}]},
          "clinicalStatus": {"coding": [{"code": "resolved"}]}, "verificationStatus": {"coding": [{"code": "entered-in-error"}]}}},
      {"resource": {"resourceType": "OperationOutcome"}, "search": {"mode": "outcome"}}
    ]})
}

#[test]
fn a_bundle_is_read() {
    let bundle = Bundle::parse(&bundle().to_string()).expect("well formed");
    assert_eq!((bundle.kind.as_deref(), bundle.total), (Some("searchset"), Some(6)));
    assert_eq!(bundle.next_link.as_deref(), Some("https://ehr.example/fhir?page=2"));
    assert_eq!(bundle.entries.len(), 7);
    assert_eq!(
        (bundle.entries[0].mode, bundle.entries[6].mode),
        (Some(SearchMode::Match), Some(SearchMode::Outcome))
    );
    assert_eq!(bundle.entries[1].pointer, "/entry/1/resource");
}

#[test]
fn the_summary_says_what_the_mock_shows() {
    let document = bundle();
    let answer = Answer::parse(&document.to_string()).expect("well formed");
    let summary = Summary::read(answer.resources(), NOW);

    let patient = &summary.patients[0];
    let said =
        [&patient.name, &patient.born, &patient.record_number, &patient.address, &patient.deceased];
    let said: Vec<_> =
        said.iter().map(|fact| fact.as_ref().map(|fact| fact.text.as_str())).collect();
    assert_eq!(
        said,
        [
            Some("Odalys Shaw"),
            Some("9 August 1971, 54 years"),
            Some("TV-40-11872"),
            Some("18 Cooper’s Rise, Marl Bridge"),
            None
        ]
    );

    let medications: Vec<_> = summary
        .medications
        .iter()
        .map(|m| (m.name.as_ref().map_or("", |name| &name.text), m.source.as_str(), m.detail()))
        .collect();
    assert_eq!(
        medications,
        [
            (
                "Metformin 500 mg tablet",
                "MedicationRequest/mr-2207",
                "1 tablet twice a day, with meals. Active since 14 Jan 2025".into()
            ),
            ("Salbutamol 100 µg inhaler", "MedicationRequest/mr-2391", "On hold".into()),
            ("Aspirin", "MedicationRequest", "Not to be given. Active".into()),
        ]
    );
    let allergies: Vec<_> = summary
        .allergies
        .iter()
        .map(|a| (a.name.as_ref().map_or("", |name| &name.text), a.source.as_str(), a.detail()))
        .collect();
    assert_eq!(
        allergies,
        [
            (
                "Penicillin",
                "AllergyIntolerance/ai-0412",
                "Hives, moderate. High criticality. Confirmed".into()
            ),
            ("Peanut", "AllergyIntolerance/ai-0413", "Entered in error. Resolved".into()),
        ]
    );
}

#[test]
fn a_summary_as_json_has_camel_case_and_leaves_out_what_is_not_said() {
    let answer = Answer::parse(&bundle().to_string()).expect("well formed");
    let summary = Summary::read(answer.resources(), NOW);
    let json = serde_json::to_value(&summary).expect("plain data");
    assert_eq!(json["patients"][0]["recordNumber"]["text"], "TV-40-11872");
    assert_eq!(json["patients"][0].get("deceased"), None);
    assert_eq!(json["medications"][2]["notToBeGiven"]["text"], "Not to be given");
    assert_eq!(serde_json::from_value::<Summary>(json).expect("just written"), summary);
}

/// Every fact points at members that are there.
#[test]
fn facts_point_at_what_they_were_read_from() {
    let document = bundle();
    let answer = Answer::parse(&document.to_string()).expect("well formed");
    let summary = Summary::read(answer.resources(), NOW);
    let mut checked = 0;
    let p = &summary.patients[0];
    let mut facts =
        vec![(p.pointer.clone(), [&p.name, &p.born, &p.record_number, &p.address, &p.deceased])];
    facts.extend(
        summary.medications.iter().map(|m| {
            (m.pointer.clone(), [&m.name, &m.dosage, &m.status, &m.not_to_be_given, &None])
        }),
    );
    facts.extend(summary.allergies.iter().map(|a| {
        (a.pointer.clone(), [&a.name, &a.reaction, &a.criticality, &a.verification, &a.clinical])
    }));
    for (resource, facts) in &facts {
        for pointer in facts.iter().copied().flatten().flat_map(|fact| &fact.from) {
            assert!(
                document.pointer(&format!("{resource}{pointer}")).is_some(),
                "{resource}{pointer}"
            );
            checked += 1;
        }
    }
    assert!(checked > 20, "{checked}");
    let status = summary.medications[0].status.as_ref().expect("it has one");
    assert_eq!(status.from, ["/status", "/authoredOn"]);
}

#[test]
fn what_is_absent_is_left_out() {
    let read = |resource: Value| Summary::read([("", &resource)], NOW);
    let bare = &read(json!({"resourceType": "Patient"})).patients[0];
    assert_eq!(
        (bare.source.as_str(), &bare.name, &bare.born, &bare.address),
        ("Patient", &None, &None, &None)
    );
    let odd = &read(
        json!({"resourceType": "Patient", "name": "Shaw", "birthDate": "long ago", "address": [7]}),
    )
    .patients[0];
    assert_eq!((&odd.name, &odd.born, &odd.address), (&None, &None, &None));
    let year = &read(json!({"resourceType": "Patient", "birthDate": "1971"})).patients[0];
    assert_eq!(
        year.born.as_ref().map(|fact| fact.text.as_str()),
        Some("1971"),
        "no age from a year"
    );
    let dead = &read(json!({"resourceType": "Patient", "birthDate": "1971-08-09", "deceasedDateTime": "2020-03"})).patients[0];
    assert_eq!(
        dead.born.as_ref().map(|fact| fact.text.as_str()),
        Some("9 August 1971"),
        "no age of the dead"
    );
    assert_eq!(dead.deceased.as_ref().map(|fact| fact.text.as_str()), Some("Died March 2020"));
    assert_eq!(read(json!({"resourceType": "Condition"})), Summary::default());
    assert!("1971-08".parse::<PartialDate>().is_ok());
}

#[test]
fn an_outcome_is_read_as_findings() {
    let text = r#"{"resourceType":"OperationOutcome","issue":[
        {"severity":"error","code":"forbidden","details":{"coding":[{"display":"Not permitted"}]},"diagnostics":"scope","expression":["Patient"]},
        {"severity":"information","code":"informational"}]}"#;
    let outcome = OperationOutcome::parse(text).expect("well formed");
    assert_eq!(outcome.issues[0].text(), Some("Not permitted"));
    assert_eq!(OperationOutcome::parse(&outcome.to_json()), Ok(outcome.clone()));
    let said: Vec<_> = outcome.findings().iter().map(|f| (f.status, f.message.clone())).collect();
    assert_eq!(
        said,
        [(Status::Warn, "forbidden: Not permitted".into()), (Status::Pass, "informational".into())]
    );
    assert_eq!(outcome.issues[0].severity, Severity::Error);

    let refused =
        http::Response::builder().status(403).body(text.as_bytes().to_vec()).expect("a status");
    let error = Bundle::from_response(&refused).expect_err("403");
    assert_eq!(error, FhirError::Status { status: 403, outcome: Some(outcome) });
    assert_eq!(error.to_string(), "the FHIR server answered 403, forbidden: Not permitted");
}

#[test]
fn malformed_answers_say_where() {
    for (text, message) in [
        ("", "the answer is not JSON: EOF while parsing a value, at line 1 column 0"),
        ("{}", "the answer is JSON but no FHIR resource: it has no resourceType"),
        ("[]", "the answer is JSON but no FHIR resource: it has no resourceType"),
        (r#"{"resourceType":"Bundle","entry":{}}"#, "at /entry wanted an array, got an object"),
        (
            r#"{"resourceType":"Bundle","entry":[{},{"resource":7}]}"#,
            "at /entry/1/resource wanted an object, got a number",
        ),
        (r#"{"resourceType":"Bundle","type":1}"#, "at /type wanted a string, got a number"),
        (
            r#"{"resourceType":"OperationOutcome","issue":[{}]}"#,
            "at /issue/0/severity wanted fatal, error, warning or information, got nothing",
        ),
        (
            r#"{"resourceType":"OperationOutcome","issue":[{"severity":"bad"}]}"#,
            "at /issue/0/severity wanted fatal, error, warning or information, got a string",
        ),
    ] {
        assert_eq!(Answer::parse(text).expect_err(text).to_string(), message);
    }
    let other = Bundle::parse(r#"{"resourceType":"Patient"}"#).expect_err("a Patient");
    assert_eq!(other.to_string(), "wanted a Bundle, got a \"Patient\"");
}

#[test]
fn unusual_answers_are_warned_of() {
    let answer =
        Answer::parse(r#"{"resourceType":"Bundle","type":"searchset"}"#).expect("well formed");
    let raised: Vec<_> = lint(StatusCode::OK, &HeaderMap::new(), Some(&answer), &Profile::SPEC)
        .into_iter()
        .filter(|f| f.status != Status::Pass)
        .map(|f| f.code.id)
        .collect();
    assert_eq!(raised, ["fhir.content-type", "fhir.self.missing"]);
    let mut headers = HeaderMap::new();
    headers
        .insert("content-type", HeaderValue::from_static("application/fhir+json; charset=utf-8"));
    let answer = Answer::parse(&bundle().to_string()).expect("well formed");
    assert!(
        lint(StatusCode::OK, &headers, Some(&answer), &Profile::SPEC)
            .iter()
            .all(|f| f.status == Status::Pass)
    );
}

#[test]
fn an_audit_event_is_four_lines() {
    let event = AuditEvent::read(&json!({"resourceType": "AuditEvent", "id": "7", "action": "R", "recorded": "2026-05-12T16:03:34+02:00",
        "outcome": "4", "outcomeDesc": "the token does not permit this",
        "agent": [{"requestor": false, "name": "x"}, {"requestor": true, "who": {"display": "Larkmoor"}}],
        "entity": [{"what": {"reference": "Patient/odalys-shaw"}, "detail": [{"type": "jti", "valueString": "5f0c"}]}]}))
    .expect("an AuditEvent");
    let lines: Vec<_> =
        event.lines().map(|(heading, fact)| (heading, fact.map_or("", |fact| &fact.text))).to_vec();
    assert_eq!(
        lines,
        [
            ("Who", "Larkmoor"),
            ("What", "Read Patient/odalys-shaw, not carried out: the token does not permit this"),
            ("When", "12 May 2026, 14:03:34 UTC"),
            ("How proven", "assertion jti 5f0c"),
        ]
    );
    assert_eq!(event.who.map(|who| who.from), Some(vec!["/agent/1/who/display".into()]));
    let bare = AuditEvent::parse(r#"{"resourceType":"AuditEvent"}"#).expect("an AuditEvent");
    assert!(bare.lines().iter().all(|(_, fact)| fact.is_none()));
    assert!(AuditEvent::parse(r#"{"resourceType":"Patient"}"#).is_err());
}

/// JSON of members that the readers look for, with values of every kind.
fn resource() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        prop_oneof![
            Just("MR"),
            Just("active"),
            Just("1971-08-09"),
            Just("2025-13"),
            Just("é"),
            Just("UGF0"),
            Just("9999-12-31")
        ]
        .prop_map(Value::from),
    ];
    let name = proptest::sample::select(vec![
        "resourceType",
        "id",
        "name",
        "given",
        "family",
        "birthDate",
        "identifier",
        "type",
        "coding",
        "code",
        "display",
        "text",
        "value",
        "address",
        "line",
        "status",
        "authoredOn",
        "reaction",
        "manifestation",
        "severity",
        "entry",
        "resource",
        "link",
        "issue",
        "entity",
        "detail",
        "query",
        "recorded",
        "agent",
        "who",
        "search",
        "mode",
        "total",
        "deceasedDateTime",
    ]);
    leaf.prop_recursive(4, 60, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(name.clone(), inner, 0..8).prop_map(|members| members
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect::<serde_json::Map<_, _>>()
                .into()),
        ]
    })
}

proptest! {
    #[test]
    fn any_resource_is_read_without_a_panic(mut value in resource(), now in any::<i64>()) {
        for resource_type in ["Patient", "MedicationRequest", "AllergyIntolerance", "AuditEvent", "Bundle", "OperationOutcome"] {
            if let Some(members) = value.as_object_mut() {
                members.insert("resourceType".into(), resource_type.into());
            }
            let _ = Summary::read([("", &value)], UnixSeconds::new(now));
            let _ = AuditEvent::read(&value);
            if let Ok(answer) = Answer::parse(&value.to_string()) {
                let _ = Summary::read(answer.resources(), NOW);
                let _ = lint(StatusCode::OK, &HeaderMap::new(), Some(&answer), &Profile::SPEC);
            }
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,60}", token in "\\PC{0,20}") {
        let _ = Answer::parse(&text);
        let _ = text.parse::<PartialDate>();
        let base = Url::parse("https://ehr.example/fhir").expect("a URL");
        if let Ok(request) = search_request(&base, &text, &AccessToken::new(token)) {
            prop_assert_eq!(request.uri().host(), Some("ehr.example"));
        }
    }
}
