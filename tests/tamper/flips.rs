//! One byte is changed.
//!
//! A flip alone costs a whole verification, and there are over a hundred thousand. Most fall into
//! the content of an entry that registers no key. There V1 and V2 judge the entry by its own bytes
//! and by the directory, which no such flip touches. So one verification serves many flips, one in
//! each entry, and a flip counts as found only by a failure of V1 or V2 at its own entry, which is
//! the one that it meets alone. Every other flip is verified alone, and so is every one that is not
//! found in company.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::ops::Range;
use std::sync::Mutex;

use handseal::event::{EventType, SignedEvent, Statement};
use handseal::ledger::{RecordKind, RecordReader};
use handseal::verify::{Class, Finding, Report, Verdict};

use crate::sample::{Memory, Sample, names};

/// One bit low, one bit high, all bits.
const PATTERNS: [u8; 3] = [0x01, 0x80, 0xff];

type Flip = (usize, u8);

/// Shares work among as many threads as there are cores.
fn share<T: Send, R: Send>(work: Vec<T>, each: impl Fn(T) -> Vec<R> + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let (work, done) = (Mutex::new(work.into_iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = work.lock().unwrap().next();
                    let Some(next) = next else { break };
                    let found = each(next);
                    done.lock().unwrap().extend(found);
                }
            });
        }
    });
    done.into_inner().unwrap()
}

fn describe(report: &Report) -> String {
    let findings = report.findings.iter().map(|finding| {
        let (code, at) = (finding.code, &finding.location);
        format!("{code} {:?} {:?}", at.entry, at.bytes)
    });
    let findings: Vec<_> = findings.collect();
    format!("{} {findings:?}", report.verdict.code())
}

/// What is wrong with the answer to one flip.
fn missed(sample: &Sample, (offset, pattern): Flip) -> Option<String> {
    let mut bytes = sample.bytes.clone();
    bytes[offset] ^= pattern;
    let answer = match sample.verify(&bytes, Memory::Head) {
        Ok(report) => {
            let named = names(&report.findings, offset);
            if named && report.verdict == Verdict::Contradicted {
                return None;
            }
            describe(&report)
        }
        Err(error) => error.to_string(),
    };
    Some(format!("{offset} ^ {pattern:#x}: {answer}"))
}

fn every_flip_alone(sample: &Sample, flips: Vec<Flip>) {
    let verdict = sample.verdict(&sample.bytes, Memory::Head);
    assert_eq!(verdict, Some(Verdict::Consistent));
    let mut missed = share(flips, |flip| missed(sample, flip).into_iter().collect());
    missed.sort_unstable();
    let first = &missed[..missed.len().min(20)];
    assert!(missed.is_empty(), "{} missed: {first:#?}", missed.len());
}

fn all_flips(bytes: &[u8]) -> Vec<Flip> {
    (0..bytes.len()).flat_map(|offset| PATTERNS.map(|pattern| (offset, pattern))).collect()
}

/// The records of the entries that register no key: by index, the record and its content.
fn plain_entries(sample: &Sample) -> BTreeMap<u64, (Range<usize>, Range<usize>)> {
    let mut reader = RecordReader::new(sample.bytes.as_slice());
    let mut plain = BTreeMap::new();
    let mut index = 0;
    while let Some(record) = reader.next_record().unwrap() {
        if record.kind != RecordKind::Entry {
            continue;
        }
        let event = SignedEvent::parse(record.content().to_vec()).unwrap();
        let Statement::Known(known) = event.statement() else {
            panic!("the sample has no foreign types");
        };
        let registers = [EventType::Founded, EventType::Enrolled, EventType::Opened];
        if !registers.contains(&known.body.event_type()) {
            let [start, end] =
                [record.range.start, record.range.end].map(|at| usize::try_from(at).unwrap());
            plain.insert(index, (start..end, start + record.content..end));
        }
        index += 1;
    }
    plain
}

/// Whether V1 or V2 refuses this very entry.
fn is_own(finding: &Finding, index: u64, record: &Range<usize>) -> bool {
    let [start, end] = [record.start, record.end].map(|at| u64::try_from(at).unwrap());
    let step = finding.code.requirement();
    finding.code.class() == Class::Failure
        && (step.starts_with("V1.") || step.starts_with("V2."))
        && finding.location.entry == Some(index)
        && finding.location.bytes == Some(start..end)
}

/// Flips the same byte of the content of every plain entry; answers the flips that are not found.
fn not_found_in_company(
    sample: &Sample,
    plain: &BTreeMap<u64, (Range<usize>, Range<usize>)>,
    (place, pattern): Flip,
) -> Vec<Flip> {
    let mut bytes = sample.bytes.clone();
    let flipped: Vec<_> = plain
        .iter()
        .filter(|(_, (_, content))| place < content.len())
        .map(|(index, (record, content))| (*index, record, content.start + place))
        .collect();
    for (_, _, offset) in &flipped {
        bytes[*offset] ^= pattern;
    }
    let report = sample.verify(&bytes, Memory::Head).unwrap();
    let found = |index: u64, record: &Range<usize>| {
        let mut findings = report.findings.iter();
        findings.any(|finding| is_own(finding, index, record))
    };
    flipped
        .into_iter()
        .filter(|(index, record, _)| !found(*index, record))
        .map(|(_, _, offset)| (offset, pattern))
        .collect()
}

#[test]
fn every_byte_of_a_ledger_flipped_is_found_where_it_is() {
    let sample = Sample::ledger();
    let plain = plain_entries(&sample);
    let longest = plain.values().map(|(_, content)| content.len()).max();
    let rounds =
        (0..longest.unwrap()).flat_map(|place| PATTERNS.map(|pattern| (place, pattern))).collect();
    let mut alone = share(rounds, |round| not_found_in_company(&sample, &plain, round));
    let in_plain = |offset: &usize| {
        let mut contents = plain.values();
        contents.any(|(_, content)| content.contains(offset))
    };
    let mut others = all_flips(&sample.bytes);
    others.retain(|(offset, _)| !in_plain(offset));
    alone.extend(others);
    every_flip_alone(&sample, alone);
}

#[test]
fn every_byte_of_an_extract_flipped_is_found_where_it_is() {
    let sample = Sample::extract();
    every_flip_alone(&sample, all_flips(&sample.bytes));
}
