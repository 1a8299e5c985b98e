"""The pages of one dossier, upright and in order: click, or arrow keys, Home and End."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from core.kernel.errors import EvenhandError
from desktop import theme
from desktop.widgets.paper import Paper
from desktop.widgets.paper_loader import PaperLoader, Picture, Size

WIDTH = 132
_PAGE = 92
_ASPECT = 297 / 210
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_PageDown: 4,
    Qt.Key.Key_PageUp: -4,
    Qt.Key.Key_Home: -(10**6),
    Qt.Key.Key_End: 10**6,
}


class _PageItem(QWidget):
    """One page, its number below; framed in the accent colour while it is the current one."""

    clicked = Signal(int)

    def __init__(self, paper: Paper, loader: PaperLoader) -> None:
        super().__init__()
        self._paper, self._loader = paper, loader
        self._picture: Picture | None = None
        self._asked = False
        self._current = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.scaled(round(_PAGE * _ASPECT) + 26))
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_current(self, current: bool) -> None:
        if current != self._current:
            self._current = current
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit(self._paper.page)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._asked:  # only pages that come into view are rendered
            self._asked = True
            self._loader.request(self._paper, Size.THUMBNAIL, self, self._arrived, self._could_not)
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        width = theme.scaled(_PAGE)
        frame = QRectF((self.width() - width) / 2, theme.scaled(4), width, round(width * _ASPECT))
        painter.fillRect(frame, colours.colour("raised"))
        if self._picture is not None:
            shown = self._picture.image.size().scaled(
                frame.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio
            )
            page = QRectF(0, 0, shown.width(), shown.height())
            page.moveCenter(frame.center())
            painter.drawImage(page, self._picture.image)
        painter.setPen(QPen(colours.colour("accent" if self._current else "line"), 2 if self._current else 1))
        painter.drawRect(frame)
        painter.setFont(theme.font(theme.SMALL, bold=self._current))
        painter.setPen(colours.colour("accent" if self._current else "second"))
        below = QRectF(0, frame.bottom(), self.width(), self.height() - frame.bottom())
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(self._paper.page))
        painter.end()

    def _arrived(self, _paper: Paper, picture: Picture) -> None:
        self._picture = picture
        self.update()

    def _could_not(self, _paper: Paper, _error: EvenhandError) -> None:
        """The frame stays empty; the viewer says why when the page is opened."""


class PageStrip(QScrollArea):
    """All pages of a dossier; ``page_chosen`` when another one is picked here."""

    page_chosen = Signal(object, int)
    """Document (UUID) and page."""

    def __init__(self, loader: PaperLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._items: list[_PageItem] = []
        self._document: UUID | None = None
        self._page = 1
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(theme.scaled(WIDTH))

    def show_pages(self, papers: tuple[Paper, ...]) -> None:
        """The pages of another dossier."""
        side = round(theme.scaled(_PAGE) * self.devicePixelRatioF())
        self._loader.set_box(Size.THUMBNAIL, QSize(side, round(side * _ASPECT)))
        inside = QWidget()
        inside.setProperty("role", "surface")
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, theme.scaled(8), 0, theme.scaled(8))
        box.setSpacing(theme.scaled(2))
        self._items = [_PageItem(paper, self._loader) for paper in papers]
        for item in self._items:
            item.clicked.connect(self._choose)
            box.addWidget(item)
        box.addStretch(1)
        self._document = papers[0].document_id if papers else None
        self.setWidget(inside)  # the old pages go with the old widget
        self.set_current(1)

    def set_current(self, page: int) -> None:
        """Frame this page and bring it into view; says nothing."""
        self._page = page
        for number, item in enumerate(self._items, start=1):
            item.set_current(number == page)
        if 1 <= page <= len(self._items):
            self.ensureWidgetVisible(self._items[page - 1], 0, theme.scaled(40))

    def current(self) -> int:
        """The page that is framed, from 1."""
        return self._page

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif self._items:
            self._choose(min(len(self._items), max(1, self._page + step)))

    def _choose(self, page: int) -> None:
        if page != self._page and self._document is not None:
            self.set_current(page)
            self.page_chosen.emit(self._document, page)
