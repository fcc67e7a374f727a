//! The chains of the directory: who may extend them, and what a gap in them means.

use handseal::event::{EntryHash, Link, Subject};
use handseal::verify::{Code, Verdict};

use crate::cases::sign;
use crate::cast::{ANA, SPARE, assert_shows, at, cast};

#[test]
fn registrar_enrols_and_its_party_acts() {
    let mut cast = cast();
    let registrar = cast.registrar.clone();
    let dan = cast.ledger.enrol(30, &registrar, &[]);
    cast.ledger.collect(&dan);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

#[test]
fn lost_key_is_replaced_by_another_of_the_same_party() {
    let mut cast = cast();
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let item = [cast.ledger.collect(&ana)];
    let subject = [Subject::Party(ana.id)];
    let body = cast.ledger.revoked(&chief, ANA);
    cast.ledger.act(body, &subject, &chief);
    let kind = handseal::event::PartyKind::Person;
    let body = cast.ledger.enrolled(kind, Some(SPARE), ana.id, &chief, &[]);
    let renewed = cast.ledger.enrol_as(SPARE, ana.id, body, &chief);
    let body = cast.ledger.stored();
    cast.ledger.act(body, &item, &renewed);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

#[test]
fn stretch_of_the_directory_that_another_organisation_keeps_is_not_held() {
    let mut cast = cast();
    let (lab, carl) = (cast.lab.clone(), cast.carl.clone());
    let subject = Subject::Party(carl.id);
    let body = cast.ledger.revoked(&lab, crate::cast::CARL);
    let mut event = cast.ledger.event(body, &[subject.clone()]);
    let kept = EntryHash::of(b"what the other organisation keeps");
    event.links = vec![Link::after(subject.clone(), 4, kept)];
    let index = cast.ledger.push(&sign(event, &lab));
    let expected = [at(Code::LinkNotHeld, index, &subject)];
    assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
    // The key is revoked all the same.
    let own = cast.ledger.own(&carl);
    let body = cast.ledger.noted();
    let next = cast.ledger.act(body, &[own], &carl);
    let [first] = expected;
    let expected = [first, crate::cast::entry(Code::KeyUnproven, next)];
    assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
}
