//! Why a verification could not be done.

use std::io;
use std::path::PathBuf;

use crate::identity::{ItemId, RequestId};
use crate::verify::earlier::SnapshotError;
use crate::verify::escape::escaped;

/// Why a verification could not be done at all. Hostile bytes are never an error: they are findings.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum VerifierError {
    /// The label names several items.
    #[error("{} items are labelled {}: use an id", .found, escaped(.label))]
    AmbiguousLabel {
        /// The label.
        label: String,
        /// How many.
        found: usize,
    },
    /// The caller broke off the comparison of a content.
    #[error("broken off after {done} bytes of the content given for {item}")]
    Cancelled {
        /// The item.
        item: ItemId,
        /// Bytes read before.
        done: u64,
    },
    /// A directory is given for an item that is none.
    #[error("a directory is given for {item}, and none was recorded")]
    NoDirectory {
        /// The item.
        item: ItemId,
    },
    /// The file could not be opened.
    #[error("{} could not be opened", escaped(&.path.to_string_lossy()))]
    Open {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Reading failed.
    #[error("reading failed at byte {offset}")]
    Read {
        /// Where.
        offset: u64,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A content, or a part list, is given twice for one item, be it under two names. Only one
    /// would be compared.
    #[error("{item} is named twice, the second time as {}", escaped(.name))]
    NamedTwice {
        /// The item.
        item: ItemId,
        /// The name that it has already.
        name: String,
    },
    /// The verification cannot rest on this snapshot.
    #[error("the snapshot is not taken up")]
    Snapshot(#[from] SnapshotError),
    /// No entry of the case names this request.
    #[error("no entry of the case names {request}")]
    UnknownRequest {
        /// What was asked for.
        request: RequestId,
    },
    /// No item has this id or label.
    #[error("no item of the case is {}", escaped(.name))]
    UnknownItem {
        /// What was asked for.
        name: String,
    },
}
