//! What of an item was not read, or not entered, in words.

use handseal::evidence::{MAX_UNREADABLE, Measurement};
use std::fs::File;
use std::io::BufReader;

use handseal::evidence::directory::{DirectoryMeasurement, ManifestReader};
use handseal::verify::escaped;

use super::Failure;

/// How many of a kind are named; the rest are counted.
const NAMED: usize = 10;

/// So many, and the first of them.
struct Named {
    count: u64,
    first: Vec<String>,
}

impl Named {
    fn new(count: u64) -> Self {
        Self { count, first: Vec::new() }
    }

    /// Whether all that are to be named are.
    fn is_full(&self) -> bool {
        self.first.len() == NAMED || self.left() == 0
    }

    fn left(&self) -> u64 {
        self.count.saturating_sub(u64::try_from(self.first.len()).unwrap_or(u64::MAX))
    }

    fn add(&mut self, name: impl FnOnce() -> String) {
        if !self.is_full() {
            self.first.push(name());
        }
    }

    fn said(self, label: &str, what: &str) -> String {
        if self.count == 0 {
            return String::new();
        }
        let mut out = format!("{}: {what}: {}\n", escaped(label), self.count);
        let rest = self.left();
        for name in self.first {
            out.push_str(&format!("  {name}\n"));
        }
        if rest > 0 {
            out.push_str(&format!("  … and {rest} more\n"));
        }
        out
    }
}

/// What of a directory was not read, and what was not entered, by its manifest.
pub(crate) fn of_directory(
    label: &str,
    measured: &DirectoryMeasurement,
    manifest: File,
) -> Result<String, Failure> {
    let mut unread = Named::new(measured.unread);
    let mut not_entered = Named::new(measured.not_entered);
    let mut records = ManifestReader::new(BufReader::new(manifest))?;
    while !(unread.is_full() && not_entered.is_full())
        && let Some(record) = records.next()
    {
        let entry = record?.entry;
        if let Some(why) = entry.unread {
            unread.add(|| format!("{}: {why}", entry.path));
        }
        if entry.entry_type.is_not_entered() {
            not_entered.add(|| format!("{}: {}", entry.path, entry.entry_type));
        }
    }
    let unread = unread.said(label, "entries that were not read");
    Ok(unread + &not_entered.said(label, "entries that were recorded and not entered"))
}

/// The ranges of a content in whose place zeros stand.
pub(crate) fn of_content(label: &str, measured: &Measurement) -> String {
    let ranges = &measured.unreadable;
    let mut unread = Named::new(u64::try_from(ranges.len()).unwrap_or(u64::MAX));
    for range in ranges {
        unread.add(|| format!("bytes {} to {}", range.start, range.end));
    }
    let mut said = unread.said(label, "ranges that could not be read, zeros stand in their place");
    if measured.joined > 0 {
        said.push_str(&format!(
            "{}: these were more than {MAX_UNREADABLE}, so the nearest are named as one; {} bytes in them were read\n",
            escaped(label),
            measured.joined,
        ));
    }
    said
}
