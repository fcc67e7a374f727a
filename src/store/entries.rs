//! Every entry of a store, one after the other.

use std::io::{self, Seek, SeekFrom};
use std::path::PathBuf;

use crate::event::{EntryHash, SignedEvent};
use crate::ledger::{Record, RecordKind, RecordReader};
use crate::store::case_file::CaseFile;
use crate::store::contract::{Store, StoreReader};
use crate::store::error::{CaseError, StoreError};

/// What stands at an index.
#[derive(Clone, Copy)]
pub(crate) enum Shown<'e> {
    /// An entry with the values that are disclosed.
    Entry(&'e SignedEvent),
    /// The hash of an entry that is not shown.
    Stub(EntryHash),
}

impl Shown<'_> {
    /// The name of the entry.
    pub(crate) fn hash(&self) -> EntryHash {
        match self {
            Self::Entry(event) => event.hash(),
            Self::Stub(hash) => *hash,
        }
    }
}

impl<S: Store> CaseFile<S> {
    /// Reads every entry that is shown with its disclosures from the store.
    pub(crate) fn each_entry(
        &mut self,
        see: &mut dyn FnMut(u64, &SignedEvent),
    ) -> Result<(), CaseError> {
        self.each_shown(&mut |index, shown| match shown {
            Shown::Entry(event) => see(index, event),
            Shown::Stub(_) => {}
        })
    }

    /// Reads every entry with its disclosures, and every stub, from the store.
    pub(crate) fn each_shown(
        &mut self,
        see: &mut dyn FnMut(u64, Shown<'_>),
    ) -> Result<(), CaseError> {
        let mut source = StoreReader::new(&mut self.store);
        source.seek(SeekFrom::Start(0)).map_err(|source| failed("read", source))?;
        let mut reader = RecordReader::new(source);
        let mut index = 0;
        let mut pending: Option<Record> = None;
        let mut done = false;
        while !done {
            let next = reader.next_record();
            let next = next.map_err(|error| failed("read", io::Error::other(error)))?;
            done = next.is_none();
            let disclosures = next.as_ref().filter(|next| next.kind == RecordKind::Disclosures);
            if let Some(record) = pending.take() {
                show(&record, disclosures, index, see)?;
                index = index.saturating_add(1);
            }
            pending = next.filter(|next| matches!(next.kind, RecordKind::Entry | RecordKind::Stub));
        }
        Ok(())
    }
}

fn show(
    record: &Record,
    disclosures: Option<&Record>,
    index: u64,
    see: &mut dyn FnMut(u64, Shown<'_>),
) -> Result<(), CaseError> {
    if let Some(hash) = stub_of(record) {
        see(index, Shown::Stub(hash));
        return Ok(());
    }
    see(index, Shown::Entry(&event_of(record, disclosures)?));
    Ok(())
}

/// The entry in a record, with its disclosures.
pub(crate) fn event_of(
    record: &Record,
    disclosures: Option<&Record>,
) -> Result<SignedEvent, CaseError> {
    let damaged = || CaseError::NotReadBack { range: record.range.clone() };
    let mut event = SignedEvent::parse(record.content().to_vec()).map_err(|_| damaged())?;
    if let Some(record) = disclosures {
        event.disclose(&record.bytes).map_err(|_| damaged())?;
    }
    Ok(event)
}

/// The hash in a stub.
pub(crate) fn stub_of(record: &Record) -> Option<EntryHash> {
    let hash = <[u8; 32]>::try_from(record.content()).ok()?;
    (record.kind == RecordKind::Stub).then(|| EntryHash::from(hash))
}

pub(crate) fn failed(operation: &'static str, source: io::Error) -> CaseError {
    CaseError::Store(StoreError::Io { path: PathBuf::new(), operation, source })
}
