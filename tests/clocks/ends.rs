//! Where a period ends.

use handseal::event::{Period, Unit};
use handseal::law::{Bound, ClockInput, ClockState, Deadline, Untold, evaluate_clock};

use crate::{calendar, clock, deadline, due, given, received};

#[test]
fn eight_hours_run_from_the_instant() {
    let emergency = deadline(8, Unit::Hours);
    assert_eq!(due(&emergency, "2026-03-28T22:15:30.5+01:00"), "2026-03-29T06:15:30.5+01:00");
}

#[test]
fn forty_eight_hours_are_not_two_days() {
    assert_eq!(due(&deadline(48, Unit::Hours), "2026-01-30T23:00:00Z"), "2026-02-01T23:00:00Z");
    let days = deadline(2, Unit::CalendarDays);
    assert_eq!(due(&days, "2026-01-30T23:00:00Z"), "2026-02-02T00:00:00Z");
}

#[test]
fn ten_days_leave_out_the_day_of_the_start_and_include_the_last() {
    let ten = deadline(10, Unit::CalendarDays);
    assert_eq!(due(&ten, "2026-01-25T00:00:00+01:00"), "2026-02-05T00:00:00+01:00");
    assert_eq!(due(&ten, "2026-01-25T23:59:59.9+01:00"), "2026-02-05T00:00:00+01:00");
    // 24:00 of 10 January, at the offset of the start and not at that of UTC.
    assert_eq!(due(&ten, "2026-12-31T23:30:00-05:00"), "2027-01-11T00:00:00-05:00");
}

#[test]
fn a_leap_day_counts() {
    let ten = deadline(10, Unit::CalendarDays);
    assert_eq!(due(&ten, "2028-02-22T12:00:00Z"), "2028-03-04T00:00:00Z");
    assert_eq!(due(&ten, "2027-02-22T12:00:00Z"), "2027-03-05T00:00:00Z");
    assert_eq!(
        due(&deadline(60, Unit::CalendarDays), "2028-01-01T12:00:00Z"),
        "2028-03-02T00:00:00Z"
    );
}

#[test]
fn summer_time_moves_nothing() {
    let ten = deadline(10, Unit::CalendarDays);
    assert_eq!(due(&ten, "2026-03-25T12:00:00+01:00"), "2026-04-05T00:00:00+01:00");
}

#[test]
fn days_of_work_leave_out_weekends_and_holidays() {
    let (five, calendar) = (deadline(5, Unit::WorkingDays), calendar());
    // Wednesday; then Thursday, Monday to Thursday: Friday 1 May does not work.
    let acts = [received("2026-04-29T16:00:00+02:00")];
    let input =
        ClockInput { calendar: Some(&calendar), ..given(&five, &acts, "2026-05-01T00:00:00Z") };
    let due = evaluate_clock(&input).due.unwrap();
    assert_eq!(due.latest.to_string(), "2026-05-08T00:00:00+02:00");

    let untold = clock(&five, &acts, "2026-05-01T00:00:00Z").state;
    assert_eq!(untold, ClockState::CannotBeTold(Untold::NoCalendar));
}

#[test]
fn days_beyond_the_calendar_cannot_be_told() {
    let (five, calendar) = (deadline(5, Unit::WorkingDays), calendar());
    let acts = [received("2026-12-29T16:00:00Z")];
    let input =
        ClockInput { calendar: Some(&calendar), ..given(&five, &acts, "2026-12-30T00:00:00Z") };
    let clock = evaluate_clock(&input);
    let expected = "cannot be told: the calendar of FR does not cover 2027-01-01";
    assert_eq!(clock.state.to_string(), expected);
    assert_eq!(clock.due, None);
}

#[test]
fn the_period_of_the_request_counts_when_it_is_the_longer() {
    let order = Deadline { bound: Bound::LaterOf, ..deadline(30, Unit::CalendarDays) };
    let acts = [received("2026-09-01T10:00:00Z")];
    let ends = |amount, unit, bound| {
        let order = Deadline { bound, ..order.clone() };
        let frame = Period { unit, amount };
        let input = given(&order, &acts, "2026-09-02T00:00:00Z");
        let input = ClockInput { time_frame: Some(&frame), ..input };
        evaluate_clock(&input).due.unwrap().latest.to_string()
    };
    let thirty = "2026-10-02T00:00:00Z";
    assert_eq!(due(&order, "2026-09-01T10:00:00Z"), thirty);
    assert_eq!(ends(20, Unit::CalendarDays, Bound::LaterOf), thirty);
    assert_eq!(ends(720, Unit::Hours, Bound::LaterOf), thirty);
    assert_eq!(ends(45, Unit::CalendarDays, Bound::LaterOf), "2026-10-17T00:00:00Z");
    assert_eq!(ends(744, Unit::Hours, Bound::LaterOf), "2026-10-02T10:00:00Z");
    assert_eq!(ends(45, Unit::CalendarDays, Bound::AtMost), thirty);
}

#[test]
fn an_end_after_the_year_9999_cannot_be_told() {
    let ten = deadline(10, Unit::CalendarDays);
    assert_eq!(due(&ten, "9999-12-20T10:00:00Z"), "9999-12-31T00:00:00Z");
    for (amount, unit) in
        [(11, Unit::CalendarDays), (u32::MAX, Unit::CalendarDays), (u32::MAX, Unit::Hours)]
    {
        let late = clock(
            &deadline(amount, unit),
            &[received("9999-12-20T10:00:00Z")],
            "9999-12-21T00:00:00Z",
        );
        assert_eq!(late.state, ClockState::CannotBeTold(Untold::OutOfRange));
    }
}
