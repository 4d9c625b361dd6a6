//! What a FHIR server says about a request.

use core::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::FhirError;
use super::node::{Node, resource, type_of};
use crate::finding::Finding;
use crate::rules::code::fhir::STATUS;

/// An OperationOutcome: one issue or more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationOutcome {
    /// The issues, in the order sent.
    pub issues: Vec<Issue>,
}

/// One issue of an [`OperationOutcome`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// How bad it is.
    pub severity: Severity,
    /// `code`: `forbidden`, `not-found` and so on.
    pub code: String,
    /// `details.text`, or the display of its first coding.
    pub details: Option<String>,
    /// `diagnostics`: what the server adds for whoever looks into it.
    pub diagnostics: Option<String>,
    /// `expression`: the elements that it is about.
    pub expression: Vec<String>,
}

/// How bad an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing was done.
    Fatal,
    /// The request failed.
    Error,
    /// It was carried out, perhaps not as meant.
    Warning,
    /// Nothing is wrong.
    Information,
}

impl Severity {
    /// The word in FHIR.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fatal => "fatal",
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Information => "information",
        }
    }

    fn read(word: &str) -> Option<Self> {
        [Self::Fatal, Self::Error, Self::Warning, Self::Information]
            .into_iter()
            .find(|severity| severity.as_str() == word)
    }
}

impl OperationOutcome {
    /// One issue, for a server to send.
    ///
    /// ```
    /// use countersign::fhir::{OperationOutcome, Severity};
    ///
    /// let outcome = OperationOutcome::new(Severity::Error, "forbidden", "the token does not permit this");
    /// assert_eq!(OperationOutcome::parse(&outcome.to_json()), Ok(outcome));
    /// ```
    pub fn new(
        severity: Severity,
        code: impl Into<String>,
        diagnostics: impl Into<String>,
    ) -> Self {
        let issue = Issue {
            severity,
            code: code.into(),
            details: None,
            diagnostics: Some(diagnostics.into()),
            expression: Vec::new(),
        };
        Self { issues: vec![issue] }
    }

    /// Reads an OperationOutcome.
    ///
    /// # Errors
    /// [`FhirError`] when the text is not JSON, another resource, or an issue has no known `severity`.
    pub fn parse(text: &str) -> Result<Self, FhirError> {
        Self::read(&resource(text)?)
    }

    /// Reads an OperationOutcome that is JSON already.
    ///
    /// # Errors
    /// [`FhirError`], as for [`parse`](Self::parse).
    pub fn read(value: &Value) -> Result<Self, FhirError> {
        let got = type_of(value).ok_or(FhirError::NotResource)?;
        if got != "OperationOutcome" {
            return Err(FhirError::ResourceType {
                wanted: "OperationOutcome",
                got: got.chars().take(80).collect(),
            });
        }
        let outcome = Node::root(value);
        outcome.typed("issue", "an array", Value::as_array)?;
        let issues =
            outcome.each("issue").map(|issue| Issue::read(&issue)).collect::<Result<_, _>>()?;
        Ok(Self { issues })
    }

    /// The resource to send.
    pub fn to_json(&self) -> String {
        let issues: Vec<Value> = self.issues.iter().map(Issue::to_value).collect();
        json!({"resourceType": "OperationOutcome", "issue": issues}).to_string()
    }

    /// Each issue as a finding: a warning, or a pass where the server only informs.
    pub fn findings(&self) -> Vec<Finding> {
        self.issues
            .iter()
            .enumerate()
            .map(|(index, issue)| {
                let subject = format!("issue[{index}]");
                match issue.severity {
                    Severity::Information => Finding::pass(&STATUS, subject, issue.to_string()),
                    _ => Finding::warn(&STATUS, subject, issue.to_string()).got(format!(
                        "{} {}",
                        issue.severity.as_str(),
                        issue.code
                    )),
                }
            })
            .collect()
    }
}

impl Issue {
    /// What it says: details, else diagnostics.
    pub fn text(&self) -> Option<&str> {
        self.details.as_deref().or(self.diagnostics.as_deref())
    }

    fn read(issue: &Node<'_>) -> Result<Self, FhirError> {
        let severity =
            issue.typed("severity", "fatal, error, warning or information", |value| {
                value.as_str().and_then(Severity::read)
            })?;
        let code = issue.typed("code", "a string", Value::as_str)?;
        let details = issue.get("details");
        let coding = |details: &Node<'_>| {
            details.each("coding").find_map(|coding| coding.text("display").map(str::to_owned))
        };
        Ok(Self {
            severity: severity.ok_or_else(|| FhirError::Member {
                pointer: format!("{}/severity", issue.pointer),
                wanted: "fatal, error, warning or information",
                got: "nothing",
            })?,
            code: code.unwrap_or_default().to_owned(),
            details: details.as_ref().and_then(|details| {
                details.text("text").map(str::to_owned).or_else(|| coding(details))
            }),
            diagnostics: issue.text("diagnostics").map(str::to_owned),
            expression: issue.texts("expression").into_iter().map(str::to_owned).collect(),
        })
    }

    fn to_value(&self) -> Value {
        let mut issue = json!({"severity": self.severity.as_str(), "code": self.code});
        if let Some(details) = &self.details {
            issue["details"] = json!({"text": details});
        }
        if let Some(diagnostics) = &self.diagnostics {
            issue["diagnostics"] = diagnostics.as_str().into();
        }
        if !self.expression.is_empty() {
            issue["expression"] = json!(self.expression);
        }
        issue
    }
}

impl fmt::Display for Issue {
    /// `forbidden: the token does not permit this`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.code)?;
        match self.text() {
            Some(text) => write!(f, ": {text}"),
            None => Ok(()),
        }
    }
}
