"""V9: are these the bytes that were collected? (§9 of the format)"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from findings import Finding
from items import Content
from tree import root_of
from walk import GivenBytes

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
    found = (_digests(content, each) for each in (listed, content.descriptor.get("parts")) if each is not None)
    return next((digests for digests in found if digests is not None), None)


def _digests(content: Content, listed: bytes) -> list[bytes] | None:
    """F9.3."""
    descriptor = content.descriptor
    if not is_part_size(content.part_size) or "part_root" not in descriptor:
        return None
    count = -(-descriptor["size"] // content.part_size)
    if len(listed) != 32 * count:
        return None
    digests = [listed[at : at + 32] for at in range(0, len(listed), 32)]
    return digests if root_of(digests) == descriptor["part_root"] else None


def recorded_ranges(content: Content) -> list[tuple[int, int]]:
    """F9.8."""
    return [(each["from"], each["to"]) for each in content.descriptor.get("unreadable", ())]


def unread(content: Content, unreadable: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    """V9.5: the ranges that cannot be read, beyond those recorded (F9.8), those that touch as one."""
    known = recorded_ranges(content)
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


@dataclass(frozen=True)
class Compared:
    """What the comparison of a content came to, but for what could not be read."""

    differences: list[Finding]
    others: list[tuple[int, int]]  # V9.6
    parts: dict[str, int] | None  # Where a part list is believed.


def compare(item: str, content: Content, given: GivenBytes, listed: bytes | None, ranges: list[tuple[int, int]]) -> Compared:
    """V9.1, V9.2 and V9.6, for a content whose descriptor is disclosed, but for what these ranges hold."""
    data, zeroed = given.data, with_zeros(content, given.data)
    recorded = believed(content, listed)
    if recorded is not None:
        found, counts, refilled = _parts(item, content, (data, zeroed), recorded, ranges)
    else:
        found, counts, refilled = [], None, []
    differing = _whole(item, content, data, recorded is None, ranges)
    if not ranges and differing and not _whole(item, content, zeroed, recorded is None, ranges):
        # F9.9: with a list, no part differs either.
        return Compared(found, _others(content, given, [(0, len(data))]), counts)
    return Compared(differing + found, _others(content, given, refilled), counts)


def with_zeros(content: Content, data: bytes) -> bytes:
    """F9.9: what was given, with zeros in the ranges that could not be read when it was recorded."""
    zeroed = bytearray(data)
    for start, end in recorded_ranges(content):
        end = min(end, len(zeroed))
        if start < end:
            zeroed[start:end] = bytes(end - start)
    return bytes(zeroed)


def _others(content: Content, given: GivenBytes, within: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """V9.6: the recorded ranges that meet one of these and have a byte that was read and is not zero."""
    found = []
    for start, end in recorded_ranges(content):
        end = min(end, len(given.data))
        if not any(low < end and start < high for low, high in within):
            continue
        bytes_read = bytearray(given.data[start:end])
        for low, high in given.unreadable:
            low, high = max(low, start), min(high, end)
            if low < high:
                bytes_read[low - start : high - start] = bytes(high - low)
        if any(bytes_read):
            found.append((start, end))
    return found


def not_recorded(item: str, ranges: list[tuple[int, int]]) -> list[Finding]:
    """V9.6."""
    fields = [f"content bytes {start} to {end}" for start, end in ranges]
    return [Finding("content.not_recorded", "nothing recorded says what these bytes are", subject=item, field=each) for each in fields]


def refused(item: str, content: Content, listed: bytes | None) -> list[Finding]:
    """V9.7: the list is given, and is not the one that is believed."""
    if listed is None or _digests(content, listed) is not None:
        return []
    return [Finding("content.list_refused", "the part list is not the one signed", subject=item, field="parts")]


def _whole(item: str, content: Content, data: bytes, with_root: bool, ranges: list[tuple[int, int]]) -> list[Finding]:
    """V9.1."""
    descriptor = content.descriptor
    found = []

    def differs(what: str, expected: object, seen: object) -> None:
        message = f"{what} expected {expected}, found {seen}"
        found.append(Finding("content.mismatch", message, subject=item, field=what))

    if descriptor["size"] != len(data):
        differs("size", descriptor["size"], len(data))
    for name in ("sha256", "sha512", "sha1", "md5"):
        if name in descriptor and not ranges:
            seen = hashlib.new(name, data).digest()
            if seen != descriptor[name]:
                differs(name, descriptor[name].hex(), seen.hex())
    if with_root and not ranges and "part_root" in descriptor and is_part_size(content.part_size):
        within = data[: descriptor["size"]]  # bytes behind it belong to no part (F9.5)
        root = root_of([hashlib.sha256(part).digest() for part in parts_of(within, content.part_size)])
        if root != descriptor["part_root"]:
            differs("part_root", descriptor["part_root"].hex(), root.hex())
    return found


def _span(content: Content, number: int) -> tuple[int, int]:
    """The bytes of a part (F9.1)."""
    return number * content.part_size, min((number + 1) * content.part_size, content.descriptor["size"])


def _parts(
    item: str, content: Content, data: tuple[bytes, bytes], recorded: list[bytes], ranges: list[tuple[int, int]]
) -> tuple[list[Finding], dict[str, int], list[tuple[int, int]]]:
    """V9.2: what differs, how much does not, and the parts that are as recorded only with zeros in them (F9.9)."""
    size = content.descriptor["size"]
    pairs = zip(*(parts_of(each[:size], content.part_size) for each in data), strict=True)
    found, refilled, whole, whole_bytes, differing, count = [], [], 0, 0, 0, 0
    for number, (given, zeroed) in enumerate(pairs):
        count += 1
        start, end = _span(content, number)
        if not _is_read(start, end, ranges):
            continue
        as_given = hashlib.sha256(given).digest() == recorded[number]
        as_zeroed = not as_given and hashlib.sha256(zeroed).digest() == recorded[number]
        if as_zeroed:
            refilled.append((start, end))
        if as_given or as_zeroed:
            whole, whole_bytes = whole + 1, whole_bytes + len(given)
            continue
        differing += 1
        if differing <= MAX_NAMED:
            field = f"part {number}, content bytes {start} to {end}"
            found.append(Finding("content.part.mismatch", "the part differs", subject=item, field=field))
    missing = len(recorded) - count
    if missing:
        numbers = f"part {count}" if missing == 1 else f"parts {count} to {len(recorded) - 1}"
        field = f"{numbers} missing, content bytes {count * content.part_size} to {size}"
        found.append(Finding("content.part.mismatch", "the content ends before", subject=item, field=field))
    counts = {"whole": whole, "whole_bytes": whole_bytes, "differing": differing, "missing": missing}
    return found, counts, refilled
