//! What one says of an item that another holds stands on one's own chain: C3.5.

use handseal::event::Witnessed;
use handseal::verify::{Code, Verdict};

use crate::cast::{assert_shows, assert_wrong, cast};

#[test]
fn remark_of_another_on_its_own_chain_cites_and_moves_nothing() {
    let mut cast = cast();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let item = cast.ledger.collect(&ana);
    let own = cast.ledger.own(&carl);
    let body = Witnessed { capacity: "neighbour".to_owned(), entry: cast.ledger.cite(&item) };
    cast.ledger.act(body, &[own], &carl);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    assert_eq!(cast.ledger.report().items[0].holder, Some(ana.id));
}

#[test]
fn remark_of_another_on_the_items_chain_has_no_pen() {
    let mut cast = cast();
    let item = [cast.ledger.collect(&cast.ana.clone())];
    let body = cast.ledger.noted();
    let event = cast.ledger.signed(body, &item, &cast.carl.clone());
    let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

#[test]
fn remark_of_a_registrar_on_the_items_chain_is_the_holders_to_make() {
    let mut cast = cast();
    let item = [cast.ledger.collect(&cast.ana.clone())];
    let body = cast.ledger.noted();
    let event = cast.ledger.signed(body, &item, &cast.registrar.clone());
    let (verdict, code) = (Verdict::Contradicted, Code::CustodyActorNotHolder);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

#[test]
fn remark_of_anyone_of_the_organisation_while_the_item_is_outside_is_allowed() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.lost();
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.noted();
    cast.ledger.act(body, &item, &cast.ben.clone());
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}
