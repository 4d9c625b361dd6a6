//! Whether a trail is whole: any number of chains in one pass.

use std::collections::{BTreeMap, BTreeSet};

use super::{AuditEntry, Head, START, hex};

/// Goes through a trail entry by entry. The chains may be mixed in any way, as long as each is in its own order. It keeps
/// 32 octets of each entry, since a start that comes later, or a head that was kept elsewhere, may name any of them.
///
/// It tells when an entry was altered, is missing or was moved; when a chain that a later start sealed has lost its end or
/// is gone; and when a head kept elsewhere is not in it. What nobody sealed and nobody kept can be cut off unseen, and
/// whoever may write everything can write everything anew: heads are worth keeping where that one has no hand.
///
/// ```
/// use countersign_partner::{Partner, TrailCheck, block_on};
///
/// let partner = Partner::tern_valley();
/// let mut check = TrailCheck::default();
/// for entry in block_on(partner.audit()).expect("in memory") {
///     check.see(&entry)?;
/// }
/// assert_eq!(check.finish(&[])?.entries, 0);
/// # Ok::<(), countersign_partner::Break>(())
/// ```
#[derive(Debug, Default)]
pub struct TrailCheck {
    /// The hashes of each writer's entries, in their order.
    chains: BTreeMap<String, Vec<[u8; 32]>>,
    seals: Vec<Seal>,
}

/// What a start says of a chain that it found.
#[derive(Debug)]
struct Seal {
    head: Head,
    by: String,
}

/// A trail that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// How many entries it has.
    pub entries: u64,
    /// The heads to keep elsewhere: with them a later check finds a cut or rewritten trail. Those that a start seals are
    /// left out, being in the hash of that start.
    pub heads: Vec<Head>,
}

/// Why a trail is not whole: what was found first.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Break {
    /// An entry does not have the hash of what it says.
    #[error("entry {writer}/{number} was altered: its hash is not that of what it says")]
    Altered {
        /// Whose chain it stands in.
        writer: String,
        /// Its place there.
        number: u64,
    },
    /// A chain does not begin with its first entry.
    #[error("the chain of {writer} begins with its entry {number}, wanted 1")]
    NoBeginning {
        /// Whose chain it is.
        writer: String,
        /// The first entry that is there.
        number: u64,
    },
    /// An entry is missing, comes twice, or stands elsewhere.
    #[error("entry {writer}/{number} is out of place: the next of its chain is {wanted}")]
    OutOfPlace {
        /// Whose chain it is.
        writer: String,
        /// The entry that is there.
        number: u64,
        /// The entry that should be.
        wanted: u64,
    },
    /// An entry carries another hash than that of the entry before: one of the two was replaced.
    #[error(
        "entry {writer}/{number} does not follow the entry before it: one of the two was replaced"
    )]
    Parted {
        /// Whose chain it is.
        writer: String,
        /// The later of the two.
        number: u64,
    },
    /// A start seals something that is no head.
    #[error("the start {writer}/{number} seals what is no head")]
    NoHead {
        /// Whose start it is.
        writer: String,
        /// Its place in its chain.
        number: u64,
    },
    /// An entry that a start seals is not there: the end of its chain was cut off, or all of it.
    #[error("entry {}/{}, which the start of {by} seals, is missing", head.writer, head.number)]
    SealedMissing {
        /// What is sealed.
        head: Head,
        /// Whose start says so.
        by: String,
    },
    /// An entry that a start seals has another hash: its chain was written anew.
    #[error("entry {}/{} is not the one that the start of {by} seals", head.writer, head.number)]
    SealedReplaced {
        /// What is sealed.
        head: Head,
        /// Whose start says so.
        by: String,
    },
    /// A head that was kept elsewhere is not there: the end of its chain was cut off, or all of it.
    #[error("entry {}/{}, whose head was kept, is missing", head.writer, head.number)]
    KeptMissing {
        /// What was kept.
        head: Head,
    },
    /// The entry of a head that was kept elsewhere has another hash: its chain was written anew.
    #[error("entry {}/{} is not the one whose head was kept", head.writer, head.number)]
    KeptReplaced {
        /// What was kept.
        head: Head,
    },
}

impl Break {
    /// Short and stable.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Altered { .. } => "audit.altered",
            Self::NoBeginning { .. } => "audit.no-beginning",
            Self::OutOfPlace { .. } => "audit.out-of-place",
            Self::Parted { .. } => "audit.parted",
            Self::NoHead { .. } => "audit.no-head",
            Self::SealedMissing { .. } => "audit.sealed.missing",
            Self::SealedReplaced { .. } => "audit.sealed.replaced",
            Self::KeptMissing { .. } => "audit.kept.missing",
            Self::KeptReplaced { .. } => "audit.kept.replaced",
        }
    }
}

/// What stands at the place of a head.
enum There {
    Same,
    Nothing,
    Another,
}

impl TrailCheck {
    /// Takes the next entry.
    ///
    /// # Errors
    /// [`Break`], when it was altered or does not follow what was seen of its chain.
    pub fn see(&mut self, entry: &AuditEntry) -> Result<(), Break> {
        let (writer, number) = (entry.writer.clone(), entry.number);
        let digest = entry.digest();
        if hex(&digest) != entry.hash {
            return Err(Break::Altered { writer, number });
        }
        let chain = self.chains.get(&writer).map_or(&[][..], Vec::as_slice);
        let wanted = chain.len() as u64 + 1;
        if number != wanted {
            return Err(if wanted == 1 {
                Break::NoBeginning { writer, number }
            } else {
                Break::OutOfPlace { writer, number, wanted }
            });
        }
        let previous = match chain.last() {
            Some(last) => hex(last),
            None => Head::before_first("").hash,
        };
        if entry.previous != previous {
            return Err(Break::Parted { writer, number });
        }
        if entry.action == START {
            for sealed in &entry.resources {
                let Ok(head) = sealed.parse() else { return Err(Break::NoHead { writer, number }) };
                self.seals.push(Seal { head, by: writer.clone() });
            }
        }
        self.chains.entry(writer).or_default().push(digest);
        Ok(())
    }

    /// What the trail came to, once all of it was seen. `kept` are the heads that an earlier check gave and that were kept
    /// elsewhere.
    ///
    /// # Errors
    /// [`Break`], when something that a start seals, or that was kept, is not in the trail.
    pub fn finish(self, kept: &[Head]) -> Result<Checked, Break> {
        for Seal { head, by } in &self.seals {
            let there = self.at(head);
            let (head, by) = (head.clone(), by.clone());
            match there {
                There::Same => {}
                There::Nothing => return Err(Break::SealedMissing { head, by }),
                There::Another => return Err(Break::SealedReplaced { head, by }),
            }
        }
        for head in kept {
            match self.at(head) {
                There::Same => {}
                There::Nothing => return Err(Break::KeptMissing { head: head.clone() }),
                There::Another => return Err(Break::KeptReplaced { head: head.clone() }),
            }
        }
        let sealed: BTreeSet<&Head> = self.seals.iter().map(|seal| &seal.head).collect();
        let heads = self.chains.iter().filter_map(|(writer, chain)| {
            let (number, hash) = (chain.len() as u64, hex(chain.last()?));
            Some(Head { writer: writer.clone(), number, hash })
        });
        Ok(Checked {
            entries: self.chains.values().map(|chain| chain.len() as u64).sum(),
            heads: heads.filter(|head| !sealed.contains(head)).collect(),
        })
    }

    fn at(&self, head: &Head) -> There {
        let place = head.number.checked_sub(1).and_then(|before| usize::try_from(before).ok());
        match self.chains.get(&head.writer).zip(place).and_then(|(chain, place)| chain.get(place)) {
            None => There::Nothing,
            Some(digest) if hex(digest) == head.hash => There::Same,
            Some(_) => There::Another,
        }
    }
}
