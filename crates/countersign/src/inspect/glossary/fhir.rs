//! FHIR resources, as far as their outermost members go.

use super::{Glossary, row};

const R4: &str = "FHIR R4";

/// Members that stand at the top of FHIR resources.
pub const RESOURCE: Glossary = &[
    row("resourceType", "What kind of resource it is", R4),
    row("id", "Its name on this server", R4),
    row("meta", "Its version, when it changed, and which profiles it claims", R4),
    row("implicitRules", "Rules that it was written under", R4),
    row("language", "The language it is written in", R4),
    row("text", "A summary for people, as HTML", R4),
    row("contained", "Resources that exist only inside this one", R4),
    row("extension", "What the standard has no member for", R4),
    row("modifierExtension", "An extension that changes the meaning of the rest", R4),
    row("identifier", "Its business identifiers, such as a record number", R4),
    row("status", "Where it stands in its life", R4),
    row("type", "Its kind; of a Bundle, `searchset` for the answer to a search", R4),
    row("total", "How many match in all, not only on this page", R4),
    row("link", "Addresses: `self` is what was asked, `next` is the next page", R4),
    row("entry", "The resources of this page, matches and what was included", R4),
    row("timestamp", "When the Bundle was put together", R4),
    row("issue", "What went wrong or deserves notice, one entry each", R4),
    row("subject", "Whom it is about", R4),
    row("patient", "The patient it is about", R4),
    row("code", "What it is, as a code of a terminology", R4),
    row("name", "Its names", R4),
    row("gender", "Administrative gender", R4),
    row("birthDate", "Date of birth", R4),
    row("date", "When it was published or done", R4),
    row("kind", "Whether a CapabilityStatement describes a running server or a plan", R4),
    row("fhirVersion", "The version of FHIR that the server speaks", R4),
    row("format", "The formats that the server sends", R4),
    row("software", "The software behind the server", R4),
    row("implementation", "The one server that is described, with its address", R4),
    row("rest", "What can be done over HTTP, with the security behind it", R4),
    row("publisher", "Who published it", R4),
    row("url", "Its canonical name", R4),
    row("version", "Its version", R4),
];
