"""V3: is each subject's chain whole? Which link is next, which forks, which crosses, which is out of place (custody §3, §6, §7)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import custody
from custody import HELD, NOT_BEGUN, OFFERED, Change, State
from directory import Directory
from entry import Entry, at
from event import Link
from findings import Finding
from ids import kind, organisation, party_of


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """A run of entries of one chain, up to its tip.

    `state` is that of an item, or who has the pen of a case or a ledger; None where it is not shown, and where the pen never moves.
    `cause` is why it is not shown. `parent` is the line before the tip took its place.
    """

    entry: Entry
    seq: int
    hashes: frozenset[bytes]
    state: State | str | None
    shown: bool = True
    cause: Finding | None = None
    parent: Line | None = field(default=None, repr=False)
    change: Change | None = None
    offer: Line | None = field(default=None, repr=False)  # the latest offer
    answer: Entry | None = None  # and what answered it

    def follows(self, link: Link) -> bool:
        """C3.1: the link is next here."""
        return link.seq == self.seq + 1 and link.prev in self.hashes


@dataclass(eq=False, slots=True)
class Contest:
    """After crossing: two lines, and the entry with which each begins (C7.5)."""

    lines: list[Line]
    first: tuple[Entry, Entry]


@dataclass(eq=False, slots=True)
class Chain:
    """What is held of one subject's chain."""

    subject: str
    main: Line | None = None
    contest: Contest | None = None
    doubtful: list[Line] = field(default_factory=list)
    stands: dict[int, list[Entry]] = field(default_factory=dict)

    def is_held(self) -> bool:
        """Whether an entry of it is held."""
        return self.main is not None or self.contest is not None or bool(self.doubtful)

    def lines(self) -> list[Line]:
        """The lines whose state is told: two in a contest, else the main one."""
        if self.contest is not None:
            return self.contest.lines
        return [self.main] if self.main is not None else []

    def tells(self) -> Line | None:
        """The line that tells the state; None when that is contested (C6.3)."""
        if self.doubtful:
            return self.doubtful[-1]
        return None if self.contest is not None else self.main


@dataclass(frozen=True, slots=True)
class OutOfPlace:
    """A link that the second read settles (C6.7), and whose stretch is missing (C6.9)."""

    entry: Entry
    link: Link
    how: str  # "beginning", "previous", "hole" or "taken"
    owner: str | None
    finding: Finding  # filled in by the second read


@dataclass(slots=True)
class Judged:
    """What became of one link."""

    finding: Finding | None = None
    before: State | str | None = None
    after: State | str | None = None
    effect: bool = False
    placed: bool = False
    crossed: bool = False
    shown_again: bool = False


class Chains:
    """All chains, entry by entry."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.by_subject: dict[str, Chain] = {}
        self.out_of_place: list[OutOfPlace] = []

    def chain(self, subject: str) -> Chain:
        return self.by_subject.setdefault(subject, Chain(subject))

    # What was not taken.

    def doubt(self, entry: Entry, link: Link) -> None:
        """C6.1, of an entry that was not taken and whose links are known."""
        chain = self.chain(link.subject)
        cause = entry.cause()
        line = Line(entry, link.seq, frozenset({entry.hash}), None, False, cause)
        for number, doubted in enumerate(chain.doubtful):
            if doubted.follows(link):
                chain.doubtful[number] = replace(line, parent=doubted)
                return
        nothing_held = not chain.lines() and not chain.doubtful
        if nothing_held or any(each.follows(link) for each in chain.lines()):
            chain.doubtful.append(line)

    # What was taken.

    def judge(self, entry: Entry, link: Link, all_sources: bool) -> Judged:
        """Judges one link of an entry that was taken. `all_sources`: what C3.8 asks of a new item."""
        chain = self.chain(link.subject)
        if any(each.hash == entry.hash for each in chain.stands.get(link.seq, ())):
            return Judged(at(entry, "entry.repeated", "the same entry stands at this place already", link.subject))  # V3.1
        for line in chain.lines():
            if line.follows(link):
                return self._next(chain, line, entry, link, all_sources)
        for doubted in chain.doubtful:
            if doubted.follows(link):
                return self._behind_doubt(chain, doubted, entry, link)
        if not chain.lines():
            if link.seq == 0:
                return self._begin(chain, entry, link, all_sources)
            return self._out_of_place(chain, entry, link, "beginning")
        for line in chain.lines():
            offer = line.offer
            if offer is not None and line.answer is not None and entry.type in custody.ANSWERS and offer.follows(link):
                return self._second_answer(chain, line, offer, entry, link)
        for line in chain.lines():
            before = line.parent
            beside = link.seq == 0 and line.seq == 0 or (before is not None and before.follows(link))
            if beside and line.seq == link.seq:
                return self._second(chain, line, before, entry, link, all_sources)
        return self._out_of_place(chain, entry, link, self._how(chain, link))

    def _how(self, chain: Chain, link: Link) -> str:
        """C6.7."""
        tips = [line.seq for line in chain.lines()]
        if any(link.seq == tip + 1 for tip in tips):
            return "previous"
        return "hole" if link.seq > max(tips) else "taken"

    def _out_of_place(self, chain: Chain, entry: Entry, link: Link, how: str) -> Judged:
        """C6.8: the chain goes on from here, and its state is not shown."""
        finding = at(entry, "link.gap", "settled by the second read", link.subject, "links")
        self.out_of_place.append(OutOfPlace(entry, link, how, self._owner(chain, entry), finding))
        if how == "taken":
            return Judged()
        line = Line(entry, link.seq, frozenset({entry.hash}), None, False, finding)
        line = self._shown_again(line, entry, link)
        chain.main, chain.contest, chain.doubtful = line, None, []
        chain.stands.setdefault(link.seq, []).append(entry)
        return Judged(after=line.state, placed=True, shown_again=line.shown)

    def _owner(self, chain: Chain, entry: Entry) -> str:
        """C6.9."""
        line = chain.tells()
        if line is not None and line.shown:
            if isinstance(line.state, State) and line.state.by is not None:
                return organisation(line.state.to if line.state.kind == OFFERED else line.state.by)
            if isinstance(line.state, str):
                return organisation(line.state)
        return organisation(entry.iss)

    def _begin(self, chain: Chain, entry: Entry, link: Link, all_sources: bool) -> Judged:
        """Place 0 of a chain of which nothing is held."""
        before = Line(entry, -1, frozenset({None}), self._first_pen(entry, link))
        return self._next(chain, before, entry, link, all_sources)

    def _first_pen(self, entry: Entry, link: Link) -> State | str | None:
        return {"item": NOT_BEGUN, "case": entry.actor, "ledger": organisation(entry.iss)}.get(kind(link.subject))

    def _has_pen(self, line: Line, entry: Entry, link: Link) -> bool:
        """§3, the other chains."""
        what = kind(link.subject)
        if what == "case":
            return entry.actor == line.state
        if what == "ledger":
            return self.directory.is_registrar(entry.iss, line.state)
        party = party_of(link.subject)
        if what == "party":
            if entry.type == "founded":
                return entry.iss == party
            return self.directory.is_registrar(entry.iss, organisation(party))
        return party in (entry.iss, entry.actor)

    def _next(self, chain: Chain, line: Line, entry: Entry, link: Link, all_sources: bool) -> Judged:
        if not line.shown:
            return self._behind_doubt(chain, line, entry, link)
        following = self._act(line, entry, link, all_sources)
        if isinstance(following, Finding):
            judged = Judged(following, line.state, line.state)
            held_back = isinstance(line.state, State) and line.state.kind == OFFERED
            if following.code == "link.no_pen" or held_back or link.seq == 0:  # C3.2 to C3.4
                return judged
            moved = self._placed(line, entry, link, line.state, line.change)
        else:
            judged = Judged(None, line.state, following.state, effect=True)
            moved = following
        judged.placed = True
        self._put(chain, line, moved)
        return judged

    def _put(self, chain: Chain, line: Line, moved: Line) -> None:
        """The line goes on; what was doubtful beside it is forgotten (C6.2)."""
        chain.doubtful = []
        chain.stands.setdefault(moved.seq, []).append(moved.entry)
        if chain.contest is not None and line in chain.contest.lines:
            chain.contest.lines = [moved if each is line else each for each in chain.contest.lines]
        else:
            chain.main, chain.contest = moved, None

    def _placed(self, line: Line, entry: Entry, link: Link, state: State | str | None, change: Change | None) -> Line:
        parent = line if line.seq >= 0 else None
        return replace(
            line, entry=entry, seq=link.seq, hashes=frozenset({entry.hash}), state=state, change=change, parent=parent
        )

    def _act(self, line: Line, entry: Entry, link: Link, all_sources: bool) -> Line | Finding:
        """The line after an act on it, or the finding that forbids it."""
        if not isinstance(line.state, State):
            if not self._has_pen(line, entry, link):
                return self._no_pen(entry, link)
            in_charge = entry.body["to"] if entry.type == "case_handed_on" else line.state
            return self._placed(line, entry, link, in_charge, None)
        new = entry.type == "derived" and link.seq == 0
        following = custody.act(line.state, line.change, entry, new, self.directory.is_registrar)
        if new and not all_sources and isinstance(following, State):  # C3.8
            following = "custody.move.forbidden"
        if isinstance(following, str):
            return self._forbidden(following, entry, link, line.state)
        change = line.change
        if following != line.state:  # C4.5
            answers = entry.type in custody.ANSWERS
            change = None if entry.type == "annulled" else Change(entry.hash, entry.iss, line.state, answers)
        moved = self._placed(line, entry, link, following, change)
        if following.kind == OFFERED and following.offer == entry.hash:
            return replace(moved, offer=moved, answer=None)
        if line.state.kind == OFFERED and entry.type in custody.ANSWERS:
            return replace(moved, answer=entry)
        return moved

    def _no_pen(self, entry: Entry, link: Link) -> Finding:
        return at(entry, "link.no_pen", f"{entry.actor} has not the pen of this chain", link.subject)  # V3.8

    def _forbidden(self, code: str, entry: Entry, link: Link, state: State) -> Finding:
        if code == "link.no_pen":
            return self._no_pen(entry, link)
        message = f"`{entry.type}` by {entry.actor} while the item is {state.kind}"
        return at(entry, code, message, link.subject)  # V6.2, V6.3

    # What was not shown.

    def _behind_doubt(self, chain: Chain, line: Line, entry: Entry, link: Link) -> Judged:
        """C6.3, C6.4: the entry takes its place, and is not checked."""
        message = "the state of the chain rests on an entry that was not taken"
        finding = at(entry, "custody.not_shown", message, link.subject, because_of=line.cause)  # V6.1
        moved = Line(entry, link.seq, frozenset({entry.hash}), None, False, line.cause, line)
        moved = self._shown_again(moved, entry, link)
        chain.stands.setdefault(link.seq, []).append(entry)
        if line in chain.doubtful and not moved.shown:
            chain.doubtful[chain.doubtful.index(line)] = moved
        elif line in chain.doubtful or chain.contest is None:
            chain.main, chain.contest, chain.doubtful = moved, None, []
        else:
            chain.contest.lines = [moved if each is line else each for each in chain.contest.lines]
        return Judged(finding, None, moved.state, placed=True, shown_again=moved.shown)

    def _shown_again(self, line: Line, entry: Entry, link: Link) -> Line:
        """C6.4, of an item."""
        if kind(link.subject) != "item":
            return line
        if entry.type == "offered":
            line = replace(line, state=custody.offered(entry, entry.actor), shown=True)
            return replace(line, offer=line)
        if entry.type in ("accepted", "received_back"):
            return replace(line, state=State(HELD, entry.actor), shown=True)
        return line

    # Two entries at one place.

    def _second_answer(self, chain: Chain, line: Line, offer: Line, entry: Entry, link: Link) -> Judged:
        """C7.4."""
        moved = self._act(offer, entry, link, True)
        if isinstance(moved, Finding):
            return Judged(moved)
        one_withdraws = (entry.type == "withdrawn") != (line.answer.type == "withdrawn")
        if one_withdraws and entry.actor != line.answer.actor and chain.contest is None:
            return self._cross(chain, line, line.answer, moved, entry, link)
        message = "another answer to the same offer stands here"
        return Judged(at(entry, "link.forked", message, link.subject))  # V3.7

    def _second(
        self, chain: Chain, line: Line, before: Line | None, entry: Entry, link: Link, all_sources: bool
    ) -> Judged:
        """C7.1 to C7.3."""
        if before is None:
            before = Line(entry, -1, frozenset({None}), self._first_pen(entry, link))
        if not before.shown:
            return Judged(self._forked(line, entry, link))
        moved = self._act(before, entry, link, all_sources)
        if isinstance(moved, Finding):
            return Judged(moved if moved.code == "link.no_pen" else self._forked(line, entry, link))
        if entry.type == line.entry.type == "revoked":
            chain.main = replace(line, hashes=line.hashes | {entry.hash})
            chain.stands.setdefault(link.seq, []).append(entry)
            return Judged(effect=True, placed=True)
        crosses = {"reassigned", "annulled", "withdrawn"} & {entry.type, line.entry.type}
        if crosses and entry.actor != line.entry.actor and chain.contest is None:
            return self._cross(chain, line, line.entry, moved, entry, link)
        return Judged(self._forked(line, entry, link))

    def _forked(self, line: Line, entry: Entry, link: Link) -> Finding:
        if line.entry.actor == entry.actor:
            message = "another entry by the same party stands at this place"
            return at(entry, "link.forked", message, link.subject)  # V3.7
        return at(entry, "link.no_pen", "another party's entry stands at this place", link.subject)  # V3.8

    def _cross(self, chain: Chain, line: Line, first: Entry, moved: Line, entry: Entry, link: Link) -> Judged:
        """C7.5."""
        chain.contest = Contest([line, moved], (first, entry))
        chain.main, chain.doubtful = None, []
        chain.stands.setdefault(link.seq, []).append(entry)
        message = f"crosses with entry {first.index}"
        finding = at(entry, "custody.transfer.crossed", message, link.subject)  # V6.4
        return Judged(finding, line.state, None, effect=True, placed=True, crossed=True)

    def settle(self, entry: Entry) -> str | None:
        """C7.6, of a `yielded` that has taken its place: the subject whose contest it ends."""
        given, other = entry.body["entry"]["entry"], entry.body["other"]["entry"]
        chain = self.by_subject.get(entry.body["entry"]["id"])
        if chain is None or chain.contest is None:
            return None
        for own, standing in ((0, 1), (1, 0)):
            first = chain.contest.first
            if first[own].hash == given and first[standing].hash == other and first[own].iss == entry.iss:
                chain.main, chain.contest = chain.contest.lines[standing], None
                return chain.subject
        return None
