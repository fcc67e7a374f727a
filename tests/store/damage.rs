//! Files that were cut or altered: what opens, what is kept, and what is only read.

use std::fs;

use handseal::event::{At, Subject};
use handseal::identity::OsEntropy;
use handseal::ledger::RecordKind;
use handseal::store::{
    Actor, CaseError, CaseFile, Enrolment, FileStore, MemoryStore, Recovery, recover,
};
use handseal::verify::Verdict;

use crate::{
    Directory, at, begun, failures, heads, note, opened, records, remark, root, trust, verified,
};

/// A case of a few remarks, its bytes, and its id.
fn written() -> (Vec<u8>, handseal::identity::CaseId) {
    let (mut case, id) = begun(MemoryStore::new());
    for number in 0..4 {
        note(&mut case, id, &format!("remark {number}")).unwrap();
    }
    (case.store().as_bytes().to_vec(), id)
}

#[test]
fn tail_torn_at_any_byte_is_cut_and_kept_and_said_and_the_rest_is_whole() {
    let (bytes, id) = written();
    let records = records(&bytes);
    // The last entry and its disclosures.
    let [.., (RecordKind::Entry, entry), (RecordKind::Disclosures, last)] = records.as_slice()
    else {
        panic!("{records:?}");
    };
    let directory = Directory::new();
    for end in entry.start + 1..last.end {
        let path = directory.path("a.custody");
        fs::write(&path, &bytes[..end]).unwrap();
        let (mut case, recovery) = CaseFile::open(&path, &trust()).unwrap();
        if end == entry.end {
            // A whole entry whose values are not there: nothing shows that any were written.
            assert_eq!(recovery, Recovery::Clean);
            continue;
        }
        let Recovery::Cut { range, kept } = recovery else {
            panic!("nothing was cut at {end}");
        };
        let (start, stop) = (range.start as usize, range.end as usize);
        assert_eq!(stop, end);
        assert_eq!(fs::read(&kept).unwrap(), &bytes[start..end]);
        assert_eq!(fs::read(&path).unwrap(), &bytes[..start]);
        // An event that was not acknowledged is there with its values, or not at all.
        assert_eq!(start, entry.start, "cut at {end}");
        note(&mut case, id, "after").unwrap();
        let head = case.checkpoint(&heads()).unwrap();
        drop(case);
        let report = verified(&fs::read(&path).unwrap(), Some(head));
        assert_eq!(report.verdict, Verdict::Consistent, "cut at {end}\n{report}");
        assert_eq!(CaseFile::open(&path, &trust()).unwrap().1, Recovery::Clean);
        fs::remove_file(kept).unwrap();
    }
}

#[test]
fn tail_torn_in_memory_is_cut() {
    let (bytes, id) = written();
    let mut case = CaseFile::open_bytes(bytes[..bytes.len() - 1].to_vec(), &trust()).unwrap();
    note(&mut case, id, "after").unwrap();
    assert_eq!(failures(&verified(case.store().as_bytes(), None)), [""; 0]);
}

#[test]
fn torn_head_is_cut() {
    let directory = Directory::new();
    let path = directory.path("a.custody");
    let (mut case, _) = begun(FileStore::create(&path).unwrap());
    case.checkpoint(&heads()).unwrap();
    drop(case);
    let bytes = fs::read(&path).unwrap();
    let head = records(&bytes).pop().unwrap().1;
    for end in head.start + 1..head.end {
        fs::write(&path, &bytes[..end]).unwrap();
        let (mut case, recovery) = CaseFile::open(&path, &trust()).unwrap();
        assert!(matches!(recovery, Recovery::Cut { .. }), "{end}");
        case.checkpoint(&heads()).unwrap();
        drop(case);
        assert_eq!(fs::read(&path).unwrap().len(), bytes.len());
    }
}

/// Damage that whole, well-signed entries follow.
fn damaged() -> (Vec<u8>, usize, handseal::identity::CaseId) {
    let (mut bytes, id) = written();
    let entries = records(&bytes).into_iter().filter(|(kind, _)| *kind == RecordKind::Entry);
    let place = entries.map(|(_, range)| range).nth(4).unwrap();
    bytes[place.end - 1] ^= 1;
    (bytes, place.start, id)
}

#[test]
fn damage_that_whole_entries_follow_opens_for_reading_only() {
    let (bytes, start, id) = damaged();
    let directory = Directory::new();
    let path = directory.path("a.custody");
    fs::write(&path, &bytes).unwrap();
    let (mut case, recovery) = CaseFile::open(&path, &trust()).unwrap();
    assert_eq!(recovery, Recovery::Clean);
    let finding = case.read_only().unwrap().clone();
    assert_eq!(finding.code.name(), "signature.mismatch");
    assert_eq!(finding.location.bytes.unwrap().start as usize, start);
    let key = root();
    let chief = Actor::organisation(&key);
    let subjects = [Subject::Case(id)];
    let event = case.signed(remark("x"), &subjects, &chief, At::device(at())).unwrap();
    let measured = handseal::evidence::measure_reader(&b"x"[..], Default::default()).unwrap();
    let enrolment = Enrolment {
        kind: handseal::event::PartyKind::Unit,
        name: "unit",
        roles: &[],
        units: &[],
        key: None,
    };
    let other = begun(MemoryStore::new()).0.store().as_bytes().to_vec();
    let mut out = Vec::new();
    let answers = [
        ("stage", case.stage(event.clone()).map(drop)),
        ("record", case.record([event]).map(drop)),
        ("act", note(&mut case, id, "x").map(drop)),
        ("enrol", case.enrol(&enrolment, &chief, at(), &mut OsEntropy).map(drop)),
        ("open_case", case.open_case("2", &chief, at(), &mut OsEntropy).map(drop)),
        ("acquire", case.acquire(id, &[("x", &measured)], &chief, at(), &mut OsEntropy).map(drop)),
        ("collect", case.collect(id, &[("x", None)], &chief, at(), &mut OsEntropy).map(drop)),
        ("checkpoint", case.checkpoint(&heads()).map(drop)),
        ("extract", case.extract(&subjects, &heads(), &mut out).map(drop)),
        ("import", case.import(std::io::Cursor::new(other)).map(drop)),
    ];
    for (method, answer) in answers {
        assert!(matches!(answer, Err(CaseError::ReadOnly { .. })), "{method}: {answer:?}");
    }
    drop(case);
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn recovery_cuts_only_when_asked_and_keeps_what_it_cuts() {
    let (bytes, start, id) = damaged();
    let directory = Directory::new();
    let path = directory.path("a.custody");
    fs::write(&path, &bytes).unwrap();
    let Recovery::Cut { range, kept } = recover(&path, &trust()).unwrap() else {
        panic!("nothing was cut");
    };
    assert_eq!(range, start as u64..bytes.len() as u64);
    assert_eq!(fs::read(&kept).unwrap(), &bytes[start..]);
    assert_eq!(fs::read(&path).unwrap(), &bytes[..start]);
    // Done again, it does nothing.
    assert_eq!(recover(&path, &trust()).unwrap(), Recovery::Clean);
    let (mut case, recovery) = CaseFile::open(&path, &trust()).unwrap();
    assert_eq!((recovery, case.read_only()), (Recovery::Clean, None));
    note(&mut case, id, "after").unwrap();
    let head = case.checkpoint(&heads()).unwrap();
    drop(case);
    let report = verified(&fs::read(&path).unwrap(), Some(head));
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
}

#[test]
fn what_an_earlier_recovery_kept_is_not_overwritten() {
    let (bytes, _) = written();
    let directory = Directory::new();
    let path = directory.path("a.custody");
    let torn = |cut: usize| {
        fs::write(&path, &bytes[..bytes.len() - cut]).unwrap();
        match CaseFile::open(&path, &trust()).unwrap().1 {
            Recovery::Cut { kept, .. } => (fs::read(&kept).unwrap(), kept),
            Recovery::Clean => panic!("nothing was cut"),
        }
    };
    let (first, kept) = torn(1);
    let (second, again) = torn(5);
    assert_ne!(first, second);
    assert_eq!(fs::read(&kept).unwrap(), first);
    assert_eq!(fs::read(&again).unwrap(), second);
}

#[test]
fn case_of_another_organisation_is_no_failure_to_open() {
    let bytes =
        opened(|opening| CaseFile::create_in(MemoryStore::new(), opening, &mut OsEntropy).unwrap());
    let bytes = bytes.store().as_bytes().to_vec();
    let case = CaseFile::open_bytes(bytes, &handseal::identity::Trust::new()).unwrap();
    assert_eq!((case.size(), case.read_only()), (2, None));
}

#[test]
fn damage_to_an_enrolment_does_not_make_what_rests_on_it_a_torn_tail() {
    let (mut case, id) = begun(MemoryStore::new());
    let key = handseal::identity::SigningKey::from_seed(&[7; 32]);
    let enrolment = Enrolment {
        kind: handseal::event::PartyKind::Person,
        name: "ana",
        roles: &[],
        units: &[],
        key: Some(&key),
    };
    let root = root();
    let chief = Actor::organisation(&root);
    let ana = case.enrol(&enrolment, &chief, at(), &mut OsEntropy).unwrap();
    let ana = Actor::new(ana, &key);
    case.collect(id, &[("lamp", None)], &ana, at(), &mut OsEntropy).unwrap();
    let mut bytes = case.store().as_bytes().to_vec();
    let entries = records(&bytes).into_iter().filter(|(kind, _)| *kind == RecordKind::Entry);
    let enrolled = entries.map(|(_, range)| range).nth(3).unwrap();
    bytes[enrolled.end - 1] ^= 1;
    let case = CaseFile::open_bytes(bytes.clone(), &trust()).unwrap();
    assert!(case.read_only().is_some());
    assert_eq!(case.store().as_bytes(), bytes);
}

#[test]
fn whole_entry_that_breaks_a_rule_is_no_torn_tail() {
    let (mut case, id) = begun(MemoryStore::new());
    let root = root();
    let chief = Actor::organisation(&root);
    let subjects = [Subject::Case(id)];
    let one = case.signed(remark("one"), &subjects, &chief, At::device(at())).unwrap();
    let twin = case.signed(remark("twin"), &subjects, &chief, At::device(at())).unwrap();
    case.record([one]).unwrap();
    let mut bytes = case.store().as_bytes().to_vec();
    bytes.extend(handseal::ledger::entry_record(twin.as_bytes()));
    bytes.extend_from_slice(twin.disclosures());
    let case = CaseFile::open_bytes(bytes.clone(), &trust()).unwrap();
    assert_eq!(case.read_only().unwrap().code.name(), "link.forked");
    assert_eq!(case.store().as_bytes(), bytes);
}

/// A cut that is made behind the first damage leaves damage in the file that is written on.
#[test]
fn file_that_was_cut_is_whole_whichever_byte_was_altered() {
    let (bytes, _) = written();
    for place in 0..bytes.len() {
        for pattern in [0x01, 0xff] {
            let mut altered = bytes.clone();
            altered[place] ^= pattern;
            let Ok(case) = CaseFile::open_bytes(altered, &trust()) else {
                continue;
            };
            if case.read_only().is_some() || case.store().as_bytes().len() == bytes.len() {
                continue;
            }
            let kept = case.store().as_bytes().to_vec();
            let entries = records(&kept)
                .into_iter()
                .filter(|(kind, _)| *kind == RecordKind::Entry);
            assert_eq!(case.size(), entries.count() as u64, "byte {place}");
            let again = CaseFile::open_bytes(kept.clone(), &trust()).unwrap();
            assert_eq!(again.store().as_bytes(), kept, "byte {place}");
        }
    }
}
