"""One request: its sides, its terms, and what its acts say of it (requests.md §1 to §3)."""

from __future__ import annotations

from dataclasses import dataclass, field

import ids
from instants import Stated

# §3: from which states an act is possible, and what follows: a state, "same", or one of the two words of R3.1.
TABLE: dict[str, tuple[set[str], str]] = {
    "asked": ({"Received"}, "same"),
    "authorisation": ({"Unopened", "Received", "Answered"}, "opens"),
    "cancelled": ({"Made"}, "Ended"),
    "clarified": ({"Made"}, "same"),
    "confirmed": ({"Made"}, "same"),
    "declined": ({"Received"}, "Answered"),
    "expired": ({"Made", "Received", "Answered"}, "same"),
    "extended": ({"Made"}, "same"),
    "narrowed": ({"Received"}, "same"),
    "notified": ({"Made", "Received", "Answered", "Ended"}, "same"),
    "objected": ({"Unopened", "Received", "Answered"}, "opens"),
    "preservation_ended": ({"Received", "Answered"}, "same"),
    "preserved": ({"Received", "Answered"}, "same"),
    "produced": ({"Received", "Answered"}, "answers"),
    "received": ({"Unopened"}, "Received"),
    "registered": ({"Unopened"}, "Received"),
    "requested": ({"Unopened"}, "Made"),
    "transmitted": ({"Made", "Received", "Answered"}, "same"),
    "validated": ({"Unopened", "Made", "Received"}, "opens"),
}


def next_state(type_: str, state: str, extent: str | None) -> str | None:
    """R3.1 to R3.4: the state behind an act, None where the act is not possible."""
    if type_ not in TABLE:
        return state
    states, to = TABLE[type_]
    if state not in states:
        return None
    if to == "opens":
        return "Received" if state == "Unopened" else state
    if to == "answers":
        return "Answered" if extent == "complete" else state
    return state if to == "same" else to


@dataclass(frozen=True)
class Act:
    """An act in the table of §3, as §10 counts with it."""

    type: str
    party: str
    place: str
    when: Stated | None
    entry: object
    deadline: str | None = None
    period: dict | None = None
    what: str | None = None
    extent: str | None = None

    @property
    def index(self) -> int:
        return self.entry.index


@dataclass
class Side:
    """One party's chain of a request (R1.1)."""

    party: str
    state: str = "Unopened"
    last: int = 0  # the index of its last entry
    partial: tuple[object, str | None] | None = None  # the entry, and what is open as far as it is disclosed
    notices: list["Notice"] = field(default_factory=list)


@dataclass(frozen=True)
class Notice:
    """A `notified`: who was told, or is told later (R9.13)."""

    capacity: str
    state: str
    until: object | None  # an instants.Instant
    entry: object


@dataclass(frozen=True)
class Production:
    """One item of one `produced`."""

    item: str
    category: str
    actor: str
    when: Stated | None
    entry: object


@dataclass
class Request:
    """What was folded of one request."""

    id: str
    sides: dict[str, Side] = field(default_factory=dict)  # those that opened, in that order
    terms: dict | None = None
    terms_entry: object | None = None
    maker: str | None = None  # the maker where it is a party
    maker_described: str | None = None
    made: Stated | None = None
    acts: list[Act] = field(default_factory=list)
    supplied: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    validated_as: set[str] = field(default_factory=set)
    preserved: tuple[object, object | None] | None = None  # the last `preserved`: its entry and its `until`
    collected: list[str] = field(default_factory=list)
    productions: list[Production] = field(default_factory=list)
    offered: set[str] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    followed_by: object | None = None  # the entry of the first request that follows this one (R2.2)
    doubt: object | None = None  # the first entry that left doubt on a chain of it (R4.4)

    @property
    def first_side(self) -> Side | None:
        """R1.2."""
        return next(iter(self.sides.values()), None)

    @property
    def subject(self) -> str | None:
        """§11: the chain of the first side, where one opened."""
        return self.side_subject(self.first_side.party) if self.sides else None

    def side_subject(self, party: str) -> str:
        return f"{self.id}/{party}"

    def state_of(self, party: str) -> str:
        return self.sides[party].state if party in self.sides else "Unopened"

    @property
    def answered(self) -> bool:
        """R3.5."""
        return any(side.state == "Answered" for side in self.sides.values())

    @property
    def ended(self) -> bool:
        """R3.5."""
        return any(side.state == "Ended" for side in self.sides.values())

    def has(self, *types: str) -> bool:
        return any(act.type in types for act in self.acts)

    # --- §1: who is who -----------------------------------------------------------------------------------------

    def parties(self) -> list[dict]:
        return self.terms["parties"] if self.terms is not None else []

    def relates(self, kind: str) -> list[str]:
        """The requests that the terms rest on in this way."""
        return [each["request"] for each in self.terms["relates"] if each["as"] == kind]

    def names(self, party: str) -> bool:
        """R1.5."""
        named = {each["party"] for each in self.parties() if "party" in each}
        named.add(self.maker if self.maker is not None else self.first_side.party if self.sides else None)
        return party in named or ids.organisation(party) in named

    def named_parties(self) -> set[str]:
        """The parties that R1.5 names, without those that are named by their organisation alone."""
        named = {each["party"] for each in self.parties() if "party" in each}
        if self.maker is not None:
            named.add(self.maker)
        elif self.sides:
            named.add(self.first_side.party)
        return named

    def capacity(self, party: str) -> str | None:
        """R1.6: that of the first entry with the party, or else with its organisation as a whole."""
        for who in (party, ids.organisation(party)):
            for each in self.parties():
                if each.get("party") == who:
                    return each["as"]
        return None

    def place(self, party: str) -> str:
        """R1.6."""
        if self.maker is not None and party == self.maker:
            return "maker"
        capacity = self.capacity(party)
        if capacity in ("addressee", "enforcing_authority"):
            return capacity
        has_addressee = any(each["as"] == "addressee" and "party" in each for each in self.parties())
        of_maker = self.maker is not None and ids.organisation(party) == ids.organisation(self.maker)
        if capacity is None and not has_addressee and not of_maker:
            return "addressee"
        return "other"

    def addressees(self) -> list[Side]:
        """The sides in the place of the addressee, in the order in which they opened."""
        return [side for side in self.sides.values() if self.place(side.party) == "addressee"]

    # --- §9: what the terms say ----------------------------------------------------------------------------------

    def has_field(self, id_: str) -> bool:
        """R9.2."""
        terms = self.terms
        if id_ in terms["fields"] or id_ in self.supplied:
            return True
        if id_ == "addressee":
            return any(each["as"] == "addressee" for each in terms["parties"])
        if id_ == "data_category":
            return bool(terms["categories"])
        return id_ == "time_frame" and "time_frame" in terms
