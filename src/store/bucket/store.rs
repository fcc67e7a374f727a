//! A ledger in a bucket, written by many.

use std::ops::Range;
use std::path::PathBuf;

use bytes::Bytes;

use crate::store::bucket::error::BucketError;
use crate::store::bucket::handle::Bucket;
use crate::store::bucket::objects::{Objects, length};
use crate::store::bucket::probe::Probed;
use crate::store::bucket::requests::Claimed;
use crate::store::contract::{Store, Syncing, Writers};
use crate::store::error::StoreError;

/// A ledger in a bucket, which many write from many machines without a server that locks.
///
/// Each sync writes one new object, named by the offset at which its bytes begin: of several writers that stood at the same
/// offset, one wins, and the others are answered [`StoreError::Taken`]. No object is ever written over or removed. All
/// objects, one behind the other, are the `.custody` file.
///
/// A writer that was not first reads what others wrote, and they may have written more meanwhile: one that records without
/// a pause keeps others waiting, up to [`CaseError::Outrun`](crate::store::CaseError::Outrun). Whoever has much to record at once does it in groups
/// ([`CaseFile::stage`](crate::store::CaseFile::stage)): each is one object.
///
/// # Examples
///
/// In memory; on a server it is [`Bucket::at`].
///
/// ```
/// use std::sync::Arc;
/// use handseal::identity::{OsEntropy, SigningKey, Trust};
/// use handseal::store::bucket::{Bucket, BucketReader, BucketStore, Patience};
/// use handseal::store::{Actor, CaseFile, Opening};
/// use handseal::verify::{Verdict, Verifier};
/// use object_store::memory::InMemory;
///
/// let (root, heads) = (SigningKey::generate(&mut OsEntropy)?, SigningKey::generate(&mut OsEntropy)?);
/// let at = "2026-11-22T09:00:00+01:00".parse()?;
/// let opening = Opening {
///     organisation: "Example Police",
///     jurisdiction: "EX",
///     origin: "custody.example.org",
///     root: &root,
///     checkpoint_key: &heads,
///     successors: &[],
///     at,
/// };
/// let bucket = Bucket::on(Arc::new(InMemory::new()), "cases/1", Patience::default())?;
/// let mut here = CaseFile::create_in(BucketStore::create(bucket.clone())?, &opening, &mut OsEntropy)?;
///
/// // On another machine.
/// let trust = Trust::new().root(here.keeper());
/// let mut there = CaseFile::open_bucket(&bucket, &trust)?;
/// there.open_case("1/26", &Actor::organisation(&root), at, &mut OsEntropy)?;
///
/// // The first did not know, loses the race for the next place, and takes the one behind it.
/// here.open_case("2/26", &Actor::organisation(&root), at, &mut OsEntropy)?;
/// let head = here.checkpoint(&heads)?;
/// assert_eq!(head.unverified().size(), 4);
///
/// let report = Verifier::new(&trust, at).anchor(head).verify(BucketReader::open(&bucket)?)?;
/// assert_eq!(report.verdict, Verdict::Consistent);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct BucketStore {
    objects: Objects,
    probed: Probed,
    /// What was appended since the last sync.
    appended: Vec<u8>,
    /// What may have been written, or may still be, behind the last object.
    undecided: Option<Bytes>,
}

impl BucketStore {
    /// A store for a new ledger, at a prefix that has none.
    ///
    /// # Errors
    ///
    /// [`StoreError::Exists`] when it has one, or part of one; [`StoreError::Bucket`], also when the [probe](Bucket::probe)
    /// of the bucket fails: nothing was written below the prefix then.
    pub fn create(bucket: Bucket) -> Result<Self, StoreError> {
        let probed = bucket.probed()?;
        if !bucket.list(bucket.key(&[]), None)?.is_empty() {
            return Err(StoreError::Exists { path: PathBuf::from(bucket.prefix()) });
        }
        let folder = bucket.records();
        Ok(Self::over(Objects::none(bucket, folder), probed))
    }

    /// A store for the ledger at a prefix. Its case is opened by [`CaseFile::open_bucket`](crate::store::CaseFile::open_bucket).
    ///
    /// # Errors
    ///
    /// [`StoreError::Bucket`]: of the [probe](Bucket::probe), [`BucketError::Empty`] where no ledger is,
    /// [`BucketError::Misplaced`] where objects are missing or foreign.
    pub fn open(bucket: &Bucket) -> Result<Self, StoreError> {
        let probed = bucket.probed()?;
        let objects = Objects::listed(bucket, bucket.records())?;
        if objects.end() == 0 {
            return Err(BucketError::Empty { prefix: bucket.prefix().to_owned() }.into());
        }
        Ok(Self::over(objects, probed))
    }

    const fn over(objects: Objects, probed: Probed) -> Self {
        Self { objects, probed, appended: Vec::new(), undecided: None }
    }

    /// The place in the bucket.
    #[must_use]
    pub const fn bucket(&self) -> &Bucket {
        self.objects.bucket()
    }

    /// What the probe of the bucket showed when it was opened.
    #[must_use]
    pub const fn probed(&self) -> Probed {
        self.probed
    }

    /// Claims the place behind the last object.
    fn claim(&mut self, bytes: Bytes) -> Result<(), StoreError> {
        let start = self.objects.end();
        match self.bucket().claim(self.objects.key(start), bytes.clone()) {
            Ok(Claimed::Won) => Ok(self.objects.take(bytes)?),
            Ok(Claimed::Taken) => Err(StoreError::Taken { offset: start }),
            Err(source @ BucketError::Undecided { .. }) => {
                let range = start..start.saturating_add(length(&bytes));
                self.undecided = Some(bytes);
                Err(StoreError::Undecided { range, source: Box::new(source) })
            }
            Err(error) => Err(error.into()),
        }
    }
}

impl Store for BucketStore {
    fn length(&self) -> u64 {
        self.objects.end().saturating_add(length(&self.appended))
    }

    fn append(&mut self, bytes: &[u8]) -> Result<Range<u64>, StoreError> {
        if self.undecided.is_some() {
            return Err(StoreError::Poisoned);
        }
        let start = self.length();
        self.appended.extend_from_slice(bytes);
        Ok(start..self.length())
    }

    fn sync(&mut self) -> Result<(), StoreError> {
        if self.undecided.is_some() {
            return Err(StoreError::Poisoned);
        }
        if self.appended.is_empty() {
            return Ok(());
        }
        // Whatever becomes of it, it is not appended any more: it is there, or it is not.
        let bytes = std::mem::take(&mut self.appended);
        self.claim(Bytes::from(bytes))
    }

    /// Each sync is raced for by other machines, so what follows cannot be written before it is known who won.
    fn syncing(&self) -> Result<Syncing, StoreError> {
        if self.undecided.is_some() || !self.appended.is_empty() {
            return Err(StoreError::Poisoned);
        }
        Ok(Box::new(|| Ok(())))
    }

    fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let end = self.objects.end();
        let mut bytes = self.objects.read(range.start.min(end)..range.end.min(end))?;
        let of_appended = |offset: u64| {
            usize::try_from(offset.saturating_sub(end))
                .unwrap_or(usize::MAX)
                .min(self.appended.len())
        };
        let (from, to) = (of_appended(range.start), of_appended(range.end));
        bytes.extend_from_slice(self.appended.get(from..to).unwrap_or_default());
        Ok(bytes)
    }

    fn writers(&self) -> Writers {
        Writers::Many
    }

    fn catch_up(&mut self) -> Result<(), StoreError> {
        self.appended.clear();
        if let Some(bytes) = self.undecided.take() {
            // The place is asked for once more, with the same bytes. As long as nobody has it, an earlier request could
            // still arrive.
            match self.claim(bytes.clone()) {
                Ok(()) | Err(StoreError::Taken { .. }) => {}
                Err(error) => {
                    // Also where it is refused now: an earlier request may have been done.
                    self.undecided = Some(bytes);
                    return Err(error);
                }
            }
        }
        Ok(self.objects.catch_up()?)
    }
}
