//! Which checks were done, which were not, and why.

use crate::encoding::codes;
use crate::law::{RequestStatus, RequestView};
use crate::verify::attested::AttestedHead;
use crate::verify::report::{ContentResult, ItemReport, Scope};
use crate::verify::walk::Walk;

codes! {
    /// The steps of verification.
    pub enum Step {
        /// V1: is each entry one well-formed event, and each disclosure the value behind its commitment?
        Encoding => "V1 encoding",
        /// V2: does a key that may speak here sign these bytes?
        Signature => "V2 signature",
        /// V3: is each subject's chain whole?
        Links => "V3 links",
        /// V4: does the ledger begin as it must, and every item belong to a case?
        Belonging => "V4 belonging",
        /// V5: is claimed time plausible, and what attests it?
        Time => "V5 time",
        /// V6: was every act allowed to the one who did it?
        Custody => "V6 custody",
        /// V7: was what was produced asked for?
        Requests => "V7 requests",
        /// V8: do the entries make the signed head, and does it extend the one remembered?
        Ledger => "V8 ledger",
        /// V9: are these the bytes that were collected?
        Content => "V9 content",
    }
}

/// One line of the coverage: a step, over so many things.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct Coverage {
    /// The step.
    pub step: Step,
    /// What it was done on.
    pub over: &'static str,
    /// On how many it was done.
    pub checked: u64,
    /// On how many it was not.
    pub not_checked: u64,
    /// Why not, or what the step leaves open.
    pub why: Option<&'static str>,
}

/// A line for each step.
pub(crate) fn coverage(
    walk: &Walk,
    items: &[ItemReport],
    attested: &[AttestedHead],
    requests: &[RequestView],
    scope: &Scope,
) -> Vec<Coverage> {
    let counts = &walk.counts;
    let entries = counts.entries;
    let line = |step, over, checked: u64, all: u64, why| Coverage {
        step,
        over,
        checked,
        not_checked: all.saturating_sub(checked),
        why,
    };
    let count = |found: usize| u64::try_from(found).unwrap_or(u64::MAX);
    let shown = items.iter().filter(|item| item.state.is_some()).count();
    let data = items.iter().filter(|item| item.content != ContentResult::NoContent).count();
    let compared = items
        .iter()
        .filter(|item| matches!(item.content, ContentResult::Matches | ContentResult::Differs));
    let told = requests.iter().filter(|request| request.status != RequestStatus::NotShown);
    let withheld = match (counts.withheld > 0, counts.stubs > 0) {
        (false, false) => None,
        (true, false) => Some("values are withheld"),
        (false, true) => Some("entries are withheld"),
        (true, true) => Some("values and entries are withheld"),
    };
    let (over, placed) = match scope {
        Scope::Extract(_) => ("inclusion proofs", counts.included),
        Scope::Ledger | Scope::Unreadable => ("entries in the tree", entries),
    };
    let heads = match (walk.heads.has_anchor(), walk.heads.checked) {
        (false, _) => Some("no remembered head was given"),
        (true, 0) => Some("no head could be compared"),
        (true, _) if walk.heads.has_lines_not_judged() => {
            Some("others signed a remembered head; no cosigner was named, so that is not judged")
        }
        (true, _) => None,
    };
    let mut lines = vec![
        line(Step::Encoding, "entries", counts.well_formed, entries, withheld),
        line(Step::Signature, "entries", counts.signed, entries, None),
        line(Step::Links, "entries", counts.linked, entries, None),
        line(Step::Belonging, "items", count(items.len()), count(items.len()), None),
        line(Step::Time, "entries", counts.signed, entries, Some(attests(attested))),
        line(Step::Custody, "items", count(shown), count(items.len()), None),
        line(
            Step::Requests,
            "requests",
            count(told.count()),
            count(requests.len()),
            (!requests.is_empty()).then_some("by the catalogue of instruments that is named"),
        ),
        line(Step::Ledger, over, placed, entries, heads),
        line(Step::Content, "data items", count(compared.count()), count(data), None),
    ];
    if let Some(earlier) = walk.snapshots.earlier() {
        let why = if earlier.read_again { READ_AGAIN } else { NOT_READ_AGAIN };
        // Of these, no signature was checked now.
        let rests = line(Step::Signature, "entries that rest", 0, earlier.size, Some(why));
        let behind = lines.iter().position(|line| line.step == Step::Links);
        lines.insert(behind.unwrap_or_default(), rests);
    }
    if walk.stamps.found > 0 {
        let tokens =
            line(Step::Time, "time-stamps", count(attested.len()), walk.stamps.found, None);
        let behind = lines.iter().position(|line| line.step == Step::Custody);
        lines.insert(behind.unwrap_or_default(), tokens);
    }
    lines
}

/// What became of entries that an earlier verification had read.
const NOT_READ_AGAIN: &str =
    "they rest on the earlier verification that is named, and were not read again";
const READ_AGAIN: &str = "they rest on the earlier verification that is named; they make the same root, their signatures and values were not checked again";

/// What stands behind the times that are stated.
const fn attests(attested: &[AttestedHead]) -> &'static str {
    if attested.is_empty() {
        "times are as stated; nothing outside attests them"
    } else {
        "times are as stated; of the heads that are named, an authority outside attests the time"
    }
}
