//! The payload of an event, signed anew with one thing about it changed: F2, F4.

use ciborium::Value;
use handseal::event::EventType;

use crate::forge;
use crate::made::objects::{at, event, more, payload, plain, stored, with_payload, without};
use crate::vector::{Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = instants();
    all.extend(subjects());
    all.extend(links());
    all.extend(fields());
    all.extend(encodings());
    all
}

/// The plainest act, with something else at a place of its payload.
fn changed(tells: Tells, code: &'static str, place: &str, value: impl Into<Value>) -> Vector {
    with_payload(&at(&plain(EventType::Stored), place, value)).is_refused(tells, code)
}

fn allowed(tells: Tells, place: &str, value: impl Into<Value>) -> Vector {
    with_payload(&at(&plain(EventType::Stored), place, value)).is_accepted(tells)
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
const HEX: &str = "00112233445566778899aabbccddeeff";

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
        with_payload(&remark(subject)).is_accepted(tells(name, requirements, about))
    };
    let is_not = |name, requirements, about, subject: &str| {
        with_payload(&remark(subject))
            .is_refused(tells(name, requirements, about), "field.identifier")
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

fn links() -> Vec<Vector> {
    let two = payload(EventType::Stored);
    let list = forge::at(&two, &[forge::Step::key("links")]).unwrap().as_array().unwrap().clone();
    assert_eq!(list.len(), 2);
    let with = |links: Vec<Value>| with_payload(&at(&two, "links", Value::Array(links)));
    let shape = "entry.shape";
    vec![
        with(Vec::new()).is_refused(
            tells("event_without_a_link", &["F4.4"], "The list of links is empty."),
            shape,
        ),
        with(list.iter().rev().cloned().collect()).is_refused(
            tells(
                "links_in_another_order",
                &["F4.5", "F2.6"],
                "Two links stand in the reverse order of their subjects.",
            ),
            shape,
        ),
        with(vec![list[0].clone(), list[0].clone()]).is_refused(
            tells("subject_linked_twice", &["F4.5"], "A subject is linked twice."),
            shape,
        ),
        changed(
            tells(
                "first_place_with_a_previous_entry",
                &["F4.6", "F6.1"],
                "A link is at place 0 and names an entry before it.",
            ),
            shape,
            "links.0.seq",
            0,
        ),
        changed(
            tells(
                "later_place_without_a_previous_entry",
                &["F4.6"],
                "A link is at place 1 and names no entry before it.",
            ),
            shape,
            "links.0.prev",
            Value::Null,
        ),
        changed(
            tells("place_below_zero", &["F4.6", "F1.4"], "A link is at place -1."),
            "cbor.negative",
            "links.0.seq",
            -1,
        ),
        changed(
            tells("previous_entry_of_31_bytes", &["F4.6"], "The hash in a link is one byte short."),
            "field.length",
            "links.0.prev",
            Value::Bytes(vec![7; 31]),
        ),
        changed(
            tells("previous_entry_of_33_bytes", &["F4.6"], "The hash in a link is one byte long."),
            "field.length",
            "links.0.prev",
            Value::Bytes(vec![7; 33]),
        ),
        allowed(
            tells("place_of_a_long_chain", &["F4.6", "F1.4"], "A link is at place 2³²."),
            "links.0.seq",
            4_294_967_296_u64,
        ),
        with_payload(&more(&plain(EventType::Stored), "links.0", "ledger", format!("a/{HEX}")))
            .is_refused(
                tells(
                    "link_that_names_a_ledger",
                    &["F4.7", "F4.8"],
                    "A link has a field with the origin of a ledger.",
                ),
                "field.unknown",
            ),
    ]
}

fn fields() -> Vec<Vector> {
    let full = payload(EventType::Stored);
    let bare = plain(EventType::Stored);
    vec![
        with_payload(&at(&full, "lang", "??")).is_accepted(tells(
            "language_that_is_none",
            &["F4.2"],
            "What `lang` says is not checked.",
        )),
        with_payload(&at(
            &full,
            "ext",
            Value::Map(vec![("not a domain".into(), Value::Bytes(vec![7; 32]))]),
        ))
        .is_accepted(tells(
            "extension_under_any_name",
            &["F4.2", "F5.3"],
            "What the keys of `ext` say is not checked.",
        )),
        with_payload(&at(&full, "ext", Value::Map(Vec::new()))).is_refused(
            tells("extension_of_nothing", &["F1.10"], "`ext` is there and has nothing in it."),
            "entry.shape",
        ),
        with_payload(&at(&full, "ext.z", Value::Bytes(vec![7; 31]))).is_refused(
            tells(
                "extension_of_31_bytes",
                &["F5.1", "F1.10"],
                "A commitment in `ext` is one byte short.",
            ),
            "field.length",
        ),
        changed(
            tells(
                "source_of_a_time_that_is_none",
                &["F4.3"],
                "Where the time was read is a code that is not in its list.",
            ),
            "field.code",
            "at.source",
            "sundial",
        ),
        changed(
            tells(
                "source_of_a_time_in_upper_case",
                &["F4.3"],
                "Where the time was read is a code in upper case.",
            ),
            "field.code",
            "at.source",
            "Device",
        ),
        changed(
            tells(
                "place_of_storage_in_clear",
                &["F5.1", "F1.10"],
                "The place of storage is a text where a commitment is due.",
            ),
            "cbor.type",
            "body.place",
            "Room 2",
        ),
        changed(
            tells("commitment_of_33_bytes", &["F5.1"], "A commitment is one byte long."),
            "field.length",
            "body.place",
            Value::Bytes(vec![7; 33]),
        ),
        changed(
            tells("body_that_is_null", &["F4.8", "F1.10"], "The body is null."),
            "cbor.type",
            "body",
            Value::Null,
        ),
        changed(
            tells("type_that_is_a_number", &["F4.8"], "The type is a number."),
            "cbor.type",
            "type",
            7,
        ),
        with_payload(&at(&full, "for", Value::Null)).is_refused(
            tells(
                "optional_field_that_is_null",
                &["F1.10"],
                "An optional field is null and not left out.",
            ),
            "cbor.type",
        ),
        with_payload(&without(&bare, "", "at")).is_refused(
            tells("event_without_a_time", &["F1.10", "F4.8"], "The field `at` is missing."),
            "field.missing",
        ),
        with_payload(&without(&bare, "body", "place")).is_refused(
            tells(
                "field_that_is_missing",
                &["F4.8", "F1.10"],
                "The only field of the body is missing.",
            ),
            "field.missing",
        ),
        with_payload(&more(&bare, "body", "shelf", Value::Bytes(vec![7; 32]))).is_refused(
            tells(
                "field_that_is_unknown",
                &["F4.8", "F1.10"],
                "The body has a field that the type does not have.",
            ),
            "field.unknown",
        ),
        with_payload(&more(&bare, "", "case", Value::Null)).is_refused(
            tells(
                "field_of_the_payload_that_is_unknown",
                &["F1.10"],
                "The payload has a field that no event has.",
            ),
            "field.unknown",
        ),
        with_payload(&at(&bare, "type", "teleported")).is_refused(
            tells(
                "type_that_is_unknown",
                &["F4.9"],
                "A well-formed event of a type that is not in the list.",
            ),
            "entry.not_understood",
        ),
        with_payload(&at(
            &at(&bare, "type", "teleported"),
            "body",
            Value::Array(vec![Value::Null]),
        ))
        .is_refused(
            tells(
                "type_that_is_unknown_with_any_body",
                &["F4.9"],
                "In an unknown type the body is any item.",
            ),
            "entry.not_understood",
        ),
        with_payload(&at(&at(&bare, "type", "teleported"), "links.0.prev", Value::Null))
            .is_refused(
                tells(
                    "type_that_is_unknown_with_a_bad_link",
                    &["F4.9", "F4.6"],
                    "In an unknown type everything but the body keeps to the format.",
                ),
                "entry.shape",
            ),
    ]
}

/// The payload of the plainest act, with some of its bytes replaced, signed anew.
fn rewritten(tells: Tells, code: &'static str, from: &[u8], to: &[u8]) -> Vector {
    let signed = stored();
    let bytes = crate::made::scenes::payload_of(&signed);
    let at = bytes.windows(from.len()).position(|window| window == from).unwrap();
    let changed = [&bytes[..at], to, &bytes[at + from.len()..]].concat();
    let subject = signed.links()[0].subject.to_string();
    let entry = forge::entry_of_bytes(&changed, &forge::signer().to_string(), &subject);
    event(&entry).is_refused(tells, code)
}

fn encodings() -> Vec<Vector> {
    vec![
        rewritten(
            tells(
                "payload_with_its_keys_in_the_order_of_texts",
                &["F1.1"],
                "The keys of the instant stand in the order of texts: `source` before `time`.",
            ),
            "cbor.unsorted_keys",
            b"\x64time\x742041-06-01T09:30:00Z\x66source\x68attested",
            b"\x66source\x68attested\x64time\x742041-06-01T09:30:00Z",
        ),
        rewritten(
            tells("payload_with_a_key_twice", &["F1.1"], "The key `time` stands twice in `at`."),
            "cbor.duplicate_key",
            b"\x62at\xa2\x64time\x742041-06-01T09:30:00Z",
            b"\x62at\xa3\x64time\x742041-06-01T09:30:00Z\x64time\x742041-06-01T09:30:00Z",
        ),
        rewritten(
            tells(
                "payload_with_a_longer_head_inside",
                &["F1.1"],
                "The head of a place takes two bytes where one does.",
            ),
            "cbor.shortest_head",
            b"\x63seq\x01",
            b"\x63seq\x18\x01",
        ),
        rewritten(
            tells(
                "payload_with_a_list_of_indefinite_length",
                &["F1.1"],
                "The list of links ends with a break.",
            ),
            "cbor.indefinite_length",
            b"\x65links\x81",
            b"\x65links\x9f",
        ),
        rewritten(
            tells(
                "payload_with_a_float_inside",
                &["F1.2"],
                "A place is the floating-point number 1.0.",
            ),
            "cbor.float",
            b"\x63seq\x01",
            b"\x63seq\xf9\x3c\x00",
        ),
        rewritten(
            tells("payload_with_a_tag_inside", &["F1.3"], "An instant has tag 0."),
            "cbor.tag",
            b"\x64time\x74",
            b"\x64time\xc0\x74",
        ),
        rewritten(
            tells(
                "payload_with_an_integer_key",
                &["F1.10", "F1.5"],
                "A key of the body is the number 1.",
            ),
            "cbor.type",
            b"\x65place",
            b"\x01",
        ),
        rewritten(
            tells(
                "payload_with_a_text_that_is_no_utf8",
                &["F1.6"],
                "The type has a byte that is no UTF-8.",
            ),
            "cbor.utf8",
            b"\x66stored",
            b"\x66stor\xffd",
        ),
    ]
}
