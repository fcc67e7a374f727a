//! Every sentence that the library says, as it says it, and what it says of hostile text.
//!
//! The sentences stand in `tests/snapshots/`. A change that is meant is written there by running
//! this test with `UPDATE_SNAPSHOTS=1`, and read in the diff.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::too_many_lines,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

mod bucket_errors;
mod case_errors;
mod catalogue_errors;
mod details;
mod directory_errors;
mod draft_errors;
mod errors;
mod head_errors;
mod hostile;
mod interop_errors;
mod messages;
mod nasty;
mod range_errors;
#[path = "../common/snapshots.rs"]
mod snapshots;
mod timestamp_errors;

use std::fmt::Write as _;

use handseal::Timestamp;
use handseal::identity::{CaseId, Entropy, EntropyError, SigningKey, Trust};
use handseal::ledger::{RecordKind, RecordReader, SignedCheckpoint};
use handseal::store::{Actor, CaseFile, Inspection, MemoryStore, Opening, TransferTerms};
use handseal::verify::{Code, Report, Verdict, Verifier};

use snapshots::compare;

/// The same bytes in each run.
struct Counted(u64);

impl Entropy for Counted {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), EntropyError> {
        for byte in out {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            *byte = self.0.to_be_bytes()[0];
        }
        Ok(())
    }
}

fn root() -> SigningKey {
    SigningKey::from_seed(&[1; 32])
}

fn heads() -> SigningKey {
    SigningKey::from_seed(&[2; 32])
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_unix(2_000_000_000 + minute * 60, 0, 60).unwrap()
}

struct Made {
    case: CaseFile<MemoryStore>,
    id: CaseId,
    entropy: Counted,
}

/// A case of an organisation with this name.
fn begun(organisation: &str) -> Made {
    let mut entropy = Counted(41);
    let (root, heads) = (root(), heads());
    let opening = Opening {
        organisation,
        jurisdiction: "ZZ",
        origin: "custody.example",
        root: &root,
        checkpoint_key: &heads,
        successors: &[],
        at: at(0),
    };
    let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut entropy).unwrap();
    let chief = Actor::organisation(&root);
    let id = case.open_case("1/41", &chief, at(1), &mut entropy).unwrap();
    Made { case, id, entropy }
}

impl Made {
    /// A thing that was collected, labelled, and handed from the organisation to itself.
    fn hand_over(&mut self, seals: [&str; 2]) {
        let (case, entropy, root) = (&mut self.case, &mut self.entropy, root());
        let chief = Actor::organisation(&root);
        let thing = [("laptop", Some(seals[0]))];
        let items = case.collect(self.id, &thing, &chief, at(2), entropy).unwrap();
        case.label(&[(items[0], "EX-1")], &chief, at(3), entropy).unwrap();
        let due = at(100);
        let offer = case.offer(
            &items,
            &TransferTerms::new(chief.id, "examination", due),
            &chief,
            at(4),
            entropy,
        );
        let inspect = |_| Inspection::Seal(seals[1]);
        case.accept(offer.unwrap(), &inspect, &chief, at(5), entropy).unwrap();
    }

    fn report(&self, bytes: &[u8], head: Option<SignedCheckpoint>) -> Report {
        let verifier = Verifier::new(&Trust::new().root(self.case.keeper()), at(50));
        let verifier = match head {
            Some(head) => verifier.anchor(head),
            None => verifier,
        };
        verifier.verify_bytes(bytes).unwrap()
    }
}

#[test]
fn sentence_of_each_code_is_as_written() {
    let mut text = String::new();
    for code in Code::ALL {
        let (class, requirement) = (code.class(), code.requirement());
        writeln!(text, "{code} [{}, {requirement}]: {}", class.code(), code.text()).unwrap();
    }
    compare("codes.txt", &text);
}

#[test]
fn page_of_each_verdict_is_as_written() {
    let mut whole = begun("Example Police");
    whole.hand_over(["S-1", "S-1"]);
    let head = whole.case.checkpoint(&heads()).unwrap();
    let bytes = whole.case.store().as_bytes().to_vec();
    let mut altered = bytes.clone();
    let mut reader = RecordReader::new(bytes.as_slice());
    let mut entries = std::iter::from_fn(|| reader.next_record().unwrap())
        .filter(|record| record.kind == RecordKind::Entry);
    altered[entries.nth(3).unwrap().range.end as usize - 1] ^= 1;
    let mut other_seal = begun("Example Police");
    other_seal.hand_over(["S-1", "S-2"]);
    let other_head = other_seal.case.checkpoint(&heads()).unwrap();
    let pages = [
        (Verdict::Consistent, whole.report(&bytes, Some(head.clone()))),
        (Verdict::Contradicted, whole.report(&altered, Some(head))),
        (Verdict::Incomplete, whole.report(&bytes, None)),
        (
            Verdict::Irregular,
            other_seal.report(other_seal.case.store().as_bytes(), Some(other_head)),
        ),
    ];
    for (verdict, report) in pages {
        assert_eq!(report.verdict, verdict, "{report}");
        let name = format!("page_{}.txt", verdict.code().to_lowercase());
        compare(&name, &report.to_string());
    }
}

/// What was pruned is told as withheld, with who says so, and as nothing that is missing.
#[test]
fn page_of_a_pruned_case_is_as_written() {
    use handseal::event::{Kept, Why};
    use handseal::store::Pruning;
    let mut made = begun("Example Police");
    made.hand_over(["S-1", "S-1"]);
    let key = root();
    let chief = Actor::organisation(&key);
    let pruning = Pruning::new(Why::code("retention_ended"), Kept::Hash).case(made.id);
    made.case.prune(&pruning.even_if_held(), &chief, at(6)).unwrap();
    let head = made.case.checkpoint(&heads()).unwrap();
    let mut bytes = Vec::new();
    made.case.write_pruned(&mut bytes).unwrap();
    let report = made.report(&bytes, Some(head));
    assert_eq!(report.verdict, Verdict::Incomplete, "{report}");
    compare("page_pruned.txt", &report.to_string());
}
