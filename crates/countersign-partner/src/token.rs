//! The token endpoint: the checks in the partner's order, a report of all of them, an answer about the first that failed.

use countersign::assertion::inspect;
use countersign::encoding::base64url;
use countersign::finding::{Finding, Report, Status};
use countersign::jwk::JwkSet;
use countersign::limits::{NEAR_MISS_TRIES_SERVING, TOKEN_OCTETS};
use countersign::rules::Profile;
use countersign::rules::code::{jwks, jwt};
use countersign::scope::{self, ScopeSet};
use countersign::time::{Seconds, UnixSeconds};
use countersign::token::{AccessToken, FormRequest, TokenResponse, read_form};
use countersign::verify::{self, Expectations, verify};
use http::{Request, StatusCode};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

use crate::Route;
use crate::audit::{AuditEntry, Outcome};
use crate::client_keys::{FetchOutcome, LEAVE_ALONE, REFETCH_AFTER};
use crate::partner::{Fetch, Partner, Step, reply, unavailable};
use crate::reply::Answer;
use crate::store::{CachedKeys, Client, ClientKeys, Granted, JtiUse, Store, StoreError};

/// A token request, read and waiting for the client's keys.
#[derive(Debug)]
pub(crate) struct PendingToken {
    /// Findings about the request, without the one about its scope.
    asked: Vec<Finding>,
    /// The finding whether there is a scope at all; it comes behind those about the assertion.
    scope: Option<Finding>,
    form: FormRequest,
    client: Client,
}

/// What the client's keys came to.
enum Keys {
    /// Nobody is registered under that name, or the request is refused without looking at its signature.
    NotLooked,
    Set(JwkSet),
    /// They could not be had.
    Fault(Box<Finding>),
}

pub(crate) async fn handle<S: Store>(
    partner: &Partner<S>,
    request: Request<Vec<u8>>,
    now: UnixSeconds,
    rng: &mut (dyn CryptoRng + Send),
) -> Step {
    if request.body().len() > TOKEN_OCTETS {
        let says = format!("The body has more than {TOKEN_OCTETS} octets");
        let answer = Answer::oauth(StatusCode::PAYLOAD_TOO_LARGE, "invalid_request", &says);
        return reply(Route::Token, None, None, answer, now);
    }
    let (form, mut asked) =
        read_form(request.method(), request.headers(), request.body(), &Profile::SPEC);
    let scope = asked.pop();
    let form = form.unwrap_or_default();
    let Some(assertion) = &form.assertion else {
        let report =
            Report { profile: Profile::SPEC.id.into(), kid: None, key: None, findings: asked };
        return conclude(partner, None, report, scope, &form, now, rng).await;
    };
    let named = inspect::decode(assertion)
        .ok()
        .and_then(|decoded| decoded.claim_text("iss").map(str::to_owned));
    let client = match &named {
        Some(id) => partner.store.client(id).await,
        None => Ok(None),
    };
    match client {
        Err(_) => reply(Route::Token, None, None, unavailable(&Route::Token), now),
        Ok(None) => judge(partner, asked, scope, form, None, Keys::NotLooked, now, rng).await,
        Ok(Some(client)) => {
            let pending = PendingToken { asked, scope, form, client };
            with_keys(partner, pending, now, rng).await
        }
    }
}

pub(crate) async fn resume<S: Store>(
    partner: &Partner<S>,
    fetch: Fetch,
    outcome: FetchOutcome,
    now: UnixSeconds,
    rng: &mut (dyn CryptoRng + Send),
) -> Step {
    let url = fetch.url().to_owned();
    let PendingToken { asked, scope, form, client } = fetch.pending;
    let keys = match outcome.read(&url, now) {
        Ok(fetched) => {
            let set = parse(&fetched.text);
            if partner.store.keep_keys(&url, fetched).await.is_err() {
                return reply(Route::Token, Some(client.id), None, unavailable(&Route::Token), now);
            }
            set
        }
        Err(fault) => {
            let nothing = CachedKeys {
                text: String::new(),
                fetched_at: now,
                good_until: now + Seconds::new(LEAVE_ALONE),
            };
            if partner.store.keep_keys(&url, nothing).await.is_err() {
                return reply(Route::Token, Some(client.id), None, unavailable(&Route::Token), now);
            }
            Keys::Fault(fault)
        }
    };
    judge(partner, asked, scope, form, Some(client), keys, now, rng).await
}

/// Finds the client's key set on file, in the cache, or asks the host for it.
async fn with_keys<S: Store>(
    partner: &Partner<S>,
    pending: PendingToken,
    now: UnixSeconds,
    rng: &mut (dyn CryptoRng + Send),
) -> Step {
    let keys = match &pending.client.keys {
        ClientKeys::Set(text) => parse(text),
        ClientKeys::Url(url) => match partner.store.keys(url).await {
            Ok(Some(kept)) if kept.good_until > now && kept.text.is_empty() => {
                let says = format!(
                    "The key set URL gave no key set; it is left alone for {LEAVE_ALONE} s"
                );
                Keys::Fault(Box::new(Finding::fail(&jwks::FETCH_FAILED, "keys", says).got(url)))
            }
            Ok(Some(kept)) if kept.good_until > now && !wants_newer(&kept, &pending.form, now) => {
                parse(&kept.text)
            }
            // What is refused anyhow is not worth a fetch.
            Ok(_) if pending.asked.iter().any(|finding| finding.status == Status::Fail) => {
                Keys::NotLooked
            }
            Ok(_) => {
                let url = url.clone();
                return Step::Fetch(Box::new(Fetch::new(url, pending)));
            }
            Err(_) => return reply(Route::Token, None, None, unavailable(&Route::Token), now),
        },
    };
    let PendingToken { asked, scope, form, client } = pending;
    judge(partner, asked, scope, form, Some(client), keys, now, rng).await
}

/// A `kid` that the kept set lacks may be a new key: the set is fetched once more, but not at every stranger's word.
fn wants_newer(kept: &CachedKeys, form: &FormRequest, now: UnixSeconds) -> bool {
    let kid = form
        .assertion
        .as_deref()
        .and_then(|token| inspect::decode(token).ok())
        .and_then(|decoded| decoded.header_text("kid").map(str::to_owned));
    let lacks = kid.is_some_and(|kid| {
        JwkSet::parse(&kept.text).is_ok_and(|set| set.with_kid(&kid).next().is_none())
    });
    lacks && now.since(kept.fetched_at).get() >= REFETCH_AFTER
}

fn parse(text: &str) -> Keys {
    match JwkSet::parse(text) {
        Ok(set) => Keys::Set(set),
        Err(error) => Keys::Fault(Box::new(Finding::fail(
            &jwks::FORM,
            "keys",
            format!("The key set cannot be read: {error}"),
        ))),
    }
}

#[expect(
    clippy::too_many_arguments,
    reason = "one call of each kind; a struct would only rename them"
)]
async fn judge<S: Store>(
    partner: &Partner<S>,
    asked: Vec<Finding>,
    scope: Option<Finding>,
    form: FormRequest,
    client: Option<Client>,
    keys: Keys,
    now: UnixSeconds,
    rng: &mut (dyn CryptoRng + Send),
) -> Step {
    let (endpoint, fhir_base) = (partner.config.token_endpoint(), partner.config.fhir_base());
    let jwks_url = client.as_ref().and_then(|client| match &client.keys {
        ClientKeys::Url(url) => Some(url.as_str()),
        ClientKeys::Set(_) => None,
    });
    let expect = Expectations {
        client: client
            .as_ref()
            .map_or(verify::Client::Unknown, |client| verify::Client::Known(&client.id)),
        audience: Some(&endpoint),
        fhir_base: Some(&fhir_base),
        issuer: Some(&partner.config.base_url),
        jwks_url,
        algs: &partner.config.algs,
        near_miss_tries: NEAR_MISS_TRIES_SERVING,
        ..Expectations::default()
    };
    let set = match &keys {
        Keys::Set(set) => Some(set),
        Keys::NotLooked | Keys::Fault(_) => None,
    };
    let mut report = verify(form.assertion.as_deref().unwrap_or_default(), set, &expect, now);
    if let Keys::Fault(fault) = keys {
        // The fault stands where the key would have been looked up, so that it comes before what follows from it.
        match report.findings.iter_mut().find(|finding| finding.code == &jwks::UNREGISTERED) {
            Some(place) => *place = *fault,
            None => report.findings.push(*fault),
        }
    }
    report.findings.splice(0..0, asked);
    check_client_id(&mut report, &form);
    conclude(partner, client, report, scope, &form, now, rng).await
}

/// A `client_id` in the form is optional; it must not name another client (RFC 7521 §4.2).
fn check_client_id(report: &mut Report, form: &FormRequest) {
    let Some(named) = &form.client_id else { return };
    let iss = form
        .assertion
        .as_deref()
        .and_then(|token| inspect::decode(token).ok())
        .and_then(|decoded| decoded.claim_text("iss").map(str::to_owned));
    report.push(verify::client_id(named, iss.as_deref(), &Profile::SPEC));
}

/// The last checks, `jti` and scope, and the answer.
async fn conclude<S: Store>(
    partner: &Partner<S>,
    client: Option<Client>,
    mut report: Report,
    scope_asked: Option<Finding>,
    form: &FormRequest,
    now: UnixSeconds,
    rng: &mut (dyn CryptoRng + Send),
) -> Step {
    let client_id = client.as_ref().map(|client| client.id.clone());
    let proof = Proof::of(form, &report);
    if check_replay(partner, &mut report, client.as_ref(), &proof, now).await.is_err() {
        return reply(Route::Token, client_id, None, unavailable(&Route::Token), now);
    }
    let granted = check_scope(partner, &mut report, client.as_ref(), scope_asked, form);
    let answer = match (report.first_failure(), &client) {
        (None, Some(client)) => give(partner, client, &granted, &proof, now, rng).await,
        (first, _) => {
            let finding = first.expect("without a client nothing is accepted");
            let entry = AuditEntry {
                reason: Some(finding.code.id.to_owned()),
                query: form.scope.clone().map(|scope| scope.chars().take(400).collect()),
                ..AuditEntry::new(
                    now,
                    "token",
                    client_id.as_deref().unwrap_or("unknown"),
                    Outcome::Refused,
                )
            };
            let answer = Answer::refusal(finding);
            partner.store.append(proof.on(entry)).await.map(|_| answer)
        }
    };
    let answer = answer.unwrap_or_else(|_| unavailable(&Route::Token));
    reply(Route::Token, client_id, Some(report), answer, now)
}

/// What is written down about how the client proved who it is.
struct Proof {
    jti: Option<String>,
    kid: Option<String>,
    ends_at: Option<UnixSeconds>,
}

impl Proof {
    fn of(form: &FormRequest, report: &Report) -> Self {
        let decoded = form.assertion.as_deref().and_then(|token| inspect::decode(token).ok());
        let exp =
            decoded.as_ref().and_then(|decoded| decoded.claims.as_ref().ok()?.get("exp")?.as_f64());
        // An accepted `exp` is at most minutes ahead, so the cast loses nothing but a fraction.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "saturates; rounded up so that a jti is kept long enough"
        )]
        let ends_at = exp.map(|exp| UnixSeconds::new(exp.ceil() as i64));
        Self {
            jti: decoded.and_then(|decoded| decoded.claim_text("jti").map(str::to_owned)),
            kid: report.kid.clone(),
            ends_at,
        }
    }

    /// Only a proof that held is written down as one.
    fn on(&self, entry: AuditEntry) -> AuditEntry {
        let held = entry.outcome == Outcome::Done;
        AuditEntry {
            jti: self.jti.clone().filter(|_| held),
            kid: self.kid.clone().filter(|_| held),
            ..entry
        }
    }
}

/// A `jti` is good once. It is used up only by an assertion whose signature and claims hold: nobody else can burn it.
async fn check_replay<S: Store>(
    partner: &Partner<S>,
    report: &mut Report,
    client: Option<&Client>,
    proof: &Proof,
    now: UnixSeconds,
) -> Result<(), StoreError> {
    let (code, subject) = (&jwt::JTI_REPLAYED, "claims.jti");
    let (Some(client), None, Some(jti), Some(ends_at)) =
        (client, report.first_failure(), &proof.jti, proof.ends_at)
    else {
        report.push(Finding::skipped(
            code,
            subject,
            "Replay was not checked: needs a verified `jti`",
        ));
        return Ok(());
    };
    let until = ends_at + Profile::SPEC.leeway;
    let first_seen_at = match partner.store.use_jti(&client.id, jti, until, now).await? {
        JtiUse::First => None,
        JtiUse::SeenAt(first) => Some(first),
    };
    report.push(verify::replay(jti, first_seen_at, &Profile::SPEC, now));
    Ok(())
}

/// What is granted: asked, registered and supported, all three.
fn check_scope<S: Store>(
    partner: &Partner<S>,
    report: &mut Report,
    client: Option<&Client>,
    asked: Option<Finding>,
    form: &FormRequest,
) -> ScopeSet {
    let absent = asked.as_ref().is_some_and(|finding| finding.status != Status::Pass);
    report.findings.extend(asked);
    let (Some(text), false) = (&form.scope, absent) else { return ScopeSet::default() };
    let (wanted, faults) = scope::read(text, &Profile::SPEC);
    report.findings.extend(faults);
    let Some(client) = client else { return ScopeSet::default() };
    let registered = scope::read(&client.scope, &Profile::SPEC).0;
    let supported = scope::read(&partner.config.supported_scope(), &Profile::SPEC).0;
    let grant = wanted.grant(&registered, &supported);
    report.findings.extend(grant.findings(&Profile::SPEC));
    grant.granted
}

async fn give<S: Store>(
    partner: &Partner<S>,
    client: &Client,
    scope: &ScopeSet,
    proof: &Proof,
    now: UnixSeconds,
    rng: &mut (dyn CryptoRng + Send),
) -> Result<Answer, StoreError> {
    let lifetime: Seconds = partner.config.token_lifetime;
    let mut octets = [0; 32];
    rng.fill_bytes(&mut octets);
    let token = format!("tv_{}", base64url::encode(&octets));
    let granted = Granted {
        client_id: client.id.clone(),
        scope: scope.to_string(),
        ends_at: now + lifetime,
        jti: proof.jti.clone().unwrap_or_default(),
        kid: proof.kid.clone().unwrap_or_default(),
    };
    partner.store.keep_token(hash(&token), granted, now).await?;
    let entry = AuditEntry {
        query: Some(scope.to_string()),
        ..AuditEntry::new(now, "token", &client.id, Outcome::Done)
    };
    partner.store.append(proof.on(entry)).await?;
    let response = TokenResponse::bearer(AccessToken::new(token), lifetime, scope.to_string());
    Ok(Answer::json(StatusCode::OK, response.to_json()).not_stored())
}

/// What is kept of a token.
pub(crate) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
