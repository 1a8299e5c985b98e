"""The intake page: what comes of a good package, of the same again, and of spoilt ones."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.app import App
from core.demo_centre import make_demo_specimen, specimen_tablet
from core.intake.spoil import spoil
from desktop.intake.branch_list import write_branch_list
from desktop.intake.page import IntakePage
from desktop.intake.reasons import what_and_then
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.desktop.work_places import WorkPlace

SignIn = Callable[[str], App]


class IntakePlace(WorkPlace):
    """The page with its centre."""

    def __init__(self, qtbot: QtBot, app: App, tasks: Tasks, settings: Settings, folder: Path) -> None:
        super().__init__(qtbot, lambda: IntakePage(app, tasks), tasks, settings)
        assert isinstance(self.page, IntakePage)
        self.app, self.folder, self.intake = app, folder, self.page

    def specimen(self, number: int) -> Path:
        return make_demo_specimen(number, self.folder, self.app.now(), self.app.catalogue)

    def spoilt(self, number: int, how: str) -> Path:
        package = self.specimen(number)
        with zipfile.ZipFile(package) as bag:
            bank = json.loads(bag.read("data/case.json"))["institution"]
        return spoil(package, how, self.folder / "spoilt", specimen_tablet(bank))

    def take_in(self, *paths: Path) -> list[str]:
        """Take in ``paths``; the outcomes of the session, oldest first."""
        self.intake.take_in(paths)
        self.settle()
        return [one.outcome for one in reversed(self.intake.taking.results)]


@pytest.fixture
def place(qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings, tmp_path: Path) -> IntakePlace:
    folder = tmp_path / "branch"
    folder.mkdir()
    return IntakePlace(qtbot, sign_in("intake1"), tasks, settings, folder)


def test_a_package_is_taken_in_once(place: IntakePlace) -> None:
    package = place.specimen(31)
    assert place.take_in(package) == ["accepted"]
    accepted = place.intake.taking.results[0]
    assert accepted.case_number is not None
    assert accepted.case_number in place.intake.detail.sentence()
    place.press("Return")
    assert place.cases == [accepted.case_id]

    assert place.take_in(package) == ["accepted", "known"]
    place.intake.lists.tables[0].select_row(0)
    assert f"already received as {accepted.case_number}" in place.intake.detail.sentence()

    place.press("Alt+2")
    rows = place.intake.lists.tables[1].model.rows()
    assert rows[0].case_number == accepted.case_number
    assert sum(row.case_number == accepted.case_number for row in rows) == 1


def test_a_spoilt_package_goes_to_quarantine_with_its_reason(place: IntakePlace) -> None:
    package = place.spoilt(32, "missing-paper")
    assert place.take_in(package) == ["quarantined"]
    assert place.notices == [("In quarantine from this session: 1", "amber")]
    place.press("Alt+3")
    (row,) = place.intake.lists.tables[2].model.rows()
    assert row.file_name == package.name
    (reason,) = place.intake.detail.reasons()
    assert reason == f"{row.faults[0].en} missing-paper"
    place.speak_chinese()
    assert place.intake.detail.reasons() == (f"{row.faults[0].zh} missing-paper",)

    saved = place.folder / "as-it-came.zip"
    place.intake.save_package(row, saved)
    place.settle()
    assert saved.read_bytes() == package.read_bytes()


def test_the_same_spoilt_package_again_is_known(place: IntakePlace) -> None:
    package = place.spoilt(33, "cut")
    assert place.take_in(package, package) == ["quarantined", "known"]
    place.intake.lists.tables[0].select_row(0)
    assert "in quarantine already" in place.intake.detail.sentence()
    assert len(place.intake.lists.tables[2].model.rows()) == 1


def test_the_list_for_the_branches_has_every_reason_in_both_languages(place: IntakePlace) -> None:
    formula = place.folder / "=1+1.zip"
    formula.write_bytes(place.spoilt(34, "consent").read_bytes())
    place.take_in(formula, place.spoilt(35, "bad-id"))
    target = place.folder / "list.csv"
    place.intake.export_list(target)
    place.settle()
    assert place.notices[-1] == ("Packages listed in list.csv: 2", "ok")
    rows = list(csv.reader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    held = place.app.intake.quarantine()
    assert len(rows) == 1 + sum(len(row.faults) for row in held)
    told = {(row[6], row[7], row[8]) for row in rows[1:]}
    assert told == {
        (code, words.zh, words.en) for row in held for code, words in zip(row.codes, row.faults, strict=True)
    }
    assert {row[1] for row in rows[1:]} >= {"'=1+1.zip"}, "a name is not a formula"


def test_a_folder_and_what_is_dropped_are_taken_in_by_name(place: IntakePlace) -> None:
    good = place.specimen(36)
    (place.folder / "notes.txt").write_text("no package", encoding="utf-8")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(place.folder))])
    common = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(QPoint(40, 40), *common)
    QApplication.sendEvent(place.intake, entering)
    assert entering.isAccepted()
    QApplication.sendEvent(place.intake, QDropEvent(QPointF(40, 40), *common))
    place.settle()
    assert [one.file_name for one in place.intake.taking.results] == [good.name]


def test_a_missing_file_is_told_and_the_next_one_is_taken_in(place: IntakePlace) -> None:
    assert place.take_in(place.folder / "gone.zip", place.specimen(37)) == ["failed", "accepted"]


def test_nothing_to_take_in_is_said(place: IntakePlace) -> None:
    place.intake.take_in([place.folder])
    place.settle()
    assert place.intake.taking.results == []
    assert "no packages" in place.window.toast.text()


def test_every_list_says_when_it_is_empty(place: IntakePlace) -> None:
    place.speak_chinese()
    place.press("Alt+3")
    table = place.intake.lists.tables[2]
    assert table.state() == "empty"
    assert table.empty.heading() == "隔离区为空"
    assert not place.intake.detail.list.isEnabled()


def test_a_list_that_cannot_be_written_says_so(place: IntakePlace) -> None:
    place.intake.export_list(place.folder / "nowhere" / "list.csv")
    place.settle()
    assert "cannot be written" in place.window.toast.text()
    assert write_branch_list(place.app.intake, place.folder / "empty.csv") == 0


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("缺少授权书。请补签后重新发送。", ("缺少授权书。", "请补签后重新发送。")),
        ("It is cut off. Resend it.", ("It is cut off.", "Resend it.")),
        ("At most 3.5 MB", ("At most 3.5 MB", "")),
    ],
)
def test_what_is_wrong_stands_apart_from_what_to_do(sentence: str, parts: tuple[str, str]) -> None:
    assert what_and_then(sentence) == parts
