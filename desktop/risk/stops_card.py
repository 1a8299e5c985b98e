"""Stops of automated recommendation: why, by which figures, and how two people end one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from core.app import App
from core.identity.rules import Role
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from core.kernel.words import Words
from core.risk.stopping import AskStopEnd, ConfirmStopEnd, StopRow, unheeding_words
from desktop import i18n, theme
from desktop.risk.stop_figures import StopsNow, figures_text, read_stops, stop_rule_text
from desktop.tasks import Tasks
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import Card, PairList, label
from desktop.widgets.chips import Chip
from desktop.widgets.empty_state import EmptyState


class StopsCard(Card):
    """Those in force first; ``changed`` fires after one was asked about or ended, ``notice`` says what was done."""

    changed = Signal()
    notice = Signal(str, str)
    said = Signal()
    """What can be done may be another thing now."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._app, self._tasks = app, tasks
        self._now = StopsNow((), {}, None)
        self.may_write = app.staff.holds(Role.RISK_MANAGER)
        self.chip = Chip("", "neutral")
        self.unheeding = label("", "error", wrap=True)
        self.chosen = QComboBox()
        self.facts = PairList(name_width=72)
        self.remark = QLineEdit()
        self.ask, self.confirm = (KeyButton("", "Ctrl+Return", PRIMARY, bind=False) for _ in range(2))
        self.message = label("", "error", wrap=True)
        self.none = EmptyState("chart")
        self._build()
        self.show_stops(self._now)

    def refresh(self) -> None:
        self._tasks.read(read_stops, self._app, done=self.show_stops)

    def show_stops(self, now: StopsNow) -> None:
        """Show them; the one that was chosen stays chosen."""
        kept = self.current()
        self._now = now
        self.chosen.blockSignals(True)
        self.chosen.clear()
        self.chosen.addItems([self._name(row) for row in now.rows])
        ids = [row.id for row in now.rows]
        if kept is not None and kept.id in ids:
            self.chosen.setCurrentIndex(ids.index(kept.id))
        self.chosen.blockSignals(False)
        self.retranslate()

    def current(self) -> StopRow | None:
        """The stop that is chosen."""
        number = self.chosen.currentIndex()
        return self._now.rows[number] if 0 <= number < len(self._now.rows) else None

    def may_ask(self) -> bool:
        row = self.current()
        return self.may_write and row is not None and row.in_force and row.request_id is None

    def may_confirm(self) -> bool:
        """Another than who asked."""
        row = self.current()
        open_ = self.may_write and row is not None and row.in_force and row.request_id is not None
        return open_ and row is not None and row.asked_by_id != self._app.staff.id

    @Slot()
    def act(self) -> None:
        """Ask that the chosen stop end, or confirm that it does."""
        row = self.current()
        if row is None or not self.ask.isEnabled():
            return
        stopping = self._app.stopping
        if self.may_ask():
            remark = self.remark.text().strip()
            self._send(stopping.ask_end, AskStopEnd(new_id(), row.id, remark), self._asked)
        elif self.may_confirm() and row.request_id is not None:
            self._send(stopping.confirm_end, ConfirmStopEnd(new_id(), row.request_id), self._ended)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.show_stops(self._now)
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Set every text again in the language in force."""
        self.set_title(self.tr("Stop rule for automated recommendation"))
        self.ask.setText(self.tr("Ask that it end"))
        self.confirm.setText(self.tr("Confirm that it ends"))
        self.remark.setPlaceholderText(self.tr("Why may it go on?"))
        self.remark.setAccessibleName(self.tr("Reason"))
        self.chosen.setAccessibleName(self.tr("Stop"))
        self.none.say(self.tr("Judged automatically once post-loan data come in"), stop_rule_text())
        self._say()

    def _build(self) -> None:
        self.add_chip(self.chip)
        self.none.setMinimumHeight(theme.scaled(200))
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        row.addWidget(self.remark, 1)
        row.addWidget(self.ask)
        row.addWidget(self.confirm)
        for part in (self.unheeding, self.none, self.chosen, self.facts, self.message):
            self.add(part)
        self.add(row)
        self.chosen.currentIndexChanged.connect(self._chosen)
        self.ask.clicked.connect(self.act)
        self.confirm.clicked.connect(self.act)
        self.remark.returnPressed.connect(self.act)

    @Slot(int)
    def _chosen(self, _number: int) -> None:
        self.message.setText("")
        self._say()

    def _say(self) -> None:
        row, count = self.current(), sum(one.in_force for one in self._now.rows)
        self.chip.show_chip(self.tr("%n in force", "", count) if count else "", "red")
        version = self._now.unheeding if count else None
        self.unheeding.setText(i18n.in_language(unheeding_words(version)) if version else "")
        self.unheeding.setVisible(version is not None)
        self.none.setVisible(row is None)
        for part in (self.chosen, self.facts):
            part.setVisible(row is not None)
        self.ask.setVisible(self.may_ask())
        self.remark.setVisible(self.may_ask())
        self.confirm.setVisible(self.may_confirm())
        self.message.setVisible(bool(self.message.text()))
        if row is not None:
            self.facts.show_pairs(self._pairs(row))
        self.said.emit()

    def _pairs(self, row: StopRow) -> list[tuple[str, str | QWidget]]:
        why = "\n".join(i18n.in_language(one.words) for one in row.triggers)
        pairs: list[tuple[str, str | QWidget]] = [
            (self.tr("Institution"), i18n.in_language(row.bank)),
            (self.tr("Why"), why),
            (self.tr("Figures"), figures_text(row)),
            (self.tr("Since"), i18n.moment_words(row.at)),
        ]
        if row.request_id is not None:
            pairs.append((self.tr("Asks"), f"{row.asked_by}: {row.remark}"))
        if row.ended_at is not None:
            pairs.append((self.tr("Ended"), f"{i18n.moment_words(row.ended_at)} · {row.ended_by}"))
        elif row.request_id is not None and not self.may_confirm():
            pairs.append((self.tr("Waits"), self.tr("Another risk manager has to confirm it.")))
        return pairs

    def _name(self, row: StopRow) -> str:
        product = i18n.in_language(self._now.products.get(row.product, Words(row.product, row.product)))
        state = self.tr("stopped") if row.in_force else self.tr("ended")
        return f"{product} · {row.period} · {state}"

    def _send(
        self, act: Callable[[Any], Any], command: AskStopEnd | ConfirmStopEnd, done: Callable[[Any], None]
    ) -> None:
        self.ask.setEnabled(False)
        self.confirm.setEnabled(False)
        self._tasks.write(act, command, done=done, failed=self._refused)

    def _asked(self, _request_id: UUID) -> None:
        self.remark.clear()
        self._done(self.tr("Asked; another risk manager has to confirm it."))

    def _ended(self, _nothing: None) -> None:
        self._done(self.tr("Automated recommendation goes on."))

    def _done(self, sentence: str) -> None:
        self._open_again("")
        self.notice.emit(sentence, "ok")
        self.refresh()
        self.changed.emit()

    def _refused(self, error: EvenhandError) -> None:
        self._open_again(i18n.in_language(error.words))

    def _open_again(self, sentence: str) -> None:
        self.ask.setEnabled(True)
        self.confirm.setEnabled(True)
        self.message.setText(sentence)
        self._say()
