//! A text as people have it at hand: in a file, on stdin, or pasted behind the command.

use std::path::Path;
use std::str::FromStr;

use countersign::limits::TOKEN_OCTETS;
use zeroize::Zeroizing;

use crate::input::Input;
use crate::subject::Subject;
use crate::{Failure, Io};

/// Longest text around an assertion that is read, in octets: room for what stands beside it.
pub(crate) const PASTED_OCTETS: usize = 2 * TOKEN_OCTETS;

/// A file's name, `-` for stdin, or the text itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Pasted {
    /// `-`.
    Stdin,
    /// A file's name, or the text itself.
    Argument(String),
}

/// A text, and where it was found. It may be private, so it is wiped.
pub(crate) struct Given {
    /// Where it was found.
    pub(crate) subject: Subject,
    /// Its octets.
    pub(crate) octets: Zeroizing<Vec<u8>>,
}

impl FromStr for Pasted {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(if text == "-" { Self::Stdin } else { Self::Argument(text.to_owned()) })
    }
}

impl Pasted {
    /// The text, if it has at most `limit` octets. Where a person has to type it, says so: `what` names it.
    ///
    /// # Errors
    /// [`Failure`] when it cannot be read, is longer, or is the name of a file that is not there.
    pub(crate) fn read(&self, what: &str, limit: usize, io: &mut Io) -> Result<Given, Failure> {
        let (subject, octets) = match self {
            Self::Stdin => {
                if io.ask.is_some() {
                    // Not being able to say so is no reason not to read.
                    let _ = writeln!(
                        io.stderr,
                        "reading {what} from stdin: paste it, then press Ctrl-D"
                    );
                }
                (Subject::Stdin, Input::Stdin.read(limit, io)?)
            }
            Self::Argument(text) if Path::new(text).exists() => {
                let input = Input::File(text.into());
                (Subject::File(text.into()), input.read(limit, io)?)
            }
            Self::Argument(text) if is_file_name(text) => {
                let named = countersign::redact::redact(text).text;
                return Err(Failure::new(
                    "input.unreadable",
                    format!("{named}: there is no such file"),
                )
                .hint("give a file, the text itself, or - for stdin"));
            }
            Self::Argument(text) => (Subject::Argument, text.clone().into_bytes()),
        };
        Ok(Given { subject, octets: Zeroizing::new(octets) })
    }

    /// The text, where it has to be text.
    ///
    /// # Errors
    /// As [`Pasted::read`], and when it is not UTF-8.
    pub(crate) fn read_text(
        &self,
        what: &str,
        limit: usize,
        io: &mut Io,
    ) -> Result<(Subject, String), Failure> {
        let Given { subject, octets } = self.read(what, limit, io)?;
        match std::str::from_utf8(&octets) {
            Ok(text) => Ok((subject, text.to_owned())),
            Err(_) => Err(Failure::new("input.not-text", format!("{subject}: not UTF-8 text"))),
        }
    }
}

/// Whether a text can hardly be meant as anything but a file's name: `keys/client.pem`.
fn is_file_name(text: &str) -> bool {
    const LONGEST: usize = 255;

    let odd = |c: char| c.is_control() || "{}\"'=,&? ".contains(c);
    let is_path = text.contains(['/', '\\']) || text.matches('.').count() == 1;
    is_path
        && text.len() <= LONGEST
        && !text.contains(odd)
        && !text.contains("eyJ")
        && !text.contains("://")
}
