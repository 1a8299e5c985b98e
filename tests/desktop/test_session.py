"""From sign-in to sign-out: the places of each role, the guardian in the background, and refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.cases.rules import Status
from core.demo_centre import make_demo_specimen
from desktop.shell.demo_people import DemoPeople
from tests.desktop.centre_fixture import CASES
from tests.desktop.session_desk import Program, program

__all__ = ["program"]

PLACES = {
    "reviewer1": ["desk", "case", "cases", "records", "draws", "absence"],
    "approver1": ["desk", "case", "cases", "records", "draws", "redraws", "absence"],
    "intake1": ["intake", "case", "cases", "records", "draws", "absence"],
    "archive1": [
        "archive",
        "case",
        "cases",
        "archive-checks",
        "records",
        "scans",
        "moving",
        "draws",
        "absence",
    ],
    "auditor1": [
        "audit",
        "case",
        "cases",
        "archive",
        "archive-checks",
        "records",
        "risk",
        "draws",
        "fairness",
        "redraws",
        "absence",
    ],
    "manager1": ["cases", "case", "records", "draws", "absence"],
    "risk1": ["risk", "records", "draws", "fairness", "absence"],
    "admin1": ["people", "draws", "redraws", "absence"],
    "admin2": ["people", "draws", "redraws", "absence"],
    "admin3": ["people", "draws", "redraws", "audit", "absence"],
}


@pytest.mark.parametrize("login", PLACES)
def test_each_role_has_its_own_places_and_no_others(program: Program, login: str) -> None:
    places = PLACES[login]
    window = program.sign_in(login)
    assert window.current_key() == places[0]
    assert [entry.key for entry in window.entries()] == places
    for number, key in enumerate(places[:9], start=1):  # beyond the ninth there is no digit
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        program.settle()
        assert window.current_key() == key
        assert window.bar.title() or key == "case"
    with pytest.raises(KeyError):
        window.show_page(next(key for key in ("people", "audit", "intake") if key not in places))


def test_signing_out_leads_back_to_the_door_with_the_login_kept(qtbot: QtBot, program: Program) -> None:
    window = program.sign_in("archive1")
    qtbot.keyClick(window, "K", Qt.KeyboardModifier.ControlModifier)
    focused = QApplication.focusWidget()
    QTest.keyClicks(focused, "Sign out")
    QTest.keyClick(focused, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: program.session.sign_in_window is not None)
    assert program.session.window is None and program.session.app is None
    assert program.session.guardian is None
    assert program.door.login.text() == "archive1"
    assert program.door.passphrase.text() == ""
    assert program.sign_in("auditor1").current_key() == "audit"


def test_a_wrong_passphrase_keeps_the_login_and_says_so(program: Program) -> None:
    program.type_passphrase("reviewer1", "a guess")
    program.settle()
    assert program.session.window is None
    assert program.door.login.text() == "reviewer1"
    assert program.door.passphrase.text() == ""
    assert "passphrase" in program.door.error().lower()
    assert program.door.focusWidget() is program.door.passphrase
    program.type_passphrase("nobody", "a guess")
    program.settle()
    assert program.door.login.text() == "nobody" and program.door.error()


def test_a_demo_person_is_chosen_and_signed_in_with_enter_alone(qtbot: QtBot, program: Program) -> None:
    door = program.door
    with qtbot.waitActive(door):
        door.activateWindow()
    qtbot.waitUntil(lambda: door.findChild(DemoPeople) is not None)
    people = door.findChild(DemoPeople)
    assert people is not None
    for _ in range(60):
        focused = QApplication.focusWidget()
        if focused in people.buttons():
            break
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert door.login.text() == "reviewer1"
    with qtbot.waitSignal(program.session.opened, timeout=30_000):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    program.settle()
    assert program.window.current_key() == "desk"


def test_a_case_taken_in_is_dealt_while_nobody_does_anything(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    window = program.sign_in("intake1")
    app = program.session.app
    assert app is not None
    package = make_demo_specimen(CASES + 7, tmp_path, app.now(), app.catalogue)
    before = {row.id for row in app.case_queries.all_cases()}
    window.page("intake").take_in([package])  # type: ignore[attr-defined]
    settled = (Status.AWAITING_REVIEW, Status.REFUSED)

    def dealt() -> bool:
        new = [row for row in app.case_queries.all_cases() if row.id not in before]
        return len(new) == 1 and new[0].status in settled

    qtbot.waitUntil(dealt, timeout=60_000)
    window.show_page("cases")
    program.settle()
    model = window.page("cases").model  # type: ignore[attr-defined]
    assert {row.id for row in model.rows()} == {row.id for row in app.case_queries.all_cases()}


def test_the_list_of_cases_follows_what_the_guardian_did(
    qtbot: QtBot, program: Program, tmp_path: Path
) -> None:
    window = program.sign_in("intake1")
    app, guardian = program.session.app, program.session.guardian
    assert app is not None and guardian is not None
    window.show_page("cases")
    program.settle()
    model = window.page("cases").model  # type: ignore[attr-defined]
    seen = len(model.rows())
    package = make_demo_specimen(CASES + 8, tmp_path, app.now(), app.catalogue)
    program.tasks.write(app.guardian.receive, package)
    qtbot.waitUntil(lambda: len(model.rows()) == seen + 1, timeout=60_000)
