//! The body of each type, signed anew with one thing about it changed: F6.

use ciborium::Value;
use handseal::event::EventType;

use crate::forge::{self, Step};
use crate::made::objects::{at, more, payload, plain, with_payload, without};
use crate::vector::{Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = subjects();
    all.extend(items());
    all.extend(keys());
    all.extend(words());
    all.extend(allowed());
    all
}

const SHAPE: &str = "entry.shape";
const HEX: &str = "00112233445566778899aabbccddeeff";

fn link(id: &str, place: u64) -> Value {
    let prev = if place == 0 { Value::Null } else { Value::Bytes(vec![7; 32]) };
    Value::Map(vec![("id".into(), id.into()), ("seq".into(), place.into()), ("prev".into(), prev)])
}

fn linked(payload: &Value, links: &[Value]) -> Value {
    at(payload, "links", Value::Array(links.to_vec()))
}

fn subjects() -> Vec<Vector> {
    let item = format!("item:{HEX}");
    let case = format!("case:{HEX}");
    let other = format!("case:{}0", &HEX[1..]);
    let of = |event_type, links: &[Value]| with_payload(&linked(&plain(event_type), links));
    vec![
        of(EventType::CaseOpened, &[link(&item, 0)]).refused(
            tells(
                "case_opened_on_the_chain_of_an_item",
                &["F6.1"],
                "A case is opened on the chain of an item.",
            ),
            SHAPE,
        ),
        of(EventType::Stored, &[link(&case, 1)])
            .refused(tells("case_that_is_stored", &["F6.1"], "What is stored is a case."), SHAPE),
        of(EventType::Stored, &[link(&item, 0)]).refused(
            tells(
                "item_that_begins_by_being_stored",
                &["F6.1"],
                "The first entry of an item says that it was stored.",
            ),
            SHAPE,
        ),
        of(EventType::CaseOpened, &[link(&case, 1)]).refused(
            tells(
                "case_opened_at_a_later_place",
                &["F6.1"],
                "A case is opened at place 1 of its chain.",
            ),
            SHAPE,
        ),
        of(EventType::Noted, &[link(&case, 0)]).refused(
            tells("remark_that_begins_a_case", &["F6.1"], "The first entry of a case is a remark."),
            SHAPE,
        ),
        of(EventType::CaseOpened, &[link(&other, 0), link(&case, 0)]).refused(
            tells("two_cases_opened_in_one_act", &["F6.1"], "One act opens two cases."),
            SHAPE,
        ),
        of(EventType::Noted, &[link(&case, 1), link(&item, 1)]).refused(
            tells(
                "remark_on_a_case_and_an_item",
                &["F6.1"],
                "One remark stands on the chains of a case and of an item.",
            ),
            SHAPE,
        ),
    ]
}

/// The list of items of a payload.
pub(super) fn listed(payload: &Value, name: &str) -> Vec<Value> {
    let list = forge::at(payload, &[Step::key("body"), Step::key(name)]);
    list.unwrap().as_array().unwrap().clone()
}

fn items() -> Vec<Vector> {
    let checked = payload(EventType::Checked);
    let list = listed(&checked, "items");
    assert_eq!(list.len(), 2);
    let with =
        |items: &[Value]| with_payload(&at(&checked, "body.items", Value::Array(items.to_vec())));
    let derived = payload(EventType::Derived);
    let sources: Vec<_> = listed(&derived, "from").into_iter().rev().collect();
    vec![
        with(&list[..1]).refused(
            tells(
                "items_listed_fewer_than_linked",
                &["F6.2"],
                "Two items are linked, and one is listed.",
            ),
            SHAPE,
        ),
        with(&[list[1].clone(), list[0].clone()]).refused(
            tells(
                "items_listed_in_another_order_than_linked",
                &["F6.2"],
                "Two items are listed in another order than they are linked.",
            ),
            SHAPE,
        ),
        with(&[list[0].clone(), list[0].clone()]).refused(
            tells(
                "item_listed_twice",
                &["F6.2"],
                "One item is listed twice, in the place of another.",
            ),
            SHAPE,
        ),
        with_payload(&at(&checked, "body.items.0.id", format!("item:{HEX}"))).refused(
            tells(
                "item_listed_that_is_not_linked",
                &["F6.2"],
                "An item is listed that is not linked.",
            ),
            SHAPE,
        ),
        with_payload(&at(&derived, "body.from", Value::Array(Vec::new()))).refused(
            tells("item_derived_from_nothing", &["F6.3"], "An item is made from no source."),
            SHAPE,
        ),
        with_payload(&at(&derived, "body.items", Value::Array(Vec::new()))).refused(
            tells("derivation_of_no_item", &["F6.3"], "Sources are listed, and no item is made."),
            SHAPE,
        ),
        with_payload(&at(&derived, "body.from", Value::Array(sources))).refused(
            tells("sources_in_another_order", &["F6.3"], "The sources do not ascend."),
            SHAPE,
        ),
        with_payload(&at(&derived, "body.from.0", format!("item:{HEX}"))).refused(
            tells("source_that_is_not_linked", &["F6.3"], "A source is listed that is not linked."),
            SHAPE,
        ),
        with_payload(&derived).accepted(tells(
            "items_derived_from_sources",
            &["F6.3"],
            "Two items are made from two sources.",
        )),
    ]
}

fn keys() -> Vec<Vector> {
    let enrolled = payload(EventType::Enrolled);
    vec![
        with_payload(&without(&enrolled, "body", "pop")).refused(
            tells(
                "key_without_a_proof_of_possession",
                &["F6.4"],
                "An enrolment has a key and no proof that the party possesses it.",
            ),
            SHAPE,
        ),
        with_payload(&without(&enrolled, "body", "key")).refused(
            tells(
                "proof_of_possession_without_a_key",
                &["F6.4"],
                "An enrolment has a proof of possession and no key.",
            ),
            SHAPE,
        ),
        with_payload(&at(&enrolled, "body.kind", "unit")).refused(
            tells(
                "unit_with_a_key",
                &["F6.4"],
                "A unit is enrolled with a key, and the proof that it possesses it. Persons sign for a unit.",
            ),
            SHAPE,
        ),
        with_payload(&plain(EventType::Enrolled)).accepted(tells(
            "enrolment_without_a_key",
            &["F6.4"],
            "An enrolment, as of a unit, has neither key nor proof.",
        )),
        with_payload(&at(&enrolled, "body.key.alg", -8)).refused(
            tells("key_of_another_algorithm", &["F6.6", "F3.4"], "The algorithm of a key is -8."),
            "field.integer",
        ),
        with_payload(&at(&enrolled, "body.key.key", Value::Bytes(vec![7; 31]))).refused(
            tells("key_of_31_bytes", &["F6.6"], "A key is one byte short."),
            "field.length",
        ),
        with_payload(&at(&enrolled, "body.key.key", Value::Bytes(vec![7; 33]))).refused(
            tells("key_of_33_bytes", &["F6.6"], "A key is one byte long."),
            "field.length",
        ),
        with_payload(&at(&enrolled, "body.pop", Value::Bytes(vec![7; 63]))).refused(
            tells(
                "proof_of_possession_of_63_bytes",
                &["F6.5"],
                "A proof of possession is one byte short.",
            ),
            "field.length",
        ),
        with_payload(&at(&payload(EventType::Revoked), "body.kid", Value::Bytes(vec![7; 33])))
            .refused(
                tells(
                    "revoked_key_of_33_bytes",
                    &["F3.7"],
                    "The thumbprint of a revoked key is one byte long.",
                ),
                "field.length",
            ),
    ]
}

fn words() -> Vec<Vector> {
    let neither = |payload: &Value, place: &str| {
        let some = without(&without(payload, place, "code"), place, "words");
        with_payload(&without(&without(&some, place, "party"), place, "described"))
    };
    let requested = payload(EventType::Requested);
    vec![
        neither(&payload(EventType::Lost), "body.circumstances").refused(
            tells(
                "reason_without_code_and_words",
                &["F6.7"],
                "How an item was lost has neither a code nor words.",
            ),
            "field.too_few",
        ),
        neither(&payload(EventType::Transmitted), "body.to").refused(
            tells(
                "recipient_without_party_and_words",
                &["F6.7"],
                "To whom something was sent is neither a party nor described.",
            ),
            "field.too_few",
        ),
        neither(&requested, "body.terms.parties.0").refused(
            tells(
                "named_party_without_party_and_words",
                &["F6.7"],
                "A request names nobody as something.",
            ),
            "field.too_few",
        ),
        with_payload(&without(&payload(EventType::Lost), "body.circumstances", "words")).accepted(
            tells(
                "reason_with_a_code_alone",
                &["F6.7"],
                "How an item was lost has a code and no words.",
            ),
        ),
        with_payload(&without(&payload(EventType::Lost), "body.circumstances", "code")).accepted(
            tells(
                "reason_with_words_alone",
                &["F6.7"],
                "How an item was lost has words and no code.",
            ),
        ),
        with_payload(&at(&requested, "body.terms.fields", Value::Map(Vec::new()))).accepted(tells(
            "request_with_no_fields",
            &["F6.8"],
            "The fields of a request are an empty map.",
        )),
        with_payload(&more(
            &requested,
            "body.terms.fields",
            "any id at all",
            Value::Bytes(vec![7; 32]),
        ))
        .accepted(tells(
            "request_with_a_field_of_any_id",
            &["F6.8", "F4.2"],
            "The id of a field is not checked.",
        )),
        with_payload(&more(&requested, "body.terms.fields", "x", "in clear")).refused(
            tells(
                "request_with_a_field_in_clear",
                &["F6.8", "F5.1"],
                "What a field says is a text where a commitment is due.",
            ),
            "cbor.type",
        ),
    ]
}

/// Every type as it should be, with every optional field.
fn allowed() -> Vec<Vector> {
    vec![
        with_payload(&payload(EventType::Requested)).accepted(tells(
            "request_with_every_field",
            &["F6.8", "F6.10", "F6.13", "F4.3"],
            "A request with every field that can be left out.",
        )),
        with_payload(&payload(EventType::Pruned)).accepted(tells(
            "pruned_with_entries_that_rise",
            &["F6.12"],
            "A `pruned` lists entries whose indices rise.",
        )),
        with_payload(&payload(EventType::Checked)).accepted(tells(
            "items_listed_as_they_are_linked",
            &["F6.2", "F6.1", "F4.4"],
            "Two items are checked, and listed in the order of their links.",
        )),
    ]
}
