"""All tables of a rule set: their names at the left with what is notable in each, the chosen one as a grid."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.kernel.errors import EvenhandError
from core.risk.rule_edit import FILE_WORDS, REMOVED, Fault, RowDifference, Table, read_rows, write_rows
from core.risk.rule_tables import HEAD_FILE
from desktop import i18n, theme
from desktop.risk.table_grid import FAULT, GridModel, GridView
from desktop.shell.page import Retranslated
from desktop.widgets.chips import key_text
from desktop.widgets.labels import label

FILES = tuple(FILE_WORDS)


class RuleTablesView(Retranslated):
    """``edited`` fires when a cell or a row of a draft has changed."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tables: dict[str, Table] = {}
        self._editable = False
        self._marks: dict[str, dict[int, str]] = {}
        self._counts: dict[str, int] = {}
        self._fault: Fault | None = None
        self.files = QListWidget()
        self.files.setProperty("role", "plain")
        self.files.setFixedWidth(theme.scaled(148))
        self.model = GridModel(self)
        self.grid = GridView(self.model)
        self.keys = label("", "small")
        right = QVBoxLayout()
        right.setSpacing(theme.scaled(6))
        right.addWidget(self.grid, 1)
        right.addWidget(self.keys)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(8))
        row.addWidget(self.files)
        row.addLayout(right, 1)
        for file in FILES:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, file)
            self.files.addItem(item)
        self.files.setCurrentRow(0)
        self.files.currentRowChanged.connect(self._file_chosen)
        self.model.edited.connect(self._edited)
        theme.watcher().changed.connect(self.retranslate)
        self.retranslate()

    def show_texts(self, texts: Mapping[str, str], *, editable: bool) -> None:
        """Show other tables; ``EvenhandError`` where a file cannot be read as a table at all."""
        self._tables = {file: read_rows(texts, file) for file in FILES}
        self._editable = editable
        self.show_marks((), None)
        self._show_file()

    def texts(self) -> dict[str, str]:
        """The tables as they stand, by file name."""
        return {file: write_rows(table) for file, table in self._tables.items()}

    def show_marks(self, differences: Sequence[RowDifference], fault: Fault | None) -> None:
        """Tint what differs from another version, and where the fault is."""
        self._marks, self._counts, self._fault = {}, {}, fault
        for one in differences:
            self._counts[one.file] = self._counts.get(one.file, 0) + 1
            if one.kind != REMOVED:
                self._marks.setdefault(one.file, {})[one.line] = one.kind
        if fault is not None and fault.row is not None:
            self._marks.setdefault(fault.file, {})[fault.row] = FAULT
        self.model.show_marks(self._marks.get(self.file(), {}))
        self.retranslate()

    def file(self) -> str:
        return FILES[self.files.currentRow()]

    def step_file(self, by: int) -> None:
        """To the next table or the one before."""
        self.files.setCurrentRow((self.files.currentRow() + by) % len(FILES))

    def go_to(self, file: str, line: int | None, column: str = "") -> None:
        """The cursor to a line of a file, counted as in a spreadsheet."""
        if file not in FILES:
            return
        self.files.setCurrentRow(FILES.index(file))
        columns = self.model.table.columns
        self.grid.go_to(line or 2, columns.index(column) if column in columns else 0)
        self.grid.setFocus()

    def add_row(self) -> None:
        """A copy of the row with the cursor, below it."""
        if self._rows_change():
            column = max(0, self.grid.currentIndex().column())
            self.grid.go_to(self.model.add_row(self.grid.currentIndex().row()) + 2, column)

    def remove_row(self) -> None:
        number, column = self.grid.currentIndex().row(), self.grid.currentIndex().column()
        if self._rows_change() and number >= 0:
            self.model.remove_row(number)
            self.grid.go_to(min(number, self.model.rowCount() - 1) + 2, column)

    def undo(self) -> None:
        if self._editable:
            index = self.grid.currentIndex()
            self.model.undo()
            self.grid.go_to(max(0, index.row()) + 2, max(0, index.column()))

    def retranslate(self) -> None:
        self.files.setAccessibleName(self.tr("Tables of the rule set"))
        for number, file in enumerate(FILES):
            words = i18n.in_language(FILE_WORDS[file])
            changes = self._counts.get(file, 0)
            wrong = self._fault is not None and self._fault.file == file
            item = self.files.item(number)
            item.setText(f"{'× ' if wrong else ''}{words}{f'  ≠ {changes}' if changes else ''}")
            item.setToolTip(file)
            token = "red" if wrong else "amber" if changes else "ink"
            item.setForeground(theme.tokens().colour(token))
        self.keys.setVisible(self._editable)
        self.keys.setText(
            self.tr(
                "{enter} edits · {add} adds a row · {remove} removes it · {undo} takes the last change back"
            ).format(
                enter=key_text("Return"),
                add=key_text("Ctrl+Shift+N"),
                remove=key_text("Ctrl+Delete"),
                undo=key_text("Ctrl+Z"),
            )
        )
        self.grid.setAccessibleName(i18n.in_language(FILE_WORDS[self.file()]))

    def _rows_change(self) -> bool:
        """The head has exactly its fields; every other table may grow and shrink."""
        return self._editable and self.file() != HEAD_FILE

    @Slot(int)
    def _file_chosen(self, _number: int) -> None:
        self._show_file()

    def _show_file(self) -> None:
        table = self._tables.get(self.file())
        if table is None:
            return
        self.model.show_table(table, editable=self._editable)
        self.model.show_marks(self._marks.get(self.file(), {}))
        self.grid.go_to(2, 1 if self.file() == HEAD_FILE else 0)
        self.grid.scrollToTop()
        self.retranslate()

    @Slot()
    def _edited(self) -> None:
        self._tables[self.file()] = self.model.table
        self.edited.emit()


def readable(texts: Mapping[str, str]) -> EvenhandError | None:
    """Why a folder's files cannot even be shown as tables, or None."""
    try:
        for file in FILES:
            read_rows(texts, file)
    except EvenhandError as error:
        return error
    return None
