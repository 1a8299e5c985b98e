"""A witness: remembers the last checkpoint it saw, and cosigns the next only if that one extends it.

It runs on a machine that the centre does not control (the audit department's, a county bank's), knows nothing
of the centre but the public key of its log, and needs neither database nor network. The protocol is C2SP
tlog-witness; the same request and answer travel over HTTP or as files on a stick.
"""

from __future__ import annotations

import base64
import json
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from core.audit.cosigning import WITNESS_KEY, Checkpoint, VerifierKey, cosign, read_checkpoint, read_key
from core.audit.rules import note_is_signed, proves_consistency
from core.kernel.canonical import sha256_hex
from core.kernel.errors import BadInput, NotAllowed, Unavailable
from core.storage.one_at_a_time import one_at_a_time

LEAST_PASSPHRASE = 12
KEY_FILE = "key.pem"
MOST_REQUEST = 64 * 1024
_MOST_PROOF = 63
_MOST_REFUSED = 100
_OLD = re.compile(r"old (0|[1-9][0-9]{0,17})\Z")
_SIZE_TYPE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status, a body, and the body's type. 200 carries cosignature lines, a 409 the size last cosigned."""

    status: int
    body: str = ""
    kind: str = "text/plain; charset=utf-8"


def request_text(old: int, proof: Sequence[bytes], note: str) -> str:
    """The body of ``add-checkpoint``: the size the witness last cosigned, the proof from there, the checkpoint."""
    lines = [f"old {old}", *(base64.b64encode(part).decode() for part in proof)]
    return "\n".join(lines) + "\n\n" + note


def read_request(data: bytes) -> tuple[int, tuple[bytes, ...], Checkpoint]:
    """What :func:`request_text` wrote; ``BadInput`` for anything else."""
    try:
        head, separator, note = data.decode("utf-8").partition("\n\n")
        first, *rest = head.split("\n")
        proof = tuple(base64.b64decode(line, validate=True) for line in rest)
    except ValueError as error:
        raise _unreadable() from error
    old = _OLD.match(first)
    if not separator or not old or len(proof) > _MOST_PROOF or any(len(part) != 32 for part in proof):
        raise _unreadable()
    return int(old[1]), proof, read_checkpoint(note)


def _unreadable() -> BadInput:
    return BadInput("这不是见证请求。", "This is not a request to a witness.")


class Witness:
    """The witness whose key and memory lie in ``folder``."""

    def __init__(self, folder: Path, key: Ed25519PrivateKey, clock: Callable[[], float] = time.time) -> None:
        self._folder, self._key, self._clock = folder, key, clock
        named = _read_json(folder / "witness.json")
        self.name = str(named["name"])
        self._log = read_key(str(named["log"]))

    @property
    def verifier_key(self) -> VerifierKey:
        """What others need to check its cosignatures."""
        return VerifierKey(self.name, WITNESS_KEY, self._key.public_key().public_bytes_raw())

    def last_seen(self) -> Checkpoint | None:
        """The newest checkpoint it cosigned, with its own cosignature; ``None`` before the first."""
        path = self._folder / "last.note"
        if not path.exists():
            return None
        seen = read_checkpoint(path.read_text(encoding="utf-8"))
        if not note_is_signed(seen.note, self._log.name, self._log.public):
            # Starting afresh would let a shorter log pass, so a damaged memory stops the witness.
            raise Unavailable(
                f"{path} 已损坏，见证人停止工作。", f"{path} is damaged; this witness works no longer."
            )
        return seen

    def answer(self, request: bytes) -> Reply:
        """Check a request and cosign, or say why not. What is cosigned is on the disk before it is answered."""
        try:
            old, proof, offered = read_request(request)
        except BadInput as error:
            return Reply(400, f"{error.words.en}\n")
        if offered.origin != self._log.name:
            return Reply(404, "this witness does not know that log\n")
        if not note_is_signed(offered.note, self._log.name, self._log.public):
            return Reply(403, "the checkpoint is not signed by the log\n")
        if old > offered.size or offered.size == 0:
            return Reply(400, "the old size is above the checkpoint's\n")
        # Looking at the last checkpoint and replacing it are one act.
        with one_at_a_time(self._folder / "lock"):
            return self._weigh(old, proof, offered)

    def _weigh(self, old: int, proof: Sequence[bytes], offered: Checkpoint) -> Reply:
        seen = self.last_seen()
        size, root = (seen.size, seen.root) if seen else (0, b"")
        if old != size:
            if offered.size < size:
                self._keep_refused(offered)
            return Reply(409, f"{size}\n", _SIZE_TYPE)
        if old == offered.size and root != offered.root:
            self._keep_refused(offered)
            return Reply(409, f"{size}\n", _SIZE_TYPE)
        if not proves_consistency(old, root, offered.size, offered.root, proof):
            self._keep_refused(offered)
            return Reply(422, "the proof does not lead from the last checkpoint to this one\n")
        line = cosign(offered.body, self.name, self._key, int(self._clock()))
        _write(self._folder / "last.note", f"{offered.note}{line}\n".encode())
        return Reply(200, f"{line}\n")

    def _keep_refused(self, offered: Checkpoint) -> None:
        """A note that the log signed and that does not fit is worth keeping: it convicts the log."""
        folder = self._folder / "refused"
        folder.mkdir(exist_ok=True)
        path = folder / f"{offered.size}-{sha256_hex(offered.body.encode())[:16]}.note"
        if not path.exists() and len(list(folder.iterdir())) < _MOST_REFUSED:
            _write(path, offered.note.encode())


def make_witness(folder: Path, name: str, log: VerifierKey, passphrase: str) -> Witness:
    """A fresh witness of ``log`` in ``folder``; ``BadInput`` where one is there already."""
    key = Ed25519PrivateKey.generate()
    made = VerifierKey(name, WITNESS_KEY, key.public_key().public_bytes_raw())
    read_key(str(made))  # a name that a note can bear
    if len(passphrase) < LEAST_PASSPHRASE:
        raise BadInput(
            f"口令至少 {LEAST_PASSPHRASE} 个字符。",
            f"A passphrase has at least {LEAST_PASSPHRASE} characters.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "witness.json").exists():
        raise BadInput(f"{folder} 中已有见证人。", f"There is a witness in {folder} already.")
    sealed = key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase.encode())
    )
    _write(folder / KEY_FILE, sealed)
    named = {"name": name, "log": str(log), "key": str(made)}
    _write(folder / "witness.json", json.dumps(named, ensure_ascii=False, indent=1).encode())
    return Witness(folder, key)


def open_witness(folder: Path, passphrase: str) -> Witness:
    """The witness in ``folder``; ``NotAllowed`` for a wrong passphrase."""
    try:
        key = load_pem_private_key((folder / KEY_FILE).read_bytes(), passphrase.encode())
    except OSError as error:
        raise Unavailable(f"{folder} 中没有见证人。", f"There is no witness in {folder}.") from error
    except (ValueError, TypeError) as error:
        raise NotAllowed("口令不对。", "Wrong passphrase.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Unavailable("见证人密钥已损坏。", "The key of this witness is damaged.")
    return Witness(folder, key)


def _read_json(path: Path) -> dict[str, object]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        return {"name": read["name"], "log": read["log"]}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unavailable(f"读不到 {path}。", f"{path} cannot be read.") from error


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, on the disk before this returns, and readable by the owner only."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
