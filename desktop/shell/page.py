"""What a page is, and how the window is told about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from core.kernel.words import Words
from desktop import i18n

Label = Words | Callable[[], str]
"""Words of the core, or a function that translates when asked (so that it follows the language)."""


def label_text(label: Label) -> str:
    """The label in the language in force."""
    return i18n.in_language(label) if isinstance(label, Words) else label()


@dataclass(frozen=True, slots=True)
class PageCommand:
    """Something a page can do: found in the command palette, listed under F1, reached by its key.

    The window binds ``shortcut`` while the page is shown, unless a control inside the page (a
    ``KeyButton``, say) already holds it.
    """

    label: str
    shortcut: str
    act: Callable[[], None]
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One place in the rail; ``make`` builds the page at the first visit."""

    key: str
    label: Label
    icon: str
    make: Callable[[], Page]
    shortcut: str = ""
    at_bottom: bool = False


class Retranslated(QWidget):
    """A widget that sets its texts in :meth:`retranslate`: call it once when built."""

    def retranslate(self) -> None:
        """Set every text again in the language in force."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class Page(Retranslated):
    """A work place inside the main window."""

    notice = Signal(str, str)
    """A line for the person: text, and tone ``ok``, ``amber``, ``red`` or empty."""
    open_case = Signal(object)
    """Show the case with this UUID."""
    open_page = Signal(str, object)
    """Go to the page with this key, with something to show there."""
    title_changed = Signal()
    """The title or the header widgets are other ones now."""
    commands_changed = Signal()
    """The commands, or which of them are allowed, are other ones now."""

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.title_changed.emit()
            self.commands_changed.emit()

    def title(self) -> str:
        """The words in bold at the left of the top bar."""
        return ""

    def header_widgets(self) -> Sequence[QWidget]:
        """What stands right of the title; the page keeps them and hands over the same ones."""
        return ()

    def chips(self) -> Sequence[QWidget]:
        """What stands at the right end of the top bar, before Ctrl K."""
        return ()

    def commands(self) -> Sequence[PageCommand]:
        return ()

    def activated(self) -> None:
        """The page has come to the front; refresh and set the focus here."""

    def refresh(self) -> None:
        """Something may have changed at the centre: read again, without disturbing what is being typed."""

    def show_subject(self, subject: object) -> None:
        """Show what another page asked for with ``open_page``."""

    def may_leave(self) -> bool:
        """False keeps the person here, because something would be lost."""
        return True
