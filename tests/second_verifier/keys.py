"""Keys and signatures: those of Ed25519, as strict as F3.11 and F3.12, and by their length those of `esp256.py`.

`cryptography` checks the equation of RFC 8032 §5.1.7 without a cofactor, compares R byte by byte, and refuses S that is not below L. The
rest is done here in plain integers: whether a key is canonical and of order L, whether R has small order, and which of all this is not so. Answers are remembered
within the process: they rest on nothing but the bytes asked about.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

import esp256
from cbor import Refused, encode

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
_SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)
_THUMBPRINT_HEAD = bytes.fromhex("a301012006215820")

Point = tuple[int, int, int, int]
IDENTITY: Point = (0, 1, 1, 0)


def thumbprint(key: bytes) -> bytes:
    """F3.7. The length of a key tells its algorithm (F6.6)."""
    if len(key) == esp256.LENGTH:
        return esp256.thumbprint(key)
    return hashlib.sha256(_THUMBPRINT_HEAD + key).digest()


def _add(one: Point, other: Point) -> Point:
    """RFC 8032 §5.1.4, extended coordinates."""
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _multiply(scalar: int, point: Point) -> Point:
    result = IDENTITY
    while scalar:
        if scalar & 1:
            result = _add(result, point)
        point = _add(point, point)
        scalar >>= 1
    return result


def _is_identity(point: Point) -> bool:
    return point[0] % P == 0 and (point[1] - point[2]) % P == 0


def _point(encoded: bytes) -> tuple[Point, bool] | None:
    """The point that 32 bytes decode to, and whether they are its canonical encoding; None when there is none."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    canonical = y < P
    y %= P
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == (-u) % P:
        x = x * _SQRT_MINUS_1 % P
    elif v * x * x % P != u:
        return None
    if x == 0 and sign:
        canonical = False
    if x & 1 != sign:
        x = -x % P
    return (x, y, 1, x * y % P), canonical


class Keys:
    """Answers about keys and signatures, each worked out once."""

    def __init__(self) -> None:
        self._keys: dict[bytes, str | None] = {}
        self._signatures: dict[tuple[bytes, bytes, bytes], str | None] = {}
        self._small_order = _small_order_encodings()

    def check_key(self, key: bytes) -> None:
        """F3.12, F3.15. Refuses with a code `key.…`."""
        if key not in self._keys:
            self._keys[key] = esp256.key_problem(key) if len(key) == esp256.LENGTH else _key_problem(key)
        problem = self._keys[key]
        if problem is not None:
            raise Refused(problem)

    def is_acceptable(self, key: bytes) -> bool:
        try:
            self.check_key(key)
        except Refused:
            return False
        return True

    def check_signature(self, key: bytes, message: bytes, signature: bytes) -> None:
        """F3.11 under a key of F3.12, F3.14 under one of F3.15. Refuses with a code `signature.…`."""
        asked = (key, hashlib.sha256(message).digest(), signature)
        if asked not in self._signatures and len(key) == esp256.LENGTH:
            self._signatures[asked] = esp256.signature_problem(key, message, signature)
        if asked not in self._signatures:
            holds = signature[:32] not in self._small_order and _equation_holds(key, message, signature)
            self._signatures[asked] = None if holds else _signature_problem(key, message, signature)
        problem = self._signatures[asked]
        if problem is not None:
            raise Refused(problem)

    def holds(self, key: bytes, message: bytes, signature: bytes) -> bool:
        """Whether key and signature are both accepted."""
        try:
            self.check_key(key)
            self.check_signature(key, message, signature)
        except Refused:
            return False
        return True

    def possesses(self, key: bytes, organisation: str, party: str, proof: bytes) -> bool:
        """F6.5: the new key's own signature over organisation, party and key."""
        return self.holds(key, encode(["handseal-possession-v1", organisation, party, key]), proof)


def algorithm_of(key: bytes) -> int:
    """F3.4: the algorithm that a key signs with."""
    return -9 if len(key) == esp256.LENGTH else -19


def _key_problem(key: bytes) -> str | None:
    if len(key) != 32:
        return "key.length"
    decoded = _point(key)
    if decoded is None:
        return "key.not_on_curve"
    point, canonical = decoded
    if not canonical:
        return "key.not_canonical"
    if _is_identity(_multiply(8, point)):
        return "key.small_order"
    if not _is_identity(_multiply(L, point)):
        return "key.mixed_order"
    return None


def _equation_holds(key: bytes, message: bytes, signature: bytes) -> bool:
    """S below L, and R byte for byte the encoding of [S]B - [k]A: so R is canonical."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def _small_order_encodings() -> frozenset[bytes]:
    """The canonical encodings of the eight points of small order: the multiples of [L]P for a point P that has all of them."""
    y = 2
    while True:
        decoded = _point(y.to_bytes(32, "little"))
        y += 1
        if decoded is None:
            continue
        step = _multiply(L, decoded[0])
        if not _is_identity(_multiply(4, step)):
            return frozenset(_encoding(_multiply(number, step)) for number in range(8))


def _encoding(point: Point) -> bytes:
    """RFC 8032 §5.1.2."""
    inverse = pow(point[2], -1, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _signature_problem(key: bytes, message: bytes, signature: bytes) -> str | None:
    if len(signature) != 64:
        return "signature.length"
    if int.from_bytes(signature[32:], "little") >= L:
        return "signature.s_not_canonical"
    decoded = _point(signature[:32])
    if decoded is None:
        return "signature.r_not_on_curve"
    point, canonical = decoded
    if _is_identity(_multiply(8, point)):
        return "signature.r_small_order"
    if not canonical:
        return "signature.r_not_canonical"
    return None if _equation_holds(key, message, signature) else "signature.mismatch"
