//! What joins an extract to a head that is remembered, and proofs in a whole ledger: V8.11 to V8.14, F7.15.

use handseal::verify::Code;

use crate::cases::Ledger;
use crate::made::Case;
use crate::made::extracts::made;
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = joined();
    all.extend(proofs_in_a_ledger());
    all
}

fn joined() -> Vec<Vector> {
    let older = made(&[3]);
    let alone = made(&[]);
    let heads = [older.ledger.head_at(3)];
    let mut wrong = made(&[3]);
    let proof = wrong.last() - 1;
    let at = wrong.records[proof].1.windows(4).position(|bytes| bytes == b"path").unwrap();
    wrong.records[proof].1[at + 4 + 1 + 2 + 5] ^= 1;
    let mut other = made(&[3]);
    let before = wrong.last() - 1;
    let bytes = &mut other.records[before].1;
    // {"to": 5, …}: to a size that is not the checkpoint's, from one that is not either.
    let to = bytes.windows(3).position(|bytes| bytes == b"\x62to").unwrap();
    assert_eq!(bytes[to + 3], 5);
    bytes[to + 3] = 4;
    vec![
        older.case().heads(&heads).allowed_with(
            tells(
                "extract_joined_to_an_older_head",
                &["F7.15", "F8.4", "V8.10"],
                "The head that was kept is of three entries. A consistency record joins it to the \
                 checkpoint of the extract.",
            ),
            Code::ExtractScope,
            Place::end(),
        ),
        alone.case().heads(&heads).allowed_with(
            tells(
                "extract_not_joined_to_an_older_head",
                &["F7.15"],
                "The head that was kept is of three entries, and nothing joins the checkpoint of \
                 the extract to it.",
            ),
            Code::AnchorUncovered,
            Place::bytes(alone.at(alone.last(), alone.last())),
        ),
        wrong.case().heads(&heads).refused(
            tells(
                "consistency_path_with_one_bit_flipped",
                &["F8.4", "F7.15"],
                "One bit of the consistency path to the head that was kept is flipped.",
            ),
            Code::ProofMismatch,
            Place::bytes(wrong.at(wrong.last(), wrong.last())),
        ),
        other.case().heads(&heads).refused(
            tells(
                "consistency_record_between_two_other_sizes",
                &["F7.15"],
                "A consistency record joins two sizes of which neither is the checkpoint's.",
            ),
            Code::ProofMalformed,
            Place::bytes(other.at(before, before)),
        ),
    ]
}

fn proofs_in_a_ledger() -> Vec<Vector> {
    let with = |bytes: &[u8]| {
        let mut ledger = Ledger::new();
        let start = ledger.bytes.len();
        ledger.bytes.extend(bytes);
        (Case::of(&ledger), Place::bytes(start..ledger.bytes.len()))
    };
    let (unknown, there) = with(b"\xa1\x65proof\x69timestamp");
    let (number, at) = with(b"\xa1\x65proof\x01");
    let (inclusion, place) = with(b"\xa3\x64path\x80\x65index\x00\x65proof\x69inclusion");
    vec![
        unknown.allowed_with(
            tells(
                "proof_of_another_kind",
                &["F7.7"],
                "A record proves something of a kind that this version does not know.",
            ),
            Code::ProofNotUnderstood,
            there,
        ),
        number.refused(
            tells("proof_of_no_kind", &["F7.7"], "In a map record `proof` is a number."),
            Code::ProofMalformed,
            at,
        ),
        inclusion.refused(
            tells(
                "inclusion_record_in_a_whole_ledger",
                &["F7.13"],
                "An inclusion record stands in a whole ledger, where it means nothing.",
            ),
            Code::ProofMalformed,
            place,
        ),
    ]
}
