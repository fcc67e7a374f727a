//! The case that is tampered with: 64 entries, six items, two organisations.

use handseal::event::{Citation, Subject};
use handseal::identity::ItemId;
use handseal::ledger::{RecordKind, RecordReader, SignedCheckpoint};
use handseal::store::CaseFile;
use handseal::verify::{Class, ContentSource, Finding, Report, Verdict, VerifierError};

use crate::cases::{HEADS, Ledger, Party, key};

const CONTENT: &[u8] = b"the content of the only item that is data";

/// A consistent case, and what its verifier is given from outside.
pub(crate) struct Sample {
    pub(crate) bytes: Vec<u8>,
    ledger: Ledger,
    head: SignedCheckpoint,
    content: (ItemId, &'static [u8]),
}

/// Which heads the verifier remembers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Memory {
    Head,
    Nothing,
}

impl Sample {
    pub(crate) fn ledger() -> Self {
        let (ledger, data) = case();
        Self { bytes: ledger.bytes.clone(), head: ledger.head(), content: (data, CONTENT), ledger }
    }

    /// The chains of two items and what they rest on.
    pub(crate) fn extract() -> Self {
        let (ledger, data) = case();
        let trust = ledger.trust();
        let mut case = CaseFile::open_bytes(ledger.bytes.clone(), &trust).unwrap();
        let mut bytes = Vec::new();
        let subjects = [Subject::Item(data)];
        case.extract(&subjects, &key(HEADS), &mut bytes).unwrap();
        Self { bytes, head: ledger.head(), content: (data, CONTENT), ledger }
    }

    pub(crate) fn verify(&self, bytes: &[u8], memory: Memory) -> Result<Report, VerifierError> {
        let (item, content) = self.content;
        let content = ContentSource::Reader(Box::new(content));
        let verifier = self.ledger.verifier().content(item, content);
        let verifier = match memory {
            Memory::Head => verifier.anchor(self.head.clone()),
            Memory::Nothing => verifier,
        };
        verifier.verify_bytes(bytes)
    }

    /// The verdict; none when the content given belongs to no item of what is left.
    pub(crate) fn verdict(&self, bytes: &[u8], memory: Memory) -> Option<Verdict> {
        match self.verify(bytes, memory) {
            Ok(report) => Some(report.verdict),
            Err(VerifierError::UnknownItem { .. }) => None,
            Err(error) => panic!("{error}"),
        }
    }

    /// The records behind the header, each with its kind.
    pub(crate) fn records(&self) -> (Vec<u8>, Vec<(RecordKind, Vec<u8>)>) {
        let mut reader = RecordReader::new(self.bytes.as_slice());
        let header = reader.next_record().unwrap().unwrap().bytes;
        let mut records = Vec::new();
        while let Some(record) = reader.next_record().unwrap() {
            records.push((record.kind, record.bytes));
        }
        (header, records)
    }
}

/// Whether a failure names the byte at this offset.
pub(crate) fn names(findings: &[Finding], offset: usize) -> bool {
    let offset = u64::try_from(offset).unwrap();
    let mut failures = findings.iter().filter(|finding| finding.code.class() == Class::Failure);
    failures.any(|finding| {
        let bytes = finding.location.bytes.as_ref();
        bytes.is_some_and(|bytes| bytes.contains(&offset))
    })
}

/// 64 entries: things and data collected, kept, offered, accepted in part, refused, taken back.
fn case() -> (Ledger, ItemId) {
    let mut ledger = Ledger::new();
    let chief = ledger.chief.clone();
    let ana = ledger.enrol(10, &chief, &[]);
    let ben = ledger.enrol(11, &chief, &["registrar", "custodian", "collector", "examiner"]);
    ledger.import_lab();
    let lab = ledger.lab.clone();
    let carl = ledger.enrol(12, &lab, &[]);
    let things = ledger.collect_all(3, &ana);
    let data = ledger.item();
    let body = ledger.acquired(data, CONTENT);
    let data = Subject::Item(data);
    ledger.act(body, std::slice::from_ref(&data), &ben);
    hand_over(&mut ledger, &things, [&ana, &carl]);
    ledger.checkpoint();
    for _ in 0..5 {
        hand_over(&mut ledger, &things[..1], [&carl, &ana]);
        hand_over(&mut ledger, &things[..1], [&ana, &carl]);
    }
    let body = ledger.offered(&ana);
    ledger.act(body, std::slice::from_ref(&data), &ben);
    let body = ledger.refused(std::slice::from_ref(&data));
    ledger.act(body, std::slice::from_ref(&data), &ana);
    hand_over(&mut ledger, &things[1..], [&carl, &chief]);
    let body = ledger.destroyed();
    ledger.act(body, &things[1..2], &chief);
    let copy = ledger.item();
    let body = ledger.derived(&things[2..], &[copy]);
    let copy = [Subject::Item(copy), things[2].clone()];
    ledger.act(body, &copy, &chief);
    remarks(&mut ledger, [&ana, &carl], &things[0]);
    ledger.checkpoint();
    while ledger.size() < 64 {
        let body = ledger.stored();
        ledger.act(body, &copy[..1], &chief);
    }
    (ledger, data.item().unwrap())
}

fn hand_over(ledger: &mut Ledger, items: &[Subject], [from, to]: [&Party; 2]) {
    let body = ledger.offered(to);
    ledger.act(body, items, from);
    let body = ledger.accepted(items);
    ledger.act(body, items, to);
}

/// Both parties remark on one chain, each on its own.
fn remarks(ledger: &mut Ledger, parties: [&Party; 2], about: &Subject) {
    for party in parties {
        let cited: Citation = ledger.cite(about);
        let own = ledger.own(party);
        let body = ledger.noted_of(Some(cited));
        ledger.act(body, &[own.clone()], party);
        for _ in 0..4 {
            let body = ledger.noted();
            ledger.act(body, &[own.clone()], party);
        }
    }
}
