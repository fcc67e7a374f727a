//! The same acts as signed events, judged by the library.

use std::collections::HashMap;
use std::sync::OnceLock;

use handseal::Timestamp;
use handseal::custody::{Observation, Place as Off, Register, Rights, Violation};
use handseal::event::{
    At, Citation, EntryHash, Event, EventDraft, Link, PartyKind, Salts, SignedEvent, Subject,
};
use handseal::identity::{
    CaseId, Entropy, EntropyError, ItemId, Origin, PartyId, Signer, SigningKey, Trust,
};
use handseal::ledger::SignedCheckpoint;
use handseal::store::{Actor, CaseFile, Enrolment, MemoryStore, Opening};
use handseal::verify::REGISTRAR;

use crate::model::{Act, CAST, Entry, Place, UNIT, Word};

/// Bytes that are as good as random to the library and the same in each run.
pub(crate) struct Counted(pub(crate) u64);

impl Entropy for Counted {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        for byte in out {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = self.0.to_be_bytes()[0];
        }
        Ok(())
    }
}

/// The cast, enrolled in the ledger of A.
pub(crate) struct World {
    pub(crate) ids: Vec<PartyId>,
    keys: Vec<SigningKey>,
    pub(crate) enrolments: Vec<Citation>,
    pub(crate) case: CaseId,
    origin: Origin,
    /// The ledger so far.
    pub(crate) ledger: Vec<u8>,
    pub(crate) head: SignedCheckpoint,
    pub(crate) size: u64,
    pub(crate) trust: Trust,
}

const START: i64 = 2_000_000_000;

pub(crate) fn instant(offset: i64) -> Timestamp {
    Timestamp::from_unix(START + offset, 0, 0).unwrap()
}

pub(crate) fn world() -> &'static World {
    static WORLD: OnceLock<World> = OnceLock::new();
    WORLD.get_or_init(|| {
        let keys: Vec<_> = (0..10).map(|n| SigningKey::from_seed(&[n + 1; 32])).collect();
        let mut entropy = Counted(7);
        let at = instant(0);
        let mut begin = |root: usize, heads: usize| {
            let opening = Opening {
                organisation: CAST[root].0,
                jurisdiction: "ZZ",
                origin: "custody.example",
                root: &keys[root],
                checkpoint_key: &keys[heads],
                successors: &[],
                at,
            };
            CaseFile::create_in(MemoryStore::new(), &opening, &mut entropy).unwrap()
        };
        let (mut ours, mut theirs) = (begin(0, 8), begin(5, 9));
        let mut ids = vec![Actor::organisation(&keys[0]).id; CAST.len()];
        ids[5] = Actor::organisation(&keys[5]).id;
        for party in [UNIT, 1, 2, 3, 6, 7] {
            let (case, root) =
                if CAST[party].1 == 'A' { (&mut ours, &keys[0]) } else { (&mut theirs, &keys[5]) };
            let units = [ids[UNIT]];
            let enrolment = Enrolment {
                kind: if party == UNIT { PartyKind::Unit } else { PartyKind::Person },
                name: CAST[party].0,
                roles: if CAST[party].2 {
                    // Whatever the model lets it do, no policy forbids.
                    &[REGISTRAR, "collector", "custodian", "examiner", "officer"]
                } else {
                    &[]
                },
                units: if (1..=3).contains(&party) { &units } else { &[] },
                key: (party != UNIT).then_some(&keys[party] as &dyn Signer),
            };
            let root = Actor::organisation(root);
            ids[party] = case.enrol(&enrolment, &root, at, &mut entropy).unwrap();
        }
        ours.trust(theirs.keeper());
        ours.import(std::io::Cursor::new(theirs.store().as_bytes())).unwrap();
        let chief = Actor::organisation(&keys[0]);
        let case = ours.open_case("1/41", &chief, at, &mut entropy).unwrap();
        let head = ours.checkpoint(&keys[8]).unwrap();
        World {
            enrolments: ids.iter().map(|id| ours.enrolment(*id).unwrap()).collect(),
            case,
            origin: ours.origin().unwrap().clone(),
            ledger: ours.store().as_bytes().to_vec(),
            head,
            size: ours.size(),
            trust: Trust::new().root(ours.keeper()).root(theirs.keeper()),
            ids,
            keys,
        }
    })
}

/// One history as signed events.
pub(crate) struct Real {
    pub(crate) salts: Salts,
    pub(crate) hashes: Vec<EntryHash>,
    pub(crate) places: Vec<HashMap<usize, u64>>,
    pub(crate) register: Register,
}

/// Sorted as their numbers are.
pub(crate) fn item(number: usize) -> ItemId {
    let mut bytes = [0x5a; 16];
    bytes[0] = u8::try_from(number).unwrap();
    ItemId::from(bytes)
}

impl Real {
    pub(crate) fn new() -> Self {
        Self {
            salts: Salts::new(&mut Counted(11)).unwrap(),
            hashes: Vec::new(),
            places: Vec::new(),
            register: Register::new(),
        }
    }

    /// An entry that is not in the history has a hash that no entry has.
    pub(crate) fn hash(&self, entry: Entry) -> EntryHash {
        self.hashes.get(entry).copied().unwrap_or_else(|| EntryHash::of(&entry.to_be_bytes()))
    }

    fn link(&self, subject: Subject, place: Place) -> Link {
        match place.prev {
            None => Link::genesis(subject),
            Some(prev) => Link::after(subject, place.seq, self.hash(prev)),
        }
    }

    pub(crate) fn sign(&mut self, act: &Act) -> SignedEvent {
        let world = world();
        let links = match act.own {
            Some((party, place)) => {
                let own = Subject::Own(world.ids[party], world.origin.clone());
                vec![self.link(own, place)]
            }
            None => act
                .links
                .iter()
                .map(|(number, place)| self.link(Subject::Item(item(*number)), *place))
                .collect(),
        };
        let body = self.body(act);
        let mut event = Event::new(At::device(instant(act.time)), body, links);
        event.signed_for = (act.actor != act.signer).then(|| world.ids[act.actor]);
        let key = &world.keys[act.signer];
        let draft = EventDraft::new(event, world.ids[act.signer], key.public_key(), None);
        let event = draft.unwrap().sign(key).unwrap();
        assert_eq!(act.entry, self.hashes.len());
        self.hashes.push(event.hash());
        self.places.push(act.links.iter().map(|(item, place)| (*item, place.seq)).collect());
        event
    }

    /// Judges an entry and takes its effect.
    pub(crate) fn act(&mut self, event: SignedEvent, act: &Act) -> Vec<(usize, Word)> {
        let world = world();
        let verified = event.verify(world.keys[act.signer].public_key()).unwrap();
        let rights = Rights {
            registrar_of: CAST[act.signer].2.then(|| world.ids[act.signer].org()),
            keeper: world.ids[0].org(),
        };
        let index = u64::try_from(act.entry).unwrap();
        let mut judged = self.register.judge(&verified, index, rights);
        let seen = std::mem::take(&mut judged.observations);
        self.register.apply(judged, index);
        seen.iter().filter_map(word).collect()
    }

    pub(crate) fn doubt(&mut self, event: &SignedEvent, act: &Act) {
        let (actor, index) = (world().ids[act.actor], u64::try_from(act.entry).unwrap());
        self.register.doubt(event.links(), event.hash(), actor, index);
    }
}

fn number(subject: &Subject) -> usize {
    let id = subject.item().map(|id| id.to_string()).unwrap_or_default();
    let digits = id.trim_start_matches("item:").get(..2).unwrap_or("ff");
    usize::from_str_radix(digits, 16).unwrap()
}

fn word(seen: &Observation) -> Option<(usize, Word)> {
    let (subject, word) = match seen {
        Observation::Crossed { subject, .. } => (subject.clone(), Word::Crossed),
        Observation::Early { subject, .. } => (subject.clone(), Word::Early),
        Observation::Forked { subject, .. } => (subject.clone(), Word::Forked),
        Observation::Late { subject, .. } => (subject.clone(), Word::Late),
        Observation::NotChecked { subject, .. } => (subject.clone(), Word::NotChecked),
        Observation::Pending(link) => {
            let word = match link.place {
                Off::Beginning => Word::Beginning,
                Off::Hole => Word::Hole,
                Off::Previous => Word::Previous,
                Off::Taken => Word::Taken,
            };
            (link.subject.clone(), word)
        }
        Observation::Rule { subject, violation } => {
            let word = match violation {
                Violation::NoPen { .. } => Word::NoPen,
                Violation::NotHolder { .. } => Word::NotHolder,
                Violation::NotAnnullable | Violation::WrongState { .. } => Word::Forbidden,
            };
            (subject.clone(), word)
        }
        Observation::SealMismatch { item, .. } => (Subject::Item(*item), Word::SealMismatch),
        // Neither is about who may do what; both have tests of their own.
        Observation::DigestMismatch { .. } | Observation::TimeRegressed { .. } => return None,
    };
    subject.item().map(|_| (number(&subject), word))
}
