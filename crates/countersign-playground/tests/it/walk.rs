//! The whole walk, step by step and in one go.

use countersign::exchange::Step;
use countersign::finding::{Part, Verdict};
use countersign::jws::Alg;
use countersign_playground::route::{Linked, Route};
use countersign_playground::state::{
    Action, AuditSource, Effect, Engine, Outcome, Run, Sender, State, StepStatus,
};

use crate::tab::Tab;

fn statuses(state: &State) -> Vec<StepStatus> {
    Step::ALL.map(|step| state.status(step)).to_vec()
}

#[test]
fn one_click_walks_through_all_six() {
    let tab = Tab::walked();
    let walk = &tab.state.walk;
    for step in Step::ALL {
        assert_eq!(
            tab.state.status(step),
            StepStatus::Done,
            "{step}: {:?}",
            walk.step(step).problem
        );
    }
    assert!(matches!(walk.run, Run::Countersigned { took_ms } if took_ms > 0.0));
    let chart = walk.query.chart.as_ref().expect("a patient was found");
    assert_eq!((chart.name.as_str(), walk.query.total), ("Odalys Shaw", Some(1)));
    assert_eq!((chart.medications.len(), chart.allergies.len()), (3, 2));
    assert_eq!(
        walk.assertion.report.as_ref().map(|report| report.verdict()),
        Some(Verdict::Accepted)
    );
    assert!(tab.state.sent.is_empty(), "nothing left the page");
}

#[test]
fn what_was_asked_to_write_is_cut() {
    let tab = Tab::walked();
    let granted = tab.state.walk.token.granted().expect("a token");
    assert_eq!(granted.asked, "system/*.read system/*.write");
    assert!(granted.granted.contains("system/Patient.read") && !granted.granted.contains("write"));
    assert_eq!(granted.cut, ["system/*.write"]);
    assert_eq!(granted.narrowed, ["system/*.read"], "to the types that it holds");
}

#[test]
fn the_partner_is_seen_to_fetch_the_key_set() {
    let tab = Tab::walked();
    let trips = &tab.state.walk.token.step.trips;
    let [post, get] = &trips[..] else { panic!("one request each way, got {}", trips.len()) };
    assert_eq!((post.sender, post.request.target()), (Sender::Client, "/auth/token"));
    assert_eq!((get.sender, get.request.target()), (Sender::Partner, "/.well-known/jwks.json"));
    let body = &get.response.as_ref().expect("it is published").body;
    assert_eq!(Some(body.as_str()), tab.state.walk.keys.key.as_ref().map(|key| key.jwks.as_str()));
    assert!(get.started_ms >= post.started_ms && get.took_ms <= post.took_ms);
}

#[test]
fn rs384_is_what_the_page_begins_with() {
    let mut tab = Tab::new();
    tab.arrive(Route::Start, Linked::default());
    tab.worker_speaks();
    let key = tab.state.walk.keys.key.clone().expect("begun while the page is read");
    assert_eq!((key.alg, key.kind.to_string().as_str()), (Alg::Rs384, "RSA 2048"));
    assert_eq!(Some(&key.kid), key.kid_by_modulus.as_ref());
    assert_eq!(tab.state.status(Step::Keys), StepStatus::Todo, "nobody was told of it");
    tab.act(Action::RunAll);
    assert!(statuses(&tab.state).iter().all(|status| *status == StepStatus::Done));
    assert_eq!(tab.state.walk.assertion.signature_octets, Some(256));
}

#[test]
fn run_before_the_worker_speaks_waits_for_it() {
    let mut tab = Tab::new();
    let effects = tab.step(Action::RunAll);
    assert!(matches!(effects[..], [Effect::Send { .. }]));
    assert_eq!(tab.state.engine, Engine::Starting);
    assert_eq!(tab.state.status(Step::Discovery), StepStatus::Working);
}

#[test]
fn every_step_can_be_taken_by_hand() {
    let mut tab = Tab::ready();
    tab.act(Action::ReadDiscovery);
    assert_eq!(tab.state.status(Step::Discovery), StepStatus::Done);
    let found = tab.state.walk.discovery.found.clone().expect("a document");
    assert_eq!(found.token_endpoint, "https://ternvalley.example/auth/token");
    assert_eq!(found.alg_names, ["RS384", "ES384", "RS256"]);
    tab.act(Action::Register);
    assert_eq!(tab.state.status(Step::Keys), StepStatus::Done);
    tab.act(Action::SignAgain);
    assert_eq!(tab.state.status(Step::Assertion), StepStatus::Done);
    tab.act(Action::SendToken);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Done);
    assert_eq!(tab.state.route, Route::Walk(Step::Token));
    tab.act(Action::TryQuery("MedicationRequest?patient=odalys-shaw".into()));
    assert_eq!(tab.state.status(Step::Query), StepStatus::Done);
    assert_eq!(tab.state.walk.query.chart.as_ref().map(|chart| chart.medications.len()), Some(3));
    tab.act(Action::ReadAudit);
    assert_eq!(tab.state.status(Step::Audit), StepStatus::Done);
    assert_eq!(tab.state.walk.run, Run::Idle);
}

#[test]
fn a_step_that_needs_an_earlier_one_says_so_and_can_catch_up() {
    let mut tab = Tab::ready();
    tab.arrive(Route::Walk(Step::Token), Linked::default());
    tab.act(Action::SendToken);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Failed);
    assert_eq!(tab.state.walk.token.step.problem.as_deref(), Some("Token needs Discovery first."));
    tab.act(Action::CatchUp(Step::Token));
    assert_eq!(statuses(&tab.state)[..3], [StepStatus::Done; 3]);
    assert_eq!(tab.state.walk.run, Run::Idle);
    tab.act(Action::SendToken);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Done);
}

#[test]
fn the_audit_entry_names_the_assertion_and_the_key() {
    let tab = Tab::walked();
    let audit = &tab.state.walk.audit;
    assert_eq!(audit.source, Some(AuditSource::Fhir));
    let said: Vec<_> = audit.lines.iter().map(|line| line.name).collect();
    assert_eq!(said, ["Who", "What", "When", "How proven"]);
    let kid = &tab.state.walk.keys.key.as_ref().expect("a key").kid;
    let jti = tab.state.walk.assertion.claim("jti").expect("a jti");
    assert!(
        audit.lines[3].text.contains(jti) && audit.lines[3].text.contains(kid.as_str()),
        "{:?}",
        audit.lines[3]
    );
}

#[test]
fn where_the_token_does_not_cover_it_the_book_is_read() {
    let mut tab = Tab::ready();
    tab.act(Action::SetScope(
        "system/Patient.rs system/MedicationRequest.rs system/AllergyIntolerance.rs".into(),
    ));
    tab.act(Action::RunAll);
    assert_eq!(tab.state.status(Step::Audit), StepStatus::Done);
    assert_eq!(tab.state.walk.audit.source, Some(AuditSource::Book));
    assert_eq!(tab.state.walk.audit.lines.len(), 4);
}

#[test]
fn a_change_makes_what_stands_on_it_stale() {
    let mut tab = Tab::walked();
    tab.act(Action::Edit(Part::Payload, "sub".into(), "somebody".into()));
    let now = statuses(&tab.state);
    assert_eq!(now[..2], [StepStatus::Done; 2]);
    assert_eq!(now[3..], [StepStatus::Stale; 3]);
    assert_eq!(tab.state.walk.run, Run::Idle);
    assert!(tab.state.walk.query.chart.is_some(), "what was there is still shown");
}

#[test]
fn history_holds_twenty() {
    let mut tab = Tab::walked();
    for _ in 0..30 {
        tab.act(Action::ReadDiscovery);
    }
    assert_eq!(tab.state.walk.history.len(), 20);
    assert_eq!(tab.state.walk.discovery.step.trips.len(), 1);
}

#[test]
fn a_token_is_renewed_with_another_assertion() {
    let mut tab = Tab::walked();
    let first = tab.state.walk.token.granted().cloned();
    tab.wait(400.0);
    tab.act(Action::RunQuery);
    assert_eq!(tab.state.status(Step::Query), StepStatus::Failed, "the token ended");
    tab.act(Action::RenewToken);
    assert!(matches!(tab.state.walk.token.outcome, Some(Outcome::Granted(_))));
    assert_ne!(tab.state.walk.token.granted().cloned(), first);
    tab.act(Action::RunQuery);
    assert_eq!(tab.state.status(Step::Query), StepStatus::Done);
}

#[test]
fn start_over_begins_with_another_key() {
    let mut tab = Tab::walked();
    tab.act(Action::StartOver);
    assert_eq!(statuses(&tab.state), [StepStatus::Todo; 6]);
    assert!(tab.state.walk.keys.key.is_some());
    assert_eq!(tab.state.route, Route::Start);
    tab.act(Action::RunAll);
    assert!(matches!(tab.state.walk.run, Run::Countersigned { .. }));
}
