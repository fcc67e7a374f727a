//! What is disclosed of an entry, in words.

use handseal::encoding::FieldPath;
use handseal::event::{Body, Descriptor, DisclosedValue, SignedEvent, Statement};
use handseal::evidence::Sha256Digest;

/// The values behind the commitments, and of an acquisition what stands in clear beside them.
pub(crate) fn of(event: &SignedEvent) -> Vec<(String, String)> {
    let mut values: Vec<_> = event.disclosed().into_iter().map(value).collect();
    let Statement::Known(known) = event.statement() else { return values };
    let Body::Acquired(body) = &known.body else { return values };
    if let Some(seconds) = body.clock_offset {
        let ahead = format!("{seconds} seconds ahead of true time");
        values.push(("body.clock_offset".to_owned(), ahead));
    }
    for (at, item) in body.items.iter().enumerate() {
        if let Some(power) = item.device.as_ref().and_then(|device| device.power) {
            values.push((format!("body.items[{at}].device.power"), power.to_string()));
        }
        for photograph in item.photographs.iter().flatten() {
            values.push((format!("body.items[{at}].photographs"), photograph.to_string()));
        }
    }
    values
}

/// A value that is disclosed, in words.
fn value((path, value): (FieldPath, DisclosedValue)) -> (String, String) {
    let said = match value {
        DisclosedValue::Bytes(bytes) => format!("{} bytes", bytes.len()),
        DisclosedValue::Descriptor(content) => described(&content),
        DisclosedValue::Text(text) => text,
    };
    (path.to_string(), said)
}

fn described(content: &Descriptor) -> String {
    let mut said = format!("{} bytes, SHA-256 {}", content.size, Sha256Digest(content.sha256));
    for (algorithm, digest) in content.digests() {
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        said.push_str(&format!(", {} {hex}", algorithm.code()));
    }
    if let Some(directory) = &content.directory {
        let (entries, size) = (directory.entries, directory.size);
        said.push_str(&format!(", the listing of {entries} entries with {size} bytes in files"));
    }
    if let Some(from) = &content.imported {
        said.push_str(&format!(", taken over from {from}"));
    }
    for range in content.unreadable.iter().flatten() {
        said.push_str(&format!(", not read: bytes {} to {}", range.from, range.to));
    }
    said
}
