//! What the evidence shows, where, and why.

use std::ops::Range;

use crate::cose::VerifyError;
use crate::custody::Violation;
use crate::encoding::{DecodeErrorKind, Hex, MAX_RECORD, Timestamp, codes};
use crate::event::{DisclosureError, EntryError, EntryHash, ShapeError, Subject};
use crate::identity::{KeyError, PartyId, Thumbprint};
use crate::law::{Matter, Provision};
use crate::ledger::{CosignatureError, OpenError, RecordError, SignedCheckpointError};
use crate::merkle::{Hash, ProofError};
use crate::verify::code::Code;
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

/// The code for an entry that the reader refuses. Every kind is named: a new one breaks the build
/// here.
pub(crate) fn code_of_entry(error: &EntryError) -> Code {
    match error {
        // V1.6: lists that the format sorts, out of order or with something twice.
        EntryError::Shape(ShapeError::ItemTwice { .. } | ShapeError::LinkOrder { .. }) => {
            Code::EntryNondeterministic
        }
        EntryError::Cose(_)
        | EntryError::Decode(_)
        | EntryError::Issuer(_)
        | EntryError::Shape(_)
        | EntryError::Subject => error.decode().map_or(Code::EntryMalformed, code_of_decode),
    }
}

fn code_of_decode(kind: &DecodeErrorKind) -> Code {
    match kind {
        DecodeErrorKind::DuplicateKey
        | DecodeErrorKind::IndefiniteLength
        | DecodeErrorKind::NonShortestHead
        | DecodeErrorKind::OutOfOrder
        | DecodeErrorKind::Repeated
        | DecodeErrorKind::UnsortedKeys => Code::EntryNondeterministic,
        DecodeErrorKind::DepthExceeded { .. } => Code::EntryOversized,
        // V1.4 is about the size of F1.8; a number out of its range is V1.5's.
        DecodeErrorKind::LimitExceeded { limit, .. } if u64::try_from(MAX_RECORD) == Ok(*limit) => {
            Code::EntryOversized
        }
        DecodeErrorKind::FloatForbidden
        | DecodeErrorKind::Identifier { .. }
        | DecodeErrorKind::KeyTypeForbidden { .. }
        | DecodeErrorKind::LimitExceeded { .. }
        | DecodeErrorKind::MissingField { .. }
        | DecodeErrorKind::NegativeForbidden
        | DecodeErrorKind::PublicKey
        | DecodeErrorKind::ReservedHead { .. }
        | DecodeErrorKind::SimpleForbidden
        | DecodeErrorKind::TagForbidden { .. }
        | DecodeErrorKind::Timestamp(_)
        | DecodeErrorKind::TooFew { .. }
        | DecodeErrorKind::TrailingBytes { .. }
        | DecodeErrorKind::Truncated { .. }
        | DecodeErrorKind::UnexpectedInteger { .. }
        | DecodeErrorKind::UnexpectedText { .. }
        | DecodeErrorKind::UnexpectedType { .. }
        | DecodeErrorKind::UnknownCode { .. }
        | DecodeErrorKind::UnknownField { .. }
        | DecodeErrorKind::UnknownNumber { .. }
        | DecodeErrorKind::Utf8
        | DecodeErrorKind::WrongLength { .. } => Code::EntryMalformed,
    }
}

/// The code for a key that is not taken. What this build cannot judge is not called unacceptable:
/// V2.7, V2.10
pub(crate) const fn code_of_key(error: KeyError) -> Code {
    match error {
        KeyError::NotBuiltIn { .. } => Code::EntryNotUnderstood,
        KeyError::MixedOrder
        | KeyError::NotCanonical
        | KeyError::NotOnCurve
        | KeyError::SecretOutOfRange
        | KeyError::SmallOrder
        | KeyError::WrongLength { .. } => Code::KeyUnacceptable,
    }
}

/// The code for a disclosures record that does not belong to its entry.
pub(crate) const fn code_of_disclosure(error: &DisclosureError) -> Code {
    match error {
        DisclosureError::Decode(_) => Code::DisclosureMalformed,
        DisclosureError::Unmatched { .. } => Code::DisclosureMismatch,
    }
}

/// The code for what stands where a record should; `None` when the file could not be read.
pub(crate) const fn code_of_record(error: &RecordError) -> Option<Code> {
    match error {
        RecordError::Io { .. } => None,
        RecordError::Oversized { .. } => Some(Code::EntryOversized),
        RecordError::Torn { .. } => Some(Code::FileTorn),
        RecordError::Unframed { .. } => Some(Code::RecordUnframed),
    }
}

/// The code for an act against the rules of custody: V3.8, V6.2, V6.3.
pub(crate) const fn code_of_violation(violation: &Violation) -> Code {
    match violation {
        Violation::NoPen { .. } => Code::LinkNoPen,
        Violation::NotHolder { .. } => Code::CustodyActorNotHolder,
        Violation::NotAnnullable | Violation::WrongState { .. } => Code::CustodyMoveForbidden,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_out_of_its_range_is_called_too_large_or_a_record_too_large_is_not() {
        let found = u64::MAX;
        let of = |limit| code_of_decode(&DecodeErrorKind::LimitExceeded { limit, found });
        assert_eq!(of(u64::try_from(MAX_RECORD).unwrap_or_default()), Code::EntryOversized);
        assert_eq!(of(16), Code::EntryMalformed);
    }
}
