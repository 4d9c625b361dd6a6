//! `clock.*`: the two clocks.

use countersign::exchange::Skew;
use countersign::finding::Finding;
use countersign::rules::Profile;
use countersign::rules::code::clock;
use countersign::time::Seconds;
use countersign_testkit::NOW;

use super::{Example, example};

pub(super) fn good(profile: &Profile) -> Vec<Finding> {
    vec![Skew::between(NOW, NOW, NOW).expect("in order").finding(profile)]
}

pub(super) fn examples() -> Vec<Example> {
    let ahead = NOW + Seconds::new(600);
    vec![example(&clock::SKEW, move |p| {
        vec![Skew::between(ahead, NOW, NOW).expect("in order").finding(p)]
    })]
}
