//! `countersign compare`: two assertions side by side.

use countersign::assertion::compare::{Comparison, Difference, Side, Weight, compare};
use countersign::finding::Part;

use crate::input::stdin_twice;
use crate::output::text::{Cell, Text};
use crate::output::{json, style};
use crate::pasted::{PASTED_OCTETS, Pasted};
use crate::subject::Subject;
use crate::{Failure, Io, Outcome};

/// What `countersign compare` takes.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The one, such as the one that works: a file, the token itself, or - for stdin
    #[arg(value_name = "TOKEN")]
    left: Pasted,
    /// The other
    #[arg(value_name = "TOKEN")]
    right: Pasted,
}

pub(super) fn run(args: Args, io: &mut Io) -> Result<Outcome, Failure> {
    if args.left == Pasted::Stdin && args.right == Pasted::Stdin {
        return Err(stdin_twice("both assertions"));
    }
    let (left_at, left) = args.left.read_text("the left assertion", PASTED_OCTETS, io)?;
    let (right_at, right) = args.right.read_text("the right assertion", PASTED_OCTETS, io)?;
    let comparison = compare(&left, &right);
    Ok(Outcome {
        text: text(&comparison, [&left_at, &right_at]),
        json: json::value(&comparison),
        ..Outcome::default()
    })
}

fn text(comparison: &Comparison, found: [&Subject; 2]) -> String {
    let Comparison { faults, differences, same } = comparison;
    let mut text = Text::default();
    let decides = comparison.count(Weight::Decisive) > 0 || !faults.is_empty();
    let style = if decides { style::BAD } else { style::GOOD };
    text.words(0, Cell::styled(style, comparison.summary()));
    let named = ["left", "right"].into_iter().zip(found);
    text.rows(
        2,
        named
            .filter(|(_, found)| **found != Subject::Argument)
            .map(|(side, found)| [Cell::styled(style::FAINT, side), found.to_string().into()]),
    );
    if !faults.is_empty() {
        text.gap();
        text.rows(
            0,
            faults.iter().map(|fault| {
                let side = if fault.side == Side::Left { "left" } else { "right" };
                [side.into(), fault.part.name().into(), Cell::from(&fault.says)]
            }),
        );
    }
    let (expected, telling): (Vec<_>, Vec<_>) =
        differences.iter().partition(|difference| difference.weight == Weight::Expected);
    for difference in telling {
        text.gap();
        show(&mut text, difference);
    }
    text.gap();
    text.rows(
        0,
        [
            ("as usual", names(expected.iter().map(|one| (one.part, &one.name)))),
            ("the same", names(same.iter().map(|one| (one.part, &one.name)))),
        ]
        .into_iter()
        .filter(|(_, names)| !names.is_empty())
        .map(|(what, names)| [Cell::styled(style::FAINT, what), names.into()]),
    );
    text.gap();
    text.words(0, Cell::styled(style::FAINT, "No signature was verified."));
    text.finish()
}

fn show(text: &mut Text, difference: &Difference) {
    let weight = match difference.weight {
        Weight::Decisive => Cell::styled(style::BAD, "decides"),
        Weight::Notable => Cell::styled(style::DOUBTFUL, "notable"),
        Weight::Expected => Cell::styled(style::FAINT, "as usual"),
    };
    let subject = subject(difference.part, &difference.name);
    text.rows(0, [[weight, Cell::styled(style::NAME, subject)]]);
    text.words(2, &difference.says);
    let side = |value: &Option<String>| value.as_ref().map_or_else(|| "(none)".into(), Cell::value);
    text.rows(
        2,
        [("left", &difference.left), ("right", &difference.right)]
            .map(|(name, value)| [Cell::styled(style::FAINT, name), side(value)]),
    );
}

/// `header.kid`, `claims.aud`; a signature is a part and a member in one.
fn subject(part: Part, name: &str) -> String {
    if part.name() == name { name.to_owned() } else { format!("{}.{name}", part.name()) }
}

fn names<'a>(all: impl Iterator<Item = (Part, &'a String)>) -> String {
    all.map(|(part, name)| subject(part, name)).collect::<Vec<_>>().join(", ")
}
