//! Drafts that wait, chains that move, and handles that do not know of each other.

use handseal::event::{At, EventDraft, SignedEvent, Subject};
use handseal::identity::{OsEntropy, Signer};
use handseal::store::{Actor, CaseError, CaseFile, Inspection, MemoryStore, TransferTerms};

use crate::{at, begun, failures, heads, note, remark, root, trust, verified};

#[test]
fn draft_signed_in_another_process_is_recorded_later() {
    let (mut case, id) = begun(MemoryStore::new());
    let (key, subjects) = (root(), [Subject::Case(id)]);
    let signer = Actor::organisation(&key).id;
    let public = key.public_key();
    let draft = case.draft(remark("later"), &subjects, signer, None, public, At::device(at()));
    let carried = draft.unwrap().to_bytes();
    // In the other process.
    let there = EventDraft::from_bytes(&carried).unwrap();
    let signature = key.sign(&there.to_be_signed()).unwrap();
    // Back here, in a handle that was opened anew.
    let event = EventDraft::from_bytes(&carried).unwrap().attach(&signature).unwrap();
    let mut case = CaseFile::open_bytes(case.store().as_bytes().to_vec(), &trust()).unwrap();
    let recorded = case.record([event.clone()]).unwrap();
    assert_eq!((recorded[0].index, recorded[0].entry), (3, event.hash()));
    assert!(case.holds(&event));
    let head = case.checkpoint(&heads()).unwrap();
    assert_eq!(failures(&verified(case.store().as_bytes(), Some(head))), [""; 0]);
}

#[test]
fn draft_on_a_chain_that_moved_is_refused_and_changes_nothing() {
    let (mut case, id) = begun(MemoryStore::new());
    let (key, subjects) = (root(), [Subject::Case(id)]);
    let chief = Actor::organisation(&key);
    let stale = case.signed(remark("stale"), &subjects, &chief, At::device(at())).unwrap();
    note(&mut case, id, "first").unwrap();
    let bytes = case.store().as_bytes().to_vec();
    let Err(CaseError::ChainMoved { subject, expected, found }) = case.record([stale]) else {
        panic!("a stale draft was recorded");
    };
    assert_eq!((*subject, expected.seq, found.seq), (Subject::Case(id), 2, 1));
    assert_eq!(case.store().as_bytes(), bytes);
}

#[test]
fn events_before_the_refused_one_of_a_group_are_recorded_and_those_behind_it_are_not() {
    let (mut case, id) = begun(MemoryStore::new());
    let (key, subjects) = (root(), [Subject::Case(id)]);
    let chief = Actor::organisation(&key);
    let mut sign = |text: &str| -> SignedEvent {
        case.signed(remark(text), &subjects, &chief, At::device(at())).unwrap()
    };
    let (good, twin, behind) = (sign("good"), sign("twin"), sign("behind"));
    let hash = good.hash();
    assert!(matches!(case.record([good, twin, behind]), Err(CaseError::ChainMoved { .. })));
    assert_eq!(case.size(), 4);
    assert_eq!(case.register().tip(&Subject::Case(id)).unwrap().hash, hash);
    let reopened = CaseFile::open_bytes(case.store().as_bytes().to_vec(), &trust()).unwrap();
    assert_eq!(reopened.size(), 4);
}

#[test]
fn refused_act_leaves_the_case_as_it_was() {
    let (mut case, id) = begun(MemoryStore::new());
    let key = root();
    let chief = Actor::organisation(&key);
    let [item] = case.collect(id, &[("lamp", None)], &chief, at(), &mut OsEntropy).unwrap()[..]
    else {
        panic!("not one item");
    };
    let (size, bytes) = (case.size(), case.store().as_bytes().to_vec());
    let withdrawn =
        handseal::event::Withdrawn { by: None, reason: handseal::event::Why::code("x") };
    let answer = case.act(withdrawn, &[Subject::Item(item)], &chief, At::device(at()));
    let Err(CaseError::Refused { finding }) = answer else {
        panic!("an answer without an offer was recorded");
    };
    assert_eq!(finding.code.name(), "custody.move.forbidden");
    assert_eq!((case.size(), case.store().as_bytes()), (size, bytes.as_slice()));
    note(&mut case, id, "goes on").unwrap();
    assert_eq!(failures(&verified(case.store().as_bytes(), None)), [""; 0]);
}

#[test]
fn offer_answered_meanwhile_is_not_open() {
    let (mut case, id) = begun(MemoryStore::new());
    let key = root();
    let chief = Actor::organisation(&key);
    let items = case.collect(id, &[("lamp", None)], &chief, at(), &mut OsEntropy).unwrap();
    let offer = case
        .offer(&items, &TransferTerms::new(chief.id, "move", at()), &chief, at(), &mut OsEntropy)
        .unwrap();
    let again = case.open_offers().pop().unwrap();
    assert_eq!(again, offer);
    assert_eq!((offer.items(), offer.from(), offer.to()), (items.as_slice(), chief.id, chief.id));
    case.withdraw(again, "no", &chief, at(), &mut OsEntropy).unwrap();
    let inspect = |_| Inspection::Nothing("not needed");
    let answer = case.accept(offer, &inspect, &chief, at(), &mut OsEntropy);
    assert!(matches!(answer, Err(CaseError::OfferNotOpen { .. })));
    assert!(case.open_offers().is_empty());
}

#[test]
fn head_by_another_key_is_not_signed() {
    let (mut case, _) = begun(MemoryStore::new());
    assert!(matches!(case.checkpoint(&root()), Err(CaseError::NotCheckpointKey)));
    let head = case.checkpoint(&heads()).unwrap();
    // Nothing new: the same head, and no second record.
    let length = case.store().as_bytes().len();
    assert_eq!(case.checkpoint(&heads()).unwrap().to_string(), head.to_string());
    assert_eq!(case.store().as_bytes().len(), length);
}
