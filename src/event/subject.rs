//! What an event is about. Each subject has its own chain of events.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Encoder, Wire, hex_array};
use crate::identity::{CaseId, IdError, ItemId, Origin, PartyId, RequestId, text_wire};

/// A subject: the thing, data, case, request, party or ledger that a chain of events is about.
///
/// Ordered as its text is, byte by byte: links stand in that order.
#[derive(Clone, Eq, Hash, PartialEq)]
pub enum Subject {
    /// A case: `case:<id>`.
    Case(CaseId),
    /// An item of evidence: `item:<id>`.
    Item(ItemId),
    /// A ledger: `ledger:<origin>`.
    Ledger(Origin),
    /// What one party remarks in one ledger: `own:<party>/<origin>`.
    Own(PartyId, Origin),
    /// A party in the directory of its organisation: `party:<party>`.
    Party(PartyId),
    /// One party's side of a request: `request:<id>/<party>`.
    Request(RequestId, PartyId),
}

impl Subject {
    /// The item, when the subject is one.
    #[must_use]
    pub const fn item(&self) -> Option<ItemId> {
        if let Self::Item(id) = self { Some(*id) } else { None }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Case(id) => write!(f, "{id}"),
            Self::Item(id) => write!(f, "{id}"),
            Self::Ledger(origin) => write!(f, "ledger:{origin}"),
            Self::Own(party, origin) => write!(f, "own:{party}/{origin}"),
            Self::Party(party) => write!(f, "party:{party}"),
            Self::Request(id, party) => write!(f, "{id}/{party}"),
        }
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

const SUBJECT: &str = "case:, item:, ledger:, own:, party: or request: and its id";

impl FromStr for Subject {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        // F2.3
        let (kind, rest) = text.split_once(':').ok_or(IdError { expected: SUBJECT })?;
        match kind {
            "case" => Ok(Self::Case(text.parse()?)),
            "item" => Ok(Self::Item(text.parse()?)),
            "ledger" => Ok(Self::Ledger(rest.parse()?)),
            "own" => own(rest),
            "party" => Ok(Self::Party(rest.parse()?)),
            "request" => {
                // F2.5
                let (id, party) = text.split_once('/').ok_or(IdError { expected: SUBJECT })?;
                Ok(Self::Request(id.parse()?, party.parse()?))
            }
            _ => Err(IdError { expected: SUBJECT }),
        }
    }
}

/// An origin never begins with 32 hexadecimal digits and a slash, so the party ends after its
/// member part when there is one, and after the organisation otherwise. F2.4
fn own(rest: &str) -> Result<Subject, IdError> {
    let refused = IdError { expected: SUBJECT };
    let (org, after) = rest.split_once('/').ok_or(refused)?;
    if let Some((member, origin)) = after.split_once('/')
        && hex_array::<16>(member).is_some()
    {
        let party = rest.get(..org.len().saturating_add(1).saturating_add(member.len()));
        return Ok(Subject::Own(party.ok_or(refused)?.parse()?, origin.parse()?));
    }
    Ok(Subject::Own(org.parse()?, after.parse()?))
}

impl Ord for Subject {
    // F2.6
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Item(a), Self::Item(b)) => a.cmp(b),
            (Self::Case(a), Self::Case(b)) => a.cmp(b),
            (Self::Party(a), Self::Party(b)) => a.cmp(b),
            _ => self.to_string().cmp(&other.to_string()),
        }
    }
}

impl PartialOrd for Subject {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

text_wire!(Subject, SUBJECT);
