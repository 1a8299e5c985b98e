"""A chip for cases that are over and whose dossier could not be sealed: how many, which and why."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.app import App
from core.archive.unsealed import Unsealed
from core.identity.rules import Role
from desktop import i18n
from desktop.archive.record_form import RecordForm
from desktop.tasks import Tasks
from desktop.widgets.chips import Chip

_TOLD = 8


class UnsealedChip(Chip):
    """Hidden while nothing waits; :meth:`tell` says what does, from the keyboard."""

    case_wanted = Signal(object)
    came = Signal()

    def __init__(self, app: App, tasks: Tasks, page: QWidget) -> None:
        super().__init__("", "amber")
        self._app, self._tasks, self._page = app, tasks, page
        self.rows: list[Unsealed] = []

    def refresh(self) -> None:
        """Ask again; archive clerks and auditors are told."""
        if self._app.staff.holds(Role.ARCHIVE_CLERK, Role.AUDITOR):
            self._tasks.read(self._app.numbering.unsealed, done=self._came)

    def retranslate(self) -> None:
        count = self.tr("△ Not sealed: {count}").format(count=i18n.number_text(len(self.rows)))
        self.show_chip(count if self.rows else "", "amber")
        self.setToolTip(self._said())

    def tell(self) -> None:
        """Which and why, and the way to the first of the cases."""
        if not self.rows:
            return
        title, act = self.tr("These dossiers could not be sealed"), self.tr("Open the first case")
        again = self.tr("The guardian tries again by itself, at least every quarter of an hour.")
        form = RecordForm(title, f"{self._said()}\n\n{again}", (), act, self._page)
        form.accepted.connect(partial(self.case_wanted.emit, self.rows[0].case_id))
        form.finished.connect(form.deleteLater)
        form.open()

    def _came(self, rows: list[Unsealed]) -> None:
        self.rows = rows
        self.retranslate()
        self.came.emit()

    def _said(self) -> str:
        said = [f"{row.number}: {i18n.in_language(row.why)}" for row in self.rows[:_TOLD]]
        return "\n".join(said + ["…"] * (len(self.rows) > _TOLD))
