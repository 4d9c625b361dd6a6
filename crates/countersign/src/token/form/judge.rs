//! The checks of a token request, one after the other.

use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, Method};

use super::decode::{Decoded, Pair};
use crate::finding::{Finding, Part};
use crate::limits::TOKEN_OCTETS;
use crate::rules::code::request as code;
use crate::rules::{Code, Profile};
use crate::token::{ASSERTION_TYPE, FORM_TYPE, GRANT_TYPE};

const NEEDS_FORM: &str = "Needs a form";

pub(super) struct Judge<'a> {
    profile: &'a Profile,
    headers: &'a HeaderMap,
    body: &'a [u8],
    pub(super) findings: Vec<Finding>,
}

impl<'a> Judge<'a> {
    pub(super) fn new(profile: &'a Profile, headers: &'a HeaderMap, body: &'a [u8]) -> Self {
        Self { profile, headers, body, findings: Vec::new() }
    }

    pub(super) fn method(&mut self, method: &Method) {
        if method == Method::POST {
            return self.pass(&code::METHOD, "method", "The request is a POST");
        }
        let message = format!("The method is {method}, wanted POST");
        let finding =
            self.fault(&code::METHOD, "method", message).got(method.as_str()).expected("POST");
        self.findings.push(match *method {
            Method::GET if self.body.is_empty() => finding.near_miss(
                "A redirect turns a POST into a GET: compare the URL with the token endpoint letter by letter.",
            ),
            _ => finding,
        });
    }

    /// Whether the body may be read as a form: it says so, or it plainly is one.
    pub(super) fn content_type(&mut self) -> bool {
        const SUBJECT: &str = "headers.content-type";

        let sent = self.headers.get(CONTENT_TYPE);
        let sent = sent.map(|value| String::from_utf8_lossy(value.as_bytes()));
        let essence = sent.as_deref().and_then(|value| value.split(';').next());
        if essence.is_some_and(|essence| essence.trim().eq_ignore_ascii_case(FORM_TYPE)) {
            self.pass(&code::CONTENT_TYPE, SUBJECT, "The body says it is a form");
            return true;
        }
        let looks_like_form = self.body.windows(11).any(|octets| octets == b"grant_type=");
        let message = match &sent {
            Some(value) => format!("The body says it is {}, wanted {FORM_TYPE}", shortened(value)),
            None => format!("The request has no Content-Type, wanted {FORM_TYPE}"),
        };
        let finding = self
            .fault(&code::CONTENT_TYPE, SUBJECT, message)
            .got(shortened(sent.as_deref().unwrap_or_default()))
            .expected(FORM_TYPE);
        self.findings.push(match (looks_like_form, self.is_json()) {
            (true, _) => finding.near_miss("The body is a form, only its type is not given."),
            (_, true) => {
                finding.near_miss("The body is JSON: OAuth sends the same parameters as a form.")
            }
            _ => finding,
        });
        looks_like_form
    }

    /// Whether the body is looked into: it is a form, and not too long.
    pub(super) fn size(&mut self, is_form: bool) -> bool {
        let octets = self.body.len();
        if octets > TOKEN_OCTETS {
            let message = format!("The body has {octets} octets, at most {TOKEN_OCTETS} are read");
            self.add(&code::ENCODING, "body", message);
            return false;
        }
        if !is_form {
            self.findings.push(Finding::skipped(&code::ENCODING, "body", NEEDS_FORM));
        }
        is_form
    }

    /// What is judged of a request whose body is no form.
    pub(super) fn without_form(mut self) -> Vec<Finding> {
        let skip = |code, subject| Finding::skipped(code, subject, NEEDS_FORM);
        self.findings.push(skip(&code::PARAM_REPEATED, "body"));
        self.findings.push(skip(&code::GRANT_TYPE_MISSING, "form.grant_type"));
        self.authentication(None);
        self.findings.push(skip(&code::ASSERTION_TYPE_MISSING, "form.client_assertion_type"));
        self.findings.push(skip(&code::ASSERTION_MISSING, "form.client_assertion"));
        self.findings.push(skip(&code::SCOPE_MISSING, "form.scope"));
        self.findings
    }

    pub(super) fn encoding(&mut self, decoded: &Decoded) {
        let Some(fault) = &decoded.fault else {
            return self.pass(&code::ENCODING, "body", "The form is encoded as it should be");
        };
        let finding = self.fault(&code::ENCODING, "body", fault.message.as_str());
        self.findings
            .push(finding.near_miss(&fault.near_miss).at(Part::Document, fault.span.clone()));
    }

    pub(super) fn repeated(&mut self, pairs: &[Pair]) {
        let mut seen = std::collections::HashSet::new();
        let mut repeated: Vec<&Pair> = Vec::new();
        for pair in pairs {
            // A body full of them is one fault, not thousands.
            if !seen.insert(&pair.name)
                && repeated.len() < 4
                && repeated.iter().all(|known| known.name != pair.name)
            {
                repeated.push(pair);
            }
        }
        if repeated.is_empty() {
            self.pass(&code::PARAM_REPEATED, "body", "No parameter comes twice");
        }
        for pair in repeated {
            let name: String = pair.name.chars().take(40).collect();
            let message = format!("{name:?} comes more than once");
            let finding = self.fault(&code::PARAM_REPEATED, "body", message).got(name);
            self.findings.push(finding.at(Part::Document, pair.span.clone()));
        }
    }

    pub(super) fn grant_type(&mut self, sent: Option<&Pair>) {
        const SUBJECT: &str = "form.grant_type";

        let Some(sent) = sent else {
            let finding = self.absent(&code::GRANT_TYPE_MISSING, "grant_type").expected(GRANT_TYPE);
            let is_json = self.is_json();
            return self.findings.push(match is_json {
                true => finding.near_miss("The body is JSON under the type of a form."),
                false => finding,
            });
        };
        if sent.value == GRANT_TYPE {
            let message = "`grant_type` is client_credentials";
            return self.pass(&code::GRANT_TYPE_MISSING, SUBJECT, message);
        }
        let shown = shortened(&sent.value);
        let message = format!("`grant_type` is {shown:?}, wanted {GRANT_TYPE}");
        let finding = self
            .fault(&code::GRANT_TYPE_WRONG, SUBJECT, message)
            .got(shown)
            .expected(GRANT_TYPE)
            .at(Part::Document, sent.span.clone());
        self.findings.push(if sent.value.ends_with("grant-type:jwt-bearer") {
            finding.near_miss("This is jwt-bearer, another flow: there the JWT is the grant.")
        } else if sent.value.trim().eq_ignore_ascii_case(GRANT_TYPE) {
            finding.near_miss("It differs in case or in white space only.")
        } else {
            finding
        });
    }

    pub(super) fn assertion_type(&mut self, sent: Option<&Pair>) {
        const SUBJECT: &str = "form.client_assertion_type";

        let Some(sent) = sent else {
            let finding = self.absent(&code::ASSERTION_TYPE_MISSING, "client_assertion_type");
            return self.findings.push(finding.expected(ASSERTION_TYPE));
        };
        if sent.value == ASSERTION_TYPE {
            let message = "`client_assertion_type` says that the assertion is a JWT";
            return self.pass(&code::ASSERTION_TYPE_MISSING, SUBJECT, message);
        }
        let message = "`client_assertion_type` is not the URN for a JWT";
        let finding = self
            .fault(&code::ASSERTION_TYPE_WRONG, SUBJECT, message)
            .got(shortened(&sent.value))
            .expected(ASSERTION_TYPE)
            .at(Part::Document, sent.span.clone());
        let near = if sent.value.replace("%3A", ":").replace("%3a", ":") == ASSERTION_TYPE {
            "It was escaped twice."
        } else if sent.value.trim().eq_ignore_ascii_case(ASSERTION_TYPE) {
            "It differs in case or in white space only."
        } else if sent.value.ends_with(":jwt-bearer") {
            "The last word is right; the words in front are `client-assertion-type`."
        } else if sent.value.contains("saml2") {
            "That is the URN for a SAML assertion."
        } else {
            return self.findings.push(finding);
        };
        self.findings.push(finding.near_miss(near));
    }

    pub(super) fn authentication(&mut self, secret: Option<&Pair>) {
        const HEADER: &str = "headers.authorization";

        let scheme = self.headers.get(AUTHORIZATION).map(|value| {
            let text = String::from_utf8_lossy(value.as_bytes());
            text.split(' ').next().unwrap_or_default().to_ascii_lowercase()
        });
        let basic = scheme.as_deref() == Some("basic");
        let finding = match (basic, secret) {
            (true, _) => self
                .fault(
                    &code::AUTH_BASIC,
                    HEADER,
                    "The Authorization header carries a shared secret",
                )
                .got("Basic …"),
            (false, Some(secret)) => self
                .fault(
                    &code::AUTH_BASIC,
                    "form.client_secret",
                    "The form carries a `client_secret`",
                )
                .got("client_secret=…")
                .at(Part::Document, secret.span.clone()),
            (false, None) => {
                Finding::pass(&code::AUTH_BASIC, "request", "No shared secret is sent")
            }
        };
        self.findings.push(finding);
        match scheme.filter(|_| !basic) {
            Some(scheme) => {
                let message =
                    "A token request carries no Authorization header besides the assertion";
                let scheme = if scheme == "bearer" { "Bearer" } else { "another scheme" };
                let finding = self.fault(&code::AUTH_BEARER, HEADER, message).got(scheme);
                self.findings.push(match scheme {
                    "Bearer" => finding
                        .near_miss("The assertion goes into the form, as `client_assertion`."),
                    _ => finding,
                });
            }
            None => {
                self.pass(&code::AUTH_BEARER, HEADER, "The request authenticates in no other way");
            }
        }
    }

    pub(super) fn assertion(&mut self, sent: Option<&Pair>) {
        self.present(&code::ASSERTION_MISSING, "client_assertion", sent);
    }

    pub(super) fn scope(&mut self, sent: Option<&Pair>) {
        self.present(&code::SCOPE_MISSING, "scope", sent);
    }

    fn present(&mut self, code: &'static Code, name: &str, sent: Option<&Pair>) {
        match sent {
            Some(_) => self.pass(code, &format!("form.{name}"), &format!("`{name}` is there")),
            None => {
                let finding = self.absent(code, name);
                self.findings.push(finding);
            }
        }
    }

    fn absent(&self, code: &'static Code, name: &str) -> Finding {
        self.fault(code, &format!("form.{name}"), format!("`{name}` is absent or empty"))
    }

    fn is_json(&self) -> bool {
        self.body.trim_ascii_start().starts_with(b"{")
    }

    fn fault(&self, code: &'static Code, subject: &str, message: impl Into<String>) -> Finding {
        Finding::fault(code, self.profile, subject, message)
    }

    fn add(&mut self, code: &'static Code, subject: &str, message: String) {
        let finding = self.fault(code, subject, message);
        self.findings.push(finding);
    }

    fn pass(&mut self, code: &'static Code, subject: &str, message: &str) {
        self.findings.push(Finding::pass(code, subject, message));
    }
}

fn shortened(text: &str) -> String {
    text.chars().take(200).collect()
}
