//! Both verifiers on proofs of misbehaviour with something changed.

use std::collections::BTreeSet;
use std::io::Cursor;

use handseal::verify::{Relation, compare_cases, compare_with_head};
use serde_json::{Value, json};

use crate::cases::{CHIEF, NOW, at, root};
use crate::environment::interpreter;
use crate::forks::{Way, heads_key, history};
use crate::hex::hex;
use crate::mutants::cbor::Node;
use crate::mutants::chance::Chance;
use crate::process::Second;
use crate::question::answer;

/// How many changed proofs both verifiers judge, under a key and under a root.
const CHANGED: u64 = 3_000;

/// One of each kind.
fn proofs() -> Vec<Vec<u8>> {
    let (one, other) = (history(Way::Ones, 3), history(Way::Twos, 5));
    let file = || Cursor::new(&other.bytes);
    let trust = one.trust();
    let found = [
        compare_cases(&trust, at(NOW), Cursor::new(&one.bytes), file()),
        compare_with_head(&trust, at(NOW), file(), one.head_at(7)),
        compare_with_head(&trust, at(NOW), Cursor::new(&late()), one.head_at(7)),
    ];
    let proof = |relation| {
        let Relation::Fork(fork) = relation else { panic!("{relation:?}") };
        fork.proof.unwrap().to_bytes()
    };
    found.into_iter().map(|found| proof(found.unwrap().relation)).collect()
}

/// A history that signed nothing for six entries.
fn late() -> Vec<u8> {
    let mut ledger = history(Way::Twos, 0);
    let chief = ledger.chief.clone();
    for _ in 0..6 {
        ledger.collect_all(2, &chief);
    }
    ledger.checkpoint();
    ledger.bytes
}

/// A proof with one thing about it changed.
fn changed(proofs: &[Vec<u8>], number: u64) -> Vec<u8> {
    let mut chance = Chance::new(number);
    let mut file = chance.of(proofs).clone();
    let at = chance.below(file.len());
    match chance.below(10) {
        0 => file[at] ^= 1 << chance.below(8),
        1 => file.truncate(at),
        2 => drop(file.remove(at)),
        3 => file.insert(at, chance.byte()),
        _ => {
            let mut node = Node::read(&file[3..]);
            let Node::Array(parts) = &mut node else { panic!("no array") };
            change(&mut parts[3], &mut chance);
            file.truncate(3);
            file.extend(node.to_bytes());
        }
    }
    file
}

fn change(map: &mut Node, chance: &mut Chance) {
    let name = *chance.of(&["heads", "shows", "entries"]);
    if name != "shows" {
        let list = map.field(name).elements();
        let at = chance.below(list.len());
        match chance.below(4) {
            0 => drop(list.remove(at)),
            1 => list.push(list[at].clone()),
            2 => list.reverse(),
            _ => text_or_bytes(&mut list[at], chance),
        }
        return;
    }
    let pairs = map.field("shows").pairs();
    let at = chance.below(pairs.len());
    match (&mut pairs[at].1, chance.below(4)) {
        (Node::Unsigned(number), _) => *number = chance.below(9) as u64,
        (Node::Array(list), 0) => list.reverse(),
        (Node::Array(list), 1) => list.push(Node::Bytes(vec![7; 32])),
        (Node::Array(list), 2) if !list.is_empty() => drop(list.pop()),
        (Node::Array(list), _) => {
            if let Some(first) = list.first_mut() {
                text_or_bytes(first, chance);
            }
        }
        (other, _) => text_or_bytes(other, chance),
    }
}

fn text_or_bytes(node: &mut Node, chance: &mut Chance) {
    match node {
        Node::Bytes(bytes) | Node::Text(bytes) if !bytes.is_empty() => {
            let at = chance.below(bytes.len());
            bytes[at] ^= 1 << chance.below(7);
        }
        other => *other = Node::Unsigned(chance.below(3) as u64),
    }
}

/// The questions about a file: under the key of the ledger, and under the root of its organisation.
fn questions(file: &[u8]) -> [Value; 2] {
    let key = heads_key(&history(Way::Ones, 0)).to_string();
    let root = root(CHIEF).id.to_string();
    [
        json!({ "op": "misbehaviour", "hex": hex(file), "vkeys": [key] }),
        json!({ "op": "misbehaviour_of", "hex": hex(file), "root": root }),
    ]
}

fn ours(question: &Value) -> Value {
    serde_json::to_value(answer(question.to_string().as_bytes())).unwrap()
}

#[test]
fn verifiers_disagree_on_a_changed_proof_of_misbehaviour() {
    if interpreter().is_none() {
        return;
    }
    let (proofs, mut second) = (proofs(), Second::start().unwrap());
    let mut differing = Vec::new();
    for number in 0..CHANGED {
        for question in questions(&changed(&proofs, number)) {
            let (ours, theirs) = (ours(&question), second.ask(&question.to_string()));
            if ours != theirs {
                differing.push(format!("{number}: {question}\n library {ours}\n second {theirs}"));
            }
        }
    }
    assert!(differing.is_empty(), "{} of {CHANGED}:\n{}", differing.len(), differing[0]);
}

#[test]
fn changed_proofs_are_of_too_few_kinds() {
    let proofs = proofs();
    for proof in &proofs {
        assert!(questions(proof).iter().all(|question| ours(question)["ok"] == true));
    }
    let mut codes = BTreeSet::new();
    for number in 0..1_000 {
        for question in questions(&changed(&proofs, number)) {
            codes.insert(ours(&question)["code"].to_string());
        }
    }
    assert!(codes.len() > 10, "{codes:?}");
}
