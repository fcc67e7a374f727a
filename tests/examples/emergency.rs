//! `emergency`: an oral request that is confirmed, and a forged one that is not answered.

use std::sync::LazyLock;

use crate::{Ran, run};

static TOLD: LazyLock<Ran> = LazyLock::new(|| run::<&str>("emergency", &[]));

#[test]
fn oral_request_is_owed_a_confirmation_until_it_comes() {
    let ran = &*TOLD;
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let (before, after) = ran.out.split_once("the confirmation in electronic form").unwrap();
    assert!(before.contains("request.confirmation.missing: "), "{before}");
    assert!(!after.contains("request.confirmation.missing"), "{after}");
    assert!(after.contains("Fabula Police verifies its ledger: Consistent, "), "{after}");
}

#[test]
fn forged_request_is_named_and_brings_nothing() {
    let ran = &*TOLD;
    let (_, forged) = ran.out.split_once("3. A FORGED ONE").unwrap();
    assert!(forged.contains("Inventia Police verifies its ledger: Irregular, "), "{forged}");
    for expected in [
        "irregularity: request.maker.unsigned",
        "irregularity: request.maker.not_authenticated",
        "irregularity: request.field.missing",
        "field \"legal_provisions\"",
        "result: failed",
    ] {
        assert!(forged.contains(expected), "{expected} is not in {forged}");
    }
    let (_, declined) = forged.split_once(" declined\n").unwrap();
    let (declined, _) = declined.split_once("\n\n").unwrap();
    assert!(!declined.contains("  item "), "{declined}");
}

#[test]
fn instrument_not_shown_in_force_is_a_note() {
    let ran = &*TOLD;
    assert!(ran.out.contains("note: request.instrument.not_in_force"), "{}", ran.out);
    assert!(!ran.out.contains("irregularity: request.instrument"), "{}", ran.out);
}
