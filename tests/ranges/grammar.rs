//! The grammar of a proof file, against files that the library wrote.

use cddl_cat::{cbor::validate_cbor, context::BasicContext, flatten::flatten_from_str};
use ciborium::Value;
use handseal::verify::{BytesProof, MetadataShown};

use crate::edit::edited;
use crate::entries::Desk;
use crate::made::Made;

const GRAMMAR: &str = include_str!("../../src/spec/handseal.cddl");
const SOURCE: &str = include_str!("../../src/verify/content_proof/wire.rs");

/// The rules that stand in the code, as far as the grammar does not have them itself.
fn rules() -> String {
    let mut rules = String::from(GRAMMAR);
    if GRAMMAR.contains("\ncontent-proof = ") {
        return rules;
    }
    let mut within = false;
    for line in SOURCE.lines().map(str::trim_start) {
        match line.strip_prefix("///").map(str::trim) {
            Some("```text" | "```cddl") => within = true,
            Some("```") => within = false,
            Some(rule) if within => rules.push_str(&format!("\n{rule}")),
            Some(_) | None => {}
        }
    }
    rules
}

/// The validator knows no tags; so it cannot look into the entry, which has one.
fn accepted(file: &[u8]) -> bool {
    let rules = rules().replace("#6.18(", "(").replace("#6.55799(", "(");
    let rules = rules.replace("bstr .cbor entry", "bstr");
    let context = BasicContext::new(flatten_from_str(&rules).unwrap());
    let Value::Tag(55_799, value) = ciborium::from_reader(file).unwrap() else { panic!() };
    let rule = context.rules.get("content-proof").unwrap();
    validate_cbor(rule, &value, &context).is_ok()
}

#[test]
fn proof_is_not_of_the_grammar() {
    let made = Made::new();
    let file = made.proof().to_bytes();
    assert!(accepted(&file));
    let whole = made.one.bytes.len() as u64;
    let proof = BytesProof::of(&made.checked, made.one.id, 0..whole, &made.one.list).unwrap();
    assert!(accepted(&proof.to_bytes()));
    for field in ["item", "entry", "shows", "descriptor"] {
        assert!(!accepted(&edited(&file, |parts| parts.remove(field))), "{field}");
        assert!(!accepted(&edited(&file, |parts| *parts.get(field) = Value::Null)), "{field}");
    }
    for field in ["first", "last", "path", "shows"] {
        assert!(!accepted(&edited(&file, |parts| *parts.shown(field) = Value::Null)), "{field}");
    }
    assert!(!accepted(&edited(&file, |parts| parts.header()[1] = Value::from(2))));
}

#[test]
fn proof_of_an_entry_is_not_of_the_grammar() {
    let desk = Desk::new("grammar", 3);
    for path in ["mail", "mail/one.eml", "shortcut"] {
        for metadata in [MetadataShown::All, MetadataShown::None] {
            assert!(accepted(&desk.proof(path, metadata).to_bytes()), "{path}");
        }
    }
    let file = desk.mail();
    for field in ["path", "salt", "entry", "index", "shows", "metadata"] {
        assert!(!accepted(&edited(&file, |parts| *parts.shown(field) = Value::Null)), "{field}");
    }
}
