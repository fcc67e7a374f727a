"""ESP256 keys and signatures, as strict as F3.14 and F3.15.

`cryptography` checks the equation of FIPS 186-5 §6.4.2; it takes either of the two forms of a signature. What a key and the two numbers may be is asked here, in
plain integers.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

# SP 800-186 §3.2.1.3.
P = 2**256 - 2**224 + 2**192 + 2**96 - 1
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551

LENGTH = 64


def _numbers(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:32], "big"), int.from_bytes(data[32:], "big")


def thumbprint(key: bytes) -> bytes:
    """F3.7."""
    return hashlib.sha256(bytes.fromhex("a401022001215820") + key[:32] + bytes.fromhex("225820") + key[32:]).digest()


def key_problem(key: bytes) -> str | None:
    """F3.15."""
    if len(key) != LENGTH:
        return "key.length"
    x, y = _numbers(key)
    if x >= P or y >= P:
        return "key.not_canonical"
    if (y * y - x * x * x + 3 * x - B) % P:
        return "key.not_on_curve"
    return None


def signature_problem(key: bytes, message: bytes, signature: bytes) -> str | None:
    """F3.14 under a key of F3.15."""
    if len(signature) != 64:
        return "signature.length"
    r, s = _numbers(signature)
    if not 1 <= r < N:
        return "signature.r_out_of_range"
    if not 1 <= s < N:
        return "signature.s_out_of_range"
    if s > (N - 1) // 2:
        return "signature.s_high"
    public = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), b"\x04" + key)
    try:
        public.verify(encode_dss_signature(r, s), message, ECDSA(SHA256()))
    except InvalidSignature:
        return "signature.mismatch"
    return None
