"""The Merkle tree and its proofs (F8.1 to F8.5; RFC 9162 §2.1)."""

from __future__ import annotations

import hashlib

from cbor import Refused

MAX_SIZE = 1 << 63  # F8.5


def leaf_hash(data: bytes) -> bytes:
    """F8.1."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """F8.2."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The tree over the leaves so far: the roots of its complete subtrees, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._complete: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Adds a leaf by its leaf hash."""
        node = leaf
        size = self.size
        while size & 1:
            node = node_hash(self._complete.pop(), node)
            size >>= 1
        self._complete.append(node)
        self.size += 1

    def root(self) -> bytes:
        """F8.2: the greatest power of two splits off first, so the small subtrees are joined first."""
        if not self._complete:
            return hashlib.sha256(b"").digest()
        node = self._complete[-1]
        for left in reversed(self._complete[:-1]):
            node = node_hash(left, node)
        return node


def root_of(data: list[bytes]) -> bytes:
    """The root over leaf data."""
    tree = Tree()
    for leaf in data:
        tree.append(leaf_hash(leaf))
    return tree.root()


def verify_inclusion(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> None:
    """F8.3, RFC 9162 §2.1.3.2. Size and root are those of a signed head. Refuses with a code `proof.…`."""
    if size > MAX_SIZE:
        raise Refused("proof.size_too_large")
    if index >= size:
        raise Refused("proof.index")
    number, last = index, size - 1
    node = leaf
    for step in path:
        if last == 0:
            raise Refused("proof.path_too_long")
        if number & 1 or number == last:
            node = node_hash(step, node)
            while number & 1 == 0 and number != 0:
                number >>= 1
                last >>= 1
        else:
            node = node_hash(node, step)
        number >>= 1
        last >>= 1
    if last != 0:
        raise Refused("proof.path_too_short")
    if node != root:
        raise Refused("proof.root")


def verify_consistency(first: int, old_root: bytes, second: int, root: bytes, path: list[bytes]) -> None:
    """F8.4, RFC 9162 §2.1.4.2: the tree of size `first` is a prefix of that of size `second`."""
    if first == 0:
        raise Refused("proof.size_zero")
    if first > second:
        raise Refused("proof.sizes_reversed")
    if second > MAX_SIZE:
        raise Refused("proof.size_too_large")
    if first == second:
        if path:
            raise Refused("proof.path_too_long")
        if old_root != root:
            raise Refused("proof.root")
        return
    _consistency_path(first, old_root, second, root, path)


def _consistency_path(first: int, old_root: bytes, second: int, root: bytes, path: list[bytes]) -> None:
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        raise Refused("proof.path_too_short")
    number, last = first - 1, second - 1
    while number & 1:
        number >>= 1
        last >>= 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise Refused("proof.path_too_long")
        if number & 1 or number == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while number & 1 == 0 and number != 0:
                number >>= 1
                last >>= 1
        else:
            new = node_hash(new, step)
        number >>= 1
        last >>= 1
    if last != 0:
        raise Refused("proof.path_too_short")
    if old != old_root:
        raise Refused("proof.old_root")
    if new != root:
        raise Refused("proof.root")
