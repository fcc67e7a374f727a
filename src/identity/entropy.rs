//! Where random bytes come from.

use super::error::EntropyError;

/// A source of unpredictable bytes.
///
/// Randomness comes in by argument, like time and trust: a test gives fixed bytes, an embedding
/// tool its own hardware.
pub trait Entropy {
    /// Fills the whole buffer.
    ///
    /// # Errors
    ///
    /// When the source cannot give all the bytes. The buffer's content is then unspecified and
    /// must not be used.
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), EntropyError>;
}

/// The random number generator of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        getrandom::fill(buffer).map_err(EntropyError::new)
    }
}
