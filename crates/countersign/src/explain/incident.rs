//! What an `error_uri` tells by itself: Oracle Health puts the fault and the id of the refusal in its path.

use url::Url;

/// A refusal as an `error_uri` names it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Incident {
    /// The URN of the fault, decoded.
    pub(super) urn: String,
    /// The id of this one refusal.
    pub(super) instance: Option<String>,
    /// The tenant that the request was for.
    pub(super) tenant: Option<String>,
}

impl Incident {
    /// Reads `…/errors/URN/instances/ID?…&tenant=T`; nothing when the address has no URN in its path.
    pub(super) fn read(uri: &str) -> Option<Self> {
        let uri = Url::parse(uri).ok()?;
        let mut segments = uri.path_segments()?.map(decoded);
        let urn = segments.find(|segment| segment.starts_with("urn:"))?;
        let instance = segments.skip_while(|segment| segment != "instances").nth(1);
        let tenant = uri.query_pairs().find(|(name, _)| name == "tenant");
        Some(Self { urn, instance, tenant: tenant.map(|(_, value)| value.into_owned()) })
    }

    /// The last part of the URN, which names the fault.
    pub(super) fn fault(&self) -> &str {
        self.urn.rsplit(':').next().unwrap_or_default()
    }
}

/// A segment of a path without its escapes. A form's name is escaped alike, and a URN has no `+`, `=` or `&`.
fn decoded(segment: &str) -> String {
    form_urlencoded::parse(segment.as_bytes())
        .next()
        .map(|(name, _)| name.into_owned())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oracle_names_the_fault_and_the_instance() {
        let uri = "https://authorization.cerner.com/errors/urn%3Acerner%3Aerror%3Aauthorization-server%3Aoauth2%3Atoken%3Ainvalid-tenant/instances/4f1c9b2e?client=unknown&tenant=ec2458f2";
        let incident = Incident::read(uri).expect("a URN");
        assert_eq!(incident.fault(), "invalid-tenant");
        assert_eq!(incident.instance.as_deref(), Some("4f1c9b2e"));
        assert_eq!(incident.tenant.as_deref(), Some("ec2458f2"));
        let plain = Incident::read("https://a.example/errors/urn:x:y:z");
        assert_eq!(plain.as_ref().map(Incident::fault), Some("z"));
        for other in ["", "urn:x:y", "https://a.example/docs/errors#invalid_client", "not a url"] {
            assert_eq!(Incident::read(other), None, "{other}");
        }
    }
}
