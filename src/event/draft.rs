//! An event that waits for its signature.

use crate::cose::{self, EventVersion, ProtectedHeader};
use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, MAX_RECORD, Timestamp, Wire,
};
use crate::event::common::KeyRecord;
use crate::event::error::{DisclosureError, EntryError};
use crate::event::opener::write_disclosures;
use crate::event::payload::Event;
use crate::event::signed::SignedEvent;
use crate::identity::{
    Algorithm, KeyError, PartyId, PublicKey, SignError, Signature, SignatureError, Signer,
    Thumbprint,
};

/// Why an event cannot be signed as it is.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DraftError {
    /// The bytes of a draft are not one.
    #[error("this is not a draft")]
    Decode(#[source] DecodeError),
    /// The event does not keep to the format.
    #[error("the event does not keep to the format")]
    Entry(#[source] EntryError),
    /// The draft carries values that do not open its commitments.
    #[error("the draft carries values that it does not commit to")]
    Disclosure(#[source] DisclosureError),
    /// The draft names a key that cannot be used.
    #[error("the draft names a key that cannot be used")]
    Key(#[source] KeyError),
    /// An event would be larger than the format allows.
    #[error("the event would take {found} bytes, the format allows {limit}")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
        /// The size in bytes.
        found: usize,
    },
    /// The signer did not sign.
    #[error("the event was not signed")]
    Sign(#[source] SignError),
    /// The signature does not verify under the key that the draft was made for.
    #[error("the signature is not one by the key of the draft")]
    Signature(#[source] SignatureError),
    /// The header of the event names another algorithm than the key of the draft has.
    #[error("the draft is for a key of {expected}, its header names {found}")]
    WrongAlgorithm {
        /// The algorithm of the draft's key.
        expected: Algorithm,
        /// The algorithm that the header names.
        found: Algorithm,
    },
    /// The signer, or the event in the draft, has another key than the draft was made for.
    #[error("the draft is for the key {expected}, not for {found}")]
    WrongKey {
        /// The thumbprint of the draft's key.
        expected: Thumbprint,
        /// The thumbprint that was found instead.
        found: Thumbprint,
    },
}

/// An event that waits for its signature.
///
/// It gives the bytes to sign and takes the signature back later, in this process or in another
/// one (see [`EventDraft::to_bytes`]), from a card that asks for a PIN or an agent. No lock is held
/// meanwhile: a store checks the event's links again when it is recorded.
///
/// # Examples
///
/// Drafted where the public key is known, signed where the secret is.
///
/// ```
/// use handseal::event::{At, EntryHash, Event, EventDraft, Link, Lost, Subject, Why};
/// use handseal::identity::{ItemId, OsEntropy, PartyId, Signer, SigningKey};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let key = SigningKey::generate(&mut OsEntropy)?;
/// # let signer = PartyId::organisation(key.public_key().thumbprint());
/// # let item = Subject::Item(ItemId::generate(&mut OsEntropy)?);
/// # let link = Link::after(item, 1, EntryHash::of(b"the entry before"));
/// let circumstances = Why::code("fire");
/// let at = At::device("2041-06-01T09:30:00Z".parse()?);
/// let event = Event::new(at, Lost { circumstances }, vec![link]);
/// let draft = EventDraft::new(event, signer, key.public_key(), None)?;
///
/// // In another process.
/// let carried = EventDraft::from_bytes(&draft.to_bytes())?;
/// let signature = key.sign(&carried.to_be_signed())?;
///
/// // Back in the first.
/// let entry = draft.attach(&signature)?;
/// assert_eq!(entry.claims().iss, signer);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct EventDraft {
    key: PublicKey,
    // The entry as it will be, with zeros where the signature comes.
    event: SignedEvent,
}

impl EventDraft {
    /// Makes the draft of an event that `signer` will sign with `key`; `signed_at` is the signing
    /// time where there is a clock.
    ///
    /// # Errors
    ///
    /// [`DraftError::Entry`] when the event's parts do not fit together, [`DraftError::TooLarge`]
    /// when it or its disclosures exceed 256 KiB.
    pub fn new(
        mut event: Event,
        signer: PartyId,
        key: &PublicKey,
        signed_at: Option<Timestamp>,
    ) -> Result<Self, DraftError> {
        event.links.sort_by(|a, b| a.subject.cmp(&b.subject));
        let payload = event.to_payload();
        let subject = event.links.first().map(|link| link.subject.to_string()).unwrap_or_default();
        let iss = signer.to_string();
        let iat = signed_at.map(|at| at.unix_seconds());
        let header = ProtectedHeader {
            algorithm: key.algorithm(),
            version: EventVersion::CURRENT,
            kid: key.thumbprint(),
            claims: cose::Claims { iss: &iss, sub: &subject, iat },
        };
        let disclosures = write_disclosures(&mut event);
        Self::read(key.clone(), &header.to_bytes(), &payload, &disclosures)
    }

    /// Reads the entry by the reader's own rules: nothing is signed that no reader takes.
    fn read(
        key: PublicKey,
        protected: &[u8],
        payload: &[u8],
        disclosures: &[u8],
    ) -> Result<Self, DraftError> {
        let bytes = cose::assemble(protected, payload, &Signature([0; Signature::LEN]));
        let found = bytes.len().max(disclosures.len());
        if found > MAX_RECORD {
            return Err(DraftError::TooLarge { limit: MAX_RECORD, found });
        }
        let mut event = SignedEvent::parse(bytes).map_err(DraftError::Entry)?;
        let (expected, found) = (key.thumbprint(), event.claims().kid);
        if found != expected {
            return Err(DraftError::WrongKey { expected, found });
        }
        let (expected, found) = (key.algorithm(), event.claims().algorithm);
        if found != expected {
            return Err(DraftError::WrongAlgorithm { expected, found });
        }
        if !disclosures.is_empty() {
            event.disclose(disclosures).map_err(DraftError::Disclosure)?;
        }
        Ok(Self { key, event })
    }

    /// The bytes to sign: the Sig_structure of RFC 9052 §4.4.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        self.event.to_be_signed()
    }

    /// The event, without its signature.
    pub(crate) const fn event(&self) -> &SignedEvent {
        &self.event
    }

    /// The key that must sign.
    #[must_use]
    pub const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Signs here and now.
    ///
    /// # Errors
    ///
    /// [`DraftError::WrongKey`] when the signer has another key, [`DraftError::Sign`] when it does
    /// not sign, and what [`EventDraft::attach`] answers.
    pub fn sign(self, signer: &dyn Signer) -> Result<SignedEvent, DraftError> {
        let found = signer.public_key().thumbprint();
        let expected = self.key.thumbprint();
        if found != expected {
            return Err(DraftError::WrongKey { expected, found });
        }
        let in_memory = signer.in_memory();
        if let Some(key) = in_memory.filter(|key| *key.public_key() == self.key) {
            // What verifying it would say is known.
            let signature = key.sign(&self.to_be_signed()).map_err(DraftError::Sign)?;
            return Ok(self.event.signed_under(&signature, &self.key));
        }
        let signature = signer.sign(&self.to_be_signed()).map_err(DraftError::Sign)?;
        self.attach(&signature)
    }

    /// Takes a signature that was made elsewhere. It is verified first.
    ///
    /// # Errors
    ///
    /// [`DraftError::Signature`] when it is not a signature over these bytes by the draft's key.
    pub fn attach(self, signature: &Signature) -> Result<SignedEvent, DraftError> {
        self.key
            .verify(&self.to_be_signed(), signature.as_bytes())
            .map_err(DraftError::Signature)?;
        Ok(self.event.signed_under(signature, &self.key))
    }

    /// The draft as bytes, to be carried to the process that goes on with it.
    ///
    /// ```cddl
    /// draft = [key: key, protected: bstr, payload: bstr, disclosures: bstr]
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Encoder::new();
        out.array(4);
        KeyRecord::of(&self.key).write(&mut out);
        out.bytes(self.event.protected());
        out.bytes(self.event.payload());
        out.bytes(self.event.disclosures());
        out.into_bytes()
    }

    /// Reads a draft that [`EventDraft::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`DraftError::Decode`] when the bytes are not a draft, [`DraftError::Key`] when its key
    /// cannot be used, [`DraftError::WrongKey`] or [`DraftError::WrongAlgorithm`] when the event in it names another, and the other
    /// kinds when the event is one that [`EventDraft::new`] would not have drafted.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, DraftError> {
        let (key, [protected, payload, disclosures]) =
            read_parts(bytes).map_err(DraftError::Decode)?;
        let key = key.public_key().map_err(DraftError::Key)?;
        // It comes from elsewhere, and is about to be signed.
        Self::read(key, protected, payload, disclosures)
    }
}

/// The key and the three byte strings of a draft.
fn read_parts(bytes: &[u8]) -> Result<(KeyRecord, [&[u8]; 3]), DecodeError> {
    // Not scanned: it holds two records, so it can be longer than one may be.
    let mut input = Decoder::new(bytes);
    let found = input.array()?;
    if found != 4 {
        let kind = DecodeErrorKind::WrongLength { expected: 4, found };
        return Err(DecodeError::new(kind, 0));
    }
    let key = KeyRecord::read(&mut input)?;
    let parts = [input.bytes()?, input.bytes()?, input.bytes()?];
    input.end()?;
    Ok((key, parts))
}
