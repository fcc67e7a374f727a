//! What a catalogue says: acts, their instruments, and the facts of each.
//!
//! The declaration is the format of the file: each struct is a table, each line of it a key;
//! `opt` marks those that may be left out. `spec::catalogue` says the same in words.

mod act;
mod calendar;
mod deadline;
mod instrument;
mod rules;
mod taxonomy;

pub use act::{Act, Declaration, Fact, Force, Status, Title};
pub use calendar::{Weekday, WorkingCalendar};
pub use deadline::{Bound, Deadline, Expiry, Extension, Side};
pub use instrument::{Field, Form, Instrument, Nature, Need};
pub use rules::{
    ConditionRule, ConfirmationRule, IssuerRule, Occasion, Precondition, RecordDuty, RecordKind,
};
pub use taxonomy::{Category, CategoryName, IncidentClass, Offence};
