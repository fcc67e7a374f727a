"""Files of other ledgers that lie beside the one verified: the order there (verification §1, V2.5)."""

from __future__ import annotations

import ending
from entry import Reader
from findings import is_failure
from ids import organisation
from keys import Keys
from walk import Given, Walk


def read(given: Given, keys: Keys, reader: Reader) -> list[tuple[str, dict[bytes, int]]]:
    """Of each file without a failure its keeper, and where the entries of its people stand."""
    shown = []
    for data in given.beside:
        walk = Walk(Given(data, given.roots, given.now), keys, reader)
        walk.read()
        ending.remembered_heads(walk)
        walk.second_read()
        keeper = walk.directory.keeper
        stolen = any(organisation(each.party) == keeper for each in walk.directory.stolen)
        if keeper is None or stolen or any(is_failure(each) for each in walk.all_findings()):
            continue
        places: dict[bytes, int] = {}
        for each in walk.entries:
            if each.taken and organisation(each.iss) == keeper and each.index < walk.heads.right_size:
                places.setdefault(each.hash, each.index)
        shown.append((keeper, places))
    return shown
