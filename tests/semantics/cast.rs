//! Who acts in these tests, and how what is found is compared.

use handseal::event::{SignedEvent, Subject};
use handseal::store::CaseError;
use handseal::verify::{Code, Report, Verdict};

use crate::cases::{Ledger, Party};

/// A ledger of one organisation, with its case, in which another organisation is known.
pub(crate) struct Cast {
    pub(crate) ledger: Ledger,
    /// The root of the organisation that keeps the ledger, and officer of its case.
    pub(crate) chief: Party,
    pub(crate) ana: Party,
    pub(crate) ben: Party,
    /// A registrar of the same organisation.
    pub(crate) registrar: Party,
    /// The root of the other organisation.
    pub(crate) lab: Party,
    /// A person of the other organisation.
    pub(crate) carl: Party,
}

/// The keys of the cast.
pub(crate) const ANA: u8 = 10;
pub(crate) const BEN: u8 = 11;
pub(crate) const REGISTRAR: u8 = 12;
pub(crate) const CARL: u8 = 13;
/// A key of nobody.
pub(crate) const SPARE: u8 = 20;

/// Entries 0 to 7; the next is 8.
pub(crate) fn cast() -> Cast {
    let mut ledger = Ledger::new();
    let chief = ledger.chief.clone();
    let ana = ledger.enrol(ANA, &chief, &[]);
    let ben = ledger.enrol(BEN, &chief, &[]);
    let registrar = ledger.enrol(REGISTRAR, &chief, &["registrar"]);
    ledger.import_lab();
    let lab = ledger.lab.clone();
    let carl = ledger.enrol(CARL, &lab, &[]);
    Cast { ledger, chief, ana, ben, registrar, lab, carl }
}

impl Cast {
    /// A registrar of the same organisation, to whom the embedded policy gives what this role may do.
    pub(crate) fn registrar_and(&mut self, role: &str) -> Party {
        let chief = self.chief.clone();
        self.ledger.enrol(SPARE, &chief, &["registrar", role])
    }
}

/// A finding, by what must not change: the code, the entry and the subject.
pub(crate) type Seen = (&'static str, Option<u64>, Option<String>);

pub(crate) fn at(code: Code, entry: u64, subject: &Subject) -> Seen {
    (code.name(), Some(entry), Some(subject.to_string()))
}

/// At an entry, about none of its subjects.
pub(crate) fn entry(code: Code, entry: u64) -> Seen {
    (code.name(), Some(entry), None)
}

/// About a subject as the end of the ledger shows it.
pub(crate) fn about(code: Code, subject: &Subject) -> Seen {
    (code.name(), None, Some(subject.to_string()))
}

/// About the file.
pub(crate) fn file(code: Code) -> Seen {
    (code.name(), None, None)
}

pub(crate) fn seen(report: &Report) -> Vec<Seen> {
    let findings = report.findings.iter();
    findings
        .map(|finding| {
            let at = &finding.location;
            let subject = at.subject.as_ref().map(ToString::to_string);
            (finding.code.name(), at.entry, subject)
        })
        .collect()
}

/// The report says exactly this.
#[track_caller]
pub(crate) fn assert_says(report: &Report, verdict: Verdict, expected: &[Seen]) {
    assert_eq!(seen(report), expected, "{report}");
    assert_eq!(report.verdict, verdict, "{report}");
}

/// So does the verifier of a ledger, given a head over all of it.
#[track_caller]
pub(crate) fn assert_shows(ledger: &Ledger, verdict: Verdict, expected: &[Seen]) {
    assert_says(&ledger.report(), verdict, expected);
}

/// The writer refuses the event for what the verifier would find.
#[track_caller]
pub(crate) fn assert_refused(ledger: &Ledger, event: &SignedEvent, code: Code) {
    match ledger.write(event) {
        Err(CaseError::Refused { finding }) => assert_eq!(finding.code, code),
        other => panic!("{code}: {other:?}"),
    }
}

/// The writer refuses an event that does not take the next place.
#[track_caller]
pub(crate) fn assert_moved(ledger: &Ledger, event: &SignedEvent) {
    match ledger.write(event) {
        Err(CaseError::ChainMoved { .. }) => {}
        other => panic!("{other:?}"),
    }
}

/// The event is refused by the writer, and when it stands in the ledger all the same, it is this.
#[track_caller]
pub(crate) fn assert_wrong(
    ledger: &mut Ledger,
    event: &SignedEvent,
    subject: &Subject,
    verdict: Verdict,
    code: Code,
) {
    assert_refused(ledger, event, code);
    let index = ledger.push(event);
    assert_shows(ledger, verdict, &[at(code, index, subject)]);
}
