//! The signature algorithms of the format.

use std::fmt;

use crate::encoding::persist;

/// A signature algorithm, named as COSE names it.
///
/// An algorithm belongs to a key, never to a message: a message that names another than its key's
/// is refused.
///
/// # Specification
///
/// RFC 9864 §2: the fully specified `Ed25519` is -19 and `ESP256` is -9. The polymorphic `EdDSA`,
/// -8, also means Ed448, and `ES256`, -7, any curve; neither is accepted. F3.4
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Algorithm {
    /// Ed25519, COSE -19.
    Ed25519,
    /// ECDSA on P-256 with SHA-256, COSE -9.
    Esp256,
}

impl Algorithm {
    /// The number of this algorithm in the COSE registry.
    #[must_use]
    pub const fn cose(self) -> i64 {
        match self {
            Self::Ed25519 => -19,
            Self::Esp256 => -9,
        }
    }

    /// The algorithm that bears a COSE number, if this crate knows it.
    #[must_use]
    pub const fn from_cose(number: i64) -> Option<Self> {
        match number {
            -19 => Some(Self::Ed25519),
            -9 => Some(Self::Esp256),
            _ => None,
        }
    }

    /// The number of bytes of a public key: y and a sign, or x and y.
    #[must_use]
    pub const fn key_len(self) -> usize {
        match self {
            Self::Ed25519 => 32,
            Self::Esp256 => 64,
        }
    }
}

persist!(enum Algorithm { 0 => Ed25519, 1 => Esp256 });

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ed25519 => "Ed25519",
            Self::Esp256 => "ESP256",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Algorithm;

    #[test]
    fn polymorphic_algorithm_is_known() {
        for polymorphic in [-7, -8] {
            assert_eq!(Algorithm::from_cose(polymorphic), None);
        }
        for algorithm in [Algorithm::Ed25519, Algorithm::Esp256] {
            assert_eq!(Algorithm::from_cose(algorithm.cose()), Some(algorithm));
        }
    }
}
