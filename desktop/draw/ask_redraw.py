"""Asking for a re-draw: an open duty, the reason, and what is the matter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.app import App
from core.cases.redraw import AskRedraw, OpenDuty
from core.draw.rules import REASONS, REDRAWS
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.labels import label
from desktop.widgets.table import Column, KeysetModel, KeysetTable

_COLUMNS = (
    Column("case", Words("案件", "Case"), 170, value=lambda row: row.case_number),
    Column("stage", Words("阶段", "Stage"), 90, value=lambda row: row.stage.words),
    Column("holder", Words("承办人", "Holder"), 0, value=lambda row: row.holder_name),
    Column("at", Words("自", "Since"), 140, kind="instant", value=lambda row: row.at),
)


class AskRedrawDialog(QDialog):
    """The list is searched by case or holder; Ctrl+Enter asks, Esc gives up. ``wanted`` is what is asked."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._sought = app, ""
        self.wanted: AskRedraw | None = None
        self.search = QLineEdit()
        self.search.setProperty("role", "search")
        self.model = KeysetModel(_COLUMNS, tasks, key_of=_duty_of)
        self.table = KeysetTable(self.model, search=self.search)
        self.reason, self.remark = QComboBox(), QLineEdit()
        self.error = label("", "error", wrap=True)
        self.ask = KeyButton(self.tr("Ask for it"), "Ctrl+Return", PRIMARY)
        self.cancel = KeyButton(self.tr("Cancel"), "Escape", bind=False)
        self.setWindowTitle(self.tr("Ask for a re-draw"))
        self._build()
        self.ask.clicked.connect(self._ask)
        self.cancel.clicked.connect(self.reject)
        self.search.textChanged.connect(self._search)
        self.model.show(self._fetch)
        self.table.setFocus()

    def _build(self) -> None:
        for code in sorted(REDRAWS):
            self.reason.addItem(i18n.in_language(REASONS[code]), code)
        self.remark.setMaxLength(500)
        self.search.setPlaceholderText(self.tr("Search: case, holder"))
        self.table.say_empty(self.tr("No duty is open."))
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(12))
        box.addWidget(label(self.windowTitle(), "title"))
        told = self.tr("Another person confirms; the guardian then deals the case anew.")
        box.addWidget(label(told, "second", wrap=True))
        box.addWidget(self.search)
        box.addWidget(self.table, 1)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(theme.scaled(12))
        names = (self.tr("Reason"), self.tr("What is the matter"))
        for line, (name, field) in enumerate(zip(names, (self.reason, self.remark), strict=True)):
            named = label(name, "second")
            named.setBuddy(field)
            field.setAccessibleName(name)
            grid.addWidget(named, line, 0)
            grid.addWidget(field, line, 1)
        box.addLayout(grid)
        self.error.hide()
        box.addWidget(self.error)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self.ask)
        row.addWidget(self.cancel)
        row.addStretch(1)
        box.addLayout(row)
        self.search.setAccessibleName(self.search.placeholderText())
        self.table.view.setAccessibleName(self.tr("Open duties"))
        self.resize(theme.scaled(640), theme.scaled(520))

    def _fetch(self, after: OpenDuty | None) -> Sequence[OpenDuty]:
        """In a reader thread; all at once."""
        if after is not None:
            return ()
        sought = self._sought.casefold()
        return [
            one
            for one in self._app.redraws.open_duties()
            if sought in f"{one.case_number} {one.holder_name}".casefold()
        ]

    @Slot(str)
    def _search(self, text: str) -> None:
        self._sought = text.strip()
        self.model.restart()

    @Slot()
    def _ask(self) -> None:
        duty, remark = self.table.current_row(), self.remark.text().strip()
        if duty is None or not remark:
            self.error.setText(self.tr("Choose a duty and say what is the matter."))
            self.error.show()
            (self.table if duty is None else self.remark).setFocus()
            return
        reason = str(self.reason.currentData())
        self.wanted = AskRedraw(new_id(), duty.duty_id, duty.case_id, reason, remark)
        self.accept()


def _duty_of(row: OpenDuty) -> object:
    return row.duty_id
