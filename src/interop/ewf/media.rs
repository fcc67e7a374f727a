//! The bytes of the medium, from its first to its last.

use std::error::Error;
use std::io::{self, Read};

use crate::evidence::{PassedOver, SeenFile};
use crate::interop::ewf::chunk::{ChunkReader, damaged_chunk};
use crate::interop::ewf::image::EwfImage;
use crate::interop::ewf::lost::{Lost, is_passable};
use crate::interop::ewf::segment::Segment;
use crate::interop::ewf::table::Entries;
use crate::interop::ewf::{EwfError, MediaRange};

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
    /// What is lost of the image, until it was told.
    lost: Option<&'i Lost>,
    at_damage: AtDamage,
}

/// What becomes of what cannot be read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum AtDamage {
    GoOn,
    Stop,
}

/// Why there are no bytes.
enum Fault {
    End(EwfError),
    /// So many bytes cannot be read, and those behind them perhaps.
    Over(u64, Box<dyn Error + Send + Sync>),
}

impl<E: Into<EwfError>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::End(error.into())
    }
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
            lost: image.lost(),
            at_damage: AtDamage::Stop,
        }
    }

    /// Goes on behind what cannot be read, and says so.
    pub(super) fn past_damage(image: &'i EwfImage) -> Self {
        Self { at_damage: AtDamage::GoOn, ..Self::new(image) }
    }

    /// Whether there was another chunk.
    fn next_chunk(&mut self) -> Result<bool, Fault> {
        loop {
            if let Some(table) = &self.table
                && let Some(chunk) = table.chunk(self.read)
            {
                let file = in_segment(&mut self.open, self.image, table.segment())?;
                let volume = self.image.volume();
                let place = match &chunk {
                    Ok(place) | Err((place, _)) => *place,
                };
                let read = chunk
                    .map_err(|(chunk, damage)| damaged_chunk(file, chunk, volume, damage))
                    .and_then(|chunk| self.chunks.read(file, chunk, volume));
                if let Err(error) = read {
                    let fault = self.fault(volume.media(place.number, 1), error);
                    if let Fault::Over(..) = fault {
                        self.read = self.read.saturating_add(1);
                        self.given = self.chunks.bytes().len();
                    }
                    return Err(fault);
                }
                self.read = self.read.saturating_add(1);
                self.given = 0;
                return Ok(true);
            }
            if let Some(lost) = self.lost.take_if(|lost| lost.before == self.tables) {
                return Err(Fault::Over(lost.media.length, lost.why.as_str().into()));
            }
            let Some(table) = self.image.tables().get(self.tables) else {
                return Ok(false);
            };
            let (volume, is_strict) = (self.image.volume(), self.at_damage == AtDamage::Stop);
            let file = in_segment(&mut self.open, self.image, table.segment)?;
            let entries = if is_strict {
                table.entries(file, volume)
            } else {
                table.entries_of_either(file, volume)
            };
            let entries = match entries.map_err(|error| self.fault(table.media(volume), error)) {
                Ok(entries) => Some(entries),
                Err(Fault::Over(bytes, why)) => {
                    self.tables = self.tables.saturating_add(1);
                    self.table = None;
                    return Err(Fault::Over(bytes, why));
                }
                Err(end @ Fault::End(_)) => return Err(end),
            };
            self.table = entries;
            self.tables = self.tables.saturating_add(1);
            self.read = 0;
        }
    }

    fn fault(&self, media: MediaRange, error: EwfError) -> Fault {
        let goes_on = self.at_damage == AtDamage::GoOn && is_passable(&error);
        if goes_on { Fault::Over(media.length, Box::new(error)) } else { Fault::End(error) }
    }

    /// Whether all segments are what they were.
    fn finish(&mut self) -> Result<(), EwfError> {
        if let Some((_, segment)) = self.open.take() {
            segment.finish()?;
        }
        Ok(self.image.files().iter().try_for_each(SeenFile::check_unchanged)?)
    }

    fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
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
        self.fill(buffer).map_err(|fault| match fault {
            Fault::End(error) => io::Error::new(io::ErrorKind::InvalidData, error),
            Fault::Over(bytes, why) => PassedOver { bytes, why }.into(),
        })
    }
}
