//! Entries whose bytes are not those of an event, each well signed: V1.4 to V1.6.

use ciborium::Value;
use handseal::event::{Kept, Pruned, PrunedEntry, Subject, Why};
use handseal::verify::Code;

use crate::cast::Cast;
use crate::forge;
use crate::made::Case;
use crate::made::scenes::{envelope, header, payload_of, stored, with_item};
use crate::vector::{Place, Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = headers();
    all.extend(values());
    all.extend(bytes());
    all.extend(tagged());
    all
}

/// Entry 9, of Ana's item: its header and its payload before the change.
fn entry(tells: Tells, code: Code, change: impl FnOnce(&mut Vec<u8>, &mut Vec<u8>)) -> Vector {
    let (mut cast, item) = with_item();
    let event = stored(&mut cast, &item);
    let ana = cast.ana.clone();
    let (mut protected, mut payload) = (header(&event, &ana), payload_of(&event));
    change(&mut protected, &mut payload);
    let bytes = envelope(&protected, &payload, &ana);
    let index = cast.ledger.push_records(&bytes, event.disclosures());
    Case::of(&cast.ledger).refused(tells, code, Place::of(&cast.ledger, index))
}

/// Other bytes in the place of the first that are these.
fn replace(bytes: &mut Vec<u8>, from: &[u8], to: &[u8]) {
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    bytes.splice(at..at + from.len(), to.iter().copied());
}

fn headers() -> Vec<Vector> {
    vec![
        entry(
            tells(
                "entry_with_the_algorithm_eddsa",
                &["F3.4"],
                "An entry of a ledger has the algorithm -8 and not -19. The key and the signature \
                 are right.",
            ),
            Code::EntryMalformed,
            |protected, _| replace(protected, b"\x01\x32", b"\x01\x27"),
        ),
        entry(
            tells(
                "entry_with_a_time_of_signing_out_of_range",
                &["F3.8", "F1.4"],
                "The time of signing is 2⁶³, which is no `int`.",
            ),
            Code::EntryMalformed,
            |protected, _| {
                let claims = protected.iter().rposition(|byte| *byte == 0x0f).unwrap();
                assert_eq!(protected[claims + 1], 0xa2);
                protected[claims + 1] = 0xa3;
                protected.extend([0x06, 0x1b, 0x80, 0, 0, 0, 0, 0, 0, 0]);
            },
        ),
        entry(
            tells(
                "entry_whose_header_has_its_labels_in_another_order",
                &["F1.1", "F3.2"],
                "In the protected header of an entry label 3 stands before label 1.",
            ),
            Code::EntryNondeterministic,
            |protected, _| {
                let first = protected.drain(1..3).collect::<Vec<_>>();
                let kid = protected.windows(3).position(|bytes| bytes == b"\x04\x58\x20").unwrap();
                protected.splice(kid..kid, first);
            },
        ),
    ]
}

fn values() -> Vec<Vector> {
    let with = |change: fn(&mut Value)| {
        move |_: &mut Vec<u8>, payload: &mut Vec<u8>| {
            let mut value: Value = ciborium::from_reader(payload.as_slice()).unwrap();
            change(&mut value);
            *payload = forge::encoded(&value);
        }
    };
    let nested =
        |depth: usize| (0..depth).fold(Value::Null, |inside, _| Value::Array(vec![inside]));
    vec![
        entry(
            tells(
                "entry_with_a_field_that_is_unknown",
                &["F4.8", "F1.10"],
                "The body of an entry has a field that its type does not have.",
            ),
            Code::EntryMalformed,
            with(|payload| {
                let body = forge::at_mut(payload, &[forge::Step::key("body")]);
                body.as_map_mut().unwrap().push(("shelf".into(), Value::Null));
            }),
        ),
        entry(
            tells(
                "entry_with_a_code_that_is_unknown",
                &["F4.3"],
                "Where the time of an entry was read is a code that is not in its list.",
            ),
            Code::EntryMalformed,
            with(|payload| {
                let place = [forge::Step::key("at"), forge::Step::key("source")];
                *forge::at_mut(payload, &place) = "sundial".into();
            }),
        ),
        entry(
            tells(
                "entry_that_is_nested_too_deep",
                &["F1.7"],
                "An entry of an unknown type has nine containers inside each other in its payload.",
            ),
            Code::EntryOversized,
            move |_, payload| {
                let mut value: Value = ciborium::from_reader(payload.as_slice()).unwrap();
                *forge::at_mut(&mut value, &[forge::Step::key("type")]) = "teleported".into();
                *forge::at_mut(&mut value, &[forge::Step::key("body")]) = nested(8);
                *payload = forge::encoded(&value);
            },
        ),
        pruned_out_of_order(),
    ]
}

fn pruned_out_of_order() -> Vector {
    let (mut cast, _) = with_item();
    let listed = [3, 5].map(|index| PrunedEntry {
        kept: Kept::Entry,
        entry: cast.ledger.hash(index),
        index,
    });
    let body = Pruned { ground: Why::code("test"), entries: listed.to_vec() };
    let case = Subject::Case(cast.ledger.case);
    let chief = cast.chief.clone();
    let event = cast.ledger.signed(body, &[case], &chief);
    let mut value: Value = ciborium::from_reader(payload_of(&event).as_slice()).unwrap();
    let place = [forge::Step::key("body"), forge::Step::key("entries")];
    forge::at_mut(&mut value, &place).as_array_mut().unwrap().reverse();
    let bytes = envelope(&header(&event, &chief), &forge::encoded(&value), &chief);
    let index = cast.ledger.push_records(&bytes, &[]);
    Case::of(&cast.ledger).refused(
        tells(
            "entry_with_a_list_in_another_order",
            &["F6.12"],
            "The entries that a `pruned` lists do not rise by their index.",
        ),
        Code::EntryNondeterministic,
        Place::of(&cast.ledger, index),
    )
}

fn bytes() -> Vec<Vector> {
    vec![
        entry(
            tells(
                "entry_with_a_float",
                &["F1.2"],
                "In an entry a place is the floating-point number 1.0.",
            ),
            Code::EntryMalformed,
            |_, payload| replace(payload, b"\x63seq\x01", b"\x63seq\xf9\x3c\x00"),
        ),
        entry(
            tells(
                "entry_with_a_longer_head_inside",
                &["F1.1"],
                "In an entry a place takes two bytes where one does.",
            ),
            Code::EntryNondeterministic,
            |_, payload| replace(payload, b"\x63seq\x01", b"\x63seq\x18\x01"),
        ),
        entry(
            tells(
                "entry_with_a_list_of_indefinite_length",
                &["F1.1"],
                "In an entry the list of links ends with a break.",
            ),
            Code::EntryNondeterministic,
            |_, payload| {
                replace(payload, b"\x65links\x81", b"\x65links\x9f");
                payload.push(0xff);
            },
        ),
        entry(
            tells(
                "entry_with_bytes_behind_its_payload",
                &["F1.9"],
                "Behind the map of the payload stands a null.",
            ),
            Code::EntryMalformed,
            |_, payload| payload.push(0xf6),
        ),
    ]
}

/// An entry of an unknown type whose body has a tag.
fn tagged() -> Vec<Vector> {
    let with = |cast: &mut Cast, item: &[Subject], body: &[u8]| {
        let event = stored(cast, item);
        let ana = cast.ana.clone();
        let mut payload = payload_of(&event);
        replace(&mut payload, b"\x64type\x66stored", b"\x64type\x66melted");
        let start = payload.windows(5).position(|bytes| bytes == b"\x64body").unwrap() + 5;
        // {"place": h'…'}: a head, a key of six bytes and 34 bytes.
        payload.splice(start..start + 41, body.iter().copied());
        let bytes = envelope(&header(&event, &ana), &payload, &ana);
        let index = cast.ledger.push_records(&bytes, &[]);
        (Case::of(&cast.ledger), Place::of(&cast.ledger, index))
    };
    let (mut cast, item) = with_item();
    let (plain, there) = with(&mut cast, &item, b"\x80");
    let (mut cast, item) = with_item();
    let (tag, at) = with(&mut cast, &item, b"\xd2\x80");
    vec![
        plain.allowed_with(
            tells(
                "entry_of_an_unknown_type_with_any_body",
                &["F4.9"],
                "The body of an entry of an unknown type is an empty array.",
            ),
            Code::EntryNotUnderstood,
            there,
        ),
        tag.refused(
            tells(
                "entry_of_an_unknown_type_with_a_tag_in_its_body",
                &["F1.3", "F4.9"],
                "The same with tag 18 around the array, where nothing puts it.",
            ),
            Code::EntryMalformed,
            at,
        ),
    ]
}
