"""The tabs of a record's page. Another tab is a :class:`RecordTab` and one line in :func:`record_tabs`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.app import App
from core.archive.queries import DossierRecord
from desktop import theme
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

    def lay_out(self, table: QWidget, below: Sequence[QWidget], viewer: QWidget, source: QWidget) -> None:
        """A list with what belongs to it at the left; at the right the paper that is chosen, and where it is from."""
        held = QWidget()
        left = QVBoxLayout(held)
        left.setContentsMargins(*(theme.scaled(12),) * 4)
        left.setSpacing(theme.scaled(8))
        left.addWidget(table, 1)
        for one in below:
            left.addWidget(one)
        held.setFixedWidth(theme.scaled(440))
        source.setContentsMargins(*(theme.scaled(side) for side in (12, 4, 12, 4)))
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(viewer, 1)
        right.addWidget(source)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(held)
        row.addLayout(right, 1)


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
