//! The compact form, taken apart (RFC 7515 §7.1).

use core::fmt;
use core::ops::Range;

use crate::encoding::base64url::{self, Base64UrlError};
use crate::finding::Part;
use crate::limits::TOKEN_OCTETS;

/// Why a text is not a compact JWS.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CompactError {
    /// Longer than [`TOKEN_OCTETS`].
    #[error("{octets} octets, more than the {TOKEN_OCTETS} that are looked at")]
    TooLong {
        /// Length of the text in octets.
        octets: usize,
    },
    /// Not three parts.
    #[error("{parts} part{}, not three with two dots between them", if *parts == 1 { "" } else { "s" })]
    Parts {
        /// How many parts there are.
        parts: usize,
    },
    /// A part is not base64url.
    #[error("in the {}: {source}", part.name())]
    Encoding {
        /// Which part.
        part: Part,
        /// What is wrong with it.
        source: Base64UrlError,
    },
}

/// A compact JWS whose three parts are canonical base64url. What is in them is not judged.
///
/// ```
/// use countersign::jws::CompactJws;
///
/// let jws = CompactJws::parse("eyJhbGciOiJub25lIn0.e30.")?;
/// assert_eq!(jws.header(), br#"{"alg":"none"}"#);
/// assert_eq!(jws.signing_input(), "eyJhbGciOiJub25lIn0.e30");
/// # Ok::<(), countersign::jws::CompactError>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct CompactJws {
    text: String,
    header: Vec<u8>,
    payload: Vec<u8>,
    signature: Vec<u8>,
    header_end: usize,
    payload_end: usize,
}

impl CompactJws {
    /// Takes a compact JWS apart.
    ///
    /// # Errors
    /// [`CompactError`] when it is too long, has not three parts, or one of them is not canonical base64url.
    pub fn parse(text: &str) -> Result<Self, CompactError> {
        if text.len() > TOKEN_OCTETS {
            return Err(CompactError::TooLong { octets: text.len() });
        }
        let parts: Vec<&str> = text.split('.').collect();
        let [header, payload, signature] = parts[..] else {
            return Err(CompactError::Parts { parts: parts.len() });
        };
        let decode = |part, text| {
            base64url::decode(text).map_err(|source| CompactError::Encoding { part, source })
        };
        Ok(Self {
            header: decode(Part::Header, header)?,
            payload: decode(Part::Payload, payload)?,
            signature: decode(Part::Signature, signature)?,
            header_end: header.len(),
            payload_end: header.len() + 1 + payload.len(),
            text: text.to_owned(),
        })
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The header, decoded.
    pub fn header(&self) -> &[u8] {
        &self.header
    }

    /// The payload, decoded.
    pub fn payload(&self) -> &[u8] {
        &self.payload
    }

    /// The signature, decoded.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The octets that are signed: header and payload as encoded, with the dot between (RFC 7515 §5.1).
    pub fn signing_input(&self) -> &str {
        &self.text[..self.payload_end]
    }

    /// Where a part stands in the text, in octets.
    pub fn encoded(&self, part: Part) -> Range<usize> {
        match part {
            Part::Header => 0..self.header_end,
            Part::Payload => self.header_end + 1..self.payload_end,
            Part::Signature => self.payload_end + 1..self.text.len(),
            Part::Document => 0..self.text.len(),
        }
    }

    /// The characters of the text that carry octets `octets` of a decoded part. Four characters carry three octets,
    /// so the range is widened to whole characters and may share one with its neighbour.
    pub fn characters(&self, part: Part, octets: Range<usize>) -> Range<usize> {
        let encoded = self.encoded(part);
        let start = encoded.start + octets.start * 8 / 6;
        let end = encoded.start + (octets.end * 8).div_ceil(6);
        start.min(encoded.end)..end.min(encoded.end)
    }
}

impl fmt::Debug for CompactJws {
    /// An assertion is a credential until it ends, so only its size is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CompactJws({} characters)", self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn octets_map_to_the_characters_that_carry_them() {
        let jws = CompactJws::parse("eyJhbGciOiJub25lIn0.e30.AAAA").expect("well formed");
        // `"alg":"none"` is octets 1 to 13 of the header.
        assert_eq!(&jws.as_str()[jws.characters(Part::Header, 1..13)], "yJhbGciOiJub25lIn");
        assert_eq!(&jws.as_str()[jws.characters(Part::Payload, 0..2)], "e30");
        assert_eq!(jws.characters(Part::Signature, 0..99), 24..28);
    }

    #[test]
    fn says_which_part_broke() {
        assert_eq!(CompactJws::parse("a.b"), Err(CompactError::Parts { parts: 2 }));
        assert_eq!(
            CompactJws::parse("").map_err(|e| e.to_string()),
            Err("1 part, not three with two dots between them".into())
        );
        let padded = CompactJws::parse("e30=.e30.").map_err(|e| e.to_string());
        assert_eq!(
            padded,
            Err("in the header: the character '=' at 3 is not of the base64url alphabet".into())
        );
        assert!(matches!(
            CompactJws::parse(&"a".repeat(70_000)),
            Err(CompactError::TooLong { octets: 70_000 })
        ));
    }
}
