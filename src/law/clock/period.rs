//! From a moment to the end of a period.

use crate::encoding::Timestamp;
use crate::event::{Period, Unit};
use crate::law::catalogue::WorkingCalendar;
use crate::law::clock::span::Moment;
use crate::law::clock::state::Untold;
use crate::law::day::Day;

impl WorkingCalendar {
    /// Whether a day that it covers is one of work.
    #[must_use]
    pub fn works_on(&self, day: Day) -> bool {
        !self.weekend.contains(&day.weekday()) && !self.holidays.contains(&day)
    }

    /// The day of work that is `count` of them after `day`.
    fn working_day_after(&self, day: Day, count: u32) -> Result<Day, Untold> {
        let (mut day, mut left) = (day, count);
        while left > 0 {
            day = day.plus_days(1).ok_or(Untold::OutOfRange)?;
            if !self.covers(day) {
                return Err(Untold::CalendarEnds { jurisdiction: self.jurisdiction.clone(), day });
            }
            if self.works_on(day) {
                left = left.saturating_sub(1);
            }
        }
        Ok(day)
    }
}

/// Where a period ends, in a form that can be made longer.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    base: Base,
    /// How long the clock stood, in nanoseconds.
    stood: i128,
    /// The offset that days are counted in, in minutes east of UTC.
    offset: i16,
}

/// Without the time that the clock stood.
#[derive(Clone, Copy, Debug)]
enum Base {
    /// At 24:00 of this day.
    Day(Day),
    Moment(Moment),
}

impl End {
    /// The end of a period of nothing.
    pub(super) const fn at(start: Moment, offset: i16) -> Self {
        Self { base: Base::Moment(start), stood: 0, offset }
    }

    /// The end of a period that follows this one.
    pub(super) fn plus(
        self,
        period: &Period,
        calendar: Option<&WorkingCalendar>,
    ) -> Result<Self, Untold> {
        match period.unit {
            // R10.4
            Unit::Hours => {
                let base = self.without_stops()?.plus_hours(period.amount);
                Ok(Self { base: Base::Moment(base), ..self })
            }
            // R10.5
            Unit::CalendarDays => {
                self.counted(|day| day.plus_days(period.amount).ok_or(Untold::OutOfRange))
            }
            // R10.6
            Unit::WorkingDays => {
                let calendar = calendar.ok_or(Untold::NoCalendar)?;
                self.counted(|day| calendar.working_day_after(day, period.amount))
            }
        }
    }

    /// The end of the day that `count` finds behind the last one that is used up.
    fn counted(self, count: impl FnOnce(Day) -> Result<Day, Untold>) -> Result<Self, Untold> {
        let (day, stood) = match self.base {
            Base::Day(day) => (day, self.stood),
            Base::Moment(_) => (Day::of(self.shown()?), 0),
        };
        Ok(Self { base: Base::Day(count(day)?), stood, ..self })
    }

    /// The same, after the clock stood for so many nanoseconds.
    pub(super) const fn later_by(self, nanoseconds: i128) -> Self {
        Self { stood: self.stood.saturating_add(nanoseconds), ..self }
    }

    fn without_stops(self) -> Result<Moment, Untold> {
        match self.base {
            Base::Day(day) => day.end_of(self.offset).map(Moment::of).ok_or(Untold::OutOfRange),
            Base::Moment(moment) => Ok(moment),
        }
    }

    pub(super) fn moment(self) -> Result<Moment, Untold> {
        Ok(self.without_stops()?.plus(self.stood))
    }

    /// As a clock at the offset shows it.
    pub(super) fn shown(self) -> Result<Timestamp, Untold> {
        self.moment()?.at_offset(self.offset).ok_or(Untold::OutOfRange)
    }
}

#[cfg(test)]
mod tests {
    use super::End;
    use crate::event::{Period, Unit};
    use crate::law::clock::span::Moment;

    fn end(start: &str, periods: &[(u32, Unit)], stood_seconds: i128) -> String {
        let start: crate::encoding::Timestamp = start.parse().unwrap();
        let mut end = End::at(Moment::of(start), start.offset_minutes());
        for (place, (amount, unit)) in periods.iter().enumerate() {
            end = end.plus(&Period { unit: *unit, amount: *amount }, None).unwrap();
            if place == 0 {
                end = end.later_by(stood_seconds.saturating_mul(1_000_000_000));
            }
        }
        end.shown().unwrap().to_string()
    }

    #[test]
    fn days_behind_days_are_counted_from_the_last_day() {
        let days = [(60, Unit::CalendarDays), (30, Unit::CalendarDays)];
        assert_eq!(end("2026-01-01T10:00:00+01:00", &days, 0), "2026-04-02T00:00:00+01:00");
        assert_eq!(end("2026-01-01T10:00:00+01:00", &days, 3600), "2026-04-02T01:00:00+01:00");
    }

    #[test]
    fn days_behind_hours_are_counted_from_the_day_on_which_the_hours_end() {
        let mixed = [(8, Unit::Hours), (1, Unit::CalendarDays)];
        assert_eq!(end("2026-01-01T10:00:00Z", &mixed, 0), "2026-01-03T00:00:00Z");
        assert_eq!(end("2026-01-01T10:00:00Z", &mixed, 6 * 3600), "2026-01-04T00:00:00Z");
    }

    #[test]
    fn hours_behind_days_begin_at_midnight() {
        let mixed = [(1, Unit::CalendarDays), (8, Unit::Hours)];
        assert_eq!(end("2026-01-01T10:00:00Z", &mixed, 60), "2026-01-03T08:01:00Z");
    }
}
