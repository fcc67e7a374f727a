//! `mutual_assistance`: preservation, a request and its answer, and a third State.

use std::sync::LazyLock;

use crate::{Ran, Scratch, assert_refused, run};

static TOLD: LazyLock<Ran> = LazyLock::new(|| run::<&str>("mutual_assistance", &[]));

const FABULA: &str = "Fabula Ministry of Justice";
const OTHERS: [&str; 4] = [
    "Fabula Prosecution Office",
    "Inventia Police",
    "Inventia Ministry of Justice",
    "Pretend Mail",
];

#[test]
fn onward_offer_without_leave_is_named_and_stays_on_record() {
    let ran = &*TOLD;
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let (before, after) = ran.out.split_once("withdraws the offer").unwrap();
    assert!(before.contains("to \\\"XC\\\": no authorisation is cited"), "{before}");
    assert!(after.contains("its answer: refused") && after.contains("its answer: granted"));
    let (_, end) = after.split_once("5. WHAT EACH LEDGER SHOWS").unwrap();
    for name in [FABULA, "Elsewhere Ministry of Justice"] {
        let verdict = format!("{name} verifies its ledger: Irregular, ");
        let (_, end) = end.split_once(&verdict).unwrap();
        assert!(end.lines().nth(1).unwrap().contains("request.onward.unauthorised"), "{end}");
    }
    for name in OTHERS {
        let verdict = format!("{name} verifies its ledger: Consistent, ");
        assert!(end.contains(&verdict), "{end}");
    }
    assert!(end.contains("Expected: Irregular"), "{end}");
}

#[test]
fn offer_that_cites_the_authorisation_is_not_named() {
    let ran = &*TOLD;
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let (_, page) = ran.out.split_once("IRREGULAR").unwrap();
    let (findings, _) = page.split_once("Checked").unwrap();
    let named = findings.matches("request.onward.unauthorised").count();
    assert_eq!(named, 1, "the first offer, and not the second: {findings}");
    assert!(!findings.contains("request.condition."), "{findings}");
    assert!(!findings.contains("request.preservation."), "{findings}");
}

#[test]
fn preservation_that_ended_is_not_open_any_more() {
    let ran = &*TOLD;
    let (_, docket) = ran.out.split_once("\nRequests  3, at ").unwrap();
    assert!(docket.contains(" preservation_ended\n"), "{docket}");
    assert!(!docket.contains("Open, no period running"), "{docket}");
}

#[test]
fn what_each_ledger_holds_verifies_from_the_files_alone() {
    let scratch = Scratch::new("mutual-assistance");
    let ran = run("mutual_assistance", &[scratch.path("story")]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let roots = ran.out.lines().skip(2).take(6).map(|line| line.rsplit(' ').next().unwrap());
    let roots: Vec<_> = roots.flat_map(|root| ["--root", root]).collect();
    let ledger = scratch.path("story/inventia-police/ledger.custody");
    let mut arguments = vec![ledger.as_str(), "--now", "2026-10-12T12:00:00Z"];
    arguments.extend(roots);
    let ran = run("requests", &arguments);
    // 90 days from the order, and 90 more.
    let period =
        ran.out.lines().find(|line| line.contains("\"preserve\" \"16(2)\": met ")).unwrap();
    assert!(period.contains("ends 2026-11-02T00:00:00Z"), "{period}");
    assert!(!ran.out.contains("request.extension.refused"), "{}", ran.out);
    assert!(!ran.out.contains("FAILURE"), "{}", ran.out);
    assert_refused(&run("mutual_assistance", &[scratch.path("story")]), &["exists"]);
}
