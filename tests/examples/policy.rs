//! Policies of roles: written to begin with, shown, refused with the line, and verified with.

use serde_json::Value;

use crate::{Scratch, run};

const STRICT: &str = "format = 1\nname = \"strict\"\neveryone = [\"noted\"]\n\
    [[role]]\nid = \"keeper\u{202e}\"\nmay = [\"collected\"]\n";

#[test]
fn written_policy_is_not_the_embedded_one() {
    let scratch = Scratch::new("policy-written");
    let mine = scratch.path("mine.toml");
    let ran = run("policy", &["--out", &mine]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let nothing: [&str; 0] = [];
    assert_eq!(run("policy", &[&mine]).out, run("policy", &nothing).out);
    let ran = run("policy", &["--out", &mine]);
    assert_eq!(ran.code, 2, "{}", ran.out);
    assert!(ran.err.contains("nothing is overwritten"), "{}", ran.err);
    let report = |arguments: &[&str]| {
        let ran = run("verify", &[arguments, &["--json"]].concat());
        serde_json::from_str::<Value>(&ran.out).unwrap()["policy"].clone()
    };
    assert_eq!(report(&["--policy", &mine]), report(&[]));
}

#[test]
fn own_policy_is_shown_and_verified_with() {
    let scratch = Scratch::new("policy-own");
    let strict = scratch.file("strict.toml", STRICT.as_bytes());
    let ran = run("policy", &[&strict]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told = |act: &str| {
        let mut lines = ran.out.lines();
        let line = lines.find(|line| line.split(' ').next() == Some(act));
        line.unwrap().split_once(' ').unwrap().1.trim_start().to_owned()
    };
    assert_eq!(told("noted"), "everyone");
    assert_eq!(told("collected"), "\"keeper\\u{202e}\"");
    assert_eq!(told("destroyed"), "the organisation itself alone");
    // Nobody in the sample has a role, and this policy gives nothing to such.
    let ran = run("verify", &["--policy", &strict, "--json"]);
    assert_eq!(ran.code, 4, "{}", ran.out);
    let report: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(report["policy"]["name"], "strict");
    let codes: Vec<_> =
        report["findings"].as_array().unwrap().iter().map(|each| &each["code"]).collect();
    assert!(codes.iter().all(|code| *code == "role.outside_policy"), "{codes:?}");
}

#[test]
fn file_that_is_no_policy_is_taken_for_the_embedded_one() {
    let scratch = Scratch::new("policy-refused");
    let wrong = scratch.file("wrong.toml", b"format = 1\nname = \"x\"\neveryone = [\"danced\"]\n");
    for (example, arguments) in
        [("policy", vec![wrong.as_str()]), ("verify", vec!["--policy", wrong.as_str()])]
    {
        let ran = run(example, &arguments);
        assert_eq!(ran.code, 2, "{}", ran.out);
        assert!(ran.err.contains("line 3") && ran.err.contains("danced"), "{}", ran.err);
    }
}
