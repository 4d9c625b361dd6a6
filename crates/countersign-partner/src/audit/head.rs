//! The last entry of a chain in one line: what to keep elsewhere, and what a later writer seals.

use core::fmt;
use core::str::FromStr;

use sha2::{Digest, Sha256};

use super::hex;

/// Most characters of a writer's name: with its number behind it, an entry's name is a FHIR id, which has at most 64.
const WRITER_CHARS: usize = 40;

/// How far a writer's chain had come: its last entry, by number and hash. Written as `WRITER/NUMBER/HASH`.
///
/// ```
/// use countersign_partner::Head;
///
/// let text = format!("serve-1/42/{}", "0f".repeat(32));
/// let head: Head = text.parse()?;
/// assert_eq!((head.writer.as_str(), head.number), ("serve-1", 42));
/// assert_eq!(head.to_string(), text);
/// assert!("serve 1/42/0f".parse::<Head>().is_err());
/// # Ok::<(), countersign_partner::HeadError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Head {
    /// Whose chain it is.
    pub writer: String,
    /// The number of its last entry; 0 while there is none.
    pub number: u64,
    /// The hash of its last entry, in hex; SHA-256 of nothing while there is none.
    pub hash: String,
}

impl Head {
    /// The head of a chain that has no entry yet. A writer's name is 1 to 40 of `A-Z`, `a-z`, `0-9`, `-` and `.`, and no
    /// two writers of a store ever have the same.
    pub fn before_first(writer: impl Into<String>) -> Self {
        Self { writer: writer.into(), number: 0, hash: hex(&Sha256::digest([])) }
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.writer, self.number, self.hash)
    }
}

/// The text is not that of a head.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a head is WRITER/NUMBER/HASH, the hash 64 digits of lower-case hex; got {got:?}")]
pub struct HeadError {
    got: String,
}

impl FromStr for Head {
    type Err = HeadError;

    fn from_str(text: &str) -> Result<Self, HeadError> {
        let parts: Vec<&str> = text.split('/').collect();
        let head = match parts[..] {
            [writer, number, hash] if names_writer(writer) && is_hash(hash) => number
                .parse()
                .ok()
                .map(|number| Self { writer: writer.to_owned(), number, hash: hash.to_owned() }),
            _ => None,
        };
        // One head has one text: no `+1`, no `01`.
        head.filter(|head| head.to_string() == text)
            .ok_or_else(|| HeadError { got: text.chars().take(200).collect() })
    }
}

fn names_writer(text: &str) -> bool {
    (1..=WRITER_CHARS).contains(&text.len())
        && text.bytes().all(|octet| octet.is_ascii_alphanumeric() || matches!(octet, b'-' | b'.'))
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|octet| matches!(octet, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_has_one_text() {
        let hash = "0f".repeat(32);
        for good in [format!("memory/1/{hash}"), format!("A.b-9/18446744073709551615/{hash}")] {
            assert_eq!(good.parse::<Head>().map(|head| head.to_string()), Ok(good));
        }
        for bad in [
            String::new(),
            hash.clone(),
            format!("/1/{hash}"),
            format!("memory//{hash}"),
            format!("memory/01/{hash}"),
            format!("memory/+1/{hash}"),
            format!("memory/18446744073709551616/{hash}"),
            format!("mem_ory/1/{hash}"),
            format!("{}/1/{hash}", "m".repeat(41)),
            format!("memory/1/{}", hash.to_uppercase()),
            format!("memory/1/{hash}0"),
            format!("memory/1/{hash}/"),
        ] {
            assert!(bad.parse::<Head>().is_err(), "{bad}");
        }
    }
}
