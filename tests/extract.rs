//! What the records of an extract must be, and what the time of a cited entry says.

#![allow(
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

use handseal::event::{At, Citation, Noted, Salts};
use handseal::identity::{Entropy, OsEntropy, Signer};
use handseal::ledger::{RecordKind, RecordReader};
use handseal::{
    Actor, CaseFile, Code, MemoryStore, Opening, Report, SignedCheckpoint, SigningKey, Subject,
    Timestamp, Trust, Verdict, Verifier,
};

const NOW: &str = "2026-11-22T12:00:00Z";

struct Case {
    file: CaseFile<MemoryStore>,
    root: SigningKey,
    ledger_key: SigningKey,
    case: Subject,
}

impl Case {
    fn new() -> Self {
        let root = SigningKey::from_seed(&[1; 32]);
        let ledger_key = SigningKey::from_seed(&[2; 32]);
        let opening = Opening {
            organisation: "Example Police",
            jurisdiction: "FR",
            origin: "example.org",
            root: &root,
            checkpoint_key: &ledger_key,
            successors: &[],
            at: at("2026-11-22T09:00:00Z"),
        };
        let mut file = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
        let actor = Actor::organisation(&root);
        let when = at("2026-11-22T09:05:00Z");
        let id = file.open_case("2041/26", &actor, when, &mut OsEntropy).unwrap();
        let case = Subject::Case(id);
        Self { file, root, ledger_key, case }
    }

    fn extract(&mut self) -> (Vec<u8>, SignedCheckpoint) {
        let mut bytes = Vec::new();
        let subjects = [self.case.clone()];
        let extract = self.file.extract(&subjects, &self.ledger_key, &mut bytes).unwrap();
        (bytes, extract.head)
    }

    fn verify(&self, bytes: &[u8], head: SignedCheckpoint) -> Report {
        let trust = Trust::new().root(self.root.public_key().thumbprint());
        let verifier = Verifier::new(&trust, at(NOW)).anchor(head);
        verifier.verify_bytes(bytes).unwrap()
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Where the checkpoint of an extract begins.
fn checkpoint_at(bytes: &[u8]) -> usize {
    let mut reader = RecordReader::new(bytes);
    loop {
        let record = reader.next_record().unwrap().unwrap();
        if record.kind == RecordKind::Checkpoint {
            return usize::try_from(record.range.start).unwrap();
        }
    }
}

fn found(report: &Report, code: Code) -> Vec<std::ops::Range<u64>> {
    let of_code = report.findings.iter().filter(|finding| finding.code == code);
    of_code.filter_map(|finding| finding.location.bytes.clone()).collect()
}

#[test]
fn extract_as_written_is_consistent_and_says_its_scope() {
    let mut case = Case::new();
    let (bytes, head) = case.extract();
    let report = case.verify(&bytes, head);
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
    assert_eq!(report.findings[0].code, Code::ExtractScope);
}

#[test]
fn record_behind_the_checkpoint_of_an_extract_is_refused() {
    let mut case = Case::new();
    let (bytes, head) = case.extract();
    let start = checkpoint_at(&bytes);
    let mut reader = RecordReader::new(bytes.as_slice());
    let mut last = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        if record.kind == RecordKind::Proof {
            last = record.bytes;
        }
    }
    let end = bytes.len();
    for more in [last, bytes[start..].to_vec()] {
        let longer = [&bytes, more.as_slice()].concat();
        let report = case.verify(&longer, head.clone());
        assert_eq!(report.verdict, Verdict::Contradicted, "{report}");
        let misplaced = found(&report, Code::CheckpointMisplaced);
        assert!(misplaced.contains(&(end as u64..longer.len() as u64)));
    }
}

#[test]
fn checkpoint_of_an_extract_in_a_second_encoding_is_refused() {
    let mut case = Case::new();
    let (bytes, head) = case.extract();
    let start = checkpoint_at(&bytes);
    // A head of one byte more for the same length.
    assert_eq!(bytes[start], 0x78);
    let mut longer = bytes[..start].to_vec();
    longer.extend([0x79, 0, bytes[start + 1]]);
    longer.extend(&bytes[start + 2..]);
    let report = case.verify(&longer, head);
    assert_eq!(report.verdict, Verdict::Contradicted, "{report}");
    assert_eq!(found(&report, Code::CheckpointMalformed).len(), 1);
}

#[test]
fn remark_stated_before_the_entry_that_it_cites_has_a_regressed_time() {
    let mut case = Case::new();
    let cited = case.file.register().tip(&case.case).unwrap();
    let citation = Citation { subject: case.case.clone(), seq: cited.seq, entry: cited.hash };
    let entropy: &mut dyn Entropy = &mut OsEntropy;
    let body =
        Noted { text: Salts::new(entropy).unwrap().commit("a remark"), entry: Some(citation) };
    let actor = Actor::organisation(&case.root);
    let own = Subject::Own(actor.id, case.file.origin().unwrap().clone());
    let before = At::device(at("2026-11-22T09:04:00Z"));
    case.file.act(body, &[own], &actor, before).unwrap();
    let head = case.file.checkpoint(&case.ledger_key).unwrap();
    let report = case.verify(case.file.store().as_bytes(), head);
    assert_eq!(report.verdict, Verdict::Irregular, "{report}");
    assert_eq!(report.findings[0].code, Code::TimeRegressed);
    assert_eq!(report.findings[0].location.entry, Some(3));
    assert_eq!(report.findings[0].location.field.as_deref(), Some("body.entry"));
}

/// What an extract leaves out between the founding and what it shows is not missing there.
#[test]
fn extract_without_the_opening_of_its_ledger_misplaces_what_follows() {
    let mut case = Case::new();
    let (bytes, head) = case.extract();
    let mut reader = RecordReader::new(bytes.as_slice());
    let (mut group, mut without) = (0, Vec::new());
    while let Some(record) = reader.next_record().unwrap() {
        if record.kind == RecordKind::Entry {
            group += 1;
        }
        // Founded, opened, and what opens the case, each with its proof; then the checkpoint.
        if group != 2 {
            without.extend(record.bytes);
        }
    }
    let report = case.verify(&without, head);
    assert!(!report.findings.iter().any(|found| found.code == Code::LedgerGenesisMisplaced));
    assert!(report.findings.iter().any(|found| found.code == Code::LedgerGenesisMissing));
}
