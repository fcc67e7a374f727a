//! Instants as RFC 3339 writes them, each in exactly one way.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};
use thiserror::Error;
use time::{Date, Month, OffsetDateTime};

use crate::encoding::{DecodeError, DecodeErrorKind, Decoder, Encoder, Wire};

/// An instant with the offset of the place that it was noted in (RFC 3339).
///
/// The offset is kept because the record is read by people who ask what the clock on the wall said.
/// Each value has one text: upper-case `T` and `Z`, a zero offset only as `Z`, a fraction of at most
/// nine digits that does not end in 0, no leap second, years 0000 to 9999. So the text can be signed.
///
/// Two values are equal if instant and offset are. There is no `Ord`: which of two instants is later is
/// asked with [`is_after`](Self::is_after).
///
/// # Examples
///
/// ```
/// use handseal::encoding::Timestamp;
///
/// let noted: Timestamp = "2041-06-01T09:30:00.5+02:00".parse()?;
/// let utc: Timestamp = "2041-06-01T07:30:00.5Z".parse()?;
/// assert_eq!(noted.to_string(), "2041-06-01T09:30:00.5+02:00");
/// assert_ne!(noted, utc);
/// assert!(!noted.is_after(&utc) && !utc.is_after(&noted));
/// # Ok::<(), handseal::encoding::TimestampError>(())
/// ```
///
/// # Specification
///
/// RFC 3339 §5.6, restricted as above; `spec::format`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Timestamp {
    // The year of `unix_seconds` seen at `offset_minutes` is 0 to 9999: else there would be no text.
    unix_seconds: i64,
    // Below 1 000 000 000.
    nanosecond: u32,
    // Within a day, exclusive: RFC 3339 has two digits for hours below 24.
    offset_minutes: i16,
}

impl Timestamp {
    /// The instant `unix_seconds` and `nanosecond` after 1970-01-01T00:00:00Z, noted at an offset of
    /// `offset_minutes` east of UTC.
    ///
    /// # Errors
    ///
    /// [`TimestampError::Nanosecond`], [`TimestampError::Offset`] or [`TimestampError::Year`] if the
    /// number is out of its range.
    pub fn from_unix(
        unix_seconds: i64,
        nanosecond: u32,
        offset_minutes: i16,
    ) -> Result<Self, TimestampError> {
        if nanosecond > 999_999_999 {
            return Err(TimestampError::Nanosecond { found: nanosecond });
        }
        if offset_minutes.unsigned_abs() >= 1440 {
            return Err(TimestampError::Offset { minutes: offset_minutes });
        }
        let timestamp = Self { unix_seconds, nanosecond, offset_minutes };
        timestamp.wall_clock().map(|_| timestamp).ok_or(TimestampError::Year { unix_seconds })
    }

    /// The instant that `text` is.
    ///
    /// # Errors
    ///
    /// What keeps `text` from being the one text of an instant. F2.7
    pub fn parse(text: &str) -> Result<Self, TimestampError> {
        let mut input = Cursor { rest: text.as_bytes(), length: text.len() };
        let year = input.digits(4)?;
        input.byte(b'-')?;
        let month = input.digits(2)?;
        input.byte(b'-')?;
        let day = input.digits(2)?;
        input.byte(b'T')?;
        let seconds = input.time_of_day()?;
        let nanosecond = input.fraction()?;
        let offset_minutes = input.offset()?;
        input.end()?;

        let midnight = midnight(year, month, day)?;
        let unix_seconds = midnight
            .saturating_add(i64::from(seconds))
            .saturating_sub(i64::from(offset_minutes).saturating_mul(60));
        Ok(Self { unix_seconds, nanosecond, offset_minutes })
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    #[must_use]
    pub const fn unix_seconds(&self) -> i64 {
        self.unix_seconds
    }

    /// Nanoseconds since [`unix_seconds`](Self::unix_seconds), below 1 000 000 000.
    #[must_use]
    pub const fn nanosecond(&self) -> u32 {
        self.nanosecond
    }

    /// The offset that the instant was noted at, in minutes east of UTC.
    #[must_use]
    pub const fn offset_minutes(&self) -> i16 {
        self.offset_minutes
    }

    /// Orders the instants, whatever their offsets. F2.9
    #[must_use]
    pub fn instant_cmp(&self, other: &Self) -> Ordering {
        (self.unix_seconds, self.nanosecond).cmp(&(other.unix_seconds, other.nanosecond))
    }

    /// True if this instant is later than `other`, whatever their offsets.
    #[must_use]
    pub fn is_after(&self, other: &Self) -> bool {
        self.instant_cmp(other) == Ordering::Greater
    }

    /// What the clock on the wall said, labelled as UTC; none outside the years 0 to 9999.
    fn wall_clock(&self) -> Option<OffsetDateTime> {
        let offset = i64::from(self.offset_minutes).checked_mul(60)?;
        let local = self.unix_seconds.checked_add(offset)?;
        let wall = OffsetDateTime::from_unix_timestamp(local).ok()?;
        (0..=9999).contains(&wall.year()).then_some(wall)
    }
}

/// Seconds from 1970 to the beginning of the day.
fn midnight(year: u32, month: u32, day: u32) -> Result<i64, TimestampError> {
    let date = || {
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()
    };
    let date = date().ok_or(TimestampError::Date { year, month, day })?;
    Ok(date.midnight().assume_utc().unix_timestamp())
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wall = self.wall_clock().ok_or(fmt::Error)?;
        let (year, month, day) = (wall.year(), u8::from(wall.month()), wall.day());
        let (hour, minute, second) = wall.to_hms();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if self.nanosecond != 0 {
            let digits = format!("{:09}", self.nanosecond);
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        let sign = match self.offset_minutes.cmp(&0) {
            Ordering::Less => '-',
            Ordering::Equal => return f.write_str("Z"),
            Ordering::Greater => '+',
        };
        let minutes = self.offset_minutes.unsigned_abs();
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Wire for Timestamp {
    fn write(&self, out: &mut Encoder) {
        out.text(&self.to_string());
    }

    fn read(input: &mut Decoder<'_>) -> Result<Self, DecodeError> {
        let start = input.offset();
        Self::parse(input.text()?)
            .map_err(|error| DecodeError::new(DecodeErrorKind::Timestamp(error), start))
    }
}

/// The text of an instant, read from the left.
struct Cursor<'a> {
    rest: &'a [u8],
    length: usize,
}

impl Cursor<'_> {
    const fn syntax(&self) -> TimestampError {
        TimestampError::Syntax { offset: self.length.saturating_sub(self.rest.len()) }
    }

    /// The next byte, if it is a decimal digit.
    fn digit(&mut self) -> Option<u32> {
        let (&first, rest) = self.rest.split_first()?;
        let digit = char::from(first).to_digit(10)?;
        self.rest = rest;
        Some(digit)
    }

    fn digits(&mut self, count: usize) -> Result<u32, TimestampError> {
        let mut value = 0_u32;
        for _ in 0..count {
            let digit = self.digit().ok_or(self.syntax())?;
            value = value.saturating_mul(10).saturating_add(digit);
        }
        Ok(value)
    }

    fn byte(&mut self, expected: u8) -> Result<(), TimestampError> {
        match self.rest.split_first() {
            Some((&first, rest)) if first == expected => {
                self.rest = rest;
                Ok(())
            }
            _ => Err(self.syntax()),
        }
    }

    /// Seconds since midnight.
    fn time_of_day(&mut self) -> Result<u32, TimestampError> {
        let hour = self.digits(2)?;
        self.byte(b':')?;
        let minute = self.digits(2)?;
        self.byte(b':')?;
        let second = self.digits(2)?;
        match (hour, minute, second) {
            (24.., _, _) => Err(TimestampError::Hour { found: hour }),
            (_, 60.., _) => Err(TimestampError::Minute { found: minute }),
            // RFC 3339 §5.7 admits it; the seconds since 1970 that order events do not.
            (_, _, 60) => Err(TimestampError::LeapSecond),
            (_, _, 61..) => Err(TimestampError::Second { found: second }),
            _ => Ok(hour
                .saturating_mul(3600)
                .saturating_add(minute.saturating_mul(60))
                .saturating_add(second)),
        }
    }

    /// Nanoseconds; 0 if there is no fraction.
    fn fraction(&mut self) -> Result<u32, TimestampError> {
        if self.byte(b'.').is_err() {
            return Ok(0);
        }
        let digits = self.rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let missing = match 9_usize.checked_sub(digits) {
            None => return Err(TimestampError::FractionTooLong { digits }),
            Some(9) => return Err(self.syntax()),
            Some(missing) => missing,
        };
        let mut value = self.digits(digits)?;
        if value.is_multiple_of(10) {
            return Err(TimestampError::FractionTrailingZero);
        }
        for _ in 0..missing {
            value = value.saturating_mul(10);
        }
        Ok(value)
    }

    /// Minutes east of UTC. F2.8
    fn offset(&mut self) -> Result<i16, TimestampError> {
        if self.byte(b'Z').is_ok() {
            return Ok(0);
        }
        let west = self.byte(b'-').is_ok();
        if !west {
            self.byte(b'+')?;
        }
        let hours = self.digits(2)?;
        self.byte(b':')?;
        let minutes = self.digits(2)?;
        if hours > 23 {
            return Err(TimestampError::Hour { found: hours });
        }
        if minutes > 59 {
            return Err(TimestampError::Minute { found: minutes });
        }
        match i16::try_from(hours.saturating_mul(60).saturating_add(minutes)) {
            Ok(0) | Err(_) => Err(TimestampError::ZeroOffset),
            Ok(minutes) if west => Ok(minutes.saturating_neg()),
            Ok(minutes) => Ok(minutes),
        }
    }

    const fn end(&self) -> Result<(), TimestampError> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.syntax()) }
    }
}

/// Why a text or a number is no [`Timestamp`].
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
#[non_exhaustive]
pub enum TimestampError {
    /// The calendar has no such day.
    #[error("no such day: {year:04}-{month:02}-{day:02}")]
    Date {
        /// The year found.
        year: u32,
        /// The month found.
        month: u32,
        /// The day found.
        day: u32,
    },
    /// More digits of a second than nine.
    #[error("fraction of {digits} digits, at most 9 allowed")]
    FractionTooLong {
        /// The digits found.
        digits: usize,
    },
    /// A fraction that ends in 0, and so could be shorter.
    #[error("fraction ends in 0")]
    FractionTrailingZero,
    /// An hour above 23.
    #[error("hour {found}")]
    Hour {
        /// The hour found.
        found: u32,
    },
    /// Second 60: the record has no leap seconds.
    #[error("leap second")]
    LeapSecond,
    /// A minute above 59.
    #[error("minute {found}")]
    Minute {
        /// The minute found.
        found: u32,
    },
    /// A nanosecond above 999 999 999.
    #[error("nanosecond {found}")]
    Nanosecond {
        /// The nanosecond found.
        found: u32,
    },
    /// An offset from UTC of a day or more.
    #[error("offset of {minutes} minutes")]
    Offset {
        /// The offset found.
        minutes: i16,
    },
    /// A second above 60.
    #[error("second {found}")]
    Second {
        /// The second found.
        found: u32,
    },
    /// A text of another form than `2041-06-01T09:30:00.5+02:00`.
    #[error("not an instant from its byte {offset} on")]
    Syntax {
        /// The first byte of the text that does not fit.
        offset: usize,
    },
    /// A year outside 0000 to 9999.
    #[error("{unix_seconds} seconds from 1970 lie outside the years 0000 to 9999")]
    Year {
        /// The seconds given.
        unix_seconds: i64,
    },
    /// `+00:00` or `-00:00` where `Z` is the one form.
    #[error("zero offset not written as Z")]
    ZeroOffset,
}
