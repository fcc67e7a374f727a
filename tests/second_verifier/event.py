"""The payload of an entry: its grammar, and what a grammar cannot say (§4, §6 of the format)."""

from __future__ import annotations

from dataclasses import dataclass

import ids
from bodies import BODIES, FRAME
from cbor import Refused, Unsorted
from grammar import Commitment, Found

# §6, the table: kinds of subject; whether one link or several; which places.
_REMARKS = ("item", "own", "case", "ledger", "request")
_ITEM_LATER = "accepted accessed admitted checked destroyed disclosed examined handed_out labelled lost offered reassigned "
_ITEM_LATER += "received_back refused returned reviewed sealed stored unsealed used withdrawn"
_REQUEST_LATER = "asked cancelled clarified confirmed declined expired extended narrowed preservation_ended preserved produced"

PLACES: dict[str, tuple[tuple[str, ...], str, str]] = {
    **{name: (("item",), "any", "later") for name in _ITEM_LATER.split()},
    **{name: (("item",), "any", "first") for name in ("acquired", "collected", "taken_over")},
    **{name: (("request",), "one", "later") for name in _REQUEST_LATER.split()},
    **{name: (("request",), "one", "first") for name in ("registered", "requested")},
    **{
        name: (("request",), "one", "any")
        for name in ("authorisation", "notified", "objected", "received", "transmitted", "validated")
    },
    **{name: (_REMARKS, "any", "remark") for name in ("corrected", "incident", "noted", "witnessed")},
    **{name: (("own",), "one", "any") for name in ("acknowledged", "rotated", "yielded")},
    "annulled": (_REMARKS, "any", "later"),
    "case_handed_on": (("case",), "one", "later"),
    "case_opened": (("case",), "one", "first"),
    "checkpoint_key_changed": (("ledger",), "one", "later"),
    "derived": (("item",), "any", "any"),
    "enrolled": (("party",), "one", "any"),
    "founded": (("party",), "one", "first"),
    "opened": (("ledger",), "one", "first"),
    "pruned": (("case", "ledger"), "one", "later"),
    "revoked": (("party",), "one", "later"),
    "succeeded": (("party",), "one", "later"),
    "timestamped": (("ledger",), "one", "later"),
}

# F6.2: `items` is the items linked.
LISTS_ITS_ITEMS = frozenset(
    "accepted acquired checked collected labelled received_back refused sealed taken_over unsealed".split()
)


@dataclass(frozen=True, slots=True)
class Link:
    """The event's place in the chain of one subject."""

    subject: str
    seq: int
    prev: bytes | None


def check_event(event: object) -> tuple[list[Commitment], list[Link], bool]:
    """The commitments, the links, and whether the type is known (F4.9). Refuses what is no event (F4.1 to F4.11, F6.1 to F6.13).

    What stands around the body is asked first, since it is the same for all types; then the body; then whether the two fit.
    """
    found: Found = []
    FRAME(event, (), found)
    if event.get("ext") == {}:  # F4.10
        raise Refused("entry.shape", "ext")
    links = [Link(link["id"], link["seq"], link["prev"]) for link in event["links"]]
    check_links(links)
    kind = event["type"]
    if kind not in BODIES:
        return found, links, False
    BODIES[kind](event["body"], ("body",), found)
    check_places(kind, links)
    check_body(kind, event["body"], links)
    return found, links, True


def check_links(links: list[Link]) -> None:
    """F4.4 to F4.6, F4.11."""
    if not links:
        raise Refused("entry.shape", "links")
    for number, link in enumerate(links):
        if number > 0 and link.subject.encode() <= links[number - 1].subject.encode():
            raise Unsorted("entry.shape", f"links[{number}]")
    for number, link in enumerate(links):
        if (link.prev is None) != (link.seq == 0) or link.seq == 2**64 - 1:
            raise Refused("entry.shape", f"links[{number}]")


def check_places(kind: str, links: list[Link]) -> None:
    """F6.1."""
    kinds, number, place = PLACES[kind]
    linked = {ids.kind(link.subject) for link in links}
    if not linked <= set(kinds) or len(linked) != 1 or (number == "one" and len(links) != 1):
        raise Refused("entry.shape", "links")
    own = linked == {"own"}
    for link in links:
        allowed = (
            place == "any"
            or (place == "remark" and own)
            or (link.seq == 0 if place == "first" else link.seq > 0)
        )
        if not allowed:
            raise Refused("entry.shape", "links")


def check_body(kind: str, body: dict, links: list[Link]) -> None:
    """F6.2 to F6.4, F6.12."""
    if kind in LISTS_ITS_ITEMS:
        listed_items = [each["id"] for each in body["items"]]
        check_once(listed_items)
        if listed_items != [link.subject for link in links]:
            raise Refused("entry.shape", "body.items")
    elif kind == "derived":
        check_derived(body, links)
    elif kind == "enrolled" and ("key" in body) != ("pop" in body):
        raise Refused("entry.shape", "body.pop" if "key" in body else "body.key")
    elif kind == "enrolled" and body["kind"] == "unit" and "key" in body:
        raise Refused("entry.shape", "body.key")


def check_once(items: list[str]) -> None:
    """F6.2, F6.3: no item stands twice in a row."""
    if any(one == other for one, other in zip(items, items[1:])):
        raise Unsorted("entry.shape", "body.items")


def check_derived(body: dict, links: list[Link]) -> None:
    """F6.3."""
    sources, made = body["from"], [each["id"] for each in body["items"]]
    for name, listed_items in (("from", sources), ("items", made)):
        if not listed_items or any(one > other for one, other in zip(listed_items, listed_items[1:])):
            raise Refused("entry.shape", f"body.{name}")
    for link in links:
        if (link.seq == 0) == (link.subject in sources):
            raise Refused("entry.shape", "links")
    both = sorted(sources + made)
    check_once(both)
    if both != [link.subject for link in links]:
        raise Refused("entry.shape", "body.items")
