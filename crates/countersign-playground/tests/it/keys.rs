//! Keys: made, named, pasted, stopped; and that none of them leaves the worker.

use countersign::exchange::Step;
use countersign::jws::Alg;
use countersign::key::PrivateKey;
use countersign::kid::{KeyId, KidMethod};
use countersign_playground::route::{Linked, Route};
use countersign_playground::state::{Action, Effect, Publication, StepStatus};
use countersign_playground::worker::message::{Ask, Envelope, Secret, Told};

use crate::tab::Tab;

#[test]
fn another_algorithm_makes_another_key_and_signs_with_it() {
    let mut tab = Tab::walked();
    let before = tab.state.walk.keys.key.clone().expect("a key");
    tab.act(Action::ChooseAlg(Alg::Rs256));
    let key = tab.state.walk.keys.key.clone().expect("a key");
    assert_eq!((key.alg, key.kind.to_string().as_str()), (Alg::Rs256, "RSA 2048"));
    assert_ne!(key.kid, before.kid);
    assert_eq!(tab.state.walk.keys.kid_method, KidMethod::Modulus, "as RSA keys are named");
    assert_eq!(tab.state.walk.assertion.signature_octets, Some(256));
    // The partner finds the new key at the address that it knows.
    assert_eq!(tab.state.status(Step::Keys), StepStatus::Done);
    tab.act(Action::SendToken);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Done);
}

#[test]
fn step_by_step_with_another_algorithm_ends_in_a_signed_assertion() {
    let mut tab = Tab::new();
    tab.arrive(Route::Start, Linked::default());
    tab.worker_speaks();
    tab.act(Action::ReadDiscovery);
    tab.arrive(Route::Walk(Step::Keys), Linked::default());
    tab.act(Action::ChooseAlg(Alg::Es384));
    tab.act(Action::MakeKey);
    tab.act(Action::Register);
    tab.arrive(Route::Walk(Step::Assertion), Linked::default());
    assert_eq!(tab.state.walk.assertion.signature_octets, Some(96));
    assert!(tab.state.walk.assertion.token.is_some());
}

#[test]
fn a_set_that_was_handed_over_is_the_old_one() {
    let mut tab = Tab::ready();
    tab.act(Action::ChoosePublication(Publication::ByValue));
    tab.act(Action::RunAll);
    assert_eq!(tab.state.walk.token.step.trips.len(), 1, "nothing is fetched");
    tab.act(Action::MakeKey);
    assert_eq!(tab.state.status(Step::Keys), StepStatus::Stale);
    tab.act(Action::SendToken);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Failed);
    tab.act(Action::Register);
    tab.act(Action::RenewToken);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Done);
}

#[test]
fn the_name_is_the_method_of_ones_choice() {
    let mut tab = Tab::new();
    tab.arrive(Route::Start, Linked::default());
    tab.worker_speaks();
    tab.act(Action::ChooseKidMethod(KidMethod::Thumbprint));
    let key = tab.state.walk.keys.key.clone().expect("a key");
    assert_eq!(key.kid, key.kid_by_thumbprint);
    assert!(key.jwks.contains(&key.kid));
    assert!(tab.effects.iter().any(|effect| matches!(effect, Effect::Keep(_))));
}

#[test]
fn an_algorithm_chosen_while_a_key_is_made_stays_chosen() {
    let mut tab = Tab::walked();
    tab.act(Action::ChooseAlg(Alg::Rs384));
    let effects = tab.step(Action::MakeKey);
    let making = effects.into_iter().find_map(|effect| match effect {
        Effect::Ask(asked @ Envelope { message: Ask::MakeKey { .. }, .. }) => Some(asked),
        _ => None,
    });
    let told = tab.ask(making.expect("a key is asked for"));
    let _ = tab.step(Action::ChooseAlg(Alg::Rs256));
    told.into_iter().for_each(|told| tab.act(Action::Told(told)));
    let keys = &tab.state.walk.keys;
    assert_eq!((keys.alg, keys.key.as_ref().map(|key| key.alg)), (Alg::Rs256, Some(Alg::Rs256)));
}

#[test]
fn cancel_leaves_what_was_there() {
    let mut tab = Tab::walked();
    let before = tab.state.walk.keys.key.clone();
    let effects = tab.step(Action::MakeKey);
    let work = tab.state.walk.keys.making.expect("it was begun").work;
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Ask(Envelope { id, message: Ask::MakeKey { .. } }) if *id == work)));
    let progress = Told::Progress { primes_found: 1, candidates: 44 };
    let _ = tab.step(Action::Told(Envelope { id: work, message: progress }));
    assert_eq!(tab.state.walk.keys.making.map(|making| making.primes_found), Some(1));
    let effects = tab.step(Action::Cancel);
    assert!(
        matches!(&effects[..], [Effect::Ask(Envelope { message: Ask::Stop { work: stopped }, .. }), ..] if *stopped == work)
    );
    assert_eq!(tab.state.notice.as_deref(), Some("Stopped. Nothing changed."));
    assert_eq!((&tab.state.walk.keys.key, tab.state.walk.keys.making), (&before, None));
    assert_eq!(tab.state.status(Step::Keys), StepStatus::Done);
}

#[test]
fn a_stop_ends_the_work_in_the_worker() {
    let mut tab = Tab::ready();
    let clock = || 0.0;
    let mut rng = countersign_testkit::rng();
    let mut around =
        countersign_playground::worker::host::Surroundings { clock: &clock, rng: &mut rng };
    let make = Ask::MakeKey {
        kind: countersign::key::KeyKind::Rsa { bits: 4096 },
        alg: Alg::Rs384,
        method: KidMethod::Modulus,
    };
    assert!(tab.host.take(Envelope { id: 90, message: make }, &mut around).is_empty());
    assert!(tab.host.is_working());
    let told = tab.host.work(-1.0, &mut around);
    assert!(matches!(told[..], [Envelope { id: 90, message: Told::Progress { .. } }]));
    let told = tab.host.take(Envelope { id: 91, message: Ask::Stop { work: 90 } }, &mut around);
    assert_eq!(told, [Envelope { id: 90, message: Told::Stopped }]);
    assert!(!tab.host.is_working());
}

#[test]
fn a_pasted_key_is_used_and_never_comes_back() {
    let pem = include_str!("../../../../tests/vectors/keys/rsa-2048.pem");
    let private = PrivateKey::from_pem(pem).expect("a known key");
    let jwk = private.to_jwk_secret(&KeyId::new("k").expect("not empty"), Alg::Rs384);
    let jwk: serde_json::Value = serde_json::from_str(&jwk).expect("JSON");

    let mut tab = Tab::ready();
    tab.act(Action::ImportKey(Secret(pem.to_owned())));
    tab.act(Action::RunAll);
    assert_eq!(tab.state.status(Step::Token), StepStatus::Done);
    assert_eq!(tab.state.walk.keys.alg, Alg::Rs384);

    let state = format!("{:?}", tab.state);
    let heard = tab.heard.concat();
    for member in ["d", "p", "q", "dp", "dq", "qi"] {
        let secret = jwk[member].as_str().expect("an RSA key has it");
        assert!(!heard.contains(secret) && !state.contains(secret), "{member}");
    }
    let pem_line = pem.lines().nth(1).expect("a body");
    assert!(!heard.contains(pem_line) && !state.contains(pem_line));
    // It went to the worker once, as it was pasted, and nowhere else.
    assert_eq!(tab.posted.iter().filter(|text| text.contains(pem_line)).count(), 1);
}

#[test]
fn what_is_no_key_is_said_to_be_none() {
    let mut tab = Tab::walked();
    let before = tab.state.walk.keys.key.clone();
    tab.act(Action::ImportKey(Secret("name,given,family".into())));
    assert!(tab.state.walk.keys.problem.is_some());
    assert_eq!(tab.state.walk.keys.key, before);
}
