"""Proofs of misbehaviour (format §13): two signed heads of one ledger that cannot both be true."""

from __future__ import annotations

from dataclasses import dataclass

import cbor
from cbor import Refused, Tagged
from directory import REGISTERS, Directory
from entry import Entry, Parsed, parse_event
from heads import Head, parse_head
from keys import Keys
from notes import KnownKey, open_note
from tree import leaf_hash, verify_consistency, verify_inclusion

MAX_FILE = 4 << 20
MAX_PATH = 64


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """Two heads that contradict each other, whoever signed them."""

    heads: list[Head]
    entries: list[Parsed]


def _expect(holds: bool, code: str = "misbehaviour.format") -> None:
    if not holds:
        raise Refused(code)


def _fields(data: bytes) -> dict:
    """F13.1: the map of the file, each field of its type."""
    _expect(len(data) <= MAX_FILE)
    try:
        file, end = cbor._item(data, 0, 0)
    except Refused:
        raise Refused("misbehaviour.format") from None
    _expect(end == len(data))
    _expect(isinstance(file, Tagged) and file.tag == 55799 and isinstance(file.item, list))
    _expect(len(file.item) == 4 and isinstance(file.item[1], int) and not isinstance(file.item[1], bool))
    _expect(file.item[:3] == ["handseal", 1, "misbehaviour"] and isinstance(file.item[3], dict))
    fields = file.item[3]
    _expect(set(fields) == {"heads", "shows", "entries"})
    _expect(_is_pair(fields["heads"]) and all(isinstance(head, str) for head in fields["heads"]))
    _expect(isinstance(fields["entries"], list) and all(isinstance(entry, bytes) for entry in fields["entries"]))
    _check_shown(fields["shows"])
    return fields


def _check_shown(shows: object) -> None:
    _expect(isinstance(shows, dict))
    match shows.get("shows"):
        case "leaves":
            _expect(set(shows) == {"index", "paths", "shows", "entries"})
            _expect(isinstance(shows["index"], int) and not isinstance(shows["index"], bool) and shows["index"] >= 0)
            _expect(_is_pair(shows["paths"]) and all(map(_is_path, shows["paths"])))
            _expect(_is_pair(shows["entries"]) and all(map(_is_hash, shows["entries"])))
        case "prefix":
            _expect(set(shows) == {"path", "root", "shows"} and _is_path(shows["path"]) and _is_hash(shows["root"]))
        case "roots":
            _expect(set(shows) == {"shows"})
        case _:
            raise Refused("misbehaviour.format")


def _is_pair(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2


def _is_hash(value: object) -> bool:
    return isinstance(value, bytes) and len(value) == 32


def _is_path(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MAX_PATH and all(map(_is_hash, value))


def parse(data: bytes) -> Misbehaviour:
    """A proof whose heads contradict each other. Refuses with a code `misbehaviour.…` or `proof.…`."""
    fields = _fields(data)
    try:
        heads = [parse_head(head.encode()) for head in fields["heads"]]
    except Refused:
        raise Refused("misbehaviour.head") from None
    entries = [parse_event(entry) for entry in fields["entries"]]
    _expect(all(entry.problem is None for entry in entries), "misbehaviour.entry")
    one, other = (head.checkpoint for head in heads)
    _expect(one.origin == other.origin, "misbehaviour.origin")  # F13.2
    _expect((one.size, one.root) <= (other.size, other.root), "misbehaviour.order")  # F13.3
    shows = fields["shows"]
    match shows["shows"]:
        case "roots":  # F13.4
            _expect(one.size == other.size, "misbehaviour.sizes")
            _expect(one.root != other.root, "misbehaviour.same")
        case "prefix":  # F13.5
            _expect(one.size != other.size, "misbehaviour.sizes")
            verify_consistency(one.size, shows["root"], other.size, other.root, shows["path"])
            _expect(shows["root"] != one.root, "misbehaviour.same")
        case "leaves":  # F13.6
            for head, entry, path in zip((one, other), shows["entries"], shows["paths"]):
                verify_inclusion(leaf_hash(entry), shows["index"], head.size, path, head.root)
            _expect(shows["entries"][0] != shows["entries"][1], "misbehaviour.same")
    return Misbehaviour(heads, entries)


def under_keys(proof: Misbehaviour, known: list[KnownKey], keys: Keys) -> None:
    """F13.7. Refuses with a code `note.…`."""
    for head in proof.heads:
        open_note(head.note, known, keys)
        own = {(key.name, key.key_id) for key in known if key.name == head.checkpoint.origin}
        _expect(any((line.name, line.key_id) in own for line in head.note.lines), "note.not_by_origin")


def under_root(proof: Misbehaviour, root: str, keys: Keys) -> None:
    """F13.8. Refuses with a code `misbehaviour.registration` or `note.…`."""
    directory = Directory(frozenset({root}), keys, keeper=root)
    for number, parsed in enumerate(proof.entries):
        entry = Entry(number, parsed.hash, (0, 0), parsed=parsed)
        _expect(entry.understood and entry.type in REGISTERS, "misbehaviour.registration")
        _expect(directory.judge(entry) is None, "misbehaviour.registration")
        directory.note(entry)
    known = [KnownKey(origin, key) for origin, each in directory.heads_by.items() for _, key in each]
    under_keys(proof, known, keys)
