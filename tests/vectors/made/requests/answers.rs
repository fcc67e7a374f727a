//! What was produced, and what is still open: V7.17 to V7.24, V7.42, R9.8 to R9.13.

use handseal::event::{
    Extent, NoticeState, Notified, PreservationEnded, Preserved, Produced, Recipient, Relation,
    RelationKind, Subject, Terms,
};
use handseal::identity::RequestId;
use handseal::verify::Code;

use crate::cases::at;
use crate::made::Case;
use crate::made::requests::{agrees, departs, departs_at, notes};
use crate::vector::{Place, Vector, tells};
use crate::world::{DAY, World, why, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = open();
    all.extend(items());
    all.extend(preservation());
    all.extend(notices());
    all
}

const TERMS: u64 = 7;

fn preserved(until: Option<u32>) -> Preserved {
    Preserved { what: None, items: Vec::new(), until: until.map(at) }
}

fn open() -> Vec<Vector> {
    let mut asked = world();
    asked.asked("FREE");
    let mut kept = world();
    let id = kept.asked("PRESERVE");
    let provider = kept.provider.clone();
    kept.act(id, &provider, preserved(None));
    let mut partial = world();
    let id = partial.asked("FREE");
    let item = partial.collect(Some(id), &provider);
    let open = Some(partial.ledger.words("the second account"));
    let whole = World::produced(&item, "subscriber", &[]);
    let index = partial.act(id, &provider, Produced { open, extent: Extent::Partial, ..whole });
    let maker = partial.maker.clone();
    partial.hand_over(&item, [&provider, &maker], Some(id), &[]);
    vec![
        notes(
            &asked,
            tells(
                "request_that_nobody_answered",
                &["R9.8"],
                "A request was received, and nothing more is on record.",
            ),
            Code::RequestOpen,
            TERMS,
        ),
        agrees(
            &kept,
            tells(
                "request_to_preserve_that_was_met",
                &["R9.8", "R10.9"],
                "Under an instrument of preservation data is preserved: that is the answer.",
            ),
        ),
        notes(
            &partial,
            tells(
                "answer_in_part",
                &["R9.8", "R11.6"],
                "The addressee produced in part, and says what is still open.",
            ),
            Code::RequestPartial,
            index,
        ),
    ]
}

fn items() -> Vec<Vector> {
    let mut absent = world();
    let id = absent.asked("FREE");
    let (maker, provider) = (absent.maker.clone(), absent.provider.clone());
    let item = Subject::Item(absent.ledger.item());
    let of_absent = absent.act(id, &provider, World::produced(&item, "subscriber", &[]));
    let mut unoffered = world();
    let id = unoffered.asked("FREE");
    unoffered.answer(id, "subscriber", &[]);
    let of_unoffered = unoffered.ledger.size() - 1;
    let mut unasked = world();
    let id = unasked.asked("FREE");
    let item = unasked.collect(None, &provider);
    let offer = unasked.hand_over(&item, [&provider, &maker], Some(id), &[]);
    let mut derived = world();
    let id = derived.asked("FREE");
    let item = derived.collect(Some(id), &provider);
    let made = derived.ledger.item();
    let body = derived.ledger.derived(std::slice::from_ref(&item), &[made]);
    let mut both = [item, Subject::Item(made)];
    both.sort();
    derived.ledger.act(body, &both, &provider);
    let copy = Subject::Item(made);
    derived.act(id, &provider, World::produced(&copy, "subscriber", &[]));
    derived.hand_over(&copy, [&provider, &maker], Some(id), &[]);
    vec![
        notes(
            &absent,
            tells(
                "item_produced_of_which_nothing_is_here",
                &["R9.9"],
                "An item was produced, and no entry of its chain is in the ledger.",
            ),
            Code::RequestItemNotHeld,
            of_absent,
        ),
        notes(
            &unoffered,
            tells(
                "item_produced_and_never_offered",
                &["R9.9"],
                "An item was produced, and no offer names the request for it. A note: custody may \
                 have moved elsewhere.",
            ),
            Code::RequestItemNotOffered,
            of_unoffered,
        ),
        departs_at(
            &unasked,
            tells(
                "item_handed_over_that_no_answer_has",
                &["R9.10", "R11.2"],
                "An item is offered for a request under which it was neither collected nor \
                 produced.",
            ),
            Code::RequestItemUnasked,
            offer,
        ),
        agrees(
            &derived,
            tells(
                "copy_handed_over_of_what_was_collected",
                &["R9.10", "R2.3"],
                "An item derived from one that was collected under the request is produced and \
                 offered for it.",
            ),
        ),
    ]
}

/// Data that the provider preserves until a minute, let go after some days.
fn keeping(world: &mut World, until: Option<u32>, days: Option<u32>) -> RequestId {
    let id = world.asked("PRESERVE");
    let provider = world.provider.clone();
    world.act(id, &provider, preserved(until));
    if let Some(days) = days {
        world.days(days);
        world.act(id, &provider, PreservationEnded { why: why() });
    }
    id
}

/// Another request, which produces what was preserved under the first.
fn follow(world: &mut World, earlier: RequestId) -> u64 {
    let relation =
        Relation { kind: RelationKind::FollowsPreservation, entry: None, request: earlier };
    let terms = Terms { relates: vec![relation], ..world.terms("FREE") };
    let id = world.asked_with(terms);
    let item = world.answer(id, "subscriber", &[]);
    let index = world.ledger.size() - 1;
    let (provider, maker) = (world.provider.clone(), world.maker.clone());
    world.hand_over(&item, [&provider, &maker], Some(id), &[]);
    index
}

fn preservation() -> Vec<Vector> {
    let mut short = world();
    keeping(&mut short, None, Some(2));
    let ended = short.ledger.size() - 1;
    let mut stated = world();
    keeping(&mut stated, Some(3 * DAY), None);
    let until = stated.ledger.size() - 1;
    let mut long = world();
    keeping(&mut long, None, Some(7));
    let mut gap = world();
    let earlier = keeping(&mut gap, None, Some(7));
    let produced = follow(&mut gap, earlier);
    let mut kept = world();
    let earlier = keeping(&mut kept, None, None);
    follow(&mut kept, earlier);
    let mut unlinked = world();
    let mut terms = unlinked.terms("FREE");
    let reference = unlinked.ledger.words("P-1");
    terms.fields.insert("preservation_reference".to_owned(), reference);
    unlinked.asked_with(terms);
    vec![
        departs(
            &short,
            tells(
                "preservation_that_ended_too_early",
                &["R10.9"],
                "Data is to be preserved for five days, and preservation ended after two.",
            ),
            Code::RequestPreservationShort,
            ended,
        ),
        departs(
            &stated,
            tells(
                "preservation_stated_to_end_too_early",
                &["R10.22", "R10.9"],
                "Data is to be preserved for five days, and is stated to be preserved until the \
                 third.",
            ),
            Code::RequestPreservationShort,
            until,
        ),
        agrees(
            &long,
            tells(
                "preservation_that_lasted",
                &["R10.9"],
                "Data is to be preserved for five days, and preservation ended after seven.",
            ),
        ),
        departs(
            &gap,
            tells(
                "data_produced_after_its_preservation_had_ended",
                &["R9.11", "R2.2"],
                "A request follows a preservation that ended before anything was produced.",
            ),
            Code::RequestPreservationGap,
            produced,
        ),
        agrees(
            &kept,
            tells(
                "data_produced_while_it_is_preserved",
                &["R9.11", "R2.2"],
                "A request follows a preservation that goes on.",
            ),
        ),
        notes(
            &unlinked,
            tells(
                "preservation_that_a_request_names_and_does_not_link",
                &["R9.11"],
                "A request has the reference of a preservation, and relates to none.",
            ),
            Code::RequestPreservationNotLinked,
            TERMS,
        ),
    ]
}

fn notices() -> Vec<Vector> {
    let notified = |given: bool, now: u32| {
        let mut world = world();
        let id = world.asked("PRESERVE");
        let provider = world.provider.clone();
        world.act(id, &provider, preserved(None));
        let notice = |world: &mut World, state, until: Option<u32>| Notified {
            capacity: "user".to_owned(),
            whom: Recipient { party: None, described: Some(world.ledger.words("the user")) },
            state,
            until: until.map(at),
            ground: None,
        };
        let body = notice(&mut world, NoticeState::Delayed, Some(DAY));
        let index = world.act(id, &provider, body);
        if given {
            let body = notice(&mut world, NoticeState::Given, None);
            world.act(id, &provider, body);
        }
        world.now = now;
        (world, index)
    };
    let (overdue, index) = notified(false, 2 * DAY);
    vec![
        departs(
            &overdue,
            tells(
                "notice_delayed_until_a_day_that_is_past",
                &["R9.13"],
                "A person is to be told after a day, and two days later is not told.",
            ),
            Code::RequestNoticeOverdue,
            index,
        ),
        agrees(
            &notified(false, DAY).0,
            tells(
                "notice_delayed_until_a_day_to_come",
                &["R9.13"],
                "A person is to be told after a day, and the day is not past.",
            ),
        ),
        agrees(
            &notified(true, 2 * DAY).0,
            tells(
                "notice_delayed_and_then_given",
                &["R9.13"],
                "A person was to be told after a day, and was told: the last notice counts.",
            ),
        ),
        Case::of_world(&overdue).now(DAY + 1).refused(
            tells(
                "notice_overdue_by_a_minute",
                &["R9.13", "R10.16"],
                "The same file, a minute behind the day.",
            ),
            Code::RequestNoticeOverdue,
            Place::index(index),
        ),
    ]
}
