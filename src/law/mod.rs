//! Requests across borders: what was asked, under which instrument, what was produced, when, and
//! what may be done with it.
//!
//! This layer turns a catalogue of instruments, which is dated data, and the verified events on the
//! chains of a request into the state of that request: `catalogue` is the data, `day` and `clock`
//! the periods it sets, `draft` a request before it is made, `transition` who may do what on which
//! side, `register` all requests. The rules are `spec::requests`. Nothing here says that anything
//! was lawful: it says which recorded facts meet which written rule, and how sure that rule is.

mod catalogue;
mod certainty;
mod day;

pub use catalogue::{
    Act, Bound, Category, ConditionRule, ConfirmationRule, Deadline, Declaration, Expiry, Extension,
    Fact, Field, Force, IncidentClass, Instrument, IssuerRule, Nature, Need, Occasion, Offence,
    Precondition, RecordDuty, RecordKind, Side, Status, Title, Weekday, WorkingCalendar,
};
pub use certainty::Certainty;
pub use day::{Day, DayError};
