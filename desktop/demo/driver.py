"""Hands and eyes for the walk: keys and clicks on the real widgets, and pictures of what is shown."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from desktop import i18n, theme
from desktop.app import Desk
from desktop.session import Session
from desktop.shell.main_window import MainWindow
from desktop.shell.page import Page

SIZES = ((1366, 768), (1920, 1080))
LANGUAGES = (i18n.CHINESE, i18n.ENGLISH)
THEMES = (theme.LIGHT_NAME, theme.DARK_NAME)
_PATIENCE = 120.0


class WalkError(Exception):
    """What the walk waited for did not come."""


class Driver:
    """One person at the keyboard after another."""

    def __init__(
        self, desk: Desk, session: Session, screens: Path, pictures: list[str] | None = None
    ) -> None:
        self.desk, self.session, self.screens = desk, session, screens
        self.pictures: list[str] = [] if pictures is None else pictures

    @property
    def window(self) -> MainWindow:
        assert self.session.window is not None
        return self.session.window

    def page(self) -> Page:
        """The page in front."""
        return self.window.page(self.window.current_key())

    def sign_in(self, login: str, passphrase: str) -> None:
        """Type name and passphrase, press Return, wait for the window."""
        window = self.session.sign_in_window
        assert window is not None
        window.login.clear()
        QTest.keyClicks(window.login, login)
        window.passphrase.clear()
        QTest.keyClicks(window.passphrase, passphrase)
        QTest.keyClick(window.passphrase, Qt.Key.Key_Return)
        self.until(self._is_open, f"sign-in of {login}")
        self.window.resize(*SIZES[0])
        self.settle()

    def sign_out(self) -> None:
        """Leave the window by its own command and wait for the sign-in."""
        self.window.sign_out()
        self.until(self._is_signing_in, "sign-out")

    def press(self, keys: str, widget: QWidget | None = None) -> None:
        """Press a key sequence in ``widget``, or where the focus is."""
        target = widget or QApplication.focusWidget() or self.window
        if not target.isActiveWindow():
            target.activateWindow()  # shortcuts work in the active window alone
            self.until(target.isActiveWindow, "the window to become active")
        QTest.keySequence(target, QKeySequence(keys))
        QApplication.processEvents()

    def type(self, widget: QWidget, text: str) -> None:
        """Type ``text`` into ``widget``; what has no key of its own comes as from an input method."""
        widget.setFocus()
        if text.isascii():
            QTest.keyClicks(widget, text)
        else:
            event = QInputMethodEvent()
            event.setCommitString(text)
            QApplication.sendEvent(widget, event)
        QApplication.processEvents()

    def go(self, key: str) -> None:
        """Click a place in the rail and wait for its page."""
        self.click(self.window.rail.button(key))
        self.until(lambda: self.window.current_key() == key, f"the page {key}")
        self.settle()

    def click(self, widget: QWidget) -> None:
        """Click the middle of ``widget``."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        QApplication.processEvents()

    def drop(self, widget: QWidget, paths: list[Path]) -> None:
        """Drop files onto ``widget``, as from a file manager."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path.resolve())) for path in paths])
        copy, left, none = (
            Qt.DropAction.CopyAction,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(widget, QDragEnterEvent(QPoint(40, 40), copy, data, left, none))
        QApplication.sendEvent(widget, QDropEvent(QPointF(40, 40), copy, data, left, none))

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Serve events until ``holds()``; :class:`WalkError` names ``what`` if it never does."""
        end = time.monotonic() + _PATIENCE
        while not holds():
            if time.monotonic() > end:
                raise WalkError(what)
            QTest.qWait(20)

    def settle(self) -> None:
        """Until nothing is being read or written, and what came has been painted."""
        self.until(self._is_idle, "the window to come to rest")
        QApplication.processEvents()
        self.until(self._is_idle, "the window to come to rest")

    def dialog(self, name: str, opened: Callable[[], object]) -> None:
        """The dialog that ``opened`` brings, opened in each language and theme."""
        self.picture(name, opened, sizes=SIZES[:1])

    def picture(
        self,
        name: str,
        again: Callable[[], object] | None = None,
        sizes: Sequence[tuple[int, int]] = SIZES,
    ) -> None:
        """What is shown, in these sizes, both languages and themes; left as it was. What stands there in one language
        only is made ``again`` for each picture; a dialog or menu that comes of it is pictured alone, and closed."""
        shown: QWidget | None = self.session.window or self.session.sign_in_window
        assert shown is not None
        app = self.desk.app
        for language in LANGUAGES:
            i18n.use_language(app, language)
            for look in THEMES:
                theme.apply(app, look)
                for width, height in sizes:
                    shown.resize(width, height)
                    self.settle()
                    if again is not None:
                        again()
                        self.settle()
                    file = f"{name}-{language}-{look}-{width}x{height}.png"
                    above = QApplication.activeModalWidget()
                    if again is not None:  # else a list that completes what was typed may stand open
                        above = above or QApplication.activePopupWidget()
                    elif above is not None:
                        raise WalkError(f"{name} without {type(above).__name__} above it")
                    (above or shown).grab().save(str(self.screens / file))
                    if above is not None:
                        above.close()
                    self.pictures.append(file)
        theme.apply(app, THEMES[0])
        i18n.use_language(app, LANGUAGES[0])
        shown.resize(*SIZES[0])
        self.settle()

    def _is_idle(self) -> bool:
        QApplication.processEvents()
        return self.desk.tasks.is_idle

    def _is_open(self) -> bool:
        return self.session.window is not None

    def _is_signing_in(self) -> bool:
        return self.session.sign_in_window is not None
