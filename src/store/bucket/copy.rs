//! A case moves between a file and a bucket, byte by byte the same.

use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use crate::identity::Trust;
use crate::ledger::{RecordKind, RecordReader};
use crate::store::bucket::error::BucketError;
use crate::store::bucket::handle::Bucket;
use crate::store::bucket::objects::{length, numbered};
use crate::store::bucket::reader::BucketReader;
use crate::store::bucket::requests::Claimed;
use crate::store::bucket::store::BucketStore;
use crate::store::case_file::CaseFile;
use crate::store::contract::{Store, StoreReader};
use crate::store::entries::failed;
use crate::store::erase::Replacement;
use crate::store::error::{CaseError, StoreError};
use crate::store::file::FileStore;
use crate::store::file_system::LocalFiles;

/// What one object of a copy holds at least, unless it is the last.
const PIECE: u64 = 4 * 1024 * 1024;

/// What is read from a store at once.
const READ: u64 = 256 * 1024;

impl<S: Store> CaseFile<S> {
    /// Copies the ledger to a prefix in a bucket that has none, reads it back, and opens it there. Every byte is the same, and so
    /// are the heads. Its first object is written last, so that nobody can write to a half of it. A copy that broke off is made
    /// again with the same call if nothing was recorded since; else another prefix is needed.
    ///
    /// From then on write one of the two: two that are both written are a fork, and whoever compares their heads sees it.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`]: with [`StoreError::Exists`] when the prefix has another ledger, or part of one; of the
    /// bucket and its [probe](Bucket::probe). [`CaseError::ReadOnly`] for a damaged case, [`CaseError::NotReadBack`].
    pub fn copy_to_bucket(&mut self, bucket: &Bucket) -> Result<CaseFile<BucketStore>, CaseError> {
        self.check_writable()?;
        self.settle()?;
        bucket.probed().map_err(StoreError::from)?;
        let given = self.put_pieces(bucket)?;
        let mut copied = BucketReader::open(bucket).map_err(StoreError::from)?;
        self.check_copied(given, &mut copied)?;
        let trust = self.fold.trust().clone();
        let copy = CaseFile::open_bucket(bucket, &trust)?;
        self.check_same(&copy)?;
        Ok(copy)
    }

    /// Copies the ledger to a file that is not there, reads it back, and opens it there. Every byte is the same, and so are the
    /// heads. A file that a crash left half copied has nothing in it.
    ///
    /// A ledger in a bucket is copied as this handle knows it ([`catch_up`](Self::catch_up)); what others record later is not in the file. Write
    /// one of the two from then on. It is also how something is [erased](crate::store::erase_pruned) from a ledger in
    /// a bucket, where nothing is ever written over: copied to a file, erased there, copied to another prefix.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`]: with [`StoreError::Exists`] when there is a file; [`CaseError::ReadOnly`] for a
    /// damaged case, [`CaseError::NotReadBack`].
    pub fn copy_to_file(&mut self, path: impl AsRef<Path>) -> Result<CaseFile, CaseError> {
        self.check_writable()?;
        self.settle()?;
        let path = path.as_ref();
        let placeholder = FileStore::create(path)?;
        let copied = self.fill(path);
        drop(placeholder);
        if copied.is_err() {
            // Made a moment ago, and empty.
            let _ = fs::remove_file(path);
        }
        copied?;
        let trust: Trust = self.fold.trust().clone();
        let (copy, _) = CaseFile::open(path, &trust)?;
        self.check_same(&copy)?;
        Ok(copy)
    }

    /// Writes the ledger beside the empty file and puts it in its place.
    fn fill(&mut self, path: &Path) -> Result<(), CaseError> {
        let mut file = Replacement::beside(LocalFiles, path)?;
        let mut source = StoreReader::new(&mut self.store);
        let copied = io::copy(&mut source, &mut file);
        copied
            .and_then(|_| io::Write::flush(&mut file))
            .map_err(|source| failed("copy", source))?;
        file.read_back()?;
        Ok(file.take_place()?)
    }

    /// Writes the records in objects of some size, the first one last. Gives the digest of all.
    fn put_pieces(&mut self, bucket: &Bucket) -> Result<[u8; 32], CaseError> {
        let path = Path::new(bucket.prefix()).to_owned();
        let folder = bucket.records();
        let claim = |start: u64, piece: Vec<u8>| -> Result<(), CaseError> {
            match bucket.claim(numbered(&folder, start), Bytes::from(piece)) {
                Ok(Claimed::Won) => Ok(()),
                Ok(Claimed::Taken) => Err(StoreError::Exists { path: path.clone() }.into()),
                Err(error) => Err(StoreError::from(error).into()),
            }
        };
        let mut given = Sha256::new();
        let mut reader = RecordReader::new(StoreReader::new(&mut self.store));
        let (mut first, mut piece, mut start) = (None, Vec::new(), 0_u64);
        loop {
            let record = reader.next_record();
            let record = record.map_err(|error| failed("read", io::Error::other(error)))?;
            // An entry and its disclosures are one write, here too.
            let cut = record.as_ref().is_none_or(|record| record.kind != RecordKind::Disclosures);
            if record.is_none() || (cut && length(&piece) >= PIECE) {
                let piece: Vec<u8> = std::mem::take(&mut piece);
                let begins = start;
                start = start.saturating_add(length(&piece));
                match first {
                    None => first = Some(piece),
                    Some(_) if piece.is_empty() => {}
                    Some(_) => claim(begins, piece)?,
                }
            }
            let Some(record) = record else { break };
            given.update(&record.bytes);
            piece.extend_from_slice(&record.bytes);
        }
        claim(0, first.unwrap_or_default())?;
        Ok(given.finalize().into())
    }

    fn check_copied(&self, given: [u8; 32], copied: &mut BucketReader) -> Result<(), CaseError> {
        let mut found = Sha256::new();
        let mut buffer = Vec::new();
        let read = |source: io::Error| failed("read", source);
        copied.seek(SeekFrom::Start(0)).map_err(read)?;
        while Read::take(&mut *copied, READ).read_to_end(&mut buffer).map_err(read)? > 0 {
            found.update(&buffer);
            buffer.clear();
        }
        let found: [u8; 32] = found.finalize().into();
        if found == given {
            Ok(())
        } else {
            Err(CaseError::NotReadBack { range: 0..self.store.length() })
        }
    }

    /// Both amount to the same, and stand under the same head.
    fn check_same<T: Store>(&self, copy: &CaseFile<T>) -> Result<(), CaseError> {
        let (own, other) = (&self.fold.tree, &copy.fold.tree);
        let same = own.size() == other.size()
            && own.root() == other.root()
            && self.last_head == copy.last_head
            && copy.read_only.is_none();
        if same { Ok(()) } else { Err(CaseError::NotReadBack { range: 0..self.store.length() }) }
    }
}

impl From<BucketError> for CaseError {
    fn from(error: BucketError) -> Self {
        Self::Store(error.into())
    }
}
