//! Every code and every requirement has a vector.

use std::collections::{BTreeMap, BTreeSet};

use handseal::verify::Code;

use crate::published;
use crate::requirements::{Number, defined, number, written};

/// The requirements that the vectors are about, each with the name of one.
fn shown() -> BTreeMap<Number, String> {
    let mut all = BTreeMap::new();
    for (_, name, vector) in published() {
        for text in vector["requirements"].as_array().unwrap() {
            let (number, _) = number(text.as_str().unwrap()).unwrap();
            all.insert(number, name.clone());
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
    let missing: Vec<_> =
        defined().into_keys().filter(|number| !shown.contains_key(number)).map(written).collect();
    assert!(missing.is_empty(), "{} have none: {missing:?}", missing.len());
}

#[test]
fn a_vector_cites_what_no_specification_defines() {
    let defined = defined();
    let shown = shown();
    let unknown: Vec<_> =
        shown.iter().filter(|(number, _)| !defined.contains_key(number)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
