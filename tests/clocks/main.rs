//! Deadlines of requests: what each state needs, and the periods that instruments set.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

mod always;
mod ends;
mod inexact;
mod moved;
mod states;

use handseal::encoding::Timestamp;
use handseal::event::{Confirmation, EventType, Period, Unit, When};
use handseal::law::{
    Bound, Certainty, Clock, ClockInput, DatedAct, Day, Deadline, Expiry, Extension, Side, Weekday,
    WorkingCalendar, evaluate_clock,
};

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Received by the addressee, to be produced or declined by it.
fn deadline(amount: u32, unit: Unit) -> Deadline {
    Deadline {
        id: "produce".into(),
        paragraph: "10(2)".into(),
        amount,
        unit,
        bound: Bound::AtMost,
        starts: EventType::Received,
        starts_on: Side::Addressee,
        starts_certainty: Certainty::Verified,
        met_by: vec![EventType::Produced, EventType::Declined],
        met_on: Side::Addressee,
        on_expiry: Expiry::Overdue,
        urgency: None,
        occasion: None,
        categories: vec![],
        suspended_by: vec![EventType::Asked, EventType::Objected],
        resumed_by: vec![EventType::Clarified, EventType::Confirmed],
        lifted_by: vec![EventType::Confirmed],
        extension: None,
        certainty: Certainty::Verified,
    }
}

/// What was preserved must not be given up before the end.
fn at_least(amount: u32) -> Deadline {
    Deadline {
        id: "preserve".into(),
        bound: Bound::AtLeast,
        starts: EventType::Preserved,
        met_by: vec![EventType::PreservationEnded],
        ..deadline(amount, Unit::CalendarDays)
    }
}

fn extendable(amount: u32, unit: Unit, extension: Extension) -> Deadline {
    Deadline { extension: Some(extension), ..deadline(amount, unit) }
}

const THIRTY_DAYS_ONCE: Extension =
    Extension { amount: Some(30), unit: Unit::CalendarDays, times: Some(1), certainty: None };

fn act(entry: u64, event_type: EventType, when: &str) -> DatedAct {
    let makers = [EventType::Clarified, EventType::Confirmed, EventType::Extended];
    let side = if makers.contains(&event_type) { Side::Maker } else { Side::Addressee };
    DatedAct::new(event_type, side, When::Instant(at(when)), entry)
}

fn received(when: &str) -> DatedAct {
    act(1, EventType::Received, when)
}

fn extended(entry: u64, amount: u32, unit: Unit, when: &str) -> DatedAct {
    let extends = Some(("produce".to_owned(), Period { unit, amount }));
    DatedAct { extends, ..act(entry, EventType::Extended, when) }
}

fn confirmed(entry: u64, what: Confirmation, when: &str) -> DatedAct {
    DatedAct { confirms: Some(what), ..act(entry, EventType::Confirmed, when) }
}

fn given<'a>(deadline: &'a Deadline, acts: &'a [DatedAct], now: &str) -> ClockInput<'a> {
    ClockInput { deadline, time_frame: None, acts, calendar: None, now: at(now), lifted_at: None }
}

fn clock(deadline: &Deadline, acts: &[DatedAct], now: &str) -> Clock {
    evaluate_clock(&given(deadline, acts, now))
}

/// The state in words.
fn told(deadline: &Deadline, acts: &[DatedAct], now: &str) -> String {
    clock(deadline, acts, now).state.to_string()
}

fn due(deadline: &Deadline, start: &str) -> String {
    let due = clock(deadline, &[received(start)], start).due.unwrap();
    assert_eq!(due.earliest, due.latest);
    due.latest.to_string()
}

fn calendar() -> WorkingCalendar {
    WorkingCalendar {
        jurisdiction: "FR".into(),
        from: day("2026-01-01"),
        to: day("2026-12-31"),
        weekend: vec![Weekday::Saturday, Weekday::Sunday],
        holidays: vec![day("2026-05-01"), day("2026-05-08")],
    }
}
