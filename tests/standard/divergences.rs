//! Our answers beside those of the standards, and the list of where they differ.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

const LISTED: &str = include_str!("divergences.toml");

/// The first part of every id: which vectors it is one of.
const SUITES: [&str; 6] =
    ["edges", "rfc8032", "rfc8949-a", "rfc8949-f", "wycheproof", "wycheproof-p256"];

/// One vector, judged twice.
pub(crate) struct Case {
    /// The suite, a slash, and what names the vector in it.
    pub(crate) id: String,
    /// Whether the standard accepts it.
    pub(crate) accepted: bool,
    /// What we say: nothing, or the message of the error.
    pub(crate) actual: Result<(), String>,
}

/// What the list says of one vector.
#[derive(Debug, PartialEq)]
struct Listed {
    accepted: bool,
    actual: String,
}

/// Fails unless the cases of this suite differ from the standard exactly where the list says so.
#[track_caller]
pub(crate) fn compare(suite: &str, cases: &[Case]) {
    let problems = problems(&read(LISTED), suite, cases);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// Everything in which the cases of a suite and the list disagree.
fn problems(list: &BTreeMap<String, Listed>, suite: &str, cases: &[Case]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen = BTreeSet::new();
    for Case { id, accepted, actual } in cases {
        if !id.starts_with(&format!("{suite}/")) || !seen.insert(id.as_str()) {
            problems.push(format!("{id}: not an id of {suite}, or twice"));
        }
        let said = actual.as_ref().err().map_or("accepted", String::as_str);
        match list.get(id) {
            None if *accepted == actual.is_ok() => {}
            None => problems.push(format!("{id}: not listed; accepted: {accepted}, we say {said}")),
            Some(_) if *accepted == actual.is_ok() => {
                problems.push(format!("{id}: listed, and there is no disagreement"));
            }
            Some(listed) => {
                let found = Listed { accepted: *accepted, actual: said.to_owned() };
                if *listed != found {
                    problems.push(format!("{id}: listed as {listed:?}, found {found:?}"));
                }
            }
        }
    }
    let absent = list.keys().filter(|id| id.starts_with(&format!("{suite}/")));
    problems.extend(
        absent.filter(|id| !seen.contains(id.as_str())).map(|id| format!("{id}: no such vector")),
    );
    problems
}

/// Reads the list. Every `[[divergence]]` has these four fields and no other.
fn read(text: &str) -> BTreeMap<String, Listed> {
    let table = DeTable::parse(text).unwrap();
    let mut list = BTreeMap::new();
    for divergence in table.get_ref().get("divergence").unwrap().get_ref().as_array().unwrap() {
        let fields = divergence.get_ref().as_table().unwrap();
        let names: Vec<_> = fields.keys().map(|key| key.get_ref().as_ref()).collect();
        assert_eq!(names, ["actual", "expected", "ids", "reason"]);
        let text = |name: &str| fields.get(name).unwrap().get_ref().as_str().unwrap();
        assert!(!text("reason").is_empty());
        let accepted = text("expected") == "accepted";
        assert!(accepted || text("expected") == "refused");
        for id in fields.get("ids").unwrap().get_ref().as_array().unwrap() {
            let id = id.get_ref().as_str().unwrap().to_owned();
            let listed = Listed { accepted, actual: text("actual").to_owned() };
            assert_eq!(list.insert(id.clone(), listed), None, "{id} is listed twice");
        }
    }
    list
}

#[test]
fn divergence_of_no_suite_is_listed() {
    for id in read(LISTED).keys() {
        let suite = id.split('/').next().unwrap();
        assert!(SUITES.contains(&suite), "{id}");
    }
}

const ONE: &str = "[[divergence]]\nids = [\"edges/a\"]\nexpected = \"accepted\"\nactual = \"no\"\nreason = \"why\"\n";

fn case(id: &str, actual: Result<(), &str>) -> Vec<Case> {
    vec![Case { id: id.to_owned(), accepted: true, actual: actual.map_err(str::to_owned) }]
}

#[test]
fn listed_divergence_is_a_problem() {
    assert_eq!(problems(&read(ONE), "edges", &case("edges/a", Err("no"))), [""; 0]);
    // Another suite has nothing to do with it.
    assert_eq!(problems(&read(ONE), "rfc8032", &case("rfc8032/a", Ok(()))), [""; 0]);
}

#[test]
fn unlisted_settled_changed_or_absent_divergence_is_no_problem() {
    let list = read(ONE);
    let both: Vec<Case> =
        ["edges/a", "edges/b"].iter().flat_map(|id| case(id, Err("no"))).collect();
    assert_eq!(problems(&list, "edges", &both), ["edges/b: not listed; accepted: true, we say no"]);
    assert_eq!(
        problems(&list, "edges", &case("edges/a", Ok(()))),
        ["edges/a: listed, and there is no disagreement"]
    );
    let changed = problems(&list, "edges", &case("edges/a", Err("never")));
    assert!(changed[0].starts_with("edges/a: listed as"), "{changed:?}");
    assert_eq!(problems(&list, "edges", &[]), ["edges/a: no such vector"]);
    let twice: Vec<Case> = ["edges/a"; 2].iter().flat_map(|id| case(id, Err("no"))).collect();
    assert_eq!(problems(&list, "edges", &twice), ["edges/a: not an id of edges, or twice"]);
}
