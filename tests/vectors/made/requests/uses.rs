//! Conditions of use from hop to hop, and authorisations: V7.25 to V7.30, R5, R6.

use handseal::event::{Accessed, Citation, Condition, ConditionKind, Subject, Used, Why};
use handseal::identity::RequestId;
use handseal::verify::Code;

use crate::made::Case;
use crate::made::requests::{agrees, departs_at};
use crate::vector::{Place, Tells, Vector, tells};
use crate::world::{DAY, World, condition, until, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = carried();
    all.extend(bound());
    all.extend(uses());
    all
}

/// Evidence that came under one condition and goes on under these.
fn passed(bound: Condition, next: &[Condition]) -> (World, u64) {
    let mut world = world();
    let (_, item) = world.delivered("FREE", &[bound]);
    let (maker, second) = (world.maker.clone(), world.second.clone());
    let index = world.hand_over(&item, [&maker, &second], None, next);
    (world, index)
}

fn days(days: u32) -> Condition {
    until(ConditionKind::Retention, days * DAY)
}

fn purposes(purposes: &[&str]) -> Condition {
    Condition::new(ConditionKind::Purpose).for_purposes(purposes)
}

fn dropped(tells: Tells, (world, index): (World, u64)) -> Vector {
    departs_at(&world, tells, Code::RequestConditionDropped, index)
}

fn widened(tells: Tells, (world, index): (World, u64)) -> Vector {
    departs_at(&world, tells, Code::RequestConditionWidened, index)
}

fn carried() -> Vec<Vector> {
    let confidential = || condition(ConditionKind::Confidential);
    let safeguards = |world: &mut World, words: &str| {
        Condition::new(ConditionKind::Safeguards).in_words(world.ledger.words(words))
    };
    let in_words = |next: fn(&mut World) -> Condition| {
        let mut world = world();
        let first = safeguards(&mut world, "two keys");
        let (_, item) = world.delivered("FREE", &[first]);
        let (maker, second) = (world.maker.clone(), world.second.clone());
        let next = next(&mut world);
        let index = world.hand_over(&item, [&maker, &second], None, &[next]);
        (world, index)
    };
    let same: fn(&mut World) -> Condition =
        |world| Condition::new(ConditionKind::Safeguards).in_words(world.ledger.words("two keys"));
    let other: fn(&mut World) -> Condition =
        |world| Condition::new(ConditionKind::Safeguards).in_words(world.ledger.words("one key"));
    let mut withheld = world();
    let first = safeguards(&mut withheld, "two keys");
    let (_, item) = withheld.delivered("FREE", &[first]);
    let (maker, second) = (withheld.maker.clone(), withheld.second.clone());
    let next = safeguards(&mut withheld, "two keys");
    let body = withheld.offered(&second, None, &[next]);
    let item = [item];
    let event = withheld.ledger.signed(body, &item, &maker).redact(&|_| false);
    let index = withheld.ledger.push(&event);
    let body = withheld.ledger.accepted(&item);
    withheld.ledger.act(body, &item, &second);
    vec![
        dropped(
            tells(
                "condition_that_an_offer_drops",
                &["R5.3", "R5.4", "R5.1", "R11.2"],
                "Evidence came as confidential, and is offered on without that condition.",
            ),
            passed(confidential(), &[]),
        ),
        agrees(
            &passed(confidential(), &[confidential()]).0,
            tells(
                "condition_that_an_offer_carries_on",
                &["R5.1", "R5.3", "R5.4", "F6.9"],
                "Evidence came as confidential, and is offered on as that.",
            ),
        ),
        widened(
            tells(
                "retention_with_a_later_day",
                &["R5.3"],
                "Evidence is to be kept until the 26th day, and is offered on until the 27th.",
            ),
            passed(days(25), &[days(26)]),
        ),
        agrees(
            &passed(days(25), &[days(24)]).0,
            tells(
                "retention_with_an_earlier_day",
                &["R5.3"],
                "Evidence is to be kept until the 26th day, and is offered on until the 25th.",
            ),
        ),
        widened(
            tells(
                "purpose_that_an_offer_adds",
                &["R5.3"],
                "Evidence is for one purpose, and is offered on for two.",
            ),
            passed(purposes(&["fraud"]), &[purposes(&["fraud", "tax"])]),
        ),
        dropped(
            tells(
                "condition_in_other_words",
                &["R5.2", "R5.3"],
                "Safeguards are asked for in words, and offered on in others.",
            ),
            in_words(other),
        ),
        agrees(
            &in_words(same).0,
            tells(
                "condition_in_the_same_words_with_another_salt",
                &["R5.2"],
                "The same words, committed to anew. Both are disclosed and equal.",
            ),
        ),
        Case::of_world(&withheld).allowed_with(
            tells(
                "condition_whose_words_are_withheld",
                &["R5.2", "R5.3", "F6.9"],
                "Safeguards are offered on with another commitment, and its words are withheld.",
            ),
            Code::RequestConditionNotTold,
            Place::of(&withheld.ledger, index),
        ),
    ]
}

fn bound() -> Vec<Vector> {
    let confidential = [condition(ConditionKind::Confidential)];
    // What an offer asks binds from its acceptance on; a refused one binds nobody.
    let offered = |accepts: bool| {
        let mut world = world();
        let (maker, second) = (world.maker.clone(), world.second.clone());
        let third = world.third.clone();
        let item = world.collect(None, &maker);
        let body = world.offered(&second, None, &confidential);
        let only = std::slice::from_ref(&item);
        world.ledger.act(body, only, &maker);
        if accepts {
            let body = world.ledger.accepted(only);
            world.ledger.act(body, only, &second);
            let index = world.hand_over(&item, [&second, &third], None, &[]);
            return (world, index);
        }
        let body = world.ledger.refused(only);
        world.ledger.act(body, only, &second);
        let index = world.hand_over(&item, [&maker, &third], None, &[]);
        (world, index)
    };
    let mut copy = world();
    let (_, item) = copy.delivered("FREE", &confidential);
    let (maker, second) = (copy.maker.clone(), copy.second.clone());
    let made = copy.ledger.item();
    let body = copy.ledger.derived(std::slice::from_ref(&item), &[made]);
    let mut both = [item, Subject::Item(made)];
    both.sort();
    copy.ledger.act(body, &both, &maker);
    let index = copy.hand_over(&Subject::Item(made), [&maker, &second], None, &[]);
    let mut handed_out = world();
    let (_, item) = handed_out.delivered("FREE", &confidential);
    let body = handed_out.ledger.handed_out();
    let out = handed_out.ledger.act(body, &[item], &maker);
    vec![
        dropped(
            tells(
                "condition_of_an_offer_that_was_accepted",
                &["R5.1", "R2.3"],
                "Evidence was accepted under a condition, and is offered on without it.",
            ),
            offered(true),
        ),
        agrees(
            &offered(false).0,
            tells(
                "condition_of_an_offer_that_was_refused",
                &["R5.1"],
                "An offer under a condition was refused: the condition binds nobody.",
            ),
        ),
        dropped(
            tells(
                "condition_that_a_copy_has_from_its_source",
                &["R5.1"],
                "A copy of confidential evidence is offered on without the condition.",
            ),
            (copy, index),
        ),
        dropped(
            tells(
                "condition_that_is_lost_where_evidence_is_handed_out",
                &["R5.4", "R7.1"],
                "Confidential evidence is handed out to someone without keys: nothing there \
                 carries a condition.",
            ),
            (handed_out, out),
        ),
    ]
}

pub(super) fn used(purpose: &str, authorisation: Option<Citation>) -> Used {
    Used { result: None, purpose: Why::code(purpose), authorisation }
}

/// An item that the maker has for the purpose `fraud` only.
pub(super) fn for_fraud() -> (World, RequestId, [Subject; 1]) {
    let mut world = world();
    let (id, item) = world.delivered("FREE", &[condition(ConditionKind::Purpose)]);
    (world, id, [item])
}

pub(super) fn outside(tells: Tells, (world, index): (World, u64)) -> Vector {
    departs_at(&world, tells, Code::RequestUseOutsidePurpose, index)
}

fn uses() -> Vec<Vector> {
    let by_maker = |purpose: &str| {
        let (mut world, _, item) = for_fraud();
        let maker = world.maker.clone();
        let index = world.ledger.act(used(purpose, None), &item, &maker);
        (world, index)
    };
    let (mut accessed, _, item) = for_fraud();
    let maker = accessed.maker.clone();
    let body = Accessed { who: None, purpose: Why::code("tax") };
    let access = accessed.ledger.act(body, &item, &maker);
    let (mut words, _, item) = for_fraud();
    let purpose = Why { code: None, words: Some(words.ledger.words("to look")) };
    let body = Used { result: None, purpose, authorisation: None };
    let untold = words.ledger.act(body, &item, &maker);
    let mut own = world();
    let id = own.asked("FREE");
    let item = own.answer(id, "subscriber", &[condition(ConditionKind::Purpose)]);
    let provider = own.provider.clone();
    own.ledger.act(used("billing", None), std::slice::from_ref(&item), &provider);
    let conditions = [condition(ConditionKind::Purpose)];
    own.hand_over(&item, [&provider, &maker], Some(id), &conditions);
    let mut safeguards = world();
    let (_, item) = safeguards.delivered("FREE", &[condition(ConditionKind::Safeguards)]);
    safeguards.ledger.act(used("tax", None), &[item], &maker);
    vec![
        outside(
            tells(
                "use_for_another_purpose",
                &["R5.5", "R5.6", "R6.1"],
                "Evidence that came for one purpose is used for another, and no authorisation is \
                 cited.",
            ),
            by_maker("tax"),
        ),
        agrees(
            &by_maker("fraud").0,
            tells(
                "use_for_the_purpose_that_was_allowed",
                &["R5.5", "R5.6"],
                "Evidence that came for one purpose is used for it.",
            ),
        ),
        outside(
            tells(
                "access_for_another_purpose",
                &["R5.5", "R5.6"],
                "Evidence that came for one purpose is looked at for another.",
            ),
            (accessed, access),
        ),
        Case::of_world(&words).allowed_with(
            tells(
                "use_whose_purpose_is_in_words_only",
                &["R5.5", "R5.6"],
                "The purpose of a use has no code, so it cannot be compared.",
            ),
            Code::RequestUseNotTold,
            Place::of(&words.ledger, untold),
        ),
        agrees(
            &own,
            tells(
                "use_by_the_supplier_itself",
                &["R5.6", "R2.4"],
                "The one who produced the data uses it as it likes.",
            ),
        ),
        agrees(
            &safeguards,
            tells(
                "use_where_no_condition_is_about_purposes",
                &["R5.8", "R5.6"],
                "Evidence came under safeguards, and is used for any purpose.",
            ),
        ),
    ]
}
