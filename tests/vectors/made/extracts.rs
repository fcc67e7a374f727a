//! Extracts and the records that prove more: V3.2, V8.11 to V8.14, F7.7, F7.12 to F7.16, F8.3.

use handseal::event::Subject;
use handseal::ledger::{RecordKind, RecordReader};
use handseal::store::CaseFile;
use handseal::verify::Code;

use crate::cases::{HEADS, Ledger, key};
use crate::made::Case;
use crate::vector::{Place, Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = ends();
    all.extend(inclusions());
    all
}

pub(super) type Records = Vec<(RecordKind, Vec<u8>)>;

/// A ledger of five entries, two of a case and one of an item that is not asked for; and the
/// extract of the case, in records.
pub(super) struct Made {
    pub(super) ledger: Ledger,
    pub(super) records: Records,
}

pub(super) fn made(joined: &[u64]) -> Made {
    let mut ledger = Ledger::new();
    let chief = ledger.chief.clone();
    ledger.collect(&chief);
    let case = Subject::Case(ledger.case);
    let body = ledger.noted();
    ledger.act(body, &[case.clone()], &chief);
    let mut file = CaseFile::open_bytes(ledger.bytes.clone(), &ledger.trust()).unwrap();
    let mut bytes = Vec::new();
    file.extract_joined(&[case], &key(HEADS), joined, &mut bytes).unwrap();
    let mut reader = RecordReader::new(bytes.as_slice());
    let mut records = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        records.push((record.kind, record.bytes));
    }
    Made { ledger, records }
}

impl Made {
    fn file(&self) -> Vec<u8> {
        self.records.iter().flat_map(|(_, bytes)| bytes.clone()).collect()
    }

    pub(super) fn case(&self) -> Case {
        Case::of(&self.ledger).file(self.file())
    }

    /// Where these records stand.
    pub(super) fn at(&self, from: usize, to: usize) -> std::ops::Range<usize> {
        let length = |records: &[(RecordKind, Vec<u8>)]| -> usize {
            records.iter().map(|(_, bytes)| bytes.len()).sum()
        };
        length(&self.records[..from])..length(&self.records[..=to])
    }

    pub(super) fn last(&self) -> usize {
        self.records.len() - 1
    }

    /// The places of the entries among the records, each with that of its inclusion record.
    fn groups(&self) -> Vec<(usize, usize)> {
        let entries =
            (0..self.records.len()).filter(|place| self.records[*place].0 == RecordKind::Entry);
        let proof = |from: usize| {
            let is_proof = |place: &usize| self.records[*place].0 == RecordKind::Proof;
            (from..self.records.len()).find(is_proof).unwrap()
        };
        entries.map(|entry| (entry, proof(entry))).collect()
    }
}

/// The extract of a case after a change: the finding at the bytes that the change answers.
fn changed(
    tells: Tells,
    code: Code,
    joined: &[u64],
    change: impl FnOnce(&mut Made) -> Place,
) -> Vector {
    let mut made = made(joined);
    let place = change(&mut made);
    made.case().refused(tells, code, place)
}

fn ends() -> Vec<Vector> {
    vec![
        changed(
            tells(
                "extract_without_a_checkpoint",
                &["F7.14"],
                "The last record of an extract, its checkpoint, was cut off.",
            ),
            Code::CheckpointMalformed,
            &[],
            |made| {
                made.records.pop();
                Place::bytes(made.at(1, made.last()))
            },
        ),
        changed(
            tells(
                "extract_with_a_second_checkpoint",
                &["F7.14"],
                "Behind the checkpoint of an extract the same checkpoint stands again.",
            ),
            Code::CheckpointMisplaced,
            &[],
            |made| {
                let last = made.records[made.last()].clone();
                made.records.push(last);
                Place::bytes(made.at(made.last(), made.last()))
            },
        ),
        changed(
            tells(
                "extract_with_a_record_behind_its_checkpoint",
                &["F7.14"],
                "Behind the checkpoint of an extract stands an inclusion record.",
            ),
            Code::CheckpointMisplaced,
            &[],
            |made| {
                let proof = made.groups()[0].1;
                let proof = made.records[proof].clone();
                made.records.push(proof);
                Place::bytes(made.at(made.last(), made.last()))
            },
        ),
        changed(
            tells(
                "extract_whose_checkpoint_is_under_another_key",
                &["F7.14", "F8.10"],
                "The checkpoint of an extract is signed by a key that is not the ledger's: the \
                 extract has no head.",
            ),
            Code::CheckpointSignature,
            &[],
            |made| {
                let root = *made.ledger.head().unverified().root();
                let origin = made.ledger.origin.as_str().to_owned();
                let head =
                    made.ledger.head_of(&origin, made.ledger.size(), root, crate::cast::SPARE);
                let last = made.last();
                made.records[last].1 = handseal::ledger::checkpoint_record(&head.to_string());
                Place::bytes(made.at(last, last))
            },
        ),
    ]
}

fn inclusions() -> Vec<Vector> {
    let (malformed, mismatch) = (Code::ProofMalformed, Code::ProofMismatch);
    vec![
        changed(
            tells(
                "inclusion_path_with_one_bit_flipped",
                &["F8.3", "F7.14"],
                "One bit of a hash in the inclusion path of an entry is flipped.",
            ),
            mismatch,
            &[],
            |made| {
                let (entry, proof) = made.groups()[0];
                // {"path": [h'…', …], …}: a hash begins behind the key and the heads.
                made.records[proof].1[12] ^= 1;
                group(made, 0, entry, proof)
            },
        ),
        changed(
            tells(
                "inclusion_path_one_hash_too_short",
                &["F8.5", "F8.3"],
                "An inclusion path has one hash less than index and size need.",
            ),
            mismatch,
            &[],
            |made| {
                let (entry, proof) = made.groups()[0];
                let bytes = &mut made.records[proof].1;
                assert_eq!(bytes[..6], *b"\xa3\x64path");
                bytes[6] -= 1;
                bytes.drain(7..7 + 34);
                group(made, 0, entry, proof)
            },
        ),
        changed(
            tells(
                "inclusion_path_one_hash_too_long",
                &["F8.5", "F8.3"],
                "An inclusion path has one hash more than index and size need.",
            ),
            mismatch,
            &[],
            |made| {
                let (entry, proof) = made.groups()[0];
                longer(&mut made.records[proof].1, 1);
                group(made, 0, entry, proof)
            },
        ),
        changed(
            tells(
                "inclusion_path_of_65_hashes",
                &["F7.16"],
                "An inclusion record has one hash more than any path of the format.",
            ),
            malformed,
            &[],
            |made| {
                let (_, proof) = made.groups()[0];
                let bytes = &mut made.records[proof].1;
                let hashes = usize::from(bytes[6] - 0x80);
                longer(bytes, 65 - hashes);
                Place::bytes(made.at(proof, proof))
            },
        ),
        changed(
            tells(
                "entry_of_an_extract_without_its_inclusion_record",
                &["F7.13"],
                "An entry of an extract has no inclusion record behind it.",
            ),
            malformed,
            &[],
            |made| {
                let (entry, proof) = made.groups()[0];
                made.records.remove(proof);
                Place::entry(0, made.at(entry, proof - 1))
            },
        ),
        changed(
            tells(
                "inclusion_record_that_stands_twice",
                &["F7.13"],
                "Behind an entry of an extract its inclusion record stands twice.",
            ),
            malformed,
            &[],
            |made| {
                let (_, proof) = made.groups()[0];
                let again = made.records[proof].clone();
                made.records.insert(proof, again);
                Place::bytes(made.at(proof + 1, proof + 1))
            },
        ),
        changed(
            tells(
                "entry_of_an_extract_that_stands_twice",
                &["F7.12"],
                "An entry of an extract stands twice, each time with its inclusion record: the \
                 index does not ascend.",
            ),
            malformed,
            &[],
            |made| {
                let (entry, proof) = made.groups()[2];
                let again = made.records[entry..=proof].to_vec();
                let next = proof + 1;
                made.records.splice(next..next, again);
                Place::entry(2, made.at(next, proof + next - entry))
            },
        ),
        changed(
            tells(
                "entry_of_an_extract_that_stands_again_behind_others",
                &["F7.12", "V8.11"],
                "An entry of a case stands again behind the one that follows it, with the same \
                 inclusion record. It is said of the second copy, whose index is that of the \
                 first.",
            ),
            Code::EntryRepeated,
            &[],
            |made| {
                let (entry, proof) = made.groups()[2];
                let again = made.records[entry..=proof].to_vec();
                let next = made.groups()[3].1 + 1;
                made.records.splice(next..next, again);
                Place::entry(2, made.at(next, next))
            },
        ),
        changed(
            tells(
                "inclusion_record_with_a_field_more",
                &["F1.10", "F7.13"],
                "An inclusion record has a field that is not in the grammar.",
            ),
            malformed,
            &[],
            |made| {
                let (_, proof) = made.groups()[0];
                let bytes = &mut made.records[proof].1;
                bytes[0] = 0xa4;
                bytes.extend(b"\x66remark\xf6");
                Place::bytes(made.at(proof, proof))
            },
        ),
        changed(
            tells(
                "entries_of_an_extract_in_another_order",
                &["F7.12"],
                "Two entries of an extract stand in the reverse order, each with its inclusion \
                 record: the index does not ascend.",
            ),
            malformed,
            &[],
            |made| {
                let groups = made.groups();
                let ((first, _), (second, end)) = (groups[2], groups[3]);
                made.records[first..=end].rotate_left(second - first);
                let start = first + (end + 1 - second);
                Place::entry(2, made.at(start, end))
            },
        ),
    ]
}

/// An entry of the extract with what belongs to it.
fn group(made: &Made, index: u64, entry: usize, proof: usize) -> Place {
    Place::entry(index, made.at(entry, proof))
}

/// Appends hashes to the path of an inclusion record.
fn longer(bytes: &mut Vec<u8>, count: usize) {
    let before = usize::from(bytes[6] - 0x80);
    let after = before + count;
    let end = 7 + before * 34;
    let hash = [vec![0x58, 0x20], vec![7; 32]].concat();
    bytes.splice(end..end, hash.repeat(count));
    if after < 24 {
        bytes[6] = 0x80 + after as u8;
    } else {
        bytes.splice(6..7, [0x98, after as u8]);
    }
}
