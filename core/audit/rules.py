"""The Merkle tree of RFC 6962 §2.1 and signed checkpoints in the C2SP signed-note form."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_ED25519 = b"\x01"


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256(0x00 ‖ entry)."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The roots of the perfect subtrees of a log, left to right: all that appending needs."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Frontier:
        """The frontier after one more leaf hash."""
        peaks, size = [*self.peaks, leaf], self.size
        while size & 1:
            right, left = peaks.pop(), peaks.pop()
            peaks.append(node_hash(left, right))
            size >>= 1
        return Frontier(self.size + 1, tuple(peaks))

    @property
    def root(self) -> bytes:
        """The tree head; SHA-256 of nothing for the empty log (RFC 6962 §2.1)."""
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The audit path of leaf ``index`` (RFC 6962 §2.1.1), nearest sibling first."""
    return tuple(tree_root(leaves[start:end]) for start, end in inclusion_ranges(index, len(leaves)))


def tree_root(leaves: Sequence[bytes]) -> bytes:
    """The tree head over all leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.append(leaf)
    return frontier.root


def proves_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether ``path`` leads from ``leaf`` at ``index`` to ``root`` in a tree of ``size`` (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, digest = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            digest = node_hash(sibling, digest)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            digest = node_hash(digest, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and digest == root


#: A perfect subtree: level and number. It covers the leaves from ``number << level`` on, ``1 << level`` of them.
Node = tuple[int, int]


def perfect_nodes(start: int, end: int) -> tuple[Node, ...]:
    """The perfect subtrees, left to right, that make up the leaves from ``start`` to below ``end``.

    ``start`` is a multiple of a power of two that is at least ``end - start``, as in every proof.
    """
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append((level, start >> level))
        start += 1 << level
    return tuple(nodes)


def inclusion_ranges(index: int, size: int) -> tuple[tuple[int, int], ...]:
    """The ranges of leaves whose roots are the audit path of leaf ``index`` (RFC 6962 §2.1.1), nearest first."""
    start, end, ranges = 0, size, list[tuple[int, int]]()
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return tuple(reversed(ranges))


def consistency_ranges(old: int, size: int) -> tuple[tuple[int, int], ...]:
    """The ranges whose roots prove that the tree of ``size`` extends that of ``old`` (RFC 6962 §2.1.2)."""
    if not 0 < old < size:
        return ()
    start, end, whole, ranges = 0, size, True, list[tuple[int, int]]()
    while end != old:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if old <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start, whole = middle, False
    if not whole:
        ranges.append((start, end))
    return tuple(reversed(ranges))


def node_hashes(before: Frontier, leaves: Iterable[bytes], wanted: set[Node]) -> dict[Node, bytes]:
    """The hashes of the ``wanted`` subtrees, from the frontier ``before`` and the leaf hashes after it.

    A subtree that ends before the frontier's size and is none of its peaks cannot be told any more and is left out.
    """
    levels = [level for level in range(before.size.bit_length(), -1, -1) if before.size >> level & 1]
    nodes, start = list[tuple[int, int, bytes]](), 0
    for level, peak in zip(levels, before.peaks, strict=True):
        nodes.append((level, start >> level, peak))
        start += 1 << level
    found = {(level, number): peak for level, number, peak in nodes if (level, number) in wanted}
    for number, leaf in enumerate(leaves, before.size):
        level, digest = 0, leaf
        if (0, number) in wanted:
            found[0, number] = digest
        while number & 1:
            digest, number, level = node_hash(nodes.pop()[2], digest), number >> 1, level + 1
            if (level, number) in wanted:
                found[level, number] = digest
        nodes.append((level, number, digest))
    return found


def range_root(start: int, end: int, hashes: dict[Node, bytes]) -> bytes:
    """The root over a range of leaves, from the hashes of its perfect subtrees."""
    *others, root = (hashes[node] for node in perfect_nodes(start, end))
    for left in reversed(others):
        root = node_hash(left, root)
    return root


def proves_consistency(old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether ``proof`` shows the tree of ``size`` to be an extension of that of ``old`` (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= size:
        return False
    if old in (0, size):
        return not proof and (old == 0 or old_root == root)
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    node, last = old - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and first == old_root and second == root


def checkpoint_text(origin: str, size: int, root: bytes, at: int) -> str:
    """The body of a checkpoint (C2SP tlog-checkpoint): origin, size, root, and our time line."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\ntime {at}\n"


def key_id(name: str, public: bytes, kind: bytes = _ED25519) -> bytes:
    """The four bytes by which a signature line tells its key (C2SP signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + kind + public).digest()[:4]


def sign_note(body: str, name: str, key: Ed25519PrivateKey) -> str:
    """``body`` with one signature line (C2SP signed-note)."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = base64.b64encode(key_id(name, public) + key.sign(body.encode())).decode()
    return f"{body}\n— {name} {signature}\n"


def note_is_signed(note: str, name: str, public: bytes) -> bool:
    """Whether ``note`` bears a valid signature line of ``name`` by the raw Ed25519 key ``public``."""
    body, separator, signatures = note.rpartition("\n\n")
    if not separator:
        return False
    body += "\n"
    for line in signatures.splitlines():
        dash, _, rest = line.partition(" ")
        who, _, encoded = rest.partition(" ")
        if dash != "—" or who != name:
            continue
        try:
            blob = base64.b64decode(encoded, validate=True)
            if blob[:4] != key_id(name, public) or base64.b64encode(blob).decode() != encoded:
                continue  # another key's, or not spelt in the one way that base64 allows
            Ed25519PublicKey.from_public_bytes(public).verify(blob[4:], body.encode())
        except (ValueError, InvalidSignature):
            continue
        return True
    return False
