"""The manifest of a directory, and what its entries make (§11 of the format)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cbor
from cbor import Refused, Tagged
from entries import check_entry, check_metadata, leaf, salt
from tree import Tree


@dataclass(frozen=True, slots=True)
class Record:
    """One entry, and what the file system said of it."""

    entry: dict
    metadata: dict


@dataclass(frozen=True, slots=True)
class Manifest:
    """The secret, and the entries in the order of their paths (F11.3, F11.6)."""

    secret: bytes
    records: list[Record]


@dataclass(frozen=True, slots=True)
class Measured:
    """What all entries make (F11.1, F11.2, F11.8)."""

    entries: int
    bytes: int
    size: int
    sha256: bytes
    sha512: bytes
    content_root: bytes
    metadata_root: bytes


def parse(data: bytes) -> Manifest:
    """A manifest, or `Refused` with a code `manifest.…`."""
    header, at = _item(data, 0)
    secret = _secret(header)
    records: list[Record] = []
    while at < len(data):
        item, at = _item(data, at)
        record = _record(item)
        if records and record.entry["path"] <= records[-1].entry["path"]:
            raise Refused("manifest.order")
        if record.metadata["path"] != record.entry["path"]:
            raise Refused("manifest.metadata")
        records.append(record)
    return Manifest(secret, records)


def _item(data: bytes, at: int) -> tuple[object, int]:
    try:
        item, end = cbor.prefix(data, at)
    except Refused:
        raise Refused("manifest.format") from None
    return item, end


def _secret(header: object) -> bytes:
    if not (isinstance(header, Tagged) and header.tag == 55799 and isinstance(header.item, list)):
        raise Refused("manifest.format")
    kind = header.item[:3]
    if len(header.item) != 4 or kind != ["handseal", 1, "manifest"] or isinstance(kind[1], bool):
        raise Refused("manifest.format")
    secret = header.item[3]
    if not isinstance(secret, bytes) or len(secret) != 32:
        raise Refused("manifest.format")
    return secret


def _record(item: object) -> Record:
    if not isinstance(item, list) or len(item) != 2:
        raise Refused("manifest.format")
    try:
        check_entry(item[0])
        check_metadata(item[1])
    except Refused:
        raise Refused("manifest.format") from None
    return Record(item[0], item[1])


def measure(manifest: Manifest) -> Measured:
    """The listing and both trees, made again."""
    listing = [cbor.encode(["handseal", 1, "listing", manifest.secret])]
    contents, metadatas = Tree(), Tree()
    for record in manifest.records:
        path = record.entry["path"]
        listing.append(cbor.encode(record.entry))
        contents.append(leaf(salt(manifest.secret, "content", path), record.entry))
        metadatas.append(leaf(salt(manifest.secret, "metadata", path), record.metadata))
    whole = b"".join(listing)
    return Measured(
        len(manifest.records),
        sum(record.entry.get("size", 0) for record in manifest.records),
        len(whole),
        hashlib.sha256(whole).digest(),
        hashlib.sha512(whole).digest(),
        contents.root(),
        metadatas.root(),
    )
