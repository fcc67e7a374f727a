//! What the measurements share: a ledger of any length, and two sides measured in turn.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "each measurement uses a part of it"
)]

pub mod ledger;
pub mod ratio;
