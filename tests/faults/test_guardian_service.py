"""``evenhand guardian run`` on a PostgreSQL centre: processes of its own, killed, stopped, cut off."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

from core.cases import tables as cases
from core.demo_centre import make_demo_specimen
from core.guardian import tables
from core.guardian.handed_in import HandingIn, waiting_place
from core.guardian.inbox import Inbox
from core.guardian.presence import PresenceQueries
from core.intake import tables as intake
from core.kernel.clock import system_now
from core.kernel.ids import new_id
from core.storage.postgresql import login_role
from tests.centre_house import GUARDIAN_PASSPHRASE, PASSPHRASES, CentreHouse, cluster, postgresql_centre
from tests.factories import catalogue

PATIENCE = 120.0


@pytest.fixture
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("packages")
    return [make_demo_specimen(number, folder, system_now(), catalogue()) for number in range(1, 7)]


@contextmanager
def guardian_process(house: CentreHouse, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"EVENHAND_PASSPHRASE_GUARDIAN": GUARDIAN_PASSPHRASE}
    process = subprocess.Popen(
        [sys.executable, "-m", "core.cli", "--centre", str(house.folder), "guardian", "run", *arguments],
        env=environment,
        stdout=(house.folder / "guardian.txt").open("a"),
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def put(package: Path, inbox: Path) -> Path:
    """As a careful courier does: under another name first."""
    inbox.mkdir(exist_ok=True)
    part = inbox / f"{package.name}.part"
    part.write_bytes(package.read_bytes())
    os.utime(part, (time.time() - 10, time.time() - 10))
    return part.rename(inbox / package.name)


def names_in(folder: Path) -> set[str]:
    return {one.name for one in folder.glob("*.zip")} if folder.is_dir() else set()


def here(house: CentreHouse) -> int:
    return len(PresenceQueries(house.storage("auditor1")).ids_here())


def test_two_guardians_share_the_inbox_one_is_killed_and_everything_is_taken_once(
    house: CentreHouse, packages: list[Path], tmp_path: Path
) -> None:
    inbox = tmp_path / "inbox"
    for package in packages[:5]:
        put(package, inbox)
    whole = packages[5].read_bytes()
    bad = inbox / "spoilt.zip"
    bad.write_bytes(b"PK\3\4 no package at all PK\5\6")
    os.utime(bad, (time.time() - 10, time.time() - 10))
    half = inbox / "half.zip"
    half.write_bytes(whole[: len(whole) // 2])
    os.utime(half, (time.time() - 10, time.time() - 10))
    with guardian_process(house, "--inbox", str(inbox)) as doomed:
        until(lambda: here(house) == 1 and bool(names_in(inbox / "taken")), "a first package")
        (its_own,) = inbox.glob(".taking-*")
        with guardian_process(house, "--inbox", str(inbox)) as other:
            until(lambda: here(house) == 2, "two guardians")
            doomed.send_signal(signal.SIGKILL)
            doomed.wait()
            miss_the_dead(house)
            until(lambda: len(names_in(inbox / "taken")) == 5, "five packages taken")
            until(lambda: names_in(inbox / "quarantine") == {"spoilt.zip"}, "the bad one aside")
            assert names_in(inbox) == {"half.zip"}
            until(lambda: not house.all(select(cases.errand.c.id)), "all errands done")
            until(lambda: not its_own.exists(), "the dead one's sub-folder gone")
            other.send_signal(signal.SIGTERM)
            assert other.wait(60) == 0
            assert "已离岗" in (house.folder / "guardian.txt").read_text()
    counted = Counter(row[0] for row in house.all(select(intake.package.c.sha256)))
    assert len(counted) == 5
    assert set(counted.values()) == {1}
    assert here(house) == 0
    assert not list(inbox.glob(".taking-*"))
    found = house.verify()
    assert found.ok, found.findings


def miss_the_dead(house: CentreHouse) -> None:
    """As if the time after which a silent guardian is missed had passed: for the one whose process is gone."""
    with house.storage("guardian").changing() as connection:
        for row in connection.execute(select(tables.presence)).all():
            if not Path(f"/proc/{row.process}").exists():
                mine = tables.presence.c.id == row.id
                connection.execute(tables.presence.update().where(mine).values(seen=0))
                connection.execute(
                    tables.claim.update().where(tables.claim.c.holder == row.id).values(until=0)
                )


def test_packages_handed_in_at_a_window_are_answered_and_the_service_goes_on_after_its_line_was_cut(
    house: CentreHouse, packages: list[Path], tmp_path: Path
) -> None:
    clerk = HandingIn(house.storage("intake1"), house.settings.blobs)
    spoilt = tmp_path / "spoilt.zip"
    spoilt.write_bytes(b"no package")
    with guardian_process(house) as process:
        until(lambda: here(house) == 1, "the guardian")
        first = clerk.hand_in(packages[0])
        until(lambda: clerk.answers([first])[0].outcome == "accepted", "the first answer")
        ended = house.raw(
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{login_role('guardian')}' "
            f"AND datname = '{house.database}'"
        )
        assert ended
        second, again = clerk.hand_in(spoilt), clerk.hand_in(packages[0])
        until(lambda: all(one.outcome for one in clerk.answers([second, again])), "answers after the cut")
        told = {one.id: one for one in clerk.answers([second, again])}
        assert told[second].outcome == "quarantined"
        assert told[second].reasons
        assert told[again].outcome == "known"
        assert told[again].led_to == clerk.answers([first])[0].led_to
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
    assert not [one for one in waiting_place(house.settings.blobs).rglob("*") if one.is_file()]
    assert house.verify().ok


def test_a_reviewer_hands_nothing_in_and_nobody_reads_what_waits(
    house: CentreHouse, packages: list[Path]
) -> None:
    given = HandingIn(house.storage("intake1"), house.settings.blobs).hand_in(packages[0])
    with pytest.raises(Exception, match="does not allow"):
        HandingIn(house.storage("reviewer1"), house.settings.blobs).hand_in(packages[0])
    for login in ("intake1", "auditor1"):
        engine = house.engine(house.staff[login].id)
        with engine.connect() as connection, pytest.raises(Exception, match="permission denied"):
            connection.exec_driver_sql("SELECT key FROM handed_in")
        engine.dispose()
    assert house.all(select(tables.handed_in.c.id)) == [(given,)]


def test_what_a_dead_guardian_had_taken_goes_back_and_a_growing_file_is_left(tmp_path: Path) -> None:
    dead, living = new_id(), new_id()
    gone = Inbox(tmp_path, dead)
    mine = tmp_path / f".taking-{dead}"
    mine.mkdir()
    (mine / "a.zip").write_bytes(b"PK\5\6")
    other = Inbox(tmp_path, living)
    assert other.give_back([dead, living]) == 0
    assert other.give_back([living]) == 1
    path = tmp_path / "a.zip"
    assert other.waiting() == []  # written a moment ago
    os.utime(path, (time.time() - 60, time.time() - 60))
    assert other.waiting() == [path]
    path.write_bytes(b"PK\3\4 still being written")
    os.utime(path, (time.time() - 60, time.time() - 60))
    assert other.waiting() == []
    assert gone.folder == other.folder


def test_runaways_of_people_are_ended_and_on_record_and_nobody_else_is_touched(house: CentreHouse) -> None:
    from core.guardian.chores import Runaways
    from core.guardian.upkeep import UpkeepQueries

    chore = Runaways(house.storage("guardian"), running_seconds=1, idle_seconds=1)
    address = house.settings.database_url
    password = PASSPHRASES["reviewer1"]
    with psycopg.connect(address, user=login_role("reviewer1"), password=password) as idle:
        idle.execute("SET idle_in_transaction_session_timeout = 0")
        idle.execute("SELECT 1")
        ended: list[dict[str, object]] = []

        def over() -> bool:
            ended.extend(chore.end())
            return bool(ended)

        until(over, "the open transaction to be ended")
        with pytest.raises(psycopg.OperationalError):
            idle.execute("SELECT 1")
        idle.close()
    assert [(one["login"], one["what"]) for one in ended] == [("reviewer1", "idle-in-transaction")]
    chore._record(ended)
    (row,) = UpkeepQueries(house.storage("auditor1")).ended_sessions()
    assert (row.login, row.what) == ("reviewer1", "idle-in-transaction")
    with house.storage("auditor1").reading() as reading:
        with pytest.raises(Exception, match="does not allow"):
            Runaways(house.storage("admin1")).end()
        assert reading.now  # the auditor's own transaction was too young
    assert house.raw("SELECT 1")
    assert re.fullmatch(r"\d+", str(cluster().port))
