//! Which checks were done, which were not, and why.

use crate::encoding::codes;

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
