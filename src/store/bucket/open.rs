//! A ledger in a bucket is opened for writing.

use crate::identity::Trust;
use crate::store::bucket::handle::Bucket;
use crate::store::bucket::store::BucketStore;
use crate::store::case_file::CaseFile;
use crate::store::error::CaseError;
use crate::store::load;

impl CaseFile<BucketStore> {
    /// Opens the ledger at a place in a bucket for writing. Others may have it open, too.
    ///
    /// Nothing is ever cut off in a bucket: a ledger with any damage opens for reading only.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`] of the bucket and of its [probe](Bucket::probe); [`CaseError::ReadOnly`] when the header is not ours;
    /// [`CaseError::NeverOpened`].
    pub fn open_bucket(bucket: &Bucket, trust: &Trust) -> Result<Self, CaseError> {
        let mut case = load::open_raced(BucketStore::open(bucket)?, trust)?;
        if case.read_only().is_none() {
            case.catch_up()?;
        }
        Ok(case)
    }
}
