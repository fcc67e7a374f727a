"""V8: do the entries make the signed head, and does it extend the one remembered?"""

from __future__ import annotations

from dataclasses import dataclass

import ids
from cbor import Refused, decode
from directory import Directory
from findings import Finding
from keys import Keys
from notes import Checkpoint, KnownKey, Note, open_note, parse_checkpoint, parse_note
from tree import Tree, leaf_hash, verify_consistency


@dataclass(frozen=True, slots=True)
class Head:
    """A note that holds a checkpoint (F8.6, F8.7)."""

    note: Note
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Consistency:
    """A consistency record of an extract (F7.15)."""

    first: int
    second: int
    path: list[bytes]
    span: tuple[int, int]


def parse_head(data: bytes) -> Head:
    """A signed head. Refuses with a code `note.…`, `checkpoint.…` or `field.identifier`."""
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text.decode())
    if not ids.is_origin(checkpoint.origin):
        raise Refused("field.identifier", "origin")
    return Head(note, checkpoint)


def signed_by(head: Head, key: bytes | None, keys: Keys) -> bool:
    """F8.10: every line by the key in force verifies, and there is one."""
    if key is None:
        return False
    try:
        open_note(head.note, [KnownKey(head.checkpoint.origin, key)], keys)
    except Refused:
        return False
    return True


class Heads:
    """The tree over the entries, the checkpoints in the file, and the heads that somebody remembers."""

    def __init__(self, directory: Directory, header_end: int, file_end: int) -> None:
        self.directory = directory
        self.tree = Tree()
        self.roots: list[bytes] = [self.tree.root()]
        self.origin: str | None = None
        self.signed: list[Checkpoint] = []  # those in the file whose signature holds
        self.last_size = -1
        self.right_until = header_end  # the end of the last checkpoint whose root the entries made
        self.file_end = file_end
        self.findings: list[Finding] = []

    def add_leaf(self, entry_hash: bytes) -> None:
        self.tree.append(leaf_hash(entry_hash))
        self.roots.append(self.tree.root())

    def _signed(self, head: Head) -> str | None:
        """Why V8.3 does not hold, or None."""
        key = self.directory.key_in_force(head.checkpoint.origin, head.checkpoint.size)
        if key is None:
            return "no key is in force"
        if not signed_by(head, key, self.directory.keys):
            return "no line by the key in force verifies"
        known = KnownKey(head.checkpoint.origin, key)
        if any((line.name, line.key_id) != (known.name, known.key_id) for line in head.note.lines):
            return "there is a line by another key"
        return None

    def parse(self, record: bytes, content: bytes, span: tuple[int, int]) -> Head | None:
        """V8.1."""
        try:
            decode(record)
            return parse_head(content)
        except Refused as refused:
            self.findings.append(Finding("checkpoint.malformed", f"no signed head: {refused}", span=span))
            return None

    def checkpoint(self, record: bytes, content: bytes, span: tuple[int, int]) -> None:
        """V8.1 to V8.4, in a whole ledger."""
        head = self.parse(record, content, span)
        if head is None:
            return
        size = head.checkpoint.size
        misplaced = size != self.tree.size or size <= self.last_size
        if misplaced or (self.origin is not None and head.checkpoint.origin != self.origin):
            message = f"of {head.checkpoint.origin!r} and size {size}, behind {self.tree.size} entries of {self.origin!r}"
            self.findings.append(Finding("checkpoint.misplaced", message, span=span))  # V8.2
            return
        self.last_size = size
        unsigned = self._signed(head) if self.origin is not None else "no `opened` registers a key"
        if unsigned is not None:
            self.findings.append(Finding("checkpoint.signature", unsigned, span=span))  # V8.3
            return
        self.signed.append(head.checkpoint)
        if self.roots[size] != head.checkpoint.root:
            message = f"root {head.checkpoint.root.hex()}, the entries make {self.roots[size].hex()}"
            self.findings.append(Finding("checkpoint.root.mismatch", message, span=(self.right_until, span[1])))  # V8.4
            return
        self.right_until = span[1]

    def extract_checkpoint(self, head: Head, span: tuple[int, int]) -> Checkpoint | None:
        """V8.2 and V8.3 of the one checkpoint of an extract, when every entry has been read."""
        if self.origin is not None and head.checkpoint.origin != self.origin:
            self.findings.append(Finding("checkpoint.misplaced", "the checkpoint of another ledger", span=span))
            return None
        unsigned = self._signed(head) if self.origin is not None else "no `opened` registers a key"
        if unsigned is not None:
            self.findings.append(Finding("checkpoint.signature", unsigned, span=span))
            return None
        self.signed.append(head.checkpoint)
        return head.checkpoint

    def _usable(self, anchors: list[Head]) -> list[Checkpoint]:
        """V8.6."""
        usable = []
        for head in anchors:
            checkpoint = head.checkpoint
            key = self.directory.key_in_force(checkpoint.origin, checkpoint.size)
            if checkpoint.origin != self.origin or not signed_by(head, key, self.directory.keys):
                message = f"the head of size {checkpoint.size} is of another ledger, or not signed by its key"
                self.findings.append(Finding("anchor.unusable", message))
            elif checkpoint not in usable:
                usable.append(checkpoint)
        return usable

    def _forked(self, usable: list[Checkpoint]) -> None:
        """V8.8."""
        seen: dict[int, bytes] = {checkpoint.size: checkpoint.root for checkpoint in self.signed}
        for checkpoint in usable:
            if seen.setdefault(checkpoint.size, checkpoint.root) != checkpoint.root:
                message = f"two signed heads of size {checkpoint.size} have different roots"
                self.findings.append(Finding("anchor.forked", message, span=(0, self.file_end)))

    def ledger_anchors(self, anchors: list[Head]) -> int | None:
        """V8.5 to V8.9 on a whole ledger: the greatest size of a remembered head that matched."""
        if not anchors:
            self.findings.append(Finding("anchor.absent", "no remembered head was given"))
            return None
        usable = self._usable(anchors)
        self._forked(usable)
        matched = None
        for checkpoint in usable:
            if checkpoint.size > self.tree.size:
                message = f"a remembered head has {checkpoint.size} entries, the file {self.tree.size}"
                self.findings.append(Finding("anchor.truncated", message, span=(self.right_until, self.file_end)))
            elif self.roots[checkpoint.size] != checkpoint.root:
                message = f"the first {checkpoint.size} entries do not make the remembered root"
                self.findings.append(Finding("anchor.root.mismatch", message, span=(0, self.file_end)))
            else:
                matched = max(matched or 0, checkpoint.size)
        return matched

    def extract_anchors(
        self, anchors: list[Head], own: Checkpoint | None, span: tuple[int, int], proofs: list[Consistency]
    ) -> None:
        """V8.5 to V8.10 and V8.12 on an extract: a remembered head is its checkpoint, or joined to it."""
        if not anchors:
            self.findings.append(Finding("anchor.absent", "no remembered head was given"))
            return
        usable = self._usable(anchors)
        self._forked(usable)
        if own is None:
            return
        joined = False
        for checkpoint in usable:
            if checkpoint.size == own.size:
                joined = joined or checkpoint.root == own.root
                continue
            for proof in proofs:
                if {proof.first, proof.second} != {own.size, checkpoint.size}:
                    continue
                small, large = sorted((own, checkpoint), key=lambda each: each.size)
                try:
                    verify_consistency(small.size, small.root, large.size, large.root, proof.path)
                    joined = True
                except Refused as refused:
                    self.findings.append(Finding("proof.mismatch", f"no consistency: {refused.code}", span=span))
        if usable and not joined:
            message = "nothing joins the checkpoint to a remembered head"
            self.findings.append(Finding("anchor.uncovered", message, span=span))
