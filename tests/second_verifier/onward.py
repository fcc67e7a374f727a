"""Onward transfer (requests.md §7)."""

from __future__ import annotations

import ids
from conditions import Deed, lack
from evidence import Passage
from findings import Finding
from world import World, at_end


def of_passage(passage: Passage, world: World) -> list[Finding]:
    """R7.2 to R7.5."""
    item = world.fold.items[passage.item]
    if item.doubt is not None or item.supplier is None or passage.organisation == item.supplier:
        return []
    of_supplier = world.jurisdiction(item.supplier)
    left = world.jurisdiction(passage.organisation)
    from_another_state = left is None or left != of_supplier
    rule = world.binding_provision(passage.requests, "onward_transfer") if from_another_state else None
    if not (passage.bound_onward or rule):
        return []

    def say(code: str, message: str) -> list[Finding]:
        return [at_end(passage.entry, code, message, passage.item, rule)]

    destination = world.jurisdiction(passage.destination) if passage.destination is not None else None
    if destination is None:
        return say("request.onward.not_told", "to which jurisdiction it goes is not known")
    if destination in {left, of_supplier} | _of_makers(passage, item.supplier, world):
        return []
    deed = Deed(
        "onward_transfer",
        passage.cites,
        passage.item,
        item.requests,
        item.supplier,
        passage.when,
        destination=destination,
    )
    lacks = lack(deed, world.fold.authorisations, world.jurisdictions())
    if lacks is None:
        return []
    return say("request.onward.unauthorised", f"to {destination}; the authorisation: {lacks}")


def _of_makers(passage: Passage, supplier: str, world: World) -> set[str]:
    """R7.4: where those belong who asked the supplier, or its jurisdiction, for it."""
    found = set()
    of_supplier = world.jurisdiction(supplier)
    for id_ in passage.requests:
        request = world.request(id_)
        named = {ids.organisation(party) for party in request.named_parties()}
        asks = supplier in named or (
            of_supplier is not None and of_supplier in {world.jurisdiction(each) for each in named}
        )
        of_maker = world.jurisdiction(ids.organisation(request.maker)) if request.maker is not None else None
        if asks and of_maker is not None:
            found.add(of_maker)
    return found
