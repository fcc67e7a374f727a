//! A directory as one item: everything below it in, one signed listing and two trees out.
//!
//! Each entry is one record, in the order of the paths' bytes. The **listing** of all records is what is
//! signed, as the content of an item; the **manifest** holds the records and what the file system said of
//! each, and travels with the item. Over both kinds of record there is a tree (RFC 9162 §2.1), so that one file
//! can be proven without naming the others: each leaf is salted from a [`DirectorySecret`] that no event
//! holds.
//!
//! [`DirectoryPass`] measures and checks; [`ManifestReader`] reads a manifest again, strictly, and makes the
//! proof of one entry, which [`verify_directory_entry`] verifies; [`compare_manifests`] says what became of a
//! directory between two measurements.

mod compare;
mod entry;
mod error;
mod folders;
mod listing;
mod manifest;
mod measurement;
mod metadata;
mod pass;
mod path;
mod proof;
mod read;
mod records;
mod report;
mod secret;
mod system;
mod table;
mod walk;
mod work;

pub use compare::{check_measured_directory, compare_manifests};
pub use entry::{DirectoryEntry, EntryType, Unread};
pub use error::{DirectoryError, ManifestError};
pub use manifest::ManifestReader;
pub use measurement::{
    DirectoryMeasurement, DirectoryOptions, ExpectedDirectory, Mounts, Unreadable,
};
pub use metadata::{DeviceNumber, EntryMetadata, EntryTime, MetadataField};
pub use pass::DirectoryPass;
pub use path::{EntryPath, EntryPathError, MAX_ENTRY_PATH};
pub use proof::{EntryProof, MetadataProof, verify_directory_entry, verify_entry_metadata};
pub use records::ManifestRecord;
pub use report::{
    ChangedEntry, ContentField, DirectoryReport, Listed, MetadataDifference, MetadataReport,
    NotEntered, RenamedEntry, UnreadEntry,
};
pub use secret::{DirectorySecret, EntrySalt};
