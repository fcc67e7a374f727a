//! Entries, stubs and disclosures as records: V1.5 to V1.12, F5, F7.5.

use handseal::cose::Sign1;
use handseal::event::{EntryHash, SignedEvent, Why};
use handseal::ledger::entry_record;
use handseal::verify::Code;

use crate::cases::Ledger;
use crate::made::Case;
use crate::made::scenes::{stored, with_item};
use crate::vector::{Place, Tells, Vector, record, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = heads();
    all.extend(disclosures());
    all.extend(misplaced());
    all.extend(withheld());
    all
}

/// A case whose last entry stands in these bytes: entry 9, of Ana's item.
fn written(
    made: impl FnOnce(&SignedEvent) -> Vec<u8>,
    whole: fn(&Ledger, u64) -> Place,
) -> (Case, Place, SignedEvent) {
    let (mut cast, item) = with_item();
    let event = stored(&mut cast, &item);
    let start = cast.ledger.bytes.len();
    cast.ledger.bytes.extend(made(&event));
    let index = cast.ledger.count(event.hash(), start);
    (Case::of(&cast.ledger), whole(&cast.ledger, index), event)
}

fn heads() -> Vec<Vector> {
    let longer = |event: &SignedEvent| {
        let length = u32::try_from(event.as_bytes().len()).unwrap();
        let mut bytes = vec![0x5a];
        bytes.extend(length.to_be_bytes());
        bytes.extend(event.as_bytes());
        bytes.extend(event.disclosures());
        bytes
    };
    let (long, place, _) = written(longer, Place::of);
    let (mut stub, _) = with_item();
    let start = stub.ledger.bytes.len();
    let hash = EntryHash::of(b"an entry");
    stub.ledger.bytes.extend([0x59, 0x00, 0x20]);
    stub.ledger.bytes.extend(hash.as_bytes());
    let index = stub.ledger.count(hash, start);
    let (none, nothing, _) = written(|_| vec![0x40], Place::of);
    vec![
        long.refused(
            tells(
                "entry_in_a_record_with_a_longer_head",
                &["F1.1", "F7.8"],
                "The head of the byte string that frames the entry takes five bytes where three \
                 do. The entry itself is as it should be, and its end is found.",
            ),
            Code::EntryNondeterministic,
            place,
        ),
        Case::of(&stub.ledger).refused(
            tells(
                "stub_in_a_record_with_a_longer_head",
                &["F1.1", "F7.2"],
                "The head of a stub takes three bytes where two do: two files would be one ledger.",
            ),
            Code::EntryNondeterministic,
            Place::entry(index, start..stub.ledger.bytes.len()),
        ),
        none.heads(&[]).refused(
            tells(
                "entry_of_no_bytes",
                &["F3.1", "F7.2"],
                "A record of an entry is empty. Its hash is that of no bytes.",
            ),
            Code::EntryMalformed,
            nothing,
        ),
    ]
}

fn with_disclosures(tells: Tells, code: Code, made: fn(&SignedEvent) -> Vec<u8>) -> Vector {
    let both = |event: &SignedEvent| [entry_record(event.as_bytes()), made(event)].concat();
    let (case, place, _) = written(both, Place::group);
    case.refused(tells, code, place)
}

/// The one disclosure of the entry, `[salt, value]`, without the head of the list around it.
fn pair(event: &SignedEvent) -> Vec<u8> {
    assert_eq!(event.disclosures()[0], 0x81);
    event.disclosures()[1..].to_vec()
}

fn disclosures() -> Vec<Vector> {
    let (malformed, mismatch) = (Code::DisclosureMalformed, Code::DisclosureMismatch);
    vec![
        with_disclosures(
            tells(
                "disclosures_that_are_an_empty_list",
                &["F5.5"],
                "The disclosures record of an entry is an empty array.",
            ),
            malformed,
            |_| vec![0x80],
        ),
        with_disclosures(
            tells(
                "disclosure_that_is_no_pair",
                &["F5.5"],
                "The disclosures record holds an empty array where `[salt, value]` should be.",
            ),
            malformed,
            |_| vec![0x81, 0x80],
        ),
        with_disclosures(
            tells(
                "disclosure_with_a_float",
                &["F5.5", "F1.2"],
                "The disclosures record is not an item of the profile: it has a floating-point \
                 number.",
            ),
            malformed,
            |_| vec![0x81, 0xf9, 0x00, 0x00],
        ),
        with_disclosures(
            tells(
                "disclosures_of_a_longer_head",
                &["F5.5", "F1.1"],
                "The head of the list of disclosures takes two bytes where one does.",
            ),
            malformed,
            |event| [vec![0x98, 0x01], pair(event)].concat(),
        ),
        with_disclosures(
            tells(
                "disclosure_with_a_salt_of_15_bytes",
                &["F5.2", "F5.5"],
                "The salt of the disclosure is one byte short.",
            ),
            malformed,
            |event| {
                let mut bytes = event.disclosures().to_vec();
                assert_eq!(bytes[..3], [0x81, 0x82, 0x50]);
                bytes[2] = 0x4f;
                bytes.remove(3);
                bytes
            },
        ),
        with_disclosures(
            tells(
                "disclosure_of_another_salt",
                &["F5.1", "F5.6", "F5.7", "F5.2"],
                "One bit of the salt is flipped, so the disclosure opens no commitment of its \
                 entry.",
            ),
            mismatch,
            |event| {
                let mut bytes = event.disclosures().to_vec();
                bytes[3] ^= 1;
                bytes
            },
        ),
        with_disclosures(
            tells(
                "disclosure_of_another_value",
                &["F5.1", "F5.6", "F5.7"],
                "One letter of the disclosed text is another than the one that the entry commits \
                 to.",
            ),
            mismatch,
            |event| {
                let mut bytes = event.disclosures().to_vec();
                *bytes.last_mut().unwrap() ^= 1;
                bytes
            },
        ),
        with_disclosures(
            tells(
                "disclosure_that_stands_twice",
                &["F5.7", "F5.6"],
                "The disclosures record repeats its only pair: the second opens nothing.",
            ),
            mismatch,
            |event| [vec![0x82], pair(event), pair(event)].concat(),
        ),
        value_of_another_type(),
        out_of_order(),
    ]
}

/// An entry that commits to bytes where a text is due, with that disclosure.
fn value_of_another_type() -> Vector {
    let (mut cast, item) = with_item();
    let event = stored(&mut cast, &item);
    let sign1 = Sign1::parse(event.as_bytes()).unwrap();
    let mut disclosure = pair(&event);
    // `Room 2` as a byte string of the same length.
    let head = disclosure.len() - 7;
    assert_eq!(disclosure[head], 0x66);
    disclosure[head] = 0x46;
    let [old, new] = [&pair(&event), &disclosure].map(|bytes| *EntryHash::of(bytes).as_bytes());
    let mut payload = sign1.payload().to_vec();
    let at = payload.windows(32).position(|bytes| bytes == old).unwrap();
    payload[at..at + 32].copy_from_slice(&new);
    let ana = cast.ana.clone();
    let header = crate::made::scenes::header(&event, &ana);
    let entry = crate::made::scenes::envelope(&header, &payload, &ana);
    let index = cast.ledger.push_records(&entry, &[vec![0x81], disclosure].concat());
    Case::of(&cast.ledger).refused(
        tells(
            "disclosure_of_bytes_where_a_text_is_due",
            &["F5.3", "F1.10"],
            "The place of storage opens to a byte string. The entry commits to exactly that, and \
             is well signed.",
        ),
        Code::DisclosureMalformed,
        Place::group(&cast.ledger, index),
    )
}

/// Two values, disclosed in the wrong order.
fn out_of_order() -> Vector {
    let (mut cast, item) = with_item();
    let mut body = cast.ledger.accessed();
    body.who = Some(cast.ledger.words("an auditor"));
    body.purpose = Why::words(cast.ledger.words("an audit"));
    let event = cast.ledger.signed(body, &item, &cast.ana.clone());
    let bytes = event.disclosures();
    assert_eq!(bytes[0], 0x82);
    // Each pair is a head, a salt of 16 bytes with its head, and a short text with its head.
    let first = 1 + 17 + 1 + usize::from(bytes[1 + 1 + 17] & 0x1f);
    let (one, two) = bytes[1..].split_at(first);
    let swapped = [&[0x82][..], two, one].concat();
    let index = cast.ledger.push_records(event.as_bytes(), &swapped);
    Case::of(&cast.ledger).refused(
        tells(
            "disclosures_in_another_order",
            &["F5.4", "F5.5", "F5.6", "F5.7"],
            "Two disclosures stand in the reverse order of the commitments that they open.",
        ),
        Code::DisclosureMismatch,
        Place::group(&cast.ledger, index),
    )
}

fn misplaced() -> Vec<Vector> {
    let twice = |event: &SignedEvent| {
        let mut bytes = entry_record(event.as_bytes());
        bytes.extend(event.disclosures());
        bytes.extend(event.disclosures());
        bytes
    };
    let (second, _, event) = written(twice, Place::group);
    let length = event.disclosures().len();
    let end = second.file.len();
    // Disclosures behind a stub.
    let (mut stub, item) = with_item();
    let event = stored(&mut stub, &item);
    let start = stub.ledger.bytes.len();
    stub.ledger.bytes.extend(entry_record(event.hash().as_bytes()));
    stub.ledger.bytes.extend(event.disclosures());
    stub.ledger.count(event.hash(), start);
    let behind_stub = Place::bytes(start..stub.ledger.bytes.len());
    // Disclosures before any entry.
    let first = Ledger::new();
    let own = first.bytes[record(&first, 0).end..first.groups[0].end].to_vec();
    let header = first.groups[0].start;
    let file = [&first.bytes[..header], &own, &first.bytes[header..]].concat();
    vec![
        second.refused(
            tells(
                "disclosures_that_stand_twice",
                &["F7.5"],
                "A second disclosures record stands behind the first.",
            ),
            Code::DisclosureMisplaced,
            Place::bytes(end - 2 * length..end),
        ),
        Case::of(&stub.ledger).refused(
            tells(
                "disclosures_behind_a_stub",
                &["F7.5", "V1.11"],
                "Behind a stub stand the disclosures of the entry that is not shown.",
            ),
            Code::DisclosureMisplaced,
            behind_stub,
        ),
        Case::of(&first).file(file).refused(
            tells(
                "disclosures_before_any_entry",
                &["F7.5"],
                "A disclosures record stands between the header and the first entry.",
            ),
            Code::DisclosureMisplaced,
            Place::bytes(0..header + own.len()),
        ),
    ]
}

fn withheld() -> Vec<Vector> {
    let (case, place, _) = written(|event| entry_record(event.as_bytes()), Place::of);
    let (mut some, item) = with_item();
    let mut body = some.ledger.accessed();
    body.who = Some(some.ledger.words("an auditor"));
    body.purpose = Why::words(some.ledger.words("an audit"));
    let event = some.ledger.signed(body, &item, &some.ana.clone());
    let redacted = event.redact(&|field| field.to_string() == "body.who");
    let index = some.ledger.push(&redacted);
    vec![
        case.allowed_with(
            tells(
                "value_that_is_withheld",
                &["F5.8", "F5.5", "F1.11"],
                "The disclosures of an entry are left out. The entry stands, with the same hash.",
            ),
            Code::FieldWithheld,
            place,
        ),
        Case::of(&some.ledger).allowed_with(
            tells(
                "one_of_two_values_that_is_withheld",
                &["F5.4", "F5.5", "F5.6", "F5.8"],
                "Of two values the first is disclosed and the second is not: its commitment is \
                 passed over.",
            ),
            Code::FieldWithheld,
            Place::of(&some.ledger, index),
        ),
    ]
}
