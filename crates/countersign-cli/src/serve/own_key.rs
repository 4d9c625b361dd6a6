//! The partner's own pair of keys: with it the same platform goes outbound, and `/.well-known/jwks.json` shows its public
//! half. It signs no token.
//!
//! A file holds the pairs as a private key set, newest first, and never more than two: `--rotate` puts a new pair in
//! front, keeps the one before published, so that whoever cached it can still verify, and lets the one before that go.

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::{fs, iter};

use countersign::jws::Alg;
use countersign::key::{KeyKind, PrivateKey, generate};
use countersign::kid::{self, KidMethod};
use countersign::limits::KEY_SET_OCTETS;
use getrandom::SysRng;
use getrandom::rand_core::UnwrapErr;
use serde::Deserialize;
use serde_json::value::RawValue;
use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use super::store::StoreUrl;
use crate::Failure;

/// What the own key is for the outside: verified by RS384, as discovery lists it first.
const ALG: Alg = Alg::Rs384;

/// Where the own keys are kept, and whether a new one is due.
#[derive(Debug)]
pub(super) struct OwnKeys {
    /// Nothing where they last as long as the process.
    pub(super) file: Option<PathBuf>,
    kept: Vec<PrivateKey>,
    rotate: bool,
}

#[derive(Deserialize)]
struct KeySetFile<'a> {
    #[serde(borrow)]
    keys: Vec<&'a RawValue>,
}

impl OwnKeys {
    /// What `file` holds, or what is beside the store; nothing yet where no such file is.
    ///
    /// # Errors
    /// [`Failure`] when the file cannot be read or is no private key set.
    pub(super) fn read(
        file: Option<&Path>,
        store: &StoreUrl,
        rotate: bool,
    ) -> Result<Self, Failure> {
        let file = file.map(Path::to_owned).or_else(|| store.beside("key.json"));
        let kept = match &file {
            Some(file) => read(file)?.unwrap_or_default(),
            None if rotate => {
                let says = "there is no own key to rotate: nothing is kept of one";
                return Err(Failure::new("serve.key.not-kept", says)
                    .hint("say with --key FILE where the partner's own keys are kept"));
            }
            None => Vec::new(),
        };
        Ok(Self { file, kept, rotate })
    }

    /// Whether one has to be made, which takes a few tenths of a second.
    pub(super) fn lack_one(&self) -> bool {
        self.kept.is_empty() || self.rotate
    }

    /// The keys to publish, newest first. A new one is made where it is due, and kept; another process that was faster
    /// to write the file has made it for both. Nothing when `stop` came before it was made.
    ///
    /// # Errors
    /// The file cannot be written: the keys are then good for this process alone.
    pub(super) fn complete(self, stop: &AtomicBool) -> (Vec<PrivateKey>, Result<(), Failure>) {
        if !self.lack_one() {
            return (self.kept, Ok(()));
        }
        let Some(made) = make(stop) else { return (self.kept, Ok(())) };
        let is_first = self.kept.is_empty();
        let keys: Vec<PrivateKey> = iter::once(made).chain(self.kept).take(2).collect();
        let Some(file) = &self.file else { return (keys, Ok(())) };
        match write(file, &keys, is_first) {
            Ok(()) => (keys, Ok(())),
            Err(error) if is_first && error.kind() == io::ErrorKind::AlreadyExists => {
                match read(file) {
                    Ok(theirs) => (theirs.filter(|keys| !keys.is_empty()).unwrap_or(keys), Ok(())),
                    Err(failure) => (keys, Err(failure)),
                }
            }
            Err(error) => {
                let says = format!("{}: the own key is not kept: {error}", file.display());
                (keys, Err(Failure::new("serve.key.unwritable", says)))
            }
        }
    }
}

fn make(stop: &AtomicBool) -> Option<PrivateKey> {
    let kind = KeyKind::Rsa { bits: 2048 };
    generate(kind, &mut UnwrapErr(SysRng), &mut |_| match stop.load(Ordering::Relaxed) {
        true => ControlFlow::Break(()),
        false => ControlFlow::Continue(()),
    })
    .ok()
}

fn read(file: &Path) -> Result<Option<Vec<PrivateKey>>, Failure> {
    let failure = |says: String| {
        Failure::new("serve.key.unreadable", format!("{}: {says}", file.display()))
            .hint("name a file that serve made, or one that is not there: it is made then")
    };
    let text = match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        read => Zeroizing::new(read.map_err(|error| failure(error.to_string()))?),
    };
    if text.len() > KEY_SET_OCTETS {
        return Err(failure(format!("more than {KEY_SET_OCTETS} octets")));
    }
    // What serde says of a text may repeat a piece of it.
    let set: KeySetFile<'_> = serde_json::from_slice(&text)
        .map_err(|_| failure("not a private key set, {\"keys\":[…]}".to_owned()))?;
    let keys = set.keys.iter().map(|jwk| PrivateKey::from_jwk(jwk.get()));
    let keys = keys.collect::<Result<Vec<_>, _>>().map_err(|error| failure(error.to_string()))?;
    if keys.is_empty() { Err(failure("no key is in it".to_owned())) } else { Ok(Some(keys)) }
}

/// Written beside and renamed, so that whoever reads finds all of it or nothing, and for the owner alone.
fn write(file: &Path, keys: &[PrivateKey], is_first: bool) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut beside = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    let mut text = Zeroizing::new(String::from("{\"keys\":["));
    for (at, key) in keys.iter().enumerate() {
        let kid = kid::derive(&key.public(), KidMethod::default_for(&key.public()));
        let alg = if key.public().algs().contains(&ALG) { ALG } else { key.public().algs()[0] };
        text.push_str(if at == 0 { "\n  " } else { ",\n  " });
        text.push_str(&key.to_jwk_secret(&kid, alg));
    }
    text.push_str("\n]}\n");
    beside.write_all(text.as_bytes())?;
    beside.as_file().sync_all()?;
    let persisted = if is_first { beside.persist_noclobber(file) } else { beside.persist(file) };
    persisted.map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use countersign_testkit::keys;

    use super::*;

    fn thumbprints(keys: &[PrivateKey]) -> Vec<String> {
        keys.iter().map(|key| kid::thumbprint(&key.public())).collect()
    }

    #[test]
    fn a_key_is_made_once_and_kept_for_its_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("own.json");
        let open =
            |rotate| OwnKeys::read(Some(&file), &StoreUrl::Memory, rotate).expect("readable");
        let (made, kept) = open(false).complete(&AtomicBool::new(false));
        assert_eq!((made.len(), kept), (1, Ok(())));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&file).expect("written").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        let again = open(false);
        assert!(!again.lack_one());
        assert_eq!(thumbprints(&again.kept), thumbprints(&made));
    }

    #[test]
    fn rotation_keeps_the_one_before_and_lets_the_one_before_that_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("own.json");
        write(&file, &[keys::rsa_2048(), keys::rsa_2048_other()], true).expect("written");
        let own = OwnKeys::read(Some(&file), &StoreUrl::Memory, true).expect("readable");
        let (keys, kept) = own.complete(&AtomicBool::new(false));
        assert_eq!(kept, Ok(()));
        let thumbprints = thumbprints(&keys);
        let before = kid::thumbprint(&keys::rsa_2048().public());
        assert_eq!((thumbprints.len(), &thumbprints[1]), (2, &before));
        assert_ne!(thumbprints[0], before);
    }

    #[test]
    fn of_two_that_start_at_once_both_have_the_key_of_the_faster() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("own.json");
        let slower = OwnKeys::read(Some(&file), &StoreUrl::Memory, false).expect("not there");
        write(&file, &[keys::rsa_2048()], true).expect("written");
        let (keys, kept) = slower.complete(&AtomicBool::new(false));
        assert_eq!(kept, Ok(()));
        assert_eq!(thumbprints(&keys), [kid::thumbprint(&keys::rsa_2048().public())]);
    }

    #[test]
    fn a_file_that_is_none_is_not_repeated_in_the_error() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("own.json");
        fs::write(&file, keys::RSA_2048.pem).expect("written");
        let failure = OwnKeys::read(Some(&file), &StoreUrl::Memory, false).expect_err("PEM");
        assert!(failure.says.ends_with("not a private key set, {\"keys\":[…]}"), "{failure:?}");
        fs::write(&file, r#"{"keys":[]}"#).expect("written");
        assert!(OwnKeys::read(Some(&file), &StoreUrl::Memory, false).is_err());
        assert_eq!(
            OwnKeys::read(None, &StoreUrl::Memory, true).expect_err("nothing to rotate").code,
            "serve.key.not-kept"
        );
    }
}
