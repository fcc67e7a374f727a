//! Two who had the right to act at one place and did not know of each other: C7.

use handseal::event::{EntryHash, Link, SignedEvent, Subject};
use handseal::verify::{Code, Report, Verdict};

use crate::cases::{Party, sign};
use crate::cast::{Cast, assert_says, at, cast};

/// Ana's offer to Carl, his acceptance and her withdrawal.
struct Crossing {
    cast: Cast,
    item: [Subject; 1],
    accepted: SignedEvent,
    withdrawn: SignedEvent,
    /// The index of the second answer.
    index: u64,
}

fn crossing() -> Crossing {
    let mut cast = cast();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.offered_until(&carl, 1);
    cast.ledger.act(body, &item, &ana);
    // Neither is late nor early by its own time.
    cast.ledger.minute = 0;
    let body = cast.ledger.accepted(&item);
    let accepted = cast.ledger.signed(body, &item, &carl);
    cast.ledger.minute += 100;
    let body = cast.ledger.withdrawn();
    let withdrawn = cast.ledger.signed(body, &item, &ana);
    cast.ledger.push(&accepted);
    let index = cast.ledger.push(&withdrawn);
    Crossing { cast, item, accepted, withdrawn, index }
}

impl Crossing {
    /// One party gives up its own entry for the other.
    fn yields(&mut self, by: &Party, [own, other]: [&SignedEvent; 2]) -> u64 {
        let entries = [own.hash(), other.hash()];
        let body = self.cast.ledger.yielded(&self.item[0], 2, entries);
        let chain = self.cast.ledger.own(by);
        self.cast.ledger.act(body, &[chain], by)
    }
}

fn codes(report: &Report) -> Vec<Code> {
    report.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn acceptance_and_withdrawal_that_cross_leave_the_item_contested() {
    let crossing = crossing();
    let report = crossing.cast.ledger.report();
    let found = crate::cast::seen(&report);
    assert!(found.contains(&at(Code::CustodyTransferCrossed, crossing.index, &crossing.item[0])));
    assert_eq!(report.verdict, Verdict::Irregular, "{report}");
    assert_eq!(report.items[0].state, None);
    let states = report.items[0].contested.unwrap().map(|state| state.code());
    assert_eq!(states, ["Held", "Held"]);
}

#[test]
fn withdrawal_given_up_lets_the_acceptance_stand() {
    let mut crossing = crossing();
    let (ana, carl) = (crossing.cast.ana.clone(), crossing.cast.carl.id);
    let [accepted, withdrawn] = [crossing.accepted.clone(), crossing.withdrawn.clone()];
    crossing.yields(&ana, [&withdrawn, &accepted]);
    let report = crossing.cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Irregular, "{report}");
    assert_eq!(report.items[0].holder, Some(carl));
    assert_eq!(report.items[0].contested, None);
}

#[test]
fn acceptance_given_up_lets_the_withdrawal_stand() {
    let mut crossing = crossing();
    let (ana, carl) = (crossing.cast.ana.clone(), crossing.cast.carl.clone());
    let [accepted, withdrawn] = [crossing.accepted.clone(), crossing.withdrawn.clone()];
    crossing.yields(&carl, [&accepted, &withdrawn]);
    // Ana goes on where her own line ends.
    let body = crossing.cast.ledger.stored();
    let next = crossing.cast.ledger.signed(body, &crossing.item, &ana);
    crossing.cast.ledger.push(&next);
    let report = crossing.cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Irregular, "{report}");
    assert_eq!(report.items[0].holder, Some(ana.id));
}

#[test]
fn entry_of_the_other_cannot_be_given_up() {
    let mut crossing = crossing();
    let ana = crossing.cast.ana.clone();
    let [accepted, withdrawn] = [crossing.accepted.clone(), crossing.withdrawn.clone()];
    crossing.yields(&ana, [&accepted, &withdrawn]);
    let report = crossing.cast.ledger.report();
    assert_eq!(report.items[0].state, None, "{report}");
    assert!(report.items[0].contested.is_some());
}

#[test]
fn third_party_settles_nothing() {
    let mut crossing = crossing();
    let ben = crossing.cast.ben.clone();
    let [accepted, withdrawn] = [crossing.accepted.clone(), crossing.withdrawn.clone()];
    crossing.yields(&ben, [&withdrawn, &accepted]);
    let report = crossing.cast.ledger.report();
    assert!(report.items[0].contested.is_some(), "{report}");
}

/// A registrar withdrew in the giver's stead: it is the registrar who signed and can yield.
#[test]
fn withdrawal_in_stead_is_given_up_by_the_registrar_who_signed_it() {
    let mut cast = cast();
    let (ana, carl, registrar) = (cast.ana.clone(), cast.carl.clone(), cast.registrar.clone());
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.offered(&carl);
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.withdrawn_by(&registrar);
    let withdrawn = cast.ledger.signed(body, &item, &registrar);
    let body = cast.ledger.accepted(&item);
    let accepted = cast.ledger.signed(body, &item, &carl);
    cast.ledger.push(&withdrawn);
    cast.ledger.push(&accepted);
    let entries = [withdrawn.hash(), accepted.hash()];
    let body = cast.ledger.yielded(&item[0], 2, entries);
    let own = cast.ledger.own(&registrar);
    cast.ledger.act(body, &[own], &registrar);
    let report = cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Irregular, "{report}");
    assert_eq!(report.items[0].holder, Some(carl.id));
    assert!(codes(&report).contains(&Code::CustodyTransferCrossed));
}

#[test]
fn holder_and_registrar_at_one_place_cross_and_either_gives_up() {
    for gives_up in [false, true] {
        let mut cast = cast();
        let (ana, ben, registrar) = (cast.ana.clone(), cast.ben.clone(), cast.registrar.clone());
        let item = [cast.ledger.collect(&ana)];
        let body = cast.ledger.stored();
        let stored = cast.ledger.signed(body, &item, &ana);
        let body = cast.ledger.reassigned(&registrar, &ana, &ben);
        let reassigned = cast.ledger.signed(body, &item, &registrar);
        cast.ledger.push(&stored);
        let index = cast.ledger.push(&reassigned);
        let expected = [at(Code::CustodyTransferCrossed, index, &item[0])];
        assert_says(&cast.ledger.report(), Verdict::Irregular, &expected);
        let (by, entries, state) = if gives_up {
            (&registrar, [reassigned.hash(), stored.hash()], "Held")
        } else {
            (&ana, [stored.hash(), reassigned.hash()], "Offered")
        };
        let body = cast.ledger.yielded(&item[0], 1, entries);
        let own = cast.ledger.own(by);
        cast.ledger.act(body, &[own], by);
        let report = cast.ledger.report();
        let found = report.items[0].state.unwrap().code();
        assert_eq!(found, state, "{report}");
    }
}

#[test]
fn second_withdrawal_by_the_same_giver_is_forked() {
    let mut cast = cast();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.offered_until(&carl, 1);
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.withdrawn();
    let first = cast.ledger.signed(body, &item, &ana);
    let body = cast.ledger.withdrawn();
    let second = cast.ledger.signed(body, &item, &ana);
    cast.ledger.push(&first);
    let index = cast.ledger.push_aside(&second);
    let expected = [at(Code::LinkForked, index, &item[0])];
    assert_says(&cast.ledger.report(), Verdict::Contradicted, &expected);
}

/// What the line given up recorded beside the state stays recorded: C7.7.
#[test]
fn seal_seen_by_the_one_who_yields_stays_recorded() {
    let mut cast = cast();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let item = [cast.ledger.collect(&ana)];
    let body = cast.ledger.offered_until(&carl, 1);
    cast.ledger.act(body, &item, &ana);
    let body = cast.ledger.accepted_seeing(&item[0], "S-2");
    let accepted = cast.ledger.signed(body, &item, &carl);
    let body = cast.ledger.withdrawn();
    let withdrawn = cast.ledger.signed(body, &item, &ana);
    cast.ledger.push(&accepted);
    cast.ledger.push(&withdrawn);
    let entries = [accepted.hash(), withdrawn.hash()];
    let body = cast.ledger.yielded(&item[0], 2, entries);
    let own = cast.ledger.own(&carl);
    cast.ledger.act(body, &[own], &carl);
    let report = cast.ledger.report();
    assert_eq!(report.items[0].holder, Some(ana.id), "{report}");
    assert_eq!(report.items[0].seal.as_deref(), Some("S-2"));
}

/// Two who may both withdraw an offer do not cross: only one could have answered it for the other.
#[test]
fn second_withdrawal_by_another_crosses_the_first() {
    let Cast { mut ledger, ana, carl, registrar, .. } = cast();
    let item = [ledger.collect(&ana)];
    let body = ledger.offered(&carl);
    ledger.act(body, &item, &ana);
    let body = ledger.withdrawn();
    let first = ledger.signed(body, &item, &ana);
    let body = ledger.withdrawn_by(&registrar);
    let second = ledger.signed(body, &item, &registrar);
    ledger.push(&first);
    let index = ledger.push_aside(&second);
    let report = ledger.report();
    let found = crate::cast::seen(&report);
    assert!(found.contains(&at(Code::LinkForked, index, &item[0])), "{report}");
    assert!(!codes(&report).contains(&Code::CustodyTransferCrossed), "{report}");
}

/// An answer follows the offer itself: at its place, and naming it.
#[test]
fn answer_that_follows_something_else_than_the_offer_crosses_the_one_that_does() {
    for (shift, names_it) in [(0, false), (1, true)] {
        let Cast { mut ledger, ana, carl, .. } = cast();
        let item = [ledger.collect(&ana)];
        let body = ledger.offered(&carl);
        ledger.act(body, &item, &ana);
        let next = ledger.next(&item[0]);
        let body = ledger.accepted(&item);
        ledger.act(body, &item, &carl);
        let body = ledger.stored();
        ledger.act(body, &item, &carl);
        let prev = if names_it { next.prev.0.unwrap() } else { EntryHash::of(b"another") };
        let body = ledger.withdrawn();
        let mut event = ledger.event(body, &item);
        event.links = vec![Link::after(item[0].clone(), next.seq + shift, prev)];
        ledger.push_aside(&sign(event, &ana));
        let report = ledger.report();
        assert!(!codes(&report).contains(&Code::CustodyTransferCrossed), "{report}");
        assert_eq!(report.verdict, Verdict::Contradicted, "{report}");
    }
}
