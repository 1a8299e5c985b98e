"""Out of one centre and into another on PostgreSQL: seen, found, opened and taken back by whom it is due."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from core.archive import tables as archive
from core.archive.moving.batches import Batches
from core.archive.moving.importing import ImportRecords, Imports
from core.archive.moving.transfer import MakeTransfer
from core.archive.queries import ArchiveFilter, ArchiveQueries
from core.cases.rules import Step
from core.intake.render import Renderer
from core.kernel.errors import NotAllowed
from core.kernel.ids import new_id
from core.storage.blobs import Blobs
from tests.centre_house import CentreHouse, postgresql_centre
from tests.factories import House, catalogue, centre, prepared
from tests.moved_records import CLERK, undo


def _sealed(house: House) -> None:
    house.certify()
    house.case_at(Step.SEALED)
    house.sequence()


def _reads(house: CentreHouse, login: str) -> ArchiveQueries:
    return ArchiveQueries(house.storage(login), Blobs(house.settings.blobs), catalogue())


def test_a_package_comes_to_a_centre_on_postgresql(tmp_path: Path) -> None:
    with centre(prepared("moving", _sealed)) as sender:
        [row] = sender.all(select(archive.dossier))
        whole = sender.blobs.get
        with sender.storage("guardian").reading() as reading:
            pdf = whole(reading, row.sha256)
        command = MakeTransfer(new_id(), sender.staff[CLERK].id, (row.id,), "样本", "")
        sender.guardian_house.moving_hands.transfers.make(command, tmp_path / "bag.zip")
    renderer = Renderer(niceness=5)
    with postgresql_centre() as house:
        pepper, name = house.secrets.pepper, house.settings.name
        imports = Imports(house.storage("guardian"), house.blobs, catalogue(), name, "B009", renderer, pepper)
        with imports.looking.look_at_package(tmp_path / "bag.zip") as preview:
            said = (preview.kind, preview.source, preview.sha256, preview.root_sha256, len(preview.records))
            batch = imports.take_in(ImportRecords(new_id(), house.staff[CLERK].id, *said), preview)
        reads = _reads(house, CLERK)
        [found] = reads.search(ArchiveFilter(text=row.applicant_name))
        record = reads.record(found.id)
        assert record.intact and record.row.case_id is None and record.originals == row.originals
        assert reads.dossier_pdf(found.id) == pdf
        assert reads.survey(ArchiveFilter()).count == 1
        with pytest.raises(NotAllowed):
            _reads(house, "reviewer1").search(ArchiveFilter(text=row.applicant_name))
        with pytest.raises(NotAllowed):
            undo(house, batch.id, "intake1")
        undo(house, batch.id)
        assert reads.search(ArchiveFilter(text=row.applicant_name)) == []
        assert reads.survey(ArchiveFilter()).count == 0
        assert Batches(house.storage("auditor1")).batches()[0].undone_why == "样本"
        house.sequence()
        assert house.verify().ok
    renderer.close()
