"""Judges a content proof: do these bytes belong to the content that a signed entry states?

    python3 tests/second_verifier/prove.py PROOF BYTES --key PUBLIC_KEY_IN_HEX
    python3 tests/second_verifier/prove.py --questions < questions > answers

Prints one line of JSON: `{"shown": …}`, or `{"refused": CODE}` with the first of these that holds:

`format`      the file, or the entry in it, is not what the format says
`no_content`  the entry states no content of the item
`descriptor`  the descriptor is not the one that the entry commits to
`no_parts`    the content was never cut into parts
`parts`       the content has no such parts, or the path has not the length for them
`signature`   the entry is not signed by the key
`length`      there are too few bytes, or too many
`root`        the bytes and the path do not lead to the part root

Exit status: 0 shown, 1 not shown, 2 cannot do what was asked. With `--questions` each line is `{"proof", "bytes", "key"}`, all in
hexadecimal. The whole file and all bytes are held in memory.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cbor
from cbor import Refused, Tagged
from commitments import DESCRIPTORS
from content import is_part_size, parts_of
from entry import Parsed, parse_event
from ids import is_item
from keys import Keys, thumbprint
from tree import MAX_SIZE, leaf_hash, node_hash

MAX_FILE = 1 << 20
MAX_PATH = 124

# The types whose `items` can have a content: as it was made, or as it was measured again.
_STATES_CONTENT = frozenset("accepted acquired checked derived received_back refused taken_over".split())


class NotShown(Exception):
    """Why nothing is shown. `code` is one of those above."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Parts:
    """What the entry states of the parts."""

    size: int
    part_size: int
    root: bytes

    @property
    def count(self) -> int:
        return -(-self.size // self.part_size)


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that fits together."""

    item: str
    entry: Parsed
    parts: Parts
    first: int
    last: int
    path: list[bytes]


def _expect(holds: bool, code: str) -> None:
    if not holds:
        raise NotShown(code)


def _whole_file(data: bytes) -> object:
    """One item of the profile (format §1), which may be longer than a record: it holds two."""
    _expect(len(data) <= MAX_FILE, "format")
    try:
        item, end = cbor._item(data, 0, 0)
    except Refused:
        raise NotShown("format") from None
    _expect(end == len(data), "format")
    return item


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_hash(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == 32


def _fields(data: bytes) -> dict:
    """The map of the file, each field of its type."""
    file = _whole_file(data)
    _expect(isinstance(file, Tagged) and file.tag == 55799 and isinstance(file.item, list), "format")
    _expect(len(file.item) == 4 and isinstance(file.item[1], int) and not isinstance(file.item[1], bool), "format")
    _expect(file.item[:3] == ["handseal", 1, "content_proof"] and isinstance(file.item[3], dict), "format")
    fields = file.item[3]
    _expect(set(fields) == {"item", "entry", "shows", "descriptor"}, "format")
    _expect(isinstance(fields["item"], str) and is_item(fields["item"]), "format")
    _expect(isinstance(fields["entry"], bytes), "format")
    shows = fields["shows"]
    _expect(isinstance(shows, dict) and set(shows) == {"last", "path", "first", "shows"}, "format")
    _expect(shows["shows"] == "parts" and _is_number(shows["first"]) and _is_number(shows["last"]), "format")
    path = shows["path"]
    _expect(isinstance(path, list) and len(path) <= MAX_PATH and all(map(_is_hash, path)), "format")
    return fields


def parse(data: bytes) -> Proof:
    """A proof that fits together, or the reason why it does not."""
    fields = _fields(data)
    entry = parse_event(fields["entry"])
    _expect(entry.problem is None, "format")
    content = _content(entry, fields["item"])
    descriptor = _descriptor(data, fields["descriptor"], content["descriptor"])
    _expect(is_part_size(content["part_size"]) and "part_root" in descriptor, "no_parts")
    parts = Parts(descriptor["size"], content["part_size"], descriptor["part_root"])
    shows = fields["shows"]
    first, last, path = shows["first"], shows["last"], shows["path"]
    _expect(parts.count <= MAX_SIZE and first <= last < parts.count, "parts")
    _expect(_hashes_around(first, last, 0, parts.count) == len(path), "parts")
    return Proof(fields["item"], entry, parts, first, last, path)


def _content(entry: Parsed, item: str) -> dict:
    """What the entry states of the item's content."""
    if entry.understood and entry.event["type"] in _STATES_CONTENT:
        for each in entry.event["body"]["items"]:
            if each["id"] == item and "content" in each:
                return each["content"]
    raise NotShown("no_content")


def _descriptor(data: bytes, disclosure: object, commitment: bytes) -> dict:
    """What the disclosure opens to: its bytes as they stand, at the end of the file, must hash to the commitment (F5.1)."""
    # The encoding is deterministic, so the bytes are found again by their length: the field is the last.
    start = _start_of_last_value(data)
    _expect(hashlib.sha256(data[start:]).digest() == commitment, "descriptor")
    _expect(isinstance(disclosure, list) and len(disclosure) == 2, "format")
    salt, value = disclosure
    _expect(isinstance(salt, bytes) and len(salt) == 16, "format")
    try:
        DESCRIPTORS(value, (), [])
    except Refused:
        raise NotShown("format") from None
    return value


def _start_of_last_value(data: bytes) -> int:
    """Where the value of the last field begins, in a file that `_fields` has accepted."""
    at = 3  # the tag
    at = cbor.head(data, at).end
    for _ in range(3):
        at = _after(data, at)
    at = cbor.head(data, at).end
    for _ in range(7):  # three pairs, and the last key
        at = _after(data, at)
    return at


def _after(data: bytes, at: int) -> int:
    return cbor._item(data, at, 0)[1]


def _split(count: int) -> int:
    """The largest power of two smaller than `count` (RFC 9162 §2.1.1)."""
    return 1 << (count - 1).bit_length() - 1


def _hashes_around(first: int, last: int, start: int, end: int) -> int:
    """How many subtrees of leaves `start` to `end` have no leaf of the range and a parent that has one."""
    if last < start or end <= first:
        return 1
    if first <= start and end - 1 <= last:
        return 0
    middle = start + _split(end - start)
    return _hashes_around(first, last, start, middle) + _hashes_around(first, last, middle, end)


def _root(first: int, last: int, start: int, end: int, leaves: Iterator[bytes], path: Iterator[bytes]) -> bytes:
    """The root over leaves `start` to `end`: what has no leaf of the range is the next hash of the path."""
    if last < start or end <= first:
        return next(path)
    if end - start == 1:
        return next(leaves)
    middle = start + _split(end - start)
    left = _root(first, last, start, middle, leaves, path)
    return node_hash(left, _root(first, last, middle, end, leaves, path))


def judge(file: bytes, data: bytes, key: bytes, keys: Keys) -> dict:
    """What the file and the bytes show, under a key."""
    proof = parse(file)
    envelope = proof.entry.envelope
    _expect(thumbprint(key) == envelope.kid and keys.holds(key, envelope.signed, envelope.signature), "signature")
    start = proof.first * proof.parts.part_size
    end = min((proof.last + 1) * proof.parts.part_size, proof.parts.size)
    _expect(len(data) == end - start, "length")
    leaves = [leaf_hash(hashlib.sha256(part).digest()) for part in parts_of(data, proof.parts.part_size)]
    root = _root(proof.first, proof.last, 0, proof.parts.count, iter(leaves), iter(proof.path))
    _expect(root == proof.parts.root, "root")
    return {
        "item": proof.item,
        "bytes": [start, end],
        "size": proof.parts.size,
        "entry": proof.entry.hash.hex(),
        "signer": envelope.iss,
    }


def answer(file: bytes, data: bytes, key: bytes, keys: Keys) -> dict:
    """One answer."""
    try:
        return {"shown": judge(file, data, key, keys)}
    except NotShown as why:
        return {"refused": why.code}


def _questions() -> int:
    keys = Keys()
    for line in sys.stdin:
        asked = {name: bytes.fromhex(value) for name, value in json.loads(line).items()}
        print(json.dumps(answer(asked["proof"], asked["bytes"], asked["key"], keys)), flush=True)
    return 0


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Judges a content proof.")
    parser.add_argument("proof", metavar="PROOF", nargs="?")
    parser.add_argument("bytes", metavar="BYTES", nargs="?")
    parser.add_argument("--key", metavar="PUBLIC_KEY_IN_HEX")
    parser.add_argument("--questions", action="store_true")
    asked = parser.parse_args(words)
    if asked.questions:
        return _questions()
    if not (asked.proof and asked.bytes and asked.key):
        parser.error("PROOF, BYTES and --key are needed")
    try:
        file, data, key = Path(asked.proof).read_bytes(), Path(asked.bytes).read_bytes(), bytes.fromhex(asked.key)
    except (OSError, ValueError) as error:
        print(f"cannot do that: {error}", file=sys.stderr)
        return 2
    said = answer(file, data, key, Keys())
    print(json.dumps(said))
    return 0 if "shown" in said else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
