"""Answers questions about single objects of the format, and about whole files: one JSON object on a line in, one out.

    python3 tests/second_verifier/conformance.py < questions > answers

The protocol is src/spec/conformance.md. Answers that rest on the same bytes are worked out once.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import catalogue
import heads
import notes
import tree
from cbor import Refused, decode
from entry import Reader, parse_event
from instants import Instant
from keys import Keys, thumbprint
from verify import EMBEDDED, verify
from walk import Cannot, Given

MAX_LINE = 64 << 20
MAX_NESTED = 127
_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_ROOT = re.compile(r"[0-9a-f]{64}")
_WHITE_SPACE = " \t\r\n"


class Line:
    """The fields of a question."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        self.fields: dict[str, object] = {}
        self.repeated = False
        for name, value in pairs:
            self.repeated = self.repeated or (name in NAMES and name in self.fields)
            self.fields.setdefault(name, value)
            if name == "id":
                self.fields[name] = value

    def needed(self, name: str) -> object:
        if name not in self.fields:
            raise Refused("line.field.missing")
        return self.fields[name]

    def text(self, name: str) -> str:
        return _text(self.needed(name))

    def texts(self, name: str) -> list[str]:
        return _texts(self.needed(name))

    def texts_or_none(self, name: str) -> list[str]:
        return _texts(self.fields[name]) if name in self.fields else []

    def octets(self, name: str) -> bytes:
        return _octets(self.text(name))

    def hash(self, name: str) -> bytes:
        return _hash(self.text(name))

    def hashes(self, name: str) -> list[bytes]:
        return [_hash(text) for text in self.texts(name)]

    def named_octets(self, name: str) -> dict[str, bytes]:
        if name not in self.fields:
            return {}
        values = self.fields[name]
        if not isinstance(values, dict):
            raise Refused("line.field.type")
        return {key: _octets(_text(values[key])) for key in sorted(values, key=str.encode)}

    def number(self, name: str) -> int:
        value = self.needed(name)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise Refused("line.field.type")
        if not isinstance(value, int) or not 0 <= value < 1 << 64:
            raise Refused("line.field.number")
        return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("line.field.type")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise Refused("line.field.type")
    return [_text(each) for each in value]


def _octets(text: str) -> bytes:
    if _HEX.fullmatch(text) is None:
        raise Refused("line.field.hex")
    return bytes.fromhex(text)


def _hash(text: str) -> bytes:
    octets = _octets(text)
    if len(octets) != 32:
        raise Refused("line.field.length")
    return octets


@dataclass(slots=True)
class Answering:
    """What is remembered between questions."""

    keys: Keys
    reader: Reader
    catalogues: dict[tuple[str, ...], catalogue.Catalogue]

    def laws(self, texts: list[str]) -> catalogue.Catalogue:
        """The first text stands alone, the others are laid over it; without any, the embedded catalogue."""
        asked = tuple(texts)
        if asked not in self.catalogues:
            self.catalogues[asked] = catalogue.load(texts) if texts else catalogue.embedded(EMBEDDED)
        return self.catalogues[asked]


def _cbor(line: Line, memory: Answering) -> None:
    decode(line.octets("hex"))


def _key(line: Line, memory: Answering) -> bytes:
    key = line.octets("key")
    memory.keys.check_key(key)
    return key


def _ed25519(line: Line, memory: Answering) -> None:
    message, signature = line.octets("message"), line.octets("signature")
    memory.keys.check_signature(_key(line, memory), message, signature)


def _event(line: Line, memory: Answering) -> None:
    data = line.octets("hex")
    key = _key(line, memory)
    parsed = parse_event(data)
    if parsed.problem is not None:
        raise parsed.problem
    if parsed.envelope.kid != thumbprint(key):
        raise Refused("signature.other_key")
    memory.keys.check_signature(key, parsed.envelope.signed, parsed.envelope.signature)
    if not parsed.understood:
        raise Refused("entry.not_understood")


def _inclusion(line: Line, memory: Answering) -> None:
    leaf, root = line.hash("leaf_hash"), line.hash("root")
    index, size = line.number("index"), line.number("size")
    tree.verify_inclusion(leaf, index, size, line.hashes("path"), root)


def _consistency(line: Line, memory: Answering) -> None:
    first, second = line.number("size1"), line.number("size2")
    old_root, root = line.hash("root1"), line.hash("root2")
    tree.verify_consistency(first, old_root, second, root, line.hashes("path"))


def _note(line: Line, memory: Answering) -> None:
    data = line.octets("note_hex")
    known = [notes.parse_known_key(text, memory.keys) for text in line.texts("vkeys")]
    notes.open_note(notes.parse_note(data), known, memory.keys)


def _checkpoint(line: Line, memory: Answering) -> None:
    notes.parse_checkpoint(line.text("body"))


OPS: dict[str, Callable[[Line, Answering], object]] = {
    "cbor": _cbor,
    "checkpoint": _checkpoint,
    "consistency": _consistency,
    "ed25519": _ed25519,
    "event": _event,
    "inclusion": _inclusion,
    "key": _key,
    "note": _note,
}
NAMES = frozenset(
    "op hex key message signature leaf_hash index size path root size1 size2 root1 root2 note_hex vkeys body id "
    "file roots heads contents parts now catalogue limit".split()
)


def _verify(line: Line, memory: Answering) -> dict:
    """The report, without what is for people only."""
    data, roots = line.octets("file"), line.texts("roots")
    remembered = [_octets(text) for text in line.texts_or_none("heads")]
    contents, parts = line.named_octets("contents"), line.named_octets("parts")
    now, laws = line.text("now"), line.texts_or_none("catalogue")
    limit = line.number("limit") if "limit" in line.fields else 10_000
    if not all(_ROOT.fullmatch(root) for root in roots):
        raise Refused("verify.root")
    try:
        instant = Instant.parse(now)
    except ValueError:
        raise Refused("verify.now") from None
    for head in remembered:
        try:
            heads.parse_head(head)
        except Refused:
            raise Refused("verify.head") from None
    try:
        known = memory.laws(laws)
    except ValueError:
        raise Refused("verify.catalogue") from None
    given = Given(data, frozenset(roots), instant, tuple(remembered), contents, parts, limit)
    try:
        report = verify(given, known, memory.keys, memory.reader)
    except Cannot:
        raise Refused("verify.content") from None
    for finding in report["findings"]:
        del finding["message"]
    return report


def _parse(line: bytes) -> Line:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("line.utf8") from None
    if _nested(text) > MAX_NESTED:
        raise Refused("line.json")
    try:
        value = json.loads(text, object_pairs_hook=_Pairs, parse_constant=_refuse_constant, parse_float=_number)
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except ValueError:
        raise Refused("line.json") from None
    if not isinstance(value, _Pairs):
        raise Refused("line.object")
    return Line([(name, _plain(each)) for name, each in value])


class _Pairs(list):
    """An object as its pairs: one that gives a name twice is told apart."""


def _plain(value: object) -> object:
    if isinstance(value, _Pairs):
        return {name: _plain(each) for name, each in value}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number out of range")
    return value


def _nested(text: str) -> int:
    """How many arrays and objects stand inside each other."""
    deepest = depth = 0
    for mark in re.findall(r'"(?:[^"\\]|\\.)*"|[\[\]{}]', text):
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def answer(line: bytes, memory: Answering) -> dict:
    """The answer to one line."""
    try:
        asked = _parse(line)
    except Refused as refused:
        return {"id": None, "ok": False, "code": refused.code}
    name = asked.fields.get("id")
    try:
        if asked.repeated:
            raise Refused("line.field.repeated")
        op = asked.fields.get("op")
        if op == "verify":
            report = _verify(asked, memory)
            first = report["findings"][0]["code"] if report["findings"] else None
            return {"id": name, "ok": report["verdict"] == "Consistent", "code": first, "report": report}
        if not isinstance(op, str) or op not in OPS:
            raise Refused("line.op")
        OPS[op](asked, memory)
    except Refused as refused:
        return {"id": name, "ok": False, "code": refused.code}
    return {"id": name, "ok": True, "code": None}


def run(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answers every line until the end of input."""
    memory = Answering(Keys(), Reader(), {})
    while line := questions.readline(MAX_LINE):
        if len(line) == MAX_LINE and not line.endswith(b"\n"):
            value = _too_long(questions, line, memory)
        else:
            value = answer(line.removesuffix(b"\n"), memory)
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        answers.write(written.encode("utf-8") + b"\n")
        answers.flush()


def _too_long(questions: BinaryIO, line: bytes, memory: Answering) -> dict:
    """Skips the rest of a line that is too long; where nothing more stands, it was whole."""
    rest = questions.readline(MAX_LINE)
    if not rest:
        return answer(line, memory)
    while rest and not rest.endswith(b"\n"):
        rest = questions.readline(MAX_LINE)
    return {"id": None, "ok": False, "code": "line.too_long"}


if __name__ == "__main__":
    run(sys.stdin.buffer, sys.stdout.buffer)
