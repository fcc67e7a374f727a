"""The report as a value for programs (verification §4)."""

from __future__ import annotations

import stamps
from cosigners import Cosigned
from compared import named
from elsewhere import Beside
from ending import held_items, state_at_end
from findings import FAILURE, NOT_CHECKED, Finding, verdict
from items import Item, Withheld
from notes import Checkpoint
from walk import Walk

STATUS = {"Consistent": 0, "Contradicted": 1, "Incomplete": 3, "Irregular": 4}


def causes(findings: list[Finding]) -> dict[int, list[int]]:
    """By entry, where in the report its failures and what was not checked stand."""
    found: dict[int, list[int]] = {}
    for place, finding in enumerate(findings):
        # A value that is withheld keeps no entry from being taken or heard.
        keeps = finding.severity in (FAILURE, NOT_CHECKED) and finding.code != "field.withheld"
        if finding.entry is not None and (keeps or finding.code == "custody.move.forbidden"):
            found.setdefault(finding.entry, []).append(place)
    return found


def because_of(finding: Finding, place: int, by_entry: dict[int, list[int]]) -> int | None:
    """§2: the first failure or "not checked" of the entry that the finding follows from, and never the finding itself."""
    cause = finding.because_of
    index = cause.entry if isinstance(cause, Finding) else cause
    return next((each for each in by_entry.get(index, ()) if each != place), None)


def finding_values(findings: list[Finding]) -> list[dict]:
    """The findings as the report has them."""
    by_entry = causes(findings)
    return [
        {
            "code": finding.code,
            "severity": finding.severity,
            "message": finding.message,
            "entry": finding.entry,
            "hash": None if finding.hash is None else finding.hash.hex(),
            "bytes": None if finding.span is None else list(finding.span),
            "subject": finding.subject,
            "field": finding.field,
            "provision": finding.provision,
            "because_of": because_of(finding, place, by_entry),
        }
        for place, finding in enumerate(findings)
    ]


def _timeline(walk: Walk, item: Item) -> list[dict]:
    stretches = []
    for number, stretch in enumerate(item.timeline):
        following = item.timeline[number + 1] if number + 1 < len(item.timeline) else None
        stretches.append(
            {
                "state": stretch.state,
                "by": stretch.by,
                "name": walk.directory.names.get(stretch.by),
                "entry": stretch.entry,
                "since": stretch.since,
                "until": None if following is None else following.since,
            }
        )
    return stretches


def item_value(walk: Walk, item: Item) -> dict:
    """An item, as the end shows it."""
    chain = walk.chains.by_subject[item.id]
    state = state_at_end(walk, item.id)
    contested = None
    if chain.contest is not None:
        contested = [each.state.kind if each.shown else "Unknown" for each in chain.lines()]
        contested = contested if all(each.shown for each in chain.lines()) else ["Unknown", "Unknown"]
    known = item.content.descriptor if item.content is not None else None
    descriptor = known if isinstance(known, dict) else None
    compared = walk.directories_compared.get(item.id)
    return {
        "id": item.id,
        "labels": list(item.labels),
        "description": item.description,
        "state": None if state is None else state.kind,
        "contested": contested,
        "holder": None if state is None else state.by,
        "cases": item.cases,
        "seal": None if isinstance(item.seal, Withheld) else item.seal,
        "size": descriptor["size"] if descriptor else None,
        "sha256": descriptor["sha256"].hex() if descriptor else None,
        "unreadable": _unreadable(descriptor) if descriptor else None,
        "unreadable_ranges": [[each["from"], each["to"]] for each in descriptor.get("unreadable", ())] if descriptor else None,
        "parts": walk.parts_whole.get(item.id),
        "directory": _directory(walk, item.id, descriptor) if descriptor else None,
        "unread": None if compared is None else named(compared.unread),
        "not_entered": None if compared is None else named(compared.not_entered),
        "content": walk.content_states.get(item.id, "no_content"),
        "timeline": _timeline(walk, item),
    }


def _directory(walk: Walk, item: str, descriptor: dict) -> dict | None:
    """A directory; `compared` is null where only its listing was given."""
    known = descriptor.get("directory")
    compared = walk.directories_compared.get(item)
    told = compared and compared.value()
    return known and {"entries": known["entries"], "size": known["size"], "compared": told}


def _unreadable(descriptor: dict) -> int:
    """F9.8."""
    return sum(each["to"] - each["from"] for each in descriptor.get("unreadable", ()))


def report(walk: Walk, requests: list[Finding], views: list[dict], catalogue: dict | None, beside: list[Beside]) -> dict:
    """The whole report, but for coverage, use logs and certificates, which this verifier does not make."""
    findings = walk.sorted_findings(requests)
    scope: object = "unreadable"
    if walk.readable:
        scope = "ledger" if walk.subjects is None else {"extract": list(walk.subjects)}
    head, keeper = walk.head, walk.directory.keeper
    return {
        "verdict": verdict(findings),
        "scope": scope,
        "entries": len(walk.entries),
        "head": None if head is None else {"size": head.size, "root": head.root.hex()},
        "origin": walk.heads.origin,
        "keeper": None if keeper is None else {"root": keeper, "name": walk.directory.names.get(keeper)},
        "trusted": sorted(walk.given.roots),
        "now": walk.given.now.text,
        "findings": finding_values(findings),
        "items": [item_value(walk, item) for item in held_items(walk)],
        "attested": stamps.values(walk),
        "policy": walk.given.policy.of_report(),
        "policies": [{"organisation": each, **walk.given.policies[each].of_report()} for each in sorted(walk.given.policies)],
        "catalogue": catalogue,
        "requests": views,
        "cosigned": [_cosigned(*each) for each in walk.heads.cosigned],
        "beside": [each.of_report(walk.directory.keeper) for each in beside],
    }


def _cosigned(checkpoint: Checkpoint, matches: bool, seen: Cosigned) -> dict:
    return {
        "size": checkpoint.size,
        "root": checkpoint.root.hex(),
        "matches": matches,
        "enough": seen.enough,
        "attested": [{"name": name, "key_id": key_id.hex(), "time": time} for name, key_id, time in seen.attested],
        "unknown": [{"name": name, "key_id": key_id.hex()} for name, key_id in seen.unknown],
    }
