//! Proof files, under a key.

use ciborium::Value;
use handseal::cose::VerifyError;
use handseal::encoding::{DecodeErrorKind, MAX_RECORD};
use handseal::event::{AcquiredItem, Content, PartDigests, SignedEvent, Subject, Why};
use handseal::evidence::{PartListError, RangeError, Sha256Digest};
use handseal::identity::{SignatureError, Signer as _};
use handseal::merkle::{MAX_RANGE_PATH, ProofError};
use handseal::verify::{BytesProof, ContentProofError, MAX_CONTENT_PROOF, NotShown};
use proptest::prelude::*;

use crate::cases::{LAB, Ledger, key};
use crate::edit::{edited, refusal};
use crate::made::{Made, PART, acquired, measured};
use crate::wide;

fn kind(error: ContentProofError) -> (DecodeErrorKind, String) {
    let ContentProofError::Decode(error) = error else { panic!("{error}") };
    (error.kind, error.path.to_string())
}

fn range(error: ContentProofError) -> ProofError {
    let ContentProofError::Range(RangeError::Proof(error)) = error else { panic!("{error}") };
    error
}

#[test]
fn range_at_a_boundary_is_not_shown() {
    for length in [1, PART - 1, PART, PART + 1, 4 * PART, 5 * PART + 7] {
        let made = Made::of(length, PART);
        let edges = [0, 1, PART - 1, PART, PART + 1, length / 2, length - 1, length];
        for from in edges {
            for to in edges.into_iter().filter(|to| from < *to && *to <= length) {
                let (asked, one) = (wide(from)..wide(to), &made.one);
                let proof = BytesProof::of(&made.acquired, one.id, asked, &one.list).unwrap();
                let read = BytesProof::parse(&proof.to_bytes()).unwrap();
                assert_eq!(read.to_bytes(), proof.to_bytes());
                let covered = from / PART * PART..(to.div_ceil(PART) * PART).min(length);
                let bytes = wide(covered.start)..wide(covered.end);
                assert_eq!((read.bytes(), read.item()), (bytes.clone(), one.id));
                let shown = read.verify_under_key(&made.key(), &one.bytes[covered]).unwrap();
                assert_eq!((shown.item, shown.bytes, shown.size), (one.id, bytes, wide(length)));
                assert_eq!(shown.entry, made.acquired.hash());
                assert_eq!(shown.key, made.key().thumbprint());
            }
        }
    }
}

#[test]
fn event_that_states_a_content_shows_nothing() {
    let mut made = Made::new();
    let stating = made.stating();
    assert_eq!(stating.len(), 7);
    for (entry, item) in &stating {
        let proof = BytesProof::of(entry, *item, 0..1, &made.one.list).unwrap();
        let proof = BytesProof::parse(&proof.to_bytes()).unwrap();
        let shown = proof.verify_under_key(&made.key(), &made.one.bytes[..PART]).unwrap();
        assert_eq!((shown.entry, shown.item), (entry.hash(), *item));
    }
}

#[test]
fn other_bytes_are_shown() {
    let made = Made::new();
    let (proof, key) = (made.proof(), made.key());
    let mut changed = made.shown().to_vec();
    changed[17] ^= 1;
    let root = |error| {
        matches!(error, NotShown::Bytes(RangeError::Proof(ProofError::RootMismatch { .. })))
    };
    assert!(root(proof.verify_under_key(&key, changed.as_slice()).unwrap_err()));
    let elsewhere = &made.one.bytes[2 * PART..4 * PART];
    assert!(root(proof.verify_under_key(&key, elsewhere).unwrap_err()));
    let shorter = proof.verify_under_key(&key, &made.shown()[1..]).unwrap_err();
    assert!(matches!(
        shorter,
        NotShown::Bytes(RangeError::Missing { expected: 8192, found: 8191 })
    ));
    let longer = proof.verify_under_key(&key, &made.one.bytes[PART..]).unwrap_err();
    assert!(matches!(longer, NotShown::Bytes(RangeError::LeftOver { expected: 8192 })));
}

#[test]
fn proof_holds_for_another_range() {
    let made = Made::new();
    let file = made.proof().to_bytes();
    let moved = |first: u64, last: u64| {
        let file = edited(&file, |parts| {
            *parts.shown("first") = Value::from(first);
            *parts.shown("last") = Value::from(last);
        });
        BytesProof::parse(&file)
    };
    // The content has parts 0 to 5.
    for first in 0..6 {
        for last in first..6 {
            if (first, last) == (1, 2) {
                continue;
            }
            if let Ok(proof) = moved(first, last) {
                proof.verify_under_key(&made.key(), made.shown()).unwrap_err();
                let covered = proof.bytes();
                let [from, to] =
                    [covered.start, covered.end].map(|at| usize::try_from(at).unwrap());
                let bytes = &made.one.bytes[from..to];
                let error = proof.verify_under_key(&made.key(), bytes).unwrap_err();
                let NotShown::Bytes(RangeError::Proof(found)) = error else { panic!("{error}") };
                assert!(matches!(found, ProofError::RootMismatch { .. }), "{found}");
            }
        }
    }
    let outside = ProofError::IndexOutside { index: 6, size: 6 };
    assert_eq!(range(moved(1, 6).unwrap_err()), outside);
    assert_eq!(range(moved(2, 1).unwrap_err()), ProofError::RangeEmpty { first: 2, last: 1 });
    let error = range(moved(0, 5).unwrap_err());
    assert_eq!(error, ProofError::PathTooLong { expected: 0, found: 3 });
}

#[test]
fn proof_holds_for_another_item() {
    let made = Made::new();
    let file = made.proof().to_bytes();
    let other = |item: String| refusal(&file, |parts| *parts.get("item") = Value::Text(item));
    // In the same entry: its digests are others.
    let error = other(made.two.id.to_string());
    assert!(matches!(error, ContentProofError::OtherDescriptor { .. }), "{error}");
    let stranger = Made::new().ledger.item();
    let error = other(stranger.to_string());
    assert!(matches!(error, ContentProofError::NoContent { item } if item == stranger), "{error}");
    let (found, path) = kind(other("item:1".to_owned()));
    assert!(matches!(found, DecodeErrorKind::Identifier { .. }), "{found}");
    assert_eq!(path, "item");
}

#[test]
fn proof_holds_under_another_entry() {
    let made = Made::new();
    let file = made.proof().to_bytes();
    let under = |entry: &SignedEvent| {
        refusal(&file, |parts| *parts.get("entry") = Value::Bytes(entry.as_bytes().to_vec()))
    };
    // It states the same content under another salt.
    let error = under(&made.checked);
    let expected = match made.checked.statement() {
        handseal::event::Statement::Known(event) => match &event.body {
            handseal::event::Body::Checked(body) => {
                body.items[0].content.as_ref().unwrap().descriptor.commitment()
            }
            _ => panic!(),
        },
        handseal::event::Statement::NotUnderstood(_) => panic!(),
    };
    let ContentProofError::OtherDescriptor { expected: named, .. } = error else {
        panic!("{error}")
    };
    assert_eq!(named, expected);
    // It states no content of the item.
    let mut ledger = Ledger::new();
    let chief = ledger.chief.clone();
    let (body, subject) = (ledger.collected(&[made.one.id]), Subject::Item(made.one.id));
    let collected = ledger.signed(body, &[subject], &chief);
    assert!(matches!(under(&collected), ContentProofError::NoContent { .. }));
    let error = refusal(&file, |parts| *parts.get("entry") = Value::Bytes(vec![0xa0]));
    assert!(matches!(error, ContentProofError::Entry { .. }), "{error}");
}

#[test]
fn withheld_or_swapped_descriptor_is_accepted() {
    let made = Made::new();
    let file = made.proof().to_bytes();
    let missing = kind(refusal(&file, |parts| parts.remove("descriptor"))).0;
    assert_eq!(missing, DecodeErrorKind::MissingField { name: "descriptor" });

    let two = BytesProof::of(&made.acquired, made.two.id, 0..1, &made.two.list).unwrap();
    let swapped = |field: &str| {
        let theirs = crate::edit::Parts::of(&two.to_bytes()).get(field).clone();
        refusal(&file, |parts| *parts.get(field) = theirs)
    };
    let error = swapped("descriptor");
    let ContentProofError::OtherDescriptor { expected, found } = error else { panic!("{error}") };
    assert_ne!(expected, found);
    // Two proofs spliced: the path of the other content.
    assert!(matches!(range(swapped("shows")), ProofError::PathTooShort { .. }));
    let four = made.one.list.range_proof(8192..8193).unwrap();
    let other = crate::edit::edited(&file, |parts| {
        *parts.path() = four.path.iter().map(|hash| Value::Bytes(hash.0.to_vec())).collect();
    });
    let spliced = BytesProof::parse(&other).unwrap();
    let error = spliced.verify_under_key(&made.key(), made.shown()).unwrap_err();
    let NotShown::Bytes(RangeError::Proof(error)) = error else { panic!("{error}") };
    assert!(matches!(error, ProofError::RootMismatch { .. }), "{error}");

    let withheld = made.acquired.clone().redact(&|_| false);
    let error = BytesProof::of(&withheld, made.one.id, 0..1, &made.one.list).unwrap_err();
    assert!(matches!(error, ContentProofError::NotDisclosed { item } if item == made.one.id));
}

#[test]
fn list_of_another_content_makes_a_proof() {
    let made = Made::new();
    let error = BytesProof::of(&made.acquired, made.one.id, 0..1, &made.two.list).unwrap_err();
    assert!(matches!(error, ContentProofError::List(PartListError::WrongSize { .. })), "{error}");
    let digests: Vec<u8> = made.one.list.digests().iter().flat_map(|digest| digest.0).collect();
    let one = made.one.id;
    let proof = BytesProof::from_list(&made.acquired, one, 5000..9000, digests.as_slice());
    assert_eq!(proof.unwrap().to_bytes(), made.proof().to_bytes());
    let torn = BytesProof::from_list(&made.acquired, one, 5000..9000, &digests[1..]);
    assert!(matches!(torn.unwrap_err(), ContentProofError::Range(RangeError::ListTorn { .. })));
}

#[test]
fn content_that_was_never_cut_into_parts_is_proven() {
    let mut ledger = Ledger::new();
    let (id, chief) = (ledger.item(), ledger.chief.clone());
    let list = measured(b"abc").parts.unwrap();
    let digest = Sha256Digest::of(b"abc");
    let content = Content::imported(3, digest, None, "an earlier tool", &mut ledger.salts);
    let item = AcquiredItem::of(id, content);
    let body = acquired(&ledger, vec![item]);
    let entry = ledger.signed(body, &[Subject::Item(id)], &chief);
    let error = BytesProof::of(&entry, id, 0..1, &list).unwrap_err();
    assert!(matches!(error, ContentProofError::NoPartTree { item } if item == id), "{error}");
}

#[test]
fn signature_of_another_key_shows_something() {
    let made = Made::new();
    let proof = made.proof();
    let other = key(LAB);
    let error = proof.verify_under_key(other.public_key(), made.shown()).unwrap_err();
    assert!(matches!(error, NotShown::Signature(VerifyError::OtherKey { .. })), "{error}");

    let file = edited(&proof.to_bytes(), |parts| {
        let Value::Bytes(entry) = parts.get("entry") else { panic!() };
        let last = entry.len() - 40;
        entry[last] ^= 1;
    });
    let forged = BytesProof::parse(&file).unwrap();
    let error = forged.verify_under_key(&made.key(), made.shown()).unwrap_err();
    let NotShown::Signature(VerifyError::Signature(error)) = error else { panic!("{error}") };
    assert_eq!(error, SignatureError::Mismatch);
}

#[test]
fn file_of_another_kind_or_size_is_read() {
    let made = Made::new();
    let file = made.proof().to_bytes();
    for (place, value) in
        [(0, Value::from("handsea1")), (1, Value::from(2)), (2, Value::from("ledger"))]
    {
        let (found, _) = kind(refusal(&file, |parts| parts.header()[place] = value));
        assert!(matches!(found, DecodeErrorKind::Identifier { .. }), "{found}");
    }
    let (found, _) = kind(refusal(&file, |parts| parts.header().push(Value::Null)));
    assert_eq!(found, DecodeErrorKind::WrongLength { expected: 4, found: 5 });
    let (found, path) =
        kind(refusal(&file, |parts| *parts.shown("shows") = Value::from("fragment")));
    assert_eq!(found, DecodeErrorKind::UnknownCode { found: "fragment".into() });
    assert_eq!(path, "shows.shows");
    let hash = Value::Bytes(vec![7; 32]);
    let (found, path) = kind(refusal(&file, |parts| {
        *parts.path() = vec![hash.clone(); MAX_RANGE_PATH + 1];
    }));
    assert_eq!(
        (found, path.as_str()),
        (DecodeErrorKind::LimitExceeded { limit: 124, found: 125 }, "shows.path")
    );
    let error = refusal(&file, |parts| *parts.path() = vec![hash; MAX_RANGE_PATH]);
    assert!(matches!(range(error), ProofError::PathTooLong { found: 124, .. }));

    let longer = [file.as_slice(), b"\0"].concat();
    let (found, _) = kind(BytesProof::parse(&longer).unwrap_err());
    assert_eq!(found, DecodeErrorKind::TrailingBytes { count: 1 });
    for end in 0..file.len() {
        let (found, _) = kind(BytesProof::parse(&file[..end]).unwrap_err());
        assert!(matches!(found, DecodeErrorKind::Truncated { .. }), "{end}: {found}");
    }
    let huge = edited(&file, |parts| {
        *parts.get("entry") = Value::Bytes(vec![0; MAX_CONTENT_PROOF]);
    });
    let (found, _) = kind(BytesProof::parse(&huge).unwrap_err());
    assert!(matches!(found, DecodeErrorKind::LimitExceeded { limit: 1_048_576, .. }), "{found}");
}

/// The head of the byte string around it makes it longer than a record may be.
#[test]
fn entry_of_the_greatest_length_is_refused() {
    let mut ledger = Ledger::new();
    let (chief, bytes) = (ledger.chief.clone(), vec![3; PART]);
    let measured = measured(&bytes);
    let mut ids: Vec<_> = (0..700).map(|_| ledger.item()).collect();
    ids.sort_unstable();
    let mut items: Vec<_> = Vec::new();
    for id in &ids {
        let content = Content::measured(&measured, PartDigests::Omitted, &mut ledger.salts);
        items.push(AcquiredItem::of(*id, content));
    }
    let subjects: Vec<_> = ids.iter().copied().map(Subject::Item).collect();
    let mut body = acquired(&ledger, items);
    body.ground = Some(Why::code(&"x".repeat(70_000)));
    let probe = ledger.signed(body.clone(), &subjects, &chief);
    let room = MAX_RECORD - probe.as_bytes().len();
    body.ground = Some(Why::code(&"x".repeat(70_000 + room)));
    let entry = ledger.signed(body, &subjects, &chief);
    assert_eq!(entry.as_bytes().len(), MAX_RECORD);
    let list = measured.parts.unwrap();
    let proof = BytesProof::of(&entry, ids[350], 0..1, &list).unwrap();
    let read = BytesProof::parse(&proof.to_bytes()).unwrap();
    let shown = read.verify_under_key(&chief.key().public_key().clone(), bytes.as_slice());
    assert_eq!(shown.unwrap().item, ids[350]);
}

#[test]
fn changed_bit_of_a_file_still_shows_something() {
    let made = Made::new();
    let (file, key) = (made.proof().to_bytes(), made.key());
    for at in 0..file.len() {
        for bit in [0, 3, 7] {
            let mut changed = file.clone();
            changed[at] ^= 1 << bit;
            if let Ok(proof) = BytesProof::parse(&changed) {
                assert_eq!(proof.to_bytes(), changed, "byte {at}");
                let refused = proof.verify_under_key(&key, made.shown()).is_err();
                assert!(refused, "bit {bit} of byte {at}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_file_panics_or_shows_something(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..6),
    ) {
        let made = MADE.with(std::rc::Rc::clone);
        let mut file = made.0.clone();
        for (at, byte, change) in changes {
            if file.is_empty() {
                break;
            }
            let at = at.index(file.len());
            match change {
                0 => file[at] = byte,
                1 => file.insert(at, byte),
                2 => drop(file.remove(at)),
                _ => file.truncate(at.max(1)),
            }
        }
        if let Ok(proof) = BytesProof::parse(&file) {
            prop_assert!(proof.parts().path.len() <= MAX_RANGE_PATH);
            let shown = proof.verify_under_key(&made.1.key(), made.1.shown());
            prop_assert!(shown.is_err() || file == made.0);
        }
    }
}

thread_local! {
    static MADE: std::rc::Rc<(Vec<u8>, Made)> = {
        let made = Made::new();
        std::rc::Rc::new((made.proof().to_bytes(), made))
    };
}
