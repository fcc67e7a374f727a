//! The page and the value of a comparison.

use serde_json::{Value, json};

use crate::forks::{Way, history};
use crate::{compare, compare_head};

fn value(compared: &handseal::verify::Comparison) -> Value {
    serde_json::to_value(compared).unwrap()
}

#[test]
fn page_says_first_what_was_shown() {
    let (one, other) = (history(Way::Ones, 2), history(Way::Twos, 1));
    let older = history(Way::Ones, 1);
    let pages = [
        (compare(&one, &one), "THE SAME — both have the same 8 entries."),
        (compare(&one, &older), "EXTENDS — the one has the 7 entries of the other, and 1 more."),
        (compare(&older, &one), "EXTENDS — the other has the 7 entries of the one, and 1 more."),
        (compare(&one, &other), "FORK — these are two histories of one ledger."),
        (compare_head(&older, &one.head()), "NOT SHOWN — the head is of more entries"),
    ];
    for (compared, first) in pages {
        let page = compared.to_string();
        assert!(page.starts_with(first), "{page}");
        assert!(page.contains("What this page does not say"), "{page}");
    }
    let page = compare(&one, &other).to_string();
    assert!(page.contains("The first entry that differs is 6:"), "{page}");
    assert!(page.contains("of the sizes 7 and 7: their entries 6 differ."), "{page}");
}

#[test]
fn value_of_a_fork_names_heads_and_entries() {
    let (one, other) = (history(Way::Ones, 2), history(Way::Twos, 1));
    let value = value(&compare(&one, &other));
    assert_eq!(
        (&value["relation"], &value["why"], &value["extends"]),
        (&json!("fork"), &json!(null), &json!(null))
    );
    assert_eq!(value["fork"]["index"], 6);
    assert_eq!(value["fork"]["entries"][0], one.hash(6).to_string());
    assert_eq!(value["fork"]["shows"], "leaves");
    assert!(value["fork"]["heads"][1].as_str().unwrap().contains("\n7\n"));
    assert_eq!(value["one"]["kind"], "ledger");
    assert_eq!((&value["one"]["size"], &value["other"]["signed"]), (&json!(8), &json!(7)));
}

/// Of a head alone nobody has the entries.
#[test]
fn head_that_contradicts_a_file_is_shown_by_something_else_than_its_root() {
    let (one, other) = (history(Way::Ones, 3), history(Way::Twos, 2));
    let compared = compare_head(&one, &other.head());
    assert_eq!(value(&compared)["fork"]["shows"], "roots");
    let page = compared.to_string();
    assert!(page.contains("of the sizes 8 and 8: their roots differ."), "{page}");
}

#[test]
fn value_of_an_extension_has_the_proof() {
    let (one, older) = (history(Way::Ones, 2), history(Way::Ones, 1));
    let value = value(&compare_head(&one, &older.head()));
    let extends = &value["extends"];
    assert_eq!(
        (&extends["longer"], &extends["from"], &extends["to"]),
        (&json!("one"), &json!(7), &json!(8))
    );
    assert_eq!(extends["path"].as_array().unwrap().len(), 4);
    assert_eq!(value["other"]["kind"], "head");
    assert_eq!(value["other"]["findings"], json!([]));
}

/// The names and order of the fields are those of §8 of the specification of verification.
#[test]
fn value_has_other_fields_than_the_specification() {
    let specification = include_str!("../../src/spec/verification.md");
    let mut lines = specification.lines().skip_while(|line| !line.starts_with("## §8"));
    let mut table = || -> Vec<&str> {
        lines.by_ref().find(|line| *line == "| field | type | meaning |").unwrap();
        let rows = lines.by_ref().skip(1).map_while(|line| line.strip_prefix("| `"));
        rows.map(|row| row.split('`').next().unwrap()).collect()
    };
    let value = value(&compare(&history(Way::Ones, 2), &history(Way::Twos, 1)));
    let fields = |of: &Value| of.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    for found in [fields(&value), fields(&value["one"])] {
        let (mut named, mut found) = (table(), found);
        // Without the order of its fields a map of the test's library has them sorted.
        named.sort_unstable();
        found.sort_unstable();
        assert_eq!(found, named);
    }
}
