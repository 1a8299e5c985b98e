"""Entries, findings and checkpoints, each a list behind a switch; entries can be searched."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from core.audit.act_words import act_words
from core.audit.findings import Finding
from core.audit.queries import AuditQueries, CheckpointRow, EntryRow
from core.cases.custody import CustodyRow
from core.identity.rules import Role
from core.kernel.words import Words
from desktop import theme
from desktop.audit.custody_list import (
    CUSTODY_COLUMNS,
    WITNESS_COLUMNS,
    CustodyReader,
    WitnessLine,
    witness_lines,
)
from desktop.audit.upkeep_list import UPKEEP_COLUMNS, line_id, upkeep_lines
from desktop.audit.verifying import FINDING_COLUMNS, findings_fetch
from desktop.casework import case_text
from desktop.shell.page import Retranslated
from desktop.tasks import Tasks
from desktop.widgets.segments import Segments
from desktop.widgets.table import PAGE_SIZE, Column, KeysetModel, KeysetTable

ENTRIES, FINDINGS, CHECKPOINTS, CUSTODY, WITNESSES, UPKEEP = range(6)
OF_AUDITORS = (FINDINGS, CUSTODY, UPKEEP)
"""Lists that speak of cases or stores: the audit administrator reads what administrators do."""
_SEARCH_AFTER_MS = 180


def _act(row: EntryRow) -> Words:
    return act_words(row.act)


def _person(row: EntryRow) -> str:
    return case_text.person(row.staff_name)


def _chain(row: EntryRow) -> str | Words:
    return row.case_number or Words("中心", "Centre")


def _leaf(row: EntryRow) -> str:
    return "—" if row.leaf is None else f"{row.leaf:,}"


def _signers(row: CheckpointRow) -> tuple[str | Words, str]:
    return (f"{len(row.witnesses)}", "ok") if row.witnesses else ("", "neutral")


def _root(row: CheckpointRow) -> str:
    return row.root


ENTRY_COLUMNS = (
    Column("at", Words("时间", "Time"), 128, "instant", ink="second"),
    Column("staff_name", Words("人员", "Person"), 84, value=_person, match=True),
    Column("act", Words("行为", "Act"), 0, value=_act, match=True),
    Column("chain", Words("链", "Chain"), 152, value=_chain, match=True),
    Column("seq", Words("链内序号", "In chain"), 76, "number", ink="second"),
    Column("leaf", Words("树内序号", "Leaf"), 76, align_right=True, value=_leaf, ink="second"),
)
CHECKPOINT_COLUMNS = (
    Column("size", Words("条数", "Size"), 84, "number"),
    Column("at", Words("时间", "Time"), 150, "instant", ink="second"),
    Column("witnesses", Words("见证", "Witnesses"), 88, "chip", value=_signers),
    Column("root", Words("树根", "Root"), 0, value=_root, ink="second"),
)


def _identity(row: Any) -> Any:
    return row


def _size(row: CheckpointRow) -> int:
    """Not the whole row: witnesses sign later."""
    return row.size


def _place(row: CustodyRow) -> int:
    return row.number


def _witness(line: WitnessLine) -> UUID:
    return line[0].id


def _entry_id(row: EntryRow) -> UUID:
    """Not the whole row: an entry gets its leaf number later and is still the same line."""
    return row.id


def _entries(audit: AuditQueries, text: str, after: UUID | None) -> Sequence[EntryRow]:
    return audit.entries(after, text)


class LogLists(Retranslated):
    """``selected`` carries an EntryRow, a CheckpointRow, a numbered finding, a CustodyRow, a WitnessLine or ``None``."""

    selected = Signal(object)
    opened = Signal(object)

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._whole = app.staff.holds(Role.AUDITOR)
        self._counts: tuple[int | None, int | None] = (None, None)
        self.switches = Segments(["Alt+1", "Alt+2", "Alt+3", "Alt+4", "Alt+5", "Alt+7"])
        self._texts = {ENTRIES: "", CUSTODY: ""}
        self._switching = False
        self.custody = CustodyReader(app, "")
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.tables = tuple(
            KeysetTable(KeysetModel(columns, tasks, key_of, self), search=search)
            for columns, key_of, search in (
                (ENTRY_COLUMNS, _entry_id, self.search),
                (FINDING_COLUMNS, _identity, None),
                (CHECKPOINT_COLUMNS, _size, None),
                (CUSTODY_COLUMNS, _place, self.search),
                (WITNESS_COLUMNS, _witness, None),
                (UPKEEP_COLUMNS, line_id, None),
            )
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_SEARCH_AFTER_MS)
        self._build()
        self._connect()
        self.show_findings(())
        if not self._whole:
            self.switches.leave_out(OF_AUDITORS)
        self.retranslate()

    def refresh(self) -> None:
        """Ask again for entries and checkpoints."""
        entries = self.tables[ENTRIES].model
        if not entries.rows():
            self._ask_entries()
        elif len(entries.rows()) <= PAGE_SIZE:
            entries.restart()  # who has read further down is not thrown back to the top
        checkpoints = self.tables[CHECKPOINTS].model
        if not checkpoints.rows():
            checkpoints.show(self._app.audit.checkpoints)
        elif len(checkpoints.rows()) <= PAGE_SIZE:
            checkpoints.restart()
        self.tables[WITNESSES].model.show(partial(witness_lines, self._app))
        if self._whole:
            self.tables[UPKEEP].model.show(partial(upkeep_lines, self._app))

    def show_findings(self, findings: Sequence[Finding], *, verified: bool = False) -> None:
        """What is not as recorded; the list comes to the front when there is something in it."""
        self._counts = (self._counts[0], len(findings) if verified else None)
        self.tables[FINDINGS].model.show(findings_fetch(findings))
        self.retranslate()
        if findings:
            self.choose(FINDINGS)

    def show_count(self, count: int) -> None:
        self._counts = (count, self._counts[1])
        self._name_switches()

    def choose(self, number: int) -> None:
        self.switches.choose(number)

    def current(self) -> int:
        return self.switches.current()

    def current_row(self) -> Any:
        return self.tables[self.current()].current_row()

    def retranslate(self) -> None:
        self._name_switches()
        for table, name in zip(self.tables, self._names(), strict=True):
            table.view.setAccessibleName(name)
        self._name_search()
        self.tables[ENTRIES].say_empty(
            self.tr("No entry found"), self.tr("Try part of a name, an act, or a case number.")
        )
        self._say_no_findings()
        self.tables[CHECKPOINTS].say_empty(
            self.tr("No checkpoint has been signed yet"),
            self.tr("The guardian signs one whenever it has numbered new entries."),
        )

        self.tables[CUSTODY].say_empty(
            self.tr("No case is chosen, or nothing in it has changed hands"),
            self.tr("Type a case number, or choose an entry of a case before you come here."),
        )
        self.tables[WITNESSES].say_empty(
            self.tr("No witness is registered"),
            self.tr("Without one nobody outside can tell whether the log was cut at its end."),
        )
        self.tables[UPKEEP].say_empty(
            self.tr("Nothing was kept up yet"),
            self.tr(
                "The guardian makes a backup every day, restores it aside, and says here whether it is good."
            ),
        )

    def _names(self) -> tuple[str, ...]:
        return (
            self.tr("Entries"),
            self.tr("Findings"),
            self.tr("Checkpoints"),
            self.tr("Custody"),
            self.tr("Witnesses"),
            self.tr("Upkeep"),
        )

    def _name_search(self) -> None:
        if self.current() == CUSTODY:
            self.search.setPlaceholderText(self.tr("Case number  ( / )"))
            self.search.setToolTip("")
            self.search.setAccessibleName(self.tr("Choose a case by its number"))
        else:
            self.search.setPlaceholderText(self.tr("Search  ( / )"))
            self.search.setToolTip(self.tr("Person, role, act, case, day or fact"))
            self.search.setAccessibleName(self.tr("Search the entries"))

    def _say_no_findings(self) -> None:
        if self._counts[1] is None:
            self.tables[FINDINGS].say_empty(
                self.tr("Not verified yet"), self.tr("Verify the log to compare everything with it.")
            )
        else:
            self.tables[FINDINGS].say_empty(
                self.tr("All of it agrees"), self.tr("Every fact and file is as it was recorded.")
            )

    def _name_switches(self) -> None:
        counts = (*self._counts, None, None, None, None)
        self.switches.show_names(list(zip(self._names(), counts, strict=True)))

    def _build(self) -> None:
        self._stack = QStackedWidget()
        for table in self.tables:
            self._stack.addWidget(table)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(8))
        box.addWidget(self.switches)
        box.addWidget(self.search)  # in a row with six switches there is no room for it
        box.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.switches.chosen.connect(self._switch)
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._to_rows)
        self._pause.timeout.connect(self._ask)
        for number, table in enumerate(self.tables):
            table.row_selected.connect(partial(self._row_selected, number))
            table.row_opened.connect(self.opened)

    @Slot(str)
    def _typed(self, text: str) -> None:
        if self._switching:
            return
        self._texts[self.current()] = text.strip()
        self._pause.start()

    @Slot()
    def _ask(self) -> None:
        if self.current() == CUSTODY:
            self._ask_custody()
        else:
            self._ask_entries()

    def _ask_custody(self) -> None:
        self.custody = CustodyReader(self._app, self._texts[CUSTODY])
        self.tables[CUSTODY].model.show(self.custody)

    def _ask_entries(self) -> None:
        text = self._texts[ENTRIES]
        table = self.tables[ENTRIES]
        table.show_matches(text)
        table.model.show(partial(_entries, self._app.audit, text))

    @Slot()
    def _to_rows(self) -> None:
        self.tables[self.current()].setFocus()

    @Slot(int)
    def _switch(self, number: int) -> None:
        before, row = self._stack.currentIndex(), self.tables[ENTRIES].current_row()
        if self._pause.isActive():  # typed just now, for the list that goes
            self._pause.stop()
            (self._ask_custody if before == CUSTODY else self._ask_entries)()
        self._stack.setCurrentIndex(number)
        self.search.setVisible(number in self._texts)
        if number == CUSTODY and before != CUSTODY:
            if before == ENTRIES and row is not None and row.case_number is not None:
                self._texts[CUSTODY] = row.case_number
            self._ask_custody()
        self._name_search()
        self._switching = True  # a signal blocker would leave the field's own clear button behind
        self.search.setText(self._texts.get(number, ""))
        self._switching = False
        self.tables[number].setFocus()
        self.selected.emit(self.current_row())

    def _row_selected(self, number: int, row: object) -> None:
        if number == self.current():
            self.selected.emit(row)
