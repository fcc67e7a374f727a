//! An event with its signature: as received, and as verified.

use std::ops::Range;

use crate::cose::{EventVersion, Sign1, Sign1Ranges, VerifyError, to_be_signed};
use crate::encoding::{FieldPath, Slot, Visitor, scan};
use crate::event::error::{DisclosureError, EntryError};
use crate::event::link::{EntryHash, Link};
use crate::event::opener::{Opener, write_disclosures};
use crate::event::payload::{Event, Payload, read_payload};
use crate::event::subject::Subject;
use crate::event::verified::VerifiedEvent;
use crate::identity::{Algorithm, PartyId, PublicKey, Signature, Thumbprint};

/// What the protected header of an entry claims.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Claims {
    /// The algorithm.
    pub algorithm: Algorithm,
    /// The thumbprint of the key that is said to have signed.
    pub kid: Thumbprint,
    /// The party that is said to have signed.
    pub iss: PartyId,
    /// The signing time in seconds since 1970, where there was a clock.
    pub signed_at: Option<i64>,
}

/// What an entry says: an event that this version knows, or one that it does not.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Statement {
    /// A known event.
    Known(Box<Event>),
    /// Kept, and moves nothing.
    NotUnderstood(NotUnderstood),
}

impl Statement {
    fn links(&self) -> &[Link] {
        match self {
            Self::Known(event) => &event.links,
            Self::NotUnderstood(NotUnderstood::Type { links, .. }) => links,
            Self::NotUnderstood(NotUnderstood::Version { .. }) => &[],
        }
    }
}

/// Why an entry is not understood.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum NotUnderstood {
    /// A type that this version does not know; the places that it takes are known.
    Type {
        /// The text of the type.
        event_type: String,
        /// The places that the event takes.
        links: Vec<Link>,
    },
    /// A version of the format that this one does not know.
    Version {
        /// The version in the content type.
        version: u32,
        /// The subject in the header.
        subject: Subject,
    },
}

/// An event with a signature that nobody has verified yet.
///
/// It keeps the bytes as received, since these are what is hashed and verified.
///
/// # Examples
///
/// The place is withheld from one recipient; the entry and its signature stay what they were.
///
/// ```
/// use handseal::event::{
///     At, EntryHash, Event, EventDraft, Link, Salts, SignedEvent, Stored, Subject,
/// };
/// use handseal::identity::{ItemId, OsEntropy, PartyId, Signer, SigningKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let key = SigningKey::generate(&mut OsEntropy)?;
/// # let signer = PartyId::organisation(key.public_key().thumbprint());
/// # let item = Subject::Item(ItemId::generate(&mut OsEntropy)?);
/// # let link = Link::after(item, 1, EntryHash::of(b"the entry before"));
/// # let place = Salts::new(&mut OsEntropy)?.commit("Room 2, shelf 14");
/// # let at = At::device("2041-06-01T09:30:00Z".parse()?);
/// # let event = Event::new(at, Stored { place }, vec![link]);
/// let entry = EventDraft::new(event, signer, key.public_key(), None)?.sign(&key)?;
/// let redacted = entry.clone().redact(&|path| path.to_string() != "body.place");
/// assert_eq!(redacted.hash(), entry.hash());
///
/// let mut received = SignedEvent::parse(redacted.as_bytes().to_vec())?;
/// assert_eq!(received.withheld().len(), 1);
/// received.disclose(entry.disclosures())?;
/// assert!(received.withheld().is_empty());
///
/// let verified = received.verify(key.public_key())?;
/// assert_eq!(verified.signer(), signer);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct SignedEvent {
    bytes: Vec<u8>,
    ranges: Sign1Ranges,
    hash: EntryHash,
    claims: Claims,
    statement: Statement,
    disclosures: Vec<u8>,
    // The key under which this process verified or made the signature. The bytes never change
    // afterwards, so it need not be verified again.
    verified_under: Option<Thumbprint>,
}

impl SignedEvent {
    /// Reads an entry: exactly one tagged COSE_Sign1 in our profile, and an event in its payload.
    ///
    /// # Errors
    ///
    /// [`EntryError`], with the offset where the bytes depart from the format.
    ///
    /// # Specification
    ///
    /// `spec::format` §3 and §4, `spec::verification` V1.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, EntryError> {
        let hash = EntryHash::of(&bytes);
        Self::parse_hashed(bytes, hash)
    }

    /// Reads an entry whose hash the caller made from these bytes.
    pub(crate) fn parse_hashed(bytes: Vec<u8>, hash: EntryHash) -> Result<Self, EntryError> {
        let sign1 = Sign1::parse(&bytes)?;
        let header = sign1.header();
        let iss = header.claims.iss.parse().map_err(EntryError::Issuer)?;
        let claims = Claims {
            algorithm: header.algorithm,
            kid: header.kid,
            iss,
            signed_at: header.claims.iat,
        };
        let statement = if header.version == EventVersion::CURRENT {
            scan_payload(&sign1)?;
            match read_payload(sign1.payload(), sign1.ranges().payload.start)? {
                Payload::Known(event) => Statement::Known(event),
                Payload::UnknownType { event_type, links } => {
                    Statement::NotUnderstood(NotUnderstood::Type { event_type, links })
                }
            }
        } else {
            let version = header.version.number();
            let subject = header.claims.sub.parse().map_err(|_| EntryError::Subject)?;
            Statement::NotUnderstood(NotUnderstood::Version { version, subject })
        };
        // A subject has one text, so equal subjects are equal texts.
        // F3.9
        if statement
            .links()
            .first()
            .is_some_and(|link| header.claims.sub.parse().as_ref() != Ok(&link.subject))
        {
            return Err(EntryError::Subject);
        }
        let ranges = sign1.ranges().clone();
        Ok(Self {
            bytes,
            ranges,
            hash,
            claims,
            statement,
            disclosures: Vec::new(),
            verified_under: None,
        })
    }

    /// The same event under another signature, which `key` made or verified just now.
    pub(crate) fn signed_under(mut self, signature: &Signature, key: &PublicKey) -> Self {
        if let Some(place) = self.bytes.get_mut(self.ranges.signature.clone()) {
            place.iter_mut().zip(signature.as_bytes()).for_each(|(to, from)| *to = *from);
        }
        self.hash = EntryHash::of(&self.bytes);
        self.verified_under = Some(key.thumbprint());
        self
    }

    /// Opens commitments with a disclosures record.
    ///
    /// ```cddl
    /// disclosures = [+ disclosure]     ; in the order in which their commitments stand in the payload
    /// ```
    ///
    /// # Errors
    ///
    /// [`DisclosureError`] when a disclosure is no value behind a commitment of this entry; the
    /// entry then stays as it was. The values of an event that is not understood cannot be told,
    /// and are kept as they are.
    pub fn disclose(&mut self, record: &[u8]) -> Result<(), DisclosureError> {
        scan(record)?;
        let mut opened = record.to_vec();
        // F5.9
        if let Statement::Known(event) = &mut self.statement {
            let mut opener = Opener::new(record)?;
            // What was open before stays open.
            let before = (!self.disclosures.is_empty()).then(|| event.clone());
            event.visit(&mut opener);
            if let Err(error) = opener.finish() {
                match before {
                    Some(before) => *event = before,
                    None => event.visit(&mut Eraser(&|_| false)),
                }
                return Err(error);
            }
            if before.is_some() {
                opened = write_disclosures(event);
            }
        }
        self.disclosures = opened;
        Ok(())
    }

    /// The bytes of the entry: the whole tagged COSE_Sign1. F1.11
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The name of the entry.
    #[must_use]
    pub const fn hash(&self) -> EntryHash {
        self.hash
    }

    /// What the header claims.
    #[must_use]
    pub const fn claims(&self) -> &Claims {
        &self.claims
    }

    /// What the entry says, whoever signed it.
    #[must_use]
    pub const fn statement(&self) -> &Statement {
        &self.statement
    }

    /// The places that the event takes; none are known for an unknown version.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        self.statement.links()
    }

    /// The bytes of the disclosures record, empty when everything is withheld.
    #[must_use]
    pub fn disclosures(&self) -> &[u8] {
        &self.disclosures
    }

    /// The paths of the values that are withheld. F5.8
    #[must_use]
    pub fn withheld(&self) -> Vec<FieldPath> {
        match &self.statement {
            Statement::Known(event) => Withheld::of(&mut event.clone()),
            Statement::NotUnderstood(_) => Vec::new(),
        }
    }

    /// [`SignedEvent::withheld`] for one who may lend the event for the walk, and spares a copy.
    pub(crate) fn lend_withheld(&mut self) -> Vec<FieldPath> {
        match &mut self.statement {
            Statement::Known(event) => Withheld::of(event),
            Statement::NotUnderstood(_) => Vec::new(),
        }
    }

    /// Forgets the values at the paths for which `keep` answers no. The entry does not change.
    ///
    /// The values of an event that is not understood have no paths: all are forgotten.
    #[must_use]
    pub fn redact(mut self, keep: &dyn Fn(&FieldPath) -> bool) -> Self {
        self.disclosures = match &mut self.statement {
            Statement::Known(event) => {
                event.visit(&mut Eraser(keep));
                write_disclosures(event)
            }
            Statement::NotUnderstood(_) => Vec::new(),
        };
        self
    }

    /// Verifies the signature over the received bytes.
    ///
    /// # What this proves
    ///
    /// That the holder of `key` signed exactly these bytes.
    ///
    /// # What this does not prove
    ///
    /// That `key` is the key of the party that the header names, that it was good at the time, or
    /// that what the event says is true. The first two are `Verifier`'s to judge.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] when the header names another key, or the signature is not one by `key`.
    ///
    /// # Specification
    ///
    /// RFC 9052 §4.4; `spec::verification` V2.1.
    pub fn verify(self, key: &PublicKey) -> Result<VerifiedEvent, VerifyError> {
        self.check_signature(key)?;
        Ok(VerifiedEvent::after_check(self, key))
    }

    /// V2.1, without giving the event up.
    pub(crate) fn check_signature(&self, key: &PublicKey) -> Result<(), VerifyError> {
        let (expected, found) = (key.thumbprint(), self.claims.kid);
        if expected != found {
            return Err(VerifyError::OtherKey { expected, found });
        }
        // RFC 9052 §8.1: the algorithm is the key's, never the message's choice.
        let (expected, found) = (key.algorithm(), self.claims.algorithm);
        if expected != found {
            return Err(VerifyError::OtherAlgorithm { expected, found });
        }
        if self.verified_under != Some(key.thumbprint()) {
            key.verify(&self.to_be_signed(), self.signature())?;
        }
        Ok(())
    }

    /// V2.1 ahead of time: a signature that is one by the key is not checked again.
    pub(crate) fn verify_ahead(&mut self, key: &PublicKey) {
        if self.check_signature(key).is_ok() {
            self.note_verified(key.thumbprint());
        }
    }

    /// After the check that the signature over these bytes is one by the key of that name.
    pub(super) const fn note_verified(&mut self, kid: Thumbprint) {
        self.verified_under = Some(kid);
    }

    /// The bytes that the signature is over: of the parts as received.
    pub(crate) fn to_be_signed(&self) -> Vec<u8> {
        to_be_signed(self.protected(), self.payload())
    }

    pub(crate) fn protected(&self) -> &[u8] {
        self.part(&self.ranges.protected)
    }

    pub(crate) fn payload(&self) -> &[u8] {
        self.part(&self.ranges.payload)
    }

    pub(crate) fn signature(&self) -> &[u8] {
        self.part(&self.ranges.signature)
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }
}

/// Forgets the values at the paths for which its answer is no.
struct Eraser<'a>(&'a dyn Fn(&FieldPath) -> bool);

impl Visitor for Eraser<'_> {
    fn commitment(&mut self, path: &FieldPath, slot: &mut dyn Slot) {
        if !(self.0)(path) {
            slot.erase();
        }
    }
}

/// Collects the paths of the values that are not open.
struct Withheld(Vec<FieldPath>);

impl Withheld {
    fn of(event: &mut Event) -> Vec<FieldPath> {
        let mut withheld = Self(Vec::new());
        event.visit(&mut withheld);
        withheld.0
    }
}

impl Visitor for Withheld {
    fn commitment(&mut self, path: &FieldPath, slot: &mut dyn Slot) {
        if !slot.is_open() {
            self.0.push(path.clone());
        }
    }
}

/// The payload is CBOR of its own, inside a byte string that the envelope's scan did not enter.
fn scan_payload(sign1: &Sign1<'_>) -> Result<(), EntryError> {
    let offset = sign1.ranges().payload.start;
    scan(sign1.payload()).map_err(|error| error.rebased(offset).into())
}
