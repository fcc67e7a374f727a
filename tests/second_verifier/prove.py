"""Judges a content proof: do these bytes, or this entry of a directory, belong to the content that a signed entry states?

    python3 tests/second_verifier/prove.py PROOF [BYTES] --key PUBLIC_KEY_IN_HEX
    python3 tests/second_verifier/prove.py --questions < questions > answers

Prints one line of JSON: `{"shown": …}`, or `{"refused": CODE}` with the first of these that holds:

`format`      the file, or the entry in it, is not what the format says
`no_content`  the entry states no content of the item
`descriptor`  the descriptor is not the one that the entry commits to
`no_parts`    the content was never cut into parts
`parts`       the content has no such parts, or the path has not the length for them
`no_directory` the content is not that of a directory
`place`       the directory has no entry there, a path has not the length for it, or the metadata are of another path
`signature`   the entry is not signed by the key
`length`      there are too few bytes, or too many
`root`        what is shown and its path do not lead to the signed root
`metadata`    the metadata and their path do not
`no_file`     bytes are given for an entry that is no file that was read
`digest`      the bytes have not the digests of the file

Of an entry of a directory the length is asked behind the roots, and only where bytes are given: those of the file.

Exit status: 0 shown, 1 not shown, 2 cannot do what was asked. With `--questions` each line is `{"proof", "bytes", "key"}`, all in
hexadecimal; `bytes` can be left out for an entry of a directory. The whole file and all bytes are held in memory.
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
from commitments import check_descriptor
from content import is_part_size, parts_of
from entries import check_entry, check_metadata, leaf
from entry import Parsed, parse_event
from ids import is_item
from keys import Keys, algorithm_of, thumbprint
from tree import MAX_SIZE, leaf_hash, node_hash, verify_inclusion

MAX_FILE = 1 << 20

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
    unread: tuple[tuple[int, int], ...]

    @property
    def count(self) -> int:
        return -(-self.size // self.part_size)


@dataclass(frozen=True, slots=True)
class Range:
    """Parts that follow each other, and the hashes around them."""

    parts: Parts
    first: int
    last: int
    path: list[bytes]


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One entry of a directory, as it is shown, and what the entry of the ledger states of the directory."""

    directory: dict
    shows: dict


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that fits together."""

    item: str
    entry: Parsed
    shown: Range | DirectoryEntry


def _expect(holds: bool, code: str) -> None:
    if not holds:
        raise NotShown(code)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_hash(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == 32


def _fields(data: bytes) -> dict:
    """The map of the file, each field of its type."""
    try:
        file = cbor.decode_within(data, MAX_FILE)
    except Refused:
        raise NotShown("format") from None
    _expect(isinstance(file, Tagged) and file.tag == 55799 and isinstance(file.item, list), "format")
    _expect(len(file.item) == 4 and isinstance(file.item[1], int) and not isinstance(file.item[1], bool), "format")
    _expect(file.item[:3] == ["handseal", 1, "content_proof"] and isinstance(file.item[3], dict), "format")
    fields = file.item[3]
    _expect(set(fields) == {"item", "entry", "shows", "descriptor"}, "format")
    _expect(isinstance(fields["item"], str) and is_item(fields["item"]), "format")
    _expect(isinstance(fields["entry"], bytes), "format")
    shows = fields["shows"]
    _expect(isinstance(shows, dict) and shows.get("shows") in ("parts", "directory_entry"), "format")
    {"parts": _check_parts, "directory_entry": _check_shown_entry}[shows["shows"]](shows)
    return fields


def _check_parts(shows: dict) -> None:
    _expect(set(shows) == {"last", "path", "first", "shows"}, "format")
    _expect(_is_number(shows["first"]) and _is_number(shows["last"]), "format")
    _check_path(shows["path"], 124)


def _check_shown_entry(shows: dict) -> None:
    _expect(set(shows) - {"metadata"} == {"path", "salt", "entry", "index", "shows"}, "format")
    _expect(_is_salt(shows["salt"]) and _is_number(shows["index"]), "format")
    _check_path(shows["path"], 64)
    told = shows.get("metadata", {"path": [], "salt": bytes(16), "metadata": None})
    _expect(isinstance(told, dict) and set(told) == {"path", "salt", "metadata"} and _is_salt(told["salt"]), "format")
    _check_path(told["path"], 64)
    try:
        check_entry(shows["entry"])
        if "metadata" in shows:
            check_metadata(told["metadata"])
    except Refused:
        raise NotShown("format") from None


def _check_path(path: object, most: int) -> None:
    _expect(isinstance(path, list) and len(path) <= most and all(map(_is_hash, path)), "format")


def _is_salt(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == 16


def parse(data: bytes) -> Proof:
    """A proof that fits together, or the reason why it does not."""
    fields = _fields(data)
    entry = parse_event(fields["entry"])
    _expect(entry.problem is None, "format")
    content = _content(entry, fields["item"])
    descriptor = _descriptor(fields["descriptor"], content["descriptor"])
    shows = fields["shows"]
    if shows["shows"] == "directory_entry":
        return Proof(fields["item"], entry, _shown_entry(descriptor, shows))
    _expect(is_part_size(content["part_size"]) and "part_root" in descriptor, "no_parts")
    unread = tuple((each["from"], each["to"]) for each in descriptor.get("unreadable", ()))
    parts = Parts(descriptor["size"], content["part_size"], descriptor["part_root"], unread)
    first, last, path = shows["first"], shows["last"], shows["path"]
    _expect(parts.count <= MAX_SIZE and first <= last < parts.count, "parts")
    _expect(_hashes_around(first, last, 0, parts.count) == len(path), "parts")
    return Proof(fields["item"], entry, Range(parts, first, last, path))


def _shown_entry(descriptor: dict, shows: dict) -> DirectoryEntry:
    """An entry whose paths have their lengths; where they lead to is asked once the signature is known."""
    _expect("directory" in descriptor, "no_directory")
    shown = DirectoryEntry(descriptor["directory"], shows)
    if "metadata" in shows:
        _expect(shows["metadata"]["metadata"]["path"] == shows["entry"]["path"], "place")
    _expect(_entry_leads(shown) in (None, "proof.root") and _metadata_lead(shown) in (None, "proof.root"), "place")
    return shown


def _entry_leads(shown: DirectoryEntry) -> str | None:
    """Why the entry does not lead to the content root."""
    shows, directory = shown.shows, shown.directory
    leads = leaf(shows["salt"], shows["entry"]), shows["index"], directory["entries"], shows["path"]
    return _refusal(*leads, directory["content_root"])


def _metadata_lead(shown: DirectoryEntry) -> str | None:
    """Why the metadata, where they are shown, do not lead to the metadata root."""
    if "metadata" not in shown.shows:
        return None
    told, directory = shown.shows["metadata"], shown.directory
    leads = leaf(told["salt"], told["metadata"]), shown.shows["index"], directory["entries"], told["path"]
    return _refusal(*leads, directory["metadata_root"])


def _refusal(start: bytes, index: int, size: int, path: list[bytes], root: bytes) -> str | None:
    try:
        verify_inclusion(start, index, size, path, root)
    except Refused as refused:
        return refused.code
    return None


def _content(entry: Parsed, item: str) -> dict:
    """What the entry states of the item's content."""
    if entry.understood and entry.event["type"] in _STATES_CONTENT:
        for each in entry.event["body"]["items"]:
            if each["id"] == item and "content" in each:
                return each["content"]
    raise NotShown("no_content")


def _descriptor(disclosure: object, commitment: bytes) -> dict:
    """What the disclosure opens to: its bytes, of which a value has one form, must hash to the commitment (F5.1)."""
    _expect(hashlib.sha256(cbor.encode(disclosure)).digest() == commitment, "descriptor")
    _expect(isinstance(disclosure, list) and len(disclosure) == 2 and _is_salt(disclosure[0]), "format")
    try:
        check_descriptor(disclosure[1])
    except Refused:
        raise NotShown("format") from None
    return disclosure[1]


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


def judge(file: bytes, data: bytes | None, key: bytes, keys: Keys) -> dict:
    """What the file and the bytes show, under a key."""
    proof = parse(file)
    envelope = proof.entry.envelope
    named = thumbprint(key) == envelope.kid and algorithm_of(key) == envelope.algorithm
    _expect(named and keys.holds(key, envelope.signed, envelope.signature), "signature")
    shown = _judge_range(proof.shown, data or b"") if isinstance(proof.shown, Range) else _judge_entry(proof.shown, data)
    return {"item": proof.item, "entry": proof.entry.hash.hex(), "signer": envelope.iss, **shown}


def _judge_range(shown: Range, data: bytes) -> dict:
    parts = shown.parts
    start = shown.first * parts.part_size
    end = min((shown.last + 1) * parts.part_size, parts.size)
    _expect(len(data) == end - start, "length")
    leaves = [leaf_hash(hashlib.sha256(part).digest()) for part in parts_of(data, parts.part_size)]
    root = _root(shown.first, shown.last, 0, parts.count, iter(leaves), iter(shown.path))
    _expect(root == parts.root, "root")
    # F10.10, F9.8: what nobody ever read is shown by nothing.
    unread = [[max(first, start), min(last, end)] for first, last in parts.unread if first < end and start < last]
    return {"bytes": [start, end], "unread": unread, "size": parts.size}


def _judge_entry(shown: DirectoryEntry, data: bytes | None) -> dict:
    _expect(_entry_leads(shown) is None, "root")
    _expect(_metadata_lead(shown) is None, "metadata")
    entry = shown.shows["entry"]
    if data is not None:
        _expect("sha256" in entry, "no_file")
        _expect(len(data) == entry["size"], "length")
        for name in ("sha256", "sha512", "sha1", "md5"):
            _expect(name not in entry or hashlib.new(name, data).digest() == entry[name], "digest")
    said = {"place": [shown.shows["index"], shown.directory["entries"]], "directory_entry": cbor.encode(entry).hex()}
    if "metadata" in shown.shows:
        said["metadata"] = cbor.encode(shown.shows["metadata"]["metadata"]).hex()
    return said


def answer(file: bytes, data: bytes | None, key: bytes, keys: Keys) -> dict:
    """One answer."""
    try:
        return {"shown": judge(file, data, key, keys)}
    except NotShown as why:
        return {"refused": why.code}


def _questions() -> int:
    keys = Keys()
    for line in sys.stdin:
        asked = {name: bytes.fromhex(value) for name, value in json.loads(line).items()}
        print(json.dumps(answer(asked["proof"], asked.get("bytes"), asked["key"], keys)), flush=True)
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
    if not (asked.proof and asked.key):
        parser.error("PROOF and --key are needed")
    try:
        file, key = Path(asked.proof).read_bytes(), bytes.fromhex(asked.key)
        data = Path(asked.bytes).read_bytes() if asked.bytes else None
    except (OSError, ValueError) as error:
        print(f"cannot do that: {error}", file=sys.stderr)
        return 2
    said = answer(file, data, key, Keys())
    print(json.dumps(said))
    return 0 if "shown" in said else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
