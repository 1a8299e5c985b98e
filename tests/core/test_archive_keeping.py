"""Records in keeping: what is due, what is held, how a record goes and what is left of it; loans, boxes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pymupdf
import pytest
from sqlalchemy import select

from core.archive.dossier_fonts import house_fonts
from core.archive.finding import ArchiveFilter
from core.archive.fixity import Fixity
from core.archive.keeping import service as keeping
from core.archive.keeping.destroying import Destroyer
from core.archive.keeping.disposal_queries import DisposalQueries
from core.archive.keeping.labels import box_label, label_sheets
from core.archive.keeping.loan_queries import LoanQueries
from core.archive.keeping.loans import ReturnRecordLoan, ViewRecordPage
from core.archive.keeping.paper import FilePaper, MakeBox, PaperTwins, TakeStock
from core.archive.keeping.queries import RetentionQueries
from core.archive.keeping.register import DisposalRegister
from core.archive.keeping.rules import DisposalState, Verdict
from core.archive.queries import ArchiveQueries
from core.intake.render import Renderer
from core.kernel.clock import local_date
from core.kernel.errors import EvenhandError, NotAllowed, NotFound
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.storage.blobs import Blobs
from core.storage.tables import blob
from tests import kept_records as kept
from tests.centre_house import HOUSES
from tests.factories import House, catalogue

_ID = r"[0-9a-f]{8}-[0-9a-f-]{27}"


@pytest.fixture(params=HOUSES)
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    with HOUSES[request.param]() as house:
        yield house


def tiny_pdf(pages: int) -> bytes:
    with pymupdf.open() as made:
        for number in range(pages):
            made.new_page().insert_text((72, 72), f"page {number + 1}")
        return bytes(made.tobytes())


def retention(house: House) -> RetentionQueries:
    return RetentionQueries(house.storage("archive1"), catalogue())


def archive(house: House) -> ArchiveQueries:
    return ArchiveQueries(house.storage("archive1"), house.blobs, catalogue())


def test_a_loan_counts_from_its_settlement_and_a_refusal_from_its_decision(house: House) -> None:
    declined, loan = kept.old_record(house), kept.old_record(house, "approve")
    calendar = retention(house).calendar()
    assert [(one.year, one.records, one.due) for one in calendar.years] == [(2020, 1, 1)]
    assert calendar.not_settled == 1
    command = keeping.SettleLoan(new_id(), loan, "2019-02-28", "样本")
    keeping.RecordKeeping(house.storage("archive1")).settle(command)
    assert [one.year for one in retention(house).calendar().years] == [2020, 2049]
    [row] = retention(house).records(2049)
    assert (row.id, row.is_due, str(row.due_on)) == (loan, False, "2049-02-28")
    kept.approve(house, kept.make_list(house, declined, verdict=Verdict.EXTEND, years=5))
    assert [one.year for one in retention(house).calendar().years] == [2025, 2049]


def test_a_record_goes_by_its_list_and_only_the_register_tells_of_it(house: House, tmp_path: Path) -> None:
    second = Blobs(tmp_path / "second")
    gone, stays = kept.old_record(house), kept.old_record(house)
    row = kept.row_of(house, gone)
    [lying] = house.all(select(blob.c.object).where(blob.c.sha256 == row.sha256))
    sealed = house.blobs.sealed(lying.object)
    assert sealed is not None
    second.put_back(lying.object, sealed)
    queries = archive(house)
    assert len(queries.search(ArchiveFilter(text=kept.PHONE))) == 2
    assert queries.survey(ArchiveFilter()).count == 2
    destroyer = Destroyer(house.storage("guardian"), house.blobs, tmp_path / "second")
    listed = kept.make_list(house, gone)
    with pytest.raises(NotAllowed):
        kept.approve(house, listed, kept.MAKER)
    kept.approve(house, listed)
    with pytest.raises(NotAllowed):
        kept.witness(house, listed, kept.APPROVER)
    kept.witness(house, listed, "intake1")
    assert not destroyer.do()
    kept.witness(house, listed, "risk1")
    assert destroyer.do()
    assert not destroyer.do()
    [line] = DisposalRegister(house.storage("archive1")).lines()
    assert (line.archival_number, line.sha256) == (row.archival_number, row.sha256)
    assert row.applicant_name not in line.title
    for store in (house.blobs, second):
        assert not store.store.has(lying.object)
    assert [one.id for one in queries.search(ArchiveFilter(text=kept.PHONE))] == [stays]
    assert queries.survey(ArchiveFilter()).count == 1
    with pytest.raises(NotFound):
        queries.dossier_pdf(gone)
    found = house.verify()
    assert found.ok, [str(one) for one in found.findings]
    assert found.destroyed >= 1
    assert Fixity(house.storage("guardian"), house.blobs).run().ok
    [state] = [one.state for one in DisposalQueries(house.storage("archive1")).lists()]
    assert state is DisposalState.DONE


def test_what_is_held_or_lent_waits_and_goes_when_it_is_free(house: House) -> None:
    held, lent = kept.old_record(house), kept.old_record(house)
    hold, loan = kept.hold(house, held), kept.lend(house, lent)
    listed = kept.make_list(house, held, lent)
    kept.approve(house, listed)
    kept.witness(house, listed)
    destroyer = house.guardian_house.destroyer
    assert not destroyer.do()
    kept.loans(house, "reviewer1").give_back(ReturnRecordLoan(new_id(), loan))
    [placed] = retention(house).holds(held)
    assert (placed.request_id, placed.staff_name) == (None, house.staff[kept.MAKER].name)
    request = kept.ask_lift(house, hold)
    assert [one.request_id for one in retention(house).holds()] == [request]
    lift = keeping.LiftHold(new_id(), request)
    with pytest.raises(NotAllowed):
        keeping.RecordKeeping(house.storage(kept.MAKER)).lift(lift)
    assert destroyer.do()
    assert [one.dossier_id for one in DisposalRegister(house.storage("archive1")).lines()] == [lent]
    keeping.RecordKeeping(house.storage("auditor1")).lift(keeping.LiftHold(new_id(), request))
    assert destroyer.do()
    assert len(DisposalRegister(house.storage("archive1")).lines()) == 2


def test_a_changed_remainder_of_a_destroyed_record_shows(house: House) -> None:
    gone = kept.old_record(house)
    listed = kept.make_list(house, gone)
    kept.approve(house, listed)
    kept.witness(house, listed)
    assert house.guardian_house.destroyer.do()
    tamper(house, f"UPDATE dossier SET amount_fen = 7 WHERE id = '{gone.hex}'")
    assert [one for one in house.verify().findings if gone in map(UUID, re.findall(_ID, str(one)))]


def tamper(house: House, sql: str) -> None:
    """What the owner of the database can do."""
    if hasattr(house, "raw"):
        house.raw(f"SET session_replication_role = replica; SET search_path = evenhand; {sql}")
        return
    with house.storage("guardian").engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER dossier_never_updated")
        connection.exec_driver_sql(sql)


def test_a_record_on_loan_is_read_on_screen_with_the_reader_s_name_on_it(house: House) -> None:
    record = kept.old_record(house, pdf=tiny_pdf(2))
    request = kept.lend(house, record)
    renderer = Renderer()
    try:
        reader, box = kept.loans(house, "reviewer1"), (400, 560)
        page = reader.page(ViewRecordPage(new_id(), request, 1), renderer, box)
        assert "reviewer1" in page.mark
        assert len(page.pixels) == page.width * page.height * 4
        assert any(value < 240 for value in page.pixels[::4])
        with pytest.raises(EvenhandError):
            kept.loans(house, "reviewer2").page(ViewRecordPage(new_id(), request, 1), renderer, box)
        [row] = LoanQueries(house.storage("reviewer1")).mine()
        assert (row.views, row.is_open, row.overdue) == (1, True, False)
        reader.give_back(ReturnRecordLoan(new_id(), request))
        with pytest.raises(EvenhandError):
            reader.page(ViewRecordPage(new_id(), request, 1), renderer, box)
        over = kept.lend(house, record, seconds=0)
        assert [one.id for one in LoanQueries(house.storage("archive1")).overdue()] == [over]
        with pytest.raises(EvenhandError):
            reader.page(ViewRecordPage(new_id(), over, 1), renderer, box)
    finally:
        renderer.close()


def test_stock_is_taken_of_a_box_and_differences_are_named(house: House, tmp_path: Path) -> None:
    first, second, third = (kept.row_of(house, kept.old_record(house)) for _ in range(3))
    twins = PaperTwins(house.storage("archive1"))
    code = twins.make_box(MakeBox(new_id(), "A-01-02", "2010 年 样本"))
    other = twins.make_box(MakeBox(new_id(), "A-01-03", ""))
    twins.file(FilePaper(new_id(), code, (first.archival_number, second.archival_number)))
    twins.file(FilePaper(new_id(), other, (third.archival_number,)))
    taken = twins.take_stock(TakeStock(new_id(), code, (f"EH1:{first.qr_id}", third.archival_number, "？")))
    assert taken.found == (first.archival_number,)
    assert taken.missing == (second.archival_number,)
    assert taken.elsewhere == (third.archival_number,)
    assert taken.unknown == ("？",)
    assert [one for _, one in twins.takes(code)] == [taken]
    pdf = tmp_path / "labels.pdf"
    labels = [box_label(box) for box in twins.boxes()] * 13
    pdf.write_bytes(label_sheets(labels, Words("样本中心", "Specimen centre"), house_fonts()))
    with pymupdf.open(pdf) as sheets:
        assert sheets.page_count == 2
    assert local_date(twins.boxes()[0].last_taken or 0).year >= 2026
