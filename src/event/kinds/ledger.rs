//! A ledger's own chain: where it begins and which key signs its heads.

use crate::encoding::record;
use crate::event::common::KeyRecord;
use crate::event::link::Citation;
use crate::identity::Signature;

record! {
    /// A ledger begins. The origin is its subject's.
    ///
    /// ```cddl
    /// opened = { "by": citation, "key": key, "pop": bstr .size 64 }
    /// ```
    pub struct Opened {
        /// The entry that gave the signer its right.
        "by" => pub by: Citation,
        /// The key that signs this ledger's heads, and nothing else.
        "key" => pub key: KeyRecord,
        /// Proof that the ledger's keeper possesses it.
        "pop" => pub possession: Signature,
    }
}

record! {
    /// From here on another key signs this ledger's heads.
    ///
    /// ```cddl
    /// checkpoint_key_changed = { "by": citation, "key": key, "pop": bstr .size 64 }
    /// ```
    pub struct CheckpointKeyChanged {
        /// The entry that gave the signer its right.
        "by" => pub by: Citation,
        /// The new key.
        "key" => pub key: KeyRecord,
        /// Proof that the ledger's keeper possesses it.
        "pop" => pub possession: Signature,
    }
}
