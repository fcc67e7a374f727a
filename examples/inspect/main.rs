//! Lists every record of a case file or an extract, without judging any.
//!
//! ```text
//! cargo run --example inspect -- CASE [--values] [--json]
//! ```
//!
//! With `--json`, `{"records": [...]}`. Each record has `kind`, `index`, `start`, `end`, `hash` and
//! `type`, null where there is none, and more by its kind:
//!
//! * `header`: `holds` (`ledger`, or the subjects of an extract).
//! * `entry`: `index` in the ledger (in an extract, as the proof behind it says), `hash`, `type`,
//!   and `signer`, `time` (a text, two for a span, or null), `subjects`.
//! * `stub`: `index`, `hash`.
//! * `disclosures`: `count`, and with `--values` those that are there, each `[path, value]`.
//! * `checkpoint`: `origin`, `size`, `root`.
//! * `proof`: `proof` (`inclusion`, `consistency` or another), `index`, and the sizes `from`, `to`.
//! * `error`: bytes that are no record.
//!
//! `start` and `end` are half-open offsets in the file. A record that is not what its kind asks for
//! has `error` with the reason. Nothing is verified here: a signer is who the header names.
//!
//! Exit status: 0 every record was listed, 1 some are damaged, 2 the file cannot be read.

#[path = "../common/mod.rs"]
mod common;
mod row;
mod values;

use std::fs::File;
use std::io::BufReader;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handseal::event::{EntryHash, NotUnderstood, SignedEvent, Statement, When};
use handseal::ledger::{Header, Record, RecordError, RecordKind, RecordReader, SignedCheckpoint};
use handseal::merkle::Hash;
use handseal::verify::ProofRecord;

use common::{Arguments, Failure};
use row::{More, Row, Time, line};

const USAGE: &str = "\
usage: inspect CASE [--values] [--json]
Lists every record of a case file or an extract, with --values what is disclosed. Nothing is verified.";

fn main() -> ExitCode {
    match run() {
        Ok(Found::Whole) => ExitCode::SUCCESS,
        Ok(Found::Damaged) => ExitCode::FAILURE,
        Err(failure) => common::refuse(&failure),
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Found {
    Damaged,
    Whole,
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Output {
    Json,
    Lines,
}

/// What is told of the values that are disclosed.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Values {
    Counted,
    Shown,
}

fn run() -> Result<Found, Failure> {
    let mut arguments = Arguments::from_env(USAGE);
    let (mut case, mut output, mut values) = (None, Output::Lines, Values::Counted);
    while let Some(argument) = arguments.next_word()? {
        match argument.as_str() {
            "--json" => output = Output::Json,
            "--values" => values = Values::Shown,
            option if option.starts_with("--") => return Err(arguments.unknown(option)),
            path if case.is_none() => case = Some(PathBuf::from(path)),
            more => return Err(arguments.unknown(more)),
        }
    }
    let path = case.ok_or_else(|| Failure::usage("name a case to list", USAGE))?;
    let mut listing = Listing {
        output,
        values,
        found: Found::Whole,
        listed: 0,
        entries: Some(0),
        pending: Vec::new(),
        last: None,
    };
    listing.list(&path)?;
    Ok(listing.found)
}

struct Listing {
    output: Output,
    values: Values,
    found: Found,
    listed: u64,
    /// The index of the next entry; none in an extract, where proofs give it.
    entries: Option<u64>,
    /// An entry and what stands behind it, until its index is known.
    pending: Vec<Row>,
    /// The last entry, which the disclosures behind it open.
    last: Option<SignedEvent>,
}

impl Listing {
    fn list(&mut self, path: &Path) -> Result<(), Failure> {
        let in_file = |error| Failure::in_file(path, error);
        // Looked at first: opening a FIFO would wait for a writer that may never come.
        if !std::fs::metadata(path).map_err(in_file)?.is_file() {
            return Err(Failure::in_file(path, "not a regular file"));
        }
        let mut reader = RecordReader::new(BufReader::new(File::open(path).map_err(in_file)?));
        if self.output == Output::Json {
            common::say("{\"records\":[")?;
        }
        let mut first = true;
        loop {
            match reader.next_record() {
                Ok(Some(record)) => self.record(&record)?,
                Ok(None) if first => self.unread(0..0, "the file is empty")?,
                Ok(None) => break,
                Err(RecordError::Io { offset, source }) => {
                    let place = format!("{} at byte {offset}", path.display());
                    return Err(Failure::in_file(Path::new(&place), source));
                }
                Err(error) => self.unreadable(&error)?,
            }
            first = false;
        }
        self.flush()?;
        match self.output {
            Output::Json => common::say("]}\n"),
            Output::Lines => common::say(format_args!("{} records\n", self.listed)),
        }
    }

    fn record(&mut self, record: &Record) -> Result<(), Failure> {
        if matches!(record.kind, RecordKind::Checkpoint | RecordKind::Entry | RecordKind::Stub) {
            self.flush()?;
        }
        let mut row = Row {
            kind: record.kind.code(),
            index: None,
            start: record.range.start,
            end: record.range.end,
            hash: None,
            event_type: None,
            more: More::Nothing {},
            error: None,
        };
        let described = match record.kind {
            RecordKind::Checkpoint => describe_checkpoint(record, &mut row),
            RecordKind::Disclosures => self.describe_disclosures(record, &mut row),
            RecordKind::Entry => self.describe_entry(record, &mut row),
            RecordKind::Header => self.describe_header(record, &mut row),
            RecordKind::Proof => self.describe_proof(record, &mut row),
            RecordKind::Stub => describe_stub(record, &mut row),
        };
        if let Err(error) = described {
            row.error = Some(error);
            self.found = Found::Damaged;
        }
        if matches!(record.kind, RecordKind::Entry | RecordKind::Stub) {
            row.index = self.entries;
            self.entries = self.entries.map(|index| index.saturating_add(1));
        }
        self.pending.push(row);
        Ok(())
    }

    fn describe_entry(&mut self, record: &Record, row: &mut Row) -> Result<(), String> {
        self.last = None;
        self.last = Some(describe_entry(record, row)?);
        Ok(())
    }

    fn describe_disclosures(&mut self, record: &Record, row: &mut Row) -> Result<(), String> {
        let count = record.count_disclosures();
        let count = count.map_err(|error| error.to_string())?;
        let mut values = Vec::new();
        if let (Values::Shown, Some(mut event)) = (self.values, self.last.take()) {
            event.disclose(&record.bytes).map_err(|error| error.to_string())?;
            values = values::of(&event);
        }
        row.more = More::Disclosures { count, values };
        Ok(())
    }

    fn describe_header(&mut self, record: &Record, row: &mut Row) -> Result<(), String> {
        let header = Header::from_bytes(&record.bytes).map_err(|error| error.to_string())?;
        let holds = match header {
            Header::Extract(subjects) => {
                self.entries = None;
                subjects.iter().map(ToString::to_string).collect()
            }
            Header::Ledger => vec!["ledger".to_owned()],
        };
        row.more = More::Header { holds };
        Ok(())
    }

    fn describe_proof(&mut self, record: &Record, row: &mut Row) -> Result<(), String> {
        let proof = ProofRecord::from_bytes(&record.bytes).map_err(|error| error.to_string())?;
        match proof {
            ProofRecord::Consistency(proof) => {
                let (from, to) = (proof.from, proof.to);
                let proof = "consistency";
                row.more = More::Consistency { proof, from, to };
            }
            ProofRecord::Inclusion(proof) => {
                row.index = Some(proof.index);
                row.more = More::Proof { proof: proof.proof };
                if let Some(entry) = self.pending.first_mut() {
                    entry.index = entry.index.or(row.index);
                }
            }
            ProofRecord::NotUnderstood(proof) => row.more = More::Proof { proof },
            _ => {}
        }
        Ok(())
    }

    fn unreadable(&mut self, error: &RecordError) -> Result<(), Failure> {
        let (RecordError::Oversized { range, .. }
        | RecordError::Torn { range }
        | RecordError::Unframed { range }) = error
        else {
            return Ok(());
        };
        self.unread(range.clone(), &error.to_string())
    }

    fn unread(&mut self, range: Range<u64>, error: &str) -> Result<(), Failure> {
        self.flush()?;
        self.found = Found::Damaged;
        self.pending.push(Row {
            kind: "error",
            index: None,
            start: range.start,
            end: range.end,
            hash: None,
            event_type: None,
            more: More::Nothing {},
            error: Some(error.to_owned()),
        });
        self.flush()
    }

    fn flush(&mut self) -> Result<(), Failure> {
        for row in std::mem::take(&mut self.pending) {
            let comma = if self.listed == 0 { "" } else { ",\n" };
            self.listed = self.listed.saturating_add(1);
            match self.output {
                Output::Json => common::say(format_args!("{comma}{}", common::json(&row)?))?,
                Output::Lines => common::say(line(&row)?)?,
            }
        }
        Ok(())
    }
}

fn describe_entry(record: &Record, row: &mut Row) -> Result<SignedEvent, String> {
    row.hash = Some(EntryHash::of(record.content()));
    let event = SignedEvent::parse(record.content().to_vec()).map_err(|error| error.to_string())?;
    let mut time = Time::Unknown(());
    match event.statement() {
        Statement::Known(known) => {
            row.event_type = Some(known.body.event_type().code().to_owned());
            time = match known.at.time {
                When::Instant(at) => Time::Instant(at.to_string()),
                When::Span(from, to) => Time::Span([from.to_string(), to.to_string()]),
                When::Unknown => Time::Unknown(()),
            };
        }
        Statement::NotUnderstood(NotUnderstood::Type { event_type, .. }) => {
            row.event_type = Some(event_type.clone());
        }
        Statement::NotUnderstood(NotUnderstood::Version { .. }) => {}
    }
    let subjects = event.links().iter();
    row.more = More::Entry {
        signer: event.claims().iss.to_string(),
        time,
        subjects: subjects.map(|link| link.subject.to_string()).collect(),
    };
    Ok(event)
}

fn describe_stub(record: &Record, row: &mut Row) -> Result<(), String> {
    let hash: [u8; 32] =
        record.content().try_into().map_err(|_| "a stub has 32 bytes".to_owned())?;
    row.hash = Some(hash.into());
    Ok(())
}

fn describe_checkpoint(record: &Record, row: &mut Row) -> Result<(), String> {
    let head = SignedCheckpoint::parse(record.content()).map_err(|error| error.to_string())?;
    let head = head.unverified();
    row.more = More::Checkpoint {
        origin: head.origin().to_owned(),
        size: head.size(),
        root: Hash(*head.root()),
    };
    Ok(())
}
