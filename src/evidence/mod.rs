//! Content: bytes in, digests out, and later the answer to "are these still the bytes?"
//!
//! This layer reads content once and makes a [`Measurement`]: the plain SHA-256 of the whole
//! (FIPS 180-4), SHA-512 on request, and the SHA-256 of every fixed-size part. The part digests
//! are the leaf data of a tree (RFC 9162 §2.1), so that damage is located, one part can be
//! proven without the rest, and any part can be checked by hand with `sha256sum`.
//!
//! [`measure_reader`] and [`measure_file`] measure, [`check_content`] and [`check_file`] compare
//! content with what was signed, [`verify_part`] checks one part under a signed root, and
//! [`verify_range_of_content`] the parts that have some bytes. The file
//! readers take regular files only, and say when a file changed while it was read.

mod blocks;
mod check;
mod digest;
pub mod directory;
mod error;
mod file;
mod file_state;
mod gaps;
mod hasher;
mod lane;
mod measure;
mod options;
mod part_size;
mod parts;
mod pass;
mod queue;
mod range;
mod ranges;
mod reading;
mod refill;
mod report;
mod source;

pub use check::{Expected, ExpectedParts, check_content, check_file};
pub use digest::{DigestAlgorithm, DigestSet, Md5Digest, Sha1Digest, Sha256Digest, Sha512Digest};
pub(crate) use error::said;
pub use error::{EvidenceError, PartListError, PartSizeError, RangeError};
#[cfg(feature = "ewf")]
pub(crate) use file::{EvidenceFile, SeenFile};
pub use file_state::{FileId, FileKind, FileState};
pub use hasher::ItemHasher;
pub use measure::{measure_file, measure_reader};
pub use options::{KeptParts, Measurement, Options, ReadErrors};
pub use part_size::PartSize;
pub use parts::{PartList, verify_part};
pub use pass::{Pass, Progress};
pub use range::{PartTree, PartsProof, verify_range_of_content};
pub use ranges::MAX_UNREADABLE;
pub use report::{
    Comparison, Conclusion, ContentReport, MAX_LISTED_DIFFERENCES, MissingParts, PartDifference,
    PartsReport, ReadFault, WholeParts,
};
pub use source::{ContentSource, PassedOver};
