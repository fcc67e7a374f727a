//! A ledger and its content in a bucket: object stores that speak S3, Azure or Google.
//!
//! Many write, on many machines, and there is no server that locks. All rests on one promise of the store: of several
//! writers of a new object, one wins. [`Bucket`] names the place; [`BucketStore`] is what a
//! [`CaseFile`](crate::store::CaseFile) appends to; [`BucketReader`] reads the ledger as a file. What lies where in the
//! bucket is `spec::buckets`.
//!
//! `requests` makes each request again until it is known what became of it, `objects` reads many objects as one file,
//! `probe` finds the stores that do not keep the promise.
//!
//! # Examples
//! ```no_run
//! use handseal::store::bucket::{Bucket, BucketReader, Patience};
//! use handseal::{Actor, CaseError, CaseFile, Options, OsEntropy, SigningKey, Trust, Verifier};
//! # let (root, at) = (SigningKey::generate(&mut OsEntropy)?, "2026-11-22T09:00:00+01:00".parse()?);
//! # let (trust, item) = (Trust::new(), handseal::ItemId::generate(&mut OsEntropy)?);
//!
//! let options = [("region", "eu-west-3"), ("access_key_id", "AK"), ("secret_access_key", "SK")];
//! let bucket = Bucket::at("s3://evidence/cases/2041-26", options, Patience::default())?;
//! let mut case = CaseFile::open_bucket(&bucket, &trust)?;
//! match case.label(&[(item, "EX-1")], &Actor::organisation(&root), at, &mut OsEntropy) {
//!     // Another writer took the next place of the chain: what was to be said comes back, to be signed again.
//!     Err(CaseError::Overtaken { drafts, .. }) => {
//!         for draft in drafts {
//!             let event = case.renew(&draft)?.sign(&root)?;
//!             case.record([event])?;
//!         }
//!     }
//!     done => drop(done?),
//! }
//!
//! // Uploaded in parts while it is measured, read back, found by its digest.
//! let measured = bucket.upload(std::fs::File::open("disk.dd")?, Options::default())?;
//! let content = bucket.content(&measured.sha256)?;
//!
//! // Read while others write.
//! let report = Verifier::new(&trust, at).verify(BucketReader::open(&bucket)?)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod address;
mod content;
mod copy;
mod engine;
mod error;
mod handle;
mod http;
mod known;
mod objects;
mod open;
mod patience;
mod probe;
mod reader;
mod requests;
mod store;
mod uploads;

pub use error::{BucketError, RequestError};
pub use handle::Bucket;
pub use object_store;
pub use patience::Patience;
pub use probe::Probed;
pub use reader::BucketReader;
pub use store::BucketStore;
pub use uploads::Upload;
