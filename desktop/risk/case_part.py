"""One case: find its screening, see it as a picture, suppose other inputs, replay it to the byte."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from core.kernel.errors import EvenhandError, Unavailable
from core.kernel.ids import new_id
from core.risk.queries import Replay
from core.risk.screening_list import ScreeningLine
from core.risk.what_if import AskWhatIf, WhatIf
from desktop import i18n, theme
from desktop.risk.case_finder import CaseFinder
from desktop.risk.case_reading import CaseOfRisk, read_case_of_risk
from desktop.risk.risk_text import short_hash
from desktop.risk.screening_picture import ScreeningPicture
from desktop.risk.what_if_drafts import WhatIfDraft, WhatIfDrafts
from desktop.risk.what_if_panel import WhatIfPanel
from desktop.shell.page import PageCommand, Retranslated
from desktop.tasks import Tasks
from desktop.widgets.buttons import OUTLINED, KeyButton
from desktop.widgets.chips import Chip
from desktop.widgets.empty_state import EmptyState, FailedState
from desktop.widgets.labels import GivingLabel

NOTHING, FAILED, PICTURE, WHAT_IF = range(4)
QUIET_MILLISECONDS = 1000


class CasePart(Retranslated):
    """The finder at the left, the picture of one screening at the right."""

    notice = Signal(str, str)
    commands_changed = Signal()

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._case: CaseOfRisk | None = None
        self._replay: Replay | None = None
        self._asked: UUID | str | None = None
        self._cursor: UUID | None = None
        self._generation = 0
        self.finder = CaseFinder(app, tasks)
        self.number = GivingLabel("title")
        self.name = GivingLabel("second")
        self.replay_chip = Chip("", "neutral", mark=True)
        self.replay_act = KeyButton("", "Ctrl+R", OUTLINED)
        self.what_if_act = KeyButton("", "Ctrl+I", OUTLINED)
        self.picture, self.what_if = ScreeningPicture(), WhatIfPanel()
        self._drafts = WhatIfDrafts(app.settings.drafts, app.staff.id)
        self._unkept = False
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MILLISECONDS)
        self.nothing, self.failed = EmptyState("chart"), FailedState()
        self.stack = QStackedWidget()
        self._build()
        self._connect()
        self.retranslate()

    def commands(self) -> Sequence[PageCommand]:
        here = self._case is not None
        asking = self.stack.currentIndex() == WHAT_IF
        return (
            PageCommand(self.tr("Find a case"), "/", self._to_search),
            PageCommand(self.tr("Replay"), "Ctrl+R", self.replay, here),
            PageCommand(self.tr("What if"), "Ctrl+I", self.suppose, here and not asking),
            PageCommand(self.tr("Ask, on record"), "Ctrl+Return", self.ask, asking),
        )

    def refresh(self) -> None:
        self.finder.refresh()

    def take_focus(self) -> None:
        (self.what_if.inputs if self.stack.currentIndex() == WHAT_IF else self.finder.table.view).setFocus()

    def show_wanted(self, wanted: UUID | str) -> None:
        """A screening by its id, or the newest of a case by its number."""
        self._asked = wanted
        self._cursor = None
        self._load(wanted)

    def retranslate(self) -> None:
        self.replay_act.setText(self.tr("Replay"))
        self.what_if_act.setText(self.tr("What if"))
        self.nothing.say(
            self.tr("Choose a case"),
            self.tr("Its causes, points, limit and price stand here as a picture."),
        )
        self._say_head()

    @Slot()
    def replay(self) -> None:
        """Screen again from what is stored, and compare every byte."""
        if self._case is not None:
            line = self._case.view.line
            self._tasks.read(self._app.risk.replay, line.id, done=self._replayed, failed=self._refused)

    @Slot()
    def suppose(self) -> None:
        """Open the table of inputs."""
        if self._case is not None:
            self.what_if.show_case(self._case, self._drafts.read(self._case.view.line.id))
            self._show(WHAT_IF)
            self.what_if.inputs.setFocus()

    @Slot()
    def ask(self) -> None:
        """Ask what the rules would say; it goes on record with the remark."""
        if self._case is None:
            return
        line = self._case.view.line
        self.what_if.inputs.setFocus()  # a cell that is still open is closed, and its text counts
        try:
            changes = self.what_if.values.changes()
        except EvenhandError as error:
            self._not_asked(error)
            return
        remark = self.what_if.remark.text().strip()
        command = AskWhatIf(new_id(), line.case_id, line.id, changes, remark)
        self.what_if.ask.setEnabled(False)
        self._tasks.write(
            self._app.what_if.ask, command, done=partial(self._answered, line.id), failed=self._not_asked
        )

    @Slot()
    def keep_draft(self) -> None:
        """Keep what is supposed and not asked yet, now; it is small."""
        self._quiet.stop()
        if not self._unkept or self._case is None:
            return
        self._keep(self._case.view.line.id, self.what_if.draft())

    def _keep(self, screening_id: UUID, draft: WhatIfDraft) -> None:
        self._unkept = False
        try:
            self._drafts.keep(screening_id, draft)
        except Unavailable as error:
            self._not_asked(error)

    def hideEvent(self, event: QHideEvent) -> None:
        self.keep_draft()
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.scaled(1500)
        self.finder.setFixedWidth(theme.scaled(560 if wide else 356))

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.scaled(8))
        for widget in (self.number, self.name, self.replay_chip):
            head.addWidget(widget)
        head.addStretch(1)
        for button in (self.replay_act, self.what_if_act):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            head.addWidget(button)
        for one in (self.nothing, self.failed, self.picture, self.what_if):
            self.stack.addWidget(one)
        right = QVBoxLayout()
        right.setSpacing(theme.scaled(10))
        right.addLayout(head)
        right.addWidget(self.stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(12))
        row.addWidget(self.finder)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        self.finder.table.row_selected.connect(self._selected)
        self.finder.table.row_opened.connect(self._opened)
        self.replay_act.clicked.connect(self.replay)
        self.what_if_act.clicked.connect(self.suppose)
        self.what_if.asked.connect(self.ask)
        self.what_if.closed.connect(self._to_picture)
        self.what_if.edited.connect(self._edited)
        self._quiet.timeout.connect(self.keep_draft)
        self.failed.retried.connect(self._again)

    @Slot(object)
    def _selected(self, row: ScreeningLine | None) -> None:
        """The cursor moved. What was asked for from another place stays when the list only reads itself anew."""
        if row is None or row.id == self._cursor:
            return
        self._cursor = row.id
        wanted, self._asked = self._asked, None
        if wanted is None:
            self._load(row.id)

    @Slot(object)
    def _opened(self, row: ScreeningLine) -> None:
        if self._case is not None and self._case.view.line.id == row.id:
            self.suppose()
        else:
            self._load(row.id)

    @Slot()
    def _edited(self) -> None:
        self._unkept = True
        self._quiet.start()

    def _load(self, wanted: UUID | str) -> None:
        self.keep_draft()
        self._generation += 1
        self._tasks.read(
            read_case_of_risk,
            self._app,
            wanted,
            done=partial(self._came, self._generation),
            failed=partial(self._failed, self._generation),
        )

    def _came(self, generation: int, case: CaseOfRisk) -> None:
        if generation != self._generation:
            return
        self._case, self._replay = case, None
        self.picture.show_screening(case.view.screening, case.plan)
        self._say_head()
        self._show(PICTURE)

    def _failed(self, generation: int, error: EvenhandError) -> None:
        if generation == self._generation:
            self._case, self._replay = None, None
            self.failed.show_error(error)
            self._say_head()
            self._show(FAILED)

    @Slot()
    def _again(self) -> None:
        row = self.finder.table.current_row()
        if row is not None:
            self._load(row.id)

    def _show(self, which: int) -> None:
        self.stack.setCurrentIndex(which)
        self.what_if_act.setVisible(which != WHAT_IF and self._case is not None)
        self.commands_changed.emit()

    @Slot()
    def _to_picture(self) -> None:
        self.keep_draft()
        self._show(PICTURE)
        self.finder.table.setFocus()

    def _say_head(self) -> None:
        case, again = self._case, self._replay
        self.replay_act.setVisible(case is not None)
        self.what_if_act.setVisible(case is not None and self.stack.currentIndex() != WHAT_IF)
        self.number.setText(case.view.line.number if case is not None else "")
        self.name.setText(
            f"{case.view.line.applicant_name} · {i18n.moment_words(case.view.line.at)}" if case else ""
        )
        if again is None:
            self.replay_chip.show_chip("")
        elif again.same:
            text = self.tr("Replayed: the same, byte for byte · {hash}")
            self.replay_chip.show_chip(text.format(hash=short_hash(again.replayed_hash)), "ok")
        else:
            self.replay_chip.show_chip(self.tr("Replayed: NOT the same. Tell audit."), "red")

    def _replayed(self, again: Replay) -> None:
        if self._case is not None and self._case.view.line.id == again.screening_id:
            self._replay = again
            self._say_head()

    def _answered(self, screening_id: UUID, found: WhatIf) -> None:
        self.what_if.ask.setEnabled(True)
        if self._case is not None and self._case.view.line.id == screening_id:
            self._quiet.stop()
            self._keep(screening_id, WhatIfDraft({}, ""))
            self.what_if.show_answer(found)
            case_id = self._case.view.line.case_id
            self._tasks.read(self._app.what_if.asked, case_id, done=self.what_if.show_asked)

    def _not_asked(self, error: EvenhandError) -> None:
        self.what_if.ask.setEnabled(True)
        self.what_if.say(i18n.in_language(error.words))

    def _refused(self, error: EvenhandError) -> None:
        self.notice.emit(i18n.in_language(error.words), "red")

    @Slot()
    def _to_search(self) -> None:
        self.finder.search.setFocus()
        self.finder.search.selectAll()
