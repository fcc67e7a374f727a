//! Chain of custody for electronic evidence.
