"""Drafting a retention policy: lines, the day, and what is wrong or changes, said as one types."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QDate, QSize, Slot
from PySide6.QtWidgets import QDateEdit, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.archive.retention import (
    CountedFrom,
    Drafting,
    PolicyChange,
    PolicyFault,
    PolicyLine,
    policy_changes,
    policy_faults,
)
from core.products.rules import Catalogue
from desktop import i18n, theme
from desktop.archive.policy_row import WIDTHS, PolicyRow
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import ScrollColumn
from desktop.widgets.labels import label

_MOST_SAID = 4


class PolicyEditor(QDialog):
    """Ctrl+Enter hands it in, Ctrl+N adds a line, Alt+↑ and Alt+↓ move one, Esc gives up."""

    def __init__(
        self,
        basis: Drafting,
        catalogue: Catalogue,
        lines: Sequence[PolicyLine],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._basis, self._catalogue = basis, catalogue
        self.rows: list[PolicyRow] = []
        today = QDate(basis.today.year, basis.today.month, basis.today.day)
        self.since = QDateEdit(today)
        self.since.setDisplayFormat("yyyy-MM-dd")
        self.since.setCalendarPopup(True)
        self.remark = QLineEdit()
        self.remark.setMaxLength(500)
        self.faults, self.changes = label("", "error", wrap=True), label("", "second", wrap=True)
        self.add = KeyButton(self.tr("Add a line"), "Ctrl+N")
        self.hand_in = KeyButton(self.tr("Hand it in"), "Ctrl+Return", PRIMARY)
        self.cancel = KeyButton(self.tr("Cancel"), "Escape", bind=False)
        self.setWindowTitle(self.tr("New retention policy"))
        self._build()
        self._show_lines(lines)
        self.since.dateChanged.connect(self._look)
        self.add.clicked.connect(self._add)
        self.hand_in.clicked.connect(self._done)
        self.cancel.clicked.connect(self.reject)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(1040), theme.scaled(600))

    def lines(self) -> tuple[PolicyLine, ...]:
        """As they stand."""
        return tuple(row.line() for row in self.rows)

    def day(self) -> str:
        return str(self.since.date().toString("yyyy-MM-dd"))

    def found(self) -> list[PolicyFault]:
        """What keeps it from being handed in."""
        return policy_faults(self.lines(), self.day(), self._basis.today, self._basis.known)

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(*(theme.scaled(20),) * 4)
        box.setSpacing(theme.scaled(10))
        box.addWidget(label(self.tr("New retention policy"), "title"))
        note = self.tr(
            "Lines are read from the top; the first that fits a record gives its period, and what none fits is kept "
            "for ever. Another person confirms the policy. Records sealed already keep their periods."
        )
        box.addWidget(label(note, "second", wrap=True))
        head = QHBoxLayout()
        head.setSpacing(theme.scaled(8))
        for name, field in ((self.tr("In force from"), self.since), (self.tr("Remark"), self.remark)):
            field.setAccessibleName(name)
            head.addWidget(label(name, "second"))
            head.addWidget(field, 1 if field is self.remark else 0)
        box.addLayout(head)
        box.addWidget(self._names())
        self._column = ScrollColumn(margin=0, spacing=6)
        box.addWidget(self._column, 1)
        box.addWidget(self.faults)
        box.addWidget(self.changes)
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(8))
        for button in (self.hand_in, self.add, self.cancel):
            row.addWidget(button)
        row.addStretch(1)
        box.addLayout(row)

    def _names(self) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(6))
        names = ("", self.tr("Outcome"), self.tr("Loans"), self.tr("Institution"), self.tr("Period"),
                 self.tr("Counted from"))  # fmt: skip
        for name, width in zip(names, WIDTHS, strict=True):
            shown = label(name, "small")
            shown.setFixedWidth(theme.scaled(width))
            row.addWidget(shown)
        row.addWidget(label(self.tr("Remark"), "small"), 1)
        return made

    def _show_lines(self, lines: Sequence[PolicyLine], at: int = 0) -> None:
        """All lines anew; the keyboard goes to line ``at``."""
        for row in self.rows:
            row.hide()
            row.deleteLater()
        self.rows = []
        for number, line in enumerate(lines):
            row = PolicyRow(self._catalogue, self._basis.known, line)
            row.changed.connect(self._look)
            row.moved.connect(partial(self._move, number))
            row.dropped.connect(partial(self._drop, number))
            self._column.add(row)
            self.rows.append(row)
        if self.rows:
            self.rows[min(at, len(self.rows) - 1)].take_focus()
        self._look()

    @Slot()
    def _add(self) -> None:
        fresh = PolicyLine("approve", "", CountedFrom.SETTLEMENT)
        self._show_lines([fresh, *self.lines()])

    def _move(self, number: int, step: int) -> None:
        lines = list(self.lines())
        to = number + step
        if 0 <= to < len(lines):
            lines[number], lines[to] = lines[to], lines[number]
            self._show_lines(lines, to)

    def _drop(self, number: int) -> None:
        lines = list(self.lines())
        del lines[number]
        self._show_lines(lines, number)

    @Slot()
    def _look(self) -> None:
        """Say what is wrong, line by line, and what would change."""
        found = self.found()
        for place, row in enumerate(self.rows, start=1):
            row.show_place(place, [i18n.in_language(one.words) for one in found if one.place == place])
        said = [self._fault(one) for one in found[:_MOST_SAID]]
        if len(found) > _MOST_SAID:
            said.append(self.tr("and {count} more").format(count=i18n.number_text(len(found) - _MOST_SAID)))
        self.faults.setText("\n".join(said))
        self.faults.setVisible(bool(found))
        self.hand_in.setEnabled(not found)
        changes = [] if found else policy_changes(self._basis.in_force, self.lines(), self._basis.known)
        self._tell(changes, bool(found))

    def _fault(self, fault: PolicyFault) -> str:
        words = i18n.in_language(fault.words)
        if not fault.place:
            return words
        return self.tr("Line {place}: {what}").format(place=fault.place, what=words)

    def _tell(self, changes: Sequence[PolicyChange], faulty: bool) -> None:
        shorter = [one for one in changes if one.shortens]
        lines = [
            (self.tr("Shorter: {what}") if one.shortens else self.tr("Longer: {what}")).format(
                what=i18n.in_language(one.words)
            )
            for one in sorted(changes, key=lambda one: not one.shortens)[:_MOST_SAID]
        ]
        if not changes and not faulty:
            lines = [self.tr("No period changes against the policy in force.")]
        elif shorter:
            lines.append(
                self.tr("That holds for records sealed from then on; those sealed already keep theirs.")
            )
        self.changes.setText("\n".join(lines))
        theme.set_role(self.changes, "amber" if shorter else "second")
        self.changes.setVisible(bool(lines))

    @Slot()
    def _done(self) -> None:
        if not self.found():
            self.accept()
