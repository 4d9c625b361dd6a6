//! What patients react to, and how. Coded in SNOMED CT or RxNorm where that is certain, otherwise known by the text alone.

/// The two code systems that the table below draws on.
#[derive(Clone, Copy)]
pub(super) enum System {
    Snomed,
    RxNorm,
}

/// What a patient reacts to.
#[derive(Clone, Copy)]
pub(super) struct Allergen {
    /// What people read.
    pub(super) text: &'static str,
    /// Code system, code and the name there.
    pub(super) coding: Option<(System, &'static str, &'static str)>,
    /// `food`, `medication` or `environment`; a statement that no allergy is known has none.
    pub(super) category: Option<&'static str>,
}

/// What is seen when a patient reacts.
#[derive(Clone, Copy)]
pub(super) struct Sign {
    /// What people read.
    pub(super) text: &'static str,
    /// SNOMED CT code and the name there.
    pub(super) snomed: Option<(&'static str, &'static str)>,
}

const fn drug(text: &'static str, rxnorm: &'static str, name: &'static str) -> Allergen {
    Allergen { text, coding: Some((System::RxNorm, rxnorm, name)), category: Some("medication") }
}

const fn around(text: &'static str, snomed: &'static str, name: &'static str) -> Allergen {
    Allergen { text, coding: Some((System::Snomed, snomed, name)), category: Some("environment") }
}

const fn food(text: &'static str, snomed: &'static str, name: &'static str) -> Allergen {
    Allergen { text, coding: Some((System::Snomed, snomed, name)), category: Some("food") }
}

const fn uncoded(text: &'static str, category: &'static str) -> Allergen {
    Allergen { text, coding: None, category: Some(category) }
}

const fn none(text: &'static str, snomed: &'static str) -> Allergen {
    Allergen { text, coding: Some((System::Snomed, snomed, text)), category: None }
}

const fn sign(text: &'static str, snomed: &'static str, name: &'static str) -> Sign {
    Sign { text, snomed: Some((snomed, name)) }
}

pub(super) const NONE_KNOWN: &Allergen = &none("No known allergy", "716186003");
pub(super) const NO_DRUG_KNOWN: &Allergen = &none("No known drug allergy", "409137002");

pub(super) const AMOXICILLIN: &Allergen = &drug("Amoxicillin", "723", "amoxicillin");
pub(super) const ASPIRIN: &Allergen = &drug("Aspirin", "1191", "aspirin");
pub(super) const CODEINE: &Allergen = &drug("Codeine", "2670", "codeine");
pub(super) const IBUPROFEN: &Allergen = &drug("Ibuprofen", "5640", "ibuprofen");
pub(super) const LISINOPRIL: &Allergen = &drug("Lisinopril", "29046", "lisinopril");
pub(super) const SIMVASTATIN: &Allergen = &drug("Simvastatin", "36567", "simvastatin");
pub(super) const SULFAMETHOXAZOLE: &Allergen =
    &drug("Sulfamethoxazole", "10180", "sulfamethoxazole");
pub(super) const PENICILLIN: &Allergen = &Allergen {
    coding: Some((System::Snomed, "91936005", "Allergy to penicillin")),
    ..uncoded("Penicillin", "medication")
};

pub(super) const COW_MILK: &Allergen = &food("Cow’s milk", "3718001", "Cow's milk");
pub(super) const PEANUT: &Allergen = &food("Peanut", "91935009", "Allergy to peanut");
pub(super) const SHELLFISH: &Allergen = &food("Shellfish", "735029006", "Shellfish");
pub(super) const EGG: &Allergen = &uncoded("Egg", "food");
pub(super) const KIWI: &Allergen = &uncoded("Kiwi fruit", "food");

pub(super) const ANIMAL_DANDER: &Allergen = &around("Animal dander", "264287008", "Animal dander");
pub(super) const GRASS_POLLEN: &Allergen = &around("Grass pollen", "256277009", "Grass pollen");
pub(super) const HOUSE_DUST_MITE: &Allergen =
    &around("House dust mite", "260147004", "House dust mite");
pub(super) const LATEX: &Allergen = &around("Latex", "111088007", "Latex");
pub(super) const WASP_STING: &Allergen = &uncoded("Wasp sting", "environment");

pub(super) const ANAPHYLAXIS: &Sign = &sign("Anaphylaxis", "39579001", "Anaphylaxis");
pub(super) const COUGH: &Sign = &sign("Dry cough", "49727002", "Cough");
pub(super) const DIARRHOEA: &Sign = &sign("Diarrhoea", "62315008", "Diarrhea");
pub(super) const HIVES: &Sign = &sign("Hives", "126485001", "Urticaria");
pub(super) const ITCHING: &Sign = &sign("Itching", "418290006", "Itching");
pub(super) const MUSCLE_PAIN: &Sign = &sign("Muscle pain", "68962001", "Muscle pain");
pub(super) const NAUSEA: &Sign = &sign("Nausea", "422587007", "Nausea");
pub(super) const RASH: &Sign = &sign("Rash", "271807003", "Eruption of skin");
pub(super) const SNEEZING: &Sign = &sign("Sneezing", "76067001", "Sneezing");
pub(super) const THROAT_SWELLING: &Sign = &Sign { text: "Throat swelling", snomed: None };
pub(super) const VOMITING: &Sign = &sign("Vomiting", "422400008", "Vomiting");
pub(super) const WHEEZING: &Sign = &sign("Wheezing", "56018004", "Wheezing");
