//! Plans to change a key, played through by hand and by machine.

use countersign::exchange::{EPIC_KEEPS, Gap, KeySetCache, Missing, Rotation, What};
use countersign::time::{Seconds, UnixSeconds};
use countersign_testkit::NOW;
use proptest::prelude::*;

const HOUR: i64 = 3_600;

fn after(seconds: i64) -> UnixSeconds {
    NOW + Seconds::new(seconds)
}

/// A plan with steps so many seconds from now.
fn plan(publish: i64, sign: i64, remove: i64, caches: Vec<KeySetCache>) -> Rotation {
    Rotation {
        old_kid: "old".into(),
        new_kid: "new".into(),
        publish_at: after(publish),
        sign_at: after(sign),
        remove_at: after(remove),
        caches,
        assertion_lifetime: Seconds::new(300),
        token_lifetime: Seconds::new(HOUR),
    }
}

fn epic() -> KeySetCache {
    KeySetCache::new("Epic", EPIC_KEEPS)
}

fn gap(kid: &str, partner: &str, why: Missing, from: i64, until: i64) -> Gap {
    let (kid, partner, from, until) = (kid.into(), partner.into(), after(from), after(until));
    Gap { kid, partner, why, from, until, met_by: from + Seconds::new(HOUR) }
}

#[test]
fn publishing_and_signing_at_once_is_a_gap_as_long_as_the_cache() {
    let rehearsed = plan(0, 0, 48 * HOUR, vec![epic()]).rehearse();
    assert_eq!(rehearsed.gaps, [gap("new", "Epic", Missing::NotYetThere, 0, 29 * HOUR)]);
    assert_eq!(rehearsed.sign_from, after(29 * HOUR));
    assert_eq!(rehearsed.remove_from, after(29 * HOUR + 300));
}

#[test]
fn waiting_for_the_caches_and_the_last_assertion_leaves_no_gap() {
    let safe = plan(0, 29 * HOUR, 29 * HOUR + 300, vec![epic()]);
    assert_eq!(safe.rehearse().gaps, []);
    assert_eq!(safe.made_safe(), safe);
    let second_early = Rotation { sign_at: after(29 * HOUR - 1), ..safe.clone() };
    assert_eq!(second_early.rehearse().gaps[0].lasts().get(), 1);
    let second_early = Rotation { remove_at: after(29 * HOUR + 299), ..safe };
    let gaps = second_early.rehearse().gaps;
    assert_eq!(gaps, [gap("old", "Epic", Missing::AlreadyGone, 29 * HOUR + 299, 29 * HOUR + 300)]);
}

#[test]
fn replacing_one_key_by_another_fails_on_both_sides() {
    // One file is overwritten by another, and the program restarts with the new key ten seconds later.
    let caches = vec![KeySetCache::new("Tern Valley", Seconds::new(60)), epic()];
    let rehearsed = plan(0, 10, 0, caches).rehearse();
    assert_eq!(
        rehearsed.gaps,
        [
            gap("old", "Tern Valley", Missing::AlreadyGone, 0, 310),
            gap("old", "Epic", Missing::AlreadyGone, 0, 310),
            gap("new", "Tern Valley", Missing::NotYetThere, 10, 60),
            gap("new", "Epic", Missing::NotYetThere, 10, 29 * HOUR),
        ]
    );
    assert_eq!(rehearsed.gaps[2].met_by, after(10 + HOUR), "its end may come first");
}

#[test]
fn signing_before_publishing_fails_even_where_nothing_is_kept() {
    let looks = KeySetCache { fetches_for_unknown_kid: true, ..epic() };
    let none = KeySetCache::new("Larkmoor", Seconds::new(0));
    let rehearsed = plan(HOUR, 0, 48 * HOUR, vec![looks, none]).rehearse();
    assert_eq!(
        rehearsed.gaps,
        [
            gap("new", "Epic", Missing::NotYetThere, 0, HOUR),
            gap("new", "Larkmoor", Missing::NotYetThere, 0, HOUR),
        ]
    );
    assert_eq!(rehearsed.sign_from, after(HOUR), "it looks again at an unknown kid");
}

#[test]
fn the_time_line_is_in_order() {
    let rehearsed = plan(0, 30 * HOUR, 40 * HOUR, vec![epic()]).rehearse();
    let line: Vec<_> = rehearsed
        .events
        .iter()
        .map(|event| (event.at.since(NOW).get(), event.kid.as_str(), event.what.clone()))
        .collect();
    assert_eq!(
        line,
        [
            (0, "new", What::Published),
            (29 * HOUR, "new", What::KnownAt("Epic".into())),
            (30 * HOUR, "new", What::SignedWith),
            (30 * HOUR + 300, "old", What::LastAssertionEnds),
            (40 * HOUR, "old", What::Removed),
            (69 * HOUR, "old", What::ForgottenAt("Epic".into())),
        ]
    );
    let json = serde_json::to_value(&rehearsed.events[1..3]).expect("JSON");
    let at = |hours: i64| after(hours * HOUR).get();
    assert_eq!(
        json,
        serde_json::json!([
            { "at": at(29), "kid": "new", "what": "known-at", "partner": "Epic" },
            { "at": at(30), "kid": "new", "what": "signed-with" },
        ])
    );
    let back =
        serde_json::from_value::<Vec<countersign::exchange::Event>>(json).expect("read back");
    assert_eq!(back, rehearsed.events[1..3]);
}

#[test]
fn how_long_a_set_is_kept_is_said_by_its_headers() {
    for (header, keeps) in [
        (None, 29 * HOUR),
        (Some("max-age=600"), 600),
        (Some("Public, MAX-AGE=\"600\""), 600),
        (Some("max-age=600, s-maxage=60"), 60),
        (Some("no-cache, max-age=600"), 0),
        (Some("max-age=999999"), 29 * HOUR),
        (Some("max-age=soon"), 29 * HOUR),
        (Some("private"), 29 * HOUR),
    ] {
        assert_eq!(KeySetCache::heeding("x", header, EPIC_KEEPS).keeps.get(), keeps, "{header:?}");
    }
}

fn caches() -> impl Strategy<Value = Vec<KeySetCache>> {
    let cache = (-10_i64..200_000, any::<bool>()).prop_map(|(keeps, fetches_for_unknown_kid)| {
        KeySetCache { fetches_for_unknown_kid, ..KeySetCache::new("x", Seconds::new(keeps)) }
    });
    prop::collection::vec(cache, 0..5)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn following_the_suggested_moments_leaves_no_gap(
        publish in -100_000_i64..100_000,
        sign in -100_000_i64..300_000,
        remove in -100_000_i64..400_000,
        lifetime in -10_i64..=300,
        caches in caches(),
    ) {
        let plan = Rotation { assertion_lifetime: Seconds::new(lifetime), ..plan(publish, sign, remove, caches) };
        let safe = plan.made_safe();
        prop_assert_eq!(safe.rehearse().gaps, []);
        prop_assert_eq!(&safe.made_safe(), &safe);
        let rehearsed = plan.rehearse();
        prop_assert!(rehearsed.gaps.iter().all(|gap| gap.lasts().get() > 0));
        prop_assert!(rehearsed.events.is_sorted_by_key(|event| event.at));
        // The suggestion is the earliest one: a second before, some partner may refuse.
        if !plan.caches.is_empty() {
            let early = Rotation { sign_at: rehearsed.sign_from - Seconds::new(1), ..safe };
            prop_assert!(!early.rehearse().gaps.is_empty());
        }
    }

    #[test]
    fn no_moment_makes_it_panic(
        moments in any::<[i64; 3]>(), spans in any::<[i64; 3]>(), header in "\\PC{0,40}",
    ) {
        let [publish_at, sign_at, remove_at] = moments.map(UnixSeconds::new);
        let [keeps, assertion_lifetime, token_lifetime] = spans.map(Seconds::new);
        let heeding = KeySetCache::heeding("x", Some(&header), Seconds::new(60));
        let caches = vec![KeySetCache::new("y", keeps), heeding];
        let plan = Rotation {
            publish_at, sign_at, remove_at, assertion_lifetime, token_lifetime, ..plan(0, 0, 0, caches)
        };
        prop_assert_eq!(plan.made_safe().rehearse().events.len(), 8);
    }
}
