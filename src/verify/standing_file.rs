//! A file as it stood when it was opened, be it written meanwhile.

use std::fs::{File, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Take};
use std::path::Path;

use crate::ledger::{RecordError, RecordKind, RecordReader};
use crate::verify::error::VerifierError;
use crate::verify::report::Report;
use crate::verify::verifier::Verifier;

/// A `.custody` file as it stands when it is opened, be it written meanwhile.
///
/// Of a file that is being written ([`FileStore`](crate::store::FileStore) locks it), a last record that is not whole yet
/// is not there yet. What it gives was recorded before it was opened: an instant that is taken afterwards
/// is later than anything in it, as far as clocks agree.
#[derive(Debug)]
pub struct StandingFile(BufReader<Take<File>>);

impl StandingFile {
    /// Opens a file.
    ///
    /// # Errors
    ///
    /// [`VerifierError::Open`] when it cannot be opened, or is no regular file.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, VerifierError> {
        let path = path.as_ref();
        let open = |source| VerifierError::Open { path: path.to_owned(), source };
        // Looked at first: opening a FIFO would wait for a writer that may never come.
        if !std::fs::metadata(path).map_err(open)?.is_file() {
            return Err(open(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file")));
        }
        let file = File::open(path).map_err(open)?;
        snapshot(file).map(|file| Self(BufReader::new(file))).map_err(open)
    }
}

impl Read for StandingFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Seek for StandingFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}

impl Verifier<'_> {
    /// Verifies a `.custody` file, as it stands when it is opened ([`StandingFile`]).
    ///
    /// # Errors
    ///
    /// [`VerifierError`] when the file cannot be read, or a content is given for an item that the case does not
    /// have. Whatever the bytes say is in the report, and so is that a content cannot be read.
    pub fn verify_file(self, path: impl AsRef<Path>) -> Result<Report, VerifierError> {
        self.verify(StandingFile::open(path)?)
    }
}

/// The file up to where it ends now. One that is being written ends with its last whole record: whoever opens a
/// file for writing cuts what is torn, so a torn record there is one on its way.
fn snapshot(mut file: File) -> io::Result<Take<File>> {
    let mut length = file.metadata()?.len();
    if is_written(&file) {
        if let Some(torn) = torn_tail((&mut file).take(length))? {
            length = torn;
        }
        file.seek(SeekFrom::Start(0))?;
    }
    Ok(file.take(length))
}

/// Whether somebody keeps others from writing it. The lock of a reader is given back at once; a writer that is refused
/// by it tries again.
fn is_written(file: &File) -> bool {
    match file.try_lock_shared() {
        // One that cannot be given back keeps writers out as long as this handle is open: nobody writes.
        Ok(()) => {
            let _ = file.unlock();
            false
        }
        Err(TryLockError::WouldBlock) => true,
        // A file system without locks: nobody can say.
        Err(TryLockError::Error(_)) => false,
    }
}

/// Where the write begins of which only a part is there. An entry and its disclosures are one write.
fn torn_tail(source: impl Read) -> io::Result<Option<u64>> {
    let mut reader = RecordReader::new(source);
    let mut entry = None;
    loop {
        match reader.next_record() {
            Ok(Some(record)) => {
                entry = (record.kind == RecordKind::Entry).then_some(record.range.start);
            }
            Err(RecordError::Oversized { .. }) => entry = None,
            Err(RecordError::Torn { range }) => return Ok(Some(entry.unwrap_or(range.start))),
            Err(RecordError::Io { source, .. }) => return Err(source),
            Ok(None) | Err(RecordError::Unframed { .. }) => return Ok(None),
        }
    }
}
