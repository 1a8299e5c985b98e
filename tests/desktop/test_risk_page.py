"""The risk work place on a real small centre: drafts, checks by another, what-if, replay, backtest, drift."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.app import App
from core.risk.drift import drift, scorecard_cuts
from core.risk.watching import Watched
from desktop import i18n
from desktop.places import entries, first_page
from desktop.risk.case_part import PICTURE, WHAT_IF
from desktop.risk.page import RiskPage
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.core.risk_past_cases import past_months
from tests.desktop.work_places import WorkPlace

SignIn = Callable[[str], App]


class RiskPlace(WorkPlace):
    """The page with its centre."""

    def __init__(self, qtbot: QtBot, app: App, tasks: Tasks, settings: Settings) -> None:
        super().__init__(qtbot, lambda: RiskPage(app, tasks), tasks, settings)
        assert isinstance(self.page, RiskPage)
        self.app, self.risk, self.tasks = app, self.page, tasks

    @property
    def rules(self):  # type: ignore[no-untyped-def]  # the part, spelled once
        return self.risk.rule_sets

    def type_into(self, file: str, line: int, column: str, text: str) -> None:
        """As typed: the cursor into the cell, the text, Enter; the check follows a moment later."""
        tables = self.rules.tables
        tables.go_to(file, line, column)
        with self._qtbot.waitSignal(self.rules._draft.looked):
            QTest.keyClick(tables.grid, Qt.Key.Key_Return)
            editor = QApplication.focusWidget()
            editor.selectAll()
            QTest.keyClicks(editor, text)
            QTest.keyClick(editor, Qt.Key.Key_Return)
        self.settle()

    def hand_in(self) -> None:
        """A draft whose rules are harder on credit queries."""
        self.press("Ctrl+N")
        self.type_into("rejects.csv", 4, "threshold", "1")
        self.press("Ctrl+Return")

    def states(self) -> list[str]:
        return [self.rules.list.model.columns[2].text(row) for row in self.rules.list.model.rows()]

    def close(self) -> None:
        self.window.close()
        self.settle()


@pytest.fixture
def open_place(qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings) -> Callable[[str], RiskPlace]:
    def open_as(login: str) -> RiskPlace:
        return RiskPlace(qtbot, sign_in(login), tasks, settings)

    return open_as


@pytest.fixture
def place(open_place: Callable[[str], RiskPlace]) -> RiskPlace:
    return open_place("risk1")


def test_risk_managers_begin_here_and_auditors_may_read(
    sign_in: SignIn, tasks: Tasks, settings: Settings
) -> None:
    opened = {login: sign_in(login) for login in ("risk1", "auditor1", "reviewer1")}
    assert first_page(opened["risk1"]) == "risk"
    has = {
        login: "risk" in [one.key for one in entries(app, tasks, settings)] for login, app in opened.items()
    }
    assert has == {"risk1": True, "auditor1": True, "reviewer1": False}


def test_the_rules_in_force_can_be_read_but_not_changed(place: RiskPlace) -> None:
    assert place.states() == ["In force"]
    assert place.risk.version_chip.text() == "In force: 2026-11"
    tables = place.rules.tables
    tables.go_to("rejects.csv", 4, "threshold")
    assert not tables.model.flags(tables.grid.currentIndex()) & Qt.ItemFlag.ItemIsEditable
    before = tables.texts()
    tables.add_row()
    tables.remove_row()
    assert tables.texts() == before
    assert place.rules.side.check_chip.text() == "✓ Complete, no gaps"


def test_a_gap_is_refused_in_place_and_names_the_row(place: RiskPlace) -> None:
    place.press("Ctrl+N")
    assert place.rules.list.isHidden()
    assert place.rules.head.submit.isEnabled()
    place.type_into("scorecard.csv", 5, "lower", "760")
    side, tables = place.rules.side, place.rules.tables
    assert "scorecard.csv, row 5" in side.fault_text.text()
    assert "750" in side.fault_text.text()
    assert tables.model.headerData(3, Qt.Orientation.Vertical) == "× 5"
    assert tables.files.item(5).text().startswith("×")
    assert not place.rules.head.submit.isEnabled()
    place.press("Ctrl+Return")
    assert len(place.app.risk.rule_sets()) == 1
    tables.files.setCurrentRow(0)
    place.press("F8")
    assert tables.file() == "scorecard.csv"
    assert tables.grid.currentIndex().row() == 3
    with place._qtbot.waitSignal(place.rules._draft.looked):
        place.press("Ctrl+Z")
    place.settle()
    assert side.fault_text.text() == ""
    assert place.rules.head.submit.isEnabled()


def test_what_differs_from_the_rules_in_force_is_listed_and_tinted(place: RiskPlace) -> None:
    place.press("Ctrl+N")
    place.type_into("rejects.csv", 4, "threshold", "15")
    lines = [place.rules.side.differences.item(n).text() for n in range(place.rules.side.differences.count())]
    assert lines[-1] == "≠ Rejects 4 · threshold: 20 → 15"
    assert lines[0].startswith("≠ Rule set 2 · Version: 2026-11 → ")
    assert place.rules.tables.model.headerData(2, Qt.Orientation.Vertical) == "≠ 4"
    place.rules.tables.go_to("products.csv", 2)
    with place._qtbot.waitSignal(place.rules._draft.looked):
        place.press("Ctrl+Delete")
    place.settle()
    assert "Products" in place.rules.side.fault_text.text() or place.rules.side.fault is not None


def test_a_draft_waits_while_the_list_is_read_and_can_be_discarded(place: RiskPlace) -> None:
    place.press("Ctrl+N")
    place.type_into("rejects.csv", 4, "threshold", "15")
    place.press("Escape")
    assert not place.rules.list.isHidden()
    assert place.rules.head.new.text() == "Go on editing"
    place.press("Ctrl+N")
    assert ",15," in place.rules.tables.texts()["rejects.csv"]
    place.press("Ctrl+Shift+Delete")
    assert not place.rules.list.isVisible()
    place.press("Ctrl+Shift+Delete")
    assert place.rules.list.isVisible()
    assert place.rules.head.new.text() == "New draft"


def test_one_makes_and_another_checks(open_place: Callable[[str], RiskPlace]) -> None:
    place = open_place("risk1")
    place.hand_in()
    assert place.notices[-1] == ("Handed in; another risk manager must check it.", "ok")
    assert place.states() == ["To be checked", "In force"]
    tables = place.rules.tables
    tables.go_to("rejects.csv", 4, "threshold")
    assert not tables.model.flags(tables.grid.currentIndex()) & Qt.ItemFlag.ItemIsEditable
    place.press("Ctrl+Return")
    assert "maker" in place.rules.head.message.text()
    assert place.app.risk.rule_sets()[0].checked_at is None
    place.close()
    other = open_place("risk2")
    assert other.rules.list.current_row().version == "2026-12"
    other.rules.head.remark.setText("看过")
    other.press("Ctrl+Return")
    assert other.rules.head.message.text() == ""
    assert other.states() == ["Waiting", "In force"]
    assert other.app.risk.rule_sets()[0].checker_name == "蒋风险"


def test_an_auditor_reads_and_writes_nothing(open_place: Callable[[str], RiskPlace]) -> None:
    place = open_place("auditor1")
    head = place.rules.head
    assert head.new.isHidden() and head.load.isHidden() and head.check.isHidden()
    place.press("Ctrl+N")
    assert place.rules.draft() is None


def test_a_draft_goes_through_a_folder(place: RiskPlace, tmp_path: Path) -> None:
    place.press("Ctrl+N")
    place.type_into("rejects.csv", 4, "threshold", "15")
    texts = place.rules.tables.texts()
    place.rules.folder.save(texts, tmp_path)
    place.settle()
    place.press("Ctrl+Shift+Delete")
    place.press("Ctrl+Shift+Delete")
    place.rules.folder.load(tmp_path)
    place.settle()
    assert place.rules.tables.texts() == texts
    place.press("Escape")
    place.rules.folder.load(tmp_path / "nowhere")
    place.settle()
    assert "rule_set.toml" in place.rules.head.message.text()


def test_a_case_is_found_and_its_picture_says_all(place: RiskPlace, qtbot: QtBot) -> None:
    place.press("Alt+2")
    case = place.risk.case
    lines = place.app.risk.screenings()
    assert [row.id for row in case.finder.table.model.rows()] == [row.id for row in lines]
    wanted = lines[-1]
    with qtbot.waitSignal(case.finder.table.model.modelReset):
        case.finder.search.setText(wanted.number[-6:])
    place.settle()
    assert case.stack.currentIndex() == PICTURE
    screening = place.app.risk.screening(case.finder.table.current_row().id).screening
    assert len(case.picture.said()) == (
        len(screening.causes) + len(screening.findings) + len(screening.doubts)
    )
    assert len(case.picture.point_bars.bars()) == len(screening.score.parts)
    assert len(case.picture.limit_bars.bars()) == len(screening.limit_terms)
    assert len(case.picture.price_bars.bars()) == len(screening.price_terms)
    place.speak_chinese()
    assert case.picture.why.accessibleName() == "结论与原因"


def test_replay_says_the_same(place: RiskPlace) -> None:
    place.press("Alt+2")
    assert place.risk.case.replay_chip.text() == ""
    place.press("Ctrl+R")
    assert place.risk.case.replay_chip.text().startswith("✓ Replayed: the same, byte for byte")


def test_what_if_flips_and_is_logged(place: RiskPlace) -> None:
    place.press("Alt+2")
    passing = next(
        n for n, row in enumerate(place.risk.case.finder.table.model.rows()) if row.outcome == "pass"
    )
    place.risk.case.finder.table.select_row(passing)
    place.settle()
    line = place.risk.case.finder.table.current_row()
    place.press("Ctrl+I")
    panel = place.risk.case.what_if
    assert place.risk.case.stack.currentIndex() == WHAT_IF
    place.press("Ctrl+Return")
    assert panel.message.text() == "Change at least one input first."
    index = panel.values.index(panel.values.line_of("credit_queries_6m"), 2)
    panel.inputs.setCurrentIndex(index)
    panel.inputs.setFocus()
    QTest.keyClick(panel.inputs, Qt.Key.Key_Return)
    QTest.keyClicks(QApplication.focusWidget(), "many")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    place.settle()
    place.press("Ctrl+Return")
    assert "many" in panel.message.text()
    assert place.app.what_if.asked(line.case_id) == ()
    panel.values.setData(index, "25")
    panel.remark.setText("抽查")
    place.press("Ctrl+Return")
    found = panel.found()
    assert found is not None and found.flips
    assert panel.flip_chip.text() == "△ Flips to: Refused by rule"
    assert panel.facts.differences() >= 3
    (row,) = place.app.what_if.asked(line.case_id)
    assert (row.remark, row.changes, row.staff_id) == ("抽查", {"credit_queries_6m": 25}, place.app.staff.id)
    assert "抽查" in panel.history.text()
    assert place.app.risk.screening(line.id).screening.outcome == "pass"
    place.press("Escape")
    assert place.risk.case.stack.currentIndex() == PICTURE


def test_what_is_supposed_outlives_the_window(open_place: Callable[[str], RiskPlace]) -> None:
    place = open_place("risk1")
    place.press("Alt+2")
    place.press("Ctrl+I")
    panel = place.risk.case.what_if
    number = place.risk.case.number.text()
    panel.values.setData(panel.values.index(panel.values.line_of("credit_queries_6m"), 2), "25")
    QTest.keyClicks(panel.remark, "sample")
    place.close()
    again = open_place("risk1")
    again.risk.show_subject(number)
    again.settle()
    again.press("Ctrl+I")
    panel = again.risk.case.what_if
    assert panel.values.changes() == {"credit_queries_6m": 25} and panel.remark.text() == "sample"
    again.press("Ctrl+Return")
    assert panel.found() is not None
    again.press("Escape")
    again.press("Ctrl+I")
    assert panel.values.changes() == {} and panel.remark.text() == ""


def test_a_backtest_shows_who_moves_and_opens_an_example(place: RiskPlace, tmp_path: Path) -> None:
    place.press("Ctrl+N")
    place.type_into("rejects.csv", 4, "threshold", "0")
    place.press("Alt+3")
    back = place.risk.backtest
    assert back.tried.currentText() == "The draft being edited"
    assert back.against.currentText() == "2026-11 · In force"
    place.press("Ctrl+Return")
    found = back.found()
    assert found is not None
    assert found.whole.cases == len(place.app.risk.screenings())
    assert found.whole.after("refuse") == found.whole.cases > found.whole.before("refuse")
    moved = found.whole.moves["pass", "refuse"]
    assert back.moves.cells["pass", "refuse"].text() == str(moved)
    assert back.moves.cells["pass", "refuse"].property("role") == ("figure-amber" if moved else "figure")
    for number, key in enumerate(("Alt+5", "Alt+6", "Alt+7", "Alt+8", "Alt+9", "Alt+0")):
        place.press(key)
        assert back.tables.tables[number].model.rowCount() > 0
    back.export_to(tmp_path / "out.csv")
    place.settle()
    rows = list(csv.reader((tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[1][:2] == ["all", ""] and int(rows[1][4]) == found.whole.cases
    number = back.tables.tables[-1].current_row().number
    place.press("Return")
    assert place.risk.switches.current() == 1
    assert place.risk.case.number.text() == number


def test_a_backtest_can_be_cancelled(place: RiskPlace) -> None:
    place.press("Alt+3")
    back = place.risk.backtest
    back.run()
    assert back.cancel_act.isVisible() and not back.run_act.isEnabled()
    back.cancel()
    place.settle()
    assert back.found() is None
    assert back.progress.text() == "Cancelled"
    assert back.run_act.isEnabled() and not back.cancel_act.isVisible()


def test_drift_and_refusals_stand_in_words(place: RiskPlace) -> None:
    place.press("Alt+4")
    part = place.risk.drift
    assert part.few.isVisible() and part.few.heading() == "One month is not enough"
    assert part.stops.none.heading() == "Judged automatically once post-loan data come in"
    counts = place.app.risk.watched(lambda done, total: None).refusals
    assert counts.screened == len(place.app.risk.screenings())
    assert [bar.note for bar in part.refusal_bars.bars()][:-1] == [
        i18n.number_text(row.count) for row in counts.rows
    ]
    rule_set = place.app.risk.in_force()
    texts = place.app.risk.texts(place.app.risk.rule_sets()[0].id)
    watched = drift(past_months(rule_set), rule_set, scorecard_cuts(texts))
    part.show_watched(Watched(watched, counts))
    place.settle()
    words = {bar.name: bar.figure for bar in part.psi_bars.bars()}
    assert words["Household income a year"] == "changed: look into it"
    assert "stable" in words.values()
    month = part.month.currentText()
    place.press("Alt+Left")
    assert part.month.currentText() < month


def test_everything_has_a_name_in_both_languages(place: RiskPlace) -> None:
    for _ in range(2):
        for key in ("Alt+1", "Alt+2", "Alt+3", "Alt+4"):
            place.press(key)
        for command in place.risk.commands():
            assert command.label
        for view in (
            place.rules.tables.grid.accessibleName(),
            place.risk.case.finder.table.view.accessibleName(),
        ):
            assert view
        place.speak_chinese()
    assert place.risk.title() == "风险"
