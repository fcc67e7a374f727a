//! A line becomes a question, and the library answers it.

use std::collections::BTreeMap;
use std::ops::Range;

use handseal::encoding::scan;
use handseal::event::{SignedEvent, Statement};
use handseal::identity::{Algorithm, PublicKey};
use handseal::ledger::Checkpoint;
use handseal::merkle::{Hash, verify_consistency, verify_inclusion};
use handseal::timestamp::{Authorities, TimeStampToken};
use serde::Serialize;
use serde_json::Value;

use crate::codes::{
    of_checkpoint, of_decode, of_entry, of_key, of_proof, of_signature, of_token, of_verification,
};
use crate::json_line::Json;
use crate::verification::GivenDirectory;
use crate::{evidence, heads, verification};

/// Yes, or the code that says why not.
pub(crate) type Verdict = Result<(), &'static str>;

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
    match read(line) {
        Ok(fields) => answer_question(&fields),
        Err(code) => refuse(code),
    }
}

/// The fields of a line.
pub(crate) fn read(line: &[u8]) -> Result<Fields, &'static str> {
    let text = std::str::from_utf8(line).map_err(|_| "line.utf8")?;
    match serde_json::from_str(text) {
        Ok(Json::Object(given)) => Ok(Fields { given }),
        // An array or a bare value is JSON, and no question.
        Ok(Json::List(_) | Json::Number(_) | Json::Other | Json::Text(_)) => Err("line.object"),
        Err(_) => Err("line.json"),
    }
}

fn answer_question(fields: &Fields) -> Answer {
    let id = fields.id();
    let echo = id.clone().unwrap_or_default();
    match fields.op().and_then(|op| id.and(Ok(op))) {
        Ok("verify") => verified(echo, fields),
        Ok(op) => Answer::of(echo, decide(op, fields)),
        Err(code) => Answer::of(echo, Err(code)),
    }
}

fn verified(id: Value, fields: &Fields) -> Answer {
    match verification::verify(fields) {
        Err(code) => Answer::of(id, Err(code)),
        Ok(report) => Answer {
            id,
            ok: verification::is_consistent(&report),
            code: verification::code(&report),
            report: Some(verification::value(&report)),
        },
    }
}

fn decide(op: &str, fields: &Fields) -> Verdict {
    match op {
        "cbor" => cbor(fields),
        "checkpoint" => checkpoint(fields),
        "cosignature" => heads::cosignature(fields),
        "consistency" => consistency(fields),
        "content_proof" => evidence::content_proof(fields),
        "ed25519" => signature(Algorithm::Ed25519, fields),
        "esp256" => signature(Algorithm::Esp256, fields),
        "event" => event(fields),
        "inclusion" => inclusion(fields),
        "key" => key(fields).map(|_| ()),
        "manifest" => evidence::manifest(fields),
        "misbehaviour" => heads::misbehaviour(fields),
        "misbehaviour_of" => heads::misbehaviour_of(fields),
        "note" => heads::note(fields),
        "timestamp" => timestamp(fields),
        _ => Err("line.op"),
    }
}

/// The fields of an op beside `op` and `id`, in the order in which they are read.
fn names_of(op: &str) -> Option<&'static [&'static str]> {
    Some(match op {
        "cbor" => &["hex"],
        "checkpoint" => &["body"],
        "cosignature" => &["note", "vkeys", "threshold"],
        "consistency" => &["size1", "size2", "root1", "root2", "path"],
        "content_proof" => &["proof", "key", "bytes"],
        "ed25519" | "esp256" => &["key", "message", "signature"],
        "event" => &["hex", "key"],
        "inclusion" => &["leaf_hash", "index", "size", "path", "root"],
        "key" => &["key"],
        "manifest" => {
            &["hex", "entries", "bytes", "size", "sha256", "content_root", "metadata_root"]
        }
        "misbehaviour" => &["hex", "vkeys"],
        "misbehaviour_of" => &["hex", "root"],
        "note" => &["note_hex", "vkeys"],
        "timestamp" => &["token", "imprint", "anchors", "at"],
        "verify" => &[
            "file",
            "roots",
            "heads",
            "kept",
            "beside",
            "contents",
            "unreadable",
            "parts",
            "directories",
            "now",
            "catalogue",
            "policy",
            "policies",
            "limit",
            "authorities",
            "cosigners",
            "threshold",
        ],
        _ => return None,
    })
}

fn cbor(fields: &Fields) -> Verdict {
    scan(&fields.bytes("hex")?).map_err(|error| of_decode(&error.kind))
}

pub(crate) fn key(fields: &Fields) -> Result<PublicKey, &'static str> {
    let key = fields.bytes("key")?;
    // A key says by its length which it is.
    let esp256 = key.len() == Algorithm::Esp256.key_len();
    let algorithm = if esp256 { Algorithm::Esp256 } else { Algorithm::Ed25519 };
    PublicKey::from_bytes(algorithm, &key).map_err(of_key)
}

fn signature(algorithm: Algorithm, fields: &Fields) -> Verdict {
    let key = fields.bytes("key")?;
    let (message, signature) = (fields.bytes("message")?, fields.bytes("signature")?);
    let key = PublicKey::from_bytes(algorithm, &key).map_err(of_key)?;
    key.verify(&message, &signature).map_err(of_signature)
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
    let leaf = fields.hash("leaf_hash")?;
    let (index, size) = (fields.number("index")?, fields.number("size")?);
    let (path, root) = (fields.hashes("path")?, fields.hash("root")?);
    verify_inclusion(leaf, index, size, &path, root).map_err(of_proof)
}

fn consistency(fields: &Fields) -> Verdict {
    let (from, to) = (fields.number("size1")?, fields.number("size2")?);
    let (old_root, root) = (fields.hash("root1")?, fields.hash("root2")?);
    verify_consistency(from, old_root, to, root, &fields.hashes("path")?).map_err(of_proof)
}

fn checkpoint(fields: &Fields) -> Verdict {
    Checkpoint::parse(fields.text("body")?).map(|_| ()).map_err(|error| of_checkpoint(error.kind))
}

fn timestamp(fields: &Fields) -> Verdict {
    let (token, imprint) = (fields.bytes("token")?, fields.bytes("imprint")?);
    let anchors: Result<Vec<_>, _> = fields.texts("anchors")?.into_iter().map(from_hex).collect();
    let (anchors, at) = (anchors?, fields.text("at")?);
    if ![32, 48, 64].contains(&imprint.len()) {
        return Err("line.field.length");
    }
    let mut authorities = Authorities::none();
    for anchor in anchors {
        authorities = authorities.anchor_der(&anchor).map_err(|_| "timestamp.anchor")?;
    }
    let at = at.parse().map_err(|_| "timestamp.at")?;
    let token = TimeStampToken::from_der(&token);
    let verified = token.and_then(|token| token.verify_imprint(&imprint, &authorities, at));
    verified.map(|_| ()).map_err(|error| of_token(&error))
}

/// Ranges of bytes, by name.
pub(crate) type NamedRanges = BTreeMap<String, Vec<Range<u64>>>;

/// The fields of a question.
pub(crate) struct Fields {
    given: BTreeMap<String, Json>,
}

impl Fields {
    /// The id as it is answered: null where there is none.
    fn id(&self) -> Result<Value, &'static str> {
        match self.value("id") {
            None => Ok(Value::Null),
            Some(Json::Number(number)) => Ok(Value::from(*number)),
            Some(Json::Text(text)) => Ok(Value::from(text.as_str())),
            Some(Json::List(_) | Json::Object(_) | Json::Other) => Err("line.field.type"),
        }
    }

    /// The op, where it has all these fields.
    fn op(&self) -> Result<&str, &'static str> {
        let op = self.value("op").and_then(Json::text).ok_or("line.op")?;
        let names = names_of(op).ok_or("line.op")?;
        let known = |name: &str| ["id", "op"].contains(&name) || names.contains(&name);
        if self.given.keys().all(|name| known(name)) { Ok(op) } else { Err("line.field.unknown") }
    }

    fn value(&self, name: &str) -> Option<&Json> {
        self.given.get(name)
    }

    fn needed(&self, name: &str) -> Result<&Json, &'static str> {
        self.value(name).ok_or("line.field.missing")
    }

    pub(crate) fn text(&self, name: &str) -> Result<&str, &'static str> {
        self.needed(name)?.text().ok_or("line.field.type")
    }

    /// As `text`; none where the field is not there.
    pub(crate) fn text_or_none(&self, name: &str) -> Result<Option<&str>, &'static str> {
        self.value(name).map(|_| self.text(name)).transpose()
    }

    pub(crate) fn texts(&self, name: &str) -> Result<Vec<&str>, &'static str> {
        self.needed(name)?.texts().ok_or("line.field.type")
    }

    /// As `texts`, where the line gives the field.
    pub(crate) fn texts_if(&self, name: &str) -> Result<Option<Vec<&str>>, &'static str> {
        self.value(name).map(|_| self.texts(name)).transpose()
    }

    /// As `texts`; none where the field is not there.
    pub(crate) fn texts_or_none(&self, name: &str) -> Result<Vec<&str>, &'static str> {
        self.value(name).map_or_else(|| Ok(Vec::new()), |_| self.texts(name))
    }

    pub(crate) fn list_of_bytes(&self, name: &str) -> Result<Vec<Vec<u8>>, &'static str> {
        self.texts_or_none(name)?.into_iter().map(from_hex).collect()
    }

    /// An object of byte strings, by name; none where the field is not there.
    pub(crate) fn named_bytes(&self, name: &str) -> Result<Vec<(String, Vec<u8>)>, &'static str> {
        let Some(value) = self.value(name) else {
            return Ok(Vec::new());
        };
        let Json::Object(named) = value else {
            return Err("line.field.type");
        };
        let texts: Option<Vec<_>> = named.values().map(Json::text).collect();
        let bytes = texts.ok_or("line.field.type")?.into_iter().map(from_hex);
        named.keys().cloned().zip(bytes).map(|(name, bytes)| Ok((name, bytes?))).collect()
    }

    /// An object of texts, by name; none where the field is not there.
    pub(crate) fn named_texts(&self, name: &str) -> Result<Vec<(String, String)>, &'static str> {
        let Some(value) = self.value(name) else {
            return Ok(Vec::new());
        };
        let Json::Object(named) = value else {
            return Err("line.field.type");
        };
        let text = |(name, value): (&String, &Json)| {
            value.text().map(|text| (name.clone(), text.to_owned()))
        };
        named.iter().map(text).collect::<Option<Vec<_>>>().ok_or("line.field.type")
    }

    /// An object of lists of pairs of numbers, by name; none where the field is not there.
    pub(crate) fn named_ranges(&self, name: &str) -> Result<NamedRanges, &'static str> {
        let Some(value) = self.value(name) else {
            return Ok(NamedRanges::new());
        };
        let Json::Object(named) = value else {
            return Err("line.field.type");
        };
        let range = |pair: &Json| match pair {
            Json::List(pair) => match pair.as_slice() {
                [Json::Number(from), Json::Number(to)] => Some(*from..*to),
                _ => None,
            },
            Json::Number(_) | Json::Object(_) | Json::Other | Json::Text(_) => None,
        };
        let ranges = |value: &Json| match value {
            Json::List(pairs) => pairs.iter().map(range).collect::<Option<Vec<_>>>(),
            Json::Number(_) | Json::Object(_) | Json::Other | Json::Text(_) => None,
        };
        let read = |(name, value): (&String, &Json)| Some((name.clone(), ranges(value)?));
        named.iter().map(read).collect::<Option<_>>().ok_or("line.field.type")
    }

    /// An object of objects with `manifest` and `found`, by name; none where the field is not there.
    pub(crate) fn directories(&self, name: &str) -> Result<Vec<GivenDirectory>, &'static str> {
        let Some(value) = self.value(name) else {
            return Ok(Vec::new());
        };
        let Json::Object(named) = value else {
            return Err("line.field.type");
        };
        let texts = |value: &Json| {
            let Json::Object(pair) = value else { return None };
            let text = |name| pair.get(name).and_then(Json::text).map(ToOwned::to_owned);
            text("manifest").zip(text("found")).filter(|_| pair.len() == 2)
        };
        let pairs: Option<Vec<_>> = named.values().map(texts).collect();
        let pairs = pairs.ok_or("line.field.type")?;
        let directory = |(name, (manifest, found)): (&String, &(String, String))| {
            let (manifest, found) = (from_hex(manifest)?, from_hex(found)?);
            Ok(GivenDirectory { name: name.clone(), manifest, found })
        };
        named.keys().zip(&pairs).map(directory).collect()
    }

    pub(crate) fn bytes_or_none(&self, name: &str) -> Result<Option<Vec<u8>>, &'static str> {
        self.value(name).map(|_| self.bytes(name)).transpose()
    }

    pub(crate) fn number(&self, name: &str) -> Result<u64, &'static str> {
        match self.needed(name)? {
            Json::Number(number) => Ok(*number),
            Json::List(_) | Json::Object(_) | Json::Other | Json::Text(_) => Err("line.field.type"),
        }
    }

    /// A number, where the line gives one.
    pub(crate) fn number_or_none(&self, name: &str) -> Result<Option<u64>, &'static str> {
        self.value(name).map(|_| self.number(name)).transpose()
    }

    pub(crate) fn bytes(&self, name: &str) -> Result<Vec<u8>, &'static str> {
        from_hex(self.text(name)?)
    }

    pub(crate) fn hash(&self, name: &str) -> Result<Hash, &'static str> {
        hash(self.bytes(name)?)
    }

    fn hashes(&self, name: &str) -> Result<Vec<Hash>, &'static str> {
        let bytes: Result<Vec<_>, _> = self.texts(name)?.into_iter().map(from_hex).collect();
        bytes?.into_iter().map(hash).collect()
    }
}

fn hash(bytes: Vec<u8>) -> Result<Hash, &'static str> {
    bytes.try_into().map(Hash).map_err(|_| "line.field.length")
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
