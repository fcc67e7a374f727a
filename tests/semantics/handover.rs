//! Offers and their answers: the table of custody, C2, and its deadlines, C8.

use handseal::event::Subject;
use handseal::verify::{Code, Report, Verdict};

use crate::cases::{Party, at as minute, sign};
use crate::cast::{Cast, assert_refused, assert_says, assert_shows, assert_wrong, at, cast};

/// Ana's item, offered to a receiver.
fn offered(to: fn(&Cast) -> Party) -> (Cast, [Subject; 1]) {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.offered(&to(&cast));
    cast.ledger.act(body, &item, &ana);
    (cast, item)
}

fn ben(cast: &Cast) -> Party {
    cast.ben.clone()
}

fn state(report: &Report) -> &'static str {
    report.items[0].state.map_or("none", |state| state.code())
}

#[test]
fn offer_by_one_who_does_not_hold_has_no_pen() {
    let mut cast = cast();
    let item = [cast.ledger.collect(&cast.ana.clone())];
    let body = cast.ledger.offered(&cast.carl);
    let event = cast.ledger.signed(body, &item, &cast.ben.clone());
    let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

#[test]
fn offer_by_a_registrar_in_the_holders_stead_is_not_its_act() {
    let mut cast = cast();
    let item = [cast.ledger.collect(&cast.ana.clone())];
    let body = cast.ledger.offered(&cast.carl);
    let registrar = cast.registrar_and("custodian");
    let event = cast.ledger.signed(body, &item, &registrar);
    let (verdict, code) = (Verdict::Contradicted, Code::CustodyActorNotHolder);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

#[test]
fn offer_to_one_who_is_not_enrolled_is_incomplete() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = [cast.ledger.collect(&ana)];
    let nobody = Party { id: cast.ledger.party_id(ana.id), ..ana.clone() };
    let body = cast.ledger.offered(&nobody);
    let event = cast.ledger.signed(body, &item, &ana);
    assert_refused(&cast.ledger, &event, Code::CustodyReceiverUnknown);
    let index = cast.ledger.push(&event);
    let expected = [crate::cast::entry(Code::CustodyReceiverUnknown, index)];
    assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
}

#[test]
fn offer_accepted_by_its_receiver_moves_custody() {
    let (mut cast, item) = offered(ben);
    assert_eq!(state(&cast.ledger.report()), "Offered");
    let body = cast.ledger.accepted(&item);
    cast.ledger.act(body, &item, &cast.ben.clone());
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Consistent, &[]);
    assert_eq!(report.items[0].holder, Some(cast.ben.id));
}

#[test]
fn acceptance_without_an_offer_is_forbidden_to_the_holder_and_without_pen_to_others() {
    let mut cast = cast();
    let item = [cast.ledger.collect(&cast.ana.clone())];
    let body = cast.ledger.accepted(&item);
    let event = cast.ledger.signed(body, &item, &cast.ben.clone());
    let code = Code::LinkNoPen;
    assert_refused(&cast.ledger, &event, code);
    let first = cast.ledger.push_aside(&event);
    let expected = at(code, first, &item[0]);
    assert_shows(&cast.ledger, Verdict::Contradicted, &[expected.clone()]);
    let body = cast.ledger.accepted(&item);
    let index = cast.ledger.act(body, &item, &cast.ana.clone());
    let expected = [expected, at(Code::CustodyMoveForbidden, index, &item[0])];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn offer_accepted_by_a_third_party_has_no_pen() {
    let (mut cast, item) = offered(ben);
    let body = cast.ledger.accepted(&item);
    let event = cast.ledger.signed(body, &item, &cast.carl.clone());
    let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
    assert_eq!(state(&cast.ledger.report()), "Offered");
}

#[test]
fn offer_accepted_by_its_giver_is_not_its_act() {
    let (mut cast, item) = offered(ben);
    let body = cast.ledger.accepted(&item);
    let event = cast.ledger.signed(body, &item, &cast.ana.clone());
    let (verdict, code) = (Verdict::Contradicted, Code::CustodyActorNotHolder);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
    assert_eq!(state(&cast.ledger.report()), "Offered");
}

#[test]
fn offer_withdrawn_by_its_receiver_is_not_its_act() {
    let (mut cast, item) = offered(ben);
    let body = cast.ledger.withdrawn();
    let event = cast.ledger.signed(body, &item, &cast.ben.clone());
    let (verdict, code) = (Verdict::Contradicted, Code::CustodyActorNotHolder);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

#[test]
fn offer_accepted_twice_is_forked() {
    let (mut cast, item) = offered(ben);
    let ben = cast.ben.clone();
    let body = cast.ledger.accepted(&item);
    let first = cast.ledger.signed(body, &item, &ben);
    let body = cast.ledger.accepted(&item);
    let second = cast.ledger.signed(body, &item, &ben);
    cast.ledger.push(&first);
    crate::cast::assert_moved(&cast.ledger, &second);
    let index = cast.ledger.push_aside(&second);
    let expected = [at(Code::LinkForked, index, &item[0])];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn offer_accepted_and_refused_by_its_receiver_is_forked() {
    let (mut cast, item) = offered(ben);
    let ben = cast.ben.clone();
    let body = cast.ledger.accepted(&item);
    let first = cast.ledger.signed(body, &item, &ben);
    let body = cast.ledger.refused(&item);
    let second = cast.ledger.signed(body, &item, &ben);
    cast.ledger.push(&first);
    let index = cast.ledger.push_aside(&second);
    let report = cast.ledger.report();
    let expected = [at(Code::LinkForked, index, &item[0])];
    assert_says(&report, Verdict::Contradicted, &expected);
    assert_eq!(report.items[0].holder, Some(ben.id));
}

#[test]
fn acceptance_of_an_item_that_was_not_offered_voids_that_item_only() {
    let mut cast = cast();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let items = cast.ledger.collect_all(2, &ana);
    let body = cast.ledger.offered(&ben);
    cast.ledger.act(body, &items[..1], &ana);
    let body = cast.ledger.accepted(&items);
    let event = cast.ledger.signed(body, &items, &ben);
    assert_refused(&cast.ledger, &event, Code::LinkNoPen);
    let index = cast.ledger.push(&event);
    let report = cast.ledger.report();
    let expected = [at(Code::LinkNoPen, index, &items[1])];
    assert_says(&report, Verdict::Contradicted, &expected);
    let holders: Vec<_> = report.items.iter().map(|item| item.holder).collect();
    assert_eq!(holders, [Some(ben.id), Some(ana.id)]);
}

#[test]
fn offer_of_forty_answered_in_two_parts_leaves_nothing_open() {
    let mut cast = cast();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let items = cast.ledger.collect_all(40, &ana);
    let body = cast.ledger.offered(&carl);
    cast.ledger.act(body, &items, &ana);
    let body = cast.ledger.accepted(&items[..38]);
    cast.ledger.act(body, &items[..38], &carl);
    let open = cast.ledger.report();
    assert_says(&open, Verdict::Consistent, &[]);
    let offered = |item: &&handseal::verify::ItemReport| item.state.unwrap().code() == "Offered";
    assert_eq!(open.items.iter().filter(offered).count(), 2);
    let body = cast.ledger.refused(&items[38..]);
    cast.ledger.act(body, &items[38..], &carl);
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Consistent, &[]);
    let held = |by: &Party| {
        let by = Some(by.id);
        report.items.iter().filter(|item| item.holder == by).count()
    };
    assert_eq!([held(&carl), held(&ana)], [38, 2]);
}

#[test]
fn withdrawal_before_the_answer_is_due_takes_effect_and_is_early() {
    let (mut cast, item) = offered(ben);
    let body = cast.ledger.withdrawn();
    let index = cast.ledger.act(body, &item, &cast.ana.clone());
    let report = cast.ledger.report();
    let expected = [at(Code::CustodyTransferEarly, index, &item[0])];
    assert_says(&report, Verdict::Irregular, &expected);
    assert_eq!(state(&report), "Held");
    assert_eq!(report.items[0].holder, Some(cast.ana.id));
}

#[test]
fn withdrawal_after_the_answer_was_due_is_no_irregularity() {
    let (mut cast, item) = offered(ben);
    cast.ledger.minute += 3 * 1440;
    let body = cast.ledger.withdrawn();
    cast.ledger.act(body, &item, &cast.ana.clone());
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

#[test]
fn withdrawal_by_a_registrar_is_in_the_givers_stead() {
    let (mut cast, item) = offered(ben);
    cast.ledger.minute += 3 * 1440;
    let registrar = cast.registrar.clone();
    let body = cast.ledger.withdrawn_by(&registrar);
    cast.ledger.act(body, &item, &registrar);
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Consistent, &[]);
    assert_eq!(report.items[0].holder, Some(cast.ana.id));
}

#[test]
fn withdrawal_in_stead_by_one_who_is_no_registrar_is_forbidden() {
    let (mut cast, item) = offered(ben);
    let chief = cast.chief.clone();
    let mut body = cast.ledger.withdrawn_by(&chief);
    body.by = Some(cast.ana.by.clone());
    let event = cast.ledger.signed(body, &item, &cast.ana.clone());
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
    let index = cast.ledger.push(&event);
    let expected = crate::cast::entry(Code::RoleForbidden, index);
    let report = cast.ledger.report();
    assert_eq!(crate::cast::seen(&report)[0], expected);
    assert_eq!(report.verdict, Verdict::Contradicted);
}

#[test]
fn late_acceptance_still_moves_custody() {
    let (mut cast, item) = offered(ben);
    cast.ledger.minute += 3 * 1440;
    let body = cast.ledger.accepted(&item);
    let index = cast.ledger.act(body, &item, &cast.ben.clone());
    let report = cast.ledger.report();
    let expected = [at(Code::CustodyTransferLate, index, &item[0])];
    assert_says(&report, Verdict::Irregular, &expected);
    assert_eq!(report.items[0].holder, Some(cast.ben.id));
}

#[test]
fn offer_without_an_answer_is_overdue_only_after_its_time() {
    let (cast, item) = offered(ben);
    let report = |now| {
        let verifier = handseal::verify::Verifier::new(&cast.ledger.trust(), minute(now));
        let verifier = verifier.anchor(cast.ledger.head());
        verifier.verify_bytes(&cast.ledger.bytes).unwrap()
    };
    assert_says(&report(cast.ledger.minute), Verdict::Consistent, &[]);
    let late = report(crate::cases::NOW);
    let index = cast.ledger.size() - 1;
    let expected = [at(Code::CustodyTransferUnanswered, index, &item[0])];
    assert_says(&late, Verdict::Irregular, &expected);
    assert_eq!(state(&late), "Offered");
}

#[test]
fn act_of_the_holder_while_its_offer_is_open_is_forbidden() {
    let (mut cast, item) = offered(ben);
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &item, &cast.ana.clone());
    assert_refused(&cast.ledger, &event, Code::CustodyMoveForbidden);
    let index = cast.ledger.push_aside(&event);
    // The receiver, who does not know of it, still answers at the next place.
    let body = cast.ledger.accepted(&item);
    cast.ledger.act(body, &item, &cast.ben.clone());
    let expected = [at(Code::CustodyMoveForbidden, index, &item[0])];
    assert_shows(&cast.ledger, Verdict::Irregular, &expected);
}

#[test]
fn giver_who_goes_on_as_if_it_held_what_it_gave_has_no_pen() {
    let (mut cast, item) = offered(ben);
    let body = cast.ledger.accepted(&item);
    cast.ledger.act(body, &item, &cast.ben.clone());
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &item, &cast.ana.clone());
    let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

#[test]
fn reassigned_item_is_offered_in_the_holders_stead_and_goes_back_when_refused() {
    let mut cast = cast();
    let (ana, ben, registrar) = (cast.ana.clone(), cast.ben.clone(), cast.registrar.clone());
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.reassigned(&registrar, &ana, &ben);
    cast.ledger.act(body, &item, &registrar);
    assert_eq!(state(&cast.ledger.report()), "Offered");
    let body = cast.ledger.refused(&item);
    cast.ledger.act(body, &item, &ben);
    assert_eq!(cast.ledger.report().items[0].holder, Some(ana.id));
    let body = cast.ledger.reassigned(&registrar, &ana, &ben);
    cast.ledger.act(body, &item, &registrar);
    let body = cast.ledger.accepted(&item);
    cast.ledger.act(body, &item, &ben);
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Consistent, &[]);
    assert_eq!(report.items[0].holder, Some(ben.id));
}

#[test]
fn reassignment_by_one_who_is_no_registrar_is_forbidden() {
    let mut cast = cast();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.reassigned(&ana, &ana, &ben);
    let event = cast.ledger.signed(body, &item, &ana);
    assert_refused(&cast.ledger, &event, Code::RoleForbidden);
    let index = cast.ledger.push(&event);
    let report = cast.ledger.report();
    let expected = crate::cast::entry(Code::RoleForbidden, index);
    assert_eq!(crate::cast::seen(&report)[0], expected);
    assert_eq!(report.verdict, Verdict::Contradicted);
}

#[test]
fn reassignment_by_another_organisations_registrar_has_no_pen() {
    let mut cast = cast();
    let (ana, lab, carl) = (cast.ana.clone(), cast.lab.clone(), cast.carl.clone());
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.reassigned(&lab, &ana, &carl);
    let event = cast.ledger.signed(body, &item, &lab);
    let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

#[test]
fn reassignment_from_one_who_does_not_hold_is_forbidden() {
    let mut cast = cast();
    let (ana, ben, registrar) = (cast.ana.clone(), cast.ben.clone(), cast.registrar.clone());
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.reassigned(&registrar, &ben, &ben);
    let event = cast.ledger.signed(body, &item, &registrar);
    let (verdict, code) = (Verdict::Irregular, Code::CustodyMoveForbidden);
    assert_wrong(&mut cast.ledger, &event, &item[0], verdict, code);
}

/// The signature covers what it says it follows: an answer cannot be moved to another offer.
#[test]
fn answer_to_another_offer_answers_nothing() {
    let (mut cast, item) = offered(ben);
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let other = [cast.ledger.collect(&ana)];
    let body = cast.ledger.offered(&ben);
    cast.ledger.act(body, &other, &ana);
    let body = cast.ledger.accepted(&item);
    let mut event = cast.ledger.event(body, &item);
    event.links[0].prev = cast.ledger.next(&other[0]).prev;
    let index = cast.ledger.push(&sign(event, &ben));
    let report = cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Contradicted);
    let first = &crate::cast::seen(&report)[0];
    assert_eq!(*first, at(Code::LinkMismatch, index, &item[0]));
}
