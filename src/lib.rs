//! Chain of custody for electronic evidence.

pub mod evidence;
pub mod merkle;
