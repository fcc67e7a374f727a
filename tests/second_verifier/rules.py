"""What an instrument asks of a request (requests.md §9), in the order of R11.4 line 4 but for the clocks."""

from __future__ import annotations

from catalogue import Table
from clocks import Clock
from findings import Finding
from instants import Stated
from periods import number_of
from request import Production, Request
from request_clocks import clocks_of, issuer_rules, occasions
from spans import day_at
from world import World, at_end, of_article, owed, provision

# R9.6: what cannot be told is not held against the maker.
PASSED = ("lapsed", "escalated", "cannot_be_told")

CONFIRMS = {"oral": "oral", "emergency_unvalidated": "emergency"}


class Asked:
    """The questions about one request whose terms are held and which is not in doubt."""

    def __init__(self, request: Request, world: World) -> None:
        self.request = request
        self.world = world
        self.terms = request.terms
        self.instrument = world.instrument(request)
        self.clocks: list[Clock] = clocks_of(request, world)

    def of_request(self, code: str, message: str, rule: dict | None = None, field: str | None = None) -> Finding:
        entry, subject = self.request.terms_entry, self.request.subject
        return at_end(entry, code, message, subject, rule, field)

    # --- with an instrument --------------------------------------------------------------------------------------

    def in_force(self) -> list[Finding]:
        """R9.1."""
        status = self.world.catalogue.act[self.instrument["act"]]["status"]
        made, since = self.request.made, status.get("since")
        before = made is not None and since is not None and _day(made) < number_of(since)
        if status["force"] == "in_force" and not before:
            return []
        rule = of_article(self.instrument, status["certainty"])
        return [self.of_request("request.instrument.not_in_force", f"as of {status['as_of']}", rule)]

    def fields(self) -> list[Finding]:
        """R9.2."""
        return [
            self.of_request("request.field.missing", each["id"], provision(self.instrument, each))
            for each in self.world.catalogue.fields_of(self.instrument)
            if owed(each["need"], self.terms["urgency"]) and not self.request.has_field(each["id"])
        ]

    def issuer(self) -> list[Finding]:
        """R9.4; R9.12."""
        if self.world.may_be_elsewhere(self.request):
            return []
        for rule in issuer_rules(self.request, self.world):
            if "issuer" not in self.terms:
                text = "the terms do not say who issued it"
                return [self.of_request("request.issuer.not_told", text, provision(self.instrument, rule))]
            validated = self.request.validated_as & set(rule.get("validated_by", []))
            if self.terms["issuer"] in rule["may"] or validated or self._can_follow("emergency_unvalidated"):
                continue
            text = f"{self.terms['issuer']} may not issue this alone"
            return [self.of_request("request.issuer.outside", text, provision(self.instrument, rule))]
        return []

    def _can_follow(self, occasion: str) -> bool:
        """R9.5: a deadline of the occasion is due or suspended."""
        return any(each.runs and each.deadline.get("occasion") == occasion for each in self.clocks)

    def confirmations(self) -> list[Finding]:
        """R9.5; R9.12."""
        if self.world.may_be_elsewhere(self.request):
            return []
        owed_on = occasions(self.request, self.world)
        found = []
        for rule in self.instrument.get("confirmation", []):
            occasion = rule["occasion"]
            if occasion not in owed_on or CONFIRMS[occasion] in self.request.confirmed or self._can_follow(occasion):
                continue
            if rule["by"] == "confirmed" or not self.request.has(rule["by"]):
                rests_on = provision(self.instrument, rule)
                found.append(self.of_request("request.confirmation.missing", f"owed: {occasion}", rests_on))
        return found

    def preconditions(self) -> list[Finding]:
        """R9.6."""
        found = []
        for rule in self.instrument.get("after", []):
            earlier = self._enforced(rule["instrument"])
            if earlier is None or self.request.made is None or self._was_met(rule, earlier):
                continue
            rests_on = provision(self.instrument, rule)
            found.append(self.of_request("request.early", f"before the end of {earlier.id}", rests_on))
        return found

    def _enforced(self, instrument: str) -> Request | None:
        for id_ in self.request.relates("enforces"):
            earlier = self.world.request(id_)
            if earlier is not None and earlier.terms is not None and earlier.terms["instrument"] == instrument:
                return earlier
        return None

    def _was_met(self, rule: Table, earlier: Request) -> bool:
        before = self.request.terms_entry.index
        if any(act.type == "declined" and act.index < before for act in earlier.acts):
            return True
        if "unless_field" in rule and self.request.has_field(rule["unless_field"]):
            return True
        clocks = clocks_of(earlier, self.world, self.request.made.earliest.nanos)
        return any(c.deadline["id"] == rule["deadline"] and c.state in PASSED for c in clocks)

    def categories(self) -> list[Finding]:
        """R9.7."""
        catalogue, data = self.world.catalogue, self.instrument.get("data", [])
        covered = catalogue.with_narrower(data)
        asked = catalogue.with_narrower(self.terms["categories"])
        rule = of_article(self.instrument, self.instrument.get("data_certainty", self.instrument["certainty"]))
        found = []
        for each in self.terms["categories"]:
            if data and each not in covered:
                field = "body.terms.categories"
                found.append(self.of_request("request.data.outside_scope", each, rule, field))
        for each in self.request.productions:
            if data and each.category not in covered:
                found.append(self._of_item(each, "request.data.outside_scope", each.category, rule))
            elif self.terms["categories"] and each.category not in asked:
                found.append(self._of_item(each, "request.data.not_asked", each.category))
        return found

    # --- with or without an instrument ---------------------------------------------------------------------------

    def answers(self) -> list[Finding]:
        """R9.8; R9.12."""
        request = self.request
        nothing = not request.productions and not request.answered and not request.ended
        preserves = self.instrument is None or self.instrument["nature"] == "preservation"
        found = []
        if nothing and not (preserves and request.preserved) and not self.world.may_be_elsewhere(request):
            found.append(self.of_request("request.open", "nothing was produced"))
        for side in request.sides.values():
            if side.partial is not None:
                entry, open_ = side.partial
                text = f"open: {open_}"
                found.append(at_end(entry, "request.partial", text, request.side_subject(side.party)))
        return found

    def items(self) -> list[Finding]:
        """R9.9."""
        if not self.world.is_whole():
            return []
        found = []
        for each in self.request.productions:
            if self.world.fold.items[each.item].doubt is not None:
                continue  # R4.5
            if each.item not in self.world.ending.items:
                found.append(self._of_item(each, "request.item.not_held", "no entry of its chain is held"))
            elif each.item not in self.request.offered:
                found.append(self._of_item(each, "request.item.not_offered", "no offer names the request"))
        return found

    def _of_item(self, made: Production, code: str, message: str, rule: dict | None = None) -> Finding:
        return at_end(made.entry, code, message, made.item, rule)

    def preservation(self) -> list[Finding]:
        """R9.11."""
        followed = self.request.relates("follows_preservation")
        names_one = self.request.has_field("preservation_reference") or self.request.has_field("preservation_date")
        if names_one and not followed:
            return [self.of_request("request.preservation.not_linked", "it names a preservation by no request")]
        found = []
        for id_ in followed:
            ended = self._preservation_ended(self.world.request(id_))
            for each in self.request.productions:
                if ended is not None and each.when is not None and each.when.earliest.nanos > ended:
                    text = f"the preservation of {id_} had ended"
                    found.append(at_end(each.entry, "request.preservation.gap", text, self.request.subject))
                    break
        return found

    def _preservation_ended(self, earlier: Request) -> int | None:
        for act in earlier.acts:
            if act.type == "preservation_ended":
                return act.when.latest.nanos if act.when is not None else None
        lapsed = [each for each in clocks_of(earlier, self.world) if each.state == "lapsed"]
        return lapsed[0].ends[1].nanos if lapsed else None

    def notices(self) -> list[Finding]:
        """R9.13."""
        found = []
        for side in self.request.sides.values():
            last = {notice.capacity: notice for notice in side.notices}
            for notice in last.values():
                late = notice.until is not None and notice.until.nanos < self.world.now.nanos
                if notice.state == "delayed" and late:
                    text = f"{notice.capacity}, until {notice.until.text}"
                    subject = self.request.side_subject(side.party)
                    found.append(at_end(notice.entry, "request.notice.overdue", text, subject))
        return found



def _day(stated: Stated) -> int:
    """The day of an act, at the offset of its `at` (R9.1)."""
    return day_at(stated.earliest.nanos, stated.earliest.offset)
