//! What only a second read tells: places behind the tip, citations of entries that are no tips, and what an
//! earlier entry that could not be taken has to do with them. V3.1 to V3.9, V5.1.

use handseal::event::{Citation, EntryHash, Link, Subject};
use handseal::verify::{Code, Detail, Finding, Report};

use crate::cases::{Party, at as minute, sign};
use crate::cast::{BEN, Cast, cast};

/// Ana's item with entries at the places 0 to 2.
fn with_three() -> (Cast, Subject, [EntryHash; 3]) {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = cast.ledger.collect(&ana);
    let mut hashes = vec![cast.ledger.cite(&item).entry];
    for _ in 0..2 {
        let body = cast.ledger.stored();
        cast.ledger.act(body, &[item.clone()], &ana);
        hashes.push(cast.ledger.cite(&item).entry);
    }
    (cast, item, hashes.try_into().unwrap())
}

/// An entry that takes no effect, for the key is another's.
fn untaken(cast: &mut Cast) -> u64 {
    let body = cast.ledger.noted();
    let own = cast.ledger.own(&cast.ana);
    let event = cast.ledger.signed(body, &[own], &cast.ana.with_key(BEN));
    cast.ledger.push_aside(&event)
}

fn stored(cast: &mut Cast, link: Link, by: &Party) -> u64 {
    let body = cast.ledger.stored();
    let mut event = cast.ledger.event(body, &[link.subject.clone()]);
    event.links = vec![link];
    cast.ledger.push_aside(&sign(event, by))
}

fn found(report: &Report, index: u64) -> &Finding {
    let mut of_entry =
        report.findings.iter().filter(|finding| finding.location.entry == Some(index));
    of_entry.next().unwrap_or_else(|| panic!("{report}"))
}

/// The entry on account of which a finding is.
fn because_of(report: &Report, finding: &Finding) -> Option<u64> {
    report.findings[finding.because_of?].location.entry
}

/// The tip has gone on since: the first entry at the place is looked up.
#[test]
fn second_entry_behind_the_tip_is_called_by_another_name() {
    let (mut cast, item, hashes) = with_three();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let link = Link::after(item, 1, hashes[0]);
    let fork = stored(&mut cast, link.clone(), &ana);
    let foreign = stored(&mut cast, link, &ben);
    let report = cast.ledger.report();
    for (index, code) in [(fork, Code::LinkForked), (foreign, Code::LinkNoPen)] {
        let found = found(&report, index);
        assert_eq!((found.code, &found.detail), (code, &Detail::Other(hashes[1])), "{report}");
    }
}

#[test]
fn entry_that_is_not_here_is_missing_on_account_of_no_or_of_a_later_entry() {
    let mut cast = cast();
    let ana = cast.ana.clone();
    let item = cast.ledger.collect(&ana);
    let cited = Citation { entry: EntryHash::of(b"elsewhere"), ..cast.ledger.cite(&item) };
    let noted = |cast: &mut Cast| {
        let own = cast.ledger.own(&ana);
        let body = cast.ledger.noted_of(Some(cited.clone()));
        cast.ledger.act(body, &[own], &ana)
    };
    let before = noted(&mut cast);
    let damage = untaken(&mut cast);
    let behind = noted(&mut cast);
    let report = cast.ledger.report();
    for (index, cause) in [(before, None), (behind, Some(damage))] {
        let found = found(&report, index);
        assert_eq!(found.code, Code::LinkNotHeld, "{report}");
        assert_eq!(because_of(&report, found), cause, "{report}");
    }
}

/// V5.1: the entry cited is no tip any more, and its time is as it was.
#[test]
fn act_before_the_act_that_it_cites_is_no_regress_once_the_tip_went_on() {
    let (mut cast, item, hashes) = with_three();
    for early in [false, true] {
        let cited = Citation { subject: item.clone(), seq: 1, entry: hashes[1] };
        let own = cast.ledger.own(&cast.ben);
        let body = cast.ledger.noted_of(Some(cited));
        let mut event = cast.ledger.event(body, &[own]);
        if early {
            event.at = handseal::event::At::device(minute(1));
        }
        let index = cast.ledger.push(&sign(event, &cast.ben.clone()));
        let report = cast.ledger.report();
        let mut about = report.findings.iter().filter(|each| each.location.entry == Some(index));
        let regressed = |each: &Finding| {
            each.code == Code::TimeRegressed && each.location.field.as_deref() == Some("body.entry")
        };
        assert_eq!(about.any(regressed), early, "{report}");
    }
}

/// Only what stands at the place before, and took none, is what the link may rest on.
#[test]
fn link_to_another_place_rests_on_an_entry_that_was_not_taken() {
    for to_another_chain in [true, false] {
        let (mut cast, item, _) = with_three();
        let ana = cast.ana.clone();
        untaken(&mut cast);
        let other = cast.ledger.collect(&ana);
        for subject in [&item, &other, &other, &other, &other] {
            let body = cast.ledger.stored();
            cast.ledger.act(body, std::slice::from_ref(subject), &ana);
        }
        // The item is at place 3 and the other at 4.
        let link = if to_another_chain {
            Link::after(item, 5, cast.ledger.cite(&other).entry)
        } else {
            Link::after(item.clone(), 5, cast.ledger.cite(&item).entry)
        };
        let index = stored(&mut cast, link, &ana);
        let report = cast.ledger.report();
        assert_eq!(found(&report, index).code, Code::LinkMismatch, "{report}");
    }
}
