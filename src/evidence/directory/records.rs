//! The records of a manifest, decoded one by one: what each says, and that it stands where it may.

use std::io::Read;
use std::num::NonZeroUsize;
use std::sync::mpsc::sync_channel;
use std::thread;

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, MAX_RECORD, Wire, scan_prefix,
};
use crate::evidence::directory::listing::{SELF_DESCRIBED, VERSION};
use crate::evidence::directory::{
    DirectoryEntry, DirectorySecret, EntryMetadata, EntryPath, ManifestError,
};
use crate::evidence::file::read_once;

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

/// Decodes a manifest, in constant memory. The iterator ends after the first error.
pub(crate) struct Records<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Where the next record begins in the buffer, and in the manifest.
    start: usize,
    at: u64,
    read: u64,
    source: Source,
    /// Entries so far, and the path of the last.
    entries: u64,
    before: Option<EntryPath>,
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

impl<R: Read> Records<R> {
    /// Reads the header, and returns the secret that it carries.
    pub(crate) fn new(reader: R) -> Result<(DirectorySecret, Self), ManifestError> {
        let mut records = Self {
            reader,
            buffer: Vec::new(),
            start: 0,
            at: 0,
            read: 0,
            source: Source::Goes,
            entries: 0,
            before: None,
        };
        records.fill()?;
        let header = records.item().and_then(|length| {
            let record = records.ahead().get(..length).unwrap_or_default();
            Ok((read_header(record)?, length))
        });
        let (secret, length) = header.map_err(|error| damaged(None, 0, error))?;
        records.pass(length);
        Ok((secret, records))
    }

    fn read_record(&mut self) -> Result<Option<ManifestRecord>, ManifestError> {
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
        self.before = Some(record.entry.path.clone());
        self.entries = self.entries.saturating_add(1);
        self.pass(length);
        Ok(Some(record))
    }

    /// F11.2, F11.6: paths ascend, and both halves of a record are about one.
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

impl<R: Read> Iterator for Records<R> {
    type Item = Result<ManifestRecord, ManifestError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.source == Source::Failed {
            return None;
        }
        let read = self.read_record();
        if read.is_err() {
            self.source = Source::Failed;
        }
        read.transpose()
    }
}

/// Records that are handed from one thread to another at once, and how often that may be ahead.
const BATCH: usize = 512;
const AHEAD: usize = 2;

/// Hands the records on; with more than one thread, they are decoded on another one.
pub(crate) fn decode_ahead<R: Read + Send, T>(
    mut records: Records<R>,
    threads: NonZeroUsize,
    take: impl FnOnce(&mut dyn Iterator<Item = Result<ManifestRecord, ManifestError>>) -> T,
) -> T {
    if threads.get() == 1 {
        return take(&mut records);
    }
    let (sender, receiver) = sync_channel(AHEAD);
    thread::scope(|scope| {
        scope.spawn(move || {
            loop {
                let batch: Vec<_> = records.by_ref().take(BATCH).collect();
                if batch.is_empty() || sender.send(batch).is_err() {
                    break;
                }
            }
        });
        // When the caller ends early, the receiver goes with the iterator, and the other thread ends.
        take(&mut receiver.into_iter().flatten())
    })
}

fn damaged(entry: Option<u64>, start: u64, source: DecodeError) -> ManifestError {
    let within = u64::try_from(source.offset).unwrap_or(u64::MAX);
    ManifestError::Damaged { entry, at: start.saturating_add(within), source }
}

/// F11.6
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
