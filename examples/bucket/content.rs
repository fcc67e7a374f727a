//! Contents: uploaded while they are measured, fetched and measured again.

use std::io::{self, Read, Write as _};
use std::path::Path;

use handseal::evidence::{Measurement, Options, Sha256Digest, measure_reader};
use handseal::store::bucket::{Bucket, BucketError};
use handseal::verify::escaped;

use super::common::draft::{DraftFile, Readers};
use super::common::{Failure, open, say};

/// Uploads a file and prints what it is found by.
pub(crate) fn upload(file: &Path, bucket: &Bucket) -> Result<(), Failure> {
    let in_file = |error| Failure::in_file(file, error);
    let source = open(file)?;
    let before = source.metadata().map_err(in_file)?;
    let measured = bucket.upload(&source, Options::default())?;
    let after = source.metadata().map_err(in_file)?;
    let same = before.len() == after.len()
        && before.len() == measured.size
        && before.modified().map_err(in_file)? == after.modified().map_err(in_file)?;
    let (digest, size) = (measured.sha256, measured.size);
    if !same {
        let message = format!(
            "changed while it was read; what was read is uploaded all the same, as {digest}, {size} bytes"
        );
        return Err(Failure::in_file(file, message));
    }
    say(format_args!("{digest} {size} bytes\n"))
}

/// Fetches a content into a file, which appears once its digest is the one that was asked for.
pub(crate) fn fetch(digest: &Sha256Digest, bucket: &Bucket, file: &Path) -> Result<(), Failure> {
    let draft = DraftFile::create(file, Readers::All)?;
    let measured = write_down(bucket.content(digest)?, &draft)?;
    if measured.sha256 != *digest {
        let (expected, found) = (*digest, measured.sha256);
        return Err(BucketError::ContentDiffers { expected, found }.into());
    }
    draft.publish()?;
    draft.keep();
    say(format_args!("{} {} bytes\n", measured.sha256, measured.size))
}

/// Reads all of it into a draft, and measures it meanwhile.
pub(crate) fn write_down(source: impl Read, draft: &DraftFile) -> Result<Measurement, Failure> {
    let mut unwritten = None;
    let source = Kept { source, draft, unwritten: &mut unwritten };
    let measured = measure_reader(source, Options::default());
    if let Some(error) = unwritten {
        return Err(Failure::in_file(draft.path(), format!("writing failed: {error}")));
    }
    Ok(measured?)
}

/// What is written down as it is read.
struct Kept<'a, R> {
    source: R,
    draft: &'a DraftFile,
    /// Why it could not be written: the reader of this would call it an error of reading.
    unwritten: &'a mut Option<io::Error>,
}

impl<R: Read> Read for Kept<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        let written = self.draft.writer().write_all(buffer.get(..read).unwrap_or_default());
        written.map_err(|error| {
            *self.unwritten = Some(error);
            io::Error::other("not written")
        })?;
        Ok(read)
    }
}

/// Removes an upload that is no content, and prints how much that was.
pub(crate) fn remove(upload: &str, bucket: &Bucket) -> Result<(), Failure> {
    let bytes = bucket.remove_upload(upload)?;
    say(format_args!("{upload} {bytes} bytes removed\n"))
}

/// Prints the uploads that are no content.
pub(crate) fn list_uploads(bucket: &Bucket) -> Result<(), Failure> {
    for upload in bucket.uploads()? {
        let last = handseal::Timestamp::from_unix(upload.last, 0, 0)?;
        say(format_args!("{} {} bytes, last at {last}\n", escaped(&upload.name), upload.bytes))?;
    }
    Ok(())
}
