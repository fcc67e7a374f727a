//! Days of the calendar, without a time.

use std::fmt;
use std::str::FromStr;

use time::{Date, Duration, Month, Weekday as TimeWeekday};

use crate::encoding::Timestamp;
use crate::law::catalogue::Weekday;

/// 1970-01-01, from which instants are counted.
const EPOCH: Date = time::macros::date!(1970 - 01 - 01);
/// POSIX: every day has as many.
const SECONDS_A_DAY: i64 = 86_400;

/// A day, such as `2026-09-05`.
///
/// # Examples
///
/// ```
/// use handseal::law::Day;
///
/// let day: Day = "2026-09-05".parse()?;
/// assert_eq!(day.to_string(), "2026-09-05");
/// assert!("2026-02-30".parse::<Day>().is_err());
/// # Ok::<(), handseal::law::DayError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Day(Date);

impl Day {
    /// The earliest day that a catalogue states.
    pub(crate) const FIRST: Self = Self(time::macros::date!(0001 - 01 - 01));

    /// The day that the calendar on the wall showed, where the instant was noted.
    #[must_use]
    pub fn of(at: Timestamp) -> Self {
        let east = i64::from(at.offset_minutes()).saturating_mul(60);
        let days = at.unix_seconds().saturating_add(east).div_euclid(SECONDS_A_DAY);
        // A timestamp has a year of 0 to 9999 at its offset, so nothing is ever cut off here.
        Self(EPOCH.saturating_add(Duration::days(days)))
    }

    /// The day `days` later; none after the year 9999.
    #[must_use]
    pub fn plus_days(self, days: u32) -> Option<Self> {
        let later = self.0.checked_add(Duration::days(i64::from(days)))?;
        (later.year() <= 9999).then_some(Self(later))
    }

    /// How many days later `other` is; negative when it is earlier.
    #[must_use]
    pub const fn days_until(self, other: Self) -> i32 {
        other.0.to_julian_day().saturating_sub(self.0.to_julian_day())
    }

    /// The day of the week.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        match self.0.weekday() {
            TimeWeekday::Monday => Weekday::Monday,
            TimeWeekday::Tuesday => Weekday::Tuesday,
            TimeWeekday::Wednesday => Weekday::Wednesday,
            TimeWeekday::Thursday => Weekday::Thursday,
            TimeWeekday::Friday => Weekday::Friday,
            TimeWeekday::Saturday => Weekday::Saturday,
            TimeWeekday::Sunday => Weekday::Sunday,
        }
    }

    /// 24:00 of the day at an offset of `offset_minutes` east of UTC, which is 00:00 of the next.
    /// None when that is no instant with a text, as after 9999-12-31.
    #[must_use]
    pub fn end_of(self, offset_minutes: i16) -> Option<Timestamp> {
        let days = i64::from(Self(EPOCH).days_until(self)).checked_add(1)?;
        let east = i64::from(offset_minutes).checked_mul(60)?;
        let seconds = days.checked_mul(SECONDS_A_DAY)?.checked_sub(east)?;
        Timestamp::from_unix(seconds, 0, offset_minutes).ok()
    }
}

/// A text that is no day.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("a day is written as 2026-09-05")]
pub struct DayError;

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let digits = |part: Option<&str>, length: usize| {
            part.filter(|part| part.len() == length && part.bytes().all(|b| b.is_ascii_digit()))
                .and_then(|part| part.parse::<u16>().ok())
                .ok_or(DayError)
        };
        let mut parts = text.split('-');
        let year = digits(parts.next(), 4)?;
        let month = digits(parts.next(), 2)?;
        let day = digits(parts.next(), 2)?;
        if parts.next().is_some() {
            return Err(DayError);
        }
        let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
        let day = u8::try_from(day).map_err(|_| DayError)?;
        let date = Date::from_calendar_date(i32::from(year), month.ok_or(DayError)?, day);
        date.map(Self).map_err(|_| DayError)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        write!(f, "{year:04}-{:02}-{day:02}", u8::from(month))
    }
}

impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(input)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::Day;
    use crate::encoding::Timestamp;
    use crate::law::catalogue::Weekday;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_is_that_of_the_place_and_not_of_utc() {
        let of = |text: &str| Day::of(text.parse().unwrap()).to_string();
        assert_eq!(of("2026-03-01T00:30:00+01:00"), "2026-03-01");
        assert_eq!(of("2026-02-28T23:30:00Z"), "2026-02-28");
        assert_eq!(of("1969-12-31T23:59:59.9Z"), "1969-12-31");
        assert_eq!(of("0000-01-01T00:00:00+23:59"), "0000-01-01");
        assert_eq!(of("9999-12-31T23:59:59-23:59"), "9999-12-31");
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        let ends = |text, offset| day(text).end_of(offset).as_ref().map(Timestamp::to_string);
        assert_eq!(ends("2028-02-28", 60).as_deref(), Some("2028-02-29T00:00:00+01:00"));
        assert_eq!(ends("0000-01-01", -600).as_deref(), Some("0000-01-02T00:00:00-10:00"));
        assert_eq!(ends("9999-12-30", 0).as_deref(), Some("9999-12-31T00:00:00Z"));
        assert_eq!(ends("9999-12-31", 0), None);
        assert_eq!(ends("2026-01-01", 1440), None);
    }

    #[test]
    fn days_are_counted_as_the_calendar_has_them() {
        assert_eq!(day("2028-02-22").plus_days(10), Some(day("2028-03-03")));
        assert_eq!(day("9999-12-30").plus_days(1), Some(day("9999-12-31")));
        assert_eq!(day("9999-12-31").plus_days(1), None);
        assert_eq!(day("0000-01-01").plus_days(u32::MAX), None);
        assert_eq!(day("2028-02-22").days_until(day("2028-03-03")), 10);
        assert_eq!(day("2028-03-03").days_until(day("2028-02-22")), -10);
        assert_eq!(day("2026-11-22").weekday(), Weekday::Sunday);
    }
}
