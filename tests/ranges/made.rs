//! A case with contents of several parts, and proofs of some of their bytes.

use std::ops::Range;

use handseal::event::{
    Accepted, Acquired, AcquiredItem, Checked, Content, DerivationKind, Derived, DerivedItem,
    ItemsChecked, PartDigests, ReceivedBack, Refused, SignedEvent, Subject, TakenOver,
    TakenOverItem, Why,
};
use handseal::evidence::{KeptParts, Measurement, Options, PartList, PartSize, measure_reader};
use handseal::identity::{ItemId, PublicKey, Signer as _};
use handseal::verify::{BytesProof, Report, Verifier};

use crate::cases::{CHIEF, Ledger, key};
use crate::wide;

pub(crate) const PART: usize = 4096;

/// An item and its bytes.
pub(crate) struct Item {
    pub(crate) id: ItemId,
    pub(crate) bytes: Vec<u8>,
    pub(crate) list: PartList,
}

/// A case in which two items were acquired in one act, and the first was measured again later.
pub(crate) struct Made {
    pub(crate) ledger: Ledger,
    pub(crate) acquired: SignedEvent,
    pub(crate) checked: SignedEvent,
    /// The index of `acquired`.
    pub(crate) index: u64,
    pub(crate) one: Item,
    pub(crate) two: Item,
}

pub(crate) fn bytes(length: usize, seed: usize) -> Vec<u8> {
    (0..length).map(|at| ((at * 7 + seed) % 251) as u8).collect()
}

pub(crate) fn measured(bytes: &[u8]) -> Measurement {
    let part_size = PartSize::new(wide(PART)).unwrap();
    let options = Options { part_size, parts: KeptParts::All, ..Options::default() };
    measure_reader(bytes, options).unwrap()
}

impl Made {
    pub(crate) fn new() -> Self {
        Self::of(5 * PART + 7, 3 * PART)
    }

    /// Of contents of these lengths.
    pub(crate) fn of(one: usize, two: usize) -> Self {
        Self::with_unread(one, two, &[])
    }

    /// The same; of the first these ranges could not be read.
    pub(crate) fn with_unread(one: usize, two: usize, unread: &[Range<u64>]) -> Self {
        let mut ledger = Ledger::new();
        let mut ids = [ledger.item(), ledger.item()];
        ids.sort_unstable();
        let items = [(one, 1), (two, 2)].map(|(length, seed)| bytes(length, seed));
        let mut measured = items.clone().map(|bytes| measured(&bytes));
        measured[0].unreadable = unread.to_vec();
        let stated = ids.into_iter().zip(&measured).map(|(id, measured)| {
            let content = Content::measured(measured, PartDigests::Inline, &mut ledger.salts);
            AcquiredItem::of(id, content)
        });
        let stated = stated.collect();
        let body = acquired(&ledger, stated);
        let chief = ledger.chief.clone();
        let acquired = ledger.signed(body, &ids.map(Subject::Item), &chief);
        let index = ledger.push(&acquired);
        let content = Content::measured(&measured[0], PartDigests::Omitted, &mut ledger.salts);
        let seen = Checked {
            id: ids[0],
            seal: None,
            content: Some(content),
            unchecked: None,
            appearance: None,
        };
        let body = ItemsChecked { items: vec![seen] };
        let checked = ledger.signed(body, &[Subject::Item(ids[0])], &chief);
        ledger.push(&checked);
        let [one, two] = items;
        let item = |id, bytes: Vec<u8>| Item { id, list: list(&bytes), bytes };
        let (one, two) = (item(ids[0], one), item(ids[1], two));
        Self { ledger, acquired, checked, index, one, two }
    }

    /// An entry of each type that states a content, which is always that of the first item.
    pub(crate) fn stating(&mut self) -> Vec<(SignedEvent, ItemId)> {
        let (one, chief, new) = (self.one.id, self.ledger.chief.clone(), self.ledger.item());
        let measured = measured(&self.one.bytes);
        let ledger = &mut self.ledger;
        let content = Content::measured(&measured, PartDigests::Omitted, &mut ledger.salts);
        let history = ledger.salts.commit("none known");
        let content = Some(content);
        let items = vec![Checked {
            id: one,
            seal: None,
            content: content.clone(),
            unchecked: None,
            appearance: None,
        }];
        let at = [Subject::Item(one)];
        let taken = TakenOverItem { id: new, content: content.clone(), history, description: None };
        let taken = TakenOver { case: None, from: None, items: vec![taken], ground: None };
        let derived = Derived {
            from: vec![one],
            kind: DerivationKind::WorkingCopy,
            tool: None,
            items: vec![DerivedItem { id: new, content, description: None }],
            method: None,
        };
        let mut both = [Subject::Item(one), Subject::Item(new)];
        both.sort_unstable();
        let (none, reason) = (None, Why::code("test"));
        vec![
            (self.acquired.clone(), one),
            (self.checked.clone(), one),
            (ledger.signed(derived, &both, &chief), new),
            (ledger.signed(taken, &[Subject::Item(new)], &chief), new),
            (ledger.signed(Refused { items: items.clone(), reason }, &at, &chief), one),
            (ledger.signed(ReceivedBack { from: None, items: items.clone() }, &at, &chief), one),
            (ledger.signed(Accepted { items, reservations: none }, &at, &chief), one),
        ]
    }

    pub(crate) fn key(&self) -> PublicKey {
        key(CHIEF).public_key().clone()
    }

    /// The proof for bytes 5000 to 9000 of the first item: parts 1 and 2.
    pub(crate) fn proof(&self) -> BytesProof {
        BytesProof::of(&self.acquired, self.one.id, 5000..9000, &self.one.list).unwrap()
    }

    /// The bytes that go with it.
    pub(crate) fn shown(&self) -> &[u8] {
        &self.one.bytes[PART..3 * PART]
    }

    /// Verifies the case and asks about the entry of a proof.
    pub(crate) fn report(&self, proof: &BytesProof) -> Report {
        let verifier = self.ledger.verifier().anchor(self.ledger.head());
        self.report_of(verifier, proof)
    }

    pub(crate) fn report_of(&self, verifier: Verifier<'_>, proof: &BytesProof) -> Report {
        verifier.entry(proof.entry_hash()).verify_bytes(&self.ledger.bytes).unwrap()
    }
}

fn list(bytes: &[u8]) -> PartList {
    measured(bytes).parts.unwrap()
}

pub(crate) fn acquired(ledger: &Ledger, items: Vec<AcquiredItem>) -> Acquired {
    Acquired::of(ledger.case, items)
}
