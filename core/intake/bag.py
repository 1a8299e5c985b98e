"""BagIt bags (RFC 8493): of a tablet's package, and of a transfer out of the archive. Checking one, and writing one.

A tablet signs the bytes of ``tagmanifest-sha256.txt`` (Ed25519, RFC 8032; 64 raw bytes in
``tagmanifest-sha256.txt.sig``). The tag manifest covers the manifest, the manifest covers every
payload file, so one signature covers all. A transfer is sealed instead: ``tagmanifest-sha256.txt.p7s`` is a detached
CMS signature (RFC 5652) with the centre's seal, and ``seal-chain.pem`` the certificates to check it with.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core.kernel.canonical import sha256_hex

DECLARATION = "bagit.txt"
INFO = "bag-info.txt"
MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURE = "tagmanifest-sha256.txt.sig"
CASE = "data/case.json"
TAG_FILES = (DECLARATION, INFO, MANIFEST, TAG_MANIFEST, SIGNATURE)
TAG_BYTES = 200_000

SEAL = "tagmanifest-sha256.txt.p7s"
SEAL_CHAIN = "seal-chain.pem"

_DECLARATION_TEXT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?([A-Za-z0-9._/-]{1,200})")
_TABLET = "Evenhand-Tablet"


@dataclass(frozen=True, slots=True)
class TabletKey:
    """A tablet's name and its private signing key."""

    tablet: str
    private: Ed25519PrivateKey

    @property
    def public_hex(self) -> str:
        """The raw public key in hex, as the centre registers it."""
        return self.private.public_key().public_bytes_raw().hex()


@dataclass(frozen=True, slots=True)
class BagKind:
    """What a kind of bag consists of: the tag files that the tag manifest covers, what signs it, and a payload file
    that must be there."""

    covered: tuple[str, ...]
    signature: str
    must: str

    @property
    def tag_files(self) -> tuple[str, ...]:
        return (*self.covered, TAG_MANIFEST, self.signature)


PACKAGE = BagKind((DECLARATION, INFO, MANIFEST), SIGNATURE, CASE)
TRANSFER = BagKind((DECLARATION, INFO, MANIFEST, SEAL_CHAIN), SEAL, "data/transfer.json")


@dataclass(frozen=True, slots=True)
class BagProblem:
    """A fault code (see ``faults``) and the file it is about."""

    code: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class BagCheck:
    """The tablet whose signature holds, or None; and what is wrong."""

    tablet: str | None
    problems: tuple[BagProblem, ...]


def check_bag(
    digests: Mapping[str, str], tag_files: Mapping[str, bytes], tablets: Mapping[str, str]
) -> BagCheck:
    """Check a whole bag: signature first, then both manifests in both directions.

    ``digests``: SHA-256 hex of every member by name; ``tag_files``: bytes of the members named in
    TAG_FILES, as far as they are there; ``tablets``: registered public keys (hex) by tablet.
    """
    missing = [name for name in TAG_FILES if name not in tag_files]
    if SIGNATURE in missing:
        return BagCheck(None, (BagProblem("unsigned", SIGNATURE),))
    if missing:
        return BagCheck(None, (BagProblem("not-a-bag", missing[0]),))
    if tag_files[DECLARATION].strip().splitlines() != _DECLARATION_TEXT.strip().splitlines():
        return BagCheck(None, (BagProblem("not-a-bag", DECLARATION),))
    tablet = named_tablet(tag_files[INFO])
    if tablet is None or tablet not in tablets:
        return BagCheck(None, (BagProblem("unknown-tablet", INFO),))
    if not signature_holds(tag_files[TAG_MANIFEST], tag_files[SIGNATURE], tablets[tablet]):
        return BagCheck(None, (BagProblem("wrong-signature", SIGNATURE),))
    return BagCheck(tablet, manifest_problems(digests, tag_files, PACKAGE))


def manifest_problems(
    digests: Mapping[str, str], tag_files: Mapping[str, bytes], kind: BagKind
) -> tuple[BagProblem, ...]:
    """Both manifests against what is there, in both directions; the signature is looked at by who knows the key."""
    missing = [name for name in kind.tag_files if name not in tag_files]
    if missing:
        return (BagProblem("unsigned" if kind.signature in missing else "not-a-bag", missing[0]),)
    tags, payload = read_manifest(tag_files[TAG_MANIFEST]), read_manifest(tag_files[MANIFEST])
    if tags is None or payload is None:
        return (BagProblem("not-a-bag", TAG_MANIFEST if tags is None else MANIFEST),)
    return tuple(_manifest_problems(digests, tags, payload, kind))


def _manifest_problems(
    digests: Mapping[str, str], tags: Mapping[str, str], payload: Mapping[str, str], kind: BagKind
) -> Iterator[BagProblem]:
    expected_tags = set(kind.covered)
    for name in sorted(expected_tags ^ tags.keys()):
        yield BagProblem("not-a-bag", name if name in expected_tags else TAG_MANIFEST)
    for name in sorted(expected_tags & tags.keys()):
        if digests[name] != tags[name]:
            yield BagProblem("changed-file", name)
    present = digests.keys() - set(kind.tag_files)
    for name in sorted(present - payload.keys()):
        yield BagProblem("undeclared-file", name)
    for name in sorted(payload.keys() - present):
        yield BagProblem("declared-missing", name)
    for name in sorted(payload.keys() & present):
        if digests[name] != payload[name]:
            yield BagProblem("changed-file", name)
    if kind.must not in present and kind.must not in payload:
        yield BagProblem("not-a-bag", kind.must)


def named_tablet(info: bytes) -> str | None:
    """The tablet that bag-info.txt names, or None."""
    for line in info.decode("utf-8", "replace").splitlines():
        key, _, value = line.partition(":")
        if key == _TABLET:
            return value.strip()
    return None


def signature_holds(message: bytes, signature: bytes, public_hex: str) -> bool:
    """Whether ``signature`` (64 bytes) over ``message`` is by the key ``public_hex``."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_hex)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def read_manifest(data: bytes) -> Mapping[str, str] | None:
    """Digests by name, or None for anything but well-formed lines with each name once."""
    result: dict[str, str] = {}
    for line in data.decode("utf-8", "replace").splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match[2] in result:
            return None
        result[match[2]] = match[1].lower()
    return result


def bag_members(payload: Mapping[str, bytes], key: TabletKey, info: Mapping[str, str]) -> dict[str, bytes]:
    """All members of a signed bag by name; ``payload`` names are relative to ``data/``.

    ``info`` goes into bag-info.txt beside the tablet and the payload's size (Payload-Oxum).
    """
    files = {f"data/{name}": data for name, data in sorted(payload.items())}
    digests = {name: sha256_hex(data) for name, data in files.items()}
    tags = bag_tags(digests, sum(map(len, files.values())), info, after={_TABLET: key.tablet})
    return {**tags, SIGNATURE: key.private.sign(tags[TAG_MANIFEST]), **files}


def bag_tags(
    digests: Mapping[str, str],
    size: int,
    info: Mapping[str, str],
    after: Mapping[str, str] | None = None,
    more: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """The tag files of a bag but for its signature, which is over the tag manifest among them.

    ``digests``: SHA-256 hex of the payload by name, ``size``: its bytes in all; ``info`` and then ``after`` go into
    bag-info.txt around the payload's size (Payload-Oxum); ``more`` are further tag files that are covered.
    """
    fields = {**info, "Payload-Oxum": f"{size}.{len(digests)}", **(after or {})}
    tags = {
        DECLARATION: _DECLARATION_TEXT,
        INFO: "".join(f"{name}: {value}\n" for name, value in fields.items()).encode(),
        MANIFEST: manifest_bytes(digests),
        **(more or {}),
    }
    return {**tags, TAG_MANIFEST: manifest_bytes({name: sha256_hex(data) for name, data in tags.items()})}


def manifest_bytes(digests: Mapping[str, str]) -> bytes:
    """A BagIt manifest: one line for each file, in name order."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def zip_bytes(members: Mapping[str, bytes]) -> bytes:
    """The same ZIP for the same members on every machine: stored, no times, fixed order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def write_bag(path: Path, payload: Mapping[str, bytes], key: TabletKey, info: Mapping[str, str]) -> None:
    """Write the signed bag with ``payload`` (names relative to ``data/``) as a ZIP to ``path``."""
    path.write_bytes(zip_bytes(bag_members(payload, key, info)))
