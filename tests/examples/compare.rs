//! `compare`: two copies, an older one, a fork, and its proof.

use std::fs;

use serde_json::Value;

use crate::{Ran, Scratch, assert_refused, run};

/// A case, and a copy of it that went on in another way: the paths of both, and the root.
struct Made {
    scratch: Scratch,
    one: String,
    other: String,
    root: String,
}

impl Made {
    fn new(name: &str) -> Self {
        let scratch = Scratch::new(name);
        let printed = scratch.collected();
        let behind_root = printed.iter().skip_while(|word| *word != "--root").nth(1);
        let (one, root) = (printed[0].clone(), behind_root.unwrap().clone());
        let other = scratch.path("copy.custody");
        fs::copy(&one, &other).unwrap();
        Self { scratch, one, other, root }
    }

    /// Appends events, each under a head of its own.
    fn append(&self, case: &str, count: &str) {
        let key = self.scratch.path("root.pem");
        let ran = run("append", &[case, "--n", count, "--key", &key]);
        assert_eq!(ran.code, 0, "{}", ran.err);
    }

    /// Signs a head over all of a case.
    fn sign(&self, case: &str) {
        use handseal::identity::{KeyFile, Trust};
        use handseal::store::CaseFile;

        let key = KeyFile::read(self.scratch.path("root.pem.checkpoint")).unwrap();
        let trust = Trust::new().root(self.root.parse().unwrap());
        let (mut case, _) = CaseFile::open(case, &trust).unwrap();
        case.checkpoint(&key).unwrap();
    }

    fn compare(&self, more: &[&str]) -> Ran {
        run("compare", &[&[self.one.as_str(), &self.other, "--root", &self.root], more].concat())
    }
}

#[test]
fn copies_are_the_same_and_one_goes_on() {
    let made = Made::new("compare-same");
    let ran = made.compare(&[]);
    assert!(ran.code == 0 && ran.out.starts_with("THE SAME"), "{}{}", ran.out, ran.err);
    made.append(&made.other, "2");
    let ran = made.compare(&["--json"]);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, &value["relation"]), (0, &Value::from("extends")));
    assert_eq!(value["extends"]["longer"], "other");
    let head = format!("{}.head", made.one);
    let ran = run("compare", &[made.other.as_str(), "--head", &head]);
    assert!(ran.code == 0 && ran.out.starts_with("EXTENDS"), "{}{}", ran.out, ran.err);
}

#[test]
fn fork_is_written_out_and_checked_with_the_root_alone() {
    let made = Made::new("compare-fork");
    for (case, count) in [(&made.one, "1"), (&made.other, "2")] {
        made.append(case, count);
        made.sign(case);
    }
    let proof = made.scratch.path("fork.proof");
    let ran = made.compare(&["--out", &proof]);
    assert!(ran.code == 1 && ran.out.starts_with("FORK"), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("The first entry that differs is"), "{}", ran.out);
    let ran = run("compare", &["check", &proof, "--root", &made.root]);
    assert!(ran.code == 0 && ran.out.starts_with("PROVEN"), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(&made.root) && ran.out.contains("Not shown: who held the keys"));
    let ran = run("compare", &["check", &proof, "--root", &made.root, "--json"]);
    let value: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(value["root"], made.root);
    let stranger = "0".repeat(64);
    let ran = run("compare", &["check", &proof, "--root", &stranger]);
    assert!(ran.code == 1 && ran.out.starts_with("NOT PROVEN"), "{}{}", ran.out, ran.err);
    assert_refused(&made.compare(&["--out", &proof]), &["fork.proof"]);
}

#[test]
fn torn_copy_is_damaged() {
    let made = Made::new("compare-torn");
    let bytes = fs::read(&made.other).unwrap();
    fs::write(&made.other, &bytes[..bytes.len() - 7]).unwrap();
    let ran = made.compare(&[]);
    assert!(ran.code == 1 && ran.out.starts_with("DAMAGED"), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("file.torn"), "{}", ran.out);
}

#[test]
fn call_that_makes_no_sense_is_refused() {
    let made = Made::new("compare-calls");
    assert_refused(&run("compare", &[made.one.as_str()]), &["name two cases"]);
    assert_refused(&run("compare", &["check", &made.one]), &["name one root"]);
    assert_refused(&run("compare", &[made.one.as_str(), "/nowhere"]), &["/nowhere"]);
    let ran = run("compare", &["check", &made.one, "--root", &made.root]);
    assert!(ran.code == 1 && ran.out.starts_with("NOT PROVEN"), "{}{}", ran.out, ran.err);
}
