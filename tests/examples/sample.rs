//! The sample case in the repository, and what altering it comes to.

use std::fs;

use crate::{Scratch, run, sample};

#[test]
fn the_sample_is_made_again_byte_for_byte() {
    let scratch = Scratch::new("sample");
    let ran = run("make_sample", &[scratch.path("")]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    for name in ["sample.custody", "sample.head", "root.txt"] {
        let made = fs::read(scratch.path(name)).unwrap();
        assert_eq!(made, fs::read(sample(name)).unwrap(), "{name}");
    }
}

#[test]
fn every_change_to_the_sample_is_noticed() {
    let ran = run::<&str>("tamper", &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let blocks: Vec<_> = ran
        .out
        .lines()
        .filter_map(|line| {
            line.split_once(". ").filter(|(number, _)| number.trim().parse::<usize>().is_ok())
        })
        .collect();
    assert_eq!(blocks.len(), 13, "{}", ran.out);
    for expected in [
        "signature.mismatch",
        "disclosure.mismatch",
        "field.withheld",
        "link.gap",
        "entry.repeated",
        "link.reordered",
        "key.unregistered",
        "file.torn",
        "anchor.truncated",
        "anchor.absent",
        "content.mismatch",
    ] {
        assert!(ran.out.contains(expected), "{expected} is not in {}", ran.out);
    }
}
