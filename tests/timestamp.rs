//! Instants: one text for each value, one value for each text.

use std::cmp::Ordering;

use handseal::encoding::{Timestamp, TimestampError};
use proptest::prelude::*;

#[test]
fn canonical_texts_come_back_unchanged() {
    for text in [
        "0000-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999999Z",
        "1970-01-01T00:00:00Z",
        "2024-02-29T12:00:00.5+05:30",
        "2041-06-01T09:30:00-11:59",
        "9999-12-31T23:59:59.000000001+23:59",
        "9999-12-31T23:59:59-23:59",
        "0000-01-01T00:00:00+23:59",
    ] {
        let timestamp: Timestamp = text.parse().unwrap();
        assert_eq!(timestamp.to_string(), text);
        assert_eq!(serde_json::to_string(&timestamp).unwrap(), format!("\"{text}\""));
        let again = Timestamp::from_unix(
            timestamp.unix_seconds(),
            timestamp.nanosecond(),
            timestamp.offset_minutes(),
        );
        assert_eq!(again, Ok(timestamp));
    }
}

#[test]
fn numbers_are_those_of_the_unix_clock() {
    let at = |text| Timestamp::parse(text).unwrap();
    let noted = at("1970-01-01T02:00:01.25+02:00");
    assert_eq!((noted.unix_seconds(), noted.nanosecond()), (1, 250_000_000));
    assert_eq!(noted.offset_minutes(), 120);
    assert_eq!(at("1969-12-31T23:59:59.5Z").unix_seconds(), -1);
    assert_eq!(at("2001-09-09T01:46:40Z").unix_seconds(), 1_000_000_000);
}

#[test]
fn order_is_that_of_the_instants() {
    let at = |text| Timestamp::parse(text).unwrap();
    let (early, late) = (at("2041-06-01T12:00:00+05:00"), at("2041-06-01T09:00:00Z"));
    assert!(late.is_after(&early) && !early.is_after(&late));
    let (here, there) = (at("2041-06-01T09:00:00Z"), at("2041-06-01T11:00:00+02:00"));
    assert_eq!(here.instant_cmp(&there), Ordering::Equal);
    assert_ne!(here, there);
    assert!(at("2041-06-01T09:00:00.1Z").is_after(&here));
}

#[test]
fn second_text_for_an_instant_is_refused() {
    for (text, error) in [
        ("2041-06-01t09:30:00Z", TimestampError::Syntax { offset: 10 }),
        ("2041-06-01 09:30:00Z", TimestampError::Syntax { offset: 10 }),
        ("2041-06-01T09:30:00z", TimestampError::Syntax { offset: 19 }),
        ("2041-06-01T09:30:00+00:00", TimestampError::ZeroOffset),
        ("2041-06-01T09:30:00-00:00", TimestampError::ZeroOffset),
        ("2041-06-01T09:30:00.0Z", TimestampError::FractionTrailingZero),
        ("2041-06-01T09:30:00.50Z", TimestampError::FractionTrailingZero),
        ("2041-06-01T09:30:00.0000000001Z", TimestampError::FractionTooLong { digits: 10 }),
        ("2041-06-01T09:30:60Z", TimestampError::LeapSecond),
        ("2016-12-31T23:59:60Z", TimestampError::LeapSecond),
    ] {
        assert_eq!(Timestamp::parse(text), Err(error), "{text}");
    }
}

#[test]
fn text_that_is_no_instant_is_refused() {
    let date = |year, month, day| TimestampError::Date { year, month, day };
    for (text, error) in [
        ("", TimestampError::Syntax { offset: 0 }),
        ("-001-01-01T00:00:00Z", TimestampError::Syntax { offset: 0 }),
        ("10000-01-01T00:00:00Z", TimestampError::Syntax { offset: 4 }),
        ("2041-06-01", TimestampError::Syntax { offset: 10 }),
        ("2041-06-01T09:30Z", TimestampError::Syntax { offset: 16 }),
        ("2041-06-01T09:30:00", TimestampError::Syntax { offset: 19 }),
        ("2041-06-01T09:30:00.Z", TimestampError::Syntax { offset: 20 }),
        ("2041-06-01T09:30:00,5Z", TimestampError::Syntax { offset: 19 }),
        ("2041-06-01T09:30:00+0200", TimestampError::Syntax { offset: 22 }),
        ("2041-06-01T09:30:00Z ", TimestampError::Syntax { offset: 20 }),
        ("２041-06-01T09:30:00Z", TimestampError::Syntax { offset: 0 }),
        ("2041-02-29T09:30:00Z", date(2041, 2, 29)),
        ("2041-13-01T09:30:00Z", date(2041, 13, 1)),
        ("2041-00-01T09:30:00Z", date(2041, 0, 1)),
        ("2041-06-00T09:30:00Z", date(2041, 6, 0)),
        ("2041-06-01T24:00:00Z", TimestampError::Hour { found: 24 }),
        ("2041-06-01T09:60:00Z", TimestampError::Minute { found: 60 }),
        ("2041-06-01T09:30:61Z", TimestampError::Second { found: 61 }),
        ("2041-06-01T09:30:00+24:00", TimestampError::Hour { found: 24 }),
        ("2041-06-01T09:30:00+01:60", TimestampError::Minute { found: 60 }),
    ] {
        assert_eq!(Timestamp::parse(text), Err(error), "{text}");
    }
}

#[test]
fn number_out_of_range_is_refused() {
    let nanosecond = TimestampError::Nanosecond { found: 1_000_000_000 };
    assert_eq!(Timestamp::from_unix(0, 1_000_000_000, 0), Err(nanosecond));
    for minutes in [1440, -1440, i16::MAX, i16::MIN] {
        let offset = TimestampError::Offset { minutes };
        assert_eq!(Timestamp::from_unix(0, 0, minutes), Err(offset));
    }
    let first: i64 = -62_167_219_200;
    let last: i64 = 253_402_300_799;
    for unix_seconds in [first - 1, last + 1, i64::MIN, i64::MAX] {
        let year = TimestampError::Year { unix_seconds };
        assert_eq!(Timestamp::from_unix(unix_seconds, 0, 0), Err(year));
    }
    // What counts is the year on the wall.
    let year = TimestampError::Year { unix_seconds: last };
    assert_eq!(Timestamp::from_unix(last, 0, 1), Err(year));
    let wall = Timestamp::from_unix(last, 0, -1).unwrap();
    assert_eq!(wall.to_string(), "9999-12-31T23:58:59-00:01");
    let wall = Timestamp::from_unix(first - 60, 0, 1).unwrap();
    assert_eq!(wall.to_string(), "0000-01-01T00:00:00+00:01");
}

proptest! {
    #[test]
    fn value_and_text_are_one_to_one(
        seconds in -62_167_000_000..253_402_000_000_i64,
        nanosecond in prop_oneof![Just(0), 0..1_000_000_000_u32],
        offset in -1439..=1439_i16,
    ) {
        let timestamp = Timestamp::from_unix(seconds, nanosecond, offset).unwrap();
        prop_assert_eq!(Timestamp::parse(&timestamp.to_string()), Ok(timestamp));
    }

    #[test]
    fn accepted_text_is_the_only_one(text in "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\\.[0-9]{1,10})?(Z|[+-][0-2][0-9]:[0-5][0-9])") {
        if let Ok(timestamp) = Timestamp::parse(&text) {
            prop_assert_eq!(timestamp.to_string(), text);
        }
    }
}
