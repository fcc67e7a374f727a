//! Which authorities are believed, and what a token of theirs attests.

use std::fmt;

use der::Decode;
use pki_types::pem::PemObject as _;
use pki_types::{CertificateDer, TrustAnchor};
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;

use crate::encoding::{Hex, Persist, StateWriter, Timestamp};
use crate::timestamp::certificate::{SignerCertificate, check_usage, has_accepted_length, path};
use crate::timestamp::error::{AnchorError, TokenError};
use crate::timestamp::token::TimeStampToken;

/// The time-stamping authorities that are believed: by the certificates that theirs must lead to, and, if wanted, by the
/// policies that they must have followed. An argument of every verification; none are built in.
///
/// # Examples
///
/// ```
/// use handseal::timestamp::{AnchorError, Authorities};
///
/// assert_eq!(Authorities::none().anchors_pem(b"nothing").unwrap_err(), AnchorError::Absent);
/// ```
#[derive(Clone, Default)]
pub struct Authorities {
    anchors: Vec<Anchor>,
    policies: Vec<String>,
}

#[derive(Clone)]
struct Anchor {
    trusted: TrustAnchor<'static>,
    id: AnchorId,
}

/// An anchor as the report names it.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct AnchorId {
    /// The name in its certificate (RFC 4514).
    pub name: String,
    /// SHA-256 of its certificate, in hexadecimal.
    pub sha256: String,
}

impl fmt::Debug for Authorities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let anchors: Vec<_> = self.anchors.iter().map(|anchor| &anchor.id).collect();
        f.debug_struct("Authorities")
            .field("anchors", &anchors)
            .field("policies", &self.policies)
            .finish()
    }
}

impl Authorities {
    /// None: no token is believed.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Believes what leads to this certificate, in DER. Whether it has ended is not asked of an anchor: who gives it believes it.
    ///
    /// # Errors
    ///
    /// [`AnchorError::Malformed`].
    pub fn anchor_der(mut self, certificate: &[u8]) -> Result<Self, AnchorError> {
        let malformed = || AnchorError::Malformed { number: 1 };
        let der = CertificateDer::from(certificate);
        let trusted = webpki::anchor_from_trusted_cert(&der).map_err(|_| malformed())?.to_owned();
        let read = Certificate::from_der(certificate).map_err(|_| malformed())?;
        let id = AnchorId {
            name: read.tbs_certificate().subject().to_string(),
            sha256: Hex(&Sha256::digest(certificate)).to_string(),
        };
        self.anchors.push(Anchor { trusted, id });
        Ok(self)
    }

    /// Believes what leads to one of these certificates, in PEM (RFC 7468), one behind the other.
    ///
    /// # Errors
    ///
    /// [`AnchorError`]; what is between them and other sections are passed over.
    pub fn anchors_pem(mut self, text: &[u8]) -> Result<Self, AnchorError> {
        let mut found: usize = 0;
        for certificate in CertificateDer::pem_slice_iter(text) {
            found = found.saturating_add(1);
            let malformed = |_| AnchorError::Malformed { number: found };
            let certificate = certificate.map_err(|_| AnchorError::Malformed { number: found })?;
            self = self.anchor_der(&certificate).map_err(malformed)?;
        }
        if found == 0 { Err(AnchorError::Absent) } else { Ok(self) }
    }

    /// Accepts tokens under this policy, an object identifier such as `1.2.3.4`. Without any, a token under any policy is
    /// accepted, and the report says which it is.
    #[must_use]
    pub fn policy(mut self, policy: &str) -> Self {
        self.policies.push(policy.to_owned());
        self
    }

    /// Writes which are given, so that two can be told apart.
    pub(crate) fn persist(&self, out: &mut StateWriter) {
        let Self { anchors, policies } = self;
        let anchors: Vec<_> = anchors.iter().map(|anchor| anchor.id.sha256.clone()).collect();
        anchors.persist(out);
        policies.persist(out);
    }

    /// Whether no anchor is given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.anchors.is_empty()
    }
}

/// A time that an authority attests: whatever the token is about was there, not later than this.
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
#[non_exhaustive]
pub struct AttestedTime {
    /// The time of the token.
    pub at: Timestamp,
    /// By how many microseconds the time can be off. `None`: the authority does not say so in the token.
    pub accuracy: Option<u64>,
    /// Whether tokens of this authority can always be ordered by their times.
    pub ordering: bool,
    /// The policy that it followed, an object identifier.
    pub policy: String,
    /// Its serial number, in hexadecimal.
    pub serial: String,
    /// The name in the authority's certificate (RFC 4514).
    pub authority: String,
    /// The anchor that the certificate leads to.
    pub anchor: AnchorId,
    /// Until when all certificates below the anchor are good. Behind it, nobody answers for the key any more: see
    /// [`TimeStampToken::verify`].
    pub until: Timestamp,
}

impl AttestedTime {
    /// The latest instant at which it can have been made: its time and its accuracy, rounded up to whole seconds beyond.
    #[must_use]
    pub fn latest(&self) -> Timestamp {
        let micros = self.accuracy.unwrap_or_default();
        let nanos = u64::from(self.at.nanosecond()).saturating_add(
            micros.checked_rem(1_000_000).unwrap_or_default().saturating_mul(1_000),
        );
        let whole = micros.checked_div(1_000_000).unwrap_or_default();
        let carried = nanos.checked_div(1_000_000_000).unwrap_or_default();
        let seconds = i64::try_from(whole.saturating_add(carried)).unwrap_or(i64::MAX);
        let nanos = nanos.checked_rem(1_000_000_000).unwrap_or_default();
        let nanos = u32::try_from(nanos).unwrap_or_default();
        let seconds = self.at.unix_seconds().saturating_add(seconds);
        Timestamp::from_unix(seconds, nanos, self.at.offset_minutes()).unwrap_or(self.at)
    }
}

impl TimeStampToken {
    /// Verifies everything: that the token is about this message, that its signature holds, that its certificate is
    /// that of a time-stamping authority and leads to one of the anchors, all of it good *at the time of the token*, and that
    /// the policy is accepted. `now` only refuses a time that has not come yet.
    ///
    /// # What this proves
    ///
    /// An authority that the caller believes stated that it was shown the digest of the message, not later than
    /// [`AttestedTime::latest`].
    ///
    /// # What this does not prove
    ///
    /// That the key was not revoked: revocation lists are not asked for. That nobody used it behind [`AttestedTime::until`], when the
    /// authority answers for it no more: a token that was made over this one before that shows it.
    ///
    /// # Errors
    ///
    /// [`TokenError`]: the first check that fails, in the order above.
    ///
    /// # Specification
    ///
    /// RFC 3161 §2.2, §2.3, §2.4.2; RFC 5816; RFC 5652 §5.4 to §5.6; RFC 5280 §6.
    pub fn verify(
        &self,
        message: &[u8],
        authorities: &Authorities,
        now: Timestamp,
    ) -> Result<AttestedTime, TokenError> {
        self.check_message(message)?;
        self.verify_signed(authorities, now)
    }

    /// As [`verify`](Self::verify), for whatever has this digest.
    ///
    /// # Errors
    ///
    /// As there.
    pub fn verify_imprint(
        &self,
        digest: &[u8],
        authorities: &Authorities,
        now: Timestamp,
    ) -> Result<AttestedTime, TokenError> {
        self.check_imprint(digest)?;
        self.verify_signed(authorities, now)
    }

    fn verify_signed(
        &self,
        authorities: &Authorities,
        now: Timestamp,
    ) -> Result<AttestedTime, TokenError> {
        self.check_signed()?;
        let signer = self.signer_certificate()?;
        let at = self.statement.at;
        let anchors: Vec<_> =
            authorities.anchors.iter().map(|anchor| anchor.trusted.clone()).collect();
        let path = path(&signer, &self.certificates, &anchors, at)?;
        let given = anchors.len();
        let anchor = authorities.anchors.get(path.anchor);
        let anchor = anchor.ok_or(TokenError::NotAnchored { given })?.id.clone();
        let accepted = &authorities.policies;
        if !accepted.is_empty() && !accepted.contains(&self.statement.policy) {
            return Err(TokenError::Policy { found: self.statement.policy.clone() });
        }
        if at.is_after(&now) {
            return Err(TokenError::Future { at, now });
        }
        Ok(AttestedTime {
            at,
            accuracy: self.statement.accuracy,
            ordering: self.statement.ordering,
            policy: self.statement.policy.clone(),
            serial: Hex(&self.statement.serial).to_string(),
            authority: signer.certificate.tbs_certificate().subject().to_string(),
            anchor,
            until: path.until,
        })
    }

    /// What can be told without any anchor: that the signature holds, and that the certificate it came with is one for
    /// time-stamping. It says nothing of who holds that certificate.
    ///
    /// # Errors
    ///
    /// As [`verify`](Self::verify).
    pub fn check_signed(&self) -> Result<(), TokenError> {
        let signer = self.signer_certificate()?;
        self.check_signature(&signer)?;
        check_usage(&signer.certificate)
    }

    /// F12.7, RFC 5652 §5.4, §5.6: the signature is over the attributes as received, and they have the digest of the content.
    fn check_signature(&self, own: &SignerCertificate<'_>) -> Result<(), TokenError> {
        let signer = &self.signer;
        if signer.digest.digest(&self.statement.bytes) != signer.message_digest {
            return Err(TokenError::MessageDigest);
        }
        if !has_accepted_length(&own.certificate) {
            return Err(TokenError::Key);
        }
        let certificate = CertificateDer::from(own.bytes);
        let certificate =
            webpki::EndEntityCert::try_from(&certificate).map_err(|_| TokenError::Signature)?;
        let mut refused = TokenError::Key;
        for verification in &signer.verifications {
            let (signed, signature) = (&signer.signed, &signer.signature);
            match certificate.verify_signature(*verification, signed, signature) {
                Ok(()) => return Ok(()),
                // Of the kinds of key that the algorithm is for, this is another.
                Err(webpki::Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_)) => {}
                Err(_) => refused = TokenError::Signature,
            }
        }
        Err(refused)
    }
}
