//! What a clock is given.

use crate::encoding::Timestamp;
use crate::event::{Confirmation, EventType, Extent, Period, Urgency, When};
use crate::law::catalogue::{Deadline, Side, WorkingCalendar};
use crate::law::clock::span::Reach;

/// An act on a request, as a clock sees it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DatedAct {
    /// The type of its event.
    pub event_type: EventType,
    /// On whose side: the maker's or the addressee's.
    pub side: Side,
    /// When it happened, as stated.
    pub when: When,
    /// How far the stated time can be off, in seconds.
    pub uncertainty: Option<u64>,
    /// The index of its entry.
    pub entry: u64,
    /// The id of the deadline that it makes longer, and by how much.
    pub extends: Option<(String, Period)>,
    /// What it confirms, when it is a confirmation.
    pub confirms: Option<Confirmation>,
    /// Whether it is the whole answer, when it is a production.
    pub extent: Option<Extent>,
}

impl DatedAct {
    /// An act that is no extension, confirmation or production in part, with an exact time.
    #[must_use]
    pub const fn new(event_type: EventType, side: Side, when: When, entry: u64) -> Self {
        Self {
            event_type,
            side,
            when,
            uncertainty: None,
            entry,
            extends: None,
            confirms: None,
            extent: None,
        }
    }

    /// Whether it is of one of the types, on the side.
    pub(super) fn is_one_of(&self, types: &[EventType], on: Side) -> bool {
        types.contains(&self.event_type) && (on == Side::Any || on == self.side)
    }

    /// R10.2
    pub(crate) fn starts(&self, deadline: &Deadline) -> bool {
        // R10.2: whoever puts a letter on record has received it.
        let registers = deadline.starts == EventType::Received
            && self.is_one_of(&[EventType::Registered], deadline.starts_on);
        registers || self.is_one_of(&[deadline.starts], deadline.starts_on)
    }

    pub(super) fn suspends(&self, deadline: &Deadline) -> bool {
        self.is_one_of(&deadline.suspended_by, Side::Any)
    }

    pub(super) fn resumes(&self, deadline: &Deadline) -> bool {
        // R10.10
        self.is_one_of(&deadline.resumed_by, Side::Any)
            && self.confirms.is_none_or(|what| what == Confirmation::Resumed)
    }

    pub(super) fn lifts(&self, deadline: &Deadline) -> bool {
        // R10.10
        self.is_one_of(&deadline.lifted_by, Side::Any)
            && self.confirms.is_none_or(|what| what == Confirmation::ProductionRequested)
    }

    pub(super) fn meets(&self, deadline: &Deadline) -> bool {
        // R10.10
        let confirms_in_form = self.confirms.is_none_or(|what| match what {
            Confirmation::Emergency | Confirmation::Oral => true,
            Confirmation::ProductionRequested | Confirmation::Resumed => false,
        });
        self.is_one_of(&deadline.met_by, deadline.met_on)
            && confirms_in_form
            && self.extent != Some(Extent::Partial)
    }

    /// Whether a clock of a deadline would be another one without it.
    pub(crate) fn bears_on(&self, deadline: &Deadline) -> bool {
        self.starts(deadline)
            || self.suspends(deadline)
            || self.resumes(deadline)
            || self.lifts(deadline)
            || self.meets(deadline)
            || self.extends.as_ref().is_some_and(|(extended, _)| *extended == deadline.id)
    }

    pub(super) fn reach(&self) -> Option<Reach> {
        Reach::of(self.when, self.uncertainty)
    }
}

/// What [`evaluate_clock`](crate::law::evaluate_clock) is given.
#[derive(Clone, Copy, Debug)]
pub struct ClockInput<'a> {
    /// The deadline.
    pub deadline: &'a Deadline,
    /// The period that the request itself states.
    pub time_frame: Option<&'a Period>,
    /// The acts of the maker and of one addressee, in the order of the ledger.
    pub acts: &'a [DatedAct],
    /// The days of work where the period runs.
    pub calendar: Option<&'a WorkingCalendar>,
    /// The instant that is asked about.
    pub now: Timestamp,
    /// The entry behind which the period has no end for a reason outside `acts`, such as a request
    /// for production that follows a preservation.
    pub lifted_at: Option<u64>,
}

impl Deadline {
    /// Whether it applies to a request of this urgency that asks for these categories of data.
    ///
    /// A deadline without a filter applies to every request. The caller says which categories the
    /// request asks for: the catalogue knows which of them take in others.
    pub fn is_for(&self, urgency: Urgency, asks: impl Fn(&str) -> bool) -> bool {
        // R10.1
        self.urgency.is_none_or(|only| only == urgency)
            && (self.categories.is_empty() || self.categories.iter().any(|only| asks(only)))
    }
}
