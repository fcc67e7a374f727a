//! `verify` on an E01 image that is damaged, or of which a segment is missing: what is left is compared.

use std::fs;

use crate::built::{self, Segment, volume};
use crate::{Scratch, printed_command, run};

const MIB: usize = 1 << 20;

/// Three segments of a mebibyte each, which is a part.
fn collected(scratch: &Scratch) -> (Vec<String>, Vec<u8>) {
    let medium: Vec<u8> = (0..3 * MIB).map(|at| u8::try_from(at % 251).unwrap()).collect();
    let sectors = volume(u64::try_from(medium.len() / 512).unwrap(), 7);
    let chunks = built::stored(&medium);
    for (number, chunks) in (1_u16..).zip(chunks.chunks(MIB / 8192)) {
        let segment =
            Segment::new(number).section(if number == 1 { "volume" } else { "data" }, &sectors);
        let segment = segment.chunks(chunks).end(if number == 3 { "done" } else { "next" });
        scratch.file(&format!("x.E0{number}"), &segment);
    }
    let (case, key) = (scratch.path("c.custody"), scratch.path("k"));
    let item = format!("EX-1={}", scratch.path("x.E01"));
    let ran = run("collect", &["--out", &case, "--key", &key, "--item", &item]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    (printed_command(&ran.out), medium)
}

#[test]
fn damaged_chunk_or_missing_segment_leaves_nothing_to_compare() {
    let scratch = Scratch::new("salvaged");
    let (command, medium) = collected(&scratch);
    assert_eq!(run("verify", &command).code, 0);
    let second = scratch.path("x.E02");
    let before = fs::read(&second).unwrap();
    // The second chunk of the segment is compressed; the first, and its checksum, stand before it.
    let chunk = &built::stored(&medium)[MIB / 8192 + 1].1;
    let at = before.windows(chunk.len()).position(|bytes| bytes == chunk).unwrap();
    let mut damaged = before.clone();
    damaged[at + 9] ^= 1;
    fs::write(&second, damaged).unwrap();
    let ran = run("verify", &command);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    for words in [
        "content.not_read, field content bytes 1056768 to 1064960",
        "x.E02",
        "chunk 129",
        "2 parts, 2097152 bytes, are as recorded, 0 differ",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    fs::remove_file(&second).unwrap();
    let ran = run("verify", &command);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    for words in [
        "content.not_read, field content bytes 1048576 to 2097152",
        "segment 2 is missing",
        "2 parts, 2097152 bytes, are as recorded, 0 differ",
    ] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
}

/// What can be read is recorded where that is asked for, and what cannot is named, not made up.
#[test]
fn damaged_chunk_is_recorded_as_read_or_keeps_all_else_from_being_recorded() {
    let scratch = Scratch::new("damaged-chunk");
    let (_, medium) = collected(&scratch);
    let (second, third) = (scratch.path("x.E02"), scratch.path("x.E03"));
    let whole = fs::read(&second).unwrap();
    let chunk = &built::stored(&medium)[MIB / 8192 + 1].1;
    let at = whole.windows(chunk.len()).position(|bytes| bytes == chunk).unwrap();
    let mut damaged = whole.clone();
    damaged[at + 9] ^= 1;
    fs::write(&second, &damaged).unwrap();
    let (case, key) = (scratch.path("d.custody"), scratch.path("k"));
    let item = format!("EX-1={}", scratch.path("x.E01"));
    let words = ["--out", &case, "--key", &key, "--item", &item, "--digest", "md5"];
    let ran = run("collect", &words);
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("chunk 129"), "{}", ran.err);
    let past = [&words[..], &["--past-read-errors"]].concat();
    let ran = run("collect", &past);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for words in ["8192 bytes of the medium are in damaged chunks", "bytes 1056768 to 1064960"] {
        assert!(ran.out.contains(words), "{words}: {}", ran.out);
    }
    let command = printed_command(&ran.out);
    let ran = run("verify", &command);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    // Another byte elsewhere is found all the same.
    let mut more = damaged;
    let other = &built::stored(&medium)[MIB / 8192 + 2].1;
    let at = more.windows(other.len()).rposition(|bytes| bytes == other).unwrap();
    more[at + 9] ^= 1;
    fs::write(&second, more).unwrap();
    let ran = run("verify", &command);
    assert_eq!(ran.code, 3, "{}{}", ran.out, ran.err);
    // A segment that is missing can still be found.
    fs::write(&second, whole).unwrap();
    fs::remove_file(third).unwrap();
    let again = past.iter().map(|word| word.replace("d.custody", "e.custody"));
    let ran = run("collect", &again.collect::<Vec<_>>());
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    assert!(!scratch.names().contains(&"e.custody".to_owned()));
}

/// An image is known by its first bytes, whatever it is called.
#[test]
fn content_that_is_called_an_image_is_not_compared() {
    let scratch = Scratch::new("called-image");
    let (whole, content) = (scratch.collected(), scratch.path("a.txt"));
    let called = scratch.file("x.E01", b"the content\n");
    let command: Vec<_> = whole.iter().map(|word| word.replace(&content, &called)).collect();
    let ran = run("verify", &command);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("does not begin as an E01 image does"), "{}", ran.err);
    fs::write(&called, b"the contenT\n").unwrap();
    let ran = run("verify", &command);
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("CONTRADICTED"), "{}", ran.out);
    assert!(ran.err.contains("compared as plain content"), "{}", ran.err);
}
