//! base64url without padding, in its one canonical form (RFC 7515 §2, Appendix C). For what anybody may see: how long
//! decoding takes depends on what is decoded. Private members are read in constant time, in `key/members`.

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
    octets(text.as_bytes()).ok_or_else(|| {
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

/// What [`VALUES`] says of a character outside the alphabet.
const STRAY: u8 = 64;

/// What each octet stands for. By a table: constant time costs five times as much, and a token is no secret to its reader.
const VALUES: [u8; 256] = {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut values = [STRAY; 256];
    let mut value = 0_u8;
    while value < 64 {
        values[alphabet[value as usize] as usize] = value;
        value += 1;
    }
    values
};

/// The octets, if the text is canonical.
fn octets(text: &[u8]) -> Option<Vec<u8>> {
    let (fours, rest) = text.as_chunks::<4>();
    let mut octets = Vec::with_capacity(fours.len() * 3 + 2);
    octets.resize(fours.len() * 3, 0);
    let mut seen = 0;
    let mut value = |character: u8| {
        let value = VALUES[usize::from(character)];
        seen |= value;
        u32::from(value)
    };
    for (four, three) in fours.iter().zip(octets.as_chunks_mut::<3>().0) {
        let bits = four.iter().fold(0, |bits, character| bits << 6 | value(*character));
        let [_, octets @ ..] = bits.to_be_bytes();
        *three = octets;
    }
    // Six bits a character; what is left behind the last octet is zero in the one canonical spelling.
    let bits = rest.iter().fold(0, |bits, character| bits << 6 | value(*character));
    let spare = match rest.len() {
        0 => 0,
        2 => {
            octets.push(u8::try_from(bits >> 4).ok()?);
            bits & 0xf
        }
        3 => {
            octets.extend_from_slice(&u16::try_from(bits >> 2).ok()?.to_be_bytes());
            bits & 0x3
        }
        _ => return None,
    };
    (seen < STRAY && spare == 0).then_some(octets)
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

    proptest::proptest! {
        #[test]
        fn reads_what_a_reader_in_constant_time_does(text in "[A-Za-z0-9_-]{0,90}[A-Za-z0-9_+=é-]{0,4}") {
            proptest::prop_assert_eq!(decode(&text).ok(), Base64UrlUnpadded::decode_vec(&text).ok());
        }

        #[test]
        fn reads_what_it_writes(octets: Vec<u8>) {
            proptest::prop_assert_eq!(decode(&encode(&octets)), Ok(octets));
        }
    }
}
