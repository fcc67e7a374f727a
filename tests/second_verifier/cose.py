"""The envelope of an entry: COSE_Sign1 in the one form that the format has (F3.1 to F3.10)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cbor import Refused, Tagged, decode, encode
from grammar import integer, octets_32, text
from ids import is_party, is_subject

ED25519 = -19  # F3.4
_CONTENT_TYPE = re.compile(r"application/vnd\.handseal\.event\.v([1-9][0-9]{0,9})\+cbor")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the header of an entry says, and the bytes that are signed."""

    version: int
    kid: bytes
    iss: str
    sub: str
    iat: int | None
    payload: bytes
    signed: bytes
    signature: bytes


def parse_envelope(data: bytes) -> Envelope:
    """F3.1 to F3.8. Refuses with a code `cbor.…`, `cose.…`, `entry.…` or `field.…`."""
    entry = decode(data)
    if not isinstance(entry, Tagged) or entry.tag != 18:
        raise Refused("cose.tag")
    if not isinstance(entry.item, list) or len(entry.item) != 4:
        raise Refused("cose.elements")
    protected, unprotected, payload, signature = entry.item
    if not isinstance(protected, bytes):
        raise Refused("cbor.type", "protected")
    version, kid, claims = _protected(protected)
    iss, sub, iat = _claims(claims)
    if not isinstance(unprotected, dict):
        raise Refused("cbor.type", "unprotected")
    if unprotected:
        raise Refused("cose.unprotected")
    if payload is None:
        raise Refused("cose.detached")
    if not isinstance(payload, bytes):
        raise Refused("cbor.type", "payload")
    if not isinstance(signature, bytes):
        raise Refused("cbor.type", "signature")
    if len(signature) != 64:
        raise Refused("cose.signature_length")
    if not is_party(iss):
        raise Refused("entry.issuer", "iss")
    if version != 1 and not is_subject(sub):
        raise Refused("entry.subject", "sub")
    signed = encode(["Signature1", protected, b"", payload])  # F3.10
    return Envelope(version, kid, iss, sub, iat, payload, signed, signature)


def _labelled(value: object, needed: tuple[int, ...], optional: tuple[int, ...] = ()) -> dict:
    """A map with exactly these integer labels, asked in their order."""
    if not isinstance(value, dict):
        raise Refused("cbor.type")
    known = (*needed, *optional)
    for place, label in enumerate(value):
        if isinstance(label, bool) or not isinstance(label, int):
            raise Refused("cbor.type")
        if place >= len(known) or label != known[place]:
            missing = place < len(known) and label in known
            raise Refused("cose.label.missing" if missing else "cose.label.unknown", str(label))
    if len(value) < len(needed):
        raise Refused("cose.label.missing", str(needed[len(value)]))
    return value


def _protected(data: bytes) -> tuple[int, bytes, object]:
    """F3.2, F3.4 to F3.6: version, thumbprint, claims."""
    labels = _labelled(decode(data), (1, 3, 4, 15))
    if not isinstance(labels[1], int) or isinstance(labels[1], bool):
        raise Refused("cbor.type", "alg")
    if labels[1] != ED25519:
        raise Refused("cose.algorithm")
    if not isinstance(labels[3], str):
        raise Refused("cbor.type", "content type")
    form = _CONTENT_TYPE.fullmatch(labels[3])
    if form is None or int(form[1]) > 4_294_967_295:
        raise Refused("cose.content_type")
    octets_32(labels[4], ("kid",), [])
    return int(form[1]), labels[4], labels[15]


def _claims(value: object) -> tuple[str, str, int | None]:
    """F3.8."""
    claims = _labelled(value, (1, 2), (6,))
    text(claims[1], ("iss",), [])
    text(claims[2], ("sub",), [])
    if 6 in claims:
        integer(claims[6], ("iat",), [])
    return claims[1], claims[2], claims.get(6)
