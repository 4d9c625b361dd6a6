//! What is kept, what a link sets, and that everything can be cleared.

use countersign::exchange::Step;
use countersign::jws::Alg;
use countersign_playground::route::{self, Linked, Route};
use countersign_playground::state::{Action, Effect, Engine, Settings, Theme};
use countersign_playground::worker::message::{Envelope, Told};

use crate::tab::Tab;

#[test]
fn settings_are_kept_as_early_js_reads_them() {
    let mut tab = Tab::ready();
    tab.act(Action::SetTheme(Theme::Dark));
    tab.act(Action::SetScope("system/Patient.rs".into()));
    let kept = tab.effects.iter().rev().find_map(|effect| match effect {
        Effect::Keep(settings) => Some(settings.clone()),
        _ => None,
    });
    let kept = kept.expect("something was kept");
    let json = serde_json::to_value(&kept).expect("plain data");
    assert_eq!(json, serde_json::json!({"theme": "dark", "walk": {"scope": "system/Patient.rs"}}));
    let again = Tab::with(serde_json::from_value(json).expect("just written"));
    assert_eq!(again.state.walk.token.scope, "system/Patient.rs");
    let system = serde_json::to_value(Settings::default()).expect("plain data");
    assert_eq!(system.get("theme"), None);
}

#[test]
fn no_secret_is_among_what_is_kept() {
    let mut tab = Tab::walked();
    tab.act(Action::SetTheme(Theme::Light));
    let token = tab.state.walk.token.granted().expect("a token").token.expose().to_owned();
    let assertion = tab.state.walk.assertion.token.clone().expect("signed");
    for effect in &tab.effects {
        if let Effect::Keep(settings) = effect {
            let text = serde_json::to_string(settings).expect("plain data");
            assert!(
                !text.contains(&token) && !text.contains(&*assertion) && !text.contains("larkmoor")
            );
        }
    }
}

#[test]
fn a_link_sets_the_walk_but_is_not_kept() {
    let mut tab = Tab::new();
    tab.arrive(Route::Walk(Step::Keys), Linked { alg: Some(Alg::Es384), ..Linked::default() });
    assert_eq!(tab.state.walk.keys.alg, Alg::Es384);
    assert!(tab.effects.iter().all(|effect| !matches!(effect, Effect::Keep(_))));
}

#[test]
fn a_link_with_a_private_key_goes_nowhere() {
    let mut tab = Tab::ready();
    tab.arrive(Route::Keyboard, Linked::default());
    tab.act(Action::Arrived(route::read("#/walk/keys?k=-----BEGIN%20PRIVATE%20KEY-----")));
    assert!(tab.state.refused_link);
    assert_eq!(tab.state.route, Route::Keyboard);
    assert!(!format!("{:?}", tab.state).contains("BEGIN"));
}

#[test]
fn everything_can_be_cleared() {
    let mut tab = Tab::walked();
    tab.act(Action::SetTheme(Theme::Dark));
    tab.act(Action::ClearEverything);
    assert_eq!(tab.state.settings, Settings::default());
    assert!(tab.state.walk.token.granted().is_none() && tab.state.walk.history.is_empty());
    assert!(tab.effects.contains(&Effect::ForgetKept));
    assert_eq!(tab.state.notice.as_deref(), Some("Cleared. This page remembers nothing."));
    tab.act(Action::RunAll);
    assert!(Step::ALL.iter().all(|step| tab.state.walk.step(*step).problem.is_none()));
}

#[test]
fn a_worker_of_another_build_is_loaded_anew() {
    let mut tab = Tab::new();
    let effects =
        tab.step(Action::Told(Envelope { id: 0, message: Told::Ready { build: "0.0.0".into() } }));
    assert_eq!(effects, [Effect::Reload]);
    assert_eq!(tab.state.engine, Engine::Starting);
}

#[test]
fn a_lost_worker_stops_the_run() {
    let mut tab = Tab::new();
    let _ = tab.step(Action::RunAll);
    tab.act(Action::EngineLost("workers are off".into()));
    assert_eq!(tab.state.engine, Engine::Blocked("workers are off".into()));
    assert_eq!(
        tab.state.walk.run,
        countersign_playground::state::Run::Stopped { at: Step::Discovery }
    );
}

#[test]
fn a_copy_fades() {
    let mut tab = Tab::ready();
    tab.act(Action::CopyEnded { id: "a".into(), refused: false });
    tab.act(Action::CopyEnded { id: "b".into(), refused: true });
    tab.act(Action::CopyFaded("a".into()));
    assert!(tab.state.copied.as_ref().is_some_and(|copied| &*copied.id == "b" && copied.refused));
    tab.act(Action::CopyFaded("b".into()));
    assert_eq!(tab.state.copied, None);
}
