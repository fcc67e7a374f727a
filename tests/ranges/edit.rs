//! A proof file taken apart and put together otherwise.

use ciborium::Value;
use handseal::verify::{BytesProof, ContentProofError};

/// The fields of a proof file.
pub(crate) struct Parts {
    header: Vec<Value>,
    fields: Vec<(Value, Value)>,
}

impl Parts {
    pub(crate) fn of(file: &[u8]) -> Self {
        let Value::Tag(55_799, inner) = ciborium::from_reader(file).unwrap() else { panic!() };
        let Value::Array(mut header) = *inner else { panic!() };
        let Some(Value::Map(fields)) = header.pop() else { panic!() };
        Self { header, fields }
    }

    pub(crate) fn get(&mut self, name: &str) -> &mut Value {
        let field = self.fields.iter_mut().find(|(key, _)| key.as_text() == Some(name));
        &mut field.unwrap().1
    }

    /// A field of what is shown.
    pub(crate) fn shown(&mut self, name: &str) -> &mut Value {
        let Value::Map(fields) = self.get("shows") else { panic!() };
        let field = fields.iter_mut().find(|(key, _)| key.as_text() == Some(name));
        &mut field.unwrap().1
    }

    pub(crate) fn path(&mut self) -> &mut Vec<Value> {
        self.shown("path").as_array_mut().unwrap()
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.fields.retain(|(key, _)| key.as_text() != Some(name));
    }

    pub(crate) fn header(&mut self) -> &mut Vec<Value> {
        &mut self.header
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut all = self.header.clone();
        all.push(Value::Map(self.fields.clone()));
        let mut bytes = Vec::new();
        let file = Value::Tag(55_799, Box::new(Value::Array(all)));
        ciborium::into_writer(&file, &mut bytes).unwrap();
        bytes
    }
}

/// The file with one change.
pub(crate) fn edited(file: &[u8], change: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut parts = Parts::of(file);
    change(&mut parts);
    parts.to_bytes()
}

/// Why the file with one change is no proof.
pub(crate) fn refusal(file: &[u8], change: impl FnOnce(&mut Parts)) -> ContentProofError {
    BytesProof::parse(&edited(file, change)).unwrap_err()
}
