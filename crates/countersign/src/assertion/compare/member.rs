//! Members of header and claims, one by one.

use serde_json::Value;

use super::{Comparison, Difference, Same, Weight, wording};
use crate::encoding::json::{Object, type_name};
use crate::finding::Part;
use crate::inspect::moment;
use crate::limits::ASSERTION_LIFETIME;
use crate::redact::{member_secret, shown};
use crate::time::Seconds;

/// What a partner looks at, in that order, and what it weighs if the values differ or one is missing.
const FLOW: [(Part, &str, Weight, Weight); 18] = {
    use Part::{Header, Payload, Signature};
    use Weight::{Decisive, Expected, Notable};
    [
        (Header, "alg", Decisive, Decisive),
        (Header, "typ", Decisive, Decisive),
        (Header, "kid", Decisive, Decisive),
        (Header, "jku", Decisive, Decisive),
        (Header, "crit", Decisive, Decisive),
        (Header, "b64", Decisive, Decisive),
        (Header, "", Notable, Notable),
        (Payload, "iss", Decisive, Decisive),
        (Payload, "sub", Decisive, Decisive),
        (Payload, "aud", Decisive, Decisive),
        (Payload, "exp", Expected, Decisive),
        (Payload, LIFETIME, Notable, Notable),
        (Payload, "nbf", Expected, Notable),
        (Payload, "iat", Expected, Notable),
        (Payload, "jti", Expected, Decisive),
        (Payload, "scope", Notable, Notable),
        (Payload, "", Notable, Notable),
        (Signature, super::signature::NAME, Expected, Decisive),
    ]
};
const LIFETIME: &str = "lifetime";
/// Claims that are moments.
const MOMENTS: [&str; 3] = ["exp", "nbf", "iat"];

/// Compares every member that either has.
pub(super) fn compare(into: &mut Comparison, part: Part, left: &Object, right: &Object) {
    let only_right = right.members().iter().filter(|member| left.get(&member.name).is_none());
    for member in left.members().iter().chain(only_right) {
        let name = &member.name;
        match (left.get(name), right.get(name)) {
            (Some(left), Some(right)) if left == right => {
                let value = display(name, left);
                into.same.push(Same { part, name: shown(name), value });
            }
            (left, right) => into.differences.push(difference(part, name, left, right)),
        }
    }
    if part == Part::Payload {
        compare_lifetimes(into, left, right);
    }
}

/// A `jti` that two assertions share is no agreement: the second one is a replay.
pub(super) fn compare_jti(into: &mut Comparison) {
    let jti = |same: &Same| same.part == Part::Payload && same.name == "jti";
    let Some(index) = into.same.iter().position(jti) else { return };
    let Same { part, name, value } = into.same.remove(index);
    into.differences.push(Difference {
        part,
        name,
        left: Some(value.clone()),
        right: Some(value),
        weight: Weight::Notable,
        says: "Both have the same `jti`: whichever is sent second is a replay".to_owned(),
    });
}

/// Where a member comes in the flow.
pub(super) fn rank(part: Part, name: &str) -> usize {
    row(part, name).0
}

fn row(part: Part, name: &str) -> (usize, (Part, &'static str, Weight, Weight)) {
    let of = |wanted: &str| FLOW.iter().position(|row| row.0 == part && row.1 == wanted);
    let index = of(name).or_else(|| of("")).unwrap_or(FLOW.len() - 1);
    (index, FLOW[index])
}

fn difference(part: Part, name: &str, left: Option<&Value>, right: Option<&Value>) -> Difference {
    let (_, (.., differs, missing)) = row(part, name);
    let known = differs != Weight::Notable;
    let (weight, says) = match (left, right) {
        (Some(a), Some(b)) if type_name(a) != type_name(b) => {
            let weight = if known { Weight::Decisive } else { differs };
            (weight, of_types(name, a, b))
        }
        (Some(a), Some(b)) if MOMENTS.contains(&name) => of_moments(name, a, b),
        (Some(_), Some(_)) if name == "jti" && part == Part::Payload => {
            (differs, "Each has its own `jti`, as it should".to_owned())
        }
        (Some(Value::String(a)), Some(Value::String(b))) if member_secret(name).is_none() => {
            (differs, wording::of_texts(&shown(name), a, b))
        }
        (Some(_), Some(_)) => (differs, format!("`{}` differs", shown(name))),
        (Some(_), None) => (missing, format!("Only the left one has `{}`", shown(name))),
        (None, _) => (missing, format!("Only the right one has `{}`", shown(name))),
    };
    Difference {
        part,
        left: left.map(|value| display(name, value)),
        right: right.map(|value| display(name, value)),
        name: shown(name),
        weight,
        says,
    }
}

fn of_types(name: &str, left: &Value, right: &Value) -> String {
    let inside = |array: &Value, one: &Value| array.as_array().is_some_and(|all| all.contains(one));
    let also = match (inside(left, right), inside(right, left)) {
        (false, false) => "",
        _ => ", with the same value in it",
    };
    format!(
        "The left `{0}` is {1}, the right one {2}{also}",
        shown(name),
        type_name(left),
        type_name(right)
    )
}

fn of_moments(name: &str, left: &Value, right: &Value) -> (Weight, String) {
    let milliseconds = |value| moment(value).is_some_and(|at| at.1);
    match (milliseconds(left), milliseconds(right)) {
        (true, false) => {
            (Weight::Notable, format!("The left `{name}` counts milliseconds, not seconds"))
        }
        (false, true) => {
            (Weight::Notable, format!("The right `{name}` counts milliseconds, not seconds"))
        }
        _ => (Weight::Expected, format!("Each has its own `{name}`")),
    }
}

/// `exp` less `iat` on either side.
fn compare_lifetimes(into: &mut Comparison, left: &Object, right: &Object) {
    let lifetime = |claims: &Object| {
        let (exp, iat) = (moment(claims.get("exp")?)?, moment(claims.get("iat")?)?);
        Some(exp.0.since(iat.0).get())
    };
    let (Some(left), Some(right)) = (lifetime(left), lifetime(right)) else { return };
    let (part, name) = (Part::Payload, LIFETIME.to_owned());
    let value = |seconds: i64| format!("{seconds} s");
    if left == right {
        return into.same.push(Same { part, name, value: value(left) });
    }
    let words = |seconds: i64| match seconds {
        0.. => Seconds::new(seconds).in_words(),
        _ => format!("{} less than nothing", Seconds::new(seconds).in_words()),
    };
    let limit = match (left > ASSERTION_LIFETIME, right > ASSERTION_LIFETIME) {
        (true, false) => "; five minutes is the most, which the left one exceeds",
        (false, true) => "; five minutes is the most, which the right one exceeds",
        _ => "",
    };
    let says = format!(
        "From `iat` to `exp` the left one has {}, the right one {}{limit}",
        words(left),
        words(right)
    );
    let (left, right) = (Some(value(left)), Some(value(right)));
    into.differences.push(Difference { part, name, left, right, weight: Weight::Notable, says });
}

/// The value as JSON, without what is secret in it.
fn display(name: &str, value: &Value) -> String {
    match member_secret(name) {
        Some(secret) => secret.mark().to_owned(),
        None => shown(&value.to_string()),
    }
}
