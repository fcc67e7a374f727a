//! What the search for mutants came to, and that what is said of it is still of this code.
//!
//! `tests/mutants/search` changes the library in thousands of ways and says which changes no test
//! notices. `survivors.toml` holds what it found, folder by folder, and why each survivor is no
//! missing test. The search takes hours and is run by hand; this test fails when what a survivor changes
//! is no longer in the code, so that it is looked at again.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::de::DeTable;

/// The folders that are searched.
const FOLDERS: [&str; 8] =
    ["cose", "custody", "encoding", "event", "identity", "ledger", "merkle", "verify"];

/// Of a hundred changes that can be built, so many must be caught.
const CAUGHT: usize = 95;

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A table of `survivors.toml`, by its keys.
struct Entry(BTreeMap<String, String>);

impl Entry {
    fn text(&self, key: &str) -> &str {
        self.0.get(key).unwrap_or_else(|| panic!("no {key} in {:?}", self.0))
    }

    fn number(&self, key: &str) -> usize {
        self.text(key).parse().unwrap()
    }
}

/// The tables of one kind.
fn entries(kind: &str) -> Vec<Entry> {
    let text = file("tests/mutants/survivors.toml");
    let table = DeTable::parse(&text).unwrap();
    let list = table.get_ref().get(kind).and_then(|list| list.get_ref().as_array());
    let tables = list.into_iter().flatten().map(|value| value.get_ref().as_table().unwrap());
    let entry = |table: &DeTable<'_>| {
        let pairs = table.iter().map(|(key, value)| {
            let value = value.get_ref();
            let number = value.as_integer().map(ToString::to_string);
            let text = value.as_str().map(str::to_owned);
            (key.get_ref().to_string(), number.or(text).unwrap())
        });
        Entry(pairs.collect())
    };
    tables.map(entry).collect()
}

fn folder_of(path: &str) -> &str {
    path.strip_prefix("src/").and_then(|path| path.split('/').next()).unwrap()
}

fn without_spaces(text: &str) -> String {
    text.split_whitespace().collect()
}

/// What a change takes away where its column is: an operator, a guard, an arm, a field. Of the body of a
/// function that is all of it.
fn taken_away(mutant: &str) -> Option<String> {
    let (change, function) = mutant.rsplit_once(" in ").unwrap_or((mutant, ""));
    let taken = match change.strip_prefix("delete ") {
        Some(taken) => {
            let taken = taken.trim_start_matches("match arm ").trim_start_matches("field ");
            taken.split_once(" from struct ").map_or(taken, |(field, _)| field)
        }
        None => {
            let (taken, _) = change.strip_prefix("replace ")?.split_once(" with ")?;
            taken.trim_start_matches("match guard ")
        }
    };
    // A constant stands in no function.
    let is_body = function.is_empty() && taken.contains(char::is_alphabetic);
    (!is_body).then(|| without_spaces(taken))
}

/// The name of the function whose body a change replaces.
fn function_of(mutant: &str) -> &str {
    let (function, _) = mutant.strip_prefix("replace ").unwrap().split_once(" with ").unwrap();
    let (function, _) = function.split_once(" -> ").unwrap_or((function, ""));
    function.rsplit("::").next().unwrap()
}

fn is_there(survivor: &Entry) -> bool {
    let (text, line) = (file(survivor.text("file")), survivor.text("line"));
    let mutant = survivor.text("mutant");
    let taken = taken_away(mutant);
    let changes = |found: &str| {
        let rest: String = found.chars().skip(survivor.number("column") - 1).collect();
        let rest = without_spaces(&rest);
        // A guard can go on in the next line.
        let at_column = |taken: &String| rest.starts_with(taken) || taken.starts_with(&rest);
        !rest.is_empty() && taken.as_ref().is_none_or(at_column)
    };
    let in_function = taken.is_some() || text.contains(&format!("fn {}", function_of(mutant)));
    in_function && text.lines().any(|found| found.trim() == line && changes(found))
}

#[test]
fn survivor_is_of_code_that_is_no_longer_there() {
    let all = entries("survivor");
    let gone = all.iter().filter(|survivor| !is_there(survivor));
    let gone: Vec<_> =
        gone.map(|gone| format!("{}: {}", gone.text("file"), gone.text("mutant"))).collect();
    assert!(gone.is_empty(), "search these again: {gone:#?}");
}

#[test]
fn survivor_has_no_reason_or_stands_twice() {
    let mut seen = BTreeSet::new();
    for survivor in entries("survivor") {
        let key = ["file", "line", "column", "mutant"].map(|key| survivor.text(key).to_owned());
        assert!(survivor.text("reason").len() > 20, "{key:?}");
        assert!(seen.insert(key.clone()), "{key:?} twice");
    }
}

#[test]
fn folder_was_not_searched_or_lets_too_much_through() {
    let searched = entries("folder");
    let names: Vec<_> = searched.iter().map(|folder| folder.text("name")).collect();
    assert_eq!(names, FOLDERS);
    let survivors = entries("survivor");
    for folder in &searched {
        let name = folder.text("name");
        let [built, caught] = ["built", "caught"].map(|key| folder.number(key));
        let named = survivors.iter().filter(|survivor| folder_of(survivor.text("file")) == name);
        assert_eq!(built - caught, named.count(), "survivors of {name} are not all named");
        assert!(caught * 100 >= built * CAUGHT, "{name}: {caught} of {built}");
    }
}
