//! An event's place in the chains of its subjects, and how it names other entries.

use sha2::{Digest, Sha256};

use crate::encoding::{DecodeError, Decoder, Encoder, Nullable, Wire, impl_hex, record};
use crate::event::subject::Subject;

/// The name of an entry for ever: SHA-256 of the whole tagged COSE_Sign1.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EntryHash([u8; 32]);

impl EntryHash {
    /// Names the entry that these bytes are. F3.13
    #[must_use]
    pub fn of(entry: &[u8]) -> Self {
        Self(Sha256::digest(entry).into())
    }
}

impl_hex!(EntryHash, 32);

impl Wire for EntryHash {
    fn write(&self, out: &mut Encoder) {
        out.bytes(&self.0);
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        input.byte_array().map(Self)
    }
}

record! {
    /// The place of an event in one subject's chain. It is part of what is signed.
    ///
    /// ```cddl
    /// link = { "id": subject, "seq": uint, "prev": entry-hash / null }
    /// ```
    ///
    /// The first event of a chain has `seq` 0 and `prev` null. The greatest integer is no place, since
    /// none could follow.
    pub struct Link {
        /// Whose chain.
        "id" => pub subject: Subject,
        /// The place, counted from 0.
        "seq" => pub seq: u64,
        /// The entry at the place before.
        "prev" => pub prev: Nullable<EntryHash>,
    }
}

impl Link {
    /// The first place of a subject's chain.
    #[must_use]
    pub const fn genesis(subject: Subject) -> Self {
        Self { subject, seq: 0, prev: Nullable(None) }
    }

    /// The place after the entry `prev`, which stands at `seq - 1`.
    #[must_use]
    pub const fn after(subject: Subject, seq: u64, prev: EntryHash) -> Self {
        Self { subject, seq, prev: Nullable(Some(prev)) }
    }
}

record! {
    /// How an event names another entry without using a pen: the entry and one place it has.
    ///
    /// ```cddl
    /// citation = { "id": subject, "seq": uint, "entry": entry-hash }
    /// ```
    pub struct Citation {
        /// A subject that the entry links.
        "id" => pub subject: Subject,
        /// The entry's place in that subject's chain.
        "seq" => pub seq: u64,
        /// The entry.
        "entry" => pub entry: EntryHash,
    }
}
