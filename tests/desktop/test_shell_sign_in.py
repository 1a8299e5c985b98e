"""Signing in by keyboard, and what happens when it does not work."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from core.kernel.errors import NotAllowed
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.settings import Settings
from desktop.shell.demo_people import DemoPeople
from desktop.shell.sign_in import DemoPerson, SignInWindow
from desktop.tasks import Tasks

LI = DemoPerson("li", "李审查员", Words("审查员", "Reviewer"), "sample-words")


def only_li(login: str, passphrase: str) -> str:
    if (login, passphrase) != (LI.login, LI.passphrase):
        raise NotAllowed("登录名或口令不对。", "Login or passphrase is wrong.")
    return "session of li"


def make(qtbot: QtBot, tasks: Tasks, settings: Settings) -> SignInWindow:
    window = SignInWindow(only_li, tasks, settings, [LI])
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    return window


def type_in(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.setFocus()
    qtbot.keyClicks(field, text)


def test_login_tab_passphrase_enter(qtbot: QtBot, tasks: Tasks, settings: Settings) -> None:
    window = make(qtbot, tasks, settings)
    qtbot.keyClicks(window.login, "li")
    qtbot.keyClick(window.login, Qt.Key.Key_Tab)
    assert window.focusWidget() is window.passphrase
    qtbot.keyClicks(window.passphrase, "sample-words")
    with qtbot.waitSignal(window.signed_in) as came:
        qtbot.keyClick(window.passphrase, Qt.Key.Key_Return)
    assert came.args == ["session of li"]
    assert settings.last_login == "li"
    assert window.passphrase.text() == ""


def test_a_refusal_keeps_the_login_and_says_why(qtbot: QtBot, tasks: Tasks, settings: Settings) -> None:
    window = make(qtbot, tasks, settings)
    type_in(qtbot, window.login, "li")
    type_in(qtbot, window.passphrase, "guess")
    qtbot.keyClick(window.passphrase, Qt.Key.Key_Return)
    assert not window.button.isEnabled()
    tasks.wait_idle()
    assert window.error() == "Login or passphrase is wrong."
    assert (window.login.text(), window.passphrase.text()) == ("li", "")
    assert window.focusWidget() is window.passphrase
    assert window.button.isEnabled()
    assert settings.last_login == ""


def test_an_empty_field_is_asked_for_without_asking_the_core(
    qtbot: QtBot, tasks: Tasks, settings: Settings
) -> None:
    window = make(qtbot, tasks, settings)
    type_in(qtbot, window.login, "li")
    qtbot.keyClick(window.login, Qt.Key.Key_Return)
    assert tasks.is_idle
    assert window.error()
    assert window.focusWidget() is window.passphrase


def test_a_demo_person_is_filled_in_and_signs_in(qtbot: QtBot, tasks: Tasks, settings: Settings) -> None:
    window = make(qtbot, tasks, settings)
    qtbot.waitUntil(lambda: window.findChild(DemoPeople) is not None)
    window.findChild(DemoPeople).buttons()[0].click()
    assert (window.login.text(), window.passphrase.text()) == (LI.login, LI.passphrase)
    with qtbot.waitSignals([window.signed_in_requested, window.signed_in]):
        window.button.click()


def test_caps_lock_is_noticed(qtbot: QtBot, tasks: Tasks, settings: Settings) -> None:
    window = make(qtbot, tasks, settings)
    window.passphrase.setFocus()
    qtbot.keyClicks(window.passphrase, "a")
    assert not window._caps.isVisible()
    qtbot.keyClick(window.passphrase, "A")
    assert window._caps.isVisible()
    qtbot.keyClick(window.passphrase, "A", Qt.KeyboardModifier.ShiftModifier)
    assert not window._caps.isVisible()


def test_language_and_theme_change_in_place(
    qtbot: QtBot, tasks: Tasks, settings: Settings, qapp: QApplication
) -> None:
    window = make(qtbot, tasks, settings)
    assert window.button.text() == "Sign in"
    window._language.click()
    qapp.processEvents()
    assert window.button.text() == "登录"
    assert settings.language == i18n.CHINESE
    window._theme.click()
    assert theme.tokens() is theme.DARK
    assert settings.theme == theme.DARK_NAME
    assert window._theme.text() == "浅色"
