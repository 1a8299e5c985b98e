"""One draw, whole: lot, candidates, verification, record; and the acts on it."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.kernel.errors import EvenhandError
from desktop import theme
from desktop.draw.checking import Checked
from desktop.draw.lot_card import CandidatesCard, LotCard
from desktop.draw.picture import DrawPicture
from desktop.draw.proof_card import CheckCard, RecordCard
from desktop.shell.page import Retranslated
from desktop.widgets.buttons import PRIMARY, KeyButton
from desktop.widgets.cards import ScrollColumn
from desktop.widgets.empty_state import EmptyState, FailedState

_EMPTY, _DRAW, _FAILED = range(3)
_TWO_COLUMNS_FROM = 1100


class DrawDetail(Retranslated):
    """Cards in one column, or in two where there is room. Shows a draw, nothing, or why it cannot be shown."""

    check_wanted = Signal()
    export_wanted = Signal()
    case_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: DrawPicture | None = None
        self.draw_id: UUID | None = None
        self.lot, self.candidates = LotCard(), CandidatesCard()
        self.check, self.record = CheckCard(), RecordCard()
        self.empty, self.failed = EmptyState("draw"), FailedState()
        self.scroll_area = ScrollColumn()
        self.verify = KeyButton("", "Ctrl+Return", PRIMARY)
        self.export = KeyButton("", "Ctrl+E")
        self.open_case = KeyButton("", "Return", bind=False)
        self._build()
        for keys, pages in (("Alt+PgDown", 1), ("Alt+PgUp", -1)):
            QShortcut(QKeySequence(keys), self).activated.connect(partial(self.read_on, pages))
        self.verify.clicked.connect(self.check_wanted)
        self.export.clicked.connect(self.export_wanted)
        self.open_case.clicked.connect(self.case_wanted)
        self.show_nothing()
        self.retranslate()

    def show_nothing(self) -> None:
        self.draw_id, self._picture = None, None
        self._show(_EMPTY)

    def show_draw(self, picture: DrawPicture) -> None:
        """Show another draw, or the same one again; what was verified of the same one stays."""
        if picture.summary.id != self.draw_id:
            self.check.show_nothing()
        self.draw_id, self._picture = picture.summary.id, picture
        self._fill()
        self._show(_DRAW)

    def show_failure(self, draw_id: UUID, error: EvenhandError) -> None:
        """Why the draw cannot be shown. It can still be verified: that names what is wrong with it."""
        self.draw_id, self._picture = draw_id, None
        self.check.show_nothing()
        self.failed.show_error(error)
        self._show(_FAILED)

    def show_running(self) -> None:
        self.verify.setEnabled(False)
        self.check.show_running()
        self._reveal_check()

    def show_checked(self, checked: Checked) -> None:
        """The steps, if they are of the draw that is shown."""
        self.verify.setEnabled(True)
        if checked.draw_id != self.draw_id:
            return
        self.check.show_checked(checked)
        if self._picture is None:
            for card in (self.lot, self.candidates, self.record):
                card.hide()
            self._show(_DRAW)
        self._reveal_check()

    def read_on(self, pages: int) -> None:
        """Move the cards by so many pages, for who reads without a mouse."""
        bar = self.scroll_area.verticalScrollBar()
        bar.setValue(bar.value() + pages * bar.pageStep())

    def retranslate(self) -> None:
        self.verify.setText(self.tr("Verify now"))
        self.export.setText(self.tr("Export"))
        self.export.setToolTip(self.tr("Record, public key and program, for outsiders to recompute the draw"))
        self.export.setAccessibleName(self.tr("Export for outsiders"))
        self.open_case.setText(self.tr("Open the case"))
        self.empty.say(self.tr("No draw chosen"), self.tr("Choose a draw to see who could be drawn and why."))
        self.check.retranslate()
        if self._picture is not None:
            self._fill()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= theme.scaled(_TWO_COLUMNS_FROM)
        self._columns.setDirection(
            QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        )
        self._cards.updateGeometry()  # else the column keeps the height of the other direction

    def _fill(self) -> None:
        if self._picture is None:
            return
        for card in (self.lot, self.candidates, self.record):
            card.show_picture(self._picture)
            card.show()

    def _show(self, which: int) -> None:
        self._stack.setCurrentIndex(which)
        self.verify.setEnabled(which != _EMPTY)
        self.export.setEnabled(which == _DRAW and self._picture is not None)
        self.open_case.setEnabled(self._picture is not None)

    def _reveal_check(self) -> None:
        self.scroll_area.column.activate()
        self.scroll_area.ensureWidgetVisible(self.check, 0, theme.scaled(12))

    def _build(self) -> None:
        frame = QFrame()
        frame.setProperty("role", "column-right")
        self._cards = QWidget()
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._cards)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(theme.scaled(10))
        for cards in ((self.lot, self.candidates), (self.check, self.record)):
            column = QVBoxLayout()
            column.setSpacing(theme.scaled(10))
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
            self._columns.addLayout(column, 1)
        self.scroll_area.add(self._cards)
        self._stack = QStackedWidget()
        for page in (self.empty, self.scroll_area, self.failed):
            self._stack.addWidget(page)
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self._acts())
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(frame)

    def _acts(self) -> QFrame:
        acts = QFrame()
        acts.setProperty("role", "bottom")
        row = QHBoxLayout(acts)
        row.setContentsMargins(*(theme.scaled(12),) * 4)
        row.setSpacing(theme.scaled(8))
        for button in (self.verify, self.export, self.open_case):
            row.addWidget(button)
        row.addStretch(1)
        return acts
