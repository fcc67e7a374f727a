"""V3: is each subject's chain whole? Which link is next, which forks, which crosses, which is out of place (custody §3, §6, §7)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import custody
import items
from custody import HELD, NOT_BEGUN, OFFERED, Change, State
from directory import Directory
from entry import Entry, at
from event import Link
from findings import Finding
from ids import kind, organisation, party_of
from instants import Stated


@dataclass(frozen=True, eq=False, slots=True)
class Before:
    """What stood before the tip of a line: to judge a second entry at its place (C7.1)."""

    state: State | str | None
    shown: bool
    change: Change | None
    cause: int | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Offer:
    """The latest offer of a line, its place, and what answered it (C7.4)."""

    entry: bytes
    seq: int
    state: State
    answer: Entry | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """A run of entries of one chain, up to its tip.

    `state` is that of an item, or who has the pen of a case or a ledger; None where it is not shown, and where the pen never moves.
    `cause` is the index of the entry that the state rests on when it is not shown.
    """

    entry: Entry
    seq: int
    prev: bytes | None
    state: State | str | None
    shown: bool = True
    cause: int | None = None
    before: Before | None = None
    change: Change | None = None
    offer: Offer | None = None
    whole: bool = True  # every entry from the first of the chain on is here and was taken (V4.4)

    def follows(self, link: Link) -> bool:
        """C3.1: the link is next here."""
        return link.seq == self.seq + 1 and link.prev == self.entry.hash


@dataclass(frozen=True, eq=False, slots=True)
class Contest:
    """After crossing: the second line, and the entry with which each begins (C7.5)."""

    rival: Line
    first: tuple[Entry, Entry]


@dataclass(eq=False, slots=True)
class Chain:
    """What is held of one subject's chain."""

    main: Line
    contest: Contest | None = None
    doubtful: Line | None = None  # beside the main one (C6.1)

    def lines(self) -> list[Line]:
        return [self.main] if self.contest is None else [self.main, self.contest.rival]

    def tells(self) -> Line:
        """The line that tells the state: the doubtful one, as long as the main one does not go on (C6.3)."""
        return self.doubtful or self.main

    def going_on(self) -> Line:
        """The line that the next entry belongs on: the doubtful one once it shows a state again (C6.3)."""
        return self.doubtful if self.doubtful is not None and self.doubtful.shown else self.main


@dataclass(frozen=True, slots=True)
class OutOfPlace:
    """A link that the second read settles (C6.7), and whose stretch is missing (C6.9)."""

    entry: Entry
    link: Link
    how: str  # "beginning", "previous", "hole" or "taken"
    owner: str | None


@dataclass(slots=True)
class Judged:
    """What became of one link."""

    findings: list[Finding] = field(default_factory=list)
    before: State | str | None = None
    after: State | str | None = None
    effect: bool = False
    placed: bool = False
    crossed: bool = False
    shown_again: bool = False
    out_of_place: bool = False


class Chains:
    """All chains, entry by entry."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory
        self.by_subject: dict[str, Chain] = {}
        self.out_of_place: list[OutOfPlace] = []

    def whole(self, subject: str) -> bool:
        """Whether nothing of the chain can be elsewhere, up to the entry that tells the state."""
        return subject in self.by_subject and self.by_subject[subject].tells().whole

    def going_on(self, subject: str) -> Line | None:
        chain = self.by_subject.get(subject)
        return chain.going_on() if chain is not None else None

    def stands(self, entry: Entry, link: Link) -> bool:
        """Whether the entry has just taken its place in a chain."""
        chain = self.by_subject.get(link.subject)
        lines = [] if chain is None else [*chain.lines(), chain.tells()]
        return any(each.entry is entry for each in lines)

    # What was not taken.

    def doubt(self, entry: Entry, link: Link) -> None:
        """C6.1, of an entry that was not taken and whose links are known."""
        chain = self.by_subject.get(link.subject)
        line = self._not_shown(entry, link, entry.index)
        if chain is None:
            self.by_subject[link.subject] = Chain(line)
        elif any(each is not None and each.follows(link) for each in (*chain.lines(), chain.doubtful)):
            chain.doubtful = line

    def _not_shown(self, entry: Entry, link: Link, cause: int | None) -> Line:
        before = Before(None, False, None, cause)
        return Line(entry, link.seq, link.prev, None, False, cause, before, whole=False)

    # What was taken.

    def judge(self, entry: Entry, link: Link, time: Stated | None) -> Judged:
        """Judges one link of an entry that was taken."""
        chain = self.by_subject.get(link.subject)
        if chain is None:
            return self._begin(entry, link)
        for line in (*chain.lines(), chain.doubtful):
            if line is not None and line.follows(link):
                return self._next(chain, line, entry, link, time)
        if not chain.main.entry.taken:  # C6.2
            return self._begin(entry, link)
        for line in chain.lines():
            offer = line.offer
            if offer is not None and offer.answer is not None and (offer.seq + 1, offer.entry) == (link.seq, link.prev):
                return self._second_answer(chain, offer, entry, link, time)
        if (chain.main.seq, chain.main.prev) == (link.seq, link.prev):
            return self._second(chain, entry, link)
        return self._out_of_place(chain, entry, link)

    def _out_of_place(self, chain: Chain, entry: Entry, link: Link) -> Judged:
        """C6.7, C6.8: the chain goes on from here, and its state is not shown."""
        tip = chain.main.seq
        how = "taken" if link.seq <= tip else "previous" if link.seq == tip + 1 else "hole"
        self.out_of_place.append(OutOfPlace(entry, link, how, self._owner(chain.main, entry)))
        if how == "taken":
            return Judged(out_of_place=True)
        self.by_subject[link.subject] = Chain(self._not_shown(entry, link, entry.index))
        return Judged(placed=True, out_of_place=True)

    def _owner(self, line: Line, entry: Entry) -> str | None:
        """C6.9."""
        if not line.shown:
            return None
        if isinstance(line.state, State):
            party = line.state.to if line.state.kind == OFFERED else line.state.by
            return organisation(party) if party is not None else None
        return organisation(line.state or entry.iss)

    def _begin(self, entry: Entry, link: Link) -> Judged:
        """The first entry of a chain that is held."""
        if link.seq > 0:
            self.out_of_place.append(OutOfPlace(entry, link, "beginning", organisation(entry.iss)))
            self.by_subject[link.subject] = Chain(self._not_shown(entry, link, entry.index))
            return Judged(placed=True, out_of_place=True)
        what = kind(link.subject)
        state = {"item": NOT_BEGUN, "case": entry.actor, "ledger": organisation(entry.iss)}.get(what)
        empty = Line(entry, -1, None, state)
        moved = self._act(empty, entry, link)
        if isinstance(moved, Finding):  # C3.4
            return Judged([moved], state, state)
        self.by_subject[link.subject] = Chain(moved)
        return Judged([], state, moved.state, effect=True, placed=True)

    def _next(self, chain: Chain, line: Line, entry: Entry, link: Link, time: Stated | None) -> Judged:
        """C3.1 to C3.3, C6.3."""
        judged = Judged(before=line.state, after=line.state)
        if time is not None and line.entry.taken:
            regressed = items.regressed(entry, time, line.entry, link.subject, None)
            judged.findings += [regressed] if regressed is not None else []
        if not line.shown:
            return self._behind_doubt(chain, line, entry, link, judged)
        moved = self._act(line, entry, link)
        if isinstance(moved, Finding):
            judged.findings.append(moved)
            held_back = isinstance(line.state, State) and line.state.kind == OFFERED
            if moved.code == "link.no_pen" or held_back:
                return judged
            moved = self._placed(line, entry, link, line.state, line.change)
        else:
            judged.effect, judged.after = True, moved.state
            late = items.lateness(entry, line.state, time, link.subject)
            judged.findings += [late] if late is not None else []
        judged.placed = True
        self._put(chain, line, moved)
        return judged

    def _put(self, chain: Chain, line: Line, moved: Line) -> None:
        """The line goes on. Where it is not the doubtful one, that is forgotten (C6.2)."""
        if line is chain.doubtful:
            chain.doubtful = moved
            return
        chain.doubtful = None
        if chain.contest is not None and line is chain.contest.rival:
            chain.contest = Contest(moved, chain.contest.first)
        else:
            chain.main = moved

    def _placed(self, line: Line, entry: Entry, link: Link, state: State | str | None, change: Change | None) -> Line:
        before = Before(line.state, line.shown, line.change)
        return replace(line, entry=entry, seq=link.seq, prev=link.prev, state=state, change=change, before=before)

    def _has_pen(self, state: str | None, entry: Entry, link: Link) -> bool:
        """§3, the other chains."""
        what = kind(link.subject)
        if what == "case":
            return entry.actor == state
        if what == "ledger":
            return self.directory.is_registrar(entry.iss, state)
        party = party_of(link.subject)
        if what == "party":
            if entry.type == "founded":
                return entry.iss == party
            return self.directory.is_registrar(entry.iss, organisation(party))
        return party in (entry.iss, entry.actor)

    def _act(self, line: Line, entry: Entry, link: Link) -> Line | Finding:
        """The line after an act on it, or the finding that forbids it."""
        if not isinstance(line.state, State):
            if not self._has_pen(line.state, entry, link):
                return self._forbidden("link.no_pen", entry, link, "")
            in_charge = entry.body["to"] if entry.type == "case_handed_on" else line.state
            return self._placed(line, entry, link, in_charge, None)
        new = entry.type == "derived" and link.seq == 0
        following = custody.act(line.state, line.change, entry, new, self.directory.is_registrar)
        if isinstance(following, str):
            return self._forbidden(following, entry, link, line.state.kind)
        change = line.change
        if following != line.state:  # C4.5
            answers = entry.type in custody.ANSWERS
            change = None if entry.type == "annulled" else Change(entry.hash, entry.iss, line.state, answers)
        moved = self._placed(line, entry, link, following, change)
        if following.kind == OFFERED and following.offer == entry.hash:
            return replace(moved, offer=Offer(entry.hash, link.seq, following))
        if line.state.kind == OFFERED and line.offer is not None and line.offer.entry == line.state.offer:
            return replace(moved, offer=replace(line.offer, answer=entry))
        return moved

    def _forbidden(self, code: str, entry: Entry, link: Link, state: str) -> Finding:
        """V3.8, V6.2, V6.3."""
        message = f"`{entry.type}` by {entry.actor} while the item is {state}"
        if code == "link.no_pen":
            message = f"{entry.actor} has not the pen of this chain"
        return at(entry, code, message, link.subject)

    # What was not shown.

    def _behind_doubt(self, chain: Chain, line: Line, entry: Entry, link: Link, judged: Judged) -> Judged:
        """C6.3, C6.4: the entry takes its place, and is not checked."""
        judged.findings.append(self._not_checked(entry, link, line.cause))
        moved = self._shown_again(replace(self._not_shown(entry, link, line.cause), offer=line.offer), link)
        self._put(chain, line, moved)
        judged.after, judged.placed, judged.shown_again = moved.state, True, moved.shown
        return judged

    def _not_checked(self, entry: Entry, link: Link, cause: int | None) -> Finding:
        message = "the state of the chain rests on an entry that was not taken"
        return at(entry, "custody.not_shown", message, link.subject, because_of=cause)  # V6.1

    def _shown_again(self, line: Line, link: Link) -> Line:
        """C6.4, of an item."""
        entry = line.entry
        if kind(link.subject) != "item":
            return line
        if entry.type == "offered":
            state = custody.offered(entry, entry.actor)
            return replace(line, state=state, shown=True, cause=None, offer=Offer(entry.hash, link.seq, state))
        if entry.type in ("accepted", "received_back"):
            return replace(line, state=State(HELD, entry.actor), shown=True, cause=None)
        return line

    # Two entries at one place.

    def _second_answer(self, chain: Chain, offer: Offer, entry: Entry, link: Link, time: Stated | None) -> Judged:
        """C7.4."""
        unanswered, whole = replace(offer, answer=None), chain.main.whole
        at_offer = Line(entry, offer.seq, None, offer.state, offer=unanswered, whole=whole)
        moved = self._act(at_offer, entry, link)
        if isinstance(moved, Finding):
            return Judged([moved])
        one_withdraws = (entry.type == "withdrawn") != (offer.answer.type == "withdrawn")
        if not one_withdraws or entry.actor == offer.answer.actor or chain.contest is not None:
            return Judged([self._forked(entry, offer.answer, link)])
        late = items.lateness(entry, offer.state, time, link.subject)
        judged = self._cross(chain, offer.answer, replace(moved, before=Before(offer.state, True, None)), entry, link)
        judged.findings += [late] if late is not None else []
        return judged

    def _second(self, chain: Chain, entry: Entry, link: Link) -> Judged:
        """C7.1 to C7.3."""
        tip = chain.main.entry
        before = chain.main.before
        revoke = entry.type == tip.type == "revoked" and entry.hash != tip.hash
        moved: Line | Finding
        if before.shown:
            earlier = replace(chain.main, state=before.state, change=before.change)
            moved = self._act(earlier, entry, link)
        else:
            moved = self._shown_again(self._not_shown(entry, link, before.cause), link)
        if isinstance(moved, Finding) and (moved.code == "link.no_pen" or revoke):
            return Judged([moved])
        if revoke:
            unchecked = [] if before.shown else [self._not_checked(entry, link, before.cause)]
            return Judged(unchecked, effect=True, placed=True)
        crosses = {"reassigned", "annulled", "withdrawn"} & {entry.type, tip.type}
        if isinstance(moved, Finding) or not crosses or entry.actor == tip.actor or chain.contest is not None:
            return Judged([self._forked(entry, tip, link)])
        return self._cross(chain, tip, replace(moved, before=before), entry, link)

    def _forked(self, entry: Entry, other: Entry, link: Link) -> Finding:
        if other.hash == entry.hash:
            return at(entry, "entry.repeated", "the same entry stands at this place already", link.subject)  # V3.1
        return at(entry, "link.forked", f"entry {other.index} stands at this place", link.subject)  # V3.7

    def _cross(self, chain: Chain, first: Entry, moved: Line, entry: Entry, link: Link) -> Judged:
        """C7.5."""
        chain.contest = Contest(moved, (first, entry))
        finding = at(entry, "custody.transfer.crossed", f"crosses with entry {first.index}", link.subject)  # V6.4
        return Judged([finding], placed=True, crossed=True)

    def settle(self, entry: Entry) -> str | None:
        """C7.6, of a `yielded` that has taken its place: the subject whose contest it ends."""
        given, other = entry.body["entry"], entry.body["other"]["entry"]
        chain = self.by_subject.get(given["id"])
        if chain is None or chain.contest is None:
            return None
        main, rival = chain.contest.first
        if (main.hash, main.iss, rival.hash) == (given["entry"], entry.iss, other):
            chain.main, chain.contest = chain.contest.rival, None
        elif (rival.hash, rival.iss, main.hash) == (given["entry"], entry.iss, other):
            chain.contest = None
        else:
            return None
        return given["id"]
