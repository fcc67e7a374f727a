//! The strict scan: what is one item of the format's profile, and what exactly is wrong with the rest.
//! The examples of RFC 8949 are in `tests/standard`.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

use handseal::encoding::{
    DecodeError, DecodeErrorKind, Kind, MAX_DEPTH, MAX_RECORD, scan, scan_prefix,
};

fn bytes(hex: &str) -> Vec<u8> {
    let digits: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap()).collect()
}

#[track_caller]
fn refused(hex: &str, kind: DecodeErrorKind, offset: usize) {
    let DecodeError { kind: found, offset: found_offset, path } = scan(&bytes(hex)).unwrap_err();
    assert_eq!((found, found_offset), (kind, offset), "{hex}");
    assert!(path.is_empty());
}

fn truncated(expected: u64, found: usize) -> DecodeErrorKind {
    DecodeErrorKind::Truncated { expected, found }
}

#[test]
fn integer_below_64_bits_is_refused() {
    let limit = i64::MAX.unsigned_abs();
    assert_eq!(scan(&bytes("3b7fffffffffffffff")), Ok(()));
    let exceeded = DecodeErrorKind::LimitExceeded { limit, found: limit + 1 };
    refused("3b8000000000000000", exceeded.clone(), 0);
    refused("a13b800000000000000000", exceeded, 1);
}

#[test]
fn head_longer_than_needed_is_refused() {
    for hex in [
        "1817",
        "1900ff",
        "1a0000ffff",
        "1b00000000ffffffff",
        "3817",
        "5800",
        "590001aa",
        "7800",
        "9800",
        "b800",
        "d812f6",
        "db000000000000d9f7f6",
    ] {
        refused(hex, DecodeErrorKind::NonShortestHead, 0);
    }
    refused("8200 1800", DecodeErrorKind::NonShortestHead, 2);
}

#[test]
fn reserved_and_simple_initial_bytes_are_refused() {
    for initial in 0..=u8::MAX {
        let reserved = match initial & 0x1f {
            28..=30 => true,
            31 => matches!(initial >> 5, 0 | 1 | 6),
            _ => false,
        };
        let error = scan(&[initial]).err().map(|error| error.kind);
        assert_eq!(error == Some(DecodeErrorKind::ReservedHead { initial }), reserved);
    }
    for initial in (0xe0..=0xf3).chain([0xf7, 0xf8]) {
        assert_eq!(scan(&[initial]).unwrap_err().kind, DecodeErrorKind::SimpleForbidden);
    }
    for initial in [0x5f, 0x7f, 0x9f, 0xbf, 0xff] {
        assert_eq!(scan(&[initial]).unwrap_err().kind, DecodeErrorKind::IndefiniteLength);
    }
}

#[test]
fn tags_of_the_format_alone_are_accepted() {
    assert_eq!(scan(&bytes("d280")), Ok(()));
    assert_eq!(scan(&bytes("d9d9f7 80")), Ok(()));
    for (hex, tag) in [("d180", 17), ("d86280", 98), ("d9d9f880", 55_800)] {
        refused(hex, DecodeErrorKind::TagForbidden { tag }, 0);
    }
    refused("82 00 d180", DecodeErrorKind::TagForbidden { tag: 17 }, 2);
}

#[test]
fn map_keys_out_of_order_are_refused() {
    // Bytewise, not length first: 24 is longer than -1, and sorts before it.
    assert_eq!(scan(&bytes("a5 00f6 1818f6 20f6 40f6 60f6")), Ok(()));
    refused("a2 20f6 1818f6", DecodeErrorKind::UnsortedKeys, 3);
    refused("a2 626161f6 6162f6", DecodeErrorKind::UnsortedKeys, 5);
    refused("a2 6162f6 6161f6", DecodeErrorKind::UnsortedKeys, 4);
    // Order is each map's own: an inner map neither sees nor changes the outer one's last key.
    assert_eq!(scan(&bytes("a2 6162 a16161f6 6163f6")), Ok(()));
    refused("a2 6162 a1617af6 6161f6", DecodeErrorKind::UnsortedKeys, 7);
}

#[test]
fn map_key_twice_is_refused() {
    refused("a2 01f6 01f6", DecodeErrorKind::DuplicateKey, 3);
    refused("a2 6161f6 6161f6", DecodeErrorKind::DuplicateKey, 4);
    refused("81a3 6161f6 6162a0 6162f6", DecodeErrorKind::DuplicateKey, 8);
}

#[test]
fn map_key_of_another_type_is_refused() {
    for (hex, found) in [
        ("a180f6", Kind::Array),
        ("a1a0f6", Kind::Map),
        ("a1d280f6", Kind::Tag),
        ("a1f5f6", Kind::Bool),
        ("a1f6f6", Kind::Null),
    ] {
        refused(hex, DecodeErrorKind::KeyTypeForbidden { found }, 1);
    }
    refused("a1f93c00f6", DecodeErrorKind::FloatForbidden, 1);
}

#[test]
fn text_that_is_not_utf8_is_refused() {
    for hex in ["61ff", "62c328", "63eda080", "64f4908080", "62c080"] {
        refused(hex, DecodeErrorKind::Utf8, 0);
    }
    refused("a161fff6", DecodeErrorKind::Utf8, 1);
    // A character may not lie across two strings.
    refused("8261c361bc", DecodeErrorKind::Utf8, 1);
}

#[test]
fn depth_eight_passes_and_nine_is_refused() {
    let too_deep = || DecodeErrorKind::DepthExceeded { limit: MAX_DEPTH };
    assert_eq!(scan(&bytes("81818181818181 80")), Ok(()));
    assert_eq!(scan(&bytes("81818181818181 81f6")), Ok(()));
    refused("8181818181818181 80", too_deep(), 8);
    refused("8181818181818181 81f6", too_deep(), 8);
    refused("8181818181818181 a0", too_deep(), 8);
    // F1.7: a tag is a container. F1.3: it stands around everything or nowhere.
    assert_eq!(scan(&bytes("d281818181818181 f6")), Ok(()));
    refused("d281818181818181 81f6", too_deep(), 8);
    refused("8181818181818181 d2f6", DecodeErrorKind::TagForbidden { tag: 18 }, 8);
    refused("d2d2f6", DecodeErrorKind::TagForbidden { tag: 18 }, 1);
    assert_eq!(scan(&bytes("a100a100a100a100a100a100a100a100 f6")), Ok(()));
    refused("a100a100a100a100a100a100a100a100 a0", too_deep(), 16);
    // A level that was left counts no more.
    assert_eq!(scan(&bytes("82 81818181818180 81818181818180")), Ok(()));
}

#[test]
fn deep_nesting_needs_no_stack() {
    let deep = vec![0x81; 16 * 1024 * 1024];
    let scanned = std::thread::Builder::new()
        .stack_size(64 * 1024)
        .spawn(move || scan(&deep).unwrap_err())
        .unwrap()
        .join()
        .unwrap();
    assert_eq!(scanned.kind, DecodeErrorKind::DepthExceeded { limit: MAX_DEPTH });
}

#[test]
fn input_that_ends_inside_an_item_is_refused() {
    refused("", truncated(1, 0), 0);
    refused("18", truncated(2, 1), 0);
    refused("1901", truncated(3, 2), 0);
    refused("1a010203", truncated(5, 4), 0);
    refused("1b01020304050607", truncated(9, 8), 0);
    refused("4201", truncated(3, 2), 0);
    refused("6261", truncated(3, 2), 0);
    refused("8201", truncated(3, 2), 0);
    refused("82810101 81", DecodeErrorKind::TrailingBytes { count: 1 }, 4);
    refused("828101", truncated(1, 0), 3);
    refused("a101", truncated(3, 2), 0);
    refused("a1008201", truncated(3, 2), 2);
    refused("d2", truncated(2, 1), 0);
    refused("8201 6261", truncated(3, 2), 2);
}

#[test]
fn length_beyond_every_record_is_refused() {
    let limit = u64::try_from(MAX_RECORD).unwrap();
    let exceeded = |found| DecodeErrorKind::LimitExceeded { limit, found };
    for major in ["5", "7", "9", "b"] {
        refused(&format!("{major}bffffffffffffffff"), exceeded(u64::MAX), 0);
        refused(
            &format!("{major}b8000000000000000"),
            exceeded(match major {
                "b" => u64::MAX,
                _ => (1 << 63) + 9,
            }),
            0,
        );
    }
    refused("81 5a 7fffffff 00", exceeded(0x7fff_ffff + 6), 1);
}

#[test]
fn record_of_the_limit_passes_and_one_byte_more_is_refused() {
    let byte_string = |length: usize| {
        let mut record = vec![0x5a];
        record.extend(u32::try_from(length).unwrap().to_be_bytes());
        record.resize(length + 5, 0);
        record
    };
    let largest = byte_string(MAX_RECORD - 5);
    assert_eq!(largest.len(), MAX_RECORD);
    assert_eq!(scan(&largest), Ok(()));
    let whole = u64::try_from(MAX_RECORD).unwrap();
    let cut = scan(&largest[..MAX_RECORD - 1]).unwrap_err();
    assert_eq!(cut.kind, truncated(whole, MAX_RECORD - 1), "cut off, and not too long");
    let larger = byte_string(MAX_RECORD - 4);
    let limit = u64::try_from(MAX_RECORD).unwrap();
    let exceeded = DecodeErrorKind::LimitExceeded { limit, found: limit + 1 };
    assert_eq!(scan(&larger).unwrap_err().kind, exceeded);
    // The same answer where the input ends before, and where another record follows.
    assert_eq!(scan_prefix(&larger[..100]).unwrap_err().kind, exceeded);
    assert_eq!(scan_prefix(&[larger, vec![0; 9]].concat()).unwrap_err().kind, exceeded);
    assert_eq!(scan_prefix(&[largest, vec![0; 9]].concat()), Ok(MAX_RECORD));
}

#[test]
fn bytes_after_the_item_are_refused() {
    refused("00 00", DecodeErrorKind::TrailingBytes { count: 1 }, 1);
    refused("80 ffffff", DecodeErrorKind::TrailingBytes { count: 3 }, 1);
    refused("a0 f6 f6", DecodeErrorKind::TrailingBytes { count: 2 }, 1);
    assert_eq!(scan_prefix(&bytes("80 ff")), Ok(1));
}
