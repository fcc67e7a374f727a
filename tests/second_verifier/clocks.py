"""One deadline of an instrument, applied to one request and one addressee (requests.md §10).

A clock is computed from the deadline as the catalogue words it, the acts on the sides of the request in the order of
the ledger, and the instant `now`. Times are reckoned in nanoseconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from catalogue import Table
from periods import CannotBeTold, WorkingDays, end_from_end, end_from_start
from request import Act
from spans import SECOND, written


@dataclass(frozen=True)
class End:
    """From the earliest to the latest instant at which a period can end, and whose time leaves it open (R10.3)."""

    earliest: int
    latest: int
    cause: CannotBeTold | None = None


@dataclass
class Extension:
    """What became of one extension (R10.11)."""

    act: Act
    effect: str
    beside: dict = field(default_factory=dict)

    def of_report(self) -> dict:
        period = {"amount": self.act.period["amount"], "unit": self.act.period["unit"]}
        return {"entry": self.act.index, **period, "effect": self.effect, **self.beside}


@dataclass
class Clock:
    """A deadline and its state. `act` is the act that met or missed it, `beside` what the report says of the state."""

    deadline: Table
    addressee: str | None
    start: Act | None = None
    end: End | None = None
    state: str = "not_started"
    act: Act | None = None
    beside: dict = field(default_factory=dict)
    extensions: list[Extension] = field(default_factory=list)

    @property
    def runs(self) -> bool:
        return self.state in ("due", "suspended")

    def end_at(self, nanos: int) -> str:
        """An end as the report writes it: at the offset of the start (R10.5)."""
        return written(nanos, self.start.when.earliest.offset)

    def of_report(self) -> dict:
        started = due = None
        if self.start is not None and self.start.when is not None:
            started = {"entry": self.start.index, "at": str(self.start.when.earliest)}
        if self.end is not None and self.state not in ("suspended", "lifted"):
            due = {"earliest": self.end_at(self.end.earliest), "latest": self.end_at(self.end.latest)}
        return {
            "addressee": self.addressee,
            "deadline": self.deadline["id"],
            "paragraph": self.deadline["paragraph"],
            "bound": self.deadline["bound"],
            "certainty": self.deadline["certainty"],
            "starts_certainty": self.deadline["starts_certainty"],
            "started": started,
            "due": due,
            "state": self.state,
            **self.beside,
            "extensions": [each.of_report() for each in self.extensions],
        }


@dataclass(frozen=True)
class Circumstances:
    """What a clock counts with beside the deadline and the acts."""

    now: int
    calendar_of: Callable[[int], WorkingDays | None]  # for the day of the start (R10.20)
    time_frame: dict | None
    followed_at: int | None  # the index of the entry of the request that follows this one (R10.21)


def clock(deadline: Table, addressee: str | None, acts: list[Act], given: Circumstances) -> Clock:
    """R10.2 to R10.17."""
    found = Clock(deadline, addressee, start=_start(deadline, acts))
    if found.start is None:
        return found
    if found.start.when is None:
        return _untold(found, CannotBeTold("no_start_time", entry=found.start.index))
    calendar = given.calendar_of(found.start.when.earliest.day)
    try:
        found.end = _first_end(deadline, found.start, calendar, given.time_frame)
        _Course(found, calendar, given).run(acts)
    except CannotBeTold as reason:
        found.end = None
        return _untold(found, reason)
    return found


def _untold(found: Clock, reason: CannotBeTold) -> Clock:
    found.state, found.act, found.beside = "cannot_be_told", None, dict(reason.beside)
    return found


def _start(deadline: Table, acts: list[Act]) -> Act | None:
    """R10.2."""
    types = {deadline["starts"]} | ({"registered"} if deadline["starts"] == "received" else set())
    return next((act for act in acts if act.type in types and _on(act, deadline["starts_on"])), None)


def _on(act: Act, place: str) -> bool:
    return place == "any" or act.place == place


def _first_end(deadline: Table, start: Act, calendar: WorkingDays | None, time_frame: dict | None) -> End:
    """R10.3 to R10.6; R10.8: the period that the request states, where that ends later."""
    periods = [(deadline["amount"], deadline["unit"])]
    if deadline["bound"] == "later_of" and time_frame is not None:
        periods.append((time_frame["amount"], time_frame["unit"]))
    ends = [
        max(end_from_start(moment.nanos, moment.offset, amount, unit, calendar) for amount, unit in periods)
        for moment in (start.when.earliest, start.when.latest)
    ]
    cause = None if ends[0] == ends[1] else CannotBeTold("start_uncertain", entry=start.index)
    return End(min(ends), max(ends), cause)


class _Course:
    """Takes the acts in the order of the ledger and moves the end (R10.7 to R10.16)."""

    def __init__(self, found: Clock, calendar: WorkingDays | None, given: Circumstances) -> None:
        self.clock = found
        self.calendar = calendar
        self.given = given
        self.counted = 0  # extensions that count
        self.suspended: Act | None = None
        self.late: Act | None = None
        self.unclear: CannotBeTold | None = None

    def run(self, acts: list[Act]) -> None:
        followed = self.given.followed_at
        for act in acts:
            if followed is not None and act.index > followed:
                self._lift(followed)
            self._take(act)
        if followed is not None:
            self._lift(followed)
        if not self._decided:
            self._now()

    @property
    def _decided(self) -> bool:
        return self.clock.state != "not_started"

    def _decide(self, state: str, act: Act | None = None, **beside) -> None:
        self.clock.state, self.clock.act, self.clock.beside = state, act, beside

    def _take(self, act: Act) -> None:
        deadline = self.clock.deadline
        if act.type == "extended" and act.deadline == deadline["id"]:
            self._extend(act)
        if self._decided:
            return
        if self.suspended is None and act.type in deadline.get("suspended_by", []) and act.type != "confirmed":
            self._suspend(act)
        elif self.suspended is not None and act.type in deadline.get("resumed_by", []) and _says(act, "resumed"):
            self._resume(act)
        if act.type in deadline.get("lifted_by", []) and _says(act, "production_requested"):
            relation = self._relation(act)
            if relation is None:
                self.unclear = self.unclear or self._between(act)
            elif relation == "in":
                self._lift(act.index)
        if act.type in deadline["met_by"] and _on(act, deadline["met_on"]) and _meets(act):
            (self._ends_early if deadline["bound"] == "at_least" else self._meet)(act)

    def _relation(self, act: Act) -> str | None:
        """R10.3: `in` not after the end, `after` it, None where it cannot be told."""
        if act.when is None:
            return None
        if self.suspended is not None or act.when.latest.nanos <= self.clock.end.earliest:
            return "in"
        return "after" if act.when.earliest.nanos > self.clock.end.latest else None

    def _between(self, act: Act) -> CannotBeTold:
        """R10.3: the entry whose time is not exact enough."""
        if act.when is None or not act.when.exact or self.clock.end.cause is None:
            return CannotBeTold("act_time_unknown", entry=act.index)
        return self.clock.end.cause

    def _meet(self, act: Act) -> None:
        """R10.7."""
        relation = self._relation(act)
        if relation == "in":
            stands_at = self.suspended.when.latest.nanos if self.suspended else act.when.latest.nanos
            left = _seconds(self.clock.end.earliest - stands_at)
            self._decide("met", act, entry=act.index, at=str(act.when.earliest), left_seconds=left)
        elif relation == "after":
            self.late = self.late or act
        else:
            self.unclear = self.unclear or self._between(act)

    def _ends_early(self, act: Act) -> None:
        """R10.9."""
        if act.index <= self.clock.start.index:
            return
        if act.when is None:
            self.unclear = self.unclear or self._between(act)
        elif self.suspended is not None or act.when.latest.nanos < self.clock.end.earliest:
            left = self.clock.end.earliest - act.when.latest.nanos
            self._decide("missed", act, by_seconds=_seconds(left), entry=act.index)
        elif act.when.earliest.nanos < self.clock.end.latest:
            self.unclear = self.unclear or self._between(act)

    def _lift(self, index: int) -> None:
        """R10.14. What missed it in an earlier entry stands."""
        if not self._decided and self.late is None and self.unclear is None:
            self._decide("lifted", entry=index)

    def _suspend(self, act: Act) -> None:
        """R10.13."""
        relation = self._relation(act)
        if relation is None:
            raise CannotBeTold("suspension_time_unknown", entry=act.index)
        if relation == "in":
            self.suspended = act

    def _resume(self, act: Act) -> None:
        """R10.13: the end moves by the length of the suspension, without the time before the start."""
        if act.when is None:
            raise CannotBeTold("suspension_time_unknown", entry=act.index)
        since, start, end = self.suspended.when, self.clock.start.when, self.clock.end
        least = max(0, act.when.earliest.nanos - max(since.latest.nanos, start.latest.nanos))
        most = max(0, act.when.latest.nanos - max(since.earliest.nanos, start.earliest.nanos))
        cause = end.cause
        if cause is None and least != most:
            unsure = act if since.exact else self.suspended
            cause = CannotBeTold("suspension_time_unknown", entry=unsure.index)
        self.clock.end = End(end.earliest + least, end.latest + most, cause)
        self.suspended = None

    def _extend(self, act: Act) -> None:
        """R10.11, R10.12."""
        effect, beside = self._refusal(act)
        self.clock.extensions.append(Extension(act, effect, beside))
        if effect not in ("counts", "unclear"):
            return
        self.counted += 1
        end = self.clock.end
        latest = self._extended(end.latest, act.period)
        if effect == "counts":
            self.clock.end = End(self._extended(end.earliest, act.period), latest, end.cause)
        else:
            unclear = CannotBeTold("extension_time_unknown", entry=act.index)
            self.clock.end = End(end.earliest, latest, end.cause or unclear)

    def _refusal(self, act: Act) -> tuple[str, dict]:
        allowed = self.clock.deadline.get("extension")
        if allowed is None:
            return "not_allowed", {}
        if self.counted >= allowed.get("times", self.counted + 1):
            return "surplus", {"times": allowed["times"]}
        if "amount" in allowed and self._too_long(act.period, allowed):
            return "too_long", {"allowed_amount": allowed["amount"], "allowed_unit": allowed["unit"]}
        relation = self._relation(act)
        if relation == "after":
            return "late", {"by_seconds": _seconds(act.when.earliest.nanos - self.clock.end.latest)}
        return ("counts" if relation == "in" else "unclear"), {}

    def _too_long(self, period: dict, allowed: Table) -> bool:
        if period["unit"] == allowed["unit"]:
            return period["amount"] > allowed["amount"]
        latest = self.clock.end.latest
        return self._extended(latest, period) > self._extended(latest, allowed)

    def _extended(self, nanos: int, period: dict) -> int:
        offset = self.clock.start.when.earliest.offset
        return end_from_end(nanos, offset, period["amount"], period["unit"], self.calendar)

    def _now(self) -> None:
        """R10.7, R10.9, R10.15, R10.16: what no act decided."""
        now, end = self.given.now, self.clock.end
        if self.suspended is not None:
            left = _seconds(end.earliest - self.suspended.when.latest.nanos)
            return self._decide("suspended", since=self.suspended.index, left_seconds=left)
        if self.unclear is not None:
            return self._decide("cannot_be_told", **self.unclear.beside)
        if self.late is not None:
            return self._passed(self.late, self.late.when.earliest.nanos - end.latest)
        at_least = self.clock.deadline["bound"] == "at_least"
        if now < end.earliest or (now == end.earliest and not at_least):
            return self._decide("due", left_seconds=_seconds(end.earliest - now))
        if now > end.latest or (now == end.latest and at_least):
            if at_least:
                return self._decide("ended", at=self.clock.end_at(end.latest))
            return self._passed(None, now - end.latest)
        return self._decide("cannot_be_told", **end.cause.beside)

    def _passed(self, late: Act | None, by: int) -> None:
        """R10.15."""
        entry = late.index if late else None
        expiry = self.clock.deadline["on_expiry"]
        if expiry == "overdue":
            return self._decide("missed", late, by_seconds=_seconds(by), entry=entry)
        state = "lapsed" if expiry == "lapse" else "escalated"
        return self._decide(state, late, at=self.clock.end_at(self.clock.end.latest), late=entry)


def _says(act: Act, what: str) -> bool:
    """R10.10: a confirmation lifts or resumes only when it says so; of another type every act does."""
    return act.type != "confirmed" or act.what == what


def _meets(act: Act) -> bool:
    """R10.10."""
    if act.type == "confirmed":
        return act.what not in ("production_requested", "resumed")
    return act.type != "produced" or act.extent == "complete"


def _seconds(nanos: int) -> int:
    return nanos // SECOND

