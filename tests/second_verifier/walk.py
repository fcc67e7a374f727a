"""The walk over a file: what is asked in which order (verification §2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import ids
import items as evidence
import policy
import pruned
import stamps
import stolen
from cbor import Refused, decode
from chains import Chains, Judged
from cosigners import Policy as CosignerPolicy
from custody import Outcome, State
from directory import Directory
from entry import Entry, Reader, at
from event import Link
from findings import Finding, in_order, is_failure, within
from groups import Group, Groups
from heads import Head, Heads, parse_head
from ids import organisation
from instants import Instant, Stated, stated
from items import Item
from keys import Keys
from notes import Checkpoint
from places import Places, citations
from policy import Policy
from record import CHECKPOINT, STUB, NoHeader, Record, read_header, records
from tree import leaf_hash, verify_inclusion

EMBEDDED_POLICY = Path(__file__).resolve().parents[2] / "src" / "law" / "policy" / "data"


@dataclass(frozen=True, slots=True)
class GivenDirectory:
    """A manifest, and what the directory is now: another manifest, or where it is."""

    manifest: bytes
    found: bytes | None = None
    folder: str | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """What a verifier is given (§1). Contents, part lists and directories by item, or by a label that one item bears.

    None is a content of which nothing can be read; `unreadable` are ranges of the others."""

    data: bytes
    roots: frozenset[str]
    now: Instant
    heads: tuple[bytes, ...] = ()
    kept: tuple[Instant | None, ...] = ()
    contents: dict[str, bytes | None] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)
    directories: dict[str, GivenDirectory] = field(default_factory=dict)
    limit: int = 10_000
    policy: Policy = field(default_factory=lambda: policy.embedded(EMBEDDED_POLICY))
    authorities: tuple[bytes, ...] = ()
    cosigners: CosignerPolicy | None = None
    beside: tuple[bytes, ...] = ()
    policies: dict[str, Policy] = field(default_factory=dict)  # by organisation
    unreadable: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def policy_of(self, of: str) -> Policy:
        """The policy that the people of an organisation are held to (V2.12)."""
        return self.policies.get(of, self.policy)


@dataclass(frozen=True, slots=True)
class GivenBytes:
    """A content, or nothing of it, and the ranges of it that cannot be read."""

    data: bytes | None
    unreadable: list[tuple[int, int]]


class Cannot(Exception):
    """What was asked for cannot be done (§1)."""


class NoDirectory(Cannot):
    """A directory was given that cannot be compared with what was recorded (§1)."""


class Walk:
    """The records of a file, from the first to the last: §2, 1 and 2; and the second read."""

    def __init__(self, given: Given, keys: Keys, reader: Reader) -> None:
        self.given = given
        self.reader = reader
        self.findings: list[Finding] = []
        self.entries: list[Entry] = []
        self.items: dict[str, Item] = {}
        self.directory = Directory(given.roots, keys)
        self.chains = Chains(self.directory)
        self.heads = Heads(self.directory, len(given.data), given.cosigners)
        self.subjects: tuple[str, ...] | None = None
        self.header_end = 0
        self.head: Checkpoint | None = None
        self.extract_head: Head | None = None
        self.extract_span: tuple[int, int] | None = None
        self.groups = Groups(b"", 0, False)
        self.readable = True
        self.pruned: list[Entry] = []
        self.stamps: list[stamps.Stamp] = []
        self.content_states: dict[str, str] = {}
        self.parts_whole: dict[str, dict] = {}
        self.directories_compared: dict[str, dict] = {}
        self.not_read: dict[str, str] = {}

    def read(self) -> None:
        """Every record, judged where it stands."""
        try:
            header = read_header(self.given.data)
        except NoHeader as refused:
            self.readable = False
            self.findings.append(Finding("file.header", "this is no case file", span=refused.span))  # V1.1
            return
        self.subjects, self.header_end = header.subjects, header.end
        self.directory.whole = header.subjects is None
        self.groups = Groups(self.given.data, header.end, header.subjects is not None)
        if header.subjects is not None:
            self._read_checkpoint_first()
        for each in self.groups:
            if isinstance(each, Group):
                self._judge(each)
            elif isinstance(each, Record) and each.kind == CHECKPOINT:
                if self.subjects is None:
                    self.heads.checkpoint(each.data, each.content, each.span)
            else:
                self.directory.untaken(self._next_index())
        self.findings += self.groups.findings

    def _read_checkpoint_first(self) -> None:
        """§2, 1: the checkpoint of an extract, since every inclusion path is for its size and root."""
        for each in records(self.given.data, self.header_end, self.header_end):
            if isinstance(each, Record) and each.kind == CHECKPOINT:
                self.extract_span = each.span
                try:
                    decode(each.data)
                    self.extract_head = parse_head(each.content)
                except Refused:
                    pass
                return

    def _next_index(self) -> int:
        return self.entries[-1].index + 1 if self.entries else 0

    # A group becomes an entry, and is judged.

    def _judge(self, group: Group) -> None:
        entry = self._placed(group)
        self.entries.append(entry)
        if not self._encoding(entry, group):
            self._not_taken(entry)
            return
        self._begins(entry)
        finding = self.directory.judge(entry)
        if finding is not None:
            entry.findings.append(finding)
            if self.directory.may_note(entry):
                self._note(entry)
            self._not_taken(entry)
        else:
            entry.taken = True
            self._take(entry)
        self._opens(entry)

    def _not_taken(self, entry: Entry) -> None:
        self.directory.untaken(entry.index)
        for link in entry.links:
            if self.judges(link.subject):
                self.chains.doubt(entry, link)

    def _placed(self, group: Group) -> Entry:
        """The entry, its index, its place in the tree, and what its inclusion record proves."""
        stub = group.record.kind == STUB
        parsed = None if stub else self.reader.parse(group.record.content)
        entry_hash = group.record.content if stub else parsed.hash
        index = self._next_index()
        if self.subjects is not None and group.inclusion is not None:
            index = group.inclusion[0]
        entry = Entry(index, entry_hash, group.record.span, stub, parsed)
        if self.subjects is None:
            self.heads.add_leaf(entry_hash)
            return entry
        if group.inclusion is None or (self.entries and index <= self.entries[-1].index):
            message = "no inclusion record, or its index does not ascend"
            entry.findings.append(at(entry, "proof.malformed", message, span=group.span()))  # V8.11
        elif self.extract_head is not None:
            head = self.extract_head.checkpoint
            try:
                verify_inclusion(leaf_hash(entry_hash), index, head.size, group.inclusion[1], head.root)
            except Refused as refused:
                message = f"not in the tree: {refused.code}"
                entry.findings.append(at(entry, "proof.mismatch", message, span=group.span()))  # V8.12
        return entry

    def _encoding(self, entry: Entry, group: Group) -> bool:
        """V1.4 to V1.11. Whether the entry goes on to V2."""
        shortest = group.record.shortest
        if entry.stub:
            code = "entry.not_shown" if shortest else "entry.nondeterministic"
            entry.findings.append(at(entry, code, "the entry is not shown"))  # V1.11
            return False
        code = entry.parsed.code or (None if shortest else "entry.nondeterministic")
        if code is not None:
            entry.links_known = False
            why = entry.parsed.problem or "the head of its record"
            entry.findings.append(at(entry, code, f"the entry is refused: {why}"))
            return False
        if entry.index == 0:
            self.directory.keeper = organisation(entry.iss)
        if group.disclosures is not None:
            opened = self.reader.disclosed(entry.parsed, group.disclosures.data)
            if isinstance(opened, str):
                span = (entry.span[0], group.disclosures.span[1])
                message = "the disclosures do not belong to the entry"
                entry.findings.append(at(entry, opened, message, span=span))  # V1.7, V1.8
                return False
            entry.values = opened
        for name in entry.withheld():
            entry.findings.append(at(entry, "field.withheld", "the value is withheld", field=name))  # V1.10
        return True

    def judges(self, subject: str) -> bool:
        """§5: all chains of a whole ledger, those of the header in an extract."""
        return self.subjects is None or subject in self.subjects

    # How the ledger begins (V4.1, V4.2).

    def _begins(self, entry: Entry) -> None:
        if entry.index == 0 and entry.type == "founded":
            self.heads.stage = "founded"

    def _opens(self, entry: Entry) -> None:
        if self.heads.stage == "founded" and entry.type == "opened" and organisation(entry.iss) == self.directory.keeper:
            self.heads.stage = "opened"

    def _note(self, entry: Entry) -> None:
        """What the entry registers; the keeper's first `opened` tells the origin."""
        self.directory.note(entry)
        founded = self.heads.stage == "founded" and self.heads.origin is None
        if founded and entry.type == "opened" and organisation(entry.iss) == self.directory.keeper:
            self.heads.origin = entry.links[0].subject[len("ledger:") :]

    def _belonging(self, entry: Entry) -> None:
        if entry.index == 0 and entry.type != "founded" and self.heads.stage == "start":
            entry.findings.append(at(entry, "ledger.genesis.missing", "entry 0 founds no organisation"))  # V4.1
        if self.heads.stage != "founded" or self.subjects is not None or entry.type == "founded" and entry.index == 0:
            return
        if entry.type not in ("enrolled", "opened") or organisation(entry.iss) != self.directory.keeper:
            message = "stands before the ledger is opened"
            entry.findings.append(at(entry, "ledger.genesis.misplaced", message))  # V4.2

    # V3 to V6 at an entry that was taken.

    def _take(self, entry: Entry) -> None:
        time = stated(entry.event)
        self._policy(entry)
        self._times(entry, time)
        self._cited_tips(entry, time)
        placed = True
        sources_effect = True
        for link in sorted(entry.links, key=lambda each: entry.type == "derived" and each.seq == 0):
            if not self.judges(link.subject):
                continue
            is_new = entry.type == "derived" and link.seq == 0
            if is_new and not sources_effect:  # C3.8
                continue
            judged = self.chains.judge(entry, link, time)
            entry.findings += judged.findings
            placed = placed and judged.placed
            if entry.type == "derived" and not is_new:
                sources_effect = sources_effect and (judged.effect or judged.shown_again)
            self._follow(entry, link, judged, time)
        if placed:
            self._note(entry)
        self._belonging(entry)
        self._receiver(entry)
        self._settles(entry)
        failing = [each.step for each in entry.findings if is_failure(each) and each.step <= 6]
        if failing:  # §2, 2
            entry.findings = [each for each in entry.findings if each.step <= min(failing) or each.step > 6]
        self._hear(entry)
        pruned.declare(self, entry)
        stamps.declare(self, entry)

    def _hear(self, entry: Entry) -> None:
        """R4.1, R4.3."""
        moot = [each for each in entry.findings if is_failure(each) or each.code == "custody.move.forbidden"]
        moot = [each for each in moot if each.step <= 6]
        entry.void = frozenset(each.subject for each in moot if each.subject is not None)
        not_shown = any(each.code == "custody.not_shown" for each in entry.findings)
        entry.heard = not moot and not not_shown and not entry.out_of_place

    def _follow(self, entry: Entry, link: Link, judged: Judged, time: Stated | None) -> None:
        """What an act on an item leaves beside its state, and what it is compared with."""
        entry.out_of_place = entry.out_of_place or judged.out_of_place
        if ids.kind(link.subject) != "item":
            return
        before = judged.before if isinstance(judged.before, State) else None
        after = judged.after if isinstance(judged.after, State) else None
        entry.custody[link.subject] = Outcome(before, after, judged.effect, judged.crossed)
        if judged.effect or judged.shown_again:
            item = self.items.setdefault(link.subject, Item(link.subject))
            entry.findings += evidence.compare(entry, item, before)
            evidence.record(entry, item, self.items, self.chains)
            state = self.chains.by_subject[link.subject].tells().state
            item.moved(entry, state if isinstance(state, State) else None)

    def _policy(self, entry: Entry) -> None:
        """V2.12."""
        if entry.iss == organisation(entry.iss):
            return
        roles = self.directory.enrolments[entry.iss].roles
        if not self.given.policy_of(organisation(entry.iss)).allows(roles, entry.type):
            message = f"{entry.type} is given to none of {roles}"
            entry.findings.append(at(entry, "role.outside_policy", message))

    def _times(self, entry: Entry, time: Stated | None) -> None:
        """V5.2, V5.3."""
        if "recorded_late" in entry.event["at"]:
            entry.findings.append(at(entry, "time.recorded_late", "recorded later than it happened", field="at.recorded_late"))
        if time is not None and time.earliest > self.given.now:
            message = f"stated {time.earliest.text}, now is {self.given.now.text}"
            entry.findings.append(at(entry, "time.future", message, field="at.time"))

    def _cited_tips(self, entry: Entry, time: Stated | None) -> None:
        """V5.1 of a cited entry that is the tip of its chain; the second read asks about the others."""
        for path, cited in citations(entry):
            line = self.chains.going_on(cited["id"])
            if line is None or (cited["entry"], cited["seq"]) != (line.entry.hash, line.seq):
                continue
            entry.settled_citations.append(path)
            if line.entry.taken and not any(link.subject == cited["id"] for link in entry.links):
                self.regressed(entry, time, line.entry, cited["id"], path)

    def regressed(self, entry: Entry, time: Stated | None, before: Entry, subject: str, path: tuple) -> None:
        """V5.1 over a citation."""
        if time is None or not before.understood:
            return
        finding = evidence.regressed(entry, time, before, subject, path)
        if finding is not None:
            entry.findings.append(finding)

    def _receiver(self, entry: Entry) -> None:
        """V6.11."""
        if entry.type in ("case_handed_on", "offered", "reassigned") and not self.directory.is_enrolled(entry.body["to"]):
            message = f"no entry so far enrols {entry.body['to']}"
            entry.findings.append(at(entry, "custody.receiver.unknown", message, field="body.to"))

    def _settles(self, entry: Entry) -> None:
        """C7.6, C9.3: what an event on `own:` that has taken its place there says."""
        if entry.type not in ("yielded", "acknowledged"):
            return
        link = entry.links[0]
        if self.judges(link.subject) and not self.chains.stands(entry, link):
            return
        if entry.type == "yielded":
            settled = self.chains.settle(entry)
            if settled is not None and settled in self.items:
                line = self.chains.by_subject[settled].tells()
                self.items[settled].moved(entry, line.state)
            return
        cited = entry.body["entry"]
        item = self.items.get(cited["id"])
        if item is not None and item.one_sided is not None and item.one_sided.hash == cited["entry"]:
            out = item.one_sided
            if not {entry.iss, entry.actor} & {out.iss, out.actor}:
                item.one_sided = None

    # The second read.

    def second_read(self) -> None:
        """§2, 4."""
        stolen.settle(self)
        places = Places(self.entries, self.directory.keeper, self.directory.first_untaken)
        for out in self.chains.out_of_place:
            out.entry.findings.append(places.link(out))
        for entry in self.entries:
            if not entry.taken:
                continue
            time = stated(entry.event)
            for path, cited in citations(entry):
                if path in entry.settled_citations:
                    continue
                finding = places.citation(entry, path, cited)
                if finding is not None:
                    entry.findings.append(finding)
                else:
                    self.regressed(entry, time, places.first(cited["entry"]), cited["id"], path)
        pruned.settle(self)

    def all_findings(self) -> list[Finding]:
        return self.findings + [each for entry in self.entries for each in entry.findings]

    def sorted_findings(self, requests: list[Finding]) -> list[Finding]:
        return within(in_order(self.all_findings() + requests), self.given.limit)
