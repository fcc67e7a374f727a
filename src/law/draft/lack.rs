//! What keeps a draft from being a request.

use std::fmt;

use crate::law::catalogue::{Field, Instrument, IssuerRule};
use crate::law::certainty::Certainty;

/// A field that an instrument asks for and a draft does not state.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct MissingField {
    /// Its id in the catalogue.
    pub field: String,
    /// The provision that asks for it.
    pub paragraph: String,
    /// How sure the catalogue is of it.
    pub certainty: Certainty,
}

impl MissingField {
    pub(super) fn of(field: &Field) -> Self {
        let (id, paragraph) = (field.id.clone(), field.paragraph.clone());
        Self { field: id, paragraph, certainty: field.certainty }
    }
}

/// One thing that keeps a draft from being a request.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DraftLack {
    /// Nobody is asked.
    #[error("no addressee is named")]
    Addressee,
    /// Data of a category that the instrument does not cover.
    #[error("category {category:?} is not covered, only {} ({certainty})", Words(.covered))]
    CategoryOutside {
        /// The category.
        category: String,
        /// The categories that it covers.
        covered: Vec<String>,
        /// How sure the catalogue is of those.
        certainty: Certainty,
    },
    /// A category that the catalogue does not have.
    #[error("category {category:?} is none of the catalogue")]
    CategoryUnknown {
        /// The category.
        category: String,
    },
    /// A field is missing.
    #[error("field {:?} is missing (rule: {:?}; {})", .0.field, .0.paragraph, .0.certainty)]
    Field(MissingField),
    /// A field that the instrument does not have.
    #[error("field {field:?} is none of its fields, which are {}", Words(.known))]
    FieldUnknown {
        /// The field.
        field: String,
        /// The fields that it has.
        known: Vec<String>,
    },
    /// What the issuer is, is not stated, and the instrument asks for it.
    #[error("what the issuer is, is not stated: {} may issue (rule: {paragraph:?}; {certainty})", Words(.may))]
    IssuerNotTold {
        /// Those who may issue it alone.
        may: Vec<String>,
        /// The provision.
        paragraph: String,
        /// How sure the catalogue is of it.
        certainty: Certainty,
    },
    /// The issuer may not issue it alone.
    #[error("issuer {issuer:?} may not issue it alone: {} may, and {} may validate it (rule: {paragraph:?}; {certainty})", Words(.may), Words(.validated_by))]
    IssuerOutside {
        /// What the issuer is.
        issuer: String,
        /// Those who may issue it alone.
        may: Vec<String>,
        /// Those who may validate it.
        validated_by: Vec<String>,
        /// The provision.
        paragraph: String,
        /// How sure the catalogue is of it.
        certainty: Certainty,
    },
}

impl DraftLack {
    pub(super) fn category_outside(instrument: &Instrument, category: &str) -> Self {
        Self::CategoryOutside {
            category: category.to_owned(),
            covered: instrument.data.clone(),
            certainty: instrument.certainty_of_data(),
        }
    }

    pub(super) fn issuer_not_told(rule: &IssuerRule) -> Self {
        let (may, paragraph) = (rule.may.clone(), rule.paragraph.clone());
        Self::IssuerNotTold { may, paragraph, certainty: rule.certainty }
    }

    pub(super) fn issuer_outside(rule: &IssuerRule, issuer: &str) -> Self {
        Self::IssuerOutside {
            issuer: issuer.to_owned(),
            may: rule.may.clone(),
            validated_by: rule.validated_by.clone(),
            paragraph: rule.paragraph.clone(),
            certainty: rule.certainty,
        }
    }
}

/// Why there is no request.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RequestDraftError {
    /// The draft is not what its instrument asks for. Everything is named at once.
    #[error("this is no request under {instrument:?} yet{}", Lines(.lacks))]
    Lacking {
        /// The instrument.
        instrument: String,
        /// What is to be set right.
        lacks: Vec<DraftLack>,
    },
    /// The catalogue does not have the instrument.
    #[error("the catalogue does not have the instrument {instrument:?}")]
    UnknownInstrument {
        /// The instrument.
        instrument: String,
    },
}

/// One line for each.
struct Lines<'a>(&'a [DraftLack]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|lack| write!(f, "\n  {lack}"))
    }
}

/// Words of a catalogue, which anyone may have written: each in quotation marks.
struct Words<'a>(&'a [String]);

impl fmt::Display for Words<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("nobody");
        }
        for (index, word) in self.0.iter().enumerate() {
            let comma = if index == 0 { "" } else { ", " };
            write!(f, "{comma}{word:?}")?;
        }
        Ok(())
    }
}
