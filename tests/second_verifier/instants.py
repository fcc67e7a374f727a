"""Instants, and what an event says of its time (F2.7 to F2.9, F4.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

_FORM = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]{0,8}[1-9]))?(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)
NANOS = 1_000_000_000
LATEST = 253_402_300_799  # the last second of F2.7, after 1970


@dataclass(frozen=True, order=True, slots=True)
class Instant:
    """A point in time. Compared as one; the offset says what a clock on the wall showed (F2.9)."""

    nanos: int
    offset: int = field(compare=False)
    text: str = field(compare=False)

    @staticmethod
    def parse(text: str) -> Instant:
        """Refuses with ValueError what F2.7 and F2.8 refuse."""
        return _parse(text)

    @staticmethod
    def at(nanos: int) -> Instant:
        """So many nanoseconds after 1970, in UTC."""
        seconds, fraction = divmod(nanos, NANOS)
        days, second = divmod(seconds, 86_400)
        year, month, day = _date(days)
        text = f"{year:04}-{month:02}-{day:02}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
        digits = f".{fraction:09}".rstrip("0").rstrip(".")
        return Instant.parse(f"{text}{digits}Z")


@lru_cache(maxsize=65_536)
def _parse(text: str) -> Instant:
    form = _FORM.fullmatch(text)
    if form is None:
        raise ValueError(f"{text!r} is no instant of F2.7")
    year, month, day, hour, minute, second = (int(form[group]) for group in range(1, 7))
    if not 1 <= month <= 12 or not 1 <= day <= _days_in(year, month):
        raise ValueError(f"{text!r} names a day that does not exist")
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError(f"{text!r} names a time that does not exist")
    offset = 0
    if form[8]:
        if int(form[9]) > 23 or int(form[10]) > 59:
            raise ValueError(f"{text!r} has no offset of F2.7")
        offset = (int(form[9]) * 60 + int(form[10])) * 60 * (-1 if form[8] == "-" else 1)
        if form[9] == "00" and form[10] == "00":
            raise ValueError(f"{text!r}: an offset of zero is written Z (F2.8)")
    seconds = days_since_1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset
    fraction = int((form[7] or "").ljust(9, "0"))
    return Instant(seconds * NANOS + fraction, offset, text)


def _days_in(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def days_since_1970(year: int, month: int, day: int) -> int:
    """Days of the proleptic Gregorian calendar, year 0 included. March counts as the first month, so a leap day ends a year."""
    if month <= 2:
        year -= 1
    months = (month + 9) % 12
    before = 365 * year + year // 4 - year // 100 + year // 400
    return before + (153 * months + 2) // 5 + day - 1 - 719_468


@dataclass(frozen=True, slots=True)
class Stated:
    """When an act happened, as its signer states it. Without the uncertainty, which is in seconds."""

    earliest: Instant
    latest: Instant
    uncertainty: int


def stated(event: dict) -> Stated | None:
    """What `at` of an event says, or None where it says that nobody knows."""
    at = event["at"]
    time = at["time"]
    if time is None:
        return None
    first, last = (time, time) if isinstance(time, str) else time
    return Stated(Instant.parse(first), Instant.parse(last), at.get("uncertainty", 0))


def _date(days: int) -> tuple[int, int, int]:
    """The day of the proleptic Gregorian calendar that is so many days after 1970-01-01."""
    days += 719_468
    era, of_era = divmod(days, 146_097)
    year = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * of_year + 2) // 153
    day = of_year - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + 400 * era + (1 if month <= 2 else 0), month, day
