//! The published vectors, read and judged: all that a third implementer has to do.
//!
//! A small test of its own, since the search for mutants builds it thousands of times.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[path = "../examples/conformance/codes.rs"]
mod codes;
#[path = "../examples/conformance/evidence.rs"]
mod evidence;
#[path = "../examples/conformance/heads.rs"]
mod heads;
#[path = "../examples/conformance/json_line.rs"]
mod json_line;
#[path = "vectors/judge.rs"]
mod judge;
#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../examples/conformance/question.rs"]
mod question;
#[path = "../examples/conformance/verification.rs"]
mod verification;

use std::path::Path;

#[test]
fn a_vector_is_not_judged_as_it_says() {
    let mut wrong = Vec::new();
    let mut judged = 0;
    for folder in ["accept", "reject"] {
        let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(folder);
        for entry in std::fs::read_dir(vectors).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(&path).unwrap();
            judged += 1;
            if let Err(why) = judge::judge(folder, &name, &serde_json::from_str(&text).unwrap()) {
                wrong.push(format!("{folder}/{name}: {why}"));
            }
        }
    }
    assert!(judged > 0, "there are no vectors");
    assert!(wrong.is_empty(), "{wrong:#?}");
}
