//! The members of the discovery document, to write and to read.

use serde_json::{Map, Value};

/// The members of a discovery document that matter to Backend Services. A server fills it in and sends
/// [`to_json`](Metadata::to_json); a client reads it from [`SmartConfiguration`](super::SmartConfiguration).
///
/// An absent list and an empty one are two things: the first says nothing, the second says "none".
///
/// ```
/// use countersign::discovery::{Metadata, lint};
/// use countersign::finding::Status;
/// use countersign::rules::Profile;
///
/// let document = Metadata {
///     scopes_supported: Some(vec!["system/*.rs".into()]),
///     ..Metadata::backend("https://ternvalley.example/auth/token", &["RS384", "ES384", "RS256"])
/// }
/// .to_json();
/// assert!(document.starts_with(r#"{"token_endpoint":"https://ternvalley.example/auth/token","#));
/// assert!(lint(&document, &Profile::SPEC).iter().all(|finding| finding.status == Status::Pass));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// `token_endpoint`.
    pub token_endpoint: Option<String>,
    /// `token_endpoint_auth_methods_supported`.
    pub auth_methods: Option<Vec<String>>,
    /// `token_endpoint_auth_signing_alg_values_supported`, as listed.
    pub signing_algs: Option<Vec<String>>,
    /// `grant_types_supported`.
    pub grant_types: Option<Vec<String>>,
    /// `scopes_supported`.
    pub scopes_supported: Option<Vec<String>>,
    /// `capabilities`.
    pub capabilities: Option<Vec<String>>,
    /// `code_challenge_methods_supported`.
    pub code_challenge_methods: Option<Vec<String>>,
    /// `issuer`.
    pub issuer: Option<String>,
    /// `jwks_uri`.
    pub jwks_uri: Option<String>,
    /// `authorization_endpoint`.
    pub authorization_endpoint: Option<String>,
    /// `registration_endpoint`.
    pub registration_endpoint: Option<String>,
}

/// One member: its name, and the field it fills.
enum Field<'a> {
    Text(&'a mut Option<String>),
    List(&'a mut Option<Vec<String>>),
}

impl Metadata {
    /// A document that offers Backend Services at that token endpoint, under those algorithms.
    pub fn backend(token_endpoint: impl Into<String>, signing_algs: &[&str]) -> Self {
        let list = |names: &[&str]| Some(names.iter().map(|&name| name.to_owned()).collect());
        Self {
            token_endpoint: Some(token_endpoint.into()),
            auth_methods: list(&["private_key_jwt"]),
            signing_algs: list(signing_algs),
            grant_types: list(&[crate::token::GRANT_TYPE]),
            capabilities: list(&[
                "client-confidential-asymmetric",
                "permission-v1",
                "permission-v2",
            ]),
            // No code is ever exchanged here; the specification asks for the member all the same.
            code_challenge_methods: list(&["S256"]),
            ..Self::default()
        }
    }

    /// The document as JSON, members in a fixed order, absent ones left out.
    pub fn to_json(&self) -> String {
        let mut copy = self.clone();
        let mut members = Vec::new();
        for (name, field) in copy.fields() {
            let value = match field {
                Field::Text(text) => text.take().map(Value::from),
                Field::List(list) => list.take().map(Value::from),
            };
            if let Some(value) = value {
                members.push(format!("\"{name}\":{value}"));
            }
        }
        format!("{{{}}}", members.join(","))
    }

    /// Takes the members of a document; one that is of another type counts as absent.
    pub(super) fn read(document: &Map<String, Value>) -> Self {
        let mut metadata = Self::default();
        for (name, field) in metadata.fields() {
            let value = document.get(name);
            match field {
                Field::Text(text) => *text = value.and_then(Value::as_str).map(str::to_owned),
                Field::List(list) => *list = value.and_then(strings),
            }
        }
        metadata
    }

    fn fields(&mut self) -> [(&'static str, Field<'_>); 11] {
        use Field::{List, Text};
        [
            ("token_endpoint", Text(&mut self.token_endpoint)),
            ("token_endpoint_auth_methods_supported", List(&mut self.auth_methods)),
            ("token_endpoint_auth_signing_alg_values_supported", List(&mut self.signing_algs)),
            ("grant_types_supported", List(&mut self.grant_types)),
            ("scopes_supported", List(&mut self.scopes_supported)),
            ("capabilities", List(&mut self.capabilities)),
            ("code_challenge_methods_supported", List(&mut self.code_challenge_methods)),
            ("issuer", Text(&mut self.issuer)),
            ("jwks_uri", Text(&mut self.jwks_uri)),
            ("authorization_endpoint", Text(&mut self.authorization_endpoint)),
            ("registration_endpoint", Text(&mut self.registration_endpoint)),
        ]
    }
}

/// The strings of an array; other elements are passed over.
fn strings(value: &Value) -> Option<Vec<String>> {
    let array = value.as_array()?;
    Some(array.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}
