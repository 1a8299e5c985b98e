"""The Merkle tree against published vectors and by properties; signed notes against a published one."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from core.audit.rules import (
    Frontier,
    checkpoint_text,
    inclusion_proof,
    leaf_hash,
    note_is_signed,
    proves_inclusion,
    sign_note,
    tree_root,
)

# Leaves, roots and paths of the reference test of Certificate Transparency
# (google/certificate-transparency, merkletree/merkle_tree_test.cc; the same in transparency-dev/merkle).
_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
_PATHS = {
    (0, 1): (),
    (0, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (5, 8): (
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (1, 5): (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}


def hashes(count: int) -> list[bytes]:
    return [leaf_hash(leaf) for leaf in _LEAVES[:count]]


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size: int) -> None:
    assert tree_root(hashes(size)).hex() == _ROOTS[size]


@pytest.mark.parametrize(("place", "path"), _PATHS.items())
def test_published_paths(place: tuple[int, int], path: tuple[str, ...]) -> None:
    index, size = place
    assert tuple(step.hex() for step in inclusion_proof(hashes(size), index)) == path
    proof = [bytes.fromhex(step) for step in path]
    assert proves_inclusion(hashes(size)[index], index, size, proof, bytes.fromhex(_ROOTS[size]))


LEAVES = st.lists(st.binary(max_size=8).map(leaf_hash), min_size=1, max_size=70)


def recursive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962 §2.1, word for word, as a second opinion."""
    import hashlib

    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    both = recursive_root(leaves[:split]) + recursive_root(leaves[split:])
    return hashlib.sha256(b"\x01" + both).digest()


@given(LEAVES)
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert tree_root(leaves) == recursive_root(leaves)


@given(LEAVES, st.data())
def test_a_proof_proves_its_leaf_and_no_other_place_size_or_root(
    leaves: list[bytes], data: st.DataObject
) -> None:
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    path, root = inclusion_proof(leaves, index), tree_root(leaves)
    assert proves_inclusion(leaves[index], index, size, path, root)
    assert not proves_inclusion(leaf_hash(b"something else entirely"), index, size, path, root)
    assert not proves_inclusion(leaves[index], size, size, path, root)
    assert not proves_inclusion(leaves[index], -1, size, path, root)
    assert not proves_inclusion(leaves[index], index, size, path, leaf_hash(root))
    assert not proves_inclusion(leaves[index], index, size, (*path, root), root)
    if path:
        assert not proves_inclusion(leaves[index], index, size, path[:-1], root)
        at = data.draw(st.integers(0, len(path) - 1))
        other = bytes([path[at][0] ^ 1]) + path[at][1:]
        assert not proves_inclusion(leaves[index], index, size, (*path[:at], other, *path[at + 1 :]), root)


@given(LEAVES, st.data())
def test_a_frontier_kept_and_taken_up_again_gives_the_same_root(
    leaves: list[bytes], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(leaves)))
    frontier = Frontier()
    for leaf in leaves[:cut]:
        frontier = frontier.append(leaf)
    again = Frontier(frontier.size, frontier.peaks)
    for leaf in leaves[cut:]:
        again = again.append(leaf)
    assert again.root == tree_root(leaves)
    assert again.size == len(leaves)
    assert len(again.peaks) == len(leaves).bit_count()


# The example of the Go package golang.org/x/mod/sumdb/note, whose format C2SP signed-note wrote down.
_GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
_GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_signed_elsewhere_is_accepted() -> None:
    name, key_id, encoded = _GO_KEY.split("+")
    public = base64.b64decode(encoded)[1:]
    assert note_is_signed(_GO_NOTE, name, public)
    assert not note_is_signed(_GO_NOTE.replace("answer", "Answer"), name, public)
    signature = base64.b64decode(_GO_NOTE.split()[-1])
    assert signature[:4].hex() == key_id


KEYS = st.binary(min_size=32, max_size=32).map(Ed25519PrivateKey.from_private_bytes)


@given(KEYS, st.integers(0, 2**53), st.binary(min_size=32, max_size=32), st.data())
def test_a_signed_note_holds_until_any_character_of_it_changes(
    key: Ed25519PrivateKey, size: int, root: bytes, data: st.DataObject
) -> None:
    name, public = "evenhand/centre", key.public_key().public_bytes_raw()
    body = checkpoint_text(name, size, root, 1_795_000_000_000_000)
    note = sign_note(body, name, key)
    assert note.startswith(body + "\n— evenhand/centre ")
    assert note.endswith("\n")
    assert note_is_signed(note, name, public)
    assert not note_is_signed(note, "evenhand/other", public)
    assert not note_is_signed(note, name, bytes(32))
    at = data.draw(st.integers(0, len(note) - 2))
    other = "x" if note[at] != "x" else "y"
    assert not note_is_signed(note[:at] + other + note[at + 1 :], name, public)


@pytest.mark.parametrize(
    "note",
    ["", "text", "text\n", "text\n\n", "text\n\n— evenhand/centre\n", "text\n\n— evenhand/centre ****\n"],
)
def test_what_is_no_note_is_not_signed(note: str) -> None:
    assert not note_is_signed(note, "evenhand/centre", bytes(32))


def test_a_second_signature_does_not_hide_the_first() -> None:
    key, witness = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    body = checkpoint_text("evenhand/centre", 7, bytes(32), 1)
    lines = (
        sign_note(body, "witness", witness).split("\n\n")[1]
        + sign_note(body, "evenhand/centre", key).split("\n\n")[1]
    )
    both = f"{body}\n{lines}"
    assert note_is_signed(both, "evenhand/centre", key.public_key().public_bytes_raw())
    assert note_is_signed(both, "witness", witness.public_key().public_bytes_raw())
