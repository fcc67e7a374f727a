"""Retention, review, incidents (requests.md §8)."""

from __future__ import annotations

import ids
from evidence import Item
from findings import Finding
from world import World, at_end, provision


def of_item(item: Item, world: World) -> list[Finding]:
    """R8.2, R8.3, R8.4 and R8.6, of an item of whose chain an entry is held."""
    if item.id not in world.ending.items:
        return []
    found = []
    if _kept(item, world):
        found += _retention_passed(item, world) + _review_overdue(item, world) + _retention_absent(item, world)
    return found + _incidents(item, world)


def _kept(item: Item, world: World) -> bool:
    """R8.1."""
    state = world.ending.items[item.id]
    if state is None or state.kind not in ("Held", "Offered", "Outside"):
        return False
    return item.supplier is None or ids.organisation(state.by) != item.supplier


def _retention_passed(item: Item, world: World) -> list[Finding]:
    """R8.2."""
    bound = [each for each in item.bound if each.condition.kind == "retention" and each.condition.until is not None]
    first = min(bound, key=lambda each: each.condition.until.nanos, default=None)
    if first is None or first.condition.until.nanos >= world.now.nanos:
        return []
    return [at_end(first.entry, "request.retention.passed", f"until {first.condition.until.text}", item.id)]


def _review_overdue(item: Item, world: World) -> list[Finding]:
    """R8.3."""
    if item.review is None or item.review[0].nanos >= world.now.nanos:
        return []
    until, entry = item.review
    return [at_end(entry, "request.review.overdue", f"due at {until.text}", item.id)]


def _retention_absent(item: Item, world: World) -> list[Finding]:
    """R8.4."""
    rule = world.binding_provision(item.requests, "retention") or world.binding_provision(item.requests, "review")
    serves = [each for each in item.of_kind("retention", "review") if each.until is not None]
    if item.supplier is None or rule is None or serves or item.review is not None:
        return []
    return [Finding("request.retention.absent", "neither is set", subject=item.id, provision=rule)]


def _incidents(item: Item, world: World) -> list[Finding]:
    """R8.6."""
    rule = _duty_to_record(item, world)
    if rule is None:
        return []
    return [
        at_end(each.entry, "request.incident.not_notified", "nobody was told", item.id, rule)
        for each in world.fold.incidents.values()
        if item.id in each.items and not each.low and not each.told and each.organisation != item.supplier
    ]


def _duty_to_record(item: Item, world: World) -> dict | None:
    """The duty to record incidents of the first request whose instrument has one."""
    for id_ in item.requests:
        instrument = world.instrument(world.request(id_))
        for record in instrument.get("record", []) if instrument is not None else []:
            if record["kind"] == "incident":
                return provision(instrument, record)
    return None
