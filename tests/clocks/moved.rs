//! Ends that acts move: extensions, and the time that a clock stands.

use handseal::event::{Confirmation, EventType, Unit, When};
use handseal::law::{
    Bound, ClockState, DatedAct, Deadline, Extension, ExtensionEffect, Side, Untold,
};

use crate::{
    THIRTY_DAYS_ONCE, act, at_least, clock, confirmed, deadline, extendable, extended, received,
    told,
};

const START: &str = "2026-01-01T10:00:00+01:00";
/// 24:00 of 2 March: 60 days.
const END: &str = "2026-03-03T00:00:00+01:00";
const ONE_SECOND_LATE: &str = "2026-03-03T00:00:01+01:00";

fn sixty() -> Deadline {
    extendable(60, Unit::CalendarDays, THIRTY_DAYS_ONCE)
}

/// When it ends, and what each extension did.
fn after(deadline: &Deadline, acts: &[DatedAct]) -> (String, Vec<ExtensionEffect>) {
    let clock = clock(deadline, acts, "2026-01-02T00:00:00Z");
    let effects = clock.extensions.iter().map(|seen| seen.effect).collect();
    (clock.due.unwrap().latest.to_string(), effects)
}

#[test]
fn an_extension_by_the_last_instant_counts() {
    let acts = [received(START), extended(2, 30, Unit::CalendarDays, END)];
    let expected = ("2026-04-02T00:00:00+01:00".to_owned(), vec![ExtensionEffect::Counts]);
    assert_eq!(after(&sixty(), &acts), expected);
}

#[test]
fn an_extension_one_second_late_does_not_count() {
    let acts = [received(START), extended(2, 30, Unit::CalendarDays, ONE_SECOND_LATE)];
    let clock = clock(&sixty(), &acts, ONE_SECOND_LATE);
    assert_eq!(clock.due.unwrap().latest.to_string(), END);
    assert_eq!(clock.state.to_string(), "missed by 1 second");
    let seen: Vec<_> = clock.extensions.iter().map(ToString::to_string).collect();
    let expected = "extension by 30 calendar_days, entry 2: does not count: 1 second too late";
    assert_eq!(seen, [expected]);
}

#[test]
fn a_surplus_a_longer_and_an_unprovided_extension_do_not_count() {
    let again = "2026-01-03T00:00:00Z";
    let long = extended(2, 31, Unit::CalendarDays, again);
    let long_in_hours = extended(3, 10_000, Unit::Hours, again);
    let [one, two] = [4, 5].map(|entry| extended(entry, 30, Unit::CalendarDays, again));
    let too_long = ExtensionEffect::TooLong { amount: 30, unit: Unit::CalendarDays };
    let (end, effects) = after(&sixty(), &[received(START), long, long_in_hours, one.clone(), two]);
    assert_eq!(end, "2026-04-02T00:00:00+01:00");
    let surplus = ExtensionEffect::Surplus { times: 1 };
    assert_eq!(effects, [too_long, too_long, ExtensionEffect::Counts, surplus]);

    let (end, effects) = after(&deadline(60, Unit::CalendarDays), &[received(START), one]);
    assert_eq!((end.as_str(), effects), (END, vec![ExtensionEffect::NotAllowed]));
}

#[test]
fn an_extension_in_another_unit_counts_if_it_leads_no_further() {
    let hours = |amount| [received(START), extended(2, amount, Unit::Hours, END)];
    let too_long = ExtensionEffect::TooLong { amount: 30, unit: Unit::CalendarDays };
    let extended_end = "2026-04-02T00:00:00+01:00".to_owned();
    assert_eq!(after(&sixty(), &hours(720)), (extended_end, vec![ExtensionEffect::Counts]));
    assert_eq!(after(&sixty(), &hours(721)), (END.to_owned(), vec![too_long]));
    assert_eq!(after(&sixty(), &hours(u32::MAX)), (END.to_owned(), vec![too_long]));
}

#[test]
fn an_extension_of_another_deadline_is_not_ours() {
    let mut other = extended(2, 30, Unit::CalendarDays, "2026-01-03T00:00:00Z");
    other.extends.as_mut().unwrap().0 = "serve".into();
    assert_eq!(after(&sixty(), &[received(START), other]), (END.to_owned(), vec![]));
}

#[test]
fn an_extension_is_late_or_not_by_the_end_as_extended_before() {
    let often = extendable(60, Unit::CalendarDays, Extension { times: None, ..THIRTY_DAYS_ONCE });
    let acts = [
        received(START),
        extended(2, 30, Unit::CalendarDays, "2026-03-01T00:00:00Z"),
        extended(3, 10, Unit::CalendarDays, "2026-04-01T00:00:00Z"),
    ];
    let counted = vec![ExtensionEffect::Counts; 2];
    assert_eq!(after(&often, &acts), ("2026-04-12T00:00:00+01:00".to_owned(), counted));
}

#[test]
fn what_must_last_longer_ends_too_early_at_its_first_end() {
    let longer =
        Deadline { extension: Some(THIRTY_DAYS_ONCE), id: "produce".into(), ..at_least(60) };
    let acts = [
        act(1, EventType::Preserved, START),
        extended(2, 30, Unit::CalendarDays, "2026-02-01T00:00:00Z"),
        act(3, EventType::PreservationEnded, END),
    ];
    assert_eq!(longer.bound, Bound::AtLeast);
    let shown = clock(&longer, &acts, END).to_string();
    assert_eq!(shown, "produce (10(2), verified): ended 30 days too early");
}

#[test]
fn a_suspended_clock_stands_and_its_end_moves_by_that_time() {
    let eight = deadline(8, Unit::Hours);
    let asked = act(2, EventType::Asked, "2026-01-01T12:00:00Z");
    let clarified = act(3, EventType::Clarified, "2026-01-02T12:30:00Z");
    let open = [received("2026-01-01T10:00:00Z"), asked.clone()];
    let standing = clock(&eight, &open, "2026-02-01T00:00:00Z");
    assert_eq!(standing.state.to_string(), "suspended since entry 2, with 6 hours left");
    assert_eq!(standing.due, None);

    let resumed = [received("2026-01-01T10:00:00Z"), asked, clarified];
    assert_eq!(after(&eight, &resumed).0, "2026-01-02T18:30:00Z");
    assert_eq!(told(&eight, &resumed, "2026-01-02T18:29:59Z"), "due in 1 second");
    assert_eq!(told(&eight, &resumed, "2026-01-02T18:30:01Z"), "missed by 1 second");
}

#[test]
fn an_answer_while_the_clock_stands_is_in_time() {
    let acts = [
        received("2026-01-01T10:00:00Z"),
        act(2, EventType::Objected, "2026-01-01T12:00:00Z"),
        act(3, EventType::Declined, "2026-03-01T12:00:00Z"),
    ];
    let told = told(&deadline(8, Unit::Hours), &acts, "2026-02-01T00:00:00Z");
    assert_eq!(told, "met 6 hours before the end");
}

#[test]
fn a_question_after_the_end_suspends_nothing() {
    let acts = [received("2026-01-01T10:00:00Z"), act(2, EventType::Asked, "2026-01-01T18:00:01Z")];
    let told = told(&deadline(8, Unit::Hours), &acts, "2026-01-01T19:00:00Z");
    assert_eq!(told, "missed by 1 hour");
}

#[test]
fn only_a_settled_suspension_resumes() {
    let eight = deadline(8, Unit::Hours);
    let after_confirming = |what| {
        let acts = [
            received("2026-01-01T10:00:00Z"),
            act(2, EventType::Objected, "2026-01-01T12:00:00Z"),
            confirmed(3, what, "2026-01-01T13:00:00Z"),
        ];
        told(&eight, &acts, "2026-01-01T13:00:00Z")
    };
    assert_eq!(after_confirming(Confirmation::Resumed), "due in 6 hours");
    let suspended = "suspended since entry 2, with 6 hours left";
    assert_eq!(after_confirming(Confirmation::Oral), suspended);
}

#[test]
fn time_before_the_start_is_not_suspended() {
    let eight = deadline(8, Unit::Hours);
    let acts = [
        act(0, EventType::Asked, "2026-01-01T06:00:00Z"),
        received("2026-01-01T10:00:00Z"),
        act(2, EventType::Clarified, "2026-01-01T11:00:00Z"),
    ];
    assert_eq!(after(&eight, &acts).0, "2026-01-01T19:00:00Z");
}

#[test]
fn a_suspension_without_a_time_leaves_the_end_untold() {
    let eight = deadline(8, Unit::Hours);
    let unknown = DatedAct::new(EventType::Asked, Side::Addressee, When::Unknown, 2);
    let state = clock(&eight, &[received(START), unknown], START).state;
    assert_eq!(state, ClockState::CannotBeTold(Untold::SuspensionTimeUnknown { entry: 2 }));
}
