"""Cosignatures on heads, and the policy that asks for them (F8.13 to F8.16)."""

from __future__ import annotations

from dataclasses import dataclass

from cbor import Refused
from keys import Keys
from notes import COSIGNER, KnownKey, Note, parse_known_key

LENGTH = 72
MAX_TIME = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Policy:
    """F8.16."""

    threshold: int
    cosigners: list[KnownKey]


@dataclass(frozen=True, slots=True)
class Cosigned:
    """What a head bears: by whom and when, and by whom else."""

    attested: list[tuple[str, bytes, int]]
    unknown: list[tuple[str, bytes]]
    enough_since: int | None

    @property
    def enough(self) -> bool:
        return self.enough_since is not None


def parse_policy(texts: list[str], threshold: int, keys: Keys) -> Policy:
    """F8.13, F8.16. Refuses with a code `vkey.…`, `key.…` or `cosignature.policy`."""
    cosigners = [parse_known_key(text, keys, COSIGNER) for text in texts]
    names, points = {each.name for each in cosigners}, {each.key for each in cosigners}
    if not 1 <= threshold <= len(cosigners) or not len(names) == len(points) == len(cosigners):
        raise Refused("cosignature.policy")
    return Policy(threshold, cosigners)


def cosigned(note: Note, origin: str, policy: Policy, keys: Keys) -> Cosigned:
    """Of the head of a ledger: F8.14, F8.15. Refuses with a code `cosignature.…` or `note.bad_signature`."""
    attested: list[tuple[str, bytes, int]] = []
    unknown: list[tuple[str, bytes]] = []
    by_id = {(each.name, each.key_id): each for each in policy.cosigners}
    for line in note.lines:
        signer = by_id.get((line.name, line.key_id))
        if signer is None:
            if line.name != origin:
                unknown.append((line.name, line.key_id))
            continue
        attested.append((line.name, line.key_id, _time(note, line.signature, signer, keys)))
    own = {line.key_id for line in note.lines if line.name == origin}
    insiders = {(each.name, each.key_id) for each in policy.cosigners if KnownKey(origin, each.key).key_id in own}
    earliest: dict[tuple[str, bytes], int] = {}
    for name, key_id, time in attested:
        if (name, key_id) not in insiders:
            earliest[name, key_id] = min(time, earliest.get((name, key_id), time))
    times = sorted(earliest.values())
    enough_since = times[policy.threshold - 1] if len(times) >= policy.threshold else None
    return Cosigned(attested, unknown, enough_since)


def _time(note: Note, signature: bytes, signer: KnownKey, keys: Keys) -> int:
    if len(signature) != LENGTH:
        raise Refused("cosignature.length")
    time = int.from_bytes(signature[:8], "big")
    if time > MAX_TIME:
        raise Refused("cosignature.time")
    message = b"cosignature/v1\ntime %d\n" % time + note.text
    if not keys.holds(signer.key, message, signature[8:]):
        raise Refused("note.bad_signature")
    return time
