//! The records of a `.custody` file: how they are told apart, and where each begins and ends.

use std::io::{self, Read};
use std::ops::Range;

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, Extent, MAX_RECORD, codes, extent, scan,
};
use crate::event::Subject;

/// The version in the header of a file.
pub const FILE_VERSION: u64 = 1;

/// The tag that marks CBOR itself (RFC 8949 §3.4.6): its bytes `d9 d9 f7` begin the file.
const SELF_DESCRIBED: u64 = 55_799;

codes! {
    /// What a record is.
    pub enum RecordKind {
        /// A signed head.
        Checkpoint => "checkpoint",
        /// The disclosures of the entry before it.
        Disclosures => "disclosures",
        /// An entry.
        Entry => "entry",
        /// The header of the file.
        Header => "header",
        /// Something that proves more.
        Proof => "proof",
        /// The hash of an entry that is not shown.
        Stub => "stub",
    }
}

/// What a file holds.
///
/// ```cddl
/// header = #6.55799(["handseal", 1, "ledger"] / ["handseal", 1, "extract", [+ subject]])
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Header {
    /// The chains of some subjects, out of a ledger; the subjects are sorted.
    Extract(Vec<Subject>),
    /// A whole ledger.
    Ledger,
}

impl Header {
    /// The bytes of the header record.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Encoder::new();
        out.tag(SELF_DESCRIBED);
        out.array(if matches!(self, Self::Ledger) { 3 } else { 4 });
        out.text("handseal");
        out.uint(FILE_VERSION);
        match self {
            Self::Ledger => out.text("ledger"),
            Self::Extract(subjects) => {
                out.text("extract");
                out.array(subjects.len());
                subjects
                    .iter()
                    .for_each(|subject| out.text(&subject.to_string()));
            }
        }
        out.into_bytes()
    }

    /// Reads a header record.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] at the first byte that is not ours.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DecodeError> {
        scan(bytes)?;
        let mut input = Decoder::new(bytes);
        let refuse = |expected, offset| {
            Err(DecodeError::new(
                DecodeErrorKind::Identifier { expected },
                offset,
            ))
        };
        if input.tag()? != SELF_DESCRIBED {
            return refuse("the tag 55799", 0);
        }
        let elements = input.array()?;
        let offset = input.offset();
        if input.text()? != "handseal" {
            return refuse("the text handseal", offset);
        }
        let offset = input.offset();
        if input.uint()? != FILE_VERSION {
            return refuse("version 1", offset);
        }
        let offset = input.offset();
        let header = match (input.text()?, elements) {
            ("ledger", 3) => Self::Ledger,
            ("extract", 4) => Self::Extract(read_subjects(&mut input)?),
            _ => return refuse("ledger, or extract and its subjects", offset),
        };
        input.end()?;
        Ok(header)
    }
}

fn read_subjects(input: &mut Decoder<'_>) -> Result<Vec<Subject>, DecodeError> {
    let offset = input.offset();
    let subjects: Vec<Subject> = crate::encoding::Wire::read(input)?;
    if subjects.is_empty()
        || !subjects
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a < b))
    {
        return Err(DecodeError::new(DecodeErrorKind::OutOfOrder, offset));
    }
    Ok(subjects)
}

/// Frames the bytes of an entry as a record.
#[must_use]
pub fn entry_record(entry: &[u8]) -> Vec<u8> {
    let mut out = Encoder::new();
    out.bytes(entry);
    out.into_bytes()
}

/// Frames a signed note as a checkpoint record.
#[must_use]
pub fn checkpoint_record(note: &str) -> Vec<u8> {
    let mut out = Encoder::new();
    out.text(note);
    out.into_bytes()
}

/// A record as it was read.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    /// What it is.
    pub kind: RecordKind,
    /// Where it stands in the file.
    pub range: Range<u64>,
    /// All its bytes.
    pub bytes: Vec<u8>,
    /// Where the content of a byte or text string begins in `bytes`.
    pub content: usize,
}

impl Record {
    /// The content of a byte or text string, or the whole item.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        self.bytes.get(self.content..).unwrap_or_default()
    }

    /// The number of disclosures in a disclosures record. Whether they open anything is the
    /// entry's to say.
    ///
    /// # Errors
    ///
    /// [`DecodeError`] when the record is not one list.
    pub fn count_disclosures(&self) -> Result<usize, DecodeError> {
        scan(&self.bytes)?;
        Decoder::new(&self.bytes).array()
    }
}

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
        Self {
            source,
            buffer: Vec::new(),
            given: 0,
            base: 0,
            ended: false,
            first: true,
        }
    }

    /// Starts behind the header, at `offset`.
    pub const fn after_header(source: R, offset: u64) -> Self {
        Self {
            source,
            buffer: Vec::new(),
            given: 0,
            base: offset,
            ended: false,
            first: false,
        }
    }

    /// The offset of the next record.
    #[must_use]
    pub fn offset(&self) -> u64 {
        self.base
            .saturating_add(u64::try_from(self.given).unwrap_or(u64::MAX))
    }

    /// The next record, or `None` at the end of the file.
    ///
    /// # Errors
    ///
    /// [`RecordError::Oversized`] leaves the reader behind that record; after any other error there
    /// is nothing more to read.
    pub fn next_record(&mut self) -> Result<Option<Record>, RecordError> {
        self.fill(READ.min(MAX_RECORD))?;
        let mut pending = self.pending();
        if pending.is_empty() {
            return Ok(None);
        }
        let start = self.offset();
        let mut found = extent(pending);
        if matches!(found, Extent::Beyond(_)) && !self.ended {
            self.fill(MAX_RECORD.saturating_add(16))?;
            pending = self.pending();
            found = extent(pending);
        }
        match found {
            Extent::Ends(length) => self.take(length, start).map(Some),
            Extent::Beyond(length) => Err(self.beyond(length, start)?),
            Extent::Unknown(_) => Err(RecordError::Unframed {
                range: start..self.skip_all()?,
            }),
        }
    }

    fn take(&mut self, length: u64, start: u64) -> Result<Record, RecordError> {
        let size = usize::try_from(length).unwrap_or(usize::MAX);
        let end = start.saturating_add(length);
        let limit = u64::try_from(MAX_RECORD)
            .unwrap_or(u64::MAX)
            .saturating_add(5);
        if length > limit {
            self.given = self.given.saturating_add(size);
            return Err(RecordError::Oversized {
                range: start..end,
                limit,
                found: length,
            });
        }
        let bytes = self.pending().get(..size).unwrap_or_default().to_vec();
        let Some((kind, content)) = kind_of(&bytes, self.first) else {
            return Err(RecordError::Unframed {
                range: start..self.skip_all()?,
            });
        };
        self.first = false;
        self.given = self.given.saturating_add(size);
        Ok(Record {
            kind,
            range: start..end,
            bytes,
            content,
        })
    }

    /// An item that ends beyond what one record can take: torn when the file ends first.
    fn beyond(&mut self, length: u64, start: u64) -> Result<RecordError, RecordError> {
        let end = start.saturating_add(length);
        let limit = u64::try_from(MAX_RECORD).unwrap_or(u64::MAX);
        let reached = self.skip_to(end)?;
        if reached < end {
            return Ok(RecordError::Torn {
                range: start..reached,
            });
        }
        Ok(RecordError::Oversized {
            range: start..end,
            limit,
            found: length,
        })
    }

    fn pending(&self) -> &[u8] {
        self.buffer.get(self.given..).unwrap_or_default()
    }

    /// Reads until `wanted` bytes are pending or the file ends.
    fn fill(&mut self, wanted: usize) -> Result<(), RecordError> {
        if self.ended
            || self.pending().len() >= wanted.min(16) && wanted <= READ && self.has_record()
        {
            return Ok(());
        }
        self.buffer.drain(..self.given.min(self.buffer.len()));
        self.base = self
            .base
            .saturating_add(u64::try_from(self.given).unwrap_or(u64::MAX));
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

    fn has_record(&self) -> bool {
        matches!(extent(self.pending()), Extent::Ends(_))
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

/// Tells a record by its CBOR major type: DESIGN of the file, `spec::format` §7.
fn kind_of(bytes: &[u8], first: bool) -> Option<(RecordKind, usize)> {
    let head = *bytes.first()?;
    let content = match head & 0x1f {
        24 => 2,
        25 => 3,
        26 => 5,
        27 => 9,
        _ => 1,
    };
    match (head.wrapping_shr(5), first) {
        (_, true) => Some((RecordKind::Header, 0)),
        (2, _) if bytes.len().checked_sub(content) == Some(32) => Some((RecordKind::Stub, content)),
        (2, _) => Some((RecordKind::Entry, content)),
        (3, _) => Some((RecordKind::Checkpoint, content)),
        (4, _) => Some((RecordKind::Disclosures, 0)),
        (5, _) => Some((RecordKind::Proof, 0)),
        _ => None,
    }
}
