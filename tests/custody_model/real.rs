//! The same acts as signed events, judged by the library.

use std::collections::HashMap;
use std::sync::OnceLock;

use handseal::custody::{Observation, Place as Off, Register, Rights, Violation};
use handseal::event::{
    Accepted, Accessed, Acknowledged, Acquired, AcquiredItem, Admitted, Annulled, At, Body,
    Checked, Citation, Collected, CollectedItem, Content, Corrected, Derived, DerivedItem,
    Descriptor, Destroyed, Disclosed, EntryHash, Event, EventDraft, Examined, HandedOut, Incident,
    ItemsChecked, Labelled, LabelledItem, Link, Lost, Noted, Offered, PartyKind, Reassigned,
    Receipt, ReceivedBack, Recipient, Refused, Returned, Salts, SealState, Sealed, SealedItem,
    SignedEvent, Stored, Subject, TakenOver, TakenOverItem, Unsealed, UnsealedItem, Why, Withdrawn,
    Witnessed, Yielded,
};
use handseal::identity::{
    CaseId, Entropy, EntropyError, ItemId, Origin, PartyId, Signer, SigningKey, Trust,
};
use handseal::ledger::SignedCheckpoint;
use handseal::store::{Actor, CaseFile, Enrolment, MemoryStore, Opening};
use handseal::verify::REGISTRAR;
use handseal::{Timestamp, event::DerivationKind};

use crate::model::{Act, CAST, Entry, Place, UNIT, Word};

/// Bytes that are as good as random to the library and the same in each run.
pub(crate) struct Counted(pub(crate) u64);

impl Entropy for Counted {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        for byte in out {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            *byte = self.0.to_be_bytes()[0];
        }
        Ok(())
    }
}

/// The cast, enrolled in the ledger of A.
pub(crate) struct World {
    pub(crate) ids: Vec<PartyId>,
    keys: Vec<SigningKey>,
    enrolments: Vec<Citation>,
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
        let keys: Vec<_> = (0..10)
            .map(|n| SigningKey::from_seed(&[n + 1; 32]))
            .collect();
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
            let (case, root) = if CAST[party].1 == 'A' {
                (&mut ours, &keys[0])
            } else {
                (&mut theirs, &keys[5])
            };
            let units = [ids[UNIT]];
            let enrolment = Enrolment {
                kind: if party == UNIT {
                    PartyKind::Unit
                } else {
                    PartyKind::Person
                },
                name: CAST[party].0,
                roles: if CAST[party].2 { &[REGISTRAR] } else { &[] },
                units: if (1..=3).contains(&party) {
                    &units
                } else {
                    &[]
                },
                key: (party != UNIT).then_some(&keys[party] as &dyn Signer),
            };
            let root = Actor::organisation(root);
            ids[party] = case.enrol(&enrolment, &root, at, &mut entropy).unwrap();
        }
        ours.trust(theirs.keeper());
        ours.import(std::io::Cursor::new(theirs.store().as_bytes()))
            .unwrap();
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
    salts: Salts,
    pub(crate) hashes: Vec<EntryHash>,
    places: Vec<HashMap<usize, u64>>,
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
    fn hash(&self, entry: Entry) -> EntryHash {
        self.hashes
            .get(entry)
            .copied()
            .unwrap_or_else(|| EntryHash::of(&entry.to_be_bytes()))
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
        self.places.push(
            act.links
                .iter()
                .map(|(item, place)| (*item, place.seq))
                .collect(),
        );
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
        self.register
            .doubt(event.links(), event.hash(), actor, index);
    }

    fn cited(&self, about: usize, entry: Entry) -> Citation {
        Citation {
            subject: Subject::Item(item(about)),
            seq: self
                .places
                .get(entry)
                .and_then(|places| places.get(&about).copied())
                .unwrap_or(0),
            entry: self.hash(entry),
        }
    }

    fn each<T>(&mut self, act: &Act, mut make: impl FnMut(&mut Salts, ItemId) -> T) -> Vec<T> {
        act.links
            .iter()
            .map(|(number, _)| make(&mut self.salts, item(*number)))
            .collect()
    }

    fn checked(&mut self, act: &Act) -> Vec<Checked> {
        let seal = act.seal;
        self.each(act, |salts, id| Checked {
            id,
            seal: seal.map(|seal| salts.commit(seal_number(seal))),
            content: None,
            unchecked: None,
            appearance: None,
        })
    }

    fn body(&mut self, act: &Act) -> Body {
        let world = world();
        let why = || Why::code("why");
        let by = CAST[act.signer]
            .2
            .then(|| world.enrolments[act.signer].clone());
        let cites = |real: &Self| real.cited(act.about, act.cites.unwrap_or(usize::MAX));
        match act.kind {
            "accepted" => Accepted {
                items: self.checked(act),
                reservations: None,
            }
            .into(),
            "accessed" => Accessed {
                who: None,
                purpose: why(),
            }
            .into(),
            "acknowledged" => Acknowledged { entry: cites(self) }.into(),
            "acquired" => {
                let items = self.each(act, |salts, id| AcquiredItem {
                    id,
                    name: None,
                    source: None,
                    content: Content {
                        part_size: 1 << 20,
                        descriptor: salts.commit(Descriptor {
                            size: 1,
                            parts: None,
                            sha256: [1; 32],
                            sha512: None,
                            imported: None,
                            part_root: None,
                        }),
                    },
                    description: None,
                });
                Acquired {
                    case: world.case,
                    tool: None,
                    items,
                    place: None,
                    ground: None,
                    method: None,
                    clock_offset: None,
                }
                .into()
            }
            "admitted" => Admitted {
                case: world.case,
                ground: why(),
            }
            .into(),
            "annulled" => Annulled {
                by,
                why: why(),
                entry: cites(self),
            }
            .into(),
            "checked" => ItemsChecked {
                items: self.checked(act),
            }
            .into(),
            "collected" => {
                let seal = act.seal;
                let items = self.each(act, |salts, id| CollectedItem {
                    id,
                    seal: seal.map(|seal| salts.commit(seal_number(seal))),
                    condition: None,
                    description: None,
                });
                Collected {
                    case: world.case,
                    items,
                    place: None,
                    ground: None,
                    method: None,
                }
                .into()
            }
            "corrected" => Corrected {
                why: why(),
                entry: cites(self),
                field: "body.place".to_owned(),
                value: self.salts.commit("Room 2"),
            }
            .into(),
            "derived" => {
                let made = |number: &usize| DerivedItem {
                    id: item(*number),
                    content: None,
                    description: None,
                };
                let sources = act.links.iter().filter(|(n, _)| !act.made.contains(n));
                Derived {
                    from: sources.map(|(number, _)| item(*number)).collect(),
                    kind: DerivationKind::Image,
                    tool: None,
                    items: act.made.iter().map(made).collect(),
                    method: None,
                }
                .into()
            }
            "destroyed" => Destroyed {
                ground: why(),
                method: self.salts.commit("furnace"),
                witnesses: Vec::new(),
            }
            .into(),
            "disclosed" => Disclosed {
                to: Recipient {
                    party: Some(world.ids[act.to]),
                    described: None,
                },
                copy: None,
                under: why(),
            }
            .into(),
            "examined" => Examined {
                tool: None,
                method: None,
                result: None,
                purpose: why(),
            }
            .into(),
            "handed_out" => HandedOut {
                to: self.salts.commit("a courier"),
                purpose: why(),
                receipt: Receipt::Nothing,
            }
            .into(),
            "incident" => Incident {
                kind: "spill".to_owned(),
                text: self.salts.commit("coffee"),
                entry: None,
                notified: Vec::new(),
            }
            .into(),
            "labelled" => {
                let items = self.each(act, |salts, id| LabelledItem {
                    id,
                    label: salts.commit("EX"),
                });
                Labelled { items }.into()
            }
            "lost" => Lost {
                circumstances: why(),
            }
            .into(),
            "noted" => Noted {
                text: self.salts.commit("seen"),
                entry: None,
            }
            .into(),
            "offered" => Offered {
                to: world.ids[act.to],
                keeps: Vec::new(),
                carrier: None,
                purpose: why(),
                request: None,
                answer_by: instant(act.due),
                conditions: Vec::new(),
            }
            .into(),
            "reassigned" => Reassigned {
                by: world.enrolments[act.signer].clone(),
                to: world.ids[act.to],
                from: world.ids[act.from],
                ground: why(),
                answer_by: instant(act.due),
            }
            .into(),
            "received_back" => ReceivedBack {
                from: None,
                items: self.checked(act),
            }
            .into(),
            "refused" => Refused {
                items: self.checked(act),
                reason: why(),
            }
            .into(),
            "returned" => Returned {
                to: self.salts.commit("its owner"),
                ground: why(),
                receipt: Receipt::Declined,
            }
            .into(),
            "sealed" => {
                let seal = act.seal.unwrap_or(0);
                let items = self.each(act, |salts, id| SealedItem {
                    id,
                    seal: salts.commit(seal_number(seal)),
                });
                Sealed {
                    items,
                    reason: None,
                }
                .into()
            }
            "stored" => Stored {
                place: self.salts.commit("shelf 14"),
            }
            .into(),
            "taken_over" => {
                let items = self.each(act, |salts, id| TakenOverItem {
                    id,
                    content: None,
                    history: salts.commit("on paper"),
                    description: None,
                });
                TakenOver {
                    case: world.case,
                    from: None,
                    items,
                    ground: None,
                }
                .into()
            }
            "unsealed" => {
                let seal = act.seal.unwrap_or(0);
                let items = self.each(act, |salts, id| UnsealedItem {
                    id,
                    seal: salts.commit(seal_number(seal)),
                    state: SealState::Intact,
                });
                Unsealed {
                    items,
                    reason: None,
                }
                .into()
            }
            "withdrawn" => Withdrawn { by, reason: why() }.into(),
            "witnessed" => Witnessed {
                capacity: "guard".to_owned(),
                entry: cites(self),
            }
            .into(),
            "yielded" => Yielded {
                entry: cites(self),
                other: self.cited(act.about, act.other.unwrap_or(usize::MAX)),
            }
            .into(),
            other => panic!("{other} is not in the model"),
        }
    }
}

fn seal_number(seal: u8) -> String {
    format!("S-{seal}")
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
