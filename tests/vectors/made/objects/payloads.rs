//! The payload of an event, signed anew with one thing about it changed: F2, F4.

use ciborium::Value;
use handseal::event::EventType;

use crate::forge;
use crate::made::objects::{at, event, more, payload, plain, stored, with_payload, without};
use crate::vector::{Tells, Vector, tells};

pub(crate) fn all() -> Vec<Vector> {
    let mut all = links();
    all.extend(fields());
    all.extend(encodings());
    all
}

pub(super) const HEX: &str = "00112233445566778899aabbccddeeff";

/// The plainest act, with something else at a place of its payload.
pub(super) fn changed(
    tells: Tells,
    code: &'static str,
    place: &str,
    value: impl Into<Value>,
) -> Vector {
    with_payload(&at(&plain(EventType::Stored), place, value)).refused(tells, code)
}

pub(super) fn allowed(tells: Tells, place: &str, value: impl Into<Value>) -> Vector {
    with_payload(&at(&plain(EventType::Stored), place, value)).accepted(tells)
}

fn links() -> Vec<Vector> {
    let two = payload(EventType::Stored);
    let list = forge::at(&two, &[forge::Step::key("links")]).unwrap().as_array().unwrap().clone();
    assert_eq!(list.len(), 2);
    let with = |links: Vec<Value>| with_payload(&at(&two, "links", Value::Array(links)));
    let shape = "entry.shape";
    vec![
        with(Vec::new()).refused(
            tells("event_without_a_link", &["F4.4"], "The list of links is empty."),
            shape,
        ),
        with(list.iter().rev().cloned().collect()).refused(
            tells(
                "links_in_another_order",
                &["F4.5", "F2.6"],
                "Two links stand in the reverse order of their subjects.",
            ),
            shape,
        ),
        with(vec![list[0].clone(), list[0].clone()])
            .refused(tells("subject_linked_twice", &["F4.5"], "A subject is linked twice."), shape),
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
        changed(
            tells(
                "place_that_no_place_can_follow",
                &["F4.11"],
                "A link is at place 2⁶⁴ - 1: the next one would have no number.",
            ),
            "entry.shape",
            "links.0.seq",
            u64::MAX,
        ),
        allowed(
            tells("place_of_a_long_chain", &["F4.6", "F1.4"], "A link is at place 2³²."),
            "links.0.seq",
            4_294_967_296_u64,
        ),
        with_payload(&more(&plain(EventType::Stored), "links.0", "ledger", format!("a/{HEX}")))
            .refused(
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
        with_payload(&at(&full, "lang", "??")).accepted(tells(
            "language_that_is_none",
            &["F4.2"],
            "What `lang` says is not checked.",
        )),
        with_payload(&at(
            &full,
            "ext",
            Value::Map(vec![("not a domain".into(), Value::Bytes(vec![7; 32]))]),
        ))
        .accepted(tells(
            "extension_under_any_name",
            &["F4.2", "F5.3"],
            "What the keys of `ext` say is not checked.",
        )),
        with_payload(&at(&full, "ext", Value::Map(Vec::new()))).refused(
            tells(
                "extension_of_nothing",
                &["F4.10", "F1.10"],
                "`ext` is there and has nothing in it.",
            ),
            "entry.shape",
        ),
        with_payload(&at(&full, "ext.z", Value::Bytes(vec![7; 31]))).refused(
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
        with_payload(&at(&full, "for", Value::Null)).refused(
            tells(
                "optional_field_that_is_null",
                &["F1.10"],
                "An optional field is null and not left out.",
            ),
            "cbor.type",
        ),
        with_payload(&without(&bare, "", "at")).refused(
            tells("event_without_a_time", &["F1.10", "F4.8"], "The field `at` is missing."),
            "field.missing",
        ),
        with_payload(&without(&bare, "body", "place")).refused(
            tells(
                "field_that_is_missing",
                &["F4.8", "F1.10"],
                "The only field of the body is missing.",
            ),
            "field.missing",
        ),
        with_payload(&more(&bare, "body", "shelf", Value::Bytes(vec![7; 32]))).refused(
            tells(
                "field_that_is_unknown",
                &["F4.8", "F1.10"],
                "The body has a field that the type does not have.",
            ),
            "field.unknown",
        ),
        with_payload(&more(&bare, "", "case", Value::Null)).refused(
            tells(
                "field_of_the_payload_that_is_unknown",
                &["F1.10"],
                "The payload has a field that no event has.",
            ),
            "field.unknown",
        ),
        with_payload(&at(&bare, "type", "teleported")).refused(
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
        .refused(
            tells(
                "type_that_is_unknown_with_any_body",
                &["F4.9"],
                "In an unknown type the body is any item.",
            ),
            "entry.not_understood",
        ),
        with_payload(&at(&at(&bare, "type", "teleported"), "links.0.prev", Value::Null)).refused(
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
    event(&entry).refused(tells, code)
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
