//! What the measurements share: a ledger of any length, and two sides measured in turn.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    dead_code,
    unreachable_pub,
    reason = "each measurement uses a part of it, and one that cannot be made stops"
)]

pub mod disk;
pub mod docket;
pub mod ledger;
pub mod plain;
pub mod ratio;
