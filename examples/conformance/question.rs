//! A line becomes a question, and the library answers it.

use std::fmt;

use handseal::encoding::scan;
use handseal::event::{SignedEvent, Statement};
use handseal::identity::PublicKey;
use handseal::ledger::{Checkpoint, SignedNote, VerifierKey};
use handseal::merkle::{Hash, verify_consistency, verify_inclusion};
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::codes::{
    of_checkpoint, of_decode, of_entry, of_key, of_note, of_open, of_proof, of_signature,
    of_verification, of_verifier_key,
};
use crate::verification;

/// Yes, or the code that says why not.
type Verdict = Result<(), &'static str>;

/// One line out. Only a verification has a report.
#[derive(Serialize)]
pub(crate) struct Answer {
    id: Value,
    ok: bool,
    code: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    report: Option<Value>,
}

impl Answer {
    const fn of(id: Value, verdict: Verdict) -> Self {
        match verdict {
            Ok(()) => Self { id, ok: true, code: None, report: None },
            Err(code) => Self { id, ok: false, code: Some(code), report: None },
        }
    }
}

/// A line that no question was found in.
pub(crate) const fn refuse(code: &'static str) -> Answer {
    Answer::of(Value::Null, Err(code))
}

/// Answers one line.
pub(crate) fn answer(line: &[u8]) -> Answer {
    let Ok(text) = std::str::from_utf8(line) else {
        return refuse("line.utf8");
    };
    match serde_json::from_str::<Fields>(text) {
        Ok(fields) if fields.is_verification() => verified(fields),
        Ok(fields) => {
            let verdict = decide(&fields);
            Answer::of(fields.id, verdict)
        }
        // An array or a bare value is JSON, and no question.
        Err(_) if is_other_value(text) => refuse("line.object"),
        Err(_) => refuse("line.json"),
    }
}

fn is_other_value(text: &str) -> bool {
    !text.trim_start().starts_with('{') && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

fn verified(fields: Fields) -> Answer {
    match verification::verify(&fields) {
        Err(code) => Answer::of(fields.id, Err(code)),
        Ok(report) => Answer {
            id: fields.id,
            ok: verification::is_consistent(&report),
            code: verification::code(&report),
            report: Some(verification::value(&report)),
        },
    }
}

fn decide(fields: &Fields) -> Verdict {
    if fields.repeated {
        return Err("line.field.repeated");
    }
    match fields.value("op").and_then(Value::as_str) {
        Some("cbor") => cbor(fields),
        Some("checkpoint") => checkpoint(fields),
        Some("consistency") => consistency(fields),
        Some("ed25519") => ed25519(fields),
        Some("event") => event(fields),
        Some("inclusion") => inclusion(fields),
        Some("key") => key(fields).map(|_| ()),
        Some("note") => note(fields),
        _ => Err("line.op"),
    }
}

fn cbor(fields: &Fields) -> Verdict {
    scan(&fields.bytes("hex")?).map_err(|error| of_decode(&error.kind))
}

fn key(fields: &Fields) -> Result<PublicKey, &'static str> {
    PublicKey::from_bytes(&fields.bytes("key")?).map_err(of_key)
}

fn ed25519(fields: &Fields) -> Verdict {
    let (message, signature) = (fields.bytes("message")?, fields.bytes("signature")?);
    key(fields)?.verify(&message, &signature).map_err(of_signature)
}

fn event(fields: &Fields) -> Verdict {
    let bytes = fields.bytes("hex")?;
    let key = key(fields)?;
    let event = SignedEvent::parse(bytes).map_err(|error| of_entry(&error))?;
    let verified = event.verify(&key).map_err(of_verification)?;
    // Only of an entry that somebody signed can it be said that it may be next year's.
    match verified.signed().statement() {
        Statement::Known(_) => Ok(()),
        Statement::NotUnderstood(_) => Err("entry.not_understood"),
    }
}

fn inclusion(fields: &Fields) -> Verdict {
    let (leaf, root) = (fields.hash("leaf_hash")?, fields.hash("root")?);
    let (index, size) = (fields.number("index")?, fields.number("size")?);
    verify_inclusion(leaf, index, size, &fields.hashes("path")?, root).map_err(of_proof)
}

fn consistency(fields: &Fields) -> Verdict {
    let (from, to) = (fields.number("size1")?, fields.number("size2")?);
    let (old_root, root) = (fields.hash("root1")?, fields.hash("root2")?);
    verify_consistency(from, old_root, to, root, &fields.hashes("path")?).map_err(of_proof)
}

fn note(fields: &Fields) -> Verdict {
    let bytes = fields.bytes("note_hex")?;
    let mut known: Vec<VerifierKey> = Vec::new();
    for text in fields.texts("vkeys")? {
        known.push(text.parse().map_err(of_verifier_key)?);
    }
    let note = SignedNote::parse(&bytes).map_err(|error| of_note(error.kind))?;
    note.open(&known).map(|_| ()).map_err(|error| of_open(&error))
}

fn checkpoint(fields: &Fields) -> Verdict {
    Checkpoint::parse(fields.text("body")?).map(|_| ()).map_err(|error| of_checkpoint(error.kind))
}

/// The names of the fields that mean something.
const NAMES: [&str; 26] = [
    "op",
    "hex",
    "key",
    "message",
    "signature",
    "leaf_hash",
    "index",
    "size",
    "path",
    "root",
    "size1",
    "size2",
    "root1",
    "root2",
    "note_hex",
    "vkeys",
    "body",
    "id",
    "file",
    "roots",
    "heads",
    "contents",
    "parts",
    "now",
    "catalogue",
    "limit",
];

/// The fields of a line.
pub(crate) struct Fields {
    id: Value,
    known: Vec<(String, Value)>,
    /// Which of two values is meant, nobody can say.
    repeated: bool,
}

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Line;
        impl<'de> Visitor<'de> for Line {
            type Value = Fields;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
                let mut fields = Fields { id: Value::Null, known: Vec::new(), repeated: false };
                while let Some(name) = map.next_key::<String>()? {
                    if !NAMES.contains(&name.as_str()) {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    }
                    let value = map.next_value()?;
                    fields.repeated |= fields.known.iter().any(|(known, _)| *known == name);
                    if name == "id" {
                        fields.id = Value::clone(&value);
                    }
                    fields.known.push((name, value));
                }
                Ok(fields)
            }
        }
        deserializer.deserialize_map(Line)
    }
}

impl Fields {
    fn is_verification(&self) -> bool {
        !self.repeated && self.value("op").and_then(Value::as_str) == Some("verify")
    }

    fn value(&self, name: &str) -> Option<&Value> {
        let mut known = self.known.iter();
        known.find(|(known, _)| known == name).map(|(_, value)| value)
    }

    fn needed(&self, name: &str) -> Result<&Value, &'static str> {
        self.value(name).ok_or("line.field.missing")
    }

    pub(crate) fn text(&self, name: &str) -> Result<&str, &'static str> {
        self.needed(name)?.as_str().ok_or("line.field.type")
    }

    pub(crate) fn texts(&self, name: &str) -> Result<Vec<&str>, &'static str> {
        texts_of(self.needed(name)?)
    }

    /// As `texts`; none where the field is not there.
    pub(crate) fn texts_or_none(&self, name: &str) -> Result<Vec<&str>, &'static str> {
        self.value(name).map_or_else(|| Ok(Vec::new()), texts_of)
    }

    pub(crate) fn list_of_bytes(&self, name: &str) -> Result<Vec<Vec<u8>>, &'static str> {
        self.texts_or_none(name)?.into_iter().map(from_hex).collect()
    }

    /// An object of byte strings, by name; none where the field is not there.
    pub(crate) fn named_bytes(&self, name: &str) -> Result<Vec<(String, Vec<u8>)>, &'static str> {
        let Some(value) = self.value(name) else {
            return Ok(Vec::new());
        };
        let named = value.as_object().ok_or("line.field.type")?.iter();
        let bytes = |(name, value): (&String, &Value)| {
            Ok((name.clone(), from_hex(value.as_str().ok_or("line.field.type")?)?))
        };
        named.map(bytes).collect()
    }

    /// A whole number from 0 on; JSON has no other kind that could be a size.
    fn number(&self, name: &str) -> Result<u64, &'static str> {
        match self.needed(name)? {
            Value::Number(number) => number.as_u64().ok_or("line.field.number"),
            Value::Array(_)
            | Value::Bool(_)
            | Value::Null
            | Value::Object(_)
            | Value::String(_) => Err("line.field.type"),
        }
    }

    /// A number, where the line gives one.
    pub(crate) fn number_or_none(&self, name: &str) -> Result<Option<u64>, &'static str> {
        self.value(name).map(|_| self.number(name)).transpose()
    }

    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>, &'static str> {
        from_hex(self.text(name)?)
    }

    fn hash(&self, name: &str) -> Result<Hash, &'static str> {
        hash(self.text(name)?)
    }

    fn hashes(&self, name: &str) -> Result<Vec<Hash>, &'static str> {
        self.texts(name)?.into_iter().map(hash).collect()
    }
}

fn texts_of(value: &Value) -> Result<Vec<&str>, &'static str> {
    let list = value.as_array().ok_or("line.field.type")?;
    let texts: Option<Vec<_>> = list.iter().map(Value::as_str).collect();
    texts.ok_or("line.field.type")
}

fn hash(text: &str) -> Result<Hash, &'static str> {
    let bytes: [u8; 32] = from_hex(text)?.try_into().map_err(|_| "line.field.length")?;
    Ok(Hash(bytes))
}

fn from_hex(text: &str) -> Result<Vec<u8>, &'static str> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte.wrapping_sub(b'0')),
        b'a'..=b'f' => Some(byte.wrapping_sub(b'a').wrapping_add(10)),
        _ => None,
    };
    let (pairs, odd) = text.as_bytes().as_chunks::<2>();
    let byte = |[high, low]: &[u8; 2]| Some(digit(*high)? << 4 | digit(*low)?);
    let bytes: Option<Vec<u8>> = pairs.iter().map(byte).collect();
    bytes.filter(|_| odd.is_empty()).ok_or("line.field.hex")
}
