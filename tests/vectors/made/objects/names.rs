//! Instants, ids and subjects in a payload: F2.

use ciborium::Value;
use handseal::event::EventType;

use crate::made::objects::payloads::{HEX, allowed, changed};
use crate::made::objects::{at, plain, with_payload};
use crate::vector::{Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = instants();
    all.extend(subjects());
    all
}

fn instants() -> Vec<Vector> {
    let right = |name, about, text: &str| allowed(tells(name, &["F2.7"], about), "at.time", text);
    let wrong = |name, about, text: &str| {
        changed(tells(name, &["F2.7"], about), "field.timestamp", "at.time", text)
    };
    let zero = |name, about, text: &str| {
        changed(tells(name, &["F2.8"], about), "field.timestamp", "at.time", text)
    };
    let span = |from: &str, to: &str| Value::Array(vec![from.into(), to.into()]);
    vec![
        right("instant_in_utc", "An instant that ends with Z.", "2041-06-01T09:30:00Z"),
        right(
            "instant_with_an_offset",
            "An instant with an offset of two hours.",
            "2041-06-01T09:30:00+02:00",
        ),
        right(
            "instant_with_nine_digits",
            "An instant to the nanosecond.",
            "2041-06-01T09:30:00.000000001Z",
        ),
        right(
            "instant_at_the_end_of_the_calendar",
            "The last instant that can be written.",
            "9999-12-31T23:59:59.999999999-23:59",
        ),
        right("instant_on_a_leap_day", "29 February of the year 2000.", "2000-02-29T00:00:00Z"),
        wrong(
            "instant_with_a_trailing_zero",
            "A fraction that ends with a zero.",
            "2041-06-01T09:30:00.50Z",
        ),
        wrong(
            "instant_with_ten_digits",
            "A fraction of ten digits.",
            "2041-06-01T09:30:00.1234567891Z",
        ),
        wrong(
            "instant_with_an_empty_fraction",
            "A point without a digit behind it.",
            "2041-06-01T09:30:00.Z",
        ),
        wrong("instant_on_a_leap_second", "The second 60.", "2041-06-30T23:59:60Z"),
        wrong("instant_at_24_hours", "The hour 24.", "2041-06-01T24:00:00Z"),
        wrong(
            "instant_on_a_day_that_is_not",
            "29 February of a year that is no leap year.",
            "2041-02-29T09:30:00Z",
        ),
        wrong(
            "instant_in_a_century_that_is_no_leap_year",
            "29 February 1900.",
            "1900-02-29T00:00:00Z",
        ),
        wrong("instant_with_a_space", "A space in the place of T.", "2041-06-01 09:30:00Z"),
        wrong("instant_in_lower_case", "Lower-case t and z.", "2041-06-01t09:30:00z"),
        wrong("instant_without_an_offset", "No offset at all.", "2041-06-01T09:30:00"),
        wrong(
            "instant_with_an_offset_of_24_hours",
            "An offset of 24 hours.",
            "2041-06-01T09:30:00+24:00",
        ),
        wrong(
            "instant_with_an_offset_of_60_minutes",
            "An offset of 60 minutes.",
            "2041-06-01T09:30:00+00:60",
        ),
        wrong("instant_of_a_day_alone", "A day without a time.", "2041-06-01"),
        zero(
            "instant_with_a_zero_offset",
            "The offset is +00:00 and not Z.",
            "2041-06-01T09:30:00+00:00",
        ),
        zero(
            "instant_with_a_negative_zero_offset",
            "The offset is -00:00, which RFC 3339 gives another meaning.",
            "2041-06-01T09:30:00-00:00",
        ),
        allowed(
            tells(
                "span_of_two_instants",
                &["F4.1", "F2.9"],
                "From 11:00 at an offset of two hours to 09:30 in UTC: that is half an hour.",
            ),
            "at.time",
            span("2041-06-01T11:00:00+02:00", "2041-06-01T09:30:00Z"),
        ),
        changed(
            tells(
                "span_that_ends_before_it_begins",
                &["F4.1", "F2.9"],
                "The same the other way round.",
            ),
            "field.order",
            "at.time",
            span("2041-06-01T09:30:00Z", "2041-06-01T11:00:00+02:00"),
        ),
        changed(
            tells("span_of_one_instant", &["F4.1", "F1.10"], "An array of one instant."),
            "field.length",
            "at.time",
            Value::Array(vec!["2041-06-01T09:30:00Z".into()]),
        ),
        allowed(
            tells("time_that_nobody_knows", &["F4.1"], "The time of the act is null."),
            "at.time",
            Value::Null,
        ),
    ]
}

const ORG: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/// A remark on a chain of this subject.
fn remark(subject: &str) -> Value {
    let mut noted = plain(EventType::Noted);
    let place = if subject.starts_with("own:") { 0 } else { 1 };
    let prev = if place == 0 { Value::Null } else { Value::Bytes(vec![7; 32]) };
    let link = Value::Map(vec![
        ("id".into(), subject.into()),
        ("seq".into(), place.into()),
        ("prev".into(), prev),
    ]);
    noted = at(&noted, "links", Value::Array(vec![link]));
    noted
}

fn subjects() -> Vec<Vector> {
    let is = |name, requirements, about, subject: &str| {
        with_payload(&remark(subject)).accepted(tells(name, requirements, about))
    };
    let is_not = |name, requirements, about, subject: &str| {
        with_payload(&remark(subject)).refused(tells(name, requirements, about), "field.identifier")
    };
    let long = "x".repeat(200 - 33);
    let longer = "x".repeat(201 - 33);
    vec![
        is(
            "subject_of_a_ledger",
            &["F2.2", "F2.3"],
            "A ledger by its origin.",
            &format!("ledger:custody.example.org/{HEX}"),
        ),
        is(
            "origin_of_200_bytes",
            &["F2.2"],
            "An origin of the greatest length.",
            &format!("ledger:{long}/{HEX}"),
        ),
        is(
            "origin_with_several_slashes",
            &["F2.2"],
            "The name in an origin has slashes.",
            &format!("ledger:a/b/c/{HEX}"),
        ),
        is(
            "subject_of_an_organisation_in_a_ledger",
            &["F2.4"],
            "What an organisation remarks: behind its 64 digits the origin begins.",
            &format!("own:{ORG}/custody.example.org/{HEX}"),
        ),
        is(
            "subject_of_a_person_in_a_ledger",
            &["F2.4", "F2.2"],
            "What a person remarks: the 32 digits between the first two slashes are the person's.",
            &format!("own:{ORG}/{HEX}/custody.example.org/{HEX}"),
        ),
        is(
            "subject_of_a_side_of_a_request",
            &["F2.5"],
            "The party begins behind the first slash.",
            &format!("request:{HEX}/{ORG}/{HEX}"),
        ),
        is_not(
            "origin_of_201_bytes",
            &["F2.2"],
            "An origin is one byte too long.",
            &format!("ledger:{longer}/{HEX}"),
        ),
        is_not(
            "origin_with_a_plus",
            &["F2.2"],
            "An origin has a plus, which parts the text form of a key.",
            &format!("ledger:a+b/{HEX}"),
        ),
        is_not(
            "origin_with_a_space",
            &["F2.2"],
            "An origin has a space.",
            &format!("ledger:a b/{HEX}"),
        ),
        is_not(
            "origin_with_a_letter_beyond_ascii",
            &["F2.2"],
            "An origin has an é.",
            &format!("ledger:caf\u{e9}/{HEX}"),
        ),
        is_not(
            "origin_without_a_name",
            &["F2.2"],
            "Before the last slash of an origin there is nothing.",
            &format!("ledger:/{HEX}"),
        ),
        is_not(
            "origin_with_31_digits",
            &["F2.2"],
            "Behind the last slash of an origin are 31 digits.",
            &format!("ledger:a/{}", &HEX[1..]),
        ),
        is_not(
            "origin_in_upper_case",
            &["F2.2"],
            "The digits of an origin are in upper case.",
            &format!("ledger:a/{}", HEX.to_uppercase()),
        ),
        is_not(
            "origin_whose_name_looks_like_a_person",
            &["F2.2", "F2.4"],
            "Before its first slash an origin has exactly 32 digits.",
            &format!("ledger:{HEX}/a/{HEX}"),
        ),
        is_not(
            "subject_of_another_kind",
            &["F2.3"],
            "The text before the first colon is none of the kinds.",
            &format!("thing:{HEX}"),
        ),
        is_not("subject_of_no_kind", &["F2.3"], "An item without its kind.", HEX),
        is_not(
            "item_in_upper_case",
            &["F2.3"],
            "The digits of an item are in upper case.",
            &format!("item:{}", HEX.to_uppercase()),
        ),
        is_not(
            "item_of_33_digits",
            &["F2.3"],
            "An item has one digit more.",
            &format!("item:{HEX}0"),
        ),
        is_not(
            "item_of_31_digits",
            &["F2.3"],
            "An item has one digit less.",
            &format!("item:{}", &HEX[1..]),
        ),
        is_not(
            "request_without_a_party",
            &["F2.5", "F2.3"],
            "A side of a request without its party.",
            &format!("request:{HEX}"),
        ),
        is_not(
            "request_of_a_party_cut_off",
            &["F2.5"],
            "The party of a side of a request is a digit short.",
            &format!("request:{HEX}/{}", &ORG[1..]),
        ),
    ]
}
