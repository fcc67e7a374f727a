//! How two histories of one ledger stand to each other.

use crate::ledger::SignedCheckpoint;
use crate::merkle::Hash;
use crate::verify::compare::register::registering;
use crate::verify::compare::side::{Leaves, Side};
use crate::verify::compare::{Fork, Joint, NotCompared, Relation, SideKind, Which};
use crate::verify::misbehaviour::{Contradiction, Misbehaviour, MisbehaviourError};

/// Whether they are of one ledger: of one origin, one keeper, and opened with one key. Whoever is told of a fork must be
/// one that can have made both.
pub(super) fn one_ledger(one: &Side, other: &Side) -> Result<(), NotCompared> {
    let (Some(first), Some(second)) = (one.ledger(), other.ledger()) else {
        let damaged = one.is_damaged() || other.is_damaged();
        return Err(if damaged { NotCompared::Damaged } else { NotCompared::NoLedger });
    };
    if first != second {
        return Err(NotCompared::OtherLedger);
    }
    // A head alone was opened with the keys of the case; so were those of a file that has no ledger left to be read.
    if [one, other].iter().any(|side| side.kind == SideKind::Head || side.origin.is_none()) {
        return Ok(());
    }
    if one.keeper != other.keeper {
        return Err(NotCompared::OtherKeeper);
    }
    if one.opened_with() != other.opened_with() {
        return Err(NotCompared::OtherKey);
    }
    Ok(())
}

/// How many of the first entries are the same: as far as the entries are, and as far as signed heads show it where a
/// file is damaged.
pub(super) fn same(one: &Side, other: &Side) -> u64 {
    let entries = match (&one.leaves, &other.leaves) {
        (Some(first), Some(second)) => first_difference(one, other)
            .unwrap_or_else(|| first.hashes.len().min(second.hashes.len())),
        (Some(_) | None, _) => 0,
    };
    let by_heads = shared_head(one, other).max(shared_head(other, one));
    u64::try_from(entries).unwrap_or(u64::MAX).max(by_heads)
}

/// The size of the largest signed head of `one` that `other` has signed, too, or that its entries make.
fn shared_head(one: &Side, other: &Side) -> u64 {
    let signed = |head: &SignedCheckpoint| {
        let (size, root) = (head.unverified().size(), head.unverified().root());
        let start = other.heads.partition_point(|other| other.unverified().size() < size);
        let mut from = other.heads.get(start..).unwrap_or_default().iter();
        from.by_ref()
            .take_while(|other| other.unverified().size() == size)
            .any(|other| other.unverified().root() == root)
    };
    let shared = one.heads.iter().rev().find(|head| other.makes(head) || signed(head));
    shared.map_or(0, |head| head.unverified().size())
}

/// Holds one against the other.
pub(super) fn relate(one: &Side, other: &Side) -> Relation {
    if let Err(why) = one_ledger(one, other) {
        return Relation::NotShown(why);
    }
    // What was signed holds whatever became of the files.
    if let Some(proof) = contradiction(one, other) {
        return Relation::Fork(Box::new(proven_fork(one, other, proof)));
    }
    if one.is_damaged() || other.is_damaged() {
        return Relation::NotShown(NotCompared::Damaged);
    }
    if [one, other].iter().any(|side| side.kind == SideKind::Head && side.heads.is_empty()) {
        return Relation::NotShown(NotCompared::HeadNotSigned);
    }
    if let Some(differing) = first_difference(one, other) {
        return Relation::Fork(Box::new(at(one, other, differing)));
    }
    match (&one.leaves, &other.leaves) {
        (Some(_), Some(_)) => by_size(one, other),
        (Some(_), None) => under_head(one, other, Which::One),
        (None, Some(_)) => under_head(other, one, Which::Other),
        (None, None) if one.size() == other.size() => Relation::Same,
        (None, None) => Relation::NotShown(NotCompared::NotJoined),
    }
}

fn by_size(one: &Side, other: &Side) -> Relation {
    match one.size().cmp(&other.size()) {
        std::cmp::Ordering::Equal => Relation::Same,
        std::cmp::Ordering::Less => {
            Relation::Extends { longer: Which::Other, joint: joint(one, other).map(Box::new) }
        }
        std::cmp::Ordering::Greater => {
            Relation::Extends { longer: Which::One, joint: joint(other, one).map(Box::new) }
        }
    }
}

/// A case against a head, where no signed head of the case contradicts it.
fn under_head(case: &Side, head: &Side, which: Which) -> Relation {
    let (size, Some(said)) = (head.size(), head.heads.last()) else {
        return Relation::NotShown(NotCompared::HeadNotSigned);
    };
    if size > case.size() {
        Relation::NotShown(NotCompared::HeadIsLarger)
    } else if !case.makes(said) {
        Relation::Fork(Box::new(Fork { index: None, entries: None, proof: None }))
    } else if size == case.size() {
        Relation::Same
    } else {
        Relation::Extends { longer: which, joint: joint(head, case).map(Box::new) }
    }
}

/// The largest signed heads of both, and that the second extends the first.
fn joint(shorter: &Side, longer: &Side) -> Option<Joint> {
    let made = |side: &Side, head: &&SignedCheckpoint| side.leaves.is_none() || side.makes(head);
    let older = shorter.heads.iter().rev().find(|head| made(shorter, head))?;
    let newer = longer.heads.iter().rev().find(|head| made(longer, head))?;
    let (from, to) = (older.unverified().size(), newer.unverified().size());
    let proof = longer.leaves.as_ref()?.tree.consistency_proof(from, to).ok()?;
    Some(Joint { older: older.clone(), newer: newer.clone(), proof })
}

/// The index of the first entry that both have and that is not the same.
fn first_difference(one: &Side, other: &Side) -> Option<usize> {
    let (one, other) = (one.leaves.as_ref()?, other.leaves.as_ref()?);
    one.hashes.iter().zip(&other.hashes).position(|(one, other)| one != other)
}

/// What differs at an index, in two files of which neither is damaged.
fn at(one: &Side, other: &Side, differing: usize) -> Fork {
    let hash = |side: &Side| side.leaves.as_ref()?.hashes.get(differing).copied();
    let entries = hash(one).zip(hash(other)).map(<[_; 2]>::from);
    Fork { index: u64::try_from(differing).ok(), entries, proof: None }
}

/// The first entry that differs, where heads contradict each other: as the proof shows it, or the files, or as the heads
/// narrow it down. Of a damaged file the first difference may be the damage.
fn proven_fork(one: &Side, other: &Side, proof: Misbehaviour) -> Fork {
    let whole = !one.is_damaged() && !other.is_damaged();
    if let Some(differing) = first_difference(one, other).filter(|_| whole) {
        return Fork { proof: Some(proof), ..at(one, other, differing) };
    }
    // The leaves of the proof are of entries that make signed heads: no damage reaches them.
    let shown = match proof.shows() {
        Contradiction::Leaves { .. } => first_difference(one, other),
        Contradiction::Prefix { .. } | Contradiction::Roots => None,
    };
    if let Some(differing) = shown {
        return Fork { proof: Some(proof), ..at(one, other, differing) };
    }
    let [smaller, _] = proof.heads();
    let last = smaller.unverified().size().checked_sub(1);
    let index = last.filter(|last| *last == same(one, other));
    Fork { index, entries: None, proof: Some(proof) }
}

/// Two signed heads that contradict each other, as small as there are.
fn contradiction(one: &Side, other: &Side) -> Option<Misbehaviour> {
    let pairs = contradicting(one, other).into_iter().chain(contradicting(other, one));
    let found = pairs.min_by_key(|pair| pair.larger.unverified().size())?;
    let proof = found.proof().ok()?;
    Some(with_registration(proof, one, other))
}

/// Two heads that contradict each other, and whose they are.
struct Pair<'s> {
    smaller: &'s SignedCheckpoint,
    of_smaller: &'s Side,
    larger: &'s SignedCheckpoint,
    of_larger: &'s Side,
}

/// For each head of `one`, the smallest head of `other` that is no smaller and contradicts it.
fn contradicting<'s>(one: &'s Side, other: &'s Side) -> Option<Pair<'s>> {
    let larger_of = |head: &SignedCheckpoint| {
        let (size, root) = (head.unverified().size(), *head.unverified().root());
        let start = other.heads.partition_point(|other| other.unverified().size() < size);
        let from = other.heads.get(start..).unwrap_or_default();
        let same_size = from
            .iter()
            .take_while(|other| other.unverified().size() == size)
            .find(|other| *other.unverified().root() != root);
        let begins_otherwise = other.root_at(size).is_some_and(|made| made != Hash(root));
        let above = |found: &&SignedCheckpoint| {
            found.unverified().size() > size && size > 0 && other.makes(found)
        };
        same_size.or_else(|| from.iter().find(above).filter(|_| begins_otherwise))
    };
    let pair = |smaller| {
        let larger = larger_of(smaller)?;
        Some(Pair { smaller, of_smaller: one, larger, of_larger: other })
    };
    one.heads.iter().filter_map(pair).min_by_key(|pair| pair.larger.unverified().size())
}

impl Pair<'_> {
    fn proof(&self) -> Result<Misbehaviour, MisbehaviourError> {
        let heads = [self.smaller.clone(), self.larger.clone()];
        let shows = self.leaves().or_else(|| self.prefix()).unwrap_or(Contradiction::Roots);
        let equal = self.smaller.unverified().size() == self.larger.unverified().size();
        if equal && self.larger.unverified().root() < self.smaller.unverified().root() {
            let [one, other] = heads;
            return Misbehaviour::of([other, one], turned(shows));
        }
        Misbehaviour::of(heads, shows)
    }

    /// The first leaf that differs, where the entries of both make their heads.
    fn leaves(&self) -> Option<Contradiction> {
        let made = self.of_smaller.makes(self.smaller) && self.of_larger.makes(self.larger);
        let at = first_difference(self.of_smaller, self.of_larger).filter(|_| made)?;
        let index = u64::try_from(at).ok()?;
        let show = |leaves: &Leaves, head: &SignedCheckpoint| {
            let proof = leaves.tree.inclusion_proof(index, head.unverified().size()).ok()?;
            Some((*leaves.hashes.get(at)?, proof.path))
        };
        let (first, path) = show(self.of_smaller.leaves.as_ref()?, self.smaller)?;
        let (second, other) = show(self.of_larger.leaves.as_ref()?, self.larger)?;
        Some(Contradiction::Leaves { index, entries: [first, second], paths: [path, other] })
    }

    /// That the larger begins otherwise.
    fn prefix(&self) -> Option<Contradiction> {
        let (from, to) = (self.smaller.unverified().size(), self.larger.unverified().size());
        if from == to {
            return None;
        }
        let tree = &self.of_larger.leaves.as_ref()?.tree;
        let proof = tree.consistency_proof(from, to).ok()?;
        Some(Contradiction::Prefix { root: tree.root_at(from).ok()?, path: proof.path })
    }
}

/// The same, seen from the other head.
fn turned(shows: Contradiction) -> Contradiction {
    match shows {
        Contradiction::Leaves { index, entries: [a, b], paths: [p, q] } => {
            Contradiction::Leaves { index, entries: [b, a], paths: [q, p] }
        }
        Contradiction::Prefix { .. } | Contradiction::Roots => shows,
    }
}

/// The entries that register the keys go along, where they hold: the root is then enough.
fn with_registration(proof: Misbehaviour, one: &Side, other: &Side) -> Misbehaviour {
    let mut known = one.keys();
    // A key twice could not be told from itself.
    known.extend(other.keys().into_iter().filter(|key| !one.keys().contains(key)));
    let Ok(proven) = proof.verify_under_keys(&known) else { return proof };
    let all = one.directory.iter().chain(&other.directory);
    let found = registering(all, &proven.origin, &proven.keys);
    let complete = proof.clone().registered_by(found);
    let keeper = one.keeper.or(other.keeper);
    let holds = keeper.is_some_and(|root| complete.verify_under_root(root).is_ok());
    let fits = complete.to_bytes().len() <= crate::verify::misbehaviour::MAX_MISBEHAVIOUR;
    if holds && fits { complete } else { proof }
}
