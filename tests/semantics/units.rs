//! A unit holds, persons sign for it: V2.6.

use handseal::event::{PartyKind, Subject};
use handseal::identity::PartyId;
use handseal::verify::{Code, Verdict};

use crate::cases::{Party, sign};
use crate::cast::{Cast, assert_refused, assert_shows, cast};

/// A unit, and Dan and Eve, who sign for it.
fn unit() -> (Cast, PartyId, [Party; 2]) {
    let mut cast = cast();
    let chief = cast.chief.clone();
    let id = cast.ledger.party_id(chief.id);
    let body = cast.ledger.enrolled(PartyKind::Unit, None, id, &chief, &[]);
    cast.ledger.enrol_as(0, id, body, &chief);
    let members = [30, 31].map(|number| {
        let member = cast.ledger.party_id(chief.id);
        let kind = PartyKind::Person;
        let mut body = cast.ledger.enrolled(kind, Some(number), member, &chief, &[]);
        body.units = vec![id];
        cast.ledger.enrol_as(number, member, body, &chief)
    });
    (cast, id, members)
}

fn collected_for(cast: &mut Cast, unit: PartyId, by: &Party) -> Subject {
    let id = cast.ledger.item();
    let body = cast.ledger.collected(&[id]);
    let item = Subject::Item(id);
    let mut event = cast.ledger.event(body, &[item.clone()]);
    event.signed_for = Some(unit);
    cast.ledger.push(&sign(event, by));
    item
}

#[test]
fn what_one_member_collects_for_the_unit_another_goes_on_with() {
    let (mut cast, unit, [dan, eve]) = unit();
    let item = [collected_for(&mut cast, unit, &dan)];
    let body = cast.ledger.stored();
    let mut event = cast.ledger.event(body, &item);
    event.signed_for = Some(unit);
    cast.ledger.push(&sign(event, &eve));
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    assert_eq!(cast.ledger.report().items[0].holder, Some(unit));
}

#[test]
fn member_who_does_not_sign_for_the_unit_has_no_pen() {
    let (mut cast, unit, [dan, eve]) = unit();
    let item = [collected_for(&mut cast, unit, &dan)];
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &item, &eve);
    let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
    crate::cast::assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

/// An organisation says who signs for its units; another cannot say it of its own people.
#[test]
fn registrar_enrols_its_people_for_a_unit_of_another_organisation() {
    let (mut cast, ..) = unit();
    let chief = cast.chief.clone();
    let lab = cast.ledger.lab.clone();
    let theirs = cast.ledger.party_id(lab.id);
    let body = cast.ledger.enrolled(PartyKind::Unit, None, theirs, &lab, &[]);
    cast.ledger.enrol_as(0, theirs, body, &lab);
    let id = cast.ledger.party_id(chief.id);
    let mut body = cast.ledger.enrolled(PartyKind::Person, Some(33), id, &chief, &[]);
    body.units = vec![theirs];
    let event = cast.ledger.signed(body, &[Subject::Party(id)], &chief);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
}

#[test]
fn one_who_was_not_enrolled_for_the_unit_may_not_sign_for_it() {
    let (mut cast, unit, [dan, _]) = unit();
    let item = [collected_for(&mut cast, unit, &dan)];
    let body = cast.ledger.stored();
    let mut event = cast.ledger.event(body, &item);
    event.signed_for = Some(unit);
    let event = sign(event, &cast.ana.clone());
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
    let index = cast.ledger.push(&event);
    let report = cast.ledger.report();
    let expected = crate::cast::entry(Code::RoleForbidden, index);
    assert_eq!(crate::cast::seen(&report)[0], expected);
    assert_eq!(report.verdict, Verdict::Contradicted);
}

/// Whoever is a unit from here on has a key of the time before.
#[test]
fn unit_signs_with_a_key_that_it_had_as_a_person() {
    let mut cast = cast();
    let (chief, ben) = (cast.chief.clone(), cast.ben.clone());
    let own = [cast.ledger.own(&ben)];
    let body = cast.ledger.noted();
    cast.ledger.act(body, &own, &ben);
    let body = cast.ledger.enrolled(PartyKind::Unit, None, ben.id, &chief, &[]);
    cast.ledger.act(body, &[Subject::Party(ben.id)], &chief);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    let body = cast.ledger.noted();
    let event = cast.ledger.signed(body, &own, &ben);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
}

/// C3.9: the chain of its own is extended by whoever signs, and that of the unit by whoever signs for it.
#[test]
fn own_chain_of_the_member_or_of_the_unit_is_closed_to_who_signs_for_the_unit() {
    let (mut cast, unit, [dan, eve]) = unit();
    let of_unit = Subject::Own(unit, cast.ledger.origin.clone());
    for (subject, by) in [(cast.ledger.own(&dan), &dan), (of_unit, &dan)] {
        let body = cast.ledger.noted();
        let mut event = cast.ledger.event(body, &[subject]);
        event.signed_for = Some(unit);
        cast.ledger.push(&sign(event, by));
    }
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    let body = cast.ledger.noted();
    let own = cast.ledger.own(&dan);
    let mut event = cast.ledger.event(body, &[own.clone()]);
    event.signed_for = Some(unit);
    let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
    crate::cast::assert_wrong(&mut cast.ledger, &sign(event, &eve), &own, verdict, code);
}
