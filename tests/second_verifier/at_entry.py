"""What is said at an entry that is heard, before it is folded (requests.md §5, R11.1 to R11.3)."""

from __future__ import annotations

import ids
from conditions import Deed, allows, became, lack, read_conditions
from evidence import Item
from entry import at
from findings import Finding
from fold import Fold, linked, when
from request import Request

USES = ("accessed", "examined", "used", "disclosed")
FOUND = {
    "widened": "request.condition.widened",
    "not_told": "request.condition.not_told",
    "dropped": "request.condition.dropped",
}


def said_at(entry, fold: Fold) -> list[Finding]:
    """R11.1 and R11.2: all that is noticed at an entry, resting on the entries before it alone."""
    found: list[Finding] = []
    for subject in linked(entry, "request"):
        found += _of_side(entry, fold, subject)
    for subject in linked(entry, "item"):
        item = fold.items.get(subject)
        if item is None or item.doubt is None:
            found += _of_item(entry, fold, subject)
    return found


def _of_side(entry, fold: Fold, subject: str) -> list[Finding]:
    """R11.1."""
    id_, party = ids.request_side(subject)
    request = fold.requests.get(id_) or Request(id_)
    body = entry.event["body"]
    found = []

    def say(code: str, message: str) -> None:
        found.append(at(entry, code, message, subject=subject))

    possible = fold.state_behind(entry, request, party) is not None
    if not possible and request.doubt is None:
        say("request.move.forbidden", f"{entry.type} is not possible on a side that is {request.state_of(party)}")
    gives_terms = possible and (
        entry.type == "requested" or (entry.type == "registered" and request.terms is None)
    )
    if request.terms is not None and not request.names(party) and not gives_terms:
        say("request.party.unnamed", "the request does not name this party")
    if entry.type == "registered":
        say("request.maker.unsigned", "only the addressee says what was asked")
    if entry.type in ("registered", "received") and body["authentication"]["result"] != "confirmed":
        say("request.maker.not_authenticated", f"the requester: {body['authentication']['result']}")
    if possible and _crosses(entry.type, request, party):
        say("request.crossed", "neither side could know of the other's act")
    return found


def _crosses(type_: str, request: Request, party: str) -> bool:
    """R3.6."""
    if type_ in ("produced", "declined"):
        return request.ended
    others = [side for side in request.sides.values() if side.party != party]
    return type_ == "cancelled" and any(side.state == "Answered" for side in others)


def _of_item(entry, fold: Fold, id_: str) -> list[Finding]:
    """R11.2: R5.4, R9.10, R5.6, R5.7."""
    item = fold.items.get(id_) or Item(id_)
    found: list[Finding] = []
    if entry.type in ("offered", "handed_out"):
        found += _carried_on(entry, item)
    if entry.type == "offered":
        found += _unasked(entry, fold, item)
    if entry.type in USES:
        found += _used(entry, fold, item)
    return found


def _carried_on(entry, item: Item) -> list[Finding]:
    """R5.4."""
    listed = read_conditions(entry, "body", "conditions") if entry.type == "offered" else []
    found = []
    for each in item.bound:
        what = became(each.condition, listed)
        if what != "carried":
            found.append(at(entry, FOUND[what], f"a condition that binds: {each.condition.kind}", subject=item.id))
    return found


def _unasked(entry, fold: Fold, item: Item) -> list[Finding]:
    """R9.10."""
    request = fold.requests.get(entry.event["body"].get("request"))
    if request is None or request.terms is None or request.doubt is not None or request.id in item.requests:
        return []
    return [at(entry, "request.item.unasked", f"the item is not under {request.id}", subject=item.id)]


def _used(entry, fold: Fold, item: Item) -> list[Finding]:
    """R5.6 and R5.7."""
    body = entry.event["body"]
    by = ids.organisation(entry.actor)
    if by == item.supplier:
        return []
    purpose = body["under" if entry.type == "disclosed" else "purpose"].get("code")
    cites = body["authorisation"]["entry"] if "authorisation" in body else None
    act = "disclosure" if entry.type == "disclosed" else "use"
    deed = Deed(act, cites, item.id, item.requests, item.supplier, when(entry), purpose=purpose)
    lacks = lack(deed, fold.authorisations, fold.founded)
    found = []
    if item.of_kind("purpose"):
        if purpose is None:
            found.append(at(entry, "request.use.not_told", "the purpose has no code", subject=item.id))
        elif not allows(item.of_kind("purpose"), purpose) and lacks is not None:
            message = f"the purpose {purpose} is not allowed; the authorisation: {lacks}"
            found.append(at(entry, "request.use.outside_purpose", message, subject=item.id))
    if entry.type == "disclosed" and item.of_kind("confidential") and lacks is not None:
        found.append(at(entry, "request.disclosure.unauthorised", f"the authorisation: {lacks}", subject=item.id))
    return found
