//! What other servers answer: the constants against the collected facts.

use std::collections::BTreeMap;

use countersign::rules::replies::{self, Reply, SERVERS, Says, Server};
use countersign::rules::{Code, Confidence};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const COLLECTED: &str = include_str!("../../../../tests/vectors/replies/partner-replies.json");

/// Replies that stand in the constants and not in the collected facts: from the vendor's page, or read and not run.
const BEYOND: [(&str, &str); 3] = [
    ("launcher", "jwt.aud.array"),
    ("athena", "other.no-such-api"),
    ("athena", "other.too-many-requests"),
];

fn collected() -> Map<String, Value> {
    let all: Value = serde_json::from_str(COLLECTED).expect("JSON");
    all["profiles"].as_object().expect("profiles").clone()
}

/// A reply in the words of the collected facts.
fn written(reply: &Reply) -> Value {
    let evidence = match reply.evidence {
        Confidence::Observed => "observed",
        Confidence::Documented => "documented",
        Confidence::Modelled => "modelled",
    };
    let mut said = json!({"status": reply.status, "error": reply.error, "evidence": evidence});
    match reply.says {
        Says::Description(words) => said["error_description"] = words.0.into(),
        Says::Null => said["error_description"] = Value::Null,
        Says::Uri { uri, urn } => {
            said["error_uri"] = uri.0.into();
            said["urn"] = urn.into();
        }
        Says::Text(words) => {
            said["text"] = words.0.into();
            said.as_object_mut().expect("an object").remove("error");
        }
        Says::Nothing => {}
    }
    if let Some(when) = reply.when {
        said["when"] = when.into();
    }
    if let Some(note) = reply.note {
        said["note"] = note.into();
    }
    said
}

/// The collected facts call a note that says where a reply was seen by that name.
fn expected(reply: &Value) -> Value {
    let mut reply = reply.clone();
    let members = reply.as_object_mut().expect("an object");
    if let Some(seen) = members.remove("seen").filter(|seen| !seen.is_null()) {
        members.insert("note".into(), seen);
    }
    reply
}

#[test]
fn every_collected_reply_is_here_and_no_other() {
    let collected = collected();
    assert_eq!(collected.len(), SERVERS.len());
    for server in SERVERS {
        let facts = &collected[server.id];
        let mut here: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
        for reply in server.replies {
            if !BEYOND.contains(&(server.id, reply.code)) {
                here.entry(reply.code).or_default().push(written(reply));
            }
        }
        let there: BTreeMap<&str, Vec<Value>> = facts["replies"]
            .as_object()
            .expect("replies")
            .iter()
            .map(|(code, said)| {
                let all = said.as_array().cloned().unwrap_or_else(|| vec![said.clone()]);
                (code.as_str(), all.iter().map(expected).collect())
            })
            .collect();
        assert_eq!(here, there, "{}", server.id);
        assert_eq!(json!(server.source), facts["source"], "{}", server.id);
        let passed = facts.get("not_enforced").cloned().unwrap_or_else(|| json!([]));
        assert_eq!(json!(server.not_enforced), passed, "{}", server.id);
    }
    for (server, code) in BEYOND {
        assert!(replies::reply(server, code).is_some(), "{server} {code}");
    }
}

#[test]
fn every_reply_has_a_source_a_date_and_a_known_fault() {
    for server in SERVERS {
        assert!(!server.source.is_empty() && server.seen.starts_with("20"), "{}", server.id);
        for id in
            server.replies.iter().map(|reply| reply.code).chain(server.not_enforced.iter().copied())
        {
            let known = id == "*" || id.starts_with("other.") || Code::by_id(id).is_some();
            assert!(known, "{} {id}", server.id);
        }
    }
}

#[test]
fn only_what_was_observed_is_quoted() {
    let all = || SERVERS.iter().flat_map(|server| server.replies);
    for reply in all() {
        assert_eq!(reply.quotable(), reply.evidence == Confidence::Observed, "{reply:?}");
    }
    let athena = replies::server("athena").expect("known");
    assert!(!athena.replies.iter().any(Reply::quotable));
    assert!(all().any(Reply::quotable));
}

#[test]
fn what_is_let_pass_has_no_reply() {
    for server in SERVERS {
        for code in server.not_enforced {
            assert_eq!(server.replies_to(code).count(), 0, "{} {code}", server.id);
            assert_eq!(server.reply(code), None, "{} {code}", server.id);
        }
    }
}

#[test]
fn a_reply_is_written_as_its_server_writes_it() {
    let body = |server: &str, code: &str, values: &[(&str, &str)]| {
        replies::reply(server, code).map(|reply| reply.body(values))
    };
    assert_eq!(
        body("epic", "jwt.aud.wrong", &[]).as_deref(),
        Some(r#"{"error":"invalid_client","error_description":null}"#)
    );
    assert_eq!(
        body("medplum", "request.content-type", &[]).as_deref(),
        Some("Unsupported content type")
    );
    assert_eq!(
        body("oracle", "jws.signature.invalid", &[("uuid", "4f1c"), ("tenant", "ec24")]).as_deref(),
        Some(
            r#"{"error":"invalid_client","error_uri":"https://authorization.cerner.com/errors/urn%3Acerner%3Aerror%3Aauthorization-server%3Aclient-assertion%3Ajwt-bearer%3Ainvalid-signature/instances/4f1c?client=unknown&tenant=ec24"}"#
        )
    );
    assert_eq!(body("athena", "other.too-many-requests", &[]).as_deref(), Some(""));
    assert_eq!(body("oracle", "jws.kid.missing", &[]), None);
}

fn templates() -> impl Iterator<Item = (&'static Server, &'static Reply)> {
    SERVERS.iter().flat_map(|server| server.replies.iter().map(move |reply| (*server, reply)))
}

proptest! {
    #[test]
    fn what_was_filled_in_is_read_back(value in "[a-z0-9/:]{0,40}") {
        for (server, reply) in templates() {
            let Some(words) = reply.words() else { continue };
            let names: Vec<_> = words.captures(words.0).expect("its own text").iter().map(|(name, _)| name).collect();
            let values: Vec<_> = names.iter().map(|name| (*name, value.as_str())).collect();
            let said = words.fill(&values);
            let found = words.captures(&said).expect("just filled");
            for name in names {
                prop_assert_eq!(found.get(name), Some(value.as_str()), "{} {}", server.id, said);
            }
        }
    }

    #[test]
    fn any_text_is_read_without_a_panic(text in ".{0,200}") {
        for (_, reply) in templates() {
            if let Some(words) = reply.words() {
                let found = words.captures(&text);
                prop_assert!(found.is_none_or(|found| found.iter().all(|(_, value)| text.contains(value))));
            }
        }
    }
}
