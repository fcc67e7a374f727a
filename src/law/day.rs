//! Days of the calendar, without a time.

use std::fmt;
use std::str::FromStr;

use time::{Date, Month};

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
