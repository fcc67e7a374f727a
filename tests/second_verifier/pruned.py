"""V1.12: what a `pruned` entry says of the entries that it lists, and V3.9 and V3.4 where it is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from entry import Entry, at
from findings import Finding
from ids import kind, organisation

if TYPE_CHECKING:
    from walk import Walk


def declare(walk: Walk, entry: Entry) -> None:
    """Keeps what a `pruned` that is heard, and that is for the keeper to do, says of this file."""
    if entry.type != "pruned" or not entry.heard or organisation(entry.iss) != walk.directory.keeper:
        return
    subject = entry.links[0].subject
    if kind(subject) == "ledger":
        origin = subject[len("ledger:") :]
        stands = origin == walk.heads.origin and walk.directory.is_registrar(entry.iss, walk.directory.keeper)
    else:
        stands = walk.judges(subject)
    if stands:
        walk.pruned.append(entry)


def settle(walk: Walk) -> None:
    """What is listed, against what stands at the index."""
    at_index: dict[int, Entry] = {}
    for entry in walk.entries:
        at_index.setdefault(entry.index, entry)
    for declaration in walk.pruned:
        for number, listed in enumerate(declaration.body["entries"]):
            found = at_index.get(listed["index"])
            before = listed["index"] < declaration.index
            if not before or (found is not None and found.hash != listed["entry"]):
                declaration.findings.append(_elsewhere(declaration, number))
            elif found is not None and found.stub and listed["kept"] == "hash":
                _prune(found, declaration)


def _prune(stub: Entry, declaration: Entry) -> None:
    for finding in stub.findings:
        if finding.code == "entry.not_shown":
            ground = declaration.body["ground"].get("code", "in words")
            finding.code = "entry.pruned"
            finding.message = f"pruned by entry {declaration.index}, {declaration.actor}, on the ground {ground!r}"


def _elsewhere(declaration: Entry, number: int) -> Finding:
    subject = declaration.links[0].subject
    code = "citation.mismatch" if kind(subject) == "ledger" else "link.not_held"
    message = "another entry stands at the index that is given, or it is not before this one"
    return at(declaration, code, message, subject, f"body.entries[{number}]")
