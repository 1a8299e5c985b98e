"""Records in keeping: what is due, what is held, how a record goes and what is left of it; loans, boxes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pymupdf
import pytest
from sqlalchemy import select

from core.archive.dossier_fonts import house_fonts
from core.archive.finding import ArchiveFilter
from core.archive.fixity import Fixity
from core.archive.keeping import service as keeping
from core.archive.keeping import tables
from core.archive.keeping.destroying import Destroyer
from core.archive.keeping.disposal_queries import DisposalQueries
from core.archive.keeping.labels import box_label, label_sheets
from core.archive.keeping.loan_queries import LoanQueries
from core.archive.keeping.loans import ReturnRecordLoan, ViewRecordPage
from core.archive.keeping.paper import FilePaper, MakeBox, PaperTwins, TakeStock
from core.archive.keeping.queries import RetentionQueries
from core.archive.keeping.register import DisposalRegister
from core.archive.keeping.rules import Appraisal, DisposalState, Verdict
from core.archive.queries import ArchiveQueries
from core.intake.render import Renderer
from core.kernel.clock import DAY, local_date
from core.kernel.errors import BadInput, EvenhandError, NotAllowed, NotFound
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


def said_of(refused: pytest.ExceptionInfo[EvenhandError]) -> str:
    return f"{refused.value.words.zh} / {refused.value.words.en}"


def test_a_record_is_on_one_list_at_a_time_and_a_refusal_names_record_and_list(house: House) -> None:
    first, free = kept.old_record(house), kept.old_record(house)
    number = kept.row_of(house, first).archival_number
    listed = kept.make_list(house, first)
    with pytest.raises(NotAllowed) as refused:
        kept.make_list(house, free, first)
    assert number in said_of(refused) and "第 1 号" in said_of(refused) and "list 1" in said_of(refused)
    assert [one.number for one in DisposalQueries(house.storage("archive1")).lists()] == [1]  # none was made
    assert [one.on_list for one in retention(house).records(2020)] == [1, None]
    refuse = keeping.AnswerDisposal(new_id(), listed, keeping.REFUSED, "样本")
    kept.disposals(house, kept.APPROVER).answer(refuse)
    second = kept.make_list(house, free, first)
    kept.approve(house, second)
    with pytest.raises(NotAllowed):
        kept.make_list(house, first)  # until it is destroyed
    kept.witness(house, second)
    assert house.guardian_house.destroyer.do()
    with pytest.raises(NotFound) as gone:
        kept.make_list(house, first)
    assert number in said_of(gone)


def test_two_lists_of_one_record_from_before_are_both_done_when_it_is_gone(house: House) -> None:
    """Nothing kept a record off a second list once: such lists stood at 0 of 2 for ever."""
    shared, own = kept.old_record(house), kept.old_record(house)
    listed = kept.make_list(house, shared)
    owner = house.raw if hasattr(house, "raw") else None
    if owner is not None:
        owner("ALTER TABLE evenhand.disposal_item DISABLE TRIGGER USER")
    else:
        with house.storage("guardian").engine.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER disposal_item_on_one_list")
    second = _as_before(house, shared, own)
    for one in (listed, second):
        kept.approve(house, one)
        kept.witness(house, one)
    assert house.guardian_house.destroyer.do()
    lists = DisposalQueries(house.storage("archive1"))
    assert [(one.number, one.destroyed, one.to_destroy, one.state) for one in lists.lists()] == [
        (2, 2, 2, DisposalState.DONE),
        (1, 1, 1, DisposalState.DONE),
    ]
    assert [one.destroyed_by for one in lists.items(second)] == [1, 2]


def _as_before(house: House, *records: UUID) -> UUID:
    """A list as the program made it that asked nothing of other lists."""
    now: dict[str, Any] = {"verdict": "destroy", "years": 0, "reason": "样本", "title": "样本"}
    with house.storage(kept.MAKER).work(keeping.MakeDisposal(new_id(), "样本", ())) as work:
        listed = work.record(tables.disposal, number=2, remark="样本", staff_id=work.staff_id)
        for one in records:
            now |= {"case_id": kept.row_of(house, one).case_id, "dossier_id": one, "disposal_id": listed}
            work.record(tables.disposal_item, staff_id=work.staff_id, **now)
        work.commit({})
    return listed


def test_each_refusal_of_a_list_says_what_stands_against_it(house: House) -> None:
    young = kept.old_record(house, decided_at=kept.OLD + 20 * 365 * DAY)
    unsettled = kept.old_record(house, "approve")
    for record, zh, en in ((young, "尚未期满", "not up"), (unsettled, "结清", "settlement")):
        with pytest.raises(NotAllowed) as refused:
            kept.make_list(house, record)
        assert kept.row_of(house, record).archival_number in said_of(refused)
        assert zh in said_of(refused) and en in said_of(refused)
    due = kept.old_record(house)
    for items in ((Appraisal(due, Verdict.DESTROY, " "),), (Appraisal(due, Verdict.EXTEND, "样本"),)):
        with pytest.raises(BadInput):
            kept.disposals(house, kept.MAKER).make(keeping.MakeDisposal(new_id(), "", items))
    with pytest.raises(BadInput):
        kept.make_list(house, due, due)
    listed = kept.make_list(house, due)

    def why(act: Callable[[], None]) -> str:
        with pytest.raises(NotAllowed) as refused:
            act()
        return said_of(refused)

    assert "尚未批准" in why(lambda: kept.witness(house, listed, "intake1"))
    assert "由您制表" in why(lambda: kept.approve(house, listed, kept.MAKER))
    kept.approve(house, listed)
    assert house.staff[kept.APPROVER].name in why(lambda: kept.approve(house, listed))
    assert "由您批准" in why(lambda: kept.witness(house, listed, kept.APPROVER))
    kept.witness(house, listed, "intake1")
    assert "已监销" in why(lambda: kept.witness(house, listed, "intake1"))
    kept.witness(house, listed, "risk1")
    assert "无须" in why(lambda: kept.witness(house, listed, "risk2"))


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
