"""Stored files: encrypted, kept once, written before their row, and never collected while a row names them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.kernel.canonical import sha256_hex
from core.kernel.errors import NotAllowed, NotFound, Tampered
from core.kernel.ids import new_id
from core.storage.blobs import Blobs
from core.storage.tables import blob
from tests.factories import House, centre

PAPER = "贷款申请书（样本） ".encode() * 40


@dataclass(frozen=True, slots=True)
class Store:
    command_id: UUID


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


def put(house: House, content: bytes) -> str:
    with house.storage("guardian").work(Store(new_id())) as work:
        digest = house.blobs.put(work, content, "application/pdf")
        work.commit({})
    return digest


def get(house: House, digest: str) -> bytes:
    with house.storage("guardian").reading() as reading:
        return house.blobs.get(reading, digest)


def objects(house: House) -> list[Path]:
    return [path for path in house.settings.blobs.rglob("*") if path.is_file()]


def test_what_is_put_is_got_and_lies_there_encrypted_under_its_own_name(house: House) -> None:
    digest = put(house, PAPER)
    assert digest == sha256_hex(PAPER)
    assert get(house, digest) == PAPER
    (path,) = objects(house)
    assert PAPER[:30] not in path.read_bytes()
    assert path.name == sha256_hex(path.read_bytes())
    assert house.blobs.intact(path.name)


def test_the_same_content_is_kept_once(house: House) -> None:
    assert put(house, PAPER) == put(house, PAPER)
    assert len(objects(house)) == 1
    with house.storage("guardian").work(Store(new_id())) as work:
        assert house.blobs.put(work, b"twice", "x") == house.blobs.put(work, b"twice", "x")
        work.commit({})
    assert len(objects(house)) == 2


def test_content_that_is_not_there_and_content_that_was_changed(house: House) -> None:
    with pytest.raises(NotFound):
        get(house, "0" * 64)
    digest = put(house, PAPER)
    (path,) = objects(house)
    content = path.read_bytes()
    for broken in (content[:-1], content[:5], b"", content[:40] + b"\0" + content[41:]):
        path.write_bytes(broken)
        with pytest.raises(Tampered):
            get(house, digest)
        assert not house.blobs.intact(path.name)
    path.unlink()
    with pytest.raises(Tampered):
        get(house, digest)


def test_one_object_does_not_pass_for_another(house: House) -> None:
    """Content is bound to its own hash: objects changed over by somebody are noticed."""
    first, second = put(house, b"first"), put(house, b"second")
    rows = {row.sha256: row.object for row in house.all(select(blob))}
    one, other = house.blobs.store.path(rows[first]), house.blobs.store.path(rows[second])
    mine = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(mine)
    for digest in (first, second):
        with pytest.raises(Tampered):
            get(house, digest)


def test_only_the_guardian_stores_and_nothing_is_left_of_what_was_refused(house: House) -> None:
    with pytest.raises(NotAllowed), house.storage("reviewer1").work(Store(new_id())) as work:
        house.blobs.put(work, PAPER, "x")
        work.commit({})
    assert house.all(select(blob)) == []


def test_orphans_go_and_what_a_row_names_stays_for_ever(house: House) -> None:
    digest = put(house, PAPER)
    with house.storage("guardian").work(Store(new_id())) as work:
        house.blobs.put(work, b"never committed", "x")
    assert len(objects(house)) == 2
    with house.storage("guardian").reading() as reading:
        assert house.blobs.collect_orphans(reading, older_than_seconds=3600) == 0  # perhaps in the making
        assert house.blobs.collect_orphans(reading, older_than_seconds=0) == 1
        assert house.blobs.collect_orphans(reading, older_than_seconds=0) == 0
    assert get(house, digest) == PAPER


def test_an_orphan_old_enough_goes_though_nothing_new_has_come_since(house: House) -> None:
    with house.storage("guardian").work(Store(new_id())) as work:
        house.blobs.put(work, b"never committed", "x")
    (path,) = objects(house)
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 7200))
    with house.storage("guardian").reading() as reading:
        assert house.blobs.collect_orphans(reading, older_than_seconds=3600) == 1


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=3000))
def test_any_content_comes_back(content: bytes) -> None:
    house = _shared()
    assert get(house, put(house, content)) == content


_SHARED: list[House] = []


def _shared() -> House:
    return _SHARED[0]


@pytest.fixture(autouse=True, scope="module")
def _one_house_for_properties() -> Iterator[None]:
    with centre() as house:
        _SHARED.append(house)
        yield
        _SHARED.clear()


_DYING = """
import os, signal, sys
from pathlib import Path
from uuid import UUID
from core.storage.blobs import Blobs
from core.storage.engine import open_sqlite
from core.storage.work import Storage
from core.audit.service import append_entries
from tests.storage.test_blobs import Store
from core.kernel.ids import new_id
import core.tables

database, blobs, key, guardian = sys.argv[1:5]
guardian = UUID(guardian)
storage = Storage(open_sqlite(Path(database), bytes.fromhex(key), guardian), guardian, append_entries)
with storage.work(Store(new_id())) as work:
    Blobs(Path(blobs)).put(work, b"written, not committed", "x")
    print("written", flush=True)
    if sys.argv[5] == "after":
        work.commit({})
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_between_object_and_row_nothing_dangles(house: House, moment: str) -> None:
    kept = put(house, PAPER)
    arguments = [
        str(house.settings.database),
        str(house.settings.blobs),
        house.secrets.database_key.hex(),
        str(house.guardian_id),
        moment,
    ]
    done = subprocess.run(
        [sys.executable, "-c", _DYING, *arguments],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert done.returncode == -9, done.stderr.decode()
    assert done.stdout == b"written\n"
    rows = house.all(select(blob))
    assert len(rows) == (1 if moment == "before" else 2)
    assert all(house.blobs.intact(row.object) for row in rows)
    assert len(objects(house)) == 2
    with house.storage("guardian").reading() as reading:
        assert house.blobs.collect_orphans(reading, older_than_seconds=0) == (1 if moment == "before" else 0)
    assert get(house, kept) == PAPER
    assert house.verify().ok


def test_a_half_written_object_is_never_named_by_a_row(house: House) -> None:
    """What a cut leaves is a temporary file, which counts as an orphan."""
    put(house, PAPER)
    folder = house.settings.blobs / "ab"
    folder.mkdir(exist_ok=True)
    (folder / ".new-half").write_bytes(b"half")
    with house.storage("guardian").reading() as reading:
        assert house.blobs.collect_orphans(reading, older_than_seconds=0) == 1
    assert not (folder / ".new-half").exists()


def test_a_second_store_in_the_same_folder_sees_the_same(house: House) -> None:
    digest = put(house, PAPER)
    with house.storage("auditor1").reading() as reading:
        assert Blobs(house.settings.blobs).get(reading, digest) == PAPER
