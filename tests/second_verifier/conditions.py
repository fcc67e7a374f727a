"""Conditions that travel with evidence, and authorisations (requests.md §5 and §6)."""

from __future__ import annotations

from dataclasses import dataclass

from instants import Instant, Stated

BEST_FIRST = ["carried", "widened", "not_told", "dropped"]


@dataclass(frozen=True)
class Condition:
    """A condition of the format (F6.9), with its words as far as they are disclosed."""

    kind: str
    until: Instant | None
    words: bytes | None
    text: str | None
    purposes: frozenset[str] | None


def read_conditions(entry, *path) -> list[Condition]:
    """The conditions that stand in an entry at a path."""
    listed = entry.event
    for step in path:
        listed = listed[step]
    return [
        Condition(
            each["kind"],
            Instant.parse(each["until"]) if "until" in each else None,
            each.get("words"),
            entry.opened(*path, place, "words") if "words" in each else None,
            frozenset(each["purposes"]) if "purposes" in each else None,
        )
        for place, each in enumerate(listed)
    ]


def same_words(first: Condition, second: Condition) -> bool | None:
    """R5.2: whether the words are the same; None where it cannot be told."""
    if first.words is None or first.words == second.words:
        return True
    if second.words is None:
        return False
    if first.text is None or second.text is None:
        return None
    return first.text == second.text


def widened(binding: Condition, listed: Condition) -> bool:
    """R5.3: the other binds for longer, or allows a purpose more."""
    if binding.until is not None and (listed.until is None or listed.until.nanos > binding.until.nanos):
        return True
    if binding.purposes is None:
        return False
    return listed.purposes is None or not listed.purposes <= binding.purposes


def became(binding: Condition, listed: list[Condition]) -> str:
    """R5.3: the best of what became of a condition that binds."""
    found = [_became_of_one(binding, each) for each in listed if each.kind == binding.kind]
    return min(found, key=BEST_FIRST.index, default="dropped")


def _became_of_one(binding: Condition, other: Condition) -> str:
    same = same_words(binding, other)
    if same is None:
        return "not_told"
    if not same:
        return "dropped"
    return "widened" if widened(binding, other) else "carried"


def allows(conditions: list[Condition], purpose: str) -> bool:
    """R5.5."""
    return all(
        purpose in each.purposes for each in conditions if each.kind == "purpose" and each.purposes is not None
    )


@dataclass(frozen=True)
class Authorisation:
    """What an `authorisation` says, with the request, who gave it and the latest instant of it (§6)."""

    request: str
    organisation: str
    when: Stated | None
    act: str
    items: frozenset[str]
    granted: bool
    purposes: frozenset[str]
    jurisdictions: frozenset[str]


@dataclass(frozen=True)
class Deed:
    """The act that an authorisation is to cover: a use, or a passage."""

    act: str  # use, disclosure or onward_transfer
    cites: bytes | None
    item: str
    requests: list[str]  # that the item is under
    supplier: str | None
    when: Stated | None
    purpose: str | None = None
    destination: str | None = None

    @property
    def passes(self) -> bool:
        return self.act == "onward_transfer"


def lack(deed: Deed, held: dict[bytes, Authorisation], jurisdictions: dict[str, str]) -> str | None:
    """R6.1, R6.2: the first of the list that holds; None where the deed is covered."""
    if deed.cites is None:
        return "not cited"
    given = held.get(deed.cites)
    if given is None:
        return "not held"
    if not given.granted:
        return "refused"
    if given.act != deed.act:
        return "another act"
    if deed.item not in given.items if given.items else given.request not in deed.requests:
        return "other items"
    if _of_another_side(deed, given, jurisdictions):
        return "another side"
    if given.when is not None and deed.when is not None and given.when.latest.nanos > deed.when.earliest.nanos:
        return "later"
    if not deed.passes and given.purposes and deed.purpose not in given.purposes:
        return "another purpose"
    if deed.passes and given.jurisdictions and deed.destination not in given.jurisdictions:
        return "another State"
    return None


def _of_another_side(deed: Deed, given: Authorisation, jurisdictions: dict[str, str]) -> bool:
    """R6.1 line 6; R6.2."""
    if deed.supplier is None:
        return deed.passes
    if given.organisation == deed.supplier:
        return False
    of_giver = jurisdictions.get(given.organisation)
    return of_giver is None or of_giver != jurisdictions.get(deed.supplier)
