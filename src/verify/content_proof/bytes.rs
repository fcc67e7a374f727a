//! Some bytes of a content: the proof, and how it is made.

use std::io::Read;
use std::ops::Range;

use crate::event::{EntryHash, SignedEvent};
use crate::evidence::{PartList, PartTree, PartsProof};
use crate::identity::ItemId;
use crate::merkle::{ProofError, RangeEvaluation};
use crate::verify::content_proof::stated::Stated;
use crate::verify::content_proof::{ContentProof, ContentProofError, Kind};

/// A proof that an item's content has some bytes at some place, under the entry that records it.
///
/// It has the whole signed entry, what opens the commitment to the content's size and part root, and the
/// hashes around the parts shown. The bytes themselves are not in it. Whoever has it learns the content's
/// digests and digests of other parts (format F9.6).
///
/// # Examples
/// ```
/// use handseal::event::{
///     Acquired, AcquiredItem, At, Content, Event, EventDraft, Link, PartDigests, Salts, Subject,
/// };
/// use handseal::evidence::{Options, PartSize, measure_reader};
/// use handseal::identity::{CaseId, ItemId, OsEntropy, PartyId, Signer, SigningKey};
/// use handseal::verify::BytesProof;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let key = SigningKey::generate(&mut OsEntropy)?;
/// # let signer = PartyId::organisation(key.public_key().thumbprint());
/// # let (case, id) = (CaseId::generate(&mut OsEntropy)?, ItemId::generate(&mut OsEntropy)?);
/// let bytes: Vec<u8> = (0..20_000_u32).flat_map(u32::to_be_bytes).collect();
/// let options = Options { part_size: PartSize::new(4096)?, ..Options::default() };
/// let measured = measure_reader(bytes.as_slice(), options)?;
/// # let content = Content::measured(&measured, PartDigests::Omitted, &mut Salts::new(&mut OsEntropy)?);
/// # let item = AcquiredItem::of(id, content);
/// # let acquired = Acquired::of(case, vec![item]);
/// # let at = At::device("2041-06-01T09:30:00Z".parse()?);
/// # let event = Event::new(at, acquired, vec![Link::genesis(Subject::Item(id))]);
/// # let entry = EventDraft::new(event, signer, key.public_key(), None)?.sign(&key)?;
/// // `entry` is an `acquired` event with the digests of these bytes, signed by `key`.
/// let parts = measured.parts.ok_or("not kept")?;
/// let file = BytesProof::of(&entry, id, 9000..9100, &parts)?.to_bytes();
///
/// // Elsewhere, with the file, the bytes and a key:
/// let proof = BytesProof::parse(&file)?;
/// let shown = proof.verify_under_key(key.public_key(), &bytes[8192..12_288])?;
/// assert_eq!((shown.item, shown.bytes), (id, 8192..12_288));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct BytesProof {
    pub(super) stated: Stated,
    pub(super) parts: PartsProof,
    pub(super) tree: PartTree,
    /// The bytes that the parts cover, worked out from the signed size and never taken from the file.
    covered: Range<u64>,
}

impl BytesProof {
    /// Returns what an entry states of the parts of an item's content: how to cut it, so that a proof can
    /// be made.
    ///
    /// # Errors
    /// [`ContentProofError::NoContent`], [`ContentProofError::NotDisclosed`],
    /// [`ContentProofError::NoPartTree`].
    pub fn parts_stated(entry: &SignedEvent, item: ItemId) -> Result<PartTree, ContentProofError> {
        Stated::disclosed(entry, item)?.part_tree()
    }

    /// Makes the proof of some bytes of an item's content, under an entry that states the content.
    ///
    /// The descriptor must be disclosed in the entry: it is shown with the proof. Other disclosures of
    /// the entry are not. The bytes that the proof will show are whole parts: [`BytesProof::bytes`].
    ///
    /// # Errors
    /// [`ContentProofError::NoContent`], [`ContentProofError::NotDisclosed`],
    /// [`ContentProofError::NoPartTree`]; [`ContentProofError::List`] if the list does not make the root
    /// in the descriptor; [`ContentProofError::Range`] for bytes that the content does not have.
    pub fn of(
        entry: &SignedEvent,
        item: ItemId,
        bytes: Range<u64>,
        list: &PartList,
    ) -> Result<Self, ContentProofError> {
        let stated = Stated::disclosed(entry, item)?;
        let tree = stated.part_tree()?;
        list.verify(tree.size, tree.part_size, tree.root)?;
        Self::fit(stated, list.range_proof(bytes)?)
    }

    /// Makes the same proof from a part list that is read once and never in memory: 32 bytes for each
    /// part (format F9.3).
    ///
    /// # Errors
    /// As [`BytesProof::of`]; all that is wrong with the list is [`ContentProofError::Range`].
    pub fn from_list(
        entry: &SignedEvent,
        item: ItemId,
        bytes: Range<u64>,
        list: impl Read,
    ) -> Result<Self, ContentProofError> {
        let stated = Stated::disclosed(entry, item)?;
        let parts = PartsProof::from_list(list, &stated.part_tree()?, bytes)?;
        Self::fit(stated, parts)
    }

    /// Reads a proof of bytes: [`ContentProof::parse`], for whoever expects nothing else.
    ///
    /// # Errors
    /// Those of [`ContentProof::parse`], and [`ContentProofError::OtherKind`].
    pub fn parse(file: &[u8]) -> Result<Self, ContentProofError> {
        match ContentProof::parse(file)? {
            ContentProof::Bytes(proof) => Ok(*proof),
            ContentProof::DirectoryEntry(_) => Err(ContentProofError::OtherKind {
                expected: Kind::Parts,
                found: Kind::DirectoryEntry,
            }),
        }
    }

    /// Puts together what fits together.
    pub(super) fn fit(stated: Stated, parts: PartsProof) -> Result<Self, ContentProofError> {
        let tree = stated.part_tree()?;
        // F10.5, F10.6: the parts are there, and the path has the length for them.
        RangeEvaluation::new(parts.parts(), tree.count(), &parts.path)?;
        let outside = ProofError::IndexOutside { index: parts.last, size: tree.count() };
        let covered = parts.bytes(&tree).ok_or(outside)?;
        Ok(Self { stated, parts, tree, covered })
    }

    /// Returns the item.
    #[must_use]
    pub const fn item(&self) -> ItemId {
        self.stated.item
    }

    /// Returns the entry, whose signature nobody has verified yet.
    #[must_use]
    pub const fn entry(&self) -> &SignedEvent {
        &self.stated.entry
    }

    /// Returns the name of the entry: what [`Verifier::entry`](crate::verify::Verifier::entry) is asked
    /// about.
    #[must_use]
    pub const fn entry_hash(&self) -> EntryHash {
        self.stated.entry_hash()
    }

    /// Returns the parts that are to be shown.
    #[must_use]
    pub const fn parts(&self) -> &PartsProof {
        &self.parts
    }

    /// Returns size, part size and part root as the entry states them.
    #[must_use]
    pub const fn tree(&self) -> &PartTree {
        &self.tree
    }

    /// Returns what of [`BytesProof::bytes`] was never read, as the entry states it (format F9.8).
    ///
    /// The content has zeros there, which show nothing of what the source had.
    #[must_use]
    pub fn unread(&self) -> Vec<Range<u64>> {
        let Range { start, end } = self.covered;
        let ranges = self.stated.descriptor.unreadable.iter().flatten();
        let shared = ranges.map(|range| range.from.max(start)..range.to.min(end));
        shared.filter(|range| !range.is_empty()).collect()
    }

    /// Returns the bytes of the content that have to be given with the proof: whole parts.
    #[must_use]
    pub fn bytes(&self) -> Range<u64> {
        self.covered.clone()
    }
}
