//! Content measured from a reader or a file.

use std::io::{self, Read};
use std::path::Path;

use crate::evidence::file::EvidenceFile;
use crate::evidence::hasher::length;
use crate::evidence::{EvidenceError, ItemHasher, Measurement, Options};

/// Bytes asked of a reader at once. On the heap: callers may run on a stack of 256 KiB.
const READ_SIZE: usize = 1 << 20;

/// Returns the digests and size of everything that a reader gives.
///
/// The reader must come to an end; bound one that may not with [`Read::take`]. For a file,
/// [`measure_file`] sees more.
///
/// # Errors
/// [`EvidenceError::Read`], with the number of bytes read before.
///
/// # Examples
/// ```
/// use handseal::evidence::{Options, measure_reader};
///
/// let measurement = measure_reader(&b"the content"[..], Options::default())?;
/// assert_eq!(measurement.size, 11);
/// # Ok::<(), handseal::evidence::EvidenceError>(())
/// ```
pub fn measure_reader(
    mut reader: impl Read,
    options: Options,
) -> Result<Measurement, EvidenceError> {
    let mut hasher = ItemHasher::new(options);
    read_to_end(&mut reader, &mut |bytes| hasher.update(bytes))
        .map_err(|ReadFault { offset, source }| EvidenceError::Read { offset, source })?;
    Ok(hasher.finish())
}

/// Returns the digests and size of a regular file.
///
/// One handle is read from start to end, and the file is looked at before and after.
/// A link, directory, FIFO, socket or device as the last component is refused; links among the
/// directories before it are followed.
///
/// # Errors
/// [`EvidenceError::NotRegular`], [`EvidenceError::Open`], [`EvidenceError::ReadFile`], and
/// [`EvidenceError::Changed`] if the file was written to or replaced meanwhile. Each names the
/// path.
///
/// # Examples
/// ```no_run
/// use handseal::evidence::{Options, Sha512, measure_file};
///
/// let options = Options { sha512: Sha512::Compute, ..Options::default() };
/// let measurement = measure_file("ex1.dd", options)?;
/// println!("{}  ex1.dd", measurement.sha256);
/// # Ok::<(), handseal::evidence::EvidenceError>(())
/// ```
pub fn measure_file(
    path: impl AsRef<Path>,
    options: Options,
) -> Result<Measurement, EvidenceError> {
    let mut hasher = ItemHasher::new(options);
    EvidenceFile::open(path.as_ref())?.read(&mut |bytes| hasher.update(bytes))?;
    Ok(hasher.finish())
}

/// A reader that failed, and where.
pub(crate) struct ReadFault {
    pub(crate) offset: u64,
    pub(crate) source: io::Error,
}

/// Hands everything that a reader gives to `sink`, and returns the number of bytes.
pub(crate) fn read_to_end(
    reader: &mut dyn Read,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<u64, ReadFault> {
    let mut buffer = vec![0; READ_SIZE];
    let mut offset: u64 = 0;
    loop {
        let bytes = match reader.read(&mut buffer) {
            Ok(count) => buffer.get(..count).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(source) => return Err(ReadFault { offset, source }),
        };
        if bytes.is_empty() {
            return Ok(offset);
        }
        sink(bytes);
        offset = offset.saturating_add(length(bytes));
    }
}
