//! The records of a store, read in batches.

use std::io::{Seek, SeekFrom};
use std::path::PathBuf;

use crate::ledger::{Header, Record, RecordError, RecordReader};
use crate::store::contract::{Store, StoreReader};
use crate::store::error::{CaseError, StoreError};
use crate::verify::{Code, Detail, Finding, Location};

/// The length of the header, which is that of a whole ledger.
pub(crate) fn read_header(store: &mut impl Store) -> Result<u64, CaseError> {
    let not_ours = |detail, range| {
        let location = Location { bytes: Some(range), ..Location::default() };
        let finding = Box::new(Finding::new(Code::FileHeader, location, detail));
        CaseError::ReadOnly { finding }
    };
    let end = store.length();
    let mut reader = RecordReader::new(StoreReader::new(store));
    match reader.next_record() {
        Ok(Some(record)) => match Header::from_bytes(&record.bytes) {
            Ok(Header::Ledger) => Ok(record.range.end),
            Ok(Header::Extract(_)) => Err(not_ours(Detail::None, record.range)),
            Err(error) => Err(not_ours(Detail::Decode(error.kind), record.range)),
        },
        Ok(None) | Err(_) => Err(not_ours(Detail::None, 0..end)),
    }
}

/// Records that follow each other, and where and why the reading of them ended.
pub(crate) struct Batch {
    pub(crate) records: Vec<Record>,
    pub(crate) end: u64,
    pub(crate) error: Option<RecordError>,
}

/// How many records are read before they are replayed: enough that reading costs nothing, few
/// enough to fit in memory at their largest.
const BATCH: usize = 64;

/// The records from an offset on; none behind the last.
pub(crate) fn read_batch(store: &mut impl Store, offset: u64) -> Result<Option<Batch>, CaseError> {
    let mut source = StoreReader::new(store);
    let failed = |source| {
        CaseError::Store(StoreError::Io { path: PathBuf::new(), operation: "read", source })
    };
    source.seek(SeekFrom::Start(offset)).map_err(failed)?;
    let mut reader = RecordReader::after_header(source, offset);
    let mut records = Vec::new();
    let mut error = None;
    while records.len() < BATCH && error.is_none() {
        match reader.next_record() {
            Ok(Some(record)) => records.push(record),
            Ok(None) => break,
            Err(RecordError::Io { source, .. }) => return Err(failed(source)),
            Err(found) => error = Some(found),
        }
    }
    let end = reader.offset();
    Ok((!records.is_empty() || error.is_some()).then_some(Batch { records, end, error }))
}
