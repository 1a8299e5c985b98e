"""An approval where the centre asks for six digits: the window asks at the first, and not again while they are good."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from core.app import App
from core.cases.rules import Stage
from core.identity import totp
from core.identity.administration import AnswerChange, AskChange
from core.identity.centre_settings import APPROVALS, STEP_UP
from core.identity.changes import Outcome, centre_setting
from core.kernel.ids import new_id
from desktop.settings import Settings
from desktop.tasks import Tasks
from desktop.widgets.access_dialogs import CodeDialog, EnrolmentDialog
from tests.desktop.casework_desk import Desk, SignIn
from tests.desktop.test_casework_page import with_an_opinion


def demand(sign_in: SignIn) -> None:
    """One administrator asks that codes be asked for, another confirms."""
    asked = AskChange.of(centre_setting(STEP_UP, APPROVALS), "样本")
    request = sign_in("admin2").administration.ask(asked)
    sign_in("admin1").administration.answer(AnswerChange(new_id(), request, Outcome.CONFIRMED))


def code(app: App, secret: bytes) -> str:
    return totp.code(secret, totp.step_of(app.now()))


def decide(desk: Desk) -> None:
    desk.see_all()
    desk.choose("repayment")
    desk.press("Ctrl+Return")
    desk.settle()


def test_the_code_is_asked_for_once_and_the_decision_goes_with_it(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings
) -> None:
    approver = with_an_opinion(sign_in)
    demand(sign_in)
    first, *others = sorted(approver.case_queries.inbox(), key=lambda row: row.amount_fen)
    desk = Desk(qtbot, approver, tasks, settings)
    page = desk.open(first.id)
    decide(desk)
    assert approver.case_queries.case(first.id).judgement(Stage.APPROVAL) is None
    enrolling = page.code_asking.dialog
    assert isinstance(enrolling, EnrolmentDialog)
    secret = enrolling._enrolment.secret
    QTest.keyClicks(enrolling.code, code(approver, secret))
    QTest.keyClick(enrolling.code, Qt.Key.Key_Return)
    desk.settle()
    asking = page.code_asking.dialog
    assert isinstance(asking, CodeDialog)
    QTest.keyClicks(asking.code, code(approver, secret))
    QTest.keyClick(asking.code, Qt.Key.Key_Return)
    desk.settle()
    assert approver.case_queries.case(first.id).judgement(Stage.APPROVAL) is not None
    assert page.code_asking.dialog is None
    if others:
        with qtbot.waitActive(desk.window):
            desk.window.activateWindow()
        desk.open(others[0].id)
        decide(desk)
        assert approver.case_queries.case(others[0].id).judgement(Stage.APPROVAL) is not None
        assert page.code_asking.dialog is None


def test_giving_up_leaves_everything_as_it_was(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings
) -> None:
    approver = with_an_opinion(sign_in)
    demand(sign_in)
    row = min(approver.case_queries.inbox(), key=lambda row: row.amount_fen)
    desk = Desk(qtbot, approver, tasks, settings)
    page = desk.open(row.id)
    decide(desk)
    begun_as = page.workspace.draft().command_id
    assert page.code_asking.dialog is not None
    page.code_asking.dialog.reject()
    desk.settle()
    assert page.code_asking.dialog is None
    assert page.workspace.form.reasons.selected() != ()
    assert page.workspace.draft().command_id == begun_as
    assert approver.case_queries.case(row.id).judgement(Stage.APPROVAL) is None
