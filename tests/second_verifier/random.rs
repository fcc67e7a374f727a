//! Random ledgers with requests, by random catalogues: `differ.py` makes them and asks both programs.

use std::path::Path;
use std::process::Command;

use crate::environment::{example, folder, interpreter};

/// Ledgers, each judged at four instants.
const LEDGERS: u32 = 40;

#[test]
fn verifiers_disagree_on_a_random_ledger_with_requests() {
    let Some(interpreter) = interpreter() else { return };
    let output = Command::new(interpreter)
        .arg(folder().join("differ.py"))
        .arg(example("verify"))
        .args(["0", &LEDGERS.to_string()])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        // Where the files of a ledger that they disagree about are left.
        .current_dir(Path::new(env!("CARGO_TARGET_TMPDIR")))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned()
        + &String::from_utf8_lossy(&output.stderr);
    // An example that was built from other sources answers otherwise.
    assert!(output.status.success(), "after `cargo build --examples`:\n{said}");
}
