//! A case is read again while it is open: what rots shows before it is needed.

use crate::store::case_file::CaseFile;
use crate::store::contract::{Store, StoreReader};
use crate::store::error::CaseError;
use crate::verify::{Report, Verifier};

impl<S: Store> CaseFile<S> {
    /// Reads everything again from the store, and what content the verifier was given, and holds it against the last
    /// head that was signed or read here. Give the verifier the contents of the items with
    /// [`Verifier::content`]: of a content that changed, the report names the parts that did.
    ///
    /// # What this proves
    ///
    /// What [`Verifier`] proves under its trust; and that the store still holds what this handle recorded up to its last
    /// head. What was recorded after that head is verified as any entry is: a bit that flipped there shows, a
    /// tail that is gone does not.
    ///
    /// # What this does not prove
    ///
    /// That the disk would give the same bytes after its caches are gone: what was written a moment ago may be read
    /// from memory.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`] when what was recorded could not be made durable; [`CaseError::Verify`] as of
    /// [`Verifier::verify`]. What rots is in the report.
    ///
    /// # Examples
    /// ```
    /// # use handseal::identity::{OsEntropy, SigningKey, Trust};
    /// # use handseal::store::{CaseFile, MemoryStore, Opening};
    /// use handseal::verify::{Verdict, Verifier};
    ///
    /// # let (root, heads) = (SigningKey::generate(&mut OsEntropy)?, SigningKey::generate(&mut OsEntropy)?);
    /// # let at = "2026-11-22T09:00:00+01:00".parse()?;
    /// # let opening = Opening {
    /// #     organisation: "Example Police",
    /// #     jurisdiction: "EX",
    /// #     origin: "custody.example.org",
    /// #     root: &root,
    /// #     checkpoint_key: &heads,
    /// #     successors: &[],
    /// #     at,
    /// # };
    /// # let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy)?;
    /// case.checkpoint(&heads)?;
    /// let trust = Trust::new().root(case.keeper());
    /// let report = case.scrub(Verifier::new(&trust, at))?;
    /// assert_eq!(report.verdict, Verdict::Consistent);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn scrub(&mut self, verifier: Verifier<'_>) -> Result<Report, CaseError> {
        self.settle()?;
        let verifier = match &self.last_head {
            Some(head) => verifier.anchor(head.clone()),
            None => verifier,
        };
        verifier.verify(StoreReader::new(&mut self.store)).map_err(CaseError::from)
    }
}
