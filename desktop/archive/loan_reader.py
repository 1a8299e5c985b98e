"""Reading a record on loan: one page at a time as a picture, with the reader's name across it; nothing to save."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.archive.keeping.desk import RecordsDesk
from core.archive.keeping.loan_queries import LoanRow
from core.archive.keeping.loans import ViewRecordPage
from core.archive.keeping.reading_copy import ReadingCopy
from core.intake.render import Renderer
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from desktop import i18n, theme
from desktop.shell.page import PageCommand, Retranslated
from desktop.tasks import Tasks
from desktop.widgets.buttons import KeyButton
from desktop.widgets.labels import label

#: Pixels of the picture that is asked for: A4 at about 150 dpi.
_BOX = (1240, 1754)


class _Sheet(QWidget):
    """The picture, as large as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.image: QImage | None = None
        self.words = ""
        self.setProperty("role", "viewer")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def sizeHint(self) -> QSize:
        return QSize(theme.scaled(600), theme.scaled(600))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.tokens().colour("viewer"))
        pad = theme.scaled(12)
        room = QRectF(self.rect()).adjusted(pad, pad, -pad, -pad)
        if self.image is None:
            painter.setFont(theme.font(theme.BODY))
            painter.setPen(theme.DARK.ink)
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.words)
        else:
            size = self.image.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            page = QRectF(0, 0, size.width(), size.height())
            page.moveCenter(room.center())
            painter.drawImage(page, self.image)
        painter.end()


class LoanReader(Retranslated):
    """Pages by Page Up and Page Down; every look is put on record before the picture comes."""

    closed = Signal()
    commands_changed = Signal()

    def __init__(self, records: RecordsDesk, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._records, self._tasks = records, tasks
        self._renderer = Renderer()
        self._row: LoanRow | None = None
        self._asked = 0
        self.page = 1
        self.sheet = _Sheet()
        self.back = KeyButton("", "Escape")
        self.earlier = KeyButton("", "PgUp")
        self.later = KeyButton("", "PgDown")
        self._told = label("", "second")
        self._build()
        self.back.clicked.connect(self.closed)
        self.earlier.clicked.connect(self._earlier)
        self.later.clicked.connect(self._later)
        self.destroyed.connect(self._renderer.close)
        self.retranslate()

    def show_loan(self, row: LoanRow) -> None:
        """The first page of a record on loan."""
        self._row, self.page = row, 1
        self._ask()

    def take_focus(self) -> None:
        self.sheet.setFocus()

    def commands(self) -> list[PageCommand]:
        acts = ((self.back, self.closed.emit), (self.earlier, self._earlier), (self.later, self._later))
        return [PageCommand(one.text(), one.key, act, one.isEnabled()) for one, act in acts]

    def retranslate(self) -> None:
        self.back.setText(self.tr("Back"))
        self.earlier.setText(self.tr("Earlier page"))
        self.later.setText(self.tr("Later page"))
        self.sheet.setAccessibleName(self.tr("Page of the record on loan"))
        self._tell()

    def _build(self) -> None:
        bar = QFrame()
        bar.setProperty("role", "bottom")
        row = QHBoxLayout(bar)
        row.setContentsMargins(*(theme.scaled(8),) * 4)
        row.setSpacing(theme.scaled(8))
        for button in (self.back, self.earlier, self.later):
            row.addWidget(button)
        row.addWidget(self._told)
        row.addStretch(1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.sheet, 1)
        box.addWidget(bar)

    def _ask(self) -> None:
        row = self._row
        if row is None:
            return
        self._asked += 1
        self.sheet.image, self.sheet.words = None, self.tr("Loading…")
        self.sheet.update()
        command = ViewRecordPage(new_id(), row.id, self.page)
        came, could_not = partial(self._came, self._asked), partial(self._could_not, self._asked)
        self._tasks.write(
            self._records.loans.page, command, self._renderer, _BOX, done=came, failed=could_not
        )
        self._tell()

    def _came(self, asked: int, copy: ReadingCopy) -> None:
        if asked == self._asked:
            form = QImage.Format.Format_RGB32
            self.sheet.image = QImage(copy.pixels, copy.width, copy.height, copy.width * 4, form).copy()
            self.sheet.update()

    def _could_not(self, asked: int, error: EvenhandError) -> None:
        if asked == self._asked:
            self.sheet.words = i18n.in_language(error.words)
            self.sheet.update()

    def _tell(self) -> None:
        if self._row is not None:
            told = self.tr("{number} · page {page} of {pages} · until {ends}")
            until = i18n.instant_text(self._row.ends)
            number = self._row.archival_number
            self._told.setText(told.format(number=number, page=self.page, pages=self._row.pages, ends=until))
            self.earlier.setEnabled(self.page > 1)
            self.later.setEnabled(self.page < self._row.pages)
            self.commands_changed.emit()

    @Slot()
    def _earlier(self) -> None:
        self._turn(-1)

    @Slot()
    def _later(self) -> None:
        self._turn(1)

    def _turn(self, step: int) -> None:
        if self._row is not None and 1 <= self.page + step <= self._row.pages:
            self.page += step
            self._ask()
