"""The three lists of the intake page: this session, received packages, the quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from core.intake.queries import PackageRow, QuarantineRow
from core.kernel.words import Words
from desktop import theme
from desktop.intake.taking_in import ACCEPTED, FAILED, KNOWN, QUARANTINED, WAITING, TakenIn
from desktop.shell.page import Retranslated
from desktop.tasks import Tasks
from desktop.widgets.segments import Segments
from desktop.widgets.table import PAGE_SIZE, Column, KeysetModel, KeysetTable

SESSION, RECEIVED, HELD = range(3)

OUTCOMES: dict[str, tuple[Words, str]] = {
    ACCEPTED: (Words("✓ 已接收", "✓ Accepted"), "ok"),
    KNOWN: (Words("＝ 早已收到", "= Known"), "neutral"),
    QUARANTINED: (Words("△ 已隔离", "△ Held"), "amber"),
    FAILED: (Words("× 未能读取", "× Not read"), "red"),
    WAITING: (Words("… 待接收", "… Waiting"), "neutral"),
}


def size_text(count: int) -> str:
    """``3.4 MB``, ``812 KB``: the same in both languages."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, count // 1000)} KB"


def _outcome(row: TakenIn) -> tuple[Words, str]:
    return OUTCOMES[row.outcome]


def _notes(row: PackageRow) -> Words:
    """Told in the line: who reads forty lines opens only those that say something."""
    return _several(row.notes)


def _faults(row: QuarantineRow) -> Words:
    return _several(row.faults)


def _several(told: Sequence[Words]) -> Words:
    """``△ 2：…；…``; the end may be cut, the count stands first."""
    if not told:
        return Words("", "")
    count = f"{len(told)}：" if len(told) > 1 else ""
    return Words(
        f"△ {count}{'；'.join(one.zh.rstrip('。') for one in told)}",
        f"△ {count.replace('：', ': ')}{'; '.join(one.en.rstrip('.') for one in told)}",
    )


def _size(row: QuarantineRow) -> str:
    return size_text(row.bytes)


SESSION_COLUMNS = (
    Column("number", Words("序号", "No."), 56, "number"),
    Column("file_name", Words("文件", "File"), 0),
    Column("outcome", Words("结果", "Outcome"), 110, "chip", value=_outcome),
    Column("case_number", Words("案件编号", "Case"), 170),
)
RECEIVED_COLUMNS = (
    Column("case_number", Words("案件编号", "Case"), 152),
    Column("applicant_name", Words("申请人", "Applicant"), 84),
    Column("notes", Words("提示", "Notes"), 0, value=_notes),
    Column("round", Words("轮次", "Round"), 60, "number"),
    Column("tablet", Words("平板", "Tablet"), 132, ink="second", gives_way=True),
    Column("at", Words("接收时间", "Received"), 128, "instant", ink="second"),
)
HELD_COLUMNS = (
    Column("file_name", Words("文件", "File"), 208),
    Column("faults", Words("问题", "Faults"), 0, value=_faults),
    Column("institution", Words("机构", "Institution"), 150, ink="second", gives_way=True),
    Column("size", Words("大小", "Size"), 72, align_right=True, value=_size, ink="second", gives_way=True),
    Column("at", Words("收到时间", "Arrived"), 128, "instant", ink="second"),
)


def _identity(row: Any) -> Any:
    return row


def _slice(rows: Sequence[TakenIn], after: TakenIn | None) -> Sequence[TakenIn]:
    """The session's rows are few and already here: one page."""
    return rows if after is None else ()


class IntakeLists(Retranslated):
    """Three lists behind switches; ``selected`` carries the row the detail is to show, or ``None``."""

    selected = Signal(object)
    opened = Signal(object)
    switched = Signal(int)

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.switches = Segments(["Alt+1", "Alt+2", "Alt+3"])
        self.tables = tuple(
            KeysetTable(KeysetModel(columns, tasks, _identity, self, page_size=size))
            for columns, size in ((SESSION_COLUMNS, 1_000_000), (RECEIVED_COLUMNS, 200), (HELD_COLUMNS, 200))
        )
        self._counts: tuple[int | None, int | None, int | None] = (0, None, None)
        self._stack = QStackedWidget()
        for table in self.tables:
            self._stack.addWidget(table)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(8))
        box.addWidget(self.switches)
        box.addWidget(self._stack, 1)
        self._connect()
        self.show_session(())
        self.retranslate()

    def refresh(self) -> None:
        """Ask again for what the centre holds, unless somebody has read far down in it."""
        for number, fetch in ((RECEIVED, self._app.intake.packages), (HELD, self._app.intake.quarantine)):
            model = self.tables[number].model
            if not model.rows():
                model.show(fetch)
            elif len(model.rows()) <= PAGE_SIZE:
                model.restart()

    def show_session(self, results: Sequence[TakenIn]) -> None:
        """What this session took in, the newest first."""
        self.tables[SESSION].model.show(partial(_slice, tuple(results)))
        self._show_counts((len(results), *self._counts[1:]))

    def show_counts(self, received: int, held: int) -> None:
        self._show_counts((self._counts[0], received, held))

    def current(self) -> int:
        return self.switches.current()

    def current_row(self) -> Any:
        return self.tables[self.current()].current_row()

    def choose(self, number: int) -> None:
        self.switches.choose(number)

    def retranslate(self) -> None:
        self._show_counts(self._counts)
        names = (self.tr("This session"), self.tr("Received packages"), self.tr("Quarantine"))
        for table, name in zip(self.tables, names, strict=True):
            table.view.setAccessibleName(name)
        self.tables[SESSION].say_empty(
            self.tr("Nothing taken in yet"),
            self.tr("Choose packages or a folder above, or drop ZIP files anywhere on this page."),
        )
        self.tables[RECEIVED].say_empty(
            self.tr("No package has been received yet"),
            self.tr("Every accepted package stands here with the number of its case."),
        )
        self.tables[HELD].say_empty(
            self.tr("The quarantine is empty"),
            self.tr(
                "Packages that cannot be accepted are kept here with every reason, for the branch to mend."
            ),
        )

    def _connect(self) -> None:
        self.switches.chosen.connect(self._switch)
        for number, table in enumerate(self.tables):
            table.row_selected.connect(partial(self._row_selected, number))
            table.row_opened.connect(self.opened)

    def _show_counts(self, counts: tuple[int | None, int | None, int | None]) -> None:
        self._counts = counts
        names = (self.tr("This session"), self.tr("Received"), self.tr("Quarantine"))
        self.switches.show_names(list(zip(names, counts, strict=True)))

    @Slot(int)
    def _switch(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self.tables[number].setFocus()
        self.switched.emit(number)
        self.selected.emit(self.current_row())

    def _row_selected(self, number: int, row: object) -> None:
        if number == self.current():
            self.selected.emit(row)
