"""What comes round: orphans, backups by the clock, and only one guardian of several at each."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from core.cases.rules import Step
from core.guardian import tables
from core.guardian.backup import Backups
from core.guardian.backup_pruning import prune, prune_papers
from core.guardian.chores import BackingUp, Chores, Orphans
from core.guardian.handed_in import HandIn
from core.guardian.presence import Presence, PresenceQueries
from core.guardian.upkeep import UpkeepQueries
from core.kernel.canonical import sha256_hex
from core.kernel.clock import DAY, HOUR
from core.kernel.ids import new_id
from core.storage.tables import blob
from tests import kept_records as kept
from tests.factories import House, centre


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


def stray(house: House, name: str, *, age: float) -> Path:
    """An object that no row names, so many seconds old."""
    path = house.settings.blobs / name[:2] / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"stray")
    then = path.stat().st_mtime - age
    os.utime(path, (then, then))
    return path


def test_old_orphans_go_and_are_on_record_and_nothing_else_does(house: House) -> None:
    house.case_at(Step.RECEIVED)
    before = {path for path in house.settings.blobs.rglob("*") if path.is_file()}
    for path in before:
        os.utime(path, (0, 0))
    old, young = stray(house, "a" * 64, age=2 * 24 * 3600), stray(house, "b" * 64, age=60)
    half = stray(house, "c" * 64, age=2 * 24 * 3600).rename(house.settings.blobs / "cc" / ".new-x")
    assert Orphans(house.storage("guardian"), house.blobs).do()
    assert not old.exists()
    assert not half.exists()
    assert young.exists()
    assert all(path.exists() for path in before)
    (run,) = house.all(select(tables.orphan_run))
    assert (run.removed, set(json.loads(run.names))) == (2, {"a" * 64, ".new-x"})
    house.sequence()
    assert house.verify().ok


def test_the_object_of_a_package_that_waits_is_no_orphan(house: House) -> None:
    waiting = stray(house, "1" * 64, age=2 * 24 * 3600)
    with house.storage("intake1").work(HandIn(new_id(), "w.zip", "0" * 64, "1" * 64)) as work:
        said = {"file_name": "w.zip", "sha256": "0" * 64, "object": waiting.name, "key": "", "bytes": 5}
        work.record(tables.handed_in, staff_id=work.staff_id, **said)
        work.commit({})
    assert Orphans(house.storage("guardian"), house.blobs).collect() == []
    assert waiting.exists()


def test_a_claim_is_one_guardian_s_until_it_lets_go_or_its_time_is_over(house: House) -> None:
    storage = house.storage("guardian")
    one, other = Presence(storage), Presence(storage)
    assert one.claim("backup")
    assert one.claim("backup")  # its own still
    assert not other.claim("backup")
    other.let_go("backup")  # not the other's to give
    assert not other.claim("backup")
    one.let_go("backup")
    assert other.claim("backup", for_time=0)
    assert one.claim("backup")  # the other's time was over at once


def test_a_guardian_is_here_until_it_leaves_or_falls_silent(house: House) -> None:
    storage = house.storage("guardian")
    seen = PresenceQueries(house.storage("reviewer1"))
    one = Presence(storage)
    one.say()
    (found,) = seen.guardians()
    assert found.is_here
    assert found.process == os.getpid()
    with storage.changing() as connection:
        connection.execute(tables.presence.update().values(seen=found.seen - 5 * 60_000_000))
    assert not seen.guardians()[0].is_here
    assert not UpkeepQueries(house.storage("reviewer1")).pulse().guardian_is_here
    with storage.changing() as connection:
        connection.execute(tables.presence.update().values(doing="backup"))
    assert seen.guardians()[0].is_here  # it said that it would be long
    one.leave()
    assert seen.guardians() == []
    assert UpkeepQueries(house.storage("reviewer1")).pulse().ago is None


def backing_up(house: House, *, hours: int) -> BackingUp:
    keeper = house.guardian_house.backing_up
    return BackingUp(
        house.storage("guardian"), house.blobs, keeper.backups, house.folder, house.settings.name, hours, 30
    )


def test_a_backup_is_made_when_it_is_due_and_a_failed_one_is_tried_again_later(house: House) -> None:
    chore = backing_up(house, hours=24)
    with house.storage("guardian").reading() as reading:
        assert not chore.is_due(reading)  # founded a moment ago
        assert backing_up(house, hours=0).is_due(reading) is False
    chores = Chores(
        house.storage("guardian"), Presence(house.storage("guardian")), (backing_up(house, hours=0),)
    )
    assert chores.do_next() is None
    _, made = chore.make()
    assert made.ok, made.findings
    (row,) = UpkeepQueries(house.storage("auditor1")).backups()
    assert row.ok
    assert row.rows == made.rows
    assert [line.ok for line in UpkeepQueries(house.storage("auditor1")).recent()] == [True]


def test_old_backups_go_but_for_one_a_week_and_the_newest_three(house: House) -> None:
    chore = backing_up(house, hours=24)
    paths = [chore.make()[0] for _ in range(5)]
    backups = chore.backups
    now = backups.head(paths[-1]).made_at
    assert prune(backups, now, 30) == []
    assert prune(backups, now + 31 * DAY, 30) == [paths[1], paths[0]]  # of one week: the newest stays
    assert backups.files() == paths[2:]
    assert prune(backups, now + 400 * DAY + HOUR, 30) == []


def lies(backups: Backups, name: str) -> bool:
    return backups.objects.store.has(name)


def test_papers_go_with_the_last_backup_that_names_them(house: House) -> None:
    chore = backing_up(house, hours=24)
    backups = chore.backups
    gone, stays = (kept.old_record(house) for _ in range(2))
    papers = {row.sha256: row.object for row in house.all(select(blob))}
    of_gone, of_stays = (papers[kept.row_of(house, one).sha256] for one in (gone, stays))
    chore.make()
    listed = kept.make_list(house, gone)
    kept.approve(house, listed)
    kept.witness(house, listed)
    assert house.guardian_house.destroyer.do()
    later = [chore.make() for _ in range(4)]
    assert all(made.ok for _, made in later), [made.findings for _, made in later]
    now = backups.head(later[-1][0]).made_at
    assert lies(backups, of_gone)  # the first backup can still be restored
    assert prune(backups, now + 31 * DAY, 30)
    assert not lies(backups, of_gone) and lies(backups, of_stays)
    assert [backups.verify(path).findings for path in backups.files()] == [()] * 3


def test_no_paper_goes_while_a_backup_is_made_or_cannot_be_read(house: House) -> None:
    chore = backing_up(house, hours=24)
    backups = chore.backups
    path, _ = chore.make()
    backups.objects.put_back(sha256_hex(b"half made"), b"half made")
    with ThreadPoolExecutor() as threads, backups.alone():
        pruning = threads.submit(prune_papers, backups)
        with pytest.raises(TimeoutError):
            pruning.result(timeout=0.2)
        assert lies(backups, sha256_hex(b"half made"))
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
    assert pruning.result() == 0
    assert lies(backups, sha256_hex(b"half made"))
    path.write_bytes(whole)
    assert prune_papers(backups) == 1
    assert backups.verify(path).ok


def test_a_failed_backup_is_on_record_with_what_is_wrong(house: House) -> None:
    house.case_at(Step.RECEIVED)
    path = next(one for one in house.settings.blobs.rglob("*") if one.is_file())
    path.write_bytes(b"spoilt")
    _, made = backing_up(house, hours=24).make()
    assert not made.ok
    (row,) = UpkeepQueries(house.storage("auditor1")).backups()
    assert not row.ok
    assert any("missing or changed" in one.en for one in row.findings)
