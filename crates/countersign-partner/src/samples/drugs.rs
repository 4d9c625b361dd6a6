//! What is ordered. A drug has an RxNorm code where that is certain; the others are known by their text alone.

/// A drug as it is ordered.
#[derive(Clone, Copy)]
pub(super) struct Drug {
    /// What people read.
    pub(super) text: &'static str,
    /// The RxNorm clinical drug: its concept and its name there.
    pub(super) rxnorm: Option<(&'static str, &'static str)>,
}

const fn coded(text: &'static str, code: &'static str, name: &'static str) -> Drug {
    Drug { text, rxnorm: Some((code, name)) }
}

const fn text(text: &'static str) -> Drug {
    Drug { text, rxnorm: None }
}

pub(super) const ALLOPURINOL: &Drug =
    &coded("Allopurinol 100 mg tablet", "197319", "allopurinol 100 MG Oral Tablet");
pub(super) const AMLODIPINE_5: &Drug =
    &coded("Amlodipine 5 mg tablet", "197361", "amlodipine 5 MG Oral Tablet");
pub(super) const AMLODIPINE_10: &Drug =
    &coded("Amlodipine 10 mg tablet", "308135", "amlodipine 10 MG Oral Tablet");
pub(super) const AMOXICILLIN: &Drug =
    &coded("Amoxicillin 500 mg tablet", "308192", "amoxicillin 500 MG Oral Tablet");
pub(super) const ASPIRIN: &Drug =
    &coded("Aspirin 81 mg tablet", "243670", "aspirin 81 MG Oral Tablet");
pub(super) const ATORVASTATIN_20: &Drug =
    &coded("Atorvastatin 20 mg tablet", "617310", "atorvastatin 20 MG Oral Tablet");
pub(super) const ATORVASTATIN_40: &Drug =
    &coded("Atorvastatin 40 mg tablet", "617311", "atorvastatin 40 MG Oral Tablet");
pub(super) const CARVEDILOL: &Drug =
    &coded("Carvedilol 12.5 mg tablet", "200032", "carvedilol 12.5 MG Oral Tablet");
pub(super) const CETIRIZINE: &Drug =
    &coded("Cetirizine 10 mg tablet", "1014678", "cetirizine hydrochloride 10 MG Oral Tablet");
pub(super) const CLOPIDOGREL: &Drug =
    &coded("Clopidogrel 75 mg tablet", "309362", "clopidogrel 75 MG Oral Tablet");
pub(super) const COLCHICINE: &Drug =
    &coded("Colchicine 0.6 mg tablet", "197541", "colchicine 0.6 MG Oral Tablet");
pub(super) const DIGOXIN: &Drug =
    &coded("Digoxin 125 µg tablet", "197604", "digoxin 0.125 MG Oral Tablet");
pub(super) const DONEPEZIL: &Drug =
    &coded("Donepezil 10 mg tablet", "997223", "donepezil hydrochloride 10 MG Oral Tablet");
pub(super) const EMPAGLIFLOZIN: &Drug =
    &coded("Empagliflozin 10 mg tablet", "1545658", "empagliflozin 10 MG Oral Tablet");
pub(super) const FERROUS_SULFATE: &Drug =
    &coded("Ferrous sulfate 325 mg tablet", "310325", "ferrous sulfate 325 MG Oral Tablet");
pub(super) const FLUOXETINE: &Drug =
    &coded("Fluoxetine 20 mg capsule", "310385", "fluoxetine 20 MG Oral Capsule");
pub(super) const FUROSEMIDE: &Drug =
    &coded("Furosemide 40 mg tablet", "313988", "furosemide 40 MG Oral Tablet");
pub(super) const GABAPENTIN: &Drug =
    &coded("Gabapentin 300 mg capsule", "310431", "gabapentin 300 MG Oral Capsule");
pub(super) const GLIPIZIDE: &Drug =
    &coded("Glipizide 5 mg tablet", "310490", "glipizide 5 MG Oral Tablet");
pub(super) const HYDROCHLOROTHIAZIDE: &Drug =
    &coded("Hydrochlorothiazide 25 mg tablet", "310798", "hydrochlorothiazide 25 MG Oral Tablet");
pub(super) const HYDROXYCHLOROQUINE: &Drug = &coded(
    "Hydroxychloroquine 200 mg tablet",
    "979092",
    "hydroxychloroquine sulfate 200 MG Oral Tablet",
);
pub(super) const IBUPROFEN: &Drug =
    &coded("Ibuprofen 200 mg tablet", "310965", "ibuprofen 200 MG Oral Tablet");
pub(super) const LEVOTHYROXINE_50: &Drug =
    &coded("Levothyroxine 50 µg tablet", "966221", "levothyroxine sodium 0.05 MG Oral Tablet");
pub(super) const LEVOTHYROXINE_75: &Drug =
    &coded("Levothyroxine 75 µg tablet", "966222", "levothyroxine sodium 0.075 MG Oral Tablet");
pub(super) const LISINOPRIL_10: &Drug =
    &coded("Lisinopril 10 mg tablet", "314076", "lisinopril 10 MG Oral Tablet");
pub(super) const LISINOPRIL_20: &Drug =
    &coded("Lisinopril 20 mg tablet", "314077", "lisinopril 20 MG Oral Tablet");
pub(super) const LORATADINE: &Drug =
    &coded("Loratadine 10 mg tablet", "311372", "loratadine 10 MG Oral Tablet");
pub(super) const LOSARTAN: &Drug =
    &coded("Losartan 50 mg tablet", "979492", "losartan potassium 50 MG Oral Tablet");
pub(super) const METFORMIN_500: &Drug =
    &coded("Metformin 500 mg tablet", "861007", "metformin hydrochloride 500 MG Oral Tablet");
pub(super) const METFORMIN_1000: &Drug =
    &coded("Metformin 1000 mg tablet", "861004", "metformin hydrochloride 1000 MG Oral Tablet");
pub(super) const METHOTREXATE: &Drug =
    &coded("Methotrexate 2.5 mg tablet", "105585", "methotrexate 2.5 MG Oral Tablet");
pub(super) const NAPROXEN: &Drug =
    &coded("Naproxen 500 mg tablet", "198014", "naproxen 500 MG Oral Tablet");
pub(super) const OMEPRAZOLE: &Drug =
    &coded("Omeprazole 20 mg capsule", "198051", "omeprazole 20 MG Delayed Release Oral Capsule");
pub(super) const PARACETAMOL: &Drug =
    &coded("Paracetamol 500 mg tablet", "198440", "acetaminophen 500 MG Oral Tablet");
pub(super) const PREDNISONE: &Drug =
    &coded("Prednisone 5 mg tablet", "312617", "prednisone 5 MG Oral Tablet");
pub(super) const ROSUVASTATIN: &Drug =
    &coded("Rosuvastatin 10 mg tablet", "859747", "rosuvastatin calcium 10 MG Oral Tablet");
pub(super) const SERTRALINE_50: &Drug =
    &coded("Sertraline 50 mg tablet", "312941", "sertraline 50 MG Oral Tablet");
pub(super) const SERTRALINE_100: &Drug =
    &coded("Sertraline 100 mg tablet", "312938", "sertraline 100 MG Oral Tablet");
pub(super) const SIMVASTATIN: &Drug =
    &coded("Simvastatin 20 mg tablet", "312961", "simvastatin 20 MG Oral Tablet");

pub(super) const ADRENALINE: &Drug = &text("Adrenaline 0.3 mg auto-injector");
pub(super) const AMOXICILLIN_LIQUID: &Drug = &text("Amoxicillin 250 mg/5 ml oral suspension");
pub(super) const BECLOMETASONE: &Drug = &text("Beclometasone 100 µg inhaler");
pub(super) const CODEINE: &Drug = &text("Codeine 30 mg tablet");
pub(super) const COLECALCIFEROL: &Drug = &text("Colecalciferol 800 unit capsule");
pub(super) const COLECALCIFEROL_DROPS: &Drug = &text("Colecalciferol 400 unit oral drops");
pub(super) const FOLIC_ACID: &Drug = &text("Folic acid 400 µg tablet");
pub(super) const FOLIC_ACID_5: &Drug = &text("Folic acid 5 mg tablet");
pub(super) const HYDROCORTISONE: &Drug = &text("Hydrocortisone 1% cream");
pub(super) const INSULIN_GLARGINE: &Drug = &text("Insulin glargine 100 units/ml pen");
pub(super) const INSULIN_LISPRO: &Drug = &text("Insulin lispro 100 units/ml pen");
pub(super) const LACTULOSE: &Drug = &text("Lactulose oral solution");
pub(super) const LEVODOPA: &Drug = &text("Levodopa 100 mg with carbidopa 25 mg tablet");
pub(super) const LEVONORGESTREL: &Drug = &text("Levonorgestrel 52 mg intrauterine system");
pub(super) const MORPHINE: &Drug = &text("Morphine 10 mg/5 ml oral solution");
pub(super) const MORPHINE_LONG: &Drug = &text("Morphine 10 mg modified-release tablet");
pub(super) const NITROFURANTOIN: &Drug = &text("Nitrofurantoin 100 mg modified-release capsule");
pub(super) const PARACETAMOL_LIQUID: &Drug = &text("Paracetamol 250 mg/5 ml oral suspension");
pub(super) const SALBUTAMOL: &Drug = &text("Salbutamol 100 µg inhaler");
pub(super) const SUMATRIPTAN: &Drug = &text("Sumatriptan 50 mg tablet");
pub(super) const TIOTROPIUM: &Drug = &text("Tiotropium 18 µg inhalation powder");
pub(super) const WARFARIN: &Drug = &text("Warfarin 1 mg tablet");
