//! Content measured from a reader or a file, on one thread and in silence.

use std::io::Read;
use std::path::Path;

use crate::evidence::{ContentSource, EvidenceError, Measurement, Options, Pass};

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
pub fn measure_reader(reader: impl Read, options: Options) -> Result<Measurement, EvidenceError> {
    Pass::new().measure(ContentSource::Reader(Box::new(reader)), options)
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
/// use handseal::evidence::{DigestAlgorithm, DigestSet, Options, measure_file};
///
/// let digests = DigestSet::NONE.with(DigestAlgorithm::Sha512);
/// let measurement = measure_file("ex1.dd", Options { digests, ..Options::default() })?;
/// println!("{}  ex1.dd", measurement.sha256);
/// # Ok::<(), handseal::evidence::EvidenceError>(())
/// ```
pub fn measure_file(
    path: impl AsRef<Path>,
    options: Options,
) -> Result<Measurement, EvidenceError> {
    Pass::new().measure(ContentSource::File(path.as_ref().to_path_buf()), options)
}
