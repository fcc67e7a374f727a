"""The view of a request, as the report shows it (requests.md §11, verification.md §4)."""

from __future__ import annotations

from request import Request
from request_clocks import clocks_of
from world import World


def view(request: Request, world: World) -> dict:
    """One element of `requests` in the report."""
    terms, names = request.terms, world.ending.names
    instrument = world.instrument(request)
    clocks = clocks_of(request, world)
    due = [each for each in clocks if each.state == "due"]
    next_due = min((each.due[0] for each in due), key=lambda end: end.nanos, default=None)
    return {
        "id": request.id,
        "status": status(request),
        "instrument": terms["instrument"] if terms is not None else None,
        "title": instrument["title"]["en"] if instrument is not None else None,
        "urgency": terms["urgency"] if terms is not None else None,
        "made": request.made.earliest.text if request.made is not None else None,
        "maker": request.maker,
        "maker_name": names.get(request.maker),
        "maker_described": request.maker_described,
        "sides": [
            {"party": side.party, "name": names.get(side.party), "state": side.state, "last": side.last}
            for side in request.sides.values()
        ],
        "clocks": [each.of_report() for each in clocks],
        "next_due": next_due.shown() if next_due is not None else None,
        "answers": answers(request),
        "notices": [
            {
                "capacity": each.capacity,
                "state": each.state,
                "until": each.until.text if each.until is not None else None,
                "entry": each.entry.index,
            }
            for each in request.notices
        ],
        "still_open": next((side.partial[1] for side in request.sides.values() if side.partial and side.partial[1]), None),
        "relates": [[each["as"], each["request"]] for each in terms["relates"]] if terms is not None else [],
    }


def status(request: Request) -> str:
    """The first of the table in §11 that holds."""
    if request.doubt is not None or request.terms is None:
        return "not_shown"
    if request.ended:
        return "cancelled"
    if request.answered and request.productions:
        return "produced"
    if request.has("declined"):
        return "declined"
    if request.productions:
        return "partial"
    if request.preserved is not None:
        behind = request.preserved[0].index
        ended = any(act.type == "preservation_ended" and act.index > behind for act in request.acts)
        return "preservation_ended" if ended else "preserved"
    return "open"


def answers(request: Request) -> list[dict]:
    """The items produced, then those collected under the request and not produced."""
    found = [
        {
            "item": each.item,
            "category": each.category,
            "produced": each.entry.index,
            "offered": each.item in request.offered,
        }
        for each in request.productions
    ]
    listed = {each.item for each in request.productions}
    for item in request.collected:
        if item not in listed:
            listed.add(item)
            found.append({"item": item, "category": None, "produced": None, "offered": item in request.offered})
    return found
