//! What both verifiers are asked, and what each answers.

use std::collections::BTreeMap;

use handseal::identity::{ItemId, Trust};
use handseal::law::Catalogue;
use handseal::ledger::SignedCheckpoint;
use handseal::verify::{ContentSource, Verifier};
use serde_json::{Value, json};

/// A question of the protocol in `src/spec/conformance.md`, op `verify`.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) file: Vec<u8>,
    pub(crate) roots: Vec<String>,
    pub(crate) heads: Vec<Vec<u8>>,
    pub(crate) contents: BTreeMap<String, Vec<u8>>,
    pub(crate) now: String,
    /// The texts of a catalogue in the place of the embedded one.
    pub(crate) catalogue: Option<Vec<String>>,
}

impl Question {
    /// As one line of the protocol.
    pub(crate) fn to_line(&self) -> String {
        let mut line = json!({
            "op": "verify",
            "file": hex(&self.file),
            "roots": self.roots,
            "heads": self.heads.iter().map(|head| hex(head)).collect::<Vec<_>>(),
            "contents": self.contents.iter().map(|(name, bytes)| (name, hex(bytes))).collect::<BTreeMap<_, _>>(),
            "now": self.now,
        });
        if let Some(catalogue) = &self.catalogue {
            line["catalogue"] = json!(catalogue);
        }
        line.to_string()
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// What the library says.
pub(crate) fn ours(question: &Question) -> Value {
    let catalogue = question
        .catalogue
        .as_ref()
        .map(|texts| Catalogue::parse("catalogue.toml", &texts[0]).unwrap());
    let trust =
        question.roots.iter().fold(Trust::new(), |trust, root| trust.root(root.parse().unwrap()));
    let mut verifier = Verifier::new(&trust, question.now.parse().unwrap());
    for head in &question.heads {
        if let Ok(head) = SignedCheckpoint::parse(head) {
            verifier = verifier.anchor(head);
        }
    }
    if let Some(catalogue) = &catalogue {
        verifier = verifier.catalogue(catalogue);
    }
    for (name, bytes) in &question.contents {
        verifier = verifier.content(
            name.parse::<ItemId>().unwrap(),
            ContentSource::Reader(Box::new(bytes.as_slice())),
        );
    }
    serde_json::to_value(verifier.verify_bytes(&question.file).unwrap()).unwrap()
}
