//! Every code and every requirement has a vector.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use handseal::verify::Code;

use crate::judge::number;
use crate::published;

type Number = (char, u32, u32);

const SPECIFICATIONS: [&str; 4] = ["custody.md", "format.md", "requests.md", "verification.md"];

/// What no file can show, and why.
const WITHOUT: &[(&str, &str)] = &[];

fn written((letter, section, number): Number) -> String {
    format!("{letter}{section}.{number}")
}

fn defined() -> BTreeSet<Number> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/spec");
    let mut all = BTreeSet::new();
    for name in SPECIFICATIONS {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let stated = text.lines().filter_map(|line| line.strip_prefix("* **")?.split_once("**"));
        let is_number = |text: &&str| text.len() < 7 && text.contains('.');
        all.extend(stated.map(|(text, _)| text).filter(is_number).map(number));
    }
    all
}

/// The requirements that the vectors are about, each with the name of one.
fn shown() -> BTreeMap<Number, String> {
    let mut all = BTreeMap::new();
    for (_, name, vector) in published() {
        for text in vector["requirements"].as_array().unwrap() {
            all.insert(number(text.as_str().unwrap()), name.clone());
        }
    }
    all
}

#[test]
fn a_code_has_no_vector() {
    let said: BTreeSet<String> = published()
        .into_iter()
        .filter(|(_, _, vector)| vector["question"]["op"] == "verify")
        .filter_map(|(_, _, vector)| vector["expected"]["code"].as_str().map(str::to_owned))
        .collect();
    let without: Vec<_> = Code::ALL.iter().filter(|code| !said.contains(code.name())).collect();
    assert!(without.is_empty(), "{without:?}");
}

#[test]
fn a_requirement_has_no_vector() {
    let shown = shown();
    let excepted: BTreeSet<_> = WITHOUT.iter().map(|(text, _)| number(text)).collect();
    let missing: Vec<_> = defined()
        .into_iter()
        .filter(|number| !shown.contains_key(number) && !excepted.contains(number))
        .map(written)
        .collect();
    assert!(missing.is_empty(), "{} have none: {missing:?}", missing.len());
    let needless: Vec<_> = excepted.iter().filter_map(|number| shown.get(number)).collect();
    assert!(needless.is_empty(), "said to be impossible, and there: {needless:?}");
}

#[test]
fn a_vector_cites_what_no_specification_defines() {
    let defined = defined();
    let shown = shown();
    let unknown: Vec<_> = shown.iter().filter(|(number, _)| !defined.contains(number)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
