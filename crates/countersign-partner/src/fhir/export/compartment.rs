//! The Patient compartment: which resources are about whom (FHIR R4, CompartmentDefinition patient).

use std::collections::HashSet;

use serde_json::Value;

use crate::fhir::Data;
use crate::fhir::params::at;

/// The compartments of some patients, or of all.
pub(super) struct Compartment<'a> {
    pub(super) data: &'a Data,
    /// The FHIR base, with which a reference may begin.
    pub(super) base: &'a str,
    /// The ids of the patients; nothing means all.
    pub(super) patients: Option<HashSet<&'a str>>,
}

impl Compartment<'_> {
    /// Whether a resource is one of the patients, or about one of them. A Patient that is linked to one of them has a
    /// compartment of its own.
    pub(super) fn holds(&self, resource: &Value) -> bool {
        let of = resource["resourceType"].as_str().unwrap_or_default();
        if of == "Patient" {
            return resource["id"].as_str().is_some_and(|id| self.is_of(id));
        }
        let mut named = elements(of).iter().flat_map(|element| at(resource, element));
        named.any(|named| match target(text(named), self.base) {
            Some(("Patient", id)) => self.is_of(id),
            // A Provenance belongs to what it is about (Bulk Data 2.0.0, Query Parameters). One about another
            // Provenance is left out, as two might be about each other.
            Some((about, id)) if of == "Provenance" && about != "Provenance" => {
                self.data.find(about, id).is_some_and(|about| self.holds(about))
            }
            _ => false,
        })
    }

    fn is_of(&self, patient: &str) -> bool {
        self.patients.as_ref().is_none_or(|patients| patients.contains(patient))
    }
}

/// Whether resources of that type can be in the compartment of a patient.
pub(super) fn reaches(of: &str) -> bool {
    of == "Patient" || !elements(of).is_empty()
}

/// The ids of a Group's patients, without those that are no longer in it.
pub(super) fn members<'a>(group: &'a Value, base: &str) -> HashSet<&'a str> {
    let members = group["member"].as_array().into_iter().flatten();
    members
        .filter(|member| member["inactive"] != true)
        .filter_map(|member| patient(text(&member["entity"]), base))
        .collect()
}

/// The id of the Patient that a reference is to.
pub(super) fn patient<'a>(reference: &'a str, base: &str) -> Option<&'a str> {
    target(reference, base).and_then(|(of, id)| (of == "Patient").then_some(id))
}

/// Type and id of what a reference is to, where that is served here.
fn target<'a>(reference: &'a str, base: &str) -> Option<(&'a str, &'a str)> {
    let below = reference.strip_prefix(base).and_then(|below| below.strip_prefix('/'));
    match below.unwrap_or(reference).split('/').collect::<Vec<_>>()[..] {
        [of, id] | [of, id, "_history", _] => Some((of, id)),
        _ => None,
    }
}

/// What a Reference says.
fn text(reference: &Value) -> &str {
    reference["reference"].as_str().unwrap_or_default()
}

/// Where a resource of that type names the patients in whose compartments it is. AuditEvent is left out: it is never
/// exported.
fn elements(of: &str) -> &'static [&'static str] {
    match of {
        "Account"
        | "AdverseEvent"
        | "ChargeItem"
        | "ClinicalImpression"
        | "DeviceUseStatement"
        | "DiagnosticReport"
        | "Encounter"
        | "Flag"
        | "Goal"
        | "ImagingStudy"
        | "MeasureReport"
        | "Media"
        | "MedicationRequest"
        | "MedicationStatement"
        | "RiskAssessment"
        | "Specimen" => &["/subject"],
        "BodyStructure"
        | "ClaimResponse"
        | "Consent"
        | "CoverageEligibilityRequest"
        | "CoverageEligibilityResponse"
        | "DetectedIssue"
        | "EpisodeOfCare"
        | "FamilyMemberHistory"
        | "Immunization"
        | "ImmunizationEvaluation"
        | "ImmunizationRecommendation"
        | "MolecularSequence"
        | "NutritionOrder"
        | "RelatedPerson"
        | "SupplyDelivery"
        | "VisionPrescription" => &["/patient"],
        "AllergyIntolerance" => &["/patient", "/recorder", "/asserter"],
        "Appointment" => &["/participant/actor"],
        "AppointmentResponse" | "Schedule" => &["/actor"],
        "Basic" | "DocumentReference" | "QuestionnaireResponse" => &["/subject", "/author"],
        "CarePlan" => &["/subject", "/activity/detail/performer"],
        "CareTeam" => &["/subject", "/participant/member"],
        "Claim" | "ExplanationOfBenefit" => &["/patient", "/payee/party"],
        "Communication" => &["/subject", "/sender", "/recipient"],
        "CommunicationRequest" => &["/subject", "/sender", "/recipient", "/requester"],
        "Composition" => &["/subject", "/author", "/attester/party"],
        "Condition" => &["/subject", "/asserter"],
        "Coverage" => &["/policyHolder", "/subscriber", "/beneficiary", "/payor"],
        "DeviceRequest" | "Observation" | "ServiceRequest" => &["/subject", "/performer"],
        "DocumentManifest" => &["/subject", "/author", "/recipient"],
        "EnrollmentRequest" => &["/candidate"],
        "Group" => &["/member/entity"],
        "Invoice" => &["/subject", "/recipient"],
        "List" => &["/subject", "/source"],
        "MedicationAdministration" | "Procedure" => &["/subject", "/performer/actor"],
        "MedicationDispense" => &["/subject", "/receiver"],
        "Person" => &["/link/target"],
        "Provenance" => &["/target"],
        "RequestGroup" => &["/subject", "/action/participant"],
        "ResearchSubject" => &["/individual"],
        "SupplyRequest" => &["/deliverTo"],
        _ => &[],
    }
}
