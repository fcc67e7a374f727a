//! The certificate of an authority: which it is, what it is for, and its path to an anchor.

use std::time::Duration;

use der::asn1::ObjectIdentifier;
use der::{Any, Decode, Encode, Tag, TagNumber, Tagged};
use pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage as Purpose};
use x509_cert::Certificate;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier};

use crate::encoding::Timestamp;
use crate::timestamp::algorithm::{self, DigestAlgorithm, RSA_ENCRYPTION};
use crate::timestamp::asn1::{
    ID_SIGNING_CERTIFICATE, ID_SIGNING_CERTIFICATE_V2, IssuerAndSerialNumber, IssuerSerial,
    RsaPublicKey, SigningCertificate, SigningCertificateV2,
};
use crate::timestamp::error::{
    PathFault, SignedAttribute, TokenError, TokenPart, UsageFault, malformed,
};
use crate::timestamp::token::{Signer, TimeStampToken};

/// RFC 3161 §2.3: id-kp-timeStamping.
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
/// The same, as the bytes of its encoding. An issuer that names usages at all must name this one.
const TIME_STAMPING_BYTES: [u8; 8] = [0x2b, 6, 1, 5, 5, 7, 3, 8];

/// The certificate that a token was signed with, as far as the token itself tells.
pub(super) struct SignerCertificate<'t> {
    pub(super) bytes: &'t [u8],
    pub(super) certificate: Certificate,
}

/// What a certificate is named by in the signed attributes.
struct Named {
    hash: Vec<u8>,
    by: NamedBy,
    issuer: Option<IssuerSerial>,
}

enum NamedBy {
    Sha1,
    Sha2(DigestAlgorithm),
}

impl Named {
    fn is(&self, bytes: &[u8]) -> bool {
        use sha1::Digest as _;
        let digest = match self.by {
            NamedBy::Sha1 => sha1::Sha1::digest(bytes).to_vec(),
            NamedBy::Sha2(algorithm) => algorithm.digest(bytes),
        };
        digest == self.hash
    }

    /// RFC 5035 §5.4.1: the issuer and serial number, where they are told.
    fn fits(&self, certificate: &Certificate) -> bool {
        let Some(told) = &self.issuer else { return true };
        let tbs = certificate.tbs_certificate();
        let is_issuer = |name: &GeneralName| matches!(name, GeneralName::DirectoryName(name) if name == tbs.issuer());
        told.serial == *tbs.serial_number() && told.issuer.iter().any(is_issuer)
    }
}

impl Signer {
    /// F12.6, RFC 5816: the certificate that the signed attributes name first. The attribute of RFC 2634 names it
    /// by SHA-1, and authorities still write it. It only picks one of the certificates whose key verifies the
    /// signature, so to find another with that SHA-1 helps nobody without that key. Where both are there, both hold.
    fn named(&self) -> Result<Vec<Named>, TokenError> {
        let attribute = malformed(TokenPart::Attribute);
        let mut all = Vec::new();
        let first = SignedAttribute::SigningCertificate;
        let has_v1 = self.has(ID_SIGNING_CERTIFICATE);
        if !has_v1 || self.has(ID_SIGNING_CERTIFICATE_V2) {
            let value = self.one(ID_SIGNING_CERTIFICATE_V2, first)?;
            let read: SigningCertificateV2 = value.decode_as().map_err(&attribute)?;
            let named = read.certificates.into_iter().next();
            let named = named.ok_or(TokenError::SigningCertificate)?;
            let by = match &named.algorithm {
                None => DigestAlgorithm::Sha256,
                Some(algorithm) => DigestAlgorithm::read(algorithm)?,
            };
            let hash = named.hash.as_bytes().to_vec();
            all.push(Named { hash, by: NamedBy::Sha2(by), issuer: named.issuer });
        }
        if has_v1 {
            let value = self.one(ID_SIGNING_CERTIFICATE, first)?;
            let read: SigningCertificate = value.decode_as().map_err(&attribute)?;
            let named = read.certificates.into_iter().next();
            let named = named.ok_or(TokenError::SigningCertificate)?;
            let hash = named.hash.as_bytes().to_vec();
            all.push(Named { hash, by: NamedBy::Sha1, issuer: named.issuer });
        }
        Ok(all)
    }
}

impl TimeStampToken {
    /// The certificate that the signed attributes and the signer's name both mean. Of a set into which others were
    /// injected, no other is taken.
    pub(super) fn signer_certificate(&self) -> Result<SignerCertificate<'_>, TokenError> {
        let named = self.signer.named()?;
        let bytes = self.certificates.iter().find(|bytes| named.iter().all(|one| one.is(bytes)));
        let Some(bytes) = bytes else {
            let of_signer = |bytes: &&Vec<u8>| {
                Certificate::from_der(bytes).is_ok_and(|one| is_signer(&self.signer.id, &one))
            };
            return Err(match self.certificates.iter().find(of_signer) {
                Some(_) => TokenError::SigningCertificate,
                None => TokenError::CertificateAbsent,
            });
        };
        let certificate =
            Certificate::from_der(bytes).map_err(malformed(TokenPart::Certificate))?;
        let fits = named.iter().all(|one| one.fits(&certificate));
        if !fits || !is_signer(&self.signer.id, &certificate) {
            return Err(TokenError::SigningCertificate);
        }
        Ok(SignerCertificate { bytes, certificate })
    }
}

/// RFC 5652 §5.3: whether a signer's name means this certificate.
fn is_signer(id: &Any, certificate: &Certificate) -> bool {
    let tbs = certificate.tbs_certificate();
    let key_identifier = Tag::ContextSpecific { constructed: false, number: TagNumber(0) };
    if id.tag() == key_identifier {
        let own = tbs.get_extension::<SubjectKeyIdentifier>().ok().flatten();
        return own.is_some_and(|(_, own)| own.0.as_bytes() == id.value());
    }
    let Ok(named) = id.decode_as::<IssuerAndSerialNumber>() else { return false };
    let issuer = (tbs.issuer().to_der().ok(), named.issuer.to_der().ok());
    named.serial == *tbs.serial_number() && issuer.0.is_some() && issuer.0 == issuer.1
}

/// F12.8, RFC 3161 §2.3: a key that signs time-stamps and nothing else.
pub(super) fn check_usage(certificate: &Certificate) -> Result<(), TokenError> {
    let fault = |fault| Err(TokenError::CertificateUsage { fault });
    let read = malformed(TokenPart::Certificate);
    let tbs = certificate.tbs_certificate();
    if let Some((_, constraints)) = tbs.get_extension::<BasicConstraints>().map_err(&read)?
        && constraints.ca
    {
        return fault(UsageFault::CertificateAuthority);
    }
    let Some((critical, purposes)) = tbs.get_extension::<ExtendedKeyUsage>().map_err(&read)? else {
        return fault(UsageFault::NotTimeStamping);
    };
    if !purposes.0.contains(&TIME_STAMPING) {
        return fault(UsageFault::NotTimeStamping);
    }
    if purposes.0.len() != 1 {
        return fault(UsageFault::NotSole);
    }
    if !critical {
        return fault(UsageFault::NotCritical);
    }
    // RFC 5280 §4.2.1.3
    if let Some((_, usage)) = tbs.get_extension::<KeyUsage>().map_err(&read)?
        && !usage.digital_signature()
        && !usage.non_repudiation()
    {
        return fault(UsageFault::KeyUsage);
    }
    Ok(())
}

/// F12.4: an RSA key of 2048 to 8192 bits, or no RSA key.
pub(super) fn has_accepted_length(certificate: &Certificate) -> bool {
    let key = certificate.tbs_certificate().subject_public_key_info();
    if key.algorithm.oid != RSA_ENCRYPTION {
        return true;
    }
    let bytes = key.subject_public_key.as_bytes();
    let read = bytes.and_then(|bytes| RsaPublicKey::from_der(bytes).ok());
    read.is_some_and(|key| (256..=1024).contains(&key.modulus.as_bytes().len()))
}

/// A path that holds.
pub(super) struct Path {
    /// Which of the anchors it leads to.
    pub(super) anchor: usize,
    /// Until when all its certificates are good.
    pub(super) until: Timestamp,
}

/// F12.9, RFC 5280 §6: a path from the signer's certificate to one of the anchors, all of it good at the time of the token,
/// whatever the time is now. `webpki` builds and judges it; it does not ask whether the key of an issuer may sign
/// certificates, so that is asked here.
pub(super) fn path(
    signer: &SignerCertificate<'_>,
    others: &[Vec<u8>],
    anchors: &[TrustAnchor<'_>],
    at: Timestamp,
) -> Result<Path, TokenError> {
    let seconds = u64::try_from(at.unix_seconds()).unwrap_or_default();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let leaf = CertificateDer::from(signer.bytes);
    let leaf = EndEntityCert::try_from(&leaf).map_err(|error| fault(&error, at, anchors.len()))?;
    let others: Vec<_> =
        others.iter().map(|bytes| CertificateDer::from(bytes.as_slice())).collect();
    let verified = leaf
        .verify_for_usage(
            &algorithm::of_certificates(),
            anchors,
            &others,
            time,
            Purpose::required_if_present(&TIME_STAMPING_BYTES),
            None,
            Some(&|path| path.intermediate_certificates().try_for_each(may_issue)),
        )
        .map_err(|error| fault(&error, at, anchors.len()))?;
    let found = verified.anchor();
    let anchor = anchors.iter().position(|anchor| std::ptr::eq(anchor, found));
    let mut until = not_after(&signer.certificate)?;
    for issuer in verified.intermediate_certificates() {
        let issuer = Certificate::from_der(&issuer.der());
        let ends = not_after(&issuer.map_err(malformed(TokenPart::Certificate))?)?;
        if until.is_after(&ends) {
            until = ends;
        }
    }
    Ok(Path { anchor: anchor.unwrap_or_default(), until })
}

/// RFC 5280 §6.1.4 (n)
fn may_issue(issuer: &webpki::Cert<'_>) -> Result<(), webpki::Error> {
    let read = Certificate::from_der(&issuer.der()).map_err(|_| webpki::Error::BadDer)?;
    let usage = read.tbs_certificate().get_extension::<KeyUsage>();
    match usage.map_err(|_| webpki::Error::BadDer)? {
        Some((_, usage)) if !usage.key_cert_sign() => Err(webpki::Error::EndEntityUsedAsCa),
        _ => Ok(()),
    }
}

fn not_after(certificate: &Certificate) -> Result<Timestamp, TokenError> {
    instant(certificate.tbs_certificate().validity().not_after.to_unix_duration())
}

fn instant(since: Duration) -> Result<Timestamp, TokenError> {
    let fault = TokenError::Path { fault: PathFault::Malformed };
    let seconds = i64::try_from(since.as_secs()).map_err(|_| fault.clone())?;
    Timestamp::from_unix(seconds, 0, 0).map_err(|_| fault)
}

/// What `webpki` says, in our words. It gives the error of the path that came furthest.
#[allow(
    clippy::wildcard_enum_match_arm,
    reason = "of a list that is not ours: whatever else it says of a certificate, it could not be read"
)]
fn fault(error: &webpki::Error, at: Timestamp, given: usize) -> TokenError {
    let seconds = |time: &UnixTime| instant(Duration::from_secs(time.as_secs()));
    let path = |fault| TokenError::Path { fault };
    match error {
        webpki::Error::UnknownIssuer => TokenError::NotAnchored { given },
        webpki::Error::CertExpired { not_after, .. } => match seconds(not_after) {
            Ok(not_after) => TokenError::Expired { at, not_after },
            Err(error) => error,
        },
        webpki::Error::CertNotValidYet { not_before, .. } => match seconds(not_before) {
            Ok(not_before) => TokenError::NotYetValid { at, not_before },
            Err(error) => error,
        },
        webpki::Error::CaUsedAsEndEntity => {
            TokenError::CertificateUsage { fault: UsageFault::CertificateAuthority }
        }
        webpki::Error::InvalidSignatureForPublicKey | webpki::Error::SignatureAlgorithmMismatch => {
            path(PathFault::Signature)
        }
        webpki::Error::UnsupportedSignatureAlgorithmContext(_)
        | webpki::Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
            path(PathFault::Algorithm)
        }
        webpki::Error::EndEntityUsedAsCa | webpki::Error::RequiredEkuNotFoundContext(_) => {
            path(PathFault::Issuer)
        }
        webpki::Error::NameConstraintViolation
        | webpki::Error::UnsupportedNameType
        | webpki::Error::PathLenConstraintViolated => path(PathFault::Constraint),
        webpki::Error::UnsupportedCriticalExtension => path(PathFault::CriticalExtension),
        webpki::Error::MaximumNameConstraintComparisonsExceeded
        | webpki::Error::MaximumPathBuildCallsExceeded
        | webpki::Error::MaximumPathDepthExceeded
        | webpki::Error::MaximumSignatureChecksExceeded => path(PathFault::Limits),
        _ => path(PathFault::Malformed),
    }
}
