//! What one of the two has: its signed heads, its leaves, and what the verifier finds in it.

use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;

use crate::encoding::Timestamp;
use crate::event::{EntryHash, SignedEvent};
use crate::identity::{OrgId, Thumbprint, Trust};
use crate::ledger::{Record, RecordError, RecordKind, RecordReader, SignedCheckpoint, VerifierKey};
use crate::merkle::{Hash, Tree, leaf_hash};
use crate::verify::code::{Class, Code};
use crate::verify::compare::register::registers;
use crate::verify::compare::search::heads_in;
use crate::verify::compare::{Compared, SideKind};
use crate::verify::error::VerifierError;
use crate::verify::finding::Finding;
use crate::verify::report::Scope;
use crate::verify::verifier::Verifier;

/// The entries of a whole ledger, by their hashes.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    pub(super) hashes: Vec<EntryHash>,
    pub(super) tree: Tree,
}

/// An origin, and the keys of its heads, each with the index of the entry that registers it.
pub(super) type HeadKeys = (String, Vec<(u64, VerifierKey)>);

/// One of the two.
#[derive(Debug)]
pub(super) struct Side {
    pub(super) kind: SideKind,
    pub(super) origin: Option<String>,
    /// Signed by a key of the ledger, by size; whether the entries make their roots is another matter.
    pub(super) heads: Vec<SignedCheckpoint>,
    pub(super) leaves: Option<Leaves>,
    /// The entries that register organisations, parties and keys, in their order.
    pub(super) directory: Vec<SignedEvent>,
    pub(super) keeper: Option<OrgId>,
    /// The keys of its heads, each with the index of the entry that registers it.
    keys: Vec<(u64, VerifierKey)>,
    /// From where on its bytes could not be told apart as records.
    unread: Option<Range<u64>>,
    /// Whether it was looked through for heads, record or not.
    searched: bool,
    head: Option<(u64, Hash)>,
    findings: Vec<Finding>,
}

impl Side {
    /// Verifies a file, and reads it once more for its leaves and heads.
    pub(super) fn read(
        trust: &Trust,
        now: Timestamp,
        source: &mut (impl Read + Seek),
    ) -> Result<Self, VerifierError> {
        rewind(source)?;
        let report = Verifier::new(trust, now).verify(&mut *source)?;
        rewind(source)?;
        let kind = match report.scope {
            Scope::Extract(_) => SideKind::Extract,
            Scope::Ledger => SideKind::Ledger,
            Scope::Unreadable => SideKind::Unreadable,
        };
        let mut side = Self {
            kind,
            origin: report.origin.clone(),
            heads: Vec::new(),
            leaves: (kind == SideKind::Ledger).then(Leaves::default),
            directory: Vec::new(),
            keeper: report.keeper.as_ref().map(|(root, _)| *root),
            keys: report.head_keys.clone(),
            unread: None,
            searched: false,
            head: report.head.map(|head| (head.size, head.root)),
            findings: Vec::new(),
        };
        if kind == SideKind::Unreadable {
            // Of what does not begin as a case, nothing is believed but what is signed.
            let end = source.seek(SeekFrom::End(0));
            side.unread = Some(0..end.map_err(|source| VerifierError::Read { offset: 0, source })?);
        } else {
            side.records(source)?;
        }
        side.heads.sort_by_key(|head| head.unverified().size());
        side.findings = report.findings;
        Ok(side)
    }

    /// Looks through a damaged file for signed heads that stand in no record which could be read. The keys can be those of
    /// the other side: where the entry that registers them is damaged, nothing here does.
    pub(super) fn search(
        &mut self,
        source: &mut (impl Read + Seek),
        other: Option<&HeadKeys>,
    ) -> Result<(), VerifierError> {
        if !self.is_damaged() {
            return Ok(());
        }
        let Some(origin) = self.origin.as_ref().or(other.map(|(origin, _)| origin)) else {
            return Ok(());
        };
        let others = other.filter(|(of, _)| of == origin).map_or([].as_slice(), |(_, keys)| keys);
        rewind(source)?;
        let mut found = Vec::new();
        heads_in(source, origin, |head| {
            if is_signed(&head, &self.keys) || is_signed(&head, others) {
                found.push(head);
            }
        })?;
        found.extend(std::mem::take(&mut self.heads));
        found.sort_by_cached_key(|head| (head.unverified().size(), head.to_string()));
        found.dedup();
        self.heads = found;
        self.searched = true;
        Ok(())
    }

    /// What it is the ledger of, and the keys of its heads, for the search in another.
    pub(super) fn known(&self) -> Option<HeadKeys> {
        Some((self.origin.clone()?, self.keys.clone()))
    }

    /// A head, as far as a key of the case's ledger signed it.
    pub(super) fn remembered(head: SignedCheckpoint, case: &Self) -> Self {
        let said = head.unverified();
        let (origin, size, root) = (said.origin().to_owned(), said.size(), Hash(*said.root()));
        let heads = if head.open(&case.keys()).is_ok() { vec![head] } else { Vec::new() };
        Self {
            kind: SideKind::Head,
            origin: Some(origin),
            heads,
            leaves: None,
            directory: Vec::new(),
            keeper: None,
            keys: Vec::new(),
            unread: None,
            searched: false,
            head: Some((size, root)),
            findings: Vec::new(),
        }
    }

    fn records(&mut self, source: impl Read) -> Result<(), VerifierError> {
        let mut reader = RecordReader::new(source);
        loop {
            match reader.next_record() {
                Ok(Some(record)) => self.record(&record),
                Err(RecordError::Io { offset, source }) => {
                    return Err(VerifierError::Read { offset, source });
                }
                // V1.4: it has no place in the tree, and the record behind it is read.
                Err(RecordError::Oversized { .. }) => {}
                Ok(None) => return Ok(()),
                Err(RecordError::Torn { range } | RecordError::Unframed { range }) => {
                    self.unread = Some(range);
                    return Ok(());
                }
            }
        }
    }

    fn record(&mut self, record: &Record) {
        match record.kind {
            RecordKind::Entry | RecordKind::Stub => self.entry(record),
            RecordKind::Checkpoint => {
                let head = SignedCheckpoint::parse(record.content()).ok();
                self.heads.extend(head.filter(|head| is_signed(head, &self.keys)));
            }
            RecordKind::Disclosures | RecordKind::Header | RecordKind::Proof => {}
        }
    }

    fn entry(&mut self, record: &Record) {
        let stub = <[u8; 32]>::try_from(record.content()).map(EntryHash::from);
        let hash = stub.unwrap_or_else(|_| EntryHash::of(record.content()));
        if let Some(leaves) = &mut self.leaves {
            leaves.hashes.push(hash);
            leaves.tree.append(leaf_hash(hash.as_bytes()));
        }
        if record.kind == RecordKind::Entry
            && let Ok(event) = SignedEvent::parse(record.content().to_vec())
            && registers(&event)
        {
            self.directory.push(event);
        }
    }

    /// The ledger: as the file has it, or as the heads say that were found in it under the keys of the other.
    pub(super) fn ledger(&self) -> Option<&str> {
        let of_heads = || self.heads.first().map(|head| head.unverified().origin());
        self.origin.as_deref().or_else(of_heads)
    }

    /// The keys that the ledger registered for its heads.
    pub(super) fn keys(&self) -> Vec<VerifierKey> {
        self.keys.iter().map(|(_, key)| key.clone()).collect()
    }

    /// The key that the ledger was opened with.
    pub(super) fn opened_with(&self) -> Option<Thumbprint> {
        self.keys.first().map(|(_, key)| key.public_key().thumbprint())
    }

    /// The number of entries, or of those under the head.
    pub(super) fn size(&self) -> u64 {
        self.head.map_or(0, |(size, _)| size)
    }

    /// The root that the entries make at a size.
    pub(super) fn root_at(&self, size: u64) -> Option<Hash> {
        self.leaves.as_ref()?.tree.root_at(size).ok()
    }

    /// Whether the entries make the root of a head.
    pub(super) fn makes(&self, head: &SignedCheckpoint) -> bool {
        let head = head.unverified();
        self.root_at(head.size()) == Some(Hash(*head.root()))
    }

    /// Whether the bytes of the file were altered, or it was cut: a difference may be that.
    pub(super) fn is_damaged(&self) -> bool {
        self.findings.iter().any(is_damage)
    }

    pub(super) fn into_compared(self) -> Compared {
        Compared {
            opened_with: self.opened_with(),
            kind: self.kind,
            origin: self.ledger().map(str::to_owned),
            keeper: self.keeper,
            size: self.head.map_or(0, |(size, _)| size),
            root: self.head.map(|(_, root)| root),
            signed: self.heads.last().map(|head| head.unverified().size()),
            unread: self.unread.filter(|unread| !unread.is_empty()),
            searched: self.searched,
            findings: self.findings,
        }
    }
}

/// Whether a finding says that bytes were altered or are missing, and not only what somebody did.
pub(super) fn is_damage(finding: &Finding) -> bool {
    let of_bytes = ["V1.", "V8."].iter().any(|step| finding.code.requirement().starts_with(step));
    let failed = finding.code.class() == Class::Failure;
    failed && (of_bytes || finding.code == Code::SignatureMismatch)
}

/// V8.3: signed by the key in force at its size.
fn is_signed(head: &SignedCheckpoint, keys: &[(u64, VerifierKey)]) -> bool {
    let last = head.unverified().size().checked_sub(1);
    let in_force = |last| keys.iter().rev().find(|(from, _)| *from <= last);
    let key = last.and_then(in_force).map(|(_, key)| key);
    // The name of the key is the origin.
    key.is_some_and(|key| head.open(std::slice::from_ref(key)).is_ok())
}

fn rewind(source: &mut impl Seek) -> Result<(), VerifierError> {
    let moved = source.seek(SeekFrom::Start(0));
    moved.map(|_| ()).map_err(|source| VerifierError::Read { offset: 0, source })
}
