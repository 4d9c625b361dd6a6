//! Faults of a token response that a client should know of.

use http::header::{CACHE_CONTROL, PRAGMA};
use http::{HeaderMap, StatusCode};

use super::error::object;
use super::response::seconds;
use crate::encoding::json::Object;
use crate::encoding::json::type_name;
use crate::finding::Finding;
use crate::limits::ASSERTION_LIFETIME;
use crate::rules::Code;
use crate::rules::code::token as code;
use crate::scope::{Level, ResourceType, Scope, ScopeSet};

/// Judges a token response: the findings `token.*`. Given what was asked, the granted scope is compared with it.
///
/// A refusal is no token response: for another status than 200 the list is empty.
///
/// ```
/// use http::{HeaderMap, StatusCode};
///
/// let body = br#"{"access_token":"t","token_type":"Bearer","expires_in":3600,"scope":"system/Patient.rs"}"#;
/// let findings = countersign::token::lint(StatusCode::OK, &HeaderMap::new(), body, None);
/// let raised: Vec<_> = findings.iter().filter(|f| f.status != countersign::finding::Status::Pass).map(|f| f.code.id).collect();
/// assert_eq!(raised, ["token.expires-in.long", "token.no-store.missing"]);
/// ```
pub fn lint(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    asked: Option<&ScopeSet>,
) -> Vec<Finding> {
    if !status.is_success() {
        return Vec::new();
    }
    let object = match object(body) {
        Ok(object) => object,
        Err(error) => {
            let finding = Finding::fail(&code::NOT_JSON, "body", error.to_string());
            let looks_like_page = body.trim_ascii_start().starts_with(b"<");
            return vec![match looks_like_page {
                true => finding.near_miss("the body is a page, perhaps of a login"),
                false => finding,
            }];
        }
    };
    let mut findings = vec![Finding::pass(&code::NOT_JSON, "body", "The answer is a JSON object")];
    findings.push(judge_type(&object));
    findings.push(judge_member(&object, &code::ACCESS_TOKEN_MISSING, "access_token"));
    judge_expires_in(&object, &mut findings);
    findings.push(judge_member(&object, &code::SCOPE_MISSING, "scope"));
    if let Some(asked) = asked {
        findings.extend(judge_granted(&object, asked));
    }
    findings.push(judge_no_store(headers));
    findings.push(match object.member("refresh_token") {
        None => Finding::pass(&code::REFRESH, "refresh_token", "No refresh token came along"),
        Some(_) => Finding::warn(&code::REFRESH, "refresh_token", "A refresh token came along"),
    });
    findings
}

fn judge_type(object: &Object) -> Finding {
    let sent = object.text("token_type");
    match sent {
        Some(sent) if sent.eq_ignore_ascii_case("bearer") => {
            Finding::pass(&code::TYPE, "token_type", "`token_type` is bearer")
        }
        sent => Finding::fail(&code::TYPE, "token_type", "`token_type` is not bearer")
            .got(sent.unwrap_or_default())
            .expected("Bearer"),
    }
}

/// A string that must be there. Only `access_token` may not be empty: an empty scope says that nothing is granted.
fn judge_member(object: &Object, code: &'static Code, name: &'static str) -> Finding {
    match object.get(name).map(|value| value.as_str().ok_or(type_name(value))) {
        Some(Ok("")) if name == "access_token" => {
            Finding::fail(code, name, format!("{name} is empty"))
        }
        Some(Ok(_)) => Finding::pass(code, name, format!("{name} is there")),
        Some(Err(kind)) => Finding::fail(code, name, format!("{name} is {kind}, wanted a string")),
        None => Finding::fail(code, name, format!("The answer has no {name}")),
    }
}

fn judge_expires_in(object: &Object, findings: &mut Vec<Finding>) {
    const NAME: &str = "expires_in";
    let sent = object.get(NAME);
    let Some(lifetime) = sent.and_then(seconds) else {
        let message = match sent {
            Some(value) => format!("{NAME} is {}, wanted a number of seconds", type_name(value)),
            None => format!("the answer has no {NAME}"),
        };
        findings.push(Finding::fail(&code::EXPIRES_IN_MISSING, NAME, message));
        findings.push(Finding::skipped(&code::EXPIRES_IN_LONG, NAME, "Needs a number of seconds"));
        return;
    };
    findings.push(Finding::pass(&code::EXPIRES_IN_MISSING, NAME, "`expires_in` is a number"));
    findings.push(if lifetime.get() > ASSERTION_LIFETIME {
        let message = format!("The token lasts {}, five minutes are advised", lifetime.in_words());
        Finding::warn(&code::EXPIRES_IN_LONG, NAME, message)
            .got(lifetime.get().to_string())
            .expected(format!("at most {ASSERTION_LIFETIME}"))
    } else {
        let message = format!("The token lasts {}", lifetime.in_words());
        Finding::pass(&code::EXPIRES_IN_LONG, NAME, message)
    });
}

fn judge_granted(object: &Object, asked: &ScopeSet) -> Option<Finding> {
    let sent = object.text("scope")?;
    // A scope of another kind in the answer is the partner's business; what it permits here is the question.
    let granted: ScopeSet = sent.split(' ').filter_map(|scope| scope.parse().ok()).collect();
    let cut: Vec<String> = asked
        .iter()
        .filter(|scope| scope.level() == Level::System && !is_granted(&granted, scope))
        .map(ToString::to_string)
        .collect();
    Some(if cut.is_empty() {
        Finding::pass(&code::SCOPE_NARROWER, "scope", "Everything that was asked is granted")
    } else {
        let message = format!("Not granted as asked: {}", cut.join(" "));
        Finding::warn(&code::SCOPE_NARROWER, "scope", message).got(sent).expected(asked.to_string())
    })
}

/// Whether every interaction asked for is permitted: by a scope without a restriction, or with the one asked for.
fn is_granted(granted: &ScopeSet, asked: &Scope) -> bool {
    let applies = |scope: &Scope| {
        scope.level() == Level::System
            && (scope.restriction().is_none() || scope.restriction() == asked.restriction())
            && (*scope.resource_type() == ResourceType::Any
                || scope.resource_type() == asked.resource_type())
    };
    asked.permissions().iter().all(|interaction| {
        granted.iter().any(|scope| applies(scope) && scope.permissions().has(interaction))
    })
}

fn judge_no_store(headers: &HeaderMap) -> Finding {
    let says = |name, word: &str| {
        headers.get_all(name).iter().any(|value| {
            let text = String::from_utf8_lossy(value.as_bytes());
            text.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
        })
    };
    const SUBJECT: &str = "headers.cache-control";
    match (says(CACHE_CONTROL, "no-store"), says(PRAGMA, "no-cache")) {
        (true, true) => {
            Finding::pass(&code::NO_STORE_MISSING, SUBJECT, "The answer may not be cached")
        }
        (true, false) => {
            Finding::warn(&code::NO_STORE_MISSING, SUBJECT, "The answer has no Pragma: no-cache")
                .expected("Cache-Control: no-store and Pragma: no-cache")
        }
        (false, _) => Finding::warn(&code::NO_STORE_MISSING, SUBJECT, "The answer may be cached")
            .expected("Cache-Control: no-store and Pragma: no-cache"),
    }
}
