//! Assertions of one client, good ones and others, and the keys that verify them.

use countersign::assertion::{Assertion, Draft};
use countersign::jwk::{Jwk, publish};
use countersign::jws::Alg;
use countersign::kid::{self, KidMethod};
use countersign_testkit::{NOW, keys, rng};
use tempfile::TempDir;

use crate::support::{Ran, ran_with};

pub(crate) const CLIENT: &str = "larkmoor-nightly";
pub(crate) const TOKEN_URL: &str = "https://ternvalley.example/auth/token";

/// A good RS384 assertion of [`NOW`], or what `change` makes of it. The signature is good.
pub(crate) fn assertion(change: impl FnOnce(&mut Draft)) -> String {
    let key = keys::rsa_2048();
    let kid = kid::derive(&key.public(), KidMethod::Modulus);
    let jti = "5f0c2b7e-8d14-4c8e-9a35-0e6d1f3b9c72";
    let good = Assertion::new(CLIENT, TOKEN_URL, kid, Alg::Rs384, jti, NOW);
    let mut draft = good.draft().expect("complete");
    change(&mut draft);
    let input = draft.signing_input(Alg::Rs384);
    let signature =
        key.sign(Alg::Rs384, input.as_str().as_bytes(), &mut rng()).expect("the key can");
    input.with_signature(&signature).expect("the right form").as_str().to_owned()
}

/// The key set of the client.
pub(crate) fn key_set() -> String {
    let public = keys::rsa_2048().public();
    let kid = kid::derive(&public, KidMethod::Modulus);
    publish::public_set(&[Jwk::new(public, kid, Alg::Rs384)])
}

/// What `verify` says, in that format and by two profiles, of an assertion that has no `kid` and that `aud`.
pub(crate) fn judged_by_two(aud: &str, format: &str) -> Ran {
    let folder = Folder::new();
    let token = assertion(|draft| {
        draft.remove_header("kid");
        draft.set_claim("aud", aud);
    });
    let keys = folder.path("jwks.json");
    let judged = ["verify", "-", "--keys", &keys, "--aud", TOKEN_URL, "--profile", "spec,epic"];
    ran_with(judged.into_iter().chain(["--format", format]), token)
}

/// A folder with files in it, gone with the value.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// A folder with the client's key set in it.
    pub(crate) fn new() -> Self {
        let folder = Self(TempDir::new().expect("a folder for tests"));
        folder.file("jwks.json", key_set());
        folder
    }

    /// Writes a file, and gives its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).expect("the folder can be written to");
        self.path(name)
    }

    /// The path of a file.
    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    /// Output without the name of the folder.
    pub(crate) fn hide(&self, output: &str) -> String {
        output.replace(&format!("{}/", self.0.path().display()), "")
    }
}
