"""Where a period ends: hours, days of the calendar, days of work (R10.4 to R10.6, R10.12, R10.20)."""

from __future__ import annotations

from dataclasses import dataclass, field

from catalogue import Catalogue
from instants import days_since_1970
from spans import SECOND, in_range, midnight_after, written_day

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class CannotBeTold(Exception):
    """An end that cannot be told, with the reason as the report words it (verification §4)."""

    def __init__(self, reason: str, **beside) -> None:
        super().__init__(reason)
        self.beside = {"reason": reason, **beside}


@dataclass
class WorkingDays:
    """Which days are worked on in one jurisdiction, over the days that its calendars cover."""

    jurisdiction: str
    first: int
    last: int
    weekend: set[str]
    holidays: set[int] = field(default_factory=set)

    def works_on(self, day: int) -> bool:
        return WEEKDAYS[(day + 3) % 7] not in self.weekend and day not in self.holidays


def number_of(date) -> int:
    """A day of the catalogue as a number of days."""
    return days_since_1970(date.year, date.month, date.day)


def working_days(catalogue: Catalogue, jurisdiction: str | None, day: int) -> WorkingDays | None:
    """R10.20: the calendar for a jurisdiction and the day of a start, with those that go on where it ends."""
    of_there = [each for each in catalogue.calendar if each["jurisdiction"] == jurisdiction]
    first = _lasting_longest([each for each in of_there if number_of(each["from"]) <= day <= number_of(each["to"])])
    if first is None:
        return None
    found = WorkingDays(jurisdiction, number_of(first["from"]), number_of(first["to"]), set(first["weekend"]))
    following: dict | None = first
    while following is not None:
        before = found.last if following is not first else found.first - 1
        found.last = number_of(following["to"])
        found.holidays |= {number_of(each) for each in following.get("holidays", []) if number_of(each) > before}
        following = _lasting_longest(
            [
                each
                for each in of_there
                if set(each["weekend"]) == found.weekend
                and number_of(each["from"]) <= found.last + 1 <= number_of(each["to"])
            ]
        )
    return found


def _lasting_longest(calendars: list[dict]) -> dict | None:
    return max(calendars, key=lambda each: each["to"], default=None)


def end_from_start(nanos: int, offset: int, amount: int, unit: str, calendar: WorkingDays | None) -> int:
    """R10.4 to R10.6: the end of a period that begins with an act at an instant."""
    if unit == "hours":
        return _told(nanos + amount * 3600 * SECOND, offset)
    return _days_after((nanos + offset * SECOND) // (86_400 * SECOND), offset, amount, unit, calendar)


def end_from_end(nanos: int, offset: int, amount: int, unit: str, calendar: WorkingDays | None) -> int:
    """R10.12: the end of a period that begins where another one ended. 00:00 is 24:00 of the day before."""
    if unit == "hours":
        return _told(nanos + amount * 3600 * SECOND, offset)
    if amount == 0:
        return nanos
    return _days_after((nanos - 1 + offset * SECOND) // (86_400 * SECOND), offset, amount, unit, calendar)


def _days_after(day: int, offset: int, amount: int, unit: str, calendar: WorkingDays | None) -> int:
    """24:00 of the last of `amount` days behind a day that does not count."""
    if unit == "calendar_days":
        return _told(midnight_after(day + amount, offset), offset)
    if calendar is None:
        raise CannotBeTold("no_calendar")
    while amount > 0:
        day += 1
        if not calendar.first <= day <= calendar.last:
            raise CannotBeTold("calendar_ends", jurisdiction=calendar.jurisdiction, day=written_day(calendar.last))
        amount -= calendar.works_on(day)
    return _told(midnight_after(day, offset), offset)


def _told(nanos: int, offset: int) -> int:
    """R10.17."""
    if not in_range(nanos, offset):
        raise CannotBeTold("out_of_range")
    return nanos
