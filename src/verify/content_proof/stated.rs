//! What an entry states of the content of an item, and what opens it.

use crate::encoding::Slot;
use crate::event::{Content, Descriptor, Directory, EntryHash, SignedEvent, Statement};
use crate::evidence::{PartSize, PartTree, Sha256Digest};
use crate::identity::ItemId;
use crate::merkle::Hash;
use crate::verify::content_proof::ContentProofError;

/// An entry that states a content of an item, and the descriptor that its commitment opens to.
#[derive(Clone, Debug)]
pub(crate) struct Stated {
    pub(crate) item: ItemId,
    pub(crate) entry: SignedEvent,
    /// The disclosure as received: what is hashed and compared with the commitment.
    pub(crate) disclosure: Vec<u8>,
    pub(crate) descriptor: Descriptor,
    part_size: u64,
}

impl Stated {
    /// What is disclosed in an entry.
    pub(crate) fn disclosed(entry: &SignedEvent, item: ItemId) -> Result<Self, ContentProofError> {
        let content = content_of(entry, item)?;
        let disclosed = content.descriptor.value().zip(content.descriptor.disclosure());
        let (value, disclosure) = disclosed.ok_or(ContentProofError::NotDisclosed { item })?;
        let (descriptor, part_size) = (value.clone(), content.part_size);
        // A proof has the bytes of the entry, and shows nothing else that opens its commitments.
        let entry = entry.clone().redact(&|_| false);
        Ok(Self { item, entry, disclosure, descriptor, part_size })
    }

    /// What a disclosure, which stands at `offset` of a file, opens in an entry.
    pub(crate) fn opened(
        entry: SignedEvent,
        item: ItemId,
        disclosure: Vec<u8>,
        offset: usize,
    ) -> Result<Self, ContentProofError> {
        let content = content_of(&entry, item)?;
        let (mut stated, part_size) = (content.descriptor.clone(), content.part_size);
        // F10.3
        let (expected, found) = (stated.commitment(), Sha256Digest::of(&disclosure).0);
        if found != expected {
            return Err(ContentProofError::OtherDescriptor { expected, found });
        }
        stated.open(&disclosure).map_err(|error| error.rebased(offset).within("descriptor"))?;
        // What was opened just now is not withheld.
        let value = stated.value().ok_or(ContentProofError::NotDisclosed { item })?;
        let descriptor = value.clone();
        Ok(Self { item, entry, disclosure, descriptor, part_size })
    }

    pub(crate) const fn entry_hash(&self) -> EntryHash {
        self.entry.hash()
    }

    /// F10.4: the part tree, where there is one.
    pub(crate) fn part_tree(&self) -> Result<PartTree, ContentProofError> {
        match (PartSize::new(self.part_size), self.descriptor.part_root) {
            (Ok(part_size), Some(root)) => {
                Ok(PartTree { size: self.descriptor.size, part_size, root: Hash(root) })
            }
            (Ok(_) | Err(_), _) => Err(ContentProofError::NoPartTree { item: self.item }),
        }
    }

    /// F10.7: the directory, if the content is one.
    pub(crate) fn directory(&self) -> Result<&Directory, ContentProofError> {
        let none = ContentProofError::NoDirectory { item: self.item };
        self.descriptor.directory.as_ref().ok_or(none)
    }
}

/// F10.2: the content that an entry states of an item.
fn content_of(entry: &SignedEvent, item: ItemId) -> Result<&Content, ContentProofError> {
    let Statement::Known(event) = entry.statement() else {
        return Err(ContentProofError::NoContent { item });
    };
    event.body.content_of(item).ok_or(ContentProofError::NoContent { item })
}
