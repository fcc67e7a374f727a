//! Moments without an offset, and the lengths between them.

use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::encoding::Timestamp;
use crate::event::When;

const NANOSECONDS: i128 = 1_000_000_000;

/// How long something lasts, or lies ahead or behind.
///
/// As a text it has the two largest units, rounded down: `9 days 3 hours`. As data it is whole
/// seconds, rounded down.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Span(Duration);

impl Span {
    /// This long.
    #[must_use]
    pub const fn new(length: Duration) -> Self {
        Self(length)
    }

    /// The length.
    #[must_use]
    pub const fn duration(&self) -> Duration {
        self.0
    }

    /// From one moment to a later one; nothing when it is not later.
    pub(super) fn between(from: Moment, to: Moment) -> Self {
        let nanoseconds = from.until(to).max(0);
        let seconds = nanoseconds.div_euclid(NANOSECONDS);
        let rest = nanoseconds.rem_euclid(NANOSECONDS);
        // Stated uncertainties can make a moment earlier or later than any text says.
        let seconds = u64::try_from(seconds).unwrap_or(u64::MAX);
        Self(Duration::new(seconds, u32::try_from(rest).unwrap_or_default()))
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        let units = [
            (seconds / 86_400, "day"),
            (seconds / 3600 % 24, "hour"),
            (seconds / 60 % 60, "minute"),
            (seconds % 60, "second"),
        ];
        let mut units = units.into_iter().skip_while(|(count, _)| *count == 0);
        let Some((count, unit)) = units.next() else {
            return f.write_str(if self.0.is_zero() { "no time" } else { "less than a second" });
        };
        write!(f, "{count} {unit}{}", plural(count))?;
        match units.next() {
            Some((count @ 1.., unit)) => write!(f, " {count} {unit}{}", plural(count)),
            Some((0, _)) | None => Ok(()),
        }
    }
}

const fn plural(count: u64) -> &'static str {
    if count == 1 { "" } else { "s" }
}

impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0.as_secs())
    }
}

/// A point in time, in nanoseconds from 1970 in UTC.
///
/// It is wide enough for any instant and any sum of stated uncertainties, so that only what is shown
/// can be out of range.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) struct Moment(i128);

impl Moment {
    pub(super) fn of(at: Timestamp) -> Self {
        Self(nanoseconds(at.unix_seconds()).saturating_add(i128::from(at.nanosecond())))
    }

    /// Nanoseconds from here to there.
    pub(super) const fn until(self, other: Self) -> i128 {
        other.0.saturating_sub(self.0)
    }

    pub(super) const fn plus(self, nanoseconds: i128) -> Self {
        Self(self.0.saturating_add(nanoseconds))
    }

    pub(super) fn plus_hours(self, hours: u32) -> Self {
        self.plus(nanoseconds(hours).saturating_mul(3600))
    }

    /// As a clock at this offset shows it; none outside the years 0 to 9999. R10.17
    pub(super) fn at_offset(self, offset_minutes: i16) -> Option<Timestamp> {
        let seconds = i64::try_from(self.0.div_euclid(NANOSECONDS)).ok()?;
        let rest = u32::try_from(self.0.rem_euclid(NANOSECONDS)).ok()?;
        Timestamp::from_unix(seconds, rest, offset_minutes).ok()
    }
}

fn nanoseconds(seconds: impl Into<i128>) -> i128 {
    seconds.into().saturating_mul(NANOSECONDS)
}

/// From the earliest to the latest moment that is meant.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Reach {
    pub(super) earliest: Moment,
    pub(super) latest: Moment,
}

impl Reach {
    /// What a stated time reaches over; none when it is not known.
    pub(super) fn of(when: When, uncertainty: Option<u64>) -> Option<Self> {
        let around = nanoseconds(uncertainty.unwrap_or_default());
        Some(Self {
            earliest: Moment::of(when.earliest()?).plus(around.saturating_neg()),
            latest: Moment::of(when.latest()?).plus(around),
        })
    }

    /// Both ends, in order.
    pub(super) fn over(one: Moment, other: Moment) -> Self {
        Self { earliest: one.min(other), latest: one.max(other) }
    }

    pub(super) fn is_exact(self) -> bool {
        self.earliest == self.latest
    }

    /// The same, with nothing of it before `floor`.
    pub(super) fn not_before(self, floor: Self) -> Self {
        Self { earliest: self.earliest.max(floor.earliest), latest: self.latest.max(floor.latest) }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Moment, Reach, Span};
    use crate::event::When;

    #[test]
    fn a_span_is_told_in_its_two_largest_units() {
        let told = [
            (0, "no time"),
            (1, "1 second"),
            (61, "1 minute 1 second"),
            (7500, "2 hours 5 minutes"),
            (7200, "2 hours"),
            (86_400 + 59, "1 day"),
            (9 * 86_400 + 3 * 3600 + 1, "9 days 3 hours"),
        ];
        for (seconds, text) in told {
            assert_eq!(Span::new(Duration::from_secs(seconds)).to_string(), text);
        }
        assert_eq!(Span::new(Duration::from_nanos(1)).to_string(), "less than a second");
    }

    #[test]
    fn the_largest_uncertainty_does_not_overflow() {
        let at = "9999-12-31T23:59:59.999999999Z".parse().unwrap();
        let reach = Reach::of(When::Instant(at), Some(u64::MAX)).unwrap();
        assert!(reach.earliest < Moment::of(at) && Moment::of(at) < reach.latest);
        assert_eq!(reach.latest.at_offset(0), None);
        assert_eq!(Span::between(reach.earliest, reach.latest).duration().as_secs(), u64::MAX);
    }
}
