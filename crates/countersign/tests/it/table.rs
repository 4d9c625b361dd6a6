//! The whole table: every code has an example that raises it and nothing besides, every rule a code, every level a
//! source.

mod clock;
mod discovery;
mod fhir;
mod jwks;
mod jws;
mod jwt;
mod request;
mod scope;
mod token;

use std::collections::BTreeSet;

use countersign::finding::{Finding, Status};
use countersign::rules::code::codes;
use countersign::rules::{Code, Confidence, Profile, rules};

/// Said only where a check could not be made, so that it never fails or warns.
const SKIPPED_ONLY: [&str; 1] = ["jws.signature.unverified"];

/// Rules that no code breaks, each with the reason.
const WITHOUT_CODE: [(&str, &str); 1] = [(
    "smart.assertion.alg",
    "a header without `alg` and one with an algorithm out of the way break the stricter rules smart.alg.*",
)];

/// One way to raise a code, under any profile.
struct Example {
    code: &'static Code,
    /// Codes that the fault brings with it.
    follows: &'static [&'static str],
    /// Profiles whose settings raise a more precise code.
    not_under: &'static [&'static str],
    findings: Box<Raise>,
}

type Raise = dyn Fn(&Profile) -> Vec<Finding>;

fn example(code: &'static Code, findings: impl Fn(&Profile) -> Vec<Finding> + 'static) -> Example {
    Example { code, follows: &[], not_under: &[], findings: Box::new(findings) }
}

impl Example {
    fn with(self, follows: &'static [&'static str]) -> Self {
        Self { follows, ..self }
    }

    fn but_not_under(self, not_under: &'static [&'static str]) -> Self {
        Self { not_under, ..self }
    }
}

/// Every example, group by group.
fn examples() -> Vec<Example> {
    [
        jws::examples(),
        jwt::examples(),
        jwks::examples(),
        request::examples(),
        scope::examples(),
        discovery::examples(),
        token::examples(),
        fhir::examples(),
        clock::examples(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is as it should be, group by group.
fn good(profile: &Profile) -> Vec<Finding> {
    [
        jws::good(profile),
        jwt::good(profile),
        jwks::good(profile),
        request::good(profile),
        scope::good(profile),
        discovery::good(profile),
        token::good(profile),
        fhir::good(profile),
        clock::good(profile),
    ]
    .concat()
}

/// The ids of what failed or warned.
fn raised(findings: &[Finding]) -> BTreeSet<&'static str> {
    let raised = findings.iter().filter(|f| matches!(f.status, Status::Fail | Status::Warn));
    raised.map(|finding| finding.code.id).collect()
}

#[test]
fn every_code_has_one_example() {
    let shown: Vec<&str> = examples().iter().map(|example| example.code.id).collect();
    let wanted: Vec<&str> =
        codes().map(|code| code.id).filter(|id| !SKIPPED_ONLY.contains(id)).collect();
    let missing: Vec<_> = wanted.iter().filter(|id| !shown.contains(id)).collect();
    assert!(missing.is_empty(), "no example raises {missing:?}");
    let mut once = BTreeSet::new();
    for id in shown {
        assert!(once.insert(id), "{id} has two examples");
        assert!(wanted.contains(&id), "{id} is said to be skipped only");
    }
}

#[test]
fn an_example_raises_its_code_and_what_follows_from_it() {
    for example in examples() {
        let id = example.code.id;
        let raised = raised(&(example.findings)(&Profile::SPEC));
        let mut wanted: BTreeSet<&str> = example.follows.iter().copied().collect();
        wanted.insert(id);
        assert_eq!(raised, wanted, "{id}");
    }
}

#[test]
fn each_profile_takes_each_fault_as_its_row_says() {
    for example in examples() {
        let id = example.code.id;
        let judging = |profile: &&&Profile| !example.not_under.contains(&profile.id);
        for profile in Profile::ALL.iter().filter(judging) {
            let findings = (example.findings)(profile);
            let wanted = profile.level(example.code).status;
            let taken: Vec<Status> =
                findings.iter().filter(|f| f.code.id == id).map(|f| f.status).collect();
            assert!(
                taken.contains(&wanted),
                "{id} under {}: {taken:?}, wanted {wanted:?}",
                profile.id
            );
            let worse = taken.iter().any(|status| matches!(status, Status::Fail | Status::Warn));
            let asked = matches!(wanted, Status::Fail | Status::Warn);
            assert_eq!(worse, asked, "{id} under {}: {taken:?}", profile.id);
        }
    }
}

#[test]
fn an_example_says_what_and_where_to_look() {
    for example in examples() {
        let findings = (example.findings)(&Profile::SPEC);
        let finding = findings
            .iter()
            .find(|f| f.code == example.code && matches!(f.status, Status::Fail | Status::Warn))
            .expect("raised, as tested above");
        let first = finding.message.chars().next().expect("a sentence");
        assert!(!finding.subject.is_empty() && !finding.message.ends_with('.'), "{finding:?}");
        // A sentence may start with the name of a member, as it is written.
        let named = finding.message.split(' ').next().is_some_and(|word| word.contains(['_', '[']));
        assert!(!first.is_lowercase() || named, "{finding:?}");
    }
}

#[test]
fn what_could_not_be_checked_is_skipped() {
    let report = countersign::verify::verify(
        "eyJhbGciOiJSUzM4NCJ9.e30.AAAA",
        None,
        &countersign::verify::Expectations::default(),
        countersign_testkit::NOW,
    );
    for id in SKIPPED_ONLY {
        let finding = report.findings.iter().find(|finding| finding.code.id == id);
        assert_eq!(finding.map(|finding| finding.status), Some(Status::Skipped), "{id}");
    }
}

#[test]
fn what_is_good_raises_nothing() {
    for profile in Profile::ALL {
        assert_eq!(raised(&good(profile)), BTreeSet::new(), "{}", profile.id);
    }
    let judged: BTreeSet<&str> =
        good(&Profile::SPEC).iter().map(|finding| finding.code.id).collect();
    assert!(judged.len() > 40, "{} checks alone", judged.len());
}

#[test]
fn every_rule_is_broken_by_a_code() {
    let broken: BTreeSet<&str> = codes().map(|code| code.rule.id).collect();
    for rule in rules() {
        let reason = WITHOUT_CODE.iter().find(|(id, _)| *id == rule.id);
        assert_eq!(broken.contains(rule.id), reason.is_none(), "{}", rule.id);
    }
    for (id, reason) in WITHOUT_CODE {
        assert!(rules().any(|rule| rule.id == id) && reason.len() > 20, "{id}");
    }
}

/// What a profile that is modelled as a whole does, and says so in documents that were read.
const DOCUMENTED: [&str; 3] = ["request.auth.basic", "request.auth.bearer", "scope.v1"];

/// A level that is not modelled was read somewhere. Of a profile that is modelled as a whole, only what lies in the
/// nature of a signature is certain, and what its documents say.
#[test]
fn every_level_that_is_not_modelled_has_a_source() {
    for profile in Profile::ALL {
        let certain: Vec<&Code> = codes().filter(|code| !profile.level(code).modelled).collect();
        assert!(!certain.is_empty(), "{}", profile.id);
        assert!(profile.source.url.starts_with("https://"), "{}", profile.id);
        assert!(profile.seen.starts_with("20") && profile.seen.len() == 10, "{}", profile.id);
        if profile.confidence == Confidence::Modelled {
            for code in certain {
                let level = profile.level(code).status;
                let by_nature = level == Profile::SPEC.level(code).status;
                assert!(by_nature || DOCUMENTED.contains(&code.id), "{} {}", profile.id, code.id);
            }
        }
    }
}
