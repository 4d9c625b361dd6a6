//! What a discovery document lacks.

use super::Metadata;
use super::document::object;
use super::endpoint::{TokenEndpoint, TokenEndpointError};
use crate::encoding::json::Object;
use crate::finding::{Finding, Part, Span};
use crate::rules::Code;
use crate::rules::code::discovery as code;

/// Judges a discovery document: the findings `discovery.*`, one or more for each check.
///
/// Lists that are missing warn only, for most servers leave some out; an unusable token endpoint fails.
///
/// ```
/// use countersign::finding::Status;
///
/// let findings = countersign::discovery::lint(r#"{"token_endpoint":"/token","code_challenge_methods_supported":["plain"]}"#);
/// let raised: Vec<_> = findings.iter().filter(|f| f.status != Status::Pass).map(|f| f.code.id).collect();
/// assert_eq!(raised, [
///     "discovery.token-endpoint.relative", "discovery.grant.missing", "discovery.method.missing",
///     "discovery.alg.missing", "discovery.capability.missing", "discovery.pkce.plain",
/// ]);
/// ```
pub fn lint(text: &str) -> Vec<Finding> {
    let document = match object(text) {
        Ok(document) => document,
        Err(error) => return vec![Finding::fail(&code::FORM, "document", error.to_string())],
    };
    // Both readings of one text succeed alike; this one knows places.
    let places = Object::parse(text).ok();
    let metadata = Metadata::read(&document);
    let mut findings =
        vec![Finding::pass(&code::FORM, "document", "The document is a JSON object")];
    findings.extend(judge_endpoint(&metadata));
    for list in lists(&metadata) {
        findings.push(list.judge());
    }
    findings.push(judge_pkce(&metadata));
    findings.push(judge_issuer(&metadata));
    for finding in &mut findings {
        let member = places.as_ref().and_then(|object| object.member(&finding.subject));
        if let Some(member) = member {
            finding.span =
                Some(Span { part: Part::Document, start: member.span.start, end: member.span.end });
        }
    }
    findings
}

fn judge_endpoint(metadata: &Metadata) -> Vec<Finding> {
    const NAME: &str = "token_endpoint";
    let Some(text) = metadata.token_endpoint.as_deref().filter(|text| !text.is_empty()) else {
        return vec![Finding::fail(
            &code::TOKEN_ENDPOINT_MISSING,
            NAME,
            "The document has no token_endpoint",
        )];
    };
    let there = Finding::pass(&code::TOKEN_ENDPOINT_MISSING, NAME, "`token_endpoint` is there");
    match text.parse::<TokenEndpoint>() {
        Ok(endpoint) => {
            let absolute =
                Finding::pass(&code::TOKEN_ENDPOINT_RELATIVE, NAME, "`token_endpoint` is absolute");
            let secure = if endpoint.is_in_the_clear() {
                Finding::fail(&code::TOKEN_ENDPOINT_HTTP, NAME, "`token_endpoint` is not https")
                    .got(text)
            } else {
                Finding::pass(
                    &code::TOKEN_ENDPOINT_HTTP,
                    NAME,
                    "`token_endpoint` is https, or this machine",
                )
            };
            vec![there, absolute, secure]
        }
        Err(TokenEndpointError::Url { reason: url::ParseError::RelativeUrlWithoutBase, text }) => {
            let message = "token_endpoint is relative; it is resolved on the FHIR base";
            vec![there, Finding::warn(&code::TOKEN_ENDPOINT_RELATIVE, NAME, message).got(text)]
        }
        Err(error) => {
            vec![Finding::fail(&code::TOKEN_ENDPOINT_MISSING, NAME, error.to_string())]
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

impl List<'_> {
    fn judge(&self) -> Finding {
        let (name, wanted) = (self.name, self.wanted.join(" or "));
        let has = |list: &Vec<String>| list.iter().any(|one| self.wanted.contains(&one.as_str()));
        match self.listed {
            Some(list) if has(list) => {
                Finding::pass(self.code, name, format!("{name} lists {wanted}"))
            }
            Some(list) => Finding::warn(self.code, name, format!("{name} does not list {wanted}"))
                .got(list.join(" "))
                .expected(wanted),
            None => Finding::warn(self.code, name, format!("The document has no list {name}"))
                .expected(wanted),
        }
    }
}

fn judge_pkce(metadata: &Metadata) -> Finding {
    const NAME: &str = "code_challenge_methods_supported";
    match &metadata.code_challenge_methods {
        Some(listed) if listed.iter().any(|one| one == "plain") => {
            Finding::fail(&code::PKCE_PLAIN, NAME, format!("{NAME} lists plain"))
                .got(listed.join(" "))
                .expected("S256")
        }
        Some(listed) if listed.iter().any(|one| one == "S256") => {
            Finding::pass(&code::PKCE_MISSING, NAME, format!("{NAME} lists S256"))
        }
        Some(listed) => {
            Finding::warn(&code::PKCE_MISSING, NAME, format!("{NAME} does not list S256"))
                .got(listed.join(" "))
                .expected("S256")
        }
        None => {
            Finding::warn(&code::PKCE_MISSING, NAME, format!("The document has no list {NAME}"))
                .expected("S256")
        }
    }
}

fn judge_issuer(metadata: &Metadata) -> Finding {
    let openid = metadata.capabilities.iter().flatten().any(|one| one == "sso-openid-connect");
    match &metadata.issuer {
        Some(issuer) if !openid => {
            let message = "the document has an issuer, but not the capability sso-openid-connect";
            Finding::warn(&code::ISSUER_UNEXPECTED, "issuer", message).got(issuer.clone())
        }
        _ => Finding::pass(
            &code::ISSUER_UNEXPECTED,
            "issuer",
            "`issuer` is not there without sso-openid-connect",
        ),
    }
}
