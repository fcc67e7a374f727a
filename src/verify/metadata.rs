//! What the file system says of the entries of a directory, then and now, as a report names it. F11.12

use std::fmt;

use serde::Serialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::evidence::directory::{DirectoryReport, EntryMetadata, EntryTime, MetadataField};
use crate::verify::escape::visible;
use crate::verify::unread::Named;

/// An entry of a directory whose times, mode, owner or the like differ.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct MetadataNamed {
    /// Its path, quoted as in findings.
    pub path: String,
    /// In what they differ.
    pub differs: Vec<FieldNamed>,
}

/// What the file system says in one field, then and now; nothing where it does not tell.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct FieldNamed {
    /// Which field.
    pub field: MetadataField,
    /// As its manifest has it.
    pub recorded: Option<String>,
    /// As it is now.
    pub found: Option<String>,
}

pub(crate) fn metadata(report: &DirectoryReport) -> Named<MetadataNamed> {
    let differing = &report.metadata.differing;
    let named = differing.first.iter().map(|entry| {
        let field = |field: &MetadataField| FieldNamed {
            field: *field,
            recorded: told(&entry.expected, *field),
            found: told(&entry.found, *field),
        };
        let differs = entry.fields.iter().map(field).collect();
        MetadataNamed { path: entry.expected.path.quoted(), differs }
    });
    Named { count: differing.count, first: named.collect() }
}

fn told(metadata: &EntryMetadata, field: MetadataField) -> Option<String> {
    match field {
        MetadataField::Accessed => metadata.accessed.map(instant),
        MetadataField::Allocated => metadata.allocated.map(|bytes| bytes.to_string()),
        MetadataField::Changed => metadata.changed.map(instant),
        MetadataField::Created => metadata.created.map(instant),
        MetadataField::Device => {
            metadata.device.map(|device| format!("{}:{}", device.major, device.minor))
        }
        MetadataField::Gid => metadata.gid.map(|gid| gid.to_string()),
        MetadataField::Links => metadata.links.map(|links| links.to_string()),
        MetadataField::Mode => metadata.mode.map(|mode| format!("{mode:04o}")),
        MetadataField::Modified => metadata.modified.map(instant),
        MetadataField::SameAs => metadata.same_as.as_ref().map(|path| path.quoted()),
        MetadataField::Uid => metadata.uid.map(|uid| uid.to_string()),
    }
}

/// In UTC; seconds and nanoseconds where no calendar has it.
fn instant(at: EntryTime) -> String {
    let nanoseconds = i64::from(at.nanoseconds);
    let calendar = OffsetDateTime::from_unix_timestamp(at.seconds).ok();
    let calendar =
        calendar.and_then(|day| day.checked_add(time::Duration::nanoseconds(nanoseconds)));
    let text = calendar.and_then(|instant| instant.format(&Rfc3339).ok());
    text.unwrap_or_else(|| format!("{} s and {} ns since 1970", at.seconds, at.nanoseconds))
}

impl fmt::Display for MetadataNamed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", visible(&self.path))?;
        let or_not = |value: &Option<String>| value.as_deref().map_or("not told", |v| v).to_owned();
        for (number, named) in self.differs.iter().enumerate() {
            let (before, after) = (or_not(&named.recorded), or_not(&named.found));
            let comma = if number == 0 { "" } else { "," };
            write!(
                f,
                "{comma} {} {} recorded, {} found",
                named.field,
                visible(&before),
                visible(&after)
            )?;
        }
        Ok(())
    }
}
