"""One table of a rule set as a grid: every cell editable in a draft, rows tinted where they matter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from core.kernel.words import Words
from core.risk.rule_edit import ADDED, HEAD_WORDS, Cells, Table
from core.risk.rule_tables import HEAD_FILE
from desktop import i18n, theme

_Index = QModelIndex | QPersistentModelIndex
_WIDEST, _NARROWEST, _LOOKED_AT = 280, 56, 60
FAULT = "fault"
HEADER_WORDS = {"field": Words("项目", "Field"), "value": Words("值", "Value")}
MARKS = {FAULT: "×", ADDED: "+"}


class GridModel(QAbstractTableModel):
    """The rows of a :class:`Table`. ``edited`` fires after every change; lines count as a spreadsheet counts."""

    edited = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = Table("", (), ())
        self._editable = False
        self._marks: Mapping[int, str] = {}
        self._undo: list[tuple[str, tuple[Cells, ...]]] = []

    @property
    def table(self) -> Table:
        return self._table

    @property
    def editable(self) -> bool:
        return self._editable

    def show_table(self, table: Table, *, editable: bool) -> None:
        self.beginResetModel()
        self._table, self._editable, self._marks = table, editable, {}
        self.endResetModel()

    def show_marks(self, marks: Mapping[int, str]) -> None:
        """Tint lines: ``fault`` red, ``added`` and ``changed`` amber; each has a sign in its line number too."""
        self._marks = marks
        rows = self.rowCount()
        if rows:
            corner = self.index(rows - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), corner, [Qt.ItemDataRole.BackgroundRole])
            self.headerDataChanged.emit(Qt.Orientation.Vertical, 0, rows - 1)

    def add_row(self, after: int) -> int:
        """A copy of the row ``after`` (or an empty one) below it; returns its number."""
        rows = list(self._table.rows)
        new = rows[after] if 0 <= after < len(rows) else ("",) * len(self._table.columns)
        self._replace((*rows[: after + 1], new, *rows[after + 1 :]))
        return after + 1

    def remove_row(self, number: int) -> None:
        rows = self._table.rows
        if 0 <= number < len(rows):
            self._replace((*rows[:number], *rows[number + 1 :]))

    def undo(self) -> None:
        """Take the last change of this table back."""
        while self._undo:
            file, rows = self._undo.pop()
            if file == self._table.file:
                self._set(rows)
                return

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._table.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole):
            text = self._table.rows[index.row()][index.column()]
            words = HEAD_WORDS.get(text) if self._is_name(index) else None
            return i18n.in_language(words) if words and role == Qt.ItemDataRole.DisplayRole else text
        mark = self._marks.get(index.row() + 2)
        if role == Qt.ItemDataRole.BackgroundRole and mark:
            return theme.tokens().colour("red_ground" if mark == FAULT else "amber_ground")
        if role == Qt.ItemDataRole.ForegroundRole and self._is_name(index):
            return theme.tokens().colour("second")
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        rows = list(self._table.rows)
        cells = list(rows[index.row()])
        text = " ".join(str(value).split("\n")).strip()
        if cells[index.column()] == text:
            return False
        cells[index.column()] = text
        rows[index.row()] = tuple(cells)
        self._undo.append((self._table.file, self._table.rows))
        self._table = Table(self._table.file, self._table.columns, tuple(rows))
        self.dataChanged.emit(index, index)
        self.edited.emit()
        return True

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self._editable and not self._is_name(index):
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                name = self._table.columns[section]
                words = HEADER_WORDS.get(name) if self._table.file == HEAD_FILE else None
                return i18n.in_language(words) if words is not None else name
            mark = self._marks.get(section + 2, "")
            return f"{MARKS.get(mark, '≠' if mark else '')} {section + 2}".strip()
        if role == Qt.ItemDataRole.TextAlignmentRole and orientation == Qt.Orientation.Horizontal:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _is_name(self, index: _Index) -> bool:
        """The head's field names are not for editing."""
        return self._table.file == HEAD_FILE and index.column() == 0

    def _replace(self, rows: tuple[Cells, ...]) -> None:
        self._undo.append((self._table.file, self._table.rows))
        self._set(rows)

    def _set(self, rows: tuple[Cells, ...]) -> None:
        self.beginResetModel()
        self._table = Table(self._table.file, self._table.columns, rows)
        self._marks = {}
        self.endResetModel()
        self.edited.emit()


class GridView(QTableView):
    """The grid. Typing begins to edit, Enter too; Tab leaves the grid while no cell is open."""

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._grid = model
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        rows, head = self.verticalHeader(), self.horizontalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        rows.setHighlightSections(False)
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setStretchLastSection(True)
        model.modelReset.connect(self._fit)
        theme.watcher().changed.connect(self._fit)

    def go_to(self, line: int, column: int = 0) -> None:
        """The cursor into a line, counted as in a spreadsheet."""
        index = self._grid.index(line - 2, column)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # while a cell is open, the Enter that closes it comes by here too
            if (
                self.state() != self.State.EditingState
                and self._grid.flags(self.currentIndex()) & Qt.ItemFlag.ItemIsEditable
            ):
                self.edit(self.currentIndex())
            event.accept()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        """Columns as wide as what stands in their first rows, within bounds."""
        metrics = QFontMetrics(theme.font(theme.TABLE))
        self.verticalHeader().setDefaultSectionSize(theme.scaled(28))
        self.verticalHeader().setFixedWidth(metrics.horizontalAdvance("× 1999") + theme.scaled(14))
        self.horizontalHeader().setFixedHeight(theme.scaled(32))
        table = self._grid.table
        for number, name in enumerate(table.columns):
            texts = (
                name,
                *(
                    str(self._grid.index(row, number).data())
                    for row in range(min(len(table.rows), _LOOKED_AT))
                ),
            )
            wide = max(metrics.horizontalAdvance(text) for text in texts) + theme.scaled(22)
            self.setColumnWidth(number, min(max(wide, theme.scaled(_NARROWEST)), theme.scaled(_WIDEST)))
