//! Where in an image something is, and what can be wrong there.

use std::fmt;
use std::ops::Range;
use std::path::PathBuf;

/// Bytes of the medium, counted from its first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct MediaRange {
    /// The first byte.
    pub offset: u64,
    /// How many.
    pub length: u64,
}

impl MediaRange {
    /// From the first byte to the one behind the last.
    #[must_use]
    pub const fn bytes(&self) -> Range<u64> {
        self.offset..self.offset.saturating_add(self.length)
    }
}

impl fmt::Display for MediaRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes of the medium from byte {}", self.length, self.offset)
    }
}

/// A place in an image.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Place {
    /// The file of the set.
    pub segment: PathBuf,
    /// The byte in that file at which the section or the chunk begins.
    pub offset: u64,
    /// The section, where it is one.
    pub section: Option<SectionKind>,
    /// The chunk, counted from 0 over the whole set; of a table, the first of its chunks.
    pub chunk: Option<u64>,
    /// The bytes of the medium that are stored there, where they are known.
    pub media: Option<MediaRange>,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} at byte {}", self.segment, self.offset)?;
        if let Some(section) = self.section {
            write!(f, ", section {section}")?;
        }
        if let Some(chunk) = self.chunk {
            write!(f, ", chunk {chunk}")?;
        }
        match self.media {
            Some(media) => write!(f, ", {media}"),
            None => Ok(()),
        }
    }
}

/// What a section holds.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SectionKind {
    /// A copy of the volume section: in the last segment, and at the start of all but the first.
    Data,
    /// The MD5 and SHA-1 of the medium.
    Digest,
    /// The end of the set.
    Done,
    /// The sectors that could not be read.
    Error2,
    /// The MD5 of the medium.
    Hash,
    /// The case metadata in an unnamed character set.
    Header,
    /// The case metadata in UTF-16.
    Header2,
    /// Logical files: not the medium.
    Logical,
    /// The end of a segment that another follows.
    Next,
    /// Something that is not needed here.
    Other,
    /// Chunks.
    Sectors,
    /// Where the chunks are.
    Table,
    /// A copy of the table.
    Table2,
    /// The size of the medium and of its chunks; by one tool it is named `disk`.
    Volume,
}

impl SectionKind {
    /// By the type in the section's descriptor, padded with zeros.
    pub(super) fn of(name: &[u8]) -> Self {
        match name.trim_ascii_end().split(|byte| *byte == 0).next().unwrap_or_default() {
            b"data" => Self::Data,
            b"digest" => Self::Digest,
            b"disk" | b"volume" => Self::Volume,
            b"done" => Self::Done,
            b"error2" => Self::Error2,
            b"hash" => Self::Hash,
            b"header" => Self::Header,
            b"header2" => Self::Header2,
            b"ltree" | b"ltypes" => Self::Logical,
            b"next" => Self::Next,
            b"sectors" => Self::Sectors,
            b"table" => Self::Table,
            b"table2" => Self::Table2,
            _ => Self::Other,
        }
    }
}

impl fmt::Display for SectionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Data => "data",
            Self::Digest => "digest",
            Self::Done => "done",
            Self::Error2 => "error2",
            Self::Hash => "hash",
            Self::Header => "header",
            Self::Header2 => "header2",
            Self::Logical => "ltree",
            Self::Next => "next",
            Self::Other => "of another type",
            Self::Sectors => "sectors",
            Self::Table => "table",
            Self::Table2 => "table2",
            Self::Volume => "volume",
        })
    }
}

/// What is wrong with a section or a chunk.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Damage {
    /// The tables hold more or fewer chunks than the medium has.
    #[error("{expected} chunks expected, {found} found")]
    ChunkCount {
        /// Chunks that a medium of that size has.
        expected: u64,
        /// Chunks in the tables, or as the volume section says.
        found: u64,
    },
    /// The section that should follow does not begin behind this one.
    #[error("the next section is said to begin at byte {next}")]
    Chain {
        /// Where it is said to begin.
        next: u64,
    },
    /// The bytes are not those that the checksum was made of.
    #[error("checksum (Adler-32) {stored:08x} expected, {computed:08x} found")]
    Checksum {
        /// The checksum that stands behind the bytes.
        stored: u32,
        /// That of the bytes.
        computed: u32,
    },
    /// The compressed data is broken, ends early, or its checksum is another.
    #[error("compressed data that cannot be decompressed")]
    Compressed,
    /// The second table is not a copy of the first.
    #[error("the second table is not a copy of the first")]
    CopyDiffers,
    /// The stored digests of one medium contradict each other.
    #[error("another digest of the medium than the one stored before")]
    DigestsDisagree,
    /// The file ends before that.
    #[error("the file ends at byte {size}")]
    Ends {
        /// The size of the file.
        size: u64,
    },
    /// A medium or a chunk of a size that none has.
    #[error("sizes of sector, chunk and medium that cannot be")]
    Geometry,
    /// The structure is shorter or longer than it should be.
    #[error("{expected} bytes expected, {found} found")]
    Length {
        /// Bytes that it should have.
        expected: u64,
        /// Bytes that it has.
        found: u64,
    },
    /// More than is read of it, so that a damaged number cannot use up the machine.
    #[error("over the limit of {limit}")]
    Limit {
        /// How many are read.
        limit: u64,
    },
    /// A chunk that is said to begin outside the section of the chunks, or before the one before it.
    #[error("a chunk is said to be at bytes {start} to {end}")]
    NoPlace {
        /// Its first byte.
        start: u64,
        /// The byte behind it.
        end: u64,
    },
    /// Sectors that the medium does not have.
    #[error("sectors that the medium does not have")]
    OutsideMedia,
    /// Bytes behind the last section.
    #[error("{count} bytes follow the last section")]
    Trailing {
        /// How many.
        count: u64,
    },
}
