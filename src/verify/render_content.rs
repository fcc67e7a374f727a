//! What became of the content of an item, on the page.

use std::fmt;

use crate::verify::report::{
    ContentResult, DirectoryCompared, DirectoryReported, ItemReport, PartsCompared,
};
use crate::verify::unread::{write_named, write_ranges};

pub(super) fn write_content(item: &ItemReport, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if let (Some(size), Some(sha256)) = (item.size, &item.sha256) {
        let what = if item.directory.is_some() { "listing of " } else { "" };
        writeln!(f, "  content {what}{size} bytes, SHA-256 {sha256}")?;
    }
    if let Some(DirectoryReported { entries, size, .. }) = &item.directory {
        writeln!(f, "          a directory of {entries} entries, {size} bytes in its files")?;
    }
    if let Some(count @ 1..) = item.unreadable {
        writeln!(
            f,
            "          not all of it could be read when it was measured: {count} bytes, in whose place zeros stand, or what its tool put there"
        )?;
        write_ranges(item.unreadable_ranges.as_deref().unwrap_or_default(), f)?;
    }
    if let Some(found) = item.directory.and_then(|directory| directory.compared) {
        let DirectoryCompared { whole, missing, changed, renamed, added, .. } = found;
        let not_compared = found.not_compared;
        writeln!(f, "          {whole} entries are as recorded, {not_compared} were not compared")?;
        if item.content == ContentResult::Differs {
            writeln!(
                f,
                "          {missing} are missing, {changed} changed, {renamed} renamed, {added} added"
            )?;
        }
    }
    if let Some(unread) = &item.unread {
        write_named("entries that were not read", unread, f)?;
    }
    if let Some(not_entered) = &item.not_entered {
        write_named("entries that were recorded and not entered", not_entered, f)?;
    }
    if let Some(metadata) = &item.metadata {
        write_named("entries whose metadata differ, as on any copy", metadata, f)?;
    }
    let in_parts = matches!(item.content, ContentResult::Differs | ContentResult::NotRead);
    if let (true, Some(parts)) = (in_parts, &item.parts) {
        let PartsCompared { whole, whole_bytes, differing, missing } = parts;
        write!(
            f,
            "          {whole} parts, {whole_bytes} bytes, are as recorded, {differing} differ"
        )?;
        match missing {
            0 => writeln!(f)?,
            missing => writeln!(f, ", {missing} are missing at the end")?,
        }
    }
    let located = item.parts.is_some() || item.directory.is_some();
    if item.content == ContentResult::Differs && !located {
        writeln!(
            f,
            "          where it differs is not told: no part list of what is recorded was given"
        )?;
    }
    let content = match item.content {
        ContentResult::Differs => "the bytes given are NOT the ones recorded",
        ContentResult::Matches => "the bytes given are the ones recorded",
        ContentResult::NoContent => return Ok(()),
        ContentResult::NotKnown if item.sha256.is_some() => "not all of it could be compared",
        ContentResult::NotKnown => "its digests are withheld",
        ContentResult::NotRead => {
            "what was given could not be read, or not all of it, so it is not shown to be the same"
        }
        ContentResult::NotRecorded => {
            "the bytes given are the ones recorded, but for those that could not be read then and could be now"
        }
        ContentResult::NotSupplied => "not given, so not compared",
    };
    writeln!(f, "          {content}")
}
