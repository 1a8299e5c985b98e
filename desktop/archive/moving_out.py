"""Out: the records that a search finds become a transfer package, with those left out that are marked so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.app import App
from core.archive.moving.transfer import MOST_RECORDS, TransferMade
from core.archive.queries import ArchiveFilter, DossierRow
from core.archive.query_text import read_query
from core.kernel.errors import EvenhandError
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.archive.guardian_work import begin_work
from desktop.shell.page import Retranslated
from desktop.tasks import Task, Tasks
from desktop.widgets.buttons import PRIMARY, QUIET, KeyButton
from desktop.widgets.empty_state import LoadingState
from desktop.widgets.labels import label
from desktop.widgets.table import Column, KeysetModel, KeysetTable

_GOES, _STAYS = Words("移交", "Goes"), Words("不移交", "Stays")


class MovingOut(Retranslated):
    """A search, what it finds, to whom, and one button."""

    told = Signal(str, str)
    done = Signal(object)
    """The ``TransferMade``."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._left_out: set[UUID] = set()
        self._count: int | None = None
        self._task: Task | None = None
        self.search = QLineEdit()
        self.recipient, self.reason = QLineEdit(), QLineEdit()
        self.model = KeysetModel(self._columns(), tasks, key_of=lambda row: row)
        self.table = KeysetTable(self.model, self.search)
        self.leave_button = KeyButton("", "Ctrl+D", QUIET)
        self.make_button = KeyButton("", "Ctrl+Return", PRIMARY)
        self._counted, self._to, self._why = label("", "second"), label("", "second"), label("", "second")
        self._working = LoadingState()
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self.retranslate()

    def take_focus(self) -> None:
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def refresh(self) -> None:
        """Find again; everything found goes, until something is left out."""
        self._left_out.clear()
        self._count = None
        wanted = self._wanted()
        self.model.show(lambda after: self._app.archive.search(wanted, after))
        self._tasks.read(self._app.archive.count, wanted, done=self._was_counted)
        self._show_count()

    def make(self, target: Path) -> None:
        """Make the package of what goes, at ``target``."""
        self._stack.setCurrentWidget(self._working)
        self._working.begin(self.tr("Making the transfer package…"), can_cancel=True)
        to, why = self.recipient.text(), self.reason.text()
        given = (self._wanted(), frozenset(self._left_out), target, to, why)
        self._task = begin_work(
            self._app, self._tasks, self._make, *given, done=self._made, failed=self._failed, writes=False
        )
        self._task.progressed.connect(self._working.show_progress)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Transfer records out"))
        self.table.view.setAccessibleName(self.accessibleName())
        self.search.setPlaceholderText(self.tr("Name, number, village, year…"))
        self.search.setAccessibleName(self.tr("Search for the records to transfer"))
        self._to.setText(self.tr("To"))
        self._why.setText(self.tr("Reason"))
        self.recipient.setAccessibleName(self._to.text())
        self.reason.setAccessibleName(self._why.text())
        self.recipient.setPlaceholderText(self.tr("Name of the archive that receives them"))
        self.leave_button.setText(self.tr("Leave out or put back"))
        self.make_button.setText(self.tr("Make the package…"))
        self.table.say_empty(self.tr("No record found"), self.tr("Search for the records that are to go."))
        self._show_count()

    def _columns(self) -> Sequence[Column]:
        return (
            Column("goes", Words("移交", "Goes"), 84, kind="chip", value=self._goes),
            Column("number", Words("档号", "Archival no."), 190, value=lambda row: row.archival_number),
            Column("name", Words("姓名", "Name"), 90, value=lambda row: row.applicant_name),
            Column("bank", Words("机构", "Institution"), 150, value=lambda row: row.institution),
            Column("product", Words("产品", "Product"), 0, value=lambda row: row.product_words),
            Column("amount", Words("金额", "Amount"), 110, kind="money", value=lambda row: row.amount_fen),
            Column("decided", Words("决定", "Decided"), 100, kind="day", value=lambda row: row.decided_at),
        )

    def _goes(self, row: DossierRow) -> tuple[Words, str]:
        return (_STAYS, "neutral") if row.id in self._left_out else (_GOES, "ok")

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(*(theme.scaled(side) for side in (12, 10, 12, 6)))
        grid.setHorizontalSpacing(theme.scaled(8))
        grid.addWidget(self.search, 0, 0, 1, 4)
        grid.addWidget(self._to, 1, 0)
        grid.addWidget(self.recipient, 1, 1)
        grid.addWidget(self._why, 1, 2)
        grid.addWidget(self.reason, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(theme.scaled(12), 0, theme.scaled(12), 0)
        foot.addWidget(self._counted, 1)
        foot.addWidget(self.leave_button)
        foot.addWidget(self.make_button)
        form = QWidget()
        box = QVBoxLayout(form)
        box.setContentsMargins(0, 0, 0, theme.scaled(10))
        box.addLayout(grid)
        box.addWidget(self.table, 1)
        box.addLayout(foot)
        self._stack.addWidget(form)
        self._stack.addWidget(self._working)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._stack)

    def _connect(self) -> None:
        self.search.returnPressed.connect(self.refresh)
        self.recipient.textChanged.connect(self._show_count)
        self.leave_button.clicked.connect(self._toggle)
        self.make_button.clicked.connect(self._ask_where)
        self._working.cancelled.connect(self._cancel)

    def _wanted(self) -> ArchiveFilter:
        return ArchiveFilter().narrowed(read_query(self.search.text()))

    @Slot()
    def _toggle(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._left_out ^= {row.id}
            last = self.model.index(self.model.rowCount() - 1, self.model.columnCount() - 1)
            self.model.dataChanged.emit(self.model.index(0, 0), last)
            self._show_count()

    def _was_counted(self, count: int) -> None:
        self._count = count
        self._show_count()

    @Slot()
    def _show_count(self) -> None:
        going = None if self._count is None else self._count - len(self._left_out)
        text = "…" if going is None else self.tr("%n record(s) go", "", going)
        if going is not None and going > MOST_RECORDS:
            text = self.tr("A package holds at most {number} records").format(
                number=i18n.number_text(MOST_RECORDS)
            )
        self._counted.setText(text)
        able = going is not None and 0 < going <= MOST_RECORDS and bool(self.recipient.text().strip())
        self.make_button.setEnabled(able)

    @Slot()
    def _ask_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Where to put the transfer package"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.setNameFilter("BagIt (*.zip)")
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _chosen(self, path: str) -> None:
        self.make(Path(path))

    def _make(
        self,
        wanted: ArchiveFilter,
        left_out: frozenset[UUID],
        target: Path,
        recipient: str,
        reason: str,
        progress: object = None,
    ) -> TransferMade:
        """In a thread of its own."""
        found, page = list[UUID](), self._app.archive.search(wanted)
        while page:
            found += [row.id for row in page if row.id not in left_out]
            page = self._app.archive.search(wanted, page[-1])
        desk = self._app.moving_desk
        return desk.transfer(found[::-1], target, recipient, reason, progress)  # type: ignore[arg-type]

    def _made(self, made: TransferMade) -> None:
        self._stack.setCurrentIndex(0)
        words = self.tr("{name}: {count} records, sealed; SHA-256 {start}…").format(
            name=made.path.name, count=i18n.number_text(made.records), start=made.sha256[:12]
        )
        if made.failed_checks:
            words = self.tr("{made} Checks failed for {count}; see checks.pdf in it.").format(
                made=words, count=i18n.number_text(made.failed_checks)
            )
        self.told.emit(words, "amber" if made.failed_checks else "ok")
        self.done.emit(made)

    def _failed(self, error: EvenhandError) -> None:
        self._stack.setCurrentIndex(0)
        self.told.emit(i18n.in_language(error.words), "red")

    @Slot()
    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._stack.setCurrentIndex(0)
        self.told.emit(self.tr("Cancelled; nothing was written."), "amber")
