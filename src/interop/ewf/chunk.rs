//! One chunk: read, checked, decompressed.

use flate2::Decompress;

use crate::interop::ewf::layout::{checked, inflate, length};
use crate::interop::ewf::segment::Segment;
use crate::interop::ewf::table::ChunkPlace;
use crate::interop::ewf::{Damage, EwfError, Place, Volume};

/// Bytes of an Adler-32.
const CHECKSUM: u64 = 4;
/// What a compressed chunk can be longer than the chunk, and what may lie between two of them.
const SLACK: u64 = 4096;

/// Reads chunks, with the buffers that it takes.
pub(super) struct ChunkReader {
    inflater: Decompress,
    stored: Vec<u8>,
    chunk: Vec<u8>,
}

impl ChunkReader {
    pub(super) fn new() -> Self {
        Self { inflater: Decompress::new(true), stored: Vec::new(), chunk: Vec::new() }
    }

    /// The bytes of the chunk read last.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.chunk
    }

    /// Reads a chunk; if it is not what was written, its bytes are nowhere to be had.
    pub(super) fn read(
        &mut self,
        file: &Segment,
        place: ChunkPlace,
        volume: &Volume,
    ) -> Result<(), EwfError> {
        let wanted = volume.media(place.number, 1).length;
        let most = if place.compressed {
            volume.chunk_size().saturating_mul(2).saturating_add(SLACK)
        } else {
            uncompressed(place.stored(), wanted, volume).saturating_add(CHECKSUM)
        };
        self.chunk.clear();
        self.stored.clear();
        self.stored.resize(as_length(place.stored().min(most)), 0);
        file.read(place.start, &mut self.stored)?;
        let chunk = self.unpack(place, wanted, volume);
        chunk.map_err(|damage| damaged_chunk(file, place, volume, damage))
    }

    fn unpack(&mut self, place: ChunkPlace, wanted: u64, volume: &Volume) -> Result<(), Damage> {
        if place.compressed {
            let most = as_length(volume.chunk_size());
            if let Err(damage) = inflate(&mut self.inflater, &self.stored, most, &mut self.chunk) {
                // What was decompressed so far is of no use to anyone.
                self.chunk.clear();
                return Err(damage);
            }
        } else {
            self.chunk.extend_from_slice(checked(&self.stored)?);
        }
        let found = length(&self.chunk);
        if found != wanted && found != volume.chunk_size() {
            self.chunk.clear();
            return Err(Damage::Length { expected: wanted, found });
        }
        // The last chunk can be filled up to the size of the others.
        self.chunk.truncate(as_length(wanted));
        Ok(())
    }
}

/// How long a chunk is that is not compressed: the last one can be filled up to the size of the others.
fn uncompressed(stored: u64, wanted: u64, volume: &Volume) -> u64 {
    let whole = volume.chunk_size();
    if stored >= whole.saturating_add(CHECKSUM) { whole } else { wanted }
}

/// Where memory is counted in fewer bits, reading fails for want of it and not for a wrong number.
fn as_length(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

/// An error that says which chunk it is.
pub(super) fn damaged_chunk(
    file: &Segment,
    chunk: ChunkPlace,
    volume: &Volume,
    damage: Damage,
) -> EwfError {
    let place = Place {
        chunk: Some(chunk.number),
        media: Some(volume.media(chunk.number, 1)),
        ..file.place(chunk.start)
    };
    EwfError::Damaged { place: Box::new(place), damage }
}
