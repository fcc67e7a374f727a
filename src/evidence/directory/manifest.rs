//! The manifest of a directory, read record by record.

use std::io::Read;

use crate::evidence::directory::listing::{Line, Listing};
use crate::evidence::directory::records::{ManifestRecord, Records};
use crate::evidence::directory::{
    DirectoryMeasurement, DirectorySecret, ExpectedDirectory, ManifestError,
};
use crate::evidence::{DigestAlgorithm, DigestSet};

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
    records: Records<R>,
    remade: Remade,
}

/// What the records of a manifest make again.
pub(crate) struct Remade {
    secret: DirectorySecret,
    listing: Listing,
}

impl Remade {
    fn new(secret: DirectorySecret) -> Self {
        let digests = DigestSet::NONE.with(DigestAlgorithm::Sha512);
        let listing = Listing::new(&secret, digests);
        Self { secret, listing }
    }

    pub(crate) fn append(&mut self, record: &ManifestRecord) -> Line {
        let line = Line::new(&self.secret, &record.entry, &record.metadata);
        self.listing.append(&line);
        line
    }

    pub(crate) fn finish(self) -> DirectoryMeasurement {
        self.listing.finish()
    }
}

impl<R: Read> ManifestReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`ManifestError::Damaged`], [`ManifestError::Read`].
    pub fn new(reader: R) -> Result<Self, ManifestError> {
        let (secret, records) = Records::new(reader)?;
        Ok(Self { records, remade: Remade::new(secret) })
    }

    /// Returns the secret.
    #[must_use]
    pub const fn secret(&self) -> &DirectorySecret {
        &self.remade.secret
    }

    /// Reads what is left, and returns what all entries make.
    ///
    /// # Errors
    /// [`ManifestError`]: the first thing that the format does not allow.
    pub fn finish(mut self) -> Result<DirectoryMeasurement, ManifestError> {
        while self.next_line()?.is_some() {}
        Ok(self.remade.finish())
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
        let Some(record) = self.records.next().transpose()? else { return Ok(None) };
        let line = self.remade.append(&record);
        Ok(Some((record, line)))
    }

    /// The records, and what makes the listing of them again: for two threads.
    pub(crate) fn into_parts(self) -> (Records<R>, Remade) {
        (self.records, self.remade)
    }
}

impl<R: Read> Iterator for ManifestReader<R> {
    type Item = Result<ManifestRecord, ManifestError>;

    fn next(&mut self) -> Option<Self::Item> {
        let read = self.next_line().transpose()?;
        Some(read.map(|(record, _)| record))
    }
}
