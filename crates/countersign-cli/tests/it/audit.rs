//! `countersign audit`: what a trail tells, and what was done to it.

use clap::CommandFactory;
use countersign::time::Seconds;
use countersign_cli::Cli;
use countersign_cli::serve::store::{Limits, SqlStore, StoreUrl};
use countersign_partner::store::Store;
use countersign_partner::{AuditEntry, Outcome};
use countersign_testkit::postgres::Postgres;
use countersign_testkit::{NOW, rng_from};
use insta::assert_snapshot;
use serde_json::Value;
use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::support::{Ran, ran, usage};

/// Two runs of `serve`, the second of which sealed what the first had written.
fn written(store: &str) {
    let Ok(StoreUrl::Sql(url)) = store.parse() else { panic!("{store}: no database") };
    let asked = |action: &str, client: &str, query: &str, seconds| AuditEntry {
        writer: String::new(),
        number: 0,
        at: NOW + Seconds::new(seconds),
        action: action.into(),
        outcome: Outcome::Done,
        reason: None,
        client_id: client.into(),
        query: Some(query.into()),
        resources: Vec::new(),
        jti: Some("once".into()),
        kid: Some("key-1".into()),
        previous: String::new(),
        hash: String::new(),
    };
    let refused = AuditEntry {
        outcome: Outcome::Refused,
        reason: Some("jwt.aud.trailing-slash".into()),
        ..asked("token", "harrow-sync", "system/*.rs", 2)
    };
    let read = AuditEntry {
        query: None,
        resources: vec!["Patient/odalys-shaw".into()],
        ..asked("read", "larkmoor-nightly", "", 62)
    };
    let odd = asked("search", "larkmoor-nightly", "Patient?name=\u{1b}[2J\u{202e}shaw", 63);
    waited(async {
        for (seed, entries) in [
            (1, vec![asked("token", "larkmoor-nightly", "system/Patient.rs", 1), refused]),
            (2, vec![asked("token", "larkmoor-nightly", "system/*.rs", 61), read, odd]),
        ] {
            let now = NOW + Seconds::new(60 * (seed - 1));
            let rng = &mut rng_from(seed.unsigned_abs());
            let store = SqlStore::open(&url, &Limits::default(), now, rng).await;
            let store = store.expect("a database");
            for entry in entries {
                store.append(entry).await.expect("room");
            }
            store.close().await;
        }
    });
}

fn waited<T>(work: impl Future<Output = T>) -> T {
    Runtime::new().expect("a runtime").block_on(work)
}

fn tampered(store: &str, statement: &str) {
    sqlx::any::install_default_drivers();
    let done = waited(async {
        let mut connection = AnyConnection::connect(store).await?;
        sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await
    });
    assert!(done.expect("a statement").rows_affected() > 0, "{statement}");
}

struct Sqlite(TempDir);

impl Sqlite {
    fn written() -> Self {
        let sqlite = Self(TempDir::new().expect("a new folder among the temporary ones"));
        written(&sqlite.store());
        sqlite
    }

    fn store(&self) -> String {
        format!("sqlite:{}/partner.db", self.0.path().display())
    }

    fn ran(&self, args: &[&str]) -> Ran {
        let store = self.store();
        ran([&["audit", args[0], "--store", &store], &args[1..]].concat())
    }

    /// What is said, the same wherever the file is.
    fn said(&self, text: &str) -> String {
        let dir = self.0.path().to_str().expect("text");
        text.replace(dir, "DIR")
    }
}

#[test]
fn the_newest_are_listed_with_the_newest_last() {
    assert_snapshot!(Sqlite::written().ran(&["list"]).done());
}

#[test]
fn a_list_is_of_what_is_asked_for() {
    let sqlite = Sqlite::written();
    let refused = sqlite.ran(&["list", "--client", "harrow-sync"]).done();
    assert!(refused.contains("jwt.aud.trailing-slash"), "{refused}");
    assert_eq!(refused.lines().count(), 2, "{refused}");
    let since = (NOW + Seconds::new(62)).to_string();
    assert_eq!(sqlite.ran(&["list", "--since", &since]).done().lines().count(), 3);
    let last = sqlite.ran(&["list", "--last", "1"]);
    assert_eq!(last.stderr, "There are more than these 1: --last N shows N.\n");
    assert!(last.done().contains("search"));
    let none = sqlite.ran(&["list", "--client", "nobody"]);
    assert_eq!(
        (none.exit, none.stdout.as_str(), none.stderr.as_str()),
        (0, "", "There is no such entry.\n")
    );
}

#[test]
fn a_list_for_programs_has_all_there_is() {
    let ran = Sqlite::written().ran(&["list", "--format", "json"]).done();
    let listed: Value = serde_json::from_str(&ran).expect("JSON");
    let entries = listed["entries"].as_array().expect("a list");
    assert_eq!(entries.len(), 7);
    assert_eq!(entries[2]["reason"], "jwt.aud.trailing-slash");
    assert_eq!(entries[6]["query"], "Patient?name=\u{1b}[2J\u{202e}shaw");
}

#[test]
fn a_whole_trail_gives_its_heads() {
    let sqlite = Sqlite::written();
    let Ran { exit, stdout, stderr, .. } = sqlite.ran(&["verify"]);
    assert_eq!(exit, 0);
    assert_snapshot!(format!("{stdout}---\n{}", sqlite.said(&stderr)));
    // The last line is there to be pasted.
    let again = stderr.lines().last().expect("a command").split_whitespace().skip(1);
    assert!(ran(again).done().starts_with("WHOLE"));
}

/// S11, on both databases: what `verify` prints finds a cut that nothing else tells of.
#[test]
fn a_cut_end_is_found_with_its_head() {
    let sqlite = Sqlite::written();
    let postgres = Postgres::shared().database();
    written(&postgres);
    for store in [sqlite.store(), postgres] {
        let checked: Value = serde_json::from_str(
            &ran(["audit", "verify", "--format", "json", "--store", &store]).done(),
        )
        .expect("JSON");
        let head = checked["heads"][0].as_str().expect("one chain is not sealed");
        ran(["audit", "verify", "--store", &store, "--head", head]).done();
        tampered(&store, "DELETE FROM audit WHERE number = 4");
        ran(["audit", "verify", "--store", &store]).done();
        let cut = ran(["audit", "verify", "--store", &store, "--head", head]);
        assert_eq!(cut.exit, 1);
        assert!(cut.stdout.starts_with("BROKEN"), "{}", cut.stdout);
        assert!(cut.stdout.contains("/4, whose head was kept, is missing"), "{}", cut.stdout);
    }
}

#[test]
fn a_broken_trail_is_rejected_and_the_entry_named() {
    let sqlite = Sqlite::written();
    tampered(&sqlite.store(), "UPDATE audit SET body = replace(body, 'harrow', 'farrow')");
    let Ran { exit, stdout, stderr, .. } = sqlite.ran(&["verify"]);
    assert_eq!(exit, 1);
    assert_snapshot!(format!("{stdout}---\n{stderr}"));

    let judged: Value =
        serde_json::from_str(&sqlite.ran(&["verify", "--format", "json"]).stdout).expect("JSON");
    assert_eq!((&judged["whole"], &judged["code"]), (&false.into(), &"audit.altered".into()));
}

#[test]
fn what_cannot_be_read_is_told_and_never_left_out_in_silence() {
    let sqlite = Sqlite::written();
    tampered(&sqlite.store(), "UPDATE audit SET body = '' WHERE number = 3");
    let listed = sqlite.ran(&["list"]);
    assert_eq!(listed.stderr, "2 among them cannot be read; countersign audit verify says why.\n");
    assert_eq!(listed.done().lines().count(), 6);
    let exported = sqlite.ran(&["export"]);
    assert_eq!((exported.exit, exported.stdout.lines().count()), (2, 2));
    assert!(exported.stderr.contains("was altered"), "{}", exported.stderr);
}

#[test]
fn an_export_is_an_audit_event_in_each_line() {
    let exported = Sqlite::written().ran(&["export", "--base-url", "https://ternvalley.example"]);
    assert_eq!(exported.stderr, "7 events\n");
    let exported = exported.done();
    assert!(!exported.contains(['\u{1b}', '\u{202e}']), "nothing in it that a terminal obeys");
    let events: Vec<Value> =
        exported.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(events.len(), 7);
    for event in &events {
        assert_eq!(event["resourceType"], "AuditEvent");
        assert_eq!(event["source"]["site"], "https://ternvalley.example");
    }
    let recorded: Vec<&str> =
        events.iter().filter_map(|event| event["recorded"].as_str()).collect();
    assert!(recorded.is_sorted(), "{recorded:?}");
    assert_eq!(events[0]["subtype"][0]["code"], "110120", "DICOM: Application Start");
    assert_eq!(events[2]["outcomeDesc"], "jwt.aud.trailing-slash");
    assert_eq!(events[5]["entity"][0]["what"]["reference"], "Patient/odalys-shaw");
}

#[test]
fn an_export_of_one_client_has_no_other() {
    let exported = Sqlite::written().ran(&["export", "--client", "harrow-sync"]).done();
    assert_eq!(exported.lines().count(), 1);
}

#[test]
fn what_has_no_trail_says_what_has() {
    let sqlite = Sqlite(TempDir::new().expect("a new folder among the temporary ones"));
    assert_snapshot!(
        "no_trail",
        [
            ran(["audit", "verify", "--store", "memory"]).failed(),
            sqlite.said(&sqlite.ran(&["verify"]).failed()),
            ran(["audit", "verify", "--store", "sqlite:tests"]).failed(),
        ]
        .join("\n")
    );
}

#[test]
fn a_head_has_one_form() {
    let error = usage(&["audit", "verify", "--store", "partner.db", "--head", "0f"]);
    assert!(error.contains("a head is WRITER/NUMBER/HASH"), "{error}");
}

#[test]
fn its_help_says_what_it_finds() {
    let help = |args: &[&str]| {
        let words = ["countersign"].iter().chain(args);
        Cli::command().term_width(100).try_get_matches_from(words).expect_err("help").to_string()
    };
    assert_snapshot!("help", help(&["audit", "--help"]));
    assert_snapshot!("help_verify", help(&["audit", "verify", "--help"]));
}
