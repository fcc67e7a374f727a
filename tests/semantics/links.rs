//! Places in chains: V3.

use handseal::event::{EntryHash, Link, Subject};
use handseal::verify::{Code, Verdict};

use crate::cases::sign;
use crate::cast::{Cast, assert_moved, assert_shows, at, cast};

/// Ana's item, with an entry at place 0.
fn with_item() -> (Cast, Subject) {
    let mut cast = cast();
    let item = cast.ledger.collect(&cast.ana.clone());
    (cast, item)
}

/// An act of Ana's at a place of her choice.
fn stored_at(cast: &mut Cast, link: Link) -> handseal::event::SignedEvent {
    let body = cast.ledger.stored();
    let mut event = cast.ledger.event(body, &[link.subject.clone()]);
    event.links = vec![link];
    sign(event, &cast.ana.clone())
}

#[test]
fn hole_in_a_chain_of_ones_own_is_a_gap() {
    let (mut cast, item) = with_item();
    let lost = EntryHash::of(b"an entry that was left out");
    let event = stored_at(&mut cast, Link::after(item.clone(), 2, lost));
    assert_moved(&cast.ledger, &event);
    let index = cast.ledger.push(&event);
    assert_shows(
        &cast.ledger,
        Verdict::Contradicted,
        &[at(Code::LinkGap, index, &item), crate::cast::about(Code::CustodyNotShown, &item)],
    );
}

#[test]
fn chain_of_ones_own_that_begins_later_has_no_genesis() {
    let mut cast = cast();
    let item = Subject::Item(cast.ledger.item());
    let lost = EntryHash::of(b"the first entry");
    let event = stored_at(&mut cast, Link::after(item.clone(), 1, lost));
    let index = cast.ledger.push(&event);
    let report = cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Contradicted);
    let first = &crate::cast::seen(&report)[0];
    assert_eq!(*first, at(Code::LinkGenesisMissing, index, &item));
}

#[test]
fn stretch_that_another_organisation_keeps_is_not_held() {
    let (mut cast, item) = with_item();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let only = [item.clone()];
    let body = cast.ledger.offered(&carl);
    cast.ledger.act(body, &only, &ana);
    let body = cast.ledger.accepted(&only);
    cast.ledger.act(body, &only, &carl);
    // What Carl did with it stands in his organisation's ledger; this ledger sees his offer back.
    let kept = EntryHash::of(b"what the other organisation keeps");
    let body = cast.ledger.offered(&ana);
    let mut event = cast.ledger.event(body, &only);
    event.links = vec![Link::after(item.clone(), 5, kept)];
    let index = cast.ledger.push(&sign(event, &carl));
    let body = cast.ledger.accepted(&only);
    cast.ledger.act(body, &only, &ana);
    let expected = [at(Code::LinkNotHeld, index, &item)];
    let report = cast.ledger.report();
    assert_eq!(crate::cast::seen(&report)[..1], expected);
    assert_eq!(report.verdict, Verdict::Incomplete, "{report}");
    // The acceptance by the named receiver shows the holder again.
    let holder = report.items[0].holder;
    assert_eq!(holder, Some(ana.id), "{report}");
}

/// An entry elsewhere that could not be checked makes no gap of it.
#[test]
fn stretch_that_another_organisation_keeps_is_not_held_though_an_earlier_entry_is_not_checked() {
    let mut cast = cast();
    let (ana, carl) = (cast.ana.clone(), cast.carl.clone());
    let stranger = cast.ledger.found(40);
    let only = [cast.ledger.collect(&ana)];
    let body = cast.ledger.offered(&carl);
    cast.ledger.act(body, &only, &ana);
    let body = cast.ledger.accepted(&only);
    cast.ledger.act(body, &only, &carl);
    let kept = EntryHash::of(b"what the other organisation keeps");
    let body = cast.ledger.offered(&ana);
    let mut event = cast.ledger.event(body, &only);
    event.links = vec![Link::after(only[0].clone(), 5, kept)];
    let index = cast.ledger.push(&sign(event, &carl));
    let report = cast.ledger.report();
    let seen = crate::cast::seen(&report);
    assert_ne!(stranger.id, carl.id);
    assert_eq!(seen[0], crate::cast::entry(Code::KeyUnknown, 8));
    assert_eq!(seen[1], at(Code::LinkNotHeld, index, &only[0]));
    assert_eq!(report.verdict, Verdict::Incomplete, "{report}");
}

#[test]
fn previous_entry_of_another_chain_is_a_mismatch() {
    let (mut cast, item) = with_item();
    let other = cast.ledger.collect(&cast.ana.clone());
    let elsewhere = cast.ledger.cite(&other).entry;
    let event = stored_at(&mut cast, Link::after(item.clone(), 1, elsewhere));
    assert_moved(&cast.ledger, &event);
    let index = cast.ledger.push(&event);
    let report = cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Contradicted);
    let first = &crate::cast::seen(&report)[0];
    assert_eq!(*first, at(Code::LinkMismatch, index, &item));
}

#[test]
fn previous_entry_that_nobody_holds_in_the_place_of_one_held_is_a_mismatch() {
    let (mut cast, item) = with_item();
    let nothing = EntryHash::of(b"nothing");
    let event = stored_at(&mut cast, Link::after(item.clone(), 1, nothing));
    let index = cast.ledger.push(&event);
    let first = &crate::cast::seen(&cast.ledger.report())[0];
    assert_eq!(*first, at(Code::LinkMismatch, index, &item));
}

#[test]
fn item_begun_twice_is_forked() {
    let (mut cast, item) = with_item();
    let body = cast.ledger.collected(&[item.item().unwrap()]);
    let mut event = cast.ledger.event(body, &[item.clone()]);
    event.links = vec![Link::genesis(item.clone())];
    let again = sign(event, &cast.ana.clone());
    assert_moved(&cast.ledger, &again);
    let index = cast.ledger.push_aside(&again);
    assert_shows(&cast.ledger, Verdict::Contradicted, &[at(Code::LinkForked, index, &item)]);
}

/// The state is that of the first of the two: the second has no effect.
#[test]
fn two_acts_of_the_holder_at_one_place_are_a_fork() {
    let (mut cast, item) = with_item();
    let (ana, only) = (cast.ana.clone(), [item.clone()]);
    let body = cast.ledger.lost();
    let fork = cast.ledger.signed(body, &only, &ana);
    let body = cast.ledger.stored();
    cast.ledger.act(body, &only, &ana);
    assert_moved(&cast.ledger, &fork);
    let index = cast.ledger.push_aside(&fork);
    let body = cast.ledger.stored();
    cast.ledger.act(body, &only, &ana);
    let report = cast.ledger.report();
    let expected = [at(Code::LinkForked, index, &item)];
    crate::cast::assert_says(&report, Verdict::Contradicted, &expected);
    assert_eq!(report.items[0].state.unwrap().code(), "Held");
}

#[test]
fn entry_by_one_without_the_pen_starts_no_fork() {
    let (mut cast, item) = with_item();
    let (ana, ben, only) = (cast.ana.clone(), cast.ben.clone(), [item.clone()]);
    let body = cast.ledger.stored();
    let stranger = cast.ledger.signed(body, &only, &ben);
    crate::cast::assert_refused(&cast.ledger, &stranger, Code::LinkNoPen);
    let first = cast.ledger.push_aside(&stranger);
    // The chain goes on as if it were not there.
    let body = cast.ledger.stored();
    cast.ledger.act(body, &only, &ana);
    let body = cast.ledger.lost();
    let mut late = cast.ledger.event(body, &only);
    late.links = stranger.links().to_vec();
    let second = cast.ledger.push_aside(&sign(late, &ben));
    let report = cast.ledger.report();
    let expected = [at(Code::LinkNoPen, first, &item), at(Code::LinkNoPen, second, &item)];
    crate::cast::assert_says(&report, Verdict::Contradicted, &expected);
    assert_eq!(report.items[0].state.unwrap().code(), "Held");
}

#[test]
fn entries_swapped_are_reordered() {
    let (mut cast, item) = with_item();
    let (ana, only) = (cast.ana.clone(), [item.clone()]);
    let body = cast.ledger.stored();
    let first = cast.ledger.signed(body, &only, &ana);
    let body = cast.ledger.accessed();
    let mut event = cast.ledger.event(body, &only);
    event.links = vec![Link::after(item.clone(), 2, first.hash())];
    let second = sign(event, &ana);
    let early = cast.ledger.push(&second);
    let late = cast.ledger.push_aside(&first);
    let report = cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Contradicted);
    let seen = crate::cast::seen(&report);
    assert_eq!(seen[0], at(Code::LinkReordered, early, &item));
    assert_eq!(seen[1], at(Code::LinkReordered, late, &item));
}

#[test]
fn entry_recorded_twice_is_repeated() {
    let (mut cast, item) = with_item();
    let (ana, only) = (cast.ana.clone(), [item.clone()]);
    let body = cast.ledger.stored();
    let event = cast.ledger.signed(body, &only, &ana);
    cast.ledger.push(&event);
    assert_moved(&cast.ledger, &event);
    let index = cast.ledger.push_aside(&event);
    let expected = [at(Code::EntryRepeated, index, &item)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn bad_link_voids_the_effect_on_its_item_only() {
    let mut cast = cast();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let (mine, other) = (cast.ledger.collect(&ana), cast.ledger.collect(&ben));
    let body = cast.ledger.lost();
    let event = cast.ledger.signed(body, &[mine.clone(), other.clone()], &ana);
    crate::cast::assert_refused(&cast.ledger, &event, Code::LinkNoPen);
    let index = cast.ledger.push_aside(&event);
    let report = cast.ledger.report();
    let expected = [at(Code::LinkNoPen, index, &other)];
    crate::cast::assert_says(&report, Verdict::Contradicted, &expected);
    let state = |subject: &Subject| {
        let found = report.items.iter().find(|item| Some(item.id) == subject.item());
        found.unwrap().state.unwrap().code()
    };
    assert_eq!([state(&mine), state(&other)], ["Lost", "Held"]);
}

#[test]
fn case_extended_by_another_than_its_officer_has_no_pen() {
    let mut cast = cast();
    let case = Subject::Case(cast.ledger.case);
    let body = cast.ledger.noted();
    let event = cast.ledger.signed(body, &[case.clone()], &cast.ana.clone());
    crate::cast::assert_wrong(
        &mut cast.ledger,
        &event,
        &case,
        Verdict::Contradicted,
        Code::LinkNoPen,
    );
}

#[test]
fn case_handed_on_is_the_next_officers() {
    let mut cast = cast();
    let case = [Subject::Case(cast.ledger.case)];
    let (chief, ana) = (cast.chief.clone(), cast.ana.clone());
    let body = handseal::event::CaseHandedOn { to: ana.id, why: None };
    cast.ledger.act(body, &case, &chief);
    let body = cast.ledger.noted();
    cast.ledger.act(body, &case, &ana);
    assert_shows(&cast.ledger, Verdict::Consistent, &[]);
    let body = cast.ledger.noted();
    let event = cast.ledger.signed(body, &case, &chief);
    let index = cast.ledger.push(&event);
    let expected = [at(Code::LinkNoPen, index, &case[0])];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

/// The pen of a ledger's chain is its keeper's, not any registrar's.
#[test]
fn ledger_extended_by_another_organisations_registrar_has_no_pen() {
    let mut cast = cast();
    let lab = cast.lab.clone();
    let ledger = Subject::Ledger(cast.ledger.origin.clone());
    let opening = cast.ledger.opening(&lab, crate::cast::SPARE);
    let body = handseal::event::CheckpointKeyChanged {
        by: opening.by,
        key: opening.key,
        possession: opening.possession,
    };
    let event = cast.ledger.signed(body, &[ledger.clone()], &lab);
    // The heads of the ledger are signed by its own key all the same.
    crate::cast::assert_wrong(
        &mut cast.ledger,
        &event,
        &ledger,
        Verdict::Contradicted,
        Code::LinkNoPen,
    );
}

#[test]
fn anothers_own_chain_has_no_pen() {
    let mut cast = cast();
    let own = cast.ledger.own(&cast.ana);
    let body = cast.ledger.noted();
    let event = cast.ledger.signed(body, &[own.clone()], &cast.ben.clone());
    crate::cast::assert_wrong(
        &mut cast.ledger,
        &event,
        &own,
        Verdict::Contradicted,
        Code::LinkNoPen,
    );
}

#[test]
fn entry_that_is_cited_and_not_here_is_not_held() {
    let (mut cast, item) = with_item();
    let mut cited = cast.ledger.cite(&item);
    cited.entry = EntryHash::of(b"kept elsewhere");
    let own = cast.ledger.own(&cast.ana);
    let body = cast.ledger.noted_of(Some(cited));
    let index = cast.ledger.act(body, &[own], &cast.ana.clone());
    let expected = [at(Code::LinkNotHeld, index, &item)];
    assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
}

#[test]
fn entry_that_is_cited_before_it_stands_is_reordered() {
    let (mut cast, item) = with_item();
    let (ana, only) = (cast.ana.clone(), [item.clone()]);
    let body = cast.ledger.stored();
    let later = cast.ledger.signed(body, &only, &ana);
    let cited = handseal::event::Citation { subject: item.clone(), seq: 1, entry: later.hash() };
    let own = cast.ledger.own(&ana);
    let body = cast.ledger.noted_of(Some(cited));
    let index = cast.ledger.act(body, &[own], &ana);
    cast.ledger.push(&later);
    let expected = [at(Code::LinkReordered, index, &item)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn entry_that_is_cited_at_another_place_is_a_mismatch() {
    let (mut cast, item) = with_item();
    let other = cast.ledger.collect(&cast.ana.clone());
    let mut cited = cast.ledger.cite(&item);
    cited.subject = other.clone();
    let own = cast.ledger.own(&cast.ana);
    let body = cast.ledger.noted_of(Some(cited));
    let index = cast.ledger.act(body, &[own], &cast.ana.clone());
    let expected = [at(Code::CitationMismatch, index, &other)];
    assert_shows(&cast.ledger, Verdict::Contradicted, &expected);
}

#[test]
fn item_without_a_case_that_is_here_is_incomplete() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let (case, id) = (handseal::identity::CaseId::from([9; 16]), cast.ledger.item());
    let body = cast.ledger.collected_in(case, &[id], None);
    let item = Subject::Item(id);
    cast.ledger.act(body, &[item.clone()], &ana);
    let expected = [crate::cast::about(Code::CaseNotHeld, &item)];
    assert_shows(&cast.ledger, Verdict::Incomplete, &expected);
}

#[test]
fn place_behind_the_last_number_is_refused_when_it_is_drafted() {
    let (mut cast, item) = with_item();
    let body = cast.ledger.stored();
    let mut event = cast.ledger.event(body, &[item.clone()]);
    event.links = vec![Link::after(item, u64::MAX, EntryHash::of(b"the one before"))];
    let key = cast.ana.key();
    let public = handseal::identity::Signer::public_key(&key);
    assert!(handseal::event::EventDraft::new(event, cast.ana.id, public, None).is_err());
}
