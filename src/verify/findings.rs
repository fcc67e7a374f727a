//! The findings of one verification, on their way to the report.

use std::collections::HashMap;

use crate::verify::code::{Class, Code};
use crate::verify::finding::{Cause, Detail, Finding, Location};

/// Collects findings up to a limit.
#[derive(Debug)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    limit: usize,
    left_out: u64,
    failed: bool,
}

impl Findings {
    pub(crate) const fn new(limit: usize) -> Self {
        Self { list: Vec::new(), limit, left_out: 0, failed: false }
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        let failure = finding.code.class() == Class::Failure;
        // A failure is kept beyond the limit once: none may be lost behind lesser findings.
        let first_failure = failure && !self.failed;
        self.failed |= failure;
        if self.list.len() < self.limit || first_failure {
            self.list.push(finding);
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    pub(crate) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }

    pub(crate) const fn has_failure(&self) -> bool {
        self.failed
    }

    pub(crate) fn holds(&self, code: Code) -> bool {
        self.list.iter().any(|finding| finding.code == code)
    }

    /// Sorted by entry and requirement, with each cause as a place in that order.
    pub(crate) fn into_sorted(mut self) -> Vec<Finding> {
        // V10.2
        if self.left_out > 0 {
            let found = u64::try_from(self.list.len()).unwrap_or(u64::MAX);
            let found = found.saturating_add(self.left_out);
            let expected = u64::try_from(self.limit).unwrap_or(u64::MAX);
            let detail = Detail::Sizes { expected, found };
            self.list.push(Finding::new(Code::LimitsReached, Location::default(), detail));
        }
        self.list.sort_by_cached_key(key);
        let causes = first_causes(&self.list);
        for (place, finding) in self.list.iter_mut().enumerate() {
            let Some(Cause::Entry(index)) = finding.cause else {
                continue;
            };
            // A finding is not its own cause.
            let firsts = causes.get(&index).into_iter().flatten().flatten();
            finding.because_of = firsts.copied().find(|first| *first != place);
        }
        self.list
    }
}

/// By entry, the places of its first two findings that others can follow from.
fn first_causes(list: &[Finding]) -> HashMap<u64, [Option<usize>; 2]> {
    let mut firsts = HashMap::new();
    for (place, finding) in list.iter().enumerate() {
        let causes = matches!(finding.code.class(), Class::Failure | Class::NotChecked);
        if let Some(entry) = finding.location.entry.filter(|_| causes) {
            let [first, second] = firsts.entry(entry).or_insert([None; 2]);
            let free = if first.is_none() { first } else { second };
            free.get_or_insert(place);
        }
    }
    firsts
}

type Key = (bool, u64, u64, u64, u64, Option<String>, Option<String>);

/// The header first, then by entry and requirement, what belongs to no entry last.
fn key(finding: &Finding) -> Key {
    let (step, number) = numbers(finding.code);
    let entry = finding.location.entry.unwrap_or(u64::MAX);
    let subject = finding.location.subject.as_ref().map(ToString::to_string);
    let start = finding.location.bytes.as_ref().map_or(u64::MAX, |range| range.start);
    let behind = finding.code != Code::FileHeader;
    (behind, entry, step, number, start, subject, finding.location.field.clone())
}

fn numbers(code: Code) -> (u64, u64) {
    let text = code.requirement().trim_start_matches('V');
    let (step, number) = text.split_once('.').unwrap_or((text, "0"));
    (step.parse().unwrap_or(0), number.parse().unwrap_or(0))
}
