//! What a report says of requests, and what it never says.

use handseal::event::{Cancelled, ConditionKind, Used, Why};
use handseal::law::Catalogue;
use handseal::verify::{Class, Code};

use crate::world::{World, condition, requests, why, world};

/// A request with something wrong on every side of it.
fn troubled() -> World {
    let mut world = world();
    let mut terms = world.terms("FIELDS");
    terms.fields.clear();
    let id = world.asked_with(terms);
    let bound = [condition(ConditionKind::Purpose), condition(ConditionKind::OnwardTransfer)];
    let item = world.answer(id, "subscriber", &bound);
    let [maker, provider, third] =
        [&world.maker, &world.provider, &world.third].map(|party| party.clone());
    world.hand_over(&item, [&provider, &maker], Some(id), &bound);
    let purpose = Why::code("tax");
    let body = Used { result: None, purpose, authorisation: None };
    world.ledger.act(body, std::slice::from_ref(&item), &maker);
    world.hand_over(&item, [&maker, &third], Some(id), &[]);
    world.act(id, &provider, Cancelled { why: why() });
    world.asked("PERIODS");
    world.delivered("KEEP", &[]);
    world
}

#[test]
fn same_file_gives_the_same_report() {
    let world = troubled();
    let first = world.report();
    assert!(requests(&first).count() > 6, "{first}");
    let json = |report: &handseal::Report| serde_json::to_string(report).unwrap();
    for _ in 0..3 {
        let again = world.report();
        assert_eq!(again.to_string(), first.to_string());
        assert_eq!(json(&again), json(&first));
    }
}

#[test]
fn no_finding_about_requests_is_a_failure() {
    let of_requests = || Code::ALL.iter().filter(|code| code.requirement().starts_with("V7."));
    assert_eq!(of_requests().count(), 42);
    assert!(of_requests().all(|code| code.class() != Class::Failure));
}

#[test]
fn finding_that_rests_on_a_rule_shows_how_sure_it_is_on_the_page_and_in_json() {
    let report = troubled().report();
    let page = report.to_string();
    let json = serde_json::to_value(&report).unwrap();
    let mut rules = 0;
    for (finding, json) in report.findings.iter().zip(json["findings"].as_array().unwrap()) {
        let Some(provision) = finding.provision() else {
            assert!(json["provision"].is_null());
            continue;
        };
        rules += 1;
        let told = format!(
            "(rule: {:?} {:?}; {})",
            provision.instrument, provision.paragraph, provision.certainty
        );
        assert!(finding.message().ends_with(&told), "{}", finding.message());
        assert!(page.contains(&told), "{page}");
        assert_eq!(json["provision"]["instrument"], provision.instrument);
        assert_eq!(json["provision"]["paragraph"], provision.paragraph);
        assert_eq!(json["provision"]["certainty"], provision.certainty.code());
    }
    assert!(rules > 2, "{page}");
}

#[test]
fn nothing_is_said_to_be_lawful() {
    let report = troubled().report();
    for finding in requests(&report) {
        let message = finding.message().to_lowercase();
        for word in ["lawful", "legal", "authentic ", "tamper"] {
            assert!(!message.contains(word), "{message}");
        }
    }
}

#[test]
fn report_names_the_catalogue_that_it_judged_by() {
    let world = troubled();
    let used = world.report().catalogue.unwrap();
    assert_eq!(used.name, "Instruments of a test");
    assert_eq!(used.as_of.unwrap().to_string(), "2041-01-01");
    let other = world.report_by(Catalogue::embedded());
    assert_ne!(other.catalogue.unwrap().sha256, used.sha256);
}

#[test]
fn ledger_without_requests_names_no_catalogue() {
    let mut world = world();
    let maker = world.maker.clone();
    world.collect(None, &maker);
    let report = world.report();
    assert_eq!(report.catalogue, None);
    assert!(report.requests.is_empty());
}

/// The instruments of the embedded catalogue, by three facts that were read in an official text.
#[test]
fn embedded_catalogue_judges_a_production_order_of_the_union() {
    let mut world = world();
    let mut terms = world.terms("EU-2023-1543-EPOC");
    terms.issuer = Some("prosecutor".to_owned());
    terms.categories = vec!["content".to_owned()];
    let id = world.asked_with(terms);
    let report = world.report_by(Catalogue::embedded());
    let codes: Vec<_> = requests(&report).map(|finding| finding.code).collect();
    // V7.10, V7.11, V7.38
    for code in [Code::RequestFieldMissing, Code::RequestIssuerOutside, Code::RequestOverdue] {
        assert!(codes.contains(&code), "{code}: {report}");
    }
    let overdue = requests(&report).find(|finding| finding.code == Code::RequestOverdue).unwrap();
    assert!(overdue.message().contains("verified"), "{}", overdue.message());
    world.answer(id, "content", &[]);
    let report = world.report_by(Catalogue::embedded());
    assert!(requests(&report).all(|finding| finding.code != Code::RequestOverdue), "{report}");
}

#[test]
fn embedded_catalogue_holds_content_outside_a_subscriber_order() {
    // V7.13
    let mut world = world();
    let id = world.asked("CETS224-ART7");
    world.answer(id, "content", &[]);
    let report = world.report_by(Catalogue::embedded());
    let outside = requests(&report).find(|f| f.code == Code::RequestDataOutsideScope);
    assert!(outside.unwrap().message().contains("CETS224-ART7"), "{report}");
}
