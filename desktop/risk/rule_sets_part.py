"""Rule sets: those on record, one of them in full, and a draft with every table open to editing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.app import App
from core.identity.rules import Role
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from core.risk.queries import RuleSetRow
from core.risk.rule_edit import read_rows
from core.risk.rule_tables import HEAD_FILE
from core.risk.service import CheckRuleSet, DraftRuleSet
from desktop import i18n, theme
from desktop.risk.draft_check import DraftCheck
from desktop.risk.draft_folder import DraftFolder
from desktop.risk.rule_draft import (
    Checked,
    Opened,
    RuleSets,
    copy_in_force,
    load_rule_sets,
    open_rule_set,
)
from desktop.risk.rule_set_head import CHECKING, EDITING, READING, RuleSetHead
from desktop.risk.rule_set_list import RuleSetList, state
from desktop.risk.rule_set_side import RuleSetSide
from desktop.risk.rule_tables_view import RuleTablesView
from desktop.shell.page import PageCommand, Retranslated
from desktop.tasks import Tasks


class RuleSetsPart(Retranslated):
    """The list at the left, the tables at the right; a draft takes the whole room while it is edited."""

    notice = Signal(str, str)
    commands_changed = Signal()
    changed = Signal()
    """The sets on record, or the draft, are other ones now."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self.may_write = app.staff.holds(Role.RISK_MANAGER)
        self.sets: RuleSets | None = None
        self._row: RuleSetRow | None = None
        self._editing = False
        self._generation = 0
        self._wanted: UUID | None = None
        self.list = RuleSetList(tasks)
        self.head = RuleSetHead()
        self.tables = RuleTablesView()
        self.side = RuleSetSide()
        self._draft = DraftCheck(tasks, self)
        self.folder = DraftFolder(tasks, self)
        self._build()
        self._connect()
        self.head.show_mode(READING, may_write=self.may_write, has_draft=False)
        self.retranslate()

    def commands(self) -> Sequence[PageCommand]:
        """What can be done here now; the buttons hold their keys themselves."""
        editing, writing = self._editing, self.may_write
        checking = not editing and self._row is not None and self._row.draft
        return (
            PageCommand(self.head.new.text(), "Ctrl+N", self.start_draft, writing and not editing),
            PageCommand(self.tr("Load a folder"), "Ctrl+O", self.folder.ask_load, writing and not editing),
            PageCommand(self.tr("Submit draft"), "Ctrl+Return", self.submit, editing and self._draft.sound),
            PageCommand(self.tr("Check and approve"), "Ctrl+Return", self.check, writing and checking),
            PageCommand(self.tr("Add a row"), "Ctrl+Shift+N", self.tables.add_row, editing),
            PageCommand(self.tr("Remove the row"), "Ctrl+Delete", self.tables.remove_row, editing),
            PageCommand(self.tr("Take the last change back"), "Ctrl+Z", self.tables.undo, editing),
            PageCommand(self.tr("Next table"), "Ctrl+PgDown", partial(self.tables.step_file, 1)),
            PageCommand(self.tr("Table before"), "Ctrl+PgUp", partial(self.tables.step_file, -1)),
        )

    def refresh(self) -> None:
        """Ask again for what is on record; a draft that is being edited stays."""
        self._tasks.read(load_rule_sets, self._app, done=self._came, failed=self._refused)

    def take_focus(self) -> None:
        (self.tables.grid if self._editing else self.list.view).setFocus()

    def draft(self) -> Mapping[str, str] | None:
        """The tables being edited, if they hold together."""
        return self._draft.texts if self._draft.sound else None

    def retranslate(self) -> None:
        self.list.view.setAccessibleName(self.tr("Rule sets"))
        self.list.say_empty(self.tr("No rule set on record"), self.tr("Load a folder to hand in the first."))
        self._say_title()

    @Slot()
    def start_draft(self) -> None:
        """Copy what is in force, or go on with the draft there is."""
        if not self.may_write or self.sets is None:
            return
        if self._draft.texts is not None:
            self._edit(self._draft.texts)
        else:
            self._tasks.read(copy_in_force, self._app, self.sets, done=self._edit, failed=self._refused)

    @Slot()
    def submit(self) -> None:
        """Hand the draft in: from then on nothing of it can be changed."""
        self.tables.grid.setFocus()  # a cell that is still open is closed, and its text counts
        if self._editing and self._draft.sound and self._draft.texts is not None:
            self.head.submit.setEnabled(False)
            command = DraftRuleSet(new_id(), dict(self._draft.texts))
            self._tasks.write(
                self._app.rule_sets.draft, command, done=self._submitted, failed=self._not_submitted
            )

    @Slot()
    def check(self) -> None:
        """Confirm somebody else's draft; the database refuses its maker."""
        row = self._row
        if row is not None and row.draft and self.may_write and not self._editing:
            command = CheckRuleSet(new_id(), row.id, row.content_hash, self.head.remark.text().strip())
            self._tasks.write(self._app.rule_sets.check, command, done=self._approved, failed=self._refused)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.scaled(1500)
        self.list.setFixedWidth(theme.scaled(600 if wide else 330))
        self.side.setFixedWidth(theme.scaled(340 if wide else 264))

    def _build(self) -> None:
        room = QHBoxLayout()
        room.setSpacing(theme.scaled(12))
        room.addWidget(self.tables, 1)
        room.addWidget(self.side)
        right = QVBoxLayout()
        right.setSpacing(theme.scaled(10))
        right.addWidget(self.head)
        right.addLayout(room, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.scaled(12))
        row.addWidget(self.list)
        row.addLayout(right, 1)

    def _connect(self) -> None:
        self.list.row_selected.connect(self._selected)
        self.tables.edited.connect(self._edited)
        self.side.wanted.connect(self.tables.go_to)
        self._draft.looked.connect(self._looked)
        self.head.draft_wanted.connect(self.start_draft)
        self.head.folder_wanted.connect(self.folder.ask_load)
        self.head.save_wanted.connect(self._ask_save)
        self.folder.loaded.connect(self._edit)
        self.folder.saved.connect(self._saved)
        self.folder.refused.connect(self._refused)
        self.head.submit_wanted.connect(self.submit)
        self.head.check_wanted.connect(self.check)
        self.head.discard_wanted.connect(self._discard)
        self.head.list_wanted.connect(self._to_list)

    def _came(self, sets: RuleSets) -> None:
        self.sets = sets
        self.list.show_rule_sets(sets.rows, sets.now)
        self.changed.emit()

    @Slot(object)
    def _selected(self, row: RuleSetRow | None) -> None:
        if self._wanted is not None and row is not None:
            wanted = self._wanted
            if row.id != wanted and self.list.has(wanted):
                self.list.choose(wanted)
                return
            self._wanted = wanted if row.id != wanted else None
        same = row is not None and self._row is not None and row.id == self._row.id
        self._row = row
        if row is None or self.sets is None or self._editing:
            return
        self._generation += 1
        if not same:
            self.head.say("")
        self._tasks.read(
            open_rule_set,
            self._app,
            row.id,
            self.sets,
            done=partial(self._opened, self._generation),
            failed=self._refused,
        )

    def _opened(self, generation: int, opened: Opened) -> None:
        if generation != self._generation or self._editing:
            return
        self._row = opened.row
        mode = CHECKING if opened.row.draft else READING
        said = self.head.message.text()
        self.head.show_mode(mode, may_write=self.may_write, has_draft=self._draft.texts is not None)
        self.head.say(said)
        self.tables.show_texts(opened.texts, editable=False)
        self.tables.show_marks(opened.differences, None)
        self.side.show_fault(None)
        current = self.sets.in_force if self.sets is not None else None
        self.side.show_differences(
            opened.differences, "" if current is None or current.id == opened.row.id else current.version
        )
        self.side.show_facts(opened.row)
        self._say_title()
        self.commands_changed.emit()

    def _say_title(self) -> None:
        if self._editing and self._draft.texts is not None:
            head = {row[0]: row[1] for row in read_rows(self._draft.texts, HEAD_FILE).rows}
            text = self.tr("{version} from {day}").format(
                version=head.get("version", ""), day=head.get("effective_from", "")
            )
            self.head.show_title(text, self.tr("Draft, not handed in"), "amber")
        elif self._row is not None and self.sets is not None:
            words, kind = state(self._row, self.sets.now)
            self.head.show_title(self._row.version, i18n.in_language(words), kind)

    @Slot(object)
    def _edit(self, texts: dict[str, str]) -> None:
        self._editing = True
        self.list.hide()
        self.head.show_mode(EDITING, may_write=True, has_draft=True)
        self.tables.show_texts(texts, editable=True)
        self.side.show_facts(None)
        self.head.submit.setEnabled(False)
        self._draft.begin(texts, self.sets.in_force_texts if self.sets is not None else None)
        self._say_title()
        self.tables.grid.setFocus()
        self.commands_changed.emit()

    @Slot()
    def _ask_save(self) -> None:
        self.folder.ask_save(self._draft.texts or {})

    @Slot(object)
    def _saved(self, folder: Path) -> None:
        self.notice.emit(self.tr("Saved to {folder}").format(folder=folder.name), "ok")

    @Slot()
    def _edited(self) -> None:
        self._draft.change(self.tables.texts())
        self.head.submit.setEnabled(False)
        self.head.say("")
        self.side.show_fault(self.side.fault, checked=False)

    @Slot(object)
    def _looked(self, checked: Checked) -> None:
        if not self._editing:
            return
        self.head.submit.setEnabled(self._draft.sound)
        current = self.sets.in_force if self.sets is not None else None
        self.side.show_fault(checked.fault)
        self.side.show_differences(checked.differences, current.version if current is not None else "")
        self.tables.show_marks(checked.differences, checked.fault)
        self._say_title()
        self.commands_changed.emit()
        self.changed.emit()

    @Slot()
    def _to_list(self) -> None:
        """Leave the draft as it is and show what is on record."""
        self._editing = False
        self.list.show()
        self.head.show_mode(READING, may_write=self.may_write, has_draft=self._draft.texts is not None)
        self._selected(self.list.current_row())
        self.list.view.setFocus()
        self.commands_changed.emit()

    @Slot()
    def _discard(self) -> None:
        self._draft.drop()
        self._to_list()
        self.changed.emit()

    def _submitted(self, rule_set_id: UUID) -> None:
        self._discard()
        self._wanted = rule_set_id
        self.refresh()
        self.notice.emit(self.tr("Handed in; another risk manager must check it."), "ok")

    def _not_submitted(self, error: EvenhandError) -> None:
        self._draft.look()
        self._refused(error)

    def _approved(self, _check_id: UUID) -> None:
        self.head.remark.clear()
        self.head.say("")
        self.refresh()
        self.notice.emit(self.tr("Checked; it is in force from its first day on."), "ok")

    @Slot(object)
    def _refused(self, error: EvenhandError) -> None:
        self.head.say(i18n.in_language(error.words))
