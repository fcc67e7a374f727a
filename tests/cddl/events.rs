//! One event of every type, with every optional field.

use std::collections::BTreeMap;

use handseal::encoding::{Blob, Timestamp};
use handseal::event::{
    Accepted, Accessed, Acknowledged, Acquired, AcquiredItem, Admitted, Annulled, At, Body,
    CaseHandedOn, CaseOpened, Checked, CheckpointKeyChanged, Citation, Collected, CollectedItem,
    Content, Corrected, DerivationKind, Derived, DerivedItem, Descriptor, Destroyed, Disclosable,
    Disclosed, Enrolled, EntryHash, Event, EventType, Examined, Founded, HandedOut, Incident,
    ItemsChecked, KeyRecord, Labelled, LabelledItem, Link, Lost, Noted, Offered, Opened, PartyKind,
    Reassigned, Receipt, ReceivedBack, Recipient, RecordedLate, Refused, Returned,
    RevocationReason, Revoked, Rotated, Salts, SealState, Sealed, SealedItem, Stored, Subject,
    TakenOver, TakenOverItem, TimeSource, Tool, Unsealed, UnsealedItem, When, Why, Withdrawn,
    Witnessed, Yielded,
};
use handseal::identity::{
    Algorithm, CaseId, Entropy, EntropyError, ItemId, Origin, PartyId, RequestId, Signature,
    Signer as _, Thumbprint,
};

/// The same bytes each time.
struct Fixed;

impl Entropy for Fixed {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        buffer.fill(5);
        Ok(())
    }
}

fn salts() -> Salts {
    Salts::new(&mut Fixed).unwrap()
}

fn words(text: &str) -> Disclosable<String> {
    salts().commit(text)
}

fn why() -> Why {
    Why {
        code: Some("examination".into()),
        words: Some(words("to read it")),
    }
}

fn time() -> Timestamp {
    "2041-06-01T09:30:00.5+02:00".parse().unwrap()
}

pub(crate) fn item(number: u8) -> ItemId {
    ItemId::from([number; 16])
}

fn case() -> CaseId {
    CaseId::from([3; 16])
}

fn org() -> Thumbprint {
    crate::key().public_key().thumbprint()
}

pub(crate) fn party() -> PartyId {
    PartyId::generate(org(), &mut Fixed).unwrap()
}

fn origin() -> Origin {
    Origin::generate("ledger.example", &mut Fixed).unwrap()
}

fn citation() -> Citation {
    Citation {
        subject: Subject::Item(item(1)),
        seq: 0,
        entry: EntryHash::from([8; 32]),
    }
}

fn key_record() -> KeyRecord {
    KeyRecord {
        alg: Algorithm::Ed25519,
        key: *crate::key().public_key().as_bytes(),
    }
}

fn pop() -> Signature {
    Signature([9; 64])
}

fn content() -> Content {
    let descriptor = Descriptor {
        size: 32,
        parts: Some(Blob(vec![1; 32])),
        sha256: [1; 32],
        sha512: Some([2; 64]),
        imported: Some("the record of another tool".into()),
        part_root: Some([4; 32]),
    };
    Content {
        part_size: 1 << 20,
        descriptor: salts().commit(descriptor),
    }
}

fn tool() -> Tool {
    Tool {
        name: words("imager"),
        serial: Some(words("0042")),
        version: words("3.1"),
    }
}

fn checked() -> Vec<Checked> {
    vec![Checked {
        id: item(1),
        seal: Some(words("A 17")),
        content: Some(content()),
        unchecked: Some(why()),
        appearance: Some(words("dry")),
    }]
}

/// Every optional field of the frame, and the links that the type needs.
pub(crate) fn with_everything(body: Body) -> Event {
    let links = links(&body);
    let at = At {
        time: When::Span(time(), time()),
        source: TimeSource::Paper,
        uncertainty: Some(60),
        recorded_late: Some(RecordedLate {
            acted: Some(party()),
            why: Why::code("paper_form"),
        }),
    };
    let mut event = Event::new(at, body, links);
    let mark: Disclosable<Blob> = salts().commit(Blob(vec![1, 2]));
    event.ext = Some(BTreeMap::from([("example.tool".to_owned(), mark)]));
    event.signed_for = Some(party());
    event.lang = Some("de-CH".into());
    event
}

fn links(body: &Body) -> Vec<Link> {
    let next = |subject| Link::after(subject, 1, EntryHash::from([6; 32]));
    let party_subject = || Subject::Party(party());
    match body.event_type() {
        EventType::Founded => vec![Link::genesis(party_subject())],
        EventType::Enrolled | EventType::Revoked => vec![next(party_subject())],
        EventType::Opened => vec![Link::genesis(Subject::Ledger(origin()))],
        EventType::CheckpointKeyChanged => vec![next(Subject::Ledger(origin()))],
        EventType::CaseOpened => vec![Link::genesis(Subject::Case(case()))],
        EventType::CaseHandedOn => vec![next(Subject::Case(case()))],
        EventType::Rotated | EventType::Acknowledged | EventType::Yielded => {
            vec![next(Subject::Own(party(), origin()))]
        }
        EventType::Collected | EventType::Acquired | EventType::TakenOver => {
            vec![Link::genesis(Subject::Item(item(1)))]
        }
        EventType::Derived => vec![
            next(Subject::Item(item(1))),
            Link::genesis(Subject::Item(item(2))),
        ],
        _ => vec![next(Subject::Item(item(1)))],
    }
}

pub(crate) fn every_event() -> Vec<Body> {
    let mut events = directory();
    events.extend(beginnings());
    events.extend(handover());
    events.extend(keeping());
    events.extend(remarks());
    events
}

fn directory() -> Vec<Body> {
    vec![
        Founded {
            key: key_record(),
            name: words("Example Police"),
            successors: vec![Thumbprint([2; 32])],
            jurisdiction: "CH".into(),
        }
        .into(),
        Enrolled {
            by: citation(),
            key: Some(key_record()),
            possession: Some(pop()),
            kind: PartyKind::Person,
            name: words("Ana"),
            roles: vec!["registrar".into()],
            units: vec![party()],
        }
        .into(),
        Rotated {
            key: key_record(),
            possession: pop(),
        }
        .into(),
        Revoked {
            by: citation(),
            kid: org(),
            why: Some(why()),
            since: Some(time()),
            reason: RevocationReason::Compromised,
        }
        .into(),
        Opened {
            by: citation(),
            key: key_record(),
            possession: pop(),
        }
        .into(),
        CheckpointKeyChanged {
            by: citation(),
            key: key_record(),
            possession: pop(),
        }
        .into(),
        CaseOpened {
            title: Some(words("theft")),
            reference: words("2041/7"),
        }
        .into(),
        CaseHandedOn {
            to: party(),
            why: Some(why()),
        }
        .into(),
    ]
}

fn beginnings() -> Vec<Body> {
    let (place, method) = (Some(words("room 4")), Some(words("by hand")));
    let description = Some(words("laptop"));
    vec![
        Collected {
            case: case(),
            items: vec![CollectedItem {
                id: item(1),
                seal: Some(words("A 17")),
                condition: Some(words("scratched")),
                description: description.clone(),
            }],
            place: place.clone(),
            ground: Some(why()),
            method: method.clone(),
        }
        .into(),
        Acquired {
            case: case(),
            tool: Some(tool()),
            items: vec![AcquiredItem {
                id: item(1),
                name: Some(words("disk.dd")),
                source: Some(words("the laptop")),
                content: content(),
                description: description.clone(),
            }],
            place,
            ground: Some(why()),
            method: method.clone(),
            clock_offset: Some(-90),
        }
        .into(),
        TakenOver {
            case: case(),
            from: Some(words("the archive")),
            items: vec![TakenOverItem {
                id: item(1),
                content: Some(content()),
                history: words("on paper"),
                description: description.clone(),
            }],
            ground: Some(why()),
        }
        .into(),
        Derived {
            from: vec![item(1)],
            kind: DerivationKind::Image,
            tool: Some(tool()),
            items: vec![DerivedItem {
                id: item(2),
                content: Some(content()),
                description,
            }],
            method,
        }
        .into(),
        Labelled {
            items: vec![LabelledItem {
                id: item(1),
                label: words("EX-1"),
            }],
        }
        .into(),
        Admitted {
            case: case(),
            ground: why(),
        }
        .into(),
    ]
}

fn handover() -> Vec<Body> {
    vec![
        Offered {
            to: party(),
            keeps: vec![item(2)],
            carrier: Some(words("courier")),
            purpose: why(),
            request: Some(RequestId::from([4; 16])),
            answer_by: time(),
            conditions: vec![words("do not copy")],
        }
        .into(),
        Accepted {
            items: checked(),
            reservations: Some(words("box torn")),
        }
        .into(),
        Refused {
            items: checked(),
            reason: why(),
        }
        .into(),
        Withdrawn {
            by: Some(citation()),
            reason: why(),
        }
        .into(),
        Reassigned {
            by: citation(),
            to: party(),
            from: party(),
            ground: why(),
            answer_by: time(),
        }
        .into(),
        HandedOut {
            to: words("the owner"),
            purpose: why(),
            receipt: Receipt::Item(item(3)),
        }
        .into(),
        ReceivedBack {
            from: Some(words("the owner")),
            items: checked(),
        }
        .into(),
    ]
}

fn keeping() -> Vec<Body> {
    vec![
        Sealed {
            items: vec![SealedItem {
                id: item(1),
                seal: words("A 18"),
            }],
            reason: Some(why()),
        }
        .into(),
        Unsealed {
            items: vec![UnsealedItem {
                id: item(1),
                seal: words("A 18"),
                state: SealState::Intact,
            }],
            reason: Some(why()),
        }
        .into(),
        Stored {
            place: words("locker 4"),
        }
        .into(),
        Examined {
            tool: Some(tool()),
            method: Some(words("read")),
            result: Some(words("nothing")),
            purpose: why(),
        }
        .into(),
        ItemsChecked { items: checked() }.into(),
        Accessed {
            who: Some(words("a guest")),
            purpose: why(),
        }
        .into(),
        Disclosed {
            to: Recipient {
                party: Some(party()),
                described: Some(words("the defence")),
            },
            copy: Some(item(2)),
            under: why(),
        }
        .into(),
        Lost {
            circumstances: why(),
        }
        .into(),
        Returned {
            to: words("the owner"),
            ground: why(),
            receipt: Receipt::Declined,
        }
        .into(),
        Destroyed {
            ground: why(),
            method: words("shredded"),
            witnesses: vec![words("Ben")],
        }
        .into(),
    ]
}

fn remarks() -> Vec<Body> {
    let entry = citation;
    vec![
        Noted {
            text: words("it rained"),
            entry: Some(entry()),
        }
        .into(),
        Corrected {
            why: why(),
            entry: entry(),
            field: "body.place".into(),
            value: words("room 5"),
        }
        .into(),
        Incident {
            kind: "water".into(),
            text: words("a pipe broke"),
            entry: Some(entry()),
            notified: vec![words("the officer")],
        }
        .into(),
        Witnessed {
            capacity: "bystander".into(),
            entry: entry(),
        }
        .into(),
        Annulled {
            by: Some(entry()),
            why: why(),
            entry: entry(),
        }
        .into(),
        Acknowledged { entry: entry() }.into(),
        Yielded {
            entry: entry(),
            other: entry(),
        }
        .into(),
    ]
}
