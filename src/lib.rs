//! Chain of custody for electronic evidence.

pub mod cose;
pub mod custody;
pub mod encoding;
pub mod event;
pub mod evidence;
pub mod identity;
pub mod ledger;
pub mod merkle;
pub mod spec;
pub mod store;
pub mod verify;

pub use encoding::{DecodeError, DecodeErrorKind, Timestamp};
