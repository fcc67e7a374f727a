//! COSE_Sign1, read without copying and written in its one form.

use std::ops::Range;

use super::{
    error::{CoseError, CoseErrorKind, VerifyError},
    header::ProtectedHeader,
    sig_structure::to_be_signed,
};
use crate::encoding::{Decoder, Encoder, Kind, scan};
use crate::identity::{PublicKey, Signature};

// RFC 9052 §2, table 1.
const TAG: u64 = 18;

/// An envelope over the bytes that were received: well formed, not verified.
///
/// ```cddl
/// entry = #6.18([
///   protected: bstr .cbor protected,
///   unprotected: {},
///   payload: bstr .cbor event,
///   signature: bstr .size 64
/// ])
/// ```
///
/// # Specification
///
/// RFC 9052 §4.2.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sign1<'a> {
    header: ProtectedHeader<'a>,
    // Slices of the bytes received: a second encoding would verify something nobody sent.
    protected: &'a [u8],
    payload: &'a [u8],
    signature: Signature,
    ranges: Sign1Ranges,
}

/// Where the parts of an envelope stand in its bytes, for one who keeps those.
///
/// Each is the content of a byte string, without its head.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Sign1Ranges {
    /// The protected header.
    pub protected: Range<usize>,
    /// The payload.
    pub payload: Range<usize>,
    /// The signature.
    pub signature: Range<usize>,
}

impl<'a> Sign1<'a> {
    /// Reads an envelope: one item of the profile, with nothing after it.
    ///
    /// The payload is a byte string of any content.
    ///
    /// # Errors
    ///
    /// [`CoseError`], with the first thing that the profile does not allow and where it stands.
    ///
    /// # Specification
    ///
    /// RFC 9052 §4.2. Stricter in that the tag is demanded, every encoding is deterministic, the
    /// header has the parameters of the profile and no other, and nothing is unprotected or
    /// detached.
    pub fn parse(bytes: &'a [u8]) -> Result<Self, CoseError> {
        scan(bytes)?;
        let mut input = Decoder::new(bytes);
        read_tag(&mut input)?;
        read_length(&mut input)?;
        let mut protected_items = input.clone().embedded()?;
        let (protected, protected_range) = read_bytes(&mut input)?;
        let header = ProtectedHeader::read(&mut protected_items)?;
        read_unprotected(&mut input)?;
        if input.peek()? == Kind::Null {
            return Err(CoseErrorKind::DetachedPayload.at(input.offset()));
        }
        let (payload, payload_range) = read_bytes(&mut input)?;
        let signature_at = input.offset();
        let (signature, signature_range) = read_bytes(&mut input)?;
        let wrong_length =
            CoseErrorKind::SignatureLength { expected: Signature::LEN, found: signature.len() };
        let signature = signature.try_into().map_err(|_| wrong_length.at(signature_at))?;
        let ranges = Sign1Ranges {
            protected: protected_range,
            payload: payload_range,
            signature: signature_range,
        };
        Ok(Self { header, protected, payload, signature: Signature(signature), ranges })
    }

    /// What the protected header says.
    #[must_use]
    pub const fn header(&self) -> &ProtectedHeader<'a> {
        &self.header
    }

    /// The protected header as received.
    #[must_use]
    pub const fn protected(&self) -> &'a [u8] {
        self.protected
    }

    /// The payload as received.
    #[must_use]
    pub const fn payload(&self) -> &'a [u8] {
        self.payload
    }

    /// The signature as received.
    #[must_use]
    pub const fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Where the parts stand in the bytes received.
    #[must_use]
    pub const fn ranges(&self) -> &Sign1Ranges {
        &self.ranges
    }

    /// The bytes that the signature is over: of the parts as received.
    #[must_use]
    pub fn to_be_signed(&self) -> Vec<u8> {
        to_be_signed(self.protected, self.payload)
    }

    /// Verifies the envelope under a key.
    ///
    /// # What this proves
    ///
    /// The holder of exactly this key, which the header names, signed exactly this header and this
    /// payload as an event.
    ///
    /// # What this does not prove
    ///
    /// That the key belongs to the party in `iss`, was good at the time, or was allowed the act;
    /// that the payload is a known event; when it was signed.
    ///
    /// # Errors
    ///
    /// [`VerifyError`] when the header names another key or another algorithm than the key's, or
    /// the signature does not verify.
    ///
    /// # Specification
    ///
    /// RFC 9052 §4.4; [`PublicKey::verify`] for the signatures accepted.
    pub fn verify(&self, key: &PublicKey) -> Result<(), VerifyError> {
        let (expected, found) = (key.thumbprint(), self.header.kid);
        if expected != found {
            return Err(VerifyError::OtherKey { expected, found });
        }
        // RFC 9052 §8.1: the algorithm is the key's, never the message's choice.
        let (expected, found) = (key.algorithm(), self.header.algorithm);
        if expected != found {
            return Err(VerifyError::OtherAlgorithm { expected, found });
        }
        Ok(key.verify(&self.to_be_signed(), self.signature.as_bytes())?)
    }
}

/// Writes an envelope.
///
/// The signature is not verified: it may come from another process, and whoever takes it back
/// [reads](Sign1::parse) and [verifies](Sign1::verify) what was written. That also finds an event
/// longer than a record may be.
///
/// # Examples
///
/// ```
/// use handseal::{
///     cose::{Claims, EventVersion, ProtectedHeader, Sign1, assemble, to_be_signed},
///     identity::{OsEntropy, Signer, SigningKey},
/// };
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = SigningKey::generate(&mut OsEntropy)?;
/// let header = ProtectedHeader {
///     algorithm: key.public_key().algorithm(),
///     version: EventVersion::CURRENT,
///     kid: key.public_key().thumbprint(),
///     claims: Claims { iss: "ana", sub: "item:1", iat: None },
/// };
/// let (protected, payload) = (header.to_bytes(), b"\xa0");
/// let signature = key.sign(&to_be_signed(&protected, payload))?;
/// let event = assemble(&protected, payload, &signature);
///
/// let received = Sign1::parse(&event)?;
/// received.verify(key.public_key())?;
/// assert_eq!(received.payload(), payload);
/// # Ok(())
/// # }
/// ```
///
/// # Specification
///
/// RFC 9052 §4.2.
#[must_use]
pub fn assemble(protected: &[u8], payload: &[u8], signature: &Signature) -> Vec<u8> {
    let content = protected.len().saturating_add(payload.len());
    let mut out = Encoder::with_capacity(content.saturating_add(96));
    out.tag(TAG);
    out.array(4);
    out.bytes(protected);
    out.map(0);
    out.bytes(payload);
    out.bytes(signature.as_bytes());
    out.into_bytes()
}

// F3.1
fn read_tag(input: &mut Decoder<'_>) -> Result<(), CoseError> {
    let offset = input.offset();
    match input.tag()? {
        TAG => Ok(()),
        found => Err(CoseErrorKind::OtherTag { expected: TAG, found }.at(offset)),
    }
}

fn read_length(input: &mut Decoder<'_>) -> Result<(), CoseError> {
    let offset = input.offset();
    match input.array()? {
        4 => Ok(()),
        found => Err(CoseErrorKind::Elements { expected: 4, found }.at(offset)),
    }
}

// F3.3
fn read_unprotected(input: &mut Decoder<'_>) -> Result<(), CoseError> {
    let offset = input.offset();
    match input.map()? {
        0 => Ok(()),
        found => Err(CoseErrorKind::UnprotectedNotEmpty { found }.at(offset)),
    }
}

/// The content of a byte string, and where it stands.
fn read_bytes<'a>(input: &mut Decoder<'a>) -> Result<(&'a [u8], Range<usize>), CoseError> {
    let content = input.bytes()?;
    let end = input.offset();
    Ok((content, end.saturating_sub(content.len())..end))
}
