//! What an extract is of, and the heads that it is joined to: F7.1, F7.12, V8.8, V8.10, V8.13.

use handseal::store::CaseFile;
use handseal::verify::Code;

use crate::cases::{HEADS, Ledger, key};
use crate::made::Case;
use crate::made::extracts::made;
use crate::vector::{Place, Vector, tells};

/// One of two items that were collected and stored together; between that the other was stored alone.
fn one_of_two() -> Case {
    let mut ledger = Ledger::new();
    let chief = ledger.chief.clone();
    let both = ledger.collect_all(2, &chief);
    for subjects in [&both[1..], &both] {
        let body = ledger.stored();
        ledger.act(body, subjects, &chief);
    }
    let mut file = CaseFile::open_bytes(ledger.bytes.clone(), &ledger.trust()).unwrap();
    let mut bytes = Vec::new();
    file.extract(&both[..1], &key(HEADS), &mut bytes).unwrap();
    Case::of(&ledger).file(bytes)
}

pub(crate) fn all() -> Vec<Vector> {
    let whole = made(&[]);
    let mut absent = made(&[]);
    // One subject more in the header, of which nothing is there.
    let subject = "item:ffffffffffffffffffffffffffffffff";
    let bytes = &mut absent.records[0].1;
    let list = bytes.windows(7).position(|bytes| bytes == b"extract").unwrap() + 7;
    assert_eq!(bytes[list], 0x81);
    bytes[list] = 0x82;
    bytes.extend([0x78, subject.len() as u8]);
    bytes.extend(subject.as_bytes());
    let [first, second, last] = [3, 4, 5].map(|size| whole.ledger.head_at(size));
    let joined = made(&[3, 4]);
    let bent = joined.ledger.head_of(joined.ledger.origin.as_str(), 5, [7; 32], HEADS);
    vec![
        one_of_two().allowed_with(
            tells(
                "extract_of_one_item_of_acts_on_two",
                &["V3.5", "F7.12"],
                "Two items were collected and stored together, and one of them alone in between. An \
                 extract of the other has a hole in the chain of the first, which is not judged.",
            ),
            Code::ExtractScope,
            Place::end(),
        ),
        joined.case().heads(&[first, second, last.clone()]).allowed_with(
            tells(
                "extract_joined_to_each_of_two_remembered_heads",
                &["F7.15", "F8.4", "V8.10"],
                "Two heads were remembered before the extract was made, and a consistency record \
                 joins each of them to its checkpoint. A third is that checkpoint.",
            ),
            Code::ExtractScope,
            Place::end(),
        ),
        joined.case().heads(&[last, bent]).refused(
            tells(
                "extract_with_two_remembered_heads_of_one_size",
                &["V8.8"],
                "Two remembered heads have the size of the checkpoint of an extract, and different \
                 roots. Both are signed by the key of the ledger.",
            ),
            Code::AnchorForked,
            Place::bytes(joined.at(joined.last(), joined.last())),
        ),
        whole.case().allowed_with(
            tells(
                "extract_of_a_case",
                &["F7.12", "F7.13", "F7.14", "F8.3", "F7.1", "F7.4"],
                "The chain of one case, the entries that it rests on, and the proof that all of \
                 them are in the ledger. That the rest is not here is a note.",
            ),
            Code::ExtractScope,
            Place::end(),
        ),
        absent.case().refused(
            tells(
                "extract_without_a_subject_of_its_header",
                &["F7.1"],
                "The header of an extract lists an item of which no entry is there.",
            ),
            Code::LinkGenesisMissing,
            Place::bytes(absent.at(0, 0)),
        ),
    ]
}
