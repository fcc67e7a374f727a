//! What a request says, against what its instrument asks for: V7.8 to V7.16.

use handseal::event::{
    Clarified, Confirmation, Confirmed, Declined, Fields, Period, Relation, RelationKind,
    RequestForm, Subject, Terms, Unit, Urgency, Validated,
};
use handseal::identity::RequestId;
use handseal::law::Certainty;
use handseal::verify::{Code, Verdict};

use crate::cases::Party;
use crate::world::{World, one, requests, why, world};

fn validated(validator: &str) -> Validated {
    Validated { validator: validator.to_owned(), entry: None, described: None }
}

#[test]
fn unknown_instrument_is_kept_and_said() {
    // V7.8
    let mut world = world();
    let (_, _) = world.delivered("NOBODY-KNOWS", &[]);
    let report = world.report();
    let finding = one(&report, Code::RequestInstrumentUnknown);
    assert!(finding.message().contains("NOBODY-KNOWS"), "{}", finding.message());
    assert_eq!(report.verdict, Verdict::Incomplete);
    assert_eq!(requests(&report).count(), 1, "{report}");
    assert_eq!(report.requests[0].instrument.as_deref(), Some("NOBODY-KNOWS"));
    assert_eq!(report.requests[0].status.code(), "produced");
}

#[test]
fn request_under_a_treaty_not_in_force_is_a_note_and_the_verdict_stays_consistent() {
    // V7.9
    let mut world = world();
    world.delivered("DEAD", &[]);
    world.assert_consistent();
    let finding = world.found(Code::RequestInstrumentNotInForce);
    assert!(finding.message().contains("as of 2041-01-01"), "{}", finding.message());
    assert_eq!(finding.provision().unwrap().certainty, Certainty::Secondary);
}

#[test]
fn request_made_before_its_treaty_is_in_force_is_noted() {
    // V7.9
    let mut early = world();
    early.asked("LATER");
    assert!(early.finds(Code::RequestInstrumentNotInForce));
    let mut late = world();
    late.days(14);
    late.asked("LATER");
    assert!(!late.finds(Code::RequestInstrumentNotInForce));
}

fn without_offence(world: &mut World) -> Terms {
    Terms { fields: Fields::new(), ..world.terms("FIELDS") }
}

#[test]
fn missing_field_names_its_paragraph_and_how_sure_it_is() {
    // V7.10
    let mut world = world();
    let terms = without_offence(&mut world);
    world.asked_with(terms);
    let finding = world.found(Code::RequestFieldMissing);
    let message = finding.message();
    assert!(message.contains("offence") && message.contains(r#""FIELDS" "2(1)""#), "{message}");
    assert!(message.contains("to verify (high)"), "{message}");
    let provision = finding.provision().unwrap();
    assert_eq!((provision.instrument.as_str(), provision.paragraph.as_str()), ("FIELDS", "2(1)"));
    let json = serde_json::to_value(&finding).unwrap();
    assert_eq!(json["provision"]["certainty"], "to verify (high)");
}

#[test]
fn field_that_is_stated_or_optional_or_conditional_is_not_missing() {
    // V7.10: the addressee stands in a place of its own.
    let mut world = world();
    world.asked("FIELDS");
    assert!(!world.finds(Code::RequestFieldMissing));
}

#[test]
fn every_missing_field_is_named_at_once() {
    // V7.10
    let mut world = world();
    let mut terms = without_offence(&mut world);
    terms.parties.clear();
    terms.urgency = Urgency::Emergency;
    world.ask(terms);
    let report = world.report();
    let missing: Vec<_> = requests(&report)
        .filter(|finding| finding.code == Code::RequestFieldMissing)
        .map(|finding| finding.provision().unwrap().paragraph.clone())
        .collect();
    assert_eq!(missing, ["2(1)", "2(2)", "2(3)"]);
}

#[test]
fn emergency_without_its_facts_is_named() {
    // V7.10
    let mut world = world();
    let terms = Terms { urgency: Urgency::Emergency, ..world.terms("FIELDS") };
    world.asked_with(terms);
    let provision = world.found(Code::RequestFieldMissing).provision().cloned().unwrap();
    assert_eq!(provision.certainty, Certainty::VerifiedGerman);
}

#[test]
fn field_supplied_by_a_clarification_is_not_missing() {
    // V7.10
    let mut world = world();
    let terms = without_offence(&mut world);
    let id = world.asked_with(terms);
    let (maker, provider) = (world.maker.clone(), world.provider.clone());
    let body = handseal::event::Asked {
        form: None,
        text: world.ledger.words("which offence?"),
        fields: vec!["offence".to_owned()],
    };
    world.act(id, &provider, body);
    assert!(world.finds(Code::RequestFieldMissing));
    let body = Clarified {
        text: world.ledger.words("fraud"),
        entry: world.ledger.cite(&Subject::Request(id, provider.id)),
        fields: [("offence".to_owned(), world.ledger.words("fraud"))].into(),
    };
    world.act(id, &maker, body);
    assert!(!world.finds(Code::RequestFieldMissing));
}

/// A request by a prosecutor for data of a category.
fn by_prosecutor(world: &mut World, category: &str) -> Terms {
    Terms {
        issuer: Some("prosecutor".to_owned()),
        categories: vec![category.to_owned()],
        ..world.terms("ORDER")
    }
}

#[test]
fn prosecutor_without_validation_for_traffic_is_named() {
    // V7.11
    let mut world = world();
    let terms = by_prosecutor(&mut world, "traffic");
    world.asked_with(terms);
    let finding = world.found(Code::RequestIssuerOutside);
    assert_eq!(finding.provision().unwrap().paragraph, "3(2)");
    assert!(finding.message().contains("verified (quoted)"), "{}", finding.message());
}

#[test]
fn prosecutor_without_validation_for_content_is_named() {
    // V7.11, V7.13
    let mut world = world();
    let terms = by_prosecutor(&mut world, "content");
    world.asked_with(terms);
    assert!(world.finds(Code::RequestIssuerOutside));
    assert!(world.finds(Code::RequestDataOutsideScope));
}

#[test]
fn prosecutor_for_subscriber_data_needs_no_validation() {
    // V7.11
    let mut world = world();
    let terms = by_prosecutor(&mut world, "subscriber");
    world.asked_with(terms);
    assert!(!world.finds(Code::RequestIssuerOutside));
}

#[test]
fn validation_by_one_who_may_not_validate_does_not_count() {
    // V7.11
    for (validator, outside) in [("judge", false), ("prosecutor", true)] {
        let mut world = world();
        let terms = by_prosecutor(&mut world, "traffic");
        let id = world.asked_with(terms);
        let maker = world.maker.clone();
        world.act(id, &maker, validated(validator));
        assert_eq!(world.finds(Code::RequestIssuerOutside), outside, "{validator}");
    }
}

#[test]
fn issuer_that_is_not_told_is_not_checked() {
    // V7.12
    let mut world = world();
    let terms = Terms { issuer: None, ..world.terms("ORDER") };
    world.asked_with(terms);
    let report = world.report();
    assert!(one(&report, Code::RequestIssuerNotTold).provision().is_some());
    assert_eq!(report.verdict, Verdict::Incomplete);
    assert!(!world.finds(Code::RequestIssuerOutside));
}

#[test]
fn issuer_is_of_no_interest_where_no_rule_is_about_it() {
    // V7.12
    let mut world = world();
    let terms = Terms { issuer: None, ..world.terms("FREE") };
    world.asked_with(terms);
    assert!(!world.finds(Code::RequestIssuerNotTold));
}

#[test]
fn content_asked_for_under_a_subscriber_order_is_outside_its_scope() {
    // V7.13
    let mut world = world();
    let terms = Terms { categories: vec!["content".to_owned()], ..world.terms("ORDER") };
    world.asked_with(terms);
    let finding = world.found(Code::RequestDataOutsideScope);
    assert_eq!(finding.location.field.as_deref(), Some("body.terms.categories"));
    // The word is the one of the categories, not of the instrument.
    assert_eq!(finding.provision().unwrap().certainty, Certainty::ToVerifyMedium);
}

#[test]
fn content_produced_under_a_subscriber_order_is_outside_its_scope() {
    // V7.13
    let mut world = world();
    let id = world.asked("ORDER");
    let item = world.answer(id, "content", &[]);
    let finding = world.found(Code::RequestDataOutsideScope);
    assert_eq!(finding.location.subject, Some(item));
    assert!(!world.finds(Code::RequestDataNotAsked), "once is enough");
}

#[test]
fn category_within_one_that_the_instrument_names_is_in_its_scope() {
    // V7.13
    let mut world = world();
    let id = world.asked("ORDER");
    world.answer(id, "subscriber", &[]);
    assert!(!world.finds(Code::RequestDataOutsideScope));
}

#[test]
fn data_that_was_not_asked_for_is_named() {
    // V7.14
    let mut world = world();
    let id = world.asked("ORDER");
    let item = world.answer(id, "traffic", &[]);
    assert_eq!(world.found(Code::RequestDataNotAsked).location.subject, Some(item));
}

#[test]
fn narrower_data_than_asked_for_was_asked_for() {
    // V7.14
    let mut world = world();
    let terms = Terms { categories: vec!["metadata".to_owned()], ..world.terms("ORDER") };
    let id = world.asked_with(terms);
    world.answer(id, "traffic", &[]);
    assert!(!world.finds(Code::RequestDataNotAsked));
}

/// A request that has an order enforced, made a day after that was received.
fn enforce(world: &mut World, between: impl FnOnce(&mut World, RequestId, &Party)) {
    let first = world.asked("ASK");
    let provider = world.provider.clone();
    between(world, first, &provider);
    let relation = Relation { kind: RelationKind::Enforces, entry: None, request: first };
    let terms = Terms { relates: vec![relation], ..world.terms("ENFORCE") };
    world.ask(terms);
}

#[test]
fn enforcement_before_the_answer_was_due_is_early() {
    // V7.15
    let mut world = world();
    enforce(&mut world, |world, _, _| world.days(1));
    let finding = world.found(Code::RequestEarly);
    assert_eq!(finding.provision().unwrap().paragraph, "7(1)");
}

#[test]
fn enforcement_after_the_period_or_a_refusal_is_not_early() {
    // V7.15
    let mut lapsed = world();
    enforce(&mut lapsed, |world, _, _| world.days(5));
    assert!(!lapsed.finds(Code::RequestEarly));
    let mut refused = world();
    enforce(&mut refused, |world, id, provider| {
        world.act(id, provider, Declined { form: None, ground: why(), redirected: None });
    });
    assert!(!refused.finds(Code::RequestEarly));
}

#[test]
fn enforcement_within_the_longer_time_that_the_order_gave_is_early() {
    // V7.15
    let mut world = world();
    let period = Period { unit: Unit::CalendarDays, amount: 10 };
    let terms = Terms { time_frame: Some(period), ..world.terms("ASK") };
    let first = world.asked_with(terms);
    world.days(5);
    let relation = Relation { kind: RelationKind::Enforces, entry: None, request: first };
    let terms = Terms { relates: vec![relation], ..world.terms("ENFORCE") };
    world.ask(terms);
    assert!(world.finds(Code::RequestEarly));
}

#[test]
fn early_enforcement_that_gives_its_reason_is_not_named() {
    // V7.15
    let mut world = world();
    let first = world.asked("ASK");
    let relation = Relation { kind: RelationKind::Enforces, entry: None, request: first };
    let mut terms = Terms { relates: vec![relation], ..world.terms("ENFORCE") };
    let reason = world.ledger.words("the provider has closed");
    terms.fields.insert("reason_for_enforcing_now".to_owned(), reason);
    world.ask(terms);
    assert!(!world.finds(Code::RequestEarly));
}

#[test]
fn enforcement_of_an_order_that_is_not_here_cannot_be_told() {
    // V7.2, V7.15
    let mut world = world();
    let first = world.id();
    let relation = Relation { kind: RelationKind::Enforces, entry: None, request: first };
    let terms = Terms { relates: vec![relation], ..world.terms("ENFORCE") };
    world.ask(terms);
    assert!(!world.finds(Code::RequestEarly));
    assert!(world.found(Code::RequestNotHeld).message().contains(&first.to_string()));
}

fn confirmed(what: Confirmation) -> Confirmed {
    Confirmed { form: None, what, request: None }
}

#[test]
fn oral_request_that_nobody_confirmed_is_named() {
    // V7.16
    let mut world = world();
    let terms = Terms { form: RequestForm::Oral, ..world.terms("ORDER") };
    let id = world.asked_with(terms);
    assert_eq!(
        world.found(Code::RequestConfirmationMissing).provision().unwrap().paragraph,
        "3(6)"
    );
    let maker = world.maker.clone();
    world.act(id, &maker, confirmed(Confirmation::Resumed));
    assert!(world.finds(Code::RequestConfirmationMissing), "it confirms something else");
    world.act(id, &maker, confirmed(Confirmation::Oral));
    assert!(!world.finds(Code::RequestConfirmationMissing));
}

#[test]
fn written_request_needs_no_confirmation() {
    // V7.16
    let mut world = world();
    let terms = Terms { form: RequestForm::Paper, ..world.terms("ORDER") };
    world.asked_with(terms);
    assert!(!world.finds(Code::RequestConfirmationMissing));
}

#[test]
fn emergency_by_a_prosecutor_is_validated_afterwards() {
    // V7.11, V7.16
    let mut world = world();
    let traffic = by_prosecutor(&mut world, "traffic");
    let terms = Terms { urgency: Urgency::Emergency, ..traffic };
    let id = world.asked_with(terms);
    world.now = world.ledger.minute + 60;
    assert!(!world.finds(Code::RequestConfirmationMissing), "there is still time");
    assert!(!world.finds(Code::RequestIssuerOutside), "there is still time");
    world.now = crate::cases::NOW;
    assert!(world.finds(Code::RequestConfirmationMissing));
    assert!(world.finds(Code::RequestIssuerOutside));
    let maker = world.maker.clone();
    world.act(id, &maker, validated("judge"));
    assert!(!world.finds(Code::RequestConfirmationMissing));
    assert!(!world.finds(Code::RequestIssuerOutside));
}

#[test]
fn emergency_by_one_who_may_issue_alone_needs_no_confirmation() {
    // V7.16
    let mut world = world();
    let subscriber = by_prosecutor(&mut world, "subscriber");
    let terms = Terms { urgency: Urgency::Emergency, ..subscriber };
    world.asked_with(terms);
    assert!(!world.finds(Code::RequestConfirmationMissing));
}
