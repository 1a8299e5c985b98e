"""The reader against good packages, spoilt ones, and random damage. One real sandbox each time."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.intake import reader
from core.intake.bag import CASE, TabletKey
from core.intake.faults import FAULT_WORDS
from core.intake.places import load_villages
from core.intake.reader import ReadLimits, read_package
from core.intake.rules import PackageReport
from core.intake.sandbox_start import FROZEN_COMMAND, SANDBOXES, SandboxStarter
from core.intake.specimen import make_specimen
from core.intake.spoil import FAULT_OF_SPOIL, SPOILS, spoil
from core.kernel.clock import parse_instant
from core.kernel.errors import BadInput
from core.products.rules import load_catalogue

ROOT = Path(__file__).parents[2]
CATALOGUE = load_catalogue(ROOT / "resources/catalogue/products.toml")
VILLAGES = load_villages(ROOT / "resources/demo/places.toml")
KEY = TabletKey("yaodu-tablet-1", Ed25519PrivateKey.from_private_bytes(b"\x11" * 32))
NOW = parse_instant("2026-11-24T06:00:00Z")
TODAY = date(2026, 11, 24)


@dataclass(frozen=True)
class Desk:
    """A good package, and a folder of its own for every reading."""

    package: Path
    room: Path

    def read(self, package: Path, limits: ReadLimits | None = None) -> PackageReport:
        into = self.room / f"read-{len(list(self.room.iterdir()))}"
        return read_package(package, {KEY.tablet: KEY.public_hex}, CATALOGUE, VILLAGES, TODAY, into, limits)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    village = VILLAGES["yaodu-01"]
    return make_specimen(
        1,
        tmp_path_factory.mktemp("specimen"),
        KEY,
        institution="yaodu",
        village=village,
        staff_login="manager",
        now=NOW,
        catalogue=CATALOGUE,
        product="greenhouse",
        flavour="good",
    )


@pytest.fixture
def desk(package: Path, tmp_path: Path) -> Desk:
    return Desk(package, tmp_path)


def test_good_package_is_accepted_with_its_contents(desk: Desk) -> None:
    report = desk.read(desk.package)
    assert report.faults == ()
    assert report.accepted and report.contents is not None
    assert report.tablet == KEY.tablet and report.institution == "yaodu"
    assert report.package_sha256 == hashlib.sha256(desk.package.read_bytes()).hexdigest()
    assert report.package_id == report.contents.manifest["package_id"]
    kinds = {file.kind for file in report.contents.files}
    assert {"id-front", "id-back", "household-book", "land-contract", "site-photo", "consent"} <= kinds
    for file in report.contents.files:
        assert hashlib.sha256(file.path.read_bytes()).hexdigest() == file.sha256
        assert file.bytes == file.path.stat().st_size
        if file.media_type == "application/pdf":
            assert file.page_count == 2
        else:
            assert file.width and file.height
        if file.kind == "site-photo":
            assert file.position is not None and file.taken_at is not None


def test_reading_twice_says_the_same(desk: Desk) -> None:
    first, second = desk.read(desk.package), desk.read(desk.package)
    assert first.to_json() == second.to_json()
    assert first.contents is not None and second.contents is not None
    assert first.contents.manifest_hash == second.contents.manifest_hash


def test_every_spoil_has_its_expected_fault() -> None:
    assert len(SPOILS) >= 20
    assert set(FAULT_OF_SPOIL.values()) <= FAULT_WORDS.keys()


@pytest.mark.parametrize("how", SPOILS)
def test_spoilt_package_gets_exactly_its_fault_and_is_kept(desk: Desk, how: str) -> None:
    bad = spoil(desk.package, how, desk.room / "bad", KEY)
    before = bad.read_bytes()
    outside = sorted(desk.room.rglob("*"))
    into = desk.room / "into"
    report = read_package(bad, {KEY.tablet: KEY.public_hex}, CATALOGUE, VILLAGES, TODAY, into)
    assert not report.accepted and report.contents is None
    assert [fault.code for fault in report.faults] == [FAULT_OF_SPOIL[how]]
    assert bad.read_bytes() == before
    assert all(name.name[0] == "f" and name.name[1:].isdigit() for name in into.iterdir())
    assert sorted(path for path in desk.room.rglob("*") if into not in (path, *path.parents)) == outside
    json.dumps(report.to_json())


def test_faults_never_repeat_the_id_number(desk: Desk) -> None:
    number = json.loads(zipfile.ZipFile(desk.package).read(CASE))["applicant"]["id_number"]
    report = desk.read(spoil(desk.package, "bad-id", desk.room / "bad", KEY))
    text = json.dumps(report.to_json(), ensure_ascii=False)
    assert number[:17] not in text and "applicant.id_number" in text


def test_package_id_is_told_where_the_case_can_be_read(desk: Desk) -> None:
    good = desk.read(desk.package)
    bad = desk.read(spoil(desk.package, "missing-paper", desk.room / "bad", KEY))
    assert bad.package_id == good.package_id and bad.institution == "yaodu"


@pytest.mark.skipif("sys.platform == 'win32'")
def test_a_sandbox_that_dies_is_a_fault(desk: Desk) -> None:
    report = desk.read(desk.package, ReadLimits(memory_bytes=30_000_000))
    assert [fault.code for fault in report.faults] == ["unreadable"]


def test_missing_file_and_used_folder_are_errors(desk: Desk) -> None:
    with pytest.raises(BadInput):
        desk.read(desk.room / "nothing.zip")
    used = desk.room / "used"
    used.mkdir()
    (used / "letter.txt").write_text("here first", encoding="utf-8")
    with pytest.raises(BadInput):
        read_package(desk.package, {}, CATALOGUE, VILLAGES, TODAY, used)
    assert (used / "letter.txt").read_text(encoding="utf-8") == "here first"


@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_random_damage_never_raises_and_is_never_taken_for_the_original(
    desk: Desk, data: st.DataObject
) -> None:
    """Any accepted package carries the very case and papers that were signed."""
    original = desk.package.read_bytes()
    damaged = bytearray(original)
    if data.draw(st.booleans(), "cut"):
        del damaged[data.draw(st.integers(0, len(original) - 1), "length") :]
    else:
        end = data.draw(st.sampled_from((2_000, len(original))), "region")
        for _ in range(data.draw(st.integers(1, 4), "flips")):
            # Half of the flips fall into the ZIP's directory, where most of the traps are.
            at = data.draw(st.integers(1, end), "at")
            damaged[-at] ^= 1 << data.draw(st.integers(0, 7), "bit")
    path = desk.room / "damaged.zip"
    path.write_bytes(damaged)
    report = desk.read(path)
    if report.accepted:
        good = desk.read(desk.package)
        assert report.contents is not None and good.contents is not None
        assert report.contents.manifest_hash == good.contents.manifest_hash
        assert [f.sha256 for f in report.contents.files] == [f.sha256 for f in good.contents.files]
    else:
        assert report.faults


def test_frozen_program_calls_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.frozen", True, raising=False)
    assert reader.sandbox_command()[1:] == [FROZEN_COMMAND]


EVIL = """
import sys
sys.path.insert(0, {root!r})
from core.intake import sandbox
decode = sandbox.inspect_paper
def evil(stream):
    import socket
    for attempt in (lambda: open({outside!r}, "w"), lambda: open("/etc/hostname"), socket.socket):
        try:
            attempt()
        except OSError:
            continue
        return {{"media_type": None}}
    return decode(stream)
sandbox.inspect_paper = evil
import socket
sys.exit(sandbox.main())
"""


@pytest.mark.skipif("sys.platform != 'linux'")
def test_a_decoder_that_is_taken_over_reaches_no_file_and_no_network(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were any attempt to succeed, the paper would come out as of no known type."""
    script = EVIL.format(root=str(ROOT), outside=str(desk.room / "outside.txt"))
    monkeypatch.setattr(reader, "sandbox_command", lambda: [sys.executable, "-I", "-c", script])
    report = desk.read(desk.package)
    assert report.faults == () and report.accepted
    assert not (desk.room / "outside.txt").exists()


def _parent(process: int) -> int:
    return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])


@pytest.mark.skipif("sys.platform != 'linux'")
def test_each_package_has_a_copy_of_its_own_and_a_spoilt_nursery_is_replaced() -> None:
    starter = SandboxStarter()
    starter.keep_ahead(True)
    command = reader.sandbox_command()
    try:
        first, second = starter.start(command), starter.start(command)
        nursery = _parent(first.pid)
        assert first.pid != second.pid and nursery == _parent(second.pid) != os.getpid()
        for one in (first, second):
            one.request.close()  # asked nothing, it comes to a bad end
            assert one.report.read() == b"" and one.wait() != 0
            one.report.close()
        third = starter.start(command)
        assert _parent(third.pid) != nursery and not Path(f"/proc/{nursery}").exists()
        third.kill()
        third.request.close()
        assert third.wait() == -signal.SIGKILL
        third.report.close()
    finally:
        starter.keep_ahead(False)


OPEN = """
import os, sys
sys.path.insert(0, {root!r})
from core.intake import sandbox
def answer():
    links = []
    for number in range(256):
        try:
            links.append(os.readlink(f"/proc/self/fd/{{number}}").partition(":")[0])
        except OSError:
            continue
    os.write(1, " ".join(links).encode())
    return 0
sandbox.answer = answer
sys.exit(sandbox.main())
"""


@pytest.mark.skipif("sys.platform != 'linux'")
def test_a_copy_has_nothing_open_but_its_own_pipes() -> None:
    starter = SandboxStarter()
    starter.keep_ahead(True)
    command = [sys.executable, "-I", "-c", OPEN.format(root=str(ROOT))]
    try:
        first, second = starter.start(command), starter.start(command)
        for one in (first, second):
            with one.request, one.report:
                assert one.report.read() == b"pipe pipe /dev/null"
            assert one.wait() == 0
    finally:
        starter.keep_ahead(False)


def test_packages_are_read_alike_by_copies(desk: Desk) -> None:
    SANDBOXES.keep_ahead(True)
    try:
        reports = [desk.read(desk.package) for _ in range(3)]
    finally:
        SANDBOXES.keep_ahead(False)
    assert all(report.accepted for report in reports)
    assert len({report.contents.manifest_hash for report in reports if report.contents}) == 1
