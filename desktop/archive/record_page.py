"""A record, whole: the bar with the way back and the switches, below it the dossier or another part of the record."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from core.app import App
from core.archive.queries import DossierRecord
from core.archive.record_use import OpenRecord
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from desktop import i18n, theme
from desktop.archive.dossier_view import DossierView
from desktop.archive.record_tabs import record_tabs
from desktop.shell.page import PageCommand, Retranslated
from desktop.tasks import Tasks
from desktop.widgets.segments import Segments


class RecordPage(Retranslated):
    """Alt+1 is the dossier, Alt+2 … the tabs. That somebody opened the record is on record."""

    told = Signal(str, str)
    tab_changed = Signal(int)

    def __init__(self, app: App, tasks: Tasks, dossier: DossierView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app, self._tasks, self.dossier = app, tasks, dossier
        self._record: DossierRecord | None = None
        self.tabs = record_tabs(app, tasks)
        self.switches = Segments([f"Alt+{number}" for number in range(1, len(self.tabs) + 2)])
        self._stack = QStackedWidget()
        self._build()
        self.switches.chosen.connect(self._chosen)
        for tab in self.tabs:
            tab.told.connect(self.told)
        self.retranslate()

    def record(self) -> DossierRecord | None:
        """The record that is open."""
        return self._record

    def show_record(self, record: DossierRecord) -> None:
        """Open its dossier."""
        self._record = record
        self.dossier.show_record(record)
        self.choose(0)
        command = OpenRecord(new_id(), record.row.id)
        self._tasks.write(self._app.record_use.opened, command, failed=self._not_logged)

    def choose(self, number: int) -> None:
        """Bring a part to the front: 0 is the dossier."""
        self.switches.choose(number)

    def current(self) -> int:
        return self.switches.current()

    def take_focus(self) -> None:
        number = self.current()
        if number == 0:
            self.dossier.take_focus()
        else:
            self.tabs[number - 1].take_focus()

    def commands(self, enabled: bool) -> Sequence[PageCommand]:
        """A key for every part."""
        names = [self.tr("Dossier"), *(tab.name() for tab in self.tabs)]
        return [
            PageCommand(
                self.tr("Record: {part}").format(part=name),
                f"Alt+{number + 1}",
                partial(self.choose, number),
                enabled,
            )
            for number, name in enumerate(names)
        ]

    def retranslate(self) -> None:
        names = [self.tr("Dossier"), *(tab.name() for tab in self.tabs)]
        self.switches.show_names([(name, None) for name in names])
        self.setAccessibleName(self.tr("Record"))

    def _build(self) -> None:
        below = QFrame()
        below.setProperty("role", "top-bar")
        inside = QVBoxLayout(below)
        inside.setContentsMargins(*(theme.scaled(side) for side in (8, 3, 8, 3)))
        inside.addWidget(self.switches)
        self._stack.addWidget(self.dossier)
        for tab in self.tabs:
            self._stack.addWidget(tab)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.dossier.bar)
        box.addWidget(below)
        box.addWidget(self._stack, 1)

    @Slot(int)
    def _chosen(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        if number and self._record is not None:
            self.tabs[number - 1].show_record(self._record)
        self.take_focus()
        self.tab_changed.emit(number)

    def _not_logged(self, error: EvenhandError) -> None:
        """Whoever may look and may not leave a trace is told so."""
        self.told.emit(i18n.in_language(error.words), "amber")
