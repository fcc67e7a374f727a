//! Requests in a part of a ledger: what is not there may stand elsewhere.

use handseal::event::{NamedParty, Subject, Terms, Urgency, Validated};
use handseal::law::UseLogOf;
use handseal::store::CaseFile;
use handseal::verify::{Certificate, Code, NoCertificate, Report, Verifier};

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

/// Whoever asks gets an answer of a part as of a whole.
#[test]
fn what_is_asked_of_an_extract_is_dropped() {
    let mut world = world();
    let (id, item) = world.delivered("FREE", &[]);
    let maker = world.maker.clone();
    let body = handseal::event::Used {
        result: None,
        purpose: handseal::event::Why::code("fraud"),
        authorisation: None,
    };
    let used = world.ledger.act(body, std::slice::from_ref(&item), &maker);
    let mut file = CaseFile::open_bytes(world.ledger.bytes.clone(), &world.trust).unwrap();
    let mut subjects = base(&world);
    subjects.push(item.clone());
    let mut bytes = Vec::new();
    file.extract(&subjects, &World::key_of_heads(), &mut bytes).unwrap();
    let item = item.item().unwrap();
    let verifier = Verifier::new(&world.trust, at(world.now));
    let verifier = verifier.use_log(UseLogOf::Item(item)).certificate(item);
    let report = verifier.verify_bytes(&bytes).unwrap();
    let [log] = report.use_logs.as_slice() else { panic!("{report}") };
    assert_eq!(log.entries.last().unwrap().entry, used);
    let [Certificate::Refused { why: NoCertificate::NotAcquired, .. }] =
        report.certificates.as_slice()
    else {
        panic!("{report}");
    };
    // The request itself is not in it.
    let verifier = Verifier::new(&world.trust, at(world.now)).use_log(UseLogOf::Request(id));
    assert_eq!(verifier.verify_bytes(&bytes).unwrap().use_logs.len(), 1);
}
