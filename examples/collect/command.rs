//! The command that verifies what was collected, as a shell takes it.

use std::path::Path;

use handseal::identity::ItemId;
use handseal::store::{CaseFile, MemoryStore};

use crate::common::source::Bytes;
use crate::measure::{Collected, Found};

pub(crate) fn verify_command(
    out: &Path,
    head: &Path,
    case: &CaseFile<MemoryStore>,
    collected: &[Collected<'_>],
    ids: &[ItemId],
) -> String {
    let mut command = format!(
        "cargo run --example verify -- {} --root {} --head {}",
        quoted(&argument(out)),
        case.keeper(),
        quoted(&head.to_string_lossy()),
    );
    for (item, id) in collected.iter().zip(ids) {
        // A label that a shell or a reader could take for something else is named by its id.
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._ ".contains(c);
        let name =
            if item.label.chars().all(plain) { item.label.to_owned() } else { id.to_string() };
        let pair = format!("{name}={}", item.path.display());
        let (option, beside) = match &item.found {
            Found::Bytes { bytes: Bytes::InSegments, .. } => (" --segments ", " --parts "),
            Found::Bytes { .. } => (" --content ", " --parts "),
            Found::Directory { .. } => (" --content ", " --manifest "),
        };
        command.push_str(option);
        command.push_str(&quoted(&pair));
        if let Some(file) = item.found.beside() {
            let pair = format!("{name}={}", file.path().display());
            command.push_str(beside);
            command.push_str(&quoted(&pair));
        }
    }
    command
}

/// A path that cannot be taken for an option.
fn argument(path: &Path) -> String {
    let text = path.to_string_lossy();
    if text.starts_with('-') { format!("./{text}") } else { text.into_owned() }
}

/// One word for a shell. What a terminal would not show as it is, is written as bytes.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-=:,+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    if text.chars().all(|c| c.is_ascii_graphic() || c == ' ') {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let byte = |byte: u8| match byte {
        b'\'' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    };
    // POSIX.1-2024 §2.2.4: dollar-single-quotes.
    format!("$'{}'", text.bytes().map(byte).collect::<String>())
}
