//! What was produced, and what is still open: V7.17 to V7.24.

use handseal::event::{
    Declined, Extent, NoticeState, Notified, PreservationEnded, Preserved, Produced, Recipient,
    Relation, RelationKind, Subject, Terms,
};
use handseal::identity::RequestId;
use handseal::verify::{Code, Verdict};

use crate::cases::at;
use crate::world::{DAY, World, one, why, world};

#[test]
fn request_that_nobody_answered_is_noted() {
    // V7.17
    let mut world = world();
    world.asked("FREE");
    assert!(world.finds(Code::RequestOpen));
    world.assert_consistent();
}

#[test]
fn request_that_was_declined_is_answered() {
    // V7.17
    let mut world = world();
    let id = world.asked("FREE");
    let provider = world.provider.clone();
    world.act(id, &provider, Declined { form: None, ground: why(), redirected: None });
    world.assert_finds(&[]);
    assert_eq!(world.report().requests[0].status.code(), "declined");
}

fn preserved(until: Option<u32>) -> Preserved {
    Preserved { what: None, items: Vec::new(), until: until.map(at) }
}

#[test]
fn request_to_preserve_is_answered_by_preserving() {
    // V7.17
    let mut world = world();
    let id = world.asked("PRESERVE");
    let provider = world.provider.clone();
    world.act(id, &provider, preserved(None));
    world.assert_finds(&[]);
    assert_eq!(world.report().requests[0].status.code(), "preserved");
}

#[test]
fn partial_answer_says_what_is_open_until_the_rest_comes() {
    // V7.18
    let mut world = world();
    let id = world.asked("FREE");
    let provider = world.provider.clone();
    let item = world.collect(Some(id), &provider);
    let open = Some(world.ledger.words("the second account"));
    let whole = World::produced(&item, "subscriber", &[]);
    let index = world.act(id, &provider, Produced { open, extent: Extent::Partial, ..whole });
    let report = world.report();
    let finding = one(&report, Code::RequestPartial);
    assert_eq!(finding.location.entry, Some(index));
    assert!(finding.message().contains("the second account"), "{}", finding.message());
    assert_eq!(report.requests[0].still_open.as_deref(), Some("the second account"));
    assert!(!world.finds(Code::RequestOpen));
    world.answer(id, "subscriber", &[]);
    assert!(!world.finds(Code::RequestPartial));
}

#[test]
fn item_produced_that_has_no_chain_is_not_checked() {
    // V7.19
    let mut world = world();
    let id = world.asked("FREE");
    let provider = world.provider.clone();
    let item = Subject::Item(world.ledger.item());
    let index = world.act(id, &provider, World::produced(&item, "subscriber", &[]));
    let report = world.assert_finds(&[(Code::RequestItemNotHeld, Some(index))]);
    assert_eq!(report.verdict, Verdict::Incomplete);
}

#[test]
fn item_produced_and_not_offered_is_a_note() {
    // V7.20
    let mut world = world();
    let id = world.asked("FREE");
    let item = world.answer(id, "subscriber", &[]);
    assert_eq!(world.found(Code::RequestItemNotOffered).location.subject, Some(item.clone()));
    world.assert_consistent();
    let (provider, maker) = (world.provider.clone(), world.maker.clone());
    world.hand_over(&item, [&provider, &maker], Some(id), &[]);
    world.assert_finds(&[]);
}

#[test]
fn preservation_said_to_be_sought_without_its_request_is_noted() {
    // V7.21
    let mut world = world();
    let mut terms = world.terms("FREE");
    let reference = world.ledger.words("P-1");
    terms.fields.insert("preservation_reference".to_owned(), reference);
    world.ask(terms.clone());
    assert!(world.finds(Code::RequestPreservationNotLinked));
    let mut linked = crate::world::world();
    let earlier = linked.asked("PRESERVE");
    let relation =
        Relation { kind: RelationKind::FollowsPreservation, entry: None, request: earlier };
    linked.ask(Terms { relates: vec![relation], ..terms });
    assert!(!linked.finds(Code::RequestPreservationNotLinked));
}

#[test]
fn request_that_says_nothing_of_preservation_needs_no_link() {
    // V7.21
    let mut world = world();
    world.asked("FREE");
    assert!(!world.finds(Code::RequestPreservationNotLinked));
}

#[test]
fn item_handed_over_under_a_request_that_did_not_bring_it_is_named() {
    // V7.22
    let mut world = world();
    let id = world.asked("FREE");
    let (provider, maker) = (world.provider.clone(), world.maker.clone());
    let item = world.collect(None, &provider);
    let index = world.hand_over(&item, [&provider, &maker], Some(id), &[]);
    let finding = world.found(Code::RequestItemUnasked);
    assert_eq!((finding.location.entry, finding.location.subject), (Some(index), Some(item)));
}

#[test]
fn item_collected_under_another_request_is_named() {
    // V7.22
    let mut world = world();
    let (id, other) = (world.asked("FREE"), world.asked("FREE"));
    let (provider, maker) = (world.provider.clone(), world.maker.clone());
    let item = world.collect(Some(other), &provider);
    world.hand_over(&item, [&provider, &maker], Some(id), &[]);
    assert!(world.finds(Code::RequestItemUnasked));
}

#[test]
fn item_collected_or_derived_from_what_was_collected_is_asked_for() {
    // V7.22
    let mut world = world();
    let id = world.asked("FREE");
    let (provider, maker) = (world.provider.clone(), world.maker.clone());
    let item = world.collect(Some(id), &provider);
    let copy = derived(&mut world, &item, &provider);
    for item in [item, copy] {
        world.hand_over(&item, [&provider, &maker], Some(id), &[]);
    }
    assert!(!world.finds(Code::RequestItemUnasked));
}

pub(crate) fn derived(world: &mut World, from: &Subject, by: &crate::cases::Party) -> Subject {
    let made = world.ledger.item();
    let body = world.ledger.derived(std::slice::from_ref(from), &[made]);
    let mut subjects = vec![from.clone(), Subject::Item(made)];
    subjects.sort();
    world.ledger.act(body, &subjects, by);
    Subject::Item(made)
}

/// Data that the provider preserves until a minute, let go after some days.
fn preservation(world: &mut World, until: Option<u32>, days: Option<u32>) -> RequestId {
    let id = world.asked("PRESERVE");
    let provider = world.provider.clone();
    world.act(id, &provider, preserved(until));
    if let Some(days) = days {
        world.days(days);
        world.act(id, &provider, PreservationEnded { why: why() });
    }
    id
}

#[test]
fn preservation_that_ended_before_it_may_is_named() {
    // V7.23
    let mut short = world();
    preservation(&mut short, None, Some(2));
    let finding = short.found(Code::RequestPreservationShort);
    assert_eq!(finding.provision().unwrap().paragraph, "8(7)");
    let mut long = world();
    preservation(&mut long, None, Some(7));
    assert!(!long.finds(Code::RequestPreservationShort));
}

#[test]
fn preservation_stated_to_end_before_it_may_is_named() {
    // V7.23
    let mut short = world();
    preservation(&mut short, Some(3 * DAY), None);
    assert!(short.finds(Code::RequestPreservationShort));
    let mut long = world();
    preservation(&mut long, Some(8 * DAY), None);
    assert!(!long.finds(Code::RequestPreservationShort));
}

fn produce_what_was_preserved(world: &mut World, earlier: RequestId) -> u64 {
    let relation =
        Relation { kind: RelationKind::FollowsPreservation, entry: None, request: earlier };
    let terms = Terms { relates: vec![relation], ..world.terms("FREE") };
    let id = world.asked_with(terms);
    world.answer(id, "subscriber", &[]);
    world.ledger.size() - 1
}

#[test]
fn data_produced_after_preservation_had_ended_is_named() {
    // V7.24
    let mut world = world();
    let earlier = preservation(&mut world, None, Some(7));
    let index = produce_what_was_preserved(&mut world, earlier);
    let finding = world.found(Code::RequestPreservationGap);
    assert_eq!(finding.location.entry, Some(index));
    assert!(finding.message().contains(&earlier.to_string()), "{}", finding.message());
}

#[test]
fn data_produced_while_it_is_preserved_has_no_gap() {
    // V7.24
    let mut world = world();
    let earlier = preservation(&mut world, None, None);
    produce_what_was_preserved(&mut world, earlier);
    world.days(7);
    let provider = world.provider.clone();
    world.act(earlier, &provider, PreservationEnded { why: why() });
    assert!(!world.finds(Code::RequestPreservationGap));
}

#[test]
fn notice_that_was_delayed_until_a_day_that_passed_is_overdue_until_it_is_given() {
    // V7.42
    let mut world = world();
    let id = world.asked("FREE");
    let provider = world.provider.clone();
    let notice = |world: &mut World, state, until: Option<u32>| Notified {
        capacity: "user".to_owned(),
        whom: Recipient { party: None, described: Some(world.ledger.words("the account holder")) },
        state,
        until: until.map(at),
        ground: None,
    };
    let due = world.ledger.minute + DAY;
    let body = notice(&mut world, NoticeState::Delayed, Some(due));
    let index = world.act(id, &provider, body);
    world.now = due;
    assert!(!world.finds(Code::RequestNoticeOverdue));
    world.now = due + 1;
    assert_eq!(world.found(Code::RequestNoticeOverdue).location.entry, Some(index));
    let body = notice(&mut world, NoticeState::Given, None);
    world.act(id, &provider, body);
    assert!(!world.finds(Code::RequestNoticeOverdue));
}
