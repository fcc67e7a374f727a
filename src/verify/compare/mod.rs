//! Two case files, or a case file and a remembered head: the same, one ahead of the other, or a fork.
//!
//! §8 of `spec::verification`: `side` reads what each has, `search` the heads behind damage, `relate` holds the two against each other, `render` says it.

mod register;
mod relate;
mod render;
mod search;
mod side;

use std::io::{Read, Seek};
use std::ops::Range;

use crate::encoding::{Timestamp, codes};
use crate::event::EntryHash;
use crate::identity::{OrgId, Thumbprint, Trust};
use crate::ledger::SignedCheckpoint;
use crate::merkle::{ConsistencyProof, Hash};
use crate::verify::error::VerifierError;
use crate::verify::finding::Finding;
use crate::verify::misbehaviour::Misbehaviour;
pub(crate) use register::registers;
use side::Side;

codes! {
    /// One of the two that are compared.
    pub enum Which {
        /// The first.
        One => "one",
        /// The second.
        Other => "other",
    }
}

codes! {
    /// What was compared.
    pub enum SideKind {
        /// An extract: of it the checkpoint.
        Extract => "extract",
        /// A signed head alone.
        Head => "head",
        /// A whole ledger.
        Ledger => "ledger",
        /// A file whose header could not be read.
        Unreadable => "unreadable",
    }
}

codes! {
    /// Why two could not be held against each other.
    pub enum NotCompared {
        /// A file is damaged, and what is left shows no two signed heads that contradict each other: what departs may be the damage.
        Damaged => "damaged",
        /// The head, or the one that an extract has, is of more entries than the file has: the file may be an older
        /// copy, or cut, and nothing shows that the head extends it.
        HeadIsLarger => "head_is_larger",
        /// The head is not signed by a key of the ledger.
        HeadNotSigned => "head_not_signed",
        /// A file has no ledger that was opened, so nobody can tell whose heads it has.
        NoLedger => "no_ledger",
        /// Two heads of two sizes, and no entries that could join them.
        NotJoined => "not_joined",
        /// Both have one origin and one keeper, and their heads are for two keys: it was opened twice, and no key of
        /// the one signed a head of the other.
        OtherKey => "other_key",
        /// Both have one origin, and two organisations keep them: a name that anybody can write is all that they share.
        OtherKeeper => "other_keeper",
        /// They are of two ledgers.
        OtherLedger => "other_ledger",
    }
}

/// What was shown of one of the two.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Compared {
    /// What it is.
    pub kind: SideKind,
    /// The ledger, if that can be told.
    pub origin: Option<String>,
    /// The organisation that keeps it, as the file has it; none of a head alone.
    pub keeper: Option<OrgId>,
    /// The key that it was opened with to sign its heads; none of a head alone.
    pub opened_with: Option<Thumbprint>,
    /// The number of entries.
    pub size: u64,
    /// The root that they make, or that is signed.
    pub root: Option<Hash>,
    /// The size of the largest head in it that is signed by a key of the ledger, wherever it stands in a damaged file.
    pub signed: Option<u64>,
    /// Bytes that could not be told apart as records, up to the end of the file: no entries were read from them.
    pub unread: Option<Range<u64>>,
    /// Whether all its bytes were searched for signed heads, since it is damaged. They are not where neither side says by
    /// which keys they would be.
    pub searched: bool,
    /// What the verifier found in the file, as it says it: with the findings that this comparison rests on, all
    /// others, too.
    pub findings: Vec<Finding>,
}

impl Compared {
    /// Whether bytes of the file were altered, or it was cut: a difference may be that.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.findings.iter().any(side::is_damage)
    }
}

/// How one extends the other, as far as both have signed heads.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Joint {
    /// The largest signed head of the shorter.
    pub older: SignedCheckpoint,
    /// The largest signed head of the longer.
    pub newer: SignedCheckpoint,
    /// That the second extends the first.
    pub proof: ConsistencyProof,
}

/// Two histories of one ledger.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Fork {
    /// The index of the first entry that differs. None where that is not shown: one of the two is a head alone, or
    /// damaged, and no heads tell it. Then it is one from [`Comparison::same`] on, and below the smaller head of the
    /// proof.
    pub index: Option<u64>,
    /// The entry there in each, where both are at hand and make a signed head, or neither file is damaged.
    pub entries: Option<[EntryHash; 2]>,
    /// Two signed heads that contradict each other. None where one of the two has signed nothing above the first
    /// difference: then nothing that was signed is contradicted.
    pub proof: Option<Misbehaviour>,
}

/// How the two stand to each other.
#[derive(Clone, Debug)]
pub enum Relation {
    /// One has all that the other has, and more.
    Extends {
        /// Which has more.
        longer: Which,
        /// The signed heads, and that the newer extends the older; none where one has no signed head.
        joint: Option<Box<Joint>>,
    },
    /// They differ.
    Fork(Box<Fork>),
    /// Nothing could be told.
    NotShown(NotCompared),
    /// Both have the same entries.
    Same,
}

/// What the comparison of two has shown.
///
/// `Display` writes a page for people, `Serialize` one value for programs.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Comparison {
    /// How they stand to each other.
    pub relation: Relation,
    /// How many of the first entries of both histories are shown to be the same: by the entries, or by signed heads
    /// over them, also where a damaged file has not all of them as they were. None where they are not shown to be of
    /// one ledger.
    pub same: Option<u64>,
    /// The first.
    pub one: Compared,
    /// The second.
    pub other: Compared,
}

impl Comparison {
    /// The exit status of a program that answers with this: 0 the same or one extends the other, 1 a fork or a
    /// damaged file, 3 not shown.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self.relation {
            Relation::Same | Relation::Extends { .. } => 0,
            Relation::Fork(_) | Relation::NotShown(NotCompared::Damaged) => 1,
            Relation::NotShown(_) => 3,
        }
    }
}

/// Compares two case files, each of which can be a whole ledger or an extract.
///
/// Each is verified first, without contents and heads from elsewhere. A damaged file is searched for signed heads, in and
/// behind the damage, under the keys that either registers. All leaf hashes of both are kept in memory:
/// about 100 bytes for an entry.
///
/// # What this proves
/// The same: both have the same entries in the same order. One extends the other: its first entries are those of the
/// other. A fork: they are two histories of one ledger, of one organisation and one first key; where there is a proof
/// of misbehaviour, both were signed.
///
/// # What this does not prove
/// That what they have in common is right: that is for [`Verifier`](crate::verify::Verifier). Which of two histories
/// is the right one; why there are two. Without a proof of misbehaviour, that whoever keeps the ledger recorded both:
/// signed entries can be put into another order by anyone who has them.
///
/// # Errors
/// [`VerifierError`] when a file cannot be read. Whatever its bytes say is in the answer.
///
/// # Examples
/// ```
/// use std::io::Cursor;
///
/// use handseal::identity::Trust;
/// use handseal::verify::{Relation, compare_cases};
///
/// let file = std::fs::read("examples/sample/sample.custody")?;
/// let now = "2026-11-23T12:00:00Z".parse()?;
/// let compared = compare_cases(&Trust::new(), now, Cursor::new(&file), Cursor::new(&file))?;
/// assert!(matches!(compared.relation, Relation::Same));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn compare_cases(
    trust: &Trust,
    now: Timestamp,
    mut one: impl Read + Seek,
    mut other: impl Read + Seek,
) -> Result<Comparison, VerifierError> {
    let mut first = Side::read(trust, now, &mut one)?;
    let mut second = Side::read(trust, now, &mut other)?;
    let (of_first, of_second) = (first.known(), second.known());
    first.search(&mut one, of_second.as_ref())?;
    second.search(&mut other, of_first.as_ref())?;
    Ok(compared(first, second))
}

/// Compares a case file with a head that somebody remembers.
///
/// As [`compare_cases`]. A head of fewer entries than the file has is held against its first entries.
///
/// # What this proves
/// As [`compare_cases`].
///
/// # What this does not prove
/// As [`compare_cases`]; of a head of more entries than the file has, anything.
///
/// # Errors
/// As [`compare_cases`].
pub fn compare_with_head(
    trust: &Trust,
    now: Timestamp,
    mut case: impl Read + Seek,
    head: SignedCheckpoint,
) -> Result<Comparison, VerifierError> {
    let mut one = Side::read(trust, now, &mut case)?;
    one.search(&mut case, None)?;
    let other = Side::remembered(head, &one);
    Ok(compared(one, other))
}

fn compared(one: Side, other: Side) -> Comparison {
    let relation = relate::relate(&one, &other);
    let same = relate::one_ledger(&one, &other).is_ok().then(|| relate::same(&one, &other));
    Comparison { relation, same, one: one.into_compared(), other: other.into_compared() }
}
