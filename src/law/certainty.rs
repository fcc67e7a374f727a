//! How sure the catalogue is of a fact.

use crate::encoding::codes;

codes! {
    /// The word that every fact of the catalogue carries, and every finding that rests on it.
    pub enum Certainty {
        /// Read in a secondary source; the provision itself was not read.
        Secondary => "secondary",
        /// Stated from knowledge, without a level.
        ToVerify => "to verify",
        /// Stated from knowledge, with high confidence.
        ToVerifyHigh => "to verify (high)",
        /// Stated from knowledge, with low confidence.
        ToVerifyLow => "to verify (low)",
        /// Stated from knowledge, with medium confidence.
        ToVerifyMedium => "to verify (medium)",
        /// Read in the official text or register.
        Verified => "verified",
        /// Read in the German version of an act of the European Union.
        VerifiedGerman => "verified (German)",
        /// Read at one remove: a third party quotes the provision.
        VerifiedQuoted => "verified (quoted)",
    }
}

impl Certainty {
    /// Whether nobody has read the fact anywhere yet.
    #[must_use]
    pub const fn is_to_verify(&self) -> bool {
        matches!(
            self,
            Self::ToVerify | Self::ToVerifyHigh | Self::ToVerifyLow | Self::ToVerifyMedium
        )
    }
}
