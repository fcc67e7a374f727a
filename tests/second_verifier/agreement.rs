//! Both verifiers on changed cases: same verdict, and the same findings in the same order, with their
//! codes, entries, bytes, subjects and fields.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::asked::ours;
use crate::environment::interpreter;
use crate::mutants::base::bases;
use crate::mutants::mutant;
use crate::mutants::variants::variants;
use crate::process::Second;

/// How many mutants of real cases both verifiers judge.
const MUTANTS: u64 = 10_000;

/// How many processes of the second verifier run side by side.
const PROCESSES: u64 = 2;

/// Where two answers first differ: by the path in the JSON, with what stands there in each.
pub(crate) fn difference(ours: &Value, theirs: &Value) -> Option<String> {
    if ours == theirs {
        return None;
    }
    let inner = match (ours, theirs) {
        (Value::Object(first), Value::Object(second)) => {
            let names: BTreeSet<_> = first.keys().chain(second.keys()).collect();
            // What is found says most.
            let findings = names.get(&"findings".to_owned()).copied();
            let mut names = findings.into_iter().chain(names.iter().copied());
            names.find_map(|name| {
                let [first, second] = [first, second].map(|map| map.get(name));
                let inner = match (first, second) {
                    (Some(first), Some(second)) => difference(first, second)?,
                    _ => format!("\n  library {first:?}\n  second  {second:?}"),
                };
                Some(format!("{name}.{inner}"))
            })
        }
        (Value::Array(first), Value::Array(second)) => {
            let mut pairs = first.iter().zip(second).enumerate();
            pairs
                .find(|(_, (one, other))| one != other && one.get("code") == other.get("code"))
                .and_then(|(place, (one, other))| {
                    Some(format!("[{place}].{}", difference(one, other)?))
                })
        }
        _ => None,
    };
    Some(inner.unwrap_or_else(|| match (ours, theirs) {
        (Value::Array(first), Value::Array(second)) => {
            let place = (0..).find(|place| first.get(*place) != second.get(*place)).unwrap();
            let [one, other] =
                [first, second].map(|list| list.get(place).cloned().unwrap_or_default());
            format!("[{place}]\n  library {one}\n  second  {other}")
        }
        _ => format!("\n  library {ours}\n  second  {theirs}"),
    }))
}

#[test]
fn verifiers_disagree_on_a_mutant() {
    if interpreter().is_none() {
        return;
    }
    let differing: Vec<_> = std::thread::scope(|scope| {
        let share = |process| move || disagreements(process);
        let processes: Vec<_> = (0..PROCESSES).map(|process| scope.spawn(share(process))).collect();
        processes.into_iter().flat_map(|process| process.join().unwrap()).collect()
    });
    let shown = differing.iter().take(20).cloned().collect::<Vec<_>>().join("\n\n");
    assert!(differing.is_empty(), "{} of {MUTANTS} mutants:\n{shown}", differing.len());
}

/// The disagreements among the mutants of one process.
fn disagreements(process: u64) -> Vec<String> {
    let bases = bases();
    let mut second = Second::start().unwrap();
    let mut differing = Vec::new();
    let first = std::env::var("HANDSEAL_FIRST_MUTANT").map_or(0, |text| text.parse().unwrap());
    for number in (first + process..first + MUTANTS).step_by(PROCESSES as usize) {
        let mutant = mutant(&bases, number);
        let ours = ours(&mutant.question);
        let theirs = second.ask(&mutant.question.to_line());
        if let Some(difference) = difference(&ours, &theirs) {
            // The question can be asked again, of `conformance.py` and of the example.
            let kept = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("mutant-{number}.json"));
            std::fs::write(kept, mutant.question.to_line() + "\n").unwrap();
            differing.push(format!("{}\n{difference}", mutant.name));
        }
    }
    differing
}

#[test]
fn mutants_are_of_too_few_kinds() {
    let bases = bases();
    let mut codes: BTreeMap<String, u64> = BTreeMap::new();
    for number in 0..1_000 {
        let answer = ours(&mutant(&bases, number).question);
        for finding in answer["report"]["findings"].as_array().into_iter().flatten().take(1) {
            *codes.entry(finding["code"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    assert!(codes.len() > 25, "{codes:#?}");
}

#[test]
fn base_of_mutants_is_not_consistent() {
    for base in bases() {
        let answer = ours(&base.question);
        assert_eq!(answer["ok"], true, "{}: {answer:#}", base.name);
    }
}

/// The changed property is the first thing said, at the entry that has it.
#[test]
fn variant_signed_anew_is_refused_for_something_else() {
    let mut second = Second::start();
    let mut wrong = Vec::new();
    for base in bases().iter().filter(|base| base.name == "custody") {
        for variant in variants(base) {
            let mut reports = vec![ours(&variant.question)["report"].clone()];
            if let Some(second) = &mut second {
                reports.push(second.ask(&variant.question.to_line())["report"].clone());
            }
            for report in reports {
                let first = &report["findings"][0];
                let found = (first["code"].as_str(), first["entry"].as_u64());
                if found != (Some(variant.code), Some(variant.entry)) {
                    let (base, property, code) = (base.name, variant.property, variant.code);
                    wrong.push(format!("{base}: {property}: {code} expected, found {found:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
