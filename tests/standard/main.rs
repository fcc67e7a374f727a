//! Vectors that others published, and trees that others make, judged by our own functions.
//!
//! Where our answer is another than the standard's, `divergences.toml` says so and why. It is
//! compared both ways: what is not listed fails, and so does what is listed and no longer so.
//!
//! | file | from |
//! |---|---|
//! | `ed25519.rs` | Wycheproof, RFC 8032 §7.1 |
//! | `esp256.rs` | Wycheproof, RFC 6979 A.2.5 |
//! | `edges.rs` | signatures that no honest signer makes, made here with the arithmetic of the curve |
//! | `tables.rs` | both, checked with tables and by `verify_strict` |
//! | `cbor.rs` | RFC 8949 appendices A and F |
//! | `merkle.rs` | the tree that implementations of RFC 6962 share, and the crate `ct-merkle` |

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod cbor;
mod curve;
mod divergences;
mod ed25519;
mod edges;
mod esp256;
mod merkle;
mod tables;

/// The bytes that a hexadecimal text stands for.
fn unhex(text: &str) -> Vec<u8> {
    assert!(text.len().is_multiple_of(2), "{text}");
    text.as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap())
        .collect()
}
