//! A ledger and its content in a bucket: object stores that speak S3, Azure or Google.
//!
//! Many write, on many machines, and there is no server that locks. All rests on one promise of the store: of several
//! writers of a new object, one wins. [`Bucket`] names the place; [`BucketStore`] is what a
//! [`CaseFile`](crate::store::CaseFile) appends to; [`BucketReader`] reads the ledger as a file. What lies where in the
//! bucket is `spec::buckets`.
//!
//! `requests` makes each request again until it is known what became of it, `objects` reads many objects as one file,
//! `probe` finds the stores that do not keep the promise.

mod address;
mod engine;
mod error;
mod handle;
mod objects;
mod open;
mod patience;
mod probe;
mod reader;
mod requests;
mod store;

pub use error::{BucketError, RequestError};
pub use handle::Bucket;
pub use object_store;
pub use patience::Patience;
pub use probe::Probed;
pub use reader::BucketReader;
pub use store::BucketStore;
