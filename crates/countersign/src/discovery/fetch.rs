//! Why no discovery document came, and what to try next.

use http::header::LOCATION;
use serde_json::{Map, Value};
use url::Url;

use super::{DiscoveryError, below, capability, well_known};
use crate::finding::Finding;
use crate::rules::Profile;
use crate::rules::code::discovery::FETCH_FAILED;

/// The finding for an answer that is no document.
pub(super) fn failed(
    error: &DiscoveryError,
    response: &http::Response<Vec<u8>>,
    fhir_base: &Url,
    profile: &Profile,
) -> Finding {
    let status = response.status();
    let message = match error {
        DiscoveryError::Page => {
            "A page came back instead of JSON: the address is wrong, or asks for a login".to_owned()
        }
        _ => format!(
            "The partner answered {} where its discovery document should be",
            status.as_u16()
        ),
    };
    let near = if let Some(base) = base_meant(fhir_base) {
        format!("The FHIR base may be {base}: then the document is at {}.", well_known(&base))
    } else if matches!(status.as_u16(), 401 | 403 | 407) {
        "The document is for everybody: something in front of the server asks who comes.".to_owned()
    } else if status.is_redirection() {
        let target = response.headers().get(LOCATION).and_then(|target| target.to_str().ok());
        match target.map(|target| target.chars().take(200).collect::<String>()) {
            Some(target) => {
                format!("The answer leads to {target}: the FHIR base may have moved there.")
            }
            None => "The answer leads elsewhere, without saying where.".to_owned(),
        }
    } else if status.is_server_error() {
        "The server or something in front of it is down.".to_owned()
    } else {
        format!(
            "Compare the FHIR base letter by letter, a tenant or version in it above all. An older server may still \
             name its token endpoint in the capability statement: try {}.",
            below(fhir_base, "/metadata")
        )
    };
    Finding::fault(&FETCH_FAILED, profile, "response", message)
        .got(status.as_u16().to_string())
        .expected(format!("200 with JSON at {}", well_known(fhir_base)))
        .near_miss(near)
}

/// The base of an address below it: of the document itself, of the capability statement, of a search.
fn base_meant(given: &Url) -> Option<Url> {
    /// Types that people paste a search of.
    const TYPES: [&str; 8] = [
        "Patient",
        "Observation",
        "Condition",
        "MedicationRequest",
        "AllergyIntolerance",
        "Encounter",
        "Group",
        "Practitioner",
    ];

    let path = given.path().trim_end_matches('/');
    let mut ends = vec!["/.well-known".to_owned(), "/metadata".to_owned()];
    ends.extend(TYPES.iter().map(|name| format!("/{name}")));
    let base = ends.iter().find_map(|end| {
        let (base, behind) = path.split_once(end)?;
        (behind.is_empty() || behind.starts_with('/')).then_some(base)
    })?;
    let mut meant = given.clone();
    meant.set_path(base);
    meant.set_query(None);
    meant.set_fragment(None);
    Some(meant)
}

/// Where a document names its token endpoint, if not where it should.
pub(super) fn endpoint_meant(text: &str, document: &Map<String, Value>) -> Option<String> {
    // The base is asked for where the endpoint is relative, and then nothing is said.
    let nowhere = Url::parse("https://base.invalid/").ok()?;
    if document.contains_key("resourceType") {
        let endpoint = capability::token_endpoint(text, &nowhere).ok();
        let endpoint = endpoint.filter(|url| url.url().host_str() != nowhere.host_str());
        return Some(match endpoint {
            Some(endpoint) => format!(
                "This is a FHIR resource, not a discovery document; as a capability statement it names {endpoint}."
            ),
            None => "This is a FHIR resource, not a discovery document.".to_owned(),
        });
    }
    let plain = |name: &str| name.to_ascii_lowercase().replace(['_', '-'], "");
    let alike = |name: &&String| {
        matches!(plain(name).as_str(), "tokenendpoint" | "tokenuri" | "tokenurl" | "token")
    };
    let name = document.keys().filter(|name| *name != "token_endpoint").find(alike)?;
    Some(format!("The member `{name}` may be meant: its name is `token_endpoint`."))
}
