"""What the values in a payload may be: small rules, put together by `event.py` as the grammar of the format has them.

A rule is asked of a value and where it stands. It refuses with a code `cbor.type` or `field.…`, and notes the commitments that it
passes, in the order of their bytes (F5.4).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import ids
from cbor import OutOfRange, Refused
from instants import Instant

@dataclass(frozen=True, slots=True)
class Key:
    """A key of a map whose keys are any texts, in a path."""

    text: str


Path = tuple["str | int | Key", ...]

TEXT, DESCRIPTOR, BYTES = "text", "descriptor", "bytes"  # what a commitment opens to (F5.3)


@dataclass(frozen=True, slots=True)
class Commitment:
    """A commitment in a payload: where it stands, its bytes, and what it opens to."""

    path: Path
    value: bytes
    opens_to: str


Found = list[Commitment]
Rule = Callable[[object, Path, Found], None]


def written(path: Path) -> str:
    """A path as findings write it: `body.items[2].content.descriptor`, `body.terms.fields["offence"]`."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif isinstance(step, Key):
            text += f"[{json.dumps(step.text, ensure_ascii=False)}]"
        else:
            text += f".{step}" if text else step
    return text


def refused(code: str, path: Path) -> Refused:
    return Refused(code, written(path))


def text(value: object, path: Path, found: Found) -> None:
    """`tstr`; its contents are not checked (F4.2)."""
    if not isinstance(value, str):
        raise refused("cbor.type", path)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def whole(least: int, most: int) -> Rule:
    """A whole number between two, both taken in."""

    def rule(value: object, path: Path, found: Found) -> None:
        if not _is_number(value):
            raise refused("cbor.type", path)
        if least >= 0 and value < 0:
            raise refused("cbor.negative", path)
        if not least <= value <= most:
            raise OutOfRange("cbor.too_long", written(path))

    return rule


uint = whole(0, 2**64 - 1)  # F1.4
uint32 = whole(0, 2**32 - 1)
integer = whole(-(2**63), 2**63 - 1)


def octets(length: int) -> Rule:
    """`bstr .size`."""

    def rule(value: object, path: Path, found: Found) -> None:
        if not isinstance(value, bytes):
            raise refused("cbor.type", path)
        if len(value) != length:
            raise refused("field.length", path)

    return rule


octets_32 = octets(32)


def octets_of_any_length(value: object, path: Path, found: Found) -> None:
    """`bstr`."""
    if not isinstance(value, bytes):
        raise refused("cbor.type", path)


def _commitment(opens_to: str) -> Rule:
    def rule(value: object, path: Path, found: Found) -> None:
        octets_32(value, path, found)
        found.append(Commitment(path, value, opens_to))

    return rule


commitment = _commitment(TEXT)
descriptor_commitment = _commitment(DESCRIPTOR)
extension_commitment = _commitment(BYTES)


def code(*known: str) -> Rule:
    """One of the codes of a list (F4.3)."""

    def rule(value: object, path: Path, found: Found) -> None:
        text(value, path, found)
        if value not in known:
            raise refused("field.code", path)

    return rule


def named(check: Callable[[str], bool]) -> Rule:
    """An id of one kind (§2)."""

    def rule(value: object, path: Path, found: Found) -> None:
        text(value, path, found)
        if not check(value):
            raise refused("field.identifier", path)

    return rule


party = named(ids.is_party)
item = named(ids.is_item)
case = named(ids.is_case)
request = named(ids.is_request)
subject = named(ids.is_subject)


def instant(value: object, path: Path, found: Found) -> None:
    """F2.7, F2.8."""
    text(value, path, found)
    try:
        Instant.parse(value)
    except ValueError:
        raise refused("field.timestamp", path) from None


def anything(value: object, path: Path, found: Found) -> None:
    """The body of a type that is not known (F4.9)."""


def listed(rule: Rule, least: int = 0) -> Rule:
    """`[* rule]`, or `[+ rule]` with at least one."""

    def of_list(value: object, path: Path, found: Found) -> None:
        if not isinstance(value, list):
            raise refused("cbor.type", path)
        if len(value) < least:
            raise refused("field.too_few", path)
        for number, element in enumerate(value):
            rule(element, (*path, number), found)

    return of_list


def by_text(rule: Rule) -> Rule:
    """`{ * tstr => rule }`."""

    def of_map(value: object, path: Path, found: Found) -> None:
        if not isinstance(value, dict):
            raise refused("cbor.type", path)
        for key, element in value.items():
            if not isinstance(key, str):
                raise refused("cbor.type", path)
            rule(element, (*path, Key(key)), found)

    return of_map


@dataclass(frozen=True, slots=True)
class Optional:
    """A field marked `?`: left out where there is no value (F1.10)."""

    rule: Rule


def canonical(name: str) -> tuple[int, bytes]:
    """What text keys are sorted by (F1.1): their length comes first in their encodings."""
    encoded = name.encode()
    return len(encoded), encoded


def fields(
    one_of: tuple[str, ...] = (), not_empty: tuple[str, ...] = (), whole_map: Rule | None = None, **rules: Rule | Optional
) -> Rule:
    """A map with exactly these fields (F1.10), asked in the order of their bytes.

    At least one of `one_of` is there (F6.7), no list of `not_empty` is empty, and `whole_map` holds; that is asked when all fields are read.
    """
    known = {name.rstrip("_"): rule for name, rule in rules.items()}
    order = sorted(known, key=canonical)

    def of_map(value: object, path: Path, found: Found) -> None:
        if not isinstance(value, dict):
            raise refused("cbor.type", path)
        place = 0
        for key, element in value.items():
            if not isinstance(key, str):
                raise refused("cbor.type", path)
            while place < len(order) and canonical(order[place]) < canonical(key):
                if not isinstance(known[order[place]], Optional):
                    raise refused("field.missing", (*path, order[place]))
                place += 1
            if place == len(order):
                break
            if order[place] != key:
                raise refused("field.unknown", (*path, key))
            place += 1
            rule = known[key]
            (rule.rule if isinstance(rule, Optional) else rule)(element, (*path, key), found)
        for name in order[place:]:
            if not isinstance(known[name], Optional):
                raise refused("field.missing", (*path, name))
        if one_of and not any(name in value for name in one_of):
            raise refused("field.too_few", (*path, one_of[0]))
        if any(value.get(name) == [] for name in not_empty):
            raise refused("field.too_few", path)
        if whole_map is not None:
            whole_map(value, path, found)
        if len(value) > len(known) or any(key not in known for key in value):
            raise refused("field.unknown", path)

    return of_map
