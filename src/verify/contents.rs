//! Are these the bytes that were collected? V9.

use std::ops::Range;

use crate::event::Subject;
use crate::event::{Content, Descriptor};
use crate::evidence::directory::{DirectoryError, DirectoryReport, ExpectedDirectory};
use crate::evidence::{
    Comparison, Conclusion, ContentReport, EvidenceError, Expected, ExpectedParts, Md5Digest,
    MissingParts, PartList, PartListError, PartSize, PartsReport, ReadFault, Sha1Digest,
    Sha256Digest, Sha512Digest, said,
};
use crate::identity::ItemId;
use crate::merkle::Hash;
use crate::verify::code::Code;
use crate::verify::finding::{Detail, EntryDifference, Finding, Location};
use crate::verify::report::{ContentResult, DirectoryCompared, PartsCompared};

/// What an event says of a content, ready to be compared.
pub(crate) struct Recorded {
    descriptor: Descriptor,
    part_size: Option<PartSize>,
    list: Option<PartList>,
    unreadable: Vec<Range<u64>>,
}

impl Recorded {
    /// What is recorded, or nothing when the descriptor is withheld.
    pub(crate) fn of(content: &Content) -> Option<Self> {
        let descriptor = content.descriptor.value()?.clone();
        let part_size = PartSize::new(content.part_size).ok();
        let list = part_size.and_then(|size| inline_parts(&descriptor, size));
        let unreadable = descriptor.unreadable.iter().flatten();
        let unreadable = unreadable.map(|range| range.from..range.to).collect();
        Some(Self { descriptor, part_size, list, unreadable })
    }

    /// A part list from beside the case, believed only if it makes the signed root. V9.7
    pub(crate) fn with_parts(mut self, digests: &[u8]) -> (Self, Result<(), PartListError>) {
        let list = self.part_size.ok_or(PartListError::NotSigned);
        let list = list.and_then(|size| part_list(&self.descriptor, size, digests));
        let believed = list.map(|list| self.list = Some(list));
        (self, believed)
    }

    pub(crate) fn expected(&self) -> Expected<'_> {
        let parts = match (self.part_size, self.descriptor.part_root, &self.list) {
            (Some(part_size), Some(root), Some(list)) => {
                ExpectedParts::Listed { part_size, root: Hash(root), list }
            }
            (Some(part_size), Some(root), None) => {
                ExpectedParts::Root { part_size, root: Hash(root) }
            }
            (None, _, _) | (_, None, _) => ExpectedParts::NotSigned,
        };
        Expected {
            size: self.descriptor.size,
            sha256: Sha256Digest(self.descriptor.sha256),
            sha512: self.descriptor.sha512.map(Sha512Digest),
            sha1: self.descriptor.sha1.map(Sha1Digest),
            md5: self.descriptor.md5.map(Md5Digest),
            parts,
            unreadable: &self.unreadable,
        }
    }
}

impl Recorded {
    /// The directory whose listing this is, if it is one.
    pub(crate) fn directory(&self) -> Option<ExpectedDirectory> {
        self.descriptor.expected_directory()
    }
}

/// Why nothing of what was given could be compared. V9.5
pub(crate) struct NotRead {
    /// What could not be read: the content or the manifest.
    field: &'static str,
    why: String,
}

impl NotRead {
    pub(crate) fn content(error: &EvidenceError) -> Self {
        Self { field: "content", why: said(error) }
    }

    pub(crate) fn directory(error: &DirectoryError) -> Self {
        let manifest = matches!(error, DirectoryError::Manifest(_));
        Self { field: if manifest { "manifest" } else { "content" }, why: said(error) }
    }

    fn finding(&self, item: ItemId) -> Finding {
        let (subject, field) = (Some(Subject::Item(item)), Some(self.field.to_owned()));
        let location = Location { subject, field, ..Location::default() };
        Finding::new(Code::ContentNotRead, location, Detail::NotRead { why: self.why.clone() })
    }
}

/// What the comparison of a content came to.
pub(crate) enum Outcome {
    Bytes(Box<ContentReport>),
    Directory(Box<DirectoryReport>),
    /// Nothing of it could be compared.
    NotRead(NotRead),
    /// What it ought to be is withheld.
    NotKnown,
}

impl Outcome {
    pub(crate) fn result(&self) -> ContentResult {
        let conclusion = match self {
            Self::Bytes(report) => Some(report.conclusion()),
            Self::Directory(report) => report.conclusion(),
            Self::NotRead(_) => Some(Conclusion::NotRead),
            Self::NotKnown => None,
        };
        match conclusion {
            Some(Conclusion::Match) => ContentResult::Matches,
            Some(Conclusion::Differs) => ContentResult::Differs,
            Some(Conclusion::NotRead) => ContentResult::NotRead,
            Some(Conclusion::NotRecorded) => ContentResult::NotRecorded,
            None => ContentResult::NotKnown,
        }
    }

    /// V9.1, V9.2, V9.5, V9.6
    pub(crate) fn findings(&self, item: ItemId) -> Vec<Finding> {
        match self {
            Self::Bytes(report) => findings(item, report),
            Self::NotRead(not_read) => vec![not_read.finding(item)],
            Self::Directory(report) => differing_entries(item, report),
            Self::NotKnown => Vec::new(),
        }
    }

    /// What is still whole is said to be whole.
    pub(crate) fn parts(&self) -> Option<PartsCompared> {
        let Self::Bytes(report) = self else { return None };
        match &report.parts {
            PartsReport::Listed { differing, whole, missing, .. } => Some(PartsCompared {
                whole: whole.parts,
                whole_bytes: whole.bytes,
                differing: *differing,
                missing: missing.as_ref().map_or(0, MissingParts::count),
            }),
            PartsReport::NotChecked | PartsReport::Root(_) => None,
        }
    }

    /// The directory that was compared entry by entry.
    pub(crate) fn entries(&self) -> Option<&DirectoryReport> {
        if let Self::Directory(report) = self { Some(report) } else { None }
    }

    pub(crate) fn directory(&self) -> Option<DirectoryCompared> {
        let Self::Directory(report) = self else { return None };
        Some(DirectoryCompared {
            whole: report.whole,
            missing: report.missing.count,
            changed: report.changed.count,
            renamed: report.renamed.count,
            added: report.added.count,
            not_compared: report.not_compared.count,
            metadata_differing: report.metadata.differing.count,
        })
    }
}

/// V9.2: the entries of a directory that differ.
fn differing_entries(item: ItemId, report: &DirectoryReport) -> Vec<Finding> {
    let missing = report.missing.first.iter();
    let missing = missing.map(|path| format!("entry {} missing", path.quoted()));
    let added = report.added.first.iter();
    let added = added.map(|path| format!("entry {} added", path.quoted()));
    let changed = report.changed.first.iter().map(|entry| {
        let fields: Vec<_> = entry.fields.iter().map(|field| field.code()).collect();
        format!("entry {} changed: {}", entry.expected.path.quoted(), fields.join(", "))
    });
    let renamed = report.renamed.first.iter();
    let renamed = renamed.map(|entry| {
        format!("entry {} renamed to {}", entry.expected.quoted(), entry.found.quoted())
    });
    let of = |difference| move |field| (difference, field);
    let fields = missing.map(of(EntryDifference::Missing));
    let fields = fields.chain(changed.map(of(EntryDifference::Changed)));
    let fields = fields.chain(renamed.map(of(EntryDifference::Renamed)));
    let fields = fields.chain(added.map(of(EntryDifference::Added)));
    let finding = |(difference, field)| {
        let subject = Some(Subject::Item(item));
        let location = Location { subject, field: Some(field), ..Location::default() };
        Finding::new(Code::ContentPartMismatch, location, Detail::DirectoryEntry(difference))
    };
    fields.map(finding).collect()
}

fn inline_parts(descriptor: &Descriptor, size: PartSize) -> Option<PartList> {
    part_list(descriptor, size, &descriptor.parts.as_ref()?.0).ok()
}

// F9.3
fn part_list(
    descriptor: &Descriptor,
    size: PartSize,
    digests: &[u8],
) -> Result<PartList, PartListError> {
    let root = descriptor.part_root.map(Hash).ok_or(PartListError::NotSigned)?;
    let (chunks, rest) = digests.as_chunks::<32>();
    if !rest.is_empty() {
        let offset = digests.len().saturating_sub(rest.len());
        return Err(PartListError::Torn { offset: u64::try_from(offset).unwrap_or(u64::MAX) });
    }
    let digests = chunks.iter().copied().map(Sha256Digest).collect();
    let list = PartList::new(descriptor.size, size, digests)?;
    list.verify(descriptor.size, size, root)?;
    Ok(list)
}

/// V9.1, V9.2, V9.5, V9.6: the findings of one comparison.
fn findings(item: ItemId, report: &ContentReport) -> Vec<Finding> {
    let location = Location { subject: Some(Subject::Item(item)), ..Location::default() };
    let mut findings = Vec::new();
    let mut push = |field: &str, detail| {
        let location = Location { field: Some(field.to_owned()), ..location.clone() };
        findings.push(Finding::new(Code::ContentMismatch, location, detail));
    };
    if let Comparison::Differs { expected, found } = &report.size {
        push("size", Detail::Sizes { expected: *expected, found: *found });
    }
    // F9.7
    let digests = [
        ("sha256", report.sha256.difference()),
        ("sha512", report.sha512.and_then(|sha512| sha512.difference())),
        ("sha1", report.sha1.and_then(|sha1| sha1.difference())),
        ("md5", report.md5.and_then(|md5| md5.difference())),
    ];
    for (field, difference) in digests {
        if let Some((expected, found)) = difference {
            push(field, Detail::Digests { expected, found });
        }
    }
    match &report.parts {
        PartsReport::Listed { first, missing, .. } => findings.extend(
            first
                .iter()
                .map(|part| {
                    let field = format!(
                        "part {}, content bytes {} to {}",
                        part.index, part.range.start, part.range.end
                    );
                    let location = Location { field: Some(field), ..location.clone() };
                    let (expected, found) = (part.expected.to_string(), part.found.to_string());
                    let detail = Detail::Digests { expected, found };
                    Finding::new(Code::ContentPartMismatch, location, detail)
                })
                .chain(missing.as_ref().map(|missing| {
                    let location =
                        Location { field: Some(missing_field(missing)), ..location.clone() };
                    Finding::new(Code::ContentPartMismatch, location, Detail::PartsMissing)
                })),
        ),
        PartsReport::Root(Comparison::Differs { expected, found }) => {
            push("part_root", Detail::Roots { expected: *expected, found: *found });
        }
        PartsReport::Root(Comparison::Match | Comparison::NotRead) | PartsReport::NotChecked => {}
    }
    let in_range = |range: &Range<u64>| {
        let field = format!("content bytes {} to {}", range.start, range.end);
        Location { field: Some(field), ..location.clone() }
    };
    // V9.5
    findings.extend(report.unread.iter().map(|range| {
        let meets =
            |fault: &&ReadFault| fault.range.start < range.end && range.start < fault.range.end;
        let why = report.faults.iter().find(meets).map(|fault| fault.why.clone());
        let detail = why.map_or(Detail::None, |why| Detail::NotRead { why });
        Finding::new(Code::ContentNotRead, in_range(range), detail)
    }));
    // V9.6
    findings.extend(
        report
            .not_recorded
            .iter()
            .map(|range| Finding::new(Code::ContentNotRecorded, in_range(range), Detail::None)),
    );
    findings
}

/// V9.2
fn missing_field(missing: &MissingParts) -> String {
    let MissingParts { first, last, bytes: Range { start, end } } = missing;
    if first == last {
        return format!("part {first} missing, content bytes {start} to {end}");
    }
    format!("parts {first} to {last} missing, content bytes {start} to {end}")
}
