//! Periods: V7.37 to V7.41, R10. Each case has a catalogue with one instrument and one deadline.

use handseal::event::{
    At, Body, Cancelled, Confirmation, Confirmed, Extended, Extent, NamedParty, Period, Produced,
    Subject, Terms, Unit, When,
};
use handseal::identity::RequestId;
use handseal::verify::Code;

use crate::cases::{Party, at, sign};
use crate::made::Case;
use crate::made::requests::sides::{declined, registered};
use crate::vector::{Place, Tells, Vector, tells};
use crate::world::{DAY, World, why, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = days();
    all.extend(ends());
    all.extend(applies());
    all.extend(extensions());
    all.extend(stops());
    all.extend(sides());
    all
}

/// The deadline of the only instrument, which is ten days where it is not changed.
const DEADLINE: &[(&str, &str)] = &[
    ("id", "\"answer\""),
    ("paragraph", "\"1(2)\""),
    ("amount", "10"),
    ("unit", "\"calendar_days\""),
    ("bound", "\"at_most\""),
    ("starts", "\"received\""),
    ("starts_on", "\"addressee\""),
    ("starts_certainty", "\"verified\""),
    ("met_by", "[\"produced\", \"declined\"]"),
    ("met_on", "\"addressee\""),
    ("on_expiry", "\"overdue\""),
    ("certainty", "\"verified\""),
];

const HEAD: &str = r#"format = 1
name = "An instrument with a deadline"
as_of = 2041-01-01

[[act]]
id = "T"
title = { en = "Treaty" }
source = "a test"
certainty = "verified"
status = { force = "in_force", since = 2040-01-01, as_of = 2041-01-01, source = "a test", certainty = "verified" }

[[category]]
id = "metadata"
title = { en = "Metadata" }
includes = ["subscriber"]
certainty = "verified"

[[category]]
id = "subscriber"
title = { en = "Subscriber data" }
certainty = "verified"

[[category]]
id = "content"
title = { en = "Content" }
certainty = "verified"

[[instrument]]
id = "FREE"
act = "T"
article = "1"
title = { en = "Order" }
nature = "order"
source = "a test"
certainty = "verified"

[[instrument.deadline]]
"#;

/// A calendar of one working week for the addressee, with a holiday on Tuesday, 4 June.
const CALENDAR: &str = r#"
[[calendar]]
jurisdiction = "KE"
from = 2041-01-01
to = 2041-06-07
weekend = ["saturday", "sunday"]
holidays = [2041-06-04]

[[calendar]]
jurisdiction = "KE"
from = 2041-06-08
to = 2041-12-31
weekend = ["saturday", "sunday"]
"#;

fn catalogue(changes: &[(&str, &str)]) -> String {
    let mut text = HEAD.to_owned();
    let stated = |name: &str| changes.iter().find(|(changed, _)| *changed == name);
    for (name, value) in DEADLINE {
        let value = stated(name).map_or(*value, |(_, value)| *value);
        text += &format!("{name} = {value}\n");
    }
    for (name, value) in changes {
        if !DEADLINE.iter().any(|(known, _)| known == name) {
            text += &format!("{name} = {value}\n");
        }
    }
    text
}

/// A world and the deadline that it is judged by.
struct Run {
    world: World,
    id: RequestId,
    texts: Vec<String>,
}

impl Run {
    /// A request of the first day; the provider receives it when the case says so.
    fn new(changes: &[(&str, &str)]) -> Self {
        Self::with(changes, |_, terms| terms)
    }

    fn with(changes: &[(&str, &str)], terms: fn(&mut World, Terms) -> Terms) -> Self {
        let mut world = world();
        let made = world.terms("FREE");
        let made = terms(&mut world, made);
        let id = world.ask(made);
        Self { world, id, texts: vec![catalogue(changes)] }
    }

    /// An act on a party's side, at a time of its choice.
    fn act_at(&mut self, by: &Party, body: impl Into<Body>, when: At) -> u64 {
        let subject = Subject::Request(self.id, by.id);
        let mut event = self.world.ledger.event(body, &[subject]);
        event.at = when;
        self.world.ledger.push(&sign(event, by))
    }

    fn by_provider(&mut self, body: impl Into<Body>, when: &str) -> u64 {
        let provider = self.world.provider.clone();
        self.act_at(&provider, body, At::device(when.parse().unwrap()))
    }

    fn by_maker(&mut self, body: impl Into<Body>, when: &str) -> u64 {
        let maker = self.world.maker.clone();
        self.act_at(&maker, body, At::device(when.parse().unwrap()))
    }

    fn received(mut self, when: &str) -> Self {
        let body = self.receipt();
        self.by_provider(body, when);
        self
    }

    fn receipt(&self) -> handseal::event::Received {
        let confirmed = handseal::event::AuthenticationResult::Confirmed;
        self.world.received(self.id, confirmed)
    }

    fn declined(mut self, when: &str) -> Self {
        self.by_provider(declined(), when);
        self
    }

    fn extended(mut self, amount: u32, unit: Unit, when: &str) -> Self {
        let deadline = "answer".to_owned();
        let period = Period { unit, amount };
        self.by_maker(Extended { why: None, form: None, period, deadline }, when);
        self
    }

    fn case(&self) -> Case {
        Case::of_world(&self.world).catalogue(&self.texts)
    }

    fn last(&self) -> u64 {
        self.world.ledger.size() - 1
    }

    fn agrees(&self, tells: Tells) -> Vector {
        let vector = self.case().is_allowed(tells);
        assert!(vector.to_json().contains("\"ok\": true"), "{}", tells.name);
        vector
    }

    /// The last act came too late.
    fn is_late(&self, tells: Tells) -> Vector {
        self.case().is_refused(tells, Code::RequestLate, Place::index(self.last()))
    }

    fn is(&self, tells: Tells, code: Code) -> Vector {
        self.case().is_refused(tells, code, Place::index(TERMS))
    }

    fn is_not_told(&self, tells: Tells) -> Vector {
        self.case().is_allowed_with(tells, Code::RequestClockNotTold, Place::index(TERMS))
    }
}

/// The entry of the terms.
const TERMS: u64 = 7;
const RECEIVED: &str = "2041-06-01T09:00:00Z";

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
        running.case().is_allowed_with(
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
        future.case().is_refused(
            tells(
                "answer_stated_to_be_later_than_now",
                &["R10.16", "V5.2"],
                "The answer is stated on the 5th, and now is the 2nd. It meets the period all the \
                 same; that its time is in the future is said.",
            ),
            Code::TimeFuture,
            Place::of(&future.world.ledger, answer),
        ),
        lapse.case().is_allowed_with(
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
    let open = |run: &Run, tells| {
        run.case().is_allowed_with(tells, Code::RequestOpen, Place::index(TERMS))
    };
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
        within.case().is_refused(
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
        letter.case().is_refused(
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

const EXTENSION: (&str, &str) =
    ("extension", "{ amount = 5, unit = \"calendar_days\", times = 1 }");

fn extensions() -> Vec<Vector> {
    let refused = Code::RequestExtensionRefused;
    let with = |amount, when| {
        Run::new(&[EXTENSION]).received(RECEIVED).extended(amount, Unit::CalendarDays, when)
    };
    let says = |run: Run, tells, back: u64| {
        let place = Place::index(run.last() - back);
        run.case().is_refused(tells, refused, place)
    };
    let mut unknown = Run::new(&[EXTENSION]).received(RECEIVED);
    let deadline = "anser".to_owned();
    let period = Period { unit: Unit::CalendarDays, amount: 5 };
    let body = Extended { why: None, form: None, period, deadline };
    unknown.by_maker(body, "2041-06-02T00:00:00Z");
    let unknown = unknown.declined("2041-06-03T00:00:00Z");
    let none =
        Run::new(&[]).received(RECEIVED).extended(5, Unit::CalendarDays, "2041-06-02T00:00:00Z");
    vec![
        with(5, "2041-06-05T00:00:00Z").declined("2041-06-17T00:00:00Z").agrees(tells(
            "extension_that_counts",
            &["R10.11", "R10.12"],
            "The period is made five days longer, and the answer comes at the end of the last of \
             them.",
        )),
        with(5, "2041-06-05T00:00:00Z").declined("2041-06-17T00:00:01Z").is_late(tells(
            "answer_after_an_extension",
            &["R10.12"],
            "The period is made five days longer, and the answer comes a second behind them.",
        )),
        says(
            with(6, "2041-06-05T00:00:00Z").declined("2041-06-06T00:00:00Z"),
            tells(
                "extension_that_is_too_long",
                &["R10.11"],
                "One extension may be five days, and this is six. It does not count.",
            ),
            1,
        ),
        says(
            with(5, "2041-06-12T00:00:01Z"),
            tells(
                "extension_after_the_end",
                &["R10.11"],
                "The period is made longer a second behind its end. It does not count.",
            ),
            0,
        ),
        says(
            with(5, "2041-06-02T00:00:00Z")
                .extended(5, Unit::CalendarDays, "2041-06-03T00:00:00Z")
                .declined("2041-06-04T00:00:00Z"),
            tells(
                "extension_once_too_often",
                &["R10.11"],
                "The period may be made longer once, and is made longer twice.",
            ),
            1,
        ),
        says(
            unknown,
            tells(
                "extension_of_a_period_that_the_instrument_does_not_have",
                &["R10.11"],
                "The period that is made longer is called otherwise than any of the instrument.",
            ),
            1,
        ),
        says(
            none.declined("2041-06-03T00:00:00Z"),
            tells(
                "extension_that_the_instrument_does_not_provide_for",
                &["R10.11"],
                "The deadline provides for no extension.",
            ),
            1,
        ),
        unclear_extension(),
    ]
}

/// An extension of which it cannot be told whether it was in time.
fn unclear_extension() -> Vector {
    let mut run = Run::new(&[EXTENSION]).received(RECEIVED);
    let maker = run.world.maker.clone();
    let span = At {
        time: When::Span(
            "2041-06-11T12:00:00Z".parse().unwrap(),
            "2041-06-12T12:00:00Z".parse().unwrap(),
        ),
        ..At::device(at(0))
    };
    let period = Period { unit: Unit::CalendarDays, amount: 5 };
    let body = Extended { why: None, form: None, period, deadline: "answer".to_owned() };
    run.act_at(&maker, body, span);
    let run = run.declined("2041-06-18T00:00:00Z");
    let late = run.last();
    run.case().is_refused(
        tells(
            "extension_of_which_it_is_not_told_whether_it_was_in_time",
            &["R10.11", "V7.40"],
            "An extension lies somewhere before or behind the end. The answer came after the \
             latest end that it allows.",
        ),
        Code::RequestLate,
        Place::index(late),
    )
}

const STOPS: &[(&str, &str)] =
    &[("suspended_by", "[\"asked\"]"), ("resumed_by", "[\"clarified\"]")];

fn stops() -> Vec<Vector> {
    let asked = |when: &str| {
        let mut run = Run::new(STOPS).received(RECEIVED);
        let text = run.world.ledger.words("which account?");
        let body = handseal::event::Asked { form: None, text, fields: Vec::new() };
        run.by_provider(body, when);
        run
    };
    let clarified = |mut run: Run, when: &str| {
        let provider = run.world.provider.id;
        let entry = run.world.ledger.cite(&Subject::Request(run.id, provider));
        let text = run.world.ledger.words("the first");
        let body = handseal::event::Clarified { text, entry, fields: [].into() };
        run.by_maker(body, when);
        run
    };
    let two_days = || clarified(asked("2041-06-03T00:00:00Z"), "2041-06-05T00:00:00Z");
    let lifts = &[("lifted_by", "[\"confirmed\"]"), ("on_expiry", "\"lapse\"")];
    let lifted = |what| {
        let mut run = Run::new(lifts).received(RECEIVED);
        let body = Confirmed { form: None, what, request: None };
        run.by_maker(body, "2041-06-03T00:00:00Z");
        run
    };
    let open =
        |run: Run, tells| run.case().is_allowed_with(tells, Code::RequestOpen, Place::index(TERMS));
    vec![
        two_days().declined("2041-06-14T00:00:00Z").agrees(tells(
            "answer_of_a_period_that_stood_for_two_days",
            &["R10.13"],
            "The addressee asked, and two days later the maker answered: the end is two days \
             later.",
        )),
        two_days().declined("2041-06-14T00:00:01Z").is_late(tells(
            "answer_after_a_period_that_stood_for_two_days",
            &["R10.13"],
            "The answer comes a second behind the end that was moved by two days.",
        )),
        open(
            asked("2041-06-03T00:00:00Z"),
            tells(
                "period_that_still_stands",
                &["R10.13"],
                "The addressee asked, and nobody has answered: nothing comes too late.",
            ),
        ),
        asked("2041-06-12T00:00:01Z").is(
            tells(
                "question_after_the_end_stops_nothing",
                &["R10.13"],
                "The addressee asks a second behind the end.",
            ),
            Code::RequestOverdue,
        ),
        open(
            lifted(Confirmation::ProductionRequested),
            tells(
                "period_that_a_confirmation_lifts",
                &["R10.14", "R10.10"],
                "That production was asked for is confirmed in time: the period has no end any \
                 more.",
            ),
        ),
        lifted(Confirmation::Oral).case().is_allowed_with(
            tells(
                "period_that_another_confirmation_does_not_lift",
                &["R10.10", "R10.14"],
                "Something else is confirmed, and the period is over.",
            ),
            Code::RequestLapsed,
            Place::index(TERMS),
        ),
    ]
}

fn sides() -> Vec<Vector> {
    let mut both = Run::with(&[], |world, mut terms| {
        terms.parties.push(NamedParty::new("addressee", world.third.id));
        terms
    })
    .received(RECEIVED);
    let third = both.world.third.clone();
    let body = both.receipt();
    both.act_at(&third, body, At::device(RECEIVED.parse().unwrap()));
    let both = both.declined("2041-06-03T00:00:00Z");
    vec![both.is(
        tells(
            "two_addressees_of_which_one_has_answered",
            &["R10.18", "R11.6"],
            "A request has two addressees, each with a period of its own. One has declined in \
             time, and the other has not answered.",
        ),
        Code::RequestOverdue,
    )]
}
