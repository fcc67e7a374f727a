//! `provider_direct`: an order to a provider abroad, and nothing between the two but files.

use crate::{Scratch, assert_refused, run};

#[test]
fn order_and_answer_are_told_to_their_end() {
    let ran = run::<&str>("provider_direct", &[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    for expected in [
        "field \"preservation_already_sought\" is missing (rule: \"7(4)(e)\"; to verify (high))",
        "Example Prosecutor measures again and accepts. Custody has moved.",
        "period  \"respond\" \"7(7)\": met",
        "period  \"preserve\" \"2703(f)\": without end",
        "note: request.instrument.not_in_force",
        "accessed by \"Petra Example, prosecutor\"",
        "used by \"Petra Example, prosecutor\"",
    ] {
        assert!(ran.out.contains(expected), "{expected} is not in {}", ran.out);
    }
    assert_eq!(ran.out.matches("CONSISTENT — ").count(), 2, "{}", ran.out);
    assert!(ran.out.ends_with("Everything went as told.\n"), "{}", ran.out);
}

#[test]
fn what_travelled_can_be_judged_alone_afterwards() {
    let scratch = Scratch::new("provider-direct");
    let ran = run("provider_direct", &[scratch.path("story")]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let root = |line: usize| ran.out.lines().nth(line).unwrap().rsplit(' ').next().unwrap();
    let extract = scratch.path("story/example-prosecutor/answer-SUB-1.custody");
    let content = scratch.path("story/example-prosecutor/SUB-1.csv");
    let content = format!("SUB-1={content}");
    let now = "2026-11-01T00:00:00Z";
    let (one, other) = (root(0), root(1));
    let arguments = [&extract, "--root", one, "--root", other, "--content", &content, "--now", now];
    let ran = run("verify", &arguments);
    // No head was remembered, and nothing else is wrong.
    assert_eq!(ran.code, 3, "{}", ran.out);
    assert!(ran.out.contains("anchor.absent"), "{}", ran.out);
    for wrong in ["FAILURE", "irregularity", "request.not_held"] {
        assert!(!ran.out.contains(wrong), "{wrong} is in {}", ran.out);
    }
    assert_eq!(ran.out.matches("\nRequest   request:").count(), 2, "{}", ran.out);
}

#[test]
fn directory_that_is_there_is_left_alone() {
    let scratch = Scratch::new("provider-direct-there");
    assert_refused(&run("provider_direct", &[scratch.path("")]), &["exists"]);
    assert!(scratch.names().is_empty());
}
