//! Key pairs that the host keeps.

use core::fmt;

use countersign::jws::{Alg, CompactJws, SigningInput};
use countersign::key::{PrivateKey, PublicKey};
use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::HostError;
use crate::host::{self, CryptoKey, CryptoKeyPair};

/// A private key in WebCrypto's keeping, with its public half as the core has it.
///
/// WebCrypto binds a key to one algorithm when it is made. A key that is not extractable never leaves it.
pub struct HostKey {
    private: CryptoKey,
    public: PublicKey,
    alg: Alg,
}

/// May WebCrypto give the private key out again?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extractable {
    /// Yes: it can be exported.
    Yes,
    /// No: it signs, and nothing else.
    No,
}

impl HostKey {
    /// Has a key pair made. `bits` is the width of an RSA modulus, and nothing for a curve.
    ///
    /// # Errors
    /// [`HostError`] when there is no WebCrypto, it refuses, or what it made is refused by the core.
    pub async fn generate(
        alg: Alg,
        bits: usize,
        extractable: Extractable,
    ) -> Result<Self, HostError> {
        present()?;
        let made = host::generate(alg.as_str(), bits, extractable == Extractable::Yes)?;
        let pair: CryptoKeyPair = JsFuture::from(made).await?.unchecked_into();
        let spki = octets(host::export_spki(&pair.public_key())?).await?;
        Ok(Self { private: pair.private_key(), public: PublicKey::from_spki_der(&spki)?, alg })
    }

    /// Gives the host a copy of a key, to sign under `alg`.
    ///
    /// # Errors
    /// [`HostError`] when there is no WebCrypto or it refuses the key.
    pub async fn import(
        key: &PrivateKey,
        alg: Alg,
        extractable: Extractable,
    ) -> Result<Self, HostError> {
        present()?;
        let secret = key.to_pkcs8_der_secret();
        let copy = Uint8Array::from(&secret[..]);
        let taken =
            host::import_private(copy.clone(), alg.as_str(), extractable == Extractable::Yes);
        // WebCrypto has its own copy by now.
        copy.fill(0, 0, copy.length());
        let private = JsFuture::from(taken?).await?.unchecked_into();
        Ok(Self { private, public: key.public(), alg })
    }

    /// The public half.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The algorithm that it signs under.
    pub fn alg(&self) -> Alg {
        self.alg
    }

    /// Whether it may be exported.
    pub fn is_extractable(&self) -> bool {
        self.private.extractable()
    }

    /// Signs, and gives the whole JWS.
    ///
    /// # Errors
    /// [`HostError::Bound`] when the input is for another algorithm; otherwise when WebCrypto refuses.
    pub async fn sign(&self, input: &SigningInput) -> Result<CompactJws, HostError> {
        if input.alg() != self.alg {
            return Err(HostError::Bound { bound: self.alg, wanted: input.alg() });
        }
        let text = Uint8Array::from(input.as_str().as_bytes());
        let signed = JsFuture::from(host::sign(&self.private, self.alg.as_str(), text)?).await?;
        Ok(input.with_signature(&Uint8Array::new(&signed).to_vec())?)
    }
}

/// Nothing of the private half, as everywhere.
impl fmt::Debug for HostKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HostKey(…, {:?}, {})", self.public, self.alg)
    }
}

/// Has the host verify a signature; its form is looked at here first, so that every engine says the same of it.
///
/// # Errors
/// [`HostError`] when there is no WebCrypto or it cannot use the key.
pub async fn verify(
    key: &PublicKey,
    alg: Alg,
    input: &[u8],
    signature: &[u8],
) -> Result<bool, HostError> {
    present()?;
    if key.check_signature_form(alg, signature).is_err() {
        return Ok(false);
    }
    let spki = Uint8Array::from(&key.to_spki_der()[..]);
    let (input, signature) = (Uint8Array::from(input), Uint8Array::from(signature));
    let key: CryptoKey =
        JsFuture::from(host::import_spki(spki, alg.as_str())?).await?.unchecked_into();
    let good = JsFuture::from(host::verify(&key, alg.as_str(), input, signature)?).await?;
    Ok(good.is_truthy())
}

fn present() -> Result<(), HostError> {
    if host::is_there() { Ok(()) } else { Err(HostError::Absent) }
}

async fn octets(later: js_sys::Promise) -> Result<Vec<u8>, HostError> {
    let buffer: ArrayBuffer = JsFuture::from(later).await?.unchecked_into();
    Ok(Uint8Array::new(&buffer).to_vec())
}
