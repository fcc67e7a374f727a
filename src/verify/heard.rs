//! Whether an entry is heard of requests. R4.1

use crate::custody::Unsettled;
use crate::event::{EntryHash, Event, Link, Subject};
use crate::identity::PartyId;
use crate::law::{Mark, StatedAct};
use crate::verify::code::{Class, Code};
use crate::verify::finding::Finding;

/// Whether an entry says something of requests: it does when it took its effect. R4.1
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Heard {
    /// It does not, and what it does on these chains cannot be told. R4.3
    No {
        doubted: Vec<Link>,
    },
    Yes,
}

/// An act as the register of requests takes it.
pub(super) fn stated(
    event: &Event,
    index: u64,
    entry: EntryHash,
    signer: PartyId,
) -> StatedAct<'_> {
    StatedAct { event, mark: Mark { index, entry }, actor: event.actor(signer) }
}

/// An entry that failed, was not possible, or whose place is not settled, says nothing of requests.
/// On a chain where it has no effect, nothing rests on it either.
pub(super) fn heard(known: &Event, findings: &[Finding], pending: &[Unsettled]) -> Heard {
    let without_effect = |finding: &Finding| {
        let failed = finding.code.class() == Class::Failure;
        failed || finding.code == Code::CustodyMoveForbidden
    };
    let silent =
        |finding: &Finding| without_effect(finding) || finding.code == Code::CustodyNotShown;
    if pending.is_empty() && !findings.iter().any(silent) {
        return Heard::Yes;
    }
    let is_out = |subject: &Subject| {
        let mut out = findings.iter().filter(|finding| without_effect(finding));
        out.any(|finding| finding.location.subject.as_ref() == Some(subject))
    };
    let doubted = known.links.iter().filter(|link| !is_out(&link.subject)).cloned().collect();
    Heard::No { doubted }
}
