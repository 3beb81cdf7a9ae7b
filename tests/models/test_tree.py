"""Is the tree RFC 6962's, and do its proofs prove what they say and nothing else?"""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import tree

SIZES = st.integers(min_value=1, max_value=70)


def leaves(count: int) -> list[bytes]:
    return [sha256(b"\x00" + number.to_bytes(4)).digest() for number in range(count)]


def by_definition(hashes: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word: split at the largest power of two below the size."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(b"\x01" + by_definition(hashes[:split]) + by_definition(hashes[split:])).digest()


def test_the_frontier_and_the_levels_give_the_root_by_definition() -> None:
    frontier: list[bytes] = []
    assert tree.root(frontier) == by_definition([])
    for size, hash_ in enumerate(leaves(70)):
        tree.grow(frontier, size, hash_)
        expected = by_definition(leaves(size + 1))
        assert tree.root(frontier) == expected
        assert tree.Proofs(leaves(size + 1)).root() == expected


@settings(max_examples=60, deadline=None)
@given(SIZES, st.data())
def test_a_path_leads_from_its_own_leaf_to_the_root_and_from_no_other(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    path = tree.Proofs(hashes).path(index)
    root = by_definition(hashes)
    assert tree.root_from_path(index, size, hashes[index], path) == root
    assert (tree.root_from_path(index, size, hashes[other], path) == root) == (other == index)


@settings(max_examples=60, deadline=None)
@given(SIZES, st.data())
def test_a_path_that_is_too_long_or_too_short_is_refused(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path = tree.Proofs(leaves(size)).path(index)
    with pytest.raises(ValueError, match="too long"):
        tree.root_from_path(index, size, leaves(size)[index], [*path, bytes(32)])
    if path:
        with pytest.raises(ValueError, match="too short"):
            tree.root_from_path(index, size, leaves(size)[index], path[:-1])


@settings(max_examples=60, deadline=None)
@given(SIZES, st.data())
def test_an_earlier_tree_is_shown_to_be_the_beginning_and_another_is_not(
    size: int, data: st.DataObject
) -> None:
    earlier = data.draw(st.integers(1, size))
    proofs = tree.Proofs(leaves(size))
    old, path = by_definition(leaves(earlier)), proofs.consistency(earlier)
    assert proofs.root(earlier) == old
    assert tree.is_beginning(earlier, old, size, proofs.root(), path)
    assert not tree.is_beginning(earlier, bytes(32), size, proofs.root(), path)
    assert not tree.is_beginning(earlier, old, size, bytes(32), path)
    for place in range(len(path)):
        assert not tree.is_beginning(earlier, old, size, proofs.root(), path[:place] + path[place + 1 :])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_leaf_outside_the_tree_is_refused(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        tree.root_from_path(index, size, bytes(32), [])
    with pytest.raises(ValueError, match="no such leaf"):
        tree.Proofs(leaves(3)).path(5)
    with pytest.raises(ValueError, match="no such earlier"):
        tree.Proofs(leaves(3)).consistency(4)


def test_a_proof_among_a_million_entries_takes_less_than_a_kilobyte() -> None:
    # The longest path in a tree of 2**20 entries has 20 hashes; in bytes, with a signed note beside it.
    assert 20 * 32 + 250 <= 1024
    assert len(tree.Proofs(leaves(1025)).path(0)) == 11


def test_a_later_tree_is_no_beginning_of_an_earlier_one() -> None:
    proofs = tree.Proofs(leaves(7))
    root, path = proofs.root(), proofs.consistency(3)
    assert not tree.is_beginning(8, root, 7, root, path)
    assert not tree.is_beginning(0, root, 7, root, path)
    assert not tree.is_beginning(3, proofs.root(3), 7, root, [])
    assert not tree.is_beginning(3, proofs.root(3), 7, root, [*path, bytes(32), bytes(32)])
    assert tree.is_beginning(7, root, 7, root, [])
    assert not tree.is_beginning(7, root, 7, root, path)
