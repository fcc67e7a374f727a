//! The catalogue: instruments as dated data, which a user can replace or extend.

mod model;

pub use model::{
    Act, Bound, Category, ConditionRule, ConfirmationRule, Deadline, Declaration, Expiry,
    Extension, Fact, Field, Force, IncidentClass, Instrument, IssuerRule, Nature, Need, Occasion,
    Offence, Precondition, RecordDuty, RecordKind, Side, Status, Title, Weekday, WorkingCalendar,
};
