//! The requests that are made of a bucket: all of them can be made again.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use object_store::path::Path;
use object_store::{Error, GetOptions, ObjectMeta, ObjectStore, PutMode, PutPayload};

use crate::store::bucket::error::{BucketError, RequestError};
use crate::store::bucket::patience::{Attempts, Next, Patience};

/// Who makes the requests, and with what patience.
#[derive(Clone)]
pub(super) struct Requests {
    pub(super) store: Arc<dyn ObjectStore>,
    pub(super) patience: Patience,
}

/// To whom a new object belongs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Claimed {
    /// Somebody else wrote it, and it has other bytes.
    Taken,
    /// It has these bytes.
    Won,
}

/// What an answer says of the object.
enum Answered {
    Absent,
    Exists,
    /// Nothing: the request may have been done or not.
    Nothing,
    Refused,
}

fn answered(error: &RequestError) -> Answered {
    let RequestError::Answer(error) = error else {
        return Answered::Nothing;
    };
    match error {
        Error::AlreadyExists { .. } | Error::Precondition { .. } | Error::NotModified { .. } => {
            Answered::Exists
        }
        Error::NotFound { .. } => Answered::Absent,
        Error::InvalidPath { .. }
        | Error::NotSupported { .. }
        | Error::NotImplemented { .. }
        | Error::PermissionDenied { .. }
        | Error::Unauthenticated { .. }
        | Error::UnknownConfigurationKey { .. } => Answered::Refused,
        // A failure of the server, a request to slow down, a connection cut.
        Error::Generic { .. } | Error::JoinError { .. } | _ => Answered::Nothing,
    }
}

/// No object of ours that is read without a range is longer: a name, a digest and a size.
const SMALL: u64 = 256;

/// How many requests are made side by side.
const SIDE_BY_SIDE: usize = 16;

impl Requests {
    /// Writes an object that must not be there. It is ours exactly when the bucket has these bytes, whatever became of the
    /// answers: after each that does not decide it, the object is read.
    pub(super) async fn claim(&self, key: Path, bytes: Bytes) -> Result<Claimed, BucketError> {
        let mut attempts = self.patience.begin();
        let mut sent = false;
        loop {
            let payload = PutPayload::from_bytes(bytes.clone());
            let put = self.store.put_opts(&key, payload, PutMode::Create.into());
            let Err(mut error) = attempts.wait(put).await else {
                return Ok(Claimed::Won);
            };
            let refused = matches!(answered(&error), Answered::Refused | Answered::Absent);
            if refused && !sent {
                return Err(BucketError::Refused {
                    operation: "put",
                    key: key.to_string(),
                    source: error,
                });
            }
            // What was there on the first answer may be an earlier request of this one, which a layer below repeated.
            sent = true;
            match self.compare(&key, &bytes, &attempts).await {
                Ok(Some(claimed)) => return Ok(claimed),
                Ok(None) => {}
                Err(unread) => error = unread,
            }
            if attempts.pause().await == Next::Enough {
                return Err(BucketError::Undecided { key: key.to_string(), source: Some(error) });
            }
        }
    }

    /// Whether an object has these bytes; none when it is not there.
    async fn compare(
        &self,
        key: &Path,
        bytes: &Bytes,
        attempts: &Attempts,
    ) -> Result<Option<Claimed>, RequestError> {
        let read = async {
            let found = self.store.get_opts(key, GetOptions::default()).await?;
            if usize::try_from(found.meta.size) != Ok(bytes.len()) {
                return Ok(Claimed::Taken);
            }
            let same = found.bytes().await? == *bytes;
            Ok(if same { Claimed::Won } else { Claimed::Taken })
        };
        match attempts.wait(read).await {
            Ok(claimed) => Ok(Some(claimed)),
            Err(error) if matches!(answered(&error), Answered::Absent) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A range of an object, or all of one that is small: of another that somebody wrote there, no bytes. None when it is
    /// not there.
    pub(super) async fn get(
        &self,
        key: Path,
        range: Option<Range<u64>>,
    ) -> Result<Option<Bytes>, BucketError> {
        let mut attempts = self.patience.begin();
        loop {
            let read = async {
                let options = GetOptions::default().with_range(range.clone());
                let found = self.store.get_opts(&key, options).await?;
                let large = range.is_none() && found.meta.size > SMALL;
                if large { Ok(Bytes::new()) } else { found.bytes().await }
            };
            let error = match attempts.wait(read).await {
                Ok(bytes) => return Ok(Some(bytes)),
                Err(error) => error,
            };
            match answered(&error) {
                Answered::Absent => return Ok(None),
                Answered::Refused => return Err(refused("get", &key, error)),
                Answered::Exists | Answered::Nothing => {}
            }
            if attempts.pause().await == Next::Enough {
                return Err(unavailable("get", &key, &attempts, error));
            }
        }
    }

    /// Several ranges of objects, side by side, in the order asked. Each must be there and whole.
    pub(super) async fn get_all(
        &self,
        wanted: Vec<(Path, Range<u64>)>,
    ) -> Result<Vec<Bytes>, BucketError> {
        let requests = wanted.into_iter().map(|(key, range)| async move {
            let expected = range.end.saturating_sub(range.start);
            let found = self.get(key.clone(), Some(range)).await?;
            let whole = found.filter(|bytes| u64::try_from(bytes.len()) == Ok(expected));
            whole.ok_or_else(|| BucketError::Lost { key: key.to_string() })
        });
        stream::iter(requests).buffered(SIDE_BY_SIDE).try_collect().await
    }

    /// The size of an object; none when it is not there.
    pub(super) async fn size(&self, key: Path) -> Result<Option<u64>, BucketError> {
        let mut attempts = self.patience.begin();
        loop {
            let head = async {
                let options = GetOptions::default().with_head(true);
                Ok(self.store.get_opts(&key, options).await?.meta.size)
            };
            let error = match attempts.wait(head).await {
                Ok(size) => return Ok(Some(size)),
                Err(error) => error,
            };
            match answered(&error) {
                Answered::Absent => return Ok(None),
                Answered::Refused => return Err(refused("head", &key, error)),
                Answered::Exists | Answered::Nothing => {}
            }
            if attempts.pause().await == Next::Enough {
                return Err(unavailable("head", &key, &attempts, error));
            }
        }
    }

    /// All objects below a prefix, or those whose keys come after one, by key.
    pub(super) async fn list(
        &self,
        below: Path,
        after: Option<Path>,
    ) -> Result<Vec<ObjectMeta>, BucketError> {
        let mut attempts = self.patience.begin();
        loop {
            let error = match self.listed(&below, after.as_ref()).await {
                Ok(mut found) => {
                    found.sort_by(|one, other| one.location.cmp(&other.location));
                    return Ok(found);
                }
                Err(error) => error,
            };
            if matches!(answered(&error), Answered::Refused | Answered::Absent) {
                return Err(refused("list", &below, error));
            }
            if attempts.pause().await == Next::Enough {
                return Err(unavailable("list", &below, &attempts, error));
            }
        }
    }

    async fn listed(
        &self,
        below: &Path,
        after: Option<&Path>,
    ) -> Result<Vec<ObjectMeta>, RequestError> {
        let mut found = Vec::new();
        let mut listing = match after {
            Some(after) => self.store.list_with_offset(Some(below), after),
            None => self.store.list(Some(below)),
        };
        // A long list takes long; each page of it is waited for.
        while let Some(object) = self.patience.begin().wait(listing.try_next()).await? {
            found.push(object);
        }
        Ok(found)
    }

    /// Removes an object. One that is not there is removed.
    pub(super) async fn delete(&self, key: Path) -> Result<(), BucketError> {
        let mut attempts = self.patience.begin();
        loop {
            let deletion = async {
                let mut deleted = self.store.delete_stream(stream::iter([Ok(key.clone())]).boxed());
                deleted.try_next().await
            };
            let Err(error) = attempts.wait(deletion).await else {
                return Ok(());
            };
            match answered(&error) {
                Answered::Absent => return Ok(()),
                Answered::Refused => return Err(refused("delete", &key, error)),
                Answered::Exists | Answered::Nothing => {}
            }
            if attempts.pause().await == Next::Enough {
                return Err(unavailable("delete", &key, &attempts, error));
            }
        }
    }
}

fn refused(operation: &'static str, key: &Path, source: RequestError) -> BucketError {
    BucketError::Refused { operation, key: key.to_string(), source }
}

fn unavailable(
    operation: &'static str,
    key: &Path,
    attempts: &Attempts,
    source: RequestError,
) -> BucketError {
    BucketError::Unavailable { operation, key: key.to_string(), attempts: attempts.made(), source }
}
