//! The stores that outlive the process: whatever is answered is kept, whoever else writes.

use std::sync::Arc;
use std::time::Duration;

use countersign::assertion::Assertion;
use countersign::jwk::{Jwk, publish};
use countersign::jws::Alg;
use countersign::kid::{self, KidMethod};
use countersign::time::{Seconds, UnixSeconds};
use countersign::token::TokenRequest;
use countersign_cli::serve::store::{Limits, Order, SqlStore, SqlUrl, StoreUrl, Trail};
use countersign_partner::store::{
    CachedKeys, Client, ClientKeys, ExportKept, Granted, Issue, JtiUse, Store, StoreError, UsedJti,
    conformance,
};
use countersign_partner::{
    AuditEntry, Break, Checked, Config, ExportJob, Head, Outcome, Partner, Step, TrailCheck,
    samples,
};
use countersign_testkit::postgres::Postgres;
use countersign_testkit::{NOW, keys, rng_from};
use futures_util::{TryStreamExt, future};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};
use tempfile::TempDir;
use url::Url;

type Ended = Result<(), Box<dyn std::error::Error>>;

/// A database of a test's own.
enum Place {
    Sqlite(TempDir),
    Postgres(String),
}

impl Place {
    fn sqlite() -> Self {
        Self::Sqlite(TempDir::new().expect("a new folder among the temporary ones"))
    }

    fn postgres() -> Self {
        Self::Postgres(Postgres::shared().database())
    }

    fn url(&self) -> SqlUrl {
        let text = match self {
            Self::Sqlite(dir) => format!("sqlite:{}/partner.db", dir.path().display()),
            Self::Postgres(url) => url.clone(),
        };
        match text.parse() {
            Ok(StoreUrl::Sql(url)) => url,
            other => panic!("{other:?}"),
        }
    }

    async fn open(&self, seed: u64) -> SqlStore {
        self.open_within(seed, &Limits::default()).await
    }

    async fn open_within(&self, seed: u64, limits: &Limits) -> SqlStore {
        let opened = SqlStore::open(&self.url(), limits, NOW, &mut rng_from(seed)).await;
        opened.expect("the database is there")
    }

    async fn connect(&self) -> Result<AnyConnection, sqlx::Error> {
        sqlx::any::install_default_drivers();
        AnyConnection::connect(&match self {
            Self::Sqlite(dir) => format!("sqlite:{}/partner.db", dir.path().display()),
            Self::Postgres(url) => url.clone(),
        })
        .await
    }

    async fn execute(&self, statement: &str) -> Result<(), sqlx::Error> {
        let mut connection = self.connect().await?;
        let done =
            sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await?;
        assert!(done.rows_affected() > 0 || statement.starts_with("DROP"), "{statement}");
        connection.close().await
    }

    async fn count(&self, table: &str) -> Result<i64, sqlx::Error> {
        let statement = AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
        sqlx::query_scalar(statement).fetch_one(&mut self.connect().await?).await
    }

    /// The rows of the trail.
    async fn dump(&self) -> Result<Vec<AnyRow>, sqlx::Error> {
        let select = sqlx::query("SELECT writer, number, at, hash, body FROM audit");
        select.fetch_all(&mut self.connect().await?).await
    }

    async fn restore(&self, rows: &[AnyRow]) -> Result<(), sqlx::Error> {
        self.execute("DELETE FROM audit").await?;
        let mut connection = self.connect().await?;
        for row in rows {
            sqlx::query(
                "INSERT INTO audit (writer, number, at, hash, body) VALUES ($1, $2, $3, $4, $5)",
            )
            .bind(row.try_get::<String, _>(0)?)
            .bind(row.try_get::<i64, _>(1)?)
            .bind(row.try_get::<i64, _>(2)?)
            .bind(row.try_get::<String, _>(3)?)
            .bind(row.try_get::<String, _>(4)?)
            .execute(&mut connection)
            .await?;
        }
        connection.close().await
    }

    async fn check(&self, kept: &[Head]) -> Result<Result<Checked, Break>, StoreError> {
        let trail =
            Trail::open(&self.url()).await.map_err(|error| StoreError(error.to_string()))?;
        let mut check = TrailCheck::default();
        let entries = trail.entries(Order::Chains, UnixSeconds::new(0));
        let seen = entries.map_ok(|entry| entry.and_then(|entry| check.see(&entry)));
        let broken =
            seen.try_filter_map(|seen| future::ok(seen.err())).try_collect::<Vec<_>>().await?;
        Ok(match broken.into_iter().next() {
            Some(broken) => Err(broken),
            None => check.finish(kept),
        })
    }
}

fn larkmoor() -> Client {
    Client {
        id: "larkmoor".into(),
        name: Some("Larkmoor".into()),
        keys: ClientKeys::Set("{\"keys\":[]}".into()),
        scope: "system/*.rs".into(),
    }
}

fn used(jti: &str) -> UsedJti {
    UsedJti { issuer: "larkmoor".into(), jti: jti.into(), until: NOW + Seconds::new(300) }
}

fn entry(query: &str) -> AuditEntry {
    AuditEntry {
        writer: String::new(),
        number: 0,
        at: NOW,
        action: "search".into(),
        outcome: Outcome::Done,
        reason: None,
        client_id: "larkmoor".into(),
        query: Some(query.into()),
        resources: Vec::new(),
        jti: None,
        kid: None,
        previous: String::new(),
        hash: String::new(),
    }
}

fn issue(jti: &str, hash: u8) -> Issue {
    Issue {
        jti: Some(used(jti)),
        hash: [hash; 32],
        granted: Granted {
            client_id: "larkmoor".into(),
            scope: "system/*.rs".into(),
            ends_at: NOW + Seconds::new(300),
            jti: jti.into(),
            kid: "k".into(),
        },
        entry: AuditEntry { action: "token".into(), ..entry("") },
    }
}

async fn conforms(place: &Place) -> Ended {
    let store = place.open(0).await;
    conformance::check(&store).await?;
    store.close().await;
    place.check(&[]).await??;
    Ok(())
}

#[tokio::test]
async fn sqlite_conforms() -> Ended {
    conforms(&Place::sqlite()).await
}

#[tokio::test]
async fn postgres_conforms() -> Ended {
    conforms(&Place::postgres()).await
}

/// Twenty that ask for a token with one `jti`, spread over so many processes.
async fn one_wins(place: &Place, replicas: u64) -> Ended {
    let mut stores = Vec::new();
    for seed in 0..replicas {
        stores.push(Arc::new(place.open(seed).await));
    }
    let contenders: Vec<_> = (0..20)
        .zip(stores.iter().cycle())
        .map(|(number, store)| {
            let store = Arc::clone(store);
            tokio::spawn(async move { conformance::contend(&*store, number).await })
        })
        .collect();
    let mut came = Vec::new();
    for contender in contenders {
        came.push(contender.await??);
    }
    for store in &stores {
        conformance::one_won(&**store, &came).await?;
    }
    place.check(&[]).await??;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_with_one_jti_one_gets_a_token() -> Ended {
    one_wins(&Place::sqlite(), 1).await?;
    one_wins(&Place::postgres(), 1).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_with_one_jti_at_two_replicas_one_gets_a_token() -> Ended {
    one_wins(&Place::sqlite(), 2).await?;
    one_wins(&Place::postgres(), 2).await
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_use_the_same_jtis_in_another_order_do_not_block_each_other() -> Ended {
    for place in [Place::sqlite(), Place::postgres()] {
        let (one, other) = (Arc::new(place.open(1).await), Arc::new(place.open(2).await));
        let forward = (0..200).map(|number| (Arc::clone(&one), number));
        let backward = (0..200).rev().map(|number| (Arc::clone(&other), number));
        let asked: Vec<_> = forward
            .chain(backward)
            .map(|(store, number)| {
                tokio::spawn(async move { store.use_jti(&used(&number.to_string()), NOW).await })
            })
            .collect();
        let mut first = 0;
        for asked in asked {
            first += usize::from(asked.await?? == JtiUse::First);
        }
        assert_eq!(first, 200);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_exports_at_two_replicas_a_client_gets_as_many_as_it_may() -> Ended {
    for place in [Place::sqlite(), Place::postgres()] {
        let stores = [Arc::new(place.open(1).await), Arc::new(place.open(2).await)];
        stores[0].register(larkmoor()).await?;
        let asked: Vec<_> = (0..2 * ExportJob::MOST)
            .zip(stores.iter().cycle())
            .map(|(number, store)| {
                let (store, job) = (Arc::clone(store), ExportJob::example("larkmoor", number, NOW));
                tokio::spawn(async move { store.keep_export(job, NOW).await })
            })
            .collect();
        let mut kept = 0;
        for asked in asked {
            kept += usize::from(asked.await?? == ExportKept::Kept);
        }
        assert_eq!(kept, ExportJob::MOST);
    }
    Ok(())
}

#[tokio::test]
async fn what_was_kept_is_there_when_it_is_opened_again() -> Ended {
    for place in [Place::sqlite(), Place::postgres()] {
        let store = place.open(1).await;
        let client = larkmoor();
        store.register(client.clone()).await?;
        let keys = CachedKeys { text: "{}".into(), fetched_at: NOW, good_until: NOW };
        store.keep_keys("https://larkmoor.example/jwks", keys.clone()).await?;
        let issued = issue("once", 7);
        assert_eq!(store.issue(issued.clone(), NOW).await?, JtiUse::First);
        store.close().await;
        assert!(store.ready().await.is_err(), "a closed store keeps nothing");

        let store = place.open(2).await;
        assert_eq!(store.client("larkmoor").await?, Some(client));
        assert_eq!(store.keys("https://larkmoor.example/jwks").await?, Some(keys));
        assert_eq!(store.token(&[7; 32], NOW).await?, Some(issued.granted));
        assert_eq!(store.issue(issue("once", 8), NOW).await?, JtiUse::SeenAt(NOW));
        let trail = store.recent_audit(10).await?;
        let actions: Vec<&str> = trail.iter().map(|entry| &*entry.action).collect();
        assert_eq!(actions.iter().filter(|action| **action == "token").count(), 1);
        assert_eq!(actions.iter().filter(|action| **action == "start").count(), 2);
        let checked = place.check(&[]).await??;
        assert_eq!(
            (checked.entries, checked.heads.len()),
            (3, 1),
            "the second start seals the first chain"
        );
    }
    Ok(())
}

#[tokio::test]
async fn what_waits_is_written_before_a_store_is_closed() -> Ended {
    let place = Place::sqlite();
    let store = Arc::new(place.open(1).await);
    let appended: Vec<_> = (0..600)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.append(entry(&number.to_string())).await })
        })
        .collect();
    tokio::task::yield_now().await;
    store.close().await;
    let mut kept = 0;
    for appended in appended {
        kept += u64::from(appended.await?.is_ok());
    }
    assert_eq!(place.check(&[]).await??.entries, kept + 1, "acknowledged is kept, and no more");
    assert!(kept > 0);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_is_written_together() -> Ended {
    let place = Place::postgres();
    let store = Arc::new(place.open(1).await);
    let appended: Vec<_> = (0..500)
        .map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.append(entry(&number.to_string())).await })
        })
        .collect();
    for appended in appended {
        appended.await??;
    }
    // The number of the transaction that wrote a row.
    let written = place.count("(SELECT DISTINCT xmin::text FROM audit) AS written").await?;
    assert!(written < 250, "{written} transactions");
    place.check(&[]).await??;
    Ok(())
}

/// A commit that is done although nobody heard of it: the writer finds it and goes on behind it.
#[tokio::test]
async fn an_entry_whose_acknowledgement_was_lost_is_found() -> Ended {
    for place in [Place::sqlite(), Place::postgres()] {
        let store = place.open(1).await;
        let last = store.append(entry("heard of")).await?;
        let lost = entry("not heard of").behind(&last.head());
        sqlx::query(
            "INSERT INTO audit (writer, number, at, hash, body) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(lost.writer.clone())
        .bind(i64::try_from(lost.number)?)
        .bind(lost.at.get())
        .bind(lost.hash.clone())
        .bind(serde_json::to_string(&lost)?)
        .execute(&mut place.connect().await?)
        .await?;
        assert!(store.issue(issue("once", 1), NOW).await.is_err(), "its place is taken");
        assert_eq!(store.token(&[1; 32], NOW).await?, None);
        assert_eq!(store.issue(issue("once", 1), NOW).await?, JtiUse::First);
        assert_eq!(place.check(&[lost.head()]).await??.entries, 4);
    }
    Ok(())
}

#[tokio::test]
async fn what_has_ended_is_deleted() -> Ended {
    for place in [Place::sqlite(), Place::postgres()] {
        let store = place.open(1).await;
        for number in 0..40 {
            store.issue(issue(&number.to_string(), number), NOW).await?;
        }
        let later = NOW + Seconds::new(301);
        store.use_jti(&UsedJti { until: later, ..used("later") }, later).await?;
        // The writer deletes before it takes the next.
        store.ready().await?;
        assert_eq!(place.count("jti").await?, 1);
        assert_eq!(place.count("token").await?, 0);
        assert_eq!(place.count("audit").await?, 41, "the trail is kept");
    }
    Ok(())
}

/// S8: who reads the store can use nothing of it.
#[tokio::test]
async fn neither_token_nor_private_key_is_in_the_file() -> Ended {
    let place = Place::sqlite();
    let Place::Sqlite(dir) = &place else { unreachable!("just made") };
    let key = keys::rsa_2048();
    let kid = kid::derive(&key.public(), KidMethod::Modulus);
    let set = publish::public_set(&[Jwk::new(key.public(), kid.clone(), Alg::Rs384)]);
    let base: Url = "https://ternvalley.example".parse()?;
    let store = place.open(1).await;
    let (id, scope) = ("larkmoor".to_owned(), "system/*.rs".to_owned());
    let keys = ClientKeys::Set(set.clone());
    store.register(Client { id, name: None, keys, scope }).await?;
    let partner = Partner::new(Config::new("Tern Valley", &base), store, samples::resources());

    let endpoint = "https://ternvalley.example/auth/token";
    let draft = Assertion::new("larkmoor", endpoint, kid, Alg::Rs384, "once", NOW).draft()?;
    let input = draft.signing_input(Alg::Rs384);
    let signature = key.sign(Alg::Rs384, input.as_str().as_bytes(), &mut rng_from(1))?;
    let assertion = input.with_signature(&signature)?;
    let request =
        TokenRequest::new("system/Patient.rs", assertion.as_str()).to_http(&endpoint.parse()?)?;
    let Step::Reply(reply) = partner.handle(request, NOW, &mut rng_from(2)).await else {
        panic!("the keys are on file");
    };
    let body: serde_json::Value = serde_json::from_slice(reply.response.body())?;
    let token = body["access_token"].as_str().expect("a token");

    let mut octets = Vec::new();
    for file in std::fs::read_dir(dir.path())? {
        octets.extend(std::fs::read(file?.path())?);
    }
    let holds = |text: &str| octets.windows(text.len()).any(|window| window == text.as_bytes());
    let set = serde_json::to_string(&set)?;
    assert!(holds(set.trim_matches('"')), "the public set is there, so this would find the rest");
    assert!(!holds(token));
    assert!(!holds(assertion.as_str()));
    let private: serde_json::Value = serde_json::from_str(countersign_testkit::keys::RSA_2048.jwk)?;
    for member in ["d", "p", "q", "dp", "dq", "qi"] {
        assert!(
            !holds(private[member].as_str().expect("a member of a private RSA key")),
            "{member}"
        );
    }
    Ok(())
}

#[cfg(unix)]
#[tokio::test]
async fn an_sqlite_file_is_its_owners_alone() -> Ended {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::sqlite();
    let store = place.open(1).await;
    let Place::Sqlite(dir) = &place else { unreachable!("just made") };
    let mut files = 0;
    for file in std::fs::read_dir(dir.path())? {
        let file = file?;
        assert_eq!(file.metadata()?.permissions().mode() & 0o777, 0o600, "{:?}", file.file_name());
        files += 1;
    }
    assert_eq!(files, 3, "with the log and its index");
    store.close().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn replicas_that_start_at_once_make_the_tables_once() -> Ended {
    for place in [Place::sqlite(), Place::postgres()] {
        let place = Arc::new(place);
        let opened: Vec<_> = (0..6)
            .map(|seed| {
                let place = Arc::clone(&place);
                tokio::spawn(async move { place.open(seed).await.append(entry("")).await })
            })
            .collect();
        for opened in opened {
            opened.await??;
        }
        assert_eq!(place.check(&[]).await??.entries, 12);
    }
    Ok(())
}

#[tokio::test]
async fn tables_of_a_later_version_are_left_alone() -> Ended {
    for place in [Place::sqlite(), Place::postgres()] {
        place.open(1).await.close().await;
        place.execute("UPDATE _sqlx_migrations SET version = 7").await?;
        let says = "its tables are of version 7, this program knows up to version 1";
        let opened = SqlStore::open(&place.url(), &Limits::default(), NOW, &mut rng_from(2)).await;
        assert_eq!(opened.map(|_| ()).map_err(|error| error.to_string()), Err(says.to_owned()));
        let read = Trail::open(&place.url()).await;
        assert_eq!(read.map(|_| ()).map_err(|error| error.to_string()), Err(says.to_owned()));
    }
    Ok(())
}

#[tokio::test]
async fn to_read_a_trail_makes_nothing() -> Ended {
    let place = Place::sqlite();
    let read = Trail::open(&place.url()).await.map(|_| ()).map_err(|error| error.code());
    assert_eq!(read, Err("store.file"));
    let Place::Sqlite(dir) = &place else { unreachable!("just made") };
    assert_eq!(std::fs::read_dir(dir.path())?.count(), 0);

    let place = Place::postgres();
    let read = Trail::open(&place.url()).await.map(|_| ()).map_err(|error| error.code());
    assert_eq!(read, Err("store.empty"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_lost_is_an_error_soon_and_its_return_is_found() -> Ended {
    let server = Arc::new(Postgres::started());
    let place = Place::Postgres(server.database());
    let mut limits = Limits::default();
    limits.wait = Duration::from_millis(1_500);
    let store = Arc::new(place.open_within(1, &limits).await);

    // Some are written, some are caught in the middle, some come too late.
    let stopped = Arc::clone(&server);
    let stopped = tokio::task::spawn_blocking(move || stopped.stop());
    let mut kept = vec![store.append(entry("before")).await];
    while kept.last().is_some_and(Result::is_ok) {
        let together = (0..50).map(|number| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.append(entry(&number.to_string())).await })
        });
        for appended in together.collect::<Vec<_>>() {
            kept.push(appended.await?);
        }
    }
    stopped.await?;
    assert!(store.ready().await.is_err());
    assert!(store.client("larkmoor").await.is_err());
    assert!(store.issue(issue("lost", 1), NOW).await.is_err());

    let started = Arc::clone(&server);
    tokio::task::spawn_blocking(move || started.start()).await?;
    store.ready().await?;
    assert_eq!(store.issue(issue("lost", 2), NOW).await?, JtiUse::First, "nothing of it was kept");
    kept.push(store.append(entry("after")).await);
    let heads: Vec<Head> = kept.iter().flatten().map(AuditEntry::head).collect();
    place.check(&heads).await??;
    Ok(())
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named_without_its_password() -> Ended {
    let url = "postgres://countersign:swordfish@localhost/partner?host=/nonexistent";
    let Ok(StoreUrl::Sql(url)) = url.parse() else { panic!("a URL of PostgreSQL") };
    let opened = SqlStore::open(&url, &Limits::default(), NOW, &mut rng_from(1)).await;
    let error = opened.map(|_| ()).expect_err("there is none");
    assert_eq!(error.code(), "store.unreachable");
    let says = format!("{error} {error:?}");
    assert!(says.contains("postgres://countersign@localhost/partner"), "{says}");
    assert!(!says.contains("swordfish"), "{says}");
    Ok(())
}

#[tokio::test]
async fn a_full_disk_is_an_error_and_room_is_found() -> Ended {
    let place = Place::sqlite();
    let mut limits = Limits::default();
    limits.sqlite_pages = Some(60);
    let store = place.open_within(1, &limits).await;
    let mut kept = Vec::new();
    let full = loop {
        match store.append(entry(&"x".repeat(3_000))).await {
            Ok(entry) => kept.push(entry.head()),
            Err(error) => break error,
        }
        assert!(kept.len() < 60);
    };
    assert!(full.to_string().contains("full"), "{full}");
    // Somebody makes room, of what is not the trail.
    place.execute("DROP INDEX audit_at").await?;
    kept.push(store.append(entry("after")).await?.head());
    assert_eq!(place.check(&kept).await??.entries, kept.len() as u64 + 1);
    Ok(())
}

#[tokio::test]
async fn what_is_done_to_a_trail_is_found() -> Ended {
    for place in [Place::sqlite(), Place::postgres()] {
        let (one, other) = (place.open(1).await, place.open(2).await);
        for number in 0..3 {
            one.append(entry(&format!("Patient?_id={number}"))).await?;
            other.append(entry(&format!("Observation?_id={number}"))).await?;
        }
        let heads = place.check(&[]).await??.heads;
        assert_eq!(heads.len(), 2, "two chains, written in turns");
        let last = place.open(3).await.append(entry("")).await?.writer;
        let (a, b) = (&heads[0].writer, &heads[1].writer);

        for (fault, code, done) in [
            (
                "a query",
                "audit.altered",
                format!(
                    "UPDATE audit SET body = replace(body, '_id=1', '_id=9') WHERE writer = '{a}' AND number = 3"
                ),
            ),
            (
                "its moment",
                "audit.altered",
                format!("UPDATE audit SET at = at - 60 WHERE writer = '{a}' AND number = 3"),
            ),
            (
                "no JSON",
                "audit.altered",
                format!("UPDATE audit SET body = '' WHERE writer = '{a}' AND number = 3"),
            ),
            (
                "one less",
                "audit.out-of-place",
                format!("DELETE FROM audit WHERE writer = '{a}' AND number = 3"),
            ),
            (
                "no start",
                "audit.no-beginning",
                format!("DELETE FROM audit WHERE writer = '{a}' AND number = 1"),
            ),
            (
                "a sealed end",
                "audit.sealed.missing",
                format!("DELETE FROM audit WHERE writer = '{a}' AND number = 4"),
            ),
            (
                "a sealed chain",
                "audit.sealed.missing",
                format!("DELETE FROM audit WHERE writer = '{b}'"),
            ),
            (
                "another order",
                "audit.altered",
                format!(
                    "UPDATE audit SET number = 7 - number + 90 WHERE writer = '{a}' AND number IN (3, 4)"
                ),
            ),
            (
                "the other's",
                "audit.altered",
                format!(
                    "UPDATE audit SET writer = CASE writer WHEN '{a}' THEN '{b}' ELSE '{a}' END, number = number + 100 WHERE writer IN ('{a}', '{b}')"
                ),
            ),
        ] {
            let whole = place.dump().await?;
            place.execute(&done).await?;
            let found = place.check(&[]).await?.map_err(|broken| broken.code());
            assert_eq!(found.map(|_| ()), Err(code), "{fault}");
            place.restore(&whole).await?;
        }

        // What no start has sealed is missed by who kept its head.
        let kept = place.check(&[]).await??.heads;
        place.execute(&format!("DELETE FROM audit WHERE writer = '{last}' AND number = 2")).await?;
        place.check(&[]).await??;
        let found = place.check(&kept).await?.map_err(|broken| broken.code());
        assert_eq!(found.map(|_| ()), Err("audit.kept.missing"));
    }
    Ok(())
}
