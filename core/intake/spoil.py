"""Spoils a good package in one particular way, for demonstrations and tests of the reader.

Where a spoilt package must still be signed rightly, it is signed with the tablet's key; so these are
also the packages that a broken or hostile tablet could send.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.intake.bag import CASE, SIGNATURE, TabletKey, bag_members, zip_bytes
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.errors import NotFound

_Members = dict[str, bytes]
_Spoil = Callable[[Path, TabletKey], bytes]


def spoil(package: Path, how: str, out: Path, tablet_key: TabletKey) -> Path:
    """Write to ``out`` (a folder) what ``package`` becomes when spoilt ``how``, one of SPOILS.

    ``package`` is not touched. ``tablet_key`` is the key it was signed with.
    """
    if how not in _WAYS:
        raise NotFound(f"没有“{how}”这种损坏方式。", f"There is no way “{how}” to spoil a package.")
    out.mkdir(parents=True, exist_ok=True)
    target = out / f"{package.stem}-{how}.zip"
    target.write_bytes(_WAYS[how][1](package, tablet_key))
    return target


def _members(package: Path) -> _Members:
    with zipfile.ZipFile(package) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _signed(members: Mapping[str, bytes], key: TabletKey) -> bytes:
    """The same payload in a new, rightly signed bag."""
    payload = {name.removeprefix("data/"): data for name, data in members.items() if name.startswith("data/")}
    return zip_bytes(bag_members(payload, key, {"External-Description": "SPECIMEN"}))


def _with_case(package: Path, key: TabletKey, change: Callable[[dict[str, Any]], None]) -> bytes:
    members = _members(package)
    case = json.loads(members[CASE])
    change(case)
    members[CASE] = canonical_bytes(case)
    return _signed(members, key)


def _cut(package: Path, _key: TabletKey) -> bytes:
    data = package.read_bytes()
    return data[: len(data) * 2 // 3]


def _not_a_package(_package: Path, _key: TabletKey) -> bytes:
    return "这不是案件包。\n".encode() * 50


def _byte(package: Path, _key: TabletKey) -> bytes:
    """One bit of one paper."""
    data = bytearray(package.read_bytes())
    with zipfile.ZipFile(package) as archive:
        entry = max(archive.infolist(), key=lambda one: one.file_size)
    data[entry.header_offset + 30 + len(entry.filename) + entry.file_size // 2] ^= 1
    return bytes(data)


def _altered(package: Path, _key: TabletKey) -> bytes:
    """A paper exchanged with care: the ZIP is right, the manifest knows better."""
    members = _members(package)
    name = next(name for name in members if name.startswith("data/files/id-front"))
    members[name] = members[name] + b"\0"
    return zip_bytes(members)


def _signature(package: Path, key: TabletKey) -> bytes:
    members = _members(package)
    stranger = TabletKey(key.tablet, Ed25519PrivateKey.from_private_bytes(b"\x5a" * 32))
    return _signed(members, stranger)


def _unsigned(package: Path, _key: TabletKey) -> bytes:
    return zip_bytes({name: data for name, data in _members(package).items() if name != SIGNATURE})


def _unknown_tablet(package: Path, key: TabletKey) -> bytes:
    return _signed(_members(package), TabletKey("no-such-tablet", key.private))


def _extra_member(package: Path, name: str, data: bytes = b"specimen", **header: int) -> bytes:
    buffer = io.BytesIO(package.read_bytes())
    entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
    entry.create_system = 3
    entry.external_attr = header.get("mode", 0o100644) << 16
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(entry, data, compress_type=header.get("method", zipfile.ZIP_STORED))
    return buffer.getvalue()


def _dotdot(package: Path, _key: TabletKey) -> bytes:
    return _extra_member(package, "../../outside.txt")


def _absolute(package: Path, _key: TabletKey) -> bytes:
    return _extra_member(package, "/tmp/outside.txt")


def _backslash(package: Path, _key: TabletKey) -> bytes:
    return _extra_member(package, "data\\files\\outside.txt")


def _nul_name(package: Path, _key: TabletKey) -> bytes:
    return _extra_member(package, "data/files/a~b.jpg").replace(b"data/files/a~b.jpg", b"data/files/a\0b.jpg")


def _symlink(package: Path, _key: TabletKey) -> bytes:
    return _extra_member(package, "data/files/link.jpg", b"/etc/passwd", mode=0o120777)


def _encrypted(package: Path, _key: TabletKey) -> bytes:
    data = bytearray(_extra_member(package, "data/files/locked.jpg"))
    for header, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.rindex(header) + offset] |= 1
    return bytes(data)


def _duplicate(package: Path, _key: TabletKey) -> bytes:
    data = _extra_member(package, "data/case.jsox")
    return data.replace(b"data/case.jsox", b"data/case.json")


def _bomb(package: Path, _key: TabletKey) -> bytes:
    return _extra_member(package, "data/files/big.jpg", bytes(30_000_000), method=zipfile.ZIP_DEFLATED)


def _many(package: Path, _key: TabletKey) -> bytes:
    members = _members(package)
    members.update({f"data/files/x{number:04d}.jpg": b"x" for number in range(400)})
    return zip_bytes(members)


def _undeclared(package: Path, _key: TabletKey) -> bytes:
    return _extra_member(package, "data/files/stowaway.jpg")


def _lost(package: Path, _key: TabletKey) -> bytes:
    members = _members(package)
    del members[next(name for name in members if name.startswith("data/files/consent"))]
    return zip_bytes(members)


def _replaced(package: Path, key: TabletKey, suffix: str, data: bytes) -> bytes:
    """The first paper of that suffix exchanged, and everything else made to fit."""
    members = _members(package)
    name = next(name for name in members if name.startswith("data/files/") and name.endswith(suffix))
    members[name] = data
    case = json.loads(members[CASE])
    for entry in case["files"]:
        if f"data/{entry['name']}" == name:
            entry["bytes"], entry["sha256"] = len(data), sha256_hex(data)
    members[CASE] = canonical_bytes(case)
    return _signed(members, key)


def _fake_pdf(package: Path, key: TabletKey) -> bytes:
    page = "<!doctype html><html><body>样本：这不是 PDF<script>alert(1)</script></body></html>"
    return _replaced(package, key, ".pdf", page.encode())


def _broken_pdf(package: Path, key: TabletKey) -> bytes:
    return _replaced(package, key, ".pdf", b"%PDF-1.7\n" + b"nothing of the kind\n" * 40)


def _broken_image(package: Path, key: TabletKey) -> bytes:
    members = _members(package)
    name = next(name for name in members if name.startswith("data/files/") and name.endswith(".jpg"))
    return _replaced(package, key, ".jpg", members[name][: len(members[name]) // 2])


def _huge_image(package: Path, key: TabletKey) -> bytes:
    """A true PNG of 60,000 × 60,000 black-and-white pixels in half a megabyte, called a photo."""
    side = 60_000
    row = b"\0" + bytes(side // 8)
    packer = zlib.compressobj(1)
    pixels = b"".join(packer.compress(row * 1000) for _ in range(side // 1000)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return _replaced(package, key, ".jpg", b"\x89PNG\r\n\x1a\n" + body)


def _missing_paper(package: Path, key: TabletKey) -> bytes:
    members = _members(package)
    case = json.loads(members[CASE])
    gone = next(entry for entry in case["files"] if entry["kind"] == "id-back")
    case["files"].remove(gone)
    del members[f"data/{gone['name']}"]
    members[CASE] = canonical_bytes(case)
    return _signed(members, key)


def _bad_id(package: Path, key: TabletKey) -> bytes:
    def change(case: dict[str, Any]) -> None:
        number = case["applicant"]["id_number"]
        case["applicant"]["id_number"] = number[:17] + ("1" if number[17] != "1" else "2")

    return _with_case(package, key, change)


def _no_consent(package: Path, key: TabletKey) -> bytes:
    return _with_case(package, key, lambda case: case["consents"].pop())


def _setting(*path: str | int, value: Any) -> _Spoil:
    """A spoil that sets one field of case.json."""

    def spoiled(package: Path, key: TabletKey) -> bytes:
        def change(case: Any) -> None:
            for part in path[:-1]:
                case = case[part]
            case[path[-1]] = value

        return _with_case(package, key, change)

    return spoiled


# Each way with the fault that the reader answers; the demonstration and the tests compare.
_WAYS: Mapping[str, tuple[str, _Spoil]] = {
    "cut": ("cut-off", _cut),
    "not-a-package": ("not-a-package", _not_a_package),
    "byte": ("changed-file", _byte),
    "altered": ("changed-file", _altered),
    "signature": ("wrong-signature", _signature),
    "unsigned": ("unsigned", _unsigned),
    "unknown-tablet": ("unknown-tablet", _unknown_tablet),
    "dotdot": ("unsafe-name", _dotdot),
    "absolute": ("unsafe-name", _absolute),
    "backslash": ("unsafe-name", _backslash),
    "nul-name": ("unsafe-name", _nul_name),
    "symlink": ("special-file", _symlink),
    "encrypted": ("encrypted", _encrypted),
    "duplicate": ("duplicate-file", _duplicate),
    "bomb": ("bomb", _bomb),
    "many": ("too-many-members", _many),
    "undeclared": ("undeclared-file", _undeclared),
    "lost": ("declared-missing", _lost),
    "fake-pdf": ("not-a-pdf", _fake_pdf),
    "broken-pdf": ("broken-pdf", _broken_pdf),
    "broken-image": ("broken-image", _broken_image),
    "huge-image": ("huge-image", _huge_image),
    "missing-paper": ("missing-paper", _missing_paper),
    "bad-id": ("id-number", _bad_id),
    "birth-date": ("birth-date", _setting("applicant", "birth_date", value="1971-01-01")),
    "schema": ("schema", _setting("amount_fen", value="much")),
    "version": ("wrong-version", _setting("schema", value="evenhand/case-package/9")),
    "village": ("unknown-village", _setting("village", value="no-such-village")),
    "product": ("unknown-product", _setting("product", value="no-such-product")),
    "amount": ("amount-range", _setting("amount_fen", value=99_000_000_00)),
    "term": ("term-range", _setting("term_months", value=7)),
    "consent": ("missing-consent", _no_consent),
    "tablet": ("wrong-tablet", _setting("tablet", value="another-tablet")),
}
SPOILS = tuple(_WAYS)
FAULT_OF_SPOIL: Mapping[str, str] = {how: fault for how, (fault, _) in _WAYS.items()}
