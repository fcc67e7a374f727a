//! The catalogue: instruments as dated data, which a user can replace or extend.
//!
//! This layer turns files of TOML 1.1 into [`Catalogue`]. `model` declares the tables, `table` reads
//! them, `file` a whole file; `references` looks up what entries name; `data/` is the embedded one.
//! `spec::catalogue` defines the format.

mod contents;
mod embedded;
mod entries;
mod error;
pub(super) mod file;
mod model;
mod references;
pub(super) mod table;

pub use contents::Catalogue;
pub use error::{CatalogueError, CatalogueErrorKind, EntryKind};
pub use file::MAX_CATALOGUE_FILE;
pub use model::{
    Act, Bound, Category, CategoryName, ConditionRule, ConfirmationRule, Deadline, Declaration,
    Expiry, Extension, Fact, Field, Force, Form, IncidentClass, Instrument, IssuerRule, Nature,
    Need, Occasion, Offence, Precondition, RecordDuty, RecordKind, Side, Status, Title, Weekday,
    WorkingCalendar,
};
