//! What acts on requests cite is held to the record as any citation is: V3.4, V3.9.

use handseal::event::{
    AuthenticationResult, AuthorisedAct, Citation, EntryHash, Received, Subject, Used, Validated,
    Why,
};
use handseal::verify::{Code, Verdict};

use crate::world::{World, authenticated, why, world};

fn received(entry: Citation) -> Received {
    let authentication = authenticated(AuthenticationResult::Confirmed);
    Received { entry, channel: why(), authentication }
}

#[test]
fn receipt_of_an_entry_that_stands_elsewhere_is_contradicted() {
    // V3.9
    let mut world = world();
    let terms = world.terms("FREE");
    let id = world.ask(terms);
    let request = Subject::Request(id, world.maker.id);
    let mut cited = world.ledger.cite(&request);
    cited.entry = world.ledger.hash(0);
    let provider = world.provider.clone();
    let index = world.act(id, &provider, received(cited));
    let report = world.report();
    let found = report.findings.iter().find(|found| found.code == Code::CitationMismatch).unwrap();
    assert_eq!(found.location.entry, Some(index));
    assert_eq!(found.location.field.as_deref(), Some("body.entry"));
    assert_eq!(report.verdict, Verdict::Contradicted);
}

#[test]
fn receipt_of_a_request_that_is_not_here_is_not_checked() {
    // V3.4
    let mut world = world();
    let id = world.id();
    let entry = EntryHash::of(b"a request of another ledger");
    let cited = Citation { subject: Subject::Request(id, world.second.id), seq: 0, entry };
    let provider = world.provider.clone();
    world.act(id, &provider, received(cited));
    let report = world.report();
    let not_held = report.findings.iter().any(|found| found.code == Code::LinkNotHeld);
    assert!(not_held, "{report}");
    assert_eq!(report.verdict, Verdict::Incomplete, "{report}");
}

#[test]
fn authorisation_and_validation_are_cited_too() {
    // V3.9
    let mut world = world();
    let (id, item) = world.delivered("FREE", &[]);
    let (maker, provider) = (world.maker.clone(), world.provider.clone());
    let says = World::authorisation(AuthorisedAct::Use);
    let cited = world.authorise(id, &provider, says);
    let wrong = Citation { entry: world.ledger.hash(0), ..cited.clone() };
    let used = |cited| Used { result: None, purpose: Why::code("tax"), authorisation: Some(cited) };
    world.ledger.act(used(cited), std::slice::from_ref(&item), &maker);
    world.assert_consistent();
    let index = world.ledger.act(used(wrong.clone()), &[item], &maker);
    let validator = "judge".to_owned();
    let body = Validated { validator, entry: Some(wrong), described: None };
    world.act(id, &maker, body);
    let report = world.report();
    let mismatched = report.findings.iter().filter(|found| found.code == Code::CitationMismatch);
    let places: Vec<_> = mismatched.map(|found| found.location.entry).collect();
    assert_eq!(places, [Some(index), Some(index + 1)], "{report}");
}
