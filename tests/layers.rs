//! The order of the layers, and the size of the files.

#![allow(clippy::unwrap_used, reason = "functions that only tests call")]

use std::path::{Path, PathBuf};

/// From left to right. A layer uses only those to its left.
const LAYERS: [&str; 13] = [
    "encoding",
    "identity",
    "cose",
    "merkle",
    "evidence",
    "event",
    "ledger",
    "timestamp",
    "custody",
    "law",
    "verify",
    "store",
    "interop",
];

/// A file that is longer is about more than one thing.
const MAX_LINES: usize = 400;

/// Every Rust file below a folder, with its text.
fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root).unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|known| *known == layer)
}

/// The modules that a line of code names behind `crate::`.
fn named(line: &str) -> impl Iterator<Item = &str> {
    let code = line.split("//").next().unwrap_or_default();
    code.split("crate::").skip(1).map(|behind| {
        behind.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').next().unwrap_or_default()
    })
}

#[test]
fn layers_use_only_what_is_to_their_left() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        let layer = path.iter().nth(1).unwrap().to_str().unwrap();
        if matches!(layer, "lib.rs" | "spec") {
            continue;
        }
        let own = rank(layer).unwrap_or_else(|| panic!("{layer} is no layer"));
        for (number, line) in text.lines().enumerate() {
            for name in named(line) {
                // A group `crate::{…}` has no name here: one import for each layer.
                if rank(name).is_none_or(|used| used > own) {
                    wrong.push(format!("{}:{}: {line}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_file_is_too_long() {
    let folders = ["src", "tests", "examples", "benches", "fuzz/fuzz_targets"];
    let long: Vec<_> = folders
        .into_iter()
        .flat_map(sources)
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > MAX_LINES)
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn no_test_is_left_out() {
    let attribute = concat!("#[", "ignore");
    for (path, text) in sources("src").into_iter().chain(sources("tests")) {
        assert!(!text.contains(attribute), "{}", path.display());
    }
}
