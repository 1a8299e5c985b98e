"""The sandbox against invented ZIPs, and the parent against a sandbox that has been taken over."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.demo_centre import PLACES
from core.intake import reader, sandbox
from core.intake.bag import TAG_FILES, TabletKey, bag_members, check_bag, read_manifest, write_bag, zip_bytes
from core.intake.limits import MEMBER_BYTES, SAFE_NAME
from core.intake.places import load_villages
from core.intake.reader import ReadLimits, read_package
from core.kernel.canonical import sha256_hex
from core.kernel.clock import local_date
from core.products.rules import default_catalogue
from core.settings import resource

KEY = TabletKey("t-1", Ed25519PrivateKey.from_private_bytes(b"\x33" * 32))
TABLETS = {KEY.tablet: KEY.public_hex}
VILLAGES = load_villages(resource(PLACES))

_NAMES = st.one_of(
    st.sampled_from(
        [
            "data/case.json",
            "data/files/a.jpg",
            "../x",
            "/x",
            "a\\b",
            "a/../b",
            "CON",
            "",
            "a/",
            ".",
            "data/files/a.JPG",
        ]
    ),
    st.text(st.sampled_from("ab/.\\\0:~é*"), min_size=1, max_size=12),
)
_ENTRIES = st.lists(
    st.tuples(
        _NAMES, st.binary(max_size=40), st.sampled_from([0, 0o100644, 0o120777, 0o40755]), st.booleans()
    ),
    max_size=5,
)


def zipped(entries: list[tuple[str, bytes, int, bool]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data, mode, packed in entries:
            entry = zipfile.ZipInfo("x")
            entry.filename = entry.orig_filename = name
            entry.external_attr = mode << 16
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED)
    return buffer.getvalue()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_ENTRIES)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_nothing_is_ever_written_under_a_name_of_the_package(
    tmp_path: Path, entries: list[tuple[str, bytes, int, bool]]
) -> None:
    room = tmp_path / f"{len(list(tmp_path.iterdir()))}"
    into = room / "into"
    into.mkdir(parents=True)
    package = room / "p.zip"
    package.write_bytes(zipped(entries))
    report = sandbox.read(package, into, TABLETS)
    assert report["problems"], "no random ZIP is a signed bag"
    json.dumps(report)
    assert sorted(path.name for path in room.iterdir()) == ["into", "p.zip"]
    assert all(path.name == f"f{int(path.name[1:]):04d}" for path in into.iterdir())
    assert all(SAFE_NAME.fullmatch(name) for name in report["members"])


def test_members_that_lie_upon_one_another_are_a_bomb(tmp_path: Path) -> None:
    """The same compressed bytes named many times over (overlapping members)."""
    data = zipped([(f"data/files/{number}.jpg", b"", 0o100644, False) for number in range(30)])
    kernel = zipped([("data/files/k.jpg", bytes(900_000), 0o100644, True)])
    with zipfile.ZipFile(io.BytesIO(kernel)) as archive:
        (one,) = archive.infolist()
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a") as archive:
        for entry in archive.infolist():
            entry.compress_size, entry.file_size = one.compress_size, one.file_size
        archive.comment = b"x"
    path = tmp_path / "p.zip"
    path.write_bytes(buffer.getvalue())
    (tmp_path / "into").mkdir()
    (problem, *_) = sandbox.read(path, tmp_path / "into", TABLETS)["problems"]
    assert problem[0] == "bomb"


def test_one_file_too_large_is_named(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(zipped([("data/files/a.jpg", bytes(MEMBER_BYTES + 1), 0o100644, False)]))
    (tmp_path / "into").mkdir()
    report = sandbox.read(path, tmp_path / "into", TABLETS)
    assert report["problems"] == [["too-large-file", "data/files/a.jpg"]]


@given(st.dictionaries(st.sampled_from(["case.json", "files/a.jpg", "files/b.pdf"]), st.binary(max_size=64)))
def test_a_written_bag_checks(payload: dict[str, bytes]) -> None:
    payload["case.json"] = b"{}"
    members = bag_members(payload, KEY, {})
    digests = {name: sha256_hex(data) for name, data in members.items()}
    tags = {name: members[name] for name in TAG_FILES}
    assert check_bag(digests, tags, TABLETS).problems == ()
    assert check_bag(digests, tags, TABLETS).tablet == KEY.tablet
    assert [p.code for p in check_bag(digests, tags, {}).problems] == ["unknown-tablet"]
    for name in payload:
        changed = {**digests, f"data/{name}": "0" * 64}
        assert [(p.code, p.about) for p in check_bag(changed, tags, TABLETS).problems] == [
            ("changed-file", f"data/{name}")
        ]


def test_a_bag_is_the_same_on_every_machine(tmp_path: Path) -> None:
    write_bag(tmp_path / "a.zip", {"case.json": b"{}"}, KEY, {"Bagging-Date": "2026-11-24"})
    assert sha256_hex((tmp_path / "a.zip").read_bytes()) == (
        "1b4d4d64738ef63e795f3d9b6c68b17143af022d92a1f2ec9dc16fca05039f43"
    )


@pytest.mark.parametrize(
    "manifest",
    [
        b"zz  data/x",
        b"0" * 64 + b" ../x",
        b"0" * 63 + b"  x",
        (b"0" * 64 + b"  x\n") * 2,
        b"\xff\xfe",
        b"0" * 64 + b"  a b",
    ],
)
def test_manifests_are_read_strictly(manifest: bytes) -> None:
    parsed = read_manifest(manifest)
    assert parsed is None or all(SAFE_NAME.fullmatch(name) is None for name in parsed)


LIES = {
    "nonsense": "print('hello')",
    "nothing": "",
    "no object": "print('[]')",
    "deep": "print('[' * 100000)",
    "no members": 'print(\'{"problems": [], "members": {}, "papers": {}}\')',
    "unknown fault": 'print(\'{"problems": [["sunshine", ""]], "members": {}, "papers": {}}\')',
    "personal number in a fault": 'print(\'{"problems": [["bomb", "李明"]], "members": {}, "papers": {}}\')',
    "path for a number": 'print(\'{"problems": [], "members": {"a": ["../../x", 1, "'
    + "0" * 64
    + '"]}, "papers": {}}\')',
    "file that is not there": 'print(\'{"problems": [], "members": {"a": [0, 1, "'
    + "0" * 64
    + '"]}, "papers": {}}\')',
    "link to elsewhere": "import os; os.symlink('/etc/hostname', 'f0000'); "
    'print(\'{"problems": [], "members": {"a": [0, 1, "' + "0" * 64 + '"]}, "papers": {}}\')',
    "death": "import os; os.abort()",
    "flood": "print('x' * 3_000_000)",
    "sleep": "import time; time.sleep(30)",
}


@pytest.mark.skipif("sys.platform == 'win32'")
@pytest.mark.parametrize("lie", LIES)
def test_a_sandbox_that_lies_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    monkeypatch.setattr(reader, "sandbox_command", lambda: [sys.executable, "-I", "-c", LIES[lie]])
    path = tmp_path / "p.zip"
    path.write_bytes(zip_bytes(bag_members({"case.json": b"{}"}, KEY, {})))
    report = read_package(
        path,
        TABLETS,
        default_catalogue(),
        VILLAGES,
        local_date(0),
        tmp_path / "in",
        ReadLimits(seconds=2),
    )
    assert not report.accepted
    assert [fault.code for fault in report.faults] == ["unreadable"]


BLIND = """
import sys
sys.path.insert(0, {root!r})
from core.intake import bag, sandbox
sandbox.check_bag = lambda *_: bag.BagCheck(None, ())
sys.exit(sandbox.main())
"""


@pytest.mark.skipif("sys.platform == 'win32'")
def test_a_sandbox_that_hides_a_wrong_signature_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = BLIND.format(root=str(Path(reader.__file__).parents[2]))
    monkeypatch.setattr(reader, "sandbox_command", lambda: [sys.executable, "-I", "-c", script])
    stranger = TabletKey(KEY.tablet, Ed25519PrivateKey.from_private_bytes(b"\x44" * 32))
    path = tmp_path / "p.zip"
    path.write_bytes(zip_bytes(bag_members({"case.json": b"{}"}, stranger, {})))
    report = read_package(path, TABLETS, default_catalogue(), VILLAGES, local_date(0), tmp_path / "in")
    assert [fault.code for fault in report.faults] == ["unreadable"]
