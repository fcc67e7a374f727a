//! The parts that several kinds of event share.

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, MapReader, Wire, codes, record, write_field,
};
use crate::event::content::Content;
use crate::event::disclosure::Disclosable;
use crate::identity::{Algorithm, ItemId, KeyBytes, KeyError, PartyId, PublicKey, Thumbprint};

record! {
    /// A purpose, reason or ground: a code in clear, words that can be withheld, or both.
    ///
    /// ```cddl
    /// why = { "code": tstr, ? "words": commitment } / { "words": commitment }
    /// ```
    pub struct Why {
        /// A code that both sides know.
        "code" => pub code: Option<String>,
        /// In words.
        "words" => pub words: Option<Disclosable<String>>,
    }
    needs Why::says_something
}

/// One of two fields must be there, or one element of a list.
pub(super) const NOTHING_SAID: DecodeErrorKind = DecodeErrorKind::TooFew { expected: 1, found: 0 };

impl Why {
    /// In words only.
    #[must_use]
    pub const fn words(words: Disclosable<String>) -> Self {
        Self { code: None, words: Some(words) }
    }

    /// By a code only.
    #[must_use]
    pub fn code(code: &str) -> Self {
        Self { code: Some(code.to_owned()), words: None }
    }

    /// Format F6.7.
    const fn says_something(&self) -> Result<(), DecodeErrorKind> {
        if self.code.is_some() || self.words.is_some() { Ok(()) } else { Err(NOTHING_SAID) }
    }
}

record! {
    /// The tool that did something.
    ///
    /// ```cddl
    /// tool = { "name": commitment, ? "serial": commitment, "version": commitment }
    /// ```
    pub struct Tool {
        /// What it is called.
        "name" => pub name: Disclosable<String>,
        /// The serial number of a device.
        "serial" => pub serial: Option<Disclosable<String>>,
        /// Which version ran.
        "version" => pub version: Disclosable<String>,
    }
}

codes! {
    /// Whether a device was on when it was taken.
    pub enum Power {
        /// It was off.
        Off => "off",
        /// It was on.
        On => "on",
    }
}

record! {
    /// A device, as its label says.
    ///
    /// ```cddl
    /// device = { ? "make": commitment, ? "model": commitment, ? "power": power, ? "serial": commitment }
    /// power = "off" / "on"
    /// ```
    ///
    /// ISO/IEC 27037 §5.4 asks for what identifies a device, and whether it was on.
    pub struct Device {
        /// Who made it.
        "make" => pub make: Option<Disclosable<String>>,
        /// Which model it is.
        "model" => pub model: Option<Disclosable<String>>,
        /// Whether it was on when it was taken.
        "power" => pub power: Option<Power>,
        /// Its serial number.
        "serial" => pub serial: Option<Disclosable<String>>,
    }
    needs Device::says_something
}

impl Device {
    /// Format F6.14.
    const fn says_something(&self) -> Result<(), DecodeErrorKind> {
        let Self { make, model, power, serial } = self;
        if make.is_none() && model.is_none() && power.is_none() && serial.is_none() {
            return Err(NOTHING_SAID);
        }
        Ok(())
    }
}

/// A list that may be left out names at least one when it is there. Format F6.14.
pub(super) const fn names_some<T>(list: Option<&Vec<T>>) -> Result<(), DecodeErrorKind> {
    match list {
        Some(list) if list.is_empty() => Err(NOTHING_SAID),
        Some(_) | None => Ok(()),
    }
}

record! {
    /// What was looked at when an item was checked, received or refused.
    ///
    /// ```cddl
    /// checked = { "id": item, ? "seal": commitment, ? "content": content, ? "unchecked": why, ? "appearance": commitment }
    /// ```
    pub struct Checked {
        /// The item.
        "id" => pub id: ItemId,
        /// The number of the seal that was seen.
        "seal" => pub seal: Option<Disclosable<String>>,
        /// The content as measured again.
        "content" => pub content: Option<Content>,
        /// Why nothing was checked.
        "unchecked" => pub unchecked: Option<Why>,
        /// What it looked like.
        "appearance" => pub appearance: Option<Disclosable<String>>,
    }
}

/// A key as an event registers it: the COSE algorithm that it signs with, and no other, and its bytes.
///
/// ```cddl
/// key = { "alg": -19, "key": bstr .size 32 }   ; an Ed25519 public key, RFC 8032
///     / { "alg": -9, "key": bstr .size 64 }    ; a point of P-256: x and y, big endian
/// ```
/// F6.6
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum KeyRecord {
    /// An Ed25519 key, acceptable or not.
    Ed25519([u8; 32]),
    /// An ESP256 key, acceptable or not.
    Esp256([u8; 64]),
}

impl KeyRecord {
    /// The record of a public key.
    #[must_use]
    pub fn of(key: &PublicKey) -> Self {
        match key.bytes() {
            KeyBytes::Ed25519(key) => Self::Ed25519(*key),
            KeyBytes::Esp256(key) => Self::Esp256(*key),
        }
    }

    /// The algorithm that the key is for.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Ed25519(_) => Algorithm::Ed25519,
            Self::Esp256(_) => Algorithm::Esp256,
        }
    }

    /// The bytes of the key.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Ed25519(key) => key,
            Self::Esp256(key) => key,
        }
    }

    /// The name of the key, acceptable or not. F3.7
    pub(crate) fn thumbprint(&self) -> Thumbprint {
        match self {
            Self::Ed25519(key) => Thumbprint::of_ed25519(key),
            Self::Esp256(key) => Thumbprint::of_esp256(key),
        }
    }

    /// The key, if it may be registered.
    pub(crate) fn public_key(&self) -> Result<PublicKey, KeyError> {
        PublicKey::from_bytes(self.algorithm(), self.as_bytes())
    }

    /// A key that signs heads is an Ed25519 key. F8.12
    pub(crate) const fn check_signs_heads(&self) -> Result<(), DecodeErrorKind> {
        let (expected, found) = (Algorithm::Ed25519.cose(), self.algorithm().cose());
        if expected == found {
            Ok(())
        } else {
            Err(DecodeErrorKind::UnexpectedInteger { expected, found })
        }
    }
}

impl Wire for KeyRecord {
    fn write(&self, out: &mut Encoder) {
        out.map(2);
        write_field(out, "alg", &self.algorithm());
        match self {
            Self::Ed25519(key) => write_field(out, "key", key),
            Self::Esp256(key) => write_field(out, "key", key),
        }
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let mut map = MapReader::new(input)?;
        let record = match map.field("alg")? {
            Algorithm::Ed25519 => Self::Ed25519(map.field("key")?),
            Algorithm::Esp256 => Self::Esp256(map.field("key")?),
        };
        map.end()?;
        Ok(record)
    }
}

codes! {
    /// What a party is.
    pub enum PartyKind {
        /// A device that signs for itself, such as an acquisition station.
        Device => "device",
        /// A person.
        Person => "person",
        /// A unit of an organisation: it can hold items, and persons sign for it.
        Unit => "unit",
    }
}

codes! {
    /// How an item was made from others.
    pub enum DerivationKind {
        /// A part taken out, such as one file of an image.
        Extract => "extract",
        /// A bit-for-bit copy of a medium.
        Image => "image",
        /// None of the others; the method says more.
        Other => "other",
        /// A copy with something blacked out.
        Redacted => "redacted",
        /// A translation.
        Translation => "translation",
        /// A copy to work on.
        WorkingCopy => "working_copy",
    }
}

codes! {
    /// Why a key is no longer to be used.
    pub enum RevocationReason {
        /// Somebody else has it, or may.
        Compromised => "compromised",
        /// Its holder left the organisation.
        Left => "left",
        /// Nobody has it any more.
        Lost => "lost",
        /// Its time was over.
        Retired => "retired",
        /// Another key took its place.
        Superseded => "superseded",
    }
}

codes! {
    /// How a seal was found when it was opened.
    pub enum SealState {
        /// Broken before it was opened.
        Broken => "broken",
        /// Whole.
        Intact => "intact",
    }
}

record! {
    /// To whom something was disclosed.
    ///
    /// ```cddl
    /// recipient = { "party": party, ? "described": commitment } / { "described": commitment }
    /// ```
    pub struct Recipient {
        /// A party with an id.
        "party" => pub party: Option<PartyId>,
        /// Someone without keys, in words.
        "described" => pub described: Option<Disclosable<String>>,
    }
    needs Recipient::names_someone
}

impl Recipient {
    /// Format F6.7.
    const fn names_someone(&self) -> Result<(), DecodeErrorKind> {
        if self.party.is_some() || self.described.is_some() { Ok(()) } else { Err(NOTHING_SAID) }
    }
}
