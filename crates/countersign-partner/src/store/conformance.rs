//! What every store has to do, as tests that take a store. A panic is a failure.

use countersign::time::{Seconds, UnixSeconds};

use super::{CachedKeys, Client, ClientKeys, Granted, Issue, JtiUse, Store, StoreError, UsedJti};
use crate::audit::{AuditEntry, Outcome, TrailCheck};

/// Runs the whole suite against a store that is empty.
///
/// # Errors
/// [`StoreError`], when the store itself fails.
///
/// # Panics
/// When the store does something else than it should; the message says what.
pub async fn check(store: &impl Store) -> Result<(), StoreError> {
    let now = UnixSeconds::new(1_778_594_600);
    clients(store).await?;
    jtis(store, now).await?;
    tokens(store, now).await?;
    keys(store, now).await?;
    audit(store, now).await
}

async fn clients(store: &impl Store) -> Result<(), StoreError> {
    assert_eq!(store.client("nobody").await?, None);
    let mut client = Client {
        id: "a".into(),
        name: None,
        keys: ClientKeys::Url("https://a.example/jwks".into()),
        scope: "system/*.rs".into(),
    };
    store.register(client.clone()).await?;
    client.scope = "system/Patient.rs".into();
    store.register(client.clone()).await?;
    assert_eq!(store.client("a").await?, Some(client), "a second registration replaces the first");
    assert_eq!(store.client("A").await?, None, "ids are compared character by character");
    Ok(())
}

async fn jtis(store: &impl Store, now: UnixSeconds) -> Result<(), StoreError> {
    let later = |seconds| now + Seconds::new(seconds);
    let used = |issuer: &str, jti: &str, until| UsedJti {
        issuer: issuer.to_owned(),
        jti: jti.to_owned(),
        until: later(until),
    };
    assert_eq!(store.use_jti(&used("a", "1", 300), now).await?, JtiUse::First);
    assert_eq!(
        store.use_jti(&used("a", "1", 300), later(5)).await?,
        JtiUse::SeenAt(now),
        "a jti is good once"
    );
    assert_eq!(
        store.use_jti(&used("b", "1", 300), now).await?,
        JtiUse::First,
        "each issuer has its own"
    );
    assert_eq!(
        store.use_jti(&used("a", "1", 300), later(300)).await?,
        JtiUse::SeenAt(now),
        "kept to its last second"
    );
    assert_eq!(
        store.use_jti(&used("a", "1", 900), later(301)).await?,
        JtiUse::First,
        "forgotten when it could not be used"
    );
    Ok(())
}

async fn tokens(store: &impl Store, now: UnixSeconds) -> Result<(), StoreError> {
    let ends_at = now + Seconds::new(300);
    let granted = Granted {
        client_id: "a".into(),
        scope: "system/*.rs".into(),
        ends_at,
        jti: "1".into(),
        kid: "k".into(),
    };
    let entry = AuditEntry::new(now, "token", "a", Outcome::Done);
    let issue = Issue { jti: None, hash: [7; 32], granted: granted.clone(), entry };
    store.issue(issue, now).await?;
    assert_eq!(store.token(&[7; 32], now).await?, Some(granted));
    assert_eq!(store.token(&[8; 32], now).await?, None);
    assert_eq!(store.token(&[7; 32], ends_at).await?, None, "a token ends when it says");
    Ok(())
}

async fn keys(store: &impl Store, now: UnixSeconds) -> Result<(), StoreError> {
    let keys = CachedKeys { text: "{\"keys\":[]}".into(), fetched_at: now, good_until: now };
    store.keep_keys("https://a.example/jwks", keys.clone()).await?;
    assert_eq!(store.keys("https://a.example/jwks").await?, Some(keys));
    assert_eq!(store.keys("https://b.example/jwks").await?, None);
    Ok(())
}

async fn audit(store: &impl Store, now: UnixSeconds) -> Result<(), StoreError> {
    for route in ["token", "search", "read"] {
        store.append(AuditEntry::new(now, route, "a", Outcome::Done)).await?;
    }
    let entries = store.recent_audit(10).await?;
    assert_eq!(entries.iter().map(|entry| entry.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
    let mut check = TrailCheck::default();
    for entry in &entries {
        assert_eq!(check.see(entry), Ok(()), "each entry carries the hash of the one before");
    }
    Ok(())
}
