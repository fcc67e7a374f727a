//! How a ledger begins, where items belong, and stated times: V4, V5, F4.1.

use handseal::event::{Admitted, At, RecordedLate, Subject, When, Why};
use handseal::identity::CaseId;
use handseal::verify::Code;

use crate::cases::{HEADS, Ledger, NOW, at, sign};
use crate::cast::{Cast, SPARE, cast};
use crate::made::Case;
use crate::made::scenes::{taken_over, with_item};
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = genesis();
    all.extend(cases());
    all.extend(times());
    all
}

fn genesis() -> Vec<Vector> {
    let mut unfounded = Ledger::empty();
    unfounded.open();
    let mut unopened = Ledger::empty();
    let chief = unopened.found(1);
    unopened.enrol(10, &chief, &[]);
    let mut between = Ledger::empty();
    between.chief = between.found(1);
    let body = between.case_opened();
    let case = Subject::Case(between.case);
    let misplaced = between.act(body, &[case], &between.chief.clone());
    between.open();
    let mut registrar = Ledger::empty();
    registrar.chief = registrar.found(1);
    let enrolled = registrar.enrol(10, &registrar.chief.clone(), &["registrar"]);
    let body = registrar.opening(&enrolled, HEADS);
    let subject = Subject::Ledger(registrar.origin.clone());
    registrar.act(body, &[subject], &enrolled);
    let mut twice = Ledger::opened();
    let body = twice.opening(&twice.chief.clone(), SPARE);
    let subject = Subject::Ledger(twice.origin.clone());
    let mut event = twice.event(body, &[subject.clone()]);
    event.links = vec![handseal::event::Link::genesis(subject)];
    let again = twice.push_aside(&sign(event, &twice.chief.clone()));
    vec![
        Case::of(&unfounded).heads(&[]).refused(
            tells(
                "ledger_that_nobody_founded",
                &["V2.11"],
                "The first entry opens the ledger, and no entry founds its organisation.",
            ),
            Code::LedgerGenesisMissing,
            Place::of(&unfounded, 0),
        ),
        Case::of(&unopened).heads(&[]).refused(
            tells(
                "ledger_that_was_never_opened",
                &["V8.5"],
                "An organisation is founded and enrols a person, and no entry opens the ledger.",
            ),
            Code::LedgerGenesisMissing,
            Place::end(),
        ),
        Case::of(&between).refused(
            tells(
                "case_opened_before_the_ledger",
                &["V4.2"],
                "Between the founding of the organisation and the opening of the ledger a case is \
                 opened.",
            ),
            Code::LedgerGenesisMisplaced,
            Place::of(&between, misplaced),
        ),
        Case::of(&registrar).allowed(tells(
            "ledger_opened_by_a_registrar",
            &["V4.2", "V2.6"],
            "A registrar is enrolled before the ledger is opened, and opens it.",
        )),
        Case::of(&twice).refused(
            tells(
                "ledger_opened_twice",
                &["C7.1"],
                "A ledger is opened a second time with another key for its heads. The first stays.",
            ),
            Code::LinkForked,
            Place::of(&twice, again),
        ),
    ]
}

fn cases() -> Vec<Vector> {
    let mut elsewhere = cast();
    let id = elsewhere.ledger.item();
    let body = elsewhere.ledger.collected_in(CaseId::from([9; 16]), &[id], None);
    elsewhere.ledger.act(body, &[Subject::Item(id)], &elsewhere.ana.clone());
    let (mut none, item) = taken_over();
    let without = Case::of(&none.ledger);
    let body = Admitted { case: none.ledger.case, ground: Why::code("joined") };
    none.ledger.act(body, &item, &none.ana.clone());
    vec![
        Case::of(&elsewhere.ledger).allowed_with(
            tells(
                "item_of_a_case_that_is_not_here",
                &["C9.1"],
                "An item was collected in a case of whose chain nothing is held.",
            ),
            Code::CaseNotHeld,
            Place::end(),
        ),
        without.refused(
            tells(
                "item_of_no_case",
                &["C9.1"],
                "An item was taken over, and no entry says in which case.",
            ),
            Code::ItemNoCase,
            Place::end(),
        ),
        Case::of(&none.ledger).allowed(tells(
            "item_admitted_to_a_case_later",
            &["V4.4", "C9.1"],
            "The same item, admitted to a case by a later entry.",
        )),
    ]
}

/// Ana stores her item at a time of her choice.
fn stated(when: impl FnOnce(&Cast) -> At) -> (Case, Place) {
    let (mut cast, item) = with_item();
    let body = cast.ledger.stored();
    let mut event = cast.ledger.event(body, &item);
    event.at = when(&cast);
    let index = cast.ledger.push(&sign(event, &cast.ana.clone()));
    (Case::of(&cast.ledger), Place::of(&cast.ledger, index))
}

fn times() -> Vec<Vector> {
    let (before, there) = stated(|_| At::device(at(0)));
    let (after, future) = stated(|_| At::device(at(NOW + 1)));
    let (late, recorded) = stated(|cast| At {
        recorded_late: Some(RecordedLate {
            acted: Some(cast.ben.id),
            why: Why::code("no_network"),
        }),
        ..At::device(at(cast.ledger.minute))
    });
    let (unknown, _) = stated(|_| At { time: When::Unknown, ..At::device(at(0)) });
    let (span, _) = stated(|cast| At {
        time: When::Span(at(0), at(cast.ledger.minute + 1)),
        ..At::device(at(0))
    });
    // 02:09 at +02:00 is 00:09 at Z.
    let (offset, _) = stated(|_| At::device("2041-06-01T02:10:00+02:00".parse().unwrap()));
    let (mut cited, item) = with_item();
    let body = cited.ledger.noted_of(Some(cited.ledger.cite(&item[0])));
    let ben = cited.ben.clone();
    let own = cited.ledger.own(&ben);
    cited.ledger.minute = 0;
    let index = cited.ledger.act(body, &[own], &ben);
    let mut order = cast();
    order.ledger.collect(&order.ana.clone());
    order.ledger.minute = 0;
    order.ledger.collect(&order.ben.clone());
    vec![
        before.refused(
            tells(
                "act_stated_before_the_one_that_it_follows",
                &["C1.3"],
                "An act is stated to have happened before the one that it follows. The order of \
                 the links stands all the same.",
            ),
            Code::TimeRegressed,
            there,
        ),
        Case::of(&cited.ledger).refused(
            tells(
                "act_stated_before_the_one_that_it_cites",
                &["V5.1"],
                "A remark is stated to have been made before the act that it cites.",
            ),
            Code::TimeRegressed,
            Place::of(&cited.ledger, index),
        ),
        after.refused(
            tells(
                "act_stated_after_now",
                &["V5.2"],
                "An act is stated to have happened after now.",
            ),
            Code::TimeFuture,
            future,
        ),
        late.refused(
            tells(
                "act_recorded_later_than_it_happened",
                &["V5.3"],
                "An entry says that it was recorded late, and why.",
            ),
            Code::TimeRecordedLate,
            recorded,
        ),
        unknown.allowed(tells(
            "act_without_a_time",
            &["V5.1", "V5.2"],
            "Nobody knows when the act happened. It is neither before nor after anything.",
        )),
        span.allowed(tells(
            "act_somewhere_in_a_span",
            &["V5.1", "F4.1"],
            "The act happened somewhere between two instants, of which the first is before the act \
             that it follows.",
        )),
        offset.allowed(tells(
            "act_at_another_offset",
            &["F2.9", "V5.1"],
            "The clock on the wall shows two hours more, with its offset. As an instant it is \
             right behind the act that it follows.",
        )),
        Case::of(&order.ledger).allowed(tells(
            "act_stated_before_one_that_it_does_not_follow",
            &["C1.3", "V5.1"],
            "Two items are collected, and the second entry states the earlier time. No link joins \
             them.",
        )),
    ]
}
