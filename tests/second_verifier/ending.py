"""What the end shows: remembered heads, each item, contents (verification §2, 3, 5 and 7)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain, repeat

import compared
import content
import folders
import ids
import manifest
from cbor import Refused
from chains import Line
from custody import OFFERED, State
from findings import Finding, is_failure
from heads import parse_head
from ids import organisation
from items import Item, Withheld
from notes import Checkpoint
from walk import Cannot, GivenBytes, GivenDirectory, NoDirectory, Walk


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


def remembered_heads(walk: Walk) -> None:
    """§2, 3; and V4.1, V10.1."""
    kept = chain(walk.given.kept, repeat(None))
    try:
        anchors = [replace(parse_head(data), kept=since) for data, since in zip(walk.given.heads, kept)]
    except Refused as refused:
        raise Cannot(f"a remembered head is none: {refused}") from None
    if not walk.readable:
        return
    if walk.subjects is None:
        walk.head = Checkpoint("", walk.heads.tree.size, walk.heads.tree.root())
        walk.heads.ledger_anchors(anchors)
    else:
        span = walk.extract_span or (walk.header_end, len(walk.given.data))
        if walk.extract_head is None:
            walk.findings.append(Finding("checkpoint.malformed", "an extract without a signed head", span=span))  # V8.1
        else:
            walk.head = walk.extract_head.checkpoint
            _joints(walk)
            walk.heads.extract_anchors(anchors, walk.extract_head, span, walk.groups.consistency)
        walk.findings.append(Finding("extract.scope", "the file is an extract"))  # V8.13
    walk.findings += walk.heads.findings
    if not walk.entries:
        walk.findings.append(Finding("ledger.empty", "there is no entry"))  # V10.1
        return
    _genesis(walk)


def _joints(walk: Walk) -> None:
    """V8.11, F7.15: a consistency record joins the checkpoint to another size."""
    for proof in walk.groups.consistency:
        if walk.head.size not in (proof.first, proof.second):
            message = "neither of its sizes is the checkpoint's"
            walk.findings.append(Finding("proof.malformed", message, span=proof.span))


def _genesis(walk: Walk) -> None:
    """V4.1: once, at entry 0 when it founds nothing, else without location."""
    if walk.heads.stage == "opened" or any(each.code == "ledger.genesis.missing" for each in walk.all_findings()):
        return
    finding = Finding("ledger.genesis.missing", "the ledger is never opened", because_of=walk.directory.first_untaken)
    first = [each for each in walk.entries if each.index == 0]
    if walk.heads.stage == "start" and first:
        finding.entry, finding.hash, finding.span = 0, first[-1].hash, first[-1].span
    walk.findings.append(finding)


def items_at_end(walk: Walk) -> None:
    """§2, 5: V3.2 of an extract, V4.3, V4.4, V6.1, V6.7, V6.8."""
    for subject in walk.subjects or ():
        if subject not in walk.chains.by_subject:
            message, span = "no entry of the chain is held", (0, walk.header_end)
            cause = walk.directory.first_untaken
            walk.findings.append(Finding("link.genesis.missing", message, subject=subject, span=span, because_of=cause))
    for item in held_items(walk):
        line = walk.chains.by_subject[item.id].tells()
        if not line.shown:
            message = "the state at the end rests on an entry that was not taken"
            walk.findings.append(Finding("custody.not_shown", message, subject=item.id, because_of=line.cause))
        _belongs(walk, item, line)
        _unanswered(walk, item)
        if item.one_sided is not None:
            message, out = "handed out, and nobody else confirms it", item.one_sided.hash
            walk.findings.append(Finding("custody.transfer.one_sided", message, hash=out, subject=item.id))


def _unanswered(walk: Walk, item: Item) -> None:
    state = state_at_end(walk, item.id)
    if state is None or state.kind != OFFERED or not state.answer_by < walk.given.now:
        return
    message = f"an answer was asked for by {state.answer_by.text}"
    index = next(each.index for each in walk.entries if each.hash == state.offer)
    walk.findings.append(Finding("custody.transfer.unanswered", message, index, state.offer, subject=item.id))


def _belongs(walk: Walk, item: Item, line: Line) -> None:
    """V4.3, V4.4."""
    if not item.cases:
        if item.cases_shown(walk.chains):
            walk.findings.append(Finding("item.no_case", "the item belongs to no case", subject=item.id))
        return
    for case in item.cases:
        if case not in walk.chains.by_subject:
            message, cause = f"nothing is held of the chain of {case}", walk.directory.first_untaken
            walk.findings.append(Finding("case.not_held", message, subject=item.id, because_of=cause))


def held_items(walk: Walk) -> list[Item]:
    """By id, every item of whose chain an entry is held; of some nothing is known but that."""
    held = sorted(each for each in walk.chains.by_subject if ids.kind(each) == "item")
    return [walk.items.get(each) or Item(each) for each in held]


def state_at_end(walk: Walk, item: str) -> State | None:
    """None where it is contested or not shown."""
    chain = walk.chains.by_subject.get(item)
    if chain is None or chain.contest is not None:
        return None
    line = chain.tells()
    return line.state if isinstance(line.state, State) else None


def contents(walk: Walk) -> None:
    """V9."""
    parts = _once([(_named(walk, name), data) for name, data in walk.given.parts.items()])
    given = [(_named(walk, name), GivenBytes(data, walk.given.unreadable.get(name, []))) for name, data in walk.given.contents.items()]
    _once(given)
    for name, directory in walk.given.directories.items():
        item = _named(walk, name)
        given.append((item, directory))
        _once(given)
        _compare_directory(walk, item, directory)
    supplied = _once(given)
    for item in held_items(walk):
        listed = parts.get(item.id)
        if item.content is not None and not isinstance(item.content.descriptor, Withheld):
            walk.findings += content.refused(item.id, item.content, listed)
        walk.findings += _content(walk, item, supplied, listed)
    for item, _ in given:
        if item is None and walk.readable:
            message, cause = "a content was given under a name that no item bears", walk.directory.first_untaken
            walk.findings.append(Finding("content.not_supplied", message, because_of=cause))


def _compare_directory(walk: Walk, item: str | None, given: GivenDirectory) -> None:
    """F11.7, F11.10 to F11.12; nothing is compared where what was recorded is withheld or no item is meant."""
    recorded = next((each.content for each in held_items(walk) if each.id == item), None)
    if recorded is None or isinstance(recorded.descriptor, Withheld):
        return
    if "directory" not in recorded.descriptor:
        raise NoDirectory("a directory was given for an item that is none")
    try:
        before = manifest.parse(given.manifest)
        now = folders.read(given.folder, before.records) if given.found is None else manifest.parse(given.found).records
        compared.believed(before, recorded.descriptor)
    except Refused:
        walk.not_read[item] = "manifest"
        return
    except OSError:
        walk.not_read[item] = "content"
        return
    walk.directories_compared[item] = compared.compare(before.records, now)


def _once(given: list[tuple[str | None, object]]) -> dict[str, object]:
    """§1: no item twice, be it under its id and its label: only one would be compared."""
    items = [item for item, _ in given if item is not None]
    if len(items) != len(set(items)):
        raise Cannot("an item is named twice")
    return {item: data for item, data in given if item is not None}


def _directory(walk: Walk, item: Item, of_keeper: bool) -> list[Finding]:
    """V9.2 and V9.4 for a directory that was given as one."""
    compared_with = walk.directories_compared[item.id]
    found = [Finding("content.part.mismatch", "the entry differs", subject=item.id, field=each) for each in compared_with.fields]
    state = "not_known" if compared_with.not_compared else "matches"
    walk.content_states[item.id] = "differs" if found else state
    if found or state == "matches" or not of_keeper:
        return found
    return [Finding("content.not_known", "not all entries were compared", subject=item.id)]


def _content(walk: Walk, item: Item, supplied: dict[str, object], listed: bytes | None) -> list[Finding]:
    """V9.1 to V9.5 for one item."""
    if item.content is None:
        walk.content_states[item.id] = "no_content"
        return []
    state = state_at_end(walk, item.id)
    of_keeper = state is None or (state.kind in ("Held", "Offered") and organisation(state.by) == walk.directory.keeper)
    if isinstance(item.content.descriptor, Withheld):
        walk.content_states[item.id] = "not_known"
        return [Finding("content.not_known", "what the content is is withheld", subject=item.id)] if of_keeper else []
    if item.id not in supplied:
        walk.content_states[item.id] = "not_supplied"
        return [Finding("content.not_supplied", "no content was given", subject=item.id)] if of_keeper else []
    if item.id in walk.directories_compared:
        return _directory(walk, item, of_keeper)
    given = supplied[item.id]
    if item.id in walk.not_read or given.data is None:
        walk.content_states[item.id] = "not_read"
        field = walk.not_read.get(item.id, "content")
        return [Finding("content.not_read", "what was given could not be read", subject=item.id, field=field)]
    unread = content.unread(item.content, given.unreadable, len(given.data))
    compared_with = content.compare(item.id, item.content, given, listed, unread)
    found, others = compared_with.differences, compared_with.others
    walk.parts_whole[item.id] = compared_with.parts
    state = "not_read" if unread else "not_recorded" if others else "matches"
    walk.content_states[item.id] = "differs" if found else state
    return found + content.not_read(item.id, unread) + content.not_recorded(item.id, others)


def _named(walk: Walk, name: str) -> str | None:
    """The item that an id or a label names (§1); None in a damaged case without it."""
    held = held_items(walk)
    if any(each.id == name for each in held):
        return name
    bearing = [each.id for each in held if name in each.labels] if not ids.is_item(name) else []
    if len(bearing) == 1:
        return bearing[0]
    damaged = walk.directory.first_untaken is not None or not walk.entries
    if damaged or any(is_failure(each) for each in walk.all_findings()):
        return None
    raise Cannot(f"{len(bearing)} items bear the name {name!r}")


def scope(walk: Walk) -> Scope:
    subjects = None if walk.subjects is None else frozenset(walk.subjects)
    return Scope(subjects, walk.directory.keeper, {})


def ending(walk: Walk) -> Ending:
    held = {each.id: state_at_end(walk, each.id) for each in held_items(walk)}
    missing = any(entry.stub or not entry.well_formed for entry in walk.entries)
    return Ending(held, walk.directory.names, missing)
