//! The record of one organisation, in the order in which it was made.
//!
//! Turns a tree head into a text that anyone can keep and that public witnesses read.
//!
//! * Signed notes: <https://c2sp.org/signed-note>.
//! * Cosignatures: <https://c2sp.org/tlog-cosignature>, and requests for them: <https://c2sp.org/tlog-witness>.
//! * Checkpoints: <https://c2sp.org/tlog-checkpoint>, in a signed note by the ledger's key, whose
//!   name is the ledger's origin.
//!
//! Parsing accepts exactly what writing gives, so the bytes of a note or a checkpoint are a
//! function of its value.

mod checkpoint;
mod cosignature;
mod error;
mod note;
mod reader;
mod record;
mod request;
mod vkey;

pub use checkpoint::{Checkpoint, OpenedCheckpoint, SignedCheckpoint};
pub(crate) use cosignature::MAX_COSIGNATURE_TIME;
pub use cosignature::{Attestation, Attestations, CosignerKey, CosignerPolicy};
pub use error::{
    CheckpointError, CheckpointErrorKind, CheckpointSignError, CosignatureError,
    CosignatureRequestError, CosignerPolicyError, KeyNameError, NoteError, NoteErrorKind,
    NoteSignError, OpenError, SignedCheckpointError, VerifierKeyError,
};
pub use note::{NoteSignature, NoteText, OpenedNote, SignedNote};
pub use reader::{RecordError, RecordReader};
pub use record::{FILE_VERSION, Header, Record, RecordKind, checkpoint_record, entry_record};
pub use request::CosignatureRequest;
pub use vkey::{KeyId, KeyName, VerifierKey};
