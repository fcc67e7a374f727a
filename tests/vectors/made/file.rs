//! The file and its records: V1.1 to V1.4, V10, F7.

use handseal::event::{EntryHash, Subject};
use handseal::identity::CaseId;
use handseal::verify::Code;

use crate::cases::Ledger;
use crate::made::Case;
use crate::made::scenes::{stored, with_item};
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = headers();
    all.extend(framing());
    all.extend(sizes());
    all
}

const LEDGER: &[u8] = b"\xd9\xd9\xf7\x83\x68handseal\x01\x66ledger";

/// A file whose header is this, and all behind it as it should be.
fn headed(header: &[u8]) -> (Case, Place) {
    let ledger = Ledger::new();
    let bytes = [header, &ledger.bytes[LEDGER.len()..]].concat();
    (Case::of(&ledger).file(bytes), Place::bytes(0..header.len()))
}

fn header(tells: crate::vector::Tells, bytes: &[u8]) -> Vector {
    let (case, place) = headed(bytes);
    case.refused(tells, Code::FileHeader, place)
}

fn headers() -> Vec<Vector> {
    let ledger = Ledger::new();
    assert!(ledger.bytes.starts_with(LEDGER));
    let extract = |subjects: &[&str]| {
        let mut bytes = b"\xd9\xd9\xf7\x84\x68handseal\x01\x67extract".to_vec();
        bytes.push(0x80 + subjects.len() as u8);
        for subject in subjects {
            bytes.extend([0x78, subject.len() as u8]);
            bytes.extend(subject.as_bytes());
        }
        bytes
    };
    let (one, two) =
        ("item:00000000000000000000000000000001", "item:00000000000000000000000000000002");
    vec![
        Case::of(&ledger).allowed(tells(
            "header_of_a_whole_ledger",
            &["F7.1", "V4.1", "C1.1"],
            "The smallest sound case: a ledger is founded and opened, and a case is opened in it. \
             A head over all of it is remembered.",
        )),
        Case::of(&ledger).file(b"".as_slice()).refused(
            tells("header_of_an_empty_file", &["F7.1"], "The file has no bytes at all."),
            Code::FileHeader,
            Place::bytes(0..0),
        ),
        header(
            tells(
                "header_without_its_tag",
                &["F7.1", "F1.3"],
                "The header is an array without tag 55799.",
            ),
            b"\x83\x68handseal\x01\x66ledger",
        ),
        header(
            tells("header_of_another_version", &["F7.1"], "The number in the header is 2."),
            b"\xd9\xd9\xf7\x83\x68handseal\x02\x66ledger",
        ),
        header(
            tells(
                "header_of_another_name",
                &["F7.1"],
                "The text in the header is another than `handseal`.",
            ),
            b"\xd9\xd9\xf7\x83\x68handzeal\x01\x66ledger",
        ),
        header(
            tells(
                "header_of_another_kind",
                &["F7.1"],
                "The header says that the file is something else than a ledger or an extract.",
            ),
            b"\xd9\xd9\xf7\x83\x68handseal\x01\x66binder",
        ),
        header(
            tells(
                "header_in_a_longer_encoding",
                &["F7.1", "F1.1"],
                "The number 1 in the header stands in two bytes.",
            ),
            b"\xd9\xd9\xf7\x83\x68handseal\x18\x01\x66ledger",
        ),
        header(
            tells(
                "header_of_an_extract_of_nothing",
                &["F7.1"],
                "The header of an extract lists no subject.",
            ),
            &extract(&[]),
        ),
        header(
            tells(
                "header_of_an_extract_in_no_order",
                &["F7.1", "F2.6"],
                "The subjects in the header of an extract do not ascend.",
            ),
            &extract(&[two, one]),
        ),
        header(
            tells(
                "header_of_an_extract_that_repeats",
                &["F7.1"],
                "A subject stands twice in the header of an extract.",
            ),
            &extract(&[one, one]),
        ),
    ]
}

fn framing() -> Vec<Vector> {
    let (mut torn, item) = with_item();
    let event = stored(&mut torn, &item);
    let index = torn.ledger.push(&event);
    let start = torn.ledger.groups[index as usize].start;
    let cut = torn.ledger.bytes[..start + 40].to_vec();
    let torn_case = Case::of(&torn.ledger).heads(&[torn.ledger.head_at(index)]).file(cut);

    // What a record is followed by here has no length.
    let behind = |bytes: &[u8]| {
        let ledger = Ledger::new();
        let last = crate::vector::record(&ledger, 2).start;
        let mut file = ledger.bytes.clone();
        // The last entry has disclosures: the record before is that one.
        let before = last + crate::vector::record(&ledger, 2).len();
        file.extend(bytes);
        let place = Place::bytes(before..file.len());
        (Case::of(&ledger).file(file), place)
    };
    let unframed = |tells, bytes: &[u8]| {
        let (case, place) = behind(bytes);
        case.refused(tells, Code::RecordUnframed, place)
    };
    vec![
        torn_case.refused(
            tells(
                "file_that_ends_inside_a_record",
                &["F7.10"],
                "The file was cut 40 bytes into its last entry.",
            ),
            Code::FileTorn,
            Place::bytes(start..start + 40),
        ),
        unframed(
            tells(
                "number_where_a_record_should_be",
                &["F7.9", "F7.2"],
                "Behind the last record stands the number 5, of major type 0.",
            ),
            b"\x05",
        ),
        unframed(
            tells(
                "tag_where_a_record_should_be",
                &["F7.9"],
                "Behind the last record stands an entry without the byte string around it: major \
                 type 6.",
            ),
            b"\xd2\x84\x40\xa0\x40\x40",
        ),
        unframed(
            tells(
                "record_of_no_length",
                &["F7.9", "F7.8"],
                "Behind the last record stands an array of indefinite length: nothing behind it \
                 can be told apart.",
            ),
            b"\x9f\x00\xff",
        ),
        unframed(
            tells(
                "record_with_no_length_inside",
                &["F7.9", "F7.8"],
                "Behind the last record stands an array with a byte string of indefinite length in \
                 it.",
            ),
            b"\x81\x5f\x41\x00\xff",
        ),
        unframed(
            tells(
                "record_with_a_reserved_head",
                &["F7.9", "F1.2"],
                "Behind the last record stands a head with additional information 28.",
            ),
            b"\x5c",
        ),
    ]
}

fn sizes() -> Vec<Vector> {
    let empty = Ledger::empty();
    // A list with one item more than a record can have, of the smallest items.
    let mut oversized = Ledger::new();
    let start = oversized.bytes.len();
    let mut list = vec![0x9a, 0x00, 0x03, 0xff, 0xfc];
    list.resize(262_145, 0x00);
    oversized.bytes.extend(&list);
    let end = oversized.bytes.len();
    let body = oversized.case_opened();
    let case = CaseId::generate(&mut oversized.entropy).unwrap();
    oversized.act(body, &[Subject::Case(case)], &oversized.chief.clone());
    let mut stubs = Ledger::new();
    for number in 0..4u8 {
        let hash = EntryHash::of(&[number]);
        let at = stubs.bytes.len();
        stubs.bytes.extend([0x58, 0x20]);
        stubs.bytes.extend(hash.as_bytes());
        stubs.count(hash, at);
    }
    vec![
        Case::of(&empty).heads(&[]).allowed_with(
            tells(
                "ledger_without_an_entry",
                &["V8.5"],
                "The file is a header and nothing else. Nothing was checked, and nothing is wrong.",
            ),
            Code::LedgerEmpty,
            Place::end(),
        ),
        Case::of(&oversized).refused(
            tells(
                "record_of_one_byte_too_many",
                &["F7.3", "F7.11", "F1.8"],
                "A record of 262 145 bytes stands between two entries. It has no place in the \
                 tree, and the entry behind it is read.",
            ),
            Code::EntryOversized,
            Place::bytes(start..end),
        ),
        Case::of(&stubs).limit(2).allowed_with(
            tells(
                "more_findings_than_are_kept",
                &["V1.11"],
                "Four entries are stubs, and the verifier keeps two findings. That there are more \
                 is said.",
            ),
            Code::LimitsReached,
            Place::end(),
        ),
    ]
}
