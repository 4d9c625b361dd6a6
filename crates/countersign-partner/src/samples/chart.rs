//! The terse form that a sample patient is written in. What is not said here is left out of the resource.

use super::allergens::{Allergen, Sign};
use super::drugs::Drug;

/// One patient, with all that is known of them.
#[derive(Clone, Copy)]
pub(super) struct Chart {
    /// The Patient's id.
    pub(super) id: &'static str,
    /// The official name first.
    pub(super) names: &'static [Name],
    /// An AdministrativeGender code.
    pub(super) gender: &'static str,
    /// A FHIR date: a year and a month, or a year alone, where no more is known.
    pub(super) born: &'static str,
    /// When the patient died.
    pub(super) died: Option<&'static str>,
    /// Place among those born together.
    pub(super) birth_order: Option<u8>,
    /// The record number here.
    pub(super) record: &'static str,
    /// Street line and place.
    pub(super) home: Option<(&'static str, &'static str)>,
    /// The language to speak in: BCP 47 tag, and its name.
    pub(super) speaks: Option<(&'static str, &'static str)>,
    /// Whom to turn to: relation, and name.
    pub(super) contact: Option<(&'static str, Name)>,
    /// Another record of the same person: `replaces`, `replaced-by` or `seealso`, and its id.
    pub(super) link: Option<(&'static str, &'static str)>,
    /// `false` for a record that is no longer used.
    pub(super) active: bool,
    /// Day of the last change to the Patient, and the number of its version.
    pub(super) changed: (&'static str, u8),
    pub(super) medications: &'static [Rx],
    pub(super) allergies: &'static [Allergy],
}

/// What to start a [`Chart`] from.
pub(super) const BLANK: Chart = Chart {
    id: "",
    names: &[],
    gender: "unknown",
    born: "",
    died: None,
    birth_order: None,
    record: "",
    home: None,
    speaks: None,
    contact: None,
    link: None,
    active: true,
    changed: ("", 1),
    medications: &[],
    allergies: &[],
};

/// A name, by parts.
#[derive(Clone, Copy)]
pub(super) struct Name {
    /// A NameUse code.
    pub(super) usage: &'static str,
    pub(super) given: &'static [&'static str],
    /// Empty for people who have one name only.
    pub(super) family: &'static str,
    /// Whether the family name is written first.
    pub(super) family_first: bool,
}

/// The official name.
pub(super) const fn name(given: &'static [&'static str], family: &'static str) -> Name {
    Name { usage: "official", given, family, family_first: false }
}

impl Name {
    /// The same name in another use: `usual`, `maiden`, `temp`, …
    pub(super) const fn used_as(mut self, usage: &'static str) -> Name {
        self.usage = usage;
        self
    }

    /// The same name, its family name written first.
    pub(super) const fn family_first(mut self) -> Name {
        self.family_first = true;
        self
    }
}

/// One order for a drug.
#[derive(Clone, Copy)]
pub(super) struct Rx {
    pub(super) id: &'static str,
    pub(super) drug: &'static Drug,
    pub(super) dose: &'static str,
    pub(super) as_needed: bool,
    pub(super) authored: &'static str,
    /// A MedicationRequest status, and the day since when it is so.
    pub(super) status: (&'static str, &'static str),
    /// Why the status is what it is.
    pub(super) status_reason: Option<&'static str>,
    /// What the drug is for.
    pub(super) reason: Option<&'static str>,
    /// The order that this one takes the place of.
    pub(super) replaces: Option<&'static str>,
}

/// An order in force since the day it was written.
pub(super) const fn rx(
    id: &'static str,
    drug: &'static Drug,
    dose: &'static str,
    authored: &'static str,
) -> Rx {
    Rx {
        id,
        drug,
        dose,
        as_needed: false,
        authored,
        status: ("active", authored),
        status_reason: None,
        reason: None,
        replaces: None,
    }
}

impl Rx {
    const fn now(mut self, status: &'static str, since: &'static str) -> Rx {
        self.status = (status, since);
        self
    }

    /// Ended as planned.
    pub(super) const fn completed(self, on: &'static str) -> Rx {
        self.now("completed", on)
    }

    /// Ended before its time.
    pub(super) const fn stopped(self, on: &'static str, why: &'static str) -> Rx {
        self.now("stopped", on).why(why)
    }

    /// Withdrawn before the first dose.
    pub(super) const fn cancelled(self, on: &'static str, why: &'static str) -> Rx {
        self.now("cancelled", on).why(why)
    }

    /// Should never have been written.
    pub(super) const fn in_error(self, on: &'static str) -> Rx {
        self.now("entered-in-error", on)
    }

    /// Suspended, to be taken up again.
    pub(super) const fn on_hold(self, on: &'static str) -> Rx {
        self.now("on-hold", on)
    }

    /// Not yet signed.
    pub(super) const fn draft(self) -> Rx {
        let authored = self.authored;
        self.now("draft", authored)
    }

    /// Why the status is what it is.
    pub(super) const fn why(mut self, reason: &'static str) -> Rx {
        self.status_reason = Some(reason);
        self
    }

    /// What the drug is for.
    pub(super) const fn for_(mut self, reason: &'static str) -> Rx {
        self.reason = Some(reason);
        self
    }

    /// Takes the place of an earlier order.
    pub(super) const fn replaces(mut self, prior: &'static str) -> Rx {
        self.replaces = Some(prior);
        self
    }

    /// To be taken only when needed.
    pub(super) const fn as_needed(mut self) -> Rx {
        self.as_needed = true;
        self
    }
}

/// One allergy or intolerance, or the statement that none is known.
#[derive(Clone, Copy)]
pub(super) struct Allergy {
    pub(super) id: &'static str,
    pub(super) allergen: &'static Allergen,
    /// `allergy` or `intolerance`.
    pub(super) kind: &'static str,
    /// `low` or `high`.
    pub(super) criticality: Option<&'static str>,
    /// `active`, `inactive` or `resolved`.
    pub(super) clinical: &'static str,
    /// `confirmed`, `unconfirmed`, `refuted` or `entered-in-error`.
    pub(super) verification: &'static str,
    pub(super) recorded: &'static str,
    /// Day of the last change.
    pub(super) changed: &'static str,
    pub(super) reaction: Option<Reaction>,
}

/// What was seen, and how bad it was.
#[derive(Clone, Copy)]
pub(super) struct Reaction {
    pub(super) signs: &'static [&'static Sign],
    /// `mild`, `moderate` or `severe`.
    pub(super) severity: &'static str,
}

/// A confirmed allergy of low criticality; or that none is known, where the allergen says so.
pub(super) const fn allergy(
    id: &'static str,
    allergen: &'static Allergen,
    recorded: &'static str,
) -> Allergy {
    Allergy {
        id,
        allergen,
        kind: "allergy",
        criticality: Some("low"),
        clinical: "active",
        verification: "confirmed",
        recorded,
        changed: recorded,
        reaction: None,
    }
}

impl Allergy {
    /// The next reaction may be a matter of life and death.
    pub(super) const fn high(mut self) -> Allergy {
        self.criticality = Some("high");
        self
    }

    /// Not an immune reaction.
    pub(super) const fn intolerance(mut self) -> Allergy {
        self.kind = "intolerance";
        self
    }

    /// Told, not proven; how critical it is nobody has judged.
    pub(super) const fn unconfirmed(mut self) -> Allergy {
        self.verification = "unconfirmed";
        self.criticality = None;
        self
    }

    /// Disproven.
    pub(super) const fn refuted(mut self, on: &'static str) -> Allergy {
        self.verification = "refuted";
        self.clinical = "inactive";
        self.criticality = None;
        self.changed = on;
        self
    }

    /// Outgrown.
    pub(super) const fn resolved(mut self, on: &'static str) -> Allergy {
        self.clinical = "resolved";
        self.changed = on;
        self
    }

    /// Should never have been written.
    pub(super) const fn in_error(mut self, on: &'static str) -> Allergy {
        self.verification = "entered-in-error";
        self.changed = on;
        self
    }

    const fn reacted(mut self, signs: &'static [&'static Sign], severity: &'static str) -> Allergy {
        self.reaction = Some(Reaction { signs, severity });
        self
    }

    /// What was seen, and that it was mild.
    pub(super) const fn mild(self, signs: &'static [&'static Sign]) -> Allergy {
        self.reacted(signs, "mild")
    }

    /// What was seen, and that it was moderate.
    pub(super) const fn moderate(self, signs: &'static [&'static Sign]) -> Allergy {
        self.reacted(signs, "moderate")
    }

    /// What was seen, and that it was severe.
    pub(super) const fn severe(self, signs: &'static [&'static Sign]) -> Allergy {
        self.reacted(signs, "severe")
    }
}
