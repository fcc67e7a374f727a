//! A ledger's own chain: where it begins and which key signs its heads.

use crate::encoding::{Blob, DecodeErrorKind, record};
use crate::event::common::KeyRecord;
use crate::event::link::Citation;
use crate::identity::Signature;

record! {
    /// A ledger begins. The origin is its subject's.
    ///
    /// ```cddl
    /// opened = { "by": citation, "key": checkpoint-key, "pop": bstr .size 64 }
    /// ```
    pub struct Opened {
        /// The entry that gave the signer its right.
        "by" => pub by: Citation,
        /// The key that signs this ledger's heads, and nothing else.
        "key" => pub key: KeyRecord,
        /// Proof that the ledger's keeper possesses it.
        "pop" => pub possession: Signature,
    }
    needs Opened::has_a_key_for_heads
}

impl Opened {
    const fn has_a_key_for_heads(&self) -> Result<(), DecodeErrorKind> {
        self.key.check_signs_heads()
    }
}

record! {
    /// From here on another key signs this ledger's heads.
    ///
    /// ```cddl
    /// checkpoint_key_changed = { "by": citation, "key": checkpoint-key, "pop": bstr .size 64 }
    /// ```
    pub struct CheckpointKeyChanged {
        /// The entry that gave the signer its right.
        "by" => pub by: Citation,
        /// The new key.
        "key" => pub key: KeyRecord,
        /// Proof that the ledger's keeper possesses it.
        "pop" => pub possession: Signature,
    }
    needs CheckpointKeyChanged::has_a_key_for_heads
}

impl CheckpointKeyChanged {
    const fn has_a_key_for_heads(&self) -> Result<(), DecodeErrorKind> {
        self.key.check_signs_heads()
    }
}

record! {
    /// An outside authority attested the time of a head of this ledger.
    ///
    /// ```cddl
    /// timestamped = { "root": bstr .size 32, "size": uint, "token": bstr }
    /// ```
    pub struct Timestamped {
        /// The root of that head.
        "root" => pub root: [u8; 32],
        /// Of how many entries it is.
        "size" => pub size: u64,
        /// What the authority signed: a time-stamp token, as it was received.
        "token" => pub token: Blob,
    }
}
