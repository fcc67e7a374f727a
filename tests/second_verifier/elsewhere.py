"""Files of other ledgers that lie beside the one verified: the order there (verification §1, V2.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

import ending
from entry import Reader
from findings import is_failure
from ids import organisation
from keys import Keys
from walk import Given, Walk


@dataclass(slots=True)
class Beside:
    """A file beside: what it shows, or why it is laid aside (§4)."""

    origin: str | None
    keeper: str | None
    entries: int
    laid_aside: str | None
    failure: str | None
    places: dict[bytes, int] = field(default_factory=dict)

    def of_report(self, keeper: str | None) -> dict:
        """As the report on a file of this keeper has it."""
        same = self.laid_aside is None and keeper == self.keeper
        return {
            "origin": self.origin,
            "keeper": self.keeper,
            "entries": self.entries,
            "shows": 0 if same else len(self.places),
            "laid_aside": "same_keeper" if same else self.laid_aside,
            "failure": self.failure,
        }


def read(given: Given, keys: Keys, reader: Reader) -> list[Beside]:
    """Each of the files, in the order given."""
    return [_read(Given(data, given.roots, given.now), keys, reader) for data in given.beside]


def _read(given: Given, keys: Keys, reader: Reader) -> Beside:
    walk = Walk(given, keys, reader)
    walk.read()
    ending.remembered_heads(walk)
    walk.second_read()
    keeper = walk.directory.keeper
    failure = next((each.code for each in walk.sorted_findings([]) if is_failure(each)), None)
    why = None
    if failure is not None:
        why = "failure"
    elif keeper is None:
        why = "no_keeper"
    elif keeper not in given.roots:
        why = "not_trusted"
    elif any(organisation(each.party) == keeper for each in walk.directory.stolen):
        why = "stolen_key"
    elif not walk.heads.right_size:
        why = "no_head"
    found = Beside(walk.heads.origin, keeper, len(walk.entries), why, failure)
    for each in walk.entries if why is None else ():
        if each.taken and organisation(each.iss) == keeper and each.index < walk.heads.right_size:
            found.places.setdefault(each.hash, each.index)
    return found
