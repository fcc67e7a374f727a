"""The report as a value for programs (verification §4)."""

from __future__ import annotations

from custody import State
from findings import Finding, verdict
from items import Item, Withheld
from walk import Walk

STATUS = {"Consistent": 0, "Contradicted": 1, "Incomplete": 3, "Irregular": 4}


def finding_value(finding: Finding, places: dict[int, int]) -> dict:
    """A finding; `places` tells where each stands in the report."""
    cause = finding.because_of
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "entry": finding.entry,
        "hash": None if finding.hash is None else finding.hash.hex(),
        "bytes": None if finding.span is None else list(finding.span),
        "subject": finding.subject,
        "field": finding.field,
        "provision": finding.provision,
        "because_of": None if cause is None else places.get(id(cause)),
    }


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
    line = chain.tells()
    state = line.state if line is not None and isinstance(line.state, State) else None
    contested = None
    if chain.contest is not None and not chain.doubtful:
        contested = [each.state.kind for each in chain.contest.lines]
    known = item.content.descriptor if item.content is not None else None
    descriptor = known if isinstance(known, dict) else None
    return {
        "id": item.id,
        "labels": list(item.labels.values()),
        "description": item.description,
        "state": None if state is None else state.kind,
        "contested": contested,
        "holder": None if state is None else state.by,
        "cases": item.cases,
        "seal": None if isinstance(item.seal, Withheld) else item.seal,
        "size": descriptor["size"] if descriptor else None,
        "sha256": descriptor["sha256"].hex() if descriptor else None,
        "content": walk.content_states.get(item.id, "no_content"),
        "timeline": _timeline(walk, item),
    }


def report(walk: Walk, requests: list[Finding], views: list[dict], catalogue: dict | None) -> dict:
    """The whole report, but for coverage, use logs and certificates, which this verifier does not make."""
    findings = walk.sorted_findings(requests)
    places = {id(finding): place for place, finding in enumerate(findings)}
    scope: object = "unreadable"
    if walk.readable:
        scope = "ledger" if walk.subjects is None else {"extract": list(walk.subjects)}
    head = walk.head
    return {
        "verdict": verdict(findings),
        "scope": scope,
        "entries": len(walk.entries),
        "head": None if head is None else {"size": head.size, "root": head.root.hex()},
        "origin": walk.heads.origin,
        "trusted": sorted(walk.given.roots),
        "now": walk.given.now.text,
        "findings": [finding_value(finding, places) for finding in findings],
        "items": [item_value(walk, item) for item in walk.held_items()],
        "catalogue": catalogue,
        "requests": views,
    }
