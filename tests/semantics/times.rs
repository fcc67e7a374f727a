//! Times as they are stated: V5. Order never comes from them.

use handseal::event::{At, RecordedLate, When};
use handseal::verify::{Code, Verdict};

use crate::cases::{NOW, at as minute, sign};
use crate::cast::{Cast, assert_shows, at, cast, entry};

fn with_item() -> (Cast, [handseal::event::Subject; 1]) {
    let mut cast = cast();
    let item = [cast.ledger.collect(&cast.ana.clone())];
    (cast, item)
}

/// Ana's next act, at a time of her choice.
fn stored(cast: &mut Cast, item: &[handseal::event::Subject], when: At) -> u64 {
    let body = cast.ledger.stored();
    let mut event = cast.ledger.event(body, item);
    event.at = when;
    cast.ledger.push(&sign(event, &cast.ana.clone()))
}

#[test]
fn act_before_the_one_it_follows_is_irregular_only() {
    let (mut cast, item) = with_item();
    let index = stored(&mut cast, &item, At::device(minute(0)));
    let expected = [at(Code::TimeRegressed, index, &item[0])];
    assert_shows(&cast.ledger, Verdict::Irregular, &expected);
}

#[test]
fn act_before_another_in_the_ledger_that_it_does_not_follow_is_no_finding() {
    let mut cast = cast();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    cast.ledger.collect(&ana);
    cast.ledger.minute = 0;
    cast.ledger.collect(&ben);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

#[test]
fn act_before_the_one_it_cites_is_irregular() {
    let (mut cast, item) = with_item();
    let cited = cast.ledger.cite(&item[0]);
    let own = cast.ledger.own(&cast.ben);
    let body = cast.ledger.noted_of(Some(cited));
    cast.ledger.minute = 0;
    let index = cast.ledger.act(body, &[own], &cast.ben.clone());
    let expected = [at(Code::TimeRegressed, index, &item[0])];
    assert_shows(&cast.ledger, Verdict::Irregular, &expected);
}

#[test]
fn act_after_now_is_irregular() {
    let (mut cast, item) = with_item();
    let index = stored(&mut cast, &item, At::device(minute(NOW + 1)));
    let expected = [entry(Code::TimeFuture, index)];
    assert_shows(&cast.ledger, Verdict::Irregular, &expected);
}

#[test]
fn act_recorded_late_says_so_and_is_irregular() {
    let (mut cast, item) = with_item();
    let recorded_late = Some(RecordedLate {
        acted: Some(cast.ben.id),
        why: handseal::event::Why::code("no_network"),
    });
    let when = At { recorded_late, ..At::device(minute(cast.ledger.minute)) };
    let index = stored(&mut cast, &item, when);
    let expected = [entry(Code::TimeRecordedLate, index)];
    assert_shows(&cast.ledger, Verdict::Irregular, &expected);
}

#[test]
fn act_without_a_time_is_neither_early_nor_late() {
    let (mut cast, item) = with_item();
    let when = At { time: When::Unknown, ..At::device(minute(0)) };
    stored(&mut cast, &item, when);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

#[test]
fn span_that_ends_after_the_act_before_is_no_regression() {
    let (mut cast, item) = with_item();
    let span = When::Span(minute(0), minute(cast.ledger.minute + 1));
    let when = At { time: span, ..At::device(minute(0)) };
    stored(&mut cast, &item, when);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

/// Year 0 and year 9999 are instants like others.
#[test]
fn ends_of_the_calendar_are_judged_without_harm() {
    let (mut cast, item) = with_item();
    for text in ["0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"] {
        stored(&mut cast, &item, At::device(text.parse().unwrap()));
    }
    let report = cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Irregular, "{report}");
}

/// The link and the citation compare the same two times.
#[test]
fn act_before_the_one_it_follows_and_cites_is_told_twice() {
    let (mut cast, item) = with_item();
    let cited = cast.ledger.cite(&item[0]);
    let body = cast.ledger.noted_of(Some(cited));
    cast.ledger.minute = 0;
    let index = cast.ledger.act(body, &item, &cast.ana.clone());
    let expected = [at(Code::TimeRegressed, index, &item[0])];
    assert_shows(&cast.ledger, Verdict::Irregular, &expected);
}

/// What fails at its place in a chain is not judged by its time as well.
#[test]
fn entry_that_failed_is_judged_further() {
    let (mut cast, item) = with_item();
    let body = cast.ledger.stored();
    let mut event = cast.ledger.event(body, &item);
    event.at = At::device(minute(NOW + 1));
    let index = cast.ledger.push_aside(&sign(event, &cast.ben.clone()));
    let expected = [at(Code::LinkNoPen, index, &item[0])];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}
