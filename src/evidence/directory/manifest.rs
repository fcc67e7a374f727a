//! The manifest of a directory, read record by record.

use std::io::Read;

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, MAX_RECORD, Wire, scan_prefix,
};
use crate::evidence::directory::listing::{Line, Listing, SELF_DESCRIBED, VERSION};
use crate::evidence::directory::{
    DirectoryEntry, DirectoryMeasurement, DirectorySecret, EntryMetadata, EntryPath,
    ExpectedDirectory, ManifestError,
};
use crate::evidence::file::read_once;
use crate::evidence::{DigestAlgorithm, DigestSet};

/// One record of a manifest.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ManifestRecord {
    /// What is signed about the entry.
    pub entry: DirectoryEntry,
    /// What the file system said about it.
    pub metadata: EntryMetadata,
}

impl Wire for ManifestRecord {
    fn write(&self, out: &mut Encoder) {
        out.array(2);
        Wire::write(&self.entry, out);
        Wire::write(&self.metadata, out);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let start = input.offset();
        let found = input.array()?;
        if found != 2 {
            return Err(DecodeError::new(
                DecodeErrorKind::WrongLength { expected: 2, found },
                start,
            ));
        }
        let entry = DirectoryEntry::read(input).map_err(|error| error.within(0))?;
        let metadata = EntryMetadata::read(input).map_err(|error| error.within(1))?;
        Ok(Self { entry, metadata })
    }
}

/// Reads a manifest record by record, strictly, in constant memory.
///
/// As it goes it makes the listing and both trees again: [`finish`](Self::finish) says what they are.
/// The iterator ends after the first error.
///
/// # Examples
/// ```
/// # use handseal::evidence::directory::{DirectoryOptions, DirectoryPass, DirectorySecret};
/// use handseal::evidence::directory::{ExpectedDirectory, ManifestReader};
///
/// # let folder = std::env::temp_dir().join(format!("handseal-manifest-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder)?;
/// # std::fs::write(folder.join("mail.eml"), b"From: a")?;
/// # let mut manifest = Vec::new();
/// # let pass = DirectoryPass::new().manifest(&mut manifest);
/// # let secret = DirectorySecret::from_bytes([7; 32]);
/// # let measured = pass.measure(&folder, DirectoryOptions::default(), &secret)?;
/// # std::fs::remove_dir_all(&folder)?;
/// let mut reader = ManifestReader::new(manifest.as_slice())?;
/// for record in &mut reader {
///     assert_eq!(record?.entry.path.to_string(), r#""mail.eml""#);
/// }
/// ExpectedDirectory::from(&measured).verify(&reader.finish()?)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct ManifestReader<R> {
    reader: R,
    secret: DirectorySecret,
    buffer: Vec<u8>,
    /// Where the next record begins in the buffer, and in the manifest.
    start: usize,
    at: u64,
    read: u64,
    source: Source,
    /// Entries so far, and the path of the last.
    entries: u64,
    before: Option<EntryPath>,
    listing: Listing,
}

/// Whether more is read.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Source {
    Ended,
    Failed,
    Goes,
}

/// Bytes in memory: a record that begins in the first quarter is whole.
const BUFFER: usize = 4 * MAX_RECORD;

impl<R: Read> ManifestReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`ManifestError::Damaged`], [`ManifestError::Read`].
    pub fn new(reader: R) -> Result<Self, ManifestError> {
        let nothing = DirectorySecret::from_bytes([0; 32]);
        let mut manifest = Self {
            reader,
            listing: Listing::new(&nothing, DigestSet::NONE),
            secret: nothing,
            buffer: Vec::new(),
            start: 0,
            at: 0,
            read: 0,
            source: Source::Goes,
            entries: 0,
            before: None,
        };
        manifest.fill()?;
        let header = manifest.item().and_then(|length| {
            let record = manifest.ahead().get(..length).unwrap_or_default();
            Ok((read_header(record)?, length))
        });
        let (secret, length) = header.map_err(|error| damaged(None, 0, error))?;
        manifest.pass(length);
        let digests = DigestSet::NONE.with(DigestAlgorithm::Sha512);
        manifest.listing = Listing::new(&secret, digests);
        manifest.secret = secret;
        Ok(manifest)
    }

    /// Returns the secret.
    #[must_use]
    pub const fn secret(&self) -> &DirectorySecret {
        &self.secret
    }

    /// Reads what is left, and returns what all entries make.
    ///
    /// # Errors
    /// [`ManifestError`]: the first thing that the format does not allow.
    pub fn finish(mut self) -> Result<DirectoryMeasurement, ManifestError> {
        while self.next_line()?.is_some() {}
        Ok(self.listing.finish())
    }

    /// Reads what is left, and verifies that the manifest is the one that was signed.
    ///
    /// # What this proves
    /// What [`ExpectedDirectory::verify`] proves.
    ///
    /// # What this does not prove
    /// What [`ExpectedDirectory::verify`] does not.
    ///
    /// # Errors
    /// [`ManifestError`]: the first thing that the format does not allow, or what is not as signed.
    pub fn verify(
        self,
        expected: &ExpectedDirectory,
    ) -> Result<DirectoryMeasurement, ManifestError> {
        let measured = self.finish()?;
        expected.verify(&measured)?;
        Ok(measured)
    }

    pub(crate) fn next_line(&mut self) -> Result<Option<(ManifestRecord, Line)>, ManifestError> {
        if self.source == Source::Failed {
            return Ok(None);
        }
        let read = self.read_line();
        if read.is_err() {
            self.source = Source::Failed;
        }
        read
    }

    fn read_line(&mut self) -> Result<Option<(ManifestRecord, Line)>, ManifestError> {
        self.fill()?;
        if self.ahead().is_empty() {
            return Ok(None);
        }
        let (entry, at) = (self.entries, self.at);
        let read = self.item().and_then(|length| {
            let mut input = Decoder::new(self.ahead().get(..length).unwrap_or_default());
            let record = ManifestRecord::read(&mut input)?;
            input.end()?;
            Ok((record, length))
        });
        let (record, length) = read.map_err(|error| damaged(Some(entry), at, error))?;
        self.check_place(&record)?;
        let line = Line::new(&self.secret, &record.entry, &record.metadata);
        self.listing.append(&line);
        self.before = Some(record.entry.path.clone());
        self.entries = self.entries.saturating_add(1);
        self.pass(length);
        Ok(Some((record, line)))
    }

    /// Paths ascend, and both halves of a record are about one.
    fn check_place(&self, record: &ManifestRecord) -> Result<(), ManifestError> {
        let (entry, at, path) = (self.entries, self.at, &record.entry.path);
        if let Some(before) = self.before.as_ref().filter(|before| *before >= path) {
            let (before, path) = (before.clone(), path.clone());
            return Err(ManifestError::OutOfOrder { entry, at, before, path });
        }
        if record.metadata.path != *path {
            let (expected, found) = (path.clone(), record.metadata.path.clone());
            return Err(ManifestError::OtherMetadata { entry, at, expected, found });
        }
        Ok(())
    }

    fn ahead(&self) -> &[u8] {
        self.buffer.get(self.start..).unwrap_or_default()
    }

    /// The length of the next record.
    fn item(&self) -> Result<usize, DecodeError> {
        scan_prefix(self.ahead())
    }

    fn pass(&mut self, length: usize) {
        self.start = self.start.saturating_add(length);
        self.at = self.at.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
    }

    /// Makes sure that the next record is in memory whole, as far as there is one.
    fn fill(&mut self) -> Result<(), ManifestError> {
        if self.source != Source::Goes || self.ahead().len() > MAX_RECORD {
            return Ok(());
        }
        self.buffer.drain(..self.start.min(self.buffer.len()));
        self.start = 0;
        let mut filled = self.buffer.len();
        self.buffer.resize(BUFFER, 0);
        while let Some(room) = self.buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
            let count = read_once(&mut self.reader, room);
            match count.map_err(|source| ManifestError::Read { at: self.read, source })? {
                0 => {
                    self.source = Source::Ended;
                    break;
                }
                count => {
                    filled = filled.saturating_add(count);
                    self.read = self.read.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
                }
            }
        }
        self.buffer.truncate(filled);
        Ok(())
    }
}

impl<R: Read> Iterator for ManifestReader<R> {
    type Item = Result<ManifestRecord, ManifestError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.next_line().transpose()?;
        Some(read.map(|(record, _)| record))
    }
}

fn damaged(entry: Option<u64>, start: u64, source: DecodeError) -> ManifestError {
    let within = u64::try_from(source.offset).unwrap_or(u64::MAX);
    ManifestError::Damaged { entry, at: start.saturating_add(within), source }
}

fn read_header(record: &[u8]) -> Result<DirectorySecret, DecodeError> {
    let mut input = Decoder::new(record);
    let tag = input.tag()?;
    if tag != SELF_DESCRIBED {
        return Err(DecodeError::new(DecodeErrorKind::TagForbidden { tag }, 0));
    }
    let start = input.offset();
    let found = input.array()?;
    if found != 4 {
        return Err(DecodeError::new(DecodeErrorKind::WrongLength { expected: 4, found }, start));
    }
    read_text(&mut input, "handseal").map_err(|error| error.within(0))?;
    let start = input.offset();
    let found = input.int().map_err(|error| error.within(1))?;
    if found != VERSION {
        let kind = DecodeErrorKind::UnexpectedInteger { expected: VERSION, found };
        return Err(DecodeError::new(kind, start).within(1));
    }
    read_text(&mut input, "manifest").map_err(|error| error.within(2))?;
    input.byte_array().map(DirectorySecret::from_bytes).map_err(|error| error.within(3))
}

fn read_text(input: &mut Decoder<'_>, expected: &'static str) -> Result<(), DecodeError> {
    let start = input.offset();
    match input.text()? {
        found if found == expected => Ok(()),
        found => {
            let kind = DecodeErrorKind::UnexpectedText { expected, found: found.into() };
            Err(DecodeError::new(kind, start))
        }
    }
}
