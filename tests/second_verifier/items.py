"""What is recorded of an item beside its state, and what is compared with it (custody §5, §9)."""

from __future__ import annotations

from dataclasses import dataclass, field

from custody import State
from entry import Entry, at
from findings import Finding
from ids import organisation
from instants import Instant


@dataclass(eq=False, slots=True)
class Withheld:
    """A value that is recorded, and not disclosed."""


WITHHELD = Withheld()


@dataclass(eq=False, slots=True)
class Content:
    """The content recorded last (C9.2): its part size, and its descriptor as far as it is disclosed."""

    part_size: int
    descriptor: dict | Withheld


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one change of state or holder to the next (C9.4)."""

    state: str
    by: str | None
    entry: int
    since: str | None


@dataclass(eq=False, slots=True)
class Item:
    """One item, as far as the entries that took effect tell."""

    id: str
    cases: list[str] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)  # by organisation
    description: str | None = None
    seal: str | Withheld | None = None
    content: Content | None = None
    one_sided: Entry | None = None
    timeline: list[Stretch] = field(default_factory=list)
    sources: list[Item] = field(default_factory=list)  # what it was derived from

    def family(self) -> set[str]:
        """The item, and what it was made from, at any depth."""
        found: set[str] = set()
        waiting = [self]
        while waiting:
            item = waiting.pop()
            if item.id not in found:
                found.add(item.id)
                waiting += item.sources
        return found

    def joins(self, case: str | None) -> None:
        if case is not None and case not in self.cases:
            self.cases.append(case)

    def moved(self, entry: Entry, before: State | None, after: State | None) -> None:
        """C9.4."""
        if after is None or (before is not None and (before.kind, before.by) == (after.kind, after.by)):
            return
        time = entry.event["at"]["time"]
        self.timeline.append(Stretch(after.kind, after.by, entry.index, time if isinstance(time, str) or time is None else time[0]))


def _value(entry: Entry, element: dict, name: str, *path: str | int) -> object | None:
    """A committed field of an element: its value, that it is withheld, or None where it is not stated."""
    if name not in element:
        return None
    value = entry.opened(*path, name)
    return WITHHELD if value is None else value


def _content(entry: Entry, element: dict, *path: str | int) -> Content | None:
    if "content" not in element:
        return None
    descriptor = entry.opened(*path, "content", "descriptor")
    return Content(element["content"]["part_size"], WITHHELD if descriptor is None else descriptor)


def element_of(entry: Entry, item: str) -> tuple[dict, tuple[str | int, ...]]:
    """The element of `body.items` about an item, and its path; an empty one where there is none."""
    for number, element in enumerate(entry.body.get("items", ())):
        if isinstance(element, dict) and element["id"] == item:
            return element, ("body", "items", number)
    return {}, ()


def record(entry: Entry, item: Item, sources: list[Item]) -> None:
    """C9.1, of an act that took effect on the item. `sources`: those of `derived`, when the item is a new one."""
    kind, body = entry.type, entry.body
    element, path = element_of(entry, item.id)
    if kind in ("collected", "acquired", "taken_over", "admitted"):
        item.joins(body.get("case"))
    if kind in ("collected", "acquired", "taken_over") or (kind == "derived" and element):
        for source in sources:
            for case in source.cases:
                item.joins(case)
        description = _value(entry, element, "description", *path)
        if isinstance(description, str):
            item.description = description
        content = _content(entry, element, *path)
        if content is not None:
            item.content = content
    if kind in ("collected", "sealed", "accepted", "received_back"):
        seal = _value(entry, element, "seal", *path)
        if seal is not None:
            item.seal = seal
    if kind == "unsealed":
        item.seal = None
    if kind == "labelled":
        label = _value(entry, element, "label", *path)
        if isinstance(label, str):
            item.labels[organisation(entry.iss)] = label
    if kind == "handed_out":
        item.one_sided = entry
    if kind == "received_back":
        item.one_sided = None


def compare(entry: Entry, item: Item, before: State | None) -> list[Finding]:
    """C5.1 to C5.4, before anything is recorded."""
    if entry.type not in ("accepted", "refused", "received_back", "checked", "unsealed"):
        return []
    element, path = element_of(entry, item.id)
    found = []
    holder = before.by if before is not None else None
    measured = _content(entry, element, *path)
    if measured is not None and item.content is not None:
        differ = _differ(item.content.descriptor, measured.descriptor)
        if differ:
            message = f"{' and '.join(differ)} measured by {entry.actor} differ from what was recorded; held before by {holder}"
            found.append(at(entry, "custody.digest.mismatch", message, item.id))  # V6.9
    seal = _value(entry, element, "seal", *path)
    if isinstance(seal, str) and isinstance(item.seal, str) and seal != item.seal:
        message = f"the seal recorded is {item.seal!r}, the one seen {seal!r}"
        found.append(at(entry, "custody.seal.mismatch", message, item.id))  # V6.10
    return found


def _differ(recorded: dict | Withheld, measured: dict | Withheld) -> list[str]:
    """C5.2."""
    if isinstance(recorded, Withheld) or isinstance(measured, Withheld):
        return []
    names = [name for name in ("size", "sha256") if recorded[name] != measured[name]]
    if "sha512" in recorded and "sha512" in measured and recorded["sha512"] != measured["sha512"]:
        names.append("sha512")
    return names


def lateness(entry: Entry, before: State | None, time: Instant | None, subject: str) -> Finding | None:
    """C8.1, C8.2."""
    if before is None or before.answer_by is None or time is None:
        return None
    if entry.type in ("accepted", "refused") and time > before.answer_by:
        message = f"answered at {time.text}, asked for by {before.answer_by.text}"
        return at(entry, "custody.transfer.late", message, subject)
    if entry.type == "withdrawn" and time <= before.answer_by:
        message = f"withdrawn at {time.text}, an answer was asked for by {before.answer_by.text}"
        return at(entry, "custody.transfer.early", message, subject)
    return None
