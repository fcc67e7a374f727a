"""V5.4 to V5.8: what outside authorities attest of the heads of this ledger."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import paths
import tokens
from cbor import Refused
from entry import Entry, at
from ids import kind, organisation
from instants import Instant
from tree import verify_consistency

if TYPE_CHECKING:
    from walk import Walk

_MALFORMED = frozenset("token.too_long token.malformed token.content_type token.signers token.attribute".split())
_MISMATCH = frozenset("token.imprint token.certificate token.digest token.signature".split())
_REFUSED = frozenset("token.usage token.validity token.path".split())
_MICROS = 1_000


@dataclass(slots=True)
class Stamp:
    """A token that holds, and the head that it is over."""

    entry: Entry
    attested: tokens.Attested
    renewed_by: int | None = None

    @property
    def size(self) -> int:
        return self.entry.body["size"]

    @property
    def root(self) -> bytes:
        return self.entry.body["root"]

    def not_later_than(self) -> Instant:
        statement = self.attested.statement
        return Instant.at(statement.at.nanos + (statement.micros or 0) * _MICROS)


def declare(walk: Walk, entry: Entry) -> None:
    """V5.4 to V5.7, where the entry stands: a token over a head of this ledger, by a registrar of its keeper."""
    keeper = walk.directory.keeper
    if entry.type != "timestamped" or not entry.heard or organisation(entry.iss) != keeper:
        return
    subject = entry.links[0].subject
    if kind(subject) != "ledger" or subject[len("ledger:") :] != walk.heads.origin:
        return
    if not walk.directory.is_registrar(entry.iss, keeper):
        return
    size, root = entry.body["size"], entry.body["root"]
    if size > entry.index:
        message = f"a head of {size} entries in entry {entry.index}"
        entry.findings.append(at(entry, "time.token.mismatch", message, field="body.size"))
        return
    text = f"{walk.heads.origin}\n{size}\n{base64.b64encode(root).decode()}\n"
    try:
        token = tokens.parse(entry.body["token"])
        imprint = tokens.digest(token.statement.imprint[0], text.encode())
        attested = tokens.verify(token, imprint, [paths.read(each) for each in walk.given.authorities], walk.given.now)
    except Refused as refused:
        entry.findings.append(at(entry, _code(refused.code), f"the token is refused: {refused.code}", field="body.token"))
        return
    walk.stamps.append(Stamp(entry, attested))


def _code(refused: str) -> str:
    if refused in _MALFORMED:
        return "time.token.malformed"
    if refused in _MISMATCH:
        return "time.token.mismatch"
    return "time.authority.refused" if refused in _REFUSED else "time.unattested"


def check_heads(walk: Walk) -> None:
    """V5.6, V5.4: the head is one of this ledger."""
    stands = []
    for stamp in walk.stamps:
        found = _root(walk, stamp)
        if found == stamp.root:
            stands.append(stamp)
        elif found is None:
            message = "nothing here shows that it is a head of this ledger"
            stamp.entry.findings.append(at(stamp.entry, "time.unattested", message, field="body.root"))
        else:
            finding = at(stamp.entry, "time.token.mismatch", f"the entries make {found.hex()}", field="body.root")
            finding.because_of = walk.directory.first_untaken
            stamp.entry.findings.append(finding)
    walk.stamps = stands


def _root(walk: Walk, stamp: Stamp) -> bytes | None:
    """The root of that size, as far as it is shown."""
    if walk.subjects is None:
        return walk.heads.roots[stamp.size]
    if walk.head is None:
        return None
    if walk.head.size == stamp.size:
        return walk.head.root
    sizes = (stamp.size, walk.head.size)
    proof = next((each for each in walk.groups.consistency if (each.first, each.second) == sizes), None)
    if proof is None:
        return None
    try:
        verify_consistency(stamp.size, stamp.root, walk.head.size, walk.head.root, proof.path)
    except Refused:
        return None
    return stamp.root


def conclude(walk: Walk) -> None:
    """V5.8: a token stands while its certificates are good, and beyond when one that stands was made over it before."""
    stands: list[Stamp] = []
    for stamp in sorted(walk.stamps, key=lambda each: each.entry.index, reverse=True):
        until = stamp.attested.until
        over = [
            each.entry.index for each in stands if each.size > stamp.entry.index and each.not_later_than() <= until
        ]
        stamp.renewed_by = min(over, default=None)
        if over or walk.given.now <= until:
            stands.append(stamp)
        else:
            message = f"good until {until.text}, and no token that stands covers it"
            stamp.entry.findings.append(at(stamp.entry, "time.authority.ended", message, field="body.token"))
    walk.stamps = stands[::-1]


def values(walk: Walk) -> list[dict]:
    """The heads whose time is attested (§4)."""
    return [
        {
            "entry": stamp.entry.index,
            "size": stamp.size,
            "root": stamp.root.hex(),
            "at": stamp.attested.statement.at.text,
            "accuracy": stamp.attested.statement.micros,
            "not_later_than": stamp.not_later_than().text,
            "authority": stamp.attested.authority,
            "policy": stamp.attested.statement.policy,
            "serial": stamp.attested.statement.serial.hex(),
            "anchor": {"name": stamp.attested.anchor, "sha256": stamp.attested.anchor_sha256},
            "until": stamp.attested.until.text,
            "renewed_by": stamp.renewed_by,
        }
        for stamp in walk.stamps
    ]
