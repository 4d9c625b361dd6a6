//! A developer's registration: RFC 7591's names, without its protocol.

use countersign::encoding::base64url;
use countersign::encoding::json::Object;
use countersign::finding::{Finding, Report, Status};
use countersign::jwk;
use countersign::limits::KEY_SET_OCTETS;
use countersign::rules::Profile;
use countersign::rules::code::{jwks, request as code, scope as scope_code};
use countersign::scope;
use countersign::time::UnixSeconds;
use http::{Request, StatusCode};
use rand_core::CryptoRng;
use serde_json::{Value, json};

use crate::Route;
use crate::client_keys::acceptable;
use crate::partner::{Partner, Step, reply, unavailable};
use crate::reply::Answer;
use crate::store::{Client, ClientKeys, Store};

/// Registers a client, or says what is wrong with what it sent. A set with a private member is refused and not kept.
pub(crate) async fn handle<S: Store>(
    partner: &Partner<S>,
    request: &Request<Vec<u8>>,
    now: UnixSeconds,
    rng: &mut (dyn CryptoRng + Send),
) -> Step {
    let done = |client: Option<String>, report, answer| {
        reply(Route::Register, client, report, answer, now)
    };
    if !partner.config.allow_registration {
        let answer =
            Answer::oauth(StatusCode::FORBIDDEN, "access_denied", "Registration is not open here");
        return done(None, None, answer);
    }
    if request.body().len() > KEY_SET_OCTETS {
        let says = format!("A registration has at most {KEY_SET_OCTETS} octets");
        let answer = Answer::oauth(StatusCode::PAYLOAD_TOO_LARGE, "invalid_client_metadata", &says);
        return done(None, None, answer);
    }
    let body = match read(request.body()) {
        Ok(body) => body,
        Err(says) => return done(None, None, invalid(&says, &[])),
    };
    let mut findings = Vec::new();
    let keys = keys(&body, &mut findings);
    let scope = scope(&body, &partner.config.supported_scope(), &mut findings);
    refuse_secrets(&body, &mut findings);
    let id = body.text("client_id").map_or_else(|| new_id(rng), str::to_owned);
    let report = Report { profile: Profile::SPEC.id.into(), kid: None, key: None, findings };
    let (Some(keys), None) = (keys, report.first_failure()) else {
        let says = report
            .first_failure()
            .map_or("jwks or jwks_uri is missing", |finding| finding.code.what);
        let answer = invalid(says, &report.findings);
        return done(None, Some(report), answer);
    };
    let client = Client { id, name: body.text("client_name").map(str::to_owned), keys, scope };
    let said = described(&client);
    let id = client.id.clone();
    if partner.store.register(client).await.is_err() {
        return done(None, None, unavailable(&Route::Register));
    }
    done(Some(id), Some(report), Answer::json(StatusCode::CREATED, said.to_string()).not_stored())
}

fn read(body: &[u8]) -> Result<Object, String> {
    let text =
        core::str::from_utf8(body).map_err(|_| "the registration is not UTF-8".to_owned())?;
    let object = Object::parse(text)
        .map_err(|error| format!("the registration is not a JSON object: {}", error.message))?;
    match object.text("client_id") {
        Some(id)
            if id.is_empty() || id.len() > 256 || id.chars().any(|c| !matches!(c, '!'..='~')) =>
        {
            Err("client_id is 1 to 256 visible ASCII characters without spaces".to_owned())
        }
        _ => Ok(object),
    }
}

/// The keys as registered, judged by the linter. Exactly one of `jwks` and `jwks_uri`.
fn keys(body: &Object, findings: &mut Vec<Finding>) -> Option<ClientKeys> {
    let set = body.get("jwks").map(Value::to_string);
    let url =
        body.get("jwks_uri").map(|url| url.as_str().map_or_else(|| url.to_string(), str::to_owned));
    findings.extend(jwk::lint_registration(set.as_deref(), url.as_deref(), &Profile::SPEC));
    match (set, url) {
        (Some(set), None) => Some(ClientKeys::Set(set)),
        (None, Some(url)) if acceptable(&url) => Some(ClientKeys::Url(url)),
        // The linter lets a URL of this machine pass; this partner may not fetch from it.
        (None, Some(url)) if findings.iter().all(|finding| finding.status != Status::Fail) => {
            let says = "The key set URL is not an https URL";
            findings.push(
                Finding::fail(&jwks::FETCH_NOT_HTTPS, "jwks_uri", says)
                    .got(url)
                    .expected("https://…"),
            );
            None
        }
        _ => None,
    }
}

/// What the client may ask for; all that is supported when it does not say.
fn scope(body: &Object, supported: &str, findings: &mut Vec<Finding>) -> String {
    let Some(asked) = body.text("scope").filter(|scope| !scope.trim().is_empty()) else {
        return supported.to_owned();
    };
    let (read, faults) = scope::read(asked, &Profile::SPEC);
    findings.extend(faults);
    if read.is_empty() && findings.iter().all(|finding| finding.status != Status::Fail) {
        findings
            .push(Finding::fail(&scope_code::SYNTAX, "scope", "No scope could be read").got(asked));
    }
    read.to_string()
}

/// A shared secret cannot tell which of the two who know it acted.
fn refuse_secrets(body: &Object, findings: &mut Vec<Finding>) {
    let secret = body.get("client_secret").is_some();
    let method =
        body.text("token_endpoint_auth_method").filter(|method| *method != "private_key_jwt");
    if secret || method.is_some() {
        let says = "This partner takes no shared secrets: two who know it could not be told apart";
        let finding = Finding::fail(&code::AUTH_BASIC, "token_endpoint_auth_method", says)
            .expected("private_key_jwt");
        findings.push(match method {
            Some(method) => finding.got(method),
            None => finding,
        });
    }
}

fn new_id(rng: &mut (dyn CryptoRng + Send)) -> String {
    let mut octets = [0; 12];
    rng.fill_bytes(&mut octets);
    format!("client-{}", base64url::encode(&octets))
}

fn described(client: &Client) -> Value {
    let mut said = json!({
        "client_id": client.id,
        "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["client_credentials"],
        "scope": client.scope,
    });
    if let Some(name) = &client.name {
        said["client_name"] = name.as_str().into();
    }
    match &client.keys {
        ClientKeys::Url(url) => said["jwks_uri"] = url.as_str().into(),
        ClientKeys::Set(set) => said["jwks"] = serde_json::from_str(set).unwrap_or_default(),
    }
    said
}

/// RFC 7591 §3.2.2, with the codes of what was found. Nothing of the key set is repeated.
fn invalid(says: &str, findings: &[Finding]) -> Answer {
    let codes: Vec<&str> =
        findings.iter().filter(|f| f.status == Status::Fail).map(|f| f.code.id).collect();
    let body =
        json!({ "error": "invalid_client_metadata", "error_description": says, "findings": codes });
    Answer::json(StatusCode::BAD_REQUEST, body.to_string()).not_stored()
}
