"""Disclosures, and the commitments that they open (§5 of the format)."""

from __future__ import annotations

import hashlib

from cbor import Refused, decode, head
from grammar import BYTES, DESCRIPTOR, TEXT, Commitment, Optional, Path, fields, listed, octets, octets_32, text, uint


def _octets(value: object, path: Path, found: list) -> None:
    if not isinstance(value, bytes):
        raise Refused("cbor.type")


DIRECTORY = fields(size=uint, entries=uint, content_root=octets_32, metadata_root=octets_32)
DESCRIPTORS = fields(
    md5=Optional(octets(16)),
    sha1=Optional(octets(20)),
    size=uint,
    parts=Optional(_octets),
    sha256=octets_32,
    sha512=Optional(octets(64)),
    imported=Optional(text),
    directory=Optional(DIRECTORY),
    part_root=Optional(octets_32),
    unreadable=Optional(listed(fields(**{"to": uint, "from": uint}))),
    not_empty=("unreadable",),
)


def check_descriptor(value: object) -> None:
    """What the grammar says of a descriptor, and F9.8."""
    DESCRIPTORS(value, (), [])
    behind = -1
    for each in value.get("unreadable", ()):
        if not behind < each["from"] < each["to"] <= value["size"]:
            raise Refused("field.order")
        behind = each["to"]


def parse_disclosures(data: bytes) -> list[tuple[bytes, object]]:
    """The elements of a disclosures record: the bytes of each, and what they are (F5.5)."""
    record = decode(data)
    if not isinstance(record, list):
        raise Refused("cbor.type")
    if not record:
        raise Refused("field.too_few")
    return list(zip(_elements(data, len(record)), record))


def _check_pair(element: object) -> object:
    """The value of `[salt, value]` (F5.2, F5.5)."""
    if not isinstance(element, list) or len(element) != 2:
        raise Refused("cbor.type")
    salt, value = element
    if not isinstance(salt, bytes) or len(salt) != 16:
        raise Refused("field.length")
    return value


def _opens_to(element: object, commitment: Commitment) -> object:
    """The value of `[salt, value]`, of the type that the commitment opens to (F5.2, F5.3)."""
    value = _check_pair(element)
    if not isinstance(value, _TYPES[commitment.opens_to]):
        raise Refused("cbor.type")
    if commitment.opens_to == DESCRIPTOR:
        check_descriptor(value)
    return value


def _elements(data: bytes, count: int) -> list[bytes]:
    """The bytes of each element of an array that `decode` has accepted."""
    at = head(data, 0).end
    elements = []
    for _ in range(count):
        start = at
        open_items = 1
        while open_items:
            read = head(data, at)
            at = read.end
            open_items -= 1
            if read.major in (2, 3):
                at += read.argument
            elif read.major == 4:
                open_items += read.argument
            elif read.major == 5:
                open_items += 2 * read.argument
            elif read.major == 6:
                open_items += 1
        elements.append(data[start:at])
    return elements


def match(commitments: list[Commitment], disclosed: list[tuple[bytes, object]]) -> dict[Path, object]:
    """What each commitment opens to, in one walk (F5.6). Refuses a value of another type, and one that is left over (F5.7)."""
    opened: dict[Path, object] = {}
    waiting = iter(disclosed)
    held = next(waiting, None)
    for commitment in commitments:
        if held is None:
            break
        if hashlib.sha256(held[0]).digest() == commitment.value:
            opened[commitment.path] = _opens_to(held[1], commitment)
            held = next(waiting, None)
    if held is not None:
        for _, element in disclosed:  # V1.7 goes before V1.8
            _check_pair(element)
        raise Refused("disclosure.mismatch")
    return opened


_TYPES = {TEXT: str, DESCRIPTOR: dict, BYTES: bytes}
