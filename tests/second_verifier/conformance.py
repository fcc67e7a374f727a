"""Answers questions about single objects of the format, and about whole files: one JSON object on a line in, one out.

    python3 tests/second_verifier/conformance.py < questions > answers

The protocol is src/spec/conformance.md. Answers that rest on the same bytes are worked out once.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

import catalogue
import cosigners
import heads
import manifest
import misbehaviour
import notes
import paths
import policy
import prove
import tokens
import tree
from cbor import Refused, decode
from entry import Reader, parse_event
from instants import Instant
from keys import Keys, algorithm_of, thumbprint
from verify import EMBEDDED, verify
from walk import EMBEDDED_POLICY, Cannot, Given, GivenDirectory, NoDirectory

MAX_LINE = 64 << 20
MAX_NESTED = 127
MOST_DIGITS = 20
_HEX = re.compile(r"[0-9a-f]*")
_ROOT = re.compile(r"[0-9a-f]{64}")
# A string that does not end reaches to the end of the line: what stands in it is not looked at again.
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]')

# The fields of an op beside `op` and `id`, in the order in which they are read.
FIELDS = {
    "cbor": "hex",
    "ed25519": "key message signature",
    "esp256": "key message signature",
    "key": "key",
    "event": "hex key",
    "inclusion": "leaf_hash index size path root",
    "consistency": "size1 size2 root1 root2 path",
    "note": "note_hex vkeys",
    "checkpoint": "body",
    "cosignature": "note vkeys threshold",
    "misbehaviour": "hex vkeys",
    "misbehaviour_of": "hex root",
    "timestamp": "token imprint anchors at",
    "content_proof": "proof key bytes",
    "manifest": "hex entries bytes size sha256 content_root metadata_root",
    "verify": "file roots heads kept beside contents unreadable parts directories now catalogue policy policies limit authorities cosigners threshold",
}


class Line:
    """The fields of a question."""

    def __init__(self, fields: dict[str, object]) -> None:
        self.fields = fields

    def id(self) -> str | int | None:
        """What is answered as the id: nothing where what stands there is no id."""
        value = self.fields.get("id")
        return value if isinstance(value, str) or _is_number(value) else None

    def op(self) -> str:
        """The op, of which every field of the line is."""
        op = self.fields.get("op")
        if not isinstance(op, str) or op not in FIELDS:
            raise Refused("line.op")
        if not self.fields.keys() <= {"id", "op", *FIELDS[op].split()}:
            raise Refused("line.field.unknown")
        if "id" in self.fields and self.id() is None:
            raise Refused("line.field.type")
        return op

    def needed(self, name: str) -> object:
        if name not in self.fields:
            raise Refused("line.field.missing")
        return self.fields[name]

    def text(self, name: str) -> str:
        return _text(self.needed(name))

    def texts(self, name: str) -> list[str]:
        return _texts(self.needed(name))

    def texts_or_none(self, name: str) -> list[str]:
        return self.texts(name) if name in self.fields else []

    def octets(self, name: str) -> bytes:
        return _octets(self.text(name))

    def octets_or_none(self, name: str) -> list[bytes]:
        return [_octets(text) for text in self.texts_or_none(name)]

    def hash(self, name: str) -> bytes:
        return _hash(self.octets(name))

    def hashes(self, name: str) -> list[bytes]:
        every = [_octets(text) for text in self.texts(name)]
        return [_hash(octets) for octets in every]

    def named_octets(self, name: str) -> dict[str, bytes]:
        values = self.fields.get(name, {})
        if not isinstance(values, dict):
            raise Refused("line.field.type")
        texts = {key: _text(values[key]) for key in sorted(values, key=str.encode)}
        return {key: _octets(text) for key, text in texts.items()}

    def named_texts(self, name: str) -> dict[str, str]:
        values = self.fields.get(name, {})
        if not isinstance(values, dict):
            raise Refused("line.field.type")
        return {key: _text(values[key]) for key in sorted(values, key=str.encode)}

    def named_ranges(self, name: str) -> dict[str, list[tuple[int, int]]]:
        values = self.fields.get(name, {})
        lists = values.values() if isinstance(values, dict) else [None]
        pairs = [pair for each in lists for pair in (each if isinstance(each, list) else [None])]
        if not all(isinstance(pair, list) and len(pair) == 2 and all(map(_is_number, pair)) for pair in pairs):
            raise Refused("line.field.type")
        return {key: [(start, end) for start, end in values[key]] for key in values}

    def directories(self, name: str) -> dict[str, GivenDirectory]:
        values = self.fields.get(name, {})
        pairs = values.values() if isinstance(values, dict) else [None]
        if not all(isinstance(each, dict) and each.keys() == {"manifest", "found"} for each in pairs):
            raise Refused("line.field.type")
        ordered = [(key, values[key]) for key in sorted(values, key=str.encode)]
        texts = [(key, _text(each["manifest"]), _text(each["found"])) for key, each in ordered]
        return {key: GivenDirectory(_octets(manifest), _octets(found)) for key, manifest, found in texts}

    def number(self, name: str) -> int:
        value = self.needed(name)
        if not _is_number(value):
            raise Refused("line.field.type")
        return value


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Refused("line.field.type")
    return value


def _texts(value: object) -> list[str]:
    if not isinstance(value, list):
        raise Refused("line.field.type")
    return [_text(each) for each in value]


def _octets(text: str) -> bytes:
    if len(text) % 2 != 0 or _HEX.fullmatch(text) is None:
        raise Refused("line.field.hex")
    return bytes.fromhex(text)


def _hash(octets: bytes) -> bytes:
    if len(octets) != 32:
        raise Refused("line.field.length")
    return octets


@dataclass(slots=True)
class Answering:
    """What is remembered between questions."""

    keys: Keys
    reader: Reader
    catalogues: dict[tuple[str, ...], catalogue.Catalogue]
    policies: dict[str | None, policy.Policy] = field(default_factory=dict)

    def laws(self, texts: list[str]) -> catalogue.Catalogue:
        """The first text stands alone, the others are laid over it; without any, the embedded catalogue."""
        asked = tuple(texts)
        if asked not in self.catalogues:
            self.catalogues[asked] = catalogue.load(texts) if texts else catalogue.embedded(EMBEDDED)
        return self.catalogues[asked]

    def policy(self, text: str | None) -> policy.Policy:
        """The policy of this text; without one, the embedded."""
        if text not in self.policies:
            self.policies[text] = policy.embedded(EMBEDDED_POLICY) if text is None else policy.load(text)
        return self.policies[text]


def _cbor(line: Line, memory: Answering) -> None:
    decode(line.octets("hex"))


def _key(line: Line, memory: Answering) -> bytes:
    key = line.octets("key")
    memory.keys.check_key(key)
    return key


def _ed25519(line: Line, memory: Answering) -> None:
    _signature(line, memory, -19)


def _esp256(line: Line, memory: Answering) -> None:
    _signature(line, memory, -9)


def _signature(line: Line, memory: Answering, algorithm: int) -> None:
    key, message, signature = line.octets("key"), line.octets("message"), line.octets("signature")
    if algorithm_of(key) != algorithm:
        raise Refused("key.length")
    memory.keys.check_key(key)
    memory.keys.check_signature(key, message, signature)


def _event(line: Line, memory: Answering) -> None:
    data = line.octets("hex")
    key = _key(line, memory)
    parsed = parse_event(data)
    if parsed.problem is not None:
        raise parsed.problem
    if parsed.envelope.kid != thumbprint(key):
        raise Refused("signature.other_key")
    if parsed.envelope.algorithm != algorithm_of(key):
        raise Refused("signature.other_algorithm")
    memory.keys.check_signature(key, parsed.envelope.signed, parsed.envelope.signature)
    if not parsed.understood:
        raise Refused("entry.not_understood")


def _inclusion(line: Line, memory: Answering) -> None:
    leaf, index, size = line.hash("leaf_hash"), line.number("index"), line.number("size")
    path, root = line.hashes("path"), line.hash("root")
    tree.verify_inclusion(leaf, index, size, path, root)


def _consistency(line: Line, memory: Answering) -> None:
    first, second = line.number("size1"), line.number("size2")
    old_root, root = line.hash("root1"), line.hash("root2")
    tree.verify_consistency(first, old_root, second, root, line.hashes("path"))


def _note(line: Line, memory: Answering) -> None:
    data = line.octets("note_hex")
    known = [notes.parse_known_key(text, memory.keys) for text in line.texts("vkeys")]
    notes.open_note(notes.parse_note(data), known, memory.keys)


def _content_proof(line: Line, memory: Answering) -> None:
    proof, key = line.octets("proof"), line.octets("key")
    data = line.octets("bytes") if "bytes" in line.fields else None
    memory.keys.check_key(key)
    try:
        prove.judge(proof, data, key, memory.keys)
    except prove.NotShown as why:
        raise Refused(f"content_proof.{why.code}") from None


def _manifest(line: Line, memory: Answering) -> None:
    data = line.octets("hex")
    asked = {name: line.number(name) for name in ("entries", "bytes", "size")}
    asked |= {name: line.hash(name) for name in ("sha256", "content_root", "metadata_root")}
    made = manifest.measure(manifest.parse(data))
    for name, value in asked.items():
        if getattr(made, name) != value:
            raise Refused(f"manifest.{name}")


def _checkpoint(line: Line, memory: Answering) -> None:
    notes.parse_checkpoint(line.text("body"))


def _timestamp(line: Line, memory: Answering) -> None:
    data, imprint = line.octets("token"), line.octets("imprint")
    anchors, at = [_octets(text) for text in line.texts("anchors")], line.text("at")
    if len(imprint) not in (32, 48, 64):
        raise Refused("line.field.length")
    try:
        known = [paths.read(anchor) for anchor in anchors]
    except Refused:
        raise Refused("timestamp.anchor") from None
    try:
        now = Instant.parse(at)
    except ValueError:
        raise Refused("timestamp.at") from None
    tokens.verify(tokens.parse(data), imprint, known, now)


def _cosignature(line: Line, memory: Answering) -> None:
    note, texts, threshold = line.text("note"), line.texts("vkeys"), line.number("threshold")
    policy = cosigners.parse_policy(texts, threshold, memory.keys)
    head = heads.parse_head(note.encode())
    if not cosigners.cosigned(head.note, head.checkpoint.origin, policy, memory.keys).enough:
        raise Refused("cosignature.too_few")


def _misbehaviour(line: Line, memory: Answering) -> None:
    data = line.octets("hex")
    known = [notes.parse_known_key(text, memory.keys) for text in line.texts("vkeys")]
    misbehaviour.under_keys(misbehaviour.parse(data), known, memory.keys)


def _misbehaviour_of(line: Line, memory: Answering) -> None:
    data, root = line.octets("hex"), line.hash("root")
    misbehaviour.under_root(misbehaviour.parse(data), root.hex(), memory.keys)


OPS: dict[str, Callable[[Line, Answering], object]] = {
    "cbor": _cbor,
    "checkpoint": _checkpoint,
    "consistency": _consistency,
    "content_proof": _content_proof,
    "cosignature": _cosignature,
    "ed25519": _ed25519,
    "esp256": _esp256,
    "event": _event,
    "inclusion": _inclusion,
    "key": _key,
    "manifest": _manifest,
    "misbehaviour": _misbehaviour,
    "misbehaviour_of": _misbehaviour_of,
    "note": _note,
    "timestamp": _timestamp,
}


def _verify(line: Line, memory: Answering) -> dict:
    """The report, without what is for people only."""
    data, roots = line.octets("file"), line.texts("roots")
    remembered, since = line.octets_or_none("heads"), line.texts_or_none("kept")
    beside = tuple(line.octets_or_none("beside"))
    contents, unreadable = line.named_octets("contents"), line.named_ranges("unreadable")
    parts = line.named_octets("parts")
    directories = line.directories("directories")
    now, laws = line.text("now"), line.texts_or_none("catalogue")
    rules = line.text("policy") if "policy" in line.fields else None
    own_rules = line.named_texts("policies")
    asked_cosigners = line.texts_or_none("cosigners")
    threshold = line.number("threshold") if "threshold" in line.fields else None
    limit = line.number("limit") if "limit" in line.fields else 10_000
    authorities = line.octets_or_none("authorities")
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
        kept = tuple(Instant.parse(each) if each else None for each in since)
    except ValueError:
        raise Refused("verify.kept") from None
    if len(kept) > len(remembered):
        raise Refused("verify.kept")
    try:
        known = memory.laws(laws)
    except ValueError:
        raise Refused("verify.catalogue") from None
    try:
        obeyed = memory.policy(rules)
        for organisation in own_rules:
            if not _ROOT.fullmatch(organisation):
                raise Refused("verify.policy")
            memory.policy(own_rules[organisation])
    except ValueError:
        raise Refused("verify.policy") from None
    try:
        for anchor in authorities:
            paths.read(anchor)
    except Refused:
        raise Refused("verify.authority") from None
    asked = None
    if "cosigners" in line.fields or threshold is not None:
        try:
            asked = cosigners.parse_policy(asked_cosigners, threshold or 0, memory.keys)
        except Refused:
            raise Refused("verify.cosigners") from None
    given = Given(
        data,
        frozenset(roots),
        instant,
        tuple(remembered),
        kept,
        contents,
        parts,
        directories,
        limit,
        obeyed,
        tuple(authorities),
        asked,
        beside,
        {organisation: memory.policy(text) for organisation, text in own_rules.items()},
        unreadable,
    )
    try:
        report = verify(given, known, memory.keys, memory.reader)
    except NoDirectory:
        raise Refused("verify.directory") from None
    except Cannot:
        raise Refused("verify.content") from None
    # A time is attested in few files.
    if not report["attested"]:
        del report["attested"]
    for finding in report["findings"]:
        del finding["message"]
    for name in ("beside", "cosigned", "policies"):
        if not report[name]:
            del report[name]
    if report["policy"] == memory.policy(None).of_report():
        del report["policy"]
    return report


def _parse(line: bytes) -> Line:
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("line.utf8") from None
    try:
        _check_nesting(text)
        value = json.loads(
            text, object_pairs_hook=_object, parse_int=_number, parse_float=_no_number, parse_constant=_no_number
        )
        # Half of a surrogate pair has no UTF-8.
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except ValueError:
        raise Refused("line.json") from None
    if not isinstance(value, dict):
        raise Refused("line.object")
    return Line(value)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key stands twice")
    return fields


def _number(text: str) -> int:
    if text.startswith("-") or len(text) > MOST_DIGITS or int(text) >= 1 << 64:
        raise ValueError("no number of a line")
    return int(text)


def _no_number(text: str) -> int:
    raise ValueError("no number of a line")


def _check_nesting(text: str) -> None:
    """Counts arrays and objects inside each other before anything recurses over them."""
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        mark = match[0]
        depth += (mark in ("[", "{")) - (mark in ("]", "}"))
        if depth > MAX_NESTED:
            raise ValueError("nested too deeply")


def answer(line: bytes, memory: Answering) -> dict:
    """The answer to one line."""
    try:
        asked = _parse(line)
    except Refused as refused:
        return {"id": None, "ok": False, "code": refused.code}
    name = asked.id()
    try:
        op = asked.op()
        if op == "verify":
            report = _verify(asked, memory)
            first = report["findings"][0]["code"] if report["findings"] else None
            return {"id": name, "ok": report["verdict"] == "Consistent", "code": first, "report": report}
        OPS[op](asked, memory)
    except Refused as refused:
        return {"id": name, "ok": False, "code": refused.code}
    return {"id": name, "ok": True, "code": None}


def run(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answers every line until the end of input."""
    memory = Answering(Keys(), Reader(), {})
    # One byte more than a line has: its line feed, or the first that is too much.
    while line := questions.readline(MAX_LINE + 1):
        if len(line) > MAX_LINE and not line.endswith(b"\n"):
            _skip(questions)
            value = {"id": None, "ok": False, "code": "line.too_long"}
        else:
            value = answer(line.removesuffix(b"\n"), memory)
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        answers.write(written.encode("utf-8") + b"\n")
        answers.flush()


def _skip(questions: BinaryIO) -> None:
    """Skips the rest of a line that is too long."""
    while (rest := questions.readline(MAX_LINE)) and not rest.endswith(b"\n"):
        pass


if __name__ == "__main__":
    run(sys.stdin.buffer, sys.stdout.buffer)
