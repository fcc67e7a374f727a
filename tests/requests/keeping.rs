//! How long evidence is kept, and when it is reviewed: V7.33 to V7.35.

use handseal::event::{ConditionKind, Reviewed};
use handseal::verify::Code;

use crate::answers::derived;
use crate::cases::at;
use crate::world::{DAY, World, condition, one, requests, until, why, world};

#[test]
fn evidence_kept_without_a_date_of_retention_or_review_is_named() {
    // V7.33
    let mut world = world();
    let (_, item) = world.delivered("KEEP", &[]);
    let finding = world.found(Code::RequestRetentionAbsent);
    assert_eq!(finding.location.subject, Some(item));
    assert!(
        finding.message().contains(r#""KEEP" "9(5)"; to verify (high)"#),
        "{}",
        finding.message()
    );
}

#[test]
fn either_a_retention_or_a_review_date_is_enough() {
    // V7.33
    for kind in [ConditionKind::Retention, ConditionKind::Review] {
        let mut world = world();
        world.delivered("KEEP", &[until(kind, 25 * DAY)]);
        assert!(!world.finds(Code::RequestRetentionAbsent));
    }
}

#[test]
fn retention_without_a_date_is_no_date() {
    // V7.33
    let mut world = world();
    world.delivered("KEEP", &[condition(ConditionKind::Retention)]);
    assert!(world.finds(Code::RequestRetentionAbsent));
}

#[test]
fn date_is_not_asked_for_where_the_rule_binds_only_if_set() {
    // V7.33
    for instrument in ["MAY", "FREE"] {
        let mut world = world();
        world.delivered(instrument, &[]);
        assert!(!world.finds(Code::RequestRetentionAbsent));
    }
}

#[test]
fn supplier_that_keeps_its_own_data_is_not_asked_how_long() {
    // V7.33, V7.34, V7.35
    let mut world = world();
    let id = world.asked("KEEP");
    world.answer(id, "subscriber", &[until(ConditionKind::Retention, DAY)]);
    world.answer(id, "subscriber", &[until(ConditionKind::Review, DAY)]);
    world.answer(id, "subscriber", &[]);
    let report = world.report();
    let kept =
        [Code::RequestRetentionAbsent, Code::RequestRetentionPassed, Code::RequestReviewOverdue];
    assert!(!requests(&report).any(|finding| kept.contains(&finding.code)), "{report}");
}

/// Evidence at the maker's under a condition that ends on day 10; now is day 20.
fn until_day_ten(kind: ConditionKind) -> (World, handseal::event::Subject) {
    let mut world = world();
    let (_, item) = world.delivered("FREE", &[until(kind, 10 * DAY)]);
    (world, item)
}

#[test]
fn evidence_still_kept_after_its_retention_is_named() {
    // V7.34
    let (mut world, item) = until_day_ten(ConditionKind::Retention);
    assert_eq!(world.found(Code::RequestRetentionPassed).location.subject, Some(item));
    world.now = 9 * DAY;
    world.assert_consistent();
}

#[test]
fn evidence_that_was_destroyed_or_went_back_is_no_longer_kept() {
    // V7.34
    let (mut destroyed, item) = until_day_ten(ConditionKind::Retention);
    let maker = destroyed.maker.clone();
    let body = destroyed.ledger.destroyed();
    destroyed.ledger.act(body, &[item], &maker);
    destroyed.assert_consistent();
    let (mut returned, item) = until_day_ten(ConditionKind::Retention);
    let provider = returned.provider.clone();
    let conditions = [until(ConditionKind::Retention, 10 * DAY)];
    returned.hand_over(&item, [&maker, &provider], None, &conditions);
    returned.assert_consistent();
}

#[test]
fn copy_kept_after_the_retention_of_its_source_is_named() {
    // V7.34
    let (mut world, item) = until_day_ten(ConditionKind::Retention);
    let maker = world.maker.clone();
    let copy = derived(&mut world, &item, &maker);
    let body = world.ledger.destroyed();
    world.ledger.act(body, &[item], &maker);
    assert_eq!(world.found(Code::RequestRetentionPassed).location.subject, Some(copy));
}

#[test]
fn retention_that_was_narrowed_passes_with_the_earlier_day_and_once() {
    // V7.34
    let mut world = world();
    let (_, item) = world.delivered("FREE", &[until(ConditionKind::Retention, 12 * DAY)]);
    let (maker, second) = (world.maker.clone(), world.second.clone());
    let narrower = [until(ConditionKind::Retention, 8 * DAY)];
    world.hand_over(&item, [&maker, &second], None, &narrower);
    let message = world.found(Code::RequestRetentionPassed).message();
    assert!(message.contains("2041-06-09"), "{message}");
}

fn reviewed(next: Option<u32>) -> Reviewed {
    Reviewed { next: next.map(at), result: why() }
}

#[test]
fn review_that_is_overdue_is_named() {
    // V7.35
    let (mut world, item) = until_day_ten(ConditionKind::Review);
    assert_eq!(world.found(Code::RequestReviewOverdue).location.subject, Some(item));
    world.now = 9 * DAY;
    world.assert_consistent();
}

#[test]
fn review_moves_the_next_one_to_the_day_that_it_names() {
    // V7.35
    let (mut world, item) = until_day_ten(ConditionKind::Review);
    let maker = world.maker.clone();
    let item = [item];
    let index = world.ledger.act(reviewed(Some(15 * DAY)), &item, &maker);
    let report = world.report();
    assert_eq!(one(&report, Code::RequestReviewOverdue).location.entry, Some(index));
    world.ledger.act(reviewed(Some(25 * DAY)), &item, &maker);
    world.assert_consistent();
}

#[test]
fn condition_carried_on_unchanged_does_not_bring_back_a_review_that_was_done() {
    // V7.35
    for next in [Some(25 * DAY), None] {
        let (mut world, item) = until_day_ten(ConditionKind::Review);
        let (maker, second) = (world.maker.clone(), world.second.clone());
        world.ledger.act(reviewed(next), std::slice::from_ref(&item), &maker);
        let conditions = [until(ConditionKind::Review, 10 * DAY)];
        world.hand_over(&item, [&maker, &second], None, &conditions);
        world.assert_consistent();
    }
}
