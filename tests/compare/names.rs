//! Ledgers that share a name: nobody is accused of a fork who cannot have made both.

use handseal::event::Subject;
use handseal::identity::Signer as _;
use handseal::verify::{NotCompared, Relation};
use serde_json::json;

use crate::cases::{CHIEF, HEADS, LAB, Ledger, key, root};
use crate::forks::{Way, history};
use crate::{compare, compare_bytes, compare_head, why};

/// A ledger of the same origin: of another organisation, or with another key for its heads, and a head over all of it.
fn of_the_same_name(founder: u8, heads: u8) -> Ledger {
    let mut ledger = Ledger::empty();
    ledger.chief = ledger.found(founder);
    let chief = ledger.chief.clone();
    let body = ledger.opening(&chief, heads);
    ledger.act(body, &[Subject::Ledger(ledger.origin.clone())], &chief);
    let body = ledger.case_opened();
    ledger.act(body, &[Subject::Case(ledger.case)], &chief);
    for _ in 0..4 {
        ledger.collect(&chief);
    }
    let root = ledger.tree().root_at(ledger.size()).unwrap();
    let head = ledger.head_of(ledger.origin.as_str(), ledger.size(), root.0, heads);
    ledger.push_checkpoint(&head.to_string());
    ledger
}

#[test]
fn ledger_of_another_organisation_under_the_same_name_is_no_fork() {
    let one = history(Way::Ones, 1);
    for heads in [HEADS, 40] {
        let other = of_the_same_name(LAB, heads);
        assert_eq!((&one.origin, one.size()), (&other.origin, other.size()));
        let compared = compare(&one, &other);
        assert_eq!((why(&compared), compared.exit_code()), (NotCompared::OtherKeeper, 3));
        assert_eq!(compared.same, None);
        let keepers = [CHIEF, LAB].map(|number| Some(root(number).id.org()));
        assert_eq!([compared.one.keeper, compared.other.keeper], keepers);
        let page = compared.to_string();
        assert!(page.starts_with("NOT SHOWN — two organisations keep them"), "{page}");
        assert!(keepers.iter().flatten().all(|root| page.contains(&root.to_string())), "{page}");
    }
}

/// The keeper signed both openings, and no key signed a head of both.
#[test]
fn ledger_with_another_key_under_the_same_name_is_no_fork() {
    let one = of_the_same_name(CHIEF, HEADS);
    let other = of_the_same_name(CHIEF, 40);
    let compared = compare(&one, &other);
    assert_eq!((why(&compared), compared.exit_code()), (NotCompared::OtherKey, 3));
    let keys = [HEADS, 40].map(|number| Some(key(number).public_key().thumbprint()));
    assert_eq!([compared.one.opened_with, compared.other.opened_with], keys);
    let page = compared.to_string();
    assert!(page.starts_with("NOT SHOWN — one organisation opened a ledger of this name twice"));
    let value = serde_json::to_value(&compared).unwrap();
    assert_eq!((&value["why"], &value["fork"]), (&json!("other_key"), &json!(null)));
    assert_eq!(value["other"]["opened_with"], keys[1].unwrap().to_string());
}

#[test]
fn head_by_the_key_of_another_organisation_is_no_fork() {
    let (one, other) = (history(Way::Ones, 1), of_the_same_name(LAB, 40));
    let root = other.tree().root_at(other.size()).unwrap();
    let head = other.head_of(other.origin.as_str(), other.size(), root.0, 40);
    assert_eq!(why(&compare_head(&one, &head)), NotCompared::HeadNotSigned);
}

/// What is torn off another organisation's ledger is still another organisation's.
#[test]
fn torn_file_of_another_organisation_is_no_fork_and_no_damage_of_this_ledger() {
    let (one, other) = (history(Way::Ones, 1), of_the_same_name(LAB, 40));
    let torn = &other.bytes[..other.groups[6].end - 1];
    let compared = compare_bytes(&one.bytes, torn, &one);
    assert_eq!(why(&compared), NotCompared::OtherKeeper);
    assert!(compared.other.is_damaged() && compared.to_string().contains("DAMAGED"));
    assert!(!matches!(compared.relation, Relation::Fork(_)));
}
