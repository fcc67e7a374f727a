//! The findings of one verification, on their way to the report.

use std::collections::HashMap;

use crate::event::{EntryHash, Kept, PrunedEntry};
use crate::verify::code::{Class, Code};
use crate::verify::finding::{Cause, Detail, Finding, Location};

/// Collects findings up to a limit.
#[derive(Debug)]
pub(crate) struct Findings {
    list: Vec<Finding>,
    limit: usize,
    left_out: u64,
    failed: bool,
    /// Places in the list, by entry, of what is not shown: a later entry can say that it was pruned.
    not_shown: HashMap<u64, Vec<usize>>,
}

impl Findings {
    pub(crate) fn new(limit: usize) -> Self {
        let not_shown = HashMap::new();
        Self { list: Vec::new(), limit, left_out: 0, failed: false, not_shown }
    }

    pub(crate) fn push(&mut self, finding: Finding) {
        let failure = finding.code.class() == Class::Failure;
        // A failure is kept beyond the limit once: none may be lost behind lesser findings.
        let first_failure = failure && !self.failed;
        self.failed |= failure;
        if self.list.len() < self.limit || first_failure {
            let not_shown = matches!(finding.code, Code::EntryNotShown | Code::FieldWithheld);
            if let Some(entry) = finding.location.entry.filter(|_| not_shown) {
                self.not_shown.entry(entry).or_default().push(self.list.len());
            }
            self.list.push(finding);
        } else {
            self.left_out = self.left_out.saturating_add(1);
        }
    }

    pub(crate) fn extend(&mut self, findings: impl IntoIterator<Item = Finding>) {
        findings.into_iter().for_each(|finding| self.push(finding));
    }

    /// V1.12: says of what is not shown of an entry who pruned it. Answers the name of the entry at
    /// that index, where anything of it is not shown.
    pub(crate) fn prune(&mut self, pruned: &PrunedEntry, says: &Detail) -> Option<EntryHash> {
        let mut found = None;
        for place in self.not_shown.get(&pruned.index)? {
            let Some(finding) = self.list.get_mut(*place) else { continue };
            found = finding.location.hash;
            if found != Some(pruned.entry) {
                break;
            }
            match (finding.code, pruned.kept) {
                (Code::EntryNotShown, Kept::Hash) => finding.code = Code::EntryPruned,
                // The first one that says so erased it.
                (Code::FieldWithheld, _) if finding.detail == Detail::None => {}
                _ => continue,
            }
            finding.detail = says.clone();
        }
        found
    }

    /// All of them, unless some were left out.
    pub(crate) fn all(&self) -> Option<&[Finding]> {
        (self.left_out == 0).then_some(&self.list)
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
        // R11.7: equal ones stay in the order in which they were found.
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
        // A value that is withheld keeps no entry from being taken or heard.
        let stops = matches!(finding.code.class(), Class::Failure | Class::NotChecked)
            && finding.code != Code::FieldWithheld;
        let causes = stops || finding.code == Code::CustodyMoveForbidden;
        if let Some(entry) = finding.location.entry.filter(|_| causes) {
            let [first, second] = firsts.entry(entry).or_insert([None; 2]);
            let free = if first.is_none() { first } else { second };
            free.get_or_insert(place);
        }
    }
    firsts
}

type Key = (bool, u64, u64, u64, u64, Option<String>, Option<Pieces>);

/// A field in pieces, text and runs of digits in turn, and as it is. Digits go by their length and without the
/// zeros before them, as numbers do.
type Pieces = (Vec<(usize, String)>, String);

/// The header first, then by entry and requirement, what belongs to no entry last.
fn key(finding: &Finding) -> Key {
    let (step, number) = numbers(finding.code);
    let entry = finding.location.entry.unwrap_or(u64::MAX);
    let subject = finding.location.subject.as_ref().map(ToString::to_string);
    let start = finding.location.bytes.as_ref().map_or(u64::MAX, |range| range.start);
    let behind = finding.code != Code::FileHeader;
    let field = finding.location.field.as_deref().map(pieces);
    (behind, entry, step, number, start, subject, field)
}

/// Part 2 stands before part 10.
fn pieces(field: &str) -> Pieces {
    let (mut all, mut rest) = (Vec::new(), field);
    while !rest.is_empty() {
        let digits = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        let (text, behind) = rest.split_at_checked(digits).unwrap_or((rest, ""));
        let end = behind.find(|c: char| !c.is_ascii_digit()).unwrap_or(behind.len());
        let (number, behind) = behind.split_at_checked(end).unwrap_or((behind, ""));
        let number = number.trim_start_matches('0');
        all.push((0, text.to_owned()));
        all.push((number.len(), number.to_owned()));
        rest = behind;
    }
    (all, field.to_owned())
}

fn numbers(code: Code) -> (u64, u64) {
    let text = code.requirement().trim_start_matches('V');
    let (step, number) = text.split_once('.').unwrap_or((text, "0"));
    (step.parse().unwrap_or(0), number.parse().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(code: Code, entry: u64) -> Finding {
        let hash = Some(EntryHash::of(&entry.to_be_bytes()));
        let location = Location { entry: Some(entry), hash, ..Location::default() };
        Finding::new(code, location, Detail::None)
    }

    fn codes(findings: Findings) -> Vec<(Code, Option<u64>)> {
        let sorted = findings.into_sorted();
        sorted.into_iter().map(|finding| (finding.code, finding.location.entry)).collect()
    }

    #[test]
    fn part_ten_stands_before_part_two() {
        let mut fields =
            ["part 10", "part 9, b 4", "b[2].c", "part 09, b 4", "part 9, b 30", "part", "b[11]"];
        fields.sort_by_cached_key(|field| pieces(field));
        let sorted =
            ["b[2].c", "b[11]", "part", "part 09, b 4", "part 9, b 4", "part 9, b 30", "part 10"];
        assert_eq!(fields, sorted);
    }

    #[test]
    fn first_failure_behind_the_limit_is_lost_or_the_second_is_kept() {
        let mut findings = Findings::new(1);
        findings.push(at(Code::RequestOpen, 0));
        assert!(!findings.has_failure());
        let failures = [1, 2, 3].map(|entry| at(Code::LinkGap, entry));
        findings.extend(failures);
        assert!(findings.has_failure());
        assert!(findings.holds(Code::LinkGap) && !findings.holds(Code::LinkForked));
        let expected =
            [(Code::RequestOpen, Some(0)), (Code::LinkGap, Some(1)), (Code::LimitsReached, None)];
        assert_eq!(codes(findings), expected);
    }

    #[test]
    fn what_is_said_of_the_header_stands_behind_the_entries() {
        let mut findings = Findings::new(9);
        findings.push(at(Code::LinkGap, 0));
        findings.push(Finding::new(Code::FileHeader, Location::default(), Detail::None));
        findings.push(Finding::new(Code::AnchorAbsent, Location::default(), Detail::None));
        let expected =
            [(Code::FileHeader, None), (Code::LinkGap, Some(0)), (Code::AnchorAbsent, None)];
        assert_eq!(codes(findings), expected);
    }

    #[test]
    fn second_that_says_it_pruned_a_value_takes_the_place_of_the_first() {
        let mut findings = Findings::new(9);
        let withheld = at(Code::FieldWithheld, 3);
        let entry = withheld.location.hash.unwrap();
        findings.push(withheld);
        let pruned = PrunedEntry { kept: Kept::Entry, entry, index: 3 };
        let says = [7, 8].map(|found| Detail::Sizes { expected: 0, found });
        for says in &says {
            assert_eq!(findings.prune(&pruned, says), Some(entry));
        }
        assert_eq!(findings.into_sorted()[0].detail, says[0]);
    }
}
