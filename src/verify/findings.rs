//! The findings of one verification, on their way to the report.

use crate::verify::code::{Class, Code};
use crate::verify::finding::{Cause, Detail, Finding, Location};

/// Collects findings up to a limit.
#[derive(Debug)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    limit: usize,
    left_out: u64,
    worst: Option<Class>,
}

impl Findings {
    pub(crate) const fn new(limit: usize) -> Self {
        Self {
            list: Vec::new(),
            limit,
            left_out: 0,
            worst: None,
        }
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        let class = finding.code.class();
        self.worst = Some(self.worst.map_or(class, |worst| worst.min(class)));
        // A failure is kept beyond the limit once: none may be lost behind lesser findings.
        let first_failure = class == Class::Failure && !self.has_failure();
        if self.list.len() < self.limit || first_failure {
            self.list.push(finding);
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    pub(crate) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }

    pub(crate) fn has_failure(&self) -> bool {
        self.list
            .iter()
            .any(|finding| finding.code.class() == Class::Failure)
    }

    pub(crate) fn holds(&self, code: Code) -> bool {
        self.list.iter().any(|finding| finding.code == code)
    }

    /// Sorted by entry and requirement, with each cause as a place in that order.
    pub(crate) fn into_sorted(mut self) -> Vec<Finding> {
        if self.left_out > 0 {
            let found = u64::try_from(self.list.len()).unwrap_or(u64::MAX);
            let found = found.saturating_add(self.left_out);
            let expected = u64::try_from(self.limit).unwrap_or(u64::MAX);
            let detail = Detail::Sizes { expected, found };
            self.list.push(Finding::new(
                Code::LimitsReached,
                Location::default(),
                detail,
            ));
        }
        self.list.sort_by_cached_key(key);
        let causes: Vec<_> = self
            .list
            .iter()
            .map(|finding| {
                finding
                    .cause
                    .and_then(|cause| self.place_of(finding, cause))
            })
            .collect();
        for (finding, cause) in self.list.iter_mut().zip(causes) {
            finding.because_of = cause;
        }
        self.list
    }

    fn place_of(&self, of: &Finding, cause: Cause) -> Option<usize> {
        self.list.iter().position(|finding| {
            let Cause::Entry(index) = cause;
            let named = finding.location.entry == Some(index)
                && matches!(finding.code.class(), Class::Failure | Class::NotChecked);
            named && !std::ptr::eq(finding, of)
        })
    }
}

type Key = (bool, u64, u64, u64, u64, Option<String>, Option<String>);

/// The header first, then by entry and requirement, what belongs to no entry last.
fn key(finding: &Finding) -> Key {
    let (step, number) = numbers(finding.code);
    let entry = finding.location.entry.unwrap_or(u64::MAX);
    let subject = finding.location.subject.as_ref().map(ToString::to_string);
    let start = finding
        .location
        .bytes
        .as_ref()
        .map_or(u64::MAX, |range| range.start);
    let behind = finding.code != Code::FileHeader;
    (
        behind,
        entry,
        step,
        number,
        start,
        subject,
        finding.location.field.clone(),
    )
}

fn numbers(code: Code) -> (u64, u64) {
    let text = code.requirement().trim_start_matches('V');
    let (step, number) = text.split_once('.').unwrap_or((text, "0"));
    (step.parse().unwrap_or(0), number.parse().unwrap_or(0))
}
