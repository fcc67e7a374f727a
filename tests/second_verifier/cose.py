"""The envelope of an entry: COSE_Sign1 in the one form that the format has (F3.1 to F3.10)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cbor import Refused, Tagged, decode, encode
from grammar import integer, octets_32, text
from ids import is_party, is_subject

ALGORITHMS = (-19, -9)  # F3.4
_CONTENT_TYPE = re.compile(r"application/vnd\.handseal\.event\.v([1-9][0-9]{0,9})\+cbor")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the header of an entry says, and the bytes that are signed."""

    algorithm: int
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
    if not isinstance(entry, Tagged):
        raise Refused("cbor.type")
    if entry.tag != 18:
        raise Refused("cose.tag")
    if not isinstance(entry.item, list) or len(entry.item) != 4:
        raise Refused("cose.elements")
    protected, unprotected, payload, signature = entry.item
    if not isinstance(protected, bytes):
        raise Refused("cbor.type", "protected")
    algorithm, version, kid, iss, sub, iat = _protected(protected)
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
    return Envelope(algorithm, version, kid, iss, sub, iat, payload, signed, signature)


class _Labels:
    """The integer labels of a map and their values, read one after the other, as they stand."""

    def __init__(self, value: object, known: tuple[int, ...]) -> None:
        if not isinstance(value, dict):
            raise Refused("cbor.type")
        self._left = list(value.items())
        self._known = known

    def is_empty(self) -> bool:
        return not self._left

    def expect(self, label: int) -> object:
        """The value of the next label, which is this one."""
        if not self._left:
            raise Refused("cose.label.missing", str(label))
        found, value = self._left.pop(0)
        _check_integer(found)
        if found != label:
            raise Refused("cose.label.missing" if found in self._known else "cose.label.unknown", str(found))
        return value

    def end(self) -> None:
        if self._left:
            _check_integer(self._left[0][0])
            raise Refused("cose.label.unknown", str(self._left[0][0]))


def _check_integer(value: object) -> None:
    integer(value, (), [])


def _protected(data: bytes) -> tuple[int, int, bytes, str, str, int | None]:
    """F3.2, F3.4 to F3.6: algorithm, version, thumbprint, and the claims."""
    labels = _Labels(decode(data), (1, 3, 4, 15))
    algorithm = labels.expect(1)
    _check_integer(algorithm)
    if algorithm not in ALGORITHMS:
        raise Refused("cose.algorithm")
    content_type = labels.expect(3)
    text(content_type, ("content type",), [])
    form = _CONTENT_TYPE.fullmatch(content_type)
    if form is None or int(form[1]) > 4_294_967_295:
        raise Refused("cose.content_type")
    kid = labels.expect(4)
    octets_32(kid, ("kid",), [])
    claims = _claims(labels.expect(15))
    labels.end()
    return algorithm, int(form[1]), kid, *claims


def _claims(value: object) -> tuple[str, str, int | None]:
    """F3.8."""
    labels = _Labels(value, (1, 2, 6))
    iss = labels.expect(1)
    text(iss, ("iss",), [])
    sub = labels.expect(2)
    text(sub, ("sub",), [])
    iat = None
    if not labels.is_empty():
        iat = labels.expect(6)
        _check_integer(iat)
    labels.end()
    return iss, sub, iat
