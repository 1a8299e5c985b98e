"""The right column of the audit page: the newest checkpoint, and the line with the cursor, whole."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.audit.act_words import act_words
from core.audit.fact_words import fact_words
from core.audit.findings import Finding
from core.audit.queries import CheckpointRow, EntryDetail, WitnessOverview, WitnessRow
from core.cases.custody import CustodyRow
from core.kernel.errors import EvenhandError
from desktop import i18n, theme
from desktop.audit.verifying import KIND_WORDS
from desktop.casework import case_text
from desktop.shell.page import Retranslated
from desktop.widgets.buttons import KeyButton
from desktop.widgets.cards import Card, PairList, ScrollColumn, label
from desktop.widgets.chips import Chip
from desktop.widgets.flow_layout import empty_layout
from desktop.widgets.labels import line

#: What the detail can show of a line.
Line = EntryDetail | Finding | CustodyRow | tuple[WitnessRow, WitnessOverview] | EvenhandError


def mono(text: str) -> QLabel:
    """A hash in lines of 32 digits; it can be selected."""
    lines = "\n".join(text[at : at + 32] for at in range(0, len(text), 32))
    made = label(lines, "table")
    made.setFont(theme.font(theme.TABLE, monospace=True))
    made.setAccessibleName(text)
    made.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    return made


class CheckpointCard(Card):
    """A signed tree head; its note can be copied and published as it stands."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._row: CheckpointRow | None = None
        self._newest = True
        self._pairs = PairList(name_width=64)
        self._none = label("", "table-second", wrap=True)
        self.copy = KeyButton("", "Ctrl+Shift+C")
        self.copy.clicked.connect(self._copy)
        self.add(self._none)
        self.add(self._pairs)
        self.add(self.copy)
        self.retranslate()

    def show_checkpoint(self, row: CheckpointRow | None, *, newest: bool) -> None:
        self._row, self._newest = row, newest
        self.retranslate()

    def retranslate(self) -> None:
        row = self._row
        self.set_title(self.tr("Newest checkpoint") if self._newest else self.tr("Checkpoint"))
        self.copy.setText(self.tr("Copy the signed note"))
        self._none.setText(self.tr("None has been signed yet."))
        self._none.setVisible(row is None)
        self._pairs.setVisible(row is not None)
        self.copy.setEnabled(row is not None)
        if row is not None:
            self._pairs.show_pairs(
                [
                    (self.tr("Size"), i18n.number_text(row.size)),
                    (self.tr("Time"), i18n.moment_words(row.at, seconds=True)),
                    (self.tr("Witnesses"), label(", ".join(row.witnesses) or "—", "table", wrap=True)),
                    (self.tr("Root"), mono(row.root)),
                ]
            )

    @Slot()
    def _copy(self) -> None:
        if self._row is not None:
            QGuiApplication.clipboard().setText(self._row.note)


class LineCard(Card):
    """An entry with its facts, or a finding; or the reason why an entry cannot be shown."""

    case_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._shown: Line | None = None
        self._chip = Chip()
        self._told = label("", "table", wrap=True)
        self._pairs = PairList(name_width=64)
        self._facts = QVBoxLayout()
        self._facts.setSpacing(theme.scaled(6))
        self.add_chip(self._chip)
        self.add(self._told)
        self.add(self._pairs)
        self.add(self._facts)

    def show_line(self, shown: Line | None) -> None:
        """Show another line, ``None`` for none."""
        self._shown = shown
        self._clear_facts()
        self._pairs.show_pairs([])
        self._chip.show_chip("")
        self.setVisible(shown is not None)
        if isinstance(shown, EntryDetail):
            self._show_entry(shown)
        elif isinstance(shown, Finding):
            self._show_finding(shown)
        elif isinstance(shown, CustodyRow):
            self._show_handing(shown)
        elif isinstance(shown, tuple):
            self._show_witness(*shown)
        elif shown is not None:
            self.set_title(self.tr("Entry"))
            self._told.setText(i18n.in_language(shown.words))
            theme.set_role(self._told, "error")
        self._told.setVisible(bool(self._told.text()))

    def retranslate(self) -> None:
        self.show_line(self._shown)

    def read_out(self) -> str:
        """All words on the card, for screen readers and tests."""
        return "\n".join(
            one.accessibleName() or one.text() for one in self.findChildren(QLabel) if one.text()
        )

    def _show_entry(self, entry: EntryDetail) -> None:
        row = entry.row
        self.set_title(i18n.in_language(act_words(row.act)))
        self._chip.show_chip(row.case_number or self.tr("Centre"), "neutral")
        self._told.setText("")
        leaf = self.tr("not numbered yet") if row.leaf is None else i18n.number_text(row.leaf)
        self._pairs.show_pairs(
            [
                (self.tr("Person"), case_text.person(row.staff_name)),
                (self.tr("Time"), i18n.moment_words(row.at, seconds=True)),
                (self.tr("In chain"), i18n.number_text(row.seq)),
                (self.tr("Leaf number"), leaf),
                (self.tr("Hash"), mono(row.hash)),
                (self.tr("Before"), mono(entry.previous)),
            ]
        )
        self._facts.addWidget(line())
        self._facts.addWidget(label(self.tr("Facts: {count}").format(count=len(entry.facts)), "heading"))
        for fact in entry.facts:
            head = QHBoxLayout()
            head.addWidget(label(i18n.in_language(fact_words(fact.table)), "table"))
            head.addStretch(1)
            frame = QWidget()
            column = QVBoxLayout(frame)
            column.setContentsMargins(0, 0, 0, theme.scaled(4))
            column.setSpacing(theme.scaled(2))
            column.addLayout(head)
            identity = label(fact.id, "small")
            identity.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(identity)
            column.addWidget(mono(fact.hash))
            self._facts.addWidget(frame)

    def _show_handing(self, row: CustodyRow) -> None:
        self.set_title(i18n.in_language(row.handing.words))
        pairs: list[tuple[str, str | QWidget]] = [
            (self.tr("Person"), case_text.person(row.person)),
            (self.tr("From"), i18n.moment_words(row.at, seconds=True)),
        ]
        if row.until is not None:
            pairs.append((self.tr("Until"), i18n.moment_words(row.until, seconds=True)))
        for name, words in ((self.tr("What"), row.what), (self.tr("Why"), row.why)):
            if text := i18n.in_language(words):
                pairs.append((name, label(text, "table", wrap=True)))
        self._pairs.show_pairs(pairs)

    def _show_witness(self, row: WitnessRow, overview: WitnessOverview) -> None:
        self.set_title(self.tr("Witness"))
        said = [i18n.in_language(one.words) for one in overview.refusals if one.name == row.name]
        self._told.setText("\n".join(said))
        theme.set_role(self._told, "error" if said else "table")
        needed, size = i18n.number_text(overview.needed), i18n.number_text(overview.size)
        policy = self.tr("{size} entries, by {needed} or more").format(size=size, needed=needed)
        at = "—" if row.at is None else i18n.moment_words(row.at, seconds=True)
        self._pairs.show_pairs(
            [
                (self.tr("Name"), row.name),
                (self.tr("Cosigned"), at),
                (self.tr("Size"), i18n.number_text(row.size)),
                (self.tr("Address"), label(row.address or self.tr("Files are carried"), "table", wrap=True)),
                (self.tr("Key"), mono(row.key.rpartition("+")[2])),
                (self.tr("All in all"), label(policy, "table", wrap=True)),
            ]
        )

    def _show_finding(self, finding: Finding) -> None:
        kind = KIND_WORDS.get(finding.kind)
        self.set_title(i18n.in_language(kind) if kind else finding.kind)
        self._chip.show_chip(self.tr("△ Not as recorded"), "red")
        name = finding.name
        self._told.setText(i18n.in_language(finding.words).removeprefix(name).lstrip("：: "))
        theme.set_role(self._told, "error")
        wrapped = label("\n".join(name.split(" ")), "table")
        wrapped.setAccessibleName(name)
        wrapped.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._pairs.show_pairs([(self.tr("Name"), wrapped)])

    def _clear_facts(self) -> None:
        theme.set_role(self._told, "table")
        self._told.setText("")
        empty_layout(self._facts)


class AuditDetail(Retranslated):
    """The line first, the checkpoint below it; the acts at the foot."""

    case_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line, self.checkpoint = LineCard(), CheckpointCard()
        self.open_case = KeyButton("", "Return", bind=False)
        for keys, pages in (("Alt+PgDown", 1), ("Alt+PgUp", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.read_on, pages))
        self.open_case.clicked.connect(self.case_wanted)
        frame = QFrame()
        frame.setProperty("role", "column-right")
        self.column = ScrollColumn()
        self.column.add(self.checkpoint)
        self.column.add(self.line)
        self._acts = QFrame()
        self._acts.setProperty("role", "bottom")
        acts = QVBoxLayout(self._acts)
        acts.setContentsMargins(*(theme.scaled(12),) * 4)
        acts.addWidget(self.open_case)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.column, 1)
        inside.addWidget(self._acts)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(frame)
        self.line.show_line(None)
        self.show_case(has_case=False)
        self.retranslate()

    def read_on(self, pages: int) -> None:
        """Move the cards by so many pages, for who reads without a mouse."""
        bar = self.column.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def show_case(self, *, has_case: bool) -> None:
        """Whether the line belongs to a case that can be opened."""
        self._acts.setVisible(has_case)

    def retranslate(self) -> None:
        self.open_case.setText(self.tr("Open the case"))
        self.line.retranslate()
        self.checkpoint.retranslate()
