//! The signature algorithms of the format.

use std::fmt;

/// A signature algorithm, named as COSE names it.
///
/// An algorithm belongs to a key, never to a message: a message that names another than its key's
/// is refused.
///
/// # Specification
///
/// RFC 9864 §2.2: the fully specified `Ed25519` is -19. The polymorphic `EdDSA`, -8, also means
/// Ed448 and is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Algorithm {
    /// Ed25519, COSE -19.
    Ed25519,
}

impl Algorithm {
    /// The number of this algorithm in the COSE registry.
    #[must_use]
    pub const fn cose(self) -> i64 {
        match self {
            Self::Ed25519 => -19,
        }
    }

    /// The algorithm that bears a COSE number, if this crate knows it.
    #[must_use]
    pub const fn from_cose(number: i64) -> Option<Self> {
        match number {
            -19 => Some(Self::Ed25519),
            _ => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ed25519 => "Ed25519",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Algorithm;

    #[test]
    fn polymorphic_eddsa_is_not_known() {
        assert_eq!(Algorithm::from_cose(-8), None);
        assert_eq!(Algorithm::from_cose(Algorithm::Ed25519.cose()), Some(Algorithm::Ed25519));
    }
}
