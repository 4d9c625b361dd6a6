//! Where the partner keeps what it has to remember, in one word on the command line.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use url::Url;

/// Where the partner keeps what it has to remember: `memory`, `sqlite:FILE`, `postgres://…`, or a path alone, which is
/// SQLite's.
///
/// ```
/// use countersign_cli::serve::store::StoreUrl;
///
/// let url: StoreUrl = "postgres://countersign:swordfish@db.example/partner".parse()?;
/// assert_eq!(url.to_string(), "postgres://countersign@db.example/partner");
/// # Ok::<(), countersign_cli::serve::store::StoreUrlError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreUrl {
    /// In this process, as long as it runs.
    Memory,
    /// In a database.
    Sql(SqlUrl),
}

/// A database, and how to get to it. Written without its password.
#[derive(Clone, PartialEq, Eq)]
pub enum SqlUrl {
    /// SQLite in this file.
    Sqlite(PathBuf),
    /// PostgreSQL behind this URL.
    Postgres(Url),
}

/// The text names no store.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreUrlError {
    /// There is no file in it.
    #[error("no file is named; wanted `memory`, `sqlite:FILE` or `postgres://…`")]
    NoFile,
    /// It is the URL of something else.
    #[error("{scheme}: is no store; wanted `memory`, `sqlite:FILE` or `postgres://…`")]
    Scheme {
        /// What it begins with.
        scheme: String,
    },
    /// It is no URL.
    #[error("no PostgreSQL URL: {0}")]
    Postgres(#[from] url::ParseError),
}

impl StoreUrl {
    /// A file that belongs to the store, where the store is one: `partner.db.key.json` for `key.json`.
    #[must_use]
    pub fn beside(&self, ending: &str) -> Option<PathBuf> {
        let Self::Sql(SqlUrl::Sqlite(file)) = self else { return None };
        let mut name = file.clone().into_os_string();
        name.push(".");
        name.push(ending);
        Some(name.into())
    }
}

impl FromStr for StoreUrl {
    type Err = StoreUrlError;

    fn from_str(text: &str) -> Result<Self, StoreUrlError> {
        if text == "memory" {
            return Ok(Self::Memory);
        }
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Sql(SqlUrl::Postgres(text.parse()?)));
        }
        let file = text.strip_prefix("sqlite:").map_or(text, |file| {
            // `sqlite:///var/lib/…`, as others write it.
            file.strip_prefix("//").unwrap_or(file)
        });
        if let Some((scheme, _)) = file.split_once("://") {
            return Err(StoreUrlError::Scheme { scheme: scheme.to_owned() });
        }
        // SQLite would keep the second of these in memory, and another of it for each connection.
        if file.is_empty() || file == ":memory:" {
            return Err(StoreUrlError::NoFile);
        }
        Ok(Self::Sql(SqlUrl::Sqlite(file.into())))
    }
}

impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory"),
            Self::Sql(url) => url.fmt(f),
        }
    }
}

impl fmt::Display for SqlUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(file) => write!(f, "sqlite:{}", file.display()),
            Self::Postgres(url) => {
                let mut open = url.clone();
                // A password may stand in the query too.
                open.set_query(None);
                let _ = open.set_password(None);
                open.fmt(f)
            }
        }
    }
}

impl fmt::Debug for SqlUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_named_in_one_word() {
        for (text, wanted) in [
            ("memory", "memory"),
            ("sqlite:partner.db", "sqlite:partner.db"),
            ("sqlite:///var/lib/partner.db", "sqlite:/var/lib/partner.db"),
            ("./partner.db", "sqlite:./partner.db"),
            ("postgres://a@b/c", "postgres://a@b/c"),
            ("postgresql://a@b/c?host=/run/postgresql", "postgresql://a@b/c"),
        ] {
            assert_eq!(text.parse::<StoreUrl>().map(|url| url.to_string()), Ok(wanted.to_owned()));
        }
    }

    #[test]
    fn what_is_no_store_is_refused() {
        for text in [
            "",
            "sqlite:",
            "sqlite://",
            ":memory:",
            "mysql://a@b/c",
            "https://a.example/",
            "postgres://a b",
        ] {
            assert!(text.parse::<StoreUrl>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn no_password_is_written() -> Result<(), StoreUrlError> {
        for text in [
            "postgres://countersign:swordfish@db.example/partner",
            "postgres://db.example/partner?password=swordfish&user=countersign",
        ] {
            let url: StoreUrl = text.parse()?;
            assert!(!format!("{url} {url:?}").contains("swordfish"));
        }
        Ok(())
    }

    #[test]
    fn a_file_has_others_beside_it() -> Result<(), StoreUrlError> {
        for (text, wanted) in [
            ("sqlite:a/partner.db", Some("a/partner.db.key.json")),
            ("memory", None),
            ("postgres://db.example/partner", None),
        ] {
            let url: StoreUrl = text.parse()?;
            assert_eq!(url.beside("key.json"), wanted.map(PathBuf::from), "{text}");
        }
        Ok(())
    }
}
