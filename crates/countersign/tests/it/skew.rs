//! The clocks compared, and what the verifier says to assertions made by a wrong one.

use countersign::assertion::Assertion;
use countersign::exchange::{Skew, SkewError};
use countersign::finding::{Finding, Status};
use countersign::jws::Alg;
use countersign::rules::Profile;
use countersign::time::{Seconds, UnixSeconds};
use countersign::verify::{Expectations, verify};
use countersign_testkit::NOW;
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;

fn headers(date: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("date", HeaderValue::from_bytes(date.as_bytes()).expect("a header"));
    headers
}

/// The clock here is ahead by that much, known to a second.
fn ahead(seconds: i64) -> Skew {
    let here = NOW + Seconds::new(seconds);
    Skew::between(NOW, here, here).expect("forwards")
}

#[test]
fn the_three_forms_of_a_date_are_read() {
    // RFC 9110 §5.6.7 gives one moment in all three; 784111777 is it by `date -u -d @784111777`.
    let at = UnixSeconds::new(784_111_777);
    for date in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
    ] {
        let skew = Skew::from_headers(&headers(date), at, at).expect("a date");
        assert_eq!((skew.partner_at, skew.ahead().get()), (at, 0), "{date}");
    }
    let leap = UnixSeconds::new(1_709_164_800);
    let skew = Skew::from_headers(&headers("Thu, 29 Feb 2024 00:00:00 GMT"), leap, leap);
    assert_eq!(skew.map(|skew| skew.partner_at), Ok(leap));
}

#[test]
fn what_is_no_date_is_said() {
    assert_eq!(Skew::from_headers(&HeaderMap::new(), NOW, NOW), Err(SkewError::NoDate));
    for date in [
        "",
        "yesterday",
        "Mon, 06 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 2026 00:00:00 GMT",
        "2026-05-12T14:03:20Z",
        "Sun, 06 Nov",
    ] {
        let error = Skew::from_headers(&headers(date), NOW, NOW).expect_err("no date");
        assert_eq!(
            (error.code(), error),
            ("skew.not-a-date", SkewError::NotADate { got: date.into() })
        );
    }
    let error = Skew::between(NOW, NOW, NOW - Seconds::new(3)).expect_err("backwards");
    assert_eq!(
        error.to_string(),
        "the answer came 3 s before the question, so the clock here was set meanwhile"
    );
}

#[test]
fn a_round_trip_makes_it_less_certain() {
    let second = |n| NOW + Seconds::new(n);
    // Asked at +100, answered at +104: the Date was made in between, so the clock is ahead by 99 to 105 s.
    let skew = Skew::between(NOW, second(100), second(104)).expect("forwards");
    assert_eq!((skew.least.get(), skew.most.get()), (99, 105));
    assert_eq!((skew.ahead().get(), skew.uncertainty().get()), (102, 3));
    let quick = Skew::between(NOW, second(-1), second(-1)).expect("forwards");
    assert_eq!((quick.least.get(), quick.most.get(), quick.uncertainty().get()), (-2, 0, 1));
}

#[test]
fn an_answer_from_a_cache_is_older_than_it_looks() {
    let mut kept = headers("Tue, 12 May 2026 14:03:20 GMT");
    assert_eq!(Skew::from_headers(&kept, NOW, NOW).map(|skew| skew.ahead().get()), Ok(0));
    kept.insert("age", HeaderValue::from_static("86400"));
    let day_later = NOW + Seconds::new(86_400);
    let skew = Skew::from_headers(&kept, day_later, day_later).expect("a date");
    assert_eq!((skew.ahead().get(), skew.uncertainty().get()), (0, 2));
    kept.insert("age", HeaderValue::from_static("-1"));
    assert_eq!(Skew::from_headers(&kept, NOW, NOW).map(|skew| skew.ahead().get()), Ok(0));
}

#[test]
fn the_finding_says_what_breaks_and_what_helps() {
    let fast = ahead(600).finding(&Profile::SPEC);
    assert_eq!((fast.code.id, fast.status), ("clock.skew", Status::Warn));
    assert_eq!(
        fast.message,
        "The clock here is ahead of the partner's by 10 min 0 s, give or take 1 s"
    );
    assert_eq!(fast.evidence.got.as_deref(), Some("2026-05-12T14:13:20Z"));
    assert_eq!(fast.evidence.expected.as_deref(), Some("2026-05-12T14:03:20Z"));
    assert_eq!(
        fast.evidence.near_miss.as_deref(),
        Some(
            "An assertion made by this clock is refused as not good yet (`jwt.nbf.future`). Set the clock by NTP; \
             until then set `iat` and `nbf` 601 s back, and `exp` at most 300 s after them."
        )
    );
    let slow = ahead(-400).finding(&Profile::EPIC);
    assert_eq!(
        slow.evidence.near_miss.as_deref(),
        Some(
            "An assertion made by this clock is refused as ended (`jwt.exp.expired`). Set the clock by NTP: it is too \
             slow for any lifetime."
        )
    );
    assert_eq!(ahead(600).finding(&Profile::JWT).status, Status::Skipped, "it does not ask");
    for (seconds, message) in [
        (0, "The clock here and the partner's agree, give or take 1 s"),
        (60, "The clock here is ahead of the partner's by 1 min 0 s, give or take 1 s"),
        (-60, "The clock here is behind the partner's by 1 min 0 s, give or take 1 s"),
    ] {
        let near = ahead(seconds).finding(&Profile::SPEC);
        assert_eq!((near.status, near.message.as_str()), (Status::Pass, message));
    }
    assert_eq!(ahead(-61).finding(&Profile::SPEC).status, Status::Warn);
    let vague = Skew::between(NOW, NOW, NOW + Seconds::new(90)).expect("forwards");
    assert_eq!(vague.finding(&Profile::SPEC).status, Status::Skipped);
}

/// What the partner finds about the times of an assertion made at `here` by its client's clock.
fn times_at_partner(
    assertion: &Assertion,
    nbf: bool,
    expect: &Expectations<'_>,
) -> Vec<(&'static str, Status)> {
    let mut draft = assertion.draft().expect("complete");
    if nbf {
        draft.set_claim("nbf", assertion.issued_at.get());
    }
    let token = format!("{}.AAAA", draft.signing_input(Alg::Rs384).as_str());
    let of_times = |finding: &Finding| {
        ["jwt.exp.", "jwt.nbf.", "jwt.iat.", "jwt.lifetime."]
            .iter()
            .any(|name| finding.code.id.starts_with(name))
    };
    verify(&token, None, expect, NOW)
        .findings
        .into_iter()
        .filter(|finding| {
            matches!(finding.status, Status::Fail | Status::Warn) && of_times(finding)
        })
        .map(|finding| (finding.code.id, finding.status))
        .collect()
}

fn made_at(at: UnixSeconds) -> Assertion {
    Assertion::new(
        "larkmoor",
        "https://ehr.example/token",
        "k1".parse().expect("a kid"),
        Alg::Rs384,
        "x",
        at,
    )
}

#[test]
fn the_effects_are_what_the_verifier_finds() {
    let profiles = [&Profile::SPEC, &Profile::LAUNCHER, &Profile::EPIC, &Profile::ORACLE];
    for profile in profiles {
        for seconds in
            [-900, -361, -360, -359, -301, -300, -299, -61, -5, 0, 11, 59, 60, 61, 300, 600, 3_600]
        {
            let expect = Expectations { profile, ..Expectations::default() };
            let found = times_at_partner(&made_at(NOW + Seconds::new(seconds)), true, &expect);
            let effects: Vec<_> = ahead(seconds)
                .effects(profile)
                .iter()
                .map(|effect| (effect.code.id, effect.status))
                .collect();
            assert_eq!(effects, found, "{seconds} s at {}", profile.id);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn an_assertion_written_as_advised_passes_without_any_leeway(
        skew in -250_i64..5_000,
        round_trip in 0_i64..20,
        within in 0.0_f64..=1.0,
    ) {
        let here = NOW + Seconds::new(skew);
        let measured = Skew::between(NOW, here, here + Seconds::new(round_trip)).expect("forwards");
        let advice = measured.advice();
        let Some(lifetime) = advice.lifetime else {
            prop_assert!(skew < -200, "{skew} s can be lived with");
            return Ok(());
        };
        // The partner's clock reads NOW when the clock here reads so much more, whatever in the range it is.
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a few seconds")]
        let truth = measured.least.get()
            + (within * (measured.most.get() - measured.least.get()) as f64) as i64;
        let assertion = Assertion { lifetime, ..made_at(NOW + Seconds::new(truth) - advice.back_date) };
        let expect = Expectations { leeway: Some(Seconds::new(0)), ..Expectations::default() };
        prop_assert_eq!(times_at_partner(&assertion, true, &expect), []);
        let ends = assertion.issued_at + lifetime;
        prop_assert!(ends.since(NOW).get() >= 30, "{} s are left", ends.since(NOW).get());
    }

    #[test]
    fn no_date_and_no_moment_makes_it_panic(
        date in "\\PC{0,40}|[A-Z][a-z]{2,8}, [0-9]{2}[ -][A-Z][a-z]{2}[ -][0-9]{2,4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT",
        age in "\\PC{0,12}",
        partner in any::<i64>(), sent in any::<i64>(), received in any::<i64>(),
    ) {
        let (partner, sent, received) =
            (UnixSeconds::new(partner), UnixSeconds::new(sent), UnixSeconds::new(received));
        let mut headers = HeaderMap::new();
        if let (Ok(date), Ok(age)) =
            (HeaderValue::from_bytes(date.as_bytes()), HeaderValue::from_bytes(age.as_bytes()))
        {
            headers.insert("date", date);
            headers.insert("age", age);
        }
        for skew in [Skew::between(partner, sent, received), Skew::from_headers(&headers, sent, received)]
            .into_iter()
            .flatten()
        {
            let finding = skew.finding(&Profile::SPEC);
            prop_assert!(!finding.message.is_empty() && skew.uncertainty().get() >= 0);
            skew.effects(&Profile::EPIC);
            skew.advice();
        }
    }
}
