"""The entries of a directory, and the leaves that they are (§11 of the format)."""

from __future__ import annotations

import hashlib

from cbor import Refused, encode
from grammar import Optional, Path, Rule, code, fields, integer, octets, octets_32, refused, uint, uint32, whole
from tree import leaf_hash

MAX_PATH = 65_536
MAX_TARGET = 32_768

TYPES = "block_device char_device directory fifo file link loop mount other socket".split()
UNREAD = "changed denied failed vanished".split()


def _octets(value: object, path: Path, found: list) -> None:
    if not isinstance(value, bytes):
        raise refused("cbor.type", path)


def _path(value: object, path: Path, found: list) -> None:
    """F11.5."""
    _octets(value, path, found)
    strange = any(name in (b"", b".", b"..") or 0 in name for name in value.split(b"/"))
    if len(value) > MAX_PATH or strange:
        raise refused("field.identifier", path)


def _target(value: object, path: Path, found: list) -> None:
    _octets(value, path, found)
    if len(value) > MAX_TARGET:
        raise refused("field.length", path)


def _pair(first: Rule, second: Rule) -> Rule:
    def rule(value: object, path: Path, found: list) -> None:
        if not isinstance(value, list):
            raise refused("cbor.type", path)
        if len(value) != 2:
            raise refused("field.length", path)
        first(value[0], (*path, 0), found)
        second(value[1], (*path, 1), found)

    return rule


_TIME = _pair(integer, whole(0, 999_999_999))

_ENTRY = fields(
    **{"type": code(*TYPES)},
    md5=Optional(octets(16)),
    path=_path,
    sha1=Optional(octets(20)),
    size=Optional(uint),
    sha256=Optional(octets_32),
    sha512=Optional(octets(64)),
    target=Optional(_target),
    unread=Optional(code(*UNREAD)),
)

_METADATA = fields(
    gid=Optional(uint),
    uid=Optional(uint),
    mode=Optional(uint),
    path=_path,
    links=Optional(uint),
    device=Optional(_pair(uint32, uint32)),
    changed=Optional(_TIME),
    created=Optional(_TIME),
    same_as=Optional(_path),
    accessed=Optional(_TIME),
    modified=Optional(_TIME),
    allocated=Optional(uint),
)


def check_entry(entry: object) -> None:
    """A file that was read has a size and a SHA-256, a link its target; nothing else has any of these."""
    _ENTRY(entry, (), [])
    read = "unread" not in entry
    is_file, is_link = (read and entry["type"] == kind for kind in ("file", "link"))
    for name, wanted in (("size", is_file), ("sha256", is_file), ("target", is_link)):
        if (name in entry) != wanted:
            raise refused("field.unknown" if name in entry else "field.missing", (name,))
    for name in ("md5", "sha1", "sha512"):
        if name in entry and not is_file:
            raise refused("field.unknown", (name,))


def check_metadata(metadata: object) -> None:
    """`same_as` is the first of several paths."""
    _METADATA(metadata, (), [])
    if "same_as" in metadata and metadata["same_as"] >= metadata["path"]:
        raise Refused("field.order")


def salt(secret: bytes, kind: str, path: bytes) -> bytes:
    """What salts the leaf of an entry in the tree of contents or of metadata."""
    return hashlib.sha256(encode(["handseal-directory-salt-v1", secret, kind, path])).digest()[:16]


def leaf(salted_with: bytes, value: dict) -> bytes:
    """The leaf hash of an entry, or of metadata."""
    return leaf_hash(hashlib.sha256(encode([salted_with, value])).digest())
