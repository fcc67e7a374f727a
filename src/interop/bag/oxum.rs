//! How much payload a bag has.

use std::fmt;
use std::str::FromStr;

/// The `Payload-Oxum` of a bag: bytes and files of its payload.
///
/// It says at a glance that something is missing. It protects nothing.
///
/// # Specification
/// RFC 8493 §2.2.2.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Oxum {
    /// Bytes of all payload files.
    pub bytes: u128,
    /// Number of payload files.
    pub files: u64,
}

impl Oxum {
    /// What is said with these sizes.
    pub(super) fn of(sizes: impl IntoIterator<Item = u64>) -> Self {
        sizes.into_iter().fold(Self::default(), |sum, size| Self {
            bytes: sum.bytes.saturating_add(size.into()),
            files: sum.files.saturating_add(1),
        })
    }
}

impl fmt::Display for Oxum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.bytes, self.files)
    }
}

/// A text is not two numbers with a point between.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("two numbers with a point between expected")]
pub struct OxumError;

impl FromStr for Oxum {
    type Err = OxumError;

    fn from_str(text: &str) -> Result<Self, OxumError> {
        let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        let parts = text.split_once('.').filter(|(a, b)| is_number(a) && is_number(b));
        let (bytes, files) = parts.ok_or(OxumError)?;
        let bytes = bytes.parse().map_err(|_| OxumError)?;
        Ok(Self { bytes, files: files.parse().map_err(|_| OxumError)? })
    }
}
