//! Chain of custody for electronic evidence.

pub mod merkle;
