//! What both verifiers are asked, and what each answers.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::hex::hex;
use crate::question::answer;

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
    /// The keys of cosigners, and how many of them are asked for.
    pub(crate) cosigners: Option<(Vec<String>, u64)>,
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
        if let Some((cosigners, threshold)) = &self.cosigners {
            line["cosigners"] = json!(cosigners);
            line["threshold"] = json!(threshold);
        }
        line.to_string()
    }
}

/// What the library answers.
pub(crate) fn ours(question: &Question) -> Value {
    serde_json::to_value(answer(question.to_line().as_bytes())).unwrap()
}
