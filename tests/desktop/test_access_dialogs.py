"""Six digits, an authenticator and a passphrase, by keys; and what a person is told at the door."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.app import App, open_centre
from core.archive.qr import read_qr
from core.identity import totp
from core.identity.administration import AnswerChange, AskChange
from core.identity.centre import Difference
from core.identity.changes import Outcome, passphrase_reset
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop.shell.centre_alarm import CentreAlarm
from desktop.tasks import Tasks
from desktop.widgets.access_dialogs import (
    AccessDialog,
    CodeDialog,
    EnrolmentDialog,
    PassphraseDialog,
    qr_pixmap,
)
from desktop.widgets.buttons import KeyButton
from tests.desktop.centre_fixture import passphrase
from tests.desktop.session_desk import Program, program

__all__ = ["program"]


def settle(tasks: Tasks) -> None:
    assert tasks.wait_idle()
    QApplication.processEvents()
    assert tasks.wait_idle()


def code(app: App, secret: bytes, ahead: int = 0) -> str:
    return totp.code(secret, totp.step_of(app.now()) + ahead)


def type_into(dialog: AccessDialog, *words: str) -> None:
    for field, text in zip(dialog._fields, words, strict=True):
        field.setFocus()
        QTest.keyClicks(field, text)
    QTest.keyClick(dialog._fields[-1], Qt.Key.Key_Return)


def test_an_authenticator_is_set_up_and_its_code_is_taken(qtbot: QtBot, program: Program) -> None:
    program.sign_in("approver1")
    app = program.session.app
    assert app is not None
    access = program.session.access
    assert access is not None
    access.set_up_authenticator()
    settle(program.tasks)
    dialog = program.window.findChild(EnrolmentDialog)
    assert dialog is not None
    secret = dialog._enrolment.secret
    assert dialog.typed.text().replace(" ", "") == totp.base32(secret)
    type_into(dialog, "12345")
    assert dialog.error() == "Enter six digits."
    dialog.code.clear()
    with qtbot.waitSignal(dialog.taken):
        type_into(dialog, code(app, secret))
    settle(program.tasks)
    assert program.window.toast.text() == "The authenticator is set up."
    access.set_up_authenticator()
    settle(program.tasks)
    assert "two administrators" in program.window.toast.text()
    ask = CodeDialog(app.step_up, program.tasks, program.window)
    ask.open()
    type_into(ask, code(app, secret, 7))
    settle(program.tasks)
    assert ask.error() == "The code is wrong, or was used before."
    assert ask.code.text() == "" and ask.code.isEnabled()
    with qtbot.waitSignal(ask.taken):
        type_into(ask, code(app, secret))
    assert app.step_up.state().good_until > app.now()


def test_the_code_on_screen_is_what_the_app_reads(qtbot: QtBot) -> None:
    address = totp.otpauth_uri(bytes(range(20)), "approver1", "示范集中审批中心（样本）")
    image = qr_pixmap(address, 1.0).toImage()
    assert image.format() != QImage.Format.Format_Invalid
    from PySide6.QtCore import QBuffer, QIODevice

    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # type: ignore[call-overload]
    assert read_qr(bytes(buffer.data().data())) == (address,)


def test_a_passphrase_is_changed_by_its_owner_and_the_old_one_opens_no_more(
    qtbot: QtBot, program: Program
) -> None:
    program.sign_in("archive1")
    app, access = program.session.app, program.session.access
    assert app is not None and access is not None
    access.change_passphrase()
    dialog = program.window.findChild(PassphraseDialog)
    assert dialog is not None
    new = "another good one 2026"
    type_into(dialog, passphrase("archive1"), new, new + "x")
    assert "differ" in dialog.error()
    for field in dialog._fields:
        field.clear()
    type_into(dialog, "not the old one", new, new)
    settle(program.tasks)
    assert dialog.error() == "Wrong user name or passphrase."
    type_into(dialog, passphrase("archive1"), "short", "short")
    settle(program.tasks)
    assert "at least 12" in dialog.error()
    with qtbot.waitSignal(dialog.taken):
        type_into(dialog, passphrase("archive1"), new, new)
    settle(program.tasks)
    app.unlock(new)
    open_centre(app.settings.folder, "archive1", new).close()


def test_failed_sign_ins_are_told_at_the_next_one_and_only_there(program: Program) -> None:
    program.sign_in("risk1")
    program.window.sign_out()
    program.settle()
    for _ in range(2):
        program.type_passphrase("risk1", "not the passphrase")
        program.settle()
    window = program.sign_in("risk1")
    assert window.toast.text().startswith("Since your last sign-in: 2 failed attempt")
    window.sign_out()
    program.settle()
    assert "failed" not in program.sign_in("risk1").toast.text()


def test_the_bar_tells_what_runs_out(qtbot: QtBot) -> None:
    alarm = CentreAlarm((), (Words("吊销列表还有 9 天过期。", "The list runs out in 9 days."),))
    qtbot.addWidget(alarm)
    assert alarm.text() == "Something runs out The list runs out in 9 days."
    assert alarm.findChild(KeyButton).isHidden()  # type: ignore[union-attr]


def test_the_alarm_names_every_difference(qtbot: QtBot) -> None:
    found = (
        Difference("power of eh_li", "strange", "", "superuser"),
        Difference("trigger a b", "missing", "…", ""),
    )
    alarm = CentreAlarm(found)
    qtbot.addWidget(alarm)
    assert "2 difference" in alarm.text()
    alarm.show_list()
    dialog = next(one for one in QApplication.topLevelWidgets() if one.objectName() == "difference-list")
    text = dialog.list.toPlainText()  # type: ignore[attr-defined]
    assert "power of eh_li: should not be there" in text and "found: superuser" in text
    dialog.close()


def own_passphrase_dialog(program: Program) -> PassphraseDialog:
    (dialog,) = [one for one in program.door.findChildren(PassphraseDialog) if one.isVisible()]
    return dialog


def test_a_passphrase_for_once_opens_nothing_before_it_is_changed(qtbot: QtBot, program: Program) -> None:
    folder, handed = program.session._folder, "handed over for once 2026"
    with open_centre(folder, "admin2", passphrase("admin2")) as security:
        person = next(one for one in security.people() if one.login == "archive1")
        request_id = security.administration.ask(AskChange.of(passphrase_reset(person.id), "样本"))
    with open_centre(folder, "admin1", passphrase("admin1")) as system:
        system.administration.answer(AnswerChange(new_id(), request_id, Outcome.CONFIRMED), handed)
    program.type_passphrase("archive1", handed)
    program.settle()
    dialog = own_passphrase_dialog(program)
    assert program.session.window is None
    assert "for once" in dialog._sentence.text()
    dialog.reject()
    program.settle()
    assert program.session.window is None and program.session.app is None
    program.type_passphrase("archive1", handed)
    program.settle()
    own = "the archive is dry and cool"
    with qtbot.waitSignal(program.session.opened, timeout=30_000):
        type_into(own_passphrase_dialog(program), handed, own, own)
    program.settle()
    assert program.window.isVisible()
    open_centre(folder, "archive1", own).close()
