//! What a request says, against what its instrument asks for: V7.8 to V7.17, R9.1 to R9.8.

use handseal::event::{Asked, Clarified, Fields, Subject, Terms, Urgency, Validated};
use handseal::verify::Code;

use crate::made::requests::sides::declined;
use crate::made::requests::{agrees, departs, notes};
use crate::vector::{Vector, tells};
use crate::world::{World, world};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = instruments();
    all.extend(fields());
    all.extend(issuers());
    all
}

/// The entry of the terms of the first request in a world.
pub(super) const TERMS: u64 = 7;

/// A request with these terms, which the provider has received and declined.
pub(super) fn refused(make: impl FnOnce(&mut World) -> Terms) -> World {
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

pub(super) fn of(issuer: &'static str, category: &'static str) -> impl Fn(&mut World) -> Terms {
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
