"""The tabs of a record's page. Another tab is a :class:`RecordTab` and one line in :func:`record_tabs`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from core.app import App
from core.archive.queries import DossierRecord
from desktop.shell.page import Retranslated
from desktop.tasks import Tasks


class RecordTab(Retranslated):
    """One part of a record's page. It is told of a record when it comes to the front, and reads for itself."""

    told = Signal(str, str)
    """A line for the person, and its tone."""

    def __init__(self, app: App, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.app, self.tasks = app, tasks

    def name(self) -> str:
        """The words of the switch that leads here."""
        raise NotImplementedError

    def show_record(self, record: DossierRecord) -> None:
        """Show this record from now on; called again whenever the tab comes to the front."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """The keyboard goes to the part that is read."""
        self.setFocus()


def record_tabs(app: App, tasks: Tasks) -> Sequence[RecordTab]:
    """All tabs beside the dossier, in their order."""
    from desktop.archive.checks_tab import ChecksTab
    from desktop.archive.history_tab import HistoryTab
    from desktop.archive.keeping_tab import KeepingTab
    from desktop.archive.later_papers_tab import LaterPapersTab
    from desktop.archive.metadata_tab import MetadataTab
    from desktop.archive.originals_tab import OriginalsTab

    return (
        OriginalsTab(app, tasks),
        LaterPapersTab(app, tasks),
        MetadataTab(app, tasks),
        ChecksTab(app, tasks),
        KeepingTab(app, tasks),
        HistoryTab(app, tasks),
    )
