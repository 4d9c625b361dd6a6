//! An assertion taken apart as far as it goes. Nothing is verified, nothing is judged.

use crate::encoding::json::{JsonError, Object};
use crate::jws::{CompactError, CompactJws};

/// A compact JWS with header and claims as far as they could be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The three parts.
    pub jws: CompactJws,
    /// The header, or where it broke.
    pub header: Result<Object, JsonError>,
    /// The claims, or where they broke.
    pub claims: Result<Object, JsonError>,
}

/// Takes an assertion apart. White space around it is left aside.
///
/// # Errors
/// [`CompactError`] when it is not three base64url parts; broken JSON inside is kept in [`Decoded`].
///
/// ```
/// use countersign::assertion::inspect;
///
/// let decoded = inspect::decode("eyJhbGciOiJSUzM4NCJ9.eyJpc3MiOiJsYXJrbW9vciJ9.AAAA")?;
/// assert_eq!(decoded.claim_text("iss"), Some("larkmoor"));
/// assert_eq!(decoded.header_text("kid"), None);
/// # Ok::<(), countersign::jws::CompactError>(())
/// ```
pub fn decode(token: &str) -> Result<Decoded, CompactError> {
    let jws = CompactJws::parse(token.trim())?;
    let (header, claims) = (object(jws.header()), object(jws.payload()));
    Ok(Decoded { jws, header, claims })
}

impl Decoded {
    /// A header member, if it is a string.
    pub fn header_text(&self, name: &str) -> Option<&str> {
        self.header.as_ref().ok()?.text(name)
    }

    /// A claim, if it is a string.
    pub fn claim_text(&self, name: &str) -> Option<&str> {
        self.claims.as_ref().ok()?.text(name)
    }
}

/// The JSON object that a part holds.
pub(crate) fn object(octets: &[u8]) -> Result<Object, JsonError> {
    let text = core::str::from_utf8(octets).map_err(|error| JsonError {
        message: format!("not UTF-8 from octet {}", error.valid_up_to()),
        line: 0,
        column: error.valid_up_to() + 1,
    })?;
    Object::parse(text)
}
