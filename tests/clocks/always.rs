//! What holds for any period, start and answer.

use handseal::encoding::Timestamp;
use handseal::event::{EventType, Unit, When};
use handseal::law::{
    Bound, Clock, ClockInput, ClockState, DatedAct, Deadline, Expiry, Extension, Side,
    evaluate_clock,
};
use proptest::prelude::*;

use crate::{calendar, deadline, extended};

fn unit() -> impl Strategy<Value = Unit> {
    prop_oneof![Just(Unit::CalendarDays), Just(Unit::Hours), Just(Unit::WorkingDays)]
}

fn any_deadline(unit: impl Strategy<Value = Unit>) -> impl Strategy<Value = Deadline> {
    let bound = prop_oneof![Just(Bound::AtLeast), Just(Bound::AtMost), Just(Bound::LaterOf)];
    let expiry = prop_oneof![Just(Expiry::Escalation), Just(Expiry::Lapse), Just(Expiry::Overdue)];
    (unit, 0..60_u32, bound, expiry).prop_map(|(unit, amount, bound, on_expiry)| {
        let extension = Some(Extension { amount: Some(30), unit, times: None, certainty: None });
        Deadline { bound, on_expiry, extension, ..deadline(amount, unit) }
    })
}

/// An instant of the first months of 2026, by an offset.
fn instant(seconds: i64, offset: i16) -> Timestamp {
    Timestamp::from_unix(1_768_000_000 + seconds, 0, offset).unwrap()
}

fn when(offset: i16) -> impl Strategy<Value = When> {
    prop_oneof![
        6 => (0..8_000_000_i64).prop_map(move |at| When::Instant(instant(at, offset))),
        2 => (0..8_000_000_i64, 0..200_000_i64).prop_map(move |(at, length)| {
            When::Span(instant(at, offset), instant(at + length, offset))
        }),
        1 => Just(When::Unknown),
    ]
}

fn any_act() -> impl Strategy<Value = DatedAct> {
    let types = [
        EventType::Received,
        EventType::Produced,
        EventType::Asked,
        EventType::Clarified,
        EventType::Confirmed,
        EventType::Extended,
    ];
    let offset = -1439..1440_i16;
    let when = offset.prop_flat_map(when);
    let uncertainty = prop_oneof![3 => Just(None), 1 => (0..5000_u64).prop_map(Some)];
    (proptest::sample::select(types.to_vec()), when, uncertainty).prop_map(
        |(event_type, when, off)| {
            let act = if event_type == EventType::Extended {
                extended(0, 10, Unit::Hours, "2026-01-01T00:00:00Z")
            } else {
                DatedAct::new(event_type, Side::Addressee, When::Unknown, 0)
            };
            DatedAct { when, uncertainty: off, ..act }
        },
    )
}

fn any_acts() -> impl Strategy<Value = Vec<DatedAct>> {
    proptest::collection::vec(any_act(), 0..8).prop_map(|mut acts| {
        for (entry, act) in (0..).zip(&mut acts) {
            act.entry = entry;
        }
        acts
    })
}

fn at_instant(deadline: &Deadline, acts: &[DatedAct], now: Timestamp) -> Clock {
    let calendar = calendar();
    evaluate_clock(&ClockInput {
        deadline,
        time_frame: None,
        acts,
        calendar: Some(&calendar),
        now,
        lifted_at: None,
    })
}

/// The same instants, noted elsewhere.
fn moved(act: &DatedAct, offset: i16) -> DatedAct {
    let moved =
        |at: Timestamp| Timestamp::from_unix(at.unix_seconds(), at.nanosecond(), offset).unwrap();
    let when = match act.when {
        When::Instant(at) => When::Instant(moved(at)),
        When::Span(from, to) => When::Span(moved(from), moved(to)),
        When::Unknown => When::Unknown,
    };
    DatedAct { when, ..act.clone() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_end_is_not_before_its_start(
        deadline in any_deadline(unit()),
        acts in any_acts(),
        now in 0..20_000_000_i64,
    ) {
        let clock = at_instant(&deadline, &acts, instant(now, 0));
        if let (Some(started), Some(due)) = (clock.started, clock.due) {
            let start = acts.iter().find(|act| act.entry == started.entry).unwrap();
            let off = i64::try_from(start.uncertainty.unwrap_or_default()).unwrap();
            let earliest = started.at.unix_seconds() - off;
            prop_assert!(due.earliest.unix_seconds() >= earliest);
            prop_assert!(!due.earliest.is_after(&due.latest));
        }
    }

    #[test]
    fn time_does_not_undo_what_acts_decided(
        deadline in any_deadline(unit()),
        acts in any_acts(),
        now in 0..20_000_000_i64,
        later in 0..20_000_000_i64,
    ) {
        let before = at_instant(&deadline, &acts, instant(now, 0));
        let after = at_instant(&deadline, &acts, instant(now + later, 0));
        prop_assert_eq!(&before.due, &after.due);
        match (&before.state, &after.state) {
            (ClockState::Due { left }, ClockState::Due { left: rest }) => prop_assert!(rest <= left),
            (ClockState::Due { .. } | ClockState::CannotBeTold(_), after) => {
                let is_undone = matches!(after, ClockState::Met { .. } | ClockState::Due { .. });
                prop_assert!(!is_undone);
            }
            (ClockState::Missed { entry: None, .. }, after) => {
                let is_missed = matches!(after, ClockState::Missed { entry: None, .. });
                prop_assert!(is_missed);
            }
            (before, after) => prop_assert_eq!(before, after),
        }
    }

    #[test]
    fn hours_are_the_same_wherever_they_were_noted(
        deadline in any_deadline(Just(Unit::Hours)),
        acts in any_acts(),
        offsets in proptest::collection::vec(-1439..1440_i16, 8),
        now in 0..20_000_000_i64,
    ) {
        let elsewhere: Vec<_> =
            acts.iter().zip(offsets).map(|(act, offset)| moved(act, offset)).collect();
        let here = at_instant(&deadline, &acts, instant(now, 0));
        let there = at_instant(&deadline, &elsewhere, instant(now, 300));
        let instants = |clock: &Clock| {
            clock.due.map(|due| (due.earliest.unix_seconds(), due.latest.unix_seconds()))
        };
        prop_assert_eq!(instants(&here), instants(&there));
        prop_assert_eq!(here.extensions, there.extensions);
        prop_assert_eq!(
            std::mem::discriminant(&here.state),
            std::mem::discriminant(&there.state)
        );
    }
}
