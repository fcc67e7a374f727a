//! What the field already has: lists of digests, bags, and images in a container.
//!
//! Agencies keep evidence beside lists that other programs made. [`lists`] turns those lists into a
//! [`FileList`](lists::FileList) and back, and compares one with files that were measured; [`bag`]
//! does the same for a BagIt bag (RFC 8493). `ewf`, behind the feature of that name, reads the medium inside
//! an E01 image. Nothing here signs or verifies a signature: a list says what somebody wrote down.
//!
//! The last layer: nothing else in the library rests on it.

pub mod bag;
#[cfg(feature = "ewf")]
pub mod ewf;
pub mod lists;
