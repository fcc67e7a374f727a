//! The one head that an extract is about.

use crate::ledger::SignedCheckpoint;
use crate::merkle::{Hash, verify_consistency};
use crate::verify::attested::Proven;
use crate::verify::finding::Location;
use crate::verify::proof::ConsistencyRecord;

/// The checkpoint of an extract and what joins it to other heads.
#[derive(Debug, Default)]
pub(super) struct ExtractHead {
    pub(super) checkpoint: Option<SignedCheckpoint>,
    pub(super) location: Location,
    pub(super) joints: Vec<ConsistencyRecord>,
}

impl ExtractHead {
    /// F7.15: one of the two sizes is the checkpoint's. Without one that is not asked.
    pub(super) fn joins(&self, joint: &ConsistencyRecord) -> bool {
        let size = self.checkpoint.as_ref().map(|head| head.unverified().size());
        size.is_none_or(|size| [joint.from, joint.to].contains(&size))
    }

    /// Whether a head is joined to the checkpoint, or is it.
    pub(super) fn shows(&self, size: u64, root: Hash) -> Proven {
        let Some(head) = self.checkpoint.as_ref().map(SignedCheckpoint::unverified) else {
            return Proven::NotShown;
        };
        let signed = Hash(*head.root());
        if head.size() == size {
            return if root == signed { Proven::Yes } else { Proven::No(signed) };
        }
        let joint = self.joints.iter().find(|joint| joint.from == size && joint.to == head.size());
        let Some(joint) = joint else { return Proven::NotShown };
        match verify_consistency(size, root, head.size(), signed, &joint.path()) {
            Ok(()) => Proven::Yes,
            // V8.12 is said where that head was remembered; of this one it is not shown.
            Err(_) => Proven::NotShown,
        }
    }
}
