"""Trees of hashes by which an outsider can check a list: root, inclusion, consistency."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
WIDTH: Final = 32  # bytes of a SHA-256 digest


def leaf_hash(entry: bytes) -> bytes:
    """The digest of one entry as a leaf; marked with 0x00 so that no inner node can pose as one.

    Args:
        entry: the entry's bytes, of any length.

    Returns:
        32 bytes.
    Source:
        RFC 9162, section 2.1.1.

    >>> leaf_hash(b"").hex()[:16]
    '6e340b9cffb37a98'
    """
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The digest of two neighbouring subtrees together, marked with 0x01.

    Args:
        left, right: 32 bytes each.

    Returns:
        32 bytes.
    Source:
        RFC 9162, section 2.1.1.

    >>> node_hash(leaf_hash(b""), leaf_hash(b"\\x00")).hex()[:16]
    'fac54203e7cc696c'
    """
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """All that must be remembered of a tree to let it grow: its size and its full subtrees.

    `peaks` are the roots of the full subtrees, the largest first: one per 1-bit of `size`, so
    twenty digests stand for a million leaves.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise ValueError(f"{len(self.peaks)} peaks cannot stand for {self.size} leaves")

    def grown(self, hashes: Iterable[bytes]) -> Frontier:
        """The tree with more leaves at its end; `hashes` are leaf hashes, read once.

        Raises:
            ValueError: naming the first leaf whose hash is not 32 bytes long.
        Source:
            RFC 9162, section 2.1.2; the carry of a binary counter.

        >>> Frontier().grown([leaf_hash(b""), leaf_hash(b"\\x00")]).root().hex()[:16]
        'fac54203e7cc696c'
        """
        size, peaks = self.size, list(self.peaks)
        for leaf in hashes:
            if len(leaf) != WIDTH:
                raise ValueError(f"leaf {size}: {len(leaf)} bytes where {WIDTH} belong")
            node, full = leaf, size
            while full & 1:
                node = node_hash(peaks.pop(), node)
                full >>= 1
            peaks.append(node)
            size += 1
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        """The root over all leaves so far, 32 bytes.

        Source:
            RFC 9162, section 2.1.1.

        >>> Frontier().root() == EMPTY_ROOT
        True
        """
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def root(entries: Iterable[bytes]) -> bytes:
    """The root over entries in their order; one changed byte anywhere changes it.

    Args:
        entries: n byte strings, read once; n may be 0.

    Returns:
        32 bytes.
    Source:
        RFC 9162, section 2.1.1.

    >>> root([b"", b"\\x00"]).hex()[:16]
    'fac54203e7cc696c'
    """
    return root_of_hashes(leaf_hash(entry) for entry in entries)


def root_of_hashes(hashes: Iterable[bytes]) -> bytes:
    """The root over leaves whose hashes are already known; a million take about two seconds.

    Args:
        hashes: n leaf hashes of 32 bytes, read once; n may be 0.

    Returns:
        32 bytes.

    Raises:
        ValueError: naming the first leaf whose hash is not 32 bytes long.
    Source:
        RFC 9162, section 2.1.1.

    >>> root_of_hashes([leaf_hash(b"")]) == leaf_hash(b"")
    True
    """
    return Frontier().grown(hashes).root()


def inclusion_proof(hashes: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """What somebody needs, beside one leaf and the root, to see that the leaf is in the tree.

    Args:
        hashes: (n,) leaf hashes of 32 bytes.
        index: the leaf's place, counted from 0.

    Returns:
        at most ceil(log2 n) digests, from the leaf upwards.

    Raises:
        ValueError: if there is no leaf at that place.
    Source:
        RFC 9162, section 2.1.3.1.

    >>> leaves = [leaf_hash(bytes([n])) for n in range(3)]
    >>> inclusion_proof(leaves, 2) == (node_hash(leaves[0], leaves[1]),)
    True
    """
    if not 0 <= index < len(hashes):
        raise ValueError(f"there is no leaf {index} among {len(hashes)}")
    path: list[bytes] = []
    begin, end = 0, len(hashes)
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            path.append(_part(hashes, middle, end))
            end = middle
        else:
            path.append(_part(hashes, begin, middle))
            begin = middle
    return tuple(reversed(path))


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes
) -> bool:
    """Whether the proof shows that this leaf stands at this place under this root.

    Args:
        leaf: the leaf's hash, 32 bytes.
        index: the leaf's place, counted from 0.
        size: leaves in the tree.
        proof: digests from `inclusion_proof`.
        expected: the published root, 32 bytes.

    Returns:
        False for anything that does not fit, whoever made it.
    Source:
        RFC 9162, section 2.1.3.2.

    >>> leaves = [leaf_hash(bytes([n])) for n in range(5)]
    >>> verify_inclusion(leaves[3], 3, 5, inclusion_proof(leaves, 3), root_of_hashes(leaves))
    True
    """
    if not 0 <= index < size:
        return False
    place, last, node = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(beside, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and node == expected


def consistency_proof(hashes: Sequence[bytes], first: int) -> tuple[bytes, ...]:
    """What shows that the tree of the first `first` leaves was only added to since.

    Args:
        hashes: (n,) leaf hashes of 32 bytes, old and new.
        first: leaves in the old tree, 1 to n.

    Returns:
        at most ceil(log2 n) + 1 digests; none if the trees are the same.

    Raises:
        ValueError: if `first` is not between 1 and n.
    Source:
        RFC 9162, section 2.1.4.1.

    >>> leaves = [leaf_hash(bytes([n])) for n in range(3)]
    >>> consistency_proof(leaves, 2) == (leaves[2],)
    True
    """
    if not 1 <= first <= len(hashes):
        raise ValueError(f"a tree of {first} leaves is no beginning of one of {len(hashes)}")
    path: list[bytes] = []
    begin, end, old = 0, len(hashes), first
    while begin + old != end:
        middle = begin + _split(end - begin)
        if begin + old <= middle:
            path.append(_part(hashes, middle, end))
            end = middle
        else:
            path.append(_part(hashes, begin, middle))
            begin, old = middle, begin + old - middle
    if begin:  # the verifier knows the old root itself, but not a subtree of it
        path.append(_part(hashes, begin, end))
    return tuple(reversed(path))


def verify_consistency(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the proof shows that the later tree begins with the earlier one, unchanged.

    Args:
        first, second: leaves in the earlier and in the later tree.
        first_root, second_root: the two published roots, 32 bytes each.
        proof: digests from `consistency_proof`.

    Returns:
        False for anything that does not fit. Any tree continues the empty one.
    Source:
        RFC 9162, section 2.1.4.2.

    >>> leaves = [leaf_hash(bytes([n])) for n in range(7)]
    >>> old, new = root_of_hashes(leaves[:4]), root_of_hashes(leaves)
    >>> verify_consistency(4, 7, old, new, consistency_proof(leaves, 4))
    True
    """
    if not 0 <= first <= second:
        return False
    if first == 0:
        return not proof and first_root == EMPTY_ROOT and (second > 0 or second_root == EMPTY_ROOT)
    if first == second:
        return not proof and first_root == second_root
    path = list(proof)
    if first.bit_count() == 1:
        path.insert(0, first_root)
    return bool(path) and _climb(first - 1, second - 1, path) == (first_root, second_root)


def _climb(place: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The two roots that the path leads to; None if it is too long or too short."""
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = path[0]
    for beside in path[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node_hash(beside, old), node_hash(beside, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, beside)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None


def _split(size: int) -> int:
    """The largest power of two below `size` (2 or more): where the left subtree ends."""
    return 1 << ((size - 1).bit_length() - 1)


def _part(hashes: Sequence[bytes], begin: int, end: int) -> bytes:
    return root_of_hashes(islice(hashes, begin, end))
