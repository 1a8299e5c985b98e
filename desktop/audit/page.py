"""The auditor's page: verify everything against the log, read its entries, copy its checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.app import App
from core.audit.findings import Finding
from core.audit.queries import CheckpointRow, EntryDetail, EntryRow
from core.audit.verification import Verification
from core.cases.custody import CustodyRow
from core.identity.rules import Role
from core.kernel.errors import EvenhandError
from core.kernel.words import Words
from desktop import i18n
from desktop.audit.detail import AuditDetail
from desktop.audit.log_lists import CHECKPOINTS, CUSTODY, UPKEEP, WITNESSES, LogLists
from desktop.audit.verifying import VerifyCard, beside_the_log, verify
from desktop.shell.page import Page, PageCommand
from desktop.tasks import Task, Tasks
from desktop.widgets.chips import Chip
from desktop.widgets.side_column import WithSide


class AuditPage(Page):
    """Above the figures of the last verification, below the lists, at the right the line with the cursor.

    The audit administrator has the centre's own entries, checkpoints and witnesses, and nothing of cases.
    """

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._running: Task | None = None
        self._generation = 0
        self._whole = app.staff.holds(Role.AUDITOR)
        self._newest: CheckpointRow | None = None
        self._result: Verification | None = None
        self.card = VerifyCard()
        self.lists = LogLists(app, tasks)
        self.detail = AuditDetail()
        self.outcome_chip = Chip("", "ok")
        self._build()
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Audit")

    def chips(self) -> Sequence[QWidget]:
        return (self.outcome_chip,)

    def commands(self) -> Sequence[PageCommand]:
        whole = self._whole
        return (
            PageCommand(self.tr("Verify the log"), "Ctrl+Return", self.card.click, whole),
            PageCommand(self.tr("Log entries"), "Alt+1", partial(self.lists.choose, 0)),
            PageCommand(self.tr("Findings"), "Alt+2", partial(self.lists.choose, 1), whole),
            PageCommand(self.tr("Checkpoints"), "Alt+3", partial(self.lists.choose, 2)),
            PageCommand(self.tr("Custody of a case"), "Alt+4", partial(self.lists.choose, CUSTODY), whole),
            PageCommand(self.tr("Witnesses"), "Alt+5", partial(self.lists.choose, WITNESSES)),
            PageCommand(self.tr("Upkeep"), "Alt+7", partial(self.lists.choose, UPKEEP), whole),
            PageCommand(self.tr("Acts of administrators"), "Alt+6", self._to_administrators),
            PageCommand(self.tr("Save the custody"), "Ctrl+S", self._export, whole),
            PageCommand(self.tr("Search the entries"), "/", self._to_search),
            PageCommand(self.tr("Read on in the detail"), "Alt+PgDown", partial(self.detail.read_on, 1)),
            PageCommand(self.tr("Read back in the detail"), "Alt+PgUp", partial(self.detail.read_on, -1)),
        )

    def activated(self) -> None:
        self.refresh()
        self.lists.tables[self.lists.current()].setFocus()

    def refresh(self) -> None:
        """Ask again for entries and checkpoints; the verification stands as of its time."""
        self.lists.refresh()
        self._tasks.read(self._app.audit.count, done=self.lists.show_count)
        self._tasks.read(self._app.audit.checkpoints, None, 1, done=self._newest_came)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Audit"))
        self.card.retranslate()
        self._show_outcome()

    @Slot()
    def verify(self) -> None:
        """Compare everything with the log, in the lane for long work."""
        if self._running is not None:
            return
        self.card.show_running()
        self._running = self._tasks.long(verify, self._app, done=self._verified, failed=self._not_verified)
        self._running.progressed.connect(self.card.show_progress)
        self.commands_changed.emit()

    @Slot()
    def stop(self) -> None:
        """Verify no further; what was found so far is not shown, for it is not the whole."""
        if self._running is not None:
            self._running.cancel()
            self._running = None
            self.card.show_stopped()
            self.commands_changed.emit()

    def _build(self) -> None:
        left = WithSide(self, self.detail).left
        left.addWidget(self.card)
        left.addWidget(self.lists, 1)
        self.card.setVisible(self._whole)

    def _connect(self) -> None:
        self.card.verify_wanted.connect(self.verify)
        self.card.stop_wanted.connect(self.stop)
        self.lists.selected.connect(self._selected)
        self.lists.opened.connect(self._opened)
        self.detail.case_wanted.connect(self._open_current)

    def _verified(self, result: Verification) -> None:
        self._running = None
        self._tasks.read(beside_the_log, self._app, done=partial(self._show_verified, result))

    def _show_verified(self, result: Verification, beside: tuple[int, tuple[Finding, ...]]) -> None:
        now, alarms = beside
        self.card.show_result(result, now)
        self.lists.show_findings((*result.findings, *alarms), verified=True)
        self._result = result
        self._show_outcome()
        self.commands_changed.emit()

    def _show_outcome(self) -> None:
        """The same words as on the card, in the bar: they stay in sight while another list is read."""
        if self._result is not None:
            self.outcome_chip.show_chip(self.card.outcome.text(), "ok" if self._result.ok else "red")

    def _not_verified(self, error: EvenhandError) -> None:
        self._running = None
        self.card.show_result(None)
        self.notice.emit(i18n.in_language(error.words), "red")
        self.commands_changed.emit()

    def _newest_came(self, rows: Sequence[CheckpointRow]) -> None:
        self._newest = rows[0] if rows else None
        if self.lists.current() != CHECKPOINTS:
            self.detail.checkpoint.show_checkpoint(self._newest, newest=True)

    @Slot(object)
    def _selected(self, row: object) -> None:
        """The cursor is on another line, or another list is in front."""
        self._generation += 1
        self.detail.show_case(has_case=self._case_of(row) is not None)
        chosen = row if isinstance(row, CheckpointRow) else self._newest
        self.detail.checkpoint.show_checkpoint(chosen, newest=chosen == self._newest)
        if isinstance(row, EntryRow):
            self._tasks.read(
                self._app.audit.entry,
                row.id,
                done=partial(self._line_came, self._generation),
                failed=partial(self._line_came, self._generation),
            )
        elif isinstance(row, tuple):
            self.detail.line.show_line(row[1] if isinstance(row[1], Finding) else row)
        else:
            self.detail.line.show_line(row if isinstance(row, CustodyRow) else None)

    def _line_came(self, generation: int, came: EntryDetail | EvenhandError) -> None:
        if generation == self._generation:
            self.detail.line.show_line(came)

    @Slot(object)
    def _opened(self, row: object) -> None:
        if (case_id := self._case_of(row)) is not None:
            self.open_case.emit(case_id)

    def _case_of(self, row: object) -> UUID | None:
        """The case that a line belongs to, if it belongs to one."""
        if isinstance(row, EntryRow):
            return row.chain if row.case_number is not None else None
        return self.lists.custody.case_id if isinstance(row, CustodyRow) else None

    @Slot()
    def _open_current(self) -> None:
        self._opened(self.lists.current_row())

    @Slot()
    def _to_administrators(self) -> None:
        """What those did who can change people and rules: found by the word of their role."""
        self.lists.choose(0)
        self.lists.search.setText(i18n.in_language(Words("管理员", "administrator")))

    @Slot()
    def _export(self) -> None:
        """Save what the custody list shows, on paper or for a table program."""
        custody = self.lists.custody.custody
        if custody is None:
            self.notice.emit(self.tr("Choose a case in the custody list first."), "amber")
            return
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the custody"), f"{custody.case_number}.pdf", "PDF (*.pdf);;CSV (*.csv)"
        )
        if name:
            self.save_custody(Path(name))

    def save_custody(self, path: Path) -> None:
        """Write the custody in the list to ``path``, a .pdf or a .csv."""
        custody = self.lists.custody.custody
        if custody is not None:
            self._tasks.write(self._app.save_custody, custody, path, i18n.language(), done=self._saved)

    def _saved(self, path: Path) -> None:
        self.notice.emit(self.tr("Saved: {file}").format(file=path.name), "ok")

    @Slot()
    def _to_search(self) -> None:
        if self.lists.current() != CUSTODY:
            self.lists.choose(0)
        self.lists.search.setFocus()
        self.lists.search.selectAll()
