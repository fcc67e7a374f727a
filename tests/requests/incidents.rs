//! Incidents with evidence that came from elsewhere: V7.36.

use handseal::event::{Citation, Incident, Notice, Recipient, Subject};
use handseal::verify::Code;

use crate::cases::{Party, at};
use crate::world::{DAY, World, condition, until, world};

/// Evidence at the maker's under an instrument that obliges to tell of incidents.
fn kept() -> (World, Subject) {
    let mut world = world();
    let conditions = [until(handseal::event::ConditionKind::Review, 25 * DAY)];
    let (_, item) = world.delivered("KEEP", &conditions);
    (world, item)
}

fn incident(world: &mut World, entry: Option<Citation>, told: Option<&Party>) -> Incident {
    let to = Recipient { party: told.map(|party| party.id), described: None };
    Incident {
        kind: "access".to_owned(),
        risk: Some("significant".to_owned()),
        text: world.ledger.words("somebody looked"),
        entry,
        notified: told.map(|_| Notice { at: Some(at(DAY)), to }).into_iter().collect(),
    }
}

#[test]
fn incident_that_nobody_was_told_of_is_named() {
    // V7.36
    let (mut world, item) = kept();
    let maker = world.maker.clone();
    let body = incident(&mut world, None, None);
    let index = world.ledger.act(body, std::slice::from_ref(&item), &maker);
    let finding = world.found(Code::RequestIncidentNotNotified);
    let place = (finding.location.entry, finding.location.subject.clone());
    assert_eq!(place, (Some(index), Some(item)));
    assert!(
        finding.message().contains(r#""KEEP" "9(7)"; to verify (high)"#),
        "{}",
        finding.message()
    );
}

#[test]
fn incident_that_somebody_is_to_be_told_of_later_is_named() {
    // V7.36
    let (mut world, item) = kept();
    let (maker, provider) = (world.maker.clone(), world.provider.clone());
    let mut body = incident(&mut world, None, Some(&provider));
    body.notified[0].at = None;
    world.ledger.act(body, &[item], &maker);
    assert!(world.finds(Code::RequestIncidentNotNotified));
}

#[test]
fn incident_that_the_supplier_was_told_of_is_not_named() {
    // V7.36
    let (mut world, item) = kept();
    let (maker, provider) = (world.maker.clone(), world.provider.clone());
    let body = incident(&mut world, None, Some(&provider));
    world.ledger.act(body, &[item], &maker);
    world.assert_consistent();
}

#[test]
fn incident_told_later_by_one_that_cites_the_first_is_not_named() {
    // V7.36
    let (mut world, item) = kept();
    let (maker, provider) = (world.maker.clone(), world.provider.clone());
    let first = incident(&mut world, None, None);
    world.ledger.act(first, std::slice::from_ref(&item), &maker);
    let cited = world.ledger.cite(&item);
    let second = incident(&mut world, Some(cited), Some(&provider));
    let own = world.ledger.own(&maker);
    world.ledger.act(second, &[own], &maker);
    world.assert_consistent();
}

#[test]
fn incident_on_the_own_chain_about_an_entry_of_the_evidence_is_one_with_the_evidence() {
    // V7.36
    let (mut world, item) = kept();
    let maker = world.maker.clone();
    let cited = world.ledger.cite(&item);
    let body = incident(&mut world, Some(cited), None);
    let own = world.ledger.own(&maker);
    world.ledger.act(body, &[own], &maker);
    assert_eq!(world.found(Code::RequestIncidentNotNotified).location.subject, Some(item));
}

#[test]
fn incident_of_low_risk_need_not_be_told() {
    // V7.36
    let (mut world, item) = kept();
    let maker = world.maker.clone();
    let low = Some("low".to_owned());
    let body = Incident { risk: low, ..incident(&mut world, None, None) };
    world.ledger.act(body, &[item], &maker);
    world.assert_consistent();
}

#[test]
fn incident_of_the_supplier_itself_is_its_own() {
    // V7.36
    let mut world = world();
    let id = world.asked("KEEP");
    let item = world.answer(id, "subscriber", &[]);
    let provider = world.provider.clone();
    let body = incident(&mut world, None, None);
    world.ledger.act(body, &[item], &provider);
    assert!(!world.finds(Code::RequestIncidentNotNotified));
}

#[test]
fn incident_under_an_instrument_without_the_duty_is_not_named() {
    // V7.36
    let mut world = world();
    let bound = [condition(handseal::event::ConditionKind::Safeguards)];
    let (_, item) = world.delivered("FREE", &bound);
    let maker = world.maker.clone();
    let body = incident(&mut world, None, None);
    world.ledger.act(body, &[item], &maker);
    world.assert_consistent();
}
