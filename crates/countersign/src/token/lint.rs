//! Faults of a token response that a client should know of.

use http::header::{CACHE_CONTROL, PRAGMA};
use http::{HeaderMap, StatusCode};

use serde_json::Value;

use super::TokenError;
use super::error::object;
use super::response::seconds;
use crate::encoding::json::{Object, type_name};
use crate::finding::{Finding, Part, sentence};
use crate::limits::ASSERTION_LIFETIME;
use crate::rules::code::token as code;
use crate::rules::{Code, Profile};
use crate::scope::{Level, ResourceType, Scope, ScopeSet};

/// Judges a token response by `profile`: the findings `token.*`. Given what was asked, the granted scope is compared with
/// it. A finding about a member says where that stands; the token itself is never repeated.
///
/// A refusal is no token response: for another status than 200 the list is empty.
///
/// ```
/// use countersign::finding::Status;
/// use countersign::rules::Profile;
/// use http::{HeaderMap, StatusCode};
///
/// let body = br#"{"access_token":"t","token_type":"Bearer","expires_in":3600,"scope":"system/Patient.rs"}"#;
/// let findings = countersign::token::lint(StatusCode::OK, &HeaderMap::new(), body, None, &Profile::SPEC);
/// let raised: Vec<_> = findings.iter().filter(|f| f.status != Status::Pass).map(|f| f.code.id).collect();
/// assert_eq!(raised, ["token.expires-in.long", "token.no-store.missing"]);
/// ```
pub fn lint(
    status: StatusCode,
    headers: &HeaderMap,
    body: &[u8],
    asked: Option<&ScopeSet>,
    profile: &Profile,
) -> Vec<Finding> {
    if !status.is_success() {
        return Vec::new();
    }
    let object = match object(body) {
        Ok(object) => object,
        Err(error) => return unreadable(&error, body, profile),
    };
    let judge = Judge { object: &object, profile };
    let mut findings = vec![Finding::pass(&code::NOT_JSON, "body", "The answer is a JSON object")];
    findings.push(judge.token_type());
    findings.push(judge.member(&code::ACCESS_TOKEN_MISSING, "access_token"));
    findings.extend(judge.expires_in());
    findings.push(judge.member(&code::SCOPE_MISSING, "scope"));
    findings.extend(asked.and_then(|asked| judge.granted(asked)));
    findings.push(no_store(headers, profile));
    findings.push(judge.refresh());
    findings
}

fn unreadable(error: &TokenError, body: &[u8], profile: &Profile) -> Vec<Finding> {
    let finding = Finding::fault(&code::NOT_JSON, profile, "body", sentence(error));
    let start = body.trim_ascii_start();
    let is_form = start.starts_with(b"access_token=") || start.starts_with(b"token_type=");
    let finding = match (start.first(), is_form) {
        (Some(b'<'), _) => finding.near_miss("The body is a page, perhaps of a login."),
        (None, _) => finding.near_miss("The body is empty."),
        (_, true) => finding.near_miss("The body is a form; OAuth 2.0 answers in JSON."),
        _ => finding,
    };
    let rest = [
        &code::TYPE,
        &code::ACCESS_TOKEN_MISSING,
        &code::EXPIRES_IN_MISSING,
        &code::SCOPE_MISSING,
        &code::NO_STORE_MISSING,
        &code::REFRESH,
    ];
    let skipped = rest.map(|code| Finding::skipped(code, "body", "Needs an answer in JSON"));
    core::iter::once(finding).chain(skipped).collect()
}

struct Judge<'a> {
    object: &'a Object,
    profile: &'a Profile,
}

impl Judge<'_> {
    /// A fault of that member, with its place if it is there.
    fn fault(
        &self,
        code: &'static Code,
        member: &'static str,
        message: impl Into<String>,
    ) -> Finding {
        let finding = Finding::fault(code, self.profile, member, message);
        match self.object.member(member) {
            Some(found) => finding.at(Part::Document, found.span.clone()),
            None => finding,
        }
    }

    fn token_type(&self) -> Finding {
        const NAME: &str = "token_type";

        let sent = self.object.text(NAME);
        match sent {
            Some(sent) if sent.eq_ignore_ascii_case("bearer") => {
                Finding::pass(&code::TYPE, NAME, "`token_type` is bearer")
            }
            sent => self
                .fault(&code::TYPE, NAME, "`token_type` is not bearer")
                .got(sent.unwrap_or_default())
                .expected("Bearer"),
        }
    }

    /// A string that must be there. Only `access_token` may not be empty: an empty scope says that nothing is granted.
    fn member(&self, code: &'static Code, name: &'static str) -> Finding {
        match self.object.get(name).map(|value| value.as_str().ok_or(type_name(value))) {
            Some(Ok("")) if name == "access_token" => {
                self.fault(code, name, format!("`{name}` is empty"))
            }
            Some(Ok(_)) => Finding::pass(code, name, format!("`{name}` is there")),
            Some(Err(kind)) => {
                self.fault(code, name, format!("`{name}` is {kind}, wanted a string"))
            }
            None => self.fault(code, name, format!("The answer has no `{name}`")),
        }
    }

    fn expires_in(&self) -> [Finding; 2] {
        const NAME: &str = "expires_in";

        let sent = self.object.get(NAME);
        let Some(lifetime) = sent.and_then(seconds) else {
            let message = match sent {
                Some(value) => {
                    format!("`{NAME}` is {}, wanted a number of seconds", type_name(value))
                }
                None => format!("The answer has no `{NAME}`"),
            };
            let missing = self.fault(&code::EXPIRES_IN_MISSING, NAME, message);
            let quoted = sent.and_then(Value::as_str).and_then(|text| text.parse::<u32>().ok());
            let missing = match quoted {
                Some(number) => missing
                    .near_miss(format!("It is {number} in quotation marks: a number has none.")),
                None => missing,
            };
            let long = Finding::skipped(&code::EXPIRES_IN_LONG, NAME, "Needs a number of seconds");
            return [missing, long];
        };
        let there = Finding::pass(&code::EXPIRES_IN_MISSING, NAME, "`expires_in` is a number");
        if lifetime.get() <= ASSERTION_LIFETIME {
            let message = format!("The token lasts {}", lifetime.in_words());
            return [there, Finding::pass(&code::EXPIRES_IN_LONG, NAME, message)];
        }
        let message = format!("The token lasts {}, five minutes are advised", lifetime.in_words());
        let long = self
            .fault(&code::EXPIRES_IN_LONG, NAME, message)
            .got(lifetime.get().to_string())
            .expected(format!("at most {ASSERTION_LIFETIME}"));
        [there, long]
    }

    fn granted(&self, asked: &ScopeSet) -> Option<Finding> {
        let sent = self.object.text("scope")?;
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
            self.fault(&code::SCOPE_NARROWER, "scope", message)
                .got(sent)
                .expected(asked.to_string())
        })
    }

    fn refresh(&self) -> Finding {
        const NAME: &str = "refresh_token";

        match self.object.member(NAME) {
            None => Finding::pass(&code::REFRESH, NAME, "No refresh token came along"),
            Some(_) => self.fault(&code::REFRESH, NAME, "A refresh token came along"),
        }
    }
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

fn no_store(headers: &HeaderMap, profile: &Profile) -> Finding {
    const SUBJECT: &str = "headers.cache-control";

    let says = |name, word: &str| {
        headers.get_all(name).iter().any(|value| {
            let text = String::from_utf8_lossy(value.as_bytes());
            text.split(',').any(|part| part.trim().eq_ignore_ascii_case(word))
        })
    };
    let message = match (says(CACHE_CONTROL, "no-store"), says(PRAGMA, "no-cache")) {
        (true, true) => {
            let message = "The answer may not be cached";
            return Finding::pass(&code::NO_STORE_MISSING, SUBJECT, message);
        }
        (true, false) => "The answer has no Pragma: no-cache",
        (false, _) => "The answer may be cached",
    };
    Finding::fault(&code::NO_STORE_MISSING, profile, SUBJECT, message)
        .expected("Cache-Control: no-store and Pragma: no-cache")
}
