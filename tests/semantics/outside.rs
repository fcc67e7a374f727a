//! A hand-over to someone without keys, and how it is settled: C9.3.

use handseal::event::Subject;
use handseal::verify::{Code, Verdict};

use crate::cases::Party;
use crate::cast::{Cast, about, assert_shows, assert_wrong, cast};

/// Ana's item, handed out.
fn outside() -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.handed_out();
    cast.ledger.act(body, &item, &ana);
    (cast, item)
}

fn acknowledge(cast: &mut Cast, item: &Subject, by: &Party) {
    let body = cast.ledger.acknowledged(cast.ledger.cite(item));
    let own = cast.ledger.own(by);
    cast.ledger.act(body, &[own], by);
}

#[test]
fn hand_over_to_someone_without_keys_is_one_sided() {
    let (cast, item) = outside();
    let expected = [about(Code::CustodyTransferOneSided, &item[0])];
    assert_shows(&cast.ledger, Verdict::Irregular, &expected);
}

#[test]
fn hand_over_acknowledged_by_one_enrolled_since_is_settled() {
    let (mut cast, item) = outside();
    let dan = cast.ledger.enrol(30, &cast.chief.clone(), &[]);
    acknowledge(&mut cast, &item[0], &dan);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    assert_eq!(cast.ledger.report().items[0].state.unwrap().code(), "Outside");
}

#[test]
fn hand_over_acknowledged_by_the_one_who_handed_out_stays_one_sided() {
    let (mut cast, item) = outside();
    let ana = cast.ana.clone();
    acknowledge(&mut cast, &item[0], &ana);
    let expected = [about(Code::CustodyTransferOneSided, &item[0])];
    assert_shows(&cast.ledger, Verdict::Irregular, &expected);
}

#[test]
fn item_outside_is_taken_back_by_any_of_the_organisation() {
    let (mut cast, item) = outside();
    let body = cast.ledger.received_back(&item);
    cast.ledger.act(body, &item, &cast.ben.clone());
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    assert_eq!(cast.ledger.report().items[0].holder, Some(cast.ben.id));
}

#[test]
fn item_outside_taken_back_by_another_organisation_has_no_pen() {
    let (mut cast, item) = outside();
    let body = cast.ledger.received_back(&item);
    let event = cast.ledger.signed(body, &item, &cast.carl.clone());
    crate::cast::assert_refused(&cast.ledger, &event, Code::LinkNoPen);
    let index = cast.ledger.push(&event);
    let expected = [
        crate::cast::at(Code::LinkNoPen, index, &item[0]),
        about(Code::CustodyTransferOneSided, &item[0]),
    ];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn lost_item_is_found_again() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.lost();
    cast.ledger.act(body, &item, &ana);
    assert_eq!(cast.ledger.report().items[0].state.unwrap().code(), "Lost");
    let body = cast.ledger.received_back(&item);
    cast.ledger.act(body, &item, &ana);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

#[test]
fn hand_over_outside_that_is_annulled_is_no_longer_one_sided() {
    let (mut cast, item) = outside();
    let body = cast.ledger.annulled(cast.ledger.cite(&item[0]));
    cast.ledger.act(body, &item, &cast.ana.clone());
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    assert_eq!(cast.ledger.report().items[0].state.unwrap().code(), "Held");
}

#[test]
fn item_not_outside_cannot_be_received_back() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.received_back(&item);
    let event = cast.ledger.signed(body, &item, &ana);
    let (verdict, code) = (Verdict::Irregular, Code::CustodyMoveForbidden);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}
