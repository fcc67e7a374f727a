//! The order of the entries, and their digests by another program.

use std::collections::BTreeMap;
use std::process::Command;

use crate::tree::{Scratch, entries, paths, skipped, text};

#[test]
fn entries_stand_in_the_order_of_a_walk() {
    let scratch = Scratch::new("order");
    for name in ["a/b", "a/b.c/d", "a/b-c", "a.txt", "a-b", "a0", "B", "b/\u{e9}", "b/z", "a/b0"] {
        if name == "a/b" {
            scratch.folder(name);
        } else {
            scratch.file(name, b"");
        }
    }
    scratch.file("a/b/x", b"");
    let found = paths(&entries(&scratch.0));
    assert_eq!(
        found,
        [
            "B", "a", "a-b", "a.txt", "a/b", "a/b-c", "a/b.c", "a/b.c/d", "a/b/x", "a/b0", "a0",
            "b", "b/z", "b/\u{e9}"
        ],
    );
    let mut sorted = found.clone();
    sorted.sort_by(|left, right| left.as_bytes().cmp(right.as_bytes()));
    assert_eq!(found, sorted);
}

#[test]
fn digests_are_not_those_of_sha256sum() {
    let scratch = Scratch::new("sha256sum");
    for (at, length) in
        [0, 1, 63, 64, 4096, 262_143, 262_144, 262_145, 1 << 20, 2_500_000].iter().enumerate()
    {
        let content: Vec<u8> = (0..*length).map(|at| (at % 251) as u8).collect();
        scratch.file(format!("{}/{at}", at % 3), &content);
    }
    let command = "find . -type f -print0 | xargs -0 sha256sum";
    let shell = Command::new("sh").args(["-c", command]).current_dir(&scratch.0).output();
    let Some(output) = shell.ok().filter(|output| output.status.success()) else {
        skipped("there is no sha256sum");
        return;
    };
    let printed = String::from_utf8(output.stdout).unwrap();
    let expected: BTreeMap<_, _> = printed
        .lines()
        .map(|line| line.split_once("  ./").unwrap())
        .map(|(digest, path)| (path.to_owned(), digest.to_owned()))
        .collect();
    let found: BTreeMap<_, _> = entries(&scratch.0)
        .into_iter()
        .filter_map(|record| {
            let digest = record.entry.sha256()?;
            Some((text(&record.entry.path), digest.to_string()))
        })
        .collect();
    assert_eq!(found, expected);
}
