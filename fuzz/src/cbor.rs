//! The strict scan against another reader and a plain writer.

use ciborium::Value;
use handseal::encoding::{MAX_DEPTH, MAX_RECORD, scan, scan_prefix};

/// What the scan takes is exactly what ciborium reads and the rules of RFC 8949 §4.2.1 write back.
pub fn check(bytes: &[u8]) {
    let scanned = scan(bytes);
    let prefix = scan_prefix(bytes);
    assert_eq!(
        scanned.is_ok(),
        prefix.as_ref().is_ok_and(|length| *length == bytes.len())
    );
    if let Err(error) = &scanned {
        assert!(
            error.offset <= bytes.len(),
            "{error} lies outside the input"
        );
    }
    // Ciborium recurses: deeper than this is refused by us before it is asked.
    let mut rest = bytes;
    let read: Result<Value, _> = ciborium::de::from_reader_with_recursion_limit(&mut rest, 64);
    let again = read.as_ref().ok().and_then(|value| {
        let mut out = Vec::new();
        write(value, 0, &mut out)?;
        Some(out)
    });
    match scanned {
        Ok(()) => {
            assert!(read.is_ok(), "accepted, and no CBOR to another reader");
            assert!(rest.is_empty(), "accepted, and shorter to another reader");
            assert_eq!(again.as_deref(), Some(bytes), "two encodings of one value");
        }
        // The other way round: what is written as the profile writes it must be taken.
        Err(error) => assert!(
            again.as_deref() != Some(bytes) || bytes.len() > MAX_RECORD,
            "refused ({error}), and in its one form"
        ),
    }
}

/// Writes a value in the one form of the profile; none for what the profile has not.
fn write(value: &Value, depth: usize, out: &mut Vec<u8>) -> Option<()> {
    let contained = matches!(value, Value::Array(_) | Value::Map(_) | Value::Tag(..));
    if contained && depth >= MAX_DEPTH {
        return None;
    }
    let inner = depth + 1;
    match value {
        Value::Integer(number) => {
            let number = i128::from(*number);
            match u64::try_from(number) {
                Ok(number) => head(0, number, out),
                Err(_) => {
                    i64::try_from(number).ok()?;
                    head(1, u64::try_from(-1 - number).ok()?, out);
                }
            }
        }
        Value::Bytes(bytes) => {
            head(2, bytes.len() as u64, out);
            out.extend(bytes);
        }
        Value::Text(text) => {
            head(3, text.len() as u64, out);
            out.extend(text.as_bytes());
        }
        Value::Array(items) => {
            head(4, items.len() as u64, out);
            items.iter().try_for_each(|item| write(item, inner, out))?;
        }
        Value::Map(pairs) => {
            let mut written = Vec::new();
            for (key, value) in pairs {
                let key_type = matches!(key, Value::Integer(_) | Value::Bytes(_) | Value::Text(_));
                let mut pair = (Vec::new(), Vec::new());
                write(key, inner, &mut pair.0).filter(|()| key_type)?;
                write(value, inner, &mut pair.1)?;
                written.push(pair);
            }
            written.sort();
            let repeated = written.windows(2).any(|pair| pair[0].0 == pair[1].0);
            head(5, written.len() as u64, out);
            written.iter().for_each(|(key, value)| {
                out.extend(key);
                out.extend(value);
            });
            return (!repeated).then_some(());
        }
        Value::Tag(tag @ (18 | 55_799), inside) if depth == 0 => {
            head(6, *tag, out);
            write(inside, inner, out)?;
        }
        Value::Bool(value) => out.push(if *value { 0xf5 } else { 0xf4 }),
        Value::Null => out.push(0xf6),
        _ => return None,
    }
    Some(())
}

fn head(major: u8, argument: u64, out: &mut Vec<u8>) {
    let major = major << 5;
    match argument {
        0..=23 => out.push(major | argument as u8),
        24..=0xff => out.extend([major | 24, argument as u8]),
        0x100..=0xffff => {
            out.push(major | 25);
            out.extend((argument as u16).to_be_bytes());
        }
        0x1_0000..=0xffff_ffff => {
            out.push(major | 26);
            out.extend((argument as u32).to_be_bytes());
        }
        _ => {
            out.push(major | 27);
            out.extend(argument.to_be_bytes());
        }
    }
}
