"""All draws, the newest first; below, the check of all of them."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from core.app import App
from core.draw.queries import DrawSummary
from core.draw.rules import REASONS
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.draw.checking import AllChecked
from desktop.draw.picture import STAGE_WORDS
from desktop.shell.page import Retranslated
from desktop.tasks import Tasks
from desktop.widgets.buttons import KeyButton
from desktop.widgets.cards import label
from desktop.widgets.table import PAGE_SIZE, Column, KeysetModel, KeysetTable

_NOBODY = Words("△ 无人", "△ None")


def _result(row: DrawSummary) -> tuple[str | Words, str]:
    return (_NOBODY, "amber") if row.result_name is None else (row.result_name, "neutral")


def _stage(row: DrawSummary) -> Words:
    return STAGE_WORDS.get(row.stage, Words(row.stage, row.stage))


def _reason(row: DrawSummary) -> Words:
    return REASONS.get(row.reason, Words(row.reason, row.reason))


def _identity(row: DrawSummary) -> DrawSummary:
    return row


COLUMNS = (
    Column("number", Words("号", "No."), 46, "number"),
    Column("at", Words("时间", "Time"), 116, "instant", ink="second"),
    Column("stage", Words("阶段", "Stage"), 70, value=_stage),
    Column("case_number", Words("案件编号", "Case"), 138),
    Column("result", Words("分配给", "Drawn"), 82, "chip", value=_result),
    Column("reason", Words("原因", "Reason"), 0, value=_reason, ink="second", gives_way=True),
)


class DrawList(Retranslated):
    """The table and, in the bar below it, the check of all draws with progress and result."""

    all_wanted = Signal()
    cancel_wanted = Signal()
    broken_wanted = Signal(object)
    """The id of the first draw that is not right."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._result: AllChecked | None = None
        self.table = KeysetTable(KeysetModel(COLUMNS, tasks, _identity, self))
        self.check_all = KeyButton("", "Ctrl+Shift+Return")
        self.cancel = KeyButton("", "Escape")
        self.show_broken = KeyButton("", "Ctrl+B")
        self._told = label("", "table", wrap=True)
        self._told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._build()
        self.check_all.clicked.connect(self.all_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.show_broken.clicked.connect(self._to_broken)
        self.end_running()
        self.retranslate()

    def refresh(self) -> None:
        """Ask again, unless somebody has read far down: they are not thrown back to the top."""
        model = self.table.model
        if not model.rows():
            model.show(self._app.draws.draws)
        elif len(model.rows()) <= PAGE_SIZE:
            model.restart()

    def line_of(self, draw_id: UUID) -> int | None:
        """The line of the draw, if it is among those loaded."""
        return next((number for number, row in enumerate(self.table.model.rows()) if row.id == draw_id), None)

    @Slot(int, int)
    def show_progress(self, done: int, total: int) -> None:
        self.check_all.hide()
        self.show_broken.hide()
        self.cancel.show()
        self._bar.show()
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        theme.set_role(self._told, "table")
        self._told.setText(self.tr("Recomputed {done} of {total}").format(done=done, total=total))

    def end_running(self) -> None:
        self.check_all.show()
        self.cancel.hide()
        self._bar.hide()
        self.show_result(self._result)

    def show_result(self, result: AllChecked | None) -> None:
        """What came of checking all; ``None``: not checked yet."""
        self._result = result
        self.show_broken.setVisible(result is not None and bool(result.broken))
        if result is None:
            theme.set_role(self._told, "table-second")
            self._told.setText(self.tr("Every draw can be recomputed, and each names the one before it."))
        elif result.broken:
            first = result.broken[0]
            theme.set_role(self._told, "error")
            text = self.tr("✗ {count} of {all} do not hold. Draw {number}: not so that “{words}”.")
            self._told.setText(
                text.format(
                    count=len({one.summary.id for one in result.broken}),
                    all=result.count,
                    number=first.summary.number,
                    words=i18n.in_language(first.words),
                )
            )
        else:
            theme.set_role(self._told, "ok")
            self._told.setText(
                self.tr("✓ All {count} draws hold, and the chain is whole.").format(count=result.count)
            )

    def told(self) -> str:
        return self._told.text()

    def retranslate(self) -> None:
        self.table.view.setAccessibleName(self.tr("Draws"))
        self.check_all.setText(self.tr("Verify all"))
        self.cancel.setText(self.tr("Cancel"))
        self.show_broken.setText(self.tr("Show it"))
        self._bar.setAccessibleName(self.tr("Progress of verifying all draws"))
        self.table.say_empty(
            self.tr("No draw has been made yet"),
            self.tr(
                "Each case is dealt by lot to a reviewer and an approver; every draw stands here for good."
            ),
        )
        self.show_result(self._result)

    @Slot()
    def _to_broken(self) -> None:
        if self._result is not None and self._result.broken:
            self.broken_wanted.emit(self._result.broken[0].summary.id)

    def _build(self) -> None:
        frame = QFrame()
        frame.setProperty("role", "card")
        words = QVBoxLayout()
        words.setSpacing(theme.scaled(4))
        words.addWidget(self._told)
        words.addWidget(self._bar)
        row = QHBoxLayout(frame)
        row.setContentsMargins(*(theme.scaled(12),) * 4)
        row.setSpacing(theme.scaled(12))
        row.addLayout(words, 1)
        for button in (self.show_broken, self.cancel, self.check_all):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            row.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(12),) * 4)
        box.setSpacing(theme.scaled(12))
        box.addWidget(self.table, 1)
        box.addWidget(frame)
