"""The keys of the page that is shown: each is held once, by the window."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from desktop.shell.page import Page, PageCommand
from desktop.widgets.buttons import KeyButton


class PageKeys(QObject):
    """Binds the commands a page lists, and lends itself the keys that its buttons show.

    A button that is hidden (the act of an empty state, say) cannot hold a key away from the page. While
    it is on screen and enabled, pressing the key presses the button; otherwise the listed command acts.
    A plain ``QShortcut`` inside the page keeps its key: who made it wanted it there.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page: Page | None = None
        self._bound: list[QShortcut] = []
        self._lent: list[KeyButton] = []

    def bind(self, page: Page, taken: Iterable[str] = ()) -> None:
        """Bind the commands of ``page`` anew; keys in ``taken`` (portable text) are left alone."""
        self.clear()
        self._page = page
        buttons = _buttons(page)
        theirs = {shortcut for button in buttons if (shortcut := button.shortcut_held) is not None}
        held = {one.key().toString() for one in page.findChildren(QShortcut) if one not in theirs}
        held |= set(taken)
        for command in page.commands():
            keys = QKeySequence(command.shortcut).toString()
            if not keys or not command.enabled or keys in held:
                continue
            held.add(keys)
            self._lend([button for button in buttons if _is_on(button, keys)])
            self._hold(page, keys)

    def clear(self) -> None:
        """Give the buttons their keys back and bind nothing."""
        for shortcut in self._bound:
            shortcut.setParent(None)  # at once: a key that only waits to be deleted would still count as held
            shortcut.deleteLater()
        for button in self._lent:
            button.lend_key(False)
        self._bound, self._lent, self._page = [], [], None

    def keys(self) -> list[str]:
        """The keys held now, in portable text."""
        return [shortcut.key().toString() for shortcut in self._bound]

    def _lend(self, buttons: list[KeyButton]) -> None:
        for button in buttons:
            button.lend_key(True)
        self._lent += buttons

    def _hold(self, page: Page, keys: str) -> None:
        shortcut = QShortcut(QKeySequence(keys), page)
        shortcut.setAutoRepeat(False)
        press = partial(self._press, keys)
        shortcut.activated.connect(press)
        shortcut.activatedAmbiguously.connect(press)  # a button made since the binding shows the same key
        self._bound.append(shortcut)

    @Slot(str)
    def _press(self, keys: str) -> None:
        if self._page is None:
            return
        for button in _buttons(self._page):
            if _is_on(button, keys) and button.isVisible() and button.isEnabled():
                button.click()
                return
        command = self._listed(keys)
        if command is not None:
            command.act()

    def _listed(self, keys: str) -> PageCommand | None:
        """The command as the page lists it at this moment, if it is allowed."""
        assert self._page is not None
        for command in self._page.commands():
            if command.enabled and QKeySequence(command.shortcut).toString() == keys:
                return command
        return None


def _buttons(page: Page) -> list[KeyButton]:
    """The buttons in the page's own window; those of an open dialog keep their keys."""
    return [
        button
        for button in page.findChildren(KeyButton)
        if button.shortcut_held is not None and button.window() is page.window()
    ]


def _is_on(button: KeyButton, keys: str) -> bool:
    return QKeySequence(button.key).toString() == keys
