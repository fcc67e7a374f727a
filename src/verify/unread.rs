//! What of a content nobody read or entered, as a report names it.

use std::fmt;

use serde::Serialize;

use crate::event::ByteRange;
use crate::evidence::directory::{DirectoryReport, EntryType, Listed, Unread};
use crate::verify::escape::visible;

/// How many of them the page names; the rest are counted.
const SHOWN: usize = 10;

/// So many, and the first thousand of them, in the order of their paths.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Named<T> {
    /// How many there are.
    pub count: u64,
    /// The first of them.
    pub first: Vec<T>,
}

/// An entry of a directory that was not read, then or now.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct UnreadNamed {
    /// Its path, quoted as in findings.
    pub path: String,
    /// Why not, as its manifest has it.
    pub recorded: Option<Unread>,
    /// Why not now.
    pub found: Option<Unread>,
}

/// An entry of a directory that was recorded and not entered.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct NotEnteredNamed {
    /// Its path, quoted as in findings.
    pub path: String,
    /// What it is: a mount or a loop.
    #[serde(rename = "type")]
    pub entry_type: EntryType,
}

fn named<T, N>(listed: &Listed<T>, name: impl Fn(&T) -> N) -> Named<N> {
    Named { count: listed.count, first: listed.first.iter().map(name).collect() }
}

pub(crate) fn unread(report: &DirectoryReport) -> Named<UnreadNamed> {
    named(&report.unread, |entry| UnreadNamed {
        path: entry.path.quoted(),
        recorded: entry.recorded,
        found: entry.found,
    })
}

pub(crate) fn not_entered(report: &DirectoryReport) -> Named<NotEnteredNamed> {
    named(&report.not_entered, |entry| NotEnteredNamed {
        path: entry.path.quoted(),
        entry_type: entry.entry_type,
    })
}

impl fmt::Display for UnreadNamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", visible(&self.path))?;
        match (self.recorded, self.found) {
            (Some(recorded), Some(found)) => write!(f, " {recorded} when recorded, {found} now"),
            (Some(recorded), None) => write!(f, " {recorded} when recorded"),
            (None, Some(found)) => write!(f, " {found} now"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Display for NotEnteredNamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", visible(&self.path), self.entry_type)
    }
}

/// Writes the first of them, each on a line, under a line that counts them.
pub(super) fn write_named<T: fmt::Display>(
    what: &str,
    named: &Named<T>,
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    if named.count == 0 {
        return Ok(());
    }
    writeln!(f, "          {what}: {}", named.count)?;
    for each in named.first.iter().take(SHOWN) {
        writeln!(f, "            {each}")?;
    }
    write_rest(named.count, f)
}

/// Writes the first of the ranges that are zeros in a content.
pub(super) fn write_ranges(ranges: &[ByteRange], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for range in ranges.iter().take(SHOWN) {
        writeln!(f, "            bytes {} to {}", range.from, range.to)?;
    }
    write_rest(u64::try_from(ranges.len()).unwrap_or(u64::MAX), f)
}

fn write_rest(count: u64, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match count.saturating_sub(u64::try_from(SHOWN).unwrap_or(u64::MAX)) {
        0 => Ok(()),
        rest => writeln!(f, "            … and {rest} more"),
    }
}
