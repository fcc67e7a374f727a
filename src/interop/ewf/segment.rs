//! One file of a set: its number, and its sections one after the other.

use std::path::PathBuf;

use crate::evidence::{EvidenceFile, SeenFile};
use crate::interop::ewf::layout::{bytes_at, checked, u64_at};
use crate::interop::ewf::{Damage, EwfError, Place, SectionKind, Unsupported};

/// What a segment begins with, before its number.
const SIGNATURE: [u8; 9] = *b"EVF\x09\x0d\x0a\xff\x00\x01";
/// Where the first section begins.
pub(super) const FIRST_SECTION: u64 = 13;
/// The size of what stands before the data of a section.
pub(super) const DESCRIPTOR: u64 = 76;

/// A file of a set that is open.
pub(super) struct Segment {
    file: EvidenceFile,
    path: PathBuf,
    size: u64,
}

/// A section whose descriptor was checked, and which is wholly inside the file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Section {
    pub(super) kind: SectionKind,
    /// Where its descriptor begins.
    pub(super) offset: u64,
    /// Where its data begins.
    pub(super) data: u64,
    /// Where it ends, and the next begins.
    pub(super) end: u64,
}

impl Section {
    pub(super) const fn length(&self) -> u64 {
        self.end.saturating_sub(self.data)
    }

    /// Whether no section follows in this file.
    pub(super) const fn is_last(&self) -> bool {
        matches!(self.kind, SectionKind::Done | SectionKind::Next)
    }
}

impl Segment {
    pub(super) fn open(seen: &SeenFile) -> Result<Self, EwfError> {
        Ok(Self { file: seen.open()?, path: seen.path().to_path_buf(), size: seen.size() })
    }

    /// Whether it is still what it was when it was opened.
    pub(super) fn finish(self) -> Result<(), EwfError> {
        Ok(self.file.finish_places()?)
    }

    pub(super) fn path(&self) -> PathBuf {
        self.path.clone()
    }

    pub(super) fn place(&self, offset: u64) -> Place {
        Place { segment: self.path(), offset, section: None, chunk: None, media: None }
    }

    pub(super) fn place_of(&self, section: &Section) -> Place {
        Place { section: Some(section.kind), ..self.place(section.offset) }
    }

    /// Fills a buffer, which the caller has bounded.
    pub(super) fn read(&self, offset: u64, buffer: &mut [u8]) -> Result<(), EwfError> {
        Ok(self.file.read_at(offset, buffer)?)
    }

    /// The data of a section that is of a known length.
    pub(super) fn structure<const N: usize>(&self, section: &Section) -> Result<[u8; N], EwfError> {
        let expected = u64::try_from(N).unwrap_or(u64::MAX);
        let found = section.length();
        if found != expected {
            return Err(self.damaged(section, Damage::Length { expected, found }));
        }
        let mut structure = [0; N];
        self.read(section.data, &mut structure)?;
        Ok(structure)
    }

    /// The data of a section, at most so many bytes.
    pub(super) fn data(&self, section: &Section, limit: u64) -> Result<Vec<u8>, EwfError> {
        let length = usize::try_from(section.length()).ok().filter(|_| section.length() <= limit);
        let length = length.ok_or_else(|| self.damaged(section, Damage::Limit { limit }))?;
        let mut data = vec![0; length];
        self.read(section.data, &mut data)?;
        Ok(data)
    }

    pub(super) fn damaged(&self, section: &Section, damage: Damage) -> EwfError {
        EwfError::Damaged { place: Box::new(self.place_of(section)), damage }
    }

    /// The number that the file says it has.
    pub(super) fn number(&self) -> Result<u16, EwfError> {
        let mut header = [0; 13];
        if self.size < FIRST_SECTION {
            return Err(EwfError::NotEwf { path: self.path() });
        }
        self.read(0, &mut header)?;
        let [.., low, high, 0, 0] = header else {
            return Err(self.not_ewf(&header));
        };
        if !header.starts_with(&SIGNATURE) {
            return Err(self.not_ewf(&header));
        }
        Ok(u16::from_le_bytes([low, high]))
    }

    fn not_ewf(&self, header: &[u8]) -> EwfError {
        let found = match header {
            [b'L', b'V', b'F', ..] | [b'L', b'E', b'F', b'2', ..] => Unsupported::Logical,
            [b'E', b'V', b'F', b'2', ..] => Unsupported::Version2,
            _ => return EwfError::NotEwf { path: self.path() },
        };
        EwfError::Unsupported { path: self.path(), found }
    }

    /// The section at a place.
    pub(super) fn section(&self, offset: u64) -> Result<Section, EwfError> {
        let at = |damage| EwfError::Damaged { place: Box::new(self.place(offset)), damage };
        let data = offset.saturating_add(DESCRIPTOR);
        if data > self.size {
            return Err(at(Damage::Ends { size: self.size }));
        }
        let mut descriptor = [0; 76];
        self.read(offset, &mut descriptor)?;
        let section = parse(checked(&descriptor).map_err(at)?, offset, data).map_err(at)?;
        let wrong = if section.end > self.size {
            Damage::Ends { size: self.size }
        } else if section.is_last() && section.end < self.size {
            Damage::Trailing { count: self.size.saturating_sub(section.end) }
        } else {
            return Ok(section);
        };
        Err(self.damaged(&section, wrong))
    }
}

/// Libewf: "Section descriptor", "Next section", "Done section".
fn parse(descriptor: &[u8], offset: u64, data: u64) -> Result<Section, Damage> {
    let kind = SectionKind::of(&bytes_at::<16>(descriptor, 0)?);
    let next = u64_at(descriptor, 16)?;
    let size = u64_at(descriptor, 24)?;
    let mut section = Section { kind, offset, data, end: data };
    if section.is_last() {
        // It points to itself. Its size is 0 in EnCase and 76 in older versions of FTK Imager.
        if next != offset {
            return Err(Damage::Chain { next });
        }
        return Ok(section);
    }
    if next < data {
        return Err(Damage::Chain { next });
    }
    let found = next.saturating_sub(offset);
    // The first Expert Witness leaves the size out.
    if size != found && size != 0 {
        return Err(Damage::Length { expected: size, found });
    }
    section.end = next;
    Ok(section)
}
