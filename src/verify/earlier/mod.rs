//! Only what is new: a verification that rests on an earlier one. Verification §9.
//!
//! Where the entries make a head that the caller remembers, a verifier can write down what they came to: a snapshot,
//! authenticated under a secret of its own. Later it takes that up again, where the same is asked under the same
//! remembered head, and judges what follows. `wire` has the bytes, `question` what was asked, `state` what is in it,
//! `resume` how it is taken up.

mod error;
mod heads;
mod question;
mod resume;
mod state;
mod wire;

use std::fmt;

use serde::Serialize;

use crate::encoding::Timestamp;
use crate::identity::{Entropy, EntropyError};
use crate::merkle::{Frontier, Hash};
use crate::verify::given::Given;
use crate::verify::verifier::Verifier;

pub use error::{NoSnapshot, SnapshotError};
pub(super) use question::Question;
pub(super) use wire::Tagged;

/// The secret by which a verifier knows its own snapshots again.
///
/// Whoever has it can make a snapshot that says anything: it stays with the one who verifies.
///
/// # Examples
///
/// ```
/// use handseal::identity::OsEntropy;
/// use handseal::verify::SnapshotKey;
///
/// let key = SnapshotKey::generate(&mut OsEntropy)?;
/// let kept: [u8; 32] = *key.as_bytes();
/// let key = SnapshotKey::from(kept);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SnapshotKey([u8; 32]);

impl SnapshotKey {
    /// Makes a new one.
    ///
    /// # Errors
    ///
    /// When the source of randomness fails.
    pub fn generate(entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
        let mut bytes = [0; 32];
        entropy.fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// The bytes, to be kept where nobody else reads them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for SnapshotKey {
    fn from(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for SnapshotKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SnapshotKey")
    }
}

impl Drop for SnapshotKey {
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.0);
    }
}

/// The earlier verification that a report rests on: of the entries below that head nothing but what it came to was
/// taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Earlier {
    /// How many entries it had read.
    pub size: u64,
    /// The root that they made, which is that of a head given now.
    pub root: Hash,
    /// The instant that was taken for now.
    pub now: Timestamp,
    /// Whether their bytes were read again all the same, to settle links and citations: then they still make
    /// that root. Their signatures were not checked again, nor the values that are disclosed.
    pub read_again: bool,
}

impl fmt::Display for Earlier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, root, now, read_again } = self;
        write!(f, "the verification of {size} entries with the root {root}, as of {now}")?;
        f.write_str(if *read_again {
            "; read again, signatures and values not checked again"
        } else {
            "; not read again"
        })
    }
}

/// What is asked of snapshots, and what became of it.
#[derive(Debug, Default)]
pub(crate) struct Snapshots {
    /// What the verifier is asked, where it writes a snapshot or rests on one.
    question: Option<Question>,
    /// Under which secret one is written.
    key: Option<SnapshotKey>,
    /// The one that was written last.
    pub(crate) written: Option<Result<Vec<u8>, NoSnapshot>>,
    /// The one to be taken up, whose tag is good.
    given: Option<Tagged>,
    resumed: Option<Resumed>,
}

/// A snapshot that was taken up.
#[derive(Debug)]
struct Resumed {
    earlier: Earlier,
    /// Where the bytes of its entries end.
    end: u64,
    /// The tree of what the second read sees, up to those entries.
    again: Frontier,
    same: Option<Same>,
}

/// Whether the entries of an earlier verification are what they were.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Same {
    No,
    Yes,
}

impl Snapshots {
    pub(crate) fn asked(verifier: &Verifier<'_>, given: &Given<'_>) -> Result<Self, SnapshotError> {
        let Some((key, snapshot)) = &verifier.snapshots else {
            return Ok(Self::default());
        };
        let snapshot = snapshot.map(|bytes| Tagged::open(bytes, key)).transpose()?;
        if snapshot.is_some()
            && let Some(what) = Question::needs_all(verifier, given)
        {
            return Err(SnapshotError::NeedsAll { what });
        }
        let question = Some(Question::of(verifier));
        let written = Some(Err(NoSnapshot::NoHead));
        Ok(Self { question, key: Some(key.clone()), written, given: snapshot, resumed: None })
    }

    /// The earlier verification, as the report names it.
    pub(crate) fn earlier(&self) -> Option<Earlier> {
        self.resumed.as_ref().map(|resumed| resumed.earlier)
    }

    /// Where the first read begins, and the index of the entry before, where not all is read.
    pub(crate) fn begin(&self) -> Option<(u64, Option<u64>)> {
        let resumed = self.resumed.as_ref()?;
        Some((resumed.end, resumed.earlier.size.checked_sub(1)))
    }
}

impl<'a> Verifier<'a> {
    /// Also writes a snapshot, [`Report::snapshot`](crate::verify::Report::snapshot): what the entries up to the greatest remembered head that the
    /// file has came to. A later verification [rests on it](Self::resting_on).
    #[must_use]
    pub fn with_snapshot(mut self, key: &SnapshotKey) -> Self {
        self.snapshots = Some((key.clone(), None));
        self
    }

    /// Rests on what an earlier verification came to, and judges only what follows: the same findings and the same verdict,
    /// without reading what is known. Give the remembered head that it was made at, and the key that
    /// it was made under. A new snapshot is written, too.
    ///
    /// # What this proves
    ///
    /// What a verification of the whole file proves, if the entries below the remembered head are what they were.
    /// [`Report::earlier`](crate::verify::Report::earlier) says what rests on that: entries, values and signatures
    /// up to there are not read again. What is new extends the remembered head.
    ///
    /// # What this does not prove
    ///
    /// That the part of the file below that head is still whole: read all of it for that. And it is as good as the
    /// secrecy of the key: whoever has it can write a snapshot that hides any finding.
    ///
    /// # Errors
    ///
    /// [`Verifier::verify`] answers [`VerifierError::Snapshot`](crate::verify::VerifierError::Snapshot) where it does not fit what is asked: then verify all.
    ///
    /// # Examples
    ///
    /// ```
    /// # use handseal::identity::{OsEntropy, SigningKey, Trust};
    /// # use handseal::store::{Actor, CaseFile, MemoryStore, Opening};
    /// use handseal::verify::{SnapshotKey, Verifier};
    ///
    /// # let (root, heads) = (SigningKey::generate(&mut OsEntropy)?, SigningKey::generate(&mut OsEntropy)?);
    /// # let at = "2026-11-22T09:00:00+01:00".parse()?;
    /// # let opening = Opening {
    /// #     organisation: "Example Police",
    /// #     jurisdiction: "EX",
    /// #     origin: "custody.example.org",
    /// #     root: &root,
    /// #     checkpoint_key: &heads,
    /// #     successors: &[],
    /// #     at,
    /// # };
    /// # let mut case = CaseFile::create_in(MemoryStore::new(), &opening, &mut OsEntropy)?;
    /// # let trust = Trust::new().root(case.keeper());
    /// let key = SnapshotKey::generate(&mut OsEntropy)?;
    /// let remembered = case.checkpoint(&heads)?;
    /// let verifier = Verifier::new(&trust, at).anchor(remembered.clone()).with_snapshot(&key);
    /// let snapshot = verifier.verify_bytes(case.store().as_bytes())?.snapshot.ok_or("none")??;
    ///
    /// case.open_case("2041/26", &Actor::organisation(&root), at, &mut OsEntropy)?;
    /// let head = case.checkpoint(&heads)?;
    /// let verifier = Verifier::new(&trust, at).anchor(remembered).anchor(head);
    /// let report = verifier.resting_on(&snapshot, &key).verify_bytes(case.store().as_bytes())?;
    /// assert_eq!(report.verdict, handseal::verify::Verdict::Consistent);
    /// assert_eq!(report.earlier.map(|earlier| earlier.size), Some(2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Specification
    ///
    /// `spec::verification` §9.
    #[must_use]
    pub fn resting_on(mut self, snapshot: &'a [u8], key: &SnapshotKey) -> Self {
        self.snapshots = Some((key.clone(), Some(snapshot)));
        self
    }
}
