//! The structures of RFC 3161, RFC 5652 and RFC 5035 that a token is made of.
//!
//! What a signature or a digest is over is kept as the bytes that were received.

use der::asn1::{Any, Int, ObjectIdentifier, OctetString, SetOfVec};
use der::{Decode, Encode, Reader, Sequence, SliceReader, Tag, TagNumber, Tagged};
use x509_cert::attr::Attribute;
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::name::GeneralNames;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::AlgorithmIdentifierOwned;

/// RFC 5652 §4: signed data.
pub(super) const ID_SIGNED_DATA: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
/// RFC 3161 §2.4.2: what a token says.
pub(super) const ID_CT_TST_INFO: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// RFC 5652 §11.1
pub(super) const ID_CONTENT_TYPE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
/// RFC 5652 §11.2
pub(super) const ID_MESSAGE_DIGEST: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
/// RFC 5035 §5.4.1: named by SHA-1.
pub(super) const ID_SIGNING_CERTIFICATE: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
/// RFC 5035 §3
pub(super) const ID_SIGNING_CERTIFICATE_V2: ObjectIdentifier =
    ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// RFC 5652 §3
#[derive(Sequence)]
pub(super) struct ContentInfo {
    pub(super) content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    pub(super) content: Any,
}

/// RFC 5652 §5.1. Neither the order of a set nor that a certificate stands in it twice is judged:
/// authorities write them as they come.
#[derive(Sequence)]
pub(super) struct SignedData {
    pub(super) version: u8,
    pub(super) digest_algorithms: SetOfVec<Any>,
    pub(super) content: EncapsulatedContent,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub(super) certificates: Option<SetOfVec<Any>>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub(super) revocation: Option<SetOfVec<Any>>,
    pub(super) signers: SetOfVec<Any>,
}

/// RFC 5652 §5.2
#[derive(Sequence)]
pub(super) struct EncapsulatedContent {
    pub(super) content_type: ObjectIdentifier,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) content: Option<OctetString>,
}

/// RFC 5652 §5.3
pub(super) struct SignerInfo {
    pub(super) signer: Any,
    pub(super) digest_algorithm: AlgorithmIdentifierOwned,
    pub(super) attributes: SetOfVec<Attribute>,
    /// What the signature is over, §5.4: the attributes as received, under the tag of a SET.
    pub(super) signed: Vec<u8>,
    pub(super) signature_algorithm: AlgorithmIdentifierOwned,
    pub(super) signature: OctetString,
}

/// The tag of `[n]` around a structure.
const fn constructed(number: TagNumber) -> Tag {
    Tag::ContextSpecific { constructed: true, number }
}

impl SignerInfo {
    pub(super) fn read(info: &Any) -> der::Result<Self> {
        info.tag().assert_eq(Tag::Sequence)?;
        let mut input = SliceReader::new(info.value())?;
        let _version: u8 = input.decode()?;
        let signer = input.decode()?;
        let digest_algorithm = input.decode()?;
        Tag::peek(&input)?.assert_eq(constructed(TagNumber(0)))?;
        let mut signed = input.tlv_bytes()?.to_vec();
        if let Some(tag) = signed.first_mut() {
            *tag = SET;
        }
        let attributes = SetOfVec::from_der(&signed)?;
        let signature_algorithm = input.decode()?;
        let signature = input.decode()?;
        if !input.is_finished() {
            // What stands here unsigned says nothing.
            Tag::peek(&input)?.assert_eq(constructed(TagNumber(1)))?;
            input.tlv_bytes()?;
        }
        input.finish()?;
        Ok(Self { signer, digest_algorithm, attributes, signed, signature_algorithm, signature })
    }
}

/// The first byte of a SET.
const SET: u8 = 0x31;

/// RFC 5652 §10.2.4
#[derive(Sequence)]
pub(super) struct IssuerAndSerialNumber {
    pub(super) issuer: Any,
    pub(super) serial: SerialNumber,
}

/// RFC 3161 §2.4.1
#[derive(Clone, Sequence)]
pub(super) struct MessageImprint {
    pub(super) algorithm: AlgorithmIdentifierOwned,
    pub(super) message: OctetString,
}

/// RFC 3161 §2.4.1
#[derive(Sequence)]
pub(super) struct TimeStampReq {
    pub(super) version: u8,
    pub(super) imprint: MessageImprint,
    #[asn1(optional = "true")]
    pub(super) policy: Option<ObjectIdentifier>,
    #[asn1(optional = "true")]
    pub(super) nonce: Option<Int>,
    #[asn1(default = "Default::default")]
    pub(super) certificates: bool,
}

/// RFC 3161 §2.4.2
#[derive(Sequence)]
pub(super) struct TimeStampResp {
    pub(super) status: PkiStatusInfo,
    #[asn1(optional = "true")]
    pub(super) token: Option<Any>,
}

/// RFC 3161 §2.4.2. What it says in words is not read.
#[derive(Sequence)]
pub(super) struct PkiStatusInfo {
    pub(super) status: u32,
    #[asn1(optional = "true")]
    pub(super) words: Option<Vec<Any>>,
    #[asn1(optional = "true")]
    pub(super) failure: Option<der::asn1::BitString>,
}

/// RFC 3161 §2.4.2. The name in `authority` is a hint, and not judged: the certificate says who it is.
#[derive(Sequence)]
pub(super) struct TstInfo {
    pub(super) version: u8,
    pub(super) policy: ObjectIdentifier,
    pub(super) imprint: MessageImprint,
    pub(super) serial: Int,
    pub(super) time: Any,
    #[asn1(optional = "true")]
    pub(super) accuracy: Option<Accuracy>,
    #[asn1(default = "Default::default")]
    pub(super) ordering: bool,
    #[asn1(optional = "true")]
    pub(super) nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    pub(super) authority: Option<Any>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", constructed = "true", optional = "true")]
    pub(super) extensions: Option<Extensions>,
}

/// RFC 3161 §2.4.2
#[derive(Clone, Copy, Sequence)]
pub(super) struct Accuracy {
    #[asn1(optional = "true")]
    pub(super) seconds: Option<u32>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub(super) millis: Option<u16>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub(super) micros: Option<u16>,
}

/// RFC 5035 §5.4.1: what follows the certificates is a policy, and not asked.
#[derive(Sequence)]
pub(super) struct SigningCertificate {
    pub(super) certificates: Vec<EssCertId>,
    #[asn1(optional = "true")]
    pub(super) policies: Option<Vec<Any>>,
}

/// RFC 5035 §5.4.1
#[derive(Sequence)]
pub(super) struct EssCertId {
    pub(super) hash: OctetString,
    #[asn1(optional = "true")]
    pub(super) issuer: Option<IssuerSerial>,
}

/// RFC 5035 §3
#[derive(Sequence)]
pub(super) struct SigningCertificateV2 {
    pub(super) certificates: Vec<EssCertIdV2>,
    #[asn1(optional = "true")]
    pub(super) policies: Option<Vec<Any>>,
}

/// RFC 5035 §4. The algorithm is SHA-256 where none is written.
#[derive(Sequence)]
pub(super) struct EssCertIdV2 {
    #[asn1(optional = "true")]
    pub(super) algorithm: Option<AlgorithmIdentifierOwned>,
    pub(super) hash: OctetString,
    #[asn1(optional = "true")]
    pub(super) issuer: Option<IssuerSerial>,
}

/// RFC 5035 §5.4.1
#[derive(Sequence)]
pub(super) struct IssuerSerial {
    pub(super) issuer: GeneralNames,
    pub(super) serial: SerialNumber,
}

/// RFC 8017 §A.1.1
#[derive(Sequence)]
pub(super) struct RsaPublicKey {
    pub(super) modulus: der::asn1::Uint,
    pub(super) exponent: der::asn1::Uint,
}

/// The DER of a value that is made here: only its length could be too large.
pub(super) fn encoded(value: &impl Encode) -> Vec<u8> {
    value.to_der().unwrap_or_default()
}
