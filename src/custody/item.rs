//! What is recorded of an item beside its state: content, seal, labels, cases, and its timeline.

use crate::custody::observation::Observation;
use crate::custody::state::{CustodyState, StateKind};
use crate::encoding::Timestamp;
use crate::event::{Body, Checked, Content, Descriptor, Disclosable, EntryHash, Event};
use crate::evidence::DigestAlgorithm;
use crate::identity::{CaseId, ItemId, OrgId, PartyId};

/// One stretch of an item's timeline: who was recorded as holding it, from which entry on.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct Holding {
    /// The state.
    pub state: StateKind,
    /// The holder, or the last one.
    pub by: Option<PartyId>,
    /// The index of the entry with which it begins.
    pub entry: u64,
    /// When that act happened, as stated.
    pub since: Option<Timestamp>,
}

/// What is recorded of an item beside its state.
#[derive(Clone, Debug, Default)]
pub struct ItemFacts {
    /// The cases that it belongs to.
    pub cases: Vec<CaseId>,
    /// Its content, when it is data.
    pub content: Option<Content>,
    /// The labels that organisations gave it.
    pub labels: Vec<(OrgId, Disclosable<String>)>,
    /// The seal that is on it.
    pub seal: Option<Disclosable<String>>,
    /// What it is, in words.
    pub description: Option<Disclosable<String>>,
    /// Who had it, in order.
    pub timeline: Vec<Holding>,
    /// The hand-over to someone without keys that nobody acknowledged yet.
    pub one_sided: Option<HandedOut>,
    /// The index of the latest offer.
    pub offered_at: Option<u64>,
    /// What it was derived from was not shown whole, nor then the cases that it has from there.
    pub sources_not_shown: bool,
}

/// A hand-over to someone without keys.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct HandedOut {
    /// The entry that says so.
    pub entry: EntryHash,
    /// The party that handed the item out, and who signed for it: neither confirms it. C9.3
    pub by: [PartyId; 2],
}

/// What an event does to the facts of one item.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    /// Another case.
    Case(CaseId),
    /// The item's content.
    Content(Box<Content>),
    /// What it is.
    Description(Disclosable<String>),
    /// Another label.
    Label(OrgId, Disclosable<String>),
    /// A hand-over to someone without keys, or its acknowledgement.
    OneSided(Option<HandedOut>),
    /// The cases of what it was derived from are not all shown.
    SourcesNotShown,
    /// The seal.
    Seal(Option<Disclosable<String>>),
}

impl ItemFacts {
    pub(crate) fn apply(&mut self, change: Change) {
        match change {
            Change::Case(case) => {
                if !self.cases.contains(&case) {
                    self.cases.push(case);
                }
            }
            // C9.2
            Change::Content(content) => self.content = Some(*content),
            Change::Description(words) => self.description = Some(words),
            Change::Label(org, label) => self.labels.push((org, label)),
            Change::SourcesNotShown => self.sources_not_shown = true,
            Change::OneSided(out) => self.one_sided = out,
            Change::Seal(seal) => self.seal = seal,
        }
    }

    // C9.4
    pub(crate) fn hold(&mut self, state: &CustodyState, entry: u64, since: Option<Timestamp>) {
        let (kind, by) = (state.kind(), state.holder());
        // Behind an entry that could not be checked an offer can follow an offer.
        if kind == StateKind::Offered {
            self.offered_at = Some(entry);
        }
        if self.timeline.last().is_none_or(|last| last.state != kind || last.by != by) {
            self.timeline.push(Holding { state: kind, by, entry, since });
        }
    }
}

/// The changes that an event makes to one item that it links. C9.1
pub(crate) fn changes(
    event: &Event,
    item: ItemId,
    signer: PartyId,
    entry: EntryHash,
) -> Vec<Change> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "most acts change no facts")]
    match &event.body {
        Body::Collected(body) => {
            let found = body.items.iter().find(|listed| listed.id == item);
            let mut changes = vec![Change::Case(body.case)];
            if let Some(listed) = found {
                changes.extend(listed.seal.clone().map(|seal| Change::Seal(Some(seal))));
                changes.extend(listed.description.clone().map(Change::Description));
            }
            changes
        }
        Body::Acquired(body) => {
            let found = body.items.iter().find(|listed| listed.id == item);
            let mut changes = vec![Change::Case(body.case)];
            if let Some(listed) = found {
                changes.push(Change::Content(Box::new(listed.content.clone())));
                changes.extend(listed.description.clone().map(Change::Description));
            }
            changes
        }
        Body::TakenOver(body) => {
            let found = body.items.iter().find(|listed| listed.id == item);
            let mut changes: Vec<_> = body.case.map(Change::Case).into_iter().collect();
            if let Some(listed) = found {
                changes.extend(listed.content.clone().map(Box::new).map(Change::Content));
                changes.extend(listed.description.clone().map(Change::Description));
            }
            changes
        }
        Body::Derived(body) => {
            let mut changes = Vec::new();
            if let Some(made) = body.items.iter().find(|made| made.id == item) {
                changes.extend(made.content.clone().map(Box::new).map(Change::Content));
                changes.extend(made.description.clone().map(Change::Description));
            }
            changes
        }
        Body::Admitted(body) => vec![Change::Case(body.case)],
        Body::Labelled(body) => {
            let mine = body.items.iter().filter(|listed| listed.id == item);
            mine.map(|listed| Change::Label(signer.org(), listed.label.clone())).collect()
        }
        Body::Sealed(body) => {
            let mine = body.items.iter().filter(|listed| listed.id == item);
            mine.map(|listed| Change::Seal(Some(listed.seal.clone()))).collect()
        }
        Body::Unsealed(_) => vec![Change::Seal(None)],
        Body::Accepted(body) => seal_seen(&body.items, item),
        Body::ReceivedBack(body) => {
            let mut changes = seal_seen(&body.items, item);
            changes.push(Change::OneSided(None));
            changes
        }
        Body::HandedOut(_) => {
            let by = [event.actor(signer), signer];
            vec![Change::OneSided(Some(HandedOut { entry, by }))]
        }
        _ => Vec::new(),
    }
}

/// Custody §5: after acceptance the seal is the one seen. C5.5
fn seal_seen(items: &[Checked], item: ItemId) -> Vec<Change> {
    let mine = items.iter().filter(|checked| checked.id == item);
    mine.filter_map(|checked| checked.seal.clone()).map(|seal| Change::Seal(Some(seal))).collect()
}

/// What was checked of an item by the event, if it is one that checks. C5.1
fn checked_of(event: &Event, item: ItemId) -> Option<&Checked> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "most acts check nothing")]
    let items = match &event.body {
        Body::Accepted(body) => &body.items,
        Body::Refused(body) => &body.items,
        Body::ReceivedBack(body) => &body.items,
        Body::Checked(body) => &body.items,
        _ => return None,
    };
    items.iter().find(|checked| checked.id == item)
}

/// Custody §5: what was measured and seen is compared with what is recorded. Values that are
/// withheld are compared with nothing.
pub(crate) fn compare(
    facts: &ItemFacts,
    event: &Event,
    item: ItemId,
    from: Option<PartyId>,
    by: PartyId,
) -> Vec<Observation> {
    let mut seen = Vec::new();
    let recorded_seal = facts.seal.as_ref().and_then(Disclosable::value);
    if let Some(checked) = checked_of(event, item) {
        let measured = checked.content.as_ref().and_then(descriptor);
        let recorded = facts.content.as_ref().and_then(descriptor);
        if let (Some(expected), Some(found)) = (recorded, measured)
            && differs(expected, found)
        {
            let (expected, found) = (expected.sha256, found.sha256);
            seen.push(Observation::DigestMismatch { item, expected, found, from, by });
        }
        let seal = checked.seal.as_ref().and_then(Disclosable::value);
        seen.extend(seal_differs(item, recorded_seal, seal));
    }
    if let Body::Unsealed(body) = &event.body {
        let opened = body.items.iter().find(|listed| listed.id == item);
        let seal = opened.and_then(|listed| listed.seal.value());
        seen.extend(seal_differs(item, recorded_seal, seal));
    }
    seen
}

fn descriptor(content: &Content) -> Option<&Descriptor> {
    content.descriptor.value()
}

// C5.2
fn differs(expected: &Descriptor, found: &Descriptor) -> bool {
    let other = |(algorithm, digest): (DigestAlgorithm, &[u8])| {
        found.digests().any(|(of, found)| of == algorithm && found != digest)
    };
    expected.size != found.size || expected.sha256 != found.sha256 || expected.digests().any(other)
}

// C5.3
fn seal_differs(
    item: ItemId,
    expected: Option<&String>,
    found: Option<&String>,
) -> Option<Observation> {
    // C5.4
    let (expected, found) = (expected?, found?);
    (expected != found).then(|| Observation::SealMismatch {
        item,
        expected: expected.clone(),
        found: found.clone(),
    })
}
