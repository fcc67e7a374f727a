//! What one of the two has: its signed heads, its leaves, and what the verifier finds in it.

use std::io::{Read, Seek, SeekFrom};

use crate::encoding::Timestamp;
use crate::event::{EntryHash, SignedEvent};
use crate::identity::{OrgId, Thumbprint, Trust};
use crate::ledger::{Record, RecordError, RecordKind, RecordReader, SignedCheckpoint, VerifierKey};
use crate::merkle::{Hash, Tree, leaf_hash};
use crate::verify::code::{Class, Code};
use crate::verify::compare::register::registers;
use crate::verify::compare::{Compared, SideKind};
use crate::verify::error::VerifierError;
use crate::verify::finding::Finding;
use crate::verify::report::{Report, Scope};
use crate::verify::verifier::Verifier;

/// The entries of a whole ledger, by their hashes.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    pub(super) hashes: Vec<EntryHash>,
    pub(super) tree: Tree,
}

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
    keys: Vec<VerifierKey>,
    head: Option<(u64, Hash)>,
    findings: Vec<Finding>,
}

impl Side {
    /// Verifies a file, and reads it once more for its leaves and heads.
    pub(super) fn read(
        trust: &Trust,
        now: Timestamp,
        mut source: impl Read + Seek,
    ) -> Result<Self, VerifierError> {
        rewind(&mut source)?;
        let report = Verifier::new(trust, now).verify(&mut source)?;
        rewind(&mut source)?;
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
            keys: report.head_keys.iter().map(|(_, key)| key.clone()).collect(),
            head: report.head.map(|head| (head.size, head.root)),
            findings: Vec::new(),
        };
        side.records(source, &report)?;
        side.heads.sort_by_key(|head| head.unverified().size());
        side.findings = report.findings;
        Ok(side)
    }

    /// A head, as far as a key of the case's ledger signed it.
    pub(super) fn remembered(head: SignedCheckpoint, case: &Self) -> Self {
        let said = head.unverified();
        let (origin, size, root) = (said.origin().to_owned(), said.size(), Hash(*said.root()));
        let heads = if head.open(&case.keys).is_ok() { vec![head] } else { Vec::new() };
        Self {
            kind: SideKind::Head,
            origin: Some(origin),
            heads,
            leaves: None,
            directory: Vec::new(),
            keeper: None,
            keys: Vec::new(),
            head: Some((size, root)),
            findings: Vec::new(),
        }
    }

    fn records(&mut self, source: impl Read, report: &Report) -> Result<(), VerifierError> {
        if self.kind == SideKind::Unreadable {
            return Ok(());
        }
        let mut reader = RecordReader::new(source);
        loop {
            match reader.next_record() {
                Ok(Some(record)) => self.record(&record, report),
                Err(RecordError::Io { offset, source }) => {
                    return Err(VerifierError::Read { offset, source });
                }
                // V1.4: it has no place in the tree, and the record behind it is read.
                Err(RecordError::Oversized { .. }) => {}
                Ok(None) | Err(RecordError::Torn { .. } | RecordError::Unframed { .. }) => {
                    return Ok(());
                }
            }
        }
    }

    fn record(&mut self, record: &Record, report: &Report) {
        match record.kind {
            RecordKind::Entry | RecordKind::Stub => self.entry(record),
            RecordKind::Checkpoint => {
                let head = SignedCheckpoint::parse(record.content()).ok();
                self.heads.extend(head.filter(|head| is_signed(head, report)));
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

    /// The keys that the ledger registered for its heads.
    pub(super) fn keys(&self) -> &[VerifierKey] {
        &self.keys
    }

    /// The key that the ledger was opened with.
    pub(super) fn opened_with(&self) -> Option<Thumbprint> {
        self.keys.first().map(|key| key.public_key().thumbprint())
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
            origin: self.origin,
            keeper: self.keeper,
            size: self.head.map_or(0, |(size, _)| size),
            root: self.head.map(|(_, root)| root),
            signed: self.heads.last().map(|head| head.unverified().size()),
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
fn is_signed(head: &SignedCheckpoint, report: &Report) -> bool {
    let said = head.unverified();
    let last = said.size().checked_sub(1);
    let in_force = |last| report.head_keys.iter().rev().find(|(from, _)| *from <= last);
    let own = report.origin.as_deref() == Some(said.origin());
    let key = last.and_then(in_force).map(|(_, key)| key);
    own && key.is_some_and(|key| head.open(std::slice::from_ref(key)).is_ok())
}

fn rewind(source: &mut impl Seek) -> Result<(), VerifierError> {
    let moved = source.seek(SeekFrom::Start(0));
    moved.map(|_| ()).map_err(|source| VerifierError::Read { offset: 0, source })
}
