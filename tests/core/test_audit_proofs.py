"""Consistency proofs and node hashes against published vectors and naive recomputation; cosignatures by their text."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from core.audit.cosigning import (
    LOG_KEY,
    WITNESS_KEY,
    VerifierKey,
    cosign,
    cosigned_at,
    read_checkpoint,
    read_key,
)
from core.audit.rules import (
    Frontier,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    leaf_hash,
    node_hash,
    node_hashes,
    perfect_nodes,
    proves_consistency,
    proves_inclusion,
    range_root,
    tree_root,
)
from core.kernel.errors import BadInput

_LEAVES = [
    leaf_hash(bytes.fromhex(text))
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]  # fmt: skip
# The consistency proofs of the reference test of Certificate Transparency over these leaves (merkle_tree_test.cc).
_CONSISTENT = {
    (1, 1): (),
    (1, 8): (
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ),
    (6, 8): (
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ),
    (2, 5): (
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ),
}
_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
_BODY = "evenhand/centre\n8\nG071vQsWT7xbPw1fuHELqymv4DqkPVp0VeHn92joDS4=\ntime 5\n"


def leaves(count: int, salt: int = 0) -> list[bytes]:
    return [leaf_hash(bytes([salt, number % 256, number // 256])) for number in range(count)]


def naive_consistency(old: int, hashes: list[bytes], whole: bool = True) -> tuple[bytes, ...]:
    """RFC 6962 §2.1.2, word for word: SUBPROOF(m, D[n], b)."""
    size = len(hashes)
    if old == size:
        return () if whole else (tree_root(hashes),)
    split = 1 << (size - 1).bit_length() - 1
    if old <= split:
        return (*naive_consistency(old, hashes[:split], whole), tree_root(hashes[split:]))
    return (*naive_consistency(old - split, hashes[split:], False), tree_root(hashes[:split]))


def naive_path(index: int, hashes: list[bytes]) -> tuple[bytes, ...]:
    """RFC 6962 §2.1.1, word for word: PATH(m, D[n])."""
    if len(hashes) == 1:
        return ()
    split = 1 << (len(hashes) - 1).bit_length() - 1
    if index < split:
        return (*naive_path(index, hashes[:split]), tree_root(hashes[split:]))
    return (*naive_path(index - split, hashes[split:]), tree_root(hashes[:split]))


def consistency(old: int, hashes: list[bytes], known: int = 0) -> tuple[bytes, ...]:
    """As the log makes it: from the frontier at ``known`` and what came after."""
    ranges = consistency_ranges(old, len(hashes))
    frontier = Frontier()
    for leaf in hashes[:known]:
        frontier = frontier.append(leaf)
    wanted = {node for one in ranges for node in perfect_nodes(*one)}
    found = node_hashes(frontier, hashes[known:], wanted)
    return tuple(range_root(start, end, found) for start, end in ranges)


@pytest.mark.parametrize(("sizes", "proof"), _CONSISTENT.items())
def test_published_consistency_proofs(sizes: tuple[int, int], proof: tuple[str, ...]) -> None:
    old, size = sizes
    made = consistency(old, _LEAVES[:size])
    assert tuple(part.hex() for part in made) == proof
    assert proves_consistency(old, tree_root(_LEAVES[:old]), size, tree_root(_LEAVES[:size]), made)


@given(st.integers(1, 300), st.data())
def test_proofs_are_those_of_the_rfc(size: int, data: st.DataObject) -> None:
    hashes = leaves(size)
    old = data.draw(st.integers(1, size))
    known = data.draw(st.integers(0, old))
    index = data.draw(st.integers(0, size - 1))
    from_start, later = consistency(old, hashes), consistency(old, hashes, old)
    assert from_start == later == naive_consistency(old, hashes)
    assert inclusion_proof(hashes, index) == naive_path(index, hashes)
    frontier = Frontier()
    for leaf in hashes[: min(known, index)]:
        frontier = frontier.append(leaf)
    ranges = inclusion_ranges(index, size)
    wanted = {node for one in ranges for node in perfect_nodes(*one)}
    found = node_hashes(frontier, hashes[frontier.size :], wanted)
    assert proves_inclusion(
        hashes[index], index, size, [range_root(*one, found) for one in ranges], tree_root(hashes)
    )


@given(st.integers(2, 200), st.data())
def test_nothing_but_the_beginning_of_a_log_is_proved_consistent(size: int, data: st.DataObject) -> None:
    hashes, old = leaves(size), data.draw(st.integers(1, size - 1))
    proof, root, old_root = consistency(old, hashes), tree_root(hashes), tree_root(hashes[:old])
    other = data.draw(st.integers(0, old - 1))
    forked = [*hashes[:other], leaf_hash(b"another"), *hashes[other + 1 : old]]
    assert proves_consistency(old, old_root, size, root, proof)
    assert not proves_consistency(old, tree_root(forked), size, root, proof)
    assert not proves_consistency(size, root, old, old_root, proof)
    assert not proves_consistency(old, old_root, size, root, proof[:-1])
    assert not proves_consistency(old, old_root, size, root, (*proof, root))
    for at in range(len(proof)):
        changed = (*proof[:at], node_hash(proof[at], proof[at]), *proof[at + 1 :])
        assert not proves_consistency(old, old_root, size, root, changed)


def test_an_event_s_proof_is_below_a_kilobyte_at_ten_million() -> None:
    assert max(32 * len(inclusion_ranges(index, 10_000_000)) for index in (0, 5_000_000, 9_999_999)) <= 768


def test_a_key_is_read_as_it_is_written_and_no_other_way() -> None:
    key = VerifierKey("audit.example/w1", WITNESS_KEY, _KEY.public_key().public_bytes_raw())
    assert read_key(f"{key}\n") == key
    for wrong in (str(key)[:-1], str(key).replace("w1", "w2"), f"a b{key}", "", "a+b+c"):
        with pytest.raises(BadInput):
            read_key(wrong)


def test_a_cosignature_is_valid_for_its_note_its_name_and_its_kind_only() -> None:
    public = _KEY.public_key().public_bytes_raw()
    key = VerifierKey("audit.example/w1", WITNESS_KEY, public)
    line = cosign(_BODY, key.name, _KEY, 1_679_315_147)
    assert cosigned_at(_BODY, line, key) == 1_679_315_147
    assert cosigned_at(_BODY.replace("8", "9"), line, key) is None
    assert cosigned_at(_BODY, line, VerifierKey("audit.example/w2", WITNESS_KEY, public)) is None
    assert cosigned_at(_BODY, line, VerifierKey(key.name, LOG_KEY, public)) is None
    for at in range(len(line)):
        other = line[:at] + ("A" if line[at] != "A" else "B") + line[at + 1 :]
        assert cosigned_at(_BODY, other, key) is None, at


@pytest.mark.parametrize(
    "note",
    ["", "a\n", "a\n1\nAAAA\n\n", _BODY, _BODY.replace("8", "08") + "\n— a b\n", _BODY + "\nno dash\n"],
)
def test_what_is_no_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(BadInput):
        read_checkpoint(note)
