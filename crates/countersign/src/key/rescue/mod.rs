//! PEM rescue: keys that lost their line breaks in an environment file, their dashes in a word processor or their
//! header in a form field, put back into canonical PEM (RFC 7468), with a word on everything that was done.
//!
//! Nothing is guessed: what comes out is one whole DER structure whose shape is that of a key, or there is an error.

mod armour;
mod body;
mod repair;
mod symbol;
mod wrapping;

use rsa::pkcs8::LineEnding;
use rsa::pkcs8::der::pem;
use zeroize::Zeroizing;

use self::armour::Block;
use self::body::Body;
use self::wrapping::{Bare, Surroundings};
use super::der::{check_length, written};
use super::encrypted::traditional;
use super::{Foreign, KeyError, Structure};

pub use repair::Repair;

/// A key as canonical PEM, and how it got there.
pub struct Rescued {
    /// The PEM: one block, lines of 64 characters, each ending in a line feed. Secret if a private key is in it.
    pub pem: Zeroizing<String>,
    /// What is in it.
    pub structure: Structure,
    /// What was put right, in the order done; empty for text that was fine.
    pub repairs: Vec<Repair>,
    /// The labels of further PEM blocks, which were left out.
    pub left: Vec<String>,
}

/// What was done, without the key.
impl core::fmt::Debug for Rescued {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Rescued")
            .field("structure", &self.structure)
            .field("repairs", &self.repairs)
            .field("left", &self.left)
            .finish_non_exhaustive()
    }
}

/// Finds the key in a damaged text and writes it as canonical PEM. Of several blocks it takes the first private key,
/// else the first public key or certificate. Text around a block, as `openssl pkcs12` writes it, is no damage.
///
/// # Errors
/// [`KeyError::TooLong`] over [`KEY_OCTETS`](crate::limits::KEY_OCTETS); [`KeyError::Pem`] when there is no key in the
/// text, with the line that cannot be read; [`KeyError::CutOff`] when the end is missing; [`KeyError::Foreign`] and its
/// like for a form that is not read.
///
/// ```
/// use countersign::key::{Repair, rescue};
///
/// let pem = countersign_testkit::keys::P256.pem;
/// let pasted = pem.trim_end().replace('\n', "\\n").replacen("-----", "\u{2014}-", 1);
/// let rescued = rescue(&pasted)?;
/// assert_eq!(*rescued.pem, pem);
/// let [breaks, dashes, count] = rescued.repairs.as_slice() else { panic!("{rescued:?}") };
/// assert_eq!(breaks.to_string(), r"The text had a literal \n for each line break");
/// assert_eq!((dashes, count), (&Repair::Dashes, &Repair::DashCount));
/// # Ok::<(), countersign::key::KeyError>(())
/// ```
pub fn rescue(text: &str) -> Result<Rescued, KeyError> {
    let Recovered { structure, octets, repairs, left } = recover(text)?;
    let pem = written(pem::encode_string(structure.label(), LineEnding::LF, &octets));
    let pem = Zeroizing::new(pem);
    check_length(pem.len())?;
    Ok(Rescued { pem, structure, repairs, left })
}

/// The same before it is written as PEM.
pub(super) struct Recovered {
    pub(super) structure: Structure,
    pub(super) octets: Zeroizing<Vec<u8>>,
    pub(super) repairs: Vec<Repair>,
    pub(super) left: Vec<String>,
}

pub(super) fn recover(text: &str) -> Result<Recovered, KeyError> {
    check_length(text.len())?;
    Foreign::check_text(text)?;
    let mut repairs = Vec::new();
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => {
            repairs.push(Repair::ByteOrderMark);
            rest
        }
        None => text,
    };
    let blocks = armour::blocks(text);
    if !blocks.is_empty() {
        return from_blocks(&blocks, repairs);
    }
    let Bare { body, around } = wrapping::bare(text);
    let (body, after) = wrapping::unclosed(body);
    let around = Surroundings { after, ..around };
    let read = Body::read(body, around.quoted()).and_then(|body| Ok((body.decode()?, body)));
    let (octets, body) = match read {
        Err(KeyError::Pem { .. }) => return Err(no_key()),
        read => read?,
    };
    if let Some(inner) = core::str::from_utf8(&octets).ok().filter(|text| is_armoured(text)) {
        repairs.push(Repair::Base64);
        return from_blocks(&armour::blocks(inner), repairs);
    }
    let structure = match Structure::of(&octets) {
        Err(KeyError::Der { .. }) => return Err(no_key()),
        structure => structure?,
    };
    repairs.extend(around.repairs());
    repairs.extend(body.repairs(false, false));
    repairs.push(Repair::ArmourMissing { is: structure });
    repairs.extend(body.padding());
    Ok(Recovered { structure, octets, repairs: distinct(repairs), left: Vec::new() })
}

fn from_blocks(blocks: &[Block<'_>], mut repairs: Vec<Repair>) -> Result<Recovered, KeyError> {
    let chosen = choose(blocks)?;
    let block = &blocks[chosen];
    if block.body.contains("Proc-Type:") {
        return Err(traditional());
    }
    let body = Body::read(block.body, block.around.quoted())?;
    let octets = body.decode()?;
    let structure = match Structure::of(&octets) {
        // Octets of an unknown label may be anything.
        Err(KeyError::Der { .. }) if Structure::labelled(block.label()).is_none() => {
            return Err(wrong_label(block));
        }
        structure => structure?,
    };
    repairs.extend(block.around.repairs());
    repairs.extend(body.repairs(block.has_header(), block.has_footer()));
    repairs.extend(block.repairs());
    repairs.extend(body.padding());
    repairs.extend(block.label_repair(structure));
    let others = blocks.iter().enumerate().filter(|(at, _)| *at != chosen);
    let left = others.map(|(_, block)| block.label().to_owned()).collect();
    Ok(Recovered { structure, octets, repairs: distinct(repairs), left })
}

/// Each repair once, where it was first made.
fn distinct(repairs: Vec<Repair>) -> Vec<Repair> {
    let mut distinct = Vec::with_capacity(repairs.len());
    for repair in repairs {
        if !distinct.contains(&repair) {
            distinct.push(repair);
        }
    }
    distinct
}

/// Which of the blocks is the key.
fn choose(blocks: &[Block<'_>]) -> Result<usize, KeyError> {
    let structures = || blocks.iter().map(|block| Structure::labelled(block.label()));
    let private = structures().position(|structure| structure.is_some_and(Structure::is_private));
    if let Some(found) = private.or_else(|| structures().position(|structure| structure.is_some()))
    {
        return Ok(found);
    }
    for block in blocks {
        Foreign::check_label(block.label())?;
    }
    // A label that nobody knows may stand over a key; one of parameters does not.
    let is_parameters = |block: &Block<'_>| block.label().ends_with("PARAMETERS");
    let unknown = blocks.iter().position(|block| !is_parameters(block));
    unknown.ok_or_else(|| blocks.first().map_or_else(no_key, wrong_label))
}

fn is_armoured(text: &str) -> bool {
    !armour::blocks(text).is_empty()
}

fn wrong_label(block: &Block<'_>) -> KeyError {
    KeyError::PemLabel { got: block.label().to_owned(), want: "that of a key or a certificate" }
}

fn no_key() -> KeyError {
    KeyError::Pem {
        reason: "no line -----BEGIN …----- is in it, nor is it base64 of a key".to_owned(),
    }
}
