//! What is unusual about the answer of a FHIR server.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use super::{Answer, FHIR_TYPE};
use crate::finding::Finding;
use crate::rules::code::fhir as code;

/// Judges an answer: the findings `fhir.*`, all of them warnings. The issues of an OperationOutcome follow as findings of
/// their own.
///
/// ```
/// use countersign::fhir::{Answer, lint};
/// use http::{HeaderMap, StatusCode};
///
/// let answer = Answer::parse(r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden"}]}"#)?;
/// let findings = lint(StatusCode::FORBIDDEN, &HeaderMap::new(), Some(&answer));
/// let last = findings.last().expect("the issue");
/// assert_eq!((last.code.id, last.message.as_str()), ("fhir.status", "forbidden"));
/// # Ok::<(), countersign::fhir::FhirError>(())
/// ```
pub fn lint(status: StatusCode, headers: &HeaderMap, answer: Option<&Answer>) -> Vec<Finding> {
    let mut findings = vec![judge_content_type(headers)];
    if let Some(Answer::Bundle(bundle)) = answer {
        findings.push(match &bundle.self_link {
            Some(link) => Finding::pass(
                &code::SELF_MISSING,
                "link.self",
                "The Bundle shows the search as it was understood",
            )
            .got(link.clone()),
            None => Finding::warn(&code::SELF_MISSING, "link.self", "The Bundle has no self link"),
        });
    }
    let number = status.as_u16();
    findings.push(if status.is_success() {
        Finding::pass(&code::STATUS, "status", format!("The server answered {number}"))
    } else {
        Finding::warn(&code::STATUS, "status", format!("The server answered {number}"))
            .got(number.to_string())
            .expected("200")
    });
    if let Some(Answer::Outcome(outcome)) = answer {
        findings.extend(outcome.findings());
    }
    findings
}

fn judge_content_type(headers: &HeaderMap) -> Finding {
    const SUBJECT: &str = "headers.content-type";
    let sent = headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let sent = sent.as_deref().unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(FHIR_TYPE) {
        return Finding::pass(&code::CONTENT_TYPE, SUBJECT, "The answer says it is FHIR in JSON");
    }
    let message = match sent {
        "" => "the answer has no Content-Type".to_owned(),
        sent => format!("the answer says it is {sent}"),
    };
    Finding::warn(&code::CONTENT_TYPE, SUBJECT, message).got(sent).expected(FHIR_TYPE)
}
