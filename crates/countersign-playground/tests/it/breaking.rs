//! Broken by hand, refused for the right reason, and put right by one button.

use countersign::exchange::Step;
use countersign::finding::{Part, Verdict};
use countersign_playground::route::Route;
use countersign_playground::state::{Action, Outcome, Refused, StepStatus};

use crate::tab::Tab;

fn refused(tab: &Tab) -> &Refused {
    match &tab.state.walk.token.outcome {
        Some(Outcome::Refused(refused)) => refused,
        other => panic!("wanted a refusal, got {other:?}"),
    }
}

#[test]
fn a_forgotten_kid_is_put_back() {
    let mut tab = Tab::walked();
    tab.act(Action::BreakIt);
    assert_eq!(tab.state.route, Route::Walk(Step::Assertion));
    let report = tab.state.walk.assertion.report.clone().expect("it was checked here");
    assert_eq!(report.first_failure().map(|finding| finding.code.id), Some("jws.kid.missing"));
    tab.act(Action::SendToken);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Failed);
    let fix = refused(&tab).fix.clone().expect("the page can do that");
    assert_eq!(
        (fix.code, fix.label.as_str()),
        ("jws.kid.missing", "Put the kid back and send again")
    );
    tab.act(Action::ApplyFix);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Done);
    assert_eq!(
        tab.state.walk.assertion.report.as_ref().map(|report| report.verdict()),
        Some(Verdict::Accepted)
    );
}

/// Types `text` into a claim, sends it, and expects that code; then the button has to help.
fn check(part: Part, name: &str, text: &str, code: &str) {
    let mut tab = Tab::walked();
    tab.act(Action::SignAgain);
    tab.act(Action::Edit(part, name.into(), text.into()));
    // Not signed yet: sending signs first.
    assert!(tab.state.walk.assertion.unsigned);
    tab.act(Action::SendToken);
    let fix = refused(&tab)
        .fix
        .clone()
        .unwrap_or_else(|| panic!("no remedy for {code}: {}", refused(&tab).cause));
    assert_eq!(fix.code, code, "{name} = {text}");
    tab.act(Action::ApplyFix);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Done, "{code}");
}

#[test]
fn every_claim_can_be_broken_and_put_right() {
    check(Part::Payload, "aud", "https://ternvalley.example/auth/token/", "jwt.aud.trailing-slash");
    check(Part::Payload, "aud", "https://ternvalley.example/fhir", "jwt.aud.fhir-base");
    check(Part::Payload, "exp", "1778590000", "jwt.exp.expired");
    check(Part::Payload, "exp", "1778599999", "jwt.exp.too-far");
    check(Part::Payload, "exp", "soon", "jwt.exp.not-number");
    check(Part::Payload, "sub", "somebody", "jwt.iss-sub.mismatch");
    check(Part::Header, "kid", "another", "jws.kid.unknown");
    check(Part::Header, "alg", "none", "jws.alg.none");
}

#[test]
fn what_was_sent_twice_is_refused() {
    let mut tab = Tab::walked();
    tab.act(Action::SendToken);
    assert_eq!(refused(&tab).fix.as_ref().map(|fix| fix.code), Some("jwt.jti.replayed"));
    tab.act(Action::ApplyFix);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Done);
}

#[test]
fn an_edit_is_signed_once_it_settles_and_the_last_one_counts() {
    let mut tab = Tab::walked();
    let before = tab.state.walk.assertion.token.clone();
    tab.act(Action::Edit(Part::Payload, "sub".into(), "a".into()));
    let first = tab.state.walk.assertion.edit;
    tab.act(Action::Edit(Part::Payload, "sub".into(), "ab".into()));
    let last = tab.state.walk.assertion.edit;
    tab.act(Action::EditSettled(first));
    assert_eq!(tab.state.walk.assertion.token, before, "another edit came behind it");
    tab.act(Action::EditSettled(last));
    assert_ne!(tab.state.walk.assertion.token, before);
    assert!(!tab.state.walk.assertion.unsigned);
    // Fresh times, and what was typed stays.
    tab.act(Action::SignAgain);
    assert_eq!(tab.state.walk.assertion.claim("sub"), Some("ab"));
}

#[test]
fn what_was_left_out_can_be_put_back() {
    let mut tab = Tab::walked();
    tab.act(Action::Remove(Part::Payload, "jti".into()));
    assert_eq!(tab.state.walk.assertion.claim("jti"), None);
    assert!(
        tab.state
            .walk
            .assertion
            .report
            .as_ref()
            .is_some_and(|report| report.raises("jwt.jti.missing"))
    );
    tab.act(Action::PutBack(Part::Payload, "jti".into()));
    assert!(tab.state.walk.assertion.claim("jti").is_some());
}

#[test]
fn a_query_that_the_token_does_not_cover_fails_with_its_cause() {
    let mut tab = Tab::ready();
    tab.act(Action::SetScope("system/Patient.rs".into()));
    tab.act(Action::CatchUp(Step::Query));
    tab.act(Action::TryQuery("MedicationRequest?patient=odalys-shaw".into()));
    assert_eq!(tab.state.status(Step::Query), StepStatus::Failed);
    let problem = tab.state.walk.query.step.problem.clone().unwrap_or_default();
    assert!(problem.contains("does not cover"), "{problem}");
    let trip = tab.state.walk.query.step.trips.first().cloned().expect("it was sent");
    assert_eq!(trip.response.as_ref().map(|response| response.status), Ok(403));
}

#[test]
fn a_token_for_less_earns_a_403() {
    let mut tab = Tab::walked();
    let query = "MedicationRequest?patient=odalys-shaw".to_owned();
    tab.act(Action::TryWithScope { scope: "system/Patient.rs".into(), query });
    assert_eq!(tab.state.status(Step::Token), StepStatus::Done);
    assert_eq!(tab.state.status(Step::Query), StepStatus::Failed);
    let findings = &tab.state.walk.query.step.findings;
    assert!(findings.iter().any(|finding| finding.code.id == "scope.insufficient"));
}

#[test]
fn an_unknown_client_is_registered() {
    let mut tab = Tab::walked();
    tab.act(Action::SetClientId("nobody".into()));
    assert_eq!(tab.state.status(Step::Keys), StepStatus::Stale);
    tab.act(Action::RenewToken);
    assert_eq!(refused(&tab).fix.as_ref().map(|fix| fix.code), Some("jwt.client.unknown"));
    tab.act(Action::ApplyFix);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Done);
    assert_eq!(
        tab.state.walk.keys.registered.as_ref().map(|known| known.client_id.as_str()),
        Some("nobody")
    );
}

#[test]
fn a_base_that_is_none_and_a_partner_that_is_not_there() {
    let mut tab = Tab::ready();
    tab.act(Action::SetBase("ternvalley".into()));
    tab.act(Action::ReadDiscovery);
    assert_eq!(tab.state.status(Step::Discovery), StepStatus::Failed);
    tab.act(Action::SetBase("https://ternvalley.example/elsewhere".into()));
    tab.act(Action::ReadDiscovery);
    assert_eq!(tab.state.status(Step::Discovery), StepStatus::Failed);
    assert!(tab.state.walk.discovery.step.problem.is_some());
}
