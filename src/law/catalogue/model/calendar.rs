//! Days on which a jurisdiction works.

use crate::encoding::codes;
use crate::law::catalogue::error::{CatalogueError, CatalogueErrorKind};
use crate::law::catalogue::table::{Table, table, words};
use crate::law::day::Day;

codes! {
    /// A day of the week.
    pub enum Weekday {
        /// Monday.
        Monday => "monday",
        /// Tuesday.
        Tuesday => "tuesday",
        /// Wednesday.
        Wednesday => "wednesday",
        /// Thursday.
        Thursday => "thursday",
        /// Friday.
        Friday => "friday",
        /// Saturday.
        Saturday => "saturday",
        /// Sunday.
        Sunday => "sunday",
    }
}

words!(Weekday);

table! {
    /// The days on which a jurisdiction does not work, over a stretch of years.
    pub struct WorkingCalendar {
        /// The code of the jurisdiction, as `founded` states it.
        "jurisdiction" => pub jurisdiction: String,
        /// The first day that it covers.
        "from" => pub from: Day,
        /// The last day that it covers.
        "to" => pub to: Day,
        /// The days of the week without work.
        "weekend" => pub weekend: Vec<Weekday>,
        /// The other days without work.
        opt "holidays" => pub holidays: Vec<Day>,
    }
    check: check_days
}

impl WorkingCalendar {
    /// Whether the calendar says of a day if it is worked on.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && day <= self.to
    }
}

/// A calendar runs forwards and speaks of its own days only: a holiday of another year is an error
/// of typing that would move a deadline.
fn check_days(calendar: &WorkingCalendar, table: &Table<'_, '_>) -> Result<(), CatalogueError> {
    let (from, to) = (calendar.from, calendar.to);
    if to < from {
        return Err(table.error("to", CatalogueErrorKind::CalendarBackwards { from, to }));
    }
    let mut holidays = calendar.holidays.iter().enumerate();
    match holidays.find(|(_, day)| !calendar.covers(**day)) {
        None => Ok(()),
        Some((index, found)) => {
            let kind = CatalogueErrorKind::CalendarOutside { found: *found, from, to };
            Err(table.error_in("holidays", index, kind))
        }
    }
}
