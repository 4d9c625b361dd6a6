//! What a discovery document lacks.

use serde_json::{Map, Value};
use url::Url;

use super::document::{body, object};
use super::endpoint::{TokenEndpoint, TokenEndpointError};
use super::{DiscoveryError, Metadata, fetch, well_known};
use crate::encoding::json::{Object, type_name};
use crate::finding::{Finding, Part, Span, sentence};
use crate::rules::code::discovery as code;
use crate::rules::{Code, Profile};

/// What a document is asked beyond being one, in the order of the checks.
const CHECKS: [&Code; 9] = [
    &code::TOKEN_ENDPOINT_MISSING,
    &code::TOKEN_ENDPOINT_RELATIVE,
    &code::TOKEN_ENDPOINT_HTTP,
    &code::GRANT_MISSING,
    &code::METHOD_MISSING,
    &code::ALG_MISSING,
    &code::CAPABILITY_MISSING,
    &code::PKCE_MISSING,
    &code::ISSUER_UNEXPECTED,
];

/// Judges a discovery document by `profile`: the findings `discovery.*`, one or more for each check.
///
/// Lists that are missing warn only, for most servers leave some out; an unusable token endpoint fails. A finding about
/// a member says where that stands.
///
/// ```
/// use countersign::finding::Status;
/// use countersign::rules::Profile;
///
/// let text = r#"{"token_endpoint":"/token","code_challenge_methods_supported":["plain"]}"#;
/// let findings = countersign::discovery::lint(text, &Profile::SPEC);
/// let raised: Vec<_> = findings.iter().filter(|f| f.status != Status::Pass).map(|f| f.code.id).collect();
/// assert_eq!(raised, [
///     "discovery.token-endpoint.relative", "discovery.grant.missing", "discovery.method.missing",
///     "discovery.alg.missing", "discovery.capability.missing", "discovery.pkce.plain",
/// ]);
/// ```
pub fn lint(text: &str, profile: &Profile) -> Vec<Finding> {
    judge(text, None, profile)
}

/// Judges the answer to [`request`](super::request) by `profile`: whether a document came at all, and then the
/// document. Where none came, its own checks are skipped, and the near miss says what to try next.
///
/// ```
/// use countersign::discovery::lint_fetch;
/// use countersign::rules::Profile;
/// use url::Url;
///
/// let base = Url::parse("https://ehr.example/r4/metadata")?;
/// let answer = http::Response::builder().status(404).body(Vec::new())?;
/// let first = &lint_fetch(&answer, &base, &Profile::SPEC)[0];
/// assert_eq!(first.code.id, "discovery.fetch.failed");
/// assert!(first.evidence.near_miss.as_ref().is_some_and(|near| near.contains("https://ehr.example/r4/.well-known/")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn lint_fetch(
    response: &http::Response<Vec<u8>>,
    fhir_base: &Url,
    profile: &Profile,
) -> Vec<Finding> {
    match body(response) {
        Ok(text) => {
            let message = format!("The document is at {}", well_known(fhir_base));
            let mut findings = vec![Finding::pass(&code::FETCH_FAILED, "response", message)];
            findings.extend(judge(text, Some(fhir_base), profile));
            findings
        }
        Err(error @ (DiscoveryError::Status { .. } | DiscoveryError::Page)) => {
            let mut findings = vec![fetch::failed(&error, response, fhir_base, profile)];
            findings.push(Finding::skipped(&code::FORM, "document", "Needs a document"));
            findings.extend(skipped());
            findings
        }
        Err(error) => unreadable(&error, profile),
    }
}

fn judge(text: &str, fhir_base: Option<&Url>, profile: &Profile) -> Vec<Finding> {
    let document = match object(text) {
        Ok(document) => document,
        Err(error) => {
            let mut findings = unreadable(&error, profile);
            if let DiscoveryError::Json(error) = &error
                && let Some(place) = error.place(text)
            {
                findings[0] = findings[0].clone().at(Part::Document, place);
            }
            return findings;
        }
    };
    let judge = Judge { metadata: Metadata::read(&document), document, fhir_base, profile };
    let mut findings =
        vec![Finding::pass(&code::FORM, "document", "The document is a JSON object")];
    findings.extend(judge.endpoint(text));
    findings.extend(lists(&judge.metadata).iter().map(|list| judge.list(list)));
    findings.push(judge.pkce());
    findings.push(judge.issuer());
    // Both readings of one text succeed alike; this one knows places.
    if let Ok(places) = Object::parse(text) {
        for finding in &mut findings {
            if let Some(member) = places.member(&finding.subject) {
                let place = member.span.clone();
                finding.span =
                    Some(Span { part: Part::Document, start: place.start, end: place.end });
            }
        }
    }
    findings
}

fn unreadable(error: &DiscoveryError, profile: &Profile) -> Vec<Finding> {
    let form = Finding::fault(&code::FORM, profile, "document", sentence(error));
    core::iter::once(form).chain(skipped()).collect()
}

fn skipped() -> impl Iterator<Item = Finding> {
    CHECKS.into_iter().map(|code| {
        Finding::skipped(code, "document", "Waits for a document that is a JSON object")
    })
}

struct Judge<'a> {
    document: Map<String, Value>,
    metadata: Metadata,
    fhir_base: Option<&'a Url>,
    profile: &'a Profile,
}

impl Judge<'_> {
    fn fault(
        &self,
        code: &'static Code,
        subject: &'static str,
        message: impl Into<String>,
    ) -> Finding {
        Finding::fault(code, self.profile, subject, message)
    }

    fn endpoint(&self, text: &str) -> Vec<Finding> {
        const NAME: &str = "token_endpoint";

        let Some(written) = self.metadata.token_endpoint.as_deref().filter(|url| !url.is_empty())
        else {
            let message = "The document has no `token_endpoint`";
            let finding = self.fault(&code::TOKEN_ENDPOINT_MISSING, NAME, message);
            return vec![match fetch::endpoint_meant(text, &self.document) {
                Some(meant) => finding.near_miss(meant),
                None => finding,
            }];
        };
        let there = Finding::pass(&code::TOKEN_ENDPOINT_MISSING, NAME, "`token_endpoint` is there");
        match written.parse::<TokenEndpoint>() {
            Ok(endpoint) => {
                let message = "`token_endpoint` is absolute";
                let absolute = Finding::pass(&code::TOKEN_ENDPOINT_RELATIVE, NAME, message);
                vec![there, absolute, self.secure(&endpoint, NAME)]
            }
            Err(TokenEndpointError::Url {
                reason: url::ParseError::RelativeUrlWithoutBase,
                text,
            }) => {
                let message = "`token_endpoint` is relative; it is resolved on the FHIR base";
                let relative = self.fault(&code::TOKEN_ENDPOINT_RELATIVE, NAME, message).got(&text);
                let resolved =
                    self.fhir_base.and_then(|base| TokenEndpoint::resolve(&text, base).ok());
                vec![
                    there,
                    match resolved {
                        Some(url) => relative.near_miss(format!("Resolved it is {url}.")),
                        None => relative,
                    },
                ]
            }
            Err(error) => {
                vec![self.fault(&code::TOKEN_ENDPOINT_MISSING, NAME, sentence(&error))]
            }
        }
    }

    fn secure(&self, endpoint: &TokenEndpoint, name: &'static str) -> Finding {
        let code = &code::TOKEN_ENDPOINT_HTTP;
        if !endpoint.is_in_the_clear() {
            return Finding::pass(code, name, "`token_endpoint` is https, or this machine");
        }
        self.fault(code, name, "`token_endpoint` is not https").got(endpoint.as_str())
    }

    fn list(&self, list: &List<'_>) -> Finding {
        let (name, wanted) = (list.name, list.wanted.join(" or "));
        let has =
            |listed: &Vec<String>| listed.iter().any(|one| list.wanted.contains(&one.as_str()));
        match list.listed {
            Some(listed) if has(listed) => {
                Finding::pass(list.code, name, format!("`{name}` lists {wanted}"))
            }
            Some(listed) => self
                .fault(list.code, name, format!("`{name}` does not list {wanted}"))
                .got(listed.join(" "))
                .expected(wanted),
            None => self.fault(list.code, name, self.no_list(name)).expected(wanted),
        }
    }

    fn no_list(&self, name: &str) -> String {
        match self.document.get(name) {
            None => format!("The document has no list `{name}`"),
            Some(other) => format!("`{name}` is {}, wanted a list of strings", type_name(other)),
        }
    }

    fn pkce(&self) -> Finding {
        const NAME: &str = "code_challenge_methods_supported";

        let lists = |listed: &[String], name: &str| listed.iter().any(|one| one == name);
        match self.metadata.code_challenge_methods.as_deref() {
            Some(listed) if lists(listed, "plain") => self
                .fault(&code::PKCE_PLAIN, NAME, format!("`{NAME}` lists plain"))
                .got(listed.join(" "))
                .expected("S256"),
            Some(listed) if lists(listed, "S256") => {
                Finding::pass(&code::PKCE_MISSING, NAME, format!("`{NAME}` lists S256"))
            }
            Some(listed) => self
                .fault(&code::PKCE_MISSING, NAME, format!("`{NAME}` does not list S256"))
                .got(listed.join(" "))
                .expected("S256"),
            None => self.fault(&code::PKCE_MISSING, NAME, self.no_list(NAME)).expected("S256"),
        }
    }

    fn issuer(&self) -> Finding {
        const CODE: &Code = &code::ISSUER_UNEXPECTED;

        let mut capabilities = self.metadata.capabilities.iter().flatten();
        match &self.metadata.issuer {
            Some(issuer) if !capabilities.any(|one| one == "sso-openid-connect") => {
                let message =
                    "The document has an `issuer`, but not the capability sso-openid-connect";
                self.fault(CODE, "issuer", message).got(issuer)
            }
            _ => {
                let message = "`issuer` is not there without sso-openid-connect";
                Finding::pass(CODE, "issuer", message)
            }
        }
    }
}

/// A list that should have one of some values.
struct List<'a> {
    code: &'static Code,
    name: &'static str,
    wanted: &'static [&'static str],
    listed: &'a Option<Vec<String>>,
}

fn lists(metadata: &Metadata) -> [List<'_>; 4] {
    [
        List {
            code: &code::GRANT_MISSING,
            name: "grant_types_supported",
            wanted: &["client_credentials"],
            listed: &metadata.grant_types,
        },
        List {
            code: &code::METHOD_MISSING,
            name: "token_endpoint_auth_methods_supported",
            wanted: &["private_key_jwt"],
            listed: &metadata.auth_methods,
        },
        List {
            code: &code::ALG_MISSING,
            name: "token_endpoint_auth_signing_alg_values_supported",
            wanted: &["RS384", "ES384"],
            listed: &metadata.signing_algs,
        },
        List {
            code: &code::CAPABILITY_MISSING,
            name: "capabilities",
            wanted: &["client-confidential-asymmetric"],
            listed: &metadata.capabilities,
        },
    ]
}
