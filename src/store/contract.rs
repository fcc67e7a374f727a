//! What a case is kept in, and the contract that it keeps.

use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use crate::store::error::StoreError;

/// A sync that is done by another handle.
pub type Syncing = Box<dyn FnOnce() -> Result<(), StoreError> + Send>;

/// Who writes to a store.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Writers {
    /// Several at a time: of those that write at the same place, one wins.
    Many,
    /// One at a time.
    One,
}

/// Where the records of a case are kept.
///
/// The contract:
///
/// * `append` writes all the bytes at the end, with one write, and nothing else ever changes a byte
///   that was appended. After it returns, `read` gives these bytes, but a power cut may lose them
///   or any part of them.
/// * `sync` returns once everything appended before it survives a power cut. Only then may anything
///   be acknowledged.
/// * After an error of either, the store does not know what is kept, and answers an error to every
///   further `append` and `sync`. Reading goes on.
/// * One writer at a time: a store that cannot keep others out does not open. Or many
///   ([`writers`](Self::writers)): then all that was appended before a `sync` becomes durable together, behind all
///   that anybody wrote before, or not at all with [`StoreError::Taken`]; and [`catch_up`](Self::catch_up) shows what others
///   wrote, decides what an error left open, and the store goes on.
pub trait Store {
    /// The number of bytes appended.
    fn length(&self) -> u64;

    /// Appends bytes and says where they stand. They are not durable yet.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; the store is then poisoned.
    fn append(&mut self, bytes: &[u8]) -> Result<Range<u64>, StoreError>;

    /// Makes everything appended durable.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; the store is then poisoned.
    fn sync(&mut self) -> Result<(), StoreError>;

    /// What makes durable, without this handle, everything that is appended now: others append
    /// meanwhile.
    ///
    /// # Errors
    ///
    /// [`StoreError`]. After an error of what it gives, too, nothing is known of what is kept: whoever
    /// called it must see to it that nothing more is appended.
    fn syncing(&self) -> Result<Syncing, StoreError>;

    /// Reads bytes back; fewer where the store ends before the range does.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, StoreError>;

    /// Keeps beside the case what can be made from it again, in place of what was kept before, and answers whether it
    /// did. A store that has no place for it does not ask for it; this is what is done unless a store says otherwise.
    ///
    /// # Errors
    ///
    /// [`StoreError`]. It is not one of the case: the store is as it was.
    fn keep_cache(&mut self, make: &mut dyn FnMut() -> Vec<u8>) -> Result<bool, StoreError> {
        let _ = make;
        Ok(false)
    }

    /// What was kept beside the case, unless it is longer than `limit`. Nobody vouches for it.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn cache(&mut self, limit: u64) -> Result<Option<Vec<u8>>, StoreError> {
        let _ = limit;
        Ok(None)
    }

    /// Keeps bytes beside the case, from an offset on and with nothing behind them, in what grows: 0 begins it anew, and no
    /// bytes there take it away. They can be made again, and need not survive a power cut. Answers whether they were kept: a
    /// store that has no place for them does not.
    ///
    /// # Errors
    ///
    /// [`StoreError`]. It is not one of the case: the store is as it was.
    fn keep_index(&mut self, offset: u64, bytes: &[u8]) -> Result<bool, StoreError> {
        let _ = (offset, bytes);
        Ok(false)
    }

    /// How many bytes were kept by [`keep_index`](Self::keep_index); `None` where there is no place for any.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn index_length(&mut self) -> Result<Option<u64>, StoreError> {
        Ok(None)
    }

    /// Bytes that were kept by [`keep_index`](Self::keep_index); fewer where they end before. Nobody vouches for them.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn index(&mut self, range: Range<u64>) -> Result<Vec<u8>, StoreError> {
        let _ = range;
        Ok(Vec::new())
    }

    /// Who writes to it.
    fn writers(&self) -> Writers {
        Writers::One
    }

    /// Lets go of what was appended and is not durable, and takes what others wrote since.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; the store is then as before an error of `sync`.
    fn catch_up(&mut self) -> Result<(), StoreError> {
        Ok(())
    }
}

/// Reads a store from the beginning.
pub(crate) struct StoreReader<'s, S> {
    store: &'s mut S,
    position: u64,
}

impl<'s, S: Store> StoreReader<'s, S> {
    pub(crate) const fn new(store: &'s mut S) -> Self {
        Self { store, position: 0 }
    }
}

impl<S: Store> Read for StoreReader<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = u64::try_from(buffer.len()).unwrap_or(u64::MAX);
        let range = self.position..self.position.saturating_add(wanted);
        let bytes = self.store.read(range).map_err(io::Error::other)?;
        buffer.iter_mut().zip(&bytes).for_each(|(to, from)| *to = *from);
        let read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.position = self.position.saturating_add(read);
        Ok(bytes.len())
    }
}

impl<S: Store> Seek for StoreReader<'_, S> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.store.length().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}
