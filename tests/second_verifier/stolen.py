"""What a stolen key signed before it was revoked (V2.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ids
from entry import Entry, at
from instants import Instant
from keys import thumbprint

if TYPE_CHECKING:
    from walk import Walk


def settle(walk: Walk) -> None:
    """Every entry that was taken, in the order of the file: whether nothing shows that it is from before."""
    covered = {
        id(each): walk.heads.covered_before(Instant.parse(each.since)) if each.since is not None else 0
        for each in walk.directory.stolen
    }
    resting: dict[str, Entry] = {}
    planted: dict[tuple[str, bytes], Entry] = {}
    for entry in walk.entries:
        if not entry.taken or not walk.directory.stolen:
            continue
        by_stolen = any(
            (each.party, each.kid) == (entry.iss, entry.parsed.envelope.kid)
            and entry.index >= covered[id(each)]
            and entry.span[0] < each.entry.span[0]
            for each in walk.directory.stolen
        )
        key = (entry.iss, entry.parsed.envelope.kid)
        because = None if by_stolen else planted.get(key) or resting.get(entry.iss)
        unproven = by_stolen or because is not None
        if unproven:
            cause = because.index if because is not None else None
            message = "nothing shows that it was made before the key was stolen"
            entry.findings.append(at(entry, "key.unproven", message, because_of=cause))
        _pass_on(entry, unproven, resting, planted)


def _pass_on(entry: Entry, unproven: bool, resting: dict[str, Entry], planted: dict[tuple[str, bytes], Entry]) -> None:
    """The key that the entry registers rests on it, and behind an enrolment the rights; a good one shows the rights again."""
    party = entry.iss
    if entry.type == "enrolled":
        party = ids.party_of(entry.links[0].subject)
        resting.pop(party, None)
        if unproven:
            resting[party] = entry
    if entry.type in ("enrolled", "rotated") and unproven and "key" in entry.body:
        planted[party, thumbprint(entry.body["key"]["key"])] = entry
