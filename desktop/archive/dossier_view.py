"""The dossier itself, page by page, in the place of the list; Escape leads back."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.archive.queries import DossierRecord
from desktop import i18n, theme
from desktop.archive.dossier_paper import dossier_paper
from desktop.archive.page_strip import PageStrip
from desktop.shell.page import Retranslated
from desktop.widgets.buttons import QUIET, KeyButton
from desktop.widgets.chips import Chip
from desktop.widgets.image_view import PaperView
from desktop.widgets.labels import label
from desktop.widgets.paper import every_page
from desktop.widgets.paper_loader import PaperLoader

_NO_MARKS = QKeySequence("M")


class DossierView(Retranslated):
    """A bar with the way back, the pages as a strip, and the viewer."""

    closed = Signal()
    export_wanted = Signal()

    def __init__(self, loader: PaperLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._record: DossierRecord | None = None
        self.back_button = KeyButton("", "Escape", QUIET)
        self.export_button = KeyButton("", "Ctrl+E")
        self._number = label("", "heading")
        self._whose = label("", "second")
        self._intact = Chip(mark=True)
        self.strip = PageStrip(loader)
        self.viewer = PaperView(loader)
        self._build()
        self._connect()
        self.retranslate()

    def record(self) -> DossierRecord | None:
        """The record whose dossier is open."""
        return self._record

    def show_record(self, record: DossierRecord) -> None:
        """Open its first page and take the keyboard."""
        self._record = record
        paper = dossier_paper(record)
        self.strip.show_pages(every_page([paper]))
        self.viewer.show_papers([paper])
        self.retranslate()

    def take_focus(self) -> None:
        """The keyboard goes to the page."""
        self.viewer.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        self.setAccessibleName(self.tr("Dossier"))
        self.back_button.setText(self.tr("Back to the list"))
        self.export_button.setText(self.tr("Export"))
        self.strip.setAccessibleName(self.tr("Pages"))
        record = self._record
        if record is None:
            return
        self._number.setText(record.row.archival_number)
        self._whose.setText(f"{record.row.applicant_name} · {i18n.in_language(record.row.product_words)}")
        if record.intact:
            self._intact.show_chip(self.tr("Unaltered"), "ok")
        else:
            self._intact.show_chip(self.tr("Damaged or missing"), "red")

    def _build(self) -> None:
        self.bar = bar = QFrame()  # the record's page stands it above all its parts
        bar.setProperty("role", "top-bar")
        row = QHBoxLayout(bar)
        row.setContentsMargins(*(theme.scaled(side) for side in (8, 6, 12, 6)))
        row.setSpacing(theme.scaled(10))
        for button in (self.back_button, self.export_button):
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        row.addWidget(self.back_button)
        row.addWidget(self._number)
        row.addWidget(self._whose)
        row.addWidget(self._intact)
        row.addStretch(1)
        row.addWidget(self.export_button)
        below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.strip)
        below.addWidget(self.viewer, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(bar)
        box.addLayout(below, 1)
        self._leave_out_marks()

    def _leave_out_marks(self) -> None:
        """Marks belong to opinions; a sealed record takes none."""
        for act in self.viewer.acts():
            if act.shortcut() != _NO_MARKS:
                self.addAction(act)  # so that the keys work from the strip and the bar too
                continue
            self.viewer.removeAction(act)
            for item in self.viewer.key_bar.findChildren(QAbstractButton):
                if getattr(item, "action", None) is act:
                    item.hide()

    def _connect(self) -> None:
        self.back_button.clicked.connect(self.closed)
        self.export_button.clicked.connect(self.export_wanted)
        self.strip.page_chosen.connect(self.viewer.show_paper)
        self.viewer.paper_changed.connect(self._page_changed)

    @Slot(object, int)
    def _page_changed(self, _document_id: UUID, page: int) -> None:
        self.strip.set_current(page)
