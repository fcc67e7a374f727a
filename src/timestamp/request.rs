//! What an authority is asked, and what it answers.

use der::asn1::{Int, ObjectIdentifier};
use der::{Decode, Encode};

use crate::identity::{Entropy, EntropyError};
use crate::ledger::Checkpoint;
use crate::timestamp::algorithm::DigestAlgorithm;
use crate::timestamp::asn1::{MessageImprint, TimeStampReq, TimeStampResp, encoded};
use crate::timestamp::error::{ReplyError, TokenError, TokenPart, malformed};
use crate::timestamp::token::{MAX_TOKEN, TimeStampToken};

/// What a request to an authority is: the SHA-256 of a message, and a nonce that the reply must repeat.
///
/// Keep the request until the reply has come: the nonce shows that the reply is to this request, and no older one.
///
/// # Specification
///
/// RFC 3161 §2.4.1. The certificate of the authority is always asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TimeStampRequest {
    imprint: [u8; 32],
    nonce: [u8; NONCE],
    policy: Option<String>,
}

/// Bytes of a nonce: RFC 3161 §2.4.1 asks for 64 bits.
const NONCE: usize = 16;

impl TimeStampRequest {
    /// A request for the time of a ledger's head: of its text, which is what the ledger's key signs.
    ///
    /// # Errors
    ///
    /// [`EntropyError`] when there is no randomness for the nonce.
    pub fn for_head(head: &Checkpoint, entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
        Self::for_message(head.to_string().as_bytes(), entropy)
    }

    /// A request for the time of any message.
    ///
    /// # Errors
    ///
    /// As [`for_head`](Self::for_head).
    pub fn for_message(message: &[u8], entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
        let mut nonce = [0; NONCE];
        entropy.fill(&mut nonce)?;
        // A positive number of always the same length.
        if let Some(first) = nonce.first_mut() {
            *first = *first & 0x3f | 0x40;
        }
        Ok(Self { imprint: TimeStampToken::imprint_of(message), nonce, policy: None })
    }

    /// Asks for a policy, an object identifier such as `1.2.3.4`. What is none is left out, and the reply shows it.
    #[must_use]
    pub fn policy(mut self, policy: &str) -> Self {
        self.policy = ObjectIdentifier::new(policy).is_ok().then(|| policy.to_owned());
        self
    }

    /// The bytes to send, `application/timestamp-query`.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let message = der::asn1::OctetString::new(self.imprint);
        let request = message.and_then(|message| {
            let imprint =
                MessageImprint { algorithm: DigestAlgorithm::Sha256.identifier(), message };
            let policy = self.policy.as_deref().and_then(|text| ObjectIdentifier::new(text).ok());
            let nonce = Some(Int::new(&self.nonce)?);
            Ok(TimeStampReq { version: 1, imprint, policy, nonce, certificates: true })
        });
        request.map(|request| encoded(&request)).unwrap_or_default()
    }

    /// Reads a request that was kept.
    ///
    /// # Errors
    ///
    /// [`TokenError`] when the bytes are not a request that [`to_der`](Self::to_der) gave.
    pub fn from_der(bytes: &[u8]) -> Result<Self, TokenError> {
        let read = TimeStampReq::from_der(bytes).map_err(malformed(TokenPart::Request))?;
        let part = TokenPart::Request;
        let other = || TokenError::Malformed { part, offset: 0 };
        let nonce = read.nonce.as_ref().and_then(|nonce| nonce.as_bytes().try_into().ok());
        let request = Self {
            imprint: read.imprint.message.as_bytes().try_into().map_err(|_| other())?,
            nonce: nonce.ok_or_else(other)?,
            policy: read.policy.map(|policy| policy.to_string()),
        };
        if request.to_der() == bytes { Ok(request) } else { Err(other()) }
    }

    /// Takes the token out of the reply, when the authority granted what was asked: it is of this imprint, has this
    /// nonce, and follows the policy that was asked for. Nothing of its signature is verified yet.
    ///
    /// # Errors
    ///
    /// [`ReplyError`].
    ///
    /// # Specification
    ///
    /// RFC 3161 §2.4.2.
    pub fn accept(&self, reply: &[u8]) -> Result<TimeStampToken, ReplyError> {
        if reply.len() > MAX_TOKEN {
            let (found, limit) = (reply.len(), MAX_TOKEN);
            return Err(TokenError::TooLarge { found, limit }.into());
        }
        let reply = TimeStampResp::from_der(reply).map_err(malformed(TokenPart::Reply))?;
        let status = reply.status.status;
        // `0` granted, `1` granted with modifications: what was asked for is compared below.
        if status > 1 {
            return Err(ReplyError::NotGranted { status });
        }
        let token = reply.token.ok_or(ReplyError::NoToken)?;
        let token = token.to_der().map_err(malformed(TokenPart::Token))?;
        let token = TimeStampToken::from_der(&token)?;
        token.check_imprint(&self.imprint)?;
        if token.statement.nonce.as_deref() != Some(&self.nonce[..]) {
            return Err(TokenError::Nonce.into());
        }
        if self.policy.as_ref().is_some_and(|policy| *policy != token.statement.policy) {
            return Err(TokenError::Policy { found: token.statement.policy.clone() }.into());
        }
        Ok(token)
    }
}
