//! Both verifiers on changed cases: same verdict, and the same findings in the same order, with their
//! codes, entries, bytes, subjects and fields.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::mutants::base::bases;
use crate::mutants::mutant;
use crate::mutants::variants::variants;
use crate::process::Second;
use crate::question::ours;

/// How many mutants of real cases both verifiers judge.
const MUTANTS: u64 = 10_000;

/// How many processes of the second verifier run side by side.
const PROCESSES: u64 = 2;

/// What both must say of a case.
fn compared(report: &Value) -> Value {
    let kept = ["code", "severity", "entry", "hash", "bytes", "subject", "field", "provision"];
    let findings = report["findings"].as_array().unwrap().iter();
    let findings: Vec<Value> = findings
        .map(|finding| {
            let mut kept: serde_json::Map<_, _> =
                kept.iter().map(|name| ((*name).to_owned(), finding[*name].clone())).collect();
            kept.insert("because_of".to_owned(), finding["because_of"].clone());
            Value::Object(kept)
        })
        .collect();
    json!({
        "verdict": report["verdict"],
        "entries": report["entries"],
        "head": report["head"],
        "origin": report["origin"],
        "findings": findings,
    })
}

/// The first lines in which two reports differ.
fn difference(ours: &Value, theirs: &Value) -> Option<String> {
    let [first, second] = [ours, theirs].map(compared);
    if first == second {
        return None;
    }
    let lines = |report: &Value| -> Vec<String> {
        let mut lines: Vec<_> = ["verdict", "entries", "head", "origin"]
            .map(|name| format!("{name} {}", report[name]))
            .into();
        lines.extend(report["findings"].as_array().unwrap().iter().map(Value::to_string));
        lines
    };
    let (first, second) = (lines(&first), lines(&second));
    let place = (0..).find(|place| first.get(*place) != second.get(*place)).unwrap();
    Some(format!("library: {:?}\nsecond:  {:?}", first.get(place), second.get(place)))
}

#[test]
fn verifiers_disagree_on_a_mutant() {
    let Some(_) = Second::start() else { return };
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
    for number in (first..first + MUTANTS).skip(usize::try_from(process).unwrap()).step_by(2) {
        let mutant = mutant(&bases, number);
        let ours = ours(&mutant.question);
        let theirs = second.ask(&mutant.question.to_line());
        if theirs["report"].is_null() {
            differing.push(format!("{}: no report, but {theirs}", mutant.name));
        } else if let Some(difference) = difference(&ours, &theirs["report"]) {
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
        let report = ours(&mutant(&bases, number).question);
        for finding in report["findings"].as_array().unwrap().iter().take(1) {
            *codes.entry(finding["code"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    assert!(codes.len() > 25, "{codes:#?}");
}

#[test]
fn base_of_mutants_is_not_consistent() {
    for base in bases() {
        let report = ours(&base.question);
        assert_eq!(report["verdict"], "Consistent", "{}: {:#}", base.name, report["findings"]);
    }
}

/// The changed property is the first thing said, at the entry that has it.
#[test]
fn variant_signed_anew_is_refused_for_something_else() {
    let mut second = Second::start();
    let mut wrong = Vec::new();
    for base in bases().iter().filter(|base| base.name == "custody") {
        for variant in variants(base) {
            let mut reports = vec![ours(&variant.question)];
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
