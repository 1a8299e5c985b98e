"""A full disk under the papers, under SQLite, under PostgreSQL: said in words, nothing half done, and it goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from core.audit.service import append_entries
from core.cases.kept_drafts import KeptDrafts
from core.identity.tables import sign_in
from core.kernel.errors import EvenhandError, LineLost, Unavailable
from core.kernel.ids import new_id
from core.storage.blobs import Blobs
from core.storage.object_store import FolderStore
from core.storage.postgresql import login_role, open_postgresql
from core.storage.tables import blob
from core.storage.work import Storage
from tests.centre_house import (
    PASSPHRASES,
    cluster,
    founded_centre,
    grant_database,
    installer,
)
from tests.factories import House, centre, founded
from tests.faults.long_form import long_form
from tests.faults.small_disk import SmallDisk, small_disk
from tests.storage.test_blobs import Store
from tests.storage.test_work import Arrive, arrive

MANY = 4_000


def until_it_is_full(act: Callable[[int], object]) -> tuple[int, EvenhandError]:
    """How often it went, and what was said then."""
    for number in range(MANY):
        try:
            act(number)
        except EvenhandError as error:
            return number, error
    raise AssertionError("the disk never became full")


@long_form
def test_papers_on_a_full_disk_leave_nothing_half_written() -> None:
    with centre() as house, small_disk(1) as disk:
        house.blobs = Blobs(disk.folder / "papers")
        store = house.blobs.store

        def put(content: bytes) -> str:
            with house.storage("guardian").work(Store(new_id())) as work:
                digest = house.blobs.put(work, content, "x")
                work.commit({})
            return digest

        _, said = until_it_is_full(lambda number: put(b"%d " % number * 20_000))
        assert isinstance(said, Unavailable) and "is full" in str(said)
        rows = house.all(select(blob))
        assert rows and sorted(one.name for one in store.objects()) == sorted(row.object for row in rows)
        assert house.verify().ok
        next(iter(sorted(disk.folder.rglob("papers/*/*")))).unlink()  # room for one more, at a known price
        assert put(b"goes on")


def test_papers_beyond_a_limit_of_the_process_leave_nothing_either(tmp_path: Path) -> None:
    """Where no small disk can be mounted: a limit on the size of a file (RLIMIT_FSIZE)."""
    script = (
        "import resource, signal, sys\nfrom pathlib import Path\n"
        "from core.kernel.errors import Unavailable\nfrom core.storage.object_store import FolderStore\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "store = FolderStore(Path(sys.argv[1]))\nstore.write('ab' * 32, bytes(4096))\n"
        "try:\n    store.write('cd' * 32, bytes(9000))\n"
        "except Unavailable as error:\n    sys.stdout.write(str(error))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert "is full" in done.stdout
    assert [one.name for one in FolderStore(tmp_path).objects()] == ["ab" * 32]


def test_sqlite_on_a_full_disk_loses_nothing_and_goes_on() -> None:
    with small_disk(200) as disk:
        folder = disk.folder / "centre"
        shutil.copytree(founded().folder, folder)
        house = House(folder, founded().secrets)
        storage, done = house.storage("reviewer1"), list[UUID]()
        disk.fill()

        def act(_: int) -> None:
            with storage.work(Arrive(new_id(), "w")) as work:
                done.append(arrive(work))
                try:
                    work.commit({})
                except BaseException:
                    done.pop()
                    raise

        _, said = until_it_is_full(act)
        assert type(said) is Unavailable and "full" in str(said), said
        disk.make_room()
        before = len(done)
        act(0)
        assert len(done) == before + 1
        there = {row[0] for row in house.all(select(sign_in.c.id).where(sign_in.c.workstation == "w"))}
        assert set(done) <= there and len(there) == len(done)
        assert house.verify().ok
        house.close()


@long_form
def test_postgresql_on_a_full_disk_loses_nothing_and_goes_on() -> None:
    """The database's own space is on the small disk; the rest of the cluster is not."""
    template = founded_centre()
    with small_disk(120) as disk:
        space = disk.folder / "space"
        space.mkdir()
        owner = (cluster().folder / "data").stat()
        os.chown(space, owner.st_uid, owner.st_gid)
        space.chmod(0o700)
        cluster().run(f"CREATE TABLESPACE small LOCATION '{space}'")
        cluster().run(
            f"CREATE DATABASE full_one TEMPLATE {template.database} STRATEGY FILE_COPY TABLESPACE small"
        )
        try:
            grant_database(installer("full_one"))
            _fill_and_go_on(disk)
        finally:
            cluster().drop("full_one")
            cluster().run("DROP TABLESPACE small")


def _fill_and_go_on(disk: SmallDisk) -> None:
    address = cluster().url("full_one")
    engine = open_postgresql(address, login_role("reviewer1"), PASSPHRASES["reviewer1"])
    staff_id = UUID(
        str(cluster().run("SELECT id FROM evenhand.staff WHERE login = 'reviewer1'", "full_one")[0][0])
    )
    storage, done = Storage(engine, staff_id, append_entries), 0
    disk.fill()

    def act(number: int) -> None:
        with storage.work(Arrive(new_id(), "x" * 2_000)) as work:
            arrive(work, "full " + "x" * 2_000)
            work.commit({})

    done, said = until_it_is_full(act)
    assert isinstance(said, Unavailable) and not isinstance(said, LineLost) and "full" in str(said), said
    disk.make_room()
    act(0)
    storage.close()
    counted = cluster().run(
        "SELECT count(*) FROM evenhand.sign_in WHERE workstation LIKE 'full %'", "full_one"
    )
    assert counted == [(done + 1,)]
    entries = cluster().run("SELECT count(*) FROM evenhand.command WHERE kind = 'Arrive'", "full_one")
    assert entries == [(done + 1,)]


def test_a_draft_that_the_disk_does_not_take_is_said_and_the_one_before_stays() -> None:
    case_id, staff_id = new_id(), new_id()
    with small_disk(1) as disk:
        kept = KeptDrafts.open(disk.folder / "drafts", "reviewer1", staff_id, "a long passphrase")
        kept.keep(case_id, "first")
        disk.fill()
        with pytest.raises(Unavailable, match="leave the window open"):
            kept.keep(case_id, "second" * 5_000)
        assert kept.read(case_id) == "first"
        disk.make_room()
        kept.keep(case_id, "second")
        assert list(kept.unsent()) == [(case_id, "second")]
        kept.forget(case_id)
        assert list(kept.unsent()) == []
