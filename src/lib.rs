//! Chain of custody for electronic evidence.

pub mod identity;
pub mod ledger;
