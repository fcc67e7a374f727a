//! Entries of other organisations, recorded as they are.

use std::io::{Read, Seek, SeekFrom};

use crate::event::{EntryHash, SignedEvent};
use crate::ledger::{Record, RecordError, RecordKind, RecordReader};
use crate::store::append::{Own, Recorded};
use crate::store::case_file::CaseFile;
use crate::store::contract::Store;
use crate::store::error::CaseError;
use crate::verify::VerifierError;

/// What an import did.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Imported {
    /// The entries that are recorded now.
    pub recorded: Vec<Recorded>,
    /// How many were held already.
    pub held: u64,
}

impl<S: Store> CaseFile<S> {
    /// Records the entries of an extract or of another ledger that are not held yet, in their
    /// order, with their disclosures. The bytes stay the same: the same event stands in both
    /// ledgers. One already held does nothing.
    ///
    /// # Errors
    ///
    /// [`CaseError::Refused`] when an entry is one that the verifier would call a failure, or is
    /// under no root that this case trusts (see [`CaseFile::trust`]); [`CaseError::Import`] when an
    /// entry is not an event. The entries before it are then recorded. [`CaseError::ImportRecord`]
    /// when the source ends or goes on otherwise than a ledger: of what was read, all but the last
    /// entry is then recorded, since what is missing can be that entry's disclosures.
    pub fn import(&mut self, mut source: impl Read + Seek) -> Result<Imported, CaseError> {
        let failed = |source| VerifierError::Read { offset: 0, source };
        source.seek(SeekFrom::Start(0)).map_err(failed)?;
        let mut imported = Imported::default();
        let taken = self.import_records(&mut RecordReader::new(source), &mut imported);
        imported.recorded = self.commit()?;
        taken.map(|()| imported)
    }

    fn import_records(
        &mut self,
        source: &mut RecordReader<impl Read>,
        imported: &mut Imported,
    ) -> Result<(), CaseError> {
        // Not even a header: nothing is no ledger.
        if next_of(source)?.is_none() {
            return Err(CaseError::ImportRecord { source: RecordError::Torn { range: 0..0 } });
        }
        let mut index = 0_u64;
        let mut record = next_of(source)?;
        while let Some(read) = record {
            record = next_of(source)?;
            if read.kind == RecordKind::Entry {
                let next = record.as_ref();
                let disclosures = next.filter(|next| next.kind == RecordKind::Disclosures);
                self.import_entry(&read, disclosures, index, imported)?;
                index = index.saturating_add(1);
            }
        }
        Ok(())
    }

    fn import_entry(
        &mut self,
        entry: &Record,
        disclosures: Option<&Record>,
        index: u64,
        imported: &mut Imported,
    ) -> Result<(), CaseError> {
        let mut event = SignedEvent::parse(entry.content().to_vec())
            .map_err(|source| CaseError::Import { index, source: Box::new(source) })?;
        if self.holds(&event) {
            imported.held = imported.held.saturating_add(1);
            return Ok(());
        }
        // A record that does not open the entry is not taken along; the entry stands without it.
        if let Some(record) = disclosures
            && let Ok(()) = event.disclose(&record.bytes)
        {}
        self.take(event, Own::No).map(|_| ())
    }

    /// Whether an entry stands in this ledger.
    #[must_use]
    pub fn holds(&self, event: &SignedEvent) -> bool {
        self.holds_entry(event.hash())
    }

    /// As [`holds`](Self::holds), by the hash of the entry.
    #[must_use]
    pub fn holds_entry(&self, entry: EntryHash) -> bool {
        self.held.contains(&entry) || self.is_staged(entry)
    }
}

fn next_of(source: &mut RecordReader<impl Read>) -> Result<Option<Record>, CaseError> {
    match source.next_record() {
        Ok(record) => Ok(record),
        Err(RecordError::Io { offset, source }) => {
            Err(VerifierError::Read { offset, source }.into())
        }
        Err(source) => Err(CaseError::ImportRecord { source }),
    }
}
