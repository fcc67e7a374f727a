//! BagIt bags (RFC 8493): a folder of payload with manifests that list it.
//!
//! [`Bag::read`] reads the tag files, [`Bag::check`] compares them with the files that were measured, and
//! [`write_bag`] makes the tag files of a new bag. Payload is never opened here, and nothing is ever
//! fetched: what `fetch.txt` names is said to be not here.
//!
//! What is read: versions 0.96, 0.97 and 1.0, in UTF-8, with lines that end in LF or CRLF. RFC 8493
//! allows other encodings and CR alone: those are errors. A name that leads out of the bag is an
//! error before anything is opened.

mod check;
mod error;
mod manifest;
mod oxum;
mod path;
mod read;
mod report;
mod tags;
mod write;

pub use error::{BagError, TagError, TagErrorKind, WriteBagError};
pub use manifest::Fetch;
pub use oxum::{Oxum, OxumError};
pub use read::Bag;
pub use report::{BagConclusion, BagFinding, BagReport};
pub use tags::{BagInfo, BagVersion};
pub use write::{TagFile, write_bag};
