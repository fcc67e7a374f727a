//! What a proof and an entry say of a content: what was not read, how much there is, what was found.

use std::ops::Range;

use handseal::event::{EntryHash, Subject};
use handseal::verify::{
    BytesProof, Code, ContentProof, ContentProofError, DirectoryEntryProof, EntryStanding,
    MetadataShown,
};

use crate::entries::Desk;
use crate::made::{Made, PART};
use crate::wide;

#[test]
fn range_that_was_not_read_is_left_out_or_one_outside_is_named() {
    let part = wide(PART);
    let unread = [10..20, part - 1..part + 1, 3 * part..3 * part + 5, 5 * part..5 * part + 7];
    let made = Made::with_unread(5 * PART + 7, PART, &unread);
    let of = |range: Range<u64>| {
        let proof = BytesProof::of(&made.acquired, made.one.id, range, &made.one.list).unwrap();
        assert_eq!(proof.bytes().start % part, 0);
        (proof.bytes().end, proof.unread())
    };
    let one = |range: Range<u64>| Vec::from_iter([range]);
    assert_eq!(of(0..1), (part, vec![10..20, part - 1..part]));
    assert_eq!(of(part..part + 1), (2 * part, one(part..part + 1)));
    assert_eq!(of(2 * part..2 * part + 1), (3 * part, vec![]));
    let end = 5 * part + 7;
    assert_eq!(of(5 * part..end), (end, one(5 * part..end)));
    assert_eq!(of(0..end), (end, unread.to_vec()));
}

#[test]
fn number_of_entries_of_a_directory_is_another_than_the_entry_states() {
    for more in [0, 2] {
        let desk = Desk::new("stated", more);
        let stated = DirectoryEntryProof::entries_stated(&desk.entry, desk.item).unwrap();
        assert_eq!(stated, desk.measured.entries);
        assert_eq!(stated, wide(more) + 3);
    }
    let made = Made::new();
    let error = DirectoryEntryProof::entries_stated(&made.acquired, made.one.id).unwrap_err();
    assert!(matches!(error, ContentProofError::NoDirectory { .. }), "{error}");
}

/// One file can be of either kind: it is read, and written as it was.
#[test]
fn proof_of_either_kind_is_not_written_as_it_was_read() {
    let desk = Desk::new("either", 1);
    let entry = desk.proof("mail/one.eml", MetadataShown::All).to_bytes();
    let bytes = Made::new().proof().to_bytes();
    for file in [entry, bytes] {
        assert_eq!(ContentProof::parse(&file).unwrap().to_bytes(), file);
    }
}

/// A finding names an entry by its index, by its hash, or by both.
#[test]
fn finding_that_names_an_entry_in_one_way_only_is_not_minded() {
    let mut made = Made::new();
    let chief = made.ledger.chief.clone();
    let body = made.ledger.handed_out();
    let out = made.ledger.signed(body, &[Subject::Item(made.two.id)], &chief);
    made.ledger.push(&out);
    let ask = |ledger: &crate::cases::Ledger, entry: EntryHash| {
        let verifier = ledger.verifier().anchor(ledger.head()).entry(entry);
        verifier.verify_bytes(&ledger.bytes).unwrap()
    };
    let report = ask(&made.ledger, out.hash());
    // The index is not said: the item was handed out to somebody who signed nothing.
    let found = report.findings.iter().find(|found| found.code == Code::CustodyTransferOneSided);
    let place = &found.unwrap().location;
    assert_eq!((place.hash, place.entry), (Some(out.hash()), None));
    let Some(EntryStanding::Verified(verified)) = report.standing(out.hash()) else {
        panic!("{report}")
    };
    assert!(verified.found().contains(&Code::CustodyTransferOneSided), "{report}");
}
