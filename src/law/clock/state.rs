//! What a clock shows, as data and in words.

use std::fmt;

use serde::Serialize;

use crate::encoding::Timestamp;
use crate::event::Unit;
use crate::law::catalogue::Bound;
use crate::law::certainty::Certainty;
use crate::law::clock::span::Span;
use crate::law::day::Day;

/// A deadline of one request, as far as the acts recorded tell.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Clock {
    /// The id of the deadline in its instrument.
    pub deadline: String,
    /// The provision.
    pub paragraph: String,
    /// What the period bounds.
    pub bound: Bound,
    /// How sure the period is.
    pub certainty: Certainty,
    /// How sure the start is.
    pub starts_certainty: Certainty,
    /// The act that started it, where that has a time.
    pub started: Option<Started>,
    /// When it ends; none while it stands, and when it has no end.
    pub due: Option<Due>,
    /// How it stands.
    #[serde(flatten)]
    pub state: ClockState,
    /// What was done to make it longer, with or without effect.
    pub extensions: Vec<ExtensionSeen>,
}

/// The act that started a clock.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Started {
    /// The index of its entry.
    pub entry: u64,
    /// When, as stated; the earliest instant when a span is stated.
    pub at: Timestamp,
}

/// When a period ends, each instant at the offset that the start was stated in.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Due {
    /// At the earliest. The same as `latest` unless a time that it rests on is not exact.
    pub earliest: Timestamp,
    /// At the latest.
    pub latest: Timestamp,
}

/// How a clock stands.
///
/// A span is the shortest that the stated times allow.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ClockState {
    /// It cannot be told.
    CannotBeTold(Untold),
    /// It runs.
    Due {
        /// Until the end.
        #[serde(rename = "left_seconds")]
        left: Span,
    },
    /// What had to last has lasted: nothing more is owed under this deadline.
    Ended {
        /// When the period ended.
        at: Timestamp,
    },
    /// It passed, and the next step is open. That is not a breach.
    Escalated {
        /// When.
        at: Timestamp,
        /// The entry of an act that came after that.
        late: Option<u64>,
    },
    /// It passed, and what it bounded is over. That is not a breach.
    Lapsed {
        /// When.
        at: Timestamp,
        /// The entry of an act that came after that.
        late: Option<u64>,
    },
    /// Something happened after which it has no end.
    Lifted {
        /// The entry of that.
        entry: u64,
    },
    /// What had to be done was done before the end.
    Met {
        /// The entry of the act.
        entry: u64,
        /// When, as stated; the latest instant when a span is stated.
        at: Timestamp,
        /// From the act to the end.
        #[serde(rename = "left_seconds")]
        left: Span,
    },
    /// The act came too late, or not at all; what had to last ended too early.
    Missed {
        /// By how much.
        #[serde(rename = "by_seconds")]
        by: Span,
        /// The entry of the act; none when it has not come.
        entry: Option<u64>,
    },
    /// The act that starts it is not recorded.
    NotStarted,
    /// It stands until it is resumed.
    Suspended {
        /// The entry that suspended it.
        since: u64,
        /// What is left once it runs again.
        #[serde(rename = "left_seconds")]
        left: Span,
    },
}

/// Why a clock cannot be told.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Untold {
    /// Whether an act came in time depends on when exactly it happened.
    ActTimeUnknown {
        /// Its entry.
        entry: u64,
    },
    /// The calendar does not cover a day that has to be counted.
    CalendarEnds {
        /// Whose calendar.
        jurisdiction: String,
        /// The day.
        day: Day,
    },
    /// Whether an extension came in time depends on when exactly it happened.
    ExtensionTimeUnknown {
        /// Its entry.
        entry: u64,
    },
    /// Days of work are to be counted, and no calendar says which those are.
    NoCalendar,
    /// The act may stand where it is not shown.
    NotAllShown,
    /// The act that starts it has no time.
    NoStartTime {
        /// Its entry.
        entry: u64,
    },
    /// The end lies outside the years 0000 to 9999.
    OutOfRange,
    /// The end depends on when exactly the start happened.
    StartUncertain {
        /// Its entry.
        entry: u64,
    },
    /// The end depends on when exactly the clock was suspended or resumed.
    SuspensionTimeUnknown {
        /// The entry that suspended or resumed it.
        entry: u64,
    },
}

/// Something done to make a period longer.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct ExtensionSeen {
    /// Its entry.
    pub entry: u64,
    /// By how many units.
    pub amount: u32,
    /// In which unit.
    pub unit: Unit,
    /// What it did.
    #[serde(flatten)]
    pub effect: ExtensionEffect,
}

/// What an extension did to the period.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum ExtensionEffect {
    /// It counts.
    Counts,
    /// Nothing: it came after the end.
    Late {
        /// By how much.
        #[serde(rename = "by_seconds")]
        by: Span,
    },
    /// Nothing: the period cannot be made longer.
    NotAllowed,
    /// Nothing: the period was made longer as often as it can be.
    Surplus {
        /// How often.
        times: u32,
    },
    /// Nothing: it is longer than one extension can be.
    TooLong {
        /// How many units are allowed.
        #[serde(rename = "allowed_amount")]
        amount: u32,
        /// In which unit.
        #[serde(rename = "allowed_unit")]
        unit: Unit,
    },
    /// Whether it came in time cannot be told.
    Unclear,
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {}", self.deadline, self.paragraph, self.certainty)?;
        if self.starts_certainty != self.certainty {
            write!(f, "; its start {}", self.starts_certainty)?;
        }
        f.write_str("): ")?;
        match (self.bound, &self.state) {
            (Bound::AtLeast, ClockState::Due { left }) => write!(f, "{left} still to last"),
            (Bound::AtLeast, ClockState::Missed { by, .. }) => write!(f, "ended {by} too early"),
            (_, state) => state.fmt(f),
        }
    }
}

impl fmt::Display for ClockState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CannotBeTold(why) => write!(f, "cannot be told: {why}"),
            Self::Due { left } => write!(f, "due in {left}"),
            Self::Ended { at } => write!(f, "ended {at}"),
            Self::Escalated { at, late } => {
                write!(f, "passed {at}, the next step is open")?;
                write_late(f, *late)
            }
            Self::Lapsed { at, late } => {
                write!(f, "lapsed {at}")?;
                write_late(f, *late)
            }
            Self::Lifted { entry } => write!(f, "without end since entry {entry}"),
            Self::Met { left, .. } => write!(f, "met {left} before the end"),
            Self::Missed { by, .. } => write!(f, "missed by {by}"),
            Self::NotStarted => f.write_str("not started"),
            Self::Suspended { since, left } => {
                write!(f, "suspended since entry {since}, with {left} left")
            }
        }
    }
}

fn write_late(f: &mut fmt::Formatter<'_>, late: Option<u64>) -> fmt::Result {
    late.map_or(Ok(()), |entry| write!(f, "; entry {entry} came after that"))
}

impl fmt::Display for Untold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ActTimeUnknown { entry } => {
                write!(f, "the act, entry {entry}, has no time that is exact enough")
            }
            Self::CalendarEnds { jurisdiction, day } => {
                write!(f, "the calendar of {jurisdiction} does not cover {day}")
            }
            Self::ExtensionTimeUnknown { entry } => {
                write!(f, "the extension, entry {entry}, has no time that is exact enough")
            }
            Self::NoCalendar => f.write_str("there is no calendar of working days"),
            Self::NotAllShown => f.write_str("the act may stand where it is not shown"),
            Self::NoStartTime { entry } => write!(f, "the start, entry {entry}, has no time"),
            Self::OutOfRange => f.write_str("the end lies outside the years 0000 to 9999"),
            Self::StartUncertain { entry } => {
                write!(f, "the start, entry {entry}, has no time that is exact enough")
            }
            Self::SuspensionTimeUnknown { entry } => {
                write!(
                    f,
                    "the suspension or resumption, entry {entry}, has no time that is exact enough"
                )
            }
        }
    }
}

impl fmt::Display for ExtensionSeen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "extension by {} {}, entry {}: ", self.amount, self.unit, self.entry)?;
        match self.effect {
            ExtensionEffect::Counts => f.write_str("counts"),
            ExtensionEffect::Late { by } => write!(f, "does not count: {by} too late"),
            ExtensionEffect::NotAllowed => f.write_str("does not count: none is provided for"),
            ExtensionEffect::Surplus { times } => {
                write!(f, "does not count: already extended as often as allowed, {times}")
            }
            ExtensionEffect::TooLong { amount, unit } => {
                write!(f, "does not count: at most {amount} {unit}")
            }
            ExtensionEffect::Unclear => f.write_str("cannot be told: no time that is exact enough"),
        }
    }
}
