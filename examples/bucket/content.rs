//! Contents: uploaded while they are measured, fetched and measured again.

use std::io::{self, Read, Write as _};
use std::path::Path;

use handseal::evidence::{Options, Sha256Digest, measure_reader};
use handseal::store::bucket::{Bucket, BucketError};
use handseal::verify::escaped;

use super::common::draft::{DraftFile, Readers};
use super::common::{Failure, open, say};

/// Uploads a file and prints what it is found by.
pub(crate) fn upload(file: &Path, bucket: &Bucket) -> Result<(), Failure> {
    let measured = bucket.upload(open(file)?, Options::default())?;
    say(format_args!("{} {} bytes\n", measured.sha256, measured.size))
}

/// Fetches a content into a file, which appears once its digest is the one that was asked for.
pub(crate) fn fetch(digest: &Sha256Digest, bucket: &Bucket, file: &Path) -> Result<(), Failure> {
    let draft = DraftFile::create(file, Readers::All)?;
    let source = Kept { source: bucket.content(digest)?, draft: &draft };
    let measured = measure_reader(source, Options::default())?;
    if measured.sha256 != *digest {
        let (expected, found) = (*digest, measured.sha256);
        return Err(BucketError::ContentDiffers { expected, found }.into());
    }
    draft.publish()?;
    draft.keep();
    say(format_args!("{} {} bytes\n", measured.sha256, measured.size))
}

/// A content that is written down as it is read.
struct Kept<'a, R> {
    source: R,
    draft: &'a DraftFile,
}

impl<R: Read> Read for Kept<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.source.read(buffer)?;
        self.draft.writer().write_all(buffer.get(..read).unwrap_or_default())?;
        Ok(read)
    }
}

/// Prints the uploads that are no content.
pub(crate) fn list_uploads(bucket: &Bucket) -> Result<(), Failure> {
    for upload in bucket.uploads()? {
        let last = handseal::Timestamp::from_unix(upload.last, 0, 0)?;
        say(format_args!("{} {} bytes, last at {last}\n", escaped(&upload.name), upload.bytes))?;
    }
    Ok(())
}
