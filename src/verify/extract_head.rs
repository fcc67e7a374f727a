//! The one head that an extract is about, and what is proven under it.

use std::io::Read;

use crate::ledger::{Record, RecordError, RecordKind, RecordReader, SignedCheckpoint};
use crate::merkle::{Hash, verify_consistency};
use crate::verify::attested::Proven;
use crate::verify::code::Code;
use crate::verify::finding::{Detail, Finding, Location};
use crate::verify::proof::{ConsistencyRecord, ProofRecord};
use crate::verify::walk::{Pass, Walk};

/// The checkpoint of an extract and what joins it to other heads.
#[derive(Debug, Default)]
pub(super) struct ExtractHead {
    pub(super) checkpoint: Option<SignedCheckpoint>,
    pub(super) location: Location,
    pub(super) joints: Vec<ConsistencyRecord>,
}

impl ExtractHead {
    /// The first checkpoint behind the header, or none.
    pub(super) fn first_of(mut reader: RecordReader<impl Read>) -> Self {
        let mut head = Self::default();
        loop {
            let record = match reader.next_record() {
                Ok(Some(record)) => record,
                // V1.4: the record behind it is read.
                Err(RecordError::Oversized { .. }) => continue,
                Ok(None) | Err(_) => return head,
            };
            // V8.2: any behind the first is out of place.
            // F7.14
            if record.kind == RecordKind::Checkpoint {
                let read = SignedCheckpoint::parse(record.content()).ok();
                head.checkpoint = read.filter(|_| record.has_shortest_head());
                head.location.bytes = Some(record.range);
                return head;
            }
        }
    }

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

impl Walk {
    /// V8.11, V8.14
    pub(super) fn proof(&mut self, record: Record, pass: Pass) {
        let location = Location { bytes: Some(record.range.clone()), ..Location::default() };
        let read = ProofRecord::from_bytes(&record.bytes);
        let finding = match (read, &mut self.extract, &mut self.group) {
            (Ok(ProofRecord::Inclusion(proof)), Some(_), Some(group))
                if group.inclusion.is_none() =>
            {
                group.inclusion = Some((proof.index, proof.path()));
                return;
            }
            (Ok(ProofRecord::Consistency(joint)), Some(extract), _) if extract.joins(&joint) => {
                if pass == Pass::First {
                    extract.joints.push(joint);
                }
                return;
            }
            (Ok(ProofRecord::NotUnderstood(found)), _, _) => {
                let detail = Detail::Texts { expected: "a known proof".to_owned(), found };
                Finding::new(Code::ProofNotUnderstood, location, detail)
            }
            (Ok(_), _, _) => Finding::new(Code::ProofMalformed, location, Detail::None),
            (Err(error), _, _) => {
                Finding::new(Code::ProofMalformed, location, Detail::Decode(error.kind))
            }
        };
        if pass == Pass::First {
            self.findings.push(finding);
        }
    }
}
