//! Content proofs: some bytes of an item's content, shown with one small file and nothing else of the case.
//!
//! `make` writes a proof, `wire` is its form, `judge` holds it and the bytes against a key or a verified
//! case, `standing` is what a case says of the entry that the proof rests on. A [`ContentProof`] that
//! exists fits together: its entry records a content of the item, its descriptor opens the commitment in
//! that entry, and its path has the length for the parts. Nothing of that is verified.

mod error;
mod judge;
mod make;
mod standing;
mod wire;

pub use error::{ContentProofError, NotShown};
pub use judge::{ShownInCase, ShownUnderKey};
pub(crate) use standing::Standings;
pub use standing::{EntryStanding, VerifiedEntry};
pub use wire::{MAX_CONTENT_PROOF, Shown};

use std::ops::Range;

use crate::event::{Body, Content, Descriptor, EntryHash, SignedEvent, Statement};
use crate::evidence::{PartSize, PartTree};
use crate::identity::ItemId;
use crate::merkle::{Hash, ProofError, RangeEvaluation};

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
/// use handseal::verify::ContentProof;
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
/// let file = ContentProof::of(&entry, id, 9000..9100, &parts)?.to_bytes();
///
/// // Elsewhere, with the file, the bytes and a key:
/// let proof = ContentProof::parse(&file)?;
/// let shown = proof.verify_under_key(key.public_key(), &bytes[8192..12_288])?;
/// assert_eq!((shown.item, shown.bytes), (id, 8192..12_288));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ContentProof {
    item: ItemId,
    entry: SignedEvent,
    /// The disclosure as received: what is hashed and compared with the commitment.
    descriptor: Vec<u8>,
    shows: Shown,
    tree: PartTree,
    /// The bytes that the parts cover, worked out from the signed size and never taken from the file.
    covered: Range<u64>,
}

impl ContentProof {
    /// Returns the item.
    #[must_use]
    pub const fn item(&self) -> ItemId {
        self.item
    }

    /// Returns the entry, whose signature nobody has verified yet.
    #[must_use]
    pub const fn entry(&self) -> &SignedEvent {
        &self.entry
    }

    /// Returns the name of the entry: what [`Verifier::entry`](crate::verify::Verifier::entry) is asked
    /// about.
    #[must_use]
    pub const fn entry_hash(&self) -> EntryHash {
        self.entry.hash()
    }

    /// Returns what is to be shown.
    #[must_use]
    pub const fn shows(&self) -> &Shown {
        &self.shows
    }

    /// Returns size, part size and part root as the entry states them.
    #[must_use]
    pub const fn tree(&self) -> &PartTree {
        &self.tree
    }

    /// Returns the bytes of the content that have to be given with the proof: whole parts.
    #[must_use]
    pub fn bytes(&self) -> Range<u64> {
        self.covered.clone()
    }

    /// Puts together what fits together.
    fn fit(
        item: ItemId,
        entry: SignedEvent,
        descriptor: Vec<u8>,
        shows: Shown,
        tree: PartTree,
    ) -> Result<Self, ContentProofError> {
        let Shown::Parts(parts) = &shows;
        // The parts are there, and the path has the length for them.
        RangeEvaluation::new(parts.parts(), tree.count(), &parts.path)?;
        let outside = ProofError::IndexOutside { index: parts.last, size: tree.count() };
        let covered = parts.bytes(&tree).ok_or(outside)?;
        Ok(Self { item, entry, descriptor, shows, tree, covered })
    }
}

/// The content that an entry states of an item: as acquired, taken over or made, or as measured again.
fn content_of(entry: &SignedEvent, item: ItemId) -> Result<&Content, ContentProofError> {
    let Statement::Known(event) = entry.statement() else {
        return Err(ContentProofError::NoContent { item });
    };
    let body = &event.body;
    let found = if let Body::Acquired(body) = body {
        body.items.iter().find(|stated| stated.id == item).map(|stated| &stated.content)
    } else if let Body::Derived(body) = body {
        body.items
            .iter()
            .find(|stated| stated.id == item)
            .and_then(|stated| stated.content.as_ref())
    } else if let Body::TakenOver(body) = body {
        body.items
            .iter()
            .find(|stated| stated.id == item)
            .and_then(|stated| stated.content.as_ref())
    } else {
        let checked = if let Body::Accepted(body) = body {
            body.items.as_slice()
        } else if let Body::Checked(body) = body {
            body.items.as_slice()
        } else if let Body::ReceivedBack(body) = body {
            body.items.as_slice()
        } else if let Body::Refused(body) = body {
            body.items.as_slice()
        } else {
            &[]
        };
        checked.iter().find(|checked| checked.id == item).and_then(|seen| seen.content.as_ref())
    };
    found.ok_or(ContentProofError::NoContent { item })
}

/// The part tree that a descriptor states, where there is one.
fn tree_of(
    item: ItemId,
    content: &Content,
    descriptor: &Descriptor,
) -> Result<PartTree, ContentProofError> {
    let none = ContentProofError::NoPartTree { item };
    match (PartSize::new(content.part_size), descriptor.part_root) {
        (Ok(part_size), Some(root)) => {
            Ok(PartTree { size: descriptor.size, part_size, root: Hash(root) })
        }
        (Ok(_) | Err(_), _) => Err(none),
    }
}
