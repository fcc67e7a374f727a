"""V2: does the key registered for this party, good here and allowed this act, sign these bytes?"""

from __future__ import annotations

from dataclasses import dataclass, field

import ids
from cbor import Refused
from entry import Entry, at
from findings import Finding
from ids import organisation
from keys import Keys, algorithm_of, thumbprint

REGISTERS = frozenset({"founded", "enrolled", "rotated", "succeeded", "opened", "checkpoint_key_changed"})
# By a registrar always, or where the body has `by` (V2.6).
BY_REGISTRAR = frozenset({"enrolled", "revoked", "opened", "checkpoint_key_changed", "reassigned"})

FOUNDS_ANOTHER = "not the founding of its signer, under the key that it names"


@dataclass(eq=False, slots=True)
class Registered:
    """A key of a party, and from which entry on it is no longer good."""

    party: str
    key: bytes
    ended: int | None = None
    ended_by: bytes = b""
    stolen: bool = False


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What one `founded` or `enrolled` says of a party, and where it stands."""

    entry: bytes
    subject: str
    seq: int
    kind: str
    roles: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Founding:
    """What an organisation says of itself."""

    successors: tuple[bytes, ...]
    jurisdiction: str


@dataclass(frozen=True, slots=True)
class Stolen:
    """A key that somebody else had, as an entry says; since when, where it says so (V2.5)."""

    party: str
    kid: bytes
    since: str | None
    entry: Entry


@dataclass(eq=False, slots=True)
class Directory:
    """What the entries so far have registered."""

    roots: frozenset[str]
    keys: Keys
    keeper: str | None = None
    elsewhere: list[tuple[str, dict[bytes, int]]] = field(default_factory=list)  # by keeper: where entries stand there
    whole: bool = True  # the file is no extract: all registrars of the keeper are shown
    stolen: list[Stolen] = field(default_factory=list)
    by_thumbprint: dict[bytes, list[Registered]] = field(default_factory=dict)
    enrolments: dict[str, Enrolment] = field(default_factory=dict)
    founded: dict[str, Founding] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    checkpoint_thumbprints: set[bytes] = field(default_factory=set)
    heads_by: dict[str, list[tuple[int, bytes]]] = field(default_factory=dict)  # by origin: from which index on, which key
    first_untaken: int | None = None  # the index of the first entry that was not taken, or of what stood in its place

    def is_registrar(self, party: str, of: str) -> bool:
        """Custody §1: the organisation itself, or a party that it enrolled in that role."""
        if organisation(party) != of:
            return False
        enrolment = self.enrolments.get(party)
        return enrolment is not None and (party == of or "registrar" in enrolment.roles)

    def is_enrolled(self, party: str) -> bool:
        return party in self.enrolments

    def key_in_force(self, origin: str, size: int) -> bytes | None:
        """V8: the key that signs a head of this size."""
        good = [key for index, key in self.heads_by.get(origin, ()) if index <= size - 1]
        return good[-1] if good else None

    def untaken(self, index: int) -> None:
        """An entry was not taken, or something in its place could not be read."""
        if self.first_untaken is None:
            self.first_untaken = index

    def judge(self, entry: Entry) -> Finding | None:
        """The finding that keeps the entry from being taken, or None."""
        finding = self._speaks(entry)
        if finding is not None:
            return finding
        if not entry.understood:
            kind = entry.type or f"version {entry.parsed.envelope.version}"
            return at(entry, "entry.not_understood", f"an event of a kind that this verifier does not know: {kind!r}")  # V2.10
        return self._allowed(entry) or self._registers(entry) or self._leaves_nobody(entry)

    def may_note(self, entry: Entry) -> bool:
        """V2.2: whether what an entry of `key.unknown` registers is noted all the same."""
        if not entry.understood or not any(each.code == "key.unknown" for each in entry.findings):
            return False
        own = self._own(entry) is not None or self._founds(entry) or self._succeeds(entry)
        return own and self._allowed(entry) is None and self._registers(entry) is None

    def _own(self, entry: Entry) -> Registered | None:
        known = self.by_thumbprint.get(entry.parsed.envelope.kid, ())
        return next((each for each in known if each.party == entry.iss), None)

    def _founds(self, entry: Entry) -> bool:
        """V2.3: whether the entry founds its signer's organisation, on its chain, under the one key that it carries."""
        if entry.type != "founded" or self._carried(entry) is None:
            return False
        return entry.iss == entry.parsed.envelope.kid.hex() == ids.party_of(entry.links[0].subject)

    def _succeeds(self, entry: Entry) -> bool:
        """V2.3: whether the entry puts a successor in the place of its signer's root key, on its chain."""
        if entry.type != "succeeded" or self._carried(entry) is None:
            return False
        if entry.iss != organisation(entry.iss) or entry.iss != ids.party_of(entry.links[0].subject):
            return False
        founding = self.founded.get(entry.iss)
        return founding is not None and entry.parsed.envelope.kid in founding.successors

    def _speaks(self, entry: Entry) -> Finding | None:
        """V2.1 to V2.5 and V2.11: the signature, and whether the key may speak for its party here."""
        envelope = entry.parsed.envelope
        known = self.by_thumbprint.get(envelope.kid, [])
        own = self._own(entry)
        key = own.key if own else known[0].key if known else self._carried(entry)
        if key is not None:
            try:
                if envelope.algorithm != algorithm_of(key):  # F3.4
                    raise Refused("signature.other_algorithm")
                self.keys.check_key(key)  # F3.11 asks for one of F3.12, F3.14 of F3.15
                self.keys.check_signature(key, envelope.signed, envelope.signature)
            except Refused as refused:
                return at(entry, "signature.mismatch", f"the signature does not hold: {refused.code}")  # V2.1
        if own is None and (known or envelope.kid in self.checkpoint_thumbprints):
            return at(entry, "key.foreign", "the key is not registered for the party that signs")  # V2.3
        if organisation(envelope.iss) not in self.roots:
            return at(entry, "key.unknown", "its organisation is under no root that is trusted")  # V2.2
        if own is None and not self._founds(entry) and not self._succeeds(entry):
            return self._no_key(entry)
        if own is not None and own.ended is not None and own.ended < entry.index:
            if organisation(envelope.iss) == self.keeper:
                return at(entry, "key.revoked", f"the key ended at entry {own.ended}")  # V2.4
            if not own.stolen and self._shown_before(entry, own.ended_by):
                return None
            message = f"the key ended at entry {own.ended}; the order of this ledger does not say which came first"
            return at(entry, "key.unproven", message)  # V2.5
        return None

    def _shown_before(self, entry: Entry, end: bytes) -> bool:
        """V2.5: whether the ledger of the signer's organisation has the entry before the one that ended the key."""
        of = organisation(entry.iss)
        here = [places for keeper, places in self.elsewhere if keeper == of]
        return any(entry.hash in places and end in places and places[entry.hash] < places[end] for places in here)

    def _carried(self, entry: Entry) -> bytes | None:
        """The key in the entry itself, where that is the one that signs it."""
        if entry.type not in ("founded", "enrolled", "succeeded") or "key" not in entry.body:
            return None
        key = entry.body["key"]["key"]
        return key if thumbprint(key) == entry.parsed.envelope.kid else None

    def _no_key(self, entry: Entry) -> Finding:
        """No entry so far registers the key, and the organisation is trusted."""
        if entry.type == "founded":
            return at(entry, "key.foreign", FOUNDS_ANOTHER)  # V2.3
        if organisation(entry.iss) != self.keeper or self.first_untaken is not None:
            message = "no entry that was taken registers the key"
            return at(entry, "key.unknown", message, because_of=self.first_untaken)  # V2.2
        return at(entry, "key.unregistered", "no entry registers the key")  # V2.11

    def _allowed(self, entry: Entry) -> Finding | None:
        """V2.3 on `founded` and `revoked`, and V2.6."""
        kind, body, iss = entry.type, entry.body, entry.iss

        def forbidden(why: str) -> Finding:
            return at(entry, "role.forbidden", why)

        if kind == "founded" and not self._founds(entry):
            return at(entry, "key.foreign", FOUNDS_ANOTHER)
        if kind == "revoked":
            party = ids.party_of(entry.links[0].subject)
            if not any(each.party == party for each in self.by_thumbprint.get(body["kid"], ())):
                return at(entry, "key.foreign", "the party has no such key")
        if iss in self.enrolments and self.enrolments[iss].kind == "unit":
            return forbidden("a unit signs nothing itself")
        unit = entry.event.get("for")
        if unit is not None and not self._signs_for(iss, unit):
            return forbidden("the signer was not enrolled to sign for this unit")
        if kind == "rotated":
            return self._rotates(entry)
        if kind == "succeeded":
            return None if self._succeeds(entry) else forbidden("not signed by a successor, under the key that it names")
        if kind not in BY_REGISTRAR and not (kind in ("withdrawn", "annulled") and "by" in body):
            return None
        if kind in ("enrolled", "revoked"):
            party = ids.party_of(entry.links[0].subject)
            if organisation(party) != organisation(iss):
                return forbidden("the party is of another organisation than the signer")
            if kind == "enrolled" and party == iss:
                return forbidden("nobody enrols itself")
            if kind == "enrolled" and any(organisation(unit) != organisation(iss) for unit in body["units"]):
                return forbidden("a unit is of another organisation than the signer")
        if not self.is_registrar(iss, organisation(iss)):
            return forbidden("the signer is no registrar")
        if kind == "revoked" and party == organisation(party) and iss != party:
            return forbidden("the keys of an organisation are its own to revoke")
        return None if self._gave_right(iss, body["by"]) else forbidden("`by` does not cite what gave the signer its right")

    def _leaves_nobody(self, entry: Entry) -> Finding | None:
        """V2.6: the last registrar of the keeper is revoked by the organisation alone."""
        if entry.type != "revoked" or not self.whole or organisation(entry.iss) != self.keeper or entry.iss == self.keeper:
            return None
        revoked = (ids.party_of(entry.links[0].subject), entry.body["kid"])
        good = {(each.party, kid) for kid, all_of in self.by_thumbprint.items() for each in all_of if each.ended is None}
        able = {each for each in good if each[0] != self.keeper and self.is_registrar(each[0], self.keeper)}
        if able != {revoked}:
            return None
        return at(entry, "role.forbidden", "nobody but the organisation could register anyone")

    def _signs_for(self, signer: str, unit: str) -> bool:
        enrolment = self.enrolments.get(unit)
        is_unit = enrolment is not None and enrolment.kind == "unit"
        own = organisation(unit) == organisation(signer)
        return own and is_unit and signer in self.enrolments and unit in self.enrolments[signer].units

    def _gave_right(self, party: str, by: dict) -> bool:
        """The latest entry that founded or enrolled the party."""
        each = self.enrolments[party]
        return (each.entry, each.subject, each.seq) == (by["entry"], by["id"], by["seq"])

    def _rotates(self, entry: Entry) -> Finding | None:
        if ids.party_of(entry.links[0].subject) != entry.iss:
            return at(entry, "role.forbidden", "a party rotates its own key, on its own chain")
        founding = self.founded.get(entry.iss)
        successors = founding.successors if founding is not None else ()
        if entry.iss == organisation(entry.iss) and thumbprint(entry.body["key"]["key"]) not in successors:
            return at(entry, "role.forbidden", "the new root key is none of the successors")
        return None

    def _registers(self, entry: Entry) -> Finding | None:
        """V2.7 to V2.9."""
        if entry.type not in REGISTERS or "key" not in entry.body:
            return None
        key = entry.body["key"]["key"]
        try:
            self.keys.check_key(key)
        except Refused as refused:
            return at(entry, "key.unacceptable", f"the key is refused: {refused.code}")
        if entry.type == "founded":
            return None  # a second one is V3's
        party = self._registered_party(entry)
        if "pop" in entry.body and not self.keys.possesses(key, organisation(party), party, entry.body["pop"]):
            return at(entry, "possession.mismatch", "the key does not prove that its party possesses it")
        known = self.by_thumbprint.get(thumbprint(key), [])
        if entry.type in ("opened", "checkpoint_key_changed"):
            repeated = bool(known) or thumbprint(key) in self.checkpoint_thumbprints
        else:
            of_one = any(organisation(each.party) == organisation(party) for each in known)
            repeated = of_one or thumbprint(key) in self.checkpoint_thumbprints
        return at(entry, "key.repeated", "the key is registered already") if repeated else None

    def _registered_party(self, entry: Entry) -> str:
        """F6.5: the party that gets the key."""
        if entry.type == "enrolled":
            return ids.party_of(entry.links[0].subject)
        if entry.type in ("opened", "checkpoint_key_changed"):
            return organisation(entry.iss)
        return entry.iss

    def note(self, entry: Entry) -> None:
        """What the entry registers, from here on."""
        kind, body = entry.type, entry.body
        if kind == "revoked":
            party = ids.party_of(entry.links[0].subject)
            for each in self.by_thumbprint.get(body["kid"], ()):
                if each.party == party and each.ended is None:
                    each.ended, each.ended_by = entry.index, entry.hash
            self._note_stolen(entry, party, body["kid"])
        if kind not in REGISTERS:
            return
        link = entry.links[0]
        key = body["key"]["key"] if "key" in body else None
        party = self._registered_party(entry)
        if kind in ("opened", "checkpoint_key_changed"):
            self.checkpoint_thumbprints.add(thumbprint(key))
            if organisation(entry.iss) == self.keeper:  # V8
                self.heads_by.setdefault(link.subject[7:], []).append((entry.index, key))
            return
        if kind == "rotated":
            for each in self.by_thumbprint[entry.parsed.envelope.kid]:
                if each.party == party and each.ended is None:
                    each.ended, each.ended_by = entry.index, entry.hash
        if kind == "succeeded":
            self._note_succession(entry, party)
        if key is not None:
            self.by_thumbprint.setdefault(thumbprint(key), []).append(Registered(party, key))
        if kind in ("founded", "enrolled"):
            self._note_party(entry, party)

    def _note_stolen(self, entry: Entry, party: str, kid: bytes) -> None:
        since = entry.body.get("since")
        if entry.taken and (since is not None or entry.body["reason"] == "compromised"):
            self.stolen.append(Stolen(party, kid, since, entry))
            for each in self.by_thumbprint.get(kid, ()):
                each.stolen = each.stolen or each.party == party

    def _note_succession(self, entry: Entry, party: str) -> None:
        """Every key of the organisation ends, and others may follow the new one."""
        for kid, registered in self.by_thumbprint.items():
            for each in registered:
                if each.party == party and each.ended is None:
                    each.ended, each.ended_by = entry.index, entry.hash
                    self._note_stolen(entry, party, kid)
        self.founded[party] = Founding(tuple(entry.body["successors"]), self.founded[party].jurisdiction)

    def _note_party(self, entry: Entry, party: str) -> None:
        link, body = entry.links[0], entry.body
        if entry.type == "founded":
            enrolment = Enrolment(entry.hash, link.subject, link.seq, "organisation")
            self.founded[party] = Founding(tuple(body["successors"]), body["jurisdiction"])
        else:
            roles, units = tuple(body["roles"]), tuple(body["units"])
            enrolment = Enrolment(entry.hash, link.subject, link.seq, body["kind"], roles, units)
        self.enrolments[party] = enrolment
        name = entry.opened("body", "name")
        self.names.pop(party, None)
        if isinstance(name, str):
            self.names[party] = name
