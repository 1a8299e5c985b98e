"""The page of records kept: each role sees what waits for it, and does it by keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from core.archive.keeping.rules import DisposalState, Verdict
from core.cases.rules import Step
from desktop import i18n
from desktop.archive.boxes_part import BoxesPart
from desktop.archive.due_part import DuePart
from desktop.archive.holds_part import HoldsPart
from desktop.archive.later_papers_tab import LaterPapersTab
from desktop.archive.lists_part import ListsPart
from desktop.archive.loans_part import LoansPart
from desktop.archive.page import ArchivePage
from desktop.archive.record_form import RecordForm
from desktop.archive.scans_page import ScansPage
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests import kept_records as kept
from tests.core.test_archive_keeping import tiny_pdf
from tests.core.test_archive_numbering import NO_CHARACTER
from tests.desktop.records_desk import fill_in, opened, settled, signed_in
from tests.factories import APPROVE, House, centre
from tests.scanned import sheet_page, tiff, typed_page


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


def test_a_clerk_makes_a_list_another_approves_and_two_sign(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, house: House
) -> None:
    record = kept.old_record(house)
    with signed_in(house, "archive1") as app:
        page = opened(qtbot, qapp, app, tasks, DuePart)
        part = page.part()
        assert isinstance(part, DuePart)
        assert not part.make.isEnabled()
        part.to_destroy.click()
        assert part.verdicts == {record: (Verdict.DESTROY, 0)}
        part.make.click()
        fill_in(page, reason="保管期满")
        settled(qapp, tasks)
        page.show_subject(ListsPart)
        settled(qapp, tasks)
        lists = page.part()
        assert isinstance(lists, ListsPart)
        assert not lists.approve.isEnabled()
    for login, button in (("auditor1", "approve"), ("intake1", "witness"), ("risk1", "witness")):
        with signed_in(house, login) as app:
            page = opened(qtbot, qapp, app, tasks, ListsPart)
            lists = page.part()
            assert isinstance(lists, ListsPart)
            assert lists.waiting() == 1
            getattr(lists, button).click()
            fill_in(page)
            settled(qapp, tasks)
            [row] = lists.lists.model.rows()
    assert row.state is DisposalState.DONE


def test_a_borrower_reads_page_by_page_and_gives_back(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, house: House
) -> None:
    request = kept.lend(house, kept.old_record(house, pdf=tiny_pdf(2)))
    with signed_in(house, "reviewer1") as app:
        page = opened(qtbot, qapp, app, tasks, LoansPart)
        assert [type(part) for part in page.parts] == [LoansPart]
        loans = page.part()
        assert isinstance(loans, LoansPart)
        loans.read.click()
        settled(qapp, tasks)
        assert page.is_reading()
        assert page.reader.sheet.image is not None
        page.reader.later.click()
        settled(qapp, tasks)
        assert page.reader.page == 2
        assert not page.reader.later.isEnabled()
        page.reader.back.click()
        settled(qapp, tasks)
        assert app.records.borrowed.one(request).views == 2
        loans.give_back.click()
        settled(qapp, tasks)
        assert not loans.read.isEnabled()


def test_who_asked_that_a_hold_be_lifted_cannot_lift_it(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, house: House
) -> None:
    kept.ask_lift(house, kept.hold(house, kept.old_record(house)))
    for login, may in (("archive1", False), ("auditor1", True)):
        with signed_in(house, login) as app:
            page = opened(qtbot, qapp, app, tasks, HoldsPart)
            part = page.part()
            assert isinstance(part, HoldsPart)
            assert part.lift.isEnabled() is may


def test_differences_of_a_box_are_named(qtbot: QtBot, qapp: QApplication, tasks: Tasks, house: House) -> None:
    number = kept.row_of(house, kept.old_record(house)).archival_number
    with signed_in(house, "archive1") as app:
        page = opened(qtbot, qapp, app, tasks, BoxesPart)
        part = page.part()
        assert isinstance(part, BoxesPart)
        part.make.click()
        fill_in(page, shelf="A-01")
        settled(qapp, tasks)
        part.read.setPlainText(number)
        part.take.click()
        settled(qapp, tasks)
        assert number in part.found.text()


def test_a_scan_without_a_kind_is_filed_once_the_clerk_said_it(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, house: House
) -> None:
    record = kept.old_record(house, "approve")
    stack = tiff([sheet_page(kept.row_of(house, record).qr_id), typed_page(["借款合同（样本）"])])
    house.guardian_house.scan_hands.scanning.scan_in(stack, "stack.tif")
    with signed_in(house, "archive1") as app:
        page = ScansPage(app, tasks)
        qtbot.addWidget(page)
        page.show()
        page.activated()
        settled(qapp, tasks)
        page.table.select_row(0)
        page.file_button.click()
        [form] = page.findChildren(RecordForm)
        assert form.values()["number"] == kept.row_of(house, record).archival_number
        form.inputs["kind"].setCurrentIndex(form.inputs["kind"].findData("signed-contract"))
        form.act.click()
        settled(qapp, tasks)
        assert page.table.model.rows() == []
        found = app.scans.of_record(record)
        tab = LaterPapersTab(app, tasks)
        qtbot.addWidget(tab)
        tab.show()
        tab.show_record(app.archive.record(record))
        settled(qapp, tasks)
        tab.table.select_row(0)
        assert any("filed by" in one.text() for one in tab.findChildren(QLabel))
        i18n.use_language(qapp, "zh_CN")
        settled(qapp, tasks)
        assert any("归档人" in one.text() for one in tab.findChildren(QLabel))
        assert not any("filed by" in one.text() for one in tab.findChildren(QLabel))
    assert [one.kind for one in found.papers] == ["signed-contract"]
    assert "signed-contract" not in [one.code for one in found.wanted]


def test_the_archive_says_what_could_not_be_sealed_and_leads_to_the_case(
    qtbot: QtBot, qapp: QApplication, tasks: Tasks, settings: Settings, house: House
) -> None:
    case_id = house.case_at(Step.APPROVAL_DRAWN)
    house.decide(case_id, replace(APPROVE, remark=f"同意{NO_CHARACTER}"))
    assert house.guardian_house.guardian.run_until_idle()
    with signed_in(house, "archive1") as app:
        page = ArchivePage(app, tasks, settings)
        qtbot.addWidget(page)
        page.show()
        page.activated()
        settled(qapp, tasks)
        assert page.unsealed.text() == "△ Not sealed: 1"
        [told] = [one for one in page.commands() if one.shortcut == "Ctrl+Shift+U"]
        assert told.enabled
        told.act()
        [form] = page.findChildren(RecordForm)
        assert any("U+323AF" in one.text() for one in form.findChildren(QLabel))
        with qtbot.waitSignal(page.open_case) as wanted:
            form.act.click()
        assert wanted.args == [case_id]
