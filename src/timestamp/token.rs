//! A token as it was received, read and not yet believed.

use der::asn1::{Any, GeneralizedTime, OctetString};
use der::{Decode, Encode, FixedTag, Tagged};
use sha2::{Digest as _, Sha256};
use x509_cert::attr::Attribute;

use crate::encoding::{Hex, Timestamp};
use crate::timestamp::algorithm::{self, DigestAlgorithm, Verification};
use crate::timestamp::asn1::{
    Accuracy, ContentInfo, ID_CONTENT_TYPE, ID_CT_TST_INFO, ID_MESSAGE_DIGEST, ID_SIGNED_DATA,
    SignedData, SignerInfo, TstInfo,
};
use crate::timestamp::error::{SignedAttribute, TokenError, TokenPart, malformed};

/// Bytes of the longest token that is read. Those of authorities have two to ten thousand.
pub const MAX_TOKEN: usize = 65_536;

/// A time-stamp token: what an authority says of a digest, and its signature. Nothing of it is verified;
/// [`verify`](Self::verify) does that.
///
/// # Specification
///
/// RFC 3161 §2.4.2, RFC 5816, RFC 5652. DER only. The digests are SHA-256, SHA-384 and SHA-512.
#[derive(Clone, Debug)]
pub struct TimeStampToken {
    bytes: Vec<u8>,
    pub(super) statement: Statement,
    pub(super) signer: Signer,
    /// The certificates that came with it, as DER, in any order.
    pub(super) certificates: Vec<Vec<u8>>,
}

/// What a token says.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    /// As received: what the message digest is over.
    pub(super) bytes: Vec<u8>,
    pub(super) imprint: (DigestAlgorithm, Vec<u8>),
    pub(super) policy: String,
    pub(super) serial: Vec<u8>,
    pub(super) at: Timestamp,
    pub(super) accuracy: Option<u64>,
    pub(super) ordering: bool,
    pub(super) nonce: Option<Vec<u8>>,
}

/// Who signed it, and what.
#[derive(Clone, Debug)]
pub(super) struct Signer {
    pub(super) id: Any,
    pub(super) digest: DigestAlgorithm,
    pub(super) verifications: Vec<Verification>,
    pub(super) signature: Vec<u8>,
    /// What the signature is over.
    pub(super) signed: Vec<u8>,
    pub(super) message_digest: Vec<u8>,
    pub(super) attributes: Vec<Attribute>,
}

impl TimeStampToken {
    /// Reads a token.
    ///
    /// # Errors
    ///
    /// What keeps the bytes from being one token of RFC 3161: its structure, its one signer, the
    /// signed attributes, the type of its content, and an algorithm that is not accepted.
    pub fn from_der(bytes: &[u8]) -> Result<Self, TokenError> {
        // F12.1
        if bytes.len() > MAX_TOKEN {
            return Err(TokenError::TooLarge { found: bytes.len(), limit: MAX_TOKEN });
        }
        let outer = ContentInfo::from_der(bytes).map_err(malformed(TokenPart::Token))?;
        if outer.content_type != ID_SIGNED_DATA {
            return Err(TokenError::ContentType { found: outer.content_type.to_string() });
        }
        let inner = malformed(TokenPart::SignedData);
        let data: SignedData = outer.content.decode_as().map_err(&inner)?;
        // F12.2, RFC 3161 §2.4.2
        if data.content.content_type != ID_CT_TST_INFO {
            return Err(TokenError::ContentType { found: data.content.content_type.to_string() });
        }
        let content = data.content.content.as_ref().map_or(&[][..], OctetString::as_bytes);
        let statement = Statement::read(content)?;
        // F12.2, RFC 3161 §2.4.2: no signature but that of the authority.
        let [info] = data.signers.as_slice() else {
            return Err(TokenError::Signers { found: data.signers.len() });
        };
        let signer = Signer::read(info)?;
        let certificates = data.certificates.iter().flat_map(der::asn1::SetOfVec::iter);
        let certificates = certificates.map(Encode::to_der).collect::<Result<_, _>>();
        let certificates = certificates.map_err(&inner)?;
        Ok(Self { bytes: bytes.to_vec(), statement, signer, certificates })
    }

    /// The bytes that were read.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// When the token says that it was made. Not verified.
    #[must_use]
    pub const fn claimed_time(&self) -> Timestamp {
        self.statement.at
    }

    /// That the token is about this message: the digest of it is the one in the token.
    ///
    /// # Errors
    ///
    /// [`TokenError::Imprint`].
    pub fn check_message(&self, message: &[u8]) -> Result<(), TokenError> {
        let (algorithm, _) = &self.statement.imprint;
        self.check_imprint(&algorithm.digest(message))
    }

    /// That the token is about whatever has this digest, which is SHA-256, SHA-384 or SHA-512 by its length.
    ///
    /// # Errors
    ///
    /// [`TokenError::Imprint`].
    pub fn check_imprint(&self, digest: &[u8]) -> Result<(), TokenError> {
        // F12.5, RFC 3161 §2.2
        let (_, found) = &self.statement.imprint;
        if found == digest {
            return Ok(());
        }
        let text = |bytes| Hex(bytes).to_string();
        Err(TokenError::Imprint { expected: text(digest), found: text(found) })
    }

    /// SHA-256 of a message, as tokens that this library asks for carry it.
    #[must_use]
    pub fn imprint_of(message: &[u8]) -> [u8; 32] {
        Sha256::digest(message).into()
    }
}

impl Statement {
    fn read(bytes: &[u8]) -> Result<Self, TokenError> {
        let info = TstInfo::from_der(bytes).map_err(malformed(TokenPart::Statement))?;
        // F12.3
        if info.version != 1 {
            return Err(TokenError::Version { found: info.version });
        }
        let algorithm = DigestAlgorithm::read(&info.imprint.algorithm)?;
        let mut extensions = info.extensions.iter().flatten();
        if let Some(critical) = extensions.find(|extension| extension.critical) {
            return Err(TokenError::CriticalExtension { found: critical.extn_id.to_string() });
        }
        Ok(Self {
            bytes: bytes.to_vec(),
            imprint: (algorithm, info.imprint.message.into_bytes().into()),
            policy: info.policy.to_string(),
            serial: info.serial.as_bytes().to_vec(),
            at: generalized_time(&info.time)?,
            accuracy: info.accuracy.map(microseconds).transpose()?,
            ordering: info.ordering,
            nonce: info.nonce.map(|nonce| nonce.as_bytes().to_vec()),
        })
    }
}

/// RFC 3161 §2.4.2: `YYYYMMDDhhmmss[.s...]Z`, a fraction of up to nine digits. The library for ASN.1 reads no fraction.
fn generalized_time(found: &Any) -> Result<Timestamp, TokenError> {
    let text = String::from_utf8_lossy(found.value()).into_owned();
    let parts = || {
        let (date, rest) = text.split_at_checked(8)?;
        let (time, rest) = rest.split_at_checked(6)?;
        let fraction = rest.strip_suffix('Z')?;
        if !text.is_ascii() || !date.bytes().chain(time.bytes()).all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let fraction = match fraction.strip_prefix('.') {
            Some("") => return None,
            Some(digits) => format!(".{}", digits.trim_end_matches('0')),
            None if fraction.is_empty() => String::new(),
            None => return None,
        };
        let fraction = fraction.trim_end_matches('.');
        let (year, date) = date.split_at_checked(4)?;
        let (month, day) = date.split_at_checked(2)?;
        let (hour, time) = time.split_at_checked(2)?;
        let (minute, second) = time.split_at_checked(2)?;
        Timestamp::parse(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}{fraction}Z")).ok()
    };
    let at = (found.tag() == GeneralizedTime::TAG).then(parts).flatten();
    at.ok_or(TokenError::Time { found: text })
}

/// RFC 3161 §2.4.2: what is not there counts as zero.
fn microseconds(accuracy: Accuracy) -> Result<u64, TokenError> {
    let part = |found: Option<u16>| match found {
        None => Ok(0),
        Some(found @ 1..=999) => Ok(u64::from(found)),
        Some(_) => Err(TokenError::Accuracy),
    };
    let seconds = u64::from(accuracy.seconds.unwrap_or_default()).saturating_mul(1_000_000);
    let millis = part(accuracy.millis)?.saturating_mul(1_000);
    Ok(seconds.saturating_add(millis).saturating_add(part(accuracy.micros)?))
}

impl Signer {
    fn read(info: &Any) -> Result<Self, TokenError> {
        let info = SignerInfo::read(info).map_err(malformed(TokenPart::SignerInfo))?;
        let digest = DigestAlgorithm::read(&info.digest_algorithm)?;
        let verifications = algorithm::of_token(&info.signature_algorithm, digest)?;
        let mut signer = Self {
            id: info.signer,
            digest,
            verifications,
            signature: info.signature.into_bytes().into(),
            signed: info.signed,
            message_digest: Vec::new(),
            attributes: info.attributes.into_vec(),
        };
        let attribute = malformed(TokenPart::Attribute);
        // RFC 5652 §11.1
        let content_type = signer.one(ID_CONTENT_TYPE, SignedAttribute::ContentType)?;
        let content_type = content_type.decode_as().map_err(&attribute)?;
        if ID_CT_TST_INFO != content_type {
            return Err(TokenError::ContentType { found: content_type.to_string() });
        }
        // RFC 5652 §11.2
        let message_digest = signer.one(ID_MESSAGE_DIGEST, SignedAttribute::MessageDigest)?;
        let message_digest: OctetString = message_digest.decode_as().map_err(&attribute)?;
        signer.message_digest = message_digest.into_bytes().into();
        Ok(signer)
    }

    /// The one value of an attribute that must stand once.
    pub(super) fn one(
        &self,
        oid: der::asn1::ObjectIdentifier,
        attribute: SignedAttribute,
    ) -> Result<&Any, TokenError> {
        let values = self.attributes.iter().filter(|found| found.oid == oid);
        let values: Vec<_> = values.flat_map(|found| found.values.iter()).collect();
        match values.as_slice() {
            [value] => Ok(value),
            _ => Err(TokenError::Attribute { attribute, found: values.len() }),
        }
    }

    /// Whether an attribute stands at all.
    pub(super) fn has(&self, oid: der::asn1::ObjectIdentifier) -> bool {
        self.attributes.iter().any(|found| found.oid == oid)
    }
}
