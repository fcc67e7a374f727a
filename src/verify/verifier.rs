//! The front door for readers.

use std::io::{Cursor, Read, Seek};
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::encoding::Timestamp;
use crate::event::EntryHash;
use crate::evidence::{ContentSource, Progress};
use crate::identity::{ItemId, OrgId, Trust};
use crate::law::{Catalogue, Policies, Policy, UseLogOf};
use crate::ledger::{CosignerPolicy, SignedCheckpoint};
use crate::verify::attested::Authorities;
use crate::verify::earlier::SnapshotKey;
use crate::verify::error::VerifierError;
use crate::verify::given::{Given, GivenList, Supply};
use crate::verify::heads::Remembered;
use crate::verify::report::Report;
use crate::verify::walk;

/// An item as its user names it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ItemName {
    /// By its id.
    Id(ItemId),
    /// By a disclosed label that is unique in the case.
    Label(String),
}

impl std::fmt::Display for ItemName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Id(id) => id.fmt(f),
            Self::Label(label) => f.write_str(label),
        }
    }
}

impl std::str::FromStr for ItemName {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.parse().map_or_else(|_| Self::Label(text.to_owned()), Self::Id))
    }
}

impl From<ItemId> for ItemName {
    fn from(id: ItemId) -> Self {
        Self::Id(id)
    }
}

/// Bounds on the work and memory of one verification.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// How many findings are kept. The rest is counted and is `limits.reached`: 10,000 fill a
    /// few megabytes and more than anyone reads.
    pub findings: usize,
    /// How many bytes tables of signers' keys may take, beside all else. A key that signs much has one of
    /// 80 KiB, of 640 KiB or, where half of this is enough for all, of 3,840 KiB, with which its signatures
    /// are checked in half to a third of the time; the base point has another. With 0 there are none,
    /// and the report is the same.
    pub tables: usize,
}

impl Default for Limits {
    fn default() -> Self {
        // 64 signers with tables of 640 KiB, and some with smaller ones.
        Self { findings: 10_000, tables: 48 << 20 }
    }
}

/// The front door for readers: what do these files show?
///
/// Trust and the instant that counts as now are arguments; there are no globals and no defaults.
/// The same files, trust, heads, contents and `now` give the same report.
///
/// # What this proves
///
/// `Verdict::Consistent`: the entries are the ones that make the remembered head; each is signed by
/// a key that its organisation had registered and not revoked, under a root that was given; every
/// chain in scope is whole; every act was the holder's, the receiver's or a registrar's to do; and
/// the content given is what was recorded.
///
/// # What this does not prove
///
/// That what the parties stated is true, that anything was lawful, that nothing happened which
/// nobody recorded, or when anything happened beyond what its signers stated and a time-stamping authority
/// attests ([`Report::attested`]).
///
/// # Examples
///
/// ```
/// use handseal::identity::Trust;
/// use handseal::verify::{Verdict, Verifier};
///
/// let now = "2026-11-22T12:00:00Z".parse()?;
/// let report = Verifier::new(&Trust::new(), now).verify(std::io::Cursor::new(b"not a case"))?;
/// assert_eq!(report.verdict, Verdict::Contradicted);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Specification
///
/// `spec::verification`.
pub struct Verifier<'a> {
    pub(crate) trust: Trust,
    pub(crate) now: Timestamp,
    pub(crate) heads: Vec<Remembered>,
    pub(crate) cosigners: Option<CosignerPolicy>,
    pub(crate) entries: Vec<EntryHash>,
    pub(crate) limits: Limits,
    pub(crate) authorities: Authorities,
    pub(crate) policies: Policies,
    catalogue: Option<&'a Catalogue>,
    pub(crate) use_logs: Vec<UseLogOf>,
    pub(crate) certificates: Vec<ItemName>,
    pub(crate) given: Given<'a>,
    /// Under which key a snapshot is written, and the one to rest on.
    pub(crate) snapshots: Option<(SnapshotKey, Option<&'a [u8]>)>,
}

impl<'a> Verifier<'a> {
    /// Trusts these roots; `now` is the instant against which deadlines and stated times are held.
    #[must_use]
    pub fn new(trust: &Trust, now: Timestamp) -> Self {
        Self {
            trust: trust.clone(),
            now,
            heads: Vec::new(),
            cosigners: None,
            entries: Vec::new(),
            limits: Limits::default(),
            authorities: Authorities::default(),
            policies: Policies::default(),
            catalogue: None,
            use_logs: Vec::new(),
            certificates: Vec::new(),
            given: Given::nothing(),
            snapshots: None,
        }
    }

    /// Adds a remembered head: one kept outside the file, by the caller or by anyone it believes.
    #[must_use]
    pub fn anchor(mut self, head: SignedCheckpoint) -> Self {
        self.heads.push(Remembered { head, kept_since: None });
        self
    }

    /// As [`anchor`](Self::anchor), and says since when the head is kept: what it covers was there by
    /// then. That tells what a key signed before it was stolen.
    #[must_use]
    pub fn anchor_kept_since(mut self, head: SignedCheckpoint, since: Timestamp) -> Self {
        self.heads.push(Remembered { head, kept_since: Some(since) });
        self
    }

    /// Believes time-stamping authorities: by these anchors, and under these policies. Without them no time is attested.
    #[cfg(feature = "timestamp")]
    #[must_use]
    pub fn authorities(mut self, authorities: &Authorities) -> Self {
        self.authorities = authorities.clone();
        self
    }

    /// Asks for cosignatures on the remembered heads: only a head that as many of these cosigners attested as the policy
    /// asks for covers entries. [`Report::cosigned`] says who attested which head, and when.
    #[must_use]
    pub fn cosigners(mut self, policy: CosignerPolicy) -> Self {
        self.cosigners = Some(policy);
        self
    }

    /// Gives a file of another organisation's ledger, whole or an extract, to lie beside the one that
    /// is verified. It shows the order there: an entry of that organisation stays good here although
    /// the end of its key was imported first, when it stands before that end in its own ledger.
    /// [`Report::beside`] says what was taken from it, or why it was laid aside.
    #[must_use]
    pub fn beside(mut self, file: impl Read + Seek + 'a) -> Self {
        self.given.beside.push(Box::new(file));
        self
    }

    /// Gives the content of an item. Each item has one: two are refused, not compared one by one.
    #[must_use]
    pub fn content(mut self, item: impl Into<ItemName>, source: ContentSource<'a>) -> Self {
        self.given.contents.push((item.into(), Supply::Bytes(source)));
        self
    }

    /// Gives the content of an item that is a directory: where it is, and the manifest that was made when it was
    /// collected. The manifest is believed only if it makes the digests and roots that were signed.
    #[must_use]
    pub fn directory(
        mut self,
        item: impl Into<ItemName>,
        path: impl Into<PathBuf>,
        manifest: impl Read + Send + 'a,
    ) -> Self {
        let supply = Supply::Directory { path: path.into(), manifest: Box::new(manifest) };
        self.given.contents.push((item.into(), supply));
        self
    }

    /// Gives the content of an item that is a directory somewhere else: `found` is the manifest that was made of
    /// it now, where it is, and `manifest` the one that was made when it was collected.
    ///
    /// That `found` speaks the truth nothing here shows.
    #[must_use]
    pub fn measured_directory(
        mut self,
        item: impl Into<ItemName>,
        manifest: impl Read + 'a,
        found: impl Read + 'a,
    ) -> Self {
        let (manifest, found) = (Box::new(manifest), Box::new(found));
        self.given.contents.push((item.into(), Supply::Measured { manifest, found }));
        self
    }

    /// Gives the digests of an item's parts, one after the other, so that damage can be located in
    /// a content of more than 256 parts. They are believed only if they make the signed root.
    #[must_use]
    pub fn parts(mut self, item: impl Into<ItemName>, digests: Vec<u8>) -> Self {
        self.given.parts.push((item.into(), GivenList { digests, file: None }));
        self
    }

    /// Gives what [`parts`](Self::parts) does, out of a file, which the report names if it is not the list that was
    /// signed. All of it is read into memory: 32 bytes for each part.
    ///
    /// # Errors
    /// [`VerifierError::Open`] if it cannot be read.
    pub fn parts_file(
        mut self,
        item: impl Into<ItemName>,
        path: impl AsRef<Path>,
    ) -> Result<Self, VerifierError> {
        self.given.parts.push((item.into(), GivenList::read(path.as_ref())?));
        Ok(self)
    }

    /// Uses as many threads, the calling one among them: to decode entries and check their signatures ahead
    /// of judging them one after the other, and to hash contents. The report is the same, byte for byte.
    #[must_use]
    pub const fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.given.threads = threads;
        self
    }

    /// Tells how far the comparison of a content has come, item by item. To break off ends the
    /// verification with [`VerifierError::Cancelled`].
    #[must_use]
    pub fn told(mut self, told: impl FnMut(ItemId, Progress) -> ControlFlow<()> + 'a) -> Self {
        self.given.told = Some(Box::new(told));
        self
    }

    /// Judges requests by another catalogue than the embedded one. The report names the catalogue.
    #[must_use]
    pub const fn catalogue(mut self, catalogue: &'a Catalogue) -> Self {
        self.catalogue = Some(catalogue);
        self
    }

    /// Holds acts against another policy of roles than the embedded one. The report names it. It holds for every
    /// organisation that none is given for by [`policy_of`](Self::policy_of).
    ///
    /// It shows which acts this text gives to other roles than the signer's; not that the text was
    /// the agency's, or in force when the act was done. Who has an item does not depend on it.
    ///
    /// # Specification
    ///
    /// V2.12 of `spec::verification`, and `spec::policy`.
    #[must_use]
    pub fn policy(mut self, policy: &Policy) -> Self {
        self.policies = self.policies.others(policy);
        self
    }

    /// Holds the acts of one organisation's people against a policy of its own. Given twice, the last one holds.
    ///
    /// # Specification
    ///
    /// As [`policy`](Self::policy).
    #[must_use]
    pub fn policy_of(mut self, organisation: OrgId, policy: &Policy) -> Self {
        self.policies = self.policies.of_organisation(organisation, policy);
        self
    }

    /// Asks how the evidence of an item, a request or a person was accessed, used and disclosed.
    #[must_use]
    pub fn use_log(mut self, of: UseLogOf) -> Self {
        self.use_logs.push(of);
        self
    }

    /// Asks for the data that a certificate on an item needs. Give its content, too.
    #[must_use]
    pub fn certificate(mut self, item: impl Into<ItemName>) -> Self {
        self.certificates.push(item.into());
        self
    }

    /// The catalogue that requests are judged by: read only where there are any.
    pub(crate) fn instruments(&self) -> &Catalogue {
        self.catalogue.unwrap_or_else(|| Catalogue::embedded())
    }

    /// Sets other bounds.
    #[must_use]
    pub const fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Verifies bytes in memory.
    ///
    /// # Errors
    ///
    /// As [`Verifier::verify_file`].
    pub fn verify_bytes(self, bytes: &[u8]) -> Result<Report, VerifierError> {
        self.verify(Cursor::new(bytes))
    }

    /// Verifies what a reader gives. It is read a second time where a link is not the next of its
    /// chain, so it must be able to go back.
    ///
    /// # Errors
    ///
    /// As [`Verifier::verify_file`].
    pub fn verify(mut self, source: impl Read + Seek) -> Result<Report, VerifierError> {
        let nothing = Given { threads: self.given.threads, ..Given::nothing() };
        let given = std::mem::replace(&mut self.given, nothing);
        walk::walk(&self, source, given)
    }
}
