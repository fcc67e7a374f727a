//! Objects one behind the other, read as the one file that they are.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;

use bytes::Bytes;
use object_store::path::Path;

use crate::store::bucket::error::BucketError;
use crate::store::bucket::handle::Bucket;

/// How long a number in a key is, so that keys sort as numbers do: 2^64 - 1 has 20 digits.
const DIGITS: usize = 20;

/// What is read at once of a large object.
const PIECE: u64 = 1024 * 1024;

/// How much is read ahead of one that reads on, in bytes and in objects.
const AHEAD: u64 = 4 * PIECE;
const AHEAD_OBJECTS: usize = 64;

/// How much of what was read is kept: what is read ahead, and as much again for who goes back a little.
const KEPT: u64 = 2 * AHEAD;

/// Objects one behind the other, as far as they are known: a ledger or a content.
pub(super) struct Objects {
    bucket: Bucket,
    /// Where they are. The key of each ends with the number of bytes before it.
    folder: Path,
    /// Where each begins.
    starts: Vec<u64>,
    end: u64,
    /// What was read last, by where it begins, and in what order.
    kept: BTreeMap<u64, Bytes>,
    order: VecDeque<u64>,
    kept_bytes: u64,
    /// Where the last read ended.
    next: u64,
}

impl Objects {
    /// No object yet.
    pub(super) const fn none(bucket: Bucket, folder: Path) -> Self {
        Self {
            bucket,
            folder,
            starts: Vec::new(),
            end: 0,
            kept: BTreeMap::new(),
            order: VecDeque::new(),
            kept_bytes: 0,
            next: 0,
        }
    }

    /// All objects that are there.
    pub(super) fn listed(bucket: &Bucket, folder: Path) -> Result<Self, BucketError> {
        let mut objects = Self::none(bucket.clone(), folder);
        objects.extend()?;
        Ok(objects)
    }

    /// Takes the objects behind the last that a list names. Each was written by somebody who had seen those before; a list
    /// can lack one that was written while it was made.
    fn extend(&mut self) -> Result<(), BucketError> {
        let last = self.starts.last().map(|start| self.key(*start));
        for object in self.bucket.list(self.folder.clone(), last)? {
            let key = || object.location.to_string();
            let misplaced = |expected| BucketError::Misplaced { key: key(), expected };
            let start = start_of(&object.location).ok_or_else(|| misplaced(self.end))?;
            while self.end < start {
                let size = self.bucket.size(self.key(self.end))?;
                self.add(size.ok_or_else(|| misplaced(self.end))?)?;
            }
            // What was found beside the list may be in it, too.
            if self.starts.binary_search(&start).is_err() {
                if start != self.end {
                    return Err(misplaced(self.end));
                }
                self.add(object.size)?;
            }
        }
        Ok(())
    }

    pub(super) const fn end(&self) -> u64 {
        self.end
    }

    pub(super) const fn bucket(&self) -> &Bucket {
        &self.bucket
    }

    pub(super) fn key(&self, start: u64) -> Path {
        numbered(&self.folder, start)
    }

    /// Takes the next object, which has that size.
    fn add(&mut self, size: u64) -> Result<(), BucketError> {
        let end = self.end.checked_add(size).filter(|_| size > 0);
        let lost = || BucketError::Lost { key: self.key(self.end).to_string() };
        let end = end.ok_or_else(lost)?;
        self.starts.push(self.end);
        self.end = end;
        Ok(())
    }

    /// Takes the next object with its bytes, which were written just now.
    pub(super) fn take(&mut self, bytes: Bytes) -> Result<(), BucketError> {
        let start = self.end;
        self.add(length(&bytes))?;
        if length(&bytes) <= PIECE {
            self.keep(start, bytes);
        }
        Ok(())
    }

    /// Takes the objects that were written since: as many as there are now, however fast others write.
    pub(super) fn catch_up(&mut self) -> Result<(), BucketError> {
        let before = self.end;
        self.extend()?;
        if self.end == before
            && let Some(size) = self.bucket.size(self.key(self.end))?
        {
            // A list that is late.
            self.add(size)?;
        }
        Ok(())
    }

    /// Reads bytes; fewer where the objects end before the range does.
    pub(super) fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, BucketError> {
        let range = range.start..range.end.min(self.end);
        let on = range.start == self.next;
        let mut out = Vec::new();
        let mut offset = range.start;
        while offset < range.end {
            let Some((start, piece)) = self.piece_at(offset) else {
                self.fetch(offset..range.end, on)?;
                continue;
            };
            let within = usize::try_from(offset.saturating_sub(start)).unwrap_or(usize::MAX);
            let wanted = usize::try_from(range.end.saturating_sub(offset)).unwrap_or(usize::MAX);
            let rest = piece.slice(within.min(piece.len())..);
            let rest = rest.slice(..wanted.min(rest.len()));
            out.extend_from_slice(&rest);
            offset = offset.saturating_add(length(&rest));
        }
        self.next = offset;
        Ok(out)
    }

    fn piece_at(&self, offset: u64) -> Option<(u64, Bytes)> {
        let (start, piece) = self.kept.range(..=offset).next_back()?;
        let holds = offset < start.saturating_add(length(piece));
        holds.then(|| (*start, piece.clone()))
    }

    /// Reads the pieces that hold a range, or its beginning where that is much, and more where somebody reads on.
    fn fetch(&mut self, range: Range<u64>, on: bool) -> Result<(), BucketError> {
        let least = range.end.min(range.start.saturating_add(AHEAD));
        let most = if on { range.start.saturating_add(AHEAD) } else { least };
        let mut wanted = Vec::new();
        let mut starts = Vec::new();
        let mut offset = range.start;
        while offset < most.min(self.end) && wanted.len() < AHEAD_OBJECTS {
            let (object, within) = self.piece(offset);
            let start = object.saturating_add(within.start);
            offset = object.saturating_add(within.end);
            wanted.push((self.key(object), within));
            starts.push(start);
        }
        let pieces = self.bucket.fetch_all(wanted)?;
        for (start, piece) in starts.into_iter().zip(pieces) {
            self.keep(start, piece);
        }
        Ok(())
    }

    /// The object that holds a byte, and the range in it that is read at once for that byte.
    fn piece(&self, offset: u64) -> (u64, Range<u64>) {
        let after = self.starts.partition_point(|start| *start <= offset);
        let object = after.checked_sub(1).and_then(|index| self.starts.get(index));
        let object = object.copied().unwrap_or_default();
        let end = self.starts.get(after).copied().unwrap_or(self.end).saturating_sub(object);
        let within = offset.saturating_sub(object);
        let start = within.saturating_sub(within.checked_rem(PIECE).unwrap_or_default());
        (object, start..end.min(start.saturating_add(PIECE)))
    }

    fn keep(&mut self, start: u64, piece: Bytes) {
        let added = length(&piece);
        if self.kept.insert(start, piece).is_none() {
            self.order.push_back(start);
            self.kept_bytes = self.kept_bytes.saturating_add(added);
        }
        while self.kept_bytes > KEPT
            && let Some(oldest) = self.order.pop_front()
        {
            let gone = self.kept.remove(&oldest).map_or(0, |piece| length(&piece));
            self.kept_bytes = self.kept_bytes.saturating_sub(gone);
        }
    }
}

/// The key of the object that begins there.
pub(super) fn numbered(folder: &Path, start: u64) -> Path {
    folder.clone().join(format!("{start:0DIGITS$}"))
}

/// The number that a key ends with.
pub(super) fn start_of(key: &Path) -> Option<u64> {
    let name = key.filename().filter(|name| name.len() == DIGITS)?;
    name.bytes().all(|digit| digit.is_ascii_digit()).then(|| name.parse().ok())?
}

pub(super) fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX)
}
