//! Making a content proof.

use std::io::Read;
use std::ops::Range;

use crate::encoding::Slot;
use crate::event::SignedEvent;
use crate::evidence::{PartList, PartTree, PartsProof};
use crate::identity::ItemId;
use crate::verify::content_proof::{ContentProof, ContentProofError, Shown, content_of, tree_of};

impl ContentProof {
    /// Returns what an entry states of the parts of an item's content: how to cut it, so that a proof can
    /// be made.
    ///
    /// # Errors
    /// [`ContentProofError::NoContent`], [`ContentProofError::NotDisclosed`],
    /// [`ContentProofError::NoPartTree`].
    pub fn parts_stated(entry: &SignedEvent, item: ItemId) -> Result<PartTree, ContentProofError> {
        Stated::of(entry, item).map(|stated| stated.tree)
    }

    /// Makes the proof of some bytes of an item's content, under an entry that states the content.
    ///
    /// The descriptor must be disclosed in the entry: it is shown with the proof. Other disclosures of
    /// the entry are not. The bytes that the proof will show are whole parts: [`ContentProof::bytes`].
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
        let stated = Stated::of(entry, item)?;
        list.verify(stated.tree.size, stated.tree.part_size, stated.tree.root)?;
        stated.proof(list.range_proof(bytes)?)
    }

    /// Makes the same proof from a part list that is read once and never in memory: 32 bytes for each
    /// part (format F9.3).
    ///
    /// # Errors
    /// As [`ContentProof::of`]; all that is wrong with the list is [`ContentProofError::Range`].
    pub fn from_list(
        entry: &SignedEvent,
        item: ItemId,
        bytes: Range<u64>,
        list: impl Read,
    ) -> Result<Self, ContentProofError> {
        let stated = Stated::of(entry, item)?;
        let parts = PartsProof::from_list(list, &stated.tree, bytes)?;
        stated.proof(parts)
    }
}

/// What an entry states of a content, and what opens it.
struct Stated<'e> {
    entry: &'e SignedEvent,
    item: ItemId,
    descriptor: Vec<u8>,
    tree: PartTree,
}

impl<'e> Stated<'e> {
    fn of(entry: &'e SignedEvent, item: ItemId) -> Result<Self, ContentProofError> {
        let content = content_of(entry, item)?;
        let disclosed = content.descriptor.value().zip(content.descriptor.disclosure());
        let (value, descriptor) = disclosed.ok_or(ContentProofError::NotDisclosed { item })?;
        let tree = tree_of(item, content, value)?;
        Ok(Self { entry, item, descriptor, tree })
    }

    fn proof(self, parts: PartsProof) -> Result<ContentProof, ContentProofError> {
        // The proof has the bytes of the entry, and shows nothing else that opens its commitments.
        let entry = self.entry.clone().redact(&|_| false);
        ContentProof::fit(self.item, entry, self.descriptor, Shown::Parts(parts), self.tree)
    }
}
