//! The parts that events are made of, and the frame around a body, with every optional field.

use std::collections::BTreeMap;

use handseal::encoding::{Blob, Timestamp};
use handseal::event::{
    At, Body, ByteRange, Checked, Citation, Content, Descriptor, Device, Directory, Disclosable,
    EntryHash, Event, EventType, KeyRecord, Link, Power, Recipient, RecordedLate, Salts, Subject,
    TimeSource, Tool, When, Why,
};
use handseal::identity::{
    CaseId, Entropy, EntropyError, ItemId, Origin, PartyId, RequestId, Signature, Signer as _,
    Thumbprint,
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

pub(crate) fn words(text: &str) -> Disclosable<String> {
    salts().commit(text)
}

pub(crate) fn why() -> Why {
    Why { code: Some("examination".into()), words: Some(words("to read it")) }
}

pub(crate) fn time() -> Timestamp {
    "2041-06-01T09:30:00.5+02:00".parse().unwrap()
}

pub(crate) fn item(number: u8) -> ItemId {
    ItemId::from([number; 16])
}

pub(crate) fn case() -> CaseId {
    CaseId::from([3; 16])
}

pub(crate) fn org() -> Thumbprint {
    crate::key().public_key().thumbprint()
}

pub(crate) fn party() -> PartyId {
    PartyId::generate(org(), &mut Fixed).unwrap()
}

pub(crate) fn origin() -> Origin {
    Origin::generate("ledger.example", &mut Fixed).unwrap()
}

pub(crate) fn citation() -> Citation {
    Citation { subject: Subject::Item(item(1)), seq: 0, entry: EntryHash::from([8; 32]) }
}

pub(crate) fn key_record() -> KeyRecord {
    KeyRecord::of(crate::key().public_key())
}

pub(crate) fn pop() -> Signature {
    Signature([9; 64])
}

pub(crate) fn content() -> Content {
    let directory =
        Directory { size: 7, entries: 2, content_root: [5; 32], metadata_root: [6; 32] };
    let descriptor = Descriptor {
        md5: Some([7; 16]),
        sha1: Some([8; 20]),
        size: 32,
        parts: Some(Blob(vec![1; 32])),
        sha256: [1; 32],
        sha512: Some([2; 64]),
        imported: Some("the record of another tool".into()),
        directory: Some(directory),
        part_root: Some([4; 32]),
        unreadable: Some(vec![ByteRange { to: 9, from: 3 }]),
    };
    Content { part_size: 1 << 20, descriptor: salts().commit(descriptor) }
}

pub(crate) fn device() -> Device {
    Device {
        make: Some(words("Maker")),
        model: Some(words("M 2")),
        power: Some(Power::On),
        serial: Some(words("0043")),
    }
}

pub(crate) fn tool() -> Tool {
    Tool { name: words("imager"), serial: Some(words("0042")), version: words("3.1") }
}

pub(crate) fn checked() -> Vec<Checked> {
    vec![Checked {
        id: item(1),
        seal: Some(words("A 17")),
        content: Some(content()),
        unchecked: Some(why()),
        appearance: Some(words("dry")),
    }]
}

pub(crate) fn recipient() -> Recipient {
    Recipient { party: Some(party()), described: Some(words("the defence")) }
}

/// Every optional field of the frame, and the links that the type needs.
pub(crate) fn with_everything(body: Body) -> Event {
    let links = links(&body);
    let at = At {
        time: When::Span(time(), time()),
        source: TimeSource::Paper,
        uncertainty: Some(60),
        recorded_late: Some(RecordedLate { acted: Some(party()), why: Why::code("paper_form") }),
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
        EventType::Enrolled | EventType::Revoked | EventType::Succeeded => {
            vec![next(party_subject())]
        }
        EventType::Opened => vec![Link::genesis(Subject::Ledger(origin()))],
        EventType::CheckpointKeyChanged | EventType::Timestamped => {
            vec![next(Subject::Ledger(origin()))]
        }
        EventType::CaseOpened => vec![Link::genesis(Subject::Case(case()))],
        EventType::CaseHandedOn => vec![next(Subject::Case(case()))],
        EventType::Rotated | EventType::Acknowledged | EventType::Yielded => {
            vec![next(Subject::Own(party(), origin()))]
        }
        EventType::Pruned => vec![next(Subject::Ledger(origin()))],
        EventType::Registered | EventType::Requested => vec![Link::genesis(side())],
        EventType::Asked
        | EventType::Authorisation
        | EventType::Cancelled
        | EventType::Clarified
        | EventType::Confirmed
        | EventType::Declined
        | EventType::Expired
        | EventType::Extended
        | EventType::Narrowed
        | EventType::Notified
        | EventType::Objected
        | EventType::PreservationEnded
        | EventType::Preserved
        | EventType::Produced
        | EventType::Received
        | EventType::Transmitted
        | EventType::Validated => vec![next(side())],
        EventType::Collected | EventType::Acquired | EventType::TakenOver => {
            vec![Link::genesis(Subject::Item(item(1)))]
        }
        EventType::Derived => {
            vec![next(Subject::Item(item(1))), Link::genesis(Subject::Item(item(2)))]
        }
        _ => vec![next(Subject::Item(item(1)))],
    }
}

/// One party's side of a request.
fn side() -> Subject {
    Subject::Request(RequestId::from([4; 16]), party())
}
