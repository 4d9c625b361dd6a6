//! Search parameters: which there are, and what they match (FHIR R4, Search).

use countersign::fhir::{PartialDate, instant};
use serde_json::Value;

/// How a parameter is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Starts with, case and accents ignored.
    Text,
    /// `system|value`, `value` or `|value`.
    Token,
    /// With a prefix: eq ne gt ge lt le sa eb ap.
    Date,
    /// `Patient/1` or `1`.
    Reference,
}

impl Kind {
    /// The word of a CapabilityStatement.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Token => "token",
            Self::Date => "date",
            Self::Reference => "reference",
        }
    }
}

/// The parameters of a type.
pub(super) fn of(resource: &str) -> &'static [(&'static str, Kind)] {
    match resource {
        "Patient" => &[
            ("_id", Kind::Token),
            ("_lastUpdated", Kind::Date),
            ("identifier", Kind::Token),
            ("name", Kind::Text),
            ("family", Kind::Text),
            ("given", Kind::Text),
            ("birthdate", Kind::Date),
            ("gender", Kind::Token),
        ],
        "MedicationRequest" => &[
            ("_id", Kind::Token),
            ("_lastUpdated", Kind::Date),
            ("patient", Kind::Reference),
            ("subject", Kind::Reference),
            ("status", Kind::Token),
            ("intent", Kind::Token),
            ("code", Kind::Token),
            ("authoredon", Kind::Date),
        ],
        "AllergyIntolerance" => &[
            ("_id", Kind::Token),
            ("_lastUpdated", Kind::Date),
            ("patient", Kind::Reference),
            ("clinical-status", Kind::Token),
            ("criticality", Kind::Token),
            ("code", Kind::Token),
        ],
        "AuditEvent" => &[
            ("_id", Kind::Token),
            ("date", Kind::Date),
            ("entity", Kind::Reference),
            ("outcome", Kind::Token),
        ],
        _ => &[],
    }
}

/// The parameters that a type may have which is served and not listed in [`of`].
pub(super) const OTHERS: [(&str, Kind); 4] = [
    ("_id", Kind::Token),
    ("_lastUpdated", Kind::Date),
    ("patient", Kind::Reference),
    ("subject", Kind::Reference),
];

/// Whether a resource has anything that the parameter could be compared with.
pub(super) fn is_said(resource: &Value, of: &str, name: &str) -> bool {
    places(of, name).iter().any(|place| resource.pointer(place).is_some())
}

/// Where a parameter looks; see [`at`].
fn places(resource: &str, name: &str) -> &'static [&'static str] {
    match (resource, name) {
        (_, "_id") => &["/id"],
        (_, "_lastUpdated") => &["/meta/lastUpdated"],
        (_, "identifier") => &["/identifier"],
        (_, "name") => {
            &["/name/text", "/name/family", "/name/given", "/name/prefix", "/name/suffix"]
        }
        (_, "family") => &["/name/family"],
        (_, "given") => &["/name/given"],
        (_, "birthdate") => &["/birthDate"],
        (_, "gender") => &["/gender"],
        ("AllergyIntolerance", "patient") => &["/patient/reference"],
        ("MedicationRequest", "patient") | (_, "subject") => &["/subject/reference"],
        (_, "patient") => &["/patient/reference", "/subject/reference"],
        (_, "status") => &["/status"],
        (_, "intent") => &["/intent"],
        (_, "outcome") => &["/outcome"],
        (_, "criticality") => &["/criticality"],
        (_, "clinical-status") => &["/clinicalStatus/coding"],
        ("MedicationRequest", "code") => &["/medicationCodeableConcept/coding"],
        (_, "code") => &["/code/coding"],
        (_, "authoredon") => &["/authoredOn"],
        (_, "date") => &["/recorded"],
        (_, "entity") => &["/entity/what/reference"],
        _ => &[],
    }
}

/// A value that cannot be compared; the sentence is for the client.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadValue(pub(super) String);

/// One parameter of a search, ready to compare.
#[derive(Debug)]
pub(super) struct Filter {
    kind: Kind,
    places: &'static [&'static str],
    /// Any of these will do.
    values: Vec<Wanted>,
}

#[derive(Debug)]
enum Wanted {
    Text(String),
    Token { system: Option<String>, value: String },
    Date { prefix: String, span: Span },
    Reference(String),
}

impl Filter {
    /// Reads the values of a parameter; a comma means *or*.
    pub(super) fn new(
        resource: &str,
        name: &str,
        kind: Kind,
        value: &str,
    ) -> Result<Self, BadValue> {
        let values = alternatives(value)
            .iter()
            .map(|one| wanted(name, kind, one))
            .collect::<Result<_, _>>()?;
        Ok(Self { kind, places: places(resource, name), values })
    }

    /// Whether a resource has what is wanted.
    pub(super) fn matches(&self, resource: &Value) -> bool {
        let found: Vec<_> = self.places.iter().flat_map(|place| at(resource, place)).collect();
        self.values.iter().any(|wanted| found.iter().any(|value| self.one(wanted, value)))
    }

    fn one(&self, wanted: &Wanted, value: &Value) -> bool {
        match wanted {
            Wanted::Text(start) => value.as_str().is_some_and(|text| {
                let text = plain(text);
                text.starts_with(start.as_str())
                    || text.split(' ').any(|word| word.starts_with(start.as_str()))
            }),
            Wanted::Token { system, value: wanted } => match value {
                // The system of a bare code is implied by its element.
                Value::String(code) => wanted.is_empty() || code == wanted,
                _ => {
                    let has =
                        value["value"].as_str().or(value["code"].as_str()).unwrap_or_default();
                    let of = value["system"].as_str().unwrap_or_default();
                    (wanted.is_empty() || has == wanted)
                        && system.as_deref().is_none_or(|system| of == system)
                }
            },
            Wanted::Date { prefix, span } => {
                value.as_str().and_then(Span::read).is_some_and(|has| compare(prefix, has, *span))
            }
            Wanted::Reference(reference) => value.as_str().is_some_and(|has| {
                has == reference
                    || (self.kind == Kind::Reference
                        && has.rsplit('/').next() == Some(reference.as_str()))
            }),
        }
    }
}

fn wanted(name: &str, kind: Kind, text: &str) -> Result<Wanted, BadValue> {
    Ok(match kind {
        Kind::Text => Wanted::Text(plain(text)),
        Kind::Token => match text.split_once('|') {
            Some((system, value)) => {
                Wanted::Token { system: Some(system.into()), value: value.into() }
            }
            None => Wanted::Token { system: None, value: text.into() },
        },
        Kind::Date => {
            let digits = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
            let (prefix, date) = text.split_at(digits);
            let Some(span) = Span::read(date) else {
                let wanted =
                    "YYYY, YYYY-MM, YYYY-MM-DD or a moment with its zone, with a prefix or without";
                return Err(BadValue(format!("{name} is not a date: wanted {wanted}")));
            };
            if !matches!(prefix, "" | "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "sa" | "eb" | "ap")
            {
                return Err(BadValue(format!(
                    "{name} has a prefix that is none of eq ne gt ge lt le sa eb ap"
                )));
            }
            Wanted::Date { prefix: prefix.into(), span }
        }
        Kind::Reference => Wanted::Reference(text.into()),
    })
}

/// The seconds that a date means, as FHIR reads it: a year is all of its seconds, a moment is one. Days are those of UTC.
#[derive(Clone, Copy, Debug)]
struct Span {
    first: i64,
    last: i64,
}

impl Span {
    fn read(text: &str) -> Option<Self> {
        if text.contains('T') {
            let at = instant(text)?.get();
            return Some(Self { first: at, last: at });
        }
        let (first, last) = text.parse::<PartialDate>().ok()?.seconds()?;
        Some(Self { first: first.get(), last: last.get() })
    }
}

fn compare(prefix: &str, has: Span, wanted: Span) -> bool {
    let within = wanted.first <= has.first && has.last <= wanted.last;
    match prefix {
        "ne" => !within,
        "gt" => has.last > wanted.last,
        "ge" => has.last > wanted.last || within,
        "lt" => has.first < wanted.first,
        "le" => has.first < wanted.first || within,
        "sa" => has.first > wanted.last,
        "eb" => has.last < wanted.first,
        "ap" => has.first <= wanted.last && wanted.first <= has.last,
        _ => within,
    }
}

/// The values of a parameter: a comma means *or*, unless a backslash stands before it.
fn alternatives(value: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ',' => all.push(String::new()),
            '\\' => all.last_mut().expect("there is always one").extend(letters.next()),
            other => all.last_mut().expect("there is always one").push(other),
        }
    }
    all
}

/// Every value at that place, `/name/given` for example; a list on the way is looked at one by one.
pub(super) fn at<'a>(resource: &'a Value, place: &str) -> Vec<&'a Value> {
    let segments: Vec<&str> = place.split('/').skip(1).collect();
    let mut found = Vec::new();
    collect(resource, &segments, &mut found);
    found
}

fn collect<'a>(value: &'a Value, path: &[&str], found: &mut Vec<&'a Value>) {
    match (value, path) {
        (Value::Array(all), _) => all.iter().for_each(|one| collect(one, path, found)),
        (_, []) => found.push(value),
        (_, [name, rest @ ..]) => {
            if let Some(inner) = value.get(name) {
                collect(inner, rest, found);
            }
        }
    }
}

/// Lower case, and the common accented letters of Latin script without their accents.
fn plain(text: &str) -> String {
    text.chars().map(|letter| unaccented(letter).to_ascii_lowercase()).collect()
}

/// In either case: the tables of all of Unicode weigh more than the rest of the search.
fn unaccented(letter: char) -> char {
    match letter {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' => 'a',
        'Ç' | 'ç' | 'Ć'..='č' => 'c',
        'Ď'..='đ' => 'd',
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' => 'e',
        'Ĝ'..='ģ' => 'g',
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' => 'i',
        'Ĺ'..='ł' => 'l',
        'Ñ' | 'ñ' | 'Ń'..='ň' => 'n',
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' => 'o',
        'Ŕ'..='ř' => 'r',
        'Ś'..='š' | 'Ș' | 'ș' => 's',
        'Ţ'..='ŧ' | 'Ț' | 'ț' => 't',
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' => 'u',
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' => 'y',
        'Ź'..='ž' => 'z',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn matches(resource: &Value, name: &str, value: &str) -> bool {
        let of_type = resource["resourceType"].as_str().expect("a type");
        let kind = of(of_type).iter().find(|(known, _)| *known == name).expect("a parameter").1;
        Filter::new(of_type, name, kind, value).expect("a value").matches(resource)
    }

    #[test]
    fn each_kind_compares_as_fhir_says() {
        let patient = json!({"resourceType": "Patient", "id": "a", "birthDate": "1971-08-09", "gender": "female",
            "name": [{"family": "Shaw", "given": ["Odalys", "Zoë"]}],
            "identifier": [{"system": "urn:mrn", "value": "TV-1"}]});
        for (name, value, expected) in [
            ("name", "sha", true),
            ("name", "ODA", true),
            ("name", "zoe", true),
            ("name", "haw", false),
            ("family", "Odalys", false),
            ("given", "Odalys", true),
            ("name", "x,shaw", true),
            ("identifier", "TV-1", true),
            ("identifier", "urn:mrn|TV-1", true),
            ("identifier", "urn:mrn|", true),
            ("identifier", "|TV-1", false),
            ("identifier", "urn:other|TV-1", false),
            ("_id", "a", true),
            ("gender", "male", false),
            ("birthdate", "1971-08-09", true),
            ("birthdate", "1971", true),
            ("birthdate", "ne1971", false),
            ("birthdate", "ge1971", true),
            ("birthdate", "gt1971-08-09", false),
            ("birthdate", "lt1972", true),
            ("name", "x\\,shaw", false),
            ("gender", "http://hl7.org/fhir/administrative-gender|female", true),
            ("birthdate", "sa1970", true),
            ("birthdate", "eb1971", false),
            ("birthdate", "ap1971-08", true),
        ] {
            assert_eq!(matches(&patient, name, value), expected, "{name}={value}");
        }
    }

    #[test]
    fn references_and_codes() {
        let request = json!({"resourceType": "MedicationRequest", "id": "m", "status": "active",
            "subject": {"reference": "Patient/odalys-shaw"},
            "medicationCodeableConcept": {"coding": [{"system": "rx", "code": "861007"}]}});
        assert!(
            matches(&request, "patient", "odalys-shaw")
                && matches(&request, "patient", "Patient/odalys-shaw")
        );
        assert!(!matches(&request, "patient", "shaw"));
        assert!(
            matches(&request, "code", "rx|861007") && matches(&request, "status", "active,stopped")
        );
    }

    #[test]
    fn a_bad_date_is_said() {
        for value in ["yesterday", "1971-13", "xx1971", "", "ge"] {
            assert!(Filter::new("Patient", "birthdate", Kind::Date, value).is_err(), "{value}");
        }
    }
}
