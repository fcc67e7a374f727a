//! What the fold of custody sees becomes findings: one exhaustive match.

use crate::custody::Observation;
use crate::event::{EntryHash, Subject};
use crate::verify::code::Code;
use crate::verify::finding::{Cause, Detail, Finding, Location, code_of_violation};

/// The finding for an observation at the entry `hash`; pending links have none yet.
pub(crate) fn finding(seen: Observation, place: &Location, hash: EntryHash) -> Option<Finding> {
    let at = |subject: Subject| Location { subject: Some(subject), ..place.clone() };
    Some(match seen {
        // V6.4
        Observation::Crossed { subject, other } => {
            Finding::new(Code::CustodyTransferCrossed, at(subject), Detail::Other(other))
        }
        // V6.9
        Observation::DigestMismatch { item, expected, found, from, by } => {
            let detail = Detail::HandOver { from, by, expected, found };
            Finding::new(Code::CustodyDigestMismatch, at(Subject::Item(item)), detail)
        }
        // V6.6
        Observation::Early { subject, answer_by, found } => {
            let detail = Detail::Times { bound: answer_by, found };
            Finding::new(Code::CustodyTransferEarly, at(subject), detail)
        }
        // V3.1, V3.7
        Observation::Forked { subject, other } => {
            let code = if other == hash { Code::EntryRepeated } else { Code::LinkForked };
            Finding::new(code, at(subject), Detail::Other(other))
        }
        // V6.5
        Observation::Late { subject, answer_by, found } => {
            let detail = Detail::Times { bound: answer_by, found };
            Finding::new(Code::CustodyTransferLate, at(subject), detail)
        }
        // V6.1
        Observation::NotChecked { subject, because } => {
            Finding::new(Code::CustodyNotShown, at(subject), Detail::None)
                .caused_by(Some(Cause::Entry(because)))
        }
        Observation::Pending(_) => return None,
        Observation::Rule { subject, violation } => {
            Finding::new(code_of_violation(&violation), at(subject), Detail::Rule(violation))
        }
        // V6.10
        Observation::SealMismatch { item, expected, found } => {
            let detail = Detail::Texts { expected, found };
            Finding::new(Code::CustodySealMismatch, at(Subject::Item(item)), detail)
        }
        // V5.1
        Observation::TimeRegressed { subject, before, found } => {
            let detail = Detail::Times { bound: before, found };
            Finding::new(Code::TimeRegressed, at(subject), detail)
        }
    })
}
