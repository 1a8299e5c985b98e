"""The button that writes the notice to a refused applicant to a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.app import App
from core.cases.case_rows import CaseView
from core.cases.rules import Action
from core.kernel.errors import EvenhandError
from desktop import i18n
from desktop.tasks import Tasks
from desktop.widgets.buttons import OUTLINED, KeyButton

KEY = "Ctrl+E"


class NoticeButton(KeyButton):
    """There for a refused case, for those who face the applicant."""

    said = Signal(str, str)
    """A line for the reader, and its tone."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget) -> None:
        super().__init__("", KEY, OUTLINED, parent)
        self._app, self._tasks = app, tasks
        self._view: CaseView | None = None
        self.clicked.connect(self.ask_where)
        self.hide()
        self.retranslate()

    def show_case(self, view: CaseView | None) -> None:
        self._view = view
        if not self.is_wanted():
            self.hide()

    def is_wanted(self) -> bool:
        """A person may ask for a review exactly where a notice is due: after a refusal by rule."""
        return self._view is not None and Action.REQUEST_REVIEW in self._view.actions

    def retranslate(self) -> None:
        self.setText(self.tr("Notice to the applicant"))
        self.setAccessibleName(self.text())

    @Slot()
    def ask_where(self) -> None:
        if self._view is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self,
            self.tr("Save the notice to the applicant"),
            f"{self._view.number}.pdf",
            "PDF (*.pdf);;TXT (*.txt)",
        )
        if name:
            self.save(Path(name))

    def save(self, path: Path) -> None:
        """Write the notice in the window's language."""
        if self._view is not None:
            self._tasks.read(
                self._app.save_notice,
                self._view.id,
                path,
                i18n.language(),
                done=self._saved,
                failed=self._refused,
            )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _saved(self, path: Path) -> None:
        self.said.emit(self.tr("Written to {file}").format(file=path.name), "ok")

    def _refused(self, error: EvenhandError) -> None:
        self.said.emit(i18n.in_language(error.words), "red")
