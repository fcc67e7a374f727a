//! The questions about signed heads: notes, cosignatures, and proofs of misbehaviour.

use handseal::identity::Thumbprint;
use handseal::ledger::{
    CosignatureError, CosignerKey, CosignerPolicy, SignedCheckpoint, SignedCheckpointError,
    SignedNote, VerifierKey,
};
use handseal::verify::{Misbehaviour, MisbehaviourError, NotProven};

use crate::codes::{of_checkpoint, of_note, of_open, of_proof, of_verifier_key};
use crate::question::{Fields, Verdict};

pub(crate) fn note(fields: &Fields) -> Verdict {
    let bytes = fields.bytes("note_hex")?;
    let known = keys(fields)?;
    let note = SignedNote::parse(&bytes).map_err(|error| of_note(error.kind))?;
    note.open(&known).map(|_| ()).map_err(|error| of_open(&error))
}

fn keys(fields: &Fields) -> Result<Vec<VerifierKey>, &'static str> {
    let texts = fields.texts("vkeys")?;
    texts.into_iter().map(|text| text.parse().map_err(of_verifier_key)).collect()
}

pub(crate) fn cosignature(fields: &Fields) -> Verdict {
    let note = fields.text("note")?;
    let texts = fields.texts("vkeys")?;
    let threshold = fields.number("threshold")?;
    let read = |text: &str| text.parse::<CosignerKey>().map_err(of_verifier_key);
    let known = texts.into_iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let policy = policy(known, threshold).ok_or("cosignature.policy")?;
    let head = SignedCheckpoint::parse(note.as_bytes()).map_err(|error| match error {
        SignedCheckpointError::Checkpoint(error) => of_checkpoint(error.kind),
        SignedCheckpointError::Note(error) => of_note(error.kind),
        _ => "note",
    })?;
    let attested = policy.verify(&head).map_err(|error| of_cosignature(&error))?;
    if attested.are_enough() { Ok(()) } else { Err("cosignature.too_few") }
}

pub(crate) fn policy(known: Vec<CosignerKey>, threshold: u64) -> Option<CosignerPolicy> {
    // More than can be counted is more than there are.
    CosignerPolicy::new(threshold.try_into().unwrap_or(usize::MAX), known).ok()
}

const fn of_cosignature(error: &CosignatureError) -> &'static str {
    match error {
        CosignatureError::Length { .. } => "cosignature.length",
        CosignatureError::Signature { .. } => "note.bad_signature",
        CosignatureError::Time { .. } => "cosignature.time",
        _ => "cosignature",
    }
}

pub(crate) fn misbehaviour(fields: &Fields) -> Verdict {
    let bytes = fields.bytes("hex")?;
    let known = keys(fields)?;
    let proof = Misbehaviour::parse(&bytes).map_err(|error| of_misbehaviour(&error))?;
    proof.verify_under_keys(&known).map(|_| ()).map_err(|error| of_unproven(&error))
}

pub(crate) fn misbehaviour_of(fields: &Fields) -> Verdict {
    let bytes = fields.bytes("hex")?;
    let root = Thumbprint::from(fields.hash("root")?.0);
    let proof = Misbehaviour::parse(&bytes).map_err(|error| of_misbehaviour(&error))?;
    proof.verify_under_root(root).map(|_| ()).map_err(|error| of_unproven(&error))
}

fn of_misbehaviour(error: &MisbehaviourError) -> &'static str {
    match error {
        MisbehaviourError::Decode(_) => "misbehaviour.format",
        MisbehaviourError::Entry { .. } => "misbehaviour.entry",
        MisbehaviourError::Head { .. } => "misbehaviour.head",
        MisbehaviourError::HeadsOutOfOrder { .. } => "misbehaviour.order",
        MisbehaviourError::OtherLedger { .. } => "misbehaviour.origin",
        MisbehaviourError::Proof { source, .. } => of_proof(*source),
        MisbehaviourError::Same { .. } => "misbehaviour.same",
        MisbehaviourError::Sizes { .. } => "misbehaviour.sizes",
        _ => "misbehaviour",
    }
}

fn of_unproven(error: &NotProven) -> &'static str {
    match error {
        NotProven::Head { source, .. } => of_open(source),
        NotProven::OtherType { .. }
        | NotProven::Registration { .. }
        | NotProven::Signature { .. } => "misbehaviour.registration",
        _ => "misbehaviour",
    }
}
