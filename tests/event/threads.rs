//! Sixteen mebibytes of anything are answered on a small stack.

use handseal::cose::{Sign1, assemble};
use handseal::event::{EventDraft, EventType, SignedEvent};
use handseal::identity::Signature;

use crate::events::full;
use crate::forge::{draft, signed};

const SIZE: usize = 16 << 20;
const STACK: usize = 256 << 10;

/// Repetitions of what nests, what claims to be long, and what is nothing.
fn inputs() -> Vec<Vec<u8>> {
    let patterns: [&[u8]; 12] = [
        b"\x81",
        b"\x9f",
        b"\xa1\x00",
        b"\xa1\x61a",
        b"\xbf\x00",
        b"\xd2",
        b"\xd2\x84\x43",
        b"\x5b\x00\x00\x00\x00\x01\x00\x00\x00",
        b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
        b"\x7f\x5f",
        b"\xff",
        b"\x00",
    ];
    patterns.iter().map(|pattern| pattern.iter().copied().cycle().take(SIZE).collect()).collect()
}

fn on_a_small_stack(check: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK);
    thread.spawn(check).unwrap().join().unwrap();
}

#[test]
fn nested_or_endless_bytes_are_refused_without_a_stack_to_match() {
    let entry = signed(&full(EventType::Acquired));
    for input in inputs() {
        let mut entry = entry.clone();
        on_a_small_stack(move || {
            assert!(entry.disclose(&input).is_err());
            assert!(EventDraft::from_bytes(&input).is_err());
            assert!(SignedEvent::parse(input).is_err());
        });
    }
}

#[test]
fn nested_or_endless_bytes_in_an_envelope_are_refused_without_a_stack_to_match() {
    let entry = signed(&full(EventType::Stored));
    let protected = Sign1::parse(entry.as_bytes()).unwrap().protected().to_vec();
    for input in inputs() {
        for payload in [&input[..], &input[..200_000], &input[..12]] {
            let entry = assemble(&protected, payload, &Signature([0; 64]));
            on_a_small_stack(move || assert!(SignedEvent::parse(entry).is_err()));
        }
    }
}

#[test]
fn events_of_every_type_are_read_on_a_small_stack() {
    for event_type in EventType::ALL {
        let event = full(*event_type);
        let (entry, draft) = (signed(&event), draft(&event).to_bytes());
        on_a_small_stack(move || {
            let mut read = SignedEvent::parse(entry.as_bytes().to_vec()).unwrap();
            if !entry.disclosures().is_empty() {
                read.disclose(entry.disclosures()).unwrap();
            }
            assert_eq!(read.redact(&|_| false).disclosures(), b"");
            EventDraft::from_bytes(&draft).unwrap();
        });
    }
}

#[test]
fn bytes_after_an_event_are_refused_however_many() {
    let entry = signed(&full(EventType::Stored));
    let mut bytes = entry.as_bytes().to_vec();
    bytes.resize(SIZE, 0);
    on_a_small_stack(move || assert!(SignedEvent::parse(bytes).is_err()));
}
