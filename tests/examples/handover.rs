//! `handover`: two organisations, and nothing between them but files.

use serde_json::Value;

use crate::{Scratch, assert_refused, run};

#[test]
fn the_story_is_told_to_its_end_and_leaves_nothing() {
    let ran = run::<&str>("handover", &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for expected in [
        "South Police accepts. Custody has moved.",
        "stands in both ledgers",
        "South Police refuses. North Police holds it as before.",
        "custody.digest.mismatch",
        "verifies its own ledger: Consistent",
        "verifies its own ledger: Irregular",
    ] {
        assert!(ran.out.contains(expected), "{expected} is not in {}", ran.out);
    }
    assert!(ran.out.ends_with("Everything went as told.\n"), "{}", ran.out);
}

#[test]
fn both_ledgers_and_what_travelled_can_be_looked_at_afterwards() {
    let scratch = Scratch::new("handover");
    let ran = run("handover", &[scratch.path("story")]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let root = |line: usize| ran.out.lines().nth(line).unwrap().rsplit(' ').next().unwrap();
    for side in ["north-police", "south-police"] {
        let ledger = scratch.path(&format!("story/{side}/ledger.custody"));
        let ran = run("verify", &[&ledger, "--root", root(0), "--root", root(1)]);
        assert_eq!(ran.code, 3, "{}", ran.out);
        assert!(!ran.out.contains("FAILURE"), "{}", ran.out);
    }
    let extract = scratch.path("story/south-police/offer-1.custody");
    let ran = run("inspect", &[&extract, "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.out);
    let listing: Value = serde_json::from_str(&ran.out).unwrap();
    let records = listing["records"].as_array().unwrap();
    let of = |kind| records.iter().filter(move |record| record["kind"] == kind);
    assert!(records[0]["holds"][0].as_str().unwrap().starts_with("case:"));
    // An entry has the index that the proof behind it gives.
    let entries: Vec<_> = of("entry").map(|record| &record["index"]).collect();
    let proofs: Vec<_> = of("proof").map(|record| &record["index"]).collect();
    assert_eq!(entries, proofs);
    assert!(entries.iter().all(|index| index.is_u64()), "{}", ran.out);
}

#[test]
fn a_directory_that_is_there_is_left_alone() {
    let scratch = Scratch::new("handover-there");
    assert_refused(&run("handover", &[scratch.path("")]), &["exists"]);
    assert_refused(&run("handover", &[scratch.path("none/story")]), &["No such file"]);
    assert!(scratch.names().is_empty());
}
