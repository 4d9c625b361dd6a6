//! A database: how it is reached, set up and brought up to date. What SQLite and PostgreSQL do not have in common is here.

use std::fs::OpenOptions;
use std::future::Future;
use std::io;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::time::Duration;

use countersign_partner::store::StoreError;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, install_default_drivers};
use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions, Connection, SqlSafeStr};
use tokio::time::timeout;
use url::Url;

use super::{Limits, SqlUrl};

/// The version of the tables that this program knows.
const KNOWN: i64 = 1;
/// What was applied is written down here, by sqlx.
const APPLIED: &str = "_sqlx_migrations";

/// The two kinds of database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sqlite,
    Postgres,
}

/// A database that can be asked.
#[derive(Clone, Debug)]
pub(super) struct Database {
    pub(super) kind: Kind,
    pub(super) pool: AnyPool,
    /// How long one job may take.
    pub(super) wait: Duration,
}

/// A store could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// The file of SQLite could not be made, or there is none.
    #[error("{}: {source}", path.display())]
    File {
        /// Where it would be.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The database does not answer, or lets nobody in.
    #[error("{url}: {source}")]
    Unreachable {
        /// The store, without its password.
        url: String,
        /// What was said.
        source: sqlx::Error,
    },
    /// It did not answer in time.
    #[error("{url}: no answer within {} s", wait.as_secs())]
    Silent {
        /// The store, without its password.
        url: String,
        /// How long was waited.
        wait: Duration,
    },
    /// Its tables were made by a later version of this program.
    #[error("its tables are of version {found}, this program knows up to version {known}")]
    Newer {
        /// Theirs.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// There are no tables of a partner in it.
    #[error("{url}: no partner has kept anything there")]
    Empty {
        /// The store, without its password.
        url: String,
    },
    /// The tables could not be made or changed.
    #[error("the tables could not be brought up to date: {0}")]
    Tables(#[source] MigrateError),
    /// The first entry could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl OpenError {
    /// Short and stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::File { .. } => "store.file",
            Self::Unreachable { .. } | Self::Silent { .. } => "store.unreachable",
            Self::Newer { .. } => "store.newer",
            Self::Empty { .. } => "store.empty",
            Self::Tables(_) => "store.tables",
            Self::Store(_) => "store.failed",
        }
    }
}

impl Kind {
    /// How a step begins that will write: on SQLite it takes its turn at once, since one that has read first may not be
    /// let write any more.
    fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN",
        }
    }

    /// Behind a SELECT of rows to delete: those that another replica holds are left to it, so that no two wait for each
    /// other. On SQLite there is one writer at a time.
    pub(super) fn skipping_locked(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// What each connection is told first.
    fn settings(self, limits: &Limits) -> String {
        // Sooner than the caller gives up, so that the error says what it waits for.
        let patience = limits.wait.as_millis() / 2;
        match self {
            // FULL: a commit is on the disk before it is answered; `fullfsync`: on macOS too.
            Self::Sqlite => {
                let pages = limits
                    .sqlite_pages
                    .map_or_else(String::new, |pages| format!("PRAGMA max_page_count = {pages};"));
                format!(
                    "PRAGMA busy_timeout = {patience}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
                     PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; {pages}"
                )
            }
            // A replica that is cut off in the middle must not hold its rows for long, and a server that is set to
            // answer before its disk does is set right for this connection.
            Self::Postgres => format!(
                "SET application_name = 'countersign'; SET lock_timeout = {patience}; \
                 SET idle_in_transaction_session_timeout = '10s'; \
                 SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
            ),
        }
    }
}

impl Database {
    /// The database, made where there is none and brought up to date.
    pub(super) async fn make(url: &SqlUrl, limits: &Limits) -> Result<Self, OpenError> {
        if let SqlUrl::Sqlite(path) = url {
            make_file(path).map_err(|source| OpenError::File { path: path.clone(), source })?;
        }
        // Two that make the tables of one SQLite file at the same moment: the slower fails, and finds them made. On
        // PostgreSQL the migrator takes a lock.
        match migrated(url, limits).await {
            Err(OpenError::Tables(_) | OpenError::Unreachable { .. }) => {
                migrated(url, limits).await?;
            }
            done => done?,
        }
        Self::pool(url, limits)
    }

    /// The database as it stands; nothing is made or changed.
    pub(super) async fn existing(url: &SqlUrl, limits: &Limits) -> Result<Self, OpenError> {
        if let SqlUrl::Sqlite(path) = url {
            path.metadata().map_err(|source| OpenError::File { path: path.clone(), source })?;
        }
        let mut connection = connect(url, limits).await?;
        // Without any table this fails too: nothing was ever applied.
        let applied = connection.list_applied_migrations(APPLIED).await.unwrap_or_default();
        let _ = connection.close().await;
        match applied.iter().map(|migration| migration.version).max() {
            None => Err(OpenError::Empty { url: url.to_string() }),
            Some(found) if found > KNOWN => Err(OpenError::Newer { found, known: KNOWN }),
            Some(_) => Self::pool(url, limits),
        }
    }

    fn pool(url: &SqlUrl, limits: &Limits) -> Result<Self, OpenError> {
        let kind = url.kind();
        let settings = kind.settings(limits);
        let pool = AnyPoolOptions::new()
            .max_connections(limits.connections)
            .acquire_timeout(limits.wait)
            .after_connect(move |connection, _| {
                let settings = settings.clone();
                Box::pin(async move { tell(connection, settings).await })
            })
            .connect_lazy_with(options(url)?);
        Ok(Self { kind, pool, wait: limits.wait })
    }

    /// Begins a step: what is done in it is done altogether, or not at all.
    pub(super) async fn step(&self) -> Result<Step, sqlx::Error> {
        let mut step = Step(Some(self.pool.acquire().await?));
        sqlx::raw_sql(self.kind.begin()).execute(&mut *step).await?;
        Ok(step)
    }

    /// What `job` comes to, if it does so in time: a database that is lost is an error soon.
    ///
    /// # Errors
    /// [`StoreError`], when it failed or took too long.
    pub(super) async fn within<T>(
        &self,
        job: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StoreError> {
        let says = match timeout(self.wait, job).await {
            Ok(Ok(done)) => return Ok(done),
            Ok(Err(sqlx::Error::PoolTimedOut)) | Err(_) => {
                format!("the database does not answer within {} s", self.wait.as_secs_f32())
            }
            Ok(Err(error)) => error.to_string(),
        };
        // A client is only told to come again.
        tracing::error!("the store failed: {says}");
        Err(StoreError(says))
    }
}

/// A transaction. Unless it is committed its connection is closed, which undoes it whatever state the database has left it
/// in: SQLite has undone it already where its disk was full, and a server that is lost cannot be asked.
#[derive(Debug)]
pub(super) struct Step(Option<PoolConnection<Any>>);

impl Step {
    /// Ends the step. When this returns, all of it is on the disk.
    pub(super) async fn commit(mut self) -> Result<(), sqlx::Error> {
        sqlx::raw_sql("COMMIT").execute(&mut *self).await?;
        self.0.take();
        Ok(())
    }
}

impl Deref for Step {
    type Target = AnyConnection;

    fn deref(&self) -> &AnyConnection {
        self.0.as_ref().expect("it is taken at the commit alone, which ends the step")
    }
}

impl DerefMut for Step {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        self.0.as_mut().expect("it is taken at the commit alone, which ends the step")
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if let Some(connection) = &mut self.0 {
            connection.close_on_drop();
        }
    }
}

impl SqlUrl {
    fn kind(&self) -> Kind {
        match self {
            Self::Sqlite(_) => Kind::Sqlite,
            Self::Postgres(_) => Kind::Postgres,
        }
    }
}

fn options(url: &SqlUrl) -> Result<AnyConnectOptions, OpenError> {
    install_default_drivers();
    let url = match url {
        SqlUrl::Sqlite(path) => {
            sqlite_url(path).map_err(|source| OpenError::File { path: path.clone(), source })?
        }
        SqlUrl::Postgres(url) => url.clone(),
    };
    Ok(AnyConnectOptions::from_url(&url).expect("any URL is taken; the driver reads it later"))
}

/// The driver is told the file by URL, in which `?` and the like have to be written otherwise.
fn sqlite_url(path: &Path) -> io::Result<Url> {
    let bad = || io::Error::new(io::ErrorKind::InvalidInput, "not a path for SQLite");
    let file = Url::from_file_path(std::path::absolute(path)?).map_err(|()| bad())?;
    Url::parse(&file.as_str().replacen("file:", "sqlite:", 1)).map_err(|_| bad())
}

/// An empty file that only its owner reads, unless there is one: what SQLite lays beside it is then like it. An existing
/// file is not touched, since to close it would take SQLite's locks off it.
fn make_file(path: &Path) -> io::Result<()> {
    let mut new = OpenOptions::new();
    new.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    match new.open(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

async fn connect(url: &SqlUrl, limits: &Limits) -> Result<AnyConnection, OpenError> {
    let (options, settings) = (options(url)?, url.kind().settings(limits));
    let connection = timeout(limits.wait, async {
        let mut connection = AnyConnection::connect_with(&options).await?;
        tell(&mut connection, settings).await?;
        Ok(connection)
    });
    match connection.await {
        Ok(Ok(connection)) => Ok(connection),
        Ok(Err(source)) => Err(OpenError::Unreachable { url: url.to_string(), source }),
        Err(_) => Err(OpenError::Silent { url: url.to_string(), wait: limits.wait }),
    }
}

async fn tell(connection: &mut AnyConnection, settings: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(settings)).execute(connection).await.map(|_| ())
}

async fn migrated(url: &SqlUrl, limits: &Limits) -> Result<(), OpenError> {
    let tables = include_str!("migrations/1_tables.sql");
    let migrator = Migrator::with_migrations(vec![Migration::new(
        KNOWN,
        "tables".into(),
        MigrationType::Simple,
        tables.into_sql_str(),
        false,
    )]);
    let mut connection = connect(url, limits).await?;
    // What `run` calls; its own bound is too narrow for a future that is `Send`.
    let done = migrator.run_direct(None, &mut connection, false).await;
    let _ = connection.close().await;
    done.map_err(|error| match error {
        MigrateError::VersionMissing(found) if found > KNOWN => {
            OpenError::Newer { found, known: KNOWN }
        }
        error => OpenError::Tables(error),
    })
}

#[cfg(test)]
mod tests {
    use countersign_testkit::postgres::Postgres;

    use super::super::StoreUrl;
    use super::*;

    async fn asked(url: &str, what: &'static str) -> Result<String, Box<dyn std::error::Error>> {
        let StoreUrl::Sql(url) = url.parse()? else { panic!("{url}: no database") };
        let database = Database::make(&url, &Limits::default()).await?;
        let answer = sqlx::query_scalar(what).fetch_one(&database.pool).await?;
        database.pool.close().await;
        Ok(answer)
    }

    /// What is answered is on the disk: the settings on which that rests, as the databases themselves tell them.
    #[tokio::test]
    async fn a_commit_waits_for_the_disk() -> Result<(), Box<dyn std::error::Error>> {
        let dir = tempfile::TempDir::new()?;
        let sqlite = format!("sqlite:{}/partner.db", dir.path().display());
        let full = "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous";
        assert_eq!(asked(&sqlite, full).await?, "2");
        assert_eq!(asked(&sqlite, "SELECT journal_mode FROM pragma_journal_mode").await?, "wal");

        let postgres = Postgres::shared().database();
        asked(&postgres, "SELECT 'the tables are made'").await?;
        let mut lax = AnyConnection::connect(&postgres).await?;
        sqlx::raw_sql(
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$",
        )
        .execute(&mut lax)
        .await?;
        let waits = "SELECT current_setting('synchronous_commit')";
        assert_eq!(asked(&postgres, waits).await?, "on");
        Ok(())
    }
}
