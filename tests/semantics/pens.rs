//! Who may extend a side of a request, and prune a case or a ledger: C3.9, C3.10.

use handseal::event::{
    Kept, Pruned, PrunedEntry, Recipient, SignedEvent, Subject, Transmitted, Why,
};
use handseal::identity::RequestId;
use handseal::verify::{Code, Verdict};

use crate::cases::{Ledger, Party};
use crate::cast::{Cast, assert_shows, assert_wrong, at, cast, seen};

fn pruned(ledger: &Ledger) -> Pruned {
    let first = PrunedEntry { kept: Kept::Entry, entry: ledger.hash(3), index: 3 };
    Pruned { ground: Why::code("test"), entries: vec![first] }
}

fn side_of(party: &Party) -> Subject {
    Subject::Request(RequestId::from([4; 16]), party.id)
}

fn transmitted(ledger: &mut Ledger, side: &Subject, by: &Party) -> SignedEvent {
    let to = Recipient { party: None, described: Some(ledger.words("the court")) };
    let body = Transmitted { kind: "copy".to_owned(), to, entry: None, channel: Why::code("test") };
    ledger.signed(body, &[side.clone()], by)
}

#[test]
fn case_is_pruned_by_the_party_in_charge_and_a_ledger_by_its_registrars() {
    let mut cast = cast();
    let (chief, registrar) = (cast.chief.clone(), cast.registrar.clone());
    let case = Subject::Case(cast.ledger.case);
    let ledger = Subject::Ledger(cast.ledger.origin.clone());
    for (subject, by) in [(&case, &chief), (&ledger, &chief), (&ledger, &registrar)] {
        let body = pruned(&cast.ledger);
        cast.ledger.act(body, &[subject.clone()], by);
    }
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
}

#[test]
fn case_pruned_by_a_registrar_who_is_not_in_charge_has_no_pen() {
    let mut cast = cast();
    let case = Subject::Case(cast.ledger.case);
    let body = pruned(&cast.ledger);
    let event = cast.ledger.signed(body, &[case.clone()], &cast.registrar.clone());
    let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
    assert_wrong(&mut cast.ledger, &event, &case, verdict, code);
}

#[test]
fn case_pruned_by_the_officer_who_handed_it_on_has_no_pen() {
    let mut cast = cast();
    let case = Subject::Case(cast.ledger.case);
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let body = handseal::event::CaseHandedOn { to: ana.id, why: None };
    cast.ledger.act(body, &[case.clone()], &chief);
    let body = pruned(&cast.ledger);
    let event = cast.ledger.signed(body, &[case.clone()], &chief);
    let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
    assert_wrong(&mut cast.ledger, &event, &case, verdict, code);
}

#[test]
fn ledger_pruned_by_one_who_is_no_registrar_of_its_keeper_has_no_pen() {
    let by: [fn(&Cast) -> Party; 2] = [|cast| cast.ana.clone(), |cast| cast.lab.clone()];
    for by in by {
        let mut cast = cast();
        let ledger = Subject::Ledger(cast.ledger.origin.clone());
        let (body, by) = (pruned(&cast.ledger), by(&cast));
        let event = cast.ledger.signed(body, &[ledger.clone()], &by);
        let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
        assert_wrong(&mut cast.ledger, &event, &ledger, verdict, code);
    }
}

#[test]
fn side_of_a_request_is_its_partys() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let side = side_of(&ana);
    for _ in 0..2 {
        let event = transmitted(&mut cast.ledger, &side, &ana);
        cast.ledger.push(&event);
    }
    let refused = [Code::LinkNoPen, Code::LinkForked].map(Code::name);
    let report = cast.ledger.report();
    assert!(seen(&report).iter().all(|(code, ..)| !refused.contains(code)), "{report}");
}

/// Not even a registrar of the party's organisation speaks for it.
#[test]
fn side_of_a_request_begun_by_another_than_its_party_has_no_pen() {
    let by: [fn(&mut Cast) -> Party; 3] =
        [|cast| cast.ben.clone(), |cast| cast.registrar_and("officer"), |cast| cast.carl.clone()];
    for by in by {
        let mut cast = cast();
        let (side, by) = (side_of(&cast.ana), by(&mut cast));
        let event = transmitted(&mut cast.ledger, &side, &by);
        let (verdict, code) = (Verdict::Contradicted, Code::LinkNoPen);
        assert_wrong(&mut cast.ledger, &event, &side, verdict, code);
    }
}

#[test]
fn side_of_a_request_continued_by_another_than_its_party_has_no_pen() {
    let mut cast = cast();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let side = side_of(&ana);
    let first = transmitted(&mut cast.ledger, &side, &ana);
    cast.ledger.push(&first);
    let second = transmitted(&mut cast.ledger, &side, &ben);
    crate::cast::assert_refused(&cast.ledger, &second, Code::LinkNoPen);
    let index = cast.ledger.push(&second);
    let report = cast.ledger.report();
    assert!(seen(&report).contains(&at(Code::LinkNoPen, index, &side)), "{report}");
}
