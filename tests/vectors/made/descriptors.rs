//! What a descriptor says beside the digests of the parts: C5.2, F9.7, F9.8.

use ciborium::Value;
use handseal::event::{
    Acquired, AcquiredItem, ByteRange, Checked, Content, Descriptor, Directory, ItemsChecked,
    Subject,
};
use handseal::evidence::{
    DigestAlgorithm, DigestSet, Measurement, Options, Sha256Digest, measure_reader,
};
use handseal::verify::Code;

use crate::cases::Ledger;
use crate::made::Case;
use crate::made::scenes::{envelope, header, payload_of};
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = legacy();
    all.extend(unreadable());
    all.extend(directories());
    all
}

const CONTENT: &[u8] = b"what was acquired";

fn measured() -> Measurement {
    let digests = DigestSet::NONE.with(DigestAlgorithm::Md5).with(DigestAlgorithm::Sha1);
    measure_reader(CONTENT, Options { digests, ..Options::default() }).unwrap()
}

/// What the chief says of a content, with both legacy digests.
fn descriptor() -> Descriptor {
    let measured = measured();
    Descriptor {
        md5: measured.md5.map(|digest| digest.0),
        sha1: measured.sha1.map(|digest| digest.0),
        ..Descriptor::of(measured.size, measured.sha256)
    }
}

fn committed(ledger: &mut Ledger, descriptor: Descriptor) -> Content {
    Content { part_size: 1 << 20, descriptor: ledger.salts.commit(descriptor) }
}

/// Data that the chief acquired: entry 3.
fn acquired(descriptor: Descriptor) -> (Ledger, Subject) {
    let mut ledger = Ledger::new();
    let id = ledger.item();
    let item = AcquiredItem::of(id, committed(&mut ledger, descriptor));
    let body = Acquired::of(ledger.case, vec![item]);
    let subject = Subject::Item(id);
    ledger.act(body, &[subject.clone()], &ledger.chief.clone());
    (ledger, subject)
}

fn given(descriptor: Descriptor) -> Case {
    let (ledger, item) = acquired(descriptor);
    Case::of(&ledger).content(&item, CONTENT)
}

fn legacy() -> Vec<Vector> {
    let flipped = |mut digest: [u8; 16]| {
        digest[0] ^= 1;
        digest
    };
    let md5 = descriptor().md5.map(flipped);
    let sha1 = descriptor().sha1.map(|mut digest| {
        digest[19] ^= 1;
        digest
    });
    let (mut checked, item) = acquired(descriptor());
    let other = committed(&mut checked, Descriptor { sha1, md5: None, ..descriptor() });
    let body = ItemsChecked {
        items: vec![Checked {
            id: item.item().unwrap(),
            seal: None,
            content: Some(other),
            unchecked: None,
            appearance: None,
        }],
    };
    let index = checked.act(body, &[item.clone()], &checked.chief.clone());
    vec![
        given(descriptor()).allowed(tells(
            "content_with_legacy_digests_as_it_was_recorded",
            &["F9.7", "V9.1"],
            "MD5 and SHA-1 are recorded beside the SHA-256, and all three are those of the content.",
        )),
        given(Descriptor { md5, ..descriptor() }).refused(
            tells(
                "content_recorded_with_the_md5_of_another",
                &["F9.7", "F9.5"],
                "Length, SHA-256 and SHA-1 are those of the content, and the recorded MD5 is not.",
            ),
            Code::ContentMismatch,
            Place::end(),
        ),
        given(Descriptor { sha1, ..descriptor() }).refused(
            tells(
                "content_recorded_with_the_sha1_of_another",
                &["F9.7", "F9.5"],
                "Length, SHA-256 and MD5 are those of the content, and the recorded SHA-1 is not.",
            ),
            Code::ContentMismatch,
            Place::end(),
        ),
        Case::of(&checked).content(&item, CONTENT).refused(
            tells(
                "content_measured_again_with_another_sha1",
                &["C5.2", "F9.7"],
                "When the content was measured again, only its SHA-1 differed from the one recorded; \
                 MD5 was not measured.",
            ),
            Code::CustodyDigestMismatch,
            Place::of(&checked, index),
        ),
    ]
}

/// The listing of a directory of one file, and what the chief says of it.
fn listing() -> (Vec<u8>, Descriptor) {
    let header: [Value; 4] =
        ["handseal".into(), 1.into(), "listing".into(), Value::Bytes(vec![9; 32])];
    let entry = vec![
        (Value::from("path"), Value::Bytes(b"a.txt".to_vec())),
        ("size".into(), 1.into()),
        ("type".into(), "file".into()),
        ("sha256".into(), Value::Bytes(Sha256Digest::of(b"x").0.to_vec())),
    ];
    let listing = [cbor(&Value::Array(header.into())), cbor(&Value::Map(entry))].concat();
    let directory =
        Directory { size: 1, entries: 1, content_root: [1; 32], metadata_root: [2; 32] };
    let size = u64::try_from(listing.len()).unwrap();
    let described = Descriptor::of(size, Sha256Digest::of(&listing));
    let descriptor = Descriptor { directory: Some(directory), ..described };
    (listing, descriptor)
}

fn directories() -> Vec<Vector> {
    let (listing, descriptor) = listing();
    let (ledger, item) = acquired(descriptor);
    let mut other = listing.clone();
    *other.last_mut().unwrap() ^= 1;
    vec![
        Case::of(&ledger).content(&item, &listing).allowed(tells(
            "directory_as_it_was_recorded",
            &["F9.5", "V9.1"],
            "The content is the listing of a directory, and the listing that is given is the one recorded.",
        )),
        Case::of(&ledger).content(&item, &other).refused(
            tells(
                "directory_of_which_a_file_differs",
                &["F9.5", "V9.1"],
                "In the listing that is given, the digest of a file is another one.",
            ),
            Code::ContentMismatch,
            Place::end(),
        ),
    ]
}

/// Thirty bytes, of which these could not be read: signed whatever the format says of them.
fn with_ranges(ranges: &[(u64, u64)]) -> (Case, Place) {
    let mut ledger = Ledger::new();
    let (chief, id) = (ledger.chief.clone(), ledger.item());
    let descriptor = Descriptor {
        unreadable: Some(vec![ByteRange { to: 30, from: 0 }]),
        ..Descriptor::of(30, Sha256Digest::of(&[0; 30]))
    };
    let item = AcquiredItem::of(id, committed(&mut ledger, descriptor));
    let body = Acquired::of(ledger.case, vec![item]);
    let event = ledger.signed(body, &[Subject::Item(id)], &chief);
    let disclosed = event.disclosures();
    let mut forged: Value = ciborium::from_reader(disclosed).unwrap();
    set_ranges(&mut forged, ranges);
    let forged = cbor(&forged);
    // The record is a list of one: its head is one byte.
    let commitment = |record: &[u8]| Sha256Digest::of(&record[1..]);
    let payload = payload_of(&event);
    let old = commitment(disclosed);
    let at = payload.windows(32).position(|bytes| bytes == old.as_bytes()).unwrap();
    let payload = [&payload[..at], commitment(&forged).as_bytes(), &payload[at + 32..]].concat();
    let entry = envelope(&header(&event, &chief), &payload, &chief);
    let index = ledger.push_records(&entry, &forged);
    (Case::of(&ledger).content(Subject::Item(id), &[0; 30]), Place::group(&ledger, index))
}

fn set_ranges(disclosures: &mut Value, ranges: &[(u64, u64)]) {
    let range = |(from, to): &(u64, u64)| {
        Value::Map(vec![("to".into(), (*to).into()), ("from".into(), (*from).into())])
    };
    let pairs = disclosures.as_array_mut().unwrap();
    let fields = pairs[0].as_array_mut().unwrap()[1].as_map_mut().unwrap();
    let (_, unreadable) = fields.last_mut().unwrap();
    *unreadable = Value::Array(ranges.iter().map(range).collect());
}

fn cbor(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn unreadable() -> Vec<Vector> {
    let refused = |name, ranges: &[(u64, u64)], text| {
        let (case, place) = with_ranges(ranges);
        case.refused(tells(name, &["F9.8"], text), Code::DisclosureMalformed, place)
    };
    vec![
        with_ranges(&[(0, 4), (5, 30)]).0.allowed(tells(
            "content_of_which_two_ranges_could_not_be_read",
            &["F9.8"],
            "Two ranges could not be read when the content was measured: the first bytes and the last.",
        )),
        refused(
            "unreadable_ranges_of_which_none_is_named",
            &[],
            "The list of ranges that could not be read is empty.",
        ),
        refused(
            "unreadable_range_without_a_byte",
            &[(4, 4)],
            "A range that could not be read ends where it begins.",
        ),
        refused(
            "unreadable_range_beyond_the_content",
            &[(4, 31)],
            "A range that could not be read goes one byte beyond the content.",
        ),
        refused(
            "unreadable_ranges_that_touch",
            &[(0, 4), (4, 8)],
            "Two ranges that could not be read are one.",
        ),
        refused(
            "unreadable_ranges_in_another_order",
            &[(9, 12), (0, 4)],
            "The ranges that could not be read do not ascend.",
        ),
    ]
}
