//! What each member means, as data: one sentence to a name.

mod discovery;
mod fhir;
mod jose;
mod oauth;

pub use discovery::{OPENID_CONFIGURATION, SMART_CONFIGURATION};
pub use fhir::RESOURCE;
pub use jose::{CLAIMS, HEADER, JWK, KEY_SET};
pub use oauth::{OAUTH_ERROR, TOKEN_REQUEST, TOKEN_RESPONSE};

/// A name and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The name, exactly as it is written.
    pub name: &'static str,
    /// What it means, in one sentence.
    pub says: &'static str,
    /// Where that is laid down; empty where nothing but custom does.
    pub source: &'static str,
}

/// The names of one kind of object, each once.
pub type Glossary = &'static [Term];

/// Looks a name up.
///
/// ```
/// use countersign::inspect::glossary::{CLAIMS, term};
///
/// let exp = term(CLAIMS, "exp").expect("registered");
/// assert_eq!(exp.source, "RFC 7519 §4.1.4");
/// assert_eq!(term(CLAIMS, "shoe_size"), None);
/// ```
pub fn term(glossary: Glossary, name: &str) -> Option<&'static Term> {
    glossary.iter().find(|term| term.name == name)
}

const fn row(name: &'static str, says: &'static str, source: &'static str) -> Term {
    Term { name, says, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_once_in_one_sentence() {
        let all = [
            HEADER,
            CLAIMS,
            JWK,
            KEY_SET,
            TOKEN_REQUEST,
            TOKEN_RESPONSE,
            OAUTH_ERROR,
            SMART_CONFIGURATION,
            OPENID_CONFIGURATION,
            RESOURCE,
        ];
        for glossary in all {
            for (index, row) in glossary.iter().enumerate() {
                assert!(
                    !glossary[..index].iter().any(|t| t.name == row.name),
                    "{} twice",
                    row.name
                );
                let starts = row.says.starts_with(|c: char| c.is_ascii_uppercase());
                assert!(
                    starts && !row.says.ends_with('.') && row.says.len() <= 140,
                    "{}",
                    row.says
                );
            }
        }
    }
}
