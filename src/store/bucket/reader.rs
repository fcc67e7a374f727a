//! A ledger or a content in a bucket, read as a file.

use std::io::{self, Read, Seek, SeekFrom};

use crate::store::bucket::error::BucketError;
use crate::store::bucket::handle::Bucket;
use crate::store::bucket::objects::{Objects, length};

/// How much is read for one that asks for more.
const MOST: u64 = 256 * 1024;

/// A ledger in a bucket as it stands when this is opened, read as the `.custody` file that it is, or a
/// [content](Bucket::content), with at most 16 MiB in memory and some bytes for each object. Others can write meanwhile. It asks for no right to write.
///
/// Give it to [`Verifier::verify`](crate::verify::Verifier::verify), or copy it to a file.
pub struct BucketReader {
    objects: Objects,
    position: u64,
}

impl BucketReader {
    /// Lists the objects of the ledger.
    ///
    /// # Errors
    ///
    /// [`BucketError::Empty`] where no ledger is; [`BucketError::Misplaced`] where an object is missing, as while
    /// a ledger is [copied](crate::store::CaseFile::copy_to_bucket) there, or foreign; what requests answer.
    pub fn open(bucket: &Bucket) -> Result<Self, BucketError> {
        let objects = Objects::listed(bucket, bucket.records())?;
        if objects.end() == 0 {
            return Err(BucketError::Empty { prefix: bucket.prefix().to_owned() });
        }
        Ok(Self::over(objects))
    }

    pub(super) const fn over(objects: Objects) -> Self {
        Self { objects, position: 0 }
    }

    /// As of [`Read`], with the error that it is.
    pub(super) fn read_some(&mut self, buffer: &mut [u8]) -> Result<usize, BucketError> {
        let wanted = u64::try_from(buffer.len()).unwrap_or(u64::MAX).min(MOST);
        let end = self.position.saturating_add(wanted);
        let bytes = self.objects.read(self.position..end)?;
        buffer.iter_mut().zip(&bytes).for_each(|(to, from)| *to = *from);
        self.position = self.position.saturating_add(length(&bytes));
        Ok(bytes.len())
    }

    /// The number of bytes.
    #[must_use]
    pub const fn length(&self) -> u64 {
        self.objects.end()
    }
}

impl Read for BucketReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.read_some(buffer).map_err(io::Error::other)
    }
}

impl Seek for BucketReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.length().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
