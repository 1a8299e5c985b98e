"""The checks of one record: its runs, and of the one with the cursor each item, its evidence and what to do."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.app import App
from core.archive.check_items import CheckOutcome, CheckRow
from core.archive.checks import OCCASIONS, CheckRun
from core.archive.queries import DossierRecord
from core.kernel.errors import EvenhandError
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.archive.guardian_work import begin_work
from desktop.archive.record_tabs import RecordTab
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.labels import label
from desktop.widgets.table import Column, KeysetModel, KeysetTable

CHIPS = {
    CheckOutcome.PASSED: "ok",
    CheckOutcome.FAILED: "red",
    CheckOutcome.BY_HAND: "amber",
    CheckOutcome.NOT_APPLICABLE: "neutral",
}
_RESULTS = {True: (Words("未发现不通过", "None failed"), "ok"), False: (Words("有不通过项", "Failed"), "red")}


def _occasion(row: CheckRun) -> Words:
    return OCCASIONS[row.occasion]


def _result(row: CheckRun) -> tuple[Words, str]:
    return _RESULTS[row.ok]


def _quality(row: CheckRow) -> Words:
    return row.item.quality.words


def _item(row: CheckRow) -> Words:
    return row.item.words


def _outcome(row: CheckRow) -> tuple[Words, str]:
    return row.outcome.words, CHIPS[row.outcome]


def _evidence(row: CheckRow) -> Words:
    """What was seen; of a failed item what to do comes first."""
    if row.outcome is not CheckOutcome.FAILED:
        return row.evidence
    advice = row.item.advice
    return Words(f"{row.evidence.zh}。处置：{advice.zh}", f"{row.evidence.en}. What to do: {advice.en}")


RUN_COLUMNS = (
    Column("at", Words("时间", "Time"), 124, "instant", ink="second"),
    Column("occasion", Words("时机", "Occasion"), 72, value=_occasion),
    Column("ok", Words("结果", "Result"), 100, "chip", value=_result),
)
ITEM_COLUMNS = (
    Column("quality", Words("性质", "Quality"), 92, value=_quality, ink="second"),
    Column("item", Words("检测项", "Item"), 210, value=_item),
    Column("outcome", Words("结果", "Result"), 108, "chip", value=_outcome),
    Column("evidence", Words("依据与处置", "Evidence, what to do"), 0, value=_evidence),
)


def failed_first(rows: tuple[CheckRow, ...]) -> list[CheckRow]:
    """What failed stands first, then what a person must look at; each in the order of the standard."""
    order = {CheckOutcome.FAILED: 0, CheckOutcome.BY_HAND: 1}
    return sorted(rows, key=lambda row: order.get(row.outcome, 2))


class ChecksTab(RecordTab):
    """Runs at the left, items at the right, the whole evidence of the item with the cursor below."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(app, tasks, parent)
        self._record: DossierRecord | None = None
        self.runs = KeysetTable(KeysetModel(RUN_COLUMNS, tasks, _run_id, self))
        self.items = KeysetTable(KeysetModel(ITEM_COLUMNS, tasks, _code, self), row_height=30)
        self.check_button = KeyButton("", "Ctrl+Return", PRIMARY)
        self._whole = label("", "table", wrap=True)
        self._build()
        self.runs.row_selected.connect(self._selected)
        self.items.row_selected.connect(self._item_selected)
        self.check_button.clicked.connect(self.check)
        self.retranslate()

    def name(self) -> str:
        return self.tr("Checks")

    def show_record(self, record: DossierRecord) -> None:
        self._record = record
        self.runs.model.show(partial(self._fetch, record))

    def take_focus(self) -> None:
        self.runs.view.setFocus()

    def retranslate(self) -> None:
        self.check_button.setText(self.tr("Check now"))
        self.runs.view.setAccessibleName(self.tr("Runs of the four checks"))
        self.items.view.setAccessibleName(self.tr("Items of the run"))
        self.runs.say_empty(self.tr("Never checked"), self.tr("Ctrl+Enter checks this record now."))
        self.items.say_empty(self.tr("No run chosen"))

    @Slot()
    def check(self) -> None:
        """The four checks of this record, now."""
        if self._record is None or not self.check_button.isEnabled():
            return
        self.check_button.setEnabled(False)
        self.told.emit(self.tr("Checking the record…"), "")
        record = self._record.row.id
        begin_work(
            self.app, self.tasks, _check, self.app, record, done=self._checked, failed=self._not_checked
        )

    def _fetch(self, record: DossierRecord, after: Any) -> list[CheckRun]:
        return [] if after is not None else self.app.checks.runs(record.row.id)

    def _checked(self, run: CheckRun) -> None:
        self.check_button.setEnabled(True)
        tone = "ok" if run.ok else "red"
        self.told.emit(i18n.in_language(_RESULTS[run.ok][0]), tone)
        self.runs.model.restart()

    def _not_checked(self, error: EvenhandError) -> None:
        self.check_button.setEnabled(True)
        self.told.emit(i18n.in_language(error.words), "red")

    @Slot(object)
    def _selected(self, run: CheckRun | None) -> None:
        self.items.model.show(partial(_items, run))

    @Slot(object)
    def _item_selected(self, row: CheckRow | None) -> None:
        self._whole.setText("" if row is None else i18n.in_language(_evidence(row)))

    def _build(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.scaled(8))
        left.addWidget(self.runs, 1)
        left.addWidget(self.check_button)
        held = QWidget()
        held.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        held.setFixedWidth(theme.scaled(340))
        right = QVBoxLayout()
        right.setSpacing(theme.scaled(8))
        right.addWidget(self.items, 1)
        self._whole.setMinimumHeight(theme.scaled(44))
        right.addWidget(self._whole)
        row = QHBoxLayout(self)
        row.setContentsMargins(*(theme.scaled(12),) * 4)
        row.setSpacing(theme.scaled(12))
        row.addWidget(held)
        row.addLayout(right, 1)


def _check(app: App, dossier_id: Any, *, progress: Any) -> CheckRun:
    """In the lane for long work."""
    return app.archive_desk.check_record(dossier_id, progress)


def _items(run: CheckRun | None, after: Any) -> list[CheckRow]:
    return [] if run is None or after is not None else failed_first(run.rows)


def _run_id(row: CheckRun) -> Any:
    return row.id


def _code(row: CheckRow) -> str:
    return row.code
