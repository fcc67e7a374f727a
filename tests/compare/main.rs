//! Two histories of one ledger held against each other, and the proof that both were signed.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, unused_imports, reason = "each test crate uses a part of it")]
#[path = "../common/cases.rs"]
mod cases;
mod damage;
mod edges;
mod files;
#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../common/forks.rs"]
mod forks;
mod heads;
mod misbehaviour;
mod names;
mod outputs;

use std::io::Cursor;

use handseal::ledger::SignedCheckpoint;
use handseal::verify::{
    Comparison, Fork, Misbehaviour, NotCompared, Relation, compare_cases, compare_with_head,
};

use cases::{Ledger, NOW, at};

/// What two files show of each other; asked the other way round it is the same.
fn compare(one: &Ledger, other: &Ledger) -> Comparison {
    compare_bytes(&one.bytes, &other.bytes, one)
}

fn compare_bytes(one: &[u8], other: &[u8], of: &Ledger) -> Comparison {
    let ask = |one, other| {
        compare_cases(&of.trust(), at(NOW), Cursor::new(one), Cursor::new(other)).unwrap()
    };
    let (compared, turned) = (ask(one, other), ask(other, one));
    assert_eq!(compared.exit_code(), turned.exit_code());
    assert_eq!(compared.one.size, turned.other.size);
    if let (Relation::Fork(fork), Relation::Fork(turned)) = (&compared.relation, &turned.relation) {
        assert_eq!(fork.index, turned.index);
        let bytes = |fork: &Fork| fork.proof.as_ref().map(Misbehaviour::to_bytes);
        assert_eq!(bytes(fork).is_some(), bytes(turned).is_some());
    }
    compared
}

fn compare_head(case: &Ledger, head: &SignedCheckpoint) -> Comparison {
    let file = Cursor::new(&case.bytes);
    compare_with_head(&case.trust(), at(NOW), file, head.clone()).unwrap()
}

fn fork_of(compared: Comparison) -> Fork {
    match compared.relation {
        Relation::Fork(fork) => *fork,
        other => panic!("{other:?}"),
    }
}

fn why(compared: &Comparison) -> NotCompared {
    match compared.relation {
        Relation::NotShown(why) => why,
        ref other => panic!("{other:?}"),
    }
}
