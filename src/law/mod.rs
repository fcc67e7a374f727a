//! Requests across borders: what was asked, under which instrument, what was produced, when, and
//! what may be done with it.
//!
//! This layer turns a catalogue of instruments, which is dated data, and the verified events on the
//! chains of a request into the state of that request: `catalogue` is the data, `day` and `clock`
//! the periods it sets, `draft` a request before it is made, `transition` who may do what on which
//! side, `register` all requests. The rules are `spec::requests`. Nothing here says that anything
//! was lawful: it says which recorded facts meet which written rule, and how sure that rule is.

mod act;
mod asked;
mod authority;
mod carry;
mod catalogue;
mod certainty;
mod clock;
mod conclude;
mod day;
mod draft;
mod evidence;
mod journal;
mod judge;
mod matter;
mod persist;
mod places;
mod policy;
mod register;
mod request;
mod transition;
mod view;

pub use act::{Mark, SideAct, StatedAct};
pub use catalogue::{
    Act, Bound, Catalogue, CatalogueError, CatalogueErrorKind, Category, CategoryName,
    ConditionRule, ConfirmationRule, Deadline, Declaration, EntryKind, Expiry, Extension, Fact,
    Field, Force, Form, IncidentClass, Instrument, IssuerRule, MAX_CATALOGUE_FILE, Nature, Need,
    Occasion, Offence, Precondition, RecordDuty, RecordKind, Side, Status, Title, Weekday,
    WorkingCalendar,
};
pub use certainty::Certainty;
pub use clock::{
    Clock, ClockInput, ClockState, DatedAct, Due, ExtensionEffect, ExtensionSeen, Span, Started,
    Untold, evaluate_clock,
};
pub use conclude::{Extent, Question, RequestClock};
pub use day::{Day, DayError};
pub use draft::{DraftLack, MissingField, RequestDraft, RequestDraftError};
pub use evidence::ItemTerms;
pub(crate) use journal::Acquisition;
pub use journal::{Journal, UseEntry, UseLogOf};
pub use matter::{Lack, Matter, Noticed, Provision};
pub(crate) use policy::Policies;
pub use policy::{Policy, Role};
pub use register::RequestRegister;
pub use request::{
    ADDRESSEE, ENFORCING, Maker, NoticeSeen, PartialAnswer, ProducedUnder, Request, RequestSide,
};
pub use transition::{SideOutcome, SideRule, SideState, side_rule};
pub use view::{AnswerView, NoticeView, RequestStatus, RequestView, SideView};
