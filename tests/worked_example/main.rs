//! The worked example in `src/spec/example.md` is a real file, made anew here from fixed seeds.
//!
//! The prose is written by hand. Each block that begins with `= ` is made by this test; to write
//! them anew after a change of the format, run it with `HANDSEAL_REWRITE_EXAMPLE=1`.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

mod dump;
mod example;
#[path = "../common/hex.rs"]
mod hex;
mod meanings;

use std::ops::Range;
use std::path::Path;

use handseal::identity::{Algorithm, PublicKey, Trust};
use handseal::ledger::SignedCheckpoint;
use handseal::verify::{ContentSource, ItemName, Verdict, Verifier};
use sha2::{Digest, Sha256};

use example::{CONTENT, Example, NOW};
use hex::hex;

const DOCUMENT: &str = include_str!("../../src/spec/example.md");

/// The bytes in the columns of all blocks that show the file, in their order.
fn bytes_of(document: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for line in document.lines() {
        let Some((offset, columns)) = line.split_once("  ") else {
            continue;
        };
        if offset.len() != 5 || !offset.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        assert_eq!(offset.parse(), Ok(bytes.len()), "{line}");
        let columns = columns.split("  ").next().unwrap_or_default();
        for byte in columns.split_whitespace() {
            bytes.push(u8::from_str_radix(byte, 16).unwrap());
        }
    }
    bytes
}

/// The value behind a name, in a block of values.
fn value(document: &str, name: &str) -> String {
    let line = document
        .lines()
        .find(|line| line.strip_prefix(name).is_some_and(|rest| rest.starts_with("  ")))
        .unwrap_or_else(|| panic!("no {name}"));
    line.rsplit("  ").next().unwrap().to_owned()
}

fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    parts.iter().for_each(|part| hasher.update(part));
    hasher.finalize().into()
}

fn usizes(range: &Range<u64>) -> Range<usize> {
    usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()
}

/// The document with every block written anew.
fn written_anew(example: &Example) -> String {
    let mut out = String::new();
    let mut lines = DOCUMENT.lines();
    while let Some(line) = lines.next() {
        out += line;
        out.push('\n');
        if let Some(name) = line.strip_prefix("= ") {
            out += &example.block(name);
            for skipped in lines.by_ref() {
                if skipped == "```" {
                    out += "```\n";
                    break;
                }
            }
        }
    }
    out
}

#[test]
fn document_shows_what_the_code_writes() {
    let anew = written_anew(&Example::new());
    if std::env::var_os("HANDSEAL_REWRITE_EXAMPLE").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/spec/example.md");
        std::fs::write(path, &anew).unwrap();
    }
    for (shown, expected) in DOCUMENT.lines().zip(anew.lines()) {
        assert_eq!(shown, expected);
    }
    assert_eq!(DOCUMENT.lines().count(), anew.lines().count());
}

#[test]
fn bytes_shown_are_the_file_and_consistent() {
    let example = Example::new();
    let bytes = bytes_of(DOCUMENT);
    assert_eq!(hex(&bytes), hex(&example.bytes));

    let trust = Trust::new().root(value(DOCUMENT, "organisation").parse().unwrap());
    let head = SignedCheckpoint::parse(example.head.to_string().as_bytes()).unwrap();
    let content = ContentSource::Reader(Box::new(CONTENT));
    let report = Verifier::new(&trust, NOW.parse().unwrap())
        .anchor(head)
        .content(ItemName::Label("EX-1".to_owned()), content)
        .verify_bytes(&bytes)
        .unwrap();
    assert_eq!(report.verdict, Verdict::Consistent, "{report}");
}

/// With nothing of the library but the test of the signature: format F3.10 to F3.13.
#[test]
fn signature_shown_is_over_the_structure_shown() {
    let bytes = bytes_of(DOCUMENT);
    let example = Example::new();
    let entry = usizes(&example.entries[0]);
    let (protected, payload, signature) = example.parts(0);
    let mut message = Vec::new();
    for line in value_lines(DOCUMENT, "signed") {
        let (shown, _) = line.split_at(20);
        match shown.trim().split_once(" to ") {
            Some((from, to)) => {
                message.extend(&bytes[from.parse().unwrap()..to.parse::<usize>().unwrap()]);
            }
            None => message
                .extend(shown.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap())),
        }
    }
    assert!(entry.contains(&protected.start) && entry.contains(&(payload.end - 1)));
    let key: [u8; 32] = bytes_from(&value(DOCUMENT, "root key")).try_into().unwrap();
    let key = PublicKey::from_bytes(Algorithm::Ed25519, &key).unwrap();
    let signature: [u8; 64] = bytes[signature].try_into().unwrap();
    key.verify(&message, &signature).unwrap();
}

/// The lines of the block `= <name>`.
fn value_lines<'a>(document: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let first = format!("= {name}");
    document
        .lines()
        .skip_while(move |line| *line != first)
        .skip(1)
        .take_while(|line| *line != "```")
}

fn bytes_from(hex: &str) -> Vec<u8> {
    (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
}

/// With nothing of the library but the place of the entries: format F3.13, F8.1, F8.2.
#[test]
fn hashes_shown_lead_to_the_root_shown() {
    let bytes = bytes_of(DOCUMENT);
    let mut level = Vec::new();
    for (index, range) in Example::new().entries.iter().enumerate() {
        let hash = sha256(&[&bytes[usizes(range)]]);
        assert_eq!(value(DOCUMENT, &format!("entry hash {index}")), hex(&hash));
        let leaf = sha256(&[&[0], &hash]);
        assert_eq!(value(DOCUMENT, &format!("leaf hash {index}")), hex(&leaf));
        level.push(leaf);
    }
    let node = |left: &[u8; 32], right: &[u8; 32]| sha256(&[&[1], left, right]);
    let [a, b, c, d, e] = level.try_into().unwrap();
    let (ab, cd) = (node(&a, &b), node(&c, &d));
    assert_eq!(value(DOCUMENT, "node 0, 1"), hex(&ab));
    assert_eq!(value(DOCUMENT, "node 2, 3"), hex(&cd));
    let abcd = node(&ab, &cd);
    assert_eq!(value(DOCUMENT, "node 0 to 3"), hex(&abcd));
    assert_eq!(value(DOCUMENT, "root"), hex(&node(&abcd, &e)));
}
