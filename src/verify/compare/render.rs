//! A comparison as a page for people, and as one value for programs.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use crate::verify::compare::side::is_damage;
use crate::verify::compare::{
    Compared, Comparison, Fork, Joint, NotCompared, Relation, SideKind, Which,
};
use crate::verify::escape::shown;
use crate::verify::misbehaviour::{Contradiction, Misbehaviour};
use crate::verify::render::write_finding;

/// How many failures of one file are written out; the rest are counted.
const SHOWN: usize = 10;

impl NotCompared {
    /// What it means, in one sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::Damaged => {
                "a file is damaged, and it is not shown that two signed heads contradict each other."
            }
            Self::HeadIsLarger => {
                "the head is of more entries than the file has, which may be an older copy or cut."
            }
            Self::HeadNotSigned => "the head is not signed by a key of the ledger.",
            Self::NoLedger => "a file has no ledger that was opened.",
            Self::NotJoined => "the heads are of two sizes, and no entries join them.",
            Self::OtherKey => {
                "one organisation opened a ledger of this name twice, with two keys, and neither signed for both."
            }
            Self::OtherKeeper => {
                "two organisations keep them: they share a name, which anybody can write, and no key."
            }
            Self::OtherLedger => "they are of two ledgers.",
        }
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, other) = (self.one.size, self.other.size);
        match &self.relation {
            Relation::Same => writeln!(f, "THE SAME — both have the same {one} entries.")?,
            Relation::Extends { longer: Which::One, joint } => {
                let more = one.saturating_sub(other);
                writeln!(
                    f,
                    "EXTENDS — the one has the {other} entries of the other, and {more} more."
                )?;
                write_joint(joint.as_deref(), f)?;
            }
            Relation::Extends { longer: Which::Other, joint } => {
                let more = other.saturating_sub(one);
                writeln!(
                    f,
                    "EXTENDS — the other has the {one} entries of the one, and {more} more."
                )?;
                write_joint(joint.as_deref(), f)?;
            }
            Relation::Fork(fork) => self.write_fork(fork, f)?,
            Relation::NotShown(NotCompared::Damaged) => {
                writeln!(f, "DAMAGED — {}", NotCompared::Damaged.text())?;
                self.write_same(f)?;
            }
            Relation::NotShown(why) => writeln!(f, "NOT SHOWN — {}", why.text())?,
        }
        writeln!(f)?;
        write_side("One", &self.one, f)?;
        write_side("Other", &self.other, f)?;
        writeln!(f)?;
        writeln!(f, "What this page does not say")?;
        writeln!(
            f,
            "  - that what they have in common is right: that is for a verification of each;"
        )?;
        writeln!(f, "  - which of two histories is the right one, or why there are two;")?;
        writeln!(f, "  - who held the key that signed a head.")
    }
}

fn write_joint(joint: Option<&Joint>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(Joint { older, newer, proof }) = joint else {
        return writeln!(
            f,
            "No two signed heads join them: what is ahead, or before, is not signed."
        );
    };
    let (from, to) = (older.unverified().size(), newer.unverified().size());
    let count = proof.path.len();
    writeln!(
        f,
        "The signed head of size {to} extends that of size {from}: a proof of {count} hashes."
    )
}

impl Comparison {
    /// The damaged ones, by how the page calls them.
    fn damaged(&self) -> Option<&'static str> {
        match (self.one.is_damaged(), self.other.is_damaged()) {
            (false, false) => None,
            (true, false) => Some("The one is"),
            (false, true) => Some("The other is"),
            (true, true) => Some("Both are"),
        }
    }

    fn write_same(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.same {
            None => Ok(()),
            Some(0) => writeln!(f, "Not shown: that their histories have any entry in common."),
            Some(same) => {
                writeln!(f, "Shown: their histories are the same in the first {same} entries.")
            }
        }
    }

    fn write_fork(&self, fork: &Fork, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.damaged() {
            None => writeln!(f, "FORK — these are two histories of one ledger.")?,
            Some(damaged) => {
                writeln!(
                    f,
                    "FORK, DAMAGED — these are two histories of one ledger, and a file is damaged."
                )?;
                writeln!(f, "{damaged} damaged (below): what departs there may be that.")?;
                self.write_same(f)?;
            }
        }
        match (fork.index, fork.entries, &fork.proof) {
            (Some(index), Some([one, other]), _) => {
                writeln!(f, "The first entry that differs is {index}:")?;
                writeln!(f, "  one    {one}")?;
                writeln!(f, "  other  {other}")?;
            }
            (Some(index), None, _) => {
                writeln!(f, "By the signed heads the first entry that differs is {index}.")?;
            }
            (None, _, Some(proof)) => {
                let [smaller, _] = proof.heads();
                let (from, end) = (self.same.unwrap_or_default(), smaller.unverified().size());
                writeln!(
                    f,
                    "Not shown: which entry is the first that differs. By the signed heads it is one from {from} on, and below {end}."
                )?;
            }
            (None, _, None) => {}
        }
        match &fork.proof {
            Some(proof) => write_proof(proof, f),
            None => writeln!(
                f,
                "One of them has signed nothing above that, so no two signed heads contradict each other, and\n\
                 whoever has the signed entries could have put them into this order."
            ),
        }
    }
}

fn write_proof(proof: &Misbehaviour, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let [first, second] = proof.heads();
    let (first, second) = (first.unverified().size(), second.unverified().size());
    let why = match proof.shows() {
        Contradiction::Leaves { index, .. } => format!("their entries {index} differ"),
        Contradiction::Prefix { .. } => "the larger begins otherwise".to_owned(),
        Contradiction::Roots => "their roots differ".to_owned(),
    };
    writeln!(f, "Two signed heads contradict each other, of the sizes {first} and {second}: {why}.")
}

fn write_side(name: &str, side: &Compared, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let what = match side.kind {
        SideKind::Extract => "an extract, its head of",
        SideKind::Head => "a head of",
        SideKind::Ledger => "a whole ledger of",
        SideKind::Unreadable => "a file that could not be read,",
    };
    writeln!(f, "{name:<9} {what} {} entries", side.size)?;
    if let Some(origin) = &side.origin {
        writeln!(f, "  ledger  {}", shown(origin))?;
    }
    if let Some(keeper) = side.keeper {
        writeln!(f, "  kept by {keeper}")?;
    }
    if let Some(key) = side.opened_with {
        writeln!(f, "  opened  with the key {key}")?;
    }
    if let Some(root) = side.root {
        writeln!(f, "  root    {root}")?;
    }
    match side.signed {
        Some(size) => writeln!(f, "  signed  up to size {size}")?,
        None => writeln!(f, "  signed  nothing by a key of the ledger")?,
    }
    if side.is_damaged() {
        writeln!(f, "  DAMAGED its bytes were altered, or it was cut:")?;
    }
    if let Some(unread) = &side.unread {
        let (start, end) = (unread.start, unread.end);
        let heads = if side.searched {
            "signed heads were searched for"
        } else {
            "no signed heads, for no key is known to know them by"
        };
        writeln!(
            f,
            "  unread  bytes {start} to {end}: no entries were read from them, and {heads}"
        )?;
    }
    let damage = || side.findings.iter().enumerate().filter(|(_, finding)| is_damage(finding));
    for (number, finding) in damage().take(SHOWN) {
        write_finding(number, finding, f)?;
    }
    match damage().count().saturating_sub(SHOWN) {
        0 => Ok(()),
        more => writeln!(f, "        … and {more} more"),
    }
}

impl Serialize for Comparison {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (name, why) = match &self.relation {
            Relation::Extends { .. } => ("extends", None),
            Relation::Fork(_) => ("fork", None),
            Relation::NotShown(why) => ("not_shown", Some(*why)),
            Relation::Same => ("same", None),
        };
        let mut out = serializer.serialize_struct("Comparison", 7)?;
        out.serialize_field("relation", name)?;
        out.serialize_field("why", &why)?;
        let extends = match &self.relation {
            Relation::Extends { longer, joint } => Some(Extends { longer: *longer, joint }),
            Relation::Fork(_) | Relation::NotShown(_) | Relation::Same => None,
        };
        out.serialize_field("extends", &extends)?;
        let fork = match &self.relation {
            Relation::Fork(fork) => Some(fork.as_ref()),
            Relation::Extends { .. } | Relation::NotShown(_) | Relation::Same => None,
        };
        out.serialize_field("fork", &fork)?;
        out.serialize_field("same", &self.same)?;
        out.serialize_field("one", &self.one)?;
        out.serialize_field("other", &self.other)?;
        out.end()
    }
}

struct Extends<'c> {
    longer: Which,
    joint: &'c Option<Box<Joint>>,
}

impl Serialize for Extends<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Extends", 4)?;
        out.serialize_field("longer", &self.longer)?;
        let joint = self.joint.as_deref();
        out.serialize_field("from", &joint.map(|joint| joint.proof.from))?;
        out.serialize_field("to", &joint.map(|joint| joint.proof.to))?;
        out.serialize_field("path", &joint.map(|joint| &joint.proof.path))?;
        out.end()
    }
}

impl Serialize for Fork {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Fork", 4)?;
        out.serialize_field("index", &self.index)?;
        out.serialize_field("entries", &self.entries)?;
        let proof = self.proof.as_ref();
        let heads = proof.map(|proof| proof.heads().clone().map(|head| head.to_string()));
        out.serialize_field("heads", &heads)?;
        let shows = proof.map(|proof| match proof.shows() {
            Contradiction::Leaves { .. } => "leaves",
            Contradiction::Prefix { .. } => "prefix",
            Contradiction::Roots => "roots",
        });
        out.serialize_field("shows", &shows)?;
        out.end()
    }
}

impl Serialize for Compared {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Compared", 11)?;
        out.serialize_field("kind", &self.kind)?;
        out.serialize_field("origin", &self.origin)?;
        out.serialize_field("keeper", &self.keeper)?;
        out.serialize_field("opened_with", &self.opened_with)?;
        out.serialize_field("size", &self.size)?;
        out.serialize_field("root", &self.root)?;
        out.serialize_field("signed", &self.signed)?;
        let unread = self.unread.as_ref().map(|unread| [unread.start, unread.end]);
        out.serialize_field("unread", &unread)?;
        out.serialize_field("searched", &self.searched)?;
        out.serialize_field("damaged", &self.is_damaged())?;
        out.serialize_field("findings", &self.findings)?;
        out.end()
    }
}
