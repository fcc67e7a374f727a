//! Extensions, and what stops or ends a period: V7.41, R10.11 to R10.14, R10.18.

use handseal::event::{
    At, Confirmation, Confirmed, Extended, NamedParty, Period, Subject, Unit, When,
};
use handseal::verify::Code;

use crate::cases::at;
use crate::made::requests::runs::{RECEIVED, Run, TERMS};
use crate::vector::{Place, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = extensions();
    all.extend(stops());
    all.extend(lifts());
    all.extend(sides());
    all
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
        run.case().refused(tells, refused, place)
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
    run.case().refused(
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
        |run: Run, tells| run.case().allowed_with(tells, Code::RequestOpen, Place::index(TERMS));
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
        lifted(Confirmation::Oral).case().allowed_with(
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

/// An answer a day behind the end, and a confirmation in time that lifts it.
fn lifts() -> Vec<Vector> {
    let run = || Run::new(&[("lifted_by", "[\"confirmed\"]")]).received(RECEIVED);
    let confirm = |mut run: Run| {
        let what = Confirmation::ProductionRequested;
        let body = Confirmed { form: None, what, request: None };
        run.by_maker(body, "2041-06-03T00:00:00Z");
        run
    };
    let late = "2041-06-13T00:00:00Z";
    let answered = run().declined(late);
    let answer = answered.last();
    vec![
        confirm(answered).case().refused(
            tells(
                "late_answer_before_the_entry_that_lifts_the_period",
                &["R10.23", "R10.14"],
                "The answer came a day late. An entry behind it lifts the period, and is stated to \
                 have been made in time: the answer stays late.",
            ),
            Code::RequestLate,
            Place::index(answer),
        ),
        confirm(run()).declined(late).agrees(tells(
            "late_answer_behind_the_entry_that_lifts_the_period",
            &["R10.23", "R10.14"],
            "The same two entries in the other order: the period had no end any more.",
        )),
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
