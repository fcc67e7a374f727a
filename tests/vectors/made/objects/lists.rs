//! Lists and closed lists of codes in the bodies of events: F4.3, F6.10 to F6.14.

use ciborium::Value;
use handseal::event::EventType;

use crate::made::objects::bodies::listed;
use crate::made::objects::{at, payload, with_payload, without};
use crate::vector::{Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = lists();
    all.extend(codes());
    all
}

fn lists() -> Vec<Vector> {
    let empty = || Value::Array(Vec::new());
    let pruned = payload(EventType::Pruned);
    let entries = listed(&pruned, "entries");
    assert!(entries.len() > 1);
    let entries = |entries: &[Value]| {
        with_payload(&at(&pruned, "body.entries", Value::Array(entries.to_vec())))
    };
    let all = listed(&pruned, "entries");
    let extended = payload(EventType::Extended);
    let offered = payload(EventType::Offered);
    let (collected, acquired) = (payload(EventType::Collected), payload(EventType::Acquired));
    vec![
        with_payload(&at(&offered, "body.conditions.0.purposes", empty())).refused(
            tells(
                "condition_for_no_purpose",
                &["F6.10"],
                "The purposes of a condition are an empty list.",
            ),
            "field.too_few",
        ),
        with_payload(&at(&collected, "body.items.0.device", Value::Map(Vec::new()))).refused(
            tells(
                "device_of_which_nothing_is_said",
                &["F6.14"],
                "The device of a collected item is an empty map.",
            ),
            "field.too_few",
        ),
        with_payload(&at(&collected, "body.items.0.photographs", empty())).refused(
            tells(
                "item_of_which_no_photograph_is_named",
                &["F6.14"],
                "The photographs of a collected item are an empty list.",
            ),
            "field.too_few",
        ),
        with_payload(&at(&acquired, "body.items.0.photographs", empty())).refused(
            tells(
                "data_of_whose_source_no_photograph_is_named",
                &["F6.14"],
                "The photographs of the source of data are an empty list.",
            ),
            "field.too_few",
        ),
        with_payload(&at(&collected, "body.witnesses", empty())).refused(
            tells(
                "collection_of_which_no_witness_is_named",
                &["F6.14"],
                "The witnesses of a collection are an empty list.",
            ),
            "field.too_few",
        ),
        with_payload(&at(&acquired, "body.witnesses", empty())).refused(
            tells(
                "acquisition_of_which_no_witness_is_named",
                &["F6.14"],
                "The witnesses of an acquisition are an empty list.",
            ),
            "field.too_few",
        ),
        with_payload(&without(&offered, "body.conditions.0", "purposes")).accepted(tells(
            "condition_without_purposes",
            &["F6.10"],
            "A condition says nothing of purposes.",
        )),
        with_payload(&at(&payload(EventType::Produced), "body.items", empty())).refused(
            tells("production_of_no_item", &["F6.11"], "What was produced is an empty list."),
            "field.too_few",
        ),
        entries(&[]).refused(
            tells("pruned_of_no_entry", &["F6.12"], "A `pruned` lists no entry."),
            "field.too_few",
        ),
        entries(&[all[1].clone(), all[0].clone()]).refused(
            tells(
                "pruned_entries_in_another_order",
                &["F6.12"],
                "The indices in a `pruned` do not rise.",
            ),
            "field.order",
        ),
        entries(&[all[0].clone(), all[0].clone()]).refused(
            tells(
                "pruned_entry_that_stands_twice",
                &["F6.12"],
                "An index stands twice in a `pruned`.",
            ),
            "field.order",
        ),
        with_payload(&at(&extended, "body.period.amount", 4_294_967_296_u64)).refused(
            tells("period_of_too_many_days", &["F6.13"], "The amount of a period is 2³²."),
            "cbor.too_long",
        ),
        with_payload(&at(&extended, "body.period.amount", u32::MAX)).accepted(tells(
            "period_of_the_most_days",
            &["F6.13"],
            "The amount of a period is 2³² - 1.",
        )),
        with_payload(&at(&extended, "body.period.amount", -1)).refused(
            tells(
                "period_of_less_than_nothing",
                &["F6.13", "F1.4"],
                "The amount of a period is -1.",
            ),
            "cbor.negative",
        ),
    ]
}

/// Each closed list of codes, with a code that is not in it.
fn codes() -> Vec<Vector> {
    let lists: [(&str, EventType, &str); 18] = [
        ("kind_of_a_party_unknown", EventType::Enrolled, "body.kind"),
        ("reason_of_a_revocation_unknown", EventType::Revoked, "body.reason"),
        ("kind_of_a_derivation_unknown", EventType::Derived, "body.kind"),
        ("state_of_a_seal_unknown", EventType::Unsealed, "body.items.0.state"),
        ("what_is_kept_of_a_pruned_entry_unknown", EventType::Pruned, "body.entries.0.kept"),
        ("kind_of_a_condition_unknown", EventType::Offered, "body.conditions.0.kind"),
        ("form_of_a_request_unknown", EventType::Requested, "body.terms.form"),
        ("urgency_of_a_request_unknown", EventType::Requested, "body.terms.urgency"),
        ("kind_of_a_relation_unknown", EventType::Requested, "body.terms.relates.0.as"),
        ("unit_of_a_period_unknown", EventType::Extended, "body.period.unit"),
        ("result_of_an_authentication_unknown", EventType::Received, "body.authentication.result"),
        ("state_of_a_notice_unknown", EventType::Notified, "body.state"),
        ("extent_of_an_answer_unknown", EventType::Produced, "body.extent"),
        ("what_is_confirmed_unknown", EventType::Confirmed, "body.what"),
        ("act_that_is_authorised_unknown", EventType::Authorisation, "body.act"),
        ("answer_of_an_authorisation_unknown", EventType::Authorisation, "body.answer"),
        ("unit_of_a_time_frame_unknown", EventType::Requested, "body.terms.time_frame.unit"),
        ("receipt_that_is_none_of_the_three", EventType::HandedOut, "body.receipt"),
    ];
    let about = "A closed list of codes, and a code that is not in it.";
    lists
        .into_iter()
        .map(|(name, event_type, place)| {
            let code = if place.ends_with("receipt") { "field.identifier" } else { "field.code" };
            let changed = at(&payload(event_type), place, "something else");
            with_payload(&changed).refused(tells(name, &["F4.3"], about), code)
        })
        .collect()
}
