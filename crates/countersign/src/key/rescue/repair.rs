//! What a rescue did, in words.

use core::fmt;

use crate::key::Structure;

/// One thing that was wrong with a key's text and was put right.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repair {
    /// UTF-16, which Windows PowerShell writes.
    Utf16,
    /// U+FEFF in front.
    ByteOrderMark,
    /// Base64 around PEM, which is base64 already.
    Base64,
    /// `NAME="…"`, in an environment file, a shell or source code.
    Assignment,
    /// `name: …` or `name: |`.
    YamlValue,
    /// `"name": "…"`.
    JsonMember,
    /// Quotes around it.
    Quotes,
    /// Quotes that a word processor curled.
    SmartQuotes,
    /// Quotes around each line.
    QuotedLines,
    /// Other words in the line of the header or the footer.
    SurroundingText,
    /// Blanks in front of the lines.
    Indentation,
    /// Zero-width spaces and the like.
    InvisibleCharacters,
    /// Non-breaking spaces and the like.
    UnicodeSpaces,
    /// The two characters `\n`.
    EscapedLineBreaks,
    /// The character `n` alone.
    LostBackslashes,
    /// `\/`, `\u003d` and the like.
    Escapes,
    /// A backslash before the line break.
    Continuations,
    /// CR LF, or CR.
    LineEnds,
    /// One line, with or without blanks where others ended.
    LineBreaksLost,
    /// Lines of another width than 64.
    LineWidth,
    /// Blanks or empty lines in the base64.
    BlankSpace,
    /// En dashes, em dashes and the like.
    Dashes,
    /// Four dashes, six, or none.
    DashCount,
    /// No `-----BEGIN …-----`.
    HeaderMissing,
    /// No `-----END …-----`.
    FooterMissing,
    /// Neither of them: base64 alone.
    ArmourMissing {
        /// What is in it.
        is: Structure,
    },
    /// `=` at the end of the base64.
    Padding,
    /// A footer that does not match its header.
    Footer {
        /// What it said.
        was: String,
    },
    /// A label that says something else than what is in it.
    Label {
        /// What it said.
        was: String,
        /// What is in it.
        is: Structure,
    },
}

impl fmt::Display for Repair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf16 => "The text was in UTF-16",
            Self::ByteOrderMark => "A byte order mark stood in front of the text",
            Self::Base64 => "The whole PEM was in base64 once more",
            Self::Assignment => "The text was the value of a variable, NAME=…",
            Self::YamlValue => "The text was a value in YAML",
            Self::JsonMember => "The text was a member of a JSON object",
            Self::Quotes => "The text stood in quotes",
            Self::SmartQuotes => "The quotes were curly, as word processors make them",
            Self::QuotedLines => "Each line stood in quotes, as in source code",
            Self::SurroundingText => "Other text stood in the line of the header or the footer",
            Self::Indentation => "The lines were indented",
            Self::InvisibleCharacters => "Characters that cannot be seen stood in the text",
            Self::UnicodeSpaces => "Non-breaking or other unusual spaces stood in the text",
            Self::EscapedLineBreaks => r"The text had a literal \n for each line break",
            Self::LostBackslashes => {
                r"The text had an n for each line break: a \n without its backslash"
            }
            Self::Escapes => r"Characters of the text were escaped, such as \/ or \u003d",
            Self::Continuations => "The lines ended in a backslash",
            Self::LineEnds => "The lines ended in a carriage return, as on Windows",
            Self::LineBreaksLost => "The text had lost line breaks",
            Self::LineWidth => "The lines were not 64 characters wide",
            Self::BlankSpace => "Blanks or empty lines stood in the text",
            Self::Dashes => "The dashes were typographic ones, as word processors make them",
            Self::DashCount => "The header or the footer had not five dashes on each side",
            Self::HeaderMissing => "The header, -----BEGIN …-----, was missing",
            Self::FooterMissing => "The footer, -----END …-----, was missing",
            Self::ArmourMissing { is } => {
                return write!(
                    f,
                    "The header and the footer were missing; the base64 is {}",
                    Article(*is)
                );
            }
            Self::Padding => "The base64 did not end in the = that belong there",
            Self::Footer { was } => {
                return write!(f, "The footer said {was}, which is not what the header said");
            }
            Self::Label { was, is } => {
                return write!(f, "The header said {was}, but what is in it is {}", Article(*is));
            }
        })
    }
}

/// A structure with its article, for a sentence.
struct Article(Structure);

impl fmt::Display for Article {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Structure::Pkcs8 => "a PKCS#8 private key",
            Structure::EncryptedPkcs8 => "an encrypted PKCS#8 private key",
            Structure::Pkcs1 => "a PKCS#1 private key",
            Structure::Sec1 => "a SEC 1 private key",
            Structure::Spki => "an SPKI public key",
            Structure::Pkcs1Public => "a PKCS#1 public key",
            Structure::Certificate => "an X.509 certificate",
        })
    }
}
