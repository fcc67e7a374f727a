"""V7: requests across borders (requests.md, verification.md V7).

Every entry is judged against those before it and then folded; what only the end can tell is asked at the end, in the
order of R11.4 and R11.5.
"""

from __future__ import annotations

import keeping
import onward
from at_entry import said_at
from catalogue import Catalogue
from findings import Finding
from fold import Fold
from instants import Instant
from request import Request
from request_clocks import Said
from request_view import view
from rules import Asked
from world import World


class Requests:
    """Takes the entries of a file in their order, and says what V7 asks."""

    def __init__(self, catalogue: Catalogue, now: Instant, scope) -> None:
        self._catalogue = catalogue
        self._now = now
        self._scope = scope
        self._fold = Fold()
        self._found: list[Finding] = []
        self._world: World | None = None

    def entry(self, entry) -> None:
        """An entry or a stub, heard or not (R4.1 to R4.3)."""
        if entry.heard:
            self._found += said_at(entry, self._fold)
            self._fold.heard(entry)
        else:
            self._fold.doubt(entry)

    def end(self, ending) -> list[Finding]:
        """All findings of V7, in the order of requests §11."""
        world = self._world = World(self._fold, self._catalogue, self._now, self._scope, ending)
        for request in self._by_id():
            self._found += _of_request(request, world)
        for passage in self._fold.passages:
            self._found += onward.of_passage(passage, world)
        for _, item in sorted(self._fold.items.items()):
            if item.doubt is not None:
                self._found.append(_not_shown(item.id, item.id, item.doubt))
            else:
                self._found += keeping.of_item(item, world)
        return self._found

    def views(self) -> list[dict]:
        """The array `requests` of the report, by id."""
        return [view(request, self._world) for request in self._by_id()]

    @property
    def catalogue_of_report(self) -> dict | None:
        """By which catalogue requests were judged; None where there are none."""
        return self._catalogue.of_report() if self._fold.requests else None

    def _by_id(self) -> list[Request]:
        return [self._fold.requests[id_] for id_ in sorted(self._fold.requests)]


def _of_request(request: Request, world: World) -> list[Finding]:
    """R11.4."""
    if request.doubt is not None:
        return [_not_shown(request.id, request.subject, request.doubt)]
    if request.terms is None:
        return [Finding("request.not_held", f"no terms of {request.id} are held", subject=request.subject)]
    asked = Asked(request, world)
    if world.instrument(request) is None:
        text = f"the catalogue does not have {request.terms['instrument']}"
        unknown = asked.of_request("request.instrument.unknown", text)
        return [unknown] + asked.answers() + asked.items() + asked.notices()
    return (
        asked.in_force()
        + asked.fields()
        + asked.issuer()
        + asked.confirmations()
        + asked.preconditions()
        + asked.answers()
        + asked.items()
        + asked.categories()
        + asked.preservation()
        + Said(request, world).findings()
        + asked.notices()
    )


def _not_shown(id_: str, subject: str | None, entry) -> Finding:
    """V7.1, because of the entry that left the doubt."""
    return Finding(
        "request.not_shown", f"what became of {id_} is not shown", subject=subject, because_of=entry.index
    )
