"""Time-stamp tokens: format §12, after RFC 3161, RFC 5652 and RFC 5280.

`cryptography` reads certificates and verifies their signatures and that of the token. The token itself, and which certificate may do what when, is read here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

import paths
from cbor import Refused
from instants import Instant

MAX_TOKEN = 65_536
_DIGESTS = {
    "2.16.840.1.101.3.4.2.1": hashes.SHA256,
    "2.16.840.1.101.3.4.2.2": hashes.SHA384,
    "2.16.840.1.101.3.4.2.3": hashes.SHA512,
}
_SIGNATURES = {
    "1.2.840.10045.4.3.2": ("ecdsa", hashes.SHA256),
    "1.2.840.10045.4.3.3": ("ecdsa", hashes.SHA384),
    "1.2.840.10045.4.3.4": ("ecdsa", hashes.SHA512),
    "1.2.840.113549.1.1.11": ("pkcs1", hashes.SHA256),
    "1.2.840.113549.1.1.12": ("pkcs1", hashes.SHA384),
    "1.2.840.113549.1.1.13": ("pkcs1", hashes.SHA512),
    "1.2.840.113549.1.1.1": ("pkcs1", None),
    "1.2.840.113549.1.1.10": ("pss", None),
}
_SIGNED_DATA = "1.2.840.113549.1.7.2"
_TST_INFO = "1.2.840.113549.1.9.16.1.4"
_CONTENT_TYPE, _MESSAGE_DIGEST = "1.2.840.113549.1.9.3", "1.2.840.113549.1.9.4"
_NAMED_V1, _NAMED_V2 = "1.2.840.113549.1.9.16.2.12", "1.2.840.113549.1.9.16.2.47"


@dataclass(frozen=True, slots=True)
class Tlv:
    """One value of DER, with all its bytes."""

    tag: int
    body: bytes
    whole: bytes

    def of(self, tag: int) -> Tlv:
        if self.tag != tag:
            raise Refused("token.malformed")
        return self

    def inside(self) -> Tlvs:
        return Tlvs(self.body)

    def oid(self) -> str:
        body = self.of(0x06).body
        if not body or body[-1] & 0x80:
            raise Refused("token.malformed")
        arcs, number, begins = [], 0, True
        for byte in body:
            if begins and byte == 0x80:
                raise Refused("token.malformed")
            number, begins = number << 7 | byte & 0x7F, not byte & 0x80
            if begins:
                arcs.append(number)
                number = 0
        first = min(arcs[0] // 40, 2)
        return ".".join(str(arc) for arc in (first, arcs[0] - 40 * first, *arcs[1:]))

    def number(self) -> int:
        body = self.body
        if not body or len(body) > 1 and (body[0] == 0 and body[1] < 0x80 or body[0] == 0xFF and body[1] >= 0x80):
            raise Refused("token.malformed")
        return int.from_bytes(body, "big", signed=True)


class Tlvs:
    """Values one behind the other."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def more(self) -> bool:
        return self.at < len(self.data)

    def next(self) -> Tlv:
        start, data = self.at, self.data
        if start + 2 > len(data) or data[start] & 0x1F == 0x1F:
            raise Refused("token.malformed")
        length, at = data[start + 1], start + 2
        if length >= 0x80:
            count = length & 0x7F
            octets = data[at : at + count]
            if not 1 <= count <= 4 or len(octets) != count or octets[0] == 0:
                raise Refused("token.malformed")
            length, at = int.from_bytes(octets, "big"), at + count
            if length < 0x80:
                raise Refused("token.malformed")
        if at + length > len(data):
            raise Refused("token.malformed")
        self.at = at + length
        return Tlv(data[start], data[at : at + length], data[start : at + length])

    def optional(self, tag: int) -> Tlv | None:
        return self.next() if self.more() and self.data[self.at] == tag else None

    def all(self) -> Iterator[Tlv]:
        while self.more():
            yield self.next()

    def end(self) -> None:
        if self.more():
            raise Refused("token.malformed")


def _only(data: bytes, tag: int) -> Tlv:
    values = Tlvs(data)
    value = values.next().of(tag)
    values.end()
    return value


def _digest_of(algorithm: Tlv) -> type[hashes.HashAlgorithm]:
    inside = algorithm.of(0x30).inside()
    oid = inside.next().oid()
    plain = not inside.more() or inside.next().whole == b"\x05\x00" and not inside.more()
    if oid not in _DIGESTS or not plain:
        raise Refused("token.algorithm")
    return _DIGESTS[oid]


def digest(algorithm: type[hashes.HashAlgorithm], data: bytes) -> bytes:
    return hashlib.new(algorithm.name, data).digest()


@dataclass(slots=True)
class Statement:
    """What a token says: RFC 3161 §2.4.2."""

    data: bytes
    imprint: tuple[type[hashes.HashAlgorithm], bytes]
    policy: str
    serial: bytes
    at: Instant
    micros: int | None
    ordering: bool


def _statement(data: bytes) -> Statement:
    inside = _only(data, 0x30).inside()
    version = inside.next().of(0x02).number()
    policy = inside.next().oid()
    imprint = inside.next().of(0x30).inside()
    algorithm, message = imprint.next(), imprint.next().of(0x04).body
    imprint.end()
    serial = inside.next().of(0x02)
    serial.number()
    time = inside.next()
    accuracy, ordering = inside.optional(0x30), inside.optional(0x01)
    nonce, _, extensions = inside.optional(0x02), inside.optional(0xA0), inside.optional(0xA1)
    inside.end()
    if ordering is not None and ordering.body not in (b"\x00", b"\xff") or nonce is not None and not nonce.body:
        raise Refused("token.malformed")
    critical = False
    for extension in extensions.inside().all() if extensions is not None else ():
        fields = extension.of(0x30).inside()
        fields.next().oid()
        flag = fields.optional(0x01)
        fields.next().of(0x04)
        fields.end()
        critical = critical or flag is not None and flag.body == b"\xff"
    micros = _accuracy(accuracy) if accuracy is not None else (None, True)
    if version != 1:
        raise Refused("token.malformed")
    known = _digest_of(algorithm)
    if critical:
        raise Refused("token.extension")
    at = _instant(time)
    if not micros[1]:
        raise Refused("token.malformed")
    whole = ordering is not None and ordering.body == b"\xff"
    return Statement(data, (known, message), policy, serial.body.lstrip(b"\0") or b"\0", at, micros[0], whole)


def _accuracy(value: Tlv) -> tuple[int, bool]:
    inside = value.inside()
    parts = [inside.optional(tag) for tag in (0x02, 0x80, 0x81)]
    inside.end()
    seconds, millis, micros = (part.number() if part is not None else 0 for part in parts)
    within = all(part is None or 1 <= part.number() <= 999 for part in parts[1:])
    return seconds * 1_000_000 + millis * 1_000 + micros, within


def _instant(value: Tlv) -> Instant:
    text = value.body.decode("latin-1")
    date, fraction, end = text[:14], text[14:-1], text[-1:]
    if value.tag != 0x18 or len(date) != 14 or not date.isascii() or not date.isdigit() or end != "Z":
        raise Refused("token.malformed")
    if fraction and (fraction[0] != "." or len(fraction) == 1):
        raise Refused("token.malformed")
    fraction = fraction.rstrip("0").rstrip(".") if fraction else ""
    form = f"{date[:4]}-{date[4:6]}-{date[6:8]}T{date[8:10]}:{date[10:12]}:{date[12:14]}{fraction}Z"
    try:
        return Instant.parse(form)
    except ValueError:
        raise Refused("token.malformed") from None


@dataclass(slots=True)
class Signer:
    """Who signed a token, and what: RFC 5652 §5.3."""

    id: Tlv
    digest: type[hashes.HashAlgorithm]
    scheme: str
    signature: bytes
    signed: bytes
    attributes: dict[str, list[Tlv]]

    def one(self, oid: str) -> Tlv:
        values = self.attributes.get(oid, [])
        if len(values) != 1:
            raise Refused("token.attribute")
        return values[0]


def _signer(info: Tlv) -> Signer:
    inside = info.of(0x30).inside()
    inside.next().of(0x02)
    name, algorithm = inside.next(), inside.next()
    signed = inside.next().of(0xA0)
    attributes: dict[str, list[Tlv]] = {}
    for attribute in signed.inside().all():
        fields = attribute.of(0x30).inside()
        oid = fields.next().oid()
        attributes.setdefault(oid, []).extend(fields.next().of(0x31).inside().all())
        fields.end()
    how, signature = inside.next().of(0x30), inside.next().of(0x04)
    inside.optional(0xA1)
    inside.end()
    known = _digest_of(algorithm)
    oid = how.inside().next().oid()
    if oid not in _SIGNATURES:
        raise Refused("token.algorithm")
    scheme, of = _SIGNATURES[oid]
    if scheme == "pss":
        of = _pss_digest(how)
    if of is not None and of is not known:
        raise Refused("token.algorithm")
    return Signer(name, known, scheme, signature.body, b"\x31" + signed.whole[1:], attributes)


def _pss_digest(how: Tlv) -> type[hashes.HashAlgorithm]:
    """RFC 4055 §3.1: one digest for all, and a salt of its length."""
    inside = how.inside()
    inside.next()
    parameters = inside.next().of(0x30).inside() if inside.more() else Tlvs(b"")
    found, mask, salt = (parameters.optional(tag) for tag in (0xA0, 0xA1, 0xA2))
    if found is None or mask is None or salt is None or parameters.more():
        raise Refused("token.algorithm")
    known = _digest_of(_only(found.body, 0x30))
    of_mask = _only(mask.body, 0x30).inside()
    if of_mask.next().oid() != "1.2.840.113549.1.1.8" or _digest_of(of_mask.next()) is not known:
        raise Refused("token.algorithm")
    if _only(salt.body, 0x02).number() != known.digest_size:
        raise Refused("token.algorithm")
    return known


@dataclass(slots=True)
class Token:
    """A token as it was read; nothing of it is verified."""

    statement: Statement
    signer: Signer
    certificates: list[bytes]


def parse(data: bytes) -> Token:
    if len(data) > MAX_TOKEN:
        raise Refused("token.too_long")
    outer = _only(data, 0x30).inside()
    kind, content = outer.next().oid(), outer.next().of(0xA0)
    outer.end()
    if kind != _SIGNED_DATA:
        raise Refused("token.content_type")
    inside = _only(content.body, 0x30).inside()
    inside.next().of(0x02)
    inside.next().of(0x31)
    encapsulated = inside.next().of(0x30).inside()
    kind, held = encapsulated.next().oid(), encapsulated.optional(0xA0)
    encapsulated.end()
    certificates, _ = inside.optional(0xA0), inside.optional(0xA1)
    signers = list(inside.next().of(0x31).inside().all())
    inside.end()
    if kind != _TST_INFO:
        raise Refused("token.content_type")
    statement = _statement(_only(held.body, 0x04).body if held is not None else b"")
    if len(signers) != 1:
        raise Refused("token.signers")
    signer = _signer(signers[0])
    if signer.one(_CONTENT_TYPE).oid() != _TST_INFO:
        raise Refused("token.content_type")
    signer.one(_MESSAGE_DIGEST).of(0x04)
    found = [value.whole for value in certificates.inside().all()] if certificates is not None else []
    return Token(statement, signer, found)


@dataclass(frozen=True, slots=True)
class Attested:
    """A time that an authority attests."""

    statement: Statement
    authority: str
    anchor: str
    anchor_sha256: str
    until: Instant


def verify(token: Token, imprint: bytes, anchors: list[x509.Certificate], now: Instant) -> Attested:
    """The checks of format §12, in their order."""
    if token.statement.imprint[1] != imprint:
        raise Refused("token.imprint")
    signer = _signer_certificate(token)
    if digest(token.signer.digest, token.statement.data) != token.signer.one(_MESSAGE_DIGEST).of(0x04).body:
        raise Refused("token.digest")
    _check_signature(token.signer, signer.public_key())
    paths.check_usage(signer)
    below, anchor = paths.build(signer, token.certificates, anchors, token.statement.at)
    if token.statement.at > now:
        raise Refused("token.future")
    until = min(certificate.not_valid_after_utc for certificate in below)
    return Attested(
        token.statement,
        signer.subject.rfc4514_string(),
        anchor.subject.rfc4514_string(),
        hashlib.sha256(anchor.public_bytes(Encoding.DER)).hexdigest(),
        Instant.parse(until.strftime("%Y-%m-%dT%H:%M:%SZ")),
    )


def _signer_certificate(token: Token) -> x509.Certificate:
    """The certificate that the signed attributes name: RFC 5816."""
    attributes = token.signer.attributes
    named: list[tuple[str, bytes, Tlv | None]] = []
    if _NAMED_V1 not in attributes or _NAMED_V2 in attributes:
        first = _first_named(token.signer.one(_NAMED_V2))
        algorithm = first.optional(0x30)
        known = _digest_of(algorithm).name if algorithm is not None else "sha256"
        named.append((known, first.next().of(0x04).body, first.optional(0x30)))
    if _NAMED_V1 in attributes:
        first = _first_named(token.signer.one(_NAMED_V1))
        named.append(("sha1", first.next().of(0x04).body, first.optional(0x30)))
    for data in token.certificates:
        if all(hashlib.new(name, data).digest() == value for name, value, _ in named):
            certificate = paths.read(data)
            fits = all(issuer is None or _is_issuer_serial(issuer, certificate) for _, _, issuer in named)
            if not fits or not _is_signer(token.signer.id, certificate):
                raise Refused("token.certificate")
            return certificate
    # The signer's is there, and it is another than the one named.
    is_there = any(_is_signer(token.signer.id, each) for each in paths.readable(token.certificates))
    raise Refused("token.certificate" if is_there else "token.certificate_absent")


def _first_named(value: Tlv) -> Tlvs:
    """Of a signing certificate, what it says of the first."""
    return value.of(0x30).inside().next().of(0x30).inside().next().of(0x30).inside()


def _is_issuer_serial(issuer: Tlv, certificate: x509.Certificate) -> bool:
    inside = issuer.inside()
    names, serial = inside.next(), inside.next()
    wanted = certificate.issuer.public_bytes()
    is_issuer = any(name.tag == 0xA4 and name.body == wanted for name in names.inside().all())
    return is_issuer and serial.number() == certificate.serial_number


def _is_signer(name: Tlv, certificate: x509.Certificate) -> bool:
    if name.tag == 0x80:
        try:
            own = certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
        except x509.ExtensionNotFound:
            return False
        return own.value.digest == name.body
    inside = name.of(0x30).inside()
    return inside.next().whole == certificate.issuer.public_bytes() and inside.next().number() == certificate.serial_number


def _check_signature(signer: Signer, key: object) -> None:
    algorithm = signer.digest()
    try:
        if signer.scheme == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey) and key.curve.key_size in (256, 384):
            key.verify(signer.signature, signer.signed, ec.ECDSA(algorithm))
        elif signer.scheme == "pkcs1" and isinstance(key, rsa.RSAPublicKey) and 2048 <= key.key_size <= 8192:
            key.verify(signer.signature, signer.signed, padding.PKCS1v15(), algorithm)
        elif signer.scheme == "pss" and isinstance(key, rsa.RSAPublicKey) and 2048 <= key.key_size <= 8192:
            salted = padding.PSS(padding.MGF1(algorithm), algorithm.digest_size)
            key.verify(signer.signature, signer.signed, salted, algorithm)
        else:
            raise Refused("token.algorithm")
    except InvalidSignature:
        raise Refused("token.signature") from None
