"""The button that writes the notice to a refused applicant to a file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.app import App
from core.cases.case_rows import CaseView
from core.cases.rules import Action, Step
from core.identity.rules import Role
from core.kernel.errors import EvenhandError
from core.risk.explanation import PASS
from desktop import i18n
from desktop.tasks import Tasks
from desktop.widgets.buttons import OUTLINED, KeyButton

KEY = "Ctrl+E"


#: Those who face the applicant; the centre holds whose cases these may be.
_GIVERS = (Role.INTAKE_CLERK, Role.CUSTOMER_MANAGER)


class NoticeButton(KeyButton):
    """There for a refused case, and for a declined one that the rules had spoken against (PIPL Art. 24), for
    those who face the applicant."""

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
        """After a refusal by rule, where a person may ask for a review; and where people declined what the rules had
        not let pass."""
        view = self._view
        if view is None:
            return False
        spoken_against = view.screening is not None and view.screening.outcome != PASS
        declined = view.last_step is Step.DECLINED and spoken_against
        return Action.REQUEST_REVIEW in view.actions or (
            declined and any(map(self._app.staff.holds, _GIVERS))
        )

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
