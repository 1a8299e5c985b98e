"""Records that came from elsewhere are kept like one's own: settled, held, lent, appraised and destroyed."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select

from core.archive.keeping import service as keeping
from core.archive.keeping.loans import ReturnRecordLoan, ViewRecordPage
from core.archive.keeping.queries import RetentionQueries
from core.archive.keeping.register import DisposalRegister
from core.archive.moving.arriving import ArrivingFile
from core.archive.moving.tables import imported_file
from core.archive.queries import ArchiveFilter, ArchiveQueries
from core.archive.record_words import policy_words
from core.intake.render import JPEG, Renderer
from core.kernel.canonical import sha256_hex
from core.kernel.errors import NotAllowed, NotFound
from core.kernel.ids import new_id
from core.storage.tables import blob
from tests import kept_records as kept
from tests.centre_house import postgresql_centre
from tests.factories import House, catalogue, centre
from tests.moved_records import imported, record_of

NUMBER = "B001-DK·2009·D05-0001"
HOUSES: dict[str, Callable[[], AbstractContextManager[House]]] = {
    "one-machine": centre,
    "postgresql": postgresql_centre,
}


@pytest.fixture(params=HOUSES)
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    with HOUSES[request.param]() as house:
        yield house


def retention(house: House) -> RetentionQueries:
    return RetentionQueries(house.storage("archive1"), catalogue())


def archive(house: House) -> ArchiveQueries:
    return ArchiveQueries(house.storage("archive1"), house.blobs, catalogue())


def test_an_imported_record_is_settled_held_appraised_and_destroyed(house: House) -> None:
    record = record_of(house, imported(house, NUMBER, retention="D05"))
    other = record_of(house, imported(house, "B001-DK·2009·D30-0002"))
    assert policy_words(archive(house).record(record)).en == "Came with the imported record"
    assert retention(house).calendar().not_settled == 2
    settle = keeping.SettleLoan(new_id(), record, "2012-03-01", "样本")
    keeping.RecordKeeping(house.storage("archive1")).settle(settle)
    row = retention(house).record(NUMBER)
    assert (str(row.due_on), row.is_due) == ("2017-03-01", True)
    hold = kept.hold(house, record)
    listed = kept.make_list(house, record)
    kept.approve(house, listed)
    kept.witness(house, listed)
    assert not house.guardian_house.destroyer.do()
    request = kept.ask_lift(house, hold)
    with pytest.raises(NotAllowed):
        keeping.RecordKeeping(house.storage("archive1")).lift(keeping.LiftHold(new_id(), request))
    keeping.RecordKeeping(house.storage("auditor1")).lift(keeping.LiftHold(new_id(), request))
    assert house.guardian_house.destroyer.do()
    [line] = DisposalRegister(house.storage("archive1")).lines()
    assert (line.archival_number, line.objects) == (NUMBER, 2)
    own = select(imported_file.c.sha256).where(imported_file.c.dossier_id == record)
    keys = (
        [one.key for one in house.all(select(blob.c.key).where(blob.c.sha256.in_(own)))]
        if _hidden(house)
        else [""]
    )
    assert keys == [""]
    assert [one.id for one in archive(house).search(ArchiveFilter())] == [other]
    with pytest.raises(NotFound):
        archive(house).dossier_pdf(record)
    house.sequence()
    found = house.verify()
    assert found.ok, [str(one) for one in found.findings]


def _hidden(house: House) -> bool:
    """Whether this session may look at keys of stored files."""
    with house.storage("guardian").reading() as reading:
        return not reading.at_centre


def test_an_imported_picture_is_lent_and_read_on_screen(house: House, tmp_path: Path) -> None:
    made = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(made, "JPEG")
    path = tmp_path / "dossier.jpg"
    path.write_bytes(made.getvalue())
    file = ArrivingFile(path, path.name, JPEG, sha256_hex(made.getvalue()), len(made.getvalue()))
    record = record_of(house, imported(house, "B001-DK·2009·D30-0001", files=(file,)))
    request = kept.lend(house, record)
    renderer = Renderer()
    try:
        copy = kept.loans(house, "reviewer1").page(ViewRecordPage(new_id(), request, 1), renderer, (600, 600))
    finally:
        renderer.close()
    assert copy.width > 100
    listed = kept.loans(house, "reviewer1")
    listed.give_back(ReturnRecordLoan(new_id(), request))
    with pytest.raises(NotAllowed):
        listed.page(ViewRecordPage(new_id(), request, 1), renderer, (600, 600))
