//! The payload of an event: the map that is signed.

use std::collections::BTreeMap;

use crate::encoding::{Blob, Decoder, Encoder, FieldPath, MapReader, Visitor, Wire};
use crate::event::at::At;
use crate::event::disclosure::Disclosable;
use crate::event::error::EntryError;
use crate::event::kinds::{Body, EventType};
use crate::event::link::Link;
use crate::event::shape::{ShapeError, check_links, check_shape};
use crate::identity::PartyId;

/// What an embedding tool adds to an event: values by reverse-domain name, each committed.
pub type Ext = BTreeMap<String, Disclosable<Blob>>;

/// What one event says.
///
/// ```cddl
/// event-of<code, says> = {
///   "at": at,
///   ? "ext": { * tstr => commitment },
///   ? "for": party,
///   "body": says,
///   ? "lang": tstr,
///   "type": code,
///   "links": [+ link]
/// }
/// ```
///
/// The links are sorted by subject, unique, at least one. `ext` is the embedding tool's own, by
/// reverse-domain name.
///
/// # Examples
///
/// ```
/// use handseal::event::{At, Collected, CollectedItem, Event, Link, Salts, Subject, Why};
/// use handseal::identity::{CaseId, ItemId, OsEntropy};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut salts = Salts::new(&mut OsEntropy)?;
/// let item = ItemId::generate(&mut OsEntropy)?;
/// let laptop = CollectedItem {
///     seal: Some(salts.commit("S-20411")),
///     description: Some(salts.commit("Laptop, lid cracked")),
///     ..CollectedItem::of(item)
/// };
/// let collected = Collected {
///     place: Some(salts.commit("12 Quay Street, first floor")),
///     ground: Some(Why::code("search_warrant")),
///     ..Collected::of(CaseId::generate(&mut OsEntropy)?, vec![laptop])
/// };
/// let at = At::device("2041-06-01T09:30:00+02:00".parse()?);
/// let event = Event::new(at, collected, vec![Link::genesis(Subject::Item(item))]);
/// assert_eq!(event.body.event_type().code(), "collected");
/// assert_eq!(event.body.listed_items(), Some(vec![item]));
/// # Ok(())
/// # }
/// ```
/// F4.7: nothing here names a ledger.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Event {
    /// When the act happened.
    pub at: At,
    /// What the embedding tool adds, by reverse-domain name.
    pub ext: Option<Ext>,
    /// The unit that the signer acts for.
    pub signed_for: Option<PartyId>,
    /// What was done.
    pub body: Body,
    /// The language of the words, BCP 47.
    pub lang: Option<String>,
    /// The event's place in the chain of each subject it touches.
    pub links: Vec<Link>,
}

impl Event {
    /// An event without the optional fields; the links are sorted here.
    #[must_use]
    pub fn new(at: At, body: impl Into<Body>, mut links: Vec<Link>) -> Self {
        links.sort_by(|a, b| a.subject.cmp(&b.subject));
        Self { at, ext: None, signed_for: None, body: body.into(), lang: None, links }
    }

    /// The party that the act counts for: the unit signed for, or the signer.
    #[must_use]
    pub fn actor(&self, signer: PartyId) -> PartyId {
        self.signed_for.unwrap_or(signer)
    }

    pub(crate) fn to_payload(&self) -> Vec<u8> {
        // As most have.
        let mut out = Encoder::with_capacity(512);
        let optional = [self.ext.is_some(), self.signed_for.is_some(), self.lang.is_some()];
        out.map(optional.into_iter().filter(|present| *present).count().saturating_add(4));
        out.text("at");
        self.at.write(&mut out);
        if let Some(ext) = &self.ext {
            out.text("ext");
            ext.write(&mut out);
        }
        if let Some(unit) = &self.signed_for {
            out.text("for");
            unit.write(&mut out);
        }
        out.text("body");
        self.body.write(&mut out);
        if let Some(lang) = &self.lang {
            out.text("lang");
            out.text(lang);
        }
        out.text("type");
        out.text(self.body.event_type().code());
        out.text("links");
        self.links.write(&mut out);
        out.into_bytes()
    }

    /// Walks the commitments in the order in which they stand in the payload.
    pub(crate) fn visit(&mut self, visitor: &mut dyn Visitor) {
        let mut path = FieldPath::new();
        path.push("at");
        self.at.visit(visitor, &mut path);
        path.pop();
        if let Some(ext) = &mut self.ext {
            path.push("ext");
            ext.visit(visitor, &mut path);
            path.pop();
        }
        path.push("body");
        self.body.visit(visitor, &mut path);
        path.pop();
    }
}

/// A payload as it was decoded.
pub(crate) enum Payload {
    /// A type that this version knows.
    Known(Box<Event>),
    /// A type that it does not know: the frame around the body is the same for all types.
    UnknownType {
        /// The text of the type.
        event_type: String,
        /// The places that the event takes.
        links: Vec<Link>,
    },
}

/// "Nothing added" has one form: the field is left out.
// F4.10
fn check_ext(ext: Option<&Ext>) -> Result<(), ShapeError> {
    match ext {
        Some(ext) if ext.is_empty() => Err(ShapeError::EmptyExt),
        Some(_) | None => Ok(()),
    }
}

/// Decodes a scanned payload. `offset` is where it begins in the entry, for located errors. F4.9
pub(crate) fn read_payload(bytes: &[u8], offset: usize) -> Result<Payload, EntryError> {
    let mut input = Decoder::at(bytes, offset);
    let mut fields = MapReader::new(&mut input)?;
    let at = fields.field("at")?;
    let ext: Option<Ext> = fields.field("ext")?;
    let signed_for = fields.field("for")?;
    let mut body = fields.item("body")?;
    let lang = fields.field("lang")?;
    let code: String = fields.field("type")?;
    let links: Vec<Link> = fields.field("links")?;
    fields.end()?;
    input.end()?;
    check_ext(ext.as_ref())?;
    check_links(&links)?;
    let Some(event_type) = EventType::from_code(&code) else {
        return Ok(Payload::UnknownType { event_type: code, links });
    };
    let body = Body::read(event_type, &mut body).map_err(|error| error.within("body"))?;
    let event = Event { at, ext, signed_for, body, lang, links };
    check_shape(&event)?;
    Ok(Payload::Known(Box::new(event)))
}
