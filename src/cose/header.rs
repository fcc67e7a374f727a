//! The protected header: everything that COSE is told about an event.

use std::fmt;

use super::error::{CoseError, CoseErrorKind};
use crate::encoding::{Decoder, Encoder};
use crate::identity::{Algorithm, Thumbprint};

// RFC 9052 §3.1, table 3, and RFC 9597 §2.
const ALG: i64 = 1;
const CONTENT_TYPE: i64 = 3;
// F3.6
const KID: i64 = 4;
const CWT_CLAIMS: i64 = 15;

// RFC 8392 §4.
// F3.8
const ISS: i64 = 1;
const SUB: i64 = 2;
const IAT: i64 = 6;

const PREFIX: &str = "application/vnd.handseal.event.v";
const SUFFIX: &str = "+cbor";

/// The version of the format that an event is written in; its content type.
///
/// A version that is not known is no error here: the event can be well signed all the same.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct EventVersion(u32);

impl EventVersion {
    /// The version that this crate writes and understands.
    pub const CURRENT: Self = Self(1);

    /// The number, from 1.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    fn parse(content_type: &str) -> Option<Self> {
        let number = content_type.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?;
        // One text for one version: no sign and no leading zero.
        let decimal = number.bytes().all(|byte| byte.is_ascii_digit());
        if !decimal || number.starts_with('0') {
            return None;
        }
        number.parse().ok().map(Self)
    }
}

impl fmt::Display for EventVersion {
    /// Writes the content type.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{PREFIX}{}{SUFFIX}", self.0)
    }
}

/// The protected header of an event.
///
/// ```cddl
/// protected = {
///   1 => -19 / -9,                     ; alg: Ed25519 or ESP256
///   3 => "application/vnd.handseal.event.v1+cbor",
///   4 => bstr .size 32,                ; kid: COSE Key Thumbprint, SHA-256
///   15 => claims
/// }
/// ```
///
/// # Specification
///
/// RFC 9052 §3.1, RFC 9597, RFC 9679 §5.6.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ProtectedHeader<'a> {
    /// The algorithm, which must be the key's.
    pub algorithm: Algorithm,
    /// The version of the format.
    pub version: EventVersion,
    /// The key.
    pub kid: Thumbprint,
    /// Who signs, about what, when.
    pub claims: Claims<'a>,
}

/// The claims in a protected header.
///
/// ```cddl
/// claims = {
///   1 => party,                        ; iss: the party that signs
///   2 => subject,                      ; sub: the subject of the first link
///   ? 6 => int                         ; iat: when it was signed, where there is a clock
/// }
/// ```
///
/// # Specification
///
/// RFC 8392 §3.1; `iat` in whole seconds since 1970.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Claims<'a> {
    /// The party that signs.
    pub iss: &'a str,
    /// The subject of the first link.
    pub sub: &'a str,
    /// When it was signed, where there is a clock.
    pub iat: Option<i64>,
}

impl<'a> ProtectedHeader<'a> {
    /// The bytes that are signed and sent.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        // As most have.
        let mut out = Encoder::with_capacity(256);
        out.map(4);
        out.int(ALG);
        out.int(self.algorithm.cose());
        out.int(CONTENT_TYPE);
        out.text(&self.version.to_string());
        out.int(KID);
        out.bytes(self.kid.as_bytes());
        out.int(CWT_CLAIMS);
        self.claims.write(&mut out);
        out.into_bytes()
    }

    // F3.2
    pub(super) fn read(input: &mut Decoder<'a>) -> Result<Self, CoseError> {
        let known = [ALG, CONTENT_TYPE, KID, CWT_CLAIMS];
        let mut labels = Labels::enter("header parameter", &known, input)?;
        labels.expect(ALG, input)?;
        let algorithm = read_algorithm(input)?;
        labels.expect(CONTENT_TYPE, input)?;
        let version = read_version(input)?;
        labels.expect(KID, input)?;
        let kid = Thumbprint(input.byte_array()?);
        labels.expect(CWT_CLAIMS, input)?;
        let claims = Claims::read(input)?;
        labels.end(input)?;
        Ok(Self { algorithm, version, kid, claims })
    }
}

impl<'a> Claims<'a> {
    fn write(&self, out: &mut Encoder) {
        out.map(if self.iat.is_some() { 3 } else { 2 });
        out.int(ISS);
        out.text(self.iss);
        out.int(SUB);
        out.text(self.sub);
        if let Some(iat) = self.iat {
            out.int(IAT);
            out.int(iat);
        }
    }

    fn read(input: &mut Decoder<'a>) -> Result<Self, CoseError> {
        let mut labels = Labels::enter("claim", &[ISS, SUB, IAT], input)?;
        labels.expect(ISS, input)?;
        let iss = input.text()?;
        labels.expect(SUB, input)?;
        let sub = input.text()?;
        let iat = if labels.left == 0 {
            None
        } else {
            labels.expect(IAT, input)?;
            Some(input.int()?)
        };
        labels.end(input)?;
        Ok(Self { iss, sub, iat })
    }
}

// F3.4
fn read_algorithm(input: &mut Decoder<'_>) -> Result<Algorithm, CoseError> {
    let offset = input.offset();
    let found = input.int()?;
    Algorithm::from_cose(found).ok_or_else(|| CoseErrorKind::UnknownAlgorithm { found }.at(offset))
}

// F3.5
fn read_version(input: &mut Decoder<'_>) -> Result<EventVersion, CoseError> {
    let offset = input.offset();
    let found = input.text()?;
    EventVersion::parse(found)
        .ok_or_else(|| CoseErrorKind::ContentType { found: found.into() }.at(offset))
}

/// The integer labels of a map, which the scan has found to be unique and in order.
struct Labels<'k> {
    map: &'static str,
    known: &'k [i64],
    left: usize,
}

impl<'k> Labels<'k> {
    fn enter(
        map: &'static str,
        known: &'k [i64],
        input: &mut Decoder<'_>,
    ) -> Result<Self, CoseError> {
        Ok(Self { map, known, left: input.map()? })
    }

    /// Reads the next label, which must be this one.
    fn expect(&mut self, label: i64, input: &mut Decoder<'_>) -> Result<(), CoseError> {
        let missing = CoseErrorKind::MissingLabel { map: self.map, label };
        let offset = input.offset();
        self.left = self.left.checked_sub(1).ok_or_else(|| missing.clone().at(offset))?;
        let found = input.int()?;
        if found == label {
            Ok(())
        } else if self.known.contains(&found) {
            Err(missing.at(offset))
        } else {
            Err(CoseErrorKind::UnknownLabel { map: self.map, label: found }.at(offset))
        }
    }

    /// Checks that no label is left.
    fn end(&self, input: &mut Decoder<'_>) -> Result<(), CoseError> {
        if self.left == 0 {
            return Ok(());
        }
        let offset = input.offset();
        let label = input.int()?;
        Err(CoseErrorKind::UnknownLabel { map: self.map, label }.at(offset))
    }
}

#[cfg(test)]
mod tests {
    use super::EventVersion;

    #[test]
    fn content_type_of_any_version_is_read_and_of_no_version_refused() {
        let read = |number: &str| {
            EventVersion::parse(&format!("application/vnd.handseal.event.v{number}+cbor"))
        };
        assert_eq!(read("1"), Some(EventVersion::CURRENT));
        assert_eq!(read("4294967295").map(EventVersion::number), Some(u32::MAX));
        for number in ["", "0", "01", "+1", "-1", " 1", "1.0", "4294967296", "१"] {
            assert_eq!(read(number), None, "{number:?}");
        }
        assert_eq!(EventVersion::parse("application/cbor"), None);
    }
}
