//! A content proof and the bytes, held against a key or a case.
//!
//! The two ways prove different things, so their answers are different types.

use std::io::Read;
use std::ops::Range;

use crate::event::EntryHash;
use crate::evidence::verify_range_of_content;
use crate::identity::{ItemId, PublicKey, Thumbprint};
use crate::verify::content_proof::{ContentProof, EntryStanding, NotShown, Shown, VerifiedEntry};
use crate::verify::report::{Report, Verdict};

/// Bytes of a content, shown under a key alone.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ShownUnderKey {
    /// The item.
    pub item: ItemId,
    /// The bytes shown, in the content: whole parts.
    pub bytes: Range<u64>,
    /// The size of the content.
    pub size: u64,
    /// The entry that states the content.
    pub entry: EntryHash,
    /// The key that signed the entry. Whose it is, nothing here says.
    pub key: Thumbprint,
}

/// Bytes of a content, shown under an entry of a verified case.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct ShownInCase {
    /// The item.
    pub item: ItemId,
    /// The bytes shown, in the content: whole parts.
    pub bytes: Range<u64>,
    /// The size of the content.
    pub size: u64,
    /// The entry that states the content, as the case was found to have it.
    pub entry: VerifiedEntry,
    /// What the case came to, of which the entry is a part. Under [`Verdict::Contradicted`] look there
    /// first.
    pub case: Verdict,
}

impl ContentProof {
    /// Verifies that bytes are those of the item's content, as this key has signed it.
    ///
    /// The bytes are read once, in constant memory.
    ///
    /// # What this proves
    /// The holder of `key` signed an entry which states that the content of the item has exactly these
    /// bytes at the range in the answer.
    ///
    /// # What this does not prove
    /// Whose key it is; that it was good when the entry was signed, or at any time; that the entry is in
    /// any ledger, or is still as last stated; anything about the other bytes, who had the item, or
    /// whether what the entry states is true. [`ContentProof::verify_in_case`] says more.
    ///
    /// # Errors
    /// [`NotShown::Signature`], before any byte is read; [`NotShown::Bytes`].
    pub fn verify_under_key(
        &self,
        key: &PublicKey,
        bytes: impl Read,
    ) -> Result<ShownUnderKey, NotShown> {
        self.entry.check_signature(key)?;
        let bytes = self.verify_bytes(bytes)?;
        let (item, size, entry) = (self.item, self.tree.size, self.entry_hash());
        Ok(ShownUnderKey { item, bytes, size, entry, key: key.thumbprint() })
    }

    /// Verifies that bytes are those of the item's content, as an entry of a verified case states it.
    ///
    /// The case, or an extract of it, is verified with [`Verifier::entry`] asking about
    /// [`ContentProof::entry_hash`]. The bytes are read once, in constant memory.
    ///
    /// [`Verifier::entry`]: crate::verify::Verifier::entry
    ///
    /// # What this proves
    /// The case holds an entry, signed by the party in the answer with a key that its organisation had
    /// registered and not revoked, which states that the content of the item has exactly these bytes at
    /// the range in the answer.
    ///
    /// # What this does not prove
    /// Anything that the report does not: it is worth what the case is worth, whose verdict is in the
    /// answer. Anything about the other bytes, or whether what the entry states is true. That no later
    /// entry states another content.
    ///
    /// # Errors
    /// [`NotShown::EntryNotAsked`], [`NotShown::EntryNotHeld`], [`NotShown::EntryNotChecked`] and
    /// [`NotShown::EntryFailed`], before any byte is read; [`NotShown::Bytes`].
    pub fn verify_in_case(&self, case: &Report, bytes: impl Read) -> Result<ShownInCase, NotShown> {
        let entry = match case.standing(self.entry_hash()).ok_or(NotShown::EntryNotAsked)? {
            EntryStanding::Failed { index, code } => {
                return Err(NotShown::EntryFailed { index: *index, code: *code });
            }
            EntryStanding::NotChecked { index, code } => {
                return Err(NotShown::EntryNotChecked { index: *index, code: *code });
            }
            EntryStanding::NotHeld => return Err(NotShown::EntryNotHeld),
            EntryStanding::Verified(entry) => entry.clone(),
        };
        let bytes = self.verify_bytes(bytes)?;
        let (item, size) = (self.item, self.tree.size);
        Ok(ShownInCase { item, bytes, size, entry, case: case.verdict })
    }

    fn verify_bytes(&self, bytes: impl Read) -> Result<Range<u64>, NotShown> {
        let Shown::Parts(parts) = &self.shows;
        Ok(verify_range_of_content(bytes, &self.tree, parts)?)
    }
}
