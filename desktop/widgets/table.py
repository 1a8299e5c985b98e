"""A table over any number of rows: pages of about 200 by key, nothing counted, nothing measured.

``fetch(after)`` runs in a reader thread and gives the rows after the row whose key is ``after``
(``None`` for the first page) in a fixed order. A page shorter than ``page_size`` is the last one.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from core.kernel.errors import EvenhandError
from desktop import theme
from desktop.widgets.empty_state import EmptyState, FailedState, LoadingState
from desktop.widgets.table_delegate import CellDelegate, Match
from desktop.widgets.table_model import PAGE_SIZE, Column, KeysetModel, is_right

__all__ = ["PAGE_SIZE", "Column", "KeysetModel", "KeysetTable"]

LEAST_WORDS = 72
"""Pixels at text scale 1 below which a column that takes the rest does not go while others could give."""


class _View(QTableView):
    """Enter opens; the arrow keys move by whole rows."""

    opened = Signal(int)
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        ):
            if self.currentIndex().isValid():
                self.opened.emit(self.currentIndex().row())
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) or event.text() == "/":
            event.ignore()
            return
        super().keyPressEvent(event)


class KeysetTable(QWidget):
    """The table with its empty, loading and failed states.

    ``row_opened`` fires at Enter and double click, ``row_selected`` whenever another row becomes the
    current one (``None`` when there is none). ``/`` goes to ``search``, if one is given.
    """

    row_opened = Signal(object)
    row_selected = Signal(object)

    def __init__(
        self,
        model: KeysetModel,
        parent: QWidget | None = None,
        *,
        search: QLineEdit | None = None,
        row_height: int = 36,
    ) -> None:
        super().__init__(parent)
        self.model = model
        self._search = search
        self._row_height = row_height
        self._keep_key: Any = None
        self._default_empty = True
        self._wanted = frozenset(column.key for column in model.columns)
        self.view = _View()
        self.empty = EmptyState()
        self._loading = LoadingState()
        self._failed = FailedState()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.view)
        # The states lie over the rows and leave the view in place, so that it keeps the focus.
        self._states = {"empty": self.empty, "loading": self._loading, "failed": self._failed}
        for state in self._states.values():
            state.setParent(self)
            state.setProperty("role", "surface")  # a reason over old rows must be readable
            state.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
            state.hide()
        self.setFocusProxy(self.view)
        self._build_view()
        self._connect()
        self.retranslate()

    def show_matches(self, text: str) -> None:
        """Tint ``text`` where it stands in columns with ``match``; empty tints nothing."""
        self._delegate.match = Match(text.strip())
        self.view.viewport().update()

    def current_row(self) -> Any:
        """The row with the cursor, or ``None``."""
        index = self.view.currentIndex()
        return self.model.row(index.row()) if index.isValid() else None

    def select_row(self, number: int) -> None:
        if 0 <= number < self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(number, 0))

    def show_columns(self, keys: Collection[str]) -> None:
        """Only these columns, where there is room for them."""
        self._wanted = frozenset(keys)
        self._fit_columns()

    def state(self) -> str:
        return self.model.state

    def retranslate(self) -> None:
        if self._default_empty:
            self.empty.say(self.tr("Nothing here"))
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.model.columns) - 1)
        self.view.viewport().update()

    def say_empty(self, heading: str, sentence: str = "") -> None:
        """What is written where there are no rows."""
        self._default_empty = False
        self.empty.say(heading, sentence)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cover()

    def _build_view(self) -> None:
        self._delegate = CellDelegate(self.model, self.view)
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(self._delegate)
        view.setShowGrid(False)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        view.setCornerButtonEnabled(False)
        rows = view.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(theme.scaled(20))
        rows.setDefaultSectionSize(theme.scaled(self._row_height))
        head = view.horizontalHeader()
        head.setHighlightSections(False)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(theme.scaled(40))
        head.setFixedHeight(theme.scaled(34))

    def _connect(self) -> None:
        self.model.state_changed.connect(self._show_state)
        self.model.failed.connect(self._show_failure)
        self.model.modelAboutToBeReset.connect(self._remember)
        self.model.modelReset.connect(self._recall)
        self.view.opened.connect(self._opened)
        self.view.resized.connect(self._fit_columns)
        self.view.doubleClicked.connect(self._double_clicked)
        self.view.selectionModel().currentRowChanged.connect(self._current_changed)
        self._failed.retried.connect(self.model.restart)
        theme.watcher().changed.connect(self._dressed)
        if self._search is not None:
            slash = QShortcut(QKeySequence("/"), self)
            slash.activated.connect(self._to_search)

    def _cover(self) -> None:
        """Lay the states over the rows, below the header."""
        area = self.rect().adjusted(1, self.view.horizontalHeader().height() + 1, -1, -1)
        for state in self._states.values():
            state.setGeometry(area)

    @Slot()
    def _fit_columns(self) -> None:
        """Widths for the room there is: columns that may give way do, then words are cut; never sideways."""
        room = self.view.viewport().width()
        columns = [entry for entry in enumerate(self.model.columns) if entry[1].key in self._wanted]
        shown = _that_fit(columns, room)
        for number in range(len(self.model.columns)):
            self.view.setColumnHidden(number, number not in dict(shown))
        needed = sum(_least_width(column) for _, column in shown)
        flexible = sum(column.width == 0 for _, column in shown)
        spare = room - needed
        words = sum(_least_width(column) for _, column in shown if not is_right(column))
        for number, column in shown:
            width = _least_width(column)
            if spare < 0 and not is_right(column):
                width += spare * width // words
            elif spare >= 0 and column.width == 0:
                width += spare // flexible
            self.view.setColumnWidth(number, width)
        self.view.horizontalHeader().setStretchLastSection(not flexible)

    @Slot(str)
    def _show_state(self, state: str) -> None:
        if state == "loading":
            self._loading.begin()
        for name, shown in self._states.items():
            shown.setVisible(name == state or (name, state) == ("failed", "offline"))
        self._cover()
        if state in ("empty", "failed", "offline"):
            self.row_selected.emit(None)

    @Slot(object)
    def _show_failure(self, error: EvenhandError) -> None:
        self._failed.show_error(error)

    @Slot()
    def _remember(self) -> None:
        row = self.current_row()
        self._keep_key = None if row is None else self.model._key_of(row)

    @Slot()
    def _recall(self) -> None:
        """After a refresh the cursor stays on the row it was on, else goes to the first."""
        if not self.model.rowCount():
            return
        keys = [self.model._key_of(row) for row in self.model.rows()]
        number = keys.index(self._keep_key) if self._keep_key in keys else 0
        self.view.setCurrentIndex(self.model.index(number, 0))

    @Slot(int)
    def _opened(self, number: int) -> None:
        self.row_opened.emit(self.model.row(number))

    @Slot(QModelIndex)
    def _double_clicked(self, index: QModelIndex) -> None:
        self.row_opened.emit(self.model.row(index.row()))

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.row_selected.emit(self.model.row(current.row()) if current.isValid() else None)

    @Slot()
    def _to_search(self) -> None:
        if self._search is not None:
            self._search.setFocus()
            self._search.selectAll()

    @Slot()
    def _dressed(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(theme.scaled(self._row_height))
        self.view.horizontalHeader().setFixedHeight(theme.scaled(34))
        self._fit_columns()


def _least_width(column: Column) -> int:
    return theme.scaled(column.width or LEAST_WORDS)


def _that_fit(columns: list[tuple[int, Column]], room: int) -> list[tuple[int, Column]]:
    shown = list(columns)
    for entry in reversed(columns):
        if sum(_least_width(column) for _, column in shown) <= room:
            break
        if entry[1].gives_way:
            shown.remove(entry)
    return shown
