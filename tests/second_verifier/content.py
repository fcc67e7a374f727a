"""V9: are these the bytes that were collected? (§9 of the format)"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from findings import Finding
from items import Content
from tree import root_of

MAX_NAMED = 1_000  # V9.2


def parts_of(data: bytes, part_size: int) -> Iterator[bytes]:
    """F9.1."""
    for start in range(0, len(data), part_size):
        yield data[start : start + part_size]


def is_part_size(size: int) -> bool:
    """F9.1."""
    return 4_096 <= size <= 1 << 30 and size % 64 == 0


def believed(content: Content, listed: bytes | None) -> list[bytes] | None:
    """The part list that is believed (F9.3), of those that are there: the one beside the item, else the one in the descriptor."""
    descriptor = content.descriptor
    if not is_part_size(content.part_size) or "part_root" not in descriptor:
        return None
    count = -(-descriptor["size"] // content.part_size)
    for each in (listed, descriptor.get("parts")):
        if each is not None and len(each) == 32 * count:
            digests = [each[at : at + 32] for at in range(0, len(each), 32)]
            if root_of(digests) == descriptor["part_root"]:
                return digests
    return None


def unread(content: Content, unreadable: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """V9.5: the ranges that cannot be read, beyond those recorded (F9.8), those that touch as one."""
    known = [(each["from"], each["to"]) for each in content.descriptor.get("unreadable", ())]
    found: list[tuple[int, int]] = []
    for start, end in sorted(unreadable):
        for low, high in [*known, (length, length)]:
            _add(found, start, min(end, low))
            start = max(start, high) if low < end else start
    return found


def _add(found: list[tuple[int, int]], start: int, end: int) -> None:
    if start >= end:
        return
    if found and found[-1][1] >= start:
        found[-1] = (found[-1][0], max(found[-1][1], end))
    else:
        found.append((start, end))


def not_read(item: str, ranges: list[tuple[int, int]]) -> list[Finding]:
    """V9.5."""
    fields = [f"content bytes {start} to {end}" for start, end in ranges]
    return [Finding("content.not_read", "the range could not be read", subject=item, field=each) for each in fields]


def _is_read(start: int, end: int, ranges: list[tuple[int, int]]) -> bool:
    return all(end <= low or high <= start for low, high in ranges)


def compare(item: str, content: Content, data: bytes, listed: bytes | None, ranges: list[tuple[int, int]]) -> list[Finding]:
    """V9.1 and V9.2, for a content whose descriptor is disclosed, but for what these ranges hold."""
    descriptor = content.descriptor
    found = []

    def differs(what: str, expected: object, seen: object) -> None:
        message = f"{what}: recorded {expected}, supplied {seen}"
        found.append(Finding("content.mismatch", message, subject=item, field=what))

    if descriptor["size"] != len(data):
        differs("size", descriptor["size"], len(data))
    for name in ("sha256", "sha512", "sha1", "md5"):
        if name in descriptor and not ranges:
            seen = hashlib.new(name, data).digest()
            if seen != descriptor[name]:
                differs(name, descriptor[name].hex(), seen.hex())
    if "part_root" not in descriptor or not is_part_size(content.part_size):
        return found
    within = data[: descriptor["size"]]  # bytes behind it belong to no part (F9.5)
    parts = [hashlib.sha256(part).digest() for part in parts_of(within, content.part_size)]
    recorded = believed(content, listed)
    if recorded is not None:
        return found + _parts(item, content, parts, recorded, ranges)
    if not ranges and root_of(parts) != descriptor["part_root"]:
        differs("part_root", descriptor["part_root"].hex(), root_of(parts).hex())
    return found


def whole(content: Content, data: bytes, listed: bytes | None, ranges: list[tuple[int, int]]) -> dict | None:
    """The parts that are as recorded, where a part list is believed."""
    recorded = believed(content, listed)
    if recorded is None:
        return None
    pairs = list(zip(parts_of(data[: content.descriptor["size"]], content.part_size), recorded))
    pairs = [pair for number, pair in enumerate(pairs) if _is_read(*_span(content, number), ranges)]
    differing = sum(hashlib.sha256(part).digest() != expected for part, expected in pairs)
    same = [part for part, expected in pairs if hashlib.sha256(part).digest() == expected]
    return {"whole": len(same), "whole_bytes": sum(map(len, same)), "differing": differing}


def _span(content: Content, number: int) -> tuple[int, int]:
    """The bytes of a part (F9.1)."""
    return number * content.part_size, min((number + 1) * content.part_size, content.descriptor["size"])


def _parts(item: str, content: Content, parts: list[bytes], recorded: list[bytes], ranges: list[tuple[int, int]]) -> list[Finding]:
    """V9.2. What the content has no byte of is missing, and does not differ (F9.5)."""
    found = []
    for number, (part, expected) in enumerate(zip(parts, recorded)):
        start, end = _span(content, number)
        if part == expected or not _is_read(start, end, ranges):
            continue
        field = f"part {number}, content bytes {start} to {end}"
        found.append(Finding("content.part.mismatch", "the part differs", subject=item, field=field))
        if len(found) == MAX_NAMED:
            break
    return found
