"""What is recorded of an item beside its state, and what is compared with it (custody §5, §9)."""

from __future__ import annotations

from dataclasses import dataclass, field

from typing import TYPE_CHECKING

from custody import State
from entry import Entry, at
from findings import Finding
from grammar import Path, written
from instants import Stated, stated

if TYPE_CHECKING:
    from chains import Chains


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
    labels: list[str] = field(default_factory=list)  # as far as they are disclosed
    description: str | None = None
    seal: str | Withheld | None = None
    content: Content | None = None
    one_sided: Entry | None = None
    timeline: list[Stretch] = field(default_factory=list)
    sources_shown: bool = True

    def cases_shown(self, chains: Chains) -> bool:
        """V4.4: whether what named its cases, or those of what it was made from, must be here."""
        return self.sources_shown and chains.whole(self.id)

    def joins(self, case: str | None) -> None:
        if case is not None and case not in self.cases:
            self.cases.append(case)

    def moved(self, entry: Entry, after: State | None) -> None:
        """C9.4."""
        last = self.timeline[-1] if self.timeline else None
        if after is None or (last is not None and (last.state, last.by) == (after.kind, after.by)):
            return
        time = stated(entry.event)
        since = time.earliest.text if time is not None else None
        self.timeline.append(Stretch(after.kind, after.by, entry.index, since))


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


def record(entry: Entry, item: Item, items: dict[str, Item], chains: Chains) -> None:
    """C9.1, C4.6, of an act that took effect on the item."""
    kind, body = entry.type, entry.body
    element, path = element_of(entry, item.id)
    if kind in ("collected", "acquired", "taken_over", "admitted"):
        item.joins(body.get("case"))
    if kind in ("collected", "acquired", "taken_over") or (kind == "derived" and element):
        for source in body["from"] if kind == "derived" else ():
            if source not in items or not items[source].cases_shown(chains):
                item.sources_shown = False
            for case in items[source].cases if source in items else ():
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
            item.labels.append(label)
    if kind == "handed_out":
        item.one_sided = entry
    settled = kind == "received_back"
    if kind == "annulled" and item.one_sided is not None:
        settled = item.one_sided.hash == body["entry"]["entry"]
    if settled:
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
    both = [name for name in ("sha512", "sha1", "md5") if name in recorded and name in measured]
    return names + [name for name in both if recorded[name] != measured[name]]


def regressed(entry: Entry, time: Stated, before: Entry, subject: str, path: Path | None) -> Finding | None:
    """V5.1."""
    earlier = stated(before.event)
    if earlier is None or not time.latest < earlier.earliest:
        return None
    message = f"stated {time.latest.text}, behind entry {before.index} of {earlier.earliest.text}"
    return at(entry, "time.regressed", message, subject, None if path is None else written(path))


def lateness(entry: Entry, before: State | str | None, time: Stated | None, subject: str) -> Finding | None:
    """C8.1, C8.2."""
    if not isinstance(before, State) or before.answer_by is None or time is None:
        return None
    stated_at, answer_by = time.earliest, before.answer_by
    if entry.type in ("accepted", "refused") and stated_at > answer_by:
        message = f"answered at {stated_at.text}, asked for by {answer_by.text}"
        return at(entry, "custody.transfer.late", message, subject)  # V6.5
    if entry.type == "withdrawn" and stated_at <= answer_by:
        message = f"withdrawn at {stated_at.text}, an answer was asked for by {answer_by.text}"
        return at(entry, "custody.transfer.early", message, subject)  # V6.6
    return None
