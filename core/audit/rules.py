"""The Merkle tree of RFC 6962 §2.1 and signed checkpoints in the C2SP signed-note form."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
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
    if len(leaves) <= 1:
        return ()
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if index < split:
        return (*inclusion_proof(leaves[:split], index), tree_root(leaves[split:]))
    return (*inclusion_proof(leaves[split:], index - split), tree_root(leaves[:split]))


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


def checkpoint_text(origin: str, size: int, root: bytes, at: int) -> str:
    """The body of a checkpoint (C2SP tlog-checkpoint): origin, size, root, and our time line."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\ntime {at}\n"


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def sign_note(body: str, name: str, key: Ed25519PrivateKey) -> str:
    """``body`` with one signature line (C2SP signed-note)."""
    public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signature = base64.b64encode(_key_id(name, public) + key.sign(body.encode())).decode()
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
            if blob[:4] != _key_id(name, public) or base64.b64encode(blob).decode() != encoded:
                continue  # another key's, or not spelt in the one way that base64 allows
            Ed25519PublicKey.from_public_bytes(public).verify(blob[4:], body.encode())
        except (ValueError, InvalidSignature):
            continue
        return True
    return False
