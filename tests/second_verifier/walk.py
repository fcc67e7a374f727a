"""The walk over a file: what is asked in which order (verification §2)."""

from __future__ import annotations

from dataclasses import dataclass, field

import content
import ids
import items as evidence
from cbor import Refused, decode
from chains import Chains, Line
from custody import OFFERED, Outcome, State
from directory import Directory
from entry import Entry, Reader, at
from findings import Finding, in_order, is_failure
from grammar import written
from heads import Consistency, Head, Heads, parse_head
from ids import organisation
from instants import Instant, stated
from items import Item, Withheld
from keys import Keys
from notes import Checkpoint
from places import Places, citations
from record import CHECKPOINT, DISCLOSURES, ENTRY, OVERSIZED, PROOF, STUB, NoHeader, Record, Unread, read_header, records
from tree import leaf_hash, verify_inclusion


@dataclass(frozen=True, slots=True)
class Given:
    """What a verifier is given (§1). Contents and part lists by item, or by a label that one item bears."""

    data: bytes
    roots: frozenset[str]
    now: Instant
    heads: tuple[bytes, ...] = ()
    contents: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, bytes] = field(default_factory=dict)


class Cannot(Exception):
    """What was asked for cannot be done (§1)."""


@dataclass(slots=True)
class Group:
    """An entry or a stub, and what stands behind it."""

    record: Record
    before: tuple[int, int]
    disclosures: Record | None = None
    inclusion: tuple[int, list[bytes]] | None = None
    inclusion_span: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What the walk is over, for V7."""

    subjects: frozenset[str] | None
    keeper: str | None
    jurisdictions: dict[str, str]


@dataclass(frozen=True, slots=True)
class Ending:
    """What the end shows, for V7."""

    items: dict[str, State | None]
    names: dict[str, str]
    parts_missing: bool


class Walk:
    """One verification, from the first byte to the last."""

    def __init__(self, given: Given, keys: Keys, reader: Reader) -> None:
        self.given = given
        self.reader = reader
        self.findings: list[Finding] = []
        self.entries: list[Entry] = []
        self.items: dict[str, Item] = {}
        self.directory = Directory(given.roots, keys)
        self.subjects: tuple[str, ...] | None = None
        self.chains = Chains(self.directory)
        self.header_end = 0
        self.heads = Heads(self.directory, 0, len(given.data))
        self.head: Checkpoint | None = None
        self.extract_head: tuple[Head, tuple[int, int]] | None = None
        self.consistency: list[Consistency] = []
        self.readable = True

    def run(self) -> None:
        """§2, 1 to 5 and 7."""
        try:
            header = read_header(self.given.data)
        except NoHeader as refused:
            self.readable = False
            self.findings.append(Finding("file.header", "this is no case file", span=refused.span))  # V1.1
            return
        self.subjects, self.header_end = header.subjects, header.end
        self.heads.right_until = header.end
        if header.subjects is not None:
            self._read_checkpoint_first()
        self._read_groups()
        self._second_read()
        self._remembered_heads()
        self._hear()
        self._ends()
        self._contents()

    # Records become groups.

    def _read_checkpoint_first(self) -> None:
        """§2, 1: the checkpoint of an extract, since every inclusion path is for its size and root."""
        for each in records(self.given.data, self.header_end, 0):
            if isinstance(each, Record) and each.kind == CHECKPOINT:
                try:
                    decode(each.data)
                    self.extract_head = (parse_head(each.content), each.span)
                except Refused:
                    pass
                return

    def _read_groups(self) -> None:
        group: Group | None = None
        before = (0, self.header_end)
        checkpoints = 0
        for each in records(self.given.data, self.header_end, 0):
            if isinstance(each, Unread):
                self._judge_group(group)
                group = None
                message = "the file ends inside a record" if each.code == "file.torn" else "nothing tells where the record ends"
                self.findings.append(Finding(each.code, message, span=each.span))  # V1.2, V1.3
                break
            behind_end = checkpoints > 0 and self.subjects is not None
            if each.kind == DISCLOSURES:
                self._disclosures(group, each, before)
            elif each.kind == PROOF:
                group = self._proof(group, each, behind_end)
            else:
                self._judge_group(group)
                group = None
                if behind_end:
                    self.findings.append(Finding("checkpoint.misplaced", "something stands behind the checkpoint", span=each.span))
                elif each.kind == OVERSIZED:
                    self.findings.append(Finding("entry.oversized", "longer than any record may be", span=each.span))  # V1.4
                elif each.kind == CHECKPOINT:
                    checkpoints += 1
                    if self.subjects is None:
                        self.heads.checkpoint(each.data, each.content, each.span)
                    else:
                        self.heads.parse(each.data, each.content, each.span)
                else:
                    group = Group(each, before)
            before = each.span
        self._judge_group(group)
        if self.subjects is not None and checkpoints == 0:
            self.findings.append(Finding("checkpoint.malformed", "an extract without a checkpoint"))  # V8.1

    def _disclosures(self, group: Group | None, record: Record, before: tuple[int, int]) -> None:
        fits = group is not None and group.record.kind == ENTRY
        if fits and group.disclosures is None and group.inclusion is None:
            group.disclosures = record
            return
        span = (before[0], record.span[1])
        self.findings.append(Finding("disclosure.misplaced", "disclosures stand behind no entry", span=span))  # V1.9

    def _proof(self, group: Group | None, record: Record, behind_end: bool) -> Group | None:
        """F7.7, F7.13 to F7.16."""

        def malformed(why: str) -> None:
            self.findings.append(Finding("proof.malformed", why, span=record.span))  # V8.11

        try:
            proof = decode(record.data)
        except Refused as refused:
            malformed(str(refused))
            return group
        what = proof.get("proof")
        if not isinstance(what, str):
            malformed("a proof that does not tell its kind")
            return group
        if what not in ("inclusion", "consistency"):
            message = f"a proof of a kind that is not known: {what!r}"
            self.findings.append(Finding("proof.not_understood", message, span=record.span))  # V8.14
            return group
        path = proof.get("path")
        well = isinstance(path, list) and len(path) <= 64 and all(isinstance(h, bytes) and len(h) == 32 for h in path)
        numbers = ("index",) if what == "inclusion" else ("to", "from")
        well = well and proof.keys() == {"path", "proof", *numbers}
        well = well and all(isinstance(proof[name], int) and proof[name] >= 0 for name in numbers)
        if not well or self.subjects is None or behind_end:
            malformed("no proof of an extract, or not where it means something")
        elif what == "inclusion":
            if group is None or group.inclusion is not None:
                malformed("an inclusion record behind no entry")
            else:
                group.inclusion, group.inclusion_span = (proof["index"], path), record.span
        else:
            self._judge_group(group)
            self._consistency(proof, record, malformed)
            return None
        return group

    def _consistency(self, proof: dict, record: Record, malformed) -> None:
        first, second = proof["from"], proof["to"]
        size = self.extract_head[0].checkpoint.size if self.extract_head else None
        if first >= second or size not in (None, first, second):
            malformed("neither of the sizes is the checkpoint's")
            return
        self.consistency.append(Consistency(first, second, proof["path"], record.span))

    # A group becomes an entry, and is judged.

    def _judge_group(self, group: Group | None) -> None:
        if group is None:
            return
        entry = self._placed(group)
        self.entries.append(entry)
        self.heads.add_leaf(entry.hash)
        if self._encoding(entry, group):
            finding = self.directory.judge(entry)
            self._note_origin(entry)
            if finding is None:
                entry.taken = True
                self._take(entry)
                return
            entry.findings.append(finding)
        if self.directory.first_untaken is None:
            self.directory.first_untaken = entry
        for link in entry.links:
            if self._judges(link.subject):
                self.chains.doubt(entry, link)

    def _placed(self, group: Group) -> Entry:
        """The entry, its index, and what its inclusion record proves."""
        stub = group.record.kind == STUB
        parsed = None if stub else self.reader.parse(group.record.content)
        entry_hash = group.record.content if stub else parsed.hash
        index = len(self.entries)
        if self.subjects is not None and group.inclusion is not None:
            index = group.inclusion[0]
        entry = Entry(index, entry_hash, group.record.span, stub, parsed)
        if self.directory.keeper is None and parsed is not None and parsed.envelope is not None:
            self.directory.keeper = organisation(parsed.envelope.iss)
        if self.subjects is None:
            return entry
        if group.inclusion is None:
            entry.findings.append(at(entry, "proof.malformed", "an entry without its inclusion record"))  # V8.11
        elif self.entries and index <= self.entries[-1].index:
            entry.findings.append(at(entry, "proof.malformed", "the index does not ascend"))
        elif self.extract_head is not None:
            head = self.extract_head[0].checkpoint
            try:
                verify_inclusion(leaf_hash(entry_hash), index, head.size, group.inclusion[1], head.root)
            except Refused as refused:
                mismatch = at(entry, "proof.mismatch", f"not in the tree: {refused.code}")  # V8.12
                mismatch.span = (entry.span[0], group.inclusion_span[1])
                entry.findings.append(mismatch)
        return entry

    def _encoding(self, entry: Entry, group: Group) -> bool:
        """V1.4 to V1.11. Whether the entry goes on to V2."""
        if entry.stub:
            entry.findings.append(at(entry, "entry.not_shown", "the entry is not shown"))  # V1.11
            return False
        code = entry.parsed.code
        if code is None and not group.record.shortest:
            code = "entry.nondeterministic"
        if code is not None:
            entry.links_known = False
            entry.findings.append(at(entry, code, f"the entry is refused: {entry.parsed.problem or 'the head of its record'}"))
            return False
        if group.disclosures is not None:
            opened = self.reader.disclosed(entry.parsed, group.disclosures.data)
            if isinstance(opened, str):
                finding = at(entry, opened, "the disclosures do not belong to the entry")  # V1.7, V1.8
                finding.span = (entry.span[0], group.disclosures.span[1])
                entry.findings.append(finding)
                return False
            entry.values = opened
        for name in entry.withheld():
            entry.findings.append(at(entry, "field.withheld", "the value is withheld", field=name))  # V1.10
        return True

    def _judges(self, subject: str) -> bool:
        """§5: all chains of a whole ledger, those of the header in an extract."""
        return self.subjects is None or subject in self.subjects

    def _take(self, entry: Entry) -> None:
        """V3 to V6 at an entry that was taken."""
        time = stated(entry.event)
        self._belonging(entry)
        sources_effect = True
        for link in sorted(entry.links, key=lambda each: entry.type == "derived" and each.seq == 0):
            if not self._judges(link.subject):
                continue
            judged = self.chains.judge(entry, link, sources_effect)
            if judged.finding is not None:
                entry.findings.append(judged.finding)
            if entry.type == "derived" and link.seq > 0:
                sources_effect = sources_effect and judged.effect
            self._follow(entry, link, judged, time)
        self._times(entry, time)
        self._receiver(entry)
        self._settles(entry)

    def _follow(self, entry: Entry, link, judged, time) -> None:
        """What an act on an item leaves beside its state, and what it is compared with."""
        if ids.kind(link.subject) != "item":
            return
        before = judged.before if isinstance(judged.before, State) else None
        after = judged.after if isinstance(judged.after, State) else None
        entry.custody[link.subject] = Outcome(before, after, judged.effect, judged.crossed)
        if not judged.effect and not judged.shown_again:
            return
        item = self.items.setdefault(link.subject, Item(link.subject))
        if judged.effect and not judged.crossed:
            entry.findings += evidence.compare(entry, item, before)
            late = evidence.lateness(entry, before, time.earliest if time else None, link.subject)
            if late is not None:
                entry.findings.append(late)
        if not judged.crossed:
            sources = []
            if entry.type == "derived" and link.seq == 0:
                sources = [self.items[each] for each in entry.body["from"] if each in self.items]
                item.sources = sources
            evidence.record(entry, item, sources)
            item.moved(entry, before, after)

    def _note_origin(self, entry: Entry) -> None:
        """The ledger's origin, by the first `opened` of the keeper that was noted (V2.2)."""
        if self.heads.origin is None and entry.type == "opened" and organisation(entry.iss) == self.directory.keeper:
            origin = entry.links[0].subject[len("ledger:") :]
            if self.directory.heads_by.get(origin):
                self.heads.origin = origin

    def _belonging(self, entry: Entry) -> None:
        """V4.1 at entry 0, V4.2."""
        # Given at the end, when it is known whether anything opens.
        if self.subjects is not None or self.heads.origin is not None or entry.index == 0:
            return
        if entry.type != "enrolled" or organisation(entry.iss) != self.directory.keeper:
            message = "stands before the ledger is opened"
            entry.findings.append(at(entry, "ledger.genesis.misplaced", message))

    def _times(self, entry: Entry, time) -> None:
        """V5.1 over links, V5.2, V5.3."""
        if "recorded_late" in entry.event["at"]:
            entry.findings.append(at(entry, "time.recorded_late", "recorded later than it happened", field="at.recorded_late"))
        if time is None:
            return
        if time.earliest > self.given.now:
            message = f"stated {time.earliest.text}, now is {self.given.now.text}"
            entry.findings.append(at(entry, "time.future", message, field="at.time"))
        for link in entry.links:
            chain = self.chains.by_subject.get(link.subject)
            if chain is None or link.prev is None:
                continue
            for before in chain.stands.get(link.seq - 1, ()):
                if before.hash == link.prev:
                    self._regressed(entry, time, before, link.subject, None)

    def _regressed(self, entry: Entry, time, before: Entry, subject: str, path: str | None) -> None:
        earlier = stated(before.event) if before.well_formed and before is not entry else None
        if earlier is not None and time.latest < earlier.earliest:
            message = f"stated {time.latest.text}, behind entry {before.index} of {earlier.earliest.text}"
            entry.findings.append(at(entry, "time.regressed", message, subject, path))

    def _receiver(self, entry: Entry) -> None:
        """V6.11."""
        if entry.type in ("offered", "reassigned") and not self.directory.is_enrolled(entry.body["to"]):
            if any(self._judges(link.subject) for link in entry.links):
                message = f"no entry so far enrols {entry.body['to']}"
                entry.findings.append(at(entry, "custody.receiver.unknown", message, field="body.to"))

    def _settles(self, entry: Entry) -> None:
        """C7.6, C9.3: what an event on `own:` that has taken its place there says."""
        if entry.type not in ("yielded", "acknowledged"):
            return
        chain = self.chains.by_subject.get(entry.links[0].subject)
        if chain is None or not any(entry is each for each in chain.stands.get(entry.links[0].seq, ())):
            return
        if entry.type == "yielded":
            self.chains.settle(entry)
            return
        cited = entry.body["entry"]
        item = self.items.get(cited["id"])
        if item is not None and item.one_sided is not None and item.one_sided.hash == cited["entry"]:
            out = item.one_sided
            if entry.iss not in (out.iss, out.actor) and entry.actor not in (out.iss, out.actor):
                item.one_sided = None

    # When every record has been read.

    def _second_read(self) -> None:
        """§2, 3."""
        places = Places(self.entries, self.chains, self.directory.keeper, self.directory.first_untaken)
        for out in self.chains.out_of_place:
            settled = places.link(out)
            out.finding.code, out.finding.message = settled.code, settled.message
            out.finding.because_of = settled.because_of
            out.entry.out_of_place = True
            out.entry.findings.append(out.finding)
        for entry in self.entries:
            if not entry.taken:
                continue
            time = stated(entry.event)
            for path, cited in citations(entry):
                finding = places.citation(entry, path, cited)
                if finding is not None:
                    entry.findings.append(finding)
                elif time is not None:
                    self._regressed(entry, time, places.by_hash[cited["entry"]][0], cited["id"], written(path))

    def _remembered_heads(self) -> None:
        """§2, 4."""
        anchors = []
        for data in self.given.heads:
            try:
                anchors.append(parse_head(data))
            except Refused as refused:
                raise Cannot(f"a remembered head is none: {refused}") from None
        if self.subjects is None:
            matched = self.heads.ledger_anchors(anchors)
            self.head = Checkpoint("", self.heads.tree.size, self.heads.tree.root())
            if anchors and len(self.entries) > (matched or 0):
                message = "no remembered head covers what stands from here on"
                self.findings.append(Finding("anchor.uncovered", message, matched or 0))
        else:
            own, span = None, (0, 0)
            if self.extract_head is not None:
                span = self.extract_head[1]
                own = self.heads.extract_checkpoint(*self.extract_head)
            self.head = own
            self.heads.extract_anchors(anchors, own, span, self.consistency)
            self.findings.append(Finding("extract.scope", "the file is an extract"))  # V8.13
        self.findings += self.heads.findings
        if not self.entries:
            self.findings.append(Finding("ledger.empty", "there is no entry"))  # V10.1

    def _hear(self) -> None:
        """§2, 2: an entry stops at its first failing step; R4.1, R4.3."""
        self._genesis()
        for entry in self.entries:
            failing = [each.step for each in entry.findings if is_failure(each) and 3 <= each.step <= 6]
            if failing:
                entry.findings = [each for each in entry.findings if not min(failing) < each.step <= 6]
            entry.void = frozenset(
                each.subject
                for each in entry.findings
                if each.subject is not None and (is_failure(each) or each.code == "custody.move.forbidden")
            )
            silent = any(
                is_failure(each) or each.code in ("custody.move.forbidden", "custody.not_shown") for each in entry.findings
            )
            entry.heard = entry.taken and not entry.out_of_place and not silent

    def _genesis(self) -> None:
        """V4.1."""
        if not self.entries:
            return
        first, untaken = self.entries[0], self.directory.first_untaken
        cause = untaken.cause() if untaken is not None else None
        founds = first.index == 0 and first.type == "founded" and first.iss in self.directory.founded
        if not founds:
            first.findings.append(at(first, "ledger.genesis.missing", "entry 0 founds no organisation", because_of=cause))
        elif self.heads.origin is None:
            self.findings.append(Finding("ledger.genesis.missing", "the ledger is never opened", because_of=cause))

    def _ends(self) -> None:
        """§2, 5: V3.2 of an extract, V4.3, V4.4, V6.1, V6.7, V6.8."""
        for subject in self.subjects or ():
            if subject not in self.chains.by_subject:
                message = "no entry of the chain is held"
                self.findings.append(Finding("link.genesis.missing", message, subject=subject, span=(0, self.header_end)))
        for subject, chain in sorted(self.chains.by_subject.items()):
            if ids.kind(subject) != "item":
                continue
            line = chain.tells()
            item = self.items.get(subject)
            if line is not None and not line.shown:
                message = "the state at the end rests on an entry that was not taken"
                self.findings.append(Finding("custody.not_shown", message, subject=subject, because_of=line.cause))
            if line is not None and isinstance(line.state, State):
                self._unanswered(subject, line)
            if item is not None:
                self._belongs(item)
                if item.one_sided is not None:
                    message = "handed out, and nobody else confirms it"
                    out = item.one_sided.hash
                    self.findings.append(Finding("custody.transfer.one_sided", message, hash=out, subject=subject))

    def _unanswered(self, subject: str, line: Line) -> None:
        state = line.state
        if state.kind == OFFERED and state.answer_by < self.given.now:
            offer = next(each for each in self.entries if each.hash == state.offer)
            message = f"an answer was asked for by {state.answer_by.text}"
            found = Finding("custody.transfer.unanswered", message, offer.index, offer.hash, subject=subject)
            self.findings.append(found)

    def _belongs(self, item: Item) -> None:
        """V4.3, V4.4."""
        for case in item.cases:
            if case not in self.chains.by_subject and not any(
                link.subject == case for entry in self.entries for link in entry.links
            ):
                message = f"nothing is held of the chain of {case}"
                self.findings.append(Finding("case.not_held", message, subject=item.id))
        if item.cases or any(not each.taken and not each.links for each in self.entries):
            return
        family = item.family()
        if any(not each.taken and link.subject in family for each in self.entries for link in each.links):
            return
        self.findings.append(Finding("item.no_case", "the item belongs to no case", subject=item.id))

    def held_items(self) -> list[Item]:
        """By id, every item of whose chain an entry is held; of some nothing is known but that."""
        held = sorted(each for each, chain in self.chains.by_subject.items() if ids.kind(each) == "item" and chain.is_held())
        return [self.items.get(each) or Item(each) for each in held]

    # Contents.

    def state_at_end(self, item: str) -> State | None:
        """None where it is contested or not shown."""
        chain = self.chains.by_subject.get(item)
        line = chain.tells() if chain is not None else None
        return line.state if line is not None and isinstance(line.state, State) else None

    def in_content_scope(self, item: Item) -> bool:
        """V9: data that a party of the keeper holds, or of which that cannot be told."""
        if item.content is None:
            return False
        state = self.state_at_end(item.id)
        if state is None:
            return True
        held = state.kind in ("Held", "Offered")
        return held and organisation(state.by) == self.directory.keeper

    def _contents(self) -> None:
        self.content_states: dict[str, str] = {}
        given = {self._named(name): data for name, data in self.given.contents.items()}
        parts = {self._named(name): data for name, data in self.given.parts.items()}
        if None in given:
            self.findings.append(Finding("content.not_supplied", "a content was given under a name that no item bears"))
        for item in sorted(self.items.values(), key=lambda each: each.id):
            if item.content is None:
                self.content_states[item.id] = "no_content"
                continue
            data = given.get(item.id)
            scope = self.in_content_scope(item)
            if isinstance(item.content.descriptor, Withheld):
                self.content_states[item.id] = "not_known"
                if scope or data is not None:
                    self.findings.append(Finding("content.not_known", "what the content is is withheld", subject=item.id))
            elif data is None:
                self.content_states[item.id] = "not_supplied"
                if scope:
                    self.findings.append(Finding("content.not_supplied", "no content was given", subject=item.id))
            else:
                found = content.compare(item.id, item.content, data, parts.get(item.id))
                self.content_states[item.id] = "differs" if found else "matches"
                self.findings += found

    def _named(self, name: str) -> str | None:
        """The item that an id or a label names (§1)."""
        if name in self.items:
            return name
        bearing = [item.id for item in self.items.values() if name in item.labels.values()]
        if len(bearing) == 1:
            return bearing[0]
        if len(bearing) > 1:
            raise Cannot(f"several items bear the label {name!r}")
        damaged = any(not each.taken for each in self.entries) or any(is_failure(each) for each in self.all_findings())
        if damaged:
            return None
        raise Cannot(f"the case has no item {name!r}")

    def all_findings(self) -> list[Finding]:
        return self.findings + [each for entry in self.entries for each in entry.findings]

    def sorted_findings(self, requests: list[Finding]) -> list[Finding]:
        return in_order(self.all_findings() + requests)

    def scope(self) -> Scope:
        subjects = None if self.subjects is None else frozenset(self.subjects)
        return Scope(subjects, self.directory.keeper, {})

    def ending(self) -> Ending:
        held = {each: self.state_at_end(each) for each in self.chains.by_subject if ids.kind(each) == "item"}
        missing = any(entry.stub or not entry.well_formed for entry in self.entries)
        return Ending(held, self.directory.names, missing)
