//! Chain of custody for electronic evidence.

pub mod encoding;

pub use encoding::{DecodeError, DecodeErrorKind, Timestamp};
