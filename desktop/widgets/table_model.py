"""What a table shows: columns, and rows fetched page by page by key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot

from core.kernel.errors import EvenhandError, LineLost
from core.kernel.words import Words
from desktop import i18n
from desktop.tasks import UP, Tasks
from desktop.widgets.table_delegate import CHIP

PAGE_SIZE = 200
Header = Words | Callable[[], str]
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``value`` gives what the cell shows: for ``text`` a str, ``money`` fen, ``instant`` and
    ``day`` microseconds, ``number`` an int, ``chip`` a pair (words, kind of chip; an empty kind is plain text), ``words`` Words.
    Without ``value`` the row's attribute ``key`` is shown. ``width`` is in pixels at text scale 1;
    one column may have width 0 and takes the room that is left. ``ink`` is a colour token.
    Columns with ``gives_way`` are left out, the last first, where the window has no room for all.
    """

    key: str
    header: Header
    width: int = 120
    kind: str = "text"
    align_right: bool = False
    value: Callable[[Any], Any] | None = None
    ink: str = "ink"
    match: bool = False
    gives_way: bool = False

    def of(self, row: Any) -> Any:
        return getattr(row, self.key) if self.value is None else self.value(row)

    def text(self, row: Any) -> str:
        """The cell as words, for painting, copying and screen readers."""
        value = self.of(row)
        if value is None:
            return "—"
        if isinstance(value, Words):
            return i18n.in_language(value)
        if self.kind == CHIP:
            words = value[0]
            return i18n.in_language(words) if isinstance(words, Words) else str(words)
        made = _TEXTS.get(self.kind, str)
        return made(value)

    def header_text(self) -> str:
        return i18n.in_language(self.header) if isinstance(self.header, Words) else self.header()


_TEXTS: dict[str, Callable[[Any], str]] = {
    "money": i18n.money_text,
    "instant": i18n.instant_text,
    "day": i18n.day_text,
    "number": i18n.number_text,
}


class KeysetModel(QAbstractTableModel):
    """Rows fetched page by page; ``data()`` reads only what is already here."""

    state_changed = Signal(str)
    """``loading``, ``ready``, ``empty``, ``failed``, or ``offline``: nothing to show, and the line is cut."""
    failed = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        tasks: Tasks,
        key_of: Callable[[Any], Any],
        parent: QObject | None = None,
        *,
        page_size: int = PAGE_SIZE,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._tasks = tasks
        self._key_of = key_of
        self._page_size = page_size
        self._fetch: Callable[[Any], Sequence[Any]] | None = None
        self._rows: list[Any] = []
        self._complete = True
        self._fetching = False
        self._generation = 0
        self.state = "ready"
        self._cut_off = False
        tasks.line_changed.connect(self._line_changed)

    def show(self, fetch: Callable[[Any], Sequence[Any]]) -> None:
        """Begin again with rows from ``fetch``; answers to earlier questions are dropped."""
        self._fetch = fetch
        self.restart()

    @Slot()
    def restart(self) -> None:
        """Ask for the first page again; the old rows stay until it comes."""
        if self._fetch is None:
            return
        self._generation += 1
        self._fetching = False
        self._ask(None)
        if not self._rows:
            self._set_state("loading")

    def row(self, number: int) -> Any:
        return self._rows[number]

    def rows(self) -> Sequence[Any]:
        """The rows that are here, in order; a view, not to be changed."""
        return self._rows

    @property
    def is_complete(self) -> bool:
        """True when there are no more rows than these."""
        return self._complete

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return column.text(self._rows[index.row()])
        if role == Qt.ItemDataRole.UserRole:
            return column.of(self._rows[index.row()])
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].header_text()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignRight if is_right(self.columns[section]) else Qt.AlignmentFlag.AlignLeft
            )
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and not self._complete and not self._fetching

    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._ask(self._key_of(self._rows[-1]) if self._rows else None)

    def _ask(self, after: Any) -> None:
        if self._fetch is None:
            return
        self._fetching = True
        generation = self._generation
        self._tasks.read(
            self._fetch,
            after,
            done=partial(self._came, generation, after is None),
            failed=partial(self._failed, generation),
        )

    def _came(self, generation: int, first: bool, rows: Sequence[Any]) -> None:
        if generation != self._generation:
            return
        self._fetching = self._cut_off = False
        self._complete = len(rows) < self._page_size
        if first:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        elif rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        self._set_state("ready" if self._rows else "empty")

    def _failed(self, generation: int, error: EvenhandError) -> None:
        if generation != self._generation:
            return
        self._fetching = False
        self._complete = True
        self._cut_off = isinstance(error, LineLost)
        if self._cut_off and self._rows:
            self._set_state("ready")  # old rows are better than none; the window says that it is offline
            return
        self.failed.emit(error)
        self._set_state("offline" if self._cut_off else "failed")

    @Slot(str)
    def _line_changed(self, state: str) -> None:
        """What could not be read while the line was cut is read by itself when it is back."""
        if state == UP and self._cut_off:
            self.restart()

    def _set_state(self, state: str) -> None:
        self.state = state
        self.state_changed.emit(state)


def is_right(column: Column) -> bool:
    return column.align_right or column.kind in ("money", "number")
