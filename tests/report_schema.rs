//! The JSON of a report has the fields that `src/spec/verification.md` §4 lists, in that order, and
//! each of a type that stands there.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

use handseal::identity::Signer;
use handseal::{
    Actor, CaseFile, ItemHasher, MemoryStore, Opening, Options, OsEntropy, Report, SigningKey,
    Trust, Verifier,
};
use serde_json::Value;

const SPECIFICATION: &str = include_str!("../src/spec/verification.md");

/// The fields and types of the table number `table` of §4.
fn fields(table: usize) -> Vec<(&'static str, &'static str)> {
    let mut lines = SPECIFICATION.lines().skip_while(|line| !line.starts_with("## §4"));
    for _ in 0..=table {
        lines.by_ref().find(|line| *line == "| field | type | meaning |").unwrap();
    }
    lines
        .skip(1)
        .map_while(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(field, rest)| (field, rest.split('|').nth(1).unwrap().trim()))
        .collect()
}

fn is_of(value: &Value, words: &str) -> bool {
    match value {
        Value::Null => words.contains("null"),
        Value::Bool(_) => false,
        Value::Number(_) => words.contains("number"),
        Value::String(_) => words.contains("string") || words.contains("hex"),
        Value::Array(_) => words.contains("array"),
        Value::Object(_) => words.contains("object"),
    }
}

fn check(table: usize, value: &Value) {
    let value = value.as_object().unwrap();
    let fields = fields(table);
    assert!(!fields.is_empty());
    for (field, words) in &fields {
        let found = value.get(*field).unwrap_or_else(|| panic!("no {field}"));
        assert!(is_of(found, words), "{field}: {found} is not {words}");
    }
    let more: Vec<_> =
        value.keys().filter(|key| !fields.iter().any(|(field, _)| field == key)).collect();
    assert!(more.is_empty(), "not in table {table}: {more:?}");
}

/// A case whose content is not given, so that there is a finding.
fn report() -> Report {
    let (root, ledger_key) = (SigningKey::from_seed(&[1; 32]), SigningKey::from_seed(&[2; 32]));
    let at = "2026-11-22T09:00:00+01:00".parse().unwrap();
    let opening = Opening {
        organisation: "Example Police",
        jurisdiction: "FR",
        origin: "example.org",
        root: &root,
        checkpoint_key: &ledger_key,
        successors: &[],
        at,
    };
    let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy).unwrap();
    let actor = Actor::organisation(&root);
    let id = case.open_case("2041/26", &actor, at, &mut OsEntropy).unwrap();
    let measured = ItemHasher::new(Options::default()).finish();
    case.acquire(id, &[("mail.eml", &measured)], &actor, at, &mut OsEntropy).unwrap();
    let trust = Trust::new().root(root.public_key().thumbprint());
    Verifier::new(&trust, at).verify_bytes(case.store().as_bytes()).unwrap()
}

#[test]
fn json_has_the_fields_that_the_specification_lists() {
    let report = serde_json::to_value(report()).unwrap();
    check(0, &report);
    for finding in report["findings"].as_array().unwrap() {
        check(1, finding);
    }
    for line in report["coverage"].as_array().unwrap() {
        check(2, line);
    }
    let items = report["items"].as_array().unwrap();
    for item in items {
        check(3, item);
    }
    for stretch in items[0]["timeline"].as_array().unwrap() {
        check(4, stretch);
    }
    assert_eq!(report["findings"].as_array().unwrap().len(), 2);
}

#[test]
fn json_of_bytes_that_are_no_case_has_them_too() {
    let now = "2026-11-22T09:00:00+01:00".parse().unwrap();
    let verifier = Verifier::new(&Trust::new(), now);
    let report = serde_json::to_value(verifier.verify_bytes(b"no case").unwrap()).unwrap();
    check(0, &report);
    check(1, &report["findings"][0]);
    assert_eq!(report["scope"], "unreadable");
}
