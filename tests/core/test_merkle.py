"""Trees of hashes: the published roots, and proofs that hold for the truth and nothing else."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    root_of_hashes,
    verify_consistency,
    verify_inclusion,
)

SHARED = Path(__file__).parents[3] / "shared" / "data" / "rfc6962_tree.json"
sizes = st.integers(1, 70)


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(n.to_bytes(4, "big")) for n in range(size)]


def slow_root(hashes: list[bytes]) -> bytes:
    """The recursive definition of the RFC, word for word."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return node_hash(slow_root(hashes[:k]), slow_root(hashes[k:]))


def test_the_published_trees_have_the_published_roots() -> None:
    if not SHARED.exists():
        pytest.skip(f"reference data absent: {SHARED.name}")
    tree = json.loads(SHARED.read_text())
    entries = [bytes.fromhex(text) for text in tree["leaf_inputs_hex"]]
    found = [root(entries[:size]).hex() for size in range(len(entries) + 1)]
    assert found == tree["roots_by_size"]


@given(st.lists(st.binary(max_size=9), max_size=70))
def test_the_growing_tree_agrees_with_the_recursive_definition(entries: list[bytes]) -> None:
    assert root(entries) == slow_root([leaf_hash(entry) for entry in entries])


@given(sizes, st.data())
def test_a_tree_may_grow_in_any_portions(size: int, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, size))
    hashes = leaves(size)
    grown = Frontier().grown(hashes[:cut]).grown(hashes[cut:])
    assert grown == Frontier().grown(hashes)
    assert grown.root() == slow_root(hashes)


@given(sizes, st.data())
def test_every_leaf_can_be_shown_to_be_in_the_tree(size: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    proof = inclusion_proof(hashes, at)
    assert len(proof) <= (size - 1).bit_length()
    assert verify_inclusion(hashes[at], at, size, proof, root_of_hashes(hashes))


@given(sizes, st.data())
def test_no_other_leaf_place_size_or_proof_passes(size: int, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    head, proof = root_of_hashes(hashes), inclusion_proof(hashes, at)
    assert not verify_inclusion(leaf_hash(b"forged"), at, size, proof, head)
    assert not verify_inclusion(hashes[at], at, size, (*proof, head), head)
    assert not verify_inclusion(hashes[at], size, size, proof, head)
    assert not verify_inclusion(hashes[at], -1, size, proof, head)
    for other in range(size):
        if other != at:
            assert not verify_inclusion(hashes[at], other, size, proof, head)
    for n in range(len(proof)):
        wrong = (*proof[:n], leaf_hash(b"wrong"), *proof[n + 1 :])
        assert not verify_inclusion(hashes[at], at, size, wrong, head)
        assert not verify_inclusion(hashes[at], at, size, proof[:n], head)


@given(sizes, st.data())
def test_a_longer_tree_can_be_shown_to_continue_a_shorter(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, size))
    hashes = leaves(size)
    old, new = root_of_hashes(hashes[:first]), root_of_hashes(hashes)
    proof = consistency_proof(hashes, first)
    assert verify_consistency(first, size, old, new, proof)
    assert verify_consistency(0, size, EMPTY_ROOT, new, ())


@given(st.integers(2, 70), st.data())
def test_a_tree_whose_past_was_changed_cannot_pass(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, size - 1))
    changed = data.draw(st.integers(0, first - 1))
    hashes = leaves(size)
    old = root_of_hashes(hashes[:first])
    forged = [*hashes[:changed], leaf_hash(b"forged"), *hashes[changed + 1 :]]
    proof = consistency_proof(forged, first)
    assert not verify_consistency(first, size, old, root_of_hashes(forged), proof)
    assert not verify_consistency(first, size, old, root_of_hashes(hashes), (*proof, old))
    assert not verify_consistency(size, first, old, old, ())


def test_a_leaf_of_another_length_is_refused_by_its_place() -> None:
    with pytest.raises(ValueError, match="leaf 1: 3 bytes"):
        root_of_hashes([leaf_hash(b""), b"abc"])


def test_a_place_or_size_outside_the_tree_is_refused() -> None:
    with pytest.raises(ValueError, match="no leaf 3 among 3"):
        inclusion_proof(leaves(3), 3)
    with pytest.raises(ValueError, match="no beginning"):
        consistency_proof(leaves(3), 0)
    with pytest.raises(ValueError, match="1 peaks cannot stand for 3"):
        Frontier(3, (EMPTY_ROOT,))


def test_many_leaves_are_read_once_and_leave_few_peaks() -> None:
    frontier = Frontier().grown(leaf_hash(b"%d" % n) for n in range(100_000))
    assert len(frontier.peaks) == (100_000).bit_count()
