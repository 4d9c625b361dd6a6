//! Scopes: the grammar, the two versions, and what is granted.

use countersign::finding::Status;
use countersign::rules::Profile;
use countersign::scope::{CutReason, Interaction, Scope, ScopeFault, ScopeSet, Version, read};
use proptest::prelude::*;

fn set(text: &str) -> ScopeSet {
    ScopeSet::parse(text).expect("well formed")
}

#[test]
fn version_1_words_stand_for_letters_of_version_2() {
    for (v1, v2) in [
        ("system/Patient.read", "system/Patient.rs"),
        ("system/Patient.write", "system/Patient.cud"),
        ("system/*.*", "system/*.cruds"),
    ] {
        let (v1, v2): (Scope, Scope) = (v1.parse().expect("v1"), v2.parse().expect("v2"));
        assert_eq!(v1.permissions(), v2.permissions());
        assert_eq!((v1.version(), v2.version()), (Version::V1, Version::V2));
    }
}

#[test]
fn what_is_no_scope_is_told_with_place_and_meaning() {
    for (text, fault, at, suggestion) in [
        ("system/Patient.sr", ScopeFault::Order, 15, Some("system/Patient.rs")),
        ("system/Patient.dus?x=1", ScopeFault::Order, 15, Some("system/Patient.uds?x=1")),
        ("system/Patient.rr", ScopeFault::Order, 15, Some("system/Patient.r")),
        ("system/A.rs,system/B.rs", ScopeFault::Comma, 11, Some("system/A.rs system/B.rs")),
        ("system/A.rs, system/B.rs", ScopeFault::Comma, 11, Some("system/A.rs")),
        ("system/A.rs openid", ScopeFault::Level, 12, None),
        ("system/Patient", ScopeFault::Permissions, 14, None),
        ("system/Patient.", ScopeFault::Permissions, 15, None),
        ("system/Patient.reed", ScopeFault::Permissions, 15, None),
        ("system/patient.rs", ScopeFault::ResourceType, 7, Some("system/Patient.rs")),
        ("system/.rs", ScopeFault::ResourceType, 7, None),
        ("System/Patient.rs", ScopeFault::Level, 0, None),
        ("system/Patient.rs?", ScopeFault::Restriction, 17, None),
        ("system/Patient.rs?name", ScopeFault::Restriction, 17, None),
        ("system/Patient.rs?name=a&", ScopeFault::Restriction, 17, None),
        ("system/Patient.read?name=a", ScopeFault::Restriction, 19, None),
        ("system/Patient.rs\tsystem/A.rs", ScopeFault::Permissions, 15, None),
    ] {
        let error = ScopeSet::parse(text).expect_err(text);
        assert_eq!(
            (error.fault, error.at, error.suggestion.as_deref()),
            (fault, at, suggestion),
            "{text}"
        );
    }
    let many = vec!["system/A.rs"; 257].join(" ");
    assert_eq!(ScopeSet::parse(&many).map_err(|error| error.fault), Err(ScopeFault::TooMany));
}

#[test]
fn empty_text_and_runs_of_spaces_are_no_fault() {
    assert!(set("").is_empty());
    assert_eq!(set("  system/A.rs   system/B.rs ").to_string(), "system/A.rs system/B.rs");
    assert_eq!(set("system/A.rs system/A.rs").len(), 1);
}

#[test]
fn reading_one_takes_r_and_searching_takes_s() {
    let scopes = set("system/Patient.r system/Observation.s user/Condition.rs system/Goal.rs?x=1");
    for (resource_type, interaction, allowed) in [
        ("Patient", Interaction::Read, true),
        ("Patient", Interaction::Search, false),
        ("Observation", Interaction::Search, true),
        ("Observation", Interaction::Read, false),
        ("Condition", Interaction::Read, false),
        ("Goal", Interaction::Read, false),
    ] {
        assert_eq!(
            scopes.allows(resource_type, interaction),
            allowed,
            "{resource_type} {interaction:?}"
        );
    }
    assert!(set("system/*.s").allows("Whatever", Interaction::Search));
}

#[test]
fn what_is_granted_and_what_is_cut() {
    use CutReason::{Level, NotRegistered, NotSupported, Restriction};
    let partner = "system/Patient.rs system/MedicationRequest.rs";
    for (asked, registered, supported, granted, cut) in [
        ("system/Patient.rs", "system/*.rs", partner, "system/Patient.rs", vec![]),
        ("system/Patient.read", "system/*.rs", partner, "system/Patient.read", vec![]),
        ("system/*.read", "system/*.read", "system/*.rs", "system/*.read", vec![]),
        (
            "system/*.read",
            "system/*.cruds",
            partner,
            "system/Patient.read system/MedicationRequest.read",
            vec![NotSupported],
        ),
        (
            "system/*.read system/*.write",
            "system/*.*",
            "system/*.rs",
            "system/*.read",
            vec![NotSupported],
        ),
        ("system/*.*", "system/*.*", "system/*.rs", "system/*.read", vec![NotSupported]),
        ("system/*.*", "system/*.r", "system/*.cruds", "system/*.r", vec![NotRegistered]),
        (
            "system/Patient.cruds",
            "system/Patient.r system/*.s",
            "system/*.cruds",
            "system/Patient.rs",
            vec![NotRegistered],
        ),
        ("system/Goal.rs", "system/Patient.rs", partner, "", vec![NotRegistered]),
        ("system/Goal.rs", "system/*.rs", partner, "", vec![NotSupported]),
        ("patient/Patient.rs user/*.read", "system/*.rs", partner, "", vec![Level, Level]),
        ("system/Patient.rs?name=a", "system/*.rs", partner, "", vec![Restriction]),
        ("system/Patient.rs", "system/Patient.rs?name=a", partner, "", vec![NotRegistered]),
        ("system/Patient.rs", "user/Patient.rs", partner, "", vec![NotRegistered]),
        ("", "system/*.rs", partner, "", vec![]),
    ] {
        let grant = set(asked).grant(&set(registered), &set(supported));
        let reasons: Vec<_> = grant.dropped.iter().map(|cut| cut.reason).collect();
        assert_eq!(
            (grant.granted.to_string().as_str(), reasons),
            (granted, cut),
            "{asked} of {registered}"
        );
    }
}

#[test]
fn a_cut_says_what_is_missing() {
    for (asked, registered, supported, words) in [
        (
            "system/*.write",
            "system/*.*",
            "system/*.rs",
            "system/*.write: this partner does not support create, update and delete",
        ),
        (
            "system/*.*",
            "system/*.*",
            "system/*.rs",
            "system/*.*: this partner does not support create, update and delete",
        ),
        (
            "system/*.rs",
            "system/Patient.rs",
            "system/*.rs",
            "system/*.rs: this client is not registered for read and search of every type",
        ),
        (
            "user/*.rs",
            "system/*.rs",
            "system/*.rs",
            "user/*.rs: needs somebody logged in, and here nobody is",
        ),
    ] {
        let grant = set(asked).grant(&set(registered), &set(supported));
        assert_eq!(grant.dropped[0].to_string(), words);
    }
}

#[test]
fn grants_are_findings_too() {
    let raised = |asked: &str| -> Vec<_> {
        let grant = set(asked).grant(&set("system/*.rs"), &set("system/Patient.rs"));
        grant.findings(&Profile::SPEC).iter().map(|f| (f.code.id, f.status)).collect()
    };
    use Status::{Fail, Pass, Warn};
    let fine = ("scope.query", Pass);
    assert_eq!(raised("system/Patient.rs"), [fine, ("scope.none-granted", Pass)]);
    assert_eq!(raised("system/*.rs"), [fine, ("scope.partial", Warn)]);
    assert_eq!(raised("system/Goal.rs"), [fine, ("scope.none-granted", Fail)]);
    assert_eq!(raised("system/Patient.rs user/Patient.rs"), [fine, ("scope.partial", Warn)]);
    assert_eq!(
        raised("system/Patient.rs system/Patient.rs?name=a"),
        [("scope.query", Fail), ("scope.partial", Warn)]
    );
}

#[test]
fn every_fault_of_a_list_is_found() {
    let (scopes, findings) =
        read("system/Patient.sr system/A.rs,system/B.rs nonsense system/Goal.r", &Profile::SPEC);
    assert_eq!(scopes.to_string(), "system/Goal.r");
    let raised: Vec<_> = findings.iter().map(|f| (f.code.id, f.status)).collect();
    assert_eq!(
        raised,
        [
            ("scope.syntax", Status::Fail),
            ("scope.comma", Status::Fail),
            ("scope.order", Status::Fail),
            ("scope.level", Status::Pass),
            ("scope.v1", Status::Pass),
        ]
    );
    let (_, findings) = read("system/*.rs", &Profile::SPEC);
    assert!(findings.iter().all(|finding| finding.status == Status::Pass) && findings.len() == 5);
}

/// The one finding that is no pass, by its code and near miss.
fn near(text: &str) -> (&'static str, String) {
    let (_, findings) = read(text, &Profile::SPEC);
    let mut raised = findings.into_iter().filter(|finding| finding.status != Status::Pass);
    let one = raised.next().unwrap_or_else(|| panic!("{text} is well formed"));
    assert!(raised.next().is_none(), "{text}");
    (one.code.id, one.evidence.near_miss.unwrap_or_default())
}

#[test]
fn a_fault_comes_with_what_is_meant() {
    for (text, code, meant) in [
        ("system/Patient.sr", "scope.order", "system/Patient.rs"),
        ("system/A.rs,system/B.rs", "scope.comma", "system/A.rs system/B.rs"),
        ("system/*.read system/*.write", "scope.v1", "system/*.rs system/*.cud"),
        ("system/*.*", "scope.v1", "system/*.cruds"),
        ("user/*.rs patient/Patient.r", "scope.level", "system/*.rs system/Patient.r"),
        ("system%2FPatient.rs", "scope.syntax", "system/Patient.rs"),
        ("system/A.rs+system/B.rs", "scope.syntax", "system/A.rs system/B.rs"),
        ("system/A.rs\nsystem/B.rs", "scope.syntax", "system/A.rs system/B.rs"),
        ("\"system/A.rs\"", "scope.syntax", "system/A.rs"),
        ("Patient.rs", "scope.syntax", "system/Patient.rs"),
        ("System/*.RS", "scope.syntax", "system/*.rs"),
        ("system/patient.rs", "scope.syntax", "system/Patient.rs"),
        ("openid", "scope.syntax", "It belongs to flows in which somebody logs in."),
        ("nonsense", "scope.syntax", ""),
    ] {
        assert_eq!(near(text), (code, meant.to_owned()), "{text}");
    }
}

#[test]
fn both_ways_are_taken_where_a_profile_takes_both() {
    for profile in Profile::ALL {
        let (scopes, findings) = read("system/*.read", profile);
        assert_eq!(scopes.len(), 1);
        let v1 =
            findings.iter().find(|finding| finding.code.id == "scope.v1").expect("it is judged");
        assert_eq!(v1.status, profile.level(v1.code).status, "{}", profile.id);
    }
}

#[test]
fn scopes_in_words() {
    for (scope, words) in [
        ("system/*.read", "read every type"),
        ("system/*.write", "write every type"),
        ("system/*.*", "read and write every type"),
        ("system/Patient.rs", "read and search Patient"),
        ("system/Patient.cruds", "create, read, update, delete and search Patient"),
        ("patient/Observation.r", "read Observation, of one patient"),
        (
            "system/Observation.rs?category=laboratory&status=final",
            "read and search Observation, only where category=laboratory and status=final",
        ),
    ] {
        assert_eq!(scope.parse::<Scope>().expect("well formed").in_words(), words);
    }
}

#[test]
fn a_set_survives_json() {
    let scopes = set("system/*.read system/Patient.rs?name=a");
    let json = serde_json::to_string(&scopes).expect("plain data");
    assert_eq!(json, r#""system/*.read system/Patient.rs?name=a""#);
    assert_eq!(serde_json::from_str::<ScopeSet>(&json).expect("just written"), scopes);
    assert!(serde_json::from_str::<ScopeSet>(r#""system/Patient.sr""#).is_err());
}

fn scope() -> impl Strategy<Value = Scope> {
    "(system|system|system|user|patient)/(\\*|Patient|Goal|Device)\\.(c?r?u?d?s?|read|write|\\*)(\\?(name|x)=[a-z,]{1,3})?"
        .prop_filter_map("not a scope", |text| text.parse().ok())
}

fn scopes() -> impl Strategy<Value = ScopeSet> {
    proptest::collection::vec(scope(), 0..5).prop_map(|scopes| scopes.into_iter().collect())
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(text in "\\PC{0,60}") {
        let _ = ScopeSet::parse(&text);
        let _ = read(&text, &Profile::SPEC);
    }

    #[test]
    fn text_like_a_scope_is_read_without_a_panic(text in "[a-z/*.,?=& A-Z]{0,40}|system/[A-Z*][a-z]{0,3}[.,?=&é]{0,3}[cruds]{0,6}[?=,& a]{0,5}") {
        if let Ok(scopes) = ScopeSet::parse(&text) {
            prop_assert_eq!(ScopeSet::parse(&scopes.to_string()), Ok(scopes));
        }
        let _ = read(&text, &Profile::SPEC);
    }

    #[test]
    fn a_scope_is_written_as_it_was_read(scope in scope()) {
        prop_assert_eq!(scope.to_string().parse::<Scope>(), Ok(scope));
    }

    /// Everything that is granted was asked for, is registered and is supported, and what all three have is granted.
    #[test]
    fn a_grant_is_the_meet_of_all_three(asked in scopes(), registered in scopes(), supported in scopes()) {
        let grant = asked.grant(&registered, &supported);
        prop_assert_eq!(ScopeSet::parse(&grant.granted.to_string()), Ok(grant.granted.clone()));
        for resource_type in ["Patient", "Goal", "Device", "Other"] {
            for interaction in Interaction::ALL {
                let all = [&asked, &registered, &supported]
                    .iter()
                    .all(|scopes| scopes.allows(resource_type, interaction));
                prop_assert_eq!(grant.granted.allows(resource_type, interaction), all, "{} {:?}", resource_type, interaction);
            }
        }
        prop_assert!(grant.granted.iter().all(|scope| scope.restriction().is_none()));
    }

    /// A scope that is not cut is granted whole.
    #[test]
    fn what_is_not_cut_is_granted(asked in scopes(), limit in scopes()) {
        let grant = asked.grant(&limit, &limit);
        for scope in asked.iter().filter(|scope| grant.dropped.iter().all(|cut| cut.asked != **scope)) {
            let name = match scope.resource_type().as_str() { "*" => "Other", name => name };
            for interaction in scope.permissions().iter() {
                prop_assert!(grant.granted.allows(name, interaction));
            }
        }
    }
}
