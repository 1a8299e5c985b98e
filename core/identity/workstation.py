"""A workstation's part of a centre with a server: its profile, and for each person a key to the door.

The profile (settings, the catalogue that the database must match, the authority's root certificate) is handed
over by the installer. Each person has a private key here, made on this machine and encrypted on disk; what
opens it is a random secret in the system's keyring, or, where there is no keyring to trust, in a file that
the person's passphrase opens (core/identity/slot_file.py). Neither key nor secret is ever in plain text on disk.
"""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path
from uuid import UUID

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from core.identity.slot_file import SlotFile
from core.kernel.errors import BadInput, Unavailable
from core.storage.postgresql import ClientTls, login_role
from core.storage.secrets import keep, recall, usable_keyring

ROOT_FILE = "root.pem"
PROFILE = ("centre.toml", "catalogue.json", ROOT_FILE)
_SECRET_BYTES = 32
_NOBODY = UUID(int=0)


class Workstation:
    """The folder of a centre on one workstation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: Failed tries here, and secrets where there is no keyring.
        self.slots = SlotFile(folder / "workstation.json", _SECRET_BYTES)

    @property
    def root(self) -> Path:
        """The authority's root certificate; without one the centre is reached without TLS (a socket)."""
        return self.folder / ROOT_FILE

    def certificate(self, login: str) -> Path:
        return self.folder / "access" / f"{login}.crt"

    def key(self, login: str) -> Path:
        return self.folder / "access" / f"{login}.key"

    def request(self, login: str) -> Path:
        return self.folder / "access" / f"{login}.csr"

    def take_profile(self, source: Path) -> None:
        """Copy the profile from where the installer left it; ``BadInput`` where it is not whole."""
        for name in PROFILE[:2]:
            if not (source / name).is_file():
                raise BadInput(f"{source} 中缺少 {name}。", f"{source} lacks {name}.")
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in PROFILE:
            if (source / name).is_file():
                shutil.copyfile(source / name, self.folder / name)

    def make_key(self, login: str, passphrase: str) -> bool:
        """A fresh key for ``login`` with its request, in place of an earlier one and its certificate; returns whether
        the keyring has its secret.

        Read back before it counts: a secret that cannot be had again would be a key that nobody can use.
        """
        secret = secrets.token_bytes(_SECRET_BYTES)
        in_keyring = usable_keyring() is not None
        if in_keyring:
            keep(self._name(login), secret.hex())
        else:
            self.slots.seal(login, _NOBODY, passphrase, secret)
            if self.slots.unseal(login, passphrase)[1] != secret:
                raise Unavailable("密钥未能保存。", "The key could not be kept.")
        write_key(self.key(login), self.request(login), login, secret.hex())
        self.certificate(login).unlink(missing_ok=True)
        return in_keyring

    def take_certificate(self, login: str, pem: bytes) -> None:
        """Keep the certificate that answers this workstation's request; ``BadInput`` for any other."""
        try:
            made = x509.load_pem_x509_certificate(pem)
            asked = x509.load_pem_x509_csr(self.request(login).read_bytes())
        except ValueError as error:
            raise BadInput("这不是证书文件。", "This is no certificate.") from error
        except OSError as error:
            raise BadInput(
                "这台工作站没有申请过证书。", "This workstation asked for no certificate."
            ) from error
        root = x509.load_pem_x509_certificate(self.root.read_bytes())
        try:
            made.verify_directly_issued_by(root)
        except (ValueError, TypeError, InvalidSignature) as error:
            raise BadInput(
                "这张证书不是本中心签发的。", "This certificate is not of this centre's authority."
            ) from error
        if _public(made) != _public(asked) or made.subject.get_attributes_for_oid(NameOID.COMMON_NAME) != (
            asked.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        ):
            raise BadInput(
                "这张证书不是给这台工作站的。", "This certificate does not answer this workstation's request."
            )
        self.certificate(login).write_bytes(pem)

    def client_tls(self, login: str, passphrase: str) -> ClientTls | None:
        """What to show at the door; ``None`` where this centre is reached without TLS.

        ``NotAllowed`` for a wrong passphrase where that opens the secret, ``Unavailable`` without a key here.
        """
        if not self.root.is_file():
            return None
        kept = recall(self._name(login))
        if not self.certificate(login).is_file() or (kept is None and not self.slots.holds(login)):
            raise Unavailable(
                "此工作站没有这个用户的证书，请先用 evenhand centre join 加入中心。",
                "This workstation has no certificate for this person; join first (evenhand centre join).",
            )
        secret = kept if kept is not None else self.slots.unseal(login, passphrase)[1].hex()
        return ClientTls(self.root, self.certificate(login), self.key(login), secret)

    def passphrase_changed(self, login: str, old: str, new: str) -> None:
        """Seal the secret under the new passphrase, where a passphrase opens it."""
        if self.slots.holds(login):
            staff_id, secret = self.slots.unseal(login, old)
            self.slots.seal(login, staff_id, new, secret)

    def _name(self, login: str) -> str:
        return f"{self.folder.resolve()}/access/{login}"


def write_key(key_file: Path, request_file: Path, login: str, secret: str) -> None:
    """A fresh P-256 key, encrypted under ``secret`` (PKCS #8), and the request for its certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret.encode()))
    temporary = key_file.with_suffix(".new")
    temporary.unlink(missing_ok=True)
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(key_file)
    load_pem_private_key(key_file.read_bytes(), secret.encode())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, login_role(login))])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, SHA256())
    request_file.write_bytes(request.public_bytes(Encoding.PEM))


def _public(made: x509.Certificate | x509.CertificateSigningRequest) -> bytes:
    return made.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
