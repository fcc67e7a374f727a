//! Requests in a part of a ledger: what is not there may stand elsewhere.

use handseal::event::{NamedParty, Subject, Terms, Urgency, Validated};
use handseal::store::CaseFile;
use handseal::verify::{Code, Report, Verifier};

use crate::cases::at;
use crate::world::{World, catalogue, requests, world};

/// The report on an extract of these subjects.
fn extract(world: &World, subjects: &[Subject]) -> Report {
    let mut file = CaseFile::open_bytes(world.ledger.bytes.clone(), &world.trust).unwrap();
    let mut bytes = Vec::new();
    let key = World::key_of_heads();
    let head = file.extract(subjects, &key, &mut bytes).unwrap().head;
    let catalogue = catalogue();
    let verifier = Verifier::new(&world.trust, at(world.now)).anchor(head);
    verifier.catalogue(&catalogue).verify_bytes(&bytes).unwrap()
}

fn codes(report: &Report) -> Vec<Code> {
    requests(report).map(|finding| finding.code).collect()
}

fn base(world: &World) -> Vec<Subject> {
    vec![Subject::Case(world.ledger.case)]
}

#[test]
fn side_that_an_extract_leaves_out_is_not_said_to_be_silent() {
    // V7.17, V7.38
    let mut world = world();
    let id = world.asked("PERIODS");
    world.answer(id, "subscriber", &[]);
    let mut subjects = base(&world);
    subjects.push(Subject::Request(id, world.maker.id));
    assert_eq!(codes(&extract(&world, &subjects)), [], "{}", extract(&world, &subjects));
}

#[test]
fn extract_with_every_side_says_that_nobody_answered() {
    // V7.17, V7.38
    let mut world = world();
    let mut terms = world.terms("PERIODS");
    terms.parties = vec![NamedParty::new("addressee", world.provider.id)];
    let id = world.asked_with(terms);
    let mut subjects = base(&world);
    for party in [&world.maker, &world.provider] {
        subjects.push(Subject::Request(id, party.id));
    }
    let report = extract(&world, &subjects);
    assert_eq!(codes(&report), [Code::RequestOpen, Code::RequestOverdue], "{report}");
}

#[test]
fn validation_on_a_side_that_an_extract_leaves_out_is_not_missed() {
    // V7.11, V7.16
    let mut world = world();
    let mut terms = Terms {
        issuer: Some("prosecutor".to_owned()),
        categories: vec!["traffic".to_owned()],
        urgency: Urgency::Emergency,
        ..world.terms("ORDER")
    };
    terms.parties.push(NamedParty::new("validating_authority", world.second.id));
    let id = world.asked_with(terms);
    let second = world.second.clone();
    let body = Validated { validator: "judge".to_owned(), entry: None, described: None };
    world.act(id, &second, body);
    assert!(!world.finds(Code::RequestIssuerOutside));
    let mut subjects = base(&world);
    subjects.push(Subject::Request(id, world.maker.id));
    let report = extract(&world, &subjects);
    assert_eq!(codes(&report), [], "{report}");
}

#[test]
fn item_that_an_extract_leaves_out_is_not_missed() {
    // V7.19, V7.20
    let mut world = world();
    let id = world.asked("FREE");
    world.answer(id, "subscriber", &[]);
    let mut subjects = base(&world);
    for party in [&world.maker, &world.provider] {
        subjects.push(Subject::Request(id, party.id));
    }
    assert_eq!(codes(&extract(&world, &subjects)), []);
    assert!(world.finds(Code::RequestItemNotOffered));
}
