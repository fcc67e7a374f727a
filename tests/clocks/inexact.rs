//! Times that are a span, uncertain or unknown.

use handseal::event::{Confirmation, EventType, Unit, When};
use handseal::law::{Clock, ClockState, DatedAct, ExtensionEffect, Untold};

use crate::{
    THIRTY_DAYS_ONCE, act, at, at_least, clock, confirmed, deadline, extendable, extended, received,
};

fn over(act: DatedAct, from: &str, to: &str) -> DatedAct {
    DatedAct { when: When::Span(at(from), at(to)), ..act }
}

fn without_time(act: DatedAct) -> DatedAct {
    DatedAct { when: When::Unknown, ..act }
}

fn cannot_be_told(clock: &Clock, why: Untold) {
    assert_eq!(clock.state, ClockState::CannotBeTold(why));
}

/// Received from 10:00 to 12:00, so due from 18:00 to 20:00.
fn span() -> DatedAct {
    over(received("2026-01-01T10:00:00Z"), "2026-01-01T10:00:00Z", "2026-01-01T12:00:00Z")
}

#[test]
fn a_start_over_a_span_has_an_end_over_a_span() {
    let eight = deadline(8, Unit::Hours);
    let open = |now| clock(&eight, &[span()], now);
    let due = open("2026-01-01T13:00:00Z").due.unwrap();
    assert_eq!(
        (due.earliest, due.latest),
        (at("2026-01-01T18:00:00Z"), at("2026-01-01T20:00:00Z"))
    );
    let uncertain = Untold::StartUncertain { entry: 1 };
    assert_eq!(open("2026-01-01T17:00:00Z").state.to_string(), "due in 1 hour");
    cannot_be_told(&open("2026-01-01T18:00:01Z"), uncertain.clone());
    cannot_be_told(&open("2026-01-01T20:00:00Z"), uncertain.clone());
    assert_eq!(open("2026-01-01T21:00:00Z").state.to_string(), "missed by 1 hour");

    let answered = |when| {
        let acts = [span(), act(2, EventType::Produced, when)];
        clock(&eight, &acts, "2026-01-02T00:00:00Z")
    };
    assert_eq!(answered("2026-01-01T17:00:00Z").state.to_string(), "met 1 hour before the end");
    cannot_be_told(&answered("2026-01-01T19:00:00Z"), uncertain.clone());
    cannot_be_told(&answered("2026-01-01T20:00:00Z"), uncertain);
    assert_eq!(answered("2026-01-01T20:00:05Z").state.to_string(), "missed by 5 seconds");
}

#[test]
fn an_uncertain_clock_is_a_span() {
    let start = DatedAct { uncertainty: Some(60), ..received("2026-01-01T10:00:00+01:00") };
    let due = clock(&deadline(8, Unit::Hours), &[start], "2026-01-01T10:00:00Z").due.unwrap();
    assert_eq!(due.earliest, at("2026-01-01T17:59:00+01:00"));
    assert_eq!(due.latest, at("2026-01-01T18:01:00+01:00"));
}

#[test]
fn a_span_within_one_day_is_exact_in_days() {
    let due = clock(&deadline(10, Unit::CalendarDays), &[span()], "2026-01-01T13:00:00Z").due;
    let due = due.unwrap();
    assert_eq!(
        (due.earliest, due.latest),
        (at("2026-01-12T00:00:00Z"), at("2026-01-12T00:00:00Z"))
    );
}

#[test]
fn a_span_noted_at_two_offsets_has_its_earlier_end_first() {
    let start = over(span(), "2026-01-02T05:00:00+14:00", "2026-01-01T16:00:00Z");
    let due = clock(&deadline(10, Unit::CalendarDays), &[start], "2026-01-01T17:00:00Z").due;
    let due = due.unwrap();
    assert_eq!(due.earliest, at("2026-01-12T00:00:00Z"));
    assert_eq!(due.latest, at("2026-01-13T00:00:00+14:00"));
}

#[test]
fn a_start_without_a_time_cannot_be_told() {
    let acts = [without_time(received("2026-01-01T10:00:00Z"))];
    let clock = clock(&deadline(8, Unit::Hours), &acts, "2026-01-01T10:00:00Z");
    assert_eq!(clock.state.to_string(), "cannot be told: the start, entry 1, has no time");
    assert_eq!((clock.started, clock.due), (None, None));
}

#[test]
fn an_answer_without_an_exact_time_cannot_be_told() {
    let eight = deadline(8, Unit::Hours);
    let start = received("2026-01-01T10:00:00Z");
    let answer = act(2, EventType::Produced, "2026-01-01T18:00:00Z");
    let unknown = without_time(answer.clone());
    let wide = over(answer.clone(), "2026-01-01T17:00:00Z", "2026-01-01T19:00:00Z");
    let off = DatedAct { uncertainty: Some(1), ..answer };
    for unclear in [unknown, wide, off] {
        let state = clock(&eight, &[start.clone(), unclear.clone()], "2026-01-02T00:00:00Z");
        cannot_be_told(&state, Untold::ActTimeUnknown { entry: 2 });
        // A second answer that is surely in time settles it.
        let second = act(3, EventType::Produced, "2026-01-01T12:00:00Z");
        let state = clock(&eight, &[start.clone(), unclear, second], "2026-01-02T00:00:00Z").state;
        assert!(matches!(state, ClockState::Met { entry: 3, .. }));
    }
}

#[test]
fn an_answer_without_a_time_is_named_before_an_uncertain_start() {
    let unknown = without_time(act(2, EventType::Produced, "2026-01-01T17:00:00Z"));
    let clock = clock(&deadline(8, Unit::Hours), &[span(), unknown], "2026-01-01T12:00:00Z");
    cannot_be_told(&clock, Untold::ActTimeUnknown { entry: 2 });
}

#[test]
fn an_end_over_a_span_names_the_suspension_that_made_it_one() {
    let acts = [
        received("2026-01-01T10:00:00Z"),
        act(2, EventType::Asked, "2026-01-01T11:00:00Z"),
        over(
            act(3, EventType::Clarified, "2026-01-01T12:00:00Z"),
            "2026-01-01T12:00:00Z",
            "2026-01-01T14:00:00Z",
        ),
    ];
    let clock = clock(&deadline(8, Unit::Hours), &acts, "2026-01-01T20:00:00Z");
    cannot_be_told(&clock, Untold::SuspensionTimeUnknown { entry: 3 });
    let due = clock.due.unwrap();
    assert_eq!(
        (due.earliest, due.latest),
        (at("2026-01-01T19:00:00Z"), at("2026-01-01T21:00:00Z"))
    );
}

#[test]
fn an_early_end_behind_a_lift_without_a_time_cannot_be_told() {
    let lift = confirmed(2, Confirmation::ProductionRequested, "2026-01-02T10:00:00Z");
    let acts = [
        act(1, EventType::Preserved, "2026-01-01T10:00:00Z"),
        without_time(lift),
        act(3, EventType::PreservationEnded, "2026-01-05T10:00:00Z"),
    ];
    let clock = clock(&at_least(60), &acts, "2026-06-01T00:00:00Z");
    cannot_be_told(&clock, Untold::ActTimeUnknown { entry: 2 });
}

#[test]
fn an_extension_without_a_time_leaves_the_end_open_between_two() {
    let sixty = extendable(60, Unit::CalendarDays, THIRTY_DAYS_ONCE);
    let start = received("2026-01-01T10:00:00Z");
    let extension = without_time(extended(2, 30, Unit::CalendarDays, "2026-01-02T10:00:00Z"));
    let open = |now| clock(&sixty, &[start.clone(), extension.clone()], now);
    let clock = open("2026-03-20T00:00:00Z");
    cannot_be_told(&clock, Untold::ExtensionTimeUnknown { entry: 2 });
    assert_eq!(clock.extensions.first().unwrap().effect, ExtensionEffect::Unclear);
    assert_eq!(open("2026-03-02T00:00:00Z").state.to_string(), "due in 1 day");
    assert_eq!(open("2026-04-03T00:00:00Z").state.to_string(), "missed by 1 day");
}

#[test]
fn a_lift_without_a_time_cannot_be_told() {
    let eight = deadline(8, Unit::Hours);
    let lift = confirmed(2, Confirmation::ProductionRequested, "2026-01-01T11:00:00Z");
    let acts = [received("2026-01-01T10:00:00Z"), without_time(lift)];
    let state = clock(&eight, &acts, "2026-01-01T12:00:00Z");
    cannot_be_told(&state, Untold::ActTimeUnknown { entry: 2 });
}

#[test]
fn an_early_end_within_the_uncertainty_of_the_period_cannot_be_told() {
    let start = over(
        act(1, EventType::Preserved, "2026-01-01T10:00:00Z"),
        "2026-01-01T10:00:00Z",
        "2026-01-02T10:00:00Z",
    );
    let state = |when| {
        let acts = [start.clone(), act(2, EventType::PreservationEnded, when)];
        clock(&at_least(60), &acts, "2026-06-01T00:00:00Z")
    };
    let early = state("2026-03-02T23:59:59Z").state;
    assert!(matches!(early, ClockState::Missed { entry: Some(2), .. }));
    cannot_be_told(&state("2026-03-03T00:00:00Z"), Untold::StartUncertain { entry: 1 });
    let ended = ClockState::Ended { at: at("2026-03-04T00:00:00Z") };
    assert_eq!(state("2026-03-04T00:00:00Z").state, ended);
}

#[test]
fn the_largest_uncertainty_is_out_of_range_and_no_panic() {
    let boundless = |act| DatedAct { uncertainty: Some(u64::MAX), ..act };
    let start = received("2026-01-01T10:00:00Z");
    let eight = deadline(8, Unit::Hours);
    let state = clock(&eight, &[boundless(start.clone())], "2026-01-01T12:00:00Z");
    cannot_be_told(&state, Untold::OutOfRange);
    let acts = [start, boundless(act(2, EventType::Produced, "2026-01-01T12:00:00Z"))];
    let state = clock(&eight, &acts, "2026-01-01T12:00:00Z");
    cannot_be_told(&state, Untold::ActTimeUnknown { entry: 2 });
}

#[test]
fn every_reason_has_its_words() {
    let jurisdiction = "FR".to_owned();
    let told = [
        (Untold::ActTimeUnknown { entry: 2 }, "the act, entry 2, has no time that is exact enough"),
        (
            Untold::CalendarEnds { jurisdiction, day: "2027-01-01".parse().unwrap() },
            "the calendar of FR does not cover 2027-01-01",
        ),
        (
            Untold::ExtensionTimeUnknown { entry: 2 },
            "the extension, entry 2, has no time that is exact enough",
        ),
        (Untold::NoCalendar, "there is no calendar of working days"),
        (Untold::NoStartTime { entry: 1 }, "the start, entry 1, has no time"),
        (Untold::OutOfRange, "the end lies outside the years 0000 to 9999"),
        (
            Untold::StartUncertain { entry: 1 },
            "the start, entry 1, has no time that is exact enough",
        ),
        (
            Untold::SuspensionTimeUnknown { entry: 2 },
            "the suspension or resumption, entry 2, has no time that is exact enough",
        ),
    ];
    for (why, text) in told {
        assert_eq!(why.to_string(), text);
    }
}
