"""The record's page with its parts, kept searches and lists, and the page of checks and numbers: by keys, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.app import App
from core.archive.finding import ArchiveFilter
from core.archive.sorting import NEWEST, Order, Sort
from desktop import i18n
from desktop.archive.checks_tab import ChecksTab
from desktop.archive.control_page import REPORTS, RUNS, SERIES, ControlPage
from desktop.archive.history_tab import HistoryTab
from desktop.archive.metadata_tab import MetadataTab
from desktop.archive.originals_tab import OriginalsTab
from desktop.archive.page import ArchivePage
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.desktop.archive_centre import SealedCentre, seal_cases


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> SealedCentre:
    return seal_cases(tmp_path_factory.mktemp("windows"), (1, 3, 5, 8), frozenset({"orchard"}))


@pytest.fixture
def app(centre: SealedCentre) -> Iterator[App]:
    made = centre.open()
    yield made
    made.close()


@pytest.fixture
def page(app: App, tasks: Tasks, settings: Settings, qtbot: QtBot) -> ArchivePage:
    page = ArchivePage(app, tasks, settings)
    qtbot.addWidget(page)
    page.resize(1280, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.activated()
    qtbot.waitUntil(lambda: page.finder.record() is not None)
    return page


@pytest.fixture
def control(app: App, tasks: Tasks, qtbot: QtBot) -> ControlPage:
    page = ControlPage(app, tasks)
    qtbot.addWidget(page)
    page.resize(1280, 700)
    with qtbot.waitExposed(page):
        page.show()
    page.activated()
    qtbot.waitUntil(lambda: page.tables[RUNS].model.rowCount() > 0)
    return page


def test_a_column_sorts_and_sorts_the_other_way(page: ArchivePage, qtbot: QtBot) -> None:
    results = page.finder.results
    for order in (Order(Sort.NAME), Order(Sort.NAME, True)):
        with qtbot.waitSignal(page.finder.searched):
            results._clicked(1)
        assert results.order == order
        keys = [(row.applicant_name, row.number) for row in results.model.rows()]
        assert keys == sorted(keys, reverse=order.down)
    with qtbot.waitSignal(page.finder.searched):
        results.next_order()
    assert results.order == Order(Sort.VILLAGE)


def test_letters_and_digits_jump(page: ArchivePage, qtbot: QtBot) -> None:
    results = page.finder.results
    last = results.model.rows()[-1]
    results.select_row(0)
    QTest.keyClicks(results.view, last.archival_number.rsplit("·", 1)[1].replace("-", "")[:3])
    assert (
        results.current_row().archival_number.rsplit("·", 1)[1][:3]
        == last.archival_number.rsplit("·", 1)[1][:3]
    )
    results._forget()
    assert not results.jump_to("§")


def test_every_part_of_a_record_is_shown_and_who_opened_it(
    page: ArchivePage, app: App, tasks: Tasks, qtbot: QtBot
) -> None:
    page.finder.open()
    qtbot.waitUntil(page.is_reading)
    for number, tab in enumerate(page.record_page.tabs, start=1):
        page.record_page.choose(number)
        assert tasks.wait_idle()
        assert tab.isVisible()
        if isinstance(tab, OriginalsTab):
            assert tab.table.model.rowCount() > 0
        if isinstance(tab, MetadataTab):
            names = [line.name for _, line in tab.table.model.rows()]
            assert "档号全称" in names
        if isinstance(tab, ChecksTab):
            assert tab.runs.model.rowCount() == 1
            qtbot.waitUntil(lambda tab=tab: tab.items.model.rowCount() > 20)  # type: ignore[misc]
        if isinstance(tab, HistoryTab):
            assert any(line.what.en == "Open a record" for line in tab.table.model.rows())
            assert any(line.what.en == "Seal a dossier" for line in tab.table.model.rows())


def test_an_original_is_saved_byte_for_byte(
    page: ArchivePage, app: App, tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    page.finder.open()
    qtbot.waitUntil(page.is_reading)
    tab = page.record_page.tabs[0]
    assert isinstance(tab, OriginalsTab)
    page.record_page.choose(1)
    qtbot.waitUntil(lambda: tab.table.current_row() is not None)
    row = tab.table.current_row()
    with qtbot.waitSignal(tab.told):
        tab.save(row, tmp_path / "original")
    assert (tmp_path / "original").read_bytes() == app.record_papers.original(row.id)


def test_a_record_is_checked_from_its_page(page: ArchivePage, qtbot: QtBot) -> None:
    page.finder.open()
    qtbot.waitUntil(page.is_reading)
    tab = next(one for one in page.record_page.tabs if isinstance(one, ChecksTab))
    page.record_page.choose(page.record_page.tabs.index(tab) + 1)
    qtbot.waitUntil(lambda: tab.runs.model.rowCount() > 0)
    before = tab.runs.model.rowCount()
    tab.check()
    qtbot.waitUntil(lambda: tab.runs.model.rowCount() == before + 1, timeout=30_000)


def test_a_search_is_kept_and_asked_again(page: ArchivePage, qtbot: QtBot) -> None:
    searches = page.searches
    page.finder.facets.choose("outcome", "decline")
    page.finder.results.sort_by(Order(Sort.AMOUNT, True))
    with qtbot.waitSignal(searches.kept_changed):
        searches.keep("否决")
    page.finder.clear()
    page.finder.results.sort_by(NEWEST)
    with qtbot.waitSignal(page.finder.searched):
        searches.run(searches.kept[0])
    assert {row.outcome.value for row in page.finder.results.model.rows()} == {"decline"}
    assert page.finder.results.order == Order(Sort.AMOUNT, True)
    with qtbot.waitSignal(searches.kept_changed):
        searches.drop(searches.kept[0])
    assert searches.kept == []


def test_the_list_is_written_out_with_what_is_asked(
    page: ArchivePage, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(page.searches.written, timeout=30_000):
        page.searches.write(tmp_path / "list.csv")
    lines = (tmp_path / "list.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 1 + app.archive.count(ArchiveFilter())


def test_runs_open_their_record_and_numbers_are_continuous(control: ControlPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(control.open_page) as opened:
        control._open_current()
    assert opened.args[0] == "archive"
    control.switches.choose(SERIES)
    series = control.tables[SERIES].model
    qtbot.waitUntil(lambda: series.rowCount() == 2)
    assert all(row.continuous for row in series.rows())
    qtbot.waitUntil(lambda: "pp." in control.detail.advice.text())


def test_a_report_is_made_listed_and_saved(
    control: ControlPage, app: App, qtbot: QtBot, tmp_path: Path
) -> None:
    control.switches.choose(REPORTS)
    reports = control.tables[REPORTS]
    before = reports.model.rowCount()
    control.make_report(i18n.day_text(app.now())[:4])
    qtbot.waitUntil(lambda: reports.model.rowCount() == before + 1, timeout=30_000)
    row = reports.model.row(0)
    with qtbot.waitSignal(control.notice):
        control.saving.save(row, tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes() == app.check_lists.report_pdf(row.id)


def test_everything_is_said_in_chinese(control: ControlPage, qapp: QApplication, qtbot: QtBot) -> None:
    i18n.use_language(qapp, "zh_CN")
    qapp.processEvents()
    assert control.title() == "检测与编号"
    assert control.start_button.text() == "检测全部档案"
    assert control.detail.pairs.isVisible()
