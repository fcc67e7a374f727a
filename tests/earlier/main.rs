//! A verification that rests on an earlier one says what a verification of everything says.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "functions that only tests call"
)]

#[allow(dead_code, unused_imports, reason = "each test crate uses a part of it")]
#[path = "../common/cases.rs"]
mod cases;
mod cuts;
mod old_part;
mod refused;

use std::ops::Range;

use handseal::event::EntryHash;
use handseal::identity::SigningKey;
use handseal::ledger::{Checkpoint, RecordError, RecordKind, RecordReader, SignedCheckpoint};
use handseal::merkle::{Frontier, leaf_hash};
use handseal::verify::{Report, SnapshotKey};
use serde_json::Value;

fn key() -> SnapshotKey {
    SnapshotKey::from([7; 32])
}

/// A prefix of a ledger: how far it goes, and the root that it makes.
struct Cut {
    size: u64,
    root: [u8; 32],
    bytes: Range<usize>,
}

/// Every prefix of a ledger that ends behind an entry and what belongs to it.
fn cuts(file: &[u8]) -> Vec<Cut> {
    let mut reader = RecordReader::new(file);
    let (mut tree, mut cuts) = (Frontier::new(), Vec::<Cut>::new());
    let mut open = false;
    loop {
        let record = match reader.next_record() {
            Ok(Some(record)) => record,
            Err(RecordError::Oversized { .. }) => {
                open = false;
                continue;
            }
            Ok(None) | Err(_) => break,
        };
        let end = record.range.end as usize;
        match record.kind {
            RecordKind::Entry | RecordKind::Stub => {
                let stub = <[u8; 32]>::try_from(record.content());
                let hash = stub.map_or_else(|_| EntryHash::of(record.content()), EntryHash::from);
                tree.append(leaf_hash(hash.as_bytes()));
                cuts.push(Cut { size: tree.size(), root: tree.root().0, bytes: 0..end });
                open = true;
            }
            RecordKind::Disclosures | RecordKind::Proof if open => {
                cuts.last_mut().unwrap().bytes.end = end;
            }
            RecordKind::Disclosures | RecordKind::Proof => {}
            RecordKind::Checkpoint | RecordKind::Header => open = false,
        }
    }
    cuts
}

/// A head of these entries. Whether its signature is good says nothing of the tree.
fn head(origin: &str, cut: &Cut, signer: &SigningKey) -> SignedCheckpoint {
    let checkpoint = Checkpoint::new(origin, cut.size, cut.root).unwrap();
    SignedCheckpoint::sign(checkpoint, signer).unwrap()
}

/// A report as a program sees it, without what is said of an earlier one.
fn without_earlier(report: &Report) -> Value {
    let mut value = serde_json::to_value(report).unwrap();
    value.as_object_mut().unwrap().remove("earlier");
    let coverage = value["coverage"].as_array_mut().unwrap();
    coverage.retain(|line| line["over"] != "entries that rest");
    value
}

/// That two reports say the same, but for what rests on an earlier one.
fn assert_same(whole: &Report, resting: &Report, what: &str) {
    assert_eq!(whole.findings, resting.findings, "{what}");
    assert_eq!(without_earlier(whole), without_earlier(resting), "{what}");
    assert_eq!(whole.earlier, None);
}
