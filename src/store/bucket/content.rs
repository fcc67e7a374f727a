//! Content in a bucket: uploaded in parts while it is measured, read back, and found by its digest.

use std::io::{self, Read};

use bytes::Bytes;
use object_store::path::Path;

use crate::encoding::Hex;
use crate::evidence::{ItemHasher, Measurement, Options, Sha256Digest};
use crate::identity::{Entropy, OsEntropy};
use crate::store::bucket::error::BucketError;
use crate::store::bucket::handle::Bucket;
use crate::store::bucket::objects::{Objects, length, numbered};
use crate::store::bucket::reader::BucketReader;
use crate::store::bucket::requests::Claimed;

/// What one object of an upload holds: large enough that the request costs little, small enough to be sent again.
const PART: u64 = 8 * 1024 * 1024;

/// How many parts are sent side by side; the next are read and hashed while they are.
const PARTS: usize = 4;

impl Bucket {
    /// Uploads content in parts while it is measured, reads all of it back, and then makes it known by its digest. Content
    /// that is there already is read, too: where it is whole it stays as it is, and what was uploaded of it goes; where it is
    /// damaged, what was uploaded is found in its place from then on, and nothing goes.
    ///
    /// It is not known before it is complete: an upload that breaks off is among
    /// [`uploads`](Self::uploads), and can be removed. Memory: 32 MiB, which are sent side by side: where that takes longer than
    /// the patience with one answer, give more ([`Patience::answer`](crate::store::bucket::Patience::answer)).
    ///
    /// # What this proves
    ///
    /// That the bucket gave, once, the bytes that were measured. Of a file that may change meanwhile, compare with
    /// [`measure_file`](crate::evidence::measure_file).
    ///
    /// # Errors
    ///
    /// [`BucketError::UploadSource`] when the source cannot be read, [`BucketError::ContentDiffers`] when other bytes are read
    /// back; of content that was damaged 16 times, what is wrong with the last copy;
    /// [`BucketError::UploadEnded`] when somebody removed the upload meanwhile; [`BucketError::NotConditional`] of the
    /// [probe](Self::probe); what requests answer.
    ///
    /// # Examples
    /// ```
    /// # use std::sync::Arc;
    /// # use object_store::memory::InMemory;
    /// use handseal::evidence::{ContentSource, Options, measure_reader};
    /// use handseal::store::bucket::{Bucket, Patience};
    ///
    /// let bucket = Bucket::on(Arc::new(InMemory::new()), "cases/1", Patience::default())?;
    /// let measured = bucket.upload(&b"the content"[..], Options::default())?;
    ///
    /// // For a verifier, later: `.content(name, ContentSource::Reader(Box::new(content)))`.
    /// let content = bucket.content(&measured.sha256)?;
    /// assert_eq!(measure_reader(content, Options::default())?, measured);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn upload(&self, source: impl Read, options: Options) -> Result<Measurement, BucketError> {
        self.probed()?;
        let mut name = [0; 16];
        let filled = OsEntropy.fill(&mut name);
        filled.map_err(|error| BucketError::Engine(io::Error::other(error)))?;
        let name = Hex(&name).to_string();
        let measured = self.upload_parts(&name, source, options)?;
        let read_back = self.read_back(&name, &measured.sha256);
        read_back.map_err(|error| self.removed_or(&name, error))?;
        // Who writes this ends the upload: its writer, or somebody who removes it.
        let ending = format!("{} {}\n", measured.sha256, measured.size);
        if self.claim(self.ending(&name), Bytes::from(ending))? == Claimed::Taken {
            return Err(BucketError::UploadEnded { upload: name });
        }
        if self.make_known(&name, &measured.sha256, measured.size)? == Claimed::Taken {
            self.delete_below(&self.parts(&name))?;
        }
        Ok(measured)
    }

    fn upload_parts(
        &self,
        name: &str,
        mut source: impl Read,
        options: Options,
    ) -> Result<Measurement, BucketError> {
        let folder = self.parts(name);
        let mut hasher = ItemHasher::new(options);
        let mut offset = 0_u64;
        let mut last = false;
        while !last {
            let mut parts = Vec::new();
            while parts.len() < PARTS && !last {
                let part = read_part(&mut source)
                    .map_err(|source| BucketError::UploadSource { offset, source })?;
                last = length(&part) < PART;
                if !part.is_empty() {
                    hasher.update(&part);
                    let key = numbered(&folder, offset);
                    offset = offset.saturating_add(length(&part));
                    parts.push((key, Bytes::from(part)));
                }
            }
            if self.claim_at_once(parts)?.contains(&Claimed::Taken) {
                return Err(BucketError::UploadEnded { upload: name.to_owned() });
            }
        }
        Ok(hasher.finish())
    }

    /// Reads all of an upload and holds it against a digest.
    pub(super) fn read_back(&self, name: &str, digest: &Sha256Digest) -> Result<(), BucketError> {
        let mut parts = BucketReader::over(Objects::listed(self, self.parts(name))?);
        let mut hasher = ItemHasher::new(Options::default());
        let mut buffer = vec![0; 256 * 1024];
        loop {
            let read = parts.read_some(&mut buffer)?;
            if read == 0 {
                break;
            }
            hasher.update(buffer.get(..read).unwrap_or_default());
        }
        let (expected, found) = (*digest, hasher.finish().sha256);
        if found == expected {
            Ok(())
        } else {
            Err(BucketError::ContentDiffers { expected, found })
        }
    }

    /// The content of a digest, to be read as a file. What is read is held against the digest by who verifies it.
    ///
    /// # Errors
    ///
    /// [`BucketError::ContentNotHeld`]; [`BucketError::Misplaced`] and [`BucketError::Lost`] when part of it is
    /// not there any more; what requests answer.
    pub fn content(&self, digest: &Sha256Digest) -> Result<BucketReader, BucketError> {
        let not_held = || BucketError::ContentNotHeld { digest: *digest };
        let (name, size) = self.upload_of(digest)?.ok_or_else(not_held)?;
        let objects = Objects::listed(self, self.parts(&name))?;
        if objects.end() != size {
            return Err(BucketError::Lost { key: objects.key(objects.end()).to_string() });
        }
        Ok(BucketReader::over(objects))
    }

    pub(super) fn parts(&self, name: &str) -> Path {
        self.key(&["uploads", name])
    }

    pub(super) fn ending(&self, name: &str) -> Path {
        self.key(&["ended", name])
    }

    /// Removes all objects of a folder, and answers how many bytes they had.
    pub(super) fn delete_below(&self, folder: &Path) -> Result<u64, BucketError> {
        let mut bytes = 0_u64;
        for object in self.list(folder.clone(), None)? {
            self.delete(object.location)?;
            bytes = bytes.saturating_add(object.size);
        }
        Ok(bytes)
    }
}

/// The two words of a line.
pub(super) fn read_line(bytes: &[u8]) -> Option<(&str, &str)> {
    std::str::from_utf8(bytes).ok()?.strip_suffix('\n')?.split_once(' ')
}

/// Reads as much as one part holds, or to the end.
fn read_part(source: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut part = Vec::new();
    source.take(PART).read_to_end(&mut part)?;
    Ok(part)
}
