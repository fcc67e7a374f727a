//! Numbers that someone chose, with the right checksums: no panic, no end of memory or time, and never more
//! or less than the medium that the image says it is.

use std::fs;

use handseal::interop::ewf::EwfImage;

use crate::built::{self, adler32, error2, hash};
use crate::tools::{Scratch, content, media};

/// Where a structure with a checksum behind it begins, and its length without it.
type Structure = (usize, usize);

fn number(bytes: &[u8], at: usize) -> usize {
    u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap()) as usize
}

/// Every structure of a segment but its chunks.
fn structures(bytes: &[u8]) -> Vec<Structure> {
    let mut found = Vec::new();
    let mut at = 13;
    loop {
        found.push((at, 72));
        let (data, next) = (at + 76, number(bytes, at + 16));
        let length = next.saturating_sub(data);
        match bytes[at..at + 16].split(|byte| *byte == 0).next().unwrap() {
            b"volume" | b"data" | b"hash" => found.push((data, length - 4)),
            b"table" | b"table2" => found.extend([(data, 20), (data + 24, length - 28)]),
            b"error2" => found.extend([(data, 516), (data + 520, length - 524)]),
            b"done" => return found,
            _ => {}
        }
        at = next;
    }
}

#[test]
fn numbers_that_someone_chose_end_the_program() {
    let scratch = Scratch::new("hostile");
    let raw = content(5 * 8192 + 512);
    let more = [("error2", error2(&[(3, 2), (9, 1)])), ("hash", hash([9; 16]))];
    let whole = built::image(&raw, &more);
    let path = scratch.path("x.E01");
    let structures = structures(&whole);
    let mut state = 7_u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) as usize % below
    };
    let (mut refused, mut read) = (0, 0);
    for _ in 0..4000 {
        let mut bytes = whole.clone();
        for _ in 0..=random(2) {
            let (start, length) = structures[random(structures.len())];
            // Most of a structure is filling: the numbers stand at its start.
            let within = [8, 32, 80, length][random(4)];
            let place = start + random(length.min(within));
            let chosen = [0, 1, 0x10, 0x7f, 0x80, 0xff, random(256) as u8][random(7)];
            for byte in bytes[place..(start + length).min(place + 1 + random(4))].iter_mut() {
                *byte = chosen;
            }
            let checksum = adler32(&bytes[start..start + length]).to_le_bytes();
            bytes[start + length..start + length + 4].copy_from_slice(&checksum);
        }
        fs::write(&path, &bytes).unwrap();
        match EwfImage::open(&path).and_then(|image| Ok((image.volume().size(), media(&image)?))) {
            Ok((size, bytes)) => {
                assert_eq!(bytes.len() as u64, size);
                read += 1;
            }
            Err(error) => {
                assert!(error.to_string().contains("x.E01"), "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 1000 && read > 100, "{refused} {read}");
}
