"""V8: do the entries make the signed head, and does it extend the one remembered?"""

from __future__ import annotations

from dataclasses import dataclass

from cbor import Refused, decode
from cosigners import Cosigned, Policy, cosigned
from directory import Directory
from findings import Finding
from instants import LATEST, NANOS, Instant
from keys import Keys
from notes import Checkpoint, KnownKey, Note, open_note, parse_checkpoint, parse_note
from tree import Tree, leaf_hash, verify_consistency


@dataclass(frozen=True, slots=True)
class Head:
    """A note that holds a checkpoint (F8.6, F8.7)."""

    note: Note
    checkpoint: Checkpoint
    kept: Instant | None = None  # of a remembered one, since when, where that is given


@dataclass(frozen=True, slots=True)
class Consistency:
    """A consistency record of an extract (F7.15)."""

    first: int
    second: int
    path: list[bytes]
    span: tuple[int, int]


def parse_head(data: bytes) -> Head:
    """A signed head. Refuses with a code `note.…` or `checkpoint.…`."""
    note = parse_note(data)
    return Head(note, parse_checkpoint(note.text.decode()))


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

    def __init__(self, directory: Directory, file_end: int, policy: Policy | None = None) -> None:
        self.directory = directory
        self.policy = policy
        self.cosigned: list[tuple[Checkpoint, bool, Cosigned]] = []  # of each head that could be used, and whether it matched
        self.tree = Tree()
        self.roots: list[bytes] = [self.tree.root()]
        self.origin: str | None = None
        self.stage = "start"  # then `founded`, by entry 0, and `opened`, by its keeper
        self.signed: list[Checkpoint] = []  # those in the file whose signature holds
        self.last_size = -1
        self.right_size = 0  # and its size
        self.right_until = 0  # the end of the last checkpoint whose root the entries made
        self.file_end = file_end
        self.attested: list[tuple[int, Instant]] = []  # so many entries were there by then
        self.findings: list[Finding] = []

    def _found(self, code: str, message: str, span: tuple[int, int] | None = None, cause: int | None = None) -> None:
        self.findings.append(Finding(code, message, span=span, because_of=cause))

    def add_leaf(self, entry_hash: bytes) -> None:
        self.tree.append(leaf_hash(entry_hash))
        self.roots.append(self.tree.root())

    def _key_in_force(self, size: int) -> bytes | None:
        return self.directory.key_in_force(self.origin, size) if self.origin is not None else None

    def _unsigned(self, head: Head) -> tuple[str, int | None] | None:
        """Why V8.3 does not hold, and which entry may be the cause; or None."""
        key = self._key_in_force(head.checkpoint.size)
        if key is None:
            return "no key is in force", self.directory.first_untaken
        known = KnownKey(self.origin, key)
        try:
            open_note(head.note, [known], self.directory.keys)
        except Refused as refused:
            return f"no line by the key in force verifies: {refused.code}", None
        if head.checkpoint.origin != self.origin:
            return "it is the head of another ledger", None
        if any((line.name, line.key_id) != (known.name, known.key_id) for line in head.note.lines):
            return "there is a line by another key", None
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
        if head.checkpoint.origin != self.origin:
            message = f"of {head.checkpoint.origin!r}, in the ledger {self.origin!r}"
            self._found("checkpoint.misplaced", message, span, self.directory.first_untaken)  # V8.2
            return
        if size != self.tree.size or size <= self.last_size:
            self._found("checkpoint.misplaced", f"of size {size}, behind {self.tree.size} entries", span)  # V8.2
            return
        self.last_size = size
        unsigned = self._unsigned(head)
        if unsigned is not None:
            self._found("checkpoint.signature", unsigned[0], span, unsigned[1])  # V8.3
            return
        self.signed.append(head.checkpoint)
        if self.roots[size] != head.checkpoint.root:
            message = f"root {head.checkpoint.root.hex()}, the entries make {self.roots[size].hex()}"
            span = (self.right_until, span[1])
            self._found("checkpoint.root.mismatch", message, span, self.directory.first_untaken)  # V8.4
            return
        self.right_until, self.right_size = span[1], size

    def _usable(self, head: Head) -> bool:
        """V8.6."""
        key = self._key_in_force(head.checkpoint.size)
        if head.checkpoint.origin == self.origin and signed_by(head, key, self.directory.keys) and self._attested(head):
            return True
        self._found("anchor.unusable", f"the head of size {head.checkpoint.size} is of another ledger, or not signed by its key")
        return False

    def _attested(self, head: Head) -> bool:
        """V8.6: no line by a cosigner of the policy fails. Who signed is noted; whether the head matched is not known yet."""
        if self.policy is None:
            return True
        try:
            seen = cosigned(head.note, head.checkpoint.origin, self.policy, self.directory.keys)
        except Refused:
            return False
        self.cosigned.append((head.checkpoint, False, seen))
        return True

    def _matched(self) -> bool:
        """The head noted last has matched; whether it covers entries, by the policy."""
        if self.policy is None:
            return True
        checkpoint, _, seen = self.cosigned.pop()
        self.cosigned.append((checkpoint, True, seen))
        if seen.enough_since is not None and seen.enough_since <= LATEST:  # §1
            self.attested.append((checkpoint.size, Instant.at(seen.enough_since * NANOS)))
        return seen.enough

    def _uncosigned(self) -> None:
        """V8.15."""
        matched = [seen for _, matches, seen in self.cosigned if matches]
        if matched and not any(seen.enough for seen in matched):
            self._found("anchor.uncosigned", "no head that matched fulfils the policy")

    def _forked(self, checkpoint: Checkpoint, known: list[Checkpoint], span: tuple[int, int]) -> bool:
        """V8.8."""
        if all(each.size != checkpoint.size or each.root == checkpoint.root for each in known):
            return False
        self._found("anchor.forked", f"two signed heads of size {checkpoint.size} have different roots", span)
        return True

    def ledger_anchors(self, anchors: list[Head]) -> None:
        """V8.5 to V8.10 on a whole ledger: of each remembered head the first that is wrong with it."""
        if not anchors:
            self._found("anchor.absent", "no remembered head was given")
            return
        covered = None
        known = list(self.signed)
        for head in anchors:
            checkpoint = head.checkpoint
            if not self._usable(head):
                continue
            if self._forked(checkpoint, known, (0, self.file_end)):
                pass
            elif checkpoint.size > self.tree.size:
                message = f"a remembered head has {checkpoint.size} entries, the file {self.tree.size}"
                self._found("anchor.truncated", message, (self.right_until, self.file_end))
            elif self.roots[checkpoint.size] != checkpoint.root:
                message = f"the first {checkpoint.size} entries do not make the remembered root"
                self._found("anchor.root.mismatch", message, (0, self.file_end), self.directory.first_untaken)
            else:
                self._attest(head)
                if self._matched():
                    covered = max(covered or 0, checkpoint.size)
            known.append(checkpoint)
        self._uncosigned()
        if covered is not None and covered < self.tree.size:
            message = "no remembered head covers what stands from here on"
            self.findings.append(Finding("anchor.uncovered", message, covered))

    def extract_anchors(
        self, anchors: list[Head], head: Head, span: tuple[int, int], proofs: list[Consistency]
    ) -> None:
        """V8.3, V8.5 to V8.10 and V8.12 on an extract: a remembered head is its checkpoint, or joined to it."""
        unsigned = self._unsigned(head)
        if unsigned is not None:
            self._found("checkpoint.signature", unsigned[0], span, unsigned[1])
            return
        self.right_size = head.checkpoint.size
        if not anchors:
            self._found("anchor.absent", "no remembered head was given")
            return
        known = [head.checkpoint]
        for anchor in anchors:
            if not self._usable(anchor):
                continue
            if not self._forked(anchor.checkpoint, known, span):
                same = anchor.checkpoint.size == head.checkpoint.size
                if same or self._joined(head.checkpoint, anchor.checkpoint, span, proofs):
                    self._attest(anchor)
                    self._matched()
            known.append(anchor.checkpoint)
        self._uncosigned()

    def _joined(self, own: Checkpoint, remembered: Checkpoint, span: tuple[int, int], proofs: list[Consistency]) -> bool:
        """V8.10, V8.12: the first consistency record of the two sizes."""
        small, large = sorted((own, remembered), key=lambda each: each.size)
        proof = next((each for each in proofs if (each.first, each.second) == (small.size, large.size)), None)
        if proof is None:
            self._found("anchor.uncovered", "nothing joins the checkpoint to a remembered head", span)
            return False
        try:
            verify_consistency(small.size, small.root, large.size, large.root, proof.path)
        except Refused as refused:
            self._found("proof.mismatch", f"no consistency: {refused.code}", span)
            return False
        return True

    def _attest(self, head: Head) -> None:
        """§1: what the head covers was there when somebody outside came to have it."""
        if head.kept is not None:
            self.attested.append((head.checkpoint.size, head.kept))

    def covered_before(self, instant: Instant) -> int:
        """V2.5: how many entries are attested from before."""
        return max((size for size, kept in self.attested if kept < instant), default=0)
