"""Ids and subjects, which are all texts (F2.1 to F2.6)."""

from __future__ import annotations

import re

_PARTY = re.compile(r"[0-9a-f]{64}(/[0-9a-f]{32})?")
_THING = re.compile(r"(item|case|request):[0-9a-f]{32}")
_ORIGIN_END = re.compile(r"[0-9a-f]{32}")
_ORIGIN = re.compile(r"[!-*,-~]+")


def is_party(text: str) -> bool:
    return _PARTY.fullmatch(text) is not None


def is_item(text: str) -> bool:
    return text.startswith("item:") and _THING.fullmatch(text) is not None


def is_case(text: str) -> bool:
    return text.startswith("case:") and _THING.fullmatch(text) is not None


def is_request(text: str) -> bool:
    return text.startswith("request:") and _THING.fullmatch(text) is not None


def is_origin(text: str) -> bool:
    """F2.2."""
    if _ORIGIN.fullmatch(text) is None or len(text) > 200:
        return False
    name, slash, end = text.rpartition("/")
    if not slash or not name or _ORIGIN_END.fullmatch(end) is None:
        return False
    return _ORIGIN_END.fullmatch(text.split("/", 1)[0]) is None


def split_own(text: str) -> tuple[str, str] | None:
    """The party and the origin of `own:<party>/<origin>` (F2.4)."""
    if not text.startswith("own:"):
        return None
    organisation, slash, behind = text[4:].partition("/")
    if not slash or not is_party(organisation):
        return None
    member, slash, origin = behind.partition("/")
    if slash and _ORIGIN_END.fullmatch(member):
        party = f"{organisation}/{member}"
    else:
        party, origin = organisation, behind
    return (party, origin) if is_origin(origin) else None


def split_side(text: str) -> tuple[str, str] | None:
    """The request and the party of `request:<16>/<party>` (F2.5)."""
    request, slash, party = text.partition("/")
    return (request, party) if slash and is_request(request) and is_party(party) else None


def is_subject(text: str) -> bool:
    """F2.3."""
    kind, _, rest = text.partition(":")
    if kind in ("item", "case"):
        return _THING.fullmatch(text) is not None
    if kind == "party":
        return is_party(rest)
    if kind == "ledger":
        return is_origin(rest)
    if kind == "own":
        return split_own(text) is not None
    return kind == "request" and split_side(text) is not None


def kind(subject: str) -> str:
    """`item`, `case`, `party`, `ledger`, `own` or `request`."""
    return subject.partition(":")[0]


def organisation(party: str) -> str:
    """F2.1."""
    return party.partition("/")[0]


def party_of(subject: str) -> str | None:
    """The party that a `party:`, `own:` or `request:` subject names."""
    if subject.startswith("party:"):
        return subject[6:]
    own = split_own(subject)
    if own is not None:
        return own[0]
    side = split_side(subject)
    return None if side is None else side[1]


def request_side(subject: str) -> tuple[str, str]:
    """The request and the party of a subject that is known to be one side of a request."""
    side = split_side(subject)
    if side is None:
        raise ValueError(f"{subject} is no side of a request")
    return side
