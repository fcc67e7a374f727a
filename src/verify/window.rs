//! The records that are read ahead of the fold, and the threads that share the work on them.

use std::io::Read;
use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::event::{EntryError, EntryHash, SignedEvent};
use crate::ledger::{Record, RecordError, RecordKind, RecordReader};
use crate::verify::error::VerifierError;

/// The most records in a window: enough for all threads, and for few signers to sign many of them.
const RECORDS: usize = 1024;

/// A window is full with these bytes, too. There are two windows at a time, so what is kept of a
/// file does not grow with it: twice this, two records more, and what was decoded of them.
const BYTES: usize = 1 << 20;

/// The most records that a thread takes at once. Encodings of so many points share an inversion.
const SHARE: usize = 64;

/// The fewest: for less than their signatures take, no other thread is begun.
pub(super) const LEAST: usize = 32;

/// What was read where a record should stand.
pub(super) struct Item {
    pub(super) read: Result<Record, RecordError>,
    /// Of an entry or a stub.
    pub(super) decoded: Option<Decoded>,
}

/// An entry read, whatever is then said of it.
pub(super) struct Decoded {
    /// The hash of the bytes, or what a stub has in their place.
    pub(super) hash: EntryHash,
    /// V1.4 to V1.6. Of a stub there is none.
    pub(super) event: Option<Result<SignedEvent, EntryError>>,
}

impl Decoded {
    fn of(record: &Record) -> Self {
        // What has 32 bytes is a stub.
        match <[u8; 32]>::try_from(record.content()) {
            Ok(stub) => Self { hash: stub.into(), event: None },
            Err(_) => {
                let hash = EntryHash::of(record.content());
                let event = SignedEvent::parse_hashed(record.content().to_vec(), hash);
                Self { hash, event: Some(event) }
            }
        }
    }
}

/// Some records one after the other.
#[derive(Default)]
pub(super) struct Window {
    pub(super) items: Vec<Item>,
    /// Whether nothing comes behind them.
    pub(super) last: bool,
}

impl Window {
    /// Reads as many records as a window takes.
    pub(super) fn read(reader: &mut RecordReader<impl Read>) -> Result<Self, VerifierError> {
        let mut window = Self::default();
        let mut bytes = 0_usize;
        while window.items.len() < RECORDS && bytes < BYTES {
            let read = match reader.next_record() {
                Ok(None) => {
                    window.last = true;
                    break;
                }
                Err(RecordError::Io { offset, source }) => {
                    return Err(VerifierError::Read { offset, source });
                }
                Ok(Some(record)) => {
                    bytes = bytes.saturating_add(record.bytes.len());
                    Ok(record)
                }
                Err(error) => Err(error),
            };
            window.items.push(Item { read, decoded: None });
        }
        Ok(window)
    }

    /// Hashes and decodes entries.
    pub(super) fn decode(&mut self, threads: NonZeroUsize) {
        let decode = |items: &mut [Item]| {
            for item in items {
                if let Ok(record) = &item.read
                    && matches!(record.kind, RecordKind::Entry | RecordKind::Stub)
                {
                    item.decoded = Some(Decoded::of(record));
                }
            }
        };
        share(threads, LEAST, &mut self.items, decode, || {});
    }

    /// The entries that are what the format says.
    pub(super) fn events(&self) -> impl Iterator<Item = &SignedEvent> {
        self.items.iter().filter_map(|item| item.decoded.as_ref()?.event.as_ref()?.as_ref().ok())
    }
}

/// Does the work on all items, some at a time but not fewer than `least`, on as many threads, the calling one among
/// them. That one does something else before.
pub(super) fn share<T: Send>(
    threads: NonZeroUsize,
    least: usize,
    items: &mut [T],
    work: impl Fn(&mut [T]) + Sync,
    before: impl FnOnce(),
) {
    // Two turns for each thread, so that none waits long for another.
    let turns = threads.get().saturating_mul(2);
    let size = items.len().div_ceil(turns).max(least).clamp(1, SHARE);
    let others = items.len().div_ceil(size).min(threads.get()).saturating_sub(1);
    let shares = Mutex::new(items.chunks_mut(size));
    let next = || shares.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || {
        while let Some(share) = next() {
            work(share);
        }
    };
    thread::scope(|scope| {
        for _ in 0..others {
            // Where the system gives no more threads, those that are there do it.
            drop(thread::Builder::new().spawn_scoped(scope, work));
        }
        before();
        work();
    });
}
