//! Periods, as the report shows them: V7.37 to V7.41. How a clock runs is tested beside the clocks.

use handseal::event::{Cancelled, Extended, NamedParty, Period, Subject, Unit};
use handseal::law::ClockState;
use handseal::verify::{Code, Verdict};

use crate::cases::NOW;
use crate::world::{DAY, World, catalogue, one, requests, why, world};

/// A request that is answered after some days.
fn answered_after(instrument: &str, days: u32) -> World {
    let mut world = world();
    let id = world.asked(instrument);
    world.days(days);
    world.answer(id, "subscriber", &[]);
    world
}

#[test]
fn answer_after_the_period_is_late() {
    // V7.37
    let world = answered_after("PERIODS", 12);
    let finding = world.found(Code::RequestLate);
    assert!(finding.message().contains(r#"period "answer", by 1 day"#), "{}", finding.message());
    assert!(finding.message().contains(r#""PERIODS" "4(2)"; to verify (medium)"#));
    assert!(!world.finds(Code::RequestOverdue));
    assert_eq!(world.report().verdict, Verdict::Irregular);
}

#[test]
fn answer_within_the_period_is_in_time() {
    // V7.37
    let world = answered_after("PERIODS", 9);
    assert!(!world.finds(Code::RequestLate));
    world.assert_consistent();
}

#[test]
fn request_without_an_answer_is_overdue_only_after_its_period() {
    // V7.38
    let mut world = world();
    world.asked("PERIODS");
    world.now = 10 * DAY;
    assert!(!world.finds(Code::RequestOverdue));
    let running = world.report();
    assert_eq!(running.requests[0].next_due.unwrap().to_string(), "2041-06-12T00:00:00Z");
    world.now = 12 * DAY;
    assert!(world.finds(Code::RequestOverdue));
    assert!(world.report().requests[0].is_overdue());
}

#[test]
fn request_that_was_taken_back_is_not_overdue() {
    // V7.38
    let mut world = world();
    let id = world.asked("PERIODS");
    let maker = world.maker.clone();
    world.act(id, &maker, Cancelled { why: why() });
    assert!(!world.finds(Code::RequestOverdue));
}

#[test]
fn request_that_nobody_received_is_not_overdue() {
    // V7.38
    let mut world = world();
    let terms = world.terms("PERIODS");
    world.ask(terms);
    assert!(!world.finds(Code::RequestOverdue));
    assert_eq!(world.report().requests[0].clocks[0].clock.state, ClockState::NotStarted);
}

#[test]
fn each_addressee_has_its_own_period() {
    // V7.38
    let mut world = world();
    let mut terms = world.terms("PERIODS");
    let third = world.third.clone();
    terms.parties.push(NamedParty::new("addressee", third.id));
    let id = world.asked_with(terms);
    world.receive(id, &third);
    world.answer(id, "subscriber", &[]);
    // One has answered, the other has not.
    let finding = world.found(Code::RequestOverdue);
    assert_eq!(finding.location.subject, Some(Subject::Request(id, third.id)));
}

#[test]
fn period_that_opens_the_next_step_ran_out_and_is_no_breach() {
    // V7.39
    let mut world = world();
    world.asked("ASK");
    world.now = NOW;
    assert!(world.finds(Code::RequestLapsed));
    world.assert_consistent();
    world.now = 2 * DAY;
    assert!(!world.finds(Code::RequestLapsed));
}

#[test]
fn days_of_work_are_counted_by_the_calendar_of_the_addressee() {
    // V7.37: 1 June 2041 is a Saturday, the 4th a holiday in KE; the fifth day is the 10th.
    let early = answered_after("WORKDAYS", 9);
    assert!(!early.finds(Code::RequestLate));
    let late = answered_after("WORKDAYS", 11);
    assert!(late.finds(Code::RequestLate));
}

#[test]
fn period_in_days_of_work_without_a_calendar_is_not_told() {
    // V7.40
    let mut world = world();
    let mut terms = world.terms("WORKDAYS");
    let third = world.third.clone();
    terms.parties = vec![NamedParty::new("addressee", third.id)];
    let id = world.ask(terms);
    world.receive(id, &third);
    let report = world.report();
    let finding = one(&report, Code::RequestClockNotTold);
    assert!(finding.message().contains("no calendar of working days"), "{}", finding.message());
    assert_eq!(report.verdict, Verdict::Incomplete);
    // A calendar that the caller lays over the catalogue tells it.
    let calendar = r#"
        format = 1
        as_of = 2041-01-01
        [[calendar]]
        jurisdiction = "DE"
        from = 2041-01-01
        to = 2041-12-31
        weekend = ["saturday", "sunday"]
    "#;
    let report = world.report_by(&catalogue().extended("de.toml", calendar).unwrap());
    assert!(requests(&report).all(|finding| finding.code != Code::RequestClockNotTold), "{report}");
    assert!(requests(&report).any(|finding| finding.code == Code::RequestOverdue));
}

fn extended(deadline: &str, amount: u32) -> Extended {
    let period = Period { unit: Unit::CalendarDays, amount };
    Extended { why: None, form: None, period, deadline: deadline.to_owned() }
}

/// A request whose period is extended after some days.
fn extended_after(days: u32, amount: u32) -> World {
    let mut world = world();
    let id = world.asked("PERIODS");
    world.days(days);
    let maker = world.maker.clone();
    world.act(id, &maker, extended("answer", amount));
    world.days(1);
    world.answer(id, "subscriber", &[]);
    world
}

#[test]
fn extension_in_time_counts() {
    // V7.41
    let world = extended_after(10, 5);
    assert!(!world.finds(Code::RequestExtensionRefused));
    assert!(!world.finds(Code::RequestLate));
}

#[test]
fn extension_that_is_too_long_or_too_late_does_not_count() {
    // V7.41
    let long = extended_after(10, 6);
    let finding = long.found(Code::RequestExtensionRefused);
    assert!(finding.message().contains("at most 5 calendar_days"), "{}", finding.message());
    assert!(long.finds(Code::RequestLate));
    let late = extended_after(12, 5);
    assert!(late.finds(Code::RequestExtensionRefused));
    assert!(late.finds(Code::RequestLate));
}

#[test]
fn extension_of_a_period_that_the_instrument_does_not_have_does_not_count() {
    // V7.41
    let mut world = world();
    let id = world.asked("PERIODS");
    let maker = world.maker.clone();
    world.act(id, &maker, extended("anser", 5));
    let finding = world.found(Code::RequestExtensionRefused);
    assert!(finding.message().contains("no such period"), "{}", finding.message());
}

#[test]
fn late_answer_is_found_where_it_stands() {
    // V7.37
    let mut world = world();
    let id = world.asked("PERIODS");
    world.days(20);
    let item = world.answer(id, "subscriber", &[]);
    world.now = world.ledger.minute + DAY;
    let late = world.found(Code::RequestLate);
    let report = world.report();
    let view = report.requests.iter().find(|request| request.id == id).unwrap();
    assert_eq!(view.answers[0].item, item.item().unwrap());
    assert_eq!(late.location.entry, view.answers[0].produced);
    assert!(late.location.hash.is_some());
}
