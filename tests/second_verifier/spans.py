"""Lengths of time in nanoseconds, days of the calendar at an offset, and how both are written.

`datetime` has no year 0 and no nanoseconds, so days are counted here: days since 1970-01-01 of the proleptic
Gregorian calendar.
"""

from __future__ import annotations

from dataclasses import dataclass

from instants import Stated, days_since_1970

SECOND = 1_000_000_000
DAY = 86_400 * SECOND


@dataclass(frozen=True)
class Reach:
    """From the earliest to the latest instant that an act can have been at, or a period can end at (R10.3)."""

    earliest: int
    latest: int

    @property
    def exact(self) -> bool:
        return self.earliest == self.latest


def reach_of(stated: Stated | None) -> Reach | None:
    """R10.3: the uncertainty widens what is stated on both sides."""
    if stated is None:
        return None
    give = stated.uncertainty * SECOND
    return Reach(stated.earliest.nanos - give, stated.latest.nanos + give)


def seconds_between(earlier: int, later: int) -> int:
    """Whole seconds, rounded down; none where the second instant is not the later one."""
    return max(0, later - earlier) // SECOND


def day_at(nanos: int, offset: int) -> int:
    """The day that a calendar on the wall shows at an instant."""
    return (nanos + offset * SECOND) // DAY


def midnight_after(day: int, offset: int) -> int:
    """24:00 of a day at an offset, which is 00:00 of the day behind it (R10.5)."""
    return (day + 1) * DAY - offset * SECOND


def date_of(days: int) -> tuple[int, int, int]:
    """Year, month and day of a number of days from 1970-01-01."""
    era, day_of_era = divmod(days + 719_468, 146_097)
    year_of_era = (day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    return era * 400 + year_of_era + (month <= 2), month, day_of_year - (153 * shifted_month + 2) // 5 + 1


def written_day(days: int) -> str:
    return "%04d-%02d-%02d" % date_of(days)


def written(nanos: int, offset: int) -> str:
    """An instant in the form of F2.7, at an offset."""
    days, rest = divmod(nanos + offset * SECOND, DAY)
    seconds, fraction = divmod(rest, SECOND)
    clock = "%02d:%02d:%02d" % (seconds // 3600, seconds // 60 % 60, seconds % 60)
    decimals = ("." + str(fraction).zfill(9).rstrip("0")) if fraction else ""
    if offset == 0:
        zone = "Z"
    else:
        zone = "%s%02d:%02d" % ("+" if offset > 0 else "-", abs(offset) // 3600, abs(offset) // 60 % 60)
    return f"{written_day(days)}T{clock}{decimals}{zone}"


FIRST = days_since_1970(0, 1, 1) * DAY
BEYOND = days_since_1970(10_000, 1, 1) * DAY


def in_range(nanos: int, offset: int) -> bool:
    """Whether an instant can be written: years 0000 to 9999 at its offset (R10.17)."""
    return FIRST <= nanos + offset * SECOND < BEYOND
