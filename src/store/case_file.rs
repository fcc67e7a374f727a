//! The front door for writers.

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::custody::Register;
use crate::encoding::Timestamp;
use crate::event::{At, Body, CaseOpened, Event, EventDraft, Link, SignedEvent, Subject};
use crate::identity::{CaseId, Entropy, OrgId, Origin, PartyId, PublicKey, Signer, Trust};
use crate::law::{Policies, Policy};
use crate::ledger::{Header, SignedCheckpoint};
use crate::store::actor::{self, Actor};
use crate::store::append::{Group, Recorded};
use crate::store::contract::Store;
use crate::store::error::{CaseError, StoreError};
use crate::store::file::FileStore;
use crate::store::file_system::FileSystem;
use crate::store::held::Held;
use crate::store::load;
use crate::store::memory::MemoryStore;
use crate::store::positions::Positions;
use crate::verify::{Finding, Fold};

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
    pub(crate) held: Held,
    /// Where the entry at the tip of each chain stands, to be read back before it is signed over.
    pub(crate) tips: HashMap<Subject, Range<u64>>,
    /// The end of the last checkpoint record, or of the header: what lies behind is read back before the next head.
    pub(crate) attested: u64,
    /// Where that checkpoint record begins.
    pub(crate) head_start: u64,
    /// How many entries were not read when it was opened: a cache had what they amount to.
    pub(crate) resumed: u64,
    /// How many entries the cache beside the case has, as far as this handle knows.
    pub(crate) cached: u64,
    /// Where in the ledger stands what an extract looks for.
    pub(crate) positions: Positions,
    /// The digests of the records behind it.
    pub(crate) unattested: Vec<[u8; 32]>,
    /// Up to where the store was replayed, or written by this handle.
    pub(crate) followed: u64,
    pub(crate) last_head: Option<SignedCheckpoint>,
    pub(crate) read_only: Option<Finding>,
    /// Events that were taken and are not written yet.
    pub(crate) group: Group,
    /// A write failed: what was folded is more than what is durable.
    pub(crate) poisoned: bool,
    pub(crate) durability: Durability,
}

/// When what is recorded becomes durable.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Durability {
    /// Before it is acknowledged, by whoever records it.
    AtOnce,
    /// Before it is acknowledged, by a sync that several share.
    Shared,
}

impl CaseFile<FileStore> {
    /// Makes a new case file, which must not be there yet.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`] when the file is there or cannot be written, and what
    /// [`CaseFile::create_in`] answers. When a key does not sign there is no file.
    pub fn create(
        path: impl AsRef<Path>,
        opening: &Opening<'_>,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, CaseError> {
        let path = path.as_ref();
        // Nobody is asked to sign for a file that cannot be made. If one is made meanwhile, that shows then.
        if path.symlink_metadata().is_ok() {
            return Err(StoreError::Exists { path: path.to_owned() }.into());
        }
        let genesis = actor::genesis(opening, entropy)?;
        Self::found(FileStore::create(path)?, opening, genesis)
    }

    /// Opens a case file for writing. A torn tail is cut off and kept beside the file; a file with
    /// damage that whole entries follow opens for reading only (see [`recover`](crate::store::recover)).
    ///
    /// A long case has a cache beside it, `<case>.cache`, of which everything up to a head is taken; what follows is
    /// read. Damage before that head does not show here: [`CaseFile::scrub`] and every verifier find it. The
    /// cache can be deleted: then all is read.
    ///
    /// # Errors
    ///
    /// [`CaseError::Store`] when it cannot be opened or another process writes it;
    /// [`CaseError::ReadOnly`] when its header is not ours, so that nothing can be read;
    /// [`CaseError::NeverOpened`] when its making broke off.
    pub fn open(path: impl AsRef<Path>, trust: &Trust) -> Result<(Self, Recovery), CaseError> {
        load::open(FileStore::open(path)?, trust)
    }
}

impl<F: FileSystem> CaseFile<FileStore<F>> {
    /// [`CaseFile::open`], of a file that is open.
    ///
    /// # Errors
    ///
    /// As [`CaseFile::open`].
    pub fn open_in(store: FileStore<F>, trust: &Trust) -> Result<(Self, Recovery), CaseError> {
        load::open(store, trust)
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
        let genesis = actor::genesis(opening, entropy)?;
        Self::found(store, opening, genesis)
    }

    /// Writes the first entries, which are signed already.
    fn found(
        store: S,
        opening: &Opening<'_>,
        genesis: [SignedEvent; 2],
    ) -> Result<Self, CaseError> {
        let keeper = opening.root.public_key().thumbprint();
        let trust = Trust::new().root(keeper);
        let mut case = Self::begin(store, trust);
        let header = Header::Ledger.to_bytes();
        let range = case.store.append(&header)?;
        case.attested = range.end;
        for event in genesis {
            case.stage(event)?;
        }
        // Where another writer began a ledger meanwhile, nothing is recorded in it.
        let group = std::mem::take(&mut case.group);
        case.write_group(group).map_err(|failed| failed.error)?;
        Ok(case)
    }

    pub(crate) fn begin(store: S, trust: Trust) -> Self {
        Self {
            store,
            fold: Fold::new(trust, Policies::default(), None),
            held: Held::default(),
            tips: HashMap::new(),
            attested: 0,
            head_start: 0,
            resumed: 0,
            cached: 0,
            positions: Positions::default(),
            unattested: Vec::new(),
            followed: 0,
            last_head: None,
            read_only: None,
            group: Group::default(),
            poisoned: false,
            durability: Durability::AtOnce,
        }
    }

    /// The organisation that keeps the ledger.
    #[must_use]
    pub fn keeper(&self) -> OrgId {
        self.fold.keeper.unwrap_or(crate::identity::Thumbprint([0; 32]))
    }

    /// The ledger's origin.
    ///
    /// # Errors
    ///
    /// [`CaseError::UnknownSubject`] in a ledger that was never opened.
    pub fn origin(&self) -> Result<&Origin, CaseError> {
        self.fold.origin.as_ref().ok_or_else(|| {
            let party = PartyId::organisation(self.keeper());
            CaseError::UnknownSubject { subject: Box::new(Subject::Party(party)) }
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

    /// Holds what is recorded from here on against another policy of roles than the embedded one. An
    /// act that it gives to others is refused with [`CaseError::Refused`]; one that was recorded by
    /// somebody else is imported all the same. It is not stored: each who opens the file gives it anew.
    /// It holds for the people of every organisation that has none of its own ([`obey_of`](Self::obey_of)).
    pub fn obey(&mut self, policy: &Policy) {
        self.fold.policies = std::mem::take(&mut self.fold.policies).others(policy);
    }

    /// As [`obey`](Self::obey), for what the people of one organisation record here.
    pub fn obey_of(&mut self, organisation: OrgId, policy: &Policy) {
        let policies = std::mem::take(&mut self.fold.policies);
        self.fold.policies = policies.of_organisation(organisation, policy);
    }

    /// The policy that the acts of an organisation's people are held against.
    #[must_use]
    pub fn policy(&self, organisation: OrgId) -> &Policy {
        self.fold.policies.of(organisation)
    }

    /// The links that an event about these subjects takes next.
    #[must_use]
    pub fn next_links(&self, subjects: &[Subject]) -> Vec<Link> {
        subjects.iter().map(|subject| self.fold.register.next_link(subject)).collect()
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
        recorded.first().copied().ok_or(CaseError::Store(StoreError::Poisoned))
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
        let body = CaseOpened { title: None, reference: salts.commit(reference) };
        self.act(body, &[Subject::Case(id)], officer, At::device(at))?;
        Ok(id)
    }
}
