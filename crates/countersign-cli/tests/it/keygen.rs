//! `countersign keygen`.

use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;

use countersign::key::{KeyForm, KeyKind, Structure, import};
use countersign::kid;
use countersign_testkit::rng;
use rand_core::{CryptoRng, TryCryptoRng, TryRng};
use serde_json::Value;
use tempfile::tempdir;

use crate::support::{ran, ran_by, usage};

#[test]
fn every_alg_gets_a_key_that_signs_it() {
    for (alg, kind) in [
        ("RS256", KeyKind::Rsa { bits: 2048 }),
        ("RS384", KeyKind::Rsa { bits: 2048 }),
        ("PS256", KeyKind::Rsa { bits: 2048 }),
        ("PS384", KeyKind::Rsa { bits: 2048 }),
        ("ES256", KeyKind::P256),
        ("ES384", KeyKind::P384),
    ] {
        let jwk = import(ran(["keygen", "--alg", alg]).done(), None).expect("a JWK");
        assert_eq!((jwk.form, jwk.key.public().kind()), (KeyForm::Jwk, kind));
        assert_eq!(jwk.alg.as_deref(), Some(alg));
        let pem = import(ran(["keygen", "--alg", alg, "--as", "pem"]).done(), None).expect("PEM");
        assert_eq!(pem.form, KeyForm::Pem(Structure::Pkcs8));
        assert!(pem.repairs.is_empty(), "{:?}", pem.repairs);
        // The same randomness made both.
        assert_eq!(pem.key.public(), jwk.key.public());
    }
    let wide = import(ran(["keygen", "--bits", "3072"]).done(), None).expect("a JWK");
    assert_eq!(wide.key.public().kind(), KeyKind::Rsa { bits: 3072 });
}

#[test]
fn the_private_half_is_stdout_and_the_public_one_is_told() {
    let made = ran(["keygen", "--alg", "ES256", "--kid", "2026-11"]);
    insta::assert_snapshot!(made.stderr);
    let key = import(&made.stdout, None).expect("a JWK");
    assert_eq!(key.kid.as_deref(), Some("2026-11"));
    assert!(key.key.into_private().is_ok());
}

#[test]
fn a_kid_is_derived_as_asked() {
    let kid = |alg, method| {
        let key = import(ran(["keygen", "--alg", alg, "--kid", method]).done(), None).expect("JWK");
        (key.kid, key.key.public())
    };
    let (named, key) = kid("RS384", "thumbprint");
    assert_eq!(named, Some(kid::thumbprint(&key)));
    let (named, key) = kid("RS384", "modulus");
    assert_eq!(named, kid::modulus(&key).map(String::from));
    let refused = ran(["keygen", "--alg", "ES384", "--kid", "modulus"]).failed();
    insta::assert_snapshot!(refused);
    insta::assert_snapshot!(ran(["keygen", "--alg", "ES384", "--bits", "2048"]).failed());
    let words = usage(&["keygen", "--kid", "a\nb"]);
    assert!(words.contains("a kid has a control character at 1"), "{words}");
}

#[test]
fn a_private_file_is_its_owners_alone() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("key.json");
    let out = path.to_str().expect("UTF-8");
    let made = ran(["keygen", "--alg", "ES384", "--out", out]);
    insta::with_settings!({ filters => [(out, "key.json")] }, {
        insta::assert_snapshot!(made.stdout);
        insta::assert_snapshot!(made.stderr);
    });
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        let mode = fs::metadata(&path).expect("written").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let written = import(fs::read(&path).expect("written"), None).expect("a JWK");
    assert!(made.stdout.contains(&kid::thumbprint(&written.key.public())));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left beside");
}

#[test]
fn a_file_is_replaced_only_when_told() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("key.pem");
    let out = path.to_str().expect("UTF-8");
    fs::write(&path, "the only copy").expect("a new file");
    let refused = ran(["keygen", "--out", out]).failed();
    insta::with_settings!({ filters => [(out, "key.pem")] }, {
        insta::assert_snapshot!(refused);
    });
    assert_eq!(fs::read_to_string(&path).expect("still there"), "the only copy");
    ran(["keygen", "--alg", "ES256", "--as", "pem", "--out", out, "--force"]).done();
    assert!(
        fs::read_to_string(&path).expect("replaced").starts_with("-----BEGIN PRIVATE KEY-----")
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        let mode = fs::metadata(&path).expect("replaced").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "whatever it was before");
    }
    let folder = folder.path().to_str().expect("UTF-8");
    let refused = ran(["keygen", "--out", folder, "--force"]).failed();
    assert!(refused.contains("it is a folder, wanted a file"), "{refused}");
    let refused = ran(["keygen", "--out", "/dev/null", "--force"]).failed();
    assert!(refused.contains("it is no ordinary file"), "{refused}");
}

/// A key takes long, and is lost where it cannot be written.
#[test]
fn a_folder_that_is_not_there_is_noticed_before_the_key_is_made() {
    let folder = tempdir().expect("a folder");
    let nowhere = format!("{}/no where/key.json", folder.path().display());
    let asked = folder.path().join("asked");
    let refused = ran_by(["keygen", "--out", &nowhere], "", |io| {
        io.rng = Box::new(Meanwhile { path: asked.clone(), rng: Box::new(rng()) });
    });
    assert!(!asked.exists(), "no randomness was asked for");
    insta::with_settings!({ filters => [(folder.path().to_str().expect("UTF-8"), "FOLDER")] }, {
        insta::assert_snapshot!(refused.failed());
    });
}

#[test]
fn the_name_of_an_algorithm_is_read_in_either_case() {
    let made = ran(["keygen", "--alg", "es256"]);
    assert!(made.stderr.starts_with("P-256 key pair for ES256\n"), "{}", made.stderr);
}

/// Where somebody could have made the file while the key was being made.
#[test]
fn a_file_that_appears_meanwhile_is_not_replaced() {
    let folder = tempdir().expect("a folder");
    let path = folder.path().join("key.json");
    let appears = path.clone();
    let out = path.to_str().expect("UTF-8");
    let refused = ran_by(["keygen", "--alg", "ES256", "--out", out], "", |io| {
        io.rng = Box::new(Meanwhile { path: appears, rng: Box::new(rng()) });
    });
    assert!(refused.failed().contains("there is such a file already"));
    assert_eq!(fs::read_to_string(&path).expect("still there"), "the only copy");
}

/// Randomness that makes a file when it is first asked.
struct Meanwhile {
    path: PathBuf,
    rng: Box<dyn CryptoRng + Send>,
}

impl TryRng for Meanwhile {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        fs::write(&self.path, "the only copy").expect("a new file");
        self.rng.try_next_u32()
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        fs::write(&self.path, "the only copy").expect("a new file");
        self.rng.try_next_u64()
    }

    fn try_fill_bytes(&mut self, octets: &mut [u8]) -> Result<(), Infallible> {
        fs::write(&self.path, "the only copy").expect("a new file");
        self.rng.try_fill_bytes(octets)
    }
}

impl TryCryptoRng for Meanwhile {}

#[test]
fn a_program_gets_all_of_it_as_json() {
    let json = ran(["keygen", "--alg", "ES256", "--format", "json"]).done();
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["alg"], &json["kind"]), (&"ES256".into(), &"P-256".into()));
    assert_eq!(json["kid"], json["thumbprint"]);
    assert_eq!(json["publicJwk"]["x"], json["privateKey"]["x"]);
    assert!(json["publicJwk"]["d"].is_null() && json["privateKey"]["d"].is_string());
}
