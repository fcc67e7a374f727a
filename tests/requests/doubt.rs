//! Entries that could not be checked, and what they leave unsaid: V7.1.

use handseal::event::{Cancelled, ConditionKind, Subject};
use handseal::identity::Trust;
use handseal::law::RequestStatus;
use handseal::verify::{Code, Report, Verdict};

use crate::world::{World, condition, one, requests, why, world};

fn codes(report: &Report) -> Vec<Code> {
    requests(report).map(|finding| finding.code).collect()
}

/// The same roots, without the provider's.
fn without_provider(world: &World) -> Trust {
    let trusted = [&world.maker, &world.authority, &world.third, &world.second];
    trusted.into_iter().fold(Trust::new(), |trust, party| trust.root(party.id.org()))
}

#[test]
fn request_whose_side_rests_on_an_untrusted_key_is_not_shown() {
    // V7.1
    let mut world = world();
    let id = world.asked("PERIODS");
    let received = world.ledger.size() - 1;
    world.answer(id, "content", &[]);
    world.trust = without_provider(&world);
    let report = world.report();
    let finding = one(&report, Code::RequestNotShown);
    assert_eq!(codes(&report), [Code::RequestNotShown], "nothing else is said: {report}");
    assert!(finding.message().contains(&id.to_string()), "{}", finding.message());
    let cause = &report.findings[finding.because_of.unwrap()];
    assert_eq!((cause.code, cause.location.entry), (Code::KeyUnknown, Some(received)));
    assert_eq!(report.verdict, Verdict::Incomplete);
    assert_eq!(report.requests[0].status, RequestStatus::NotShown);
}

#[test]
fn request_whose_sides_are_all_trusted_is_shown() {
    // V7.1
    let mut world = world();
    world.delivered("PERIODS", &[]);
    assert!(!world.finds(Code::RequestNotShown));
}

#[test]
fn request_of_which_nothing_could_be_checked_is_named_by_its_id() {
    // V7.1
    let mut world = world();
    let stranger = world.stranger.clone();
    let id = world.id();
    let terms = world.terms("FREE");
    world.act(id, &stranger, handseal::event::Requested { terms });
    let finding = world.found(Code::RequestNotShown);
    assert!(finding.message().contains(&id.to_string()), "{}", finding.message());
}

#[test]
fn stranger_on_a_side_of_its_own_hides_nothing_of_the_request() {
    // V7.1: the request does not name it.
    let mut world = world();
    let id = world.asked("PERIODS");
    let stranger = world.stranger.clone();
    world.receive(id, &stranger);
    let report = world.report();
    assert!(report.findings.iter().any(|finding| finding.code == Code::KeyUnknown));
    assert!(codes(&report).contains(&Code::RequestOverdue), "{report}");
    assert!(!codes(&report).contains(&Code::RequestNotShown), "{report}");
}

#[test]
fn act_that_custody_does_not_take_hides_nothing_of_the_evidence() {
    // V7.1: an offer of what is offered already has no effect.
    let mut world = world();
    let (_, item) = world.delivered("FREE", &[condition(ConditionKind::Confidential)]);
    let (maker, second) = (world.maker.clone(), world.second.clone());
    let item = [item];
    let body = world.ledger.received_back(&item);
    world.ledger.act(body, &item, &maker);
    let index = world.hand_over(&item[0], [&maker, &second], None, &[]);
    let report = world.report();
    assert!(report.findings.iter().any(|f| f.code == Code::CustodyMoveForbidden), "{report}");
    let dropped = one(&report, Code::RequestConditionDropped);
    assert_eq!(dropped.location.entry, Some(index));
}

#[test]
fn entry_by_another_party_on_a_side_fails_and_hides_nothing_of_the_request() {
    // V7.1: the pen of the side is its party's.
    let mut world = world();
    let id = world.asked("PERIODS");
    let (maker, third) = (world.maker.clone(), world.third.clone());
    let side = [Subject::Request(id, maker.id)];
    let event = world.ledger.signed(Cancelled { why: why() }, &side, &third);
    world.ledger.push_aside(&event);
    let report = world.report();
    assert_eq!(report.verdict, Verdict::Contradicted);
    assert!(report.findings.iter().any(|finding| finding.code == Code::LinkNoPen));
    assert!(codes(&report).contains(&Code::RequestOverdue), "not cancelled: {report}");
}

#[test]
fn evidence_whose_chain_rests_on_an_untrusted_key_is_not_shown() {
    // V7.1
    let bound = [condition(ConditionKind::Confidential)];
    let mut world = world();
    let (_, item) = world.delivered("KEEP", &bound);
    assert!(world.finds(Code::RequestRetentionAbsent));
    let (maker, stranger) = (world.maker.clone(), world.stranger.clone());
    let offered = world.hand_over(&item, [&maker, &stranger], None, &[]);
    let report = world.report();
    let finding = one(&report, Code::RequestNotShown);
    assert_eq!(finding.location.subject, Some(item));
    let cause = &report.findings[finding.because_of.unwrap()];
    assert_eq!((cause.code, cause.location.entry), (Code::KeyUnknown, Some(offered + 1)));
    assert!(!codes(&report).contains(&Code::RequestRetentionAbsent), "{report}");
    // What was said of it before the doubt came stays said.
    assert_eq!(one(&report, Code::RequestConditionDropped).location.entry, Some(offered));
}
