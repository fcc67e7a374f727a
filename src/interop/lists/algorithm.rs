//! The digests that lists name.

use crate::encoding::codes;
use crate::evidence::DigestAlgorithm;

codes! {
    /// A digest that a list can have.
    ///
    /// Those that are not made here are kept as they stand and never compared.
    #[non_exhaustive]
    pub enum ListAlgorithm {
        /// BLAKE2b, as `cksum --tag` names it. Kept, not compared.
        Blake2b => "blake2b",
        /// MD5: for matching existing records, never relied on.
        Md5 => "md5",
        /// SHA-1: for matching existing records, never relied on.
        Sha1 => "sha1",
        /// SHA-224. Kept, not compared.
        Sha224 => "sha224",
        /// SHA-256.
        Sha256 => "sha256",
        /// SHA-384. Kept, not compared.
        Sha384 => "sha384",
        /// SHA-512.
        Sha512 => "sha512",
        /// Tiger. Kept, not compared.
        Tiger => "tiger",
        /// Whirlpool. Kept, not compared.
        Whirlpool => "whirlpool",
    }
}

impl ListAlgorithm {
    /// Those that are compared, the ones to rely on first.
    pub(crate) const COMPARED: [Self; 4] = [Self::Sha256, Self::Sha512, Self::Sha1, Self::Md5];

    /// Number of bytes of its digests.
    #[must_use]
    pub const fn length(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Tiger => 24,
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Blake2b | Self::Sha512 | Self::Whirlpool => 64,
        }
    }

    /// What to ask of a measurement to have this digest; `None` for SHA-256, which is always
    /// made, and for those that never are.
    #[must_use]
    pub const fn measured_as(self) -> Option<DigestAlgorithm> {
        match self {
            Self::Md5 => Some(DigestAlgorithm::Md5),
            Self::Sha1 => Some(DigestAlgorithm::Sha1),
            Self::Sha512 => Some(DigestAlgorithm::Sha512),
            Self::Blake2b
            | Self::Sha224
            | Self::Sha256
            | Self::Sha384
            | Self::Tiger
            | Self::Whirlpool => None,
        }
    }

    /// The digest that a line without a name for it has, by the number of its bytes.
    ///
    /// `b2sum` writes lines that look like those of `sha512sum`: they are taken for SHA-512.
    pub(crate) const fn of_length(length: usize) -> Option<Self> {
        match length {
            16 => Some(Self::Md5),
            20 => Some(Self::Sha1),
            28 => Some(Self::Sha224),
            32 => Some(Self::Sha256),
            48 => Some(Self::Sha384),
            64 => Some(Self::Sha512),
            _ => None,
        }
    }

    /// The digest that a `--tag` line names: coreutils, BSD and OpenSSL write it in their own ways.
    pub(crate) const fn of_tag(tag: &[u8]) -> Option<Self> {
        match tag {
            b"BLAKE2b" | b"BLAKE2B-512" => Some(Self::Blake2b),
            b"MD5" => Some(Self::Md5),
            b"SHA1" => Some(Self::Sha1),
            b"SHA224" | b"SHA2-224" => Some(Self::Sha224),
            b"SHA256" | b"SHA2-256" => Some(Self::Sha256),
            b"SHA384" | b"SHA2-384" => Some(Self::Sha384),
            b"SHA512" | b"SHA2-512" => Some(Self::Sha512),
            _ => None,
        }
    }

    /// What `--tag` writes; `None` for one that coreutils does not make.
    pub(crate) const fn tag(self) -> Option<&'static str> {
        match self {
            Self::Blake2b => Some("BLAKE2b"),
            Self::Md5 => Some("MD5"),
            Self::Sha1 => Some("SHA1"),
            Self::Sha224 => Some("SHA224"),
            Self::Sha256 => Some("SHA256"),
            Self::Sha384 => Some("SHA384"),
            Self::Sha512 => Some("SHA512"),
            Self::Tiger | Self::Whirlpool => None,
        }
    }
}

/// What a list says of a file beside its name.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum ListColumn {
    /// Number of bytes.
    Size,
    /// A digest.
    Digest(ListAlgorithm),
}

impl std::fmt::Display for ListColumn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Size => f.write_str("size"),
            Self::Digest(algorithm) => f.write_str(algorithm.code()),
        }
    }
}
