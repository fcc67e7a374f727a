"""One deadline of an instrument, applied to one request and one addressee (requests.md §10).

A clock is computed from the deadline as the catalogue words it, the acts on the sides of the request in the order of
the ledger, and the instant `now`. First the end is moved by all acts that move it; then the acts that it bounds are held
against it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from catalogue import Table
from periods import CannotBeTold, End, WorkingDays
from request import Act
from spans import Reach, day_at, reach_of, seconds_between


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
    state: str = "not_started"
    act: Act | None = None
    beside: dict = field(default_factory=dict)
    ends: tuple[End, End] | None = None  # the earliest and the latest, where they can be told
    extensions: list[Extension] = field(default_factory=list)

    @property
    def due(self) -> tuple[End, End] | None:
        """None while it stands, and where it has no end or none that can be told."""
        return None if self.state in ("suspended", "lifted") else self.ends

    @property
    def runs(self) -> bool:
        return self.state in ("due", "suspended")

    def of_report(self) -> dict:
        started = due = None
        if self.start is not None and self.start.when is not None:
            started = {"entry": self.start.index, "at": self.start.when.earliest.text}
        if self.due is not None:
            due = {"earliest": self.due[0].shown(), "latest": self.due[1].shown()}
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
    others = [act for act in acts if act is not found.start]
    try:
        course = _Course(found, given)
        for act in others:
            course.take(act)
        found.ends = course.told()
        _Bounded(found, course, others, given).decide()
    except CannotBeTold as reason:
        found.state, found.act, found.beside = "cannot_be_told", None, dict(reason.beside)
    return found


def _start(deadline: Table, acts: list[Act]) -> Act | None:
    """R10.2."""
    types = {deadline["starts"]} | ({"registered"} if deadline["starts"] == "received" else set())
    return next((act for act in acts if act.type in types and _on(act, deadline["starts_on"])), None)


def _on(act: Act, place: str) -> bool:
    return place == "any" or act.place == place


class _Course:
    """The end of the period, moved by the acts in the order of the ledger (R10.5 to R10.8, R10.11 to R10.13)."""

    def __init__(self, found: Clock, given: Circumstances) -> None:
        self.clock = found
        self.deadline = found.deadline
        self.start = found.start
        if self.start.when is None:
            raise CannotBeTold("no_start_time", entry=self.start.index)
        self.reach = reach_of(self.start.when)
        earliest, latest = self.start.when.earliest, self.start.when.latest
        self.calendar = given.calendar_of(day_at(earliest.nanos, earliest.offset))
        ends = [
            self._first_end(End(stated.offset, instant=nanos), given.time_frame)
            for stated, nanos in ((earliest, self.reach.earliest), (latest, self.reach.latest))
        ]
        # Two offsets in one span can put the later instant on the earlier day.
        self.first, self.last = sorted(ends, key=lambda each: each.nanos)
        self.cause = CannotBeTold("start_uncertain", entry=self.start.index)
        self.suspended: tuple[Act, Reach] | None = None
        self.counted = 0

    def _first_end(self, start: End, time_frame: dict | None) -> End:
        """R10.8: the period that the request states, where that ends later."""
        end = start.plus(self.deadline["amount"], self.deadline["unit"], self.calendar)
        if self.deadline["bound"] != "later_of" or time_frame is None:
            return end
        stated = start.plus(time_frame["amount"], time_frame["unit"], self.calendar)
        return stated if stated.nanos > end.nanos else end

    @property
    def due(self) -> Reach:
        ends = sorted((self.first.nanos, self.last.nanos))
        return Reach(ends[0], ends[1])

    def told(self) -> tuple[End, End]:
        """The earliest and the latest end; R10.17."""
        ends = sorted((self.first, self.last), key=lambda each: each.nanos)
        for each in ends:
            each.shown()
        return ends[0], ends[1]

    def take(self, act: Act) -> None:
        if act.type == "extended" and act.deadline == self.deadline["id"]:
            self._extend(act)
        if self.suspended is None:
            if act.type in self.deadline.get("suspended_by", []):
                self._suspend(act)
        elif act.type in self.deadline.get("resumed_by", []) and _says(act, "resumed"):
            self._resume(act)

    def relation(self, reach: Reach | None, end_counts: bool = True) -> str:
        """R10.3: `in` (not after the end), `after`, or `unclear`. R10.9: of what has to last the end does not count."""
        due = self.due
        if reach is None:
            return "unclear"
        if self.suspended is not None:
            return "in"  # R10.13
        if reach.latest < due.earliest or (end_counts and reach.latest == due.earliest):
            return "in"
        if reach.earliest > due.latest or (not end_counts and reach.earliest == due.latest):
            return "after"
        return "unclear"

    def left(self, reach: Reach | None) -> int:
        """What is left of the period, in seconds; no less than when the clock stopped, if it stands."""
        stops = [each.latest for each in (reach, self.suspended[1] if self.suspended else None) if each is not None]
        return seconds_between(min(stops), self.due.earliest)

    def _suspend(self, act: Act) -> None:
        """R10.13. Time before the start is no part of it."""
        reach = reach_of(act.when)
        relation = self.relation(reach)
        if relation == "unclear":
            raise CannotBeTold("suspension_time_unknown", entry=act.index)
        if relation == "in":
            earliest, latest = max(reach.earliest, self.reach.earliest), max(reach.latest, self.reach.latest)
            self.suspended = act, Reach(earliest, latest)

    def _resume(self, act: Act) -> None:
        """R10.13: the end moves by the length of the suspension."""
        until, (_, since) = reach_of(act.when), self.suspended
        if until is None:
            raise CannotBeTold("suspension_time_unknown", entry=act.index)
        shortest = max(0, until.earliest - since.latest)
        longest = max(0, until.latest - since.earliest)
        self.first, self.last = self.first.later_by(shortest), self.last.later_by(longest)
        if shortest != longest:
            self.cause = CannotBeTold("suspension_time_unknown", entry=act.index)
        self.suspended = None

    def _extend(self, act: Act) -> None:
        """R10.11, R10.12."""
        effect, beside = self._effect(act)
        if effect in ("counts", "unclear"):
            self.counted += 1
            amount, unit = act.period["amount"], act.period["unit"]
            if effect == "counts":
                self.first = self.first.plus(amount, unit, self.calendar)
            else:
                self.cause = CannotBeTold("extension_time_unknown", entry=act.index)
            self.last = self.last.plus(amount, unit, self.calendar)
        self.clock.extensions.append(Extension(act, effect, beside))

    def _effect(self, act: Act) -> tuple[str, dict]:
        allowed = self.deadline.get("extension")
        if allowed is None:
            return "not_allowed", {}
        if "times" in allowed and self.counted >= allowed["times"]:
            return "surplus", {"times": allowed["times"]}
        if "amount" in allowed and self._is_longer(act.period, allowed):
            return "too_long", {"allowed_amount": allowed["amount"], "allowed_unit": allowed["unit"]}
        reach = reach_of(act.when)
        relation = self.relation(reach)
        if relation == "after":
            return "late", {"by_seconds": seconds_between(self.due.latest, reach.earliest)}
        return ("counts" if relation == "in" else "unclear"), {}

    def _is_longer(self, period: dict, allowed: Table) -> bool:
        """R10.11: in another unit, one that would end later; beyond R10.17 it is longer, whatever is allowed."""
        if period["unit"] == allowed["unit"]:
            return period["amount"] > allowed["amount"]
        furthest = self.last.plus(allowed["amount"], allowed["unit"], self.calendar).nanos
        try:
            return self.last.plus(period["amount"], period["unit"], self.calendar).nanos > furthest
        except CannotBeTold as reason:
            if reason.beside["reason"] == "out_of_range":
                return True
            raise


class _Bounded:
    """The acts that a period bounds, held against its end behind all entries (R10.7, R10.9, R10.14 to R10.16)."""

    def __init__(self, found: Clock, course: _Course, acts: list[Act], given: Circumstances) -> None:
        self.clock = found
        self.deadline = found.deadline
        self.course = course
        self.now = given.now
        lifting = [act for act in acts if act.type in self.deadline.get("lifted_by", [])]
        lifting = [act for act in lifting if _says(act, "production_requested")]
        sure = [act.index for act in lifting if course.relation(reach_of(act.when)) == "in"]
        if given.followed_at is not None:
            sure.append(given.followed_at)
        self.sure_lift = min(sure, default=None)
        unsure = [act.index for act in lifting if course.relation(reach_of(act.when)) == "unclear"]
        self.unsure_lift = min(unsure, default=None)
        self.lasts = self.deadline["bound"] == "at_least"
        self.meeting: dict[str, Act] = {}  # the first of each relation to the end
        for act in acts:
            if act.type in self.deadline["met_by"] and _on(act, self.deadline["met_on"]) and _meets(act):
                if not (self.lasts and act.index < found.start.index):
                    self.meeting.setdefault(course.relation(reach_of(act.when), not self.lasts), act)

    def decide(self) -> None:
        """R10.23: the first that tells the state."""
        late = self.meeting.get("after")
        if self._by_act() or (not self._stands(late) and self._by_lift()):
            return
        if "unclear" in self.meeting:
            raise self._unclear(self.meeting["unclear"])
        if self.course.suspended is not None:
            act, _ = self.course.suspended
            return self._is("suspended", since=act.index, left_seconds=self.course.left(None))
        due = self.course.due
        if late is not None:
            by = seconds_between(due.latest, reach_of(late.when).earliest)
            return self._ended() if self.lasts else self._passed(late, by)
        if self.now < due.earliest or (self.now == due.earliest and not self.lasts):
            return self._is("due", left_seconds=seconds_between(self.now, due.earliest))
        if self.now < due.latest or (self.now == due.latest and not self.lasts):
            raise self.course.cause
        return self._ended() if self.lasts else self._passed(None, seconds_between(due.latest, self.now))

    def _is(self, state: str, act: Act | None = None, **beside) -> None:
        self.clock.state, self.clock.act, self.clock.beside = state, act, beside

    def _by_act(self) -> bool:
        """R10.7, R10.9; R10.23: what met or missed it in an entry before the one that lifts stands."""
        act = self.meeting.get("in")
        if act is not None and _before(act, self.sure_lift) and not (self.lasts and not _before(act, self.unsure_lift)):
            left = self.course.left(reach_of(act.when))
            if self.lasts:
                self._is("missed", act, by_seconds=left, entry=act.index)
            else:
                self._is("met", act, entry=act.index, at=act.when.latest.text, left_seconds=left)
            return True
        return False

    def _stands(self, late: Act | None) -> bool:
        """R10.23: what missed it in an entry before the one that lifts stands."""
        if late is None or self.lasts or self.deadline["on_expiry"] != "overdue":
            return False
        return _before(late, self.sure_lift) and _before(late, self.unsure_lift)

    def _by_lift(self) -> bool:
        """R10.14."""
        if self.sure_lift is not None:
            self._is("lifted", entry=self.sure_lift)
        elif self.unsure_lift is not None:
            raise CannotBeTold("act_time_unknown", entry=self.unsure_lift)
        return self.sure_lift is not None

    def _unclear(self, act: Act) -> CannotBeTold:
        """R10.3: the entry whose time is not exact enough."""
        if act.when is None or self.course.due.exact:
            return CannotBeTold("act_time_unknown", entry=act.index)
        return self.course.cause

    def _ended(self) -> None:
        """R10.9."""
        self._is("ended", at=self.clock.ends[1].shown())

    def _passed(self, late: Act | None, by: int) -> None:
        """R10.15."""
        entry = late.index if late is not None else None
        expiry = self.deadline["on_expiry"]
        if expiry == "overdue":
            return self._is("missed", late, by_seconds=by, entry=entry)
        self._is("lapsed" if expiry == "lapse" else "escalated", late, at=self.clock.ends[1].shown(), late=entry)


def _before(act: Act, index: int | None) -> bool:
    return index is None or act.index < index


def _says(act: Act, what: str) -> bool:
    """R10.10: a confirmation lifts or resumes only when it says so; of another type every act does."""
    return act.type != "confirmed" or act.what == what


def _meets(act: Act) -> bool:
    """R10.10."""
    if act.type == "confirmed":
        return act.what not in ("production_requested", "resumed")
    return act.type != "produced" or act.extent == "complete"
