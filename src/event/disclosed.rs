//! The values behind the commitments of an event, whatever its type, for those who list them.

use crate::encoding::{DecodeError, Decoder, FieldPath, Kind, Slot, Visitor, Wire};
use crate::event::content::Descriptor;
use crate::event::payload::Event;
use crate::event::signed::{SignedEvent, Statement};

/// A value that an event commits to, and that is here. F5.3
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum DisclosedValue {
    /// Bytes, as an extension has them.
    Bytes(Vec<u8>),
    /// What a content is.
    Descriptor(Box<Descriptor>),
    /// Words.
    Text(String),
}

impl SignedEvent {
    /// The values that are disclosed with the event, each with the path of its field, in the order of the wire.
    ///
    /// # Examples
    ///
    /// ```
    /// use handseal::event::{DisclosedValue, SignedEvent};
    /// use handseal::ledger::{RecordKind, RecordReader};
    ///
    /// let mut reader = RecordReader::new(std::fs::File::open("examples/sample/sample.custody")?);
    /// reader.next_record()?;
    /// let entry = reader.next_record()?.ok_or("no entry")?;
    /// let mut founded = SignedEvent::parse(entry.content().to_vec())?;
    /// let disclosures = reader.next_record()?.ok_or("no disclosures")?;
    /// founded.disclose(&disclosures.bytes)?;
    /// let (path, value) = founded.disclosed().pop().ok_or("nothing")?;
    /// assert_eq!(path.to_string(), "body.name");
    /// assert_eq!(value, DisclosedValue::Text("Fabula Police".to_owned()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn disclosed(&self) -> Vec<(FieldPath, DisclosedValue)> {
        match self.statement() {
            Statement::Known(event) => Disclosed::of(&mut Event::clone(event)),
            Statement::NotUnderstood(_) => Vec::new(),
        }
    }
}

struct Disclosed(Vec<(FieldPath, DisclosedValue)>);

impl Disclosed {
    fn of(event: &mut Event) -> Vec<(FieldPath, DisclosedValue)> {
        let mut disclosed = Self(Vec::new());
        event.visit(&mut disclosed);
        disclosed.0
    }
}

impl Visitor for Disclosed {
    fn commitment(&mut self, path: &FieldPath, slot: &mut dyn Slot) {
        // What is open was decoded before.
        let value = slot.disclosure().and_then(|salted| value(&salted).ok());
        self.0.extend(value.map(|value| (path.clone(), value)));
    }
}

/// The value behind its salt.
fn value(salted: &[u8]) -> Result<DisclosedValue, DecodeError> {
    let mut input = Decoder::new(salted);
    input.array()?;
    input.raw()?;
    match input.peek()? {
        Kind::Text => Ok(DisclosedValue::Text(input.text()?.to_owned())),
        Kind::Bytes => Ok(DisclosedValue::Bytes(input.bytes()?.to_vec())),
        Kind::Array | Kind::Bool | Kind::Integer | Kind::Map | Kind::Null | Kind::Tag => {
            Ok(DisclosedValue::Descriptor(Box::new(Descriptor::read(&mut input)?)))
        }
    }
}
