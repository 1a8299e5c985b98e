"""Private keys of the centre's authority on one machine: a folder of sealed files, nothing in plain text.

Each key lies in a file of its own, sealed with AES-256-GCM under a key derived (HKDF-SHA256, RFC 5869) from
the centre's ``seal_seed``, which itself lies in the key slots of people only. Who cannot open a slot with a
passphrase opens no key here; a copy of the folder alone is worth nothing.
"""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from core.kernel.errors import Tampered, Unavailable
from core.storage.sealed_bytes import seal, unseal


class KeyFolder:
    """Keys by the id of their certificate."""

    def __init__(self, folder: Path, seal_seed: bytes) -> None:
        self._folder = folder
        self._key = HKDF(SHA256(), 32, salt=None, info=b"evenhand/authority keys/1").derive(seal_seed)

    def put(self, certificate_id: UUID, key: ec.EllipticCurvePrivateKey) -> None:
        """Keep a fresh key, durably, before anything is signed with it."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        sealed = seal(self._key, plain, certificate_id.bytes)
        target = self._path(certificate_id)
        temporary = target.with_suffix(".new")
        temporary.unlink(missing_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)

    def holds(self, certificate_id: UUID) -> bool:
        """Whether the key to this certificate lies here (a smart card's never does)."""
        return self._path(certificate_id).is_file()

    def get(self, certificate_id: UUID) -> ec.EllipticCurvePrivateKey:
        """The key to a certificate; :class:`Unavailable` where it is not here, :class:`Tampered` where changed."""
        path = self._path(certificate_id)
        try:
            plain = unseal(self._key, path.read_bytes(), certificate_id.bytes)
        except OSError as error:
            raise Unavailable(
                f"签名密钥文件 {path.name} 读不到，请从备份恢复 keys 文件夹。",
                f"The signing key {path.name} cannot be read; restore the folder “keys” from the backup.",
            ) from error
        except ValueError as error:
            raise Tampered(
                f"签名密钥文件 {path.name} 被改动，请从备份恢复。",
                f"The signing key {path.name} was changed; restore it from the backup.",
            ) from error
        key = load_der_private_key(plain, None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        return key

    def _path(self, certificate_id: UUID) -> Path:
        return self._folder / f"{certificate_id}.key"
