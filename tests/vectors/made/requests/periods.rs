//! Periods: V7.37 to V7.41, R10. Each case has a catalogue with one instrument and one deadline.

use handseal::event::{At, Cancelled, Extent, NamedParty, Period, Produced, Terms, Unit, When};
use handseal::verify::Code;

use crate::cases::at;
use crate::made::requests::runs::{CALENDAR, RECEIVED, Run, TERMS, catalogue};
use crate::made::requests::sides::{declined, registered};
use crate::vector::{Place, Vector, tells};
use crate::world::{DAY, World, why, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = days();
    all.extend(ends());
    all.extend(applies());
    all
}

fn days() -> Vec<Vector> {
    let ten = |when| Run::new(&[]).received(RECEIVED).declined(when);
    let offset = |when| Run::new(&[]).received("2041-06-02T01:00:00+03:00").declined(when);
    let hours = &[("amount", "24"), ("unit", "\"hours\"")];
    let of_hours = |when| Run::new(hours).received("2041-06-01T09:00:00.5+02:00").declined(when);
    let workdays = |when| {
        let mut run = Run::new(&[("amount", "5"), ("unit", "\"working_days\"")]);
        run.texts[0] += CALENDAR;
        run.received(RECEIVED).declined(when)
    };
    let mut over_two = workdays("2041-06-11T00:00:00Z");
    over_two.texts = vec![over_two.texts[0].clone()];
    vec![
        ten("2041-06-12T00:00:00Z").agrees(tells(
            "answer_at_the_last_instant_of_ten_days",
            &["R10.5", "R10.3", "R10.7"],
            "The day of the receipt does not count, and the period ends at 24:00 of the tenth day \
             behind it. The answer comes at that instant.",
        )),
        ten("2041-06-12T00:00:01Z").is_late(tells(
            "answer_a_second_after_ten_days",
            &["R10.5", "R10.7", "R10.15"],
            "The answer comes a second behind the end of the tenth day.",
        )),
        offset("2041-06-11T21:00:00Z").agrees(tells(
            "answer_at_the_end_of_the_day_where_the_request_was_received",
            &["R10.5", "F2.9"],
            "The receipt states an offset of three hours, and the days are counted there.",
        )),
        offset("2041-06-12T21:00:01Z").is_late(tells(
            "answer_after_the_end_of_the_day_where_the_request_was_received",
            &["R10.5"],
            "A second behind the end of the tenth day at the offset of the receipt.",
        )),
        of_hours("2041-06-02T07:00:00.5Z").agrees(tells(
            "answer_at_the_last_instant_of_24_hours",
            &["R10.4"],
            "Hours run from the instant of the receipt, whatever its offset.",
        )),
        of_hours("2041-06-02T07:00:00.500000001Z").is_late(tells(
            "answer_a_nanosecond_after_24_hours",
            &["R10.4"],
            "The answer comes a nanosecond behind the end of 24 hours.",
        )),
        workdays("2041-06-11T00:00:00Z").agrees(tells(
            "answer_on_the_fifth_day_of_work",
            &["R10.6", "R10.20"],
            "1 June is a Saturday and the 4th a holiday: the fifth day of work is Monday, the \
             10th. Two calendars, of which the second goes on where the first ends, are one.",
        )),
        workdays("2041-06-11T00:00:01Z").is_late(tells(
            "answer_after_the_fifth_day_of_work",
            &["R10.6", "R10.20"],
            "The answer comes a second behind the fifth day of work.",
        )),
        Run::new(&[("amount", "5"), ("unit", "\"working_days\"")]).received(RECEIVED).is_not_told(
            tells(
                "days_of_work_without_a_calendar",
                &["R10.6", "R10.20"],
                "The catalogue has no calendar for the State of the addressee.",
            ),
        ),
        Run::new(&[("amount", "4000000")]).received(RECEIVED).is_not_told(tells(
            "period_that_ends_behind_the_year_9999",
            &["R10.17"],
            "A period of four million days ends outside the years that an instant can have.",
        )),
    ]
}

fn ends() -> Vec<Vector> {
    let mut unsure = Run::new(&[]);
    let provider = unsure.world.provider.clone();
    let span = At {
        time: When::Span(
            "2041-06-01T09:00:00Z".parse().unwrap(),
            "2041-06-02T09:00:00Z".parse().unwrap(),
        ),
        ..At::device(at(0))
    };
    let body = unsure.receipt();
    unsure.act_at(&provider, body, span);
    let unsure = unsure.declined("2041-06-12T12:00:00Z");
    let mut watch = Run::new(&[]).received(RECEIVED);
    let exact =
        At { uncertainty: Some(7200), ..At::device("2041-06-12T01:00:00Z".parse().unwrap()) };
    watch.act_at(&provider, declined(), exact);
    let mut timeless = Run::new(&[]);
    let unknown = At { time: When::Unknown, ..At::device(at(0)) };
    let body = timeless.receipt();
    timeless.act_at(&provider, body, unknown);
    let open = || Run::new(&[]).received(RECEIVED);
    let mut running = open();
    running.world.now = 10 * DAY;
    let mut future = Run::new(&[]).received(RECEIVED);
    future.world.now = DAY;
    let answer = future.by_provider(declined(), "2041-06-05T00:00:00Z");
    let mut lapse = Run::new(&[("on_expiry", "\"lapse\"")]).received(RECEIVED);
    lapse.world.now = 15 * DAY;
    let mut partial = open();
    let item = partial.world.collect(Some(partial.id), &provider);
    let body = Produced { extent: Extent::Partial, ..World::produced(&item, "subscriber", &[]) };
    partial.by_provider(body, "2041-06-02T00:00:00Z");
    let maker = partial.world.maker.clone();
    partial.world.hand_over(&item, [&provider, &maker], Some(partial.id), &[]);
    let mut cancelled = open();
    cancelled.by_maker(Cancelled { why: why() }, "2041-06-03T00:00:00Z");
    vec![
        open().is(
            tells(
                "answer_that_never_came",
                &["R10.7", "R10.15"],
                "The period is over, and nothing is on record.",
            ),
            Code::RequestOverdue,
        ),
        running.case().allowed_with(
            tells(
                "answer_that_can_still_come",
                &["R10.7", "R10.16"],
                "The last day of the period is not over.",
            ),
            Code::RequestOpen,
            Place::index(TERMS),
        ),
        unsure.is_not_told(tells(
            "answer_between_the_earliest_and_the_latest_end",
            &["R10.3"],
            "The receipt is somewhere in a day and a night, and the answer lies between the two \
             ends that follow from that.",
        )),
        watch.is_not_told(tells(
            "answer_whose_clock_may_be_two_hours_off",
            &["R10.3"],
            "The answer is stated an hour behind the end, with an uncertainty of two hours.",
        )),
        timeless.is_not_told(tells(
            "receipt_without_a_time",
            &["R10.3"],
            "Nobody knows when the request was received.",
        )),
        future.case().refused(
            tells(
                "answer_stated_to_be_later_than_now",
                &["R10.16", "V5.2"],
                "The answer is stated on the 5th, and now is the 2nd. It meets the period all the \
                 same; that its time is in the future is said.",
            ),
            Code::TimeFuture,
            Place::of(&future.world.ledger, answer),
        ),
        lapse.case().allowed_with(
            tells(
                "period_with_which_a_right_ends",
                &["R10.15"],
                "A period is over with which a right ends. That is a note and no breach.",
            ),
            Code::RequestLapsed,
            Place::index(TERMS),
        ),
        partial.is(
            tells(
                "answer_in_part_meets_nothing",
                &["R10.10"],
                "In time the addressee produced in part, and the rest never came.",
            ),
            Code::RequestOverdue,
        ),
        cancelled.agrees(tells(
            "request_taken_back_is_not_overdue",
            &["R3.5", "R10.15"],
            "The period is over, and the maker took the request back before.",
        )),
    ]
}

fn applies() -> Vec<Vector> {
    let other =
        |name: &'static str, value: &'static str| Run::new(&[(name, value)]).received(RECEIVED);
    let open =
        |run: &Run, tells| run.case().allowed_with(tells, Code::RequestOpen, Place::index(TERMS));
    let not_started = Run::new(&[]);
    let mut letter = world();
    let id = letter.id();
    let mut body = registered(&mut letter, handseal::event::AuthenticationResult::Confirmed);
    body.terms.parties.push(NamedParty::new("copy", letter.maker.id));
    let provider = letter.provider.clone();
    letter.act(id, &provider, body);
    let letter = Run { world: letter, id, texts: vec![catalogue(&[])] };
    let within = Run::with(&[("categories", "[\"subscriber\"]")], |_, terms| Terms {
        categories: vec!["metadata".to_owned()],
        ..terms
    })
    .received(RECEIVED);
    let of_within = Run::with(&[("categories", "[\"metadata\"]")], |_, terms| terms);
    let of_within = of_within.received(RECEIVED);
    let later_of = |when| -> Run {
        let run = Run::with(&[("bound", "\"later_of\"")], |_, terms| Terms {
            time_frame: Some(Period { unit: Unit::CalendarDays, amount: 12 }),
            ..terms
        });
        run.received(RECEIVED).declined(when)
    };
    vec![
        open(
            &other("urgency", "\"emergency\""),
            tells(
                "deadline_for_emergencies_only",
                &["R10.1"],
                "The deadline is for emergencies, and the request is none.",
            ),
        ),
        open(
            &other("categories", "[\"content\"]"),
            tells(
                "deadline_for_another_category",
                &["R10.1"],
                "The deadline is for content, and subscriber data is asked for.",
            ),
        ),
        within.case().refused(
            tells(
                "deadline_for_a_category_within_the_one_asked_for",
                &["R10.1", "R10.19"],
                "The deadline is for subscriber data, and metadata is asked for, which includes \
                 it.",
            ),
            Code::RequestOverdue,
            Place::index(TERMS),
        ),
        open(
            &of_within,
            tells(
                "deadline_for_a_category_that_includes_the_one_asked_for",
                &["R10.19"],
                "The deadline is for metadata, and only subscriber data is asked for.",
            ),
        ),
        open(
            &not_started,
            tells(
                "request_that_nobody_received",
                &["R10.2"],
                "Nobody has received the request, so its period has not started.",
            ),
        ),
        letter.case().refused(
            tells(
                "letter_on_record_starts_the_period_of_a_receipt",
                &["R10.2"],
                "A letter was put on record, which is its receipt. The period is over.",
            ),
            Code::RequestOverdue,
            Place::index(TERMS),
        ),
        Run::new(&[("starts", "\"requested\""), ("starts_on", "\"any\"")]).is(
            tells(
                "period_that_starts_on_any_side",
                &["R10.2"],
                "A period starts with the request itself, on whose side ever. It is over.",
            ),
            Code::RequestOverdue,
        ),
        later_of("2041-06-13T12:00:00Z").agrees(tells(
            "answer_within_the_longer_time_that_the_request_gives",
            &["R10.8"],
            "The instrument gives ten days, or the time that the request states where that ends \
             later; it states twelve.",
        )),
        later_of("2041-06-14T00:00:01Z").is_late(tells(
            "answer_after_the_longer_time_that_the_request_gives",
            &["R10.8"],
            "The answer comes a second behind the twelfth day.",
        )),
    ]
}
