"""An entry of the file: what its bytes are, and what the walk says of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import commitments
from cbor import OutOfRange, Refused, Unsorted, decode
from cose import Envelope, parse_envelope
from custody import Outcome
from event import Link, check_event
from findings import FAILURE, NOT_CHECKED, Finding, place
from grammar import Commitment, Path, written

# V1.4 and V1.6: which departures are of size and depth, and which of the one encoding. All others are V1.5.
_OVERSIZED = frozenset({"cbor.depth", "cbor.too_long"})
_NONDETERMINISTIC = frozenset(
    {
        "cbor.duplicate_key",
        "cbor.indefinite_length",
        "cbor.shortest_head",
        "cbor.unsorted_keys",
        "field.order",
        "field.repeated",
    }
)
VERSION = 1


@dataclass(frozen=True, slots=True)
class Parsed:
    """What the bytes of an entry are. `problem` says why they are no event; then nothing else is known."""

    hash: bytes
    problem: Refused | None = None
    envelope: Envelope | None = None
    event: dict | None = None
    commitments: tuple[Commitment, ...] = ()
    links: tuple[Link, ...] = ()
    understood: bool = False

    @property
    def code(self) -> str | None:
        """The code of V1.4 to V1.6 for the problem."""
        if self.problem is None:
            return None
        if self.problem.code in _OVERSIZED and not isinstance(self.problem, OutOfRange):
            return "entry.oversized"
        unsorted = isinstance(self.problem, Unsorted) or self.problem.code in _NONDETERMINISTIC
        return "entry.nondeterministic" if unsorted else "entry.malformed"


def parse_event(data: bytes) -> Parsed:
    """Reads an entry as V1.4 to V1.6 ask. Never refuses."""
    digest = hashlib.sha256(data).digest()  # F3.13
    try:
        envelope = parse_envelope(data)
        if envelope.version != VERSION:  # F4.9
            return Parsed(digest, envelope=envelope)
        event = decode(envelope.payload)
        found, links, understood = check_event(event)
        if envelope.sub != links[0].subject:  # F3.9
            raise Refused("entry.subject", "sub")
    except Refused as refused:
        return Parsed(digest, problem=refused)
    return Parsed(digest, None, envelope, event, tuple(found), tuple(links), understood)


class Reader:
    """Reads entries and disclosures, the same bytes once."""

    def __init__(self) -> None:
        self._parsed: dict[bytes, Parsed] = {}
        self._opened: dict[tuple[bytes, bytes], dict[Path, object] | str] = {}

    def parse(self, data: bytes) -> Parsed:
        parsed = self._parsed.get(data)
        if parsed is None:
            parsed = self._parsed[data] = parse_event(data)
        return parsed

    def disclosed(self, parsed: Parsed, data: bytes) -> dict[Path, object] | str:
        """What the disclosures behind an entry open, or the code of V1.7 or V1.8."""
        asked = (parsed.hash, data)
        if asked not in self._opened:
            self._opened[asked] = _disclosed(parsed, data)
        return self._opened[asked]


def _disclosed(parsed: Parsed, data: bytes) -> dict[Path, object] | str:
    try:
        if not parsed.understood:  # F5.9
            decode(data)
            return {}
        elements = commitments.parse_disclosures(data)
        return commitments.match(list(parsed.commitments), elements)
    except Refused as refused:
        return refused.code if refused.code == "disclosure.mismatch" else "disclosure.malformed"


@dataclass(eq=False, slots=True)
class Entry:
    """An entry or a stub, with all that is found at it."""

    index: int
    hash: bytes
    span: tuple[int, int]
    stub: bool = False
    parsed: Parsed | None = None
    values: dict[Path, object] = field(default_factory=dict)
    taken: bool = False
    heard: bool = False
    void: frozenset[str] = frozenset()
    out_of_place: bool = False
    custody: dict[str, Outcome] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    links_known: bool = True
    settled_citations: list[Path] = field(default_factory=list)

    @property
    def well_formed(self) -> bool:
        return self.links_known and self.parsed is not None and self.parsed.event is not None

    @property
    def understood(self) -> bool:
        return self.parsed is not None and self.parsed.understood

    @property
    def event(self) -> dict | None:
        return self.parsed.event if self.parsed else None

    @property
    def body(self) -> dict:
        return self.parsed.event["body"]

    @property
    def type(self) -> str | None:
        return self.parsed.event["type"] if self.well_formed else None

    @property
    def iss(self) -> str | None:
        return self.parsed.envelope.iss if self.parsed and self.parsed.envelope else None

    @property
    def actor(self) -> str | None:
        """§4 of the format."""
        return self.parsed.event.get("for", self.iss) if self.well_formed else self.iss

    @property
    def links(self) -> list[Link]:
        """Empty where the links are not known (V1.5, V1.6, F4.9)."""
        return list(self.parsed.links) if self.parsed and self.links_known else []

    def opened(self, *path: str | int) -> object | None:
        """What the commitment at a path opens to; None when it is withheld or not there."""
        return self.values.get(path)

    def withheld(self) -> list[str]:
        """The fields of the commitments that stay closed (F5.8)."""
        if self.parsed is None or not self.parsed.understood:
            return []
        return [written(each.path) for each in self.parsed.commitments if each.path not in self.values]

    def cause(self) -> Finding | None:
        """§2, because_of: the first failure or "not checked" of the entry."""
        wrong = [each for each in self.findings if each.severity in (FAILURE, NOT_CHECKED)]
        return min(wrong, key=place, default=None)


def at(
    entry: Entry,
    code: str,
    message: str,
    subject: str | None = None,
    field: str | None = None,
    provision: dict | None = None,
    because_of: Finding | int | None = None,
    span: tuple[int, int] | None = None,
) -> Finding:
    """A finding at an entry, with its index, its hash and the bytes of its record, or others."""
    return Finding(code, message, entry.index, entry.hash, span or entry.span, subject, field, provision, because_of)
