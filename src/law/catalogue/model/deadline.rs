//! The periods that an instrument sets.

use crate::encoding::codes;
use crate::event::{EventType, Unit, Urgency};
use crate::law::catalogue::error::{CatalogueError, CatalogueErrorKind};
use crate::law::catalogue::model::rules::Occasion;
use crate::law::catalogue::table::{Table, table, words};
use crate::law::certainty::Certainty;

codes! {
    /// What a period bounds.
    pub enum Bound {
        /// The act must come before the end: too late is a missed rule.
        AtMost => "at_most",
        /// What is kept must last until the end at the least.
        AtLeast => "at_least",
        /// As `at_most`, and the period is the one stated in the request when that is longer.
        LaterOf => "later_of",
    }
}

codes! {
    /// What the end of a period brings.
    pub enum Expiry {
        /// The next step, under another instrument, becomes possible.
        Escalation => "escalation",
        /// The duty, or the right, ends.
        Lapse => "lapse",
        /// The duty was not met in time.
        Overdue => "overdue",
    }
}

codes! {
    /// On which side of a request an act is looked for.
    pub enum Side {
        /// Of the party that is asked.
        Addressee => "addressee",
        /// Of anyone named.
        Any => "any",
        /// Of the authority that is told of it, and may object or enforce.
        Enforcing => "enforcing_authority",
        /// Of the one who asks.
        Maker => "maker",
        /// Of anyone else.
        Other => "other",
    }
}

words!(Bound, Expiry, Side);

table! {
    /// How a period can be made longer.
    #[derive(Copy)]
    pub struct Extension {
        /// By how many units each time; without one, by as many as are asked for.
        opt "amount" => pub amount: Option<u32>,
        /// In which unit.
        "unit" => pub unit: Unit,
        /// How many times; without one, as often as asked.
        opt "times" => pub times: Option<u32>,
        /// How sure it is, where that differs from the period.
        opt "certainty" => pub certainty: Option<Certainty>,
    }
}

table! {
    /// A period that an instrument sets.
    pub struct Deadline {
        /// Its id, unique in the instrument, such as `produce`.
        "id" => pub id: String,
        /// The provision.
        "paragraph" => pub paragraph: String,
        /// How many units.
        "amount" => pub amount: u32,
        /// In which unit.
        "unit" => pub unit: Unit,
        /// What it bounds.
        "bound" => pub bound: Bound,
        /// The type of event that starts it.
        "starts" => pub starts: EventType,
        /// On whose side that event is looked for.
        "starts_on" => pub starts_on: Side,
        /// How sure the start is; the text of some instruments is silent on it.
        "starts_certainty" => pub starts_certainty: Certainty,
        /// The types of event that meet it. For `at_least`, what must not come before its end.
        "met_by" => pub met_by: Vec<EventType>,
        /// On whose side those events are looked for.
        "met_on" => pub met_on: Side,
        /// What its end brings.
        "on_expiry" => pub on_expiry: Expiry,
        /// Only in requests of this urgency.
        opt "urgency" => pub urgency: Option<Urgency>,
        /// Only in requests that need a confirmation on this occasion.
        opt "occasion" => pub occasion: Option<Occasion>,
        /// Only in requests for one of these categories of data.
        opt "categories" => pub categories: Vec<String>,
        /// Types of event that suspend it.
        opt "suspended_by" => pub suspended_by: Vec<EventType>,
        /// Types of event that let it run again.
        opt "resumed_by" => pub resumed_by: Vec<EventType>,
        /// Types of event after which it has no end, such as the confirmation that production was asked for.
        opt "lifted_by" => pub lifted_by: Vec<EventType>,
        /// How it can be made longer.
        opt "extension" => pub extension: Option<Extension>,
        /// How sure the period is.
        "certainty" => pub certainty: Certainty,
    }
    check: check_period
}

/// A period has a length, something that meets it, and one unit.
fn check_period(deadline: &Deadline, table: &Table<'_, '_>) -> Result<(), CatalogueError> {
    if deadline.amount == 0 {
        return Err(table.error("amount", CatalogueErrorKind::PeriodZero));
    }
    if deadline.met_by.is_empty() {
        return Err(table.error("met_by", CatalogueErrorKind::Empty));
    }
    let Some(extension) = deadline.extension else {
        return Ok(());
    };
    if extension.amount == Some(0) || extension.times == Some(0) {
        return Err(table.error("extension", CatalogueErrorKind::PeriodZero));
    }
    if extension.unit != deadline.unit {
        let (expected, found) = (deadline.unit, extension.unit);
        return Err(table.error("extension", CatalogueErrorKind::ExtensionUnit { expected, found }));
    }
    Ok(())
}
