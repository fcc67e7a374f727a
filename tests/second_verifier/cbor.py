"""Strict reader of the CBOR of the format (F1.1 to F1.9).

Reads from front to back and refuses at the first byte that departs from the profile, so that two readers name the same departure.
Recursion is bounded by F1.7: eight containers at most.
"""

from __future__ import annotations

from dataclasses import dataclass

MAX_ITEM = 262_144  # F1.8
MAX_DEPTH = 8  # F1.7

UNSIGNED, NEGATIVE, BYTES, TEXT, ARRAY, MAP, TAG, SIMPLE = range(8)


class Refused(Exception):
    """The bytes are not a record of the format. `code` is one of src/spec/conformance.md."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{code} at {where}" if where else code)
        self.code = code
        self.where = where


class OutOfRange(Refused):
    """A number outside its range (F1.4): it has the code of what is too long, and is no matter of size (V1.4)."""


class Unsorted(Refused):
    """A list that the format sorts is not sorted, or repeats (V1.6)."""


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag and the item behind it (F1.3)."""

    tag: int
    item: object


@dataclass(frozen=True, slots=True)
class Head:
    """The first bytes of an item: its major type, additional information, and argument."""

    major: int
    info: int
    argument: int
    end: int


def head(data: bytes, at: int) -> Head:
    """Reads one head, its argument in the shortest form or not; reserved and indefinite ones are refused."""
    if at >= len(data):
        raise Refused("cbor.truncated", str(at))
    first = data[at]
    major, info = first >> 5, first & 31
    if info < 24:
        return Head(major, info, info, at + 1)
    if info == 31 and major not in (UNSIGNED, NEGATIVE, TAG):
        raise Refused("cbor.indefinite_length", str(at))
    if info > 27:
        raise Refused("cbor.reserved_head", str(at))
    end = at + 1 + (1 << (info - 24))
    if end > len(data):
        raise Refused("cbor.truncated", str(at))
    return Head(major, info, int.from_bytes(data[at + 1 : end], "big"), end)


def is_shortest(read: Head) -> bool:
    """F1.1 for one head: no shorter form has room for the argument."""
    if read.info < 24:
        return True
    least = 24 if read.info == 24 else 1 << (8 << (read.info - 25))
    return read.argument >= least


def prefix(data: bytes, at: int) -> tuple[object, int]:
    """The item that begins at a place, of no more bytes than a record has, and where it ends."""
    return _item(data[: at + MAX_ITEM], at, 0)


def decode_within(data: bytes, limit: int) -> object:
    """The one item that the bytes are, as `decode`, with another limit than that of a record."""
    if len(data) > limit:
        raise Refused("cbor.too_long")
    item, end = _item(data, 0, 0)
    if end != len(data):
        raise Refused("cbor.trailing_bytes", str(end))
    return item


def decode(data: bytes) -> object:
    """The one item that the bytes are: int, bytes, str, list, dict, Tagged, bool or None (F1.1 to F1.9)."""
    item, end = _item(data[:MAX_ITEM], 0, 0)
    if end != len(data):
        raise Refused("cbor.trailing_bytes", str(end))
    return item


def _cut_off(at: int, needed: int) -> Refused:
    """An item at `at` needs more bytes than are there. One that could not end within F1.8 is too long, wherever the input ends."""
    return Refused("cbor.too_long" if at + needed > MAX_ITEM else "cbor.truncated", str(at))


def _checked_head(data: bytes, at: int) -> Head:
    """A head of the profile (F1.1, F1.2)."""
    if at < len(data) and data[at] >> 5 == SIMPLE:
        info = data[at] & 31
        if info in (20, 21, 22):
            return Head(SIMPLE, info, info, at + 1)
        if info in (28, 29, 30):
            raise Refused("cbor.reserved_head", str(at))
        if info == 31:
            raise Refused("cbor.indefinite_length", str(at))
        raise Refused("cbor.float" if info in (25, 26, 27) else "cbor.simple", str(at))
    try:
        read = head(data, at)
    except Refused as refused:
        size = 1 if at == len(data) else 1 + (1 << ((data[at] & 31) - 24))
        raise _cut_off(at, size) if refused.code == "cbor.truncated" else refused from None
    if not is_shortest(read):
        raise Refused("cbor.shortest_head", str(at))
    return read


def _item(data: bytes, at: int, depth: int) -> tuple[object, int]:
    read = _checked_head(data, at)
    if read.major == SIMPLE:
        return (False, True, None)[read.info - 20], read.end
    if read.major == UNSIGNED:
        return read.argument, read.end
    if read.major == NEGATIVE:
        if read.argument >= 1 << 63:  # F1.4
            raise OutOfRange("cbor.too_long", str(at))
        return -1 - read.argument, read.end
    if read.major in (BYTES, TEXT):
        return _string(data, read, at)
    if read.major == TAG and (depth > 0 or read.argument not in (18, 55799)):  # F1.3
        raise Refused("cbor.tag", str(at))
    items = {ARRAY: read.argument, MAP: 2 * read.argument, TAG: 1}[read.major]
    if items > len(data) - read.end:  # every item has at least one byte
        raise _cut_off(at, read.end - at + items)
    if depth == MAX_DEPTH:
        raise Refused("cbor.depth", str(at))
    if read.major == ARRAY:
        return _array(data, read, depth + 1)
    if read.major == MAP:
        return _map(data, read, depth + 1)
    item, end = _item(data, read.end, depth + 1)
    return Tagged(read.argument, item), end


def _string(data: bytes, read: Head, at: int) -> tuple[object, int]:
    end = read.end + read.argument
    if end > len(data):
        raise _cut_off(at, end - at)
    content = data[read.end : end]
    if read.major == BYTES:
        return content, end
    try:
        return content.decode("utf-8"), end  # F1.6
    except UnicodeDecodeError:
        raise Refused("cbor.utf8", str(at)) from None


def _array(data: bytes, read: Head, depth: int) -> tuple[list[object], int]:
    items: list[object] = []
    at = read.end
    for _ in range(read.argument):
        item, at = _item(data, at, depth)
        items.append(item)
    return items, at


def _map(data: bytes, read: Head, depth: int) -> tuple[dict[object, object], int]:
    entries: dict[object, object] = {}
    at = read.end
    before = b""
    for _ in range(read.argument):
        if _checked_head(data, at).major not in (UNSIGNED, NEGATIVE, BYTES, TEXT):  # F1.5
            raise Refused("cbor.key_type", str(at))
        key, end = _item(data, at, depth)
        encoded = data[at:end]
        if encoded == before:
            raise Refused("cbor.duplicate_key", str(at))
        if encoded < before:
            raise Refused("cbor.unsorted_keys", str(at))
        entries[key], at = _item(data, end, depth)
        before = encoded
    return entries, at


def encode(item: object) -> bytes:
    """Deterministic CBOR, the keys of a map in the order in which it has them: that of F1.1, once it was read."""
    if item is None or isinstance(item, bool):
        return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[item]
    if isinstance(item, int):
        return _head_of(UNSIGNED, item) if item >= 0 else _head_of(NEGATIVE, -1 - item)
    if isinstance(item, bytes):
        return _head_of(BYTES, len(item)) + item
    if isinstance(item, str):
        content = item.encode()
        return _head_of(TEXT, len(content)) + content
    if isinstance(item, list):
        return _head_of(ARRAY, len(item)) + b"".join(encode(part) for part in item)
    if isinstance(item, dict):
        return _head_of(MAP, len(item)) + b"".join(encode(key) + encode(value) for key, value in item.items())
    raise TypeError(f"nothing that is hashed holds a {type(item).__name__}")


def _head_of(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    for info, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 1 << (8 * size):
            return bytes([major << 5 | info]) + argument.to_bytes(size, "big")
    raise ValueError("no argument is that large")
