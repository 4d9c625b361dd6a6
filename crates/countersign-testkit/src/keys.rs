//! The published test keys, compiled in so that tests need no files.

use countersign::key::PrivateKey;

/// A published test key in the forms that other software writes.
#[derive(Clone, Copy, Debug)]
pub struct TestKey {
    /// Its name in `tests/vectors/keys/`.
    pub name: &'static str,
    /// PKCS#8 PEM, by OpenSSL.
    pub pem: &'static str,
    /// Private JWK, by Python `cryptography`.
    pub jwk: &'static str,
}

macro_rules! test_key {
    ($name:literal) => {
        TestKey {
            name: $name,
            pem: include_str!(concat!("../../../tests/vectors/keys/", $name, ".pem")),
            jwk: include_str!(concat!("../../../tests/vectors/keys/", $name, ".jwk.json")),
        }
    };
}

/// Every test key.
pub const ALL: [TestKey; 5] = [RSA_2048, RSA_2048_OTHER, RSA_3072, P256, P384];
/// RSA, 2048 bits.
pub const RSA_2048: TestKey = test_key!("rsa-2048");
/// Another RSA key of 2048 bits.
pub const RSA_2048_OTHER: TestKey = test_key!("rsa-2048-other");
/// RSA, 3072 bits.
pub const RSA_3072: TestKey = test_key!("rsa-3072");
/// P-256.
pub const P256: TestKey = test_key!("p256");
/// P-384.
pub const P384: TestKey = test_key!("p384");

/// What other software says about the test keys: kid, thumbprint, SPKI PEM, PKCS#1 or SEC 1 PEM.
pub const KNOWN_JSON: &str = include_str!("../../../tests/vectors/keys/known.json");

impl TestKey {
    /// The key pair.
    ///
    /// # Panics
    /// Never: the file is read in a test.
    pub fn private(&self) -> PrivateKey {
        PrivateKey::from_pkcs8_pem(self.pem).expect("a committed file that other software wrote")
    }
}

/// The key pair of [`RSA_2048`].
pub fn rsa_2048() -> PrivateKey {
    RSA_2048.private()
}

/// The key pair of [`RSA_2048_OTHER`].
pub fn rsa_2048_other() -> PrivateKey {
    RSA_2048_OTHER.private()
}

/// The key pair of [`RSA_3072`].
pub fn rsa_3072() -> PrivateKey {
    RSA_3072.private()
}

/// The key pair of [`P256`].
pub fn p256() -> PrivateKey {
    P256.private()
}

/// The key pair of [`P384`].
pub fn p384() -> PrivateKey {
    P384.private()
}
