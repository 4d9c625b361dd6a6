//! What every store has to do, as tests that take a store. A panic is a failure.

use countersign::time::{Seconds, UnixSeconds};
use sha2::{Digest, Sha256};

use super::{
    CachedKeys, Client, ClientKeys, ExportKept, Granted, Issue, JtiUse, Store, StoreError,
    TokenHash, UsedJti,
};
use crate::ExportJob;
use crate::audit::{AuditEntry, Outcome, TrailCheck};

const NOW: UnixSeconds = UnixSeconds::new(1_778_594_600);

/// Text as strangers send it: a client's id is checked, a `jti`, a scope or a query may hold anything.
const ODD: [&str; 8] = [
    "",
    " ",
    "it's \"one\"; DROP TABLE clients; --",
    "\\ % _ ? $1 :1 {}",
    "Århus, 東京, 🦉, e\u{301}",
    "a\nb\r\n\tc",
    "\u{0}",
    "a\u{0}b",
];

/// Runs the whole suite against a store that is empty.
///
/// # Errors
/// [`StoreError`], when the store itself fails.
///
/// # Panics
/// When the store does something else than it should; the message says what.
pub async fn check(store: &impl Store) -> Result<(), StoreError> {
    store.ready().await?;
    clients(store).await?;
    jtis(store).await?;
    odd_jtis(store).await?;
    tokens(store).await?;
    all_or_nothing(store).await?;
    keys(store).await?;
    exports(store).await?;
    audit(store).await?;
    odd_entries(store).await?;
    store.ready().await
}

/// One of several that ask for a token with the same `jti` at once, each on its own thread or task, and each with its own
/// number. [`one_won`] says whether the store held.
///
/// # Errors
/// [`StoreError`], when the store itself fails.
pub async fn contend(store: &impl Store, number: u8) -> Result<JtiUse, StoreError> {
    let jti = used("contested", "once", 300);
    store.issue(issue(Some(jti), hash(&format!("contender {number}"))), NOW).await
}

/// Judges what so many contenders, numbered from 0, came to.
///
/// # Errors
/// [`StoreError`], when the store itself fails.
///
/// # Panics
/// When not exactly one of them got a token, or anything is kept of the others.
pub async fn one_won(store: &impl Store, came: &[JtiUse]) -> Result<(), StoreError> {
    for (number, jti_use) in came.iter().enumerate() {
        let token = store.token(&hash(&format!("contender {number}")), NOW).await?;
        let won = *jti_use == JtiUse::First;
        assert_eq!(token.is_some(), won, "a token is kept for the first alone: {number}");
        assert!(won || *jti_use == JtiUse::SeenAt(NOW), "the others learn when it was first seen");
    }
    let won = came.iter().filter(|jti_use| **jti_use == JtiUse::First).count();
    assert_eq!(won, 1, "a jti is good once");
    let entries = store.recent_audit(usize::MAX).await?;
    let written = entries.iter().filter(|entry| entry.jti.as_deref() == Some("once"));
    assert_eq!(written.count(), 1, "what was not given out is not written down");
    Ok(())
}

fn used(issuer: &str, jti: &str, lasts: i64) -> UsedJti {
    UsedJti { issuer: issuer.to_owned(), jti: jti.to_owned(), until: later(lasts) }
}

fn later(seconds: i64) -> UnixSeconds {
    NOW + Seconds::new(seconds)
}

fn hash(token: &str) -> TokenHash {
    Sha256::digest(token).into()
}

fn issue(jti: Option<UsedJti>, hash: TokenHash) -> Issue {
    let named = jti.as_ref().map(|used| used.jti.clone());
    let granted = Granted {
        client_id: "a".into(),
        scope: "system/*.rs".into(),
        ends_at: later(300),
        jti: named.clone().unwrap_or_default(),
        kid: "k".into(),
    };
    let entry = AuditEntry::new(NOW, "token", "a", Outcome::Done);
    let entry = AuditEntry { query: Some(granted.scope.clone()), jti: named, ..entry };
    Issue { jti, hash, granted, entry }
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
    client.keys = ClientKeys::Set("{\"keys\":[]}".into());
    store.register(client.clone()).await?;
    assert_eq!(store.client("a").await?, Some(client), "a second registration replaces the first");
    assert_eq!(store.client("A").await?, None, "ids are compared character by character");
    assert_eq!(store.client("a ").await?, None, "ids are compared character by character");
    for odd in ODD {
        let client = Client {
            id: format!("'\"{odd}"),
            name: Some(odd.into()),
            keys: ClientKeys::Set(odd.into()),
            scope: odd.into(),
        };
        store.register(client.clone()).await?;
        assert_eq!(store.client(&client.id).await?, Some(client), "kept as it was given");
    }
    Ok(())
}

async fn jtis(store: &impl Store) -> Result<(), StoreError> {
    assert_eq!(store.use_jti(&used("a", "1", 300), NOW).await?, JtiUse::First);
    assert_eq!(
        store.use_jti(&used("a", "1", 300), later(5)).await?,
        JtiUse::SeenAt(NOW),
        "a jti is good once"
    );
    assert_eq!(
        store.use_jti(&used("b", "1", 300), NOW).await?,
        JtiUse::First,
        "each issuer has its own"
    );
    assert_eq!(
        store.use_jti(&used("a", "1", 300), later(300)).await?,
        JtiUse::SeenAt(NOW),
        "kept to its last second"
    );
    assert_eq!(
        store.use_jti(&used("a", "1", 900), later(301)).await?,
        JtiUse::First,
        "forgotten when it could not be used"
    );
    assert_eq!(
        store.use_jti(&used("a", "1", 900), later(900)).await?,
        JtiUse::SeenAt(later(301)),
        "kept anew, to its new last second"
    );
    Ok(())
}

/// An assertion has at most 64 KiB, and nearly all of it may be the `jti`.
async fn odd_jtis(store: &impl Store) -> Result<(), StoreError> {
    let long = "j".repeat(40_000);
    let all = ODD.into_iter().map(str::to_owned).chain([
        long.clone(),
        format!("{long}x"),
        "J".repeat(40_000),
        "e\u{301}".repeat(20),
        "é".repeat(20),
    ]);
    for jti in all {
        let shown: String = jti.chars().take(20).collect();
        let used = used("odd", &jti, 300);
        assert_eq!(store.use_jti(&used, NOW).await?, JtiUse::First, "{shown:?} is one of its own");
        assert_eq!(store.use_jti(&used, NOW).await?, JtiUse::SeenAt(NOW), "{shown:?} is kept");
        let mut issue = issue(None, hash(&jti));
        issue.granted.jti = jti.clone();
        let granted = issue.granted.clone();
        assert_eq!(store.issue(issue, NOW).await?, JtiUse::First);
        assert_eq!(store.token(&hash(&jti), NOW).await?, Some(granted), "{shown:?} is kept whole");
    }
    assert_eq!(store.use_jti(&used("ab", "c", 300), NOW).await?, JtiUse::First);
    assert_eq!(
        store.use_jti(&used("a", "bc", 300), NOW).await?,
        JtiUse::First,
        "issuer and jti are told apart"
    );
    Ok(())
}

async fn tokens(store: &impl Store) -> Result<(), StoreError> {
    let Issue { granted, .. } = issue(None, [7; 32]);
    assert_eq!(store.issue(issue(None, [7; 32]), NOW).await?, JtiUse::First);
    assert_eq!(store.token(&[7; 32], NOW).await?, Some(granted.clone()));
    assert_eq!(store.token(&[8; 32], NOW).await?, None);
    assert_eq!(store.token(&[7; 32], later(299)).await?, Some(granted.clone()));
    assert_eq!(store.token(&[7; 32], granted.ends_at).await?, None, "a token ends when it says");
    Ok(())
}

async fn all_or_nothing(store: &impl Store) -> Result<(), StoreError> {
    let written = store.recent_audit(usize::MAX).await?.len();
    let first = issue(Some(used("a", "whole", 300)), hash("first"));
    assert_eq!(store.issue(first.clone(), NOW).await?, JtiUse::First);
    assert_eq!(store.token(&first.hash, NOW).await?, Some(first.granted.clone()));
    let entries = store.recent_audit(usize::MAX).await?;
    assert_eq!(entries.len(), written + 1, "a token has its entry");
    let entry = entries.last().expect("the one that was counted");
    assert_eq!((&entry.jti, &entry.query), (&first.entry.jti, &first.entry.query));

    let second = Issue { hash: hash("second"), ..first.clone() };
    assert_eq!(store.issue(second.clone(), later(5)).await?, JtiUse::SeenAt(NOW));
    assert_eq!(store.token(&second.hash, later(5)).await?, None, "a seen jti gives no token");
    assert_eq!(store.token(&first.hash, later(5)).await?, Some(first.granted.clone()));
    assert_eq!(store.recent_audit(usize::MAX).await?, entries, "nor is anything written down");
    assert_eq!(
        store.use_jti(&used("a", "whole", 300), later(6)).await?,
        JtiUse::SeenAt(NOW),
        "giving out a token uses its jti up"
    );

    assert_eq!(store.use_jti(&used("a", "burnt", 300), NOW).await?, JtiUse::First);
    let third = issue(Some(used("a", "burnt", 300)), hash("third"));
    assert_eq!(store.issue(third, later(1)).await?, JtiUse::SeenAt(NOW));
    assert_eq!(store.token(&hash("third"), later(1)).await?, None);

    let late = issue(Some(used("a", "whole", 900)), hash("late"));
    assert_eq!(store.issue(late, later(301)).await?, JtiUse::First, "the jti was forgotten");
    Ok(())
}

async fn keys(store: &impl Store) -> Result<(), StoreError> {
    let url = "https://a.example/jwks";
    let keys = CachedKeys { text: "{\"keys\":[]}".into(), fetched_at: NOW, good_until: NOW };
    store.keep_keys(url, keys.clone()).await?;
    assert_eq!(store.keys(url).await?, Some(keys));
    assert_eq!(store.keys("https://b.example/jwks").await?, None);
    for text in ODD {
        let keys = CachedKeys { text: text.into(), fetched_at: later(1), good_until: later(60) };
        store.keep_keys(url, keys.clone()).await?;
        assert_eq!(store.keys(url).await?, Some(keys), "what was fetched last is kept as it came");
    }
    Ok(())
}

async fn exports(store: &impl Store) -> Result<(), StoreError> {
    const MOST: usize = ExportJob::MOST;

    let job = |client: &str, number| ExportJob::example(client, number, NOW);
    for number in 0..MOST {
        let kept = store.keep_export(job("a", number), NOW).await?;
        assert_eq!(kept, ExportKept::Kept, "export {number} of one client");
    }
    let first = job("a", 0);
    assert_eq!(
        store.keep_export(job("a", MOST), NOW).await?,
        ExportKept::FullUntil(first.ends_at),
        "a client has so many exports and no more"
    );
    assert_eq!(store.export(&job("a", MOST).id, NOW).await?, None, "what is too many is not kept");
    assert_eq!(store.keep_export(job("b", 0), NOW).await?, ExportKept::Kept, "each has its own");
    let last = first.ends_at + Seconds::new(-1);
    assert_eq!(store.export(&first.id, last).await?, Some(first.clone()), "every member is kept");
    assert_eq!(store.export(&first.id, first.ends_at).await?, None, "an export ends when it says");
    assert_eq!(store.export("a-99", NOW).await?, None);

    store.forget_export(&first.id).await?;
    store.forget_export(&first.id).await?;
    assert_eq!(store.export(&first.id, NOW).await?, None, "what is forgotten is gone");
    assert_eq!(
        store.keep_export(job("a", MOST), NOW).await?,
        ExportKept::Kept,
        "what is forgotten makes room"
    );
    let second = job("a", 1);
    assert_eq!(
        store.keep_export(job("a", MOST + 1), second.ends_at).await?,
        ExportKept::Kept,
        "what has ended makes room"
    );
    Ok(())
}

async fn audit(store: &impl Store) -> Result<(), StoreError> {
    let before = store.recent_audit(usize::MAX).await?;
    let mut appended = Vec::new();
    for action in ["token", "search", "read"] {
        appended.push(store.append(AuditEntry::new(NOW, action, "a", Outcome::Done)).await?);
    }
    assert_eq!(store.recent_audit(3).await?, appended, "the newest, oldest first, as appended");
    assert_eq!(store.recent_audit(2).await?, appended[1..]);
    assert_eq!(store.recent_audit(0).await?, []);
    let entries = store.recent_audit(usize::MAX).await?;
    assert_eq!(entries, [before, appended].concat(), "no more than there are");
    let mut check = TrailCheck::default();
    for entry in &entries {
        assert_eq!(check.see(entry), Ok(()), "each entry carries the hash of the one before");
    }
    let last = entries.last().expect("three were appended").head();
    assert!(last.to_string().parse() == Ok(last), "a writer has a name that a head can have");
    Ok(())
}

async fn odd_entries(store: &impl Store) -> Result<(), StoreError> {
    for odd in ODD {
        let text = || Some(odd.to_owned());
        let entry = AuditEntry {
            reason: text(),
            query: text(),
            jti: text(),
            kid: text(),
            ..AuditEntry::new(NOW, "search", odd, Outcome::Refused)
        };
        for resources in [vec![], vec![odd.to_owned()], vec!["Patient/odalys-shaw".to_owned(); 100]]
        {
            let entry = AuditEntry { resources, ..entry.clone() };
            let appended = store.append(entry.clone()).await?;
            let (head, bare) = (
                appended.head(),
                AuditEntry {
                    writer: String::new(),
                    number: 0,
                    previous: String::new(),
                    hash: String::new(),
                    ..appended.clone()
                },
            );
            assert_eq!(bare, entry, "{head}: written down as it was given");
            assert_eq!(store.recent_audit(1).await?, [appended], "{head}: kept as it was written");
        }
    }
    Ok(())
}
