//! The bytes of the medium, from its first to its last.

use std::io::{self, Read};

use crate::evidence::SeenFile;
use crate::interop::ewf::EwfError;
use crate::interop::ewf::chunk::{ChunkReader, damaged_chunk};
use crate::interop::ewf::image::EwfImage;
use crate::interop::ewf::segment::Segment;
use crate::interop::ewf::table::Entries;

/// Reads the medium of an image, from its first byte to its last, and nothing that was not checked.
///
/// At a damaged chunk it stops: that read and all later ones are an [`io::Error`] of kind
/// [`InvalidData`](io::ErrorKind::InvalidData) around an [`EwfError`]. Its end is given only after all segments were
/// found to be what they were when the image was opened.
///
/// Memory: one chunk, once as it is stored and once as it is, and the entries of one table. A chunk is mostly 32 KiB and never
/// more than 128 MiB, the entries are never more than 4 MiB, whatever the image says.
pub struct MediaReader<'i> {
    image: &'i EwfImage,
    chunks: ChunkReader,
    /// How many bytes of the chunk were given.
    given: usize,
    /// How many tables were opened.
    tables: usize,
    table: Option<Entries>,
    /// How many chunks of the table were read.
    read: usize,
    open: Option<(usize, Segment)>,
}

impl<'i> MediaReader<'i> {
    pub(super) fn new(image: &'i EwfImage) -> Self {
        Self {
            image,
            chunks: ChunkReader::new(),
            given: 0,
            tables: 0,
            table: None,
            read: 0,
            open: None,
        }
    }

    /// Whether there was another chunk.
    fn next_chunk(&mut self) -> Result<bool, EwfError> {
        loop {
            if let Some(table) = &self.table
                && let Some(chunk) = table.chunk(self.read)
            {
                let file = in_segment(&mut self.open, self.image, table.segment())?;
                let volume = self.image.volume();
                let chunk =
                    chunk.map_err(|(chunk, damage)| damaged_chunk(file, chunk, volume, damage))?;
                self.chunks.read(file, chunk, volume)?;
                self.read = self.read.saturating_add(1);
                self.given = 0;
                return Ok(true);
            }
            let Some(table) = self.image.tables().get(self.tables) else {
                return Ok(false);
            };
            let file = in_segment(&mut self.open, self.image, table.segment)?;
            self.table = Some(table.entries(file, self.image.volume())?);
            self.tables = self.tables.saturating_add(1);
            self.read = 0;
        }
    }

    /// Whether all segments are what they were.
    fn finish(&mut self) -> Result<(), EwfError> {
        if let Some((_, segment)) = self.open.take() {
            segment.finish()?;
        }
        Ok(self.image.files().iter().try_for_each(SeenFile::check_unchanged)?)
    }

    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, EwfError> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let rest = self.chunks.bytes().get(self.given..).unwrap_or_default();
            let count = rest.len().min(buffer.len());
            if let (Some(to), Some(from)) = (buffer.get_mut(..count), rest.get(..count))
                && count > 0
            {
                to.copy_from_slice(from);
                self.given = self.given.saturating_add(count);
                return Ok(count);
            }
            if !self.next_chunk()? {
                self.finish()?;
                return Ok(0);
            }
        }
    }
}

/// The segment, open; the one before it must still be what it was.
fn in_segment<'o>(
    open: &'o mut Option<(usize, Segment)>,
    image: &EwfImage,
    index: usize,
) -> Result<&'o Segment, EwfError> {
    if open.as_ref().is_some_and(|(number, _)| *number != index)
        && let Some((_, before)) = open.take()
    {
        before.finish()?;
    }
    let segment = match open.take() {
        Some((_, segment)) => segment,
        None => Segment::open(image.file(index)?)?,
    };
    let (_, segment) = open.insert((index, segment));
    Ok(segment)
}

impl Read for MediaReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.fill(buffer).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
    }
}
