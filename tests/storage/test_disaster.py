"""The disaster drill: everything is lost but a backup and the file of sealed keys. Dossiers are shown, and proven."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from core.app import App, open_centre, open_guardian
from core.archive import tables as archive
from core.archive.finding import ArchiveFilter
from core.cases import tables as cases
from core.cases.rules import Step
from core.cli import main
from core.demo_centre import PEOPLE
from core.guardian.backup import Backups
from core.guardian.commission_desk import Answered
from core.guardian.commissions import DONE, Asking, Brought
from core.guardian.handed_in import waiting_place
from core.guardian.tables import commission
from core.guardian.waiting_objects import waiting_objects
from core.identity.centre import Installer, check_centre
from core.kernel.errors import EvenhandError
from core.restoring import restore_on_server, restore_on_this_machine
from core.storage.backup_rows import kept_tables
from core.storage.object_store import open_store
from tests.centre_house import GUARDIAN_PASSPHRASE, PASSPHRASES, SUPERUSER, cluster, postgresql_centre
from tests.factories import House, centre, household
from tests.scanned import sheet_page, tiff, typed_page

Shown = Callable[[App], None]


def shown_and_proven(house: House) -> Shown:
    """What must be as it was: a sealed dossier by the applicant's name, byte for byte, and the whole log."""
    (dossier,) = house.all(select(archive.dossier.c.case_id, archive.dossier.c.sha256))
    with house.storage("guardian").reading() as reading:
        pdf = house.blobs.get(reading, dossier.sha256)
    leaves = house.verify().leaves
    (number,) = house.all(select(cases.loan_case.c.number).where(cases.loan_case.c.id == dossier.case_id))[0]
    name = household().manifest["applicant"]["name"]

    def compare(app: App) -> None:
        (found,) = app.archive.search(ArchiveFilter(text=name))
        assert app.archive.dossier_pdf(found.id) == pdf
        verified = app.verify_log()
        assert verified.ok, verified.findings
        assert verified.leaves == leaves
        assert app.prove_case(number)

    return compare


def test_on_one_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    person = next(one for one in PEOPLE if one.login == "auditor1")
    monkeypatch.setenv("EVENHAND_PASSPHRASE", person.passphrase)
    with centre() as house:
        house.case_at(Step.SEALED)
        house.settle()
        compare = shown_and_proven(house)
        house.close()
        assert main(["--centre", str(house.folder), "--as", "auditor1", "backup", "make"]) == 0
        assert "恢复核验通过" in capsys.readouterr().out
        shutil.copytree(house.folder / "backups", tmp_path / "backups")
        shutil.copyfile(house.folder / "people.json", tmp_path / "people.json")
    back, key = tmp_path / "backups", tmp_path / "people.json"
    restoring = [
        "--as",
        "auditor1",
        "backup",
        "restore",
        str(back),
        "--to",
        str(tmp_path / "new"),
        "--key",
        str(key),
    ]
    assert main(restoring) == 0
    assert main(restoring) == 1  # nothing is overwritten
    with open_centre(tmp_path / "new", "auditor1", person.passphrase) as app:
        compare(app)


def test_what_was_handed_in_and_not_carried_out_is_carried_out_by_the_restored_centre(tmp_path: Path) -> None:
    stack = tmp_path / "stack.tif"
    stack.write_bytes(tiff([sheet_page("", "court-letter"), typed_page(["样本"])]))
    with postgresql_centre() as house:
        with open_centre(house.folder, "archive1", PASSPHRASES["archive1"]) as app:
            given = app.commissions.give(Asking("scan-in", brought={"stack": Brought(stack)}))
        path, made = house.guardian_house.backing_up.make()
        assert made.ok, made.findings
        shutil.copyfile(house.folder / "guardian.json", tmp_path / "guardian.json")
        path = shutil.copytree(path.parent, tmp_path / "backups") / path.name
        with house.storage("guardian").reading() as reading:
            place = open_store(waiting_place(house.settings.blobs))
            waits = waiting_objects(reading, place)
        (piece,) = waits - {row.parcel for row in house.all(select(commission.c.parcel))}
    cluster().run("CREATE DATABASE handed_in TEMPLATE template0")
    installer = Installer(cluster().url("handed_in"), SUPERUSER, "")
    try:
        key = tmp_path / "guardian.json"
        settings = restore_on_server(path, tmp_path / "new", key, GUARDIAN_PASSPHRASE, installer, PASSPHRASES)
        guardian = open_guardian(settings.folder, GUARDIAN_PASSPHRASE)
        done = guardian.commissions.take_next()
        backups = guardian.backing_up.backups
        guardian.close()
        assert done == Answered("scan-in", DONE)
        with open_centre(settings.folder, "archive1", PASSPHRASES["archive1"]) as app:
            assert app.commissions.one(given).answer["waiting"] == 1
    finally:
        cluster().drop("handed_in")
    there = Backups(path.parent, backups._key, backups._log_public_key)
    there.objects.store.remove(piece)
    lost = there.verify(path)
    assert any(piece[:16] in one.en for one in lost.findings)


def test_of_a_postgresql_centre_on_a_new_server_and_on_a_machine_without_one(tmp_path: Path) -> None:
    with postgresql_centre() as house:
        house.case_at(Step.SEALED)
        writing = house.case_at(Step.REVIEW_STARTED)
        house.sequence()
        compare = shown_and_proven(house)
        keeper = house.guardian_house
        path, made = keeper.backing_up.make()
        assert made.ok, made.findings
        counted = [house.raw(f"SELECT count(*) FROM evenhand.{one.name}")[0][0] for one in kept_tables()]
        assert (
            made.rows == sum(int(str(count)) for count in counted) - 4
        )  # its own fact, answer and entry, which waits for a number
        shutil.copyfile(house.folder / "guardian.json", tmp_path / "guardian.json")
        path = shutil.copytree(path.parent, tmp_path / "backups") / path.name
    key = tmp_path / "guardian.json"
    settings = restore_on_this_machine(path, tmp_path / "alone", key, "guardian", GUARDIAN_PASSPHRASE)
    with open_centre(settings.folder, "guardian", GUARDIAN_PASSPHRASE) as app:
        compare(app)
    cluster().run("CREATE DATABASE afresh TEMPLATE template0")
    installer = Installer(cluster().url("afresh"), SUPERUSER, "")
    try:
        settings = restore_on_server(
            path, tmp_path / "afresh", key, GUARDIAN_PASSPHRASE, installer, PASSPHRASES
        )
        with open_centre(settings.folder, "auditor1", PASSPHRASES["auditor1"]) as app:
            assert app.check_centre() == []
            compare(app)
        guardian = open_guardian(settings.folder, GUARDIAN_PASSPHRASE)
        assert guardian.guardian.run_until_idle() == []
        with guardian.storage.reading() as reading:
            assert check_centre(reading.connection, {}) != []
        guardian.close()
        assert writing
        with pytest.raises(EvenhandError):
            restore_on_server(path, tmp_path / "again", key, GUARDIAN_PASSPHRASE, installer, PASSPHRASES)
    finally:
        cluster().drop("afresh")
