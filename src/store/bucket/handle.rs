//! A place in a bucket, and what is asked of it.

use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore};

use crate::store::bucket::address;
use crate::store::bucket::engine::Engine;
use crate::store::bucket::error::BucketError;
use crate::store::bucket::patience::Patience;
use crate::store::bucket::probe::Probed;
use crate::store::bucket::requests::{Claimed, Requests};

/// A prefix in a bucket: where one ledger and its content are, or will be.
///
/// Making one asks nothing of the bucket. It can be cloned, and used by several threads; a call blocks the thread that
/// makes it.
#[derive(Clone)]
pub struct Bucket {
    requests: Requests,
    prefix: Path,
    engine: Arc<Engine>,
    /// What the probe showed, once it was made.
    probed: Arc<OnceLock<Probed>>,
}

impl Bucket {
    /// The prefix at an address: `s3://bucket/prefix`, `gs://bucket/prefix`, `az://container/prefix`, or `https://` with
    /// the name of an endpoint of one of these. The options are those of
    /// [`object_store`](object_store::parse_url_opts) for that store, such as `region` or `endpoint`, and the credentials.
    /// Nothing is read from the environment, but for `SSL_CERT_FILE` and `SSL_CERT_DIR`: which authorities this system trusts.
    ///
    /// # Errors
    ///
    /// [`BucketError::Address`], also for an option that the store does not have, an endpoint that is no URL with a host, and an
    /// address with a part that would not be used: a user, a password, a port, a query, a fragment. [`BucketError::Engine`].
    ///
    /// # Examples
    /// ```
    /// use handseal::store::bucket::{Bucket, Patience};
    ///
    /// let options = [("region", "eu-west-3"), ("access_key_id", "AK"), ("secret_access_key", "SK")];
    /// let bucket = Bucket::at("s3://evidence/cases/2041-26", options, Patience::default())?;
    /// assert_eq!(bucket.prefix(), "cases/2041-26");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn at<K: AsRef<str>, V: Into<String>>(
        url: &str,
        options: impl IntoIterator<Item = (K, V)>,
        patience: Patience,
    ) -> Result<Self, BucketError> {
        let options =
            options.into_iter().map(|(key, value)| (key.as_ref().to_owned(), value.into()));
        let (store, prefix) = address::store_at(url, options.collect())?;
        Self::with(store, prefix, patience)
    }

    /// A prefix in any store that `object_store` can reach. One that repeats requests by itself is best told not to: it is
    /// done here.
    ///
    /// # Errors
    ///
    /// [`BucketError::Address`] for a prefix that no object can have, [`BucketError::Engine`].
    pub fn on(
        store: Arc<dyn ObjectStore>,
        prefix: &str,
        patience: Patience,
    ) -> Result<Self, BucketError> {
        let prefix = Path::parse(prefix).map_err(|error| BucketError::Address(error.into()))?;
        Self::with(store, prefix, patience)
    }

    fn with(
        store: Arc<dyn ObjectStore>,
        prefix: Path,
        patience: Patience,
    ) -> Result<Self, BucketError> {
        let engine = Arc::new(Engine::start()?);
        let probed = Arc::default();
        Ok(Self { requests: Requests { store, patience }, prefix, engine, probed })
    }

    /// Another prefix of the same bucket.
    ///
    /// # Errors
    ///
    /// [`BucketError::Address`] for a prefix that no object can have.
    pub fn beside(&self, prefix: &str) -> Result<Self, BucketError> {
        let prefix = Path::parse(prefix).map_err(|error| BucketError::Address(error.into()))?;
        Ok(Self { prefix, probed: Arc::default(), ..self.clone() })
    }

    /// The prefix.
    #[must_use]
    pub fn prefix(&self) -> &str {
        self.prefix.as_ref()
    }

    /// Probes the place before this handle, or a clone of it, writes there for the first time.
    pub(super) fn probed(&self) -> Result<Probed, BucketError> {
        if let Some(probed) = self.probed.get() {
            return Ok(*probed);
        }
        let probed = self.probe()?;
        Ok(*self.probed.get_or_init(|| probed))
    }

    /// The key of an object below the prefix.
    pub(super) fn key(&self, parts: &[&str]) -> Path {
        parts.iter().fold(self.prefix.clone(), |path, part| path.join(*part))
    }

    /// Where the objects of the ledger are.
    pub(super) fn records(&self) -> Path {
        self.key(&["records"])
    }

    pub(super) fn claim(&self, key: Path, bytes: Bytes) -> Result<Claimed, BucketError> {
        let requests = self.requests.clone();
        let name = key.to_string();
        let claimed = self.engine.run(async move { requests.claim(key, bytes).await });
        // Its thread may have sent it.
        claimed.unwrap_or(Err(BucketError::Undecided { key: name, source: None }))
    }

    /// A small object; of one that is not small, no bytes.
    pub(super) fn fetch(&self, key: Path) -> Result<Option<Bytes>, BucketError> {
        let requests = self.requests.clone();
        self.engine.run(async move { requests.get(key, None).await })?
    }

    pub(super) fn fetch_all(
        &self,
        wanted: Vec<(Path, Range<u64>)>,
    ) -> Result<Vec<Bytes>, BucketError> {
        let requests = self.requests.clone();
        self.engine.run(async move { requests.get_all(wanted).await })?
    }

    pub(super) fn size(&self, key: Path) -> Result<Option<u64>, BucketError> {
        let requests = self.requests.clone();
        self.engine.run(async move { requests.size(key).await })?
    }

    pub(super) fn list(
        &self,
        below: Path,
        after: Option<Path>,
    ) -> Result<Vec<ObjectMeta>, BucketError> {
        let requests = self.requests.clone();
        self.engine.run(async move { requests.list(below, after).await })?
    }

    pub(super) fn delete(&self, key: Path) -> Result<(), BucketError> {
        let requests = self.requests.clone();
        self.engine.run(async move { requests.delete(key).await })?
    }

    /// Claims new objects at the same time. What came of each, in order.
    pub(super) fn claim_at_once(
        &self,
        objects: Vec<(Path, Bytes)>,
    ) -> Result<Vec<Claimed>, BucketError> {
        let requests = self.requests.clone();
        self.engine.run(async move {
            let claims = objects.into_iter().map(|(key, bytes)| requests.claim(key, bytes));
            futures_util::future::try_join_all(claims).await
        })?
    }
}

impl fmt::Debug for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { requests, prefix, .. } = self;
        let mut shown = f.debug_struct("Bucket");
        // The store itself would show its options, which have credentials in them.
        shown.field("prefix", prefix).field("patience", &requests.patience).finish_non_exhaustive()
    }
}
