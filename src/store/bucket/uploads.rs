//! Uploads that broke off are found, and removed.

use std::collections::BTreeMap;

use bytes::Bytes;

use crate::evidence::Sha256Digest;
use crate::store::bucket::content::read_line;
use crate::store::bucket::error::BucketError;
use crate::store::bucket::handle::Bucket;
use crate::store::bucket::requests::Claimed;

/// What ends an upload that was removed.
const REMOVED: &[u8] = b"removed\n";

/// How long the name of an upload is.
const NAME: usize = 32;

/// Parts in a bucket that are no content of it: of an upload under way, or of one that broke off.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Upload {
    /// What it is called.
    pub name: String,
    /// How many bytes were uploaded.
    pub bytes: u64,
    /// When the last of them were, by the clock of the store, in seconds since 1970.
    pub last: i64,
}

/// How an upload ended.
enum Ending {
    Finished(Sha256Digest, u64),
    Removed,
}

impl Bucket {
    /// The uploads whose parts are no content: those under way, and those that broke off, by name. Which is which only those who
    /// upload know; the time of the last part tells.
    ///
    /// # Errors
    ///
    /// What requests answer; [`BucketError::Lost`] when an object is not what this crate wrote there.
    pub fn uploads(&self) -> Result<Vec<Upload>, BucketError> {
        let folder = self.key(&["uploads"]);
        let mut uploads: BTreeMap<String, (u64, i64)> = BTreeMap::new();
        for object in self.list(folder.clone(), None)? {
            let name = object.location.prefix_match(&folder).and_then(|mut rest| rest.next());
            let name = name.map(|name| name.as_ref().to_owned()).unwrap_or_default();
            let (bytes, last) = uploads.entry(name).or_default();
            *bytes = bytes.saturating_add(object.size);
            *last = object.last_modified.timestamp().max(*last);
        }
        let mut found = Vec::new();
        for (name, (bytes, last)) in uploads {
            if !self.is_content(&name)? {
                found.push(Upload { name, bytes, last });
            }
        }
        Ok(found)
    }

    /// Removes the parts of an upload, and answers how many bytes they had. From then on it cannot be finished.
    ///
    /// # Errors
    ///
    /// [`BucketError::NoUpload`] when there is none of that name; [`BucketError::UploadEnded`] when it was finished and is
    /// content, or a damaged copy of one: that is not removed. What requests answer, and what is wrong with the upload and
    /// the copy that is known when both are damaged; on a bucket that locks its objects, that they are locked.
    pub fn remove_upload(&self, name: &str) -> Result<u64, BucketError> {
        let digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
        let there = name.len() == NAME
            && name.bytes().all(digit)
            && (!self.list(self.parts(name), None)?.is_empty()
                || self.fetch(self.ending(name))?.is_some());
        if !there {
            return Err(BucketError::NoUpload { name: name.to_owned() });
        }
        let ending = Bytes::from_static(REMOVED);
        if self.claim(self.ending(name), ending)? == Claimed::Taken
            && let Some(Ending::Finished(digest, size)) = self.ended(name)?
        {
            // Whoever finished it may have broken off before the content was known.
            let known = self.is_copy(name, &digest)?;
            if known || self.make_known(name, &digest, size)? == Claimed::Won {
                return Err(BucketError::UploadEnded { upload: name.to_owned() });
            }
        }
        self.delete_below(&self.parts(name))
    }

    /// What became of an upload that went wrong: somebody may have removed it meanwhile.
    pub(super) fn removed_or(&self, name: &str, error: BucketError) -> BucketError {
        match self.ended(name) {
            Ok(Some(Ending::Removed)) => BucketError::UploadEnded { upload: name.to_owned() },
            Ok(_) | Err(_) => error,
        }
    }

    fn is_content(&self, name: &str) -> Result<bool, BucketError> {
        let Some(Ending::Finished(digest, _)) = self.ended(name)? else {
            return Ok(false);
        };
        self.is_copy(name, &digest)
    }

    fn ended(&self, name: &str) -> Result<Option<Ending>, BucketError> {
        let key = self.ending(name);
        let Some(found) = self.fetch(key.clone())? else {
            return Ok(None);
        };
        if found == REMOVED {
            return Ok(Some(Ending::Removed));
        }
        let finished = read_line(&found).and_then(|(digest, size)| {
            Some(Ending::Finished(digest.parse().ok()?, size.parse().ok()?))
        });
        finished.map(Some).ok_or_else(|| BucketError::Lost { key: key.to_string() })
    }
}
