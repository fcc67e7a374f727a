//! Honest mistakes, honestly recorded, never look like a forgery: `Irregular` at most.

use handseal::event::{At, RecordedLate, Subject, Why};
use handseal::verify::{Class, Verdict};

use crate::cases::{at as minute, sign};
use crate::cast::{Cast, cast};

/// A day of work with everything in it that goes wrong without anyone's ill will.
fn day() -> Cast {
    let mut cast = cast();
    let (ana, ben) = (cast.ana.clone(), cast.ben.clone());
    let (id, case) = (cast.ledger.item(), cast.ledger.case);
    let item = [Subject::Item(id)];
    let body = cast.ledger.collected_in(case, &[id], Some("S-1"));
    cast.ledger.act(body, &item, &ana);
    // Another seal number, accepted late.
    let body = cast.ledger.offered(&ben);
    cast.ledger.act(body, &item, &ana);
    cast.ledger.minute += 3 * 1440;
    let body = cast.ledger.accepted_seeing(&item[0], "S-l");
    cast.ledger.act(body, &item, &ben);
    // A clock set back.
    cast.ledger.minute -= 60;
    let body = cast.ledger.stored();
    cast.ledger.act(body, &item, &ben);
    // Recorded two days later.
    let body = cast.ledger.accessed();
    let mut event = cast.ledger.event(body, &item);
    event.at = At {
        recorded_late: Some(RecordedLate { acted: None, why: Why::code("no_network") }),
        ..At::device(minute(cast.ledger.minute - 2 * 1440))
    };
    cast.ledger.push(&sign(event, &ben));
    // A wrong entry corrected, another annulled.
    let cited = cast.ledger.cite(&item[0]);
    let body = cast.ledger.corrected(cited);
    cast.ledger.act(body, &item, &ben);
    let body = cast.ledger.lost();
    cast.ledger.act(body, &item, &ben);
    let body = cast.ledger.annulled(cast.ledger.cite(&item[0]));
    cast.ledger.act(body, &item, &ben);
    cast
}

#[test]
fn day_of_honest_mistakes_is_irregular() {
    let cast = day();
    let report = cast.ledger.report();
    assert_eq!(report.verdict, Verdict::Irregular, "{report}");
    let mut classes = report.findings.iter().map(|finding| finding.code.class());
    assert!(classes.all(|class| class == Class::Irregularity));
    let found = report.findings.iter().map(|finding| finding.code.name());
    let found: std::collections::BTreeSet<_> = found.collect();
    let expected =
        ["custody.seal.mismatch", "custody.transfer.late", "time.recorded_late", "time.regressed"];
    assert!(found.iter().eq(&expected), "{found:?}");
    assert_eq!(report.items[0].holder, Some(cast.ben.id));
}

/// The writer records them too: it does not make honest people lie.
#[test]
fn writer_records_honest_mistakes() {
    let mut cast = day();
    let item = [Subject::Item(cast.ledger.report().items[0].id)];
    let body = cast.ledger.stored();
    let mut event = cast.ledger.event(body, &item);
    event.at = At::device(minute(0));
    let event = sign(event, &cast.ben.clone());
    cast.ledger.write(&event).unwrap();
}
