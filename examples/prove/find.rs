//! Which entry of a case states the content of an item.

use std::path::Path;

use handseal::event::{Body, SignedEvent, Statement};
use handseal::identity::ItemId;
use handseal::ledger::{RecordKind, RecordReader};
use handseal::verify::{ContentProofError, ItemName, escaped};

use crate::common::Failure;
use crate::common::open;

/// An entry that states the content of an item.
pub(crate) struct Stated<T> {
    pub(crate) entry: SignedEvent,
    pub(crate) item: ItemId,
    /// What it states.
    pub(crate) content: T,
}

/// The first entry of the case that states the content of the item that a name means.
pub(crate) fn find<T>(
    case: &Path,
    name: &str,
    stated: fn(&SignedEvent, ItemId) -> Result<T, ContentProofError>,
) -> Result<Stated<T>, Failure> {
    let entries = entries(case)?;
    let item = match name.parse().unwrap_or_else(|never| match never {}) {
        ItemName::Id(item) => item,
        ItemName::Label(label) => labelled(&entries, &label)?,
    };
    let mut refused = None;
    for entry in entries {
        match stated(&entry, item) {
            Ok(content) => return Ok(Stated { entry, item, content }),
            Err(ContentProofError::NoContent { .. }) => {}
            // A later measurement may be disclosed where this one is not.
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    let unknown = || Failure::said(format!("no entry states a content of {item}"));
    Err(refused.map_or_else(unknown, Failure::from))
}

/// The entries of a case with what is disclosed of them. What is damaged is passed over: it can prove
/// nothing.
fn entries(case: &Path) -> Result<Vec<SignedEvent>, Failure> {
    let mut reader = RecordReader::new(open(case)?);
    let mut entries: Vec<SignedEvent> = Vec::new();
    let refused = |error| Failure::in_file(case, error);
    while let Some(record) = reader.next_record().map_err(refused)? {
        if record.kind == RecordKind::Entry {
            entries.extend(SignedEvent::parse(record.content().to_vec()).ok());
        } else if record.kind == RecordKind::Disclosures
            && let Some(entry) = entries.last_mut()
        {
            let _ = entry.disclose(&record.bytes);
        }
    }
    Ok(entries)
}

/// The one item with this label.
fn labelled(entries: &[SignedEvent], label: &str) -> Result<ItemId, Failure> {
    let mut found: Vec<ItemId> = Vec::new();
    for entry in entries {
        let Statement::Known(event) = entry.statement() else { continue };
        let Body::Labelled(body) = &event.body else { continue };
        let bears = body.items.iter().filter(|item| item.label.value().is_some_and(|l| l == label));
        found.extend(bears.map(|item| item.id));
    }
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [item] => Ok(*item),
        [] => Err(Failure::said(format!("no item of the case is {}", escaped(label)))),
        several => {
            let count = several.len();
            Err(Failure::said(format!("{count} items are labelled {}: use an id", escaped(label))))
        }
    }
}
