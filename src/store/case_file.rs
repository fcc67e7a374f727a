//! The front door for writers.

use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::custody::Register;
use crate::encoding::Timestamp;
use crate::event::{
    At, Body, CaseOpened, EntryHash, Event, EventDraft, Link, SignedEvent, Subject,
};
use crate::identity::{CaseId, Entropy, OrgId, Origin, PartyId, PublicKey, Signer, Trust};
use crate::ledger::{
    Checkpoint, Header, Record, RecordReader, SignedCheckpoint, checkpoint_record, entry_record,
};
use crate::store::acts::{self, Actor};
use crate::store::error::{CaseError, StoreError};
use crate::store::file::FileStore;
use crate::store::load;
use crate::store::memory::MemoryStore;
use crate::verify::{Class, Code, Finding, Fold};

/// Where the records of a case are kept.
///
/// The contract:
///
/// * `append` writes all the bytes at the end, with one write, and nothing else ever changes a byte
///   that was appended. After it returns, `read` gives these bytes, but a power cut may lose them
///   or any part of them.
/// * `sync` returns once everything appended before it survives a power cut. Only then may anything
///   be acknowledged.
/// * After an error of either, the store does not know what is kept, and answers an error to every
///   further `append` and `sync`. Reading goes on.
/// * One writer at a time: a store that cannot keep others out does not open.
pub trait Store {
    /// The number of bytes appended.
    fn length(&self) -> u64;

    /// Appends bytes and says where they stand. They are not durable yet.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; the store is then poisoned.
    fn append(&mut self, bytes: &[u8]) -> Result<Range<u64>, StoreError>;

    /// Makes everything appended durable.
    ///
    /// # Errors
    ///
    /// [`StoreError`]; the store is then poisoned.
    fn sync(&mut self) -> Result<(), StoreError>;

    /// Reads bytes back; fewer where the store ends before the range does.
    ///
    /// # Errors
    ///
    /// [`StoreError`].
    fn read(&mut self, range: Range<u64>) -> Result<Vec<u8>, StoreError>;
}

/// Reads a store from the beginning.
pub(crate) struct StoreReader<'s, S> {
    store: &'s mut S,
    position: u64,
}

impl<'s, S: Store> StoreReader<'s, S> {
    pub(crate) const fn new(store: &'s mut S) -> Self {
        Self { store, position: 0 }
    }
}

impl<S: Store> Read for StoreReader<'_, S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = u64::try_from(buffer.len()).unwrap_or(u64::MAX);
        let range = self.position..self.position.saturating_add(wanted);
        let bytes = self.store.read(range).map_err(io::Error::other)?;
        buffer
            .iter_mut()
            .zip(&bytes)
            .for_each(|(to, from)| *to = *from);
        let read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.position = self.position.saturating_add(read);
        Ok(bytes.len())
    }
}

impl<S: Store> Seek for StoreReader<'_, S> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.store.length().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
        };
        self.position = target.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.position)
    }
}

/// What a new ledger begins with.
pub struct Opening<'a> {
    /// What the organisation calls itself.
    pub organisation: &'a str,
    /// Where it belongs, ISO 3166-1 alpha-2.
    pub jurisdiction: &'a str,
    /// The name before the random part of the ledger's origin, such as `custody.example.org`.
    pub origin: &'a str,
    /// The root key.
    pub root: &'a dyn Signer,
    /// The key that will sign the ledger's heads, and nothing else.
    pub checkpoint_key: &'a dyn Signer,
    /// Thumbprints of keys kept offline that may follow the root key.
    pub successors: &'a [crate::identity::Thumbprint],
    /// When.
    pub at: Timestamp,
}

/// Where an event was recorded.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Recorded {
    /// Its index in the ledger.
    pub index: u64,
    /// Its name.
    pub entry: EntryHash,
}

/// What opening a file for writing found at its end.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Recovery {
    /// The file is whole.
    Clean,
    /// A torn tail was cut off. It is kept beside the file.
    Cut {
        /// The bytes that were cut.
        range: Range<u64>,
        /// Where they are kept.
        kept: PathBuf,
    },
}

/// The front door for writers: a ledger that one organisation keeps.
///
/// Every event is held against the rules before it is written: what the verifier would call a
/// failure, or an act without effect, is refused. It is acknowledged once it is durable.
///
/// # Examples
///
/// ```
/// use handseal::identity::{OsEntropy, SigningKey, Trust};
/// use handseal::store::{Actor, CaseFile, MemoryStore, Opening};
/// use handseal::verify::{Verdict, Verifier};
///
/// let mut entropy = OsEntropy;
/// let root = SigningKey::generate(&mut entropy)?;
/// let ledger_key = SigningKey::generate(&mut entropy)?;
/// let at = "2026-11-22T09:00:00+01:00".parse()?;
/// let mut case = CaseFile::create_in(
///     MemoryStore::new(),
///     &Opening {
///         organisation: "Example Police",
///         jurisdiction: "EX",
///         origin: "custody.example.org",
///         root: &root,
///         checkpoint_key: &ledger_key,
///         successors: &[],
///         at,
///     },
///     &mut entropy,
/// )?;
/// let chief = Actor::organisation(&root);
/// case.open_case("2041/26", &chief, at, &mut entropy)?;
/// let head = case.checkpoint(&ledger_key)?;
///
/// let trust = Trust::new().root(case.keeper());
/// let report = Verifier::new(&trust, at).anchor(head).verify_bytes(case.store().as_bytes())?;
/// assert_eq!(report.verdict, Verdict::Consistent);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct CaseFile<S: Store = FileStore> {
    pub(crate) store: S,
    pub(crate) fold: Fold,
    pub(crate) held: HashSet<EntryHash>,
    /// Where the entry at the tip of each chain stands, to be read back before it is signed over.
    pub(crate) tips: HashMap<Subject, Range<u64>>,
    /// The end of the last checkpoint record, or of the header: what lies behind is read back
    /// before the next head is signed.
    pub(crate) attested: u64,
    /// The digests of the records behind it.
    pub(crate) unattested: Vec<[u8; 32]>,
    pub(crate) last_head: Option<SignedCheckpoint>,
    pub(crate) read_only: Option<Finding>,
    /// Events that were taken and are not written yet.
    group: Group,
    /// A write failed: what was folded is more than what is durable.
    poisoned: bool,
}

impl CaseFile<FileStore> {
    /// Makes a new case file, which must not be there yet.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`] when the file is there or cannot be written, and what
    /// [`CaseFile::create_in`] answers.
    pub fn create(
        path: impl AsRef<Path>,
        opening: &Opening<'_>,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, CaseError> {
        Self::create_in(FileStore::create(path)?, opening, entropy)
    }

    /// Opens a case file for writing. A torn tail is cut off and kept beside the file; a file with
    /// damage that whole entries follow opens for reading only (see [`recover`](crate::store::recover)).
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`] when it cannot be opened or another process writes it;
    /// [`CaseError::ReadOnly`] when its header is not ours, so that nothing can be read.
    pub fn open(path: impl AsRef<Path>, trust: &Trust) -> Result<(Self, Recovery), CaseError> {
        load::open(FileStore::open(path)?, trust)
    }
}

impl CaseFile<MemoryStore> {
    /// Opens a case in memory for writing.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::open`].
    pub fn open_bytes(bytes: Vec<u8>, trust: &Trust) -> Result<Self, CaseError> {
        load::open_memory(MemoryStore::holding(bytes), trust)
    }
}

impl<S: Store> CaseFile<S> {
    /// Begins a ledger in an empty store: header, `founded` and `opened`, with one sync.
    ///
    /// # Errors
    ///
    /// [`CaseError`] when a key does not sign, the origin's name cannot stand in an origin, or the
    /// store cannot be written.
    pub fn create_in(
        store: S,
        opening: &Opening<'_>,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, CaseError> {
        let keeper = opening.root.public_key().thumbprint();
        let trust = Trust::new().root(keeper);
        let mut case = Self::begin(store, trust);
        let header = Header::Ledger.to_bytes();
        let range = case.store.append(&header)?;
        case.attested = range.end;
        let genesis = acts::genesis(opening, entropy)?;
        case.record(genesis)?;
        Ok(case)
    }

    pub(crate) fn begin(store: S, trust: Trust) -> Self {
        Self {
            store,
            fold: Fold::new(trust, None),
            held: HashSet::new(),
            tips: HashMap::new(),
            attested: 0,
            unattested: Vec::new(),
            last_head: None,
            read_only: None,
            group: Group::default(),
            poisoned: false,
        }
    }

    /// The organisation that keeps the ledger.
    #[must_use]
    pub fn keeper(&self) -> OrgId {
        self.fold
            .keeper
            .unwrap_or(crate::identity::Thumbprint([0; 32]))
    }

    /// The ledger's origin.
    ///
    /// # Errors
    ///
    /// [`CaseError::UnknownSubject`] in a ledger that was never opened.
    pub fn origin(&self) -> Result<&Origin, CaseError> {
        self.fold.origin.as_ref().ok_or_else(|| {
            let party = PartyId::organisation(self.keeper());
            CaseError::UnknownSubject {
                subject: Box::new(Subject::Party(party)),
            }
        })
    }

    /// The number of entries.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.fold.tree.size()
    }

    /// What is recorded of all subjects.
    #[must_use]
    pub const fn register(&self) -> &Register {
        &self.fold.register
    }

    /// The store.
    #[must_use]
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// The failure for which the case is open for reading only.
    #[must_use]
    pub const fn read_only(&self) -> Option<&Finding> {
        self.read_only.as_ref()
    }

    /// Trusts a further organisation, so that its entries can be imported.
    pub fn trust(&mut self, org: OrgId) {
        self.fold.trust_also(org);
    }

    /// The links that an event about these subjects takes next.
    #[must_use]
    pub fn next_links(&self, subjects: &[Subject]) -> Vec<Link> {
        subjects
            .iter()
            .map(|subject| self.fold.register.next_link(subject))
            .collect()
    }

    /// Drafts an event about these subjects, to be signed elsewhere and given to
    /// [`CaseFile::record`]. Nothing is locked meanwhile: if a chain moves, `record` says so.
    ///
    /// # Errors
    ///
    /// [`CaseError::Draft`] when body and subjects do not fit together,
    /// [`CaseError::NotReadBack`] when an entry to be signed over has rotted.
    pub fn draft(
        &mut self,
        body: impl Into<Body>,
        subjects: &[Subject],
        signer: PartyId,
        signed_for: Option<PartyId>,
        key: &PublicKey,
        at: At,
    ) -> Result<EventDraft, CaseError> {
        self.read_back_tips(subjects)?;
        let signed_at = at.time.latest().filter(|_| at.recorded_late.is_none());
        let mut event = Event::new(at, body, self.next_links(subjects));
        event.signed_for = signed_for;
        EventDraft::new(event, signer, key, signed_at).map_err(CaseError::from)
    }

    /// Does one act: drafts, signs, checks, writes, syncs.
    ///
    /// # Errors
    ///
    /// What [`CaseFile::draft`] and [`CaseFile::record`] answer, and [`CaseError::Draft`] when the
    /// signer does not sign.
    pub fn act(
        &mut self,
        body: impl Into<Body>,
        subjects: &[Subject],
        actor: &Actor<'_>,
        at: At,
    ) -> Result<Recorded, CaseError> {
        let event = self.signed(body, subjects, actor, at)?;
        let recorded = self.record([event])?;
        recorded
            .first()
            .copied()
            .ok_or(CaseError::Store(StoreError::Poisoned))
    }

    /// Drafts and signs an act without recording it, for a group of acts with one sync.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`].
    pub fn signed(
        &mut self,
        body: impl Into<Body>,
        subjects: &[Subject],
        actor: &Actor<'_>,
        at: At,
    ) -> Result<SignedEvent, CaseError> {
        let key = actor.signer.public_key();
        let draft = self.draft(body, subjects, actor.id, actor.signed_for, key, at)?;
        draft.sign(actor.signer).map_err(CaseError::from)
    }

    /// Records signed events: checks each against the rules, writes them with one write, and
    /// answers once they are durable.
    ///
    /// # Errors
    ///
    /// [`CaseError::ChainMoved`] when an event does not take the next place of its chains,
    /// [`CaseError::Refused`] when the rules do not allow it; the events before it in the group are
    /// then recorded, it and those behind it are not. [`CaseError::Store`] when nothing is known of
    /// the disk any more; [`CaseError::ReadOnly`].
    pub fn record(
        &mut self,
        events: impl IntoIterator<Item = SignedEvent>,
    ) -> Result<Vec<Recorded>, CaseError> {
        let mut refused = None;
        for event in events {
            if let Err(error) = self.stage(event) {
                refused = Some(error);
                break;
            }
        }
        let recorded = self.commit()?;
        refused.map_or(Ok(recorded), Err)
    }

    /// Checks one signed event against the rules and takes it into the next group. It is neither
    /// written nor acknowledged before [`CaseFile::commit`]; the next event can be drafted on it.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::record`]; the group is then as it was.
    pub fn stage(&mut self, event: SignedEvent) -> Result<Recorded, CaseError> {
        self.check_next(&event)?;
        self.take(event, Own::Yes)
    }

    pub(crate) fn is_staged(&self, entry: EntryHash) -> bool {
        self.group
            .entries
            .iter()
            .any(|(recorded, _, _)| recorded.entry == entry)
    }

    fn check_next(&self, event: &SignedEvent) -> Result<(), CaseError> {
        for found in event.links() {
            let expected = self.fold.register.next_link(&found.subject);
            if expected != *found {
                return Err(CaseError::ChainMoved {
                    subject: Box::new(found.subject.clone()),
                    expected: Box::new(expected),
                    found: Box::new(found.clone()),
                });
            }
        }
        Ok(())
    }

    fn check_writable(&self) -> Result<(), CaseError> {
        match &self.read_only {
            Some(finding) => Err(CaseError::ReadOnly {
                finding: Box::new(finding.clone()),
            }),
            None if self.poisoned => Err(CaseError::Store(StoreError::Poisoned)),
            None => Ok(()),
        }
    }

    /// Judges an event and takes its effect; its bytes join the group.
    pub(crate) fn take(&mut self, event: SignedEvent, own: Own) -> Result<Recorded, CaseError> {
        self.check_writable()?;
        let index = self.fold.tree.size();
        let (entry, links) = (event.hash(), event.links().to_vec());
        let mut bytes = entry_record(event.as_bytes());
        let length = bytes.len();
        bytes.extend_from_slice(event.disclosures());
        let assessment = self.fold.assess(event, index);
        if let Some(finding) = assessment
            .findings
            .iter()
            .find(|finding| own.refuses(finding))
        {
            return Err(CaseError::Refused {
                finding: Box::new(finding.clone()),
            });
        }
        if own == Own::Yes
            && let Some(pending) = assessment.pending.first()
        {
            let subject = Box::new(pending.subject.clone());
            return Err(CaseError::UnknownSubject { subject });
        }
        self.fold.append(&entry);
        self.fold.apply(assessment, index);
        // Not on the disk yet, so not to be read back from it.
        for link in &links {
            self.tips.remove(&link.subject);
        }
        let recorded = Recorded { index, entry };
        self.group.add(recorded, links, &bytes, length);
        Ok(recorded)
    }

    /// Writes the group with one write and one sync, and acknowledges it.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`]: nothing of the group is acknowledged, and nothing is written through
    /// this handle any more.
    pub fn commit(&mut self) -> Result<Vec<Recorded>, CaseError> {
        let group = std::mem::take(&mut self.group);
        if group.bytes.is_empty() {
            return Ok(Vec::new());
        }
        let range = self.write(&group.bytes)?;
        self.unattested.extend(group.digests);
        for (recorded, links, place) in &group.entries {
            self.held.insert(recorded.entry);
            let place =
                range.start.saturating_add(place.start)..range.start.saturating_add(place.end);
            for link in links {
                self.tips.insert(link.subject.clone(), place.clone());
            }
        }
        Ok(group
            .entries
            .into_iter()
            .map(|(recorded, _, _)| recorded)
            .collect())
    }

    /// Signs a head over everything recorded, records it, and gives it: keep it elsewhere.
    ///
    /// What was written since the last head is read back and hashed again first: one bit that
    /// flipped in between would otherwise be signed for ever.
    ///
    /// # Errors
    ///
    /// [`CaseError::NotReadBack`], [`CaseError::NotCheckpointKey`], [`CaseError::CheckpointSign`],
    /// [`CaseError::Store`], [`CaseError::ReadOnly`].
    pub fn checkpoint(&mut self, key: &dyn Signer) -> Result<SignedCheckpoint, CaseError> {
        self.check_writable()?;
        self.commit()?;
        let size = self.fold.tree.size();
        let registered = self
            .fold
            .head_key(size)
            .map(|known| known.public_key().thumbprint());
        if registered != Some(key.public_key().thumbprint()) {
            return Err(CaseError::NotCheckpointKey);
        }
        if let Some(head) = self
            .last_head
            .as_ref()
            .filter(|head| head.unverified().size() == size)
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
        self.unattested.clear();
        self.last_head = Some(head.clone());
        Ok(head)
    }

    /// Appends and syncs. After an error of either nothing is written through this handle again,
    /// even if the store would: what was folded is not what is durable.
    fn write(&mut self, bytes: &[u8]) -> Result<Range<u64>, StoreError> {
        if self.poisoned {
            return Err(StoreError::Poisoned);
        }
        let written = self.store.append(bytes);
        let written = written.and_then(|range| self.store.sync().map(|()| range));
        self.poisoned = written.is_err();
        written
    }

    /// Reads what was written since the last head and compares it with what was hashed.
    fn read_back(&mut self) -> Result<(), CaseError> {
        let (attested, end) = (self.attested, self.store.length());
        let mut source = StoreReader::new(&mut self.store);
        let not_read_back = || CaseError::NotReadBack {
            range: attested..end,
        };
        source
            .seek(SeekFrom::Start(attested))
            .map_err(|_| not_read_back())?;
        let mut reader = RecordReader::after_header(source, attested);
        let mut expected = self.unattested.iter();
        while let Some(record) = reader.next_record().map_err(|_| not_read_back())? {
            if expected.next() != Some(&digest(&record.bytes)) {
                return Err(CaseError::NotReadBack {
                    range: record.range,
                });
            }
        }
        if expected.next().is_some() {
            Err(not_read_back())
        } else {
            Ok(())
        }
    }

    /// Reads the entries back that an event about these subjects will name.
    fn read_back_tips(&mut self, subjects: &[Subject]) -> Result<(), CaseError> {
        for subject in subjects {
            let (Some(range), Some(tip)) = (
                self.tips.get(subject).cloned(),
                self.fold.register.tip(subject),
            ) else {
                continue;
            };
            let hash = tip.hash;
            let bytes = self.store.read(range.clone())?;
            let mut reader = RecordReader::after_header(bytes.as_slice(), range.start);
            let record: Option<Record> = reader.next_record().ok().flatten();
            if record.is_none_or(|record| EntryHash::of(record.content()) != hash) {
                return Err(CaseError::NotReadBack { range });
            }
        }
        Ok(())
    }

    /// Opens a case in this ledger and gives its id.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::act`].
    pub fn open_case(
        &mut self,
        reference: &str,
        officer: &Actor<'_>,
        at: Timestamp,
        entropy: &mut dyn Entropy,
    ) -> Result<CaseId, CaseError> {
        let id = CaseId::generate(entropy)?;
        let mut salts = crate::event::Salts::new(entropy)?;
        let body = CaseOpened {
            title: None,
            reference: salts.commit(reference),
        };
        self.act(body, &[Subject::Case(id)], officer, At::device(at))?;
        Ok(id)
    }
}

/// Whether an event is this process's own act or comes from elsewhere.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Own {
    No,
    Yes,
}

impl Own {
    /// Own acts must be good; what comes from elsewhere must not be a failure nor unverified.
    fn refuses(self, finding: &Finding) -> bool {
        match (finding.code.class(), self) {
            (Class::Failure, _) => true,
            (Class::NotChecked, Self::Yes) => true,
            (Class::NotChecked, Self::No) => matches!(finding.code, Code::KeyUnknown),
            (Class::Irregularity, Self::Yes) => finding.code == Code::CustodyMoveForbidden,
            (Class::Irregularity, Self::No) | (Class::Note, _) => false,
        }
    }
}

/// Events on their way to the store.
#[derive(Default)]
pub(crate) struct Group {
    bytes: Vec<u8>,
    entries: Vec<(Recorded, Vec<Link>, Range<u64>)>,
    digests: Vec<[u8; 32]>,
}

impl Group {
    /// Adds an event by its records; the entry's own is of this length.
    fn add(&mut self, recorded: Recorded, links: Vec<Link>, bytes: &[u8], length: usize) {
        let (record, disclosures) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
        let records = [record, disclosures].into_iter();
        let records = records.filter(|record| !record.is_empty());
        self.digests.extend(records.map(digest));
        let start = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
        let end = start.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        self.bytes.extend_from_slice(bytes);
        self.entries.push((recorded, links, start..end));
    }
}

/// What a record is compared by when it is read back.
pub(crate) fn digest(record: &[u8]) -> [u8; 32] {
    Sha256::digest(record).into()
}
