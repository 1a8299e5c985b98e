"""A guardian killed over a commission: what it was doing leaves nothing half, what it had done is done no second time."""

from __future__ import annotations

import signal
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
import pytest
from PIL import Image
from sqlalchemy import Table, func, select

from core.app import App, open_centre
from core.archive import tables as archive
from core.archive.moving import tables as moving
from core.archive.scanning import tables as scanning
from core.cases.rules import Step
from core.guardian import tables
from core.guardian.commissions import DONE, Asking, Brought
from core.kernel.canonical import sha256_hex
from core.kernel.clock import local_date
from core.storage.postgresql import login_role
from tests.centre_house import PASSPHRASES, CentreHouse, cluster, postgresql_centre
from tests.core.test_archive_moving import legacy_rows, write_list
from tests.faults.test_guardian_service import guardian_process, miss_the_dead, until
from tests.kept_records import row_of
from tests.postgres import SUPERUSER
from tests.scanned import sheet_page, tiff, typed_page

#: The guardian stands here when it has done its work and put it on record, and nobody has heard of it.
BEFORE_ANSWERING = "LOCK TABLE commission_result IN SHARE ROW EXCLUSIVE MODE"


@dataclass(frozen=True, slots=True)
class Killing:
    """A commission whose guardian is killed: in the middle, where ``middle`` keeps it waiting, and before it answers.
    ``facts`` of ``table`` are what it comes to, if any; ``half`` of them stand when it dies in the middle."""

    asking: Asking
    table: Table | None = None
    facts: int = 1
    middle: str = ""
    half: int = 0


@pytest.fixture
def house() -> Iterator[CentreHouse]:
    """A centre with two sealed records."""
    with postgresql_centre() as house:
        house.certify()
        for _ in range(2):
            house.case_at(Step.SEALED)
        house.sequence()
        yield house


def test_a_guardian_killed_over_a_commission_leaves_nothing_half_and_nothing_twice(
    house: CentreHouse, tmp_path: Path
) -> None:
    with open_centre(house.folder, "archive1", PASSPHRASES["archive1"]) as app, ExitStack() as processes:
        process: subprocess.Popen[str] | None = None
        for killing in _killings(house, app, tmp_path):
            before, given = _facts(house, killing), None
            for stop in filter(None, (killing.middle, BEFORE_ANSWERING)):
                with _kept_waiting(house, stop):
                    given = given or app.commissions.give(killing.asking)
                    process = process or processes.enter_context(guardian_process(house))
                    until(lambda: bool(_waiting(house)), f"{killing.asking.kind} at {stop}")
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    _end_waiting(house)
                done = killing.facts if stop == BEFORE_ANSWERING else killing.half
                assert _facts(house, killing) - before == done, (killing.asking.kind, stop)
                assert not _answered(house, given)()
                miss_the_dead(house)
                process = processes.enter_context(guardian_process(house))
            assert given is not None
            until(_answered(house, given), f"{killing.asking.kind} answered")
            assert app.commissions.one(given).outcome == DONE
            assert _facts(house, killing) - before == killing.facts
            if killing.table is moving.transfer:
                _is_the_package_on_record(house, app.commissions.fetch(given, tmp_path / "fetched.zip"))
        assert process is not None
        process.send_signal(signal.SIGTERM)
        assert process.wait(120) == 0
    house.sequence()
    found = house.verify()
    assert found.ok, found.findings


def _killings(house: CentreHouse, app: App, folder: Path) -> Iterator[Killing]:
    """Each kind of work. Records that are taken in or filed to would change how many there are: they come last."""
    first, second = house.all(select(archive.dossier.c.id).order_by(archive.dossier.c.number))
    at_the_second = f"SELECT 1 FROM dossier WHERE id = '{second.id}' FOR UPDATE"
    year = f"{local_date(app.now()):%Y}"
    records = [str(first.id), str(second.id)]
    sent = {"records": records, "recipient": "样本档案馆", "reason": "样本"}
    yield Killing(Asking("check-all"), archive.check_run, 2, at_the_second, 1)
    yield Killing(Asking("fixity"), archive.fixity_run)
    yield Killing(Asking("period-report", {"period": year}), archive.check_report)
    yield Killing(Asking("transfer", sent, out=folder / "sent.zip"), moving.transfer, 1, at_the_second)
    runs = [str(one.id) for one in app.checks.runs(first.id)]
    yield Killing(Asking("report", {"runs": runs}, out=folder / "report.pdf"), facts=0)
    stack = folder / "stack.tif"
    stack.write_bytes(
        tiff([sheet_page(row_of(house, second.id).qr_id, "court-letter"), typed_page(["样本"])])
    )
    scan = Asking("scan-in", brought={"stack": Brought(stack)})
    yield Killing(scan, scanning.later_paper, 1, at_the_second)
    taking_in = _legacy(house, app, folder)
    at_a_village = "SELECT 1 FROM village FOR UPDATE"
    yield Killing(taking_in, archive.dossier, int(taking_in.asks["records"]), at_a_village)


def _legacy(house: CentreHouse, app: App, folder: Path) -> Asking:
    """A list of old records, as the window commissions taking it in."""
    files = folder / "files"
    files.mkdir()
    for name in ("a.pdf", "b.jpg", "c.tif"):
        Image.new("RGB", (40, 30), "white").save(files / name)
    preview = app.moving_desk.look_at_list(write_list(folder / "旧档.csv", legacy_rows(house)[:9]), files)
    asks = {
        "kind": preview.kind,
        "source": preview.source,
        "sha256": preview.sha256,
        "root_sha256": "",
        "records": len(preview.records),
    }
    return Asking("import", asks, {"list": Brought(preview.origin[0]), "folder": Brought(files)})


def _facts(house: CentreHouse, killing: Killing) -> int:
    if killing.table is None:
        return 0
    return int(house.all(select(func.count()).select_from(killing.table))[0][0])


def _answered(house: CentreHouse, given: UUID | None) -> Callable[[], bool]:
    said = select(tables.commission_result.c.id).where(tables.commission_result.c.commission_id == given)
    return lambda: bool(house.all(said))


def _is_the_package_on_record(house: CentreHouse, path: Path) -> None:
    (sent,) = house.all(select(moving.transfer.c.manifest_sha256))
    with zipfile.ZipFile(path) as package:
        assert sha256_hex(package.read("tagmanifest-sha256.txt")) == sent.manifest_sha256


@contextmanager
def _kept_waiting(house: CentreHouse, sql: str) -> Iterator[None]:
    """Whoever comes to what ``sql`` takes waits there until the block is left."""
    url, path = cluster().url(house.database), "-c search_path=evenhand"
    with psycopg.connect(url, user=SUPERUSER, options=path) as holding:
        holding.execute(sql)
        yield
        holding.rollback()


_GUARDIANS = f"FROM pg_stat_activity WHERE usename = '{login_role('guardian')}' AND wait_event_type = 'Lock' AND datname = "


def _waiting(house: CentreHouse) -> list[tuple[object, ...]]:
    return house.raw(f"SELECT pid {_GUARDIANS} '{house.database}'")


def _end_waiting(house: CentreHouse) -> None:
    """The server learns of a client's death when it next speaks to it; here at once."""
    house.raw(f"SELECT pg_terminate_backend(pid) {_GUARDIANS} '{house.database}'")
    until(lambda: not _waiting(house), "the dead one's session to end")
