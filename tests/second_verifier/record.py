"""The records of a file, told apart by their heads alone (§7 of the format)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import ids
from cbor import ARRAY, BYTES, MAP, MAX_ITEM, TAG, TEXT, Refused, Tagged, decode, is_shortest
from cbor import head as read_head

HEADER, STUB, ENTRY, CHECKPOINT, DISCLOSURES, PROOF, OVERSIZED = (
    "header",
    "stub",
    "entry",
    "checkpoint",
    "disclosures",
    "proof",
    "oversized",
)
_KINDS = {TEXT: CHECKPOINT, ARRAY: DISCLOSURES, MAP: PROOF}


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its place in the file, its bytes, and for an entry or a checkpoint the bytes inside it."""

    kind: str
    span: tuple[int, int]
    data: bytes
    content: bytes
    shortest: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """A stretch up to the end of the file that was not read: `file.torn` (F7.10) or `record.unframed` (F7.9)."""

    code: str
    span: tuple[int, int]


class Torn(Exception):
    """The file ends inside a record (F7.10)."""


class Lost(Exception):
    """Nothing tells where the record ends (F7.9)."""


def extent(data: bytes, start: int) -> int:
    """Where the item that begins at `start` ends (F7.8)."""
    at = start
    waiting = 1
    while waiting:
        try:
            read = read_head(data, at)
        except Refused as refused:
            raise Torn if refused.code == "cbor.truncated" else Lost from None
        waiting -= 1
        at = read.end
        if read.major in (BYTES, TEXT):
            at += read.argument
            if at > len(data):
                raise Torn
        elif read.major == ARRAY:
            waiting += read.argument
        elif read.major == MAP:
            waiting += 2 * read.argument
        elif read.major == TAG:
            waiting += 1
    return at


def records(data: bytes, start: int, before: int) -> Iterator[Record | Unread]:
    """The records behind the header, which begins at `before` and ends at `start`."""
    at = start
    while at < len(data):
        try:
            if data[at] >> 5 not in (BYTES, TEXT, ARRAY, MAP):
                raise Lost
            end = extent(data, at)
        except Torn:
            yield Unread("file.torn", (at, len(data)))
            return
        except Lost:
            yield Unread("record.unframed", (before, len(data)))
            return
        yield _record(data, at, end)
        before, at = at, end


def _record(data: bytes, start: int, end: int) -> Record:
    first = read_head(data, start)
    whole = data[start:end]
    content = data[first.end : end] if first.major in (BYTES, TEXT) else whole
    if first.major == BYTES:
        kind = STUB if len(content) == 32 else ENTRY
    else:
        kind = _KINDS[first.major]
    if len(content) > MAX_ITEM:  # F7.3, F7.11
        kind = OVERSIZED
    return Record(kind, (start, end), whole, content, is_shortest(first))


@dataclass(frozen=True, slots=True)
class Header:
    """What a file holds: the subjects of an extract, or None for a whole ledger. `end` is its last byte, plus one."""

    subjects: tuple[str, ...] | None
    end: int


class NoHeader(Exception):
    """F7.1 does not hold for the first record; `span` is what stands in its place."""

    def __init__(self, span: tuple[int, int]) -> None:
        super().__init__("the first record is no header")
        self.span = span


def read_header(data: bytes) -> Header:
    """F7.1."""
    try:
        end = extent(data, 0)
    except (Torn, Lost):
        raise NoHeader((0, len(data))) from None
    try:
        item = decode(data[:end])
    except Refused:
        raise NoHeader((0, end)) from None
    if not isinstance(item, Tagged) or item.tag != 55799 or not isinstance(item.item, list):
        raise NoHeader((0, end))
    if item.item == ["handseal", 1, "ledger"] and type(item.item[1]) is int:
        return Header(None, end)
    if len(item.item) != 4 or item.item[:3] != ["handseal", 1, "extract"] or type(item.item[1]) is not int:
        raise NoHeader((0, end))
    subjects = item.item[3]
    if not isinstance(subjects, list) or not subjects:
        raise NoHeader((0, end))
    if not all(isinstance(subject, str) and ids.is_subject(subject) for subject in subjects):
        raise NoHeader((0, end))
    if any(one.encode() >= other.encode() for one, other in zip(subjects, subjects[1:])):
        raise NoHeader((0, end))
    return Header(tuple(subjects), end)
