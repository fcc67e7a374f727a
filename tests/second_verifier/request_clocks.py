"""Which clocks a request has (R10.1, R10.18 to R10.21) and what is said of them (the table of §10, R10.22)."""

from __future__ import annotations

import ids
from catalogue import Table
from clocks import Circumstances, Clock, clock
from findings import Finding
from periods import WorkingDays, working_days
from request import Request, Side
from world import World, at_end, of_article, provision


def clocks_of(request: Request, world: World, now: int | None = None) -> list[Clock]:
    """The clocks of a request, by the order of the deadlines, at an instant or else at the `now` of the report."""
    instrument = world.instrument(request)
    if instrument is None:
        return []
    now = world.now.nanos if now is None else now
    return [
        each
        for deadline in instrument.get("deadline", [])
        if applies(deadline, request, world)
        for each in _of_deadline(deadline, request, world, now)
    ]


def applies(deadline: Table, request: Request, world: World) -> bool:
    """R10.1, R10.19."""
    terms = request.terms
    if deadline.get("urgency", terms["urgency"]) != terms["urgency"]:
        return False
    if "occasion" in deadline and deadline["occasion"] not in occasions(request, world):
        return False
    categories = deadline.get("categories", [])
    asked = world.catalogue.with_narrower(terms["categories"])
    return not categories or any(each in asked for each in categories)


def occasions(request: Request, world: World) -> set[str]:
    """R9.5: on which occasions a confirmation is owed."""
    terms = request.terms
    found = {"oral"} if terms["form"] == "oral" else set()
    if terms["urgency"] == "emergency" and "issuer" in terms:
        if any(terms["issuer"] not in rule["may"] for rule in issuer_rules(request, world)):
            found.add("emergency_unvalidated")
    return found


def issuer_rules(request: Request, world: World) -> list[Table]:
    """R9.4: the issuer rules that concern a request."""
    asked = request.terms["categories"]
    rules = world.instrument(request).get("issuer", [])
    return [rule for rule in rules if not rule.get("categories") or any(c in asked for c in rule["categories"])]


def _of_deadline(deadline: Table, request: Request, world: World, now: int) -> list[Clock]:
    """R10.18."""
    addressees = request.addressees()
    if len(addressees) > 1 and "addressee" in (deadline["starts_on"], deadline["met_on"]):
        return [_one(deadline, request, world, now, each, addressees) for each in addressees]
    return [_one(deadline, request, world, now, None, addressees)]


def _one(deadline: Table, request: Request, world: World, now: int, of: Side | None, all_: list[Side]) -> Clock:
    others = {each.party for each in all_ if of is not None and each is not of}
    acts = [act for act in request.acts if act.party not in others]
    jurisdiction = _jurisdiction(request, world, of)

    def calendar_of(day: int) -> WorkingDays | None:
        return working_days(world.catalogue, jurisdiction, day)

    followed = request.followed_by.index if request.followed_by is not None else None
    given = Circumstances(now, calendar_of, request.terms.get("time_frame"), followed)
    found = clock(deadline, of.party if of is not None else None, acts, given)
    passed = found.state in ("missed", "lapsed", "escalated") and found.act is None
    if passed and world.may_be_elsewhere(request):
        found.state, found.beside = "cannot_be_told", {"reason": "not_all_shown"}  # R9.12
    return found


def _jurisdiction(request: Request, world: World, of: Side | None) -> str | None:
    """R10.20: where the addressee of the clock belongs, or the first addressee."""
    sides = [of] if of is not None else request.addressees()
    return world.jurisdiction(ids.organisation(sides[0].party)) if sides else None


class Said:
    """What the clocks of one request show."""

    def __init__(self, request: Request, world: World) -> None:
        self.request = request
        self.instrument = world.instrument(request)
        self.clocks = clocks_of(request, world)
        self.now = world.now
        self.found: list[Finding] = []

    def findings(self) -> list[Finding]:
        """By the order of the deadlines: extensions, state, R10.22; then extensions of no deadline (R11.4)."""
        for each in self.clocks:
            self._extensions(each)
            self._state(each)
            self._too_short(each)
        known = {deadline["id"] for deadline in self.instrument.get("deadline", [])}
        for act in self.request.acts:
            if act.type == "extended" and act.deadline not in known:
                rule = of_article(self.instrument, self.instrument["certainty"])
                self._say("request.extension.refused", act.entry, None, rule, f"no period {act.deadline}")
        return self.found

    def _say(self, code: str, entry, of: Clock | None, rule: dict, message: str) -> None:
        addressee = of.addressee if of is not None else None
        subject = self.request.subject if addressee is None else self.request.side_subject(addressee)
        self.found.append(at_end(entry, code, message, subject, rule))

    def _extensions(self, clock_: Clock) -> None:
        rule = provision(self.instrument, clock_.deadline)
        for each in clock_.extensions:
            period = f"{each.act.period['amount']} {each.act.period['unit']}"
            if each.effect == "unclear" and clock_.state != "cannot_be_told":
                self._say("request.clock.not_told", each.act.entry, clock_, rule, f"the extension by {period}")
            elif each.effect not in ("counts", "unclear"):
                self._say("request.extension.refused", each.act.entry, clock_, rule, f"{period}: {each.effect}")

    def _state(self, clock_: Clock) -> None:
        """The table of §10."""
        rule = provision(self.instrument, clock_.deadline)
        terms, request, id_ = self.request.terms_entry, self.request, clock_.deadline["id"]
        if clock_.state == "missed" and clock_.act is not None:
            short = clock_.deadline["bound"] == "at_least"
            code = "request.preservation.short" if short else "request.late"
            self._say(code, clock_.act.entry, clock_, rule, f"{id_}, by {clock_.beside['by_seconds']} seconds")
        elif clock_.state == "missed" and not request.ended:
            self._say("request.overdue", terms, clock_, rule, f"{id_}, by {clock_.beside['by_seconds']} seconds")
        elif clock_.state in ("lapsed", "escalated") and not request.answered and not request.ended:
            self._say("request.lapsed", terms, clock_, rule, f"{id_} ran out at {clock_.beside['at']}")
        elif clock_.state == "cannot_be_told" and clock_.beside["reason"] != "not_all_shown":
            self._say("request.clock.not_told", terms, clock_, rule, f"{id_}: {clock_.beside['reason']}")

    def _too_short(self, clock_: Clock) -> None:
        """R10.22."""
        if clock_.deadline["bound"] != "at_least" or clock_.due is None or clock_.start.type != "preserved":
            return
        due, _ = clock_.due
        entry, until = self.request.preserved
        if until is not None and until.nanos < due.nanos:
            rule = provision(self.instrument, clock_.deadline)
            message = f"preserved until {until.text}, and owed until {due.shown()}"
            self._say("request.preservation.short", entry, clock_, rule, message)
