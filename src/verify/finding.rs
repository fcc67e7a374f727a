//! What the evidence shows, where, and why.

use std::ops::Range;

use crate::cose::VerifyError;
use crate::custody::Violation;
use crate::encoding::{DecodeErrorKind, Hex, Timestamp, codes};
use crate::event::{DisclosureError, EntryError, EntryHash, Subject};
use crate::evidence::PartListError;
use crate::identity::{KeyError, PartyId, Thumbprint};
use crate::law::{Matter, Provision};
use crate::ledger::{CosignatureError, OpenError, SignedCheckpointError};
use crate::merkle::{Hash, ProofError};
use crate::verify::code::Code;
pub(crate) use crate::verify::code_of::{
    code_of_disclosure, code_of_entry, code_of_key, code_of_record, code_of_violation,
};
use crate::verify::escape::{shown, visible};
use crate::verify::requests::{Told, provision_of};

/// Where something was found, as precisely as it is known.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Location {
    /// The index of the entry in the ledger.
    pub entry: Option<u64>,
    /// The name of the entry.
    pub hash: Option<EntryHash>,
    /// The subject concerned.
    pub subject: Option<Subject>,
    /// The path of the field, such as `body.items[2].content.descriptor`.
    pub field: Option<String>,
    /// The bytes of the case file, half-open.
    pub bytes: Option<Range<u64>>,
}

codes! {
    /// What became of an entry of a directory, where it is not what it was.
    pub enum EntryDifference {
        /// It was not there.
        Added => "added",
        /// It is there and not the same.
        Changed => "changed",
        /// It is not there.
        Missing => "missing",
        /// It is there under another path.
        Renamed => "renamed",
    }
}

/// Expected and found, as values.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Detail {
    /// A signed head that does not open.
    CheckpointOpen(OpenError),
    /// A text that is not a signed head.
    CheckpointParse(SignedCheckpointError),
    /// A line that is not the cosignature that it says it is.
    Cosignature(CosignatureError),
    /// A record that is not what the format says.
    Decode(DecodeErrorKind),
    /// Digests.
    Digests {
        /// In hexadecimal.
        expected: String,
        /// In hexadecimal.
        found: String,
    },
    /// A disclosures record that does not belong to its entry.
    Disclosure(DisclosureError),
    /// An entry that is not an event.
    Entry(EntryError),
    /// Another entry.
    Other(EntryHash),
    /// What became of an entry of a directory.
    DirectoryEntry(EntryDifference),
    /// A key that must not be registered.
    Key(KeyError),
    /// Keys.
    Keys {
        /// The key that the party has.
        expected: Option<Thumbprint>,
        /// The key that was used.
        found: Thumbprint,
    },
    /// Nothing more to say.
    None,
    /// Entries of a directory that were not compared.
    NotCompared {
        /// How many.
        entries: u64,
    },
    /// What was given could not be read.
    NotRead {
        /// The error, and what it rests on.
        why: String,
    },
    /// Parties on both sides of a hand-over with the digests.
    HandOver {
        /// From whom.
        from: Option<PartyId>,
        /// By whom it was measured.
        by: PartyId,
        /// SHA-256 as recorded.
        expected: [u8; 32],
        /// SHA-256 as measured.
        found: [u8; 32],
    },
    /// A party.
    Party(PartyId),
    /// Who erased what is not shown, as it says itself.
    Pruned {
        /// The index of the entry that says so.
        entry: u64,
        /// The party.
        by: PartyId,
        /// The code of the ground, where it has one.
        ground: Option<String>,
    },
    /// A part list that is not the one signed.
    PartList {
        /// The file that it was read from, where that is known.
        file: Option<String>,
        /// Why it is not.
        why: PartListError,
    },
    /// Parts that a content which ends before them does not have.
    PartsMissing,
    /// A place in a chain.
    Place {
        /// The sequence number.
        seq: u64,
        /// The previous entry that is named.
        prev: Option<EntryHash>,
    },
    /// A proof that leads elsewhere.
    Proof(ProofError),
    /// Bytes where a record should be.
    Record {
        /// The record's bytes as the format has them.
        range: Range<u64>,
    },
    /// Roots.
    Roots {
        /// The signed root.
        expected: Hash,
        /// The root that the entries make.
        found: Hash,
    },
    /// Something noticed about a request.
    Request(Box<Matter>),
    /// A rule of custody.
    Rule(Violation),
    /// A signature.
    Signature(VerifyError),
    /// Sizes.
    Sizes {
        /// Expected.
        expected: u64,
        /// Found.
        found: u64,
    },
    /// Texts.
    Texts {
        /// Expected.
        expected: String,
        /// Found.
        found: String,
    },
    /// A time-stamp token.
    #[cfg(feature = "timestamp")]
    Token(crate::timestamp::TokenError),
    /// Instants.
    Times {
        /// The instant that was the bound.
        bound: Timestamp,
        /// The instant that is stated.
        found: Timestamp,
    },
}

impl std::fmt::Display for Detail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CheckpointOpen(error) => error.fmt(f),
            Self::CheckpointParse(error) => error.fmt(f),
            Self::Cosignature(error) => error.fmt(f),
            Self::Decode(kind) => kind.fmt(f),
            Self::Digests { expected, found } | Self::Texts { expected, found } => {
                write!(f, "expected {}, found {}", shown(expected), shown(found))
            }
            Self::DirectoryEntry(difference) => {
                write!(f, "an entry of the directory is {difference}")
            }
            Self::Disclosure(error) => error.fmt(f),
            Self::Entry(error) => error.fmt(f),
            Self::Other(entry) => write!(f, "the other entry is {entry}"),
            Self::Key(error) => error.fmt(f),
            Self::Keys { expected: Some(expected), found } => {
                write!(f, "expected {expected}, found {found}")
            }
            Self::Keys { expected: None, found } => write!(f, "the key is {found}"),
            Self::None => Ok(()),
            Self::NotCompared { entries } => {
                let why = "were not read or not entered, then or now";
                write!(f, "{entries} entries of the directory {why}")
            }
            Self::NotRead { why } => f.write_str(&visible(why)),
            Self::HandOver { from, by, expected, found } => {
                let (expected, found) = (Hex(expected), Hex(found));
                write!(f, "recorded SHA-256 {expected}, measured {found} by {by}")?;
                from.map_or(Ok(()), |from| write!(f, ", received from {from}"))
            }
            Self::PartList { file: Some(file), why } => write!(f, "{}: {why}", shown(file)),
            Self::PartList { file: None, why } => why.fmt(f),
            Self::PartsMissing => f.write_str("the content ends before these bytes"),
            Self::Party(party) => write!(f, "the party is {party}"),
            Self::Pruned { entry, by, ground } => {
                write!(f, "pruned by {by}, as entry {entry} says")?;
                let ground = ground.as_deref().map(shown);
                ground.map_or(Ok(()), |ground| write!(f, ", on the ground {ground}"))
            }
            Self::Place { seq, prev: Some(prev) } => {
                write!(f, "at place {seq}, after entry {prev}")
            }
            Self::Place { seq, prev: None } => write!(f, "at place {seq}"),
            Self::Proof(error) => error.fmt(f),
            Self::Record { range } => write!(f, "bytes {} to {}", range.start, range.end),
            Self::Request(matter) => Told(matter).fmt(f),
            Self::Roots { expected, found } => write!(f, "signed root {expected}, found {found}"),
            Self::Rule(violation) => violation.fmt(f),
            Self::Signature(error) => error.fmt(f),
            Self::Sizes { expected, found } => write!(f, "expected {expected}, found {found}"),
            #[cfg(feature = "timestamp")]
            Self::Token(crate::timestamp::TokenError::Time { found }) => {
                write!(f, "{} is no time", shown(found))
            }
            #[cfg(feature = "timestamp")]
            Self::Token(error) => error.fmt(f),
            Self::Times { bound, found } => write!(f, "stated {found}, the bound is {bound}"),
        }
    }
}

/// What a finding rests on, before findings have their numbers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cause {
    /// The first finding at the entry with this index.
    Entry(u64),
}

/// One thing that the evidence shows.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Finding {
    /// What.
    pub code: Code,
    /// Where.
    pub location: Location,
    /// Expected and found.
    pub detail: Detail,
    /// The finding that this one follows from, by its place in the report.
    pub because_of: Option<usize>,
    pub(crate) cause: Option<Cause>,
}

impl Finding {
    pub(crate) const fn new(code: Code, location: Location, detail: Detail) -> Self {
        Self { code, location, detail, because_of: None, cause: None }
    }

    pub(crate) const fn caused_by(mut self, cause: Option<Cause>) -> Self {
        self.cause = cause;
        self
    }

    /// The provision that the finding rests on and how sure it is, where it rests on one of the
    /// catalogue.
    #[must_use]
    pub fn provision(&self) -> Option<&Provision> {
        if let Detail::Request(matter) = &self.detail { provision_of(matter) } else { None }
    }

    /// The sentence of the code and what was expected and found.
    #[must_use]
    pub fn message(&self) -> String {
        let detail = self.detail.to_string();
        if detail.is_empty() {
            self.code.text().to_owned()
        } else {
            format!("{} {detail}", self.code.text())
        }
    }
}
