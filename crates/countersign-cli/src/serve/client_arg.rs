//! A client as it is named on the command line: `ID=JWKS_FILE_OR_URL`.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use countersign::finding::{Report, Status};
use countersign::limits::KEY_SET_OCTETS;
use countersign::rules::code::jwks::PRIVATE_MEMBER;
use countersign_partner::RegisterError;
use serde_json::{Value, json};

use crate::Failure;
use crate::hint::quoted;

/// A client and where its keys are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientArg {
    pub(super) id: String,
    keys: Keys,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Keys {
    File(PathBuf),
    Url(String),
}

impl FromStr for ClientArg {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // An id may be a URL itself, which rarely has a `=`; a key set's URL may well have one.
        let Some((id, keys)) =
            text.split_once('=').filter(|(id, keys)| !id.is_empty() && !keys.is_empty())
        else {
            return Err("want ID=FILE or ID=URL".to_owned());
        };
        let keys = match keys.contains("://") {
            true => Keys::Url(keys.to_owned()),
            false => Keys::File(keys.into()),
        };
        Ok(Self { id: id.to_owned(), keys })
    }
}

impl ClientArg {
    /// The client in RFC 7591's names, its key set read from its file.
    ///
    /// # Errors
    /// [`Failure`] when the file cannot be read, or is no JSON.
    pub(super) fn metadata(&self) -> Result<String, Failure> {
        let id = &self.id;
        Ok(match &self.keys {
            Keys::Url(url) => json!({ "client_id": id, "jwks_uri": url }).to_string(),
            Keys::File(file) => json!({ "client_id": id, "jwks": read(file)? }).to_string(),
        })
    }

    /// What to say of a refusal, with every fault and how to fix it.
    pub(super) fn refused(&self, error: &RegisterError) -> Failure {
        let Self { id, keys } = self;
        let place = match keys {
            Keys::File(file) => file.display().to_string(),
            Keys::Url(url) => url.clone(),
        };
        let failure = Failure::new(
            "serve.client",
            format!("client {id} is not registered: {place}: {error}"),
        );
        match (error, keys) {
            (RegisterError::Refused(report), Keys::File(file))
                if report.raises(PRIVATE_MEMBER.id) =>
            {
                let file = quoted(&file.display().to_string()).into_owned();
                failure.hint(format!("name its public half: countersign jwks {file} > jwks.json"))
            }
            (RegisterError::Refused(report), _) => failure.hint(fixes(report)),
            _ => failure,
        }
    }
}

fn read(file: &Path) -> Result<Value, Failure> {
    let failure = |says: String| {
        Failure::new("serve.client.unreadable", format!("{}: {says}", file.display()))
            .hint("`countersign jwks KEY > jwks.json` makes a key set of a key")
    };
    let mut text = Vec::new();
    let most = KEY_SET_OCTETS as u64 + 1;
    File::open(file)
        .and_then(|opened| opened.take(most).read_to_end(&mut text))
        .map_err(|error| failure(error.to_string()))?;
    // What serde says of a text may repeat a piece of it, and this may be a private key.
    let document: Value =
        serde_json::from_slice(&text).map_err(|_| failure("not a key set".to_owned()))?;
    Ok(match document.get("kty") {
        Some(_) => json!({ "keys": [document] }),
        None => document,
    })
}

fn fixes(report: &Report) -> String {
    let failed = report.findings.iter().filter(|finding| finding.status == Status::Fail);
    let lines: Vec<String> =
        failed.map(|finding| format!("{}: {}", finding.code.id, finding.code.fix)).collect();
    lines.join("\n      ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_has_an_id_and_a_file_or_a_url() {
        let url: ClientArg = "a=https://a.example/jwks?x=1".parse().expect("a URL");
        assert_eq!(
            (url.id.as_str(), url.keys),
            ("a", Keys::Url("https://a.example/jwks?x=1".into()))
        );
        let file: ClientArg = "a=./jwks.json".parse().expect("a file");
        assert_eq!(file.keys, Keys::File("./jwks.json".into()));
        for wrong in ["a", "=jwks.json", "a=", ""] {
            assert!(wrong.parse::<ClientArg>().is_err(), "{wrong}");
        }
    }
}
