//! Cosignatures, the policy that asks for them, and a cosigner that never contradicts itself.

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
mod cosigner;
mod crash;
mod damage;
#[allow(dead_code, reason = "each test crate uses a part of it")]
#[path = "../common/forks.rs"]
mod forks;
mod interop;
mod keys;
mod policy;
mod races;
mod requests;
mod verifier;

use handseal::identity::{Signer as _, SigningKey};
use handseal::ledger::{CosignatureRequest, CosignerKey, KeyName, SignedCheckpoint};
use handseal::store::{Cosigner, HeadMemory, VolatileMemory};

use cases::{Ledger, key};
use forks::heads_key;

/// An instant at which heads are cosigned.
const NOW: u64 = 2_254_000_000;

const NAME: &str = "cosigner.example.org/north";

fn name(text: &str) -> KeyName {
    KeyName::parse(text).unwrap()
}

fn cosigner_key(text: &str, number: u8) -> CosignerKey {
    CosignerKey::new(name(text), key(number).public_key().clone()).unwrap()
}

/// A memory of the cosigner of these tests.
fn volatile() -> VolatileMemory {
    VolatileMemory::new(cosigner_key(NAME, 40))
}

/// A cosigner that knows the ledgers of these tests.
fn cosigner<M: HeadMemory>(memory: M, ledger: &Ledger) -> Cosigner<SigningKey, M> {
    Cosigner::new(name(NAME), key(40), memory).unwrap().knows(heads_key(ledger))
}

/// What a memory writes down of this.
fn remembered(text: &str) -> Vec<u8> {
    use sha2::Digest as _;

    let digest = sha2::Sha256::digest(text);
    let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256 {digest}\n{text}").into_bytes()
}

/// A head of a ledger, with the proof from an older size.
fn request(ledger: &Ledger, from: u64, to: u64) -> CosignatureRequest {
    let proof = match from {
        0 => Vec::new(),
        from => ledger.tree().consistency_proof(from, to).unwrap().path,
    };
    CosignatureRequest { old_size: from, proof, head: ledger.head_at(to) }
}

/// When the cosigner of these tests says that it signed a head.
fn time_of(head: &SignedCheckpoint) -> u64 {
    let policy = handseal::ledger::CosignerPolicy::new(1, vec![cosigner_key(NAME, 40)]).unwrap();
    let seen = policy.verify(head).unwrap();
    assert!(seen.are_enough());
    seen.attested()[0].time
}
