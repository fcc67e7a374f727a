//! Signed heads: those in the file, and those that somebody else remembered. V8.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::encoding::Timestamp;
use crate::identity::Origin;
use crate::ledger::{Attestations, CosignerPolicy, Record, SignedCheckpoint};
use crate::merkle::{Frontier, Hash, verify_consistency};
use crate::verify::code::Code;
use crate::verify::cosigned::CosignedHead;
use crate::verify::finding::{Cause, Detail, Finding, Location};
use crate::verify::fold::Fold;
use crate::verify::proof::ConsistencyRecord;

/// A remembered head, and the root that the entries make at its size.
#[derive(Debug)]
pub(super) struct Anchor {
    pub(super) head: SignedCheckpoint,
    kept_since: Option<Timestamp>,
    pub(super) made: Option<Hash>,
}

/// A head that somebody outside has, and since when it is there at the latest, where that is known.
#[derive(Clone, Debug)]
pub(crate) struct Remembered {
    pub(crate) head: SignedCheckpoint,
    pub(crate) kept_since: Option<Timestamp>,
}

/// All heads of one verification.
#[derive(Debug)]
pub(crate) struct Heads {
    pub(super) anchors: Vec<Anchor>,
    pub(super) policy: Option<CosignerPolicy>,
    /// What is said of the remembered heads, where cosigners are asked for.
    pub(crate) cosigned: Vec<CosignedHead>,
    /// The size of the last checkpoint record.
    pub(super) last_size: Option<u64>,
    /// The end of the last checkpoint record whose root the entries make: an alteration that shows
    /// only in a later root lies behind it.
    pub(super) good_until: u64,
    /// The checkpoint records that are signed, whatever root the entries make.
    pub(super) signed_roots: Vec<(u64, Hash)>,
    /// How many entries somebody outside attests, and since when at the latest.
    pub(super) attested: Vec<(u64, Timestamp)>,
    /// What an earlier verification knew of the roots at the sizes of heads.
    pub(super) known: BTreeMap<u64, Hash>,
    /// How many entries a head in the file covers that is signed and whose root they make.
    pub(crate) signed_size: u64,
    pub(crate) checked: u64,
}

impl Heads {
    pub(crate) fn new(anchors: Vec<Remembered>, policy: Option<CosignerPolicy>) -> Self {
        let anchor = |Remembered { head, kept_since }| Anchor { head, kept_since, made: None };
        let anchors = anchors.into_iter().map(anchor).collect();
        Self {
            anchors,
            policy,
            cosigned: Vec::new(),
            last_size: None,
            good_until: 0,
            signed_roots: Vec::new(),
            attested: Vec::new(),
            known: BTreeMap::new(),
            signed_size: 0,
            checked: 0,
        }
    }

    /// V2.5: how many entries were there before this instant, as far as that is attested.
    pub(crate) fn covered_before(&self, instant: &Timestamp) -> u64 {
        let before = self.attested.iter().filter(|(_, by)| instant.is_after(by));
        before.map(|(size, _)| *size).max().unwrap_or(0)
    }

    pub(crate) const fn has_anchor(&self) -> bool {
        !self.anchors.is_empty()
    }

    /// Whether others than the ledger signed a remembered head, and no cosigner was named.
    pub(crate) fn has_lines_not_judged(&self) -> bool {
        let by_another = |anchor: &Anchor| {
            let origin = anchor.head.unverified().origin();
            anchor.head.note().signatures().iter().any(|line| line.name().as_str() != origin)
        };
        self.policy.is_none() && self.anchors.iter().any(by_another)
    }

    /// Notes the root at the sizes of remembered heads.
    pub(crate) fn appended(&mut self, tree: &Frontier) {
        let reached = |anchor: &&mut Anchor| anchor.head.unverified().size() == tree.size();
        let mut wanted = self.anchors.iter_mut().filter(reached).peekable();
        if wanted.peek().is_some() {
            let root = tree.root();
            wanted.for_each(|anchor| anchor.made = Some(root));
        }
    }

    /// V8.1 to V8.4: a checkpoint record in a whole ledger.
    pub(crate) fn record(&mut self, record: &Record, fold: &Fold) -> Vec<Finding> {
        let location = Location { bytes: Some(record.range.clone()), ..Location::default() };
        let head = match SignedCheckpoint::parse(record.content()) {
            Ok(head) if record.has_shortest_head() => head,
            Ok(_) => {
                return vec![Finding::new(Code::CheckpointMalformed, location, Detail::None)];
            }
            Err(error) => {
                let detail = Detail::CheckpointParse(error);
                return vec![Finding::new(Code::CheckpointMalformed, location, detail)];
            }
        };
        let (size, found) = (head.unverified().size(), fold.tree.size());
        // V8.2
        if !is_of(&head, fold.origin.as_ref()) {
            let expected = fold.origin.as_ref().map(ToString::to_string).unwrap_or_default();
            let found = head.unverified().origin().to_owned();
            let detail = Detail::Texts { expected, found };
            let cause = fold.first_damage.map(Cause::Entry);
            let finding = Finding::new(Code::CheckpointMisplaced, location, detail);
            return vec![finding.caused_by(cause)];
        }
        if size != found || self.last_size.is_some_and(|last| last >= size) {
            let detail = Detail::Sizes { expected: found, found: size };
            return vec![Finding::new(Code::CheckpointMisplaced, location, detail)];
        }
        self.last_size = Some(size);
        if let Some(finding) = check_signature(&head, fold, &location) {
            return vec![finding];
        }
        self.checked = self.checked.saturating_add(1);
        self.check_root(&head, fold, record.range.end)
    }

    /// V8.4: the bytes named are all behind the last head that matched.
    fn check_root(&mut self, head: &SignedCheckpoint, fold: &Fold, end: u64) -> Vec<Finding> {
        let (expected, found) = (Hash(*head.unverified().root()), fold.tree.root());
        self.signed_roots.push((head.unverified().size(), expected));
        if expected == found {
            self.good_until = end;
            self.signed_size = head.unverified().size();
            return Vec::new();
        }
        let bytes = Some(self.good_until..end);
        let location = Location { bytes, ..Location::default() };
        let cause = fold.first_damage.map(Cause::Entry);
        let detail = Detail::Roots { expected, found };
        vec![Finding::new(Code::CheckpointRootMismatch, location, detail).caused_by(cause)]
    }

    /// V8.5 to V8.10 for a whole ledger that ends at byte `end`.
    pub(crate) fn finish(&mut self, fold: &Fold, end: u64) -> Vec<Finding> {
        if self.anchors.is_empty() {
            return vec![Finding::new(Code::AnchorAbsent, Location::default(), Detail::None)];
        }
        let mut findings = Vec::new();
        let mut covered = None;
        let mut usable = Vec::new();
        for anchor in &self.anchors {
            let attested = match attested(&anchor.head, fold, self.policy.as_ref()) {
                Ok(attested) => attested,
                Err(finding) => {
                    findings.push(*finding);
                    continue;
                }
            };
            let head = anchor.head.unverified();
            let differs = self.compare(anchor, &usable, fold, end);
            let since = attested.as_ref().and_then(enough_since);
            let seen = CosignedHead::of(head, attested, differs.is_none());
            if let Some(finding) = differs {
                findings.push(finding);
            } else {
                self.checked = self.checked.saturating_add(1);
                if seen.as_ref().is_none_or(|seen| seen.enough) {
                    covered = covered.max(Some(head.size()));
                }
                let since = [anchor.kept_since, since].into_iter().flatten();
                self.attested.extend(since.map(|by| (head.size(), by)));
            }
            self.cosigned.extend(seen);
            usable.push((head.size(), Hash(*head.root())));
        }
        findings.extend(uncovered(covered, fold));
        findings.extend(self.uncosigned());
        findings
    }

    /// V8.15
    fn uncosigned(&self) -> Option<Finding> {
        let mut matching = self.cosigned.iter().filter(|head| head.matches).peekable();
        matching.peek()?;
        let none = !matching.any(|head| head.enough);
        none.then(|| Finding::new(Code::AnchorUncosigned, Location::default(), Detail::None))
    }

    fn compare(
        &self,
        anchor: &Anchor,
        earlier: &[(u64, Hash)],
        fold: &Fold,
        end: u64,
    ) -> Option<Finding> {
        let (size, root) =
            (anchor.head.unverified().size(), Hash(*anchor.head.unverified().root()));
        let at = |bytes: Range<u64>| Location { bytes: Some(bytes), ..Location::default() };
        // V8.8
        if let Some(found) = forked(size, root, earlier.iter().chain(&self.signed_roots)) {
            let detail = Detail::Roots { expected: root, found };
            return Some(Finding::new(Code::AnchorForked, at(0..end), detail));
        }
        // V8.7
        if size > fold.tree.size() {
            let detail = Detail::Sizes { expected: size, found: fold.tree.size() };
            return Some(Finding::new(Code::AnchorTruncated, at(self.good_until..end), detail));
        }
        let found = anchor.made?;
        // V8.9
        (found != root).then(|| {
            let detail = Detail::Roots { expected: root, found };
            Finding::new(Code::AnchorRootMismatch, at(0..end), detail)
                .caused_by(fold.first_damage.map(Cause::Entry))
        })
    }

    /// V8.5 to V8.10 for an extract whose checkpoint is `head`.
    pub(crate) fn finish_extract(
        &mut self,
        head: Option<&SignedCheckpoint>,
        joints: &[ConsistencyRecord],
        fold: &Fold,
        location: &Location,
    ) -> Vec<Finding> {
        let Some(head) = head else {
            return vec![Finding::new(Code::CheckpointMalformed, location.clone(), Detail::None)];
        };
        if let Some(finding) = check_signature(head, fold, location) {
            return vec![finding];
        }
        self.checked = self.checked.saturating_add(1);
        self.signed_size = head.unverified().size();
        if self.anchors.is_empty() {
            return vec![Finding::new(Code::AnchorAbsent, Location::default(), Detail::None)];
        }
        let mut findings = Vec::new();
        let mut usable = Vec::new();
        for anchor in &self.anchors {
            let attested = match attested(&anchor.head, fold, self.policy.as_ref()) {
                Ok(attested) => attested,
                Err(finding) => {
                    findings.push(*finding);
                    continue;
                }
            };
            let remembered = anchor.head.unverified();
            let (size, expected) = (remembered.size(), Hash(*remembered.root()));
            let differs = match forked(size, expected, &usable) {
                Some(found) => {
                    let detail = Detail::Roots { expected, found };
                    Some(Finding::new(Code::AnchorForked, location.clone(), detail))
                }
                None => join(&anchor.head, head, joints, location),
            };
            if differs.is_none() {
                let cosigned = attested.as_ref().and_then(enough_since);
                let since = [anchor.kept_since, cosigned].into_iter().flatten();
                self.attested.extend(since.map(|by| (size, by)));
            }
            self.cosigned.extend(CosignedHead::of(remembered, attested, differs.is_none()));
            findings.extend(differs);
            usable.push((size, expected));
        }
        findings.extend(self.uncosigned());
        findings
    }
}

/// Since when a head fulfils the policy. What is behind the last instant is behind every `since`.
fn enough_since(seen: &Attestations) -> Option<Timestamp> {
    let seconds = i64::try_from(seen.enough_since()?).ok()?;
    Timestamp::from_unix(seconds, 0, 0).ok()
}

/// V8.8: the root of another head of this size, where it is another.
fn forked<'a>(
    size: u64,
    root: Hash,
    others: impl IntoIterator<Item = &'a (u64, Hash)>,
) -> Option<Hash> {
    let mut of_size = others.into_iter().filter(|(other, _)| *other == size);
    of_size.find(|(_, found)| *found != root).map(|(_, found)| *found)
}

/// Whether the remembered head is the extract's, or joined to it.
fn join(
    anchor: &SignedCheckpoint,
    head: &SignedCheckpoint,
    joints: &[ConsistencyRecord],
    location: &Location,
) -> Option<Finding> {
    let (anchor, head) = (anchor.unverified(), head.unverified());
    let (remembered, shown) = (Hash(*anchor.root()), Hash(*head.root()));
    if anchor.size() == head.size() {
        let detail = Detail::Roots { expected: remembered, found: shown };
        return (remembered != shown)
            .then(|| Finding::new(Code::AnchorForked, location.clone(), detail));
    }
    let (from, to) = (anchor.size().min(head.size()), anchor.size().max(head.size()));
    let (old, new) =
        if anchor.size() < head.size() { (remembered, shown) } else { (shown, remembered) };
    let joint = joints.iter().find(|joint| joint.from == from && joint.to == to);
    let Some(joint) = joint else {
        let detail = Detail::Sizes { expected: head.size(), found: anchor.size() };
        return Some(Finding::new(Code::AnchorUncovered, location.clone(), detail));
    };
    verify_consistency(from, old, to, new, &joint.path())
        .err()
        .map(|error| Finding::new(Code::ProofMismatch, location.clone(), Detail::Proof(error)))
}

fn is_of(head: &SignedCheckpoint, origin: Option<&Origin>) -> bool {
    origin.is_some_and(|origin| origin.as_str() == head.unverified().origin())
}

/// V8.3: signed by the key in force at its size, and by no other.
fn check_signature(head: &SignedCheckpoint, fold: &Fold, location: &Location) -> Option<Finding> {
    let Some(key) = fold.head_key(head.unverified().size()) else {
        let cause = fold.first_damage.map(Cause::Entry);
        let finding = Finding::new(Code::CheckpointSignature, location.clone(), Detail::None);
        return Some(finding.caused_by(cause));
    };
    match head.open(std::slice::from_ref(key)) {
        Err(error) => {
            let detail = Detail::CheckpointOpen(error);
            Some(Finding::new(Code::CheckpointSignature, location.clone(), detail))
        }
        Ok(opened) if opened.note().unknown().is_empty() => None,
        Ok(opened) => {
            let found = opened.note().unknown().first().map(|line| line.name().to_string());
            let expected = key.name().to_string();
            let detail = Detail::Texts { expected, found: found.unwrap_or_default() };
            Some(Finding::new(Code::CheckpointSignature, location.clone(), detail))
        }
    }
}

/// V8.6: a remembered head that can be used, and who attested it, where that is asked.
fn attested(
    head: &SignedCheckpoint,
    fold: &Fold,
    policy: Option<&CosignerPolicy>,
) -> Result<Option<Attestations>, Box<Finding>> {
    if let Some(finding) = unusable(head, fold) {
        return Err(Box::new(finding));
    }
    let attested = policy.map(|policy| policy.verify(head)).transpose();
    attested.map_err(|error| {
        let detail = Detail::Cosignature(error);
        Box::new(Finding::new(Code::AnchorUnusable, Location::default(), detail))
    })
}

/// V8.6: a remembered head is of this origin and signed by the key in force at its size.
fn unusable(head: &SignedCheckpoint, fold: &Fold) -> Option<Finding> {
    let finding = |detail| Some(Finding::new(Code::AnchorUnusable, Location::default(), detail));
    // A ledger that was never opened has no key to hold a head against.
    let Some(origin) = &fold.origin else { return finding(Detail::None) };
    if !is_of(head, Some(origin)) {
        let expected = origin.to_string();
        let found = head.unverified().origin().to_owned();
        return finding(Detail::Texts { expected, found });
    }
    let Some(key) = fold.head_key(head.unverified().size()) else {
        return finding(Detail::None);
    };
    match head.open(std::slice::from_ref(key)) {
        Ok(_) => None,
        Err(error) => finding(Detail::CheckpointOpen(error)),
    }
}

/// V8.10
fn uncovered(covered: Option<u64>, fold: &Fold) -> Option<Finding> {
    let (covered, size) = (covered?, fold.tree.size());
    (covered < size).then(|| {
        let detail = Detail::Sizes { expected: size, found: covered };
        let location = Location { entry: Some(covered), ..Location::default() };
        Finding::new(Code::AnchorUncovered, location, detail)
    })
}
