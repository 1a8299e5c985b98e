"""The column of thumbnails: papers by kind, what is still unseen, where the reader is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from core.intake.render import PDF
from core.kernel.errors import EvenhandError
from desktop import i18n, theme
from desktop.widgets.cards import label
from desktop.widgets.compare_pane import paper_title
from desktop.widgets.paper import PageKey, Paper, PaperGroup, grouped, in_order, with_page_count
from desktop.widgets.paper_loader import PaperLoader, Picture, Size

COLUMNS = 2
SLIM, NARROW, WIDE = 148, 188, 328
_MARGIN, _GAP = 12, 8
_SHAPE = 0.7
"""Height of a thumbnail for one of its width."""

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -COLUMNS, Qt.Key.Key_Down: COLUMNS}
_KEYS = (*_STEPS, Qt.Key.Key_Home, Qt.Key.Key_End)


class _Thumbnail(QAbstractButton):
    """One page: its picture, a frame when it is the current one, a dot while nobody has seen it."""

    def __init__(self, paper: Paper, loader: PaperLoader) -> None:
        super().__init__()
        self.paper = paper
        self._loader = loader
        self._picture: Picture | None = None
        self._failed = False
        self._asked = False
        self.seen = False
        self.current = False
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_width(self, width: int) -> None:
        self.setFixedSize(QSize(width, round(width * _SHAPE)))

    def set_state(self, *, seen: bool, current: bool) -> None:
        self.seen, self.current = seen, current
        unseen = "" if seen else self.tr("not seen yet")
        self.setAccessibleName(", ".join(part for part in (paper_title(self.paper), unseen) if part))
        self.setToolTip(paper_title(self.paper))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._asked:
            # only what comes into view is decoded
            self._asked = True
            self._loader.request(self.paper, Size.THUMBNAIL, self, self._arrived, self._could_not)
        colours = theme.tokens()
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        frame = QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5)
        shape = QPainterPath()
        shape.addRoundedRect(frame, 3, 3)
        painter.fillPath(shape, colours.colour("raised"))
        if self._picture is not None:
            self._paint_picture(painter, shape, frame)
        elif self._failed:
            self._paint_failed(painter, frame)
        painter.setPen(QPen(colours.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
        if self.current:
            painter.setPen(QPen(colours.colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        if self.paper.page_count > 1:
            self._paint_page(painter, frame)
        if not self.seen:
            painter.setPen(QPen(colours.colour("surface"), 2))
            painter.setBrush(colours.colour("accent"))
            painter.drawEllipse(QPointF(frame.right() - 7, frame.top() + 7), 5, 5)
        painter.end()

    def _paint_picture(self, painter: QPainter, shape: QPainterPath, frame: QRectF) -> None:
        """Cover the frame; a paper's top counts more than its foot."""
        assert self._picture is not None
        image = self._picture.image
        ratio = max(frame.width() / image.width(), frame.height() / image.height())
        width, height = frame.width() / ratio, frame.height() / ratio
        top = 0.0 if self.paper.media_type == PDF else (image.height() - height) / 2
        painter.save()
        painter.setClipPath(shape)
        painter.drawImage(frame, image, QRectF((image.width() - width) / 2, top, width, height))
        painter.restore()

    def _paint_page(self, painter: QPainter, frame: QRectF) -> None:
        painter.setFont(theme.font(theme.SMALL))
        text = f"{self.paper.page}/{self.paper.page_count}"
        size = QSize(painter.fontMetrics().horizontalAdvance(text) + 8, theme.scaled(16)).toSizeF()
        chip = QRectF(QPointF(frame.left() + 3, frame.bottom() - size.height() - 3), size)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 150))
        painter.drawRoundedRect(chip, 3, 3)
        painter.setPen(QColor(theme.DARK.ink))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_failed(self, painter: QPainter, frame: QRectF) -> None:
        painter.setPen(theme.tokens().colour("amber"))
        painter.setFont(theme.font(theme.SMALL))
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, self.tr("! cannot open"))

    def _arrived(self, paper: Paper, picture: Picture) -> None:
        self._picture = picture
        self.update()

    def _could_not(self, paper: Paper, error: EvenhandError) -> None:
        self._failed = True
        self.setToolTip(i18n.in_language(error.words))
        self.update()


class _Group(QWidget):
    """A kind's heading with its count, and its thumbnails."""

    def __init__(self, group: PaperGroup, thumbnails: Sequence[_Thumbnail], first: bool) -> None:
        super().__init__()
        self.group, self.thumbnails, self._first = group, thumbnails, first
        self._heading = label(i18n.in_language(group.words), "table")
        heading_font = theme.font(theme.TABLE, bold=True)
        self._heading.setFont(heading_font)
        self._heading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._count = label("", "table-second")
        top = QHBoxLayout()
        top.setContentsMargins(3, 0, 3, 0)
        top.addWidget(self._heading, 1)
        top.addWidget(self._count)
        grid = QGridLayout()
        grid.setSpacing(_GAP - 6)
        grid.setAlignment(Qt.AlignmentFlag.AlignLeft)
        for at, thumbnail in enumerate(thumbnails):
            grid.addWidget(thumbnail, at // COLUMNS, at % COLUMNS)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.scaled(3))
        box.addLayout(top)
        box.addLayout(grid)

    def count(self) -> None:
        """Say how many pages were seen."""
        self._fit_heading()
        seen, all_pages = sum(item.seen for item in self.thumbnails), len(self.thumbnails)
        self._count.setAccessibleName(self.tr("{seen} / {count} seen").format(seen=seen, count=all_pages))
        self._fit_count()

    def _fit_count(self) -> None:
        """In the first group with the word, so that the others are clear, where the heading leaves it the room."""
        words = self._count.accessibleName()
        heading = self._heading.fontMetrics().horizontalAdvance(i18n.in_language(self.group.words))
        fits = heading + self._count.fontMetrics().horizontalAdvance(words) + theme.scaled(12) <= self.width()
        figures = f"{sum(item.seen for item in self.thumbnails)} / {len(self.thumbnails)}"
        self._count.setText(words if self._first and fits else figures)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_heading()
        self._fit_count()

    def _fit_heading(self) -> None:
        """The count always stands; a long heading gives way and is whole in its tool tip."""
        words = i18n.in_language(self.group.words)
        room = self._heading.width()
        self._heading.setText(
            self._heading.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room)
        )
        self._heading.setToolTip(words)
        self._heading.setAccessibleName(words)


class PaperStrip(QScrollArea):
    """Choose a paper by click or arrow keys; ``mark_seen`` as the viewer shows them."""

    paper_chosen = Signal(object, int)
    """Document (UUID) and page."""
    unseen_changed = Signal(int)
    """How many pages nobody has seen yet."""

    def __init__(self, loader: PaperLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._groups: tuple[PaperGroup, ...] = ()
        self._rows: list[_Group] = []
        self._thumbnails: dict[PageKey, _Thumbnail] = {}
        self._seen: set[PageKey] = set()
        self._current: PageKey | None = None
        self._width = NARROW
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._empty = QLabel()
        self._empty.setProperty("role", "hint")
        self._loader.page_count_found.connect(self._page_count_found)
        self.set_wide(False)
        self._retranslate()
        self._build()

    def show_papers(self, groups: Iterable[PaperGroup], seen: Iterable[PageKey] = ()) -> None:
        """Another case: its groups (see :func:`~desktop.widgets.paper.grouped`) and what was seen before."""
        self._groups = grouped(in_order(groups))
        self._seen = set(seen)
        self._current = None
        self._build()

    def set_current(self, document_id: UUID, page: int = 1) -> None:
        """Frame this page and bring it into view; says nothing."""
        self._current = (document_id, page)
        self._refresh()
        thumbnail = self._thumbnails.get(self._current)
        if thumbnail is not None:
            self.ensureWidgetVisible(thumbnail, 0, theme.scaled(32))

    def mark_seen(self, document_id: UUID, page: int = 1) -> None:
        """This page was on screen."""
        if (document_id, page) not in self._seen:
            self._seen.add((document_id, page))
            self._refresh()
            self.unseen_changed.emit(self.unseen())

    def seen(self) -> frozenset[PageKey]:
        return frozenset(self._seen)

    def unseen(self) -> int:
        """Pages of this case that nobody has looked at."""
        return sum(key not in self._seen for key in self._thumbnails)

    def set_wide(self, wide: bool, *, slim: bool = False) -> None:
        """Two large columns (windows from 1920 pixels on), two small ones, or two of the smallest (``slim``)."""
        self._set_columns(WIDE if wide else SLIM if slim else NARROW)

    def _set_columns(self, width: int) -> None:
        self._width = width
        self.setFixedWidth(theme.scaled(width))
        inner = self.width() - 2 * theme.scaled(_MARGIN) + 6
        self._loader.set_box(Size.THUMBNAIL, QSize(inner, inner) * self.devicePixelRatioF())
        for thumbnail in self._thumbnails.values():
            thumbnail.set_width((inner - (_GAP - 6)) // COLUMNS)

    def event(self, event: QEvent) -> bool:
        # while the strip has the focus its keys are its own, even where the page gives arrows to the viewer
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
            and event.key() in _KEYS
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = list(self._thumbnails)
        if not keys or event.key() not in _KEYS:
            super().keyPressEvent(event)
            return
        at = keys.index(self._current) if self._current in self._thumbnails else -1
        if event.key() == Qt.Key.Key_Home:
            at = 0
        elif event.key() == Qt.Key.Key_End:
            at = len(keys) - 1
        elif abs(step := _STEPS[Qt.Key(event.key())]) == 1 or at < 0:
            at = min(max(0, at + step), len(keys) - 1)
        else:
            at = self._row_away(at, 1 if step > 0 else -1)
        self._choose(keys[at])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and hasattr(self, "_empty"):
            self._retranslate()
        super().changeEvent(event)

    def _row_away(self, at: int, direction: int) -> int:
        """The index one row up or down, across groups, in the same column where there is one."""
        rows = [
            list(thumbnails[start : start + COLUMNS])
            for thumbnails in (row.thumbnails for row in self._rows)
            for start in range(0, len(thumbnails), COLUMNS)
        ]
        here = list(self._thumbnails.values())[at]
        row = next(number for number, items in enumerate(rows) if here in items)
        column = rows[row].index(here)
        target = rows[min(max(0, row + direction), len(rows) - 1)]
        wanted = here if target is rows[row] else target[min(column, len(target) - 1)]
        return list(self._thumbnails.values()).index(wanted)

    def _choose(self, key: PageKey) -> None:
        self.set_current(*key)
        self.paper_chosen.emit(*key)

    @Slot()
    def _clicked(self) -> None:
        thumbnail = self.sender()
        assert isinstance(thumbnail, _Thumbnail)
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._choose(thumbnail.paper.key)

    def _build(self) -> None:
        for thumbnail in self._thumbnails.values():
            self._loader.give_up(thumbnail, Size.THUMBNAIL)
        content = QWidget()
        content.setProperty("role", "surface")
        box = QVBoxLayout(content)
        side = theme.scaled(_MARGIN) - 3
        box.setContentsMargins(side, theme.scaled(_MARGIN), side, theme.scaled(_MARGIN))
        box.setSpacing(theme.scaled(10))
        self._rows, self._thumbnails = [], {}
        for group in self._groups:
            thumbnails = [_Thumbnail(paper, self._loader) for paper in group.papers]
            for thumbnail in thumbnails:
                thumbnail.clicked.connect(self._clicked)
                self._thumbnails[thumbnail.paper.key] = thumbnail
            row = _Group(group, thumbnails, first=not self._rows)
            self._rows.append(row)
            box.addWidget(row)
        self._empty.setParent(content)
        self._empty.setVisible(not self._groups)
        box.addWidget(self._empty)
        box.addStretch(1)
        self.setWidget(content)
        self._set_columns(self._width)
        self._refresh()
        self.unseen_changed.emit(self.unseen())

    def _refresh(self) -> None:
        for key, thumbnail in self._thumbnails.items():
            thumbnail.set_state(seen=key in self._seen, current=key == self._current)
        for row in self._rows:
            row.count()

    @Slot(object, int)
    def _page_count_found(self, document_id: UUID, page_count: int) -> None:
        papers = in_order(self._groups)
        known = {paper.page_count for paper in papers if paper.document_id == document_id}
        if known and known != {page_count}:
            self._groups = grouped(with_page_count(papers, document_id, page_count))
            self._build()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Papers of the case"))
        self._empty.setText(self.tr("No papers"))
        self._refresh()
