//! Some bytes of a content, shown without the rest: the proof over leaves, over parts, and as a file.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    reason = "a test fails by panicking"
)]

#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../common/cases.rs"]
mod cases;
mod content;
mod edit;
mod entries;
#[allow(dead_code, reason = "the other verifier needs more of it")]
#[path = "../second_verifier/environment.rs"]
mod environment;
mod files;
mod grammar;
#[path = "../common/hex.rs"]
mod hex;
mod in_case;
mod made;
mod second;
mod second_entries;
mod stated;
mod tree;

use handseal::merkle::{Hash, leaf_hash};

fn wide(n: usize) -> u64 {
    u64::try_from(n).unwrap()
}

fn stranger() -> Hash {
    leaf_hash(b"stranger")
}

/// Every damage of one step that a path can suffer: a bit changed in each hash, each hash replaced,
/// dropped, repeated, swapped with each later one; the path cut before each; one hash too many at either
/// end.
fn damaged(path: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    let mut with = |change: &dyn Fn(&mut Vec<Hash>)| {
        let mut copy = path.to_vec();
        change(&mut copy);
        all.push(copy);
    };
    with(&|path| path.push(stranger()));
    with(&|path| path.insert(0, stranger()));
    for at in 0..path.len() {
        with(&|path| path[at].0[at % 32] ^= 1);
        with(&|path| path[at] = stranger());
        with(&|path| path.truncate(at));
        with(&|path| *path = [&path[..at], &path[at + 1..]].concat());
        with(&|path| path.insert(at, path[at]));
        for other in at + 1..path.len() {
            with(&|path| path.swap(at, other));
        }
    }
    all
}
