//! Which upload has the content of a digest: an object under the digest, and further ones where a copy was damaged.

use bytes::Bytes;
use object_store::path::Path;

use crate::evidence::Sha256Digest;
use crate::store::bucket::content::read_line;
use crate::store::bucket::error::BucketError;
use crate::store::bucket::handle::Bucket;
use crate::store::bucket::requests::Claimed;

/// How many copies of one content are known at most. Each but the last was found damaged.
const COPIES: u32 = 16;

/// What is found under a digest: the key, and the bytes there.
type Known = (Path, Bytes);

impl Bucket {
    /// Writes under the digest that this upload has the content. Where another one is there, all of that is read: where it is
    /// damaged, this one is written as the next copy. [`Claimed::Taken`] says that the other one is whole.
    pub(super) fn make_known(
        &self,
        name: &str,
        digest: &Sha256Digest,
        size: u64,
    ) -> Result<Claimed, BucketError> {
        let line = Bytes::from(format!("{name} {size}\n"));
        let mut damage = None;
        for copy in 1..=COPIES {
            if damage.is_some() {
                // Nobody is led from a damaged copy to another one.
                self.read_back(name, digest)?;
            }
            if self.claim(self.known(digest, copy), line.clone())? == Claimed::Won {
                return Ok(Claimed::Won);
            }
            let newer = self.fetch(self.known(digest, copy.saturating_add(1)))?;
            if copy < COPIES && newer.is_some() {
                continue;
            }
            let key = self.known(digest, copy);
            match self.check_copy(key, digest) {
                Ok(()) => return Ok(Claimed::Taken),
                Err(
                    error @ (BucketError::ContentDiffers { .. }
                    | BucketError::Lost { .. }
                    | BucketError::Misplaced { .. }),
                ) => damage = Some(error),
                Err(error) => return Err(error),
            }
        }
        Err(damage.unwrap_or(BucketError::ContentNotHeld { digest: *digest }))
    }

    fn check_copy(&self, key: Path, digest: &Sha256Digest) -> Result<(), BucketError> {
        let lost = || BucketError::Lost { key: key.to_string() };
        let bytes = self.fetch(key.clone())?.ok_or_else(lost)?;
        let (name, _) = named(&(key, bytes))?;
        self.read_back(&name, digest)
    }

    /// Which upload has the content of a digest, and its size. Of several copies it is the last: those before are damaged.
    pub(super) fn upload_of(
        &self,
        digest: &Sha256Digest,
    ) -> Result<Option<(String, u64)>, BucketError> {
        self.copies(digest)?.last().map(named).transpose()
    }

    /// Whether an upload is a copy of the content of a digest: the last, or a damaged one.
    pub(super) fn is_copy(&self, name: &str, digest: &Sha256Digest) -> Result<bool, BucketError> {
        let copies: Vec<_> = self.copies(digest)?.iter().map(named).collect();
        if copies.iter().flatten().any(|(known, _)| known == name) {
            return Ok(true);
        }
        // One that cannot be read may have named it.
        copies.into_iter().collect::<Result<Vec<_>, _>>().map(|_| false)
    }

    /// What is under a digest, copy by copy.
    fn copies(&self, digest: &Sha256Digest) -> Result<Vec<Known>, BucketError> {
        let mut copies = Vec::new();
        for copy in 1..=COPIES {
            let key = self.known(digest, copy);
            let Some(bytes) = self.fetch(key.clone())? else { break };
            copies.push((key, bytes));
        }
        Ok(copies)
    }

    fn known(&self, digest: &Sha256Digest, copy: u32) -> Path {
        let name = if copy == 1 { digest.to_string() } else { format!("{digest}-{copy}") };
        self.key(&["content", &name])
    }
}

/// The upload that an object names, and its size.
fn named((key, bytes): &Known) -> Result<(String, u64), BucketError> {
    let read =
        read_line(bytes).and_then(|(name, size)| Some((name.to_owned(), size.parse().ok()?)));
    read.ok_or_else(|| BucketError::Lost { key: key.to_string() })
}
