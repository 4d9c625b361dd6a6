//! The patients of Tern Valley Health. Every one of them is invented.
//!
//! To add one, copy a neighbour, give it ids that nobody has, and run the tests of this module. A comment says what a
//! record is good for, where that is more than company for the others.

use super::allergens::{
    self as to, ANAPHYLAXIS, COUGH, DIARRHOEA, HIVES, ITCHING, MUSCLE_PAIN, NAUSEA, RASH, SNEEZING,
    THROAT_SWELLING, VOMITING, WHEEZING,
};
use super::chart::{BLANK, Chart, allergy, name, rx};
use super::drugs::*;

/// All charts, households together. One order to a line: a table is read down its columns.
#[rustfmt::skip]
pub(super) const PEOPLE: &[Chart] = &[
    Chart {
        id: "odalys-shaw",
        names: &[name(&["Odalys"], "Shaw")],
        gender: "female", born: "1971-08-09", record: "TV-40-11872",
        home: Some(("18 Cooper’s Rise", "Marl Bridge")),
        changed: ("2025-07-12", 3),
        medications: &[
            rx("mr-1880", LISINOPRIL_10, "1 tablet each morning", "2024-03-03"),
            rx("mr-2207", METFORMIN_500, "1 tablet twice a day, with meals", "2025-01-14"),
            rx("mr-2391", SALBUTAMOL, "2 puffs when needed", "2025-07-12").as_needed().on_hold("2025-10-02"),
        ],
        allergies: &[
            allergy("ai-0412", to::PENICILLIN, "2019-05-02").high().moderate(&[HIVES]),
            allergy("ai-0413", to::PEANUT, "2019-05-02").high().severe(&[THROAT_SWELLING]),
        ],
        ..BLANK
    },

    // Dose found by measuring, month after month: enough orders for several pages.
    Chart {
        id: "cornelius-hathermoor",
        names: &[name(&["Cornelius", "Edric"], "Hathermoor"), name(&["Con"], "Hathermoor").used_as("usual")],
        gender: "male", born: "1949-01-30", record: "TV-12-00418",
        home: Some(("Ferry Cottage, Staithe Road", "Kestrel Hythe")),
        changed: ("2026-11-05", 6),
        medications: &[
            rx("mr-1483", DIGOXIN, "1 tablet each morning", "2021-06-14").for_("Atrial fibrillation"),
            rx("mr-1484", CARVEDILOL, "1 tablet twice a day", "2021-06-14").for_("Atrial fibrillation"),
            rx("mr-1287", ASPIRIN, "1 tablet a day", "2020-02-11").stopped("2023-11-20", "Warfarin was started"),
            rx("mr-1838", WARFARIN, "3 mg at six in the evening", "2023-11-20").completed("2023-11-27"),
            rx("mr-1841", WARFARIN, "3 mg at six in the evening", "2023-11-27").replaces("mr-1838").completed("2023-12-11"),
            rx("mr-1847", WARFARIN, "4 mg at six in the evening", "2023-12-11").replaces("mr-1841").completed("2024-01-08"),
            rx("mr-1858", WARFARIN, "4 mg at six in the evening", "2024-01-08").replaces("mr-1847").completed("2024-02-05"),
            rx("mr-1869", WARFARIN, "5 mg at six in the evening", "2024-02-05").replaces("mr-1858").completed("2024-03-11"),
            rx("mr-1888", WARFARIN, "5 mg at six in the evening", "2024-03-11").replaces("mr-1869").completed("2024-04-08"),
            rx("mr-1917", WARFARIN, "5 mg at six in the evening", "2024-04-08").replaces("mr-1888").completed("2024-05-06"),
            rx("mr-1946", WARFARIN, "4 mg at six in the evening", "2024-05-06").replaces("mr-1917").completed("2024-06-10"),
            rx("mr-1982", WARFARIN, "4 mg at six in the evening", "2024-06-10").replaces("mr-1946").completed("2024-07-08"),
            rx("mr-2011", WARFARIN, "4 mg at six in the evening", "2024-07-08").replaces("mr-1982").completed("2024-08-19"),
            rx("mr-2054", WARFARIN, "5 mg at six in the evening", "2024-08-19").replaces("mr-2011").completed("2024-09-16"),
            rx("mr-2083", WARFARIN, "5 mg at six in the evening", "2024-09-16").replaces("mr-2054").completed("2024-10-21"),
            rx("mr-2119", WARFARIN, "6 mg at six in the evening", "2024-10-21").replaces("mr-2083").completed("2024-11-18"),
            rx("mr-2148", WARFARIN, "5 mg at six in the evening", "2024-11-18").replaces("mr-2119").completed("2024-12-16"),
            rx("mr-2177", WARFARIN, "5 mg at six in the evening", "2024-12-16").replaces("mr-2148").completed("2025-01-13"),
            rx("mr-2206", WARFARIN, "4 mg at six in the evening", "2025-01-13").replaces("mr-2177").completed("2025-01-27"),
            rx("mr-2220", WARFARIN, "3 mg at six in the evening", "2025-01-27").replaces("mr-2206").completed("2025-02-24"),
            rx("mr-2249", WARFARIN, "4 mg at six in the evening", "2025-02-24").replaces("mr-2220").completed("2025-03-31"),
            rx("mr-2285", WARFARIN, "5 mg at six in the evening", "2025-03-31").replaces("mr-2249").completed("2025-04-28"),
            rx("mr-2314", WARFARIN, "5 mg at six in the evening", "2025-04-28").replaces("mr-2285").completed("2025-06-09"),
            rx("mr-2357", WARFARIN, "5 mg at six in the evening", "2025-06-09").replaces("mr-2314").completed("2025-07-14"),
            rx("mr-2393", WARFARIN, "6 mg at six in the evening", "2025-07-14").replaces("mr-2357").completed("2025-08-11"),
            rx("mr-2422", WARFARIN, "6 mg at six in the evening", "2025-08-11").replaces("mr-2393").completed("2025-09-08"),
            rx("mr-2451", WARFARIN, "5 mg at six in the evening", "2025-09-08").replaces("mr-2422").completed("2025-10-13"),
            rx("mr-2487", WARFARIN, "5 mg at six in the evening", "2025-10-13").replaces("mr-2451").completed("2025-11-10"),
            rx("mr-2516", WARFARIN, "4 mg at six in the evening", "2025-11-10").replaces("mr-2487").completed("2025-12-22"),
            rx("mr-2559", WARFARIN, "4 mg at six in the evening", "2025-12-22").replaces("mr-2516").completed("2026-01-19"),
            rx("mr-2588", WARFARIN, "5 mg at six in the evening", "2026-01-19").replaces("mr-2559").completed("2026-02-23"),
            rx("mr-2624", WARFARIN, "5 mg at six in the evening", "2026-02-23").replaces("mr-2588").completed("2026-04-06"),
            rx("mr-2668", WARFARIN, "5 mg at six in the evening", "2026-04-06").replaces("mr-2624").completed("2026-05-04"),
            rx("mr-2697", WARFARIN, "5 mg at six in the evening", "2026-05-04").replaces("mr-2668").completed("2026-06-08"),
            rx("mr-2733", WARFARIN, "4 mg at six in the evening", "2026-06-08").replaces("mr-2697").completed("2026-07-20"),
            rx("mr-2776", WARFARIN, "4 mg at six in the evening", "2026-07-20").replaces("mr-2733").completed("2026-08-17"),
            rx("mr-2805", WARFARIN, "5 mg at six in the evening", "2026-08-17").replaces("mr-2776"),
            rx("mr-2235", AMOXICILLIN, "1 tablet three times a day for 5 days", "2025-02-10")
                .completed("2025-02-15").for_("Chest infection"),
        ],
        allergies: &[allergy("ai-0508", to::IBUPROFEN, "2022-08-19").intolerance().high().moderate(&[NAUSEA, VOMITING])],
        ..BLANK
    },

    // A cough from one drug, muscle pain from another; each replaced.
    Chart {
        id: "ephraim-tollander",
        names: &[name(&["Ephraim"], "Tollander")],
        gender: "male", born: "1938", record: "TV-03-20977",
        home: Some(("Almshouse 4", "Marl Bridge")),
        changed: ("2025-03-18", 2),
        medications: &[
            rx("mr-1601", LISINOPRIL_10, "1 tablet each morning", "2022-04-05")
                .stopped("2022-06-21", "Dry cough").for_("High blood pressure"),
            rx("mr-1632", LOSARTAN, "1 tablet each morning", "2022-06-21").replaces("mr-1601").for_("High blood pressure"),
            rx("mr-1368", SIMVASTATIN, "1 tablet at night", "2020-09-01").stopped("2021-01-12", "Muscle pain"),
            rx("mr-1433", ROSUVASTATIN, "1 tablet at night", "2021-02-09").replaces("mr-1368"),
            rx("mr-2272", COLECALCIFEROL, "1 capsule a day", "2025-03-18"),
        ],
        allergies: &[
            allergy("ai-0504", to::LISINOPRIL, "2022-06-21").intolerance().mild(&[COUGH]),
            allergy("ai-0462", to::SIMVASTATIN, "2021-01-12").intolerance().moderate(&[MUSCLE_PAIN]),
        ],
        ..BLANK
    },

    // Told as a child that she was allergic; tested, and she is not.
    Chart {
        id: "zoe-brackenbury",
        names: &[name(&["Zoë", "Marguerite"], "Brackenbury-Lisle"), name(&["Zoë"], "Brackenbury").used_as("maiden")],
        gender: "female", born: "1987-04-22", record: "TV-51-30218",
        home: Some(("3 Tannery Yard", "Saltley Cross")),
        changed: ("2024-05-30", 4),
        medications: &[
            rx("mr-1975", AMOXICILLIN, "1 tablet three times a day for 7 days", "2024-06-03")
                .completed("2024-06-10").for_("Sinusitis"),
            rx("mr-1825", SUMATRIPTAN, "1 tablet at the start of a migraine; no more than 2 in a day", "2023-10-17")
                .as_needed().for_("Migraine"),
            rx("mr-1590", LEVONORGESTREL, "One system, in place for up to 8 years", "2022-03-08"),
        ],
        allergies: &[
            allergy("ai-0116", to::PENICILLIN, "1999-02-01").refuted("2024-05-30").mild(&[RASH]),
            allergy("ai-0370", to::GRASS_POLLEN, "2016-06-09").mild(&[SNEEZING, ITCHING]),
        ],
        ..BLANK
    },

    // Nothing is taken, and it is known that there is no allergy.
    Chart {
        id: "mirela-castovan",
        names: &[name(&["Mirela"], "Castovan")],
        gender: "female", born: "1996-12-03", record: "TV-77-41150",
        home: Some(("Flat 9, The Maltings", "Marl Bridge")),
        changed: ("2026-02-16", 1),
        allergies: &[allergy("ai-0611", to::NONE_KNOWN, "2026-02-16")],
        ..BLANK
    },

    // Nothing at all is recorded, which is not the same.
    Chart {
        id: "tobias-fennimore",
        names: &[name(&["Tobias"], "Fennimore-Reyes")],
        gender: "male", born: "2001-05-19", record: "TV-83-00672",
        home: Some(("12 Foundry Lane", "Saltley Cross")),
        changed: ("2026-09-08", 1),
        ..BLANK
    },

    // Died; what was taken then was stopped.
    Chart {
        id: "bertram-ashdownley",
        names: &[name(&["Bertram"], "Ashdownley")],
        gender: "male", born: "1933-11-07", died: Some("2025-12-30T04:40:00Z"), record: "TV-01-09934",
        home: Some(("Old Rectory", "Fenny Ottery")),
        changed: ("2025-12-30", 9),
        medications: &[
            rx("mr-1794", FUROSEMIDE, "2 tablets each morning", "2023-08-02")
                .stopped("2025-12-30", "Patient died").for_("Heart failure"),
            rx("mr-1795", CARVEDILOL, "1 tablet twice a day", "2023-08-02")
                .stopped("2025-11-28", "Low blood pressure").for_("Heart failure"),
            rx("mr-2557", MORPHINE, "2.5 ml every four hours when needed", "2025-12-20")
                .as_needed().stopped("2025-12-30", "Patient died").for_("Breathlessness"),
            rx("mr-2558", LACTULOSE, "15 ml twice a day", "2025-12-20").stopped("2025-12-30", "Patient died"),
        ],
        allergies: &[allergy("ai-0536", to::NO_DRUG_KNOWN, "2023-08-02")],
        ..BLANK
    },

    // A household: mother, father, and a child some weeks old who is not named yet.
    Chart {
        id: "ilka-varga",
        names: &[name(&["Ilka", "Zsófia"], "Varga")],
        gender: "female", born: "1993-03-14", record: "TV-69-12204",
        home: Some(("27 Weir Terrace", "Upper Tern")),
        speaks: Some(("hu", "Hungarian")),
        changed: ("2026-10-19", 5),
        medications: &[
            rx("mr-2596", FOLIC_ACID, "1 tablet a day", "2026-01-26").completed("2026-04-20").for_("Pregnancy"),
            rx("mr-2762", FERROUS_SULFATE, "1 tablet a day", "2026-07-06").for_("Iron deficiency in pregnancy"),
            rx("mr-2871", PARACETAMOL, "2 tablets up to four times a day when needed", "2026-10-20")
                .as_needed().completed("2026-10-27"),
        ],
        allergies: &[allergy("ai-0609", to::LATEX, "2026-01-26").moderate(&[RASH, ITCHING])],
        ..BLANK
    },
    Chart {
        id: "tormod-lindqvist",
        names: &[name(&["Tormod"], "Lindqvist-Aa")],
        gender: "male", born: "1990-09-02", record: "TV-69-12205",
        home: Some(("27 Weir Terrace", "Upper Tern")),
        changed: ("2025-05-06", 2),
        medications: &[
            rx("mr-1911", LORATADINE, "1 tablet a day from April to July", "2024-04-02").completed("2024-07-31"),
            rx("mr-2292", CETIRIZINE, "1 tablet a day from April to July", "2025-04-07").completed("2025-07-31"),
        ],
        allergies: &[allergy("ai-0556", to::GRASS_POLLEN, "2024-04-02").mild(&[SNEEZING])],
        ..BLANK
    },
    Chart {
        id: "varga-newborn",
        names: &[name(&["Baby girl"], "Varga").used_as("temp")],
        gender: "female", born: "2026-10-19", record: "TV-90-50031",
        home: Some(("27 Weir Terrace", "Upper Tern")),
        contact: Some(("Mother", name(&["Ilka"], "Varga"))),
        changed: ("2026-10-20", 2),
        medications: &[rx("mr-2884", COLECALCIFEROL_DROPS, "1 drop a day", "2026-11-02")],
        ..BLANK
    },

    // Three generations, the family name first.
    Chart {
        id: "nguyen-thi-suong",
        names: &[name(&["Thị", "Sương"], "Nguyễn").family_first()],
        gender: "female", born: "1941-02", record: "TV-22-08115",
        home: Some(("8 Chapel Row", "Saltley Cross")),
        speaks: Some(("vi", "Vietnamese")),
        contact: Some(("Son", name(&["Khắc", "Lâm"], "Nguyễn").family_first())),
        changed: ("2026-06-11", 7),
        medications: &[
            rx("mr-1760", AMLODIPINE_5, "1 tablet a day", "2023-05-09").completed("2024-09-17").for_("High blood pressure"),
            rx("mr-2084", AMLODIPINE_10, "1 tablet a day", "2024-09-17").replaces("mr-1760").for_("High blood pressure"),
            rx("mr-1761", ATORVASTATIN_20, "1 tablet at night", "2023-05-09"),
            rx("mr-2736", DONEPEZIL, "1 tablet at bedtime", "2026-06-11").for_("Alzheimer’s disease"),
        ],
        allergies: &[allergy("ai-0259", to::SULFAMETHOXAZOLE, "2008-10-30").high().severe(&[RASH])],
        ..BLANK
    },
    Chart {
        id: "nguyen-khac-lam",
        names: &[name(&["Khắc", "Lâm"], "Nguyễn").family_first()],
        gender: "male", born: "1968-07-26", record: "TV-22-08116",
        home: Some(("8 Chapel Row", "Saltley Cross")),
        speaks: Some(("vi", "Vietnamese")),
        changed: ("2026-08-27", 4),
        medications: &[
            rx("mr-1729", METFORMIN_500, "1 tablet twice a day, with meals", "2023-02-20")
                .completed("2024-08-12").for_("Type 2 diabetes"),
            rx("mr-2047", METFORMIN_1000, "1 tablet twice a day, with meals", "2024-08-12")
                .replaces("mr-1729").for_("Type 2 diabetes"),
            rx("mr-2815", EMPAGLIFLOZIN, "1 tablet each morning", "2026-08-27").for_("Type 2 diabetes"),
            rx("mr-2048", GLIPIZIDE, "1 tablet before breakfast", "2024-08-12").stopped("2024-11-04", "Low blood sugar"),
        ],
        allergies: &[allergy("ai-0523", to::NONE_KNOWN, "2023-02-20")],
        ..BLANK
    },
    Chart {
        id: "mai-nguyen",
        names: &[name(&["Mai", "An"], "Nguyễn")],
        gender: "female", born: "2012-11-08", record: "TV-79-30440",
        home: Some(("8 Chapel Row", "Saltley Cross")),
        contact: Some(("Father", name(&["Khắc", "Lâm"], "Nguyễn").family_first())),
        changed: ("2026-03-03", 3),
        medications: &[
            rx("mr-2458", BECLOMETASONE, "1 puff twice a day, with a spacer", "2025-09-15").for_("Asthma"),
            rx("mr-2459", SALBUTAMOL, "2 puffs when needed, with a spacer", "2025-09-15").as_needed().for_("Asthma"),
        ],
        allergies: &[
            allergy("ai-0598", to::HOUSE_DUST_MITE, "2025-09-15").moderate(&[WHEEZING]),
            allergy("ai-0335", to::EGG, "2014-01-20").resolved("2019-08-05").mild(&[HIVES]),
        ],
        ..BLANK
    },

    // Twins.
    Chart {
        id: "taiwo-oyeniyi",
        names: &[name(&["Táíwò"], "Oyèníyì")],
        gender: "male", born: "2015-04-02", birth_order: Some(1), record: "TV-81-22017",
        home: Some(("5 Lock Keeper’s Close", "Upper Tern")),
        contact: Some(("Mother", name(&["Adéọlá"], "Oyèníyì"))),
        changed: ("2026-01-13", 2),
        medications: &[
            rx("mr-2582", ADRENALINE, "One injection into the thigh; then call an ambulance", "2026-01-13").as_needed(),
            rx("mr-2538", AMOXICILLIN_LIQUID, "10 ml three times a day for 7 days", "2025-12-01")
                .cancelled("2025-12-01", "Written for the wrong twin"),
        ],
        allergies: &[allergy("ai-0381", to::PEANUT, "2017-03-28").high().severe(&[ANAPHYLAXIS])],
        ..BLANK
    },
    Chart {
        id: "kehinde-oyeniyi",
        names: &[name(&["Kẹ́hìndé"], "Oyèníyì")],
        gender: "female", born: "2015-04-02", birth_order: Some(2), record: "TV-81-22018",
        home: Some(("5 Lock Keeper’s Close", "Upper Tern")),
        contact: Some(("Mother", name(&["Adéọlá"], "Oyèníyì"))),
        changed: ("2025-12-01", 2),
        medications: &[
            rx("mr-2539", AMOXICILLIN_LIQUID, "10 ml three times a day for 7 days", "2025-12-01")
                .completed("2025-12-08").for_("Ear infection"),
            rx("mr-2540", PARACETAMOL_LIQUID, "10 ml up to four times a day when needed", "2025-12-01")
                .as_needed().completed("2025-12-05"),
        ],
        allergies: &[allergy("ai-0382", to::PEANUT, "2017-03-28").in_error("2017-04-03").mild(&[RASH])],
        ..BLANK
    },
    Chart {
        id: "adeola-oyeniyi",
        names: &[name(&["Adéọlá", "Folúkẹ́"], "Oyèníyì")],
        gender: "female", born: "1984-08-17", record: "TV-81-22016",
        home: Some(("5 Lock Keeper’s Close", "Upper Tern")),
        changed: ("2025-09-22", 3),
        medications: &[
            rx("mr-2106", SERTRALINE_50, "1 tablet a day", "2024-10-08").completed("2025-01-07").for_("Depression"),
            rx("mr-2200", SERTRALINE_100, "1 tablet a day", "2025-01-07")
                .replaces("mr-2106").completed("2025-09-22").for_("Depression"),
            rx("mr-2466", SERTRALINE_50, "1 tablet a day for 4 weeks, then stop", "2025-09-22")
                .replaces("mr-2200").completed("2025-10-20").for_("Depression"),
        ],
        allergies: &[allergy("ai-0571", to::NO_DRUG_KNOWN, "2024-10-08")],
        ..BLANK
    },

    // Written twice: the second record was merged into the first.
    Chart {
        id: "rosalind-threlkeld",
        names: &[name(&["Rosalind", "Una"], "Threlkeld")],
        gender: "female", born: "1958-06-30", record: "TV-31-16650",
        home: Some(("Hill Farm", "Fenny Ottery")),
        link: Some(("replaces", "rose-threlkeld")),
        changed: ("2025-08-04", 5),
        medications: &[
            rx("mr-2415", LEVOTHYROXINE_75, "1 tablet each morning, before food", "2025-08-04")
                .replaces("mr-1716").for_("Underactive thyroid"),
            rx("mr-1716", LEVOTHYROXINE_50, "1 tablet each morning, before food", "2023-01-17")
                .completed("2025-08-04").for_("Underactive thyroid"),
            rx("mr-2156", HYDROCHLOROTHIAZIDE, "Half a tablet each morning", "2024-11-26").stopped("2025-02-04", "Low sodium"),
        ],
        allergies: &[allergy("ai-0298", to::CODEINE, "2011-07-14").intolerance().moderate(&[NAUSEA, VOMITING])],
        ..BLANK
    },
    Chart {
        id: "rose-threlkeld",
        names: &[name(&["Rose"], "Threlkeld")],
        gender: "female", born: "1958-06-30", record: "TV-88-02913",
        link: Some(("replaced-by", "rosalind-threlkeld")),
        active: false,
        changed: ("2025-08-04", 2),
        ..BLANK
    },

    // Pain after an accident: the dose up, then down, then nothing.
    Chart {
        id: "sadhbh-omalloran",
        names: &[name(&["Sadhbh"], "O’Malloran")],
        gender: "female", born: "1979-10-12", record: "TV-45-27703",
        home: Some(("1 Quarry Steps", "Larksend")),
        changed: ("2025-06-17", 4),
        medications: &[
            rx("mr-2213", CODEINE, "1 tablet four times a day", "2025-01-20").completed("2025-01-27").for_("Broken leg"),
            rx("mr-2221", MORPHINE_LONG, "1 tablet twice a day", "2025-01-27")
                .replaces("mr-2213").completed("2025-03-10").for_("Broken leg"),
            rx("mr-2264", MORPHINE_LONG, "1 tablet at night", "2025-03-10")
                .replaces("mr-2221").completed("2025-04-07").for_("Broken leg"),
            rx("mr-2293", CODEINE, "1 tablet twice a day", "2025-04-07")
                .replaces("mr-2264").completed("2025-05-12").for_("Broken leg"),
            rx("mr-2222", LACTULOSE, "15 ml twice a day", "2025-01-27").completed("2025-05-12"),
            rx("mr-2366", GABAPENTIN, "1 capsule at night", "2025-06-17").draft().for_("Nerve pain"),
        ],
        allergies: &[allergy("ai-0579", to::IBUPROFEN, "2025-01-20").intolerance().unconfirmed().mild(&[NAUSEA])],
        ..BLANK
    },

    // One order was meant for another person, and is marked so.
    Chart {
        id: "jose-penarrubia",
        names: &[name(&["José", "Ángel"], "Peñarrubia Ríos")],
        gender: "male", born: "1965-05-01", record: "TV-36-19027",
        home: Some(("44 Cooper’s Rise", "Marl Bridge")),
        speaks: Some(("es", "Spanish")),
        changed: ("2026-04-14", 3),
        medications: &[
            rx("mr-2496", ALLOPURINOL, "1 tablet a day", "2025-10-21").for_("Gout"),
            rx("mr-2460", NAPROXEN, "1 tablet twice a day, with food, for 7 days", "2025-09-16")
                .completed("2025-09-23").for_("Gout"),
            rx("mr-2675", METHOTREXATE, "4 tablets once a week, on Monday", "2026-04-13").in_error("2026-04-14"),
        ],
        allergies: &[allergy("ai-0334", to::SHELLFISH, "2013-12-27").moderate(&[HIVES])],
        ..BLANK
    },
    Chart {
        id: "lucja-wisniowska",
        names: &[name(&["Łucja"], "Wiśniowska-Żak")],
        gender: "female", born: "1976-01-25", record: "TV-43-08861",
        home: Some(("16 Orchard Drove", "Larksend")),
        speaks: Some(("pl", "Polish")),
        changed: ("2026-05-19", 3),
        medications: &[
            rx("mr-2517", METHOTREXATE, "6 tablets once a week, on Friday", "2025-11-11").for_("Rheumatoid arthritis"),
            rx("mr-2518", FOLIC_ACID_5, "1 tablet once a week, on Monday", "2025-11-11"),
            rx("mr-2712", HYDROXYCHLOROQUINE, "1 tablet twice a day, with food", "2026-05-19").for_("Rheumatoid arthritis"),
            rx("mr-2519", PREDNISONE, "3 tablets each morning, then 1 fewer each week", "2025-11-11").completed("2025-12-02"),
        ],
        allergies: &[allergy("ai-0280", to::ANIMAL_DANDER, "2010-04-08").mild(&[SNEEZING, ITCHING])],
        ..BLANK
    },
    Chart {
        id: "jurgen-mollersdorf",
        names: &[name(&["Jürgen"], "Möllersdorf")],
        gender: "male", born: "1954-03-19", record: "TV-18-33402",
        home: Some(("2 Mill Court", "Upper Tern")),
        speaks: Some(("de", "German")),
        changed: ("2026-07-30", 5),
        medications: &[
            rx("mr-2410", CLOPIDOGREL, "1 tablet a day for 12 months", "2025-07-30").completed("2026-07-30").for_("Stent"),
            rx("mr-2411", ASPIRIN, "1 tablet a day", "2025-07-30").for_("Stent"),
            rx("mr-2412", ATORVASTATIN_40, "2 tablets at night", "2025-07-30"),
            rx("mr-2453", LISINOPRIL_20, "1 tablet each morning", "2025-09-10"),
        ],
        allergies: &[allergy("ai-0182", to::WASP_STING, "2003-08-11").high().severe(&[ANAPHYLAXIS])],
        ..BLANK
    },
    Chart {
        id: "sian-pryderch",
        names: &[name(&["Siân"], "Pryderch")],
        gender: "female", born: "1999-02-28", record: "TV-72-14499",
        home: Some(("Ty Bach, Long Lane", "Fenny Ottery")),
        speaks: Some(("cy", "Welsh")),
        changed: ("2026-09-29", 2),
        medications: &[
            rx("mr-1870", INSULIN_GLARGINE, "18 units at bedtime", "2024-02-06").for_("Type 1 diabetes"),
            rx("mr-1871", INSULIN_LISPRO, "4 to 8 units with each meal, as counted", "2024-02-06").for_("Type 1 diabetes"),
        ],
        allergies: &[allergy("ai-0551", to::NONE_KNOWN, "2024-02-06")],
        ..BLANK
    },
    Chart {
        id: "soren-agesholm",
        names: &[name(&["Søren"], "Ågesholm")],
        gender: "male", born: "1947-12-21", record: "TV-09-05526",
        home: Some(("Harbour House", "Kestrel Hythe")),
        changed: ("2026-02-24", 6),
        medications: &[
            rx("mr-2351", LEVODOPA, "1 tablet four times a day", "2025-06-03").replaces("mr-1961").for_("Parkinson’s disease"),
            rx("mr-1961", LEVODOPA, "1 tablet three times a day", "2024-05-21")
                .completed("2025-06-03").for_("Parkinson’s disease"),
            rx("mr-2625", LACTULOSE, "15 ml at night", "2026-02-24"),
        ],
        allergies: &[allergy("ai-0071", to::AMOXICILLIN, "1996-01-01").unconfirmed().mild(&[DIARRHOEA])],
        ..BLANK
    },
    Chart {
        id: "cagla-yildirmaz",
        names: &[name(&["Çağla"], "Yıldırmaz")],
        gender: "female", born: "1982-06-05", record: "TV-54-20763",
        home: Some(("31 Station Parade", "Saltley Cross")),
        changed: ("2025-11-25", 2),
        medications: &[
            rx("mr-2532", NITROFURANTOIN, "1 capsule twice a day for 3 days", "2025-11-25")
                .completed("2025-11-28").for_("Urinary infection"),
            rx("mr-2533", FERROUS_SULFATE, "1 tablet every other day", "2025-11-25").stopped("2025-12-16", "Constipation"),
        ],
        allergies: &[allergy("ai-0446", to::KIWI, "2020-07-02").moderate(&[ITCHING])],
        ..BLANK
    },
    Chart {
        id: "stefan-dobrinescu",
        names: &[name(&["Ștefan"], "Dobrinescu")],
        gender: "male", born: "1961-09-09", record: "TV-33-48120",
        home: Some(("7 Kiln Street", "Marl Bridge")),
        changed: ("2026-10-06", 3),
        medications: &[
            rx("mr-2279", TIOTROPIUM, "1 capsule inhaled each morning", "2025-03-25").for_("COPD"),
            rx("mr-2280", SALBUTAMOL, "2 puffs when needed", "2025-03-25").as_needed().for_("COPD"),
            rx("mr-2856", PREDNISONE, "6 tablets each morning for 5 days", "2026-10-06")
                .completed("2026-10-11").for_("COPD flare-up"),
            rx("mr-2857", AMOXICILLIN, "1 tablet three times a day for 5 days", "2026-10-06")
                .completed("2026-10-11").for_("COPD flare-up"),
        ],
        allergies: &[allergy("ai-0220", to::ASPIRIN, "2006-03-13").intolerance().high().severe(&[WHEEZING])],
        ..BLANK
    },
    Chart {
        id: "anais-lefebvre-coste",
        names: &[name(&["Anaïs"], "Lefèbvre-Coste")],
        gender: "female", born: "2004-07-15", record: "TV-86-11093",
        home: Some(("Room 14, Bede Hall", "Saltley Cross")),
        changed: ("2026-09-17", 1),
        medications: &[
            rx("mr-2837", ADRENALINE, "One injection into the thigh; then call an ambulance", "2026-09-17")
                .as_needed(),
        ],
        allergies: &[allergy("ai-0628", to::COW_MILK, "2026-09-17").high().severe(&[ANAPHYLAXIS, VOMITING])],
        ..BLANK
    },
    Chart {
        id: "joao-tavarelo",
        names: &[name(&["João", "Batista"], "Tavarelo")],
        gender: "male", born: "1972-02-29", record: "TV-41-30095",
        home: Some(("Boat Narrow Margin, Lower Lock", "Upper Tern")),
        changed: ("2026-01-08", 2),
        medications: &[
            rx("mr-2402", AMLODIPINE_5, "1 tablet a day", "2025-07-22").for_("High blood pressure"),
            rx("mr-2577", IBUPROFEN, "2 tablets three times a day, with food, for 5 days", "2026-01-08")
                .completed("2026-01-13").for_("Back strain"),
        ],
        ..BLANK
    },
    Chart {
        id: "dorde-milivojac",
        names: &[name(&["Đorđe"], "Milivojac")],
        gender: "male", born: "1985-11-17", record: "TV-58-00731",
        home: Some(("19 Rope Walk", "Kestrel Hythe")),
        changed: ("2025-04-29", 1),
        medications: &[
            rx("mr-2315", FLUOXETINE, "1 capsule each morning", "2025-04-29")
                .stopped("2025-06-10", "Patient’s wish").for_("Anxiety"),
        ],
        allergies: &[allergy("ai-0587", to::NO_DRUG_KNOWN, "2025-04-29")],
        ..BLANK
    },
    Chart {
        id: "wanjiru-kamotho",
        names: &[name(&["Wanjirũ"], "Kamotho")],
        gender: "female", born: "1989-05-24", record: "TV-62-17380",
        home: Some(("Flat 2, 60 Station Parade", "Saltley Cross")),
        changed: ("2026-08-12", 2),
        medications: &[
            rx("mr-2800", LEVOTHYROXINE_50, "1 tablet each morning, before food", "2026-08-12").for_("Underactive thyroid"),
            rx("mr-2330", CETIRIZINE, "1 tablet when needed", "2025-05-13").as_needed().for_("Hives"),
        ],
        ..BLANK
    },
    Chart {
        id: "amaru-huallparim",
        names: &[name(&["Amaru"], "Huallparim Ccori")],
        gender: "male", born: "2009-03-06", record: "TV-78-26114",
        home: Some(("90 Drover’s Way", "Larksend")),
        changed: ("2026-03-24", 1),
        medications: &[
            rx("mr-2654", HYDROCORTISONE, "A thin layer on the elbows twice a day for 2 weeks", "2026-03-24")
                .completed("2026-04-07").for_("Eczema"),
        ],
        ..BLANK
    },
    Chart {
        id: "keoni-makoaula",
        names: &[name(&["Keoni"], "Makoaʻula")],
        gender: "male", born: "1994-10-01", record: "TV-71-00258",
        home: Some(("4 Smithy Green", "Fenny Ottery")),
        changed: ("2024-12-09", 1),
        medications: &[
            rx("mr-2170", OMEPRAZOLE, "1 capsule before breakfast for 4 weeks", "2024-12-09")
                .completed("2025-01-06").for_("Heartburn"),
        ],
        ..BLANK
    },
    // One name only.
    Chart {
        id: "wirandari",
        names: &[name(&["Wirandari"], "")],
        gender: "female", born: "1970-04-21", record: "TV-39-29911",
        home: Some(("11 Chapel Row", "Saltley Cross")),
        speaks: Some(("id", "Indonesian")),
        changed: ("2025-10-14", 2),
        medications: &[
            rx("mr-2488", ALLOPURINOL, "2 tablets a day", "2025-10-14").for_("Kidney stones"),
            rx("mr-2475", PARACETAMOL, "2 tablets up to four times a day when needed", "2025-10-01")
                .as_needed().completed("2025-10-05"),
        ],
        ..BLANK
    },
    // One name in two scripts.
    Chart {
        id: "lin-yuqing",
        names: &[name(&["雨晴"], "林").family_first(), name(&["Yuqing"], "Lin").used_as("usual")],
        gender: "female", born: "1980-12-22", record: "TV-49-61007",
        home: Some(("23 Weir Terrace", "Upper Tern")),
        speaks: Some(("zh", "Chinese")),
        changed: ("2026-04-28", 2),
        medications: &[
            rx("mr-2690", SUMATRIPTAN, "1 tablet at the start of a migraine; no more than 2 in a day", "2026-04-28")
                .as_needed().for_("Migraine"),
        ],
        allergies: &[allergy("ai-0359", to::SULFAMETHOXAZOLE, "2015-09-03").moderate(&[RASH, ITCHING])],
        ..BLANK
    },
    Chart {
        id: "nour-el-qasirawi",
        names: &[name(&["Nour"], "El-Qasirawi")],
        gender: "female", born: "1967-08-30", record: "TV-37-55012",
        home: Some(("15 Foundry Lane", "Saltley Cross")),
        speaks: Some(("ar", "Arabic")),
        changed: ("2026-06-23", 4),
        medications: &[
            rx("mr-2373", METFORMIN_1000, "1 tablet twice a day, with meals", "2025-06-24").for_("Type 2 diabetes"),
            rx("mr-2374", ATORVASTATIN_20, "1 tablet at night", "2025-06-24"),
            rx("mr-2375", LISINOPRIL_10, "1 tablet each morning", "2025-06-24")
                .on_hold("2026-06-23").why("High potassium").for_("High blood pressure"),
        ],
        allergies: &[allergy("ai-0592", to::NO_DRUG_KNOWN, "2025-06-24")],
        ..BLANK
    },
    Chart {
        id: "quill-marchetti",
        names: &[name(&["Quill"], "Marchetti-Voss"), name(&["Q"], "Marchetti-Voss").used_as("nickname")],
        gender: "other", born: "1997-01-11", record: "TV-70-88203",
        home: Some(("Studio 6, The Maltings", "Marl Bridge")),
        changed: ("2026-10-27", 3),
        medications: &[
            rx("mr-2878", SERTRALINE_50, "1 tablet a day", "2026-10-27").for_("Anxiety"),
            rx("mr-2698", LORATADINE, "1 tablet when needed", "2026-05-05").as_needed(),
        ],
        allergies: &[allergy("ai-0617", to::GRASS_POLLEN, "2026-05-05").mild(&[SNEEZING])],
        ..BLANK
    },
    Chart {
        id: "aroha-te-manuka",
        names: &[name(&["Aroha"], "Te Mānuka")],
        gender: "female", born: "1956-10-08", record: "TV-28-40319",
        home: Some(("35 Weir Terrace", "Upper Tern")),
        speaks: Some(("mi", "Māori")),
        changed: ("2026-11-10", 3),
        medications: &[
            rx("mr-2892", COLCHICINE, "1 tablet twice a day until the pain is gone, at most 6 days", "2026-11-10").for_("Gout"),
            rx("mr-2019", HYDROCHLOROTHIAZIDE, "1 tablet each morning", "2024-07-16").stopped("2026-11-10", "Gout"),
            rx("mr-2893", AMLODIPINE_5, "1 tablet a day", "2026-11-10").for_("High blood pressure"),
        ],
        allergies: &[allergy("ai-0564", to::NONE_KNOWN, "2024-07-16")],
        ..BLANK
    },
];
