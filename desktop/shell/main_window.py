"""The window a person works in: bar, rail, pages, palette, lock, watermark."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from core.kernel.words import Words
from desktop import i18n, theme
from desktop.settings import Settings
from desktop.shell.command_palette import Command, CommandPalette
from desktop.shell.held_dialog import HeldDialog
from desktop.shell.idle_watch import IdleWatch
from desktop.shell.key_sheet import KeySheet
from desktop.shell.line_bar import LineBar
from desktop.shell.lock_screen import LockScreen, Unlock
from desktop.shell.navigation import NavigationRail
from desktop.shell.page import NavigationEntry, Page, label_text
from desktop.shell.page_keys import PageKeys
from desktop.shell.toast import Toast
from desktop.shell.top_bar import TopBar
from desktop.tasks import Tasks
from desktop.widgets.watermark import Watermark


@dataclass(frozen=True, slots=True)
class Person:
    """Who has signed in, as far as the window needs to know."""

    login: str
    name: str
    roles: Words


class MainWindow(QMainWindow):
    """Pages are built at the first visit. Ctrl 1–9 go to them, Ctrl K finds, F1 explains, Ctrl L locks."""

    signed_out = Signal()
    page_shown = Signal(str)
    case_wanted = Signal(object)
    """A page asked for this case; who wires the pages decides which page shows it."""

    def __init__(
        self,
        person: Person,
        entries: Sequence[NavigationEntry],
        tasks: Tasks,
        settings: Settings,
        unlock: Unlock,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._person, self._tasks, self._settings = person, tasks, settings
        self._entries = {entry.key: entry for entry in _numbered(entries)}
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._signs_out = False
        self._page_keys = PageKeys(self)
        self.bar = TopBar(person.name, person.roles)
        self.line_bar = LineBar(tasks)
        self.rail = NavigationRail(list(self._entries.values()))
        self._stack = QStackedWidget()
        self._build()
        self.watermark = Watermark(f"{person.name} {person.login}", self._central)
        self.toast = Toast(self._central)
        self.palette_view = CommandPalette(self._central)
        self.lock_screen = LockScreen(person.name, unlock, tasks, self._central)
        self.idle_watch = IdleWatch(self)
        self._connect()
        self._bind_keys()
        self.set_idle_lock(settings.idle_lock_minutes)

    def show_page(self, key: str, subject: object = None) -> bool:
        """Go to the page ``key`` and hand it ``subject``; False when the page that is left says no."""
        if key not in self._entries:
            raise KeyError(key)
        leaving = self._pages.get(self._current)
        if leaving is not None and key != self._current and not leaving.may_leave():
            self.rail.show_current(self._current)
            return False
        page = self.page(key)
        self._current = key
        self._stack.setCurrentWidget(page)
        self.rail.show_current(key)
        self._show_head()
        self._bind_page_keys()
        if subject is not None:
            page.show_subject(subject)
        page.activated()
        self.watermark.raise_()
        self.page_shown.emit(key)
        return True

    def page(self, key: str) -> Page:
        """The page ``key``, built now if it was not before."""
        if key not in self._pages:
            made = self._entries[key].make()
            made.notice.connect(self.toast.say)
            made.open_case.connect(self.case_wanted)
            made.open_page.connect(self.show_page)
            made.title_changed.connect(self._page_changed)
            made.commands_changed.connect(self._page_changed)
            self._pages[key] = made
            self._stack.addWidget(made)
        return self._pages[key]

    def current_key(self) -> str:
        return self._current

    def entries(self) -> tuple[NavigationEntry, ...]:
        """The places of the rail, in their order."""
        return tuple(self._entries.values())

    def show_alarm(self, bar: QWidget) -> None:
        """Put ``bar`` under the top bar, for good."""
        self._column.insertWidget(1, bar)

    def set_idle_lock(self, minutes: int) -> None:
        """Lock after ``minutes`` without a key or the mouse; 0 never."""
        self.idle_watch.set_milliseconds(minutes * 60_000)

    @Slot()
    def lock(self) -> None:
        self.palette_view.hide()
        for dialog in self.findChildren(KeySheet):
            dialog.reject()
        self.bar.setEnabled(False)
        self.rail.setEnabled(False)
        self._stack.setEnabled(False)
        self.lock_screen.lock()

    @Slot()
    def open_palette(self) -> None:
        if not self.lock_screen.isVisible():
            self.palette_view.open_with(self._commands())

    @Slot()
    def show_keys(self) -> None:
        if self.lock_screen.isVisible():
            return
        sheet = KeySheet(self._commands(), self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.idle_watch.watch(self.windowHandle())

    def closeEvent(self, event: QCloseEvent) -> None:
        leaving = self._pages.get(self._current)
        if leaving is not None and not leaving.may_leave():
            event.ignore()
            self._signs_out = False
            return
        if self._tasks.held:
            event.ignore()
            self._ask_about_held()
            return
        self._settings.geometry = self.saveGeometry()
        self._settings.flush()
        super().closeEvent(event)

    def _ask_about_held(self) -> None:
        """Acts wait for the line: say which, and close once they are sent or given up."""
        if any(one.isVisible() for one in self.findChildren(HeldDialog)):
            return
        dialog = HeldDialog(self._tasks, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.may_close.connect(self._close_at_last)
        dialog.rejected.connect(self._stay)
        dialog.open()

    @Slot()
    def _close_at_last(self) -> None:
        if self._signs_out:
            self.sign_out()
        else:
            self.close()

    @Slot()
    def _stay(self) -> None:
        self._signs_out = False

    def _build(self) -> None:
        self.setWindowTitle("公允 Evenhand")
        self.setMinimumSize(1100, 640)
        self._central = QWidget()
        self._column = column = QVBoxLayout(self._central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.line_bar)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self._stack, 1)
        column.addLayout(row, 1)
        self.setCentralWidget(self._central)
        if not self.restoreGeometry(self._settings.geometry):
            self.resize(1440, 900)

    def _connect(self) -> None:
        self.rail.chosen.connect(self._go)
        self.bar.palette_wanted.connect(self.open_palette)
        menu = self.bar.menu
        menu.language_chosen.connect(self._use_language)
        menu.theme_chosen.connect(self._use_theme)
        menu.text_scale_chosen.connect(self._use_text_scale)
        menu.keys_wanted.connect(self.show_keys)
        menu.lock_wanted.connect(self.lock)
        menu.sign_out_wanted.connect(self.sign_out)
        self.lock_screen.unlocked.connect(self._unlocked)
        self.lock_screen.sign_out_wanted.connect(self.sign_out)
        self._tasks.refused.connect(self.toast.say_error)
        self.idle_watch.idle.connect(self.lock)

    def _bind_keys(self) -> None:
        for keys, act in (("Ctrl+K", self.open_palette), ("F1", self.show_keys), ("Ctrl+L", self.lock)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        for entry in self._entries.values():
            if entry.shortcut:
                QShortcut(QKeySequence(entry.shortcut), self).activated.connect(partial(self._go, entry.key))

    def _bind_page_keys(self) -> None:
        taken = {shortcut.key().toString() for shortcut in self.bar.findChildren(QShortcut)}
        self._page_keys.bind(self._pages[self._current], taken)

    def _commands(self) -> list[Command]:
        commands = []
        page = self._pages.get(self._current)
        if page is not None:
            group = label_text(self._entries[self._current].label)
            commands += [
                Command(command.label, group, command.shortcut, command.act)
                for command in page.commands()
                if command.enabled
            ]
        go = self.tr("Go to")
        commands += [
            Command(label_text(entry.label), go, entry.shortcut, partial(self._go, entry.key))
            for entry in self._entries.values()
        ]
        return commands + self._window_commands()

    def _window_commands(self) -> list[Command]:
        group = self.tr("Window")
        dark = theme.tokens().name == theme.DARK_NAME
        chinese = i18n.language() == i18n.CHINESE
        rows: list[tuple[str, str, Callable[[], None]]] = [
            (self.tr("Find a command"), "Ctrl+K", self.open_palette),
            (self.tr("Keys of this page"), "F1", self.show_keys),
            (self.tr("Lock"), "Ctrl+L", self.lock),
            (
                self.tr("Light theme") if dark else self.tr("Dark theme"),
                "",
                partial(self._use_theme, theme.LIGHT_NAME if dark else theme.DARK_NAME),
            ),
            (
                "English" if chinese else "简体中文",
                "",
                partial(self._use_language, i18n.ENGLISH if chinese else i18n.CHINESE),
            ),
            (self.tr("Sign out"), "", self.sign_out),
        ]
        return [Command(words, group, keys, act) for words, keys, act in rows]

    @Slot(str)
    def _go(self, key: str) -> None:
        if not self.lock_screen.isVisible():
            self.show_page(key)

    @Slot()
    def _page_changed(self) -> None:
        if self._current:
            self._show_head()
            self._bind_page_keys()

    def _show_head(self) -> None:
        page = self._pages[self._current]
        self.bar.show_page(page.title(), page.header_widgets(), page.chips())
        self.setWindowTitle(f"{page.title()} · 公允 Evenhand" if page.title() else "公允 Evenhand")

    @Slot(str)
    def _use_language(self, name: str) -> None:
        app = QApplication.instance()
        if app is not None:
            self._settings.language = name
            i18n.use_language(app, name)

    @Slot(str)
    def _use_theme(self, name: str) -> None:
        self._settings.theme = name
        self._dress()

    @Slot(float)
    def _use_text_scale(self, scale: float) -> None:
        self._settings.text_scale = scale
        self._dress()

    def _dress(self) -> None:
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self._settings.theme, text_scale=self._settings.text_scale)

    @Slot()
    def _unlocked(self) -> None:
        for part in (self.bar, self.rail, self._stack):
            part.setEnabled(True)
        if self._current:
            self._pages[self._current].activated()

    @Slot()
    def sign_out(self) -> None:
        """Close the window, unless the page has something to lose or acts are not sent yet."""
        self._signs_out = True
        if self.close():
            self.signed_out.emit()


def _numbered(entries: Sequence[NavigationEntry]) -> list[NavigationEntry]:
    """Entries without a key of their own get Ctrl 1 to Ctrl 9 in their order."""
    made = []
    for number, entry in enumerate(entries, start=1):
        keys = entry.shortcut or (f"Ctrl+{number}" if number <= 9 else "")
        made.append(
            NavigationEntry(entry.key, entry.label, entry.icon, entry.make, keys, at_bottom=entry.at_bottom)
        )
    return made
