"""Beside the tables: whether they hold together, what differs from the rule set in force, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QSizePolicy, QVBoxLayout, QWidget

from core.kernel.words import Words
from core.risk.queries import RuleSetRow
from core.risk.rule_edit import ADDED, CHANGED, FILE_WORDS, HEAD_WORDS, REMOVED, Fault, RowDifference
from core.risk.rule_tables import HEAD_FILE
from desktop import i18n, theme
from desktop.casework import case_text
from desktop.shell.page import Retranslated
from desktop.widgets.buttons import KeyButton
from desktop.widgets.cards import Card, PairList, ScrollColumn, label
from desktop.widgets.chips import Chip

_MOST = 300
_KINDS = {
    ADDED: Words("新增", "added"),
    CHANGED: Words("改动", "changed"),
    REMOVED: Words("删除", "removed"),
}
_SIGNS = {ADDED: "+", CHANGED: "≠", REMOVED: "−"}


class RuleSetSide(Retranslated):
    """``wanted`` carries (file, line, column) of what was chosen in here."""

    wanted = Signal(str, object, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fault: Fault | None = None
        self._checked = False
        self._differences: Sequence[RowDifference] = ()
        self._against = ""
        self._row: RuleSetRow | None = None
        self.column = ScrollColumn(margin=0)
        self.check_card, self.check_chip = Card(), Chip("", "ok", mark=True)
        self.fault_text = label("", "error", wrap=True)
        self.go = KeyButton("", "F8")
        self.difference_card, self.difference_chip = Card(), Chip("", "neutral")
        self.differences = QListWidget()
        self.facts_card, self.facts = Card(), PairList(name_width=76)
        self._build()
        self.retranslate()

    def show_fault(self, fault: Fault | None, *, checked: bool = True) -> None:
        """The first fault, or that there is none; ``checked`` is False while the check still runs."""
        self.fault, self._checked = fault, checked
        self._say_fault()

    def show_differences(self, differences: Sequence[RowDifference], against: str) -> None:
        """``against``: the version compared with; none in force or nothing to compare: empty."""
        self._differences, self._against = differences, against
        self._say_differences()

    def show_facts(self, row: RuleSetRow | None) -> None:
        """Maker, checker and hash of what is on record; None for a draft that is still being edited."""
        self._row = row
        self._say_facts()

    def retranslate(self) -> None:
        self.check_card.set_title(self.tr("Check"))
        self.facts_card.set_title(self.tr("On record"))
        self.differences.setAccessibleName(self.tr("Differences from the rule set in force"))
        self.go.setText(self.tr("Go to the row"))
        self._say_fault()
        self._say_differences()
        self._say_facts()

    def _build(self) -> None:
        self.check_card.add_chip(self.check_chip)
        self.check_card.add(self.fault_text)
        self.go.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.check_card.add(self.go)
        self.difference_card.add_chip(self.difference_chip)
        self.difference_card.add(self.differences, 1)
        self.differences.setProperty("role", "plain")
        self.differences.setWordWrap(True)
        self.differences.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.differences.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.differences.setMinimumHeight(theme.scaled(120))
        self.difference_card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.facts_card.add(self.facts)
        self.column.add(self.check_card)
        self.column.add(self.difference_card, 1)
        self.column.add(self.facts_card)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.column)
        self.go.clicked.connect(self._to_fault)
        self.differences.itemActivated.connect(self._to_difference)

    def _say_fault(self) -> None:
        if not self._checked:
            self.check_chip.show_chip(self.tr("Checking…"), "neutral")
        elif self.fault is None:
            self.check_chip.show_chip(self.tr("Complete, no gaps"), "ok")
        else:
            self.check_chip.show_chip(self.tr("Not usable yet"), "red")
        self.fault_text.setText("" if self.fault is None else i18n.in_language(self.fault.words))
        self.fault_text.setVisible(self.fault is not None)
        self.go.setVisible(self.fault is not None and self.fault.row is not None)

    def _say_differences(self) -> None:
        count = len(self._differences)
        self.difference_card.setVisible(bool(self._against))
        self.difference_card.set_title(self.tr("Other than {version}").format(version=self._against))
        self.difference_chip.show_chip(
            self.tr("%n row(s)", "", count) if count else self.tr("Nothing"), "amber" if count else "neutral"
        )
        self.differences.clear()
        for one in self._differences[:_MOST]:
            self.differences.addItem(_line(one))
        self.differences.setVisible(bool(count))

    def _say_facts(self) -> None:
        self.facts_card.setVisible(self._row is not None)
        if self._row is None:
            return
        row = self._row
        shipped = self.tr("Came with the program")
        checked = row.checker_name or (shipped if row.shipped else self.tr("Nobody yet"))
        self.facts.show_pairs(
            [
                (self.tr("Maker"), case_text.person(row.maker_name)),
                (self.tr("Handed in"), i18n.moment_words(row.drafted_at)),
                (self.tr("Checker"), checked),
                (self.tr("Checked"), i18n.moment_words(row.checked_at) if row.checked_at else "—"),
                (self.tr("From"), i18n.day_words(row.starts)),
                (self.tr("Until"), i18n.day_words(row.ends - 1) if row.ends else self.tr("until replaced")),
                (self.tr("Hash"), " ".join(row.content_hash[at : at + 16] for at in range(0, 64, 16))),
            ]
        )

    @Slot()
    def _to_fault(self) -> None:
        if self.fault is not None:
            self.wanted.emit(self.fault.file, self.fault.row, "")

    @Slot(QListWidgetItem)
    def _to_difference(self, item: QListWidgetItem) -> None:
        one = self._differences[self.differences.row(item)]
        column = one.columns[0] if one.kind == CHANGED and one.columns else ""
        self.wanted.emit(one.file, one.line, column)


def _line(one: RowDifference) -> str:
    """``≠ 硬拒绝 4 · threshold: 20 → 15``."""
    file = i18n.in_language(FILE_WORDS[one.file])
    head = f"{_SIGNS[one.kind]} {file} {one.line} · "
    if one.before is None or one.after is None:
        cells = one.after or one.before or ()
        return f"{head}{i18n.in_language(_KINDS[one.kind])}: {', '.join(cell for cell in cells[:4] if cell)}"
    moved = [(was, now) for was, now in zip(one.before, one.after, strict=False) if was != now]
    names = one.columns
    if one.file == HEAD_FILE and one.after[0] in HEAD_WORDS:
        names = (i18n.in_language(HEAD_WORDS[one.after[0]]),)
    parts = [f"{name}: {was or '∅'} → {now or '∅'}" for name, (was, now) in zip(names, moved, strict=False)]
    return head + "; ".join(parts)
