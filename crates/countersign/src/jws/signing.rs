//! Signing, split: the octets to sign go out, the signature comes in. Anything that can sign may stand between.

use super::{Alg, CompactError, CompactJws};
use crate::encoding::base64url;

/// A header and a payload, encoded and ready to be signed.
///
/// ```
/// use countersign::jws::{Alg, SigningInput};
///
/// let input = SigningInput::new(Alg::Es256, r#"{"alg":"ES256"}"#, "{}");
/// let signature = [7; 64]; // from a key, an HSM, a cloud service …
/// let jws = input.with_signature(&signature)?;
/// assert_eq!(jws.signature(), signature);
/// assert!(SigningInput::new(Alg::Es256, "{}", "{}").with_signature(&[7; 70]).is_err());
/// # Ok::<(), countersign::jws::SignatureFormError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SigningInput {
    alg: Alg,
    text: String,
}

/// Why a signature does not finish a JWS.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureFormError {
    /// The signature cannot be one of this algorithm.
    #[error("a signature of {got} octets, {alg} makes {want}")]
    Length {
        /// The algorithm.
        alg: Alg,
        /// Octets that came.
        got: usize,
        /// Octets that fit, in words.
        want: &'static str,
    },
    /// The finished JWS cannot be one that is looked at.
    #[error(transparent)]
    Form(#[from] CompactError),
}

impl SigningInput {
    /// Encodes a header and a payload as they are.
    pub fn new(alg: Alg, header: &str, payload: &str) -> Self {
        let text = format!(
            "{}.{}",
            base64url::encode(header.as_bytes()),
            base64url::encode(payload.as_bytes())
        );
        Self { alg, text }
    }

    /// The algorithm to sign under.
    pub fn alg(&self) -> Alg {
        self.alg
    }

    /// The octets to sign; they are ASCII.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Finishes the JWS. Whether the signature verifies is not checked, only that it can be one.
    ///
    /// # Errors
    /// [`SignatureFormError`] when the length is wrong: ECDSA wants R‖S at full width (RFC 7518 §3.4), which a DER
    /// signature never is, and RSA wants as many octets as the modulus has.
    pub fn with_signature(&self, signature: &[u8]) -> Result<CompactJws, SignatureFormError> {
        let want = match self.alg.signature_octets() {
            Some(64) => "64",
            Some(_) => "96",
            None => "256 to 512",
        };
        let fits = self
            .alg
            .signature_octets()
            .map_or((256..=512).contains(&signature.len()), |n| n == signature.len());
        if !fits {
            return Err(SignatureFormError::Length { alg: self.alg, got: signature.len(), want });
        }
        let text = format!("{}.{}", self.text, base64url::encode(signature));
        Ok(CompactJws::parse(&text)?)
    }
}
