//! Organisations and parties, and what they are called on the wire.

use std::fmt;
use std::str::FromStr;

use crate::encoding::{
    DecodeError, DecodeErrorKind, Decoder, Encoder, Hex, Wire, hex_array, persist,
};
use crate::identity::id::text_wire;
use crate::identity::{Entropy, EntropyError, IdError, Thumbprint};

/// The id of an organisation: the thumbprint of its root key, which is all a verifier must be given.
pub type OrgId = Thumbprint;

const PARTY: &str = "<64 lower-case hex digits>, or these, a slash and 32 more";

/// A party: an organisation itself, or a person, unit or device that it enrolled.
///
/// Written `<org id>` or `<org id>/<32 hexadecimal digits>`. The second half is random, so two
/// registrars that never met cannot give one id twice.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PartyId {
    org: OrgId,
    member: Option<[u8; 16]>,
}

impl PartyId {
    /// The organisation itself, as a party.
    #[must_use]
    pub const fn organisation(org: OrgId) -> Self {
        Self { org, member: None }
    }

    /// Makes the id of a new party of `org`.
    ///
    /// # Errors
    ///
    /// When the source of randomness fails.
    pub fn generate(org: OrgId, entropy: &mut dyn Entropy) -> Result<Self, EntropyError> {
        let mut member = [0; 16];
        entropy.fill(&mut member)?;
        Ok(Self { org, member: Some(member) })
    }

    /// The organisation that the party is of. F2.1
    #[must_use]
    pub const fn org(&self) -> OrgId {
        self.org
    }

    /// Whether this is the organisation itself.
    #[must_use]
    pub const fn is_organisation(&self) -> bool {
        self.member.is_none()
    }
}

impl fmt::Display for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.org)?;
        match &self.member {
            Some(member) => write!(f, "/{}", Hex(member)),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for PartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PartyId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let (org, member) = match text.split_once('/') {
            Some((org, member)) => (org, Some(member)),
            None => (text, None),
        };
        let refused = IdError { expected: PARTY };
        let org = hex_array(org).map(OrgId::from).ok_or(refused)?;
        let member = match member {
            Some(member) => Some(hex_array(member).ok_or(refused)?),
            None => None,
        };
        Ok(Self { org, member })
    }
}

text_wire!(PartyId, PARTY);
persist!(struct PartyId { org, member });
