//! What the events of a test case say, in as few words as they can.

use handseal::event::{
    Accepted, Accessed, Acknowledged, Acquired, AcquiredItem, Annulled, CaseOpened, Checked,
    Citation, Collected, CollectedItem, Content, Corrected, DerivationKind, Derived, DerivedItem,
    Descriptor, Destroyed, Disclosable, Enrolled, EntryHash, Founded, HandedOut, KeyRecord, Lost,
    Noted, Offered, Opened, PartyKind, Reassigned, Receipt, ReceivedBack, Refused, Returned,
    RevocationReason, Revoked, Rotated, Stored, Subject, Succeeded, Why, Withdrawn, Yielded,
};
use handseal::evidence::{Options, measure_reader};
use handseal::identity::{CaseId, ItemId, PartyId, Signature, Signer as _, SigningKey};

use super::{Ledger, Party, at, key};

/// The new key's own signature over organisation, party and key, as the format describes it.
pub(crate) fn possession(number: u8, party: PartyId) -> Signature {
    use ciborium::Value;
    let key = key(number);
    let message = Value::Array(vec![
        Value::Text("handseal-possession-v1".to_owned()),
        Value::Text(party.org().to_string()),
        Value::Text(party.to_string()),
        Value::Bytes(key.public_key().as_bytes().to_vec()),
    ]);
    let mut bytes = Vec::new();
    ciborium::into_writer(&message, &mut bytes).unwrap();
    key.sign(&bytes).unwrap()
}

fn record(key: &SigningKey) -> KeyRecord {
    KeyRecord::of(key.public_key())
}

pub(crate) fn why() -> Why {
    Why::code("test")
}

fn unchecked(id: ItemId) -> Checked {
    Checked { id, seal: None, content: None, unchecked: Some(why()), appearance: None }
}

/// The items among subjects.
pub(crate) fn items(subjects: &[Subject]) -> Vec<ItemId> {
    subjects.iter().filter_map(Subject::item).collect()
}

impl Ledger {
    pub(crate) fn words(&mut self, words: &str) -> Disclosable<String> {
        self.salts.commit(words)
    }

    pub(crate) fn founded(&mut self, number: u8) -> Founded {
        Founded {
            key: record(&key(number)),
            name: self.words("Org"),
            successors: Vec::new(),
            jurisdiction: "EX".to_owned(),
        }
    }

    pub(crate) fn opening(&self, by: &Party, number: u8) -> Opened {
        Opened {
            by: by.by.clone(),
            key: record(&key(number)),
            possession: possession(number, PartyId::organisation(by.id.org())),
        }
    }

    pub(crate) fn case_opened(&mut self) -> CaseOpened {
        CaseOpened { title: None, reference: self.words("26/1") }
    }

    pub(crate) fn enrolled(
        &mut self,
        kind: PartyKind,
        number: Option<u8>,
        id: PartyId,
        registrar: &Party,
        roles: &[&str],
    ) -> Enrolled {
        Enrolled {
            by: registrar.by.clone(),
            key: number.map(|number| record(&key(number))),
            possession: number.map(|number| possession(number, id)),
            kind,
            name: self.words("P"),
            roles: roles.iter().map(|role| (*role).to_owned()).collect(),
            units: Vec::new(),
        }
    }

    pub(crate) fn rotated(&self, number: u8, party: PartyId) -> Rotated {
        Rotated { key: record(&key(number)), possession: possession(number, party) }
    }

    pub(crate) fn revoked(&self, registrar: &Party, number: u8) -> Revoked {
        Revoked {
            by: registrar.by.clone(),
            kid: key(number).public_key().thumbprint(),
            why: None,
            since: None,
            reason: RevocationReason::Lost,
        }
    }

    /// A key was stolen, since a minute or since when nobody knows.
    pub(crate) fn stolen(&self, registrar: &Party, number: u8, since: Option<u32>) -> Revoked {
        let reason = RevocationReason::Compromised;
        Revoked { since: since.map(at), reason, ..self.revoked(registrar, number) }
    }

    /// A successor takes the place of the root key.
    pub(crate) fn succeeded(&self, number: u8, since: Option<u32>) -> Succeeded {
        let reason = match since {
            Some(_) => RevocationReason::Compromised,
            None => RevocationReason::Lost,
        };
        let (key, since) = (record(&key(number)), since.map(at));
        Succeeded { key, why: None, since, reason, successors: Vec::new() }
    }

    pub(crate) fn collected(&mut self, ids: &[ItemId]) -> Collected {
        self.collected_in(self.case, ids, None)
    }

    pub(crate) fn collected_in(
        &mut self,
        case: CaseId,
        ids: &[ItemId],
        seal: Option<&str>,
    ) -> Collected {
        let listed = ids.iter().map(|id| CollectedItem {
            seal: seal.map(|seal| self.words(seal)),
            ..CollectedItem::of(*id)
        });
        Collected::of(case, listed.collect())
    }

    /// The descriptor of a content, as it is measured.
    pub(crate) fn content(&mut self, bytes: &[u8]) -> Content {
        let measured = measure_reader(bytes, Options::default()).unwrap();
        let descriptor = Descriptor {
            part_root: Some(measured.part_root.0),
            ..Descriptor::of(measured.size, measured.sha256)
        };
        Content { part_size: measured.part_size.bytes(), descriptor: self.salts.commit(descriptor) }
    }

    pub(crate) fn acquired(&mut self, id: ItemId, bytes: &[u8]) -> Acquired {
        Acquired::of(self.case, vec![AcquiredItem::of(id, self.content(bytes))])
    }

    pub(crate) fn derived(&mut self, from: &[Subject], made: &[ItemId]) -> Derived {
        let listed =
            made.iter().map(|id| DerivedItem { id: *id, content: None, description: None });
        Derived {
            from: items(from),
            kind: DerivationKind::Extract,
            tool: None,
            items: listed.collect(),
            method: None,
        }
    }

    /// An offer that is to be answered within a day.
    pub(crate) fn offered(&self, to: &Party) -> Offered {
        self.offered_until(to, self.minute + 1440)
    }

    pub(crate) fn offered_until(&self, to: &Party, minute: u32) -> Offered {
        Offered {
            to: to.id,
            keeps: Vec::new(),
            carrier: None,
            purpose: why(),
            request: None,
            answer_by: at(minute),
            conditions: Vec::new(),
            authorisation: None,
        }
    }

    pub(crate) fn accepted(&self, subjects: &[Subject]) -> Accepted {
        Accepted { items: items(subjects).into_iter().map(unchecked).collect(), reservations: None }
    }

    pub(crate) fn accepted_seeing(&mut self, subject: &Subject, seal: &str) -> Accepted {
        let mut accepted = self.accepted(std::slice::from_ref(subject));
        accepted.items[0].unchecked = None;
        accepted.items[0].seal = Some(self.words(seal));
        accepted
    }

    pub(crate) fn accepted_measuring(&mut self, subject: &Subject, bytes: &[u8]) -> Accepted {
        let mut accepted = self.accepted(std::slice::from_ref(subject));
        accepted.items[0].unchecked = None;
        accepted.items[0].content = Some(self.content(bytes));
        accepted
    }

    pub(crate) fn refused(&self, subjects: &[Subject]) -> Refused {
        Refused { items: items(subjects).into_iter().map(unchecked).collect(), reason: why() }
    }

    pub(crate) fn withdrawn(&self) -> Withdrawn {
        Withdrawn { by: None, reason: why() }
    }

    pub(crate) fn withdrawn_by(&self, registrar: &Party) -> Withdrawn {
        Withdrawn { by: Some(registrar.by.clone()), reason: why() }
    }

    pub(crate) fn handed_out(&mut self) -> HandedOut {
        HandedOut {
            to: self.words("the owner's brother"),
            purpose: why(),
            receipt: Receipt::Declined,
        }
    }

    pub(crate) fn received_back(&self, subjects: &[Subject]) -> ReceivedBack {
        ReceivedBack { from: None, items: items(subjects).into_iter().map(unchecked).collect() }
    }

    pub(crate) fn reassigned(&self, registrar: &Party, from: &Party, to: &Party) -> Reassigned {
        Reassigned {
            by: registrar.by.clone(),
            to: to.id,
            from: from.id,
            ground: why(),
            answer_by: at(self.minute + 1440),
        }
    }

    pub(crate) fn stored(&mut self) -> Stored {
        Stored { place: self.words("Room 2") }
    }

    pub(crate) fn accessed(&self) -> Accessed {
        Accessed { who: None, purpose: why() }
    }

    pub(crate) fn lost(&self) -> Lost {
        Lost { circumstances: why() }
    }

    pub(crate) fn destroyed(&mut self) -> Destroyed {
        Destroyed { ground: why(), method: self.words("shredded"), witnesses: Vec::new() }
    }

    pub(crate) fn returned(&mut self) -> Returned {
        Returned { to: self.words("the owner"), ground: why(), receipt: Receipt::Nothing }
    }

    pub(crate) fn noted(&mut self) -> Noted {
        self.noted_of(None)
    }

    pub(crate) fn noted_of(&mut self, entry: Option<Citation>) -> Noted {
        Noted { text: self.words("a remark"), entry }
    }

    pub(crate) fn corrected(&mut self, entry: Citation) -> Corrected {
        Corrected { why: why(), entry, field: "body.place".to_owned(), value: self.words("Room 3") }
    }

    pub(crate) fn annulled(&self, entry: Citation) -> Annulled {
        Annulled { by: None, why: why(), entry }
    }

    pub(crate) fn annulled_by(&self, registrar: &Party, entry: Citation) -> Annulled {
        Annulled { by: Some(registrar.by.clone()), why: why(), entry }
    }

    pub(crate) fn acknowledged(&self, entry: Citation) -> Acknowledged {
        Acknowledged { entry }
    }

    /// Gives up the first entry; both stand at the same place of one chain.
    pub(crate) fn yielded(
        &self,
        subject: &Subject,
        seq: u64,
        [entry, other]: [EntryHash; 2],
    ) -> Yielded {
        let cite = |entry| Citation { subject: subject.clone(), seq, entry };
        Yielded { entry: cite(entry), other: cite(other) }
    }
}
