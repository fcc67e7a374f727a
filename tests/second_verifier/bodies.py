"""The grammar of a payload, body by body (§4, §6 of the format): handseal.cddl as a table.

The rules stand in the order of the specification, so that one can be read beside the other.
"""

from __future__ import annotations

from grammar import (
    Found,
    Optional,
    Path,
    anything,
    by_text,
    case,
    code,
    commitment,
    descriptor_commitment,
    extension_commitment,
    fields,
    instant,
    integer,
    item,
    listed,
    octets,
    octets_32,
    octets_of_any_length,
    party,
    refused,
    request,
    subject,
    text,
    uint,
    uint32,
)
from instants import Instant

C = commitment
OptC = Optional(commitment)
OptText = Optional(text)


def null_or_hash(value: object, path: Path, found: Found) -> None:
    """`entry-hash / null`."""
    if value is not None:
        octets_32(value, path, found)


def when(value: object, path: Path, found: Found) -> None:
    """`timestamp / [timestamp, timestamp] / null` (F4.1)."""
    if value is None:
        return
    if isinstance(value, str):
        instant(value, path, found)
        return
    if not isinstance(value, list):
        raise refused("cbor.type", path)
    if len(value) != 2:
        raise refused("field.length", path)
    for number, element in enumerate(value):
        instant(element, (*path, number), found)
    if Instant.parse(value[1]) < Instant.parse(value[0]):
        raise refused("field.order", path)


def algorithm(value: object, path: Path, found: Found) -> None:
    """F6.6."""
    integer(value, path, found)
    if value not in (-19, -9):
        raise refused("field.integer", path)


def key(value: object, path: Path, found: Found) -> None:
    """F6.6: as many bytes as the algorithm has."""
    length = 64 if isinstance(value, dict) and value.get("alg") == -9 else 32
    fields(alg=algorithm, key=octets(length))(value, path, found)


def signs_heads(value: object, path: Path, found: Found) -> None:
    """F8.12."""
    if value["key"]["alg"] != -19:
        raise refused("field.integer", path)


def receipt(value: object, path: Path, found: Found) -> None:
    """An item id, `declined` or `none`."""
    text(value, path, found)
    if value not in ("declined", "none"):
        item(value, path, found)


# §6 What several types share.

WHY = fields(code=OptText, words=OptC, one_of=("code", "words"))
TOOL = fields(name=C, serial=OptC, version=C)
DEVICE = fields(
    make=OptC,
    model=OptC,
    power=Optional(code("off", "on")),
    serial=OptC,
    one_of=("make", "model", "power", "serial"),
)
CONTENT = fields(part_size=uint, descriptor=descriptor_commitment)
CHECKED = fields(id=item, seal=OptC, content=Optional(CONTENT), unchecked=Optional(WHY), appearance=OptC)
RECIPIENT = fields(party=Optional(party), described=OptC, one_of=("party", "described"))
PERIOD = fields(unit=code("calendar_days", "hours", "working_days"), amount=uint32)
CONDITION = fields(
    kind=code("confidential", "explain_use", "notice", "onward_transfer", "purpose", "retention", "review", "safeguards"),
    until=Optional(instant),
    words=OptC,
    purposes=Optional(listed(text)),
    not_empty=("purposes",),
)
CITATION = fields(id=subject, seq=uint, entry=octets_32)
OPENED = fields(by=CITATION, key=key, pop=octets(64), whole_map=signs_heads)
ITEMS = listed(item)

PRUNED_ENTRIES = listed(fields(kept=code("entry", "hash"), entry=octets_32, index=uint), 1)


def in_order_of_index(value: object, path: Path, found: Found) -> None:
    """F6.12."""
    PRUNED_ENTRIES(value, path, found)
    places = [each["index"] for each in value]
    if any(one >= other for one, other in zip(places, places[1:])):
        raise refused("field.order", path)


# §6 A request.

ANNEX = fields(**{"as": text}, id=item, lang=OptText, name=OptC, content=CONTENT)
NAMED_PARTY = fields(**{"as": text}, party=Optional(party), described=OptC, one_of=("party", "described"))
RELATION = fields(
    **{"as": code("confirms_emergency", "enforces", "follows_preservation", "replaces", "supplements")},
    entry=Optional(CITATION),
    request=request,
)
TERMS = fields(
    case=Optional(case),
    form=code("electronic", "oral", "paper"),
    fields=by_text(C),
    issuer=OptText,
    annexes=listed(ANNEX),
    parties=listed(NAMED_PARTY),
    relates=listed(RELATION),
    urgency=code("emergency", "ordinary"),
    categories=listed(text),
    conditions=listed(CONDITION),
    instrument=text,
    time_frame=Optional(PERIOD),
)
AUTHENTICATION = fields(method=WHY, result=code("confirmed", "failed", "not_done"))


def items_of(**rules: object) -> object:
    """`items` of a body; that there is one is F6.2's to ask."""
    return listed(fields(id=item, **rules))


BODIES = {
    # The directory: who exists, and their keys.
    "founded": fields(key=key, name=C, successors=listed(octets_32), jurisdiction=text),
    "enrolled": fields(
        by=CITATION,
        key=Optional(key),
        pop=Optional(octets(64)),
        kind=code("device", "person", "unit"),
        name=C,
        roles=listed(text),
        units=listed(party),
    ),
    "rotated": fields(key=key, pop=octets(64)),
    "revoked": fields(
        by=CITATION,
        kid=octets_32,
        why=Optional(WHY),
        since=Optional(instant),
        reason=code("compromised", "left", "lost", "retired", "superseded"),
    ),
    "succeeded": fields(
        key=key,
        why=Optional(WHY),
        since=Optional(instant),
        reason=code("compromised", "left", "lost", "retired", "superseded"),
        successors=listed(octets_32),
    ),
    # A ledger's own chain, and a case's.
    "opened": OPENED,
    "checkpoint_key_changed": OPENED,
    "case_opened": fields(title=OptC, reference=C),
    "case_handed_on": fields(to=party, why=Optional(WHY)),
    # How an item's life begins.
    "collected": fields(
        case=case,
        items=items_of(
            seal=OptC,
            device=Optional(DEVICE),
            condition=OptC,
            description=OptC,
            photographs=Optional(ITEMS),
            not_empty=("photographs",),
        ),
        place=OptC,
        ground=Optional(WHY),
        method=OptC,
        request=Optional(request),
        witnesses=Optional(listed(C)),
        not_empty=("witnesses",),
    ),
    "acquired": fields(
        case=case,
        tool=Optional(TOOL),
        items=items_of(
            name=OptC,
            device=Optional(DEVICE),
            source=OptC,
            content=CONTENT,
            description=OptC,
            photographs=Optional(ITEMS),
            not_empty=("photographs",),
        ),
        place=OptC,
        ground=Optional(WHY),
        method=OptC,
        request=Optional(request),
        witnesses=Optional(listed(C)),
        clock_offset=Optional(integer),
        write_blocker=Optional(TOOL),
        not_empty=("witnesses",),
    ),
    "taken_over": fields(
        case=Optional(case),
        **{"from": OptC},
        items=items_of(content=Optional(CONTENT), history=C, description=OptC),
        ground=Optional(WHY),
    ),
    "derived": fields(
        **{"from": ITEMS},
        kind=code("extract", "image", "other", "redacted", "translation", "working_copy"),
        tool=Optional(TOOL),
        items=items_of(content=Optional(CONTENT), description=OptC),
        method=OptC,
    ),
    "labelled": fields(items=items_of(label=C)),
    "admitted": fields(case=case, ground=WHY),
    # The hand-over.
    "offered": fields(
        to=party,
        keeps=ITEMS,
        carrier=OptC,
        purpose=WHY,
        request=Optional(request),
        answer_by=instant,
        conditions=listed(CONDITION),
        authorisation=Optional(CITATION),
    ),
    "accepted": fields(items=listed(CHECKED), reservations=OptC),
    "refused": fields(items=listed(CHECKED), reason=WHY),
    "withdrawn": fields(by=Optional(CITATION), reason=WHY),
    "reassigned": fields(by=CITATION, to=party, **{"from": party}, ground=WHY, answer_by=instant),
    "handed_out": fields(to=C, purpose=WHY, receipt=receipt),
    "received_back": fields(**{"from": OptC}, items=listed(CHECKED)),
    # What a holder does with an item.
    "sealed": fields(items=items_of(seal=C), reason=Optional(WHY)),
    "unsealed": fields(items=items_of(seal=C, state=code("broken", "intact")), reason=Optional(WHY)),
    "stored": fields(place=C),
    "examined": fields(tool=Optional(TOOL), method=OptC, result=OptC, purpose=WHY),
    "checked": fields(items=listed(CHECKED)),
    "accessed": fields(who=OptC, purpose=WHY),
    "disclosed": fields(to=RECIPIENT, copy=Optional(item), under=WHY, authorisation=Optional(CITATION)),
    "used": fields(result=OptC, purpose=WHY, authorisation=Optional(CITATION)),
    "reviewed": fields(next=Optional(instant), result=WHY),
    "lost": fields(circumstances=WHY),
    "returned": fields(to=C, ground=WHY, receipt=receipt),
    "destroyed": fields(ground=WHY, method=C, witnesses=listed(C)),
    # What anyone may say.
    "noted": fields(text=C, entry=Optional(CITATION)),
    "corrected": fields(why=WHY, entry=CITATION, field=text, value=C),
    "incident": fields(
        kind=text,
        risk=OptText,
        text=C,
        entry=Optional(CITATION),
        notified=listed(fields(at=Optional(instant), to=RECIPIENT)),
    ),
    "witnessed": fields(**{"as": text}, entry=CITATION),
    "annulled": fields(by=Optional(CITATION), why=WHY, entry=CITATION),
    "acknowledged": fields(entry=CITATION),
    "yielded": fields(entry=CITATION, other=CITATION),
    # The record itself.
    "pruned": fields(ground=WHY, entries=in_order_of_index),
    "timestamped": fields(root=octets_32, size=uint, token=octets_of_any_length),
    # A request, and how it reaches those it names.
    "requested": fields(terms=TERMS),
    "registered": fields(maker=C, terms=TERMS, channel=WHY, document=ANNEX, authentication=AUTHENTICATION),
    "received": fields(entry=CITATION, channel=WHY, authentication=AUTHENTICATION),
    "transmitted": fields(**{"as": text}, to=RECIPIENT, entry=Optional(CITATION), channel=WHY),
    "validated": fields(**{"as": text}, entry=Optional(CITATION), described=OptC),
    # What the one asked does with a request.
    "asked": fields(form=OptText, text=C, fields=listed(text)),
    "preserved": fields(what=OptC, items=ITEMS, until=Optional(instant)),
    "preservation_ended": fields(why=WHY),
    "produced": fields(
        open=OptC,
        items=listed(fields(id=item, about=listed(C), category=text)),
        extent=code("complete", "partial"),
        conditions=listed(CONDITION),
        not_empty=("items",),
    ),
    "declined": fields(form=OptText, ground=WHY, redirected=Optional(RECIPIENT)),
    "objected": fields(form=OptText, ground=WHY),
    "narrowed": fields(to=C, ground=WHY),
    "notified": fields(
        **{"as": text},
        whom=RECIPIENT,
        state=code("delayed", "given", "omitted"),
        until=Optional(instant),
        ground=Optional(WHY),
    ),
    # The course of a request, and what may be done with what it brought.
    "clarified": fields(text=C, entry=CITATION, fields=by_text(C)),
    "extended": fields(why=Optional(WHY), form=OptText, period=PERIOD, deadline=text),
    "confirmed": fields(
        form=OptText,
        what=code("emergency", "oral", "production_requested", "resumed"),
        request=Optional(request),
    ),
    "cancelled": fields(why=WHY),
    "expired": fields(why=Optional(WHY), deadline=text),
    "authorisation": fields(
        act=code("disclosure", "onward_transfer", "use"),
        items=ITEMS,
        answer=code("granted", "refused"),
        ground=WHY,
        purposes=listed(text),
        jurisdictions=listed(text),
    ),
}

AT = fields(
    time=when,
    source=code("attested", "device", "paper", "watch"),
    uncertainty=Optional(uint),
    recorded_late=Optional(fields(**{"for": Optional(party)}, why=WHY)),
)
LINKS = listed(fields(id=subject, seq=uint, prev=null_or_hash))

# What stands around the body, the same for all types.
FRAME = fields(
    at=AT,
    ext=Optional(by_text(extension_commitment)),
    **{"for": Optional(party)},
    body=anything,
    lang=OptText,
    type=text,
    links=LINKS,
)
