//! Where each record of a `.custody` file begins and ends.

use std::io::{self, Read};
use std::ops::Range;

use crate::encoding::{Extent, ItemWalk, MAX_RECORD, extent};
use crate::ledger::record::{Record, RecordKind, kind_of};

/// What stands where a record should.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The file could not be read.
    #[error("reading failed at byte {offset}")]
    Io {
        /// Where.
        offset: u64,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A record larger than the format allows.
    #[error("a record of {found} bytes at byte {}, the format allows {limit}", .range.start)]
    Oversized {
        /// Where.
        range: Range<u64>,
        /// The limit in bytes.
        limit: u64,
        /// The size in bytes.
        found: u64,
    },
    /// The file ends inside a record.
    #[error("the file ends inside the record that begins at byte {}", .range.start)]
    Torn {
        /// From the start of that record to the end of the file.
        range: Range<u64>,
    },
    /// Bytes that begin no record.
    #[error("no record of this format begins at byte {}", .range.start)]
    Unframed {
        /// From there to the end of the file; what follows cannot be told apart.
        range: Range<u64>,
    },
}

/// Reads the records of a file one after the other, with at most two records in memory.
#[derive(Debug)]
pub struct RecordReader<R> {
    source: R,
    buffer: Vec<u8>,
    /// The part of the buffer that was given out.
    given: usize,
    /// The offset in the file of the first byte of the buffer.
    base: u64,
    ended: bool,
    first: bool,
}

/// How much is read at once: 256 KiB is where larger reads gain nothing.
const READ: usize = 256 * 1024;

impl<R: Read> RecordReader<R> {
    /// Starts at the beginning of a file.
    pub const fn new(source: R) -> Self {
        Self { source, buffer: Vec::new(), given: 0, base: 0, ended: false, first: true }
    }

    /// Starts behind the header, at `offset`.
    pub const fn after_header(source: R, offset: u64) -> Self {
        Self { source, buffer: Vec::new(), given: 0, base: offset, ended: false, first: false }
    }

    /// The offset of the next record.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.base.saturating_add(u64::try_from(self.given).unwrap_or(u64::MAX))
    }

    /// The next record, or `None` at the end of the file.
    ///
    /// # Errors
    ///
    /// [`RecordError::Oversized`] leaves the reader behind that record; after any other error there
    /// is nothing more to read.
    pub fn next_record(&mut self) -> Result<Option<Record>, RecordError> {
        let mut found = extent(self.pending());
        for wanted in [READ, MAX_RECORD.saturating_add(16)] {
            if found == Extent::Beyond {
                self.fill(wanted)?;
                found = extent(self.pending());
            }
        }
        if self.pending().is_empty() {
            return Ok(None);
        }
        let start = self.offset();
        match found {
            Extent::Ends(length) => self.take(length, start).map(Some),
            Extent::Beyond => Err(self.beyond(start)?),
            Extent::Unknown => Err(self.unframed(start)?),
        }
    }

    fn take(&mut self, length: u64, start: u64) -> Result<Record, RecordError> {
        let size = usize::try_from(length).unwrap_or(usize::MAX);
        let pending = self.pending();
        let Some((kind, content)) = kind_of(pending.get(..size).unwrap_or_default(), self.first)
        else {
            return Err(self.unframed(start)?);
        };
        let limit = limit(kind, content);
        if length > limit {
            self.given = self.given.saturating_add(size);
            return Err(oversized(start, length, limit));
        }
        let bytes = pending.get(..size).unwrap_or_default().to_vec();
        self.first = false;
        self.given = self.given.saturating_add(size);
        Ok(Record { kind, range: start..start.saturating_add(length), bytes, content })
    }

    /// A record that ends beyond what one can take: it is walked to its end without being kept, so
    /// that the record behind it is read. F7.10
    fn beyond(&mut self, start: u64) -> Result<RecordError, RecordError> {
        let Some((kind, content)) = kind_of(self.pending(), self.first) else {
            return self.unframed(start);
        };
        let mut walk = ItemWalk::new();
        loop {
            let position = start.saturating_add(walk.position());
            let reached = self.skip_to(position)?;
            if reached < position {
                return Ok(RecordError::Torn { range: start..reached });
            }
            self.fill(READ)?;
            match walk.go_on(self.pending()) {
                Extent::Ends(length) => {
                    self.skip_to(start.saturating_add(length))?;
                    return Ok(oversized(start, length, limit(kind, content)));
                }
                Extent::Beyond if self.ended => {
                    let range = start..self.skip_all()?;
                    return Ok(RecordError::Torn { range });
                }
                Extent::Beyond => {}
                Extent::Unknown => return self.unframed(start),
            }
        }
    }

    // F7.9
    fn unframed(&mut self, start: u64) -> Result<RecordError, RecordError> {
        let range = start..self.skip_all()?;
        Ok(RecordError::Unframed { range })
    }

    fn pending(&self) -> &[u8] {
        self.buffer.get(self.given..).unwrap_or_default()
    }

    /// Reads until `wanted` bytes are pending or the file ends.
    fn fill(&mut self, wanted: usize) -> Result<(), RecordError> {
        if self.ended {
            return Ok(());
        }
        self.buffer.drain(..self.given.min(self.buffer.len()));
        self.base = self.base.saturating_add(u64::try_from(self.given).unwrap_or(u64::MAX));
        self.given = 0;
        while !self.ended && self.buffer.len() < wanted {
            let missing = wanted.saturating_sub(self.buffer.len()).max(READ);
            let limit = u64::try_from(missing).unwrap_or(u64::MAX);
            let offset = self.offset();
            let read = (&mut self.source)
                .take(limit)
                .read_to_end(&mut self.buffer)
                .map_err(|source| RecordError::Io { offset, source })?;
            self.ended = read < missing;
        }
        Ok(())
    }

    /// Skips to an offset; answers where the file ends when that is before it.
    fn skip_to(&mut self, end: u64) -> Result<u64, RecordError> {
        loop {
            let pending = u64::try_from(self.pending().len()).unwrap_or(u64::MAX);
            let reached = self.offset().saturating_add(pending);
            if reached >= end {
                let over = usize::try_from(reached.saturating_sub(end)).unwrap_or(usize::MAX);
                self.given = self.buffer.len().saturating_sub(over);
                return Ok(end);
            }
            self.given = self.buffer.len();
            if self.ended {
                return Ok(reached);
            }
            self.fill(READ)?;
        }
    }

    fn skip_all(&mut self) -> Result<u64, RecordError> {
        self.skip_to(u64::MAX)
    }
}

/// Format F7.3: the content of an entry or a checkpoint, any other record as a whole.
fn limit(kind: RecordKind, content: usize) -> u64 {
    let head = match kind {
        RecordKind::Checkpoint | RecordKind::Entry | RecordKind::Stub => content,
        RecordKind::Disclosures | RecordKind::Header | RecordKind::Proof => 0,
    };
    u64::try_from(MAX_RECORD.saturating_add(head)).unwrap_or(u64::MAX)
}

// F7.11
fn oversized(start: u64, found: u64, limit: u64) -> RecordError {
    let range = start..start.saturating_add(found);
    RecordError::Oversized { range, limit, found }
}
