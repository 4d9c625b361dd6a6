//! The token endpoint: the checks in the partner's order, a report of all of them, an answer about the first that failed.

use countersign::assertion::inspect;
use countersign::encoding::base64url;
use countersign::finding::{Finding, Report, Status, Verdict};
use countersign::jwk::{self, JwkSet};
use countersign::limits::{NEAR_MISS_TRIES_SERVING, TOKEN_OCTETS};
use countersign::rules::Profile;
use countersign::rules::code::{jwks, jws, jwt, request, scope as scope_code};
use countersign::scope::{self, ScopeSet};
use countersign::time::{Seconds, UnixSeconds};
use countersign::token::{AccessToken, FormRequest, TokenResponse, read_form};
use countersign::verify::{self, Expectations, verify};
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};
use rand_core::CryptoRng;
use sha2::{Digest, Sha256};

use crate::Route;
use crate::audit::{AuditEntry, Outcome};
use crate::client_keys::{FetchOutcome, LEAVE_ALONE, REFETCH_AFTER, SECRET};
use crate::partner::{Fetch, Partner, Step, reply, unavailable};
use crate::refusal;
use crate::reply::Answer;
use crate::store::{
    CachedKeys, Client, ClientKeys, Granted, Issue, JtiUse, Store, StoreError, UsedJti,
};

/// Most characters of what a client chose that are written down; what it sent may be as long as its request.
const WRITTEN_CHARS: usize = 400;

/// A token request, read and waiting for the client's keys.
#[derive(Debug)]
pub(crate) struct PendingToken {
    /// Findings about the request, without the one about its scope.
    asked: Vec<Finding>,
    /// The finding whether there is a scope at all; it comes behind those about the assertion.
    scope: Option<Finding>,
    sent: Sent,
    client: Client,
}

/// What was sent, as far as checks and answers look at it.
#[derive(Debug)]
pub(crate) struct Sent {
    pub(crate) content_type: Option<String>,
    pub(crate) form: FormRequest,
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
    let profile = partner.config.profile;
    let (form, mut asked) = read_form(request.method(), request.headers(), request.body(), profile);
    let scope = asked.pop();
    let form = form.unwrap_or_default();
    let sent = Sent { content_type: content_type(&request), form };
    let Some(assertion) = &sent.form.assertion else {
        let report = Report { profile: profile.id.into(), kid: None, key: None, findings: asked };
        return conclude(partner, None, report, scope, &sent, now, rng).await;
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
        Ok(None) => judge(partner, asked, scope, sent, None, Keys::NotLooked, now, rng).await,
        Ok(Some(client)) => {
            let pending = PendingToken { asked, scope, sent, client };
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
    let PendingToken { asked, scope, sent, client } = fetch.pending;
    let keys = match outcome.read(&url, partner.config.profile, now) {
        Ok(fetched) => {
            let set = parse(&fetched.text);
            let keeps = is_public(&fetched.text, partner.config.profile);
            if keeps && partner.store.keep_keys(&url, fetched).await.is_err() {
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
    judge(partner, asked, scope, sent, Some(client), keys, now, rng).await
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
            Ok(Some(kept))
                if kept.good_until > now && !wants_newer(&kept, &pending.sent.form, now) =>
            {
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
    let PendingToken { asked, scope, sent, client } = pending;
    judge(partner, asked, scope, sent, Some(client), keys, now, rng).await
}

fn content_type(request: &Request<Vec<u8>>) -> Option<String> {
    let value = request.headers().get(CONTENT_TYPE)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// Whether a fetched key set may be kept: some profiles put up with a secret in it.
fn is_public(text: &str, profile: &Profile) -> bool {
    if SECRET.iter().all(|code| profile.refuses(code)) {
        return true;
    }
    let faults = jwk::lint(text, &Profile::SPEC);
    !faults.iter().any(|fault| SECRET.contains(&fault.code) && fault.status == Status::Fail)
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
    sent: Sent,
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
        profile: partner.config.profile,
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
    let mut report = verify(sent.form.assertion.as_deref().unwrap_or_default(), set, &expect, now);
    if let Keys::Fault(fault) = keys {
        // The fault stands where the key would have been looked up, so that it comes before what follows from it.
        match report.findings.iter_mut().find(|finding| finding.code == &jwks::UNREGISTERED) {
            Some(place) => *place = *fault,
            None => report.findings.push(*fault),
        }
    }
    report.findings.splice(0..0, asked);
    check_client_id(&mut report, &sent.form, expect.profile);
    conclude(partner, client, report, scope, &sent, now, rng).await
}

/// A `client_id` in the form is optional; it must not name another client (RFC 7521 §4.2).
fn check_client_id(report: &mut Report, form: &FormRequest, profile: &Profile) {
    let Some(named) = &form.client_id else { return };
    let iss = form
        .assertion
        .as_deref()
        .and_then(|token| inspect::decode(token).ok())
        .and_then(|decoded| decoded.claim_text("iss").map(str::to_owned));
    report.push(verify::client_id(named, iss.as_deref(), profile));
}

/// The last checks, `jti` and scope, and the answer.
async fn conclude<S: Store>(
    partner: &Partner<S>,
    client: Option<Client>,
    mut report: Report,
    scope_asked: Option<Finding>,
    sent: &Sent,
    now: UnixSeconds,
    rng: &mut (dyn CryptoRng + Send),
) -> Step {
    let (form, client_id) = (&sent.form, client.as_ref().map(|client| client.id.clone()));
    let proof = Proof::of(form, &report);
    let used = used_jti(partner, &report, client.as_ref(), &proof);
    let replay_place = report.findings.len();
    let granted = check_scope(partner, &mut report, client.as_ref(), scope_asked, form);
    let lacking = lacking(&report, client.as_ref(), form);
    let gift = match (&client, report.first_failure(), &lacking) {
        (Some(client), None, None) => Some(gift(partner, client, &granted, &proof, now, rng)),
        _ => None,
    };
    let (issue, token) = gift.unzip();
    let Ok(jti_use) = settle(partner, used.clone(), issue, now).await else {
        return reply(Route::Token, client_id, None, unavailable(&Route::Token), now);
    };
    // A replay is told before a fault of the scope, though nothing is used up until the scope was looked at.
    report.findings.insert(replay_place, replay(used, jti_use, partner.config.profile, now));
    match (report.verdict(), token) {
        (Verdict::Rejected, _) => {}
        (_, Some(answer)) => return reply(Route::Token, client_id, Some(report), answer, now),
        (_, None) => report.findings.extend(lacking),
    }
    let finding = report.first_failure().expect("without a client nothing is accepted");
    let entry = AuditEntry {
        reason: Some(finding.code.id.to_owned()),
        query: form.scope.as_deref().map(written),
        ..AuditEntry::new(now, "token", client_id.as_deref().unwrap_or("unknown"), Outcome::Refused)
    };
    if partner.store.append(proof.on(entry)).await.is_err() {
        let answer = unavailable(&Route::Token);
        return reply(Route::Token, client_id, Some(report), answer, now);
    }
    let (answer, evidence) = refusal::answer(finding, &partner.config, sent, client.as_ref(), rng);
    let mut step = reply(Route::Token, client_id, Some(report), answer, now);
    if let Step::Reply(reply) = &mut step {
        reply.record.evidence = evidence;
    }
    step
}

/// What a token takes whatever the profile lets pass, where it is not there: a client that is known here, and a signature
/// that it made.
fn lacking(report: &Report, client: Option<&Client>, form: &FormRequest) -> Option<Finding> {
    let lacking = match (report.verdict(), client, &form.assertion) {
        (Verdict::Rejected, ..) | (Verdict::Accepted, Some(_), _) => return None,
        (_, _, None) => Finding::fail(
            &request::ASSERTION_MISSING,
            "form.client_assertion",
            "A token is given for a client assertion and for nothing else",
        ),
        (_, None, _) => Finding::fail(
            &jwt::CLIENT_UNKNOWN,
            "claims.iss",
            "A token is given to a registered client alone",
        ),
        (_, Some(_), _) => Finding::fail(
            &jws::SIGNATURE_UNVERIFIED,
            "signature",
            "A token is given for a signature that was verified",
        ),
    };
    Some(lacking)
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
            jti: self.jti.as_deref().filter(|_| held).map(written),
            kid: self.kid.as_deref().filter(|_| held).map(written),
            ..entry
        }
    }
}

/// What the assertion uses up. Only one whose signature and claims hold uses anything up: nobody else can burn a `jti`.
fn used_jti<S: Store>(
    partner: &Partner<S>,
    report: &Report,
    client: Option<&Client>,
    proof: &Proof,
) -> Option<UsedJti> {
    let (Some(client), None) = (client, report.first_failure()) else { return None };
    let (issuer, jti) = (client.id.clone(), proof.jti.clone()?);
    Some(UsedJti { issuer, jti, until: proof.ends_at? + partner.config.profile.leeway })
}

/// Uses up the `jti` and gives out the token, in one step. Without a token the `jti` is used up all the same: scope is not
/// under the signature, so whoever saw the assertion could try again with another.
async fn settle<S: Store>(
    partner: &Partner<S>,
    used: Option<UsedJti>,
    issue: Option<Issue>,
    now: UnixSeconds,
) -> Result<JtiUse, StoreError> {
    let store = &partner.store;
    match issue {
        Some(issue) if partner.config.profile.refuses(&jwt::JTI_REPLAYED) => {
            store.issue(Issue { jti: used, ..issue }, now).await
        }
        issue => {
            let jti_use = match &used {
                Some(used) => store.use_jti(used, now).await?,
                None => JtiUse::First,
            };
            if let Some(issue) = issue {
                store.issue(issue, now).await?;
            }
            Ok(jti_use)
        }
    }
}

fn replay(used: Option<UsedJti>, jti_use: JtiUse, profile: &Profile, now: UnixSeconds) -> Finding {
    let Some(UsedJti { jti, .. }) = used else {
        let says = "Replay was not checked: needs a verified `jti`";
        return Finding::skipped(&jwt::JTI_REPLAYED, "claims.jti", says);
    };
    let first_seen_at = match jti_use {
        JtiUse::First => None,
        JtiUse::SeenAt(first) => Some(first),
    };
    verify::replay(&jti, first_seen_at, profile, now)
}

/// What is granted: asked, registered and supported, all three.
fn check_scope<S: Store>(
    partner: &Partner<S>,
    report: &mut Report,
    client: Option<&Client>,
    asked: Option<Finding>,
    form: &FormRequest,
) -> ScopeSet {
    let profile = partner.config.profile;
    let passed = asked.as_ref().is_some_and(|finding| finding.status == Status::Pass);
    report.findings.extend(asked);
    let wanted = match (&form.scope, client) {
        (Some(text), _) => {
            let (wanted, faults) = scope::read(text, profile);
            let wanted = with_tolerated(wanted, &faults);
            report.findings.extend(faults);
            wanted
        }
        // A profile that does not want a scope gives what is registered.
        (None, Some(client)) if passed => scope::read(&client.scope, profile).0,
        _ => return ScopeSet::default(),
    };
    let Some(client) = client else { return ScopeSet::default() };
    let registered = scope::read(&client.scope, profile).0;
    let supported = scope::read(&partner.supported_scope(), profile).0;
    let grant = wanted.grant(&registered, &supported);
    report.findings.extend(grant.findings(profile));
    grant.granted
}

/// A scope whose letters stand in another order is read as meant where the profile lets it pass.
pub(crate) fn with_tolerated(wanted: ScopeSet, faults: &[Finding]) -> ScopeSet {
    let tolerated = faults
        .iter()
        .filter(|fault| fault.code == &scope_code::ORDER && fault.status != Status::Fail)
        .filter_map(|fault| ScopeSet::parse(fault.evidence.near_miss.as_deref()?).ok());
    let tolerated: Vec<ScopeSet> = tolerated.collect();
    wanted.iter().chain(tolerated.iter().flat_map(ScopeSet::iter)).cloned().collect()
}

/// A token: what is kept of it, and the answer that holds it.
fn gift<S: Store>(
    partner: &Partner<S>,
    client: &Client,
    scope: &ScopeSet,
    proof: &Proof,
    now: UnixSeconds,
    rng: &mut (dyn CryptoRng + Send),
) -> (Issue, Answer) {
    let lifetime: Seconds = partner.config.token_lifetime;
    let mut octets = [0; 32];
    rng.fill_bytes(&mut octets);
    let token = format!("tv_{}", base64url::encode(&octets));
    let granted = Granted {
        client_id: client.id.clone(),
        scope: scope.to_string(),
        ends_at: now + lifetime,
        jti: proof.jti.as_deref().map(written).unwrap_or_default(),
        kid: proof.kid.as_deref().map(written).unwrap_or_default(),
    };
    let entry = AuditEntry {
        query: Some(granted.scope.clone()),
        ..AuditEntry::new(now, "token", &client.id, Outcome::Done)
    };
    let issue = Issue { jti: None, hash: hash(&token), entry: proof.on(entry), granted };
    let response =
        TokenResponse::bearer(AccessToken::new(token), lifetime, issue.granted.scope.clone());
    (issue, Answer::json(StatusCode::OK, response.to_json()).not_stored())
}

fn written(text: &str) -> String {
    text.chars().take(WRITTEN_CHARS).collect()
}

/// What is kept of a token.
pub(crate) fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
