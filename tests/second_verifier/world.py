"""What the questions at the end are asked about: everything folded, the catalogue, now, and what is held."""

from __future__ import annotations

from dataclasses import dataclass

import ids
from catalogue import Catalogue, Table
from findings import Finding
from fold import Fold
from instants import Instant
from request import Request


@dataclass(frozen=True)
class World:
    """What was folded, and what it is asked against."""

    fold: Fold
    catalogue: Catalogue
    now: Instant
    scope: object  # walk.Scope
    ending: object  # walk.Ending

    def request(self, id_: str) -> Request | None:
        return self.fold.requests.get(id_)

    def jurisdiction(self, organisation: str) -> str | None:
        """R7.3: the one pinned with the root, or else the one that `founded` states."""
        return self.scope.jurisdictions.get(organisation, self.fold.founded.get(organisation))

    def jurisdictions(self) -> dict[str, str]:
        return {**self.fold.founded, **self.scope.jurisdictions}

    def instrument(self, request: Request | None) -> Table | None:
        """§9: the instrument of a request, where terms are held and the catalogue has it."""
        if request is None or request.terms is None:
            return None
        return self.catalogue.instrument.get(request.terms["instrument"])

    def rules_that_bind(self, request_id: str, kind: str) -> list[Table]:
        """R9.3: the condition rules of a kind that bind always in a request."""
        request = self.request(request_id)
        instrument = self.instrument(request)
        if instrument is None:
            return []
        return [
            rule
            for rule in instrument.get("condition", [])
            if rule["kind"] == kind and owed(rule["need"], request.terms["urgency"])
        ]

    def binding_provision(self, requests: list[str], kind: str) -> dict | None:
        """The provision of the first of these requests whose instrument has such a rule (R7.5, R8.4)."""
        for id_ in requests:
            for rule in self.rules_that_bind(id_, kind):
                return provision(self.instrument(self.request(id_)), rule)
        return None

    def is_whole(self) -> bool:
        """R9.9: a whole ledger without stubs."""
        return self.scope.subjects is None and not self.ending.parts_missing

    def may_be_elsewhere(self, request: Request) -> bool:
        """R9.12: an act that is asked for may be one that is not shown here."""
        if self.ending.parts_missing:
            return True
        if self.scope.subjects is None and self._is_of_keeper(request):
            return False
        named = [each["party"] for each in request.parties() if "party" in each]
        return any(request.state_of(party) == "Unopened" for party in named)

    def _is_of_keeper(self, request: Request) -> bool:
        """R9.12: made by, naming, or with a side of a party of the organisation that keeps the ledger."""
        who = request.named_parties() | set(request.sides)
        return any(ids.organisation(party) == self.scope.keeper for party in who)


def at_end(entry, code: str, message: str, subject: str | None, rule: dict | None = None, field: str | None = None) -> Finding:
    """A finding given at the end: it names the entry, and no bytes (R11.6)."""
    return Finding(code, message, entry.index, entry.hash, None, subject, field, rule)


def owed(need: str, urgency: str) -> bool:
    """R9.2, R9.3: whether what has this need is asked in a request of this urgency."""
    return need == "required" or (need == "emergency" and urgency == "emergency")


def provision(instrument: Table, rule: Table) -> dict:
    """The rule that a finding rests on: instrument, paragraph, certainty (§9)."""
    return {"instrument": instrument["id"], "paragraph": rule["paragraph"], "certainty": rule["certainty"]}


def of_article(instrument: Table, certainty: str) -> dict:
    """The provision of what rests on the article as a whole."""
    return {"instrument": instrument["id"], "paragraph": instrument["article"], "certainty": certainty}
