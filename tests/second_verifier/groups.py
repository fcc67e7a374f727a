"""Records become groups: an entry or a stub, and what stands behind it (§7 of the format; verification §2, 2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cbor import Refused, decode
from findings import Finding
from heads import Consistency
from record import CHECKPOINT, DISCLOSURES, ENTRY, OVERSIZED, PROOF, Record, Unread, records


@dataclass(slots=True)
class Group:
    """An entry or a stub, its disclosures and its inclusion record, and the last byte behind it, plus one."""

    record: Record
    end: int
    disclosures: Record | None = None
    inclusion: tuple[int, list[bytes]] | None = None

    def span(self) -> tuple[int, int]:
        """From the first byte of the entry to the last of what stands behind it."""
        return self.record.span[0], self.end


class Groups:
    """The groups and checkpoints behind a header, in their order, with what is found while they are put together."""

    def __init__(self, data: bytes, header_end: int, is_extract: bool) -> None:
        self.data = data
        self.header_end = header_end
        self.is_extract = is_extract
        self.findings: list[Finding] = []
        self.consistency: list[Consistency] = []
        self._open: Group | None = None
        self._closed = False

    def __iter__(self) -> Iterator[Group | Record | Unread]:
        before = 0
        for each in records(self.data, self.header_end, before):
            if isinstance(each, Unread):
                yield from self._close()
                message = "the file ends inside a record" if each.code == "file.torn" else "nothing tells where it ends"
                self._found(each.code, message, each.span)  # V1.2, V1.3
                yield each
                return
            if self._closed:
                self._found("checkpoint.misplaced", "it stands behind the checkpoint of an extract", each.span)  # V8.2
            if each.kind in (DISCLOSURES, PROOF):
                if self._open is not None:
                    self._open.end = each.span[1]
                if each.kind == PROOF:
                    self._proof(each)
                else:
                    self._disclosures(each, before)
            else:
                yield from self._close()
                yield from self._begin(each)
            before = each.span[0]
        yield from self._close()

    def _found(self, code: str, message: str, span: tuple[int, int]) -> None:
        self.findings.append(Finding(code, message, span=span))

    def _close(self) -> Iterator[Group]:
        group, self._open = self._open, None
        if group is not None:
            yield group

    def _begin(self, record: Record) -> Iterator[Record]:
        """A record that no group holds, or with which one begins."""
        if record.kind == OVERSIZED:
            self._found("entry.oversized", "longer than any record may be", record.span)  # V1.4
            yield record
        elif record.kind == CHECKPOINT:
            self._closed = self.is_extract
            yield record
        else:
            self._open = Group(record, record.span[1])

    def _disclosures(self, record: Record, before: int) -> None:
        group = self._open
        if group is None or group.record.kind != ENTRY or group.disclosures is not None or group.inclusion is not None:
            self._found("disclosure.misplaced", "disclosures stand behind no entry", (before, record.span[1]))  # V1.9
            return
        group.disclosures = record

    def _proof(self, record: Record) -> None:
        """F7.7, F7.13 to F7.16; V8.11, V8.14."""
        try:
            proof = decode(record.data)
        except Refused as refused:
            self._found("proof.malformed", str(refused), record.span)
            return
        kind = proof.get("proof")
        if isinstance(kind, str) and kind not in ("inclusion", "consistency"):
            self._found("proof.not_understood", f"a proof of a kind that is not known: {kind!r}", record.span)
        elif not self.is_extract or not is_proof(proof):
            self._found("proof.malformed", "no proof of an extract", record.span)
        elif kind == "consistency":
            self.consistency.append(Consistency(proof["from"], proof["to"], proof["path"], record.span))
        elif self._open is None or self._open.inclusion is not None:
            self._found("proof.malformed", "an inclusion record behind no entry", record.span)
        else:
            self._open.inclusion = (proof["index"], proof["path"])


def is_proof(proof: dict) -> bool:
    """The grammar of `inclusion` and `consistency`; F7.16."""
    numbers = {"inclusion": ("index",), "consistency": ("to", "from")}.get(proof.get("proof"), None)
    if numbers is None or proof.keys() != {"path", "proof", *numbers}:
        return False
    if not all(type(proof[name]) is int and proof[name] >= 0 for name in numbers):
        return False
    path = proof["path"]
    return isinstance(path, list) and len(path) <= 64 and all(isinstance(each, bytes) and len(each) == 32 for each in path)
