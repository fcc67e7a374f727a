//! Items made from others: C3.8.

use handseal::event::{SignedEvent, Subject};
use handseal::verify::{Code, Verdict};

use crate::cast::{Cast, assert_refused, assert_says, at, cast};

/// What Ana derives from these sources.
fn derived(cast: &mut Cast, from: &[Subject]) -> (SignedEvent, Subject) {
    let made = cast.ledger.item();
    let mut sources = from.to_vec();
    sources.sort_by_key(|source| source.item());
    let body = cast.ledger.derived(&sources, &[made]);
    let made = Subject::Item(made);
    let all = [from, &[made.clone()]].concat();
    (cast.ledger.signed(body, &all, &cast.ana.clone()), made)
}

#[test]
fn item_derived_from_items_held_begins_with_their_cases() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let sources = cast.ledger.collect_all(2, &ana);
    let (event, made) = derived(&mut cast, &sources);
    cast.ledger.push(&event);
    let report = cast.ledger.report();
    assert_says(&report, Verdict::Consistent, &[]);
    let item = report.items.iter().find(|item| Some(item.id) == made.item());
    let item = item.unwrap();
    assert_eq!((item.holder, item.cases.as_slice()), (Some(ana.id), &[cast.ledger.case][..]));
}

/// One of the sources is another's: nothing is made.
#[test]
fn item_derived_from_one_source_too_many_does_not_begin() {
    let mut cast = cast();
    let mine = cast.ledger.collect(&cast.ana.clone());
    let other = cast.ledger.collect(&cast.ben.clone());
    let (event, made) = derived(&mut cast, &[mine, other.clone()]);
    assert_refused(&cast.ledger, &event, Code::LinkNoPen);
    let index = cast.ledger.push_aside(&event);
    let report = cast.ledger.report();
    let expected = [at(Code::LinkNoPen, index, &other)];
    assert_says(&report, Verdict::Contradicted, &expected);
    let is_made = |item: &handseal::verify::ItemReport| Some(item.id) == made.item();
    assert!(!report.items.iter().any(is_made));
}

#[test]
fn item_derived_from_an_item_that_ended_does_not_begin() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let source = [cast.ledger.collect(&ana)];
    let body = cast.ledger.destroyed();
    cast.ledger.act(body, &source, &ana);
    let (event, _) = derived(&mut cast, &source);
    assert_refused(&cast.ledger, &event, Code::CustodyMoveForbidden);
    let index = cast.ledger.push_aside(&event);
    let report = cast.ledger.report();
    let expected = [at(Code::CustodyMoveForbidden, index, &source[0])];
    assert_says(&report, Verdict::Irregular, &expected);
    assert_eq!(report.items.len(), 1);
}
