//! Records are cut off, dropped, swapped, repeated, replaced.

use handseal::ledger::{RecordError, RecordKind, RecordReader};
use handseal::verify::{Code, Finding, Verdict};

use crate::sample::{Memory, Sample};

type Records = Vec<(RecordKind, Vec<u8>)>;

/// A whole ledger, its header, and its records.
fn taken_apart() -> (Sample, Vec<u8>, Records) {
    let sample = Sample::ledger();
    let (header, records) = sample.records();
    (sample, header, records)
}

fn put_together(header: &[u8], records: &Records) -> Vec<u8> {
    let records = records.iter().flat_map(|(_, bytes)| bytes);
    header.iter().chain(records).copied().collect()
}

fn assert_never_consistent(sample: &Sample, bytes: &[u8], what: &str) {
    for memory in [Memory::Head, Memory::Nothing] {
        let verdict = sample.verdict(bytes, memory);
        assert_ne!(verdict, Some(Verdict::Consistent), "{what}, {memory:?}");
    }
}

fn is_of_an_entry((kind, _): &(RecordKind, Vec<u8>)) -> bool {
    matches!(kind, RecordKind::Entry | RecordKind::Disclosures)
}

/// The verifier sees a cut as the reader of records does: so many whole records, and a torn one.
#[test]
fn file_cut_anywhere_is_torn_from_the_record_on_that_loses_a_byte() {
    let (sample, header, records) = taken_apart();
    let (mut start, mut whole) = (header.len(), 0);
    for (_, record) in &records {
        for length in start + 1..start + record.len() {
            let mut reader = RecordReader::new(&sample.bytes[..length]);
            for _ in 0..=whole {
                assert!(reader.next_record().unwrap().is_some());
            }
            let [start, end] = [start, length].map(|at| u64::try_from(at).unwrap());
            match reader.next_record() {
                Err(RecordError::Torn { range }) => assert_eq!(range, start..end),
                other => panic!("cut to {length}: {other:?}"),
            }
        }
        start += record.len();
        whole += 1;
    }
}

#[test]
fn file_cut_behind_a_record_or_inside_is_never_consistent() {
    let (sample, header, records) = taken_apart();
    let mut start = header.len();
    let mut cuts: Vec<_> = (0..start).collect();
    for (_, record) in &records {
        let end = start + record.len();
        cuts.extend([start, start + 1, start + record.len() / 2, end - 1]);
        start = end;
    }
    for length in cuts {
        let what = format!("cut to {length}");
        assert_never_consistent(&sample, &sample.bytes[..length], &what);
    }
}

#[test]
fn record_dropped_is_never_consistent() {
    let (sample, header, records) = taken_apart();
    for place in (0..records.len()).filter(|place| is_of_an_entry(&records[*place])) {
        let mut fewer = records.clone();
        fewer.remove(place);
        let bytes = put_together(&header, &fewer);
        assert_never_consistent(&sample, &bytes, &format!("without record {place}"));
    }
}

#[test]
fn records_swapped_are_never_consistent() {
    let (sample, header, records) = taken_apart();
    for place in 1..records.len() {
        let mut swapped = records.clone();
        swapped.swap(place - 1, place);
        let bytes = put_together(&header, &swapped);
        assert_never_consistent(&sample, &bytes, &format!("records {place} and before swapped"));
    }
}

#[test]
fn entries_swapped_with_their_disclosures_are_never_consistent() {
    let (sample, header, records) = taken_apart();
    let mut groups: Vec<Records> = Vec::new();
    for record in records {
        match groups.last_mut() {
            Some(group) if record.0 == RecordKind::Disclosures => group.push(record),
            _ => groups.push(vec![record]),
        }
    }
    for place in 1..groups.len() {
        let mut swapped = groups.clone();
        swapped.swap(place - 1, place);
        let bytes = put_together(&header, &swapped.concat());
        assert_never_consistent(&sample, &bytes, &format!("groups {place} and before swapped"));
    }
}

#[test]
fn record_repeated_is_a_failure() {
    let (sample, header, records) = taken_apart();
    for place in 0..records.len() {
        for to in [place + 1, records.len()] {
            let mut more = records.clone();
            more.insert(to, records[place].clone());
            let bytes = put_together(&header, &more);
            let verdict = sample.verdict(&bytes, Memory::Head);
            let kind = records[place].0;
            assert_eq!(verdict, Some(Verdict::Contradicted), "{kind} {place} at {to}");
            let verdict = sample.verdict(&bytes, Memory::Nothing);
            assert_ne!(verdict, Some(Verdict::Consistent), "{kind} {place} at {to}");
        }
    }
}

#[test]
fn record_replaced_by_another_of_its_kind_is_never_consistent() {
    let (sample, header, records) = taken_apart();
    for place in (0..records.len()).filter(|place| is_of_an_entry(&records[*place])) {
        let alike = |other: &usize| *other != place && records[*other].0 == records[place].0;
        let others = (0..records.len()).filter(alike);
        // The next, the last and the first of its kind.
        let next = others.clone().find(|other| *other > place);
        for other in [next, others.clone().next(), others.clone().next_back()] {
            let mut replaced = records.clone();
            replaced[place] = records[other.unwrap_or(0)].clone();
            let bytes = put_together(&header, &replaced);
            assert_never_consistent(&sample, &bytes, &format!("record {place}"));
        }
    }
}

#[test]
fn checkpoint_out_of_place_is_a_failure_and_one_dropped_changes_nothing() {
    let (sample, header, records) = taken_apart();
    let before = sample.verify(&sample.bytes, Memory::Head).unwrap();
    for place in 0..records.len() {
        if records[place].0 != RecordKind::Checkpoint {
            continue;
        }
        let mut fewer = records.clone();
        let checkpoint = fewer.remove(place);
        let report = sample.verify(&put_together(&header, &fewer), Memory::Head);
        let report = report.unwrap();
        assert_eq!(report.verdict, Verdict::Consistent);
        assert_eq!(report.head, before.head);
        assert_eq!(report.items, before.items);
        for to in (0..=fewer.len()).filter(|to| *to != place) {
            // Between an entry and its disclosures it separates these from it.
            let mut moved = fewer.clone();
            moved.insert(to, checkpoint.clone());
            let report = sample.verify(&put_together(&header, &moved), Memory::Head);
            let report = report.unwrap();
            let failure = |finding: &Finding| {
                let codes = [Code::CheckpointMisplaced, Code::DisclosureMisplaced];
                codes.contains(&finding.code)
            };
            assert!(report.findings.iter().any(failure), "moved to {to}");
            assert_eq!(report.verdict, Verdict::Contradicted, "moved to {to}");
        }
    }
}
