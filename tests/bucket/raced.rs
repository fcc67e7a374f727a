//! Many write: each place has one winner, whoever was not first goes on, and no act is lost or done twice.

use std::collections::BTreeSet;

use handseal::event::{At, Subject};
use handseal::store::{Actor, CaseError, Recorded, StoreError};

use crate::{
    assert_consistent, at, begun, created, heads, in_memory, note, note_at_last, open_case, opened,
    remark, root,
};

#[test]
fn eight_writers_leave_no_gap_and_no_duplicate() {
    const WRITERS: usize = 8;
    const ACTS: usize = 25;
    let (bucket, _) = in_memory();
    let (_, common) = begun(&bucket);
    let recorded: Vec<Recorded> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let bucket = &bucket;
                scope.spawn(move || {
                    let mut case = opened(bucket);
                    let mut recorded = Vec::new();
                    let own = open_case(&mut case, &format!("{writer}/41")).unwrap();
                    for act in 0..ACTS {
                        // One on a chain of its own, one on a chain that all write.
                        recorded.push(note(&mut case, own, &act.to_string()).unwrap());
                        recorded.push(note_at_last(&mut case, common, &act.to_string()));
                    }
                    recorded
                })
            })
            .collect();
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let indices: BTreeSet<_> = recorded.iter().map(|recorded| recorded.index).collect();
    let entries: BTreeSet<_> = recorded.iter().map(|recorded| recorded.entry).collect();
    assert_eq!((indices.len(), entries.len()), (WRITERS * ACTS * 2, WRITERS * ACTS * 2));
    let mut case = opened(&bucket);
    assert_eq!(case.size(), (3 + WRITERS + WRITERS * ACTS * 2) as u64);
    assert!(entries.iter().all(|entry| case.holds_entry(*entry)));
    let links = case.next_links(&[Subject::Case(common)]);
    assert_eq!(links[0].seq, (1 + WRITERS * ACTS) as u64);
    let head = case.checkpoint(&heads()).unwrap();
    assert_consistent(&bucket, head);
}

#[test]
fn event_whose_link_is_still_next_is_recorded_behind() {
    let (bucket, _) = in_memory();
    let (mut here, id) = begun(&bucket);
    let mut there = opened(&bucket);
    let other = open_case(&mut there, "2/41").unwrap();
    // This handle did not know of that case.
    let recorded = note(&mut here, id, "x").unwrap();
    assert_eq!(recorded.index, 4);
    assert_eq!(note(&mut here, other, "known now").unwrap().index, 5);
    assert_eq!(there.catch_up().unwrap(), 2);
    assert_eq!(there.catch_up().unwrap(), 0);
    assert_eq!(there.size(), here.size());
}

#[test]
fn event_whose_link_is_no_longer_next_comes_back_as_a_draft() {
    let (bucket, _) = in_memory();
    let (mut here, id) = begun(&bucket);
    let mut there = opened(&bucket);
    let first = note(&mut there, id, "first").unwrap();
    let Err(CaseError::Overtaken { recorded, drafts }) = note(&mut here, id, "second") else {
        panic!("it was not first");
    };
    assert!(recorded.is_empty());
    // It has caught up, and nothing of its own is in there.
    assert_eq!(here.size(), 4);
    assert!(here.holds_entry(first.entry));
    let [draft] = drafts.as_slice() else { panic!("one was to be recorded") };
    let event = draft.clone().sign(&root()).unwrap();
    let link = event.links()[0].clone();
    assert_eq!((link.seq, link.prev.0), (2, Some(first.entry)));
    // What it says is what it was to say, with the values.
    assert!(event.withheld().is_empty());
    assert_eq!(here.record([event]).unwrap()[0].index, 4);
    assert_consistent(&bucket, here.checkpoint(&heads()).unwrap());
}

#[test]
fn group_is_recorded_up_to_the_event_that_was_overtaken() {
    let (bucket, _) = in_memory();
    let (mut here, id) = begun(&bucket);
    let own = open_case(&mut here, "own").unwrap();
    let mut there = opened(&bucket);
    let first = note(&mut there, id, "first").unwrap();
    let key = root();
    let mut events = Vec::new();
    for subject in [own, own, id, id, own] {
        let subject = [Subject::Case(subject)];
        let actor = Actor::organisation(&key);
        let event = here.signed(remark("in a group"), &subject, &actor, At::device(at())).unwrap();
        here.stage(event.clone()).unwrap();
        events.push(event);
    }
    let Err(CaseError::Overtaken { recorded, drafts }) = here.commit() else {
        panic!("the third was not first");
    };
    let at_index = |recorded: &Recorded| (recorded.index, recorded.entry);
    let recorded: Vec<_> = recorded.iter().map(at_index).collect();
    assert_eq!(recorded, [(5, events[0].hash()), (6, events[1].hash())]);
    assert_eq!((here.size(), drafts.len()), (7, 3));
    // The second of a chain takes the place behind the first once that is recorded.
    let mut seqs = Vec::new();
    for draft in &drafts {
        let event = here.renew(draft).unwrap().sign(&key).unwrap();
        seqs.push((event.links()[0].subject.clone(), event.links()[0].seq));
        here.record([event]).unwrap();
    }
    let [id, own] = [id, own].map(Subject::Case);
    assert_eq!(seqs, [(id.clone(), 2), (id, 3), (own, 3)]);
    assert!(there.catch_up().unwrap() == 5 && there.holds_entry(first.entry));
    assert_consistent(&bucket, there.checkpoint(&heads()).unwrap());
}

#[test]
fn group_without_conflict_on_a_chain_is_recorded_whole() {
    let (bucket, memory) = in_memory();
    let (mut here, id) = begun(&bucket);
    let mut there = opened(&bucket);
    open_case(&mut there, "elsewhere").unwrap();
    let key = root();
    for number in 0..10 {
        let subject = [Subject::Case(id)];
        let body = remark(&number.to_string());
        let event =
            here.signed(body, &subject, &Actor::organisation(&key), At::device(at())).unwrap();
        here.stage(event).unwrap();
    }
    let before = crate::objects(&*memory).len();
    let recorded = here.commit().unwrap();
    let indices: Vec<_> = recorded.iter().map(|recorded| recorded.index).collect();
    assert_eq!(indices, (4..14).collect::<Vec<_>>());
    // Ten entries with one object.
    assert_eq!(crate::objects(&*memory).len(), before + 1);
    assert_consistent(&bucket, here.checkpoint(&heads()).unwrap());
}

#[test]
fn what_was_staged_is_let_go_by_one_that_catches_up() {
    let (bucket, _) = in_memory();
    let (mut here, id) = begun(&bucket);
    let key = root();
    let subject = [Subject::Case(id)];
    let event =
        here.signed(remark("x"), &subject, &Actor::organisation(&key), At::device(at())).unwrap();
    here.stage(event.clone()).unwrap();
    assert_eq!(here.size(), 4);
    assert_eq!(here.catch_up().unwrap(), 0);
    assert_eq!(here.size(), 3);
    assert_eq!(here.record([event]).unwrap()[0].index, 3);
}

#[test]
fn head_is_signed_over_what_others_recorded_meanwhile() {
    let (bucket, _) = in_memory();
    let (mut here, id) = begun(&bucket);
    let mut there = opened(&bucket);
    for number in 0..3 {
        note(&mut there, id, &number.to_string()).unwrap();
    }
    let head = here.checkpoint(&heads()).unwrap();
    assert_eq!(head.unverified().size(), 6);
    // The other one takes it as its own.
    assert_eq!(there.checkpoint(&heads()).unwrap(), head);
    assert_consistent(&bucket, head);
}

#[test]
fn event_that_stands_there_already_is_not_recorded_twice() {
    let (bucket, _) = in_memory();
    let (mut here, id) = begun(&bucket);
    let mut there = opened(&bucket);
    let key = root();
    let subject = [Subject::Case(id)];
    let event =
        here.signed(remark("x"), &subject, &Actor::organisation(&key), At::device(at())).unwrap();
    // The same event reaches the bucket by two writers, with another one before it.
    open_case(&mut there, "before").unwrap();
    let first = there.record([event.clone()]).unwrap();
    let second = here.record([event]).unwrap();
    assert_eq!(first, second);
    assert_eq!((here.size(), there.size()), (5, 5));
}

#[test]
fn handle_of_a_ledger_that_was_not_begun_is_taken_by_none() {
    let (bucket, _) = in_memory();
    let store = handseal::store::bucket::BucketStore::create(bucket.clone()).unwrap();
    begun(&bucket);
    let error = created(store).err().unwrap();
    assert!(matches!(error, CaseError::Store(StoreError::Taken { offset: 0 })), "{error}");
}

#[test]
fn whom_a_handle_trusts_is_not_forgotten_in_a_lost_race() {
    use handseal::identity::SigningKey;
    use handseal::store::{CaseFile, MemoryStore, Opening};
    let (bucket, _) = in_memory();
    let (mut here, id) = begun(&bucket);
    let [other_root, other_heads] = [[7; 32], [8; 32]].map(|seed| SigningKey::from_seed(&seed));
    let opening = Opening {
        organisation: "B",
        jurisdiction: "ZZ",
        origin: "custody.example",
        root: &other_root,
        checkpoint_key: &other_heads,
        successors: &[],
        at: at(),
    };
    let mut random = handseal::OsEntropy;
    let mut other = CaseFile::create_in(MemoryStore::new(), &opening, &mut random).unwrap();
    other.open_case("x", &Actor::organisation(&other_root), at(), &mut random).unwrap();
    open_case(&mut opened(&bucket), "first").unwrap();
    let key = root();
    for number in 0..2 {
        let subject = [Subject::Case(id)];
        let body = remark(&number.to_string());
        let event =
            here.signed(body, &subject, &Actor::organisation(&key), At::device(at())).unwrap();
        here.stage(event).unwrap();
    }
    here.trust(other.keeper());
    assert_eq!(here.commit().unwrap().len(), 2);
    // Their entries, too, go behind what somebody recorded meanwhile, and are in there once.
    let mut there = opened(&bucket);
    there.trust(other.keeper());
    let source = || std::io::Cursor::new(other.store().as_bytes().to_vec());
    open_case(&mut there, "before").unwrap();
    let imported = there.import(source()).unwrap();
    assert_eq!(imported.recorded.len(), 3);
    assert_eq!(here.import(source()).unwrap().recorded.len(), 0);
    let mut trusting = opened(&bucket);
    assert_eq!((trusting.size(), here.size()), (10, 10));
    open_case(&mut trusting, "last").unwrap();
}
