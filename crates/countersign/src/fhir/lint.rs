//! What is unusual about the answer of a FHIR server.

use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use super::{Answer, FHIR_TYPE};
use crate::finding::Finding;
use crate::rules::Profile;
use crate::rules::code::fhir as code;

/// Judges an answer by `profile`: the findings `fhir.*`. The issues of an OperationOutcome follow as findings of
/// their own.
///
/// ```
/// use countersign::fhir::{Answer, lint};
/// use countersign::rules::Profile;
/// use http::{HeaderMap, StatusCode};
///
/// let answer = Answer::parse(r#"{"resourceType":"OperationOutcome","issue":[{"severity":"error","code":"forbidden"}]}"#)?;
/// let findings = lint(StatusCode::FORBIDDEN, &HeaderMap::new(), Some(&answer), &Profile::SPEC);
/// let last = findings.last().expect("the issue");
/// assert_eq!((last.code.id, last.message.as_str()), ("fhir.status", "forbidden"));
/// # Ok::<(), countersign::fhir::FhirError>(())
/// ```
pub fn lint(
    status: StatusCode,
    headers: &HeaderMap,
    answer: Option<&Answer>,
    profile: &Profile,
) -> Vec<Finding> {
    let mut findings = vec![judge_content_type(headers, profile)];
    if let Some(Answer::Bundle(bundle)) = answer {
        findings.push(match &bundle.self_link {
            Some(link) => Finding::pass(
                &code::SELF_MISSING,
                "link.self",
                "The Bundle shows the search as it was understood",
            )
            .got(link.clone()),
            None => {
                let message = "The Bundle has no self link";
                Finding::fault(&code::SELF_MISSING, profile, "link.self", message)
            }
        });
    }
    let number = status.as_u16();
    findings.push(if status.is_success() {
        Finding::pass(&code::STATUS, "status", format!("The server answered {number}"))
    } else {
        Finding::fault(&code::STATUS, profile, "status", format!("The server answered {number}"))
            .got(number.to_string())
            .expected("200")
    });
    if let Some(Answer::Outcome(outcome)) = answer {
        findings.extend(outcome.findings());
    }
    findings
}

fn judge_content_type(headers: &HeaderMap, profile: &Profile) -> Finding {
    const SUBJECT: &str = "headers.content-type";
    let sent = headers.get(CONTENT_TYPE).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let sent = sent.as_deref().unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(FHIR_TYPE) {
        return Finding::pass(&code::CONTENT_TYPE, SUBJECT, "The answer says it is FHIR in JSON");
    }
    let message = match sent {
        "" => "The answer has no Content-Type".to_owned(),
        sent => format!("The answer says it is {sent}"),
    };
    let finding = Finding::fault(&code::CONTENT_TYPE, profile, SUBJECT, message)
        .got(sent)
        .expected(FHIR_TYPE);
    match essence {
        "application/json" => finding.near_miss("It is JSON, only not said to be FHIR."),
        "text/html" => finding.near_miss("It is a page, perhaps of a login or of a gateway."),
        _ => finding,
    }
}
