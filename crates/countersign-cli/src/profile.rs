//! `--profile`: whose strictness.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use countersign::rules::Profile;

/// Reads the id of a profile; help and errors list them.
pub(crate) fn parser() -> impl TypedValueParser<Value = &'static Profile> {
    let known = Profile::ALL.map(|profile| PossibleValue::new(profile.id).help(profile.name));
    PossibleValuesParser::new(known)
        .map(|id| Profile::by_id(&id).expect("clap lets through what is listed alone"))
}
