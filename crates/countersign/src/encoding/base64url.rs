//! base64url without padding, in its one canonical form (RFC 7515 §2, Appendix C).

use base64ct::{Base64UrlUnpadded, Encoding};

/// Why a text is not canonical unpadded base64url.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Base64UrlError {
    /// A character outside `A–Z a–z 0–9 - _`.
    #[error("the character {found:?} at {position} is not of the base64url alphabet")]
    Symbol {
        /// Octet offset of the character.
        position: usize,
        /// The character found there.
        found: char,
    },
    /// A number of characters that no octet string encodes to.
    #[error("{length} characters are no whole number of octets in base64url")]
    Length {
        /// The length, in characters.
        length: usize,
    },
    /// Bits behind the last octet that are not zero: a second spelling of the same octets.
    #[error("the last character at {position} carries spare bits that are not zero")]
    SpareBits {
        /// Octet offset of the last character.
        position: usize,
    },
}

/// Encodes octets as unpadded base64url.
///
/// ```
/// assert_eq!(countersign::encoding::base64url::encode(&[3, 236, 255, 224, 193]), "A-z_4ME");
/// ```
pub fn encode(octets: &[u8]) -> String {
    Base64UrlUnpadded::encode_string(octets)
}

/// Decodes unpadded base64url; anything but the canonical spelling is refused.
///
/// # Errors
/// [`Base64UrlError`] with the place of the first fault.
///
/// ```
/// use countersign::encoding::base64url::{Base64UrlError, decode};
///
/// assert_eq!(decode("A-z_4ME")?, [3, 236, 255, 224, 193]);
/// assert_eq!(decode("A+z_4ME"), Err(Base64UrlError::Symbol { position: 1, found: '+' }));
/// # Ok::<(), Base64UrlError>(())
/// ```
pub fn decode(text: &str) -> Result<Vec<u8>, Base64UrlError> {
    Base64UrlUnpadded::decode_vec(text).map_err(|_| {
        // A stray character is more telling than the length it causes, so it is looked for first.
        let stray = text
            .char_indices()
            .find(|(_, c)| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
        match stray {
            Some((position, found)) => Base64UrlError::Symbol { position, found },
            None if text.len() % 4 == 1 => Base64UrlError::Length { length: text.len() },
            None => Base64UrlError::SpareBits { position: text.len().saturating_sub(1) },
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_where_it_broke() {
        assert_eq!(decode("AA=="), Err(Base64UrlError::Symbol { position: 2, found: '=' }));
        assert_eq!(decode("A"), Err(Base64UrlError::Length { length: 1 }));
        assert_eq!(decode("AB"), Err(Base64UrlError::SpareBits { position: 1 }));
        assert_eq!(decode("AAéA"), Err(Base64UrlError::Symbol { position: 2, found: 'é' }));
        assert_eq!(decode(""), Ok(vec![]));
    }
}
