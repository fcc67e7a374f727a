//! Alters the sample case in every way that a forger would, and shows what the verifier says.
//!
//! ```text
//! cargo run --example tamper
//! ```
//!
//! Nothing is written: each change is made to a copy in memory.
//!
//! Exit status: 0 every change was noticed, 1 one was not, 2 the sample cannot be read.

mod common;

use std::io::Cursor;
use std::path::Path;
use std::process::ExitCode;

use handseal::Timestamp;
use handseal::event::{At, Event, EventDraft, Noted, Salts, SignedEvent, Statement, Subject};
use handseal::identity::{OsEntropy, SigningKey, Trust};
use handseal::ledger::{RecordKind, RecordReader, SignedCheckpoint, entry_record};
use handseal::store::CaseFile;
use handseal::verify::{Class, ContentSource, ItemName, Report, Verdict, Verifier};

use common::{Arguments, Failure, say};

const USAGE: &str = "\
usage: tamper
Alters copies of the sample case and shows what the verifier says of each.";

fn main() -> ExitCode {
    match run() {
        Ok(Noticed::Everything) => ExitCode::SUCCESS,
        Ok(Noticed::NotAll) => ExitCode::FAILURE,
        Err(failure) => common::refuse(&failure),
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Noticed {
    Everything,
    NotAll,
}

fn run() -> Result<Noticed, Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    if let Some(argument) = arguments.next_word()? {
        return Err(arguments.unknown(&argument));
    }
    let sample = Sample::read()?;
    let mut noticed = Noticed::Everything;
    for (number, (what, given)) in changes(&sample)?.into_iter().enumerate() {
        let report = sample.verify(given)?;
        tell(number, &what, &report)?;
        let expected = if number == 0 {
            report.verdict == Verdict::Consistent
        } else {
            report.verdict != Verdict::Consistent
        };
        if !expected {
            noticed = Noticed::NotAll;
            say("    NOT NOTICED\n")?;
        }
    }
    Ok(noticed)
}

fn tell(number: usize, what: &str, report: &Report) -> Result<(), Failure> {
    say(format_args!("{number:>2}. {what}\n    {}", report.verdict))?;
    let fails = |class| move |found: &&_| class_of(found) == class;
    let failure = report.findings.iter().find(fails(Class::Failure));
    let first = failure.or_else(|| report.findings.first());
    let Some(found) = first else {
        return say("\n");
    };
    say(format_args!(": {}", found.code))?;
    if let Some(entry) = found.location.entry {
        say(format_args!(", entry {entry}"))?;
    }
    if let Some(bytes) = &found.location.bytes {
        say(format_args!(", bytes {} to {}", bytes.start, bytes.end))?;
    }
    say(format_args!("\n    {}\n", found.message()))
}

const fn class_of(found: &handseal::verify::Finding) -> Class {
    found.code.class()
}

/// The sample case, taken apart.
struct Sample {
    header: Vec<u8>,
    /// What stands behind the header, in order.
    units: Vec<Unit>,
    head: SignedCheckpoint,
    root: String,
    mailbox: Vec<u8>,
    log: Vec<u8>,
    now: Timestamp,
}

/// An entry with its disclosures, or a checkpoint.
#[derive(Clone)]
struct Unit {
    kind: RecordKind,
    record: Vec<u8>,
    disclosures: Vec<u8>,
}

/// What a verifier is given.
struct Given {
    case: Vec<u8>,
    head: Option<SignedCheckpoint>,
    mailbox: Vec<u8>,
}

impl Sample {
    fn read() -> Result<Self, Failure> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/sample");
        let case = common::read(&folder.join("sample.custody"))?;
        let mut reader = RecordReader::new(Cursor::new(case));
        let (mut header, mut units) = (Vec::new(), Vec::<Unit>::new());
        while let Some(record) = reader.next_record()? {
            match (record.kind, units.last_mut()) {
                (RecordKind::Header, _) => header = record.bytes,
                (RecordKind::Disclosures, Some(unit)) => unit.disclosures = record.bytes,
                (kind, _) => {
                    units.push(Unit { kind, record: record.bytes, disclosures: Vec::new() })
                }
            }
        }
        Ok(Self {
            header,
            units,
            head: SignedCheckpoint::parse(&common::read(&folder.join("sample.head"))?)?,
            root: common::read_text(&folder.join("root.txt"))?,
            mailbox: common::read(&folder.join("content/mailbox.eml"))?,
            log: common::read(&folder.join("content/access.log"))?,
            now: common::parse("the sample", "2026-11-22T12:00:00+01:00")?,
        })
    }

    fn verify(&self, given: Given) -> Result<Report, Failure> {
        let trust = Trust::new().root(self.root.trim().parse()?);
        let content = |bytes| ContentSource::Reader(Box::new(Cursor::new(bytes)));
        let mut verifier = Verifier::new(&trust, self.now)
            .content(ItemName::Label("EX-1".to_owned()), content(given.mailbox))
            .content(ItemName::Label("EX-2".to_owned()), content(self.log.clone()));
        if let Some(head) = given.head {
            verifier = verifier.anchor(head);
        }
        Ok(verifier.verify_bytes(&given.case)?)
    }

    /// These units behind the header, with everything else as it is.
    fn of<'u>(&self, units: impl IntoIterator<Item = &'u Unit>) -> Given {
        let mut case = self.header.clone();
        for unit in units {
            case.extend_from_slice(&unit.record);
            case.extend_from_slice(&unit.disclosures);
        }
        self.with(case)
    }

    fn with(&self, case: Vec<u8>) -> Given {
        Given { case, head: Some(self.head.clone()), mailbox: self.mailbox.clone() }
    }

    /// The place of an entry among the units.
    fn place(&self, entry: usize) -> Result<usize, Failure> {
        let entries = self.units.iter().enumerate();
        let mut entries = entries.filter(|(_, unit)| unit.kind == RecordKind::Entry);
        let found = entries.nth(entry).map(|(place, _)| place);
        found.ok_or_else(|| Failure::said(format!("the sample has no entry {entry}")))
    }

    /// A copy of the units, one of them changed.
    fn changed(&self, entry: usize, change: impl FnOnce(&mut Unit)) -> Result<Given, Failure> {
        let mut units = self.units.clone();
        let place = self.place(entry)?;
        units.get_mut(place).map(change);
        Ok(self.of(&units))
    }

    /// An event by a key that nobody enrolled, in the name of a party that was.
    fn forged(&self) -> Result<Given, Failure> {
        let mut given = self.of(&self.units);
        let mut entropy = OsEntropy;
        let case = CaseFile::open_bytes(given.case.clone(), &Trust::new())?;
        let last = self.units.iter().rev();
        let last = last.filter(|unit| unit.kind == RecordKind::Entry).map(signed);
        let mut known = last.filter_map(Result::ok).filter_map(|event| {
            let Statement::Known(known) = event.statement() else {
                return None;
            };
            Some((event.claims().iss, known.signed_for, event.links().to_vec()))
        });
        let (signer, signed_for, links) =
            known.next().ok_or_else(|| Failure::said("the sample has no entry"))?;
        let subjects: Vec<Subject> = links.into_iter().map(|link| link.subject).collect();
        let text = Salts::new(&mut entropy)?.commit("the exhibits may be destroyed");
        let body = Noted { text, entry: None };
        let mut event = Event::new(At::device(self.now), body, case.next_links(&subjects));
        event.signed_for = signed_for;
        let key = SigningKey::generate(&mut entropy)?;
        let public = handseal::identity::Signer::public_key(&key).clone();
        let event = EventDraft::new(event, signer, &public, None)?.sign(&key)?;
        given.case.extend(entry_record(event.as_bytes()));
        given.case.extend(event.disclosures());
        Ok(given)
    }
}

fn signed(unit: &Unit) -> Result<SignedEvent, Failure> {
    let mut reader = RecordReader::after_header(Cursor::new(&unit.record), 0);
    let record = reader.next_record()?;
    let content = record.map(|record| record.content().to_vec());
    Ok(SignedEvent::parse(content.unwrap_or_default())?)
}

fn flip(bytes: &mut [u8], place: usize) {
    if let Some(byte) = bytes.get_mut(place) {
        *byte ^= 0x01;
    }
}

/// What is done, and what a verifier is then given. The first is the sample as it is.
fn changes(sample: &Sample) -> Result<Vec<(String, Given)>, Failure> {
    let units = &sample.units;
    let whole = || sample.of(units);
    let mut changes = vec![("Nothing is changed".to_owned(), whole())];
    let mut add = |what: &str, given| changes.push((what.to_owned(), given));

    add("One bit of entry 12 is flipped", sample.changed(12, |unit| flip(&mut unit.record, 300))?);
    add(
        "One bit of what entry 8 discloses is flipped",
        sample.changed(8, |unit| flip(&mut unit.disclosures, 40))?,
    );
    let (to, from) = (sample.place(12)?, sample.place(13)?);
    let (offer, acceptance) = (sample.place(15)?, sample.place(16)?);
    let other = units.get(from).map(|unit| unit.disclosures.clone());
    add(
        "Entry 12 gets the disclosures of entry 13",
        sample.changed(12, |unit| unit.disclosures = other.unwrap_or_default())?,
    );
    add(
        "The disclosures of entry 12 are withheld: allowed, and said",
        sample.changed(12, |unit| unit.disclosures.clear())?,
    );
    let without = units.iter().enumerate().filter(|(place, _)| *place != to);
    add("Entry 12 is dropped", sample.of(without.map(|(_, unit)| unit)));
    let twice = units
        .iter()
        .enumerate()
        .flat_map(|(place, unit)| std::iter::repeat_n(unit, if place == to { 2 } else { 1 }));
    add("Entry 12 is repeated", sample.of(twice));
    let mut swapped = units.clone();
    swapped.swap(offer, acceptance);
    add("Entries 15 and 16, an offer and its acceptance, are swapped", sample.of(&swapped));
    add("An entry is added, signed with a foreign key", sample.forged()?);
    add_cuts(sample, &mut add)?;
    let mut content = whole();
    flip(&mut content.mailbox, 500);
    add("One bit of the mailbox, EX-1, is flipped", content);
    Ok(changes)
}

/// What a power cut and somebody with scissors leave.
fn add_cuts(sample: &Sample, add: &mut impl FnMut(&str, Given)) -> Result<(), Failure> {
    let mut torn = sample.of(&sample.units);
    torn.case.truncate(torn.case.len().saturating_sub(100));
    add("The last 100 bytes are cut off", torn);
    let kept = || sample.units.iter().take(sample.place(30).unwrap_or_default());
    add("Everything from entry 30 on is cut off", sample.of(kept()));
    let mut forgotten = sample.of(kept());
    forgotten.head = None;
    add("The same, and nobody has kept the head", forgotten);
    Ok(())
}
