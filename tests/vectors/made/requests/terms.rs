//! What a request says, against what its instrument asks for: V7.8 to V7.17, R9.1 to R9.8.

use handseal::event::{
    Asked, Clarified, Confirmation, Confirmed, Fields, Period, Relation, RelationKind, RequestForm,
    Subject, Terms, Unit, Urgency, Validated,
};
use handseal::verify::Code;

use crate::cases::NOW;
use crate::made::Case;
use crate::made::requests::sides::declined;
use crate::made::requests::{agrees, departs, notes};
use crate::vector::{Place, Vector, tells};
use crate::world::{World, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = instruments();
    all.extend(fields());
    all.extend(issuers());
    all.extend(confirmations());
    all.extend(preconditions());
    all.extend(categories());
    all
}

/// The entry of the terms of the first request in a world.
const TERMS: u64 = 7;

/// A request with these terms, which the provider has received and declined.
fn refused(make: impl FnOnce(&mut World) -> Terms) -> World {
    let mut world = world();
    let terms = make(&mut world);
    let id = world.asked_with(terms);
    let provider = world.provider.clone();
    world.act(id, &provider, declined());
    world
}

fn under(instrument: &'static str) -> World {
    refused(|world| world.terms(instrument))
}

fn instruments() -> Vec<Vector> {
    let mut later = world();
    later.days(14);
    let id = later.asked("LATER");
    let provider = later.provider.clone();
    later.act(id, &provider, declined());
    vec![
        notes(
            &under("NOBODY-KNOWS"),
            tells(
                "instrument_that_the_catalogue_does_not_have",
                &["R11.4"],
                "A request is made under an instrument of which the catalogue knows nothing. What \
                 it asks is not checked.",
            ),
            Code::RequestInstrumentUnknown,
            TERMS,
        ),
        notes(
            &under("DEAD"),
            tells(
                "instrument_whose_treaty_is_not_shown_in_force",
                &["R9.1"],
                "The catalogue does not show the treaty in force. That is a note: it may be.",
            ),
            Code::RequestInstrumentNotInForce,
            TERMS,
        ),
        notes(
            &under("LATER"),
            tells(
                "request_made_before_its_treaty_is_in_force",
                &["R9.1"],
                "A request is made on 1 June under a treaty that is in force from 15 June on.",
            ),
            Code::RequestInstrumentNotInForce,
            TERMS,
        ),
        agrees(
            &later,
            tells(
                "request_made_when_its_treaty_is_in_force",
                &["R9.1"],
                "A request is made on 15 June under a treaty that is in force from 15 June on.",
            ),
        ),
    ]
}

fn fields() -> Vec<Vector> {
    let without = |world: &mut World| Terms { fields: Fields::new(), ..world.terms("FIELDS") };
    let emergency = refused(|world| Terms { urgency: Urgency::Emergency, ..world.terms("FIELDS") });
    let mut supplied = world();
    let terms = without(&mut supplied);
    let id = supplied.asked_with(terms);
    let (maker, provider) = (supplied.maker.clone(), supplied.provider.clone());
    let text = supplied.ledger.words("which offence?");
    supplied.act(id, &provider, Asked { form: None, text, fields: vec!["offence".to_owned()] });
    let body = Clarified {
        text: supplied.ledger.words("fraud"),
        entry: supplied.ledger.cite(&Subject::Request(id, provider.id)),
        fields: [("offence".to_owned(), supplied.ledger.words("fraud"))].into(),
    };
    supplied.act(id, &maker, body);
    supplied.act(id, &provider, declined());
    vec![
        departs(
            &refused(without),
            tells(
                "required_field_that_is_missing",
                &["R9.2", "F6.8"],
                "The instrument requires that a request says the offence, and it does not.",
            ),
            Code::RequestFieldMissing,
            TERMS,
        ),
        departs(
            &emergency,
            tells(
                "emergency_field_that_is_missing",
                &["R9.2"],
                "In an emergency the instrument requires the facts of it, and they are missing.",
            ),
            Code::RequestFieldMissing,
            TERMS,
        ),
        agrees(
            &under("FIELDS"),
            tells(
                "request_with_every_field_that_is_owed",
                &["R9.2", "R9.3"],
                "What is required is there. The addressee stands among the parties, and what is \
                 optional or conditional is not asked for.",
            ),
        ),
        agrees(
            &supplied,
            tells(
                "field_that_a_clarification_supplies",
                &["R9.2", "R3.7", "F6.8"],
                "A field was missing; the addressee asked, and the maker supplied it.",
            ),
        ),
    ]
}

fn of(issuer: &'static str, category: &'static str) -> impl Fn(&mut World) -> Terms {
    move |world| Terms {
        issuer: Some(issuer.to_owned()),
        categories: vec![category.to_owned()],
        ..world.terms("ORDER")
    }
}

fn validated(validator: &'static str) -> World {
    let mut world = world();
    let terms = of("prosecutor", "traffic")(&mut world);
    let id = world.asked_with(terms);
    let (maker, provider) = (world.maker.clone(), world.provider.clone());
    let body = Validated { validator: validator.to_owned(), entry: None, described: None };
    world.act(id, &maker, body);
    world.act(id, &provider, declined());
    world
}

fn issuers() -> Vec<Vector> {
    vec![
        departs(
            &refused(of("prosecutor", "traffic")),
            tells(
                "issuer_who_may_not_issue_this_alone",
                &["R9.4"],
                "A prosecutor orders traffic data, which a judge may order, and nobody validated \
                 it.",
            ),
            Code::RequestIssuerOutside,
            TERMS,
        ),
        departs(
            &validated("prosecutor"),
            tells(
                "validation_by_one_who_may_not_validate",
                &["R9.4"],
                "A prosecutor's order for traffic data is validated by a prosecutor.",
            ),
            Code::RequestIssuerOutside,
            TERMS,
        ),
        agrees(
            &validated("judge"),
            tells(
                "validation_by_a_judge",
                &["R9.4"],
                "A prosecutor's order for traffic data is validated by a judge.",
            ),
        ),
        agrees(
            &refused(of("prosecutor", "subscriber")),
            tells(
                "issuer_who_may_issue_this",
                &["R9.4"],
                "A prosecutor orders subscriber data, which a prosecutor may order alone.",
            ),
        ),
        notes(
            &refused(|world| Terms { issuer: None, ..world.terms("ORDER") }),
            tells(
                "issuer_that_is_not_told",
                &["R9.4"],
                "The terms do not say who issues the order, and a rule asks for it.",
            ),
            Code::RequestIssuerNotTold,
            TERMS,
        ),
    ]
}

fn confirmations() -> Vec<Vector> {
    let oral = |what: Option<Confirmation>| {
        let mut world = world();
        let terms = Terms { form: RequestForm::Oral, ..world.terms("ORDER") };
        let id = world.asked_with(terms);
        let (maker, provider) = (world.maker.clone(), world.provider.clone());
        if let Some(what) = what {
            world.act(id, &maker, Confirmed { form: None, what, request: None });
        }
        world.act(id, &provider, declined());
        world
    };
    let emergency = || {
        refused(|world| Terms { urgency: Urgency::Emergency, ..of("prosecutor", "traffic")(world) })
    };
    let mut soon = emergency();
    soon.now = soon.ledger.minute + 60;
    vec![
        departs(
            &oral(None),
            tells(
                "oral_request_that_nobody_confirmed",
                &["R9.5"],
                "A request was made by word of mouth, and nobody confirmed it in writing.",
            ),
            Code::RequestConfirmationMissing,
            TERMS,
        ),
        departs(
            &oral(Some(Confirmation::Resumed)),
            tells(
                "oral_request_whose_maker_confirmed_something_else",
                &["R9.5"],
                "The maker of an oral request confirms something else.",
            ),
            Code::RequestConfirmationMissing,
            TERMS,
        ),
        agrees(
            &oral(Some(Confirmation::Oral)),
            tells(
                "oral_request_that_was_confirmed",
                &["R9.5"],
                "The maker of an oral request confirms it in writing.",
            ),
        ),
        departs(
            &emergency(),
            tells(
                "emergency_that_was_not_validated_afterwards",
                &["R9.5", "R9.4", "R10.19"],
                "A prosecutor orders in an emergency what a judge may order, and within 48 hours \
                 nobody validated it.",
            ),
            Code::RequestConfirmationMissing,
            TERMS,
        ),
        agrees(
            &soon,
            tells(
                "emergency_that_can_still_be_validated",
                &["R9.5", "R9.4", "R10.7"],
                "The same, an hour later: there is time, and nothing is missing.",
            ),
        ),
    ]
}

fn preconditions() -> Vec<Vector> {
    let enforced = |between: fn(&mut World, handseal::identity::RequestId),
                    terms: fn(Terms, &mut World) -> Terms| {
        let mut world = world();
        let first = world.asked("ASK");
        between(&mut world, first);
        let relation = Relation { kind: RelationKind::Enforces, entry: None, request: first };
        let made = Terms { relates: vec![relation], ..world.terms("ENFORCE") };
        let made = terms(made, &mut world);
        let id = world.ask(made);
        let index = world.ledger.size() - 1;
        let provider = world.provider.clone();
        world.receive(id, &provider);
        world.act(id, &provider, declined());
        (world, index)
    };
    let same: fn(Terms, &mut World) -> Terms = |terms, _| terms;
    let (early, index) = enforced(|world, _| world.days(1), same);
    let (lapsed, _) = enforced(|world, _| world.days(5), same);
    let (refused, _) = enforced(
        |world, id| {
            let provider = world.provider.clone();
            world.act(id, &provider, declined());
        },
        same,
    );
    let (reasoned, _) = enforced(
        |world, _| world.days(1),
        |mut terms, world| {
            let reason = world.ledger.words("the provider has closed");
            terms.fields.insert("reason_for_enforcing_now".to_owned(), reason);
            terms
        },
    );
    let open = |world: &World, tells| {
        // The order itself was not answered: its period is over, and the next step open.
        let case = Case::of_world(world);
        case.is_allowed_with(tells, Code::RequestLapsed, Place::index(TERMS))
    };
    let mut longer = world();
    let period = Period { unit: Unit::CalendarDays, amount: 10 };
    let terms = Terms { time_frame: Some(period), ..longer.terms("ASK") };
    let first = longer.asked_with(terms);
    longer.days(5);
    let relation = Relation { kind: RelationKind::Enforces, entry: None, request: first };
    let terms = Terms { relates: vec![relation], ..longer.terms("ENFORCE") };
    longer.ask(terms);
    let late = longer.ledger.size() - 1;
    longer.now = NOW;
    vec![
        departs(
            &early,
            tells(
                "enforcement_before_the_answer_was_due",
                &["R9.6"],
                "Effect is to be given to an order a day after it was received, and its addressee \
                 has three.",
            ),
            Code::RequestEarly,
            index,
        ),
        departs(
            &longer,
            tells(
                "enforcement_within_the_longer_time_that_the_order_gave",
                &["R9.6", "R10.8"],
                "The order gave ten days, and effect is to be given to it after five.",
            ),
            Code::RequestEarly,
            late,
        ),
        open(
            &lapsed,
            tells(
                "enforcement_after_the_answer_was_due",
                &["R9.6", "R10.15"],
                "Effect is to be given to an order whose addressee let its time pass.",
            ),
        ),
        agrees(
            &refused,
            tells(
                "enforcement_after_a_refusal",
                &["R9.6"],
                "Effect is to be given to an order that its addressee declined.",
            ),
        ),
        open(
            &reasoned,
            tells(
                "early_enforcement_that_gives_its_reason",
                &["R9.6"],
                "Effect is to be given to an order at once, and the request says why.",
            ),
        ),
    ]
}

fn categories() -> Vec<Vector> {
    let answered = |asked: &[&str], category: &str| {
        let mut world = world();
        let categories = asked.iter().map(|name| (*name).to_owned()).collect();
        let terms = Terms { categories, ..world.terms("ORDER") };
        let id = world.asked_with(terms);
        let item = world.answer(id, category, &[]);
        let index = world.ledger.size() - 1;
        let (provider, maker) = (world.provider.clone(), world.maker.clone());
        world.hand_over(&item, [&provider, &maker], Some(id), &[]);
        (world, index)
    };
    let (content, produced) = answered(&["subscriber"], "content");
    let (traffic, unasked) = answered(&["subscriber"], "traffic");
    let (within, _) = answered(&["metadata"], "traffic");
    let (any, _) = answered(&[], "traffic");
    vec![
        departs(
            &refused(of("judge", "content")),
            tells(
                "category_asked_for_outside_the_scope",
                &["R9.7"],
                "The instrument covers metadata, and the order is for content.",
            ),
            Code::RequestDataOutsideScope,
            TERMS,
        ),
        departs(
            &content,
            tells(
                "category_produced_outside_the_scope",
                &["R9.7"],
                "The instrument covers metadata, and content is produced.",
            ),
            Code::RequestDataOutsideScope,
            produced,
        ),
        departs(
            &traffic,
            tells(
                "category_that_was_not_asked_for",
                &["R9.7"],
                "Subscriber data was asked for, and traffic data is produced.",
            ),
            Code::RequestDataNotAsked,
            unasked,
        ),
        agrees(
            &within,
            tells(
                "category_within_the_one_asked_for",
                &["R9.7"],
                "Metadata was asked for, and traffic data, which it includes, is produced.",
            ),
        ),
        agrees(
            &any,
            tells(
                "category_where_none_was_named",
                &["R9.7", "R9.4"],
                "The terms name no category: any that the instrument covers was asked for.",
            ),
        ),
    ]
}
