"""The right column of the intake page: everything about the row with the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.intake.queries import PackageRow, QuarantineRow
from core.kernel.words import Words
from desktop import i18n, theme
from desktop.intake.lists import OUTCOMES, size_text
from desktop.intake.reasons import ReasonCard
from desktop.intake.taking_in import ACCEPTED, FAILED, KNOWN, WAITING, TakenIn
from desktop.shell.page import Retranslated
from desktop.widgets.buttons import KeyButton
from desktop.widgets.cards import Card, PairList, ScrollColumn, label
from desktop.widgets.chips import Chip
from desktop.widgets.empty_state import EmptyState

Row = TakenIn | PackageRow | QuarantineRow


class IntakeDetail(Retranslated):
    """What became of one package and why; for a quarantined one the acts on it."""

    save_wanted = Signal()
    list_wanted = Signal()
    case_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: Row | None = None
        self.empty = EmptyState("information")
        self.column = ScrollColumn()
        self.head = Card()
        self._chip = Chip()
        self._pairs = PairList(name_width=72)
        self._plain = label("", "table", wrap=True)
        self.head.add_chip(self._chip)
        self.head.add(self._plain)
        self.head.add(self._pairs)
        self.column.add(self.head)
        self._reasons: list[QWidget] = []
        self.save = KeyButton("", "Ctrl+S")
        self.list = KeyButton("", "Ctrl+E")
        self.open_case = KeyButton("", "Return", bind=False)
        self._build()
        for keys, pages in (("Alt+PgDown", 1), ("Alt+PgUp", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.read_on, pages))
        self.save.clicked.connect(self.save_wanted)
        self.list.clicked.connect(self.list_wanted)
        self.open_case.clicked.connect(self.case_wanted)
        self.retranslate()

    @Slot(object)
    def show_row(self, row: Row | None) -> None:
        """Show ``row``, or that nothing is chosen."""
        self._row = row
        self._stack.setCurrentIndex(1 if row is not None else 0)
        self.save.setVisible(isinstance(row, QuarantineRow))
        self.open_case.setVisible(getattr(row, "case_id", None) is not None)
        if isinstance(row, TakenIn):
            self._show_taken(row)
        elif isinstance(row, PackageRow):
            self._show_package(row)
        elif isinstance(row, QuarantineRow):
            self._show_held(row)

    def show_held_count(self, count: int) -> None:
        """The list for the branches is there as soon as there is something to list."""
        self.list.setEnabled(count > 0)

    def read_on(self, pages: int) -> None:
        """Move the cards by so many pages, for who reads without a mouse."""
        bar = self.column.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def reasons(self) -> tuple[str, ...]:
        """Every reason as it is read out, code included."""
        return tuple(card.accessibleName() for card in self._reasons)

    def sentence(self) -> str:
        return self._plain.text()

    def retranslate(self) -> None:
        self.save.setText(self.tr("Save the package as it came"))
        self.list.setText(self.tr("Export the list for the branches"))
        self.open_case.setText(self.tr("Open the case"))
        self.empty.say(
            self.tr("Nothing chosen"), self.tr("Choose a line to read what became of the package.")
        )
        self.show_row(self._row)

    def _build(self) -> None:
        frame = QFrame()
        frame.setProperty("role", "column-right")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.column)
        acts = QFrame()
        acts.setProperty("role", "bottom")
        column = QVBoxLayout(acts)
        column.setContentsMargins(*(theme.scaled(12),) * 4)
        column.setSpacing(theme.scaled(8))
        for button in (self.open_case, self.save, self.list):
            column.addWidget(button)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._stack, 1)
        inside.addWidget(acts)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(frame)

    def _show_taken(self, row: TakenIn) -> None:
        words, kind = OUTCOMES[row.outcome]
        self._show_head(row.case_number or row.file_name, i18n.in_language(words), kind, self._told(row))
        self._pairs.show_pairs([(self.tr("File"), row.file_name)] if row.case_number else [])
        self._show_reasons(row.reasons, row.codes)

    def _told(self, row: TakenIn) -> str:
        if row.outcome == ACCEPTED:
            return self.tr("Received as case {number}. Screening and the draw follow by themselves.").format(
                number=row.case_number
            )
        if row.outcome == WAITING:
            return self.tr("Handed in. The guardian reads it next; its answer appears here by itself.")
        if row.outcome == FAILED:
            return self.tr("The file was not taken in. Nothing was changed.")
        if row.outcome != KNOWN:
            return self.tr("Not accepted. It is kept in quarantine; the branch has to do the following.")
        if row.case_number:
            return self.tr("This package was already received as {number}. Nothing was changed.").format(
                number=row.case_number
            )
        return self.tr("This package is in quarantine already. The branch still has to do the following.")

    def _show_package(self, row: PackageRow) -> None:
        count = len(row.notes)
        chip = self.tr("Notes: {count}").format(count=count) if count else self.tr("No notes")
        told = self.tr("Notes travel with the case for the reviewer to weigh.") if count else ""
        self._show_head(row.case_number, chip, "amber" if count else "ok", told)
        self._pairs.show_pairs(
            [
                (self.tr("Applicant"), row.applicant_name),
                (self.tr("Round"), str(row.round)),
                (self.tr("Tablet"), row.tablet),
                (self.tr("Received"), i18n.moment_words(row.at, seconds=True)),
                ("SHA-256", _fingerprint(row.sha256)),
            ]
        )
        self._show_reasons(row.notes, ())

    def _show_held(self, row: QuarantineRow) -> None:
        chip = self.tr("Faults: {count}").format(count=len(row.faults))
        told = self.tr("Not accepted. It is kept in quarantine; the branch has to do the following.")
        self._show_head(row.file_name, chip, "amber", told)
        bank = i18n.in_language(row.institution) if row.institution else self.tr("Not known")
        self._pairs.show_pairs(
            [
                (self.tr("Institution"), bank),
                (self.tr("Arrived"), i18n.moment_words(row.at, seconds=True)),
                (self.tr("Size"), size_text(row.bytes)),
                ("SHA-256", _fingerprint(row.sha256)),
            ]
        )
        self._show_reasons(row.faults, row.codes)

    def _show_head(self, title: str, chip: str, kind: str, told: str) -> None:
        self.head.set_title(_breakable(title))
        self._chip.show_chip(chip, kind)
        self._plain.setText(told)
        self._plain.setVisible(bool(told))

    def _show_reasons(self, reasons: Sequence[Words], codes: Sequence[str]) -> None:
        for card in self._reasons:
            card.hide()
            self.column.column.removeWidget(card)
            card.deleteLater()
        padded = (*codes, *("",) * (len(reasons) - len(codes)))
        self._reasons = [ReasonCard(words, code) for words, code in zip(reasons, padded, strict=True)]
        for card in self._reasons:
            self.column.add(card)


def _fingerprint(digest: str) -> QWidget:
    shown = label(f"{digest[:16]}…{digest[-8:]}", "table-second")
    shown.setToolTip(digest)
    shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return shown


def _breakable(name: str) -> str:
    """A long file name may not push the column wider: what matters stands at both its ends."""
    return name if len(name) <= 26 else f"{name[:13]}…{name[-12:]}"
