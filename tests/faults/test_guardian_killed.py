"""The guardian is killed again and again; a fresh one finishes everything, and each act was done once."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from core.archive import tables as archive
from core.cases import tables
from core.cases.rules import Stage, Step
from core.draw import tables as draws
from core.intake import tables as intake
from core.kernel.ids import new_id
from core.risk import tables as risk
from core.storage.tables import blob
from tests.factories import House, centre, household

KILLS = 20
CASES = 8

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and SIGKILL")


def guardian_s_life(folder: Path, house: House, packages: list[tuple[UUID, UUID]], said: int) -> None:
    """What the doomed process does: take in every package, then round after round. ``said`` is a pipe."""
    mine = House(folder, house.secrets)
    for case_id, package_id in packages:
        if mine.receive(case_id, package_id=package_id).outcome in ("accepted", "known"):
            os.write(said, f"{case_id}\n".encode())
    while True:
        mine.guardian_house.guardian.run_round(limit=1)
        os.write(said, b"round\n")


def live_and_be_killed(house: House, packages: list[tuple[UUID, UUID]], seconds: float) -> list[str]:
    """Run a guardian in a process of its own, kill it after a while; returns what it acknowledged."""
    house.close()  # an open SQLite database must not be carried through a fork
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            guardian_s_life(house.folder, house, packages, writer)
        finally:
            os._exit(1)
    os.close(writer)
    killer = threading.Timer(seconds, os.kill, (pid, signal.SIGKILL))
    killer.start()
    said = b""
    while piece := os.read(reader, 65_536):
        said += piece
    _, status = os.waitpid(pid, 0)
    killer.cancel()
    killer.join()
    os.close(reader)
    assert os.WIFSIGNALED(status), "the guardian died by itself"
    return said.decode().split()


def people_work(house: House) -> None:
    """Everybody with an open duty does it."""
    for row in house.all(select(tables.queue)):
        if row.stage == Stage.REVIEW:
            house.give_opinion(row.case_id)
        else:
            house.decide(row.case_id)


def test_killed_twenty_times_everything_is_done_once_and_nothing_is_lost() -> None:
    household()
    lot = random.Random(20261124)
    with centre() as house:
        packages = [(new_id(), new_id()) for _ in range(CASES)]
        acknowledged: set[UUID] = set()
        for kill in range(KILLS):
            said = live_and_be_killed(house, packages, lot.uniform(0.05, 0.9))
            acknowledged |= {UUID(line) for line in said if line != "round"}
            there = {row.id for row in house.all(select(tables.loan_case.c.id))}
            assert acknowledged <= there
            found = house.verify()
            assert found.ok, found.findings
            if kill % 3 == 2:
                people_work(house)
        finish(house, packages)
        check(house, packages)


def finish(house: House, packages: list[tuple[UUID, UUID]]) -> None:
    for case_id, package_id in packages:
        house.receive(case_id, package_id=package_id)
    for _ in range(3):
        put_nothing_off(house)
        house.settle()
        people_work(house)
    house.settle()


def put_nothing_off(house: House) -> None:
    """Errands that were interrupted may have been put off for a few seconds; do them now."""
    with house.storage("guardian").changing() as connection:
        connection.execute(tables.errand.update().values(due=0))


def check(house: House, packages: list[tuple[UUID, UUID]]) -> None:
    assert house.all(select(tables.errand)) == []
    assert house.all(select(tables.queue)) == []
    once = (
        (intake.package, "case_id"),
        (risk.screening, "case_id"),
        (tables.opinion, "case_id"),
        (tables.decision, "case_id"),
        (archive.dossier, "case_id"),
    )
    for table, column in once:
        counted = Counter(row[0] for row in house.all(select(table.c[column])))
        assert counted == {case_id: 1 for case_id, _ in packages}, table.name
    drawn = Counter((row.case_id, row.stage) for row in house.all(select(draws.draw)))
    assert drawn == {(case_id, stage): 1 for case_id, _ in packages for stage in ("review", "approval")}
    for case_id, _ in packages:
        assert house.last_step(case_id) is Step.SEALED
    numbers = [
        row.archival_number for row in house.all(select(archive.dossier).order_by(archive.dossier.c.number))
    ]
    assert [int(number.rsplit("-", 1)[1]) for number in numbers] == list(range(1, CASES + 1))
    found = house.verify()
    assert found.ok, found.findings
    assert found.leaves == found.entries
    with house.storage("guardian").reading() as reading:
        house.blobs.collect_orphans(reading, older_than_seconds=0)
        for row in reading.all(select(blob)):
            assert house.blobs.get(reading, row.sha256)
    names = {row.object for row in house.all(select(blob))}
    assert {path.name for path in house.settings.blobs.rglob("*") if path.is_file()} == names
