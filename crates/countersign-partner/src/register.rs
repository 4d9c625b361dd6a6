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

use crate::client_keys::{SECRET, acceptable};
use crate::partner::{Partner, Step, reply, unavailable};
use crate::reply::Answer;
use crate::store::{Client, ClientKeys, Store, StoreError};
use crate::token::with_tolerated;
use crate::{Config, Route};

/// A client that was registered, and what was found about what it sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Registered {
    /// The client as it is kept.
    pub client: Client,
    /// What was found; nothing in it failed.
    pub report: Report,
}

/// Why a client was not registered.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RegisterError {
    /// What it sent is more than a megabyte.
    #[error("a registration has at most {KEY_SET_OCTETS} octets")]
    TooLong,
    /// What it sent cannot be read; the sentence says why.
    #[error("{0}")]
    Unreadable(String),
    /// What it sent was read and refused.
    #[error("{}", refusal(.0))]
    Refused(Box<Report>),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl RegisterError {
    /// Short and stable: of a refusal, the code of the first finding that failed.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong => "registration.too-long",
            Self::Unreadable(_) => "registration.unreadable",
            Self::Refused(report) => {
                report.first_failure().map_or("registration.refused", |finding| finding.code.id)
            }
            Self::Store(_) => "registration.store",
        }
    }
}

/// What is said of it comes from the code alone: nothing of the key set is repeated.
fn refusal(report: &Report) -> &'static str {
    report.first_failure().map_or("jwks or jwks_uri is missing", |finding| finding.code.what)
}

impl<S: Store> Partner<S> {
    /// Registers a client, in place of an earlier one of the same id. `metadata` is JSON in RFC 7591's names:
    /// `{"client_id"?, "client_name"?, "jwks": {…} | "jwks_uri": "https://…", "scope"?}`. Without an id one is made up;
    /// without a scope the client may ask for all that is supported now. A set with a private member is refused under
    /// every profile, and not kept.
    ///
    /// # Errors
    /// [`RegisterError`], with the findings where it was refused.
    ///
    /// ```
    /// use countersign_partner::{Partner, block_on};
    /// use countersign_testkit::rng;
    ///
    /// let partner = Partner::tern_valley();
    /// let metadata = r#"{"client_id": "larkmoor", "jwks_uri": "https://larkmoor.example/jwks.json"}"#;
    /// let registered = block_on(partner.register(metadata, &mut rng()))?;
    /// assert_eq!(registered.client.id, "larkmoor");
    ///
    /// let error = block_on(partner.register(r#"{"client_id": "larkmoor"}"#, &mut rng())).unwrap_err();
    /// assert_eq!(error.code(), "jwks.unregistered");
    /// # Ok::<(), countersign_partner::RegisterError>(())
    /// ```
    pub async fn register(
        &self,
        metadata: &str,
        rng: &mut (dyn CryptoRng + Send),
    ) -> Result<Registered, RegisterError> {
        if metadata.len() > KEY_SET_OCTETS {
            return Err(RegisterError::TooLong);
        }
        let body = read(metadata).map_err(RegisterError::Unreadable)?;
        let profile = self.config.profile;
        let mut findings = Vec::new();
        let keys = keys(&body, &self.config, &mut findings);
        let scope = scope(&body, &self.supported_scope(), profile, &mut findings);
        refuse_secrets(&body, &mut findings);
        let report = Report { profile: profile.id.into(), kid: None, key: None, findings };
        let (Some(keys), None) = (keys, report.first_failure()) else {
            return Err(RegisterError::Refused(Box::new(report)));
        };
        let id = body.text("client_id").map_or_else(|| new_id(rng), str::to_owned);
        let client = Client { id, name: body.text("client_name").map(str::to_owned), keys, scope };
        self.store.register(client.clone()).await?;
        Ok(Registered { client, report })
    }
}

/// Registers a client that asks for it, or says what is wrong with what it sent.
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
    let Ok(metadata) = core::str::from_utf8(request.body()) else {
        return done(None, None, invalid("the registration is not UTF-8", &[]));
    };
    match partner.register(metadata, rng).await {
        Ok(Registered { client, report }) => {
            let answer = Answer::json(StatusCode::CREATED, described(&client).to_string());
            done(Some(client.id), Some(report), answer.not_stored())
        }
        Err(error @ RegisterError::TooLong) => {
            let (status, says) = (StatusCode::PAYLOAD_TOO_LARGE, error.to_string());
            done(None, None, Answer::oauth(status, "invalid_client_metadata", &says))
        }
        Err(RegisterError::Unreadable(says)) => done(None, None, invalid(&says, &[])),
        Err(RegisterError::Refused(report)) => {
            let answer = invalid(refusal(&report), &report.findings);
            done(None, Some(*report), answer)
        }
        Err(RegisterError::Store(_)) => done(None, None, unavailable(&Route::Register)),
    }
}

fn read(text: &str) -> Result<Object, String> {
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
fn keys(body: &Object, config: &Config, findings: &mut Vec<Finding>) -> Option<ClientKeys> {
    let set = body.get("jwks").map(Value::to_string);
    let url =
        body.get("jwks_uri").map(|url| url.as_str().map_or_else(|| url.to_string(), str::to_owned));
    findings.extend(jwk::lint_registration(set.as_deref(), url.as_deref(), config.profile));
    if !SECRET.iter().all(|code| config.profile.refuses(code)) {
        let strict = jwk::lint_registration(set.as_deref(), None, &Profile::SPEC);
        let secret = |f: &Finding| SECRET.contains(&f.code) && f.status == Status::Fail;
        findings.extend(strict.into_iter().filter(secret));
    }
    match (set, url) {
        (Some(set), None) => Some(ClientKeys::Set(set)),
        (None, Some(url)) if acceptable(&url, config.allow_http_jwks) => Some(ClientKeys::Url(url)),
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
fn scope(body: &Object, supported: &str, profile: &Profile, findings: &mut Vec<Finding>) -> String {
    let Some(asked) = body.text("scope").filter(|scope| !scope.trim().is_empty()) else {
        return supported.to_owned();
    };
    let (read, faults) = scope::read(asked, profile);
    let read = with_tolerated(read, &faults);
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
