"""Certificates of time-stamping authorities and their paths: format §12, after RFC 3161 §2.3 and RFC 5280 §6.

`cryptography` reads the certificates and verifies what they are signed with.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from cbor import Refused
from instants import Instant

TIME_STAMPING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.8")
_UNDERSTOOD = {"2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.37"}
_SHA2 = (hashes.SHA256, hashes.SHA384, hashes.SHA512)
_MOST_BETWEEN = 6
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def read(data: bytes) -> x509.Certificate:
    try:
        certificate = x509.load_der_x509_certificate(data)
        # They are read when they are asked for.
        _ = certificate.extensions, certificate.issuer, certificate.subject
    except ValueError:
        raise Refused("token.malformed") from None
    return certificate


def from_pem(text: bytes) -> list[bytes]:
    """Refuses with ValueError what has no certificate."""
    return [each.public_bytes(Encoding.DER) for each in x509.load_pem_x509_certificates(text)]


def check_usage(certificate: x509.Certificate) -> None:
    """A key that signs time-stamps and nothing else: RFC 3161 §2.3."""
    usages = _extension(certificate, x509.ExtendedKeyUsage)
    usage = _extension(certificate, x509.KeyUsage)
    sole = usages is not None and usages.critical and list(usages.value) == [TIME_STAMPING]
    signs = usage is None or usage.value.digital_signature or usage.value.content_commitment
    if _is_authority(certificate) or not sole or not signs:
        raise Refused("token.usage")


def build(
    signer: x509.Certificate, others: list[bytes], anchors: list[x509.Certificate], at: Instant
) -> tuple[list[x509.Certificate], x509.Certificate]:
    """The certificates below the anchor, and the anchor. Of several reasons why there is none the one of the path that came furthest is said: a path that
    leads nowhere is the last of them."""
    time = _EPOCH + timedelta(seconds=at.nanos // 1_000_000_000)
    _check_alone(signer, time)
    candidates = list(readable(others))
    reasons: list[str] = []
    waiting = [[signer]]
    while waiting:
        path = waiting.pop()
        try:
            for below in path[-1:]:
                _check_alone(below, time)
            if len(path) > 1:
                _check_issuer(path[-1], len(path) - 2)
                _check_signed(path[-2], path[-1])
        except Refused as refused:
            reasons.append(refused.code)
            continue
        for anchor in anchors:
            if anchor.subject.public_bytes() == path[-1].issuer.public_bytes():
                try:
                    _check_signed(path[-1], anchor)
                    return path, anchor
                except Refused as refused:
                    reasons.append(refused.code)
        if len(path) <= _MOST_BETWEEN:
            wanted = path[-1].issuer.public_bytes()
            waiting.extend(
                [*path, other] for other in candidates if other.subject.public_bytes() == wanted and other not in path
            )
    raise Refused(next((code for code in ("token.validity", "token.path", "token.path_not_understood") if code in reasons), "token.not_anchored"))


def readable(others: list[bytes]) -> Iterator[x509.Certificate]:
    for data in others:
        try:
            yield read(data)
        except Refused:
            continue


def _extension(certificate: x509.Certificate, kind: type) -> x509.Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind)
    except x509.ExtensionNotFound:
        return None


def _is_authority(certificate: x509.Certificate) -> bool:
    constraints = _extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.value.ca


def _check_alone(certificate: x509.Certificate, time: datetime) -> None:
    """What is asked of a certificate of itself, at the time of the token."""
    if not certificate.not_valid_before_utc <= time <= certificate.not_valid_after_utc:
        raise Refused("token.validity")
    if any(one.critical and one.oid.dotted_string not in _UNDERSTOOD for one in certificate.extensions):
        raise Refused("token.path_not_understood")


def _check_issuer(certificate: x509.Certificate, below: int) -> None:
    """RFC 5280 §6.1.4: an authority, with this many authorities below it."""
    constraints = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    usages = _extension(certificate, x509.ExtendedKeyUsage)
    if constraints is None or not constraints.value.ca:
        raise Refused("token.path")
    if constraints.value.path_length is not None and below > constraints.value.path_length:
        raise Refused("token.path")
    if usage is not None and not usage.value.key_cert_sign:
        raise Refused("token.path")
    if usages is not None and TIME_STAMPING not in usages.value:
        raise Refused("token.path")


def _check_signed(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    key = issuer.public_key()
    curve = isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size in (256, 384)
    accepted = curve or isinstance(key, rsa.RSAPublicKey) and 2048 <= key.key_size <= 8192
    try:
        if not accepted or not isinstance(certificate.signature_hash_algorithm, _SHA2):
            raise Refused("token.path_not_understood")
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError):
        raise Refused("token.path") from None
