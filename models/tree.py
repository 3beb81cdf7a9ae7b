"""How can a few hashes stand for the whole record? The Merkle tree of RFC 6962, section 2.1. Pure.

A leaf is an entry's own hash, which already contains the one before it: one structure gives order
and proofs. The frontier lists the roots of the complete subtrees, largest first; it grows by one
entry in constant time and gives the root in logarithmic time.
"""

from collections.abc import Sequence
from hashlib import sha256

NO_PREVIOUS = bytes(32)


def leaf(previous: bytes, body: bytes) -> bytes:
    """Hash one entry: SHA-256(0x00 || previous || body)."""
    return sha256(b"\x00" + previous + body).digest()


def node(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def grow(frontier: list[bytes], size: int, new: bytes) -> None:
    """Add the leaf that makes `size` into `size` + 1, in place."""
    while size & 1:
        new = node(frontier.pop(), new)
        size >>= 1
    frontier.append(new)


def root(frontier: Sequence[bytes]) -> bytes:
    """Combine the subtrees into the root; the root of nothing is SHA-256 of nothing."""
    if not frontier:
        return sha256(b"").digest()
    whole = frontier[-1]
    for left in reversed(frontier[:-1]):
        whole = node(left, whole)
    return whole


class Proofs:
    """Inclusion proofs for one fixed list of leaves; every level is hashed once, about 64 bytes a leaf."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self._levels = [list(leaves)]
        while len(below := self._levels[-1]) > 1:
            pairs = range(0, len(below) - 1, 2)
            above = [node(below[at], below[at + 1]) for at in pairs]
            # A last one without a partner rises unchanged: RFC 6962 never hashes it with itself.
            self._levels.append(above + below[len(pairs) * 2 :])

    def root(self, size: int | None = None) -> bytes:
        """Give the root of the first `size` leaves, or of all."""
        size = len(self._levels[0]) if size is None else size
        frontier, low = [], 0
        for level in reversed(range(size.bit_length())):
            if size >> level & 1:
                frontier.append(self._levels[level][low >> level])
                low += 1 << level
        return root(frontier)

    def path(self, index: int) -> list[bytes]:
        """Give the neighbours on the way from leaf `index` (0 is the first) to the root."""
        if not 0 <= index < len(self._levels[0]):
            raise ValueError("no such leaf")
        found = []
        for level in self._levels[:-1]:
            beside = index ^ 1
            if beside < len(level):
                found.append(level[beside])
            index >>= 1
        return found

    def consistency(self, earlier: int) -> list[bytes]:
        """Give the hashes that show the tree of `earlier` leaves to be the beginning of this one."""
        size = len(self._levels[0])
        if not 0 < earlier <= size:
            raise ValueError("no such earlier tree")
        return self._subproof(earlier, 0, size, whole=True)

    def _subproof(self, earlier: int, low: int, high: int, *, whole: bool) -> list[bytes]:
        # RFC 9162, section 2.1.4.1; `whole` while the earlier root itself would be repeated.
        if earlier == high - low:
            return [] if whole else [self._subtree(low, high)]
        split = 1 << (high - low - 1).bit_length() - 1
        middle = low + split
        if earlier <= split:
            return [*self._subproof(earlier, low, middle, whole=whole), self._subtree(middle, high)]
        return [*self._subproof(earlier - split, middle, high, whole=False), self._subtree(low, middle)]

    def _subtree(self, low: int, high: int) -> bytes:
        level = (high - low - 1).bit_length()
        return self._levels[level][low >> level]


def root_from_path(index: int, size: int, new: bytes, path: Sequence[bytes]) -> bytes:
    """Climb from a leaf to the root it proves (RFC 9162, section 2.1.3.2).

    Raise ValueError where the path's length does not fit the tree's size.
    """
    if not 0 <= index < size:
        raise ValueError("the leaf is outside the tree")
    at, last = index, size - 1
    for beside in path:
        if last == 0:
            raise ValueError("the proof is too long")
        if at & 1 or at == last:
            new = node(beside, new)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            new = node(new, beside)
        at >>= 1
        last >>= 1
    if last:
        raise ValueError("the proof is too short")
    return new


def is_beginning(
    earlier: int, earlier_root: bytes, size: int, whole_root: bytes, path: Sequence[bytes]
) -> bool:
    """Say whether the proof shows the earlier tree to be the beginning of the later (RFC 9162, 2.1.4.2)."""
    if earlier == size:
        return not path and earlier_root == whole_root
    if not 0 < earlier < size:
        return False
    hashes = [earlier_root, *path] if earlier & (earlier - 1) == 0 else list(path)
    if not hashes:
        return False
    at, last = earlier - 1, size - 1
    while at & 1:
        at >>= 1
        last >>= 1
    old = new = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = node(beside, old), node(beside, new)
            while not at & 1 and at:
                at >>= 1
                last >>= 1
        else:
            new = node(new, beside)
        at >>= 1
        last >>= 1
    return last == 0 and old == earlier_root and new == whole_root
