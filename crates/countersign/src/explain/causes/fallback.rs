//! When nothing else fits: what can still be said.

use super::{Row, Rule, Sign};

pub(super) const RULES: &[Rule] = &[
    Rule { when: &[Sign::StatusWithin(200, 299)], causes: &[SUCCESS] },
    Rule { when: &[Sign::StatusWithin(400, 499)], causes: &[CLIENT_FAULT, NOTHING] },
    Rule { when: &[Sign::Always], causes: &[NOTHING] },
];

const SUCCESS: Row = Row {
    title: "By its status this is a success",
    why: "The body is not what a step of this flow answers with.",
    test: "Look at the `Content-Type` and at the first lines of the body.",
    fix: "Check the address; where a later request fails, explain that reply instead.",
    ..Row::POSSIBLE.modelled()
};

const CLIENT_FAULT: Row = Row {
    title: "Something in front of the partner refused, or the address is not the right one",
    why: "The body is not one that a token endpoint or a FHIR server answers with.",
    test: "Read the `Server` and `Via` headers: they name what answered.",
    fix: "Take the addresses from the discovery document, and ask the partner what its gateway demands.",
    ..Row::POSSIBLE.modelled()
};

const NOTHING: Row = Row {
    title: "Nothing here points to a cause",
    why: "What was given fits any of them.",
    test: "Send the request once more with `curl -i`, and give the whole reply with the assertion that was sent.",
    fix: "Four things would narrow it down: the status, the headers with `Date`, the body, and the assertion.",
    ..Row::REMOTE.modelled()
};
