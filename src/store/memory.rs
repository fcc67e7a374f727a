//! A case in memory.

use std::ops::Range;

use crate::store::contract::{Store, Syncing};
use crate::store::error::StoreError;

/// A case in memory: for tests, for extracts, and for what is written elsewhere as a whole.
///
/// It keeps the contract of [`Store`] with one exception that its name says: nothing survives the
/// process.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    bytes: Vec<u8>,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A store that holds these bytes.
    #[must_use]
    pub const fn holding(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn truncate(&mut self, length: u64) {
        self.bytes.truncate(usize::try_from(length).unwrap_or(usize::MAX));
    }
}

impl Store for MemoryStore {
    fn length(&self) -> u64 {
        u64::try_from(self.bytes.len()).unwrap_or(u64::MAX)
    }

    fn append(&mut self, bytes: &[u8]) -> Result<Range<u64>, StoreError> {
        let start = self.length();
        self.bytes.extend_from_slice(bytes);
        Ok(start..self.length())
    }

    fn sync(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn syncing(&self) -> Result<Syncing, StoreError> {
        Ok(Box::new(|| Ok(())))
    }

    fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let [start, end] =
            [range.start, range.end].map(|offset| usize::try_from(offset).unwrap_or(usize::MAX));
        let end = end.min(self.bytes.len());
        Ok(self.bytes.get(start..end).unwrap_or_default().to_vec())
    }
}
