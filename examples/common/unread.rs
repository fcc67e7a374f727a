//! What of an item was not read, or not entered, in words.

use handseal::evidence::{MAX_UNREADABLE, Measurement};
use std::fs::File;
use std::io::BufReader;

use handseal::evidence::directory::ManifestReader;
use handseal::verify::escaped;

use super::Failure;

/// How many of a kind are named; the rest are counted.
const NAMED: usize = 10;

/// So many, and the first of them.
#[derive(Default)]
struct Named {
    count: usize,
    first: Vec<String>,
}

impl Named {
    fn add(&mut self, name: impl FnOnce() -> String) {
        self.count = self.count.saturating_add(1);
        if self.first.len() < NAMED {
            self.first.push(name());
        }
    }

    fn said(self, label: &str, what: &str) -> String {
        if self.count == 0 {
            return String::new();
        }
        let mut out = format!("{}: {what}: {}\n", escaped(label), self.count);
        let rest = self.count.saturating_sub(self.first.len());
        for name in self.first {
            out.push_str(&format!("  {name}\n"));
        }
        if rest > 0 {
            out.push_str(&format!("  … and {rest} more\n"));
        }
        out
    }
}

/// What a manifest records of a directory as not read, and as not entered.
pub(crate) fn of_directory(label: &str, manifest: File) -> Result<String, Failure> {
    let (mut unread, mut not_entered) = (Named::default(), Named::default());
    for record in ManifestReader::new(BufReader::new(manifest))? {
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
    let mut unread = Named::default();
    for range in &measured.unreadable {
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
