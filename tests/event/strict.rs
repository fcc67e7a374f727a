//! One wrong thing in a payload that is otherwise right, signed with the key in hand.

use ciborium::Value;
use handseal::encoding::{DecodeErrorKind, Kind};
use handseal::event::{EntryError, EventType, ShapeError, SignedEvent};

use crate::events::full;
use crate::forge::{Step, at, encoded, entry, payload_of, places, refusal, signed, with};

/// The fields that may be left out, by the map that they stand in.
const OPTIONAL: &[(&str, &[&str])] = &[
    ("event", &["ext", "for", "lang"]),
    ("at", &["uncertainty", "recorded_late"]),
    ("recorded_late", &["for"]),
    ("why", &["code", "words"]),
    ("tool", &["serial"]),
    ("write_blocker", &["serial"]),
    ("device", &["make", "model", "power", "serial"]),
    ("to", &["party", "described"]),
    ("whom", &["party", "described"]),
    ("redirected", &["party", "described"]),
    ("parties", &["party", "described"]),
    ("accepted", &["reservations"]),
    ("accepted.items", &["seal", "content", "unchecked", "appearance"]),
    ("accessed", &["who"]),
    (
        "acquired",
        &[
            "tool",
            "place",
            "ground",
            "method",
            "request",
            "witnesses",
            "clock_offset",
            "write_blocker",
        ],
    ),
    ("acquired.items", &["name", "device", "source", "description", "photographs"]),
    ("annulled", &["by"]),
    ("annexes", &["lang", "name"]),
    ("asked", &["form"]),
    ("case_handed_on", &["why"]),
    ("case_opened", &["title"]),
    ("checked.items", &["seal", "content", "unchecked", "appearance"]),
    ("collected", &["place", "ground", "method", "request", "witnesses"]),
    ("collected.items", &["seal", "device", "condition", "description", "photographs"]),
    ("conditions", &["until", "words", "purposes"]),
    ("confirmed", &["form", "request"]),
    ("declined", &["form", "redirected"]),
    ("derived", &["tool", "method"]),
    ("derived.items", &["content", "description"]),
    ("disclosed", &["copy", "authorisation"]),
    ("enrolled", &["key", "pop"]),
    ("examined", &["tool", "method", "result"]),
    ("document", &["lang", "name"]),
    ("expired", &["why"]),
    ("extended", &["why", "form"]),
    ("incident", &["risk", "entry"]),
    ("noted", &["entry"]),
    // The type, and the list of an incident.
    ("notified", &["at", "until", "ground"]),
    ("objected", &["form"]),
    ("offered", &["carrier", "request", "authorisation"]),
    ("preserved", &["what", "until"]),
    ("produced", &["open"]),
    ("received_back", &["from"]),
    ("received_back.items", &["seal", "content", "unchecked", "appearance"]),
    ("refused.items", &["seal", "content", "unchecked", "appearance"]),
    ("relates", &["entry"]),
    ("reviewed", &["next"]),
    ("revoked", &["why", "since"]),
    ("succeeded", &["why", "since"]),
    ("sealed", &["reason"]),
    ("taken_over", &["case", "from", "ground"]),
    ("taken_over.items", &["content", "description"]),
    ("terms", &["case", "issuer", "time_frame"]),
    ("transmitted", &["entry"]),
    ("unsealed", &["reason"]),
    ("used", &["result", "authorisation"]),
    ("validated", &["entry", "described"]),
    ("withdrawn", &["by"]),
];

/// The fields that hold a purpose, reason or ground.
const WHYS: [&str; 10] = [
    "why",
    "purpose",
    "ground",
    "reason",
    "under",
    "circumstances",
    "unchecked",
    "channel",
    "method",
    "result",
];

/// What the map at a place is called in [`OPTIONAL`].
fn name_of(event_type: EventType, place: &[Step]) -> String {
    let keys: Vec<&str> = place
        .iter()
        .filter_map(|step| match step {
            Step::Key(key) => Some(key.as_str()),
            Step::Index(_) => None,
        })
        .collect();
    let code = event_type.code();
    match keys.as_slice() {
        [] => "event".to_owned(),
        ["body"] => code.to_owned(),
        ["body", "items"] => format!("{code}.items"),
        [.., last] if WHYS.contains(last) => "why".to_owned(),
        [.., last] => (*last).to_owned(),
    }
}

fn is_optional(map: &str, field: &str) -> bool {
    OPTIONAL.iter().any(|(name, fields)| *name == map && fields.contains(&field))
}

fn payload(event_type: EventType) -> Value {
    payload_of(&signed(&full(event_type)))
}

/// Every map of every type, but `ext` and `fields`, whose keys are free.
fn maps() -> impl Iterator<Item = (EventType, Value, Vec<Step>)> {
    EventType::ALL.iter().flat_map(|event_type| {
        let payload = payload(*event_type);
        let is_record = |place: &Vec<Step>| {
            let free = ["ext", "fields"].map(Step::key);
            let is_free = place.last().is_some_and(|last| free.contains(last));
            at(&payload, place).is_some_and(Value::is_map) && !is_free
        };
        let places: Vec<_> = places(&payload).into_iter().filter(is_record).collect();
        places.into_iter().map(move |place| (*event_type, payload.clone(), place))
    })
}

#[test]
fn missing_field_is_refused_unless_it_is_optional() {
    let mut optional = 0;
    for (event_type, payload, place) in maps() {
        let map = at(&payload, &place).and_then(Value::as_map).unwrap();
        for index in 0..map.len() {
            let mut left = map.clone();
            let field = left.remove(index).0.into_text().unwrap();
            let changed = with(&payload, &place, Value::Map(left));
            let read = SignedEvent::parse(entry(&changed));
            let name = name_of(event_type, &place);
            if !is_optional(&name, &field) {
                match read.unwrap_err().decode() {
                    Some(DecodeErrorKind::MissingField { name }) => assert_eq!(*name, field),
                    other => panic!("{name} without {field}: {other:?}"),
                }
            } else if name == "enrolled" {
                let event_type = EventType::Enrolled;
                let expected = ShapeError::PossessionMissing { event_type };
                assert_eq!(read.unwrap_err(), EntryError::Shape(expected));
            } else {
                optional += 1;
                assert!(read.is_ok(), "{name} without {field}: {read:?}");
            }
        }
    }
    assert!(optional > 200, "the events made have optional fields");
}

#[test]
fn unknown_field_is_refused_at_every_level_wherever_it_sorts() {
    for (event_type, payload, place) in maps() {
        for name in ["", "A", "kkkk", "zzzzzzzzzzzzzzzzzz"] {
            let mut map = at(&payload, &place).and_then(Value::as_map).unwrap().clone();
            map.push((name.into(), Value::Null));
            let changed = with(&payload, &place, Value::Map(map));
            let error = refusal(&changed);
            let expected = DecodeErrorKind::UnknownField { name: name.into() };
            assert_eq!(error.decode(), Some(&expected), "{event_type:?} {place:?}");
        }
    }
}

#[test]
fn field_with_an_integer_key_is_refused_at_every_level() {
    for (event_type, payload, place) in maps() {
        let mut map = at(&payload, &place).and_then(Value::as_map).unwrap().clone();
        map.push((1.into(), Value::Null));
        let error = refusal(&with(&payload, &place, Value::Map(map)));
        let expected =
            DecodeErrorKind::UnexpectedType { expected: Kind::Text, found: Kind::Integer };
        assert_eq!(error.decode(), Some(&expected), "{event_type:?} {place:?}");
    }
}

#[test]
fn value_of_another_type_is_refused_at_every_place() {
    let others = [
        Value::Null,
        Value::Bool(true),
        7.into(),
        (-7).into(),
        "text".into(),
        Value::Bytes(vec![7; 32]),
        Value::Array(Vec::new()),
        Value::Map(Vec::new()),
    ];
    for event_type in EventType::ALL {
        let payload = payload(*event_type);
        for place in places(&payload) {
            let value = at(&payload, &place).unwrap();
            for other in &others {
                let same = std::mem::discriminant(value) == std::mem::discriminant(other);
                let unknown_time = other.is_null() && place.last() == Some(&Step::key("time"));
                if !same && !unknown_time {
                    let read = SignedEvent::parse(entry(&with(&payload, &place, other.clone())));
                    assert!(read.is_err(), "{event_type:?} {place:?} {other:?}");
                }
            }
        }
    }
}

#[test]
fn digest_key_or_signature_of_another_length_is_refused() {
    let mut seen = 0;
    for event_type in EventType::ALL {
        let payload = payload(*event_type);
        for place in places(&payload) {
            let Some(bytes) = at(&payload, &place).and_then(Value::as_bytes) else {
                continue;
            };
            // Its length is for the authority that made it to say.
            if place.last() == Some(&Step::key("token")) {
                continue;
            }
            seen += 1;
            for found in [0, bytes.len() - 1, bytes.len() + 1] {
                let changed = with(&payload, &place, Value::Bytes(vec![1; found]));
                let expected = bytes.len();
                let expected = DecodeErrorKind::WrongLength { expected, found };
                assert_eq!(refusal(&changed).decode(), Some(&expected), "{place:?}");
            }
        }
    }
    assert!(seen > 200, "the events made have byte strings");
}

#[test]
fn added_value_of_an_embedding_tool_that_is_no_commitment_is_refused() {
    let payload = payload(EventType::Stored);
    let place = [Step::key("ext"), Step::key("z")];
    for value in [Value::Bytes(b"plain".to_vec()), "plain".into()] {
        assert!(SignedEvent::parse(entry(&with(&payload, &place, value))).is_err());
    }
    let none = with(&payload, &[Step::key("ext")], Value::Map(Vec::new()));
    assert_eq!(refusal(&none), EntryError::Shape(ShapeError::EmptyExt));
}

#[test]
fn time_that_is_not_canonical_is_refused() {
    let payload = payload(EventType::Stored);
    let place = [Step::key("at"), Step::key("time")];
    for text in [
        "",
        "2041-06-01",
        "2041-06-01 09:30:00Z",
        "2041-06-01t09:30:00Z",
        "2041-06-01T09:30:00z",
        "2041-06-01T09:30:00+00:00",
        "2041-06-01T09:30:00-00:00",
        "2041-06-01T09:30:00.50Z",
        "2041-06-01T09:30:00.Z",
        "2041-06-01T23:59:60Z",
        "2041-02-29T09:30:00Z",
        "2041-06-01T09:30:00",
        "2041-06-01T09:30:00.1234567891Z",
    ] {
        let error = refusal(&with(&payload, &place, text.into()));
        assert!(matches!(error.decode(), Some(DecodeErrorKind::Timestamp(_))), "{text}: {error:?}");
    }
}

#[test]
fn span_of_time_that_ends_before_it_begins_is_refused() {
    let payload = payload(EventType::Stored);
    let place = [Step::key("at"), Step::key("time")];
    let span = |times: &[&str]| {
        let times = times.iter().map(|time| Value::from(*time)).collect();
        SignedEvent::parse(entry(&with(&payload, &place, Value::Array(times))))
            .map_err(|error| error.decode().cloned().unwrap())
            .map(|_| ())
    };
    let (early, late) = ("2041-06-01T11:00:00+02:00", "2041-06-01T09:30:00Z");
    assert_eq!(span(&[early, late]), Ok(()));
    assert_eq!(span(&[late, early]), Err(DecodeErrorKind::OutOfOrder));
    for times in [&[][..], &[early], &[early, late, late]] {
        let found = times.len();
        let wrong = DecodeErrorKind::WrongLength { expected: 2, found };
        assert_eq!(span(times), Err(wrong));
    }
}

#[test]
fn code_outside_its_list_is_refused() {
    for (event_type, place) in [
        (EventType::Stored, vec![Step::key("at"), Step::key("source")]),
        (EventType::Derived, vec![Step::key("body"), Step::key("kind")]),
        (EventType::Enrolled, vec![Step::key("body"), Step::key("kind")]),
        (EventType::Revoked, vec![Step::key("body"), Step::key("reason")]),
        (
            EventType::Unsealed,
            vec![Step::key("body"), Step::key("items"), Step::Index(0), Step::key("state")],
        ),
        (EventType::Notified, vec![Step::key("body"), Step::key("state")]),
        (EventType::Produced, vec![Step::key("body"), Step::key("extent")]),
        (EventType::Requested, vec![Step::key("body"), Step::key("terms"), Step::key("urgency")]),
    ] {
        for found in ["", "Device", "other things"] {
            let error = refusal(&with(&payload(event_type), &place, found.into()));
            let found = found.into();
            assert_eq!(error.decode(), Some(&DecodeErrorKind::UnknownCode { found }));
        }
    }
}

#[test]
fn number_below_zero_is_refused_as_a_place_a_size_and_an_uncertainty() {
    for (event_type, place) in [
        (EventType::Stored, vec![Step::key("links"), Step::Index(0), Step::key("seq")]),
        (EventType::Stored, vec![Step::key("at"), Step::key("uncertainty")]),
        (EventType::Noted, vec![Step::key("body"), Step::key("entry"), Step::key("seq")]),
    ] {
        let error = refusal(&with(&payload(event_type), &place, (-1).into()));
        assert_eq!(error.decode(), Some(&DecodeErrorKind::NegativeForbidden));
    }
}

#[test]
fn error_is_located_in_the_bytes_of_the_entry() {
    let payload = payload(EventType::Stored);
    let place = [Step::key("body"), Step::key("place")];
    let bytes = entry(&with(&payload, &place, Value::Bytes(vec![0xee; 31])));
    let EntryError::Decode(error) = SignedEvent::parse(bytes.clone()).unwrap_err() else {
        panic!("the payload is at fault");
    };
    assert_eq!(error.path.to_string(), "body.place");
    let found = encoded(&Value::Bytes(vec![0xee; 31]));
    assert!(bytes[error.offset..].starts_with(&found));
}
