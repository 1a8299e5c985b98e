"""The archive's small parts by themselves: filters, counts, what is dropped, where hits are tinted."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.archive.finding import FACETS, ArchiveFilter, Facet, Survey
from core.cases.rules import Outcome
from core.kernel.clock import local_text
from core.kernel.words import Words
from desktop.archive.facets import FacetColumn
from desktop.archive.filter_row import FilterRow
from desktop.archive.qr_scan import picture_path


def survey(**counts: dict[str, int]) -> Survey:
    facets = {
        name: tuple(Facet(value, Words(value, value), count) for value, count in counts.get(name, {}).items())
        for name in FACETS
    }
    totals = {name: sum(one.count for one in facets[name]) for name in FACETS}
    return Survey(totals["outcome"], facets, totals)


@pytest.fixture
def column(qtbot: QtBot) -> FacetColumn:
    made = FacetColumn()
    qtbot.addWidget(made)
    made.show_survey(survey(outcome={"approve": 9, "decline": 3}, year={"2026": 7, "2025": 5}))
    made.show()
    return made


def test_only_groups_with_values_are_shown_and_all_leads_back(column: FacetColumn) -> None:
    shown = [name for name, group in column.groups.items() if not group.isHidden()]
    assert shown == ["outcome", "year"]
    assert [row.accessibleName() for row in column.groups["outcome"].rows()] == [
        "All 12",
        "approve 9",
        "decline 3",
    ]
    assert [row.text() for row in column.groups["year"].rows()] == ["2026", "2025"]
    column.groups["year"].rows()[0].click()
    column.show_survey(survey(outcome={"approve": 4}, year={"2026": 4, "2025": 2}))
    assert [row.text() for row in column.groups["year"].rows()] == ["All", "2026", "2025"]
    assert column.narrow(ArchiveFilter()) == ArchiveFilter(year=2026)


def test_a_chosen_value_without_records_stays_so_that_it_can_be_left(column: FacetColumn) -> None:
    column.groups["outcome"].rows()[2].click()
    column.show_survey(survey(outcome={"approve": 1}))
    rows = column.groups["outcome"].rows()
    assert [row.accessibleName() for row in rows] == ["All 1", "approve 1", "decline 0"]
    assert rows[2].isChecked()
    assert column.narrow(ArchiveFilter(text="李")) == ArchiveFilter(text="李", outcome=Outcome.DECLINE)
    rows[2].click()
    assert column.narrow(ArchiveFilter()) == ArchiveFilter()


def test_the_arrow_keys_go_through_all_groups(column: FacetColumn, qtbot: QtBot) -> None:
    with qtbot.waitActive(column):
        column.activateWindow()
    column.take_focus()
    rows = [*column.groups["outcome"].rows(), *column.groups["year"].rows()]
    for row, after in zip(rows, rows[1:], strict=False):
        assert row.hasFocus()
        QTest.keyClick(row, Qt.Key.Key_Down)
        assert after.hasFocus()
    QTest.keyClick(rows[-1], Qt.Key.Key_Up)
    assert rows[-2].hasFocus()


def test_days_run_to_the_end_of_what_is_written_and_amounts_may_be_in_wan(qtbot: QtBot) -> None:
    row = FilterRow()
    qtbot.addWidget(row)
    row.since.setText("2026-02")
    row.until.setText("2026年2月")
    row.least.setText("8万")
    row.most.setText("120,000")
    wanted = row.narrow(ArchiveFilter())
    assert wanted.decided_from is not None and local_text(wanted.decided_from) == "2026-02-01 00:00"
    assert wanted.decided_before is not None and local_text(wanted.decided_before) == "2026-03-01 00:00"
    assert (wanted.least_fen, wanted.most_fen) == (8_000_000, 12_000_000)
    row.most.setText("many")
    assert row.most.property("invalid") == "true" and "yuan" in row.most.toolTip()
    assert row.narrow(ArchiveFilter()).most_fen is None
    row.clear()
    assert row.is_empty() and row.most.property("invalid") == "false"
    assert row.narrow(ArchiveFilter()) == ArchiveFilter()


def test_only_one_local_picture_file_is_taken(tmp_path: Path) -> None:
    def dropped(*urls: str) -> QMimeData:
        data = QMimeData()
        data.setUrls([QUrl(url) for url in urls])
        return data

    picture = QUrl.fromLocalFile(str(tmp_path / "封面.JPG")).toString()
    assert picture_path(dropped(picture)) == tmp_path / "封面.JPG"
    assert picture_path(dropped(picture, picture)) is None
    assert picture_path(dropped("https://example.org/cover.png")) is None
    assert picture_path(dropped(QUrl.fromLocalFile("/tmp/dossier.pdf").toString())) is None
    assert picture_path(QMimeData()) is None
    assert picture_path(None) is None
