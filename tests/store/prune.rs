//! A case whose retention ended: what was recorded as pruned is gone from the file, and nothing else.

use handseal::event::{EventType, Kept, PartyKind, Subject, Why};
use handseal::identity::{CaseId, ItemId, OsEntropy, PartyId, SigningKey};
use handseal::ledger::{RecordKind, SignedCheckpoint};
use handseal::merkle::Hash;
use handseal::store::{Actor, CaseError, CaseFile, Enrolment, MemoryStore, Pruning, Store};
use handseal::verify::{Code, REGISTRAR, Report, Verdict};

use crate::{at, begun, failures, heads, note, records, root, trust, verified};

pub(crate) const SECRET: &str = "the diary of a witness";

pub(crate) fn chief(key: &SigningKey) -> Actor<'_> {
    Actor::organisation(key)
}

pub(crate) fn ended(case: CaseId) -> Pruning {
    Pruning::new(Why::code("retention_ended"), Kept::Hash).case(case).even_if_held()
}

/// A thing that is collected, labelled and noted about.
pub(crate) fn collected<S: Store>(case: &mut CaseFile<S>, id: CaseId, what: &str) -> ItemId {
    let key = root();
    let (chief, things) = (chief(&key), [(what, Some("S-1"))]);
    let items = case.collect(id, &things, &chief, at(), &mut OsEntropy).unwrap();
    case.label(&[(items[0], "EX-1")], &chief, at(), &mut OsEntropy).unwrap();
    items[0]
}

fn rewritten<S: Store>(case: &mut CaseFile<S>) -> Vec<u8> {
    let mut bytes = Vec::new();
    case.write_pruned(&mut bytes).unwrap();
    bytes
}

pub(crate) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn count(report: &Report, code: Code) -> usize {
    report.findings.iter().filter(|finding| finding.code == code).count()
}

fn stubs(bytes: &[u8]) -> usize {
    records(bytes).iter().filter(|(kind, _)| *kind == RecordKind::Stub).count()
}

#[track_caller]
pub(crate) fn assert_incomplete(bytes: &[u8], head: SignedCheckpoint) -> Report {
    let report = verified(bytes, Some(head));
    assert_eq!(failures(&report), [""; 0], "{report}");
    assert_eq!(report.verdict, Verdict::Incomplete, "{report}");
    report
}

#[test]
fn case_that_is_pruned_keeps_its_heads_and_loses_its_values() {
    for kept in [Kept::Entry, Kept::Hash] {
        let (mut case, id) = begun(MemoryStore::new());
        collected(&mut case, id, SECRET);
        note(&mut case, id, "on the case itself").unwrap();
        let early = case.checkpoint(&heads()).unwrap();
        let key = root();
        let pruning = Pruning::new(Why::code("retention_ended"), kept).case(id).even_if_held();
        let listed = case.prune(&pruning, &chief(&key), at()).unwrap();
        assert_eq!((listed.recorded.len(), listed.left.as_slice()), (1, [].as_slice()));
        let head = case.checkpoint(&heads()).unwrap();
        assert!(holds(case.store().as_bytes(), SECRET));
        let mut bytes = Vec::new();
        let erased = case.write_pruned(&mut bytes).unwrap();
        let own = head.unverified();
        assert_eq!((erased.size, erased.root), (own.size(), Hash(*own.root())));
        assert!(!holds(&bytes, SECRET) && !holds(&bytes, "on the case itself"));
        // The organisation and what it is called stay.
        assert!(holds(&bytes, "ZZ"));
        assert_incomplete(&bytes, early);
        let report = assert_incomplete(&bytes, head);
        let pruned = if kept == Kept::Hash { 2 } else { 0 };
        assert_eq!(count(&report, Code::EntryPruned), pruned, "{report}");
        assert_eq!((stubs(&bytes), erased.entries), (pruned, pruned as u64));
        let told = report.findings.iter().filter(|f| f.code == Code::FieldWithheld);
        assert!(told.clone().count() > 0);
        assert!(told.clone().all(|f| f.message().contains("retention_ended")), "{report}");
    }
}

#[test]
fn item_that_is_pruned_leaves_the_others_as_they_are() {
    let (mut case, id) = begun(MemoryStore::new());
    let gone = collected(&mut case, id, SECRET);
    let stays = collected(&mut case, id, "a laptop");
    let key = root();
    let pruning = Pruning::new(Why::code("returned"), Kept::Hash).item(gone).even_if_held();
    case.prune(&pruning, &chief(&key), at()).unwrap();
    let head = case.checkpoint(&heads()).unwrap();
    let bytes = rewritten(&mut case);
    assert!(!holds(&bytes, SECRET) && holds(&bytes, "a laptop"));
    let report = assert_incomplete(&bytes, head);
    assert_eq!(report.items.len(), 1, "{report}");
    assert_eq!((report.items[0].id, report.items[0].holder), (stays, Some(chief(&key).id)));
    assert_eq!(count(&report, Code::EntryPruned), 2);
}

#[test]
fn entry_that_concerns_another_item_too_is_left_unless_it_is_named() {
    let (mut case, id) = begun(MemoryStore::new());
    let key = root();
    let things = [(SECRET, None), ("a laptop", None)];
    let items = case.collect(id, &things, &chief(&key), at(), &mut OsEntropy).unwrap();
    case.label(&[(items[0], "EX-1")], &chief(&key), at(), &mut OsEntropy).unwrap();
    let pruning = Pruning::new(Why::code("returned"), Kept::Hash).item(items[0]).even_if_held();
    let listed = case.prune(&pruning, &chief(&key), at()).unwrap();
    let [shared] = listed.left[..] else { panic!("{listed:?}") };
    assert!(holds(&rewritten(&mut case), SECRET));
    case.prune(&pruning.entry(shared), &chief(&key), at()).unwrap();
    let head = case.checkpoint(&heads()).unwrap();
    let bytes = rewritten(&mut case);
    assert!(!holds(&bytes, SECRET));
    // It is no stub: the chain of the other item goes on.
    assert_eq!(stubs(&bytes), 1);
    let report = assert_incomplete(&bytes, head);
    let other = report.items.iter().find(|item| item.id == items[1]).unwrap();
    assert_eq!(other.holder, Some(chief(&key).id));
}

#[test]
fn nothing_is_erased_that_no_entry_says() {
    let (mut case, id) = begun(MemoryStore::new());
    collected(&mut case, id, SECRET);
    case.checkpoint(&heads()).unwrap();
    let bytes = rewritten(&mut case);
    assert!(bytes == case.store().as_bytes());
}

#[test]
fn pruned_file_opens_again_and_takes_entries_and_heads() {
    let (mut case, id) = begun(MemoryStore::new());
    collected(&mut case, id, SECRET);
    let key = root();
    case.prune(&ended(id), &chief(&key), at()).unwrap();
    case.checkpoint(&heads()).unwrap();
    let bytes = rewritten(&mut case);
    let mut again = CaseFile::open_bytes(bytes, &trust()).unwrap();
    assert_eq!((again.read_only(), again.size()), (None, case.size()));
    note(&mut again, id, "after").unwrap();
    let item = collected(&mut again, id, "a phone");
    // It can be pruned once more.
    let pruning = Pruning::new(Why::code("returned"), Kept::Hash).item(item).even_if_held();
    again.prune(&pruning, &chief(&key), at()).unwrap();
    let head = again.checkpoint(&heads()).unwrap();
    assert_incomplete(&rewritten(&mut again), head.clone());
    assert_incomplete(again.store().as_bytes(), head);
}

/// A file without a head behind its stubs: they are read back before the next is signed.
#[test]
fn head_is_signed_over_stubs_that_read_back() {
    let (mut case, id) = begun(MemoryStore::new());
    collected(&mut case, id, SECRET);
    let key = root();
    case.prune(&ended(id), &chief(&key), at()).unwrap();
    let bytes = rewritten(&mut case);
    let mut again = CaseFile::open_bytes(bytes, &trust()).unwrap();
    let head = again.checkpoint(&heads()).unwrap();
    assert_incomplete(again.store().as_bytes(), head);
}

#[test]
fn act_on_an_item_whose_state_is_not_shown_is_refused() {
    let (mut case, id) = begun(MemoryStore::new());
    let item = collected(&mut case, id, SECRET);
    let key = root();
    case.prune(&ended(id), &chief(&key), at()).unwrap();
    // An entry that came after the pruning, and before the file was written anew.
    case.label(&[(item, "EX-2")], &chief(&key), at(), &mut OsEntropy).unwrap();
    let bytes = rewritten(&mut case);
    let mut again = CaseFile::open_bytes(bytes, &trust()).unwrap();
    let labelled = again.label(&[(item, "EX-3")], &chief(&key), at(), &mut OsEntropy);
    let Err(CaseError::Refused { finding }) = labelled else { panic!("{labelled:?}") };
    assert_eq!(finding.code, Code::CustodyNotShown);
    note(&mut again, id, "the case goes on").unwrap();
}

#[test]
fn act_on_an_item_of_which_nothing_is_left_is_refused() {
    let (mut case, id) = begun(MemoryStore::new());
    let item = collected(&mut case, id, SECRET);
    let key = root();
    case.prune(&ended(id), &chief(&key), at()).unwrap();
    let bytes = rewritten(&mut case);
    let mut again = CaseFile::open_bytes(bytes, &trust()).unwrap();
    let labelled = again.label(&[(item, "EX-3")], &chief(&key), at(), &mut OsEntropy);
    // Nothing about an item begins with a label.
    assert!(matches!(labelled, Err(CaseError::Draft(_))), "{labelled:?}");
    let extract = again.extract(&[Subject::Item(item)], &heads(), &mut Vec::new());
    assert!(matches!(extract, Err(CaseError::UnknownSubject { .. })), "{extract:?}");
}

#[test]
fn directory_entries_cannot_be_pruned() {
    let (mut case, id) = begun(MemoryStore::new());
    let key = root();
    let clerk = SigningKey::from_seed(&[7; 32]);
    let enrolment = Enrolment {
        kind: PartyKind::Person,
        name: "clerk",
        roles: &[REGISTRAR],
        units: &[],
        key: Some(&clerk),
    };
    case.enrol(&enrolment, &chief(&key), at(), &mut OsEntropy).unwrap();
    note(&mut case, id, "one").unwrap();
    case.prune(&ended(id), &chief(&key), at()).unwrap();
    for (index, expected) in [
        (0, EventType::Founded),
        (1, EventType::Opened),
        (3, EventType::Enrolled),
        (5, EventType::Pruned),
    ] {
        for kept in [Kept::Entry, Kept::Hash] {
            let size = case.size();
            let pruning = Pruning::new(Why::code("test"), kept).entry(index);
            let error = case.prune(&pruning, &chief(&key), at()).unwrap_err();
            assert!(
                matches!(error, CaseError::MustStay { index: found, event_type }
                    if found == index && event_type == expected),
                "{error}"
            );
            assert_eq!(case.size(), size);
        }
    }
}

/// Another writer may record what this one would not: the file keeps what others are verified by.
#[test]
fn directory_entry_that_is_declared_pruned_is_not_erased() {
    use handseal::event::{At, Pruned, PrunedEntry};
    let (mut case, _) = begun(MemoryStore::new());
    let key = root();
    let chief = chief(&key);
    let founded = handseal::event::EntryHash::of(&first_entry(case.store().as_bytes()));
    let body = Pruned {
        ground: Why::code("test"),
        entries: vec![PrunedEntry { kept: Kept::Hash, entry: founded, index: 0 }],
    };
    let ledger = Subject::Ledger(case.origin().unwrap().clone());
    case.act(body, &[ledger], &chief, At::device(at())).unwrap();
    let bytes = rewritten(&mut case);
    assert!(bytes == case.store().as_bytes());
}

fn first_entry(bytes: &[u8]) -> Vec<u8> {
    let mut reader = handseal::ledger::RecordReader::new(bytes);
    reader.next_record().unwrap();
    reader.next_record().unwrap().unwrap().content().to_vec()
}

#[test]
fn entry_that_is_not_here_cannot_be_pruned() {
    let (mut case, id) = begun(MemoryStore::new());
    let key = root();
    collected(&mut case, id, SECRET);
    let pruning = Pruning::new(Why::code("test"), Kept::Entry).entry(99);
    let error = case.prune(&pruning, &chief(&key), at()).unwrap_err();
    assert!(matches!(error, CaseError::EntryNotHeld { index: 99 }), "{error}");
    case.prune(&ended(id), &chief(&key), at()).unwrap();
    let bytes = rewritten(&mut case);
    let mut again = CaseFile::open_bytes(bytes, &trust()).unwrap();
    let pruning = Pruning::new(Why::code("test"), Kept::Entry).entry(3);
    let error = again.prune(&pruning, &chief(&key), at()).unwrap_err();
    assert!(matches!(error, CaseError::EntryNotHeld { index: 3 }), "{error}");
}

#[test]
fn item_that_is_still_held_is_pruned_only_when_asked() {
    let (mut case, id) = begun(MemoryStore::new());
    let item = collected(&mut case, id, SECRET);
    let key = root();
    for pruning in [
        Pruning::new(Why::code("test"), Kept::Entry).item(item),
        Pruning::new(Why::code("test"), Kept::Hash).case(id),
    ] {
        let error = case.prune(&pruning, &chief(&key), at()).unwrap_err();
        assert!(matches!(error, CaseError::StillHeld { item: found } if found == item), "{error}");
        case.prune(&pruning.even_if_held(), &chief(&key), at()).unwrap();
    }
}

#[test]
fn case_that_is_not_held_and_case_without_values_are_typed_errors() {
    let (mut case, id) = begun(MemoryStore::new());
    let key = root();
    let other = CaseId::generate(&mut OsEntropy).unwrap();
    let error = case.prune(&ended(other), &chief(&key), at()).unwrap_err();
    assert!(matches!(error, CaseError::UnknownSubject { .. }), "{error}");
    case.prune(&ended(id), &chief(&key), at()).unwrap();
    let bytes = rewritten(&mut case);
    let mut again = CaseFile::open_bytes(bytes, &trust()).unwrap();
    let error = again.prune(&ended(id), &chief(&key), at()).unwrap_err();
    assert!(matches!(error, CaseError::NothingToPrune), "{error}");
}

#[test]
fn pruning_by_one_without_the_right_is_refused() {
    let (mut case, id) = begun(MemoryStore::new());
    let (key, clerk) = (root(), SigningKey::from_seed(&[7; 32]));
    let enrolment = Enrolment {
        kind: PartyKind::Person,
        name: "clerk",
        roles: &[],
        units: &[],
        key: Some(&clerk),
    };
    let party: PartyId = case.enrol(&enrolment, &chief(&key), at(), &mut OsEntropy).unwrap();
    note(&mut case, id, "one").unwrap();
    let size = case.size();
    let error = case.prune(&ended(id), &Actor::new(party, &clerk), at()).unwrap_err();
    let CaseError::Refused { finding } = error else { panic!("{error}") };
    assert_eq!((finding.code, case.size()), (Code::LinkNoPen, size));
}

#[test]
fn long_case_is_pruned_in_several_entries_that_each_fit() {
    let (mut case, id) = begun(MemoryStore::new());
    let key = root();
    let notes = 2100;
    for _ in 0..notes {
        let body = crate::remark("one of many");
        let event = case.signed(
            body,
            &[Subject::Case(id)],
            &chief(&key),
            handseal::event::At::device(at()),
        );
        case.stage(event.unwrap()).unwrap();
    }
    case.commit().unwrap();
    let listed = case.prune(&ended(id), &chief(&key), at()).unwrap();
    assert_eq!(listed.recorded.len(), 2);
    let head = case.checkpoint(&heads()).unwrap();
    let bytes = rewritten(&mut case);
    assert!(!holds(&bytes, "one of many"));
    assert_incomplete(&bytes, head);
}

#[test]
fn extract_of_a_pruned_ledger_shows_what_is_left_and_verifies() {
    let (mut case, id) = begun(MemoryStore::new());
    let item = collected(&mut case, id, SECRET);
    let stays = collected(&mut case, id, "a laptop");
    let key = root();
    let pruning = Pruning::new(Why::code("returned"), Kept::Hash).item(item).even_if_held();
    case.prune(&pruning, &chief(&key), at()).unwrap();
    case.label(&[(item, "EX-2")], &chief(&key), at(), &mut OsEntropy).unwrap();
    let bytes = rewritten(&mut case);
    let mut again = CaseFile::open_bytes(bytes, &trust()).unwrap();
    let mut out = Vec::new();
    let extract = again.extract(&[Subject::Item(stays)], &heads(), &mut out).unwrap();
    assert_eq!(stubs(&out), 0);
    let report = verified(&out, Some(extract.head));
    assert_eq!(failures(&report), [""; 0], "{report}");
    let mut out = Vec::new();
    let extract = again.extract(&[Subject::Item(item)], &heads(), &mut out).unwrap();
    // The last stub before the entry that is shown; of those before it nobody can tell.
    assert_eq!(stubs(&out), 1);
    let report = assert_incomplete(&out, extract.head);
    assert_eq!(count(&report, Code::EntryPruned), 1, "{report}");
    assert!(count(&report, Code::CustodyNotShown) > 0, "{report}");
    let subjects = [item, stays].map(Subject::Item);
    let asked: Vec<_> = subjects.iter().map(std::slice::from_ref).collect();
    let bytes = again.store().as_bytes();
    crate::by_index::makes_the_same_extracts(bytes, &trust(), &heads(), &asked);
}

#[test]
fn entry_that_was_pruned_does_not_come_back_with_an_import() {
    let (mut case, id) = begun(MemoryStore::new());
    let item = collected(&mut case, id, SECRET);
    let mut extract = Vec::new();
    case.extract(&[Subject::Item(item)], &heads(), &mut extract).unwrap();
    let key = root();
    case.prune(&ended(id), &chief(&key), at()).unwrap();
    let bytes = rewritten(&mut case);
    let mut again = CaseFile::open_bytes(bytes, &trust()).unwrap();
    let imported = again.import(std::io::Cursor::new(&extract)).unwrap();
    assert_eq!(imported.recorded, []);
    assert!(!holds(again.store().as_bytes(), SECRET));
}
