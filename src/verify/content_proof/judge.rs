//! A content proof held against a key or a case.
//!
//! The two ways prove different things, so their answers are different types.

use std::io::Read;
use std::ops::Range;

use crate::event::EntryHash;
use crate::evidence::verify_range_of_content;
use crate::identity::PublicKey;
use crate::verify::content_proof::{
    BytesInCase, BytesProof, BytesUnderKey, DirectoryEntryProof, EntryInCase, EntryStanding,
    EntryUnderKey, NotShown, VerifiedEntry,
};
use crate::verify::report::Report;

impl BytesProof {
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
    /// whether what the entry states is true; what stood where the answer has
    /// [`unread`](BytesUnderKey::unread) ranges. [`BytesProof::verify_in_case`] says more.
    ///
    /// # Errors
    /// [`NotShown::Signature`], before any byte is read; [`NotShown::Bytes`].
    pub fn verify_under_key(
        &self,
        key: &PublicKey,
        bytes: impl Read,
    ) -> Result<BytesUnderKey, NotShown> {
        // F10.10
        self.entry().check_signature(key)?;
        let bytes = self.verify_bytes(bytes)?;
        let (item, size, entry) = (self.item(), self.tree.size, self.entry_hash());
        let unread = self.unread();
        Ok(BytesUnderKey { item, bytes, unread, size, entry, key: key.thumbprint() })
    }

    /// Verifies that bytes are those of the item's content, as an entry of a verified case states it.
    ///
    /// The case, or an extract of it, is verified with [`Verifier::entry`] asking about
    /// [`BytesProof::entry_hash`]. The bytes are read once, in constant memory.
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
    /// answer. Anything about the other bytes, or whether what the entry states is true. What stood where
    /// the answer has [`unread`](BytesInCase::unread) ranges. That no later entry states another content.
    ///
    /// # Errors
    /// [`NotShown::EntryNotAsked`], [`NotShown::EntryNotHeld`], [`NotShown::EntryNotChecked`] and
    /// [`NotShown::EntryFailed`], before any byte is read; [`NotShown::Bytes`].
    pub fn verify_in_case(&self, case: &Report, bytes: impl Read) -> Result<BytesInCase, NotShown> {
        let entry = verified_entry(case, self.entry_hash())?;
        let bytes = self.verify_bytes(bytes)?;
        let (item, size) = (self.item(), self.tree.size);
        let unread = self.unread();
        Ok(BytesInCase { item, bytes, unread, size, entry, case: case.verdict })
    }

    fn verify_bytes(&self, bytes: impl Read) -> Result<Range<u64>, NotShown> {
        Ok(verify_range_of_content(bytes, &self.tree, &self.parts)?)
    }
}

impl DirectoryEntryProof {
    /// Verifies that a directory has an entry, as this key has signed it.
    ///
    /// # What this proves
    /// The holder of `key` signed an entry of a ledger which states that the item is a directory that has
    /// exactly the entry in the answer, and was told by a file system what metadata there are.
    ///
    /// # What this does not prove
    /// Whose key it is; that it was good when the entry was signed, or at any time; that the entry is in
    /// any ledger, or is still as last stated; anything about the other entries, who had the item, or
    /// whether what the entry states is true. [`DirectoryEntryProof::verify_in_case`] says more. That a
    /// file at hand is the one: [`ShownEntry::verify_file`](crate::verify::ShownEntry::verify_file).
    ///
    /// # Errors
    /// [`NotShown::Signature`], [`NotShown::Entry`], [`NotShown::Metadata`], in this order.
    pub fn verify_under_key(&self, key: &PublicKey) -> Result<EntryUnderKey, NotShown> {
        // F10.10
        self.entry().check_signature(key)?;
        let shown = self.verify_roots()?;
        let (item, entry) = (self.item(), self.entry_hash());
        Ok(EntryUnderKey { item, shown, entry, key: key.thumbprint() })
    }

    /// Verifies that a directory has an entry, as an entry of a verified case states it.
    ///
    /// The case, or an extract of it, is verified with [`Verifier::entry`] asking about
    /// [`DirectoryEntryProof::entry_hash`].
    ///
    /// [`Verifier::entry`]: crate::verify::Verifier::entry
    ///
    /// # What this proves
    /// The case holds an entry, signed by the party in the answer with a key that its organisation had
    /// registered and not revoked, which states that the item is a directory that has exactly the entry
    /// in the answer.
    ///
    /// # What this does not prove
    /// Anything that the report does not: it is worth what the case is worth, whose verdict is in the
    /// answer. Anything about the other entries of the directory, or whether what is stated is true. That
    /// no later entry states another content.
    ///
    /// # Errors
    /// [`NotShown::EntryNotAsked`], [`NotShown::EntryNotHeld`], [`NotShown::EntryNotChecked`] and
    /// [`NotShown::EntryFailed`]; then [`NotShown::Entry`], [`NotShown::Metadata`].
    pub fn verify_in_case(&self, case: &Report) -> Result<EntryInCase, NotShown> {
        let entry = verified_entry(case, self.entry_hash())?;
        let shown = self.verify_roots()?;
        Ok(EntryInCase { item: self.item(), shown, entry, case: case.verdict })
    }
}

/// The entry of the ledger, if the case bears it out.
fn verified_entry(case: &Report, hash: EntryHash) -> Result<VerifiedEntry, NotShown> {
    match case.standing(hash).ok_or(NotShown::EntryNotAsked)? {
        EntryStanding::Failed { index, code } => {
            Err(NotShown::EntryFailed { index: *index, code: *code })
        }
        EntryStanding::NotChecked { index, code } => {
            Err(NotShown::EntryNotChecked { index: *index, code: *code })
        }
        EntryStanding::NotHeld => Err(NotShown::EntryNotHeld),
        EntryStanding::Verified(entry) => Ok(entry.clone()),
    }
}
