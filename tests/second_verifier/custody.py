"""Who is recorded as having an item, and who may say so: the table of custody §2, the pens of §3, annulment (§4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ids import organisation
from instants import Instant

if TYPE_CHECKING:
    from entry import Entry

UNKNOWN, HELD, OFFERED, OUTSIDE, LOST, ENDED = "Unknown", "Held", "Offered", "Outside", "Lost", "Ended"


@dataclass(frozen=True, slots=True)
class State:
    """A state of an item (§1). `by` is the holder, in Offered the giver."""

    kind: str
    by: str | None = None
    to: str | None = None
    offer: bytes | None = None
    answer_by: Instant | None = None
    entry: bytes | None = None  # Outside: the entry that let it out
    how: str | None = None  # Ended: returned or destroyed
    kept_by: str | None = None  # Unknown once more: the organisation that has the pen (C4.7)


NOT_BEGUN = State(UNKNOWN)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an entry did to an item. A state is None where it is contested or not shown."""

    before: State | None
    after: State | None
    effect: bool
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """The latest entry that changed the state of an item, and what the state was before (C4.1 to C4.4)."""

    hash: bytes
    iss: str
    before: State
    is_answer: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: whose act it is, in which states it can be done."""

    whose: str
    states: tuple[str, ...]


_HELD = (HELD,)
_AFTER = (HELD, OUTSIDE, LOST, ENDED)
_BEGINS = Row("anyone", (UNKNOWN,))
_BY_HOLDER = "accessed admitted checked derived destroyed disclosed examined handed_out labelled lost offered returned "
_BY_HOLDER += "reviewed sealed stored unsealed used"

TABLE: dict[str, Row] = {
    **{name: _BEGINS for name in ("acquired", "collected", "taken_over")},
    **{name: Row("holder", _HELD) for name in _BY_HOLDER.split()},
    **{name: Row("holder", _AFTER) for name in ("corrected", "incident", "noted", "witnessed")},
    "accepted": Row("receiver", (OFFERED,)),
    "annulled": Row("holder or registrar", _AFTER),
    "reassigned": Row("registrar", _HELD),
    "received_back": Row("organisation", (OUTSIDE, LOST)),
    "refused": Row("receiver", (OFFERED,)),
    "withdrawn": Row("giver or registrar", (OFFERED,)),
}
ANSWERS = ("accepted", "refused", "withdrawn")

IsRegistrar = Callable[[str, str], bool]  # of a signer and an organisation


def has_pen(state: State, entry: Entry, is_registrar: IsRegistrar) -> bool:
    """§3, an item's chain."""
    if state.kind == UNKNOWN:
        return state.kept_by is None or organisation(entry.actor) == state.kept_by
    registrar = is_registrar(entry.iss, organisation(state.by))
    if state.kind in (HELD, ENDED):
        return entry.actor == state.by or registrar
    if state.kind == OFFERED:
        return entry.actor in (state.by, state.to) or registrar
    return organisation(entry.actor) == organisation(state.by)


def is_actors_act(whose: str, state: State, entry: Entry, is_registrar: IsRegistrar) -> bool:
    """§2, the table of who signs."""
    if whose == "anyone":
        return True
    of_holder = organisation(entry.actor) == organisation(state.by)
    if whose == "organisation":
        return of_holder
    if whose == "receiver":
        return entry.actor == state.to
    registrar = is_registrar(entry.iss, organisation(state.by))
    if whose == "registrar":
        return registrar
    holder = of_holder if state.kind in (OUTSIDE, LOST) else entry.actor == state.by
    return holder or (registrar and whose.endswith("or registrar"))


def act(
    state: State, change: Change | None, entry: Entry, new: bool, is_registrar: IsRegistrar
) -> State | str:
    """The state that follows, or the code of what forbids the act (C2.1). `new`: the item is one that `derived` makes."""
    if not has_pen(state, entry, is_registrar):
        return "link.no_pen"
    row = TABLE.get("acquired" if new else entry.type)
    if row is None or state.kind not in row.states:
        return "custody.move.forbidden"
    if not is_actors_act(row.whose, state, entry, is_registrar):
        return "custody.actor.not_holder"
    following = _outcome(state, change, entry, new)
    return "custody.move.forbidden" if following is None else following


def _outcome(state: State, change: Change | None, entry: Entry, new: bool) -> State | None:
    """C2.2 to C2.4, C4.1 to C4.4."""
    kind, body = entry.type, entry.body
    if new or kind in ("acquired", "collected", "taken_over", "accepted", "received_back"):
        # An item that was begun and annulled is at its end (C4.7).
        return None if state.kept_by is not None else State(HELD, entry.actor)
    if kind in ("refused", "withdrawn"):
        return State(HELD, state.by)
    if kind == "reassigned" and body["from"] != state.by:
        return None
    if kind in ("offered", "reassigned"):
        return offered(entry, state.by)
    if kind == "handed_out":
        return State(OUTSIDE, state.by, entry=entry.hash)
    if kind == "lost":
        return State(LOST, state.by)
    if kind in ("returned", "destroyed"):
        return State(ENDED, state.by, how=kind)
    if kind == "annulled":
        return _annulled(change, entry)
    return state


def offered(entry: Entry, giver: str) -> State:
    """C2.2."""
    answer_by = Instant.parse(entry.body["answer_by"])
    return State(OFFERED, giver, entry.body["to"], entry.hash, answer_by)


def _annulled(change: Change | None, entry: Entry) -> State | None:
    if change is None or change.hash != entry.body["entry"]["entry"]:  # C4.1
        return None
    if change.is_answer or organisation(change.iss) != organisation(entry.iss):  # C4.2, C4.3
        return None
    if change.before.kind == UNKNOWN:  # C4.7
        return State(UNKNOWN, kept_by=organisation(entry.iss))
    return change.before
