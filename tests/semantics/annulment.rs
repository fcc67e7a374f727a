//! What can be taken back, by whom: C4; and the end of an item.

use handseal::event::{EntryHash, Subject};
use handseal::verify::{Code, Report, Verdict};

use crate::cast::{Cast, assert_says, assert_shows, assert_wrong, at, cast};

fn state(report: &Report) -> &'static str {
    report.items[0].state.unwrap().code()
}

/// Ana's item, destroyed.
fn ended() -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.destroyed();
    cast.ledger.act(body, &item, &ana);
    (cast, item)
}

#[test]
fn nothing_but_annulment_and_notes_follows_the_end() {
    let (mut cast, item) = ended();
    let ana = cast.ana.clone();
    let cited = cast.ledger.cite(&item[0]);
    let body = cast.ledger.noted();
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.corrected(cited);
    cast.ledger.act(body, &item, &ana);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &item, &ana);
    let (verdict, code) = (Verdict::Irregular, Code::CustodyMoveForbidden);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

#[test]
fn offer_after_the_end_is_forbidden_and_by_another_has_no_pen() {
    let (mut cast, item) = ended();
    let body = cast.ledger.offered(&cast.ben);
    let event = cast.ledger.signed(body, &item, &cast.ana.clone());
    crate::cast::assert_refused(&cast.ledger, &event, Code::CustodyMoveForbidden);
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &item, &cast.ben.clone());
    let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

#[test]
fn annulment_brings_the_state_before_back() {
    let (mut cast, item) = ended();
    let ana = cast.ana.clone();
    let cited = cast.ledger.cite(&item[0]);
    let body = cast.ledger.annulled(cited);
    cast.ledger.act(body, &item, &ana);
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Consistent, &[]);
    assert_eq!(state(&report), "Held");
    let body = cast.ledger.stored();
    cast.ledger.act(body, &item, &ana);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

#[test]
fn annulment_by_a_registrar_is_in_the_holders_stead() {
    let (mut cast, item) = ended();
    let registrar = cast.registrar.clone();
    let cited = cast.ledger.cite(&item[0]);
    let body = cast.ledger.annulled_by(&registrar, cited);
    cast.ledger.act(body, &item, &registrar);
    assert_eq!(state(&cast.ledger.report()), "Held");
}

#[test]
fn annulment_of_an_entry_that_is_not_the_latest_is_forbidden() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = [cast.ledger.collect(&ana)];
    let first = cast.ledger.cite(&item[0]);
    let body = cast.ledger.lost();
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.annulled(first);
    let event = cast.ledger.signed(body, &item, &ana);
    let (verdict, code) = (Verdict::Irregular, Code::CustodyMoveForbidden);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
    assert_eq!(state(&cast.ledger.report()), "Lost");
}

#[test]
fn annulment_of_an_answer_is_forbidden() {
    let mut cast = cast();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.offered(&ben);
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.accepted(&item);
    cast.ledger.act(body, &item, &ben);
    let body = cast.ledger.annulled(cast.ledger.cite(&item[0]));
    let event = cast.ledger.signed(body, &item, &ben);
    let (verdict, code) = (Verdict::Irregular, Code::CustodyMoveForbidden);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

#[test]
fn annulment_of_another_organisations_entry_is_forbidden() {
    let mut cast = cast();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let item = [cast.ledger.collect(&carl)];
    let cited = cast.ledger.cite(&item[0]);
    let body = cast.ledger.offered(&ana);
    cast.ledger.act(body, &item, &carl);
    let body = cast.ledger.accepted(&item);
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.annulled(cited);
    let event = cast.ledger.signed(body, &item, &ana);
    let (verdict, code) = (Verdict::Irregular, Code::CustodyMoveForbidden);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

#[test]
fn annulment_twice_finds_nothing_to_take_back() {
    let (mut cast, item) = ended();
    let ana = cast.ana.clone();
    let cited = cast.ledger.cite(&item[0]);
    let body = cast.ledger.annulled(cited.clone());
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.annulled(cited);
    let event = cast.ledger.signed(body, &item, &ana);
    let (verdict, code) = (Verdict::Irregular, Code::CustodyMoveForbidden);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

/// C4.7: an item recorded in error is not begun; its chain is at its end.
#[test]
fn item_whose_beginning_is_annulled_is_nobodys_to_begin_again() {
    let mut cast = cast();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.annulled(cast.ledger.cite(&item[0]));
    cast.ledger.act(body, &item, &ana);
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Consistent, &[]);
    assert_eq!(state(&report), "Unknown");
    let body = cast.ledger.stored();
    let own = cast.ledger.signed(body, &item, &ana);
    crate::cast::assert_refused(&cast.ledger, &own, Code::CustodyMoveForbidden);
    let index = cast.ledger.push(&own);
    let expected = [at(Code::CustodyMoveForbidden, index, &item[0])];
    assert_shows(&cast.ledger, Verdict::Irregular, &expected);
    let body = cast.ledger.stored();
    let foreign = cast.ledger.signed(body, &item, &carl);
    let next = cast.ledger.push(&foreign);
    let [first] = expected;
    let expected = [first, at(Code::LinkNoPen, next, &item[0])];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn annulment_that_cites_what_is_not_here_is_forbidden() {
    let (mut cast, item) = ended();
    let ana = cast.ana.clone();
    let mut cited = cast.ledger.cite(&item[0]);
    cited.entry = EntryHash::of(b"elsewhere");
    let body = cast.ledger.annulled(cited);
    let event = cast.ledger.signed(body, &item, &ana);
    crate::cast::assert_refused(&cast.ledger, &event, Code::CustodyMoveForbidden);
    let index = cast.ledger.push(&event);
    let expected =
        [at(Code::LinkNotHeld, index, &item[0]), at(Code::CustodyMoveForbidden, index, &item[0])];
    assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
}

#[test]
fn annulment_in_the_holders_stead_is_a_registrars_only() {
    let (mut cast, item) = ended();
    let ben = cast.ben.clone();
    let cited = cast.ledger.cite(&item[0]);
    let body = cast.ledger.annulled_by(&ben, cited);
    let event = cast.ledger.signed(body, &item, &ben);
    crate::cast::assert_refused(&cast.ledger, &event, Code::RoleForbidden);
    let index = cast.ledger.push(&event);
    let expected = [
        crate::cast::entry(Code::RoleForbidden, index),
        crate::cast::about(Code::CustodyNotShown, &item[0]),
    ];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}
