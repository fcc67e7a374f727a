"""What is folded of an item (requests.md §2, "Of an item"; R2.3, R2.4, R5.1, R8.3, R8.5)."""

from __future__ import annotations

from dataclasses import dataclass, field

from conditions import Condition, became
from instants import Instant, Stated


@dataclass(frozen=True)
class Bound:
    """A condition that binds, and the entry with which it began to."""

    condition: Condition
    entry: object


@dataclass(frozen=True)
class Offer:
    """The open offer of an item."""

    giver: str
    receiver: str
    request: str | None
    conditions: list[Condition]


@dataclass(frozen=True)
class Passage:
    """R7.1: an item that leaves an organisation, and what was known of it before that entry."""

    item: str
    entry: object
    organisation: str  # that it leaves
    destination: str | None  # the organisation; None for someone without keys
    cites: bytes | None
    when: Stated | None
    bound_onward: bool  # a condition of kind `onward_transfer` bound it before
    requests: list[str]  # that it was under before


@dataclass
class Incident:
    """R8.5."""

    entry: object
    organisation: str
    low: bool
    told: bool
    items: list[str]


@dataclass
class Item:
    """What was folded of an item, from the first act that says something of it (R2.3)."""

    id: str
    requests: list[str] = field(default_factory=list)  # in the order in which it came under them
    bound: list[Bound] = field(default_factory=list)
    category: str | None = None
    supplier: str | None = None
    offer: Offer | None = None
    review: tuple[Instant, object] | None = None  # the next one, and the entry that set it
    doubt: object | None = None  # the entry that left doubt on it (R4.5)

    def come_under(self, request: str) -> None:
        if request not in self.requests:
            self.requests.append(request)

    def of_kind(self, *kinds: str) -> list[Condition]:
        return [each.condition for each in self.bound if each.condition.kind in kinds]

    def bind(self, conditions: list[Condition], entry) -> None:
        """R5.1, R8.3: from this entry they bind, each but one that is carried already."""
        for new in conditions:
            if any(became(new, [old.condition]) == "carried" for old in self.bound):
                continue
            self.bound.append(Bound(new, entry))
            if new.kind == "review" and new.until is not None:
                self.review_due(new.until, entry)

    def review_due(self, until: Instant, entry) -> None:
        """R8.3: of several, the earliest."""
        if self.review is None or until.nanos < self.review[0].nanos:
            self.review = (until, entry)

    def derive_from(self, source: "Item") -> None:
        """`derived`: what was said of the source is said of the new item."""
        for request in source.requests:
            self.come_under(request)
        for each in source.bound:
            if not any(became(each.condition, [old.condition]) == "carried" for old in self.bound):
                self.bound.append(each)
        if source.review is not None:
            self.review_due(*source.review)
        self.doubt = self.doubt or source.doubt
        self.supplier = self.supplier or source.supplier
        self.category = self.category or source.category
