//! Who acts, on what, and what can be said of it: the words of `spec::custody`.

/// An entry, by its number in the history.
pub(crate) type Entry = usize;
/// A party, by its number in the cast.
pub(crate) type Party = usize;

/// Which organisation each party belongs to, and whether it is a registrar.
pub(crate) const CAST: [(&str, char, bool); 8] = [
    ("root of A", 'A', true),
    ("ana of A", 'A', false),
    ("ben of A", 'A', false),
    ("registrar of A", 'A', true),
    ("unit of A", 'A', false),
    ("root of B", 'B', true),
    ("cem of B", 'B', false),
    ("registrar of B", 'B', true),
];
pub(crate) const UNIT: Party = 4;

pub(crate) fn org(party: Party) -> char {
    CAST[party].1
}

/// §1: the states.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum State {
    Unknown,
    Held(Party),
    Offered { from: Party, to: Party, offer: Entry, due: i64 },
    Outside(Party),
    Lost(Party),
    Ended(Party),
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Unknown => "Unknown",
            Self::Held(_) => "Held",
            Self::Offered { .. } => "Offered",
            Self::Outside(_) => "Outside",
            Self::Lost(_) => "Lost",
            Self::Ended(_) => "Ended",
        }
    }

    pub(crate) fn holder(self) -> Option<Party> {
        match self {
            Self::Unknown => None,
            Self::Offered { from: by, .. }
            | Self::Held(by)
            | Self::Outside(by)
            | Self::Lost(by)
            | Self::Ended(by) => Some(by),
        }
    }
}

/// What is said of one link.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) enum Word {
    Beginning,
    Crossed,
    Early,
    Forbidden,
    Forked,
    Hole,
    Late,
    NoPen,
    NotChecked,
    NotHolder,
    Previous,
    SealMismatch,
    Taken,
}

/// A place in a chain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Place {
    pub(crate) seq: u64,
    pub(crate) prev: Option<Entry>,
}

/// One act, as the rules see it.
#[derive(Clone, Debug)]
pub(crate) struct Act {
    pub(crate) entry: Entry,
    pub(crate) kind: &'static str,
    pub(crate) signer: Party,
    pub(crate) actor: Party,
    pub(crate) time: i64,
    pub(crate) due: i64,
    pub(crate) to: Party,
    pub(crate) from: Party,
    pub(crate) seal: Option<u8>,
    pub(crate) cites: Option<Entry>,
    pub(crate) other: Option<Entry>,
    /// The item that the citation is about.
    pub(crate) about: usize,
    pub(crate) links: Vec<(usize, Place)>,
    /// Of these, the ones that `derived` makes.
    pub(crate) made: Vec<usize>,
    /// The own chain that is linked, if it is a remark.
    pub(crate) own: Option<(Party, Place)>,
}
