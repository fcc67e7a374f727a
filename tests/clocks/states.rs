//! What each state needs.

use handseal::event::{Confirmation, EventType, Extent, Unit, Urgency, When};
use handseal::law::{ClockInput, ClockState, DatedAct, Deadline, Expiry, Side, evaluate_clock};

use crate::{act, at_least, clock, confirmed, deadline, given, received, told};

const START: &str = "2026-09-01T15:00:00+02:00";

fn ten() -> Deadline {
    deadline(10, Unit::CalendarDays)
}

#[test]
fn a_clock_without_its_start_has_not_started() {
    let on_the_wrong_side = DatedAct { side: Side::Maker, ..received(START) };
    assert_eq!(told(&ten(), &[], START), "not started");
    assert_eq!(told(&ten(), std::slice::from_ref(&on_the_wrong_side), START), "not started");
    let on_any = Deadline { starts_on: Side::Any, ..ten() };
    assert_eq!(told(&on_any, &[on_the_wrong_side], START), "due in 10 days 9 hours");
}

#[test]
fn a_clock_that_runs_says_what_is_left() {
    let acts = [received(START)];
    assert_eq!(told(&ten(), &acts, "2026-09-02T19:00:00Z"), "due in 9 days 3 hours");
    assert_eq!(told(&ten(), &acts, "2026-09-11T22:00:00Z"), "due in no time");
    assert_eq!(told(&ten(), &acts, "2026-09-11T22:00:00.1Z"), "missed by less than a second");
    assert_eq!(told(&ten(), &acts, "2026-09-12T02:05:00+02:00"), "missed by 2 hours 5 minutes");
}

#[test]
fn an_answer_by_the_last_instant_meets_it_whatever_now_is() {
    let in_time = [received(START), act(2, EventType::Produced, "2026-09-07T22:00:00Z")];
    for now in [START, "2030-01-01T00:00:00Z"] {
        assert_eq!(told(&ten(), &in_time, now), "met 4 days before the end");
    }
    let last = [received(START), act(2, EventType::Declined, "2026-09-12T00:00:00+02:00")];
    assert_eq!(told(&ten(), &last, START), "met no time before the end");
}

#[test]
fn an_answer_one_second_late_misses_it() {
    let late = [received(START), act(2, EventType::Produced, "2026-09-12T00:00:01+02:00")];
    let clock = clock(&ten(), &late, "2026-10-01T00:00:00Z");
    assert_eq!(clock.to_string(), "produce (10(2), verified): missed by 1 second");
    assert!(matches!(clock.state, ClockState::Missed { entry: Some(2), .. }));
}

#[test]
fn an_answer_of_the_other_side_or_in_part_meets_nothing() {
    let produced = act(2, EventType::Produced, "2026-09-02T00:00:00Z");
    let others = [
        DatedAct { side: Side::Maker, ..produced.clone() },
        DatedAct { extent: Some(Extent::Partial), ..produced.clone() },
    ];
    for other in others {
        let acts = [received(START), other];
        assert_eq!(told(&ten(), &acts, "2026-09-11T00:00:00Z"), "due in 22 hours");
    }
    let whole = DatedAct { extent: Some(Extent::Complete), ..produced };
    let met = clock(&ten(), &[received(START), whole], START).state;
    assert!(matches!(met, ClockState::Met { entry: 2, .. }));
}

#[test]
fn an_answer_recorded_before_the_receipt_still_meets_it() {
    let acts = [act(0, EventType::Produced, "2026-09-02T00:00:00Z"), received(START)];
    assert!(matches!(clock(&ten(), &acts, START).state, ClockState::Met { entry: 0, .. }));
}

#[test]
fn what_a_passed_period_brings_is_the_catalogues_to_say() {
    let gate = |on_expiry| Deadline { on_expiry, ..ten() };
    let open = [received(START)];
    let late = [received(START), act(7, EventType::Produced, "2026-09-13T00:00:00Z")];
    let now = "2026-09-20T00:00:00Z";
    assert_eq!(told(&gate(Expiry::Lapse), &open, now), "lapsed 2026-09-12T00:00:00+02:00");
    assert_eq!(
        told(&gate(Expiry::Lapse), &late, now),
        "lapsed 2026-09-12T00:00:00+02:00; entry 7 came after that"
    );
    assert_eq!(
        told(&gate(Expiry::Escalation), &open, now),
        "passed 2026-09-12T00:00:00+02:00, the next step is open"
    );
    assert!(matches!(
        clock(&gate(Expiry::Escalation), &late, now).state,
        ClockState::Escalated { late: Some(7), .. }
    ));
}

#[test]
fn what_must_last_is_missed_when_it_ends_early_and_ends_by_itself() {
    let sixty = at_least(60);
    let start = act(1, EventType::Preserved, "2026-01-01T10:00:00Z");
    let until = |when| [start.clone(), act(2, EventType::PreservationEnded, when)];
    let shown = |acts: &[DatedAct], now| clock(&sixty, acts, now).to_string();
    let begins = |text: &str| format!("preserve (10(2), verified): {text}");

    let early = until("2026-03-02T22:00:00Z");
    assert_eq!(shown(&early, "2026-06-01T00:00:00Z"), begins("ended 2 hours too early"));
    let running = [start.clone()];
    assert_eq!(shown(&running, "2026-03-02T00:00:00Z"), begins("1 day still to last"));
    let ended = begins("ended 2026-03-03T00:00:00Z");
    let last_second = "2026-03-02T23:59:59Z";
    assert_eq!(shown(&until(last_second), last_second), begins("ended 1 second too early"));
    assert_eq!(shown(&until("2026-03-03T00:00:00Z"), "2026-01-02T00:00:00Z"), ended);
    assert_eq!(shown(&running, "2026-03-03T00:00:00Z"), ended);

    let ended_before = [act(0, EventType::PreservationEnded, "2025-12-01T00:00:00Z"), start];
    assert_eq!(shown(&ended_before, "2026-03-02T00:00:00Z"), begins("1 day still to last"));
}

#[test]
fn a_production_that_was_asked_for_in_time_leaves_no_end() {
    let lapse = Deadline { on_expiry: Expiry::Lapse, ..ten() };
    let lifted = |what, when| {
        let acts = [received(START), confirmed(2, what, when)];
        told(&lapse, &acts, "2026-12-01T00:00:00Z")
    };
    let (in_time, late) = ("2026-09-11T22:00:00Z", "2026-09-11T22:00:01Z");
    let lapsed = "lapsed 2026-09-12T00:00:00+02:00";
    assert_eq!(lifted(Confirmation::ProductionRequested, in_time), "without end since entry 2");
    assert_eq!(lifted(Confirmation::ProductionRequested, late), lapsed);
    assert_eq!(lifted(Confirmation::Oral, in_time), lapsed);

    let acts = [received(START)];
    let input = given(&lapse, &acts, "2026-12-01T00:00:00Z");
    let clock = evaluate_clock(&ClockInput { lifted_at: Some(9), ..input });
    assert_eq!(clock.state, ClockState::Lifted { entry: 9 });
    assert_eq!(clock.due, None);
}

#[test]
fn an_answer_behind_a_lift_meets_nothing_any_more() {
    let lift = confirmed(2, Confirmation::ProductionRequested, "2026-09-02T00:00:00Z");
    let [before, behind] =
        [0, 3].map(|entry| act(entry, EventType::Produced, "2026-09-03T00:00:00Z"));
    let state = |acts: &[DatedAct]| clock(&ten(), acts, START).state;
    let lifted = ClockState::Lifted { entry: 2 };
    assert_eq!(state(&[received(START), lift.clone(), behind]), lifted);
    assert!(matches!(state(&[before, received(START), lift]), ClockState::Met { entry: 0, .. }));
}

#[test]
fn what_came_before_the_end_was_lifted_stands() {
    let sixty = at_least(60);
    let acts = [
        act(1, EventType::Preserved, "2026-01-01T10:00:00Z"),
        act(2, EventType::PreservationEnded, "2026-01-05T10:00:00Z"),
        confirmed(3, Confirmation::ProductionRequested, "2026-01-06T10:00:00Z"),
    ];
    let state = clock(&sixty, &acts, "2026-02-01T00:00:00Z").state;
    assert!(matches!(state, ClockState::Missed { entry: Some(2), .. }));
}

#[test]
fn a_deadline_is_for_the_urgency_and_the_categories_that_it_names() {
    let traffic = |category: &str| ["traffic", "subscriber"].contains(&category);
    assert!(ten().is_for(Urgency::Ordinary, |_| false));
    let emergency = Deadline { urgency: Some(Urgency::Emergency), ..ten() };
    assert!(emergency.is_for(Urgency::Emergency, traffic));
    assert!(!emergency.is_for(Urgency::Ordinary, traffic));
    let only = Deadline { categories: vec!["traffic".into()], ..ten() };
    assert!(only.is_for(Urgency::Ordinary, traffic));
    assert!(!only.is_for(Urgency::Ordinary, |category| category == "content"));
}

#[test]
fn a_clock_as_data_is_flat() {
    let acts = [received(START)];
    let clock = |acts| serde_json::to_value(clock(&ten(), acts, "2026-09-11T21:59:00Z")).unwrap();
    let running = clock(&acts);
    assert_eq!(running["state"], "due");
    assert_eq!(running["left_seconds"], 60);
    assert_eq!(running["started"], serde_json::json!({ "entry": 1, "at": START }));
    assert_eq!(running["due"]["latest"], "2026-09-12T00:00:00+02:00");
    let unknown = clock(&[DatedAct { when: When::Unknown, ..received(START) }]);
    assert_eq!(unknown["state"], "cannot_be_told");
    assert_eq!(unknown["reason"], "no_start_time");
    assert_eq!(unknown["entry"], 1);
}
