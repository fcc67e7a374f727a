"""Writes case files for `differ.py`: well signed, and saying whatever is wanted. No part of the verifier."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from random import Random

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from keys import thumbprint
from spans import written

SECOND = 1_000_000_000


def encode(item: object) -> bytes:
    """Deterministic CBOR (F1.1) of what an entry is made of."""
    if item is None:
        return b"\xf6"
    if isinstance(item, int):
        return _head(0, item) if item >= 0 else _head(1, -1 - item)
    if isinstance(item, bytes):
        return _head(2, len(item)) + item
    if isinstance(item, str):
        return _head(3, len(item.encode())) + item.encode()
    if isinstance(item, list):
        return _head(4, len(item)) + b"".join(encode(each) for each in item)
    pairs = sorted((encode(key), encode(value)) for key, value in item.items())
    return _head(5, len(pairs)) + b"".join(key + value for key, value in pairs)


def _head(major: int, argument: int) -> bytes:
    if argument < 24:
        return bytes([major << 5 | argument])
    size = next(size for size in (1, 2, 4, 8) if argument < 1 << 8 * size)
    return bytes([major << 5 | 23 + size.bit_length()]) + argument.to_bytes(size, "big")


@dataclass
class Value:
    """A value to commit to, and whether it is disclosed. With a salt of its own where none is given."""

    value: object
    shown: bool = True
    salt: bytes | None = None


class Party:
    """A party with its key. A unit signs by the key of the person `person`."""

    def __init__(self, seed: str, id_: str | None = None, person: str | None = None) -> None:
        self.key = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())
        self.public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.kid = thumbprint(self.public)
        self.id = id_ or self.kid.hex()
        self.signer = person or self.id
        self.unit = person is not None

    @property
    def organisation(self) -> str:
        return self.id[:64]

    def cose_key(self) -> dict:
        return {"alg": -19, "key": self.public}

    def possession(self, party: str) -> bytes:
        """F6.5."""
        return self.key.sign(encode(["handseal-possession-v1", party[:64], party, self.public]))


@dataclass
class CaseWriter:
    """A ledger that grows by one entry after the other. `second` is the clock of the acts, from 1970 on."""

    random: Random
    second: int
    offsets: tuple[int, ...] = (0,)
    inexact: float = 0.0  # how often a time is none, a span, or uncertain
    records: list[bytes] = field(default_factory=lambda: [encode_header()])
    hashes: list[bytes] = field(default_factory=list)
    tips: dict[str, tuple[int, bytes]] = field(default_factory=dict)

    def act(self, type_: str, body: dict, subjects: list[str], by: Party, damaged: bool = False) -> None:
        """Records an act at the next place of each chain; a damaged one has a signature that does not verify."""
        links = []
        for subject in sorted(subjects):
            seq, prev = self.tips.get(subject, (-1, None))
            links.append({"id": subject, "seq": seq + 1, "prev": prev})
        disclosed: list[list[object]] = []
        said = {"at": self.at(), "body": body, "type": type_, "links": links}
        payload = encode(self._committed(said | ({"for": by.id} if by.unit else {}), disclosed))
        claims = {1: by.signer, 2: links[0]["id"]}
        header = encode({1: -19, 3: "application/vnd.handseal.event.v1+cbor", 4: by.kid, 15: claims})
        signature = by.key.sign(encode(["Signature1", header, b"", payload]))  # F3.10
        if damaged:
            signature = bytes(32) + signature[32:]
        entry = b"\xd2" + encode([header, {}, payload, signature])
        digest = hashlib.sha256(entry).digest()
        self.records.append(encode(entry) + (encode(disclosed) if disclosed else b""))
        self.hashes.append(digest)
        for link in links:
            self.tips[link["id"]] = link["seq"], digest

    def _committed(self, value: object, disclosed: list[list[object]]) -> object:
        """The same with a commitment in the place of each value, in the order of F5.4."""
        if isinstance(value, Value):
            value.salt = value.salt or self.random.randbytes(16)
            if value.shown:
                disclosed.append([value.salt, value.value])
            return hashlib.sha256(encode([value.salt, value.value])).digest()
        if isinstance(value, dict):
            return {key: self._committed(value[key], disclosed) for key in sorted(value, key=encode)}
        if isinstance(value, list):
            return [self._committed(each, disclosed) for each in value]
        return value

    def at(self) -> dict:
        """When the act happens, as exactly as `inexact` lets it be."""
        random, dice = self.random, self.random.random()
        stated: dict = {"time": self.instant(0), "source": "device"}
        if dice < self.inexact * 0.3:
            stated["time"] = None
        elif dice < self.inexact * 0.7:
            stated["time"] = [stated["time"], self.instant(random.choice([86_400, 90_000, 200_000]))]
        if stated["time"] is not None and random.random() < self.inexact * 0.4:
            stated["uncertainty"] = random.choice([1, 600, 7_200, 86_400])
        return stated

    def instant(self, later: int) -> str:
        """So many seconds from now on, at one of the offsets."""
        return written((self.second + later) * SECOND, self.random.choice(self.offsets) * 60)

    def cite(self, subject: str) -> dict:
        seq, digest = self.tips[subject]
        return {"id": subject, "seq": seq, "entry": digest}

    def new_id(self, kind: str) -> str:
        return f"{kind}:{self.random.randbytes(16).hex()}"

    def hide(self, index: int) -> None:
        """Leaves a stub in the place of an entry."""
        self.records[index + 1] = encode(self.hashes[index])

    def bytes(self) -> bytes:
        return b"".join(self.records)


def encode_header() -> bytes:
    """F7.1."""
    return bytes.fromhex("d9d9f783") + encode("handseal") + encode(1) + encode("ledger")
