//! A head is signed over what reads back as it was written.

use std::collections::BTreeSet;
use std::io::{Seek, SeekFrom};
use std::ops::Range;

use sha2::{Digest, Sha256};

use crate::event::{EntryHash, Link, SignedEvent, Subject};
use crate::identity::Signer;
use crate::ledger::{
    Checkpoint, CosignatureRequest, Record, RecordKind, RecordReader, SignedCheckpoint,
    checkpoint_record,
};
use crate::merkle::Hash;
use crate::store::case_file::{CaseFile, Durability};
use crate::store::contract::{Store, StoreReader};
use crate::store::error::{CaseError, StoreError};
use crate::store::race::ROUNDS;

impl<S: Store> CaseFile<S> {
    /// Signs a head over everything recorded, records it, and gives it: keep it elsewhere.
    ///
    /// What was written since the last head is read back and hashed again first: one bit that
    /// flipped in between would otherwise be signed for ever.
    ///
    /// # Errors
    ///
    /// [`CaseError::NotReadBack`], [`CaseError::NotCheckpointKey`], [`CaseError::CheckpointSign`],
    /// [`CaseError::Store`], [`CaseError::ReadOnly`]. [`CaseError::Outrun`] where many write.
    pub fn checkpoint(&mut self, key: &dyn Signer) -> Result<SignedCheckpoint, CaseError> {
        for _ in 0..ROUNDS {
            match self.sign_head(key) {
                // A head is signed over what others recorded meanwhile, too.
                Err(CaseError::Store(StoreError::Taken { .. })) => self.catch_up()?,
                signed => return signed,
            };
        }
        Err(CaseError::Outrun { rounds: ROUNDS, events: Vec::new() })
    }

    fn sign_head(&mut self, key: &dyn Signer) -> Result<SignedCheckpoint, CaseError> {
        self.check_writable()?;
        self.settle()?;
        let size = self.fold.tree.size();
        let registered = self.fold.head_key(size).map(|known| known.public_key().thumbprint());
        if registered != Some(key.public_key().thumbprint()) {
            return Err(CaseError::NotCheckpointKey);
        }
        if let Some(head) = self.last_head.as_ref().filter(|head| head.unverified().size() == size)
        {
            return Ok(head.clone());
        }
        self.read_back()?;
        let root = self.fold.tree.root();
        let origin = self.origin()?.as_str().to_owned();
        let checkpoint = Checkpoint::new(&origin, size, root.0).map_err(CaseError::Checkpoint)?;
        let head = SignedCheckpoint::sign(checkpoint, key)
            .map_err(|error| CaseError::CheckpointSign(Box::new(error)))?;
        let range = self.write(&checkpoint_record(&head.to_string()))?;
        self.attested = range.end;
        self.head_start = range.start;
        self.unattested.clear();
        self.last_head = Some(head.clone());
        self.renew_cache_in_time();
        self.renew_index_in_time();
        Ok(head)
    }

    /// Signs a head over everything recorded, and makes the request for a cosigner that has signed a head of
    /// `old_size` last, 0 for none.
    ///
    /// # Errors
    ///
    /// What [`CaseFile::checkpoint`] answers; [`CaseError::Tree`] for a size that the ledger does not have.
    pub fn cosignature_request(
        &mut self,
        old_size: u64,
        key: &dyn Signer,
    ) -> Result<CosignatureRequest, CaseError> {
        let head = self.checkpoint(key)?;
        if old_size == 0 {
            return Ok(CosignatureRequest { old_size, proof: Vec::new(), head });
        }
        let (to, root) = (head.unverified().size(), Hash(*head.unverified().root()));
        let proof = self.by_index_or_whole(root, &mut |case, source| {
            case.visit_at(source, BTreeSet::new(), &mut |_, _| {})?;
            if !case.makes(source, to, root) {
                return Err(CaseError::NotReadBack { range: 0..case.store.length() });
            }
            case.consistency(source, old_size, to)
        })?;
        Ok(CosignatureRequest { old_size, proof, head })
    }

    /// Appends and syncs. After an error of either nothing is written through this handle again,
    /// even if the store would: what was folded is not what is durable.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<Range<u64>, StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned);
        }
        let written = self.store.append(bytes);
        let written = written.and_then(|range| self.store.sync().map(|()| range));
        self.poisoned = !matches!(written, Ok(_) | Err(StoreError::Taken { .. }));
        if let Ok(range) = &written {
            self.followed = range.end;
        }
        written
    }

    /// Appends what a sync that others share makes durable.
    pub(crate) fn append(&mut self, bytes: &[u8]) -> Result<Range<u64>, StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned);
        }
        let written = self.store.append(bytes);
        self.poisoned = written.is_err();
        if let Ok(range) = &written {
            self.followed = range.end;
        }
        written
    }

    /// What leaves this process is durable before.
    pub(crate) fn settle(&mut self) -> Result<(), CaseError> {
        self.commit()?;
        if self.durability == Durability::Shared {
            self.write(&[])?;
        }
        Ok(())
    }

    /// Reads what was written since the last head and compares it with what was hashed.
    fn read_back(&mut self) -> Result<(), CaseError> {
        let (attested, end) = (self.attested, self.store.length());
        let mut source = StoreReader::new(&mut self.store);
        let not_read_back = || CaseError::NotReadBack { range: attested..end };
        source.seek(SeekFrom::Start(attested)).map_err(|_| not_read_back())?;
        let mut reader = RecordReader::after_header(source, attested);
        let mut expected = self.unattested.iter();
        while let Some(record) = reader.next_record().map_err(|_| not_read_back())? {
            if expected.next() != Some(&digest(&record)) {
                return Err(CaseError::NotReadBack { range: record.range });
            }
        }
        if expected.next().is_some() { Err(not_read_back()) } else { Ok(()) }
    }

    /// Reads the entries back that an event about these subjects will name.
    pub(crate) fn read_back_tips(&mut self, subjects: &[Subject]) -> Result<(), CaseError> {
        for subject in subjects {
            let Some(tip) = self.fold.register.tip(subject) else { continue };
            let Some(range) = self.tips.get(subject).cloned() else {
                // What is staged is not in the store yet. Of all else a cache must say where it stands.
                if self.resumed == 0 || self.group.takes(subject) {
                    continue;
                }
                return Err(CaseError::NotReadBack { range: 0..self.attested });
            };
            let (hash, seq) = (tip.hash, tip.seq);
            let bytes = self.store.read(range.clone())?;
            let mut reader = RecordReader::after_header(bytes.as_slice(), range.start);
            let record: Option<Record> = reader.next_record().ok().flatten();
            // What a cache says of it, the entry itself must say.
            let resumed = self.resumed > 0;
            let is_tip = |record: Record| {
                let same = EntryHash::of(record.content()) == hash;
                same && (!resumed || stands_at(record.content(), subject, seq))
            };
            if !record.is_some_and(is_tip) {
                return Err(CaseError::NotReadBack { range });
            }
        }
        Ok(())
    }
}

/// Whether an entry takes this place of a chain.
fn stands_at(entry: &[u8], subject: &Subject, seq: u64) -> bool {
    let event = SignedEvent::parse(entry.to_vec());
    let here = |link: &Link| link.subject == *subject && link.seq == seq;
    event.is_ok_and(|event| event.links().iter().any(here))
}

/// What a record is compared by when it is read back: an entry by its name, which is known when it is written.
pub(crate) fn digest(record: &Record) -> [u8; 32] {
    if record.kind == RecordKind::Entry && record.has_shortest_head() {
        *EntryHash::of(record.content()).as_bytes()
    } else {
        digest_of(&record.bytes)
    }
}

/// The same of a record that is no entry, by its bytes.
pub(crate) fn digest_of(record: &[u8]) -> [u8; 32] {
    Sha256::digest(record).into()
}
