//! What can go wrong with notes and checkpoints.

use super::vkey::{KeyId, KeyName};
use crate::identity::{Algorithm, KeyError, SignError, SignatureError};

/// Why a text is not the name of a note key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyNameError {
    /// A space, a `+` or a control character.
    #[error("key name has {found:?} at offset {offset}")]
    Character {
        /// The character.
        found: char,
        /// Bytes from the start of the name.
        offset: usize,
    },
    /// No character at all.
    #[error("key name is empty")]
    Empty,
}

/// Why a text is not a verifier key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifierKeyError {
    /// The key is of an algorithm that notes are not signed with here.
    #[error(
        "notes, as the heads of a ledger are, are signed with {expected}, and the key is {found}"
    )]
    Algorithm {
        /// The algorithm of notes.
        expected: Algorithm,
        /// The algorithm of the key.
        found: Algorithm,
    },
    /// The key part is not canonical Base64.
    #[error("verifier key's last part is not canonical base64")]
    Base64,
    /// The id part is not eight lower-case hexadecimal digits.
    #[error("verifier key's id is not eight lower-case hexadecimal digits")]
    Id,
    /// The key is not one that is registered.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The name is not a key name.
    #[error(transparent)]
    Name(#[from] KeyNameError),
    /// The id is not the one of this key under this name.
    #[error("verifier key has id {found}, expected {expected}")]
    OtherId {
        /// The id of the key under the name.
        expected: KeyId,
        /// The id given.
        found: KeyId,
    },
    /// Not three parts with `+` between them.
    #[error("verifier key is not of the form name+id+key")]
    Shape,
    /// Another signature type than Ed25519.
    #[error("verifier key is of signature type {found:#04x}, expected {expected:#04x}")]
    SignatureType {
        /// The type of Ed25519 over the note text.
        expected: u8,
        /// The type given.
        found: u8,
    },
}

/// Why bytes are not a signed note, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}, at offset {offset} of the note")]
pub struct NoteError {
    /// What is wrong.
    pub kind: NoteErrorKind,
    /// Bytes from the start of the note.
    pub offset: usize,
}

/// The ways in which bytes are not a signed note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NoteErrorKind {
    /// A signature is not canonical Base64.
    #[error("signature is not canonical base64")]
    Base64,
    /// A control character other than the line feed.
    #[error("control character {found:#04x}")]
    ControlCharacter {
        /// The character.
        found: u8,
    },
    /// The name of a signature is not a key name.
    #[error(transparent)]
    KeyName(KeyNameError),
    /// No empty line between the text and the signatures.
    #[error("no empty line before the signatures")]
    NoEmptyLine,
    /// No line feed at the end.
    #[error("no line feed")]
    NoFinalNewline,
    /// A signature line is not of the form `— name base64`.
    #[error("signature line is not of the form \"— name base64\"")]
    SignatureLine,
    /// A signature has nothing beyond the key id.
    #[error("signature has {found} bytes with its key id, expected {minimum} or more")]
    SignatureTooShort {
        /// Bytes of the key id and one more.
        minimum: usize,
        /// Bytes found.
        found: usize,
    },
    /// More bytes than a note may have.
    #[error("note is longer than {limit} bytes")]
    TooLong {
        /// Bytes that a note may have.
        limit: usize,
    },
    /// More signatures than a note may have.
    #[error("more than {limit} signatures")]
    TooManySignatures {
        /// Signatures that a note may have.
        limit: usize,
    },
    /// Bytes that are not UTF-8.
    #[error("text is not UTF-8")]
    Utf8,
}

impl NoteErrorKind {
    pub(super) const fn at(self, offset: usize) -> NoteError {
        NoteError { kind: self, offset }
    }
}

/// Why a note that was read is not believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Two of the keys given share name and id: which one is meant cannot be told.
    #[error("two verifier keys are both {name}+{id}")]
    AmbiguousKeys {
        /// The name of both.
        name: KeyName,
        /// The id of both.
        id: KeyId,
    },
    /// A signature by a known key does not verify.
    #[error("signature by {name}+{id} at offset {offset} is not one of this text")]
    BadSignature {
        /// The name of the key.
        name: KeyName,
        /// The id of the key.
        id: KeyId,
        /// Where its line starts, in bytes from the start of the note.
        offset: usize,
        /// Why it does not verify.
        #[source]
        source: SignatureError,
    },
    /// No signature is by a key that was given. This is not a bad signature.
    #[error("none of {found} signatures is by a known key")]
    NoKnownKey {
        /// Signatures in the note.
        found: usize,
    },
    /// A checkpoint without a signature under its own origin's name.
    #[error("checkpoint of {origin:?} has no signature by a known key of that name")]
    NotByOrigin {
        /// The origin in the checkpoint.
        origin: String,
    },
}

/// Why a note was not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum NoteSignError {
    /// The signer's key is not one that notes are signed with.
    #[error(transparent)]
    Key(#[from] VerifierKeyError),
    /// The note would be longer, or have more signatures, than may be read.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The signer gave no signature.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The time of a cosignature is later than it can be.
    #[error("time {found} is later than {limit}")]
    Time {
        /// The latest, in seconds since 1970.
        limit: u64,
        /// The time given.
        found: u64,
    },
    /// The signer gave a signature that does not verify under its own key.
    #[error("signer returned a signature that does not verify")]
    Unverifiable(#[source] SignatureError),
}

/// Why a text is not the body of a checkpoint, and on which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{kind}, on line {line}")]
pub struct CheckpointError {
    /// What is wrong.
    pub kind: CheckpointErrorKind,
    /// The line, counted from 1.
    pub line: usize,
}

/// The ways in which a text is not the body of a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointErrorKind {
    /// A control character.
    #[error("control character {found:#04x}")]
    ControlCharacter {
        /// The character.
        found: u8,
    },
    /// An empty line where the origin or an extension stands.
    #[error("empty line")]
    EmptyLine,
    /// The text ends before the origin, the size and the root have come.
    #[error("missing line")]
    MissingLine,
    /// No line feed at the end.
    #[error("no line feed at the end")]
    NoFinalNewline,
    /// The root is not canonical Base64.
    #[error("root is not canonical base64")]
    RootBase64,
    /// The root has another length than a hash.
    #[error("root has {found} bytes, expected {expected}")]
    RootLength {
        /// Bytes of a hash.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
    /// The size has a leading zero.
    #[error("size has a leading zero")]
    SizeLeadingZero,
    /// The size is not made of the digits 0 to 9.
    #[error("size is not decimal")]
    SizeNotDecimal,
    /// The size does not fit 64 bits.
    #[error("size does not fit 64 bits")]
    SizeOverflow,
}

impl CheckpointErrorKind {
    pub(super) const fn on(self, line: usize) -> CheckpointError {
        CheckpointError { kind: self, line }
    }
}

/// Why bytes are not a signed checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignedCheckpointError {
    /// The text of the note is no checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The bytes are no note.
    #[error(transparent)]
    Note(#[from] NoteError),
}

/// Why a checkpoint was not signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointSignError {
    /// The note was not signed.
    #[error(transparent)]
    Note(#[from] NoteSignError),
    /// The origin cannot be the name of a key.
    #[error("origin cannot be the name of a key")]
    Origin(#[from] KeyNameError),
}

/// Why a line by a known cosigner is not a cosignature of its head.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CosignatureError {
    /// Not a time and a signature.
    #[error("cosignature by {name} has {found} bytes, expected {expected}")]
    Length {
        /// The name of the cosigner.
        name: KeyName,
        /// Bytes of the time and the signature.
        expected: usize,
        /// Bytes found.
        found: usize,
    },
    /// The signature does not verify.
    #[error("cosignature by {name} is not one of this head")]
    Signature {
        /// The name of the cosigner.
        name: KeyName,
        /// Why it does not verify.
        #[source]
        source: SignatureError,
    },
    /// The time is later than it can be.
    #[error("cosignature by {name} has the time {found}, later than {limit}")]
    Time {
        /// The name of the cosigner.
        name: KeyName,
        /// The latest, in seconds since 1970.
        limit: u64,
        /// The time found.
        found: u64,
    },
}

/// Why cosigners and a threshold are not a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CosignerPolicyError {
    /// A threshold of 0: every head would fulfil it.
    #[error("a policy that asks for no cosignature asks for nothing")]
    NothingAsked,
    /// More are asked for than there are.
    #[error("{threshold} cosigners asked for, {known} known")]
    OutOfReach {
        /// How many are asked for.
        threshold: usize,
        /// How many are known.
        known: usize,
    },
    /// One key under two names: it would count twice.
    #[error("cosigners {first} and {second} have one key")]
    SameKey {
        /// The name of the first.
        first: KeyName,
        /// The name of the second.
        second: KeyName,
    },
    /// Two cosigners of one name.
    #[error("two cosigners are called {name}")]
    SameName {
        /// The name.
        name: KeyName,
    },
}

/// Why bytes are not a request to a cosigner, and on which line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CosignatureRequestError {
    /// What stands behind the empty line is no signed head.
    #[error(transparent)]
    Head(#[from] SignedCheckpointError),
    /// A line of the proof is not canonical Base64 of 32 bytes.
    #[error("no hash in canonical base64, on line {line}")]
    Hash {
        /// The line, counted from 1.
        line: usize,
    },
    /// The request ends before its empty line.
    #[error("no line feed, on line {line}")]
    NoLine {
        /// The line, counted from 1.
        line: usize,
    },
    /// The first line is not `old` and a size.
    #[error("the first line is not \"old\" and a size")]
    OldSize,
    /// More hashes than a proof in a request has.
    #[error("proof of more than {limit} hashes")]
    ProofTooLong {
        /// Hashes that a proof may have.
        limit: usize,
    },
}
