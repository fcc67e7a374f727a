//! What holds for every value: the writer, the scan and a second CBOR implementation agree.

use ciborium::Value;
use proptest::collection::vec;
use proptest::prelude::*;

use crate::encoding::{Decoder, Encoder, Kind, scan, scan_prefix};

/// Any value of the profile, without the types of the code under test.
#[derive(Clone, Debug)]
enum Item {
    Uint(u64),
    Int(i64),
    Bytes(Vec<u8>),
    Text(String),
    Array(Vec<Self>),
    Map(Vec<(Self, Self)>),
    Tag(u64, Box<Self>),
    Bool(bool),
    Null,
}

impl Item {
    fn encoded(&self) -> Vec<u8> {
        let mut out = Encoder::new();
        self.write(&mut out);
        out.into_bytes()
    }

    fn write(&self, out: &mut Encoder) {
        match self {
            Self::Uint(value) => out.uint(*value),
            Self::Int(value) => out.int(*value),
            Self::Bytes(content) => out.bytes(content),
            Self::Text(content) => out.text(content),
            Self::Array(items) => {
                out.array(items.len());
                items.iter().for_each(|item| item.write(out));
            }
            Self::Map(pairs) => {
                let encoded = pairs.iter().map(|(key, value)| (key.encoded(), value));
                let sorted: std::collections::BTreeMap<_, _> = encoded.collect();
                out.map(sorted.len());
                for (key, value) in sorted {
                    out.raw(&key);
                    value.write(out);
                }
            }
            Self::Tag(tag, content) => {
                out.tag(*tag);
                content.write(out);
            }
            Self::Bool(value) => out.bool(*value),
            Self::Null => out.null(),
        }
    }
}

fn key() -> impl Strategy<Value = Item> {
    prop_oneof![
        any::<u64>().prop_map(Item::Uint),
        any::<i64>().prop_map(Item::Int),
        vec(any::<u8>(), 0..40).prop_map(Item::Bytes),
        ".{0,12}".prop_map(Item::Text),
    ]
}

fn item() -> impl Strategy<Value = Item> {
    let leaf = prop_oneof![key(), any::<bool>().prop_map(Item::Bool), Just(Item::Null)];
    let inside = leaf.prop_recursive(7, 64, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Item::Array),
            vec((key(), inner), 0..6).prop_map(Item::Map),
        ]
    });
    // F1.3: a tag stands around the whole item, or nowhere.
    let tag = prop_oneof![Just(18), Just(55_799)];
    let tagged = (tag, inside.clone()).prop_map(|(tag, content)| Item::Tag(tag, Box::new(content)));
    prop_oneof![3 => inside, 1 => tagged]
}

/// The bytes that another implementation makes of the ones it read.
fn second_opinion(bytes: &[u8]) -> Vec<u8> {
    let value: Value = ciborium::from_reader(bytes).expect("what we accept is CBOR");
    let mut again = Vec::new();
    ciborium::into_writer(&value, &mut again).expect("a value can be written");
    again
}

/// Reads everything with the typed reader.
fn read_all(input: &mut Decoder<'_>) {
    match input.peek().expect("a scanned item has a type") {
        Kind::Array => {
            for _ in 0..input.array().unwrap() {
                read_all(input);
            }
        }
        Kind::Map => {
            for _ in 0..input.map().unwrap() {
                read_all(input);
                read_all(input);
            }
        }
        Kind::Tag => {
            input.tag().unwrap();
            read_all(input);
        }
        Kind::Integer => {
            let unsigned = input.uint();
            if unsigned.is_err() {
                input.int().unwrap();
            }
        }
        Kind::Bytes => drop(input.bytes().unwrap()),
        Kind::Text => drop(input.text().unwrap()),
        Kind::Bool => drop(input.bool().unwrap()),
        Kind::Null => input.null().unwrap(),
    }
}

proptest! {
    #[test]
    fn what_is_written_is_scanned_and_read(item in item()) {
        let bytes = item.encoded();
        scan(&bytes).unwrap();
        let mut input = Decoder::new(&bytes);
        prop_assert_eq!(input.clone().raw().unwrap(), bytes.as_slice());
        read_all(&mut input);
        input.end().unwrap();
        prop_assert_eq!(second_opinion(&bytes), bytes);
    }

    #[test]
    fn no_proper_prefix_is_an_item(item in item(), cut in any::<prop::sample::Index>()) {
        let bytes = item.encoded();
        let cut = cut.index(bytes.len());
        prop_assert!(scan_prefix(&bytes[..cut]).is_err());
    }

    #[test]
    fn changed_byte_is_refused_or_another_canonical_item(
        item in item(),
        at in any::<prop::sample::Index>(),
        change in 1..=u8::MAX,
    ) {
        let mut bytes = item.encoded();
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        match scan(&bytes) {
            Ok(()) => prop_assert_eq!(second_opinion(&bytes), bytes),
            Err(error) => prop_assert!(error.offset <= bytes.len()),
        }
    }

    #[test]
    fn any_bytes_are_refused_or_canonical(bytes in vec(any::<u8>(), 0..24)) {
        if let Ok(length) = scan_prefix(&bytes) {
            prop_assert_eq!(second_opinion(&bytes[..length]), &bytes[..length]);
        }
        let mut input = Decoder::new(&bytes);
        let _ = input.raw();
        let _ = (input.clone().text(), input.clone().bytes(), input.clone().embedded());
        let _ = (input.clone().array(), input.clone().map(), input.clone().int(), input.tag());
    }
}
