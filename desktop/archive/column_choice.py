"""Which columns of the found records one wants to see: chosen from the header or by key, remembered for each person."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QWidget

from desktop.settings import Settings
from desktop.shell.page import PageCommand
from desktop.widgets.table import Column, KeysetTable

TABLE = "archive"


class _StayingMenu(QMenu):
    """Stays open while one ticks."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._ticked(self.activeAction()):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if event.key() not in keys or not self._ticked(self.activeAction()):
            super().keyPressEvent(event)

    @staticmethod
    def _ticked(action: QAction | None) -> bool:
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True


class ColumnChoice(QObject):
    """``always`` is never left out; ``at_first`` are shown to who has chosen nothing yet."""

    def __init__(
        self,
        table: KeysetTable,
        settings: Settings,
        person: str,
        always: str,
        at_first: tuple[str, ...],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._table, self._settings, self._person, self._window = table, settings, person, parent
        self._always, self._at_first = always, at_first
        head = table.view.horizontalHeader()
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._from_header)
        self.shown = settings.columns(person, TABLE) or at_first
        table.show_columns(self.shown)

    def commands(self, enabled: bool) -> list[PageCommand]:
        return [PageCommand(self.tr("Choose columns"), "Ctrl+Shift+T", self.show_menu, enabled)]

    def choose(self, key: str, wanted: bool) -> None:
        """Show a column, or leave it out; remembered at once."""
        keys = [column.key for column in self._columns()]
        shown = {*self.shown, key} if wanted else {*self.shown} - {key}
        self._show(tuple(one for one in keys if one in shown or one == self._always))

    @Slot()
    def as_at_first(self) -> None:
        """The columns that everybody begins with."""
        self._show(self._at_first)

    @Slot()
    def show_menu(self) -> None:
        head = self._table.view.horizontalHeader()
        self._open(head.mapToGlobal(QPoint(0, head.height())))

    def menu(self) -> QMenu:
        """Every column, ticked where it is shown."""
        menu = _StayingMenu(self._window)
        for column in self._columns():
            action = menu.addAction(column.header_text())
            action.setCheckable(True)
            action.setChecked(column.key in self.shown)
            action.setEnabled(column.key != self._always)
            action.toggled.connect(partial(self.choose, column.key))
        menu.addSeparator()
        menu.addAction(self.tr("As at first")).triggered.connect(self.as_at_first)
        return menu

    def _columns(self) -> tuple[Column, ...]:
        return self._table.model.columns

    def _show(self, keys: tuple[str, ...]) -> None:
        self.shown = keys
        self._table.show_columns(keys)
        self._settings.keep_columns(self._person, TABLE, keys)

    @Slot(QPoint)
    def _from_header(self, at: QPoint) -> None:
        self._open(self._table.view.horizontalHeader().mapToGlobal(at))

    def _open(self, at: QPoint) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)
