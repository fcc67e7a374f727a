//! Random cases, written through the front door.

use std::collections::BTreeMap;

use handseal::Timestamp;
use handseal::event::{At, DerivationKind, Derived, DerivedItem, Noted, PartyKind, Salts, Subject};
use handseal::evidence::{Options, measure_reader};
use handseal::identity::{CaseId, ItemId, OsEntropy, PartyId, SigningKey, Trust};
use handseal::ledger::SignedCheckpoint;
use handseal::store::{
    Actor, CaseFile, Enrolment, Inspection, MemoryStore, Opening, TransferTerms,
};
use handseal::verify::{ContentSource, Report, Verifier};
use proptest::prelude::*;

fn root() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

pub(crate) fn heads() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

fn ana() -> SigningKey {
    SigningKey::from_seed(&[3; 32])
}

pub(crate) fn at(minute: u32) -> Timestamp {
    Timestamp::from_unix(2_000_000_000 + i64::from(minute) * 60, 0, 0).unwrap()
}

/// A case as its writer left it.
pub(crate) struct Made {
    pub(crate) case: CaseFile<MemoryStore>,
    pub(crate) cases: Vec<CaseId>,
    pub(crate) items: Vec<ItemId>,
    pub(crate) contents: BTreeMap<ItemId, Vec<u8>>,
    pub(crate) sources: BTreeMap<ItemId, ItemId>,
    pub(crate) holders: BTreeMap<ItemId, PartyId>,
    pub(crate) parties: [PartyId; 2],
    pub(crate) bystander: PartyId,
    pub(crate) clock: u32,
}

fn begun() -> Made {
    let (root, heads, ana) = (root(), heads(), ana());
    let opening = Opening {
        organisation: "A",
        jurisdiction: "ZZ",
        origin: "custody.example",
        root: &root,
        checkpoint_key: &heads,
        successors: &[],
        at: at(0),
    };
    let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
    let chief = Actor::organisation(&root);
    let mut enrol = |name, key: &SigningKey| {
        let enrolment =
            Enrolment { kind: PartyKind::Person, name, roles: &[], units: &[], key: Some(key) };
        case.enrol(&enrolment, &chief, at(0), &mut OsEntropy).unwrap()
    };
    let bystander = enrol("bystander", &SigningKey::from_seed(&[4; 32]));
    let parties = [chief.id, enrol("ana", &ana)];
    let first = case.open_case("1/41", &chief, at(0), &mut OsEntropy).unwrap();
    Made {
        case,
        cases: vec![first],
        items: Vec::new(),
        contents: BTreeMap::new(),
        sources: BTreeMap::new(),
        holders: BTreeMap::new(),
        parties,
        bystander,
        clock: 1,
    }
}

impl Made {
    /// One act, by two numbers.
    fn act(&mut self, kind: u8, pick: u8) {
        self.clock += 1;
        let (root, ana, now, entropy) = (root(), ana(), at(self.clock), &mut OsEntropy);
        let actors = [Actor::organisation(&root), Actor::new(self.parties[1], &ana)];
        let in_case = self.cases[usize::from(pick) % self.cases.len()];
        let item = self.items.get(usize::from(pick) % self.items.len().max(1)).copied();
        match (kind % 9, item) {
            (0, _) | (_, None) => {
                let content = vec![pick; usize::from(pick) * 40];
                let measured = measure_reader(content.as_slice(), Options::default()).unwrap();
                let actor = &actors[usize::from(pick) % 2];
                let made = self.case.acquire(in_case, &[("a.bin", &measured)], actor, now, entropy);
                let item = made.unwrap()[0];
                self.contents.insert(item, content);
                self.begin(item, actor.id);
            }
            (1, _) => {
                let actor = &actors[usize::from(pick) % 2];
                let things = [("lamp", Some("S-1")), ("rope", None)];
                for item in self.case.collect(in_case, &things, actor, now, entropy).unwrap() {
                    self.begin(item, actor.id);
                }
            }
            (2, _) => {
                let chief = &actors[0];
                self.cases.push(self.case.open_case("2/41", chief, now, entropy).unwrap());
            }
            (3, _) => drop(self.case.checkpoint(&heads()).unwrap()),
            (kind, Some(item)) => {
                let holder = self.holders[&item];
                let (giver, taker) = if holder == actors[0].id {
                    (&actors[0], &actors[1])
                } else {
                    (&actors[1], &actors[0])
                };
                self.on_item(kind, item, giver, taker, now);
            }
        }
    }

    fn begin(&mut self, item: ItemId, holder: PartyId) {
        self.items.push(item);
        self.holders.insert(item, holder);
    }

    fn on_item(
        &mut self,
        kind: u8,
        item: ItemId,
        giver: &Actor<'_>,
        taker: &Actor<'_>,
        now: Timestamp,
    ) {
        let (case, entropy) = (&mut self.case, &mut OsEntropy);
        let subjects = [Subject::Item(item)];
        let inspect = |_| Inspection::Nothing("no need");
        match kind {
            4 => {
                case.label(&[(item, "EX-1")], giver, now, entropy).unwrap();
            }
            5 | 6 => {
                let due = at(100_000);
                let offer = case.offer(
                    &[item],
                    &TransferTerms::new(taker.id, "move", due),
                    giver,
                    now,
                    entropy,
                );
                let offer = offer.unwrap();
                if kind == 5 {
                    case.accept(offer, &inspect, taker, now, entropy).unwrap();
                    self.holders.insert(item, taker.id);
                } else {
                    case.refuse(offer, &inspect, "no", taker, now, entropy).unwrap();
                }
            }
            7 => {
                let text = Salts::new(entropy).unwrap().commit("remark");
                case.act(Noted { text, entry: None }, &subjects, giver, At::device(now)).unwrap();
            }
            _ => {
                let made = ItemId::generate(entropy).unwrap();
                let item_made = DerivedItem { id: made, content: None, description: None };
                let body = Derived {
                    from: vec![item],
                    kind: DerivationKind::WorkingCopy,
                    tool: None,
                    items: vec![item_made],
                    method: None,
                };
                let subjects = [Subject::Item(item), Subject::Item(made)];
                case.act(body, &subjects, giver, At::device(now)).unwrap();
                self.sources.insert(made, item);
                self.begin(made, giver.id);
            }
        }
    }

    pub(crate) fn verify(
        &self,
        bytes: &[u8],
        head: Option<&SignedCheckpoint>,
        items: &[ItemId],
    ) -> Report {
        let trust = Trust::new().root(self.case.keeper());
        let mut verifier = Verifier::new(&trust, at(90_000));
        if let Some(head) = head {
            verifier = verifier.anchor(head.clone());
        }
        for item in items {
            if let Some(content) = self.contents.get(item) {
                let reader = Box::new(content.as_slice());
                verifier = verifier.content(*item, ContentSource::Reader(reader));
            }
        }
        verifier.verify_bytes(bytes).unwrap()
    }
}

pub(crate) fn made(acts: &[(u8, u8)]) -> Made {
    let mut made = begun();
    acts.iter().for_each(|(kind, pick)| made.act(*kind, *pick));
    made
}

pub(crate) fn acts() -> impl Strategy<Value = Vec<(u8, u8)>> {
    prop::collection::vec(any::<(u8, u8)>(), 1..14)
}
