"""Checkpoints as text, the keys that sign them, and cosignatures of witnesses (C2SP tlog-cosignature, v1)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.audit.rules import key_id
from core.kernel.errors import BadInput

LOG_KEY, WITNESS_KEY = 0x01, 0x04
_NAME = re.compile(r"[^\s+]{1,120}\Z")
_SIZE = re.compile(r"(0|[1-9][0-9]{0,17})\Z")


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with its name; ``kind`` is 1 for a log, 4 for a witness. Its text is C2SP's vkey."""

    name: str
    kind: int
    public: bytes

    def __str__(self) -> str:
        kind = bytes([self.kind])
        tag = key_id(self.name, self.public, kind).hex()
        return f"{self.name}+{tag}+{base64.b64encode(kind + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed tree head as it was read: what it says, and the note's two parts as they stand."""

    origin: str
    size: int
    root: bytes
    body: str
    lines: tuple[str, ...]

    @property
    def note(self) -> str:
        return self.body + "\n" + "".join(f"{line}\n" for line in self.lines)


def read_key(text: str) -> VerifierKey:
    """The key in ``text`` (``name+id+base64``); ``BadInput`` unless it is one of ours and its id is right."""
    name, _, rest = text.strip().partition("+")
    tag, _, encoded = rest.partition("+")
    try:
        data = base64.b64decode(encoded, validate=True)
    except ValueError:
        data = b""
    if _NAME.match(name) and len(data) == 33 and data[0] in (LOG_KEY, WITNESS_KEY):
        key = VerifierKey(name, data[0], data[1:])
        if str(key).split("+", 2)[1] == tag:
            return key
    raise BadInput(
        "公钥应形如“名称+编号+内容”，请整行复制。",
        "A public key reads “name+id+content”; copy the whole line.",
    )


def read_checkpoint(note: str) -> Checkpoint:
    """Read a signed note; ``BadInput`` unless it is spelt as C2SP tlog-checkpoint spells it. No key is checked."""
    body, separator, signatures = note.rpartition("\n\n")
    lines = body.split("\n")
    try:
        root = base64.b64decode(lines[2], validate=True) if len(lines) > 2 else b""
    except ValueError:
        root = b""
    formed = (
        (separator and len(lines) > 2 and lines[0] and all(lines) and signatures.endswith("\n"))
        and (_SIZE.match(lines[1]) and len(root) == 32 and base64.b64encode(root).decode() == lines[2])
        and all(line.startswith("— ") for line in signatures.splitlines())
    )
    if not formed:
        raise BadInput("这不是检查点。", "This is not a checkpoint.")
    return Checkpoint(lines[0], int(lines[1]), root, body + "\n", tuple(signatures.splitlines()))


def cosign(body: str, name: str, key: Ed25519PrivateKey, at: int) -> str:
    """The cosignature line of the witness ``name`` for a checkpoint's ``body``; ``at`` in seconds since 1970."""
    signature = at.to_bytes(8, "big") + key.sign(_cosigned(body, at))
    tag = key_id(name, key.public_key().public_bytes_raw(), bytes([WITNESS_KEY]))
    return f"— {name} {base64.b64encode(tag + signature).decode()}"


def cosigned_at(body: str, line: str, key: VerifierKey) -> int | None:
    """When ``key`` cosigned ``body`` (seconds since 1970) if ``line`` says so and is right; else ``None``."""
    try:
        dash, name, encoded = line.split(" ")
        blob = base64.b64decode(encoded, validate=True)
    except ValueError:
        return None
    ours = dash == "—" and name == key.name and len(blob) == 76 and key.kind == WITNESS_KEY
    if not ours or base64.b64encode(blob).decode() != encoded:
        return None
    at = int.from_bytes(blob[4:12], "big")
    if blob[:4] != key_id(name, key.public, bytes([WITNESS_KEY])):
        return None
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(blob[12:], _cosigned(body, at))
    except (ValueError, InvalidSignature):
        return None
    return at


def _cosigned(body: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{body}".encode()
