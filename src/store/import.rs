//! Entries of other organisations, recorded as they are.

use std::io::{Read, Seek, SeekFrom};

use crate::event::SignedEvent;
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
    /// under no root that this case trusts (see [`CaseFile::trust`]); the entries before it are
    /// then recorded. [`CaseError::Import`] when an entry is not an event; [`CaseError::ImportRecord`] when the
    /// source ends or goes on otherwise than a ledger: the entries before it are then recorded.
    pub fn import(&mut self, mut source: impl Read + Seek) -> Result<Imported, CaseError> {
        let read = |offset| move |source| VerifierError::Read { offset, source };
        source.seek(SeekFrom::Start(0)).map_err(read(0))?;
        let mut reader = RecordReader::new(source);
        let mut pending: Option<Record> = None;
        let mut imported = Imported::default();
        let mut index = 0;
        let mut refused = None;
        let mut read_any = false;
        loop {
            let record = match reader.next_record() {
                // Not even a header: nothing is no ledger.
                Ok(None) if !read_any => {
                    let source = RecordError::Torn { range: 0..0 };
                    refused = Some(CaseError::ImportRecord { source });
                    None
                }
                Ok(record) => record,
                Err(RecordError::Io { offset, source }) => {
                    refused = Some(CaseError::from(VerifierError::Read { offset, source }));
                    None
                }
                Err(source) => {
                    refused = Some(CaseError::ImportRecord { source });
                    None
                }
            };
            read_any = true;
            let disclosures = record.as_ref().filter(|next| next.kind == RecordKind::Disclosures);
            if let Some(entry) = pending.take() {
                let taken = self.import_entry(&entry, disclosures, index, &mut imported);
                index = index.saturating_add(1);
                if let Err(error) = taken {
                    refused = Some(error);
                }
            }
            match (record, &refused) {
                (Some(next), None) if next.kind == RecordKind::Entry => pending = Some(next),
                (Some(_), None) => {}
                (None, _) | (_, Some(_)) => break,
            }
        }
        imported.recorded = self.commit()?;
        refused.map_or(Ok(imported), Err)
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
        self.held.contains(&event.hash()) || self.is_staged(event.hash())
    }
}
