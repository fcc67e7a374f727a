"""Signed notes and checkpoints (F8.6 to F8.11)."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from cbor import Refused
from keys import Keys, algorithm_of

MAX_NOTE = 1_000_000
MAX_LINES = 100
LEDGER, COSIGNER = 1, 4  # F8.11, F8.13
_DASH = b"\xe2\x80\x94 "
# The characters with the Unicode property White_Space.
WHITE_SPACE = frozenset(
    "\t\n\v\f\r\u0020\u0085\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A signature line (F8.8)."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A signed note: the text that is signed, and who says to have signed it."""

    text: bytes
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key by which a note may be signed (F8.9, F8.13)."""

    name: str
    key: bytes
    kind: int = LEDGER

    @property
    def key_id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + bytes([0x0A, self.kind]) + self.key).digest()[:4]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The body of a checkpoint (F8.7)."""

    origin: str
    size: int
    root: bytes


def from_base64(text: bytes) -> bytes | None:
    """RFC 4648 §4, padded and canonical; None for anything else."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return decoded if base64.b64encode(decoded) == text else None


def is_name(name: str) -> bool:
    """F8.8."""
    return name != "" and not any(c < " " or c == "+" or c in WHITE_SPACE for c in name)


def parse_note(data: bytes) -> Note:
    """F8.6 and F8.8. Refuses with a code `note.…`."""
    if len(data) > MAX_NOTE:
        raise Refused("note.too_long")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        raise Refused("note.utf8") from None
    if any(byte < 0x20 and byte != 0x0A for byte in data):
        raise Refused("note.control_character")
    text, empty, signatures = data.rpartition(b"\n\n")
    if not empty:
        raise Refused("note.no_empty_line")
    return Note(text + b"\n", _signature_lines(signatures))


def _signature_lines(data: bytes) -> tuple[Line, ...]:
    lines: list[Line] = []
    while data:
        if len(lines) == MAX_LINES:
            raise Refused("note.too_many_signatures")
        line, end, data = data.partition(b"\n")
        if not end:
            raise Refused("note.no_final_newline")
        lines.append(_signature_line(line))
    if not lines:
        raise Refused("note.signature_line")
    return tuple(lines)


def _signature_line(line: bytes) -> Line:
    if not line.startswith(_DASH):
        raise Refused("note.signature_line")
    name, space, encoded = line[len(_DASH) :].decode().partition(" ")
    if not space:
        raise Refused("note.signature_line")
    if not is_name(name):
        raise Refused("note.key_name")
    decoded = from_base64(encoded.encode())
    if decoded is None:
        raise Refused("note.base64")
    if len(decoded) < 5:
        raise Refused("note.signature_short")
    return Line(name, decoded[:4], decoded[4:])


def parse_checkpoint(text: str) -> Checkpoint:
    """F8.7 but for the form of the origin. Refuses with a code `checkpoint.…`, line by line."""
    origin, rest = _line(text)
    size, rest = _line(rest)
    if not size.isascii() or not size.isdigit():
        raise Refused("checkpoint.size_not_decimal")
    if size[0] == "0" and size != "0":
        raise Refused("checkpoint.size_leading_zero")
    if len(size) > 20 or int(size) >= 1 << 64:
        raise Refused("checkpoint.size_overflow")
    encoded, rest = _line(rest)
    root = from_base64(encoded.encode())
    if root is None:
        raise Refused("checkpoint.root_base64")
    if len(root) != 32:
        raise Refused("checkpoint.root_length")
    while rest:
        _, rest = _line(rest)
    return Checkpoint(origin, int(size), root)


def _line(text: str) -> tuple[str, str]:
    """The first line, and what stands behind it."""
    if not text:
        raise Refused("checkpoint.missing_line")
    line, end, rest = text.partition("\n")
    if not end:
        raise Refused("checkpoint.no_final_newline")
    if not line:
        raise Refused("checkpoint.empty_line")
    if any(c < " " for c in line):
        raise Refused("checkpoint.control_character")
    return line, rest


def parse_known_key(text: str, keys: Keys, kind: int = LEDGER) -> KnownKey:
    """F8.11, F8.13. Refuses with a code `vkey.…` or `key.…`."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise Refused("vkey.shape")
    name, key_id, encoded = parts
    if not is_name(name):
        raise Refused("vkey.name")
    if len(key_id) != 8 or any(c not in "0123456789abcdef" for c in key_id):
        raise Refused("vkey.id")
    decoded = from_base64(encoded.encode())
    if decoded is None or not decoded:
        raise Refused("vkey.base64")
    if decoded[0] != kind:
        raise Refused("vkey.signature_type")
    if algorithm_of(decoded[1:]) != -19:  # F8.12
        raise Refused("key.length")
    keys.check_key(decoded[1:])
    known = KnownKey(name, decoded[1:], kind)
    if known.key_id.hex() != key_id:
        raise Refused("vkey.other_id")
    return known


def open_note(note: Note, known: list[KnownKey], keys: Keys) -> None:
    """F8.10: every line by a known key verifies, and there is one. Refuses with a code `note.…`."""
    by_id: dict[tuple[str, bytes], KnownKey] = {}
    for key in known:
        if (key.name, key.key_id) in by_id:
            raise Refused("note.ambiguous_keys")
        by_id[key.name, key.key_id] = key
    opened = False
    for line in note.lines:
        signer = by_id.get((line.name, line.key_id))
        if signer is None:
            continue
        if not keys.holds(signer.key, note.text, line.signature):
            raise Refused("note.bad_signature")
        opened = True
    if not opened:
        raise Refused("note.no_known_key")
