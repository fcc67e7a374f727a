//! What holds for any case that was written through the front door.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "functions that only tests call"
)]

#[path = "../common/by_index.rs"]
mod by_index;
#[path = "../common/counted.rs"]
mod counted;
mod made;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

use handseal::event::{Body, EntryHash, Link, SignedEvent, Statement, Subject};
use handseal::identity::{OsEntropy, PartyId, SigningKey, Trust};
use handseal::ledger::{Record, RecordKind, RecordReader, entry_record};
use handseal::store::{CaseFile, MemoryStore, Opening};
use handseal::verify::{Class, Code, Report, Verdict, Verifier};
use proptest::prelude::*;

use made::{acts, at, heads, made};

fn records(bytes: &[u8]) -> Vec<Record> {
    let mut reader = RecordReader::new(Cursor::new(bytes));
    let mut records = Vec::new();
    while let Some(record) = reader.next_record().unwrap() {
        records.push(record);
    }
    records
}

fn entries(bytes: &[u8]) -> Vec<SignedEvent> {
    let records = records(bytes).into_iter();
    let entries = records.filter(|record| record.kind == RecordKind::Entry);
    entries.map(|record| SignedEvent::parse(record.content().to_vec()).unwrap()).collect()
}

fn failures(report: &Report) -> Vec<Code> {
    let codes = report.findings.iter().map(|finding| finding.code);
    codes.filter(|code| code.class() == Class::Failure).collect()
}

/// What a case in a file amounts to, as its cache tells, after a head.
fn state(path: &std::path::Path, trust: &Trust) -> Vec<u8> {
    let (mut case, _) = CaseFile::open(path, trust).unwrap();
    case.checkpoint(&heads()).unwrap();
    assert!(case.renew_cache().unwrap());
    drop(case);
    std::fs::read(path.with_extension("custody.cache")).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn case_that_was_written_here_is_consistent(acts in acts()) {
        let mut made = made(&acts);
        let head = made.case.checkpoint(&heads()).unwrap();
        let report = made.verify(made.case.store().as_bytes(), Some(&head), &made.items);
        prop_assert_eq!(report.verdict, Verdict::Consistent, "{}", report);
        for (item, holder) in &made.holders {
            let shown = report.items.iter().find(|shown| shown.id == *item).unwrap();
            prop_assert_eq!(shown.holder, Some(*holder));
        }
    }

    #[test]
    fn case_that_is_opened_with_a_cache_of_any_head_is_another(acts in acts()) {
        let name = format!("handseal-properties-{}.custody", std::process::id());
        let path = std::env::temp_dir().join(name);
        let cache = path.with_extension("custody.cache");
        let mut made = made(&acts);
        made.case.checkpoint(&heads()).unwrap();
        let (bytes, trust) = (made.case.store().as_bytes(), Trust::new().root(made.case.keeper()));
        let _ = std::fs::remove_file(&cache);
        std::fs::write(&path, bytes).unwrap();
        let whole = state(&path, &trust);
        for head in records(bytes).into_iter().filter(|r| r.kind == RecordKind::Checkpoint) {
            std::fs::write(&path, &bytes[..head.range.end as usize]).unwrap();
            let _ = std::fs::remove_file(&cache);
            let at_head = state(&path, &trust);
            std::fs::write(&path, bytes).unwrap();
            prop_assert_eq!(&std::fs::read(&cache).unwrap(), &at_head);
            prop_assert_eq!(&state(&path, &trust), &whole);
        }
        std::fs::remove_file(&path).unwrap();
        std::fs::remove_file(&cache).unwrap();
    }

    #[test]
    fn extract_by_an_index_is_another_than_by_reading_all(acts in acts()) {
        let mut made = made(&acts);
        made.case.checkpoint(&heads()).unwrap();
        let (bytes, trust) = (made.case.store().as_bytes(), Trust::new().root(made.case.keeper()));
        let subjects: Vec<_> = entries(bytes).iter()
            .flat_map(|event| event.links().iter().map(|link| link.subject.clone()))
            .collect::<BTreeSet<_>>().into_iter().collect();
        let mut asked: Vec<_> = subjects.iter().map(std::slice::from_ref).collect();
        asked.push(&subjects);
        by_index::makes_the_same_extracts(bytes, &trust, &heads(), &asked);
    }

    #[test]
    fn prefix_of_a_sound_ledger_is_sound_and_unanchored_or_truncated(acts in acts()) {
        let mut made = made(&acts);
        let head = made.case.checkpoint(&heads()).unwrap();
        let bytes = made.case.store().as_bytes();
        // The opening is the least that a ledger is.
        let opened = records(bytes).into_iter().filter(|r| r.kind == RecordKind::Entry).nth(1);
        let opened = opened.unwrap().range.end;
        for record in records(bytes) {
            let end = record.range.end as usize;
            if (end as u64) < opened {
                continue;
            }
            let alone = made.verify(&bytes[..end], None, &[]);
            prop_assert_eq!(failures(&alone), vec![], "{}", alone);
            prop_assert_eq!(alone.verdict, Verdict::Incomplete);
            let anchored = made.verify(&bytes[..end], Some(&head), &[]);
            let size = anchored.head.unwrap().size;
            let expected = if size < head.unverified().size() { vec![Code::AnchorTruncated] } else { vec![] };
            prop_assert_eq!(failures(&anchored), expected, "{}", anchored);
        }
    }

    #[test]
    fn extract_of_any_items_is_consistent_and_shows_no_more_than_it_must(
        acts in acts(),
        chosen in any::<u32>(),
    ) {
        let mut made = made(&acts);
        let asked: Vec<_> = made.items.iter().enumerate()
            .filter(|(number, _)| *number == 0 || chosen >> (number % 32) & 1 == 1)
            .map(|(_, item)| *item)
            .collect();
        if asked.is_empty() {
            return Ok(());
        }
        let subjects: Vec<_> = asked.iter().copied().map(Subject::Item).collect();
        let mut bytes = Vec::new();
        let extract = made.case.extract(&subjects, &heads(), &mut bytes).unwrap();
        // What was asked for and what it was made from.
        let mut shown: BTreeSet<_> = asked.iter().copied().collect();
        for item in &asked {
            let mut source = made.sources.get(item);
            while let Some(item) = source {
                shown.insert(*item);
                source = made.sources.get(item);
            }
        }
        let shown: Vec<_> = shown.into_iter().collect();
        let items: Vec<_> = extract.subjects.iter().filter_map(Subject::item).collect();
        prop_assert_eq!(&items, &shown);
        let report = made.verify(&bytes, Some(&extract.head), &shown);
        prop_assert_eq!(report.verdict, Verdict::Consistent, "{}", report);
        let entries = entries(&bytes);
        prop_assert_eq!(extract.entries, entries.len() as u64);
        for event in &entries {
            let needed = event.links().iter().any(|link| match &link.subject {
                Subject::Ledger(_) => true,
                Subject::Party(party) => *party != made.bystander,
                other => extract.subjects.contains(other),
            });
            prop_assert!(needed, "{:?} in an extract of {:?}", event.links(), extract.subjects);
        }
        // The ledger's root signs here: no extract is without it, and one without ana's acts is
        // without ana.
        let signs = |party| entries.iter().any(|event| event.claims().iss == party);
        let named = |party: PartyId| entries.iter().any(|event| match event.statement() {
            Statement::Known(known) => matches!(&known.body, Body::Offered(body) if body.to == party),
            Statement::NotUnderstood(_) => false,
        });
        let ana = made.parties[1];
        let enrolled = entries.iter().flat_map(|event| event.links()).any(|link: &Link| link.subject == Subject::Party(ana));
        prop_assert_eq!(enrolled, signs(ana) || named(ana));
    }

    #[test]
    fn import_done_again_does_nothing_and_bytes_stay_the_same(acts in acts()) {
        let mut made = made(&acts);
        let subjects: Vec<_> = made.items.iter().copied().map(Subject::Item).collect();
        if subjects.is_empty() {
            return Ok(());
        }
        let mut extract = Vec::new();
        made.case.extract(&subjects, &heads(), &mut extract).unwrap();
        let (theirs, their_heads) = (SigningKey::from_seed(&[5; 32]), SigningKey::from_seed(&[6; 32]));
        let opening = Opening {
            organisation: "B",
            jurisdiction: "ZZ",
            origin: "other.example",
            root: &theirs,
            checkpoint_key: &their_heads,
            successors: &[],
            at: at(0),
        };
        let mut other = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
        other.trust(made.case.keeper());
        let first = other.import(Cursor::new(&extract)).unwrap();
        let hashes: BTreeSet<EntryHash> = entries(&extract).iter().map(SignedEvent::hash).collect();
        let recorded: BTreeSet<_> = first.recorded.iter().map(|recorded| recorded.entry).collect();
        prop_assert_eq!(&recorded, &hashes);
        let before = other.store().as_bytes().to_vec();
        let again = other.import(Cursor::new(&extract)).unwrap();
        prop_assert!(again.recorded.is_empty());
        prop_assert_eq!(again.held as usize, hashes.len());
        prop_assert_eq!(other.store().as_bytes(), &before);
        // The same signed bytes have the same name in both ledgers.
        let mine: BTreeMap<_, _> = entries(made.case.store().as_bytes()).into_iter().map(|e| (e.hash(), e)).collect();
        for event in entries(&before).iter().filter(|event| hashes.contains(&event.hash())) {
            prop_assert_eq!(event.as_bytes(), mine[&event.hash()].as_bytes());
        }
        let trust = Trust::new().root(made.case.keeper()).root(other.keeper());
        let report = Verifier::new(&trust, at(90_000)).verify_bytes(&before).unwrap();
        prop_assert_eq!(failures(&report), vec![], "{}", report);
    }

    #[test]
    fn same_inputs_give_the_same_report(acts in acts(), flip in any::<(u16, u8)>()) {
        let mut made = made(&acts);
        let head = made.case.checkpoint(&heads()).unwrap();
        let mut bytes = made.case.store().as_bytes().to_vec();
        let json = |bytes: &[u8]| {
            let report = made.verify(bytes, Some(&head), &[]);
            (serde_json::to_string(&report).unwrap(), report.to_string())
        };
        prop_assert_eq!(json(&bytes), json(&bytes));
        let place = usize::from(flip.0) % bytes.len();
        bytes[place] ^= flip.1;
        prop_assert_eq!(json(&bytes), json(&bytes));
    }

    #[test]
    fn withholding_any_values_is_never_a_failure(acts in acts(), keep in any::<u64>()) {
        let mut made = made(&acts);
        let head = made.case.checkpoint(&heads()).unwrap();
        let mut redacted = Vec::new();
        let mut pending: Option<SignedEvent> = None;
        let mut count = 0_u32;
        let mut write = |event: SignedEvent, out: &mut Vec<u8>| {
            let kept = std::cell::Cell::new(count);
            let event = event.redact(&|_| {
                kept.set(kept.get().wrapping_add(1));
                keep >> (kept.get() % 64) & 1 == 1
            });
            count = kept.get();
            out.extend(entry_record(event.as_bytes()));
            out.extend_from_slice(event.disclosures());
        };
        for record in records(made.case.store().as_bytes()) {
            if let (RecordKind::Disclosures, Some(event)) = (record.kind, &mut pending) {
                event.disclose(&record.bytes).unwrap();
                continue;
            }
            if let Some(event) = pending.take() {
                write(event, &mut redacted);
            }
            match record.kind {
                RecordKind::Entry => {
                    pending = Some(SignedEvent::parse(record.content().to_vec()).unwrap());
                }
                _ => redacted.extend(record.bytes),
            }
        }
        pending.into_iter().for_each(|event| write(event, &mut redacted));
        let report = made.verify(&redacted, Some(&head), &made.items);
        prop_assert_eq!(failures(&report), vec![], "{}", report);
    }

    #[test]
    fn reopened_case_is_the_same_case(acts in acts()) {
        let made = made(&acts);
        let bytes = made.case.store().as_bytes().to_vec();
        let mut again = CaseFile::open_bytes(bytes, &Trust::new()).unwrap();
        let mut subjects: Vec<_> = made.items.iter().copied().map(Subject::Item).collect();
        subjects.extend(made.cases.iter().copied().map(Subject::Case));
        prop_assert_eq!(again.next_links(&subjects), made.case.next_links(&subjects));
        prop_assert_eq!((again.size(), again.keeper()), (made.case.size(), made.case.keeper()));
        let mut case = made.case;
        let (one, other) = (case.checkpoint(&heads()).unwrap(), again.checkpoint(&heads()).unwrap());
        prop_assert_eq!(one.to_string(), other.to_string());
        prop_assert_eq!(case.store().as_bytes(), again.store().as_bytes());
    }
}
