"""Where a period ends: hours, days of the calendar, days of work (R10.4 to R10.6, R10.12, R10.13, R10.20)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from catalogue import Catalogue
from instants import days_since_1970
from spans import SECOND, day_at, in_range, midnight_after, written, written_day

WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
LAST_DAY = days_since_1970(9_999, 12, 31)


class CannotBeTold(Exception):
    """What cannot be told of a clock, with the reason as the report words it (verification §4)."""

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

    def day_behind(self, day: int, count: int) -> int:
        """The day of work that is `count` of them behind a day (R10.6)."""
        while count > 0:
            day += 1
            if not self.first <= day <= self.last:
                raise CannotBeTold("calendar_ends", jurisdiction=self.jurisdiction, day=written_day(day))
            count -= self.works_on(day)
        return day


def number_of(date) -> int:
    """A day of the catalogue as a number of days."""
    return days_since_1970(date.year, date.month, date.day)


def working_days(catalogue: Catalogue, jurisdiction: str | None, day: int) -> WorkingDays | None:
    """R10.20: the calendar for a jurisdiction and the day of a start, with those that go on where it ends."""
    first = _covering(catalogue, jurisdiction, day)
    if first is None:
        return None
    found = WorkingDays(jurisdiction, number_of(first["from"]), number_of(first["to"]), set(first["weekend"]))
    found.holidays = {number_of(each) for each in first.get("holidays", [])}
    following = _covering(catalogue, jurisdiction, found.last + 1)
    while following is not None and set(following["weekend"]) == found.weekend:
        found.holidays |= {number_of(each) for each in following.get("holidays", []) if number_of(each) > found.last}
        found.last = number_of(following["to"])
        following = _covering(catalogue, jurisdiction, found.last + 1)
    return found


def _covering(catalogue: Catalogue, jurisdiction: str | None, day: int) -> dict | None:
    """Of several calendars for a day the one that lasts longest, and of those the one read last."""
    found = None
    for each in catalogue.calendar:
        if each["jurisdiction"] == jurisdiction and number_of(each["from"]) <= day <= number_of(each["to"]):
            if found is None or each["to"] >= found["to"]:
                found = each
    return found


@dataclass(frozen=True)
class End:
    """Where a period ends, in a form that can be made longer: 24:00 of a day, or an instant, and how long it stood."""

    offset: int
    day: int | None = None
    instant: int = 0
    stood: int = 0  # nanoseconds (R10.13)

    @property
    def nanos(self) -> int:
        return self._without_stops() + self.stood

    def _without_stops(self) -> int:
        if self.day is None:
            return self.instant
        if self.day >= LAST_DAY:
            raise CannotBeTold("out_of_range")  # R10.17
        return midnight_after(self.day, self.offset)

    def shown(self) -> str:
        """As a clock at the offset shows it (R10.17)."""
        if not in_range(self.nanos, self.offset):
            raise CannotBeTold("out_of_range")
        return written(self.nanos, self.offset)

    def later_by(self, nanos: int) -> "End":
        return replace(self, stood=self.stood + nanos)

    def plus(self, amount: int, unit: str, calendar: WorkingDays | None) -> "End":
        """R10.4 to R10.6, R10.12: the end of a period that begins here."""
        if unit == "hours":
            return replace(self, day=None, instant=self._without_stops() + amount * 3600 * SECOND)
        if self.day is not None:
            from_day, stood = self.day, self.stood
        else:
            self.shown()
            from_day, stood = day_at(self.nanos, self.offset), 0
        if unit == "working_days":
            if calendar is None:
                raise CannotBeTold("no_calendar")
            last = calendar.day_behind(from_day, amount)
        else:
            last = from_day + amount
        if last > LAST_DAY:
            raise CannotBeTold("out_of_range")
        return End(self.offset, day=last, stood=stood)
