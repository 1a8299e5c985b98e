"""The dark ground on which one paper lies: drawn, zoomed, turned, looked at through a loupe, marked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.kernel.errors import EvenhandError
from desktop import i18n, theme
from desktop.widgets.canvas_painting import glass, paint_pill, paint_state
from desktop.widgets.image_levels import PLAIN, PRESETS, Drawings, Levels
from desktop.widgets.image_sight import Sight
from desktop.widgets.mark_tool import MarkTool
from desktop.widgets.paper import PageKey, Paper
from desktop.widgets.paper_loader import PaperLoader, Picture, Size

STEP = 1.25
_LOUPE_RADIUS = 120
_LOUPE_ZOOM = 2.0


class ImageCanvas(QWidget):
    """One paper at a time. Coordinates of marks are the original's pixels, whatever is on screen."""

    sight_changed = Signal()
    seen = Signal(object, int)
    """Document (UUID) and page whose picture is now on screen."""

    def __init__(self, loader: PaperLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._paper: Paper | None = None
        self._stand_in: Picture | None = None
        self._fit_picture: Picture | None = None
        self._full_picture: Picture | None = None
        self._error: EvenhandError | None = None
        self._full_wanted = False
        self._turns: dict[PageKey, int] = {}
        self._levels = PLAIN
        self._drawings = Drawings()
        self._loupe = False
        self._dragged_from: QPointF | None = None
        self._pointer = QPointF()
        self.caption = ""
        self.sight = Sight()
        self.marks = MarkTool(self, self.sight, self.paper)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.scaled(160), theme.scaled(120))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._retranslate()

    def paper(self) -> Paper | None:
        return self._paper

    def show_paper(self, paper: Paper | None) -> None:
        """Show this page, fitted; None shows that there is none."""
        if paper is not None and self._paper is not None and paper.key == self._paper.key and not self._error:
            self._paper = paper
            return
        self.marks.leave()
        self._paper = paper
        self._stand_in = self._fit_picture = self._full_picture = self._error = None
        self._full_wanted = False
        self._drawings.clear()
        self._loader.give_up(self, Size.FULL)
        if paper is None:
            self._loader.give_up(self, Size.FIT)
        else:
            # whatever size is here already stands in until the right one comes
            self._stand_in = self._loader.any_cached(paper)
            if self._stand_in is not None:
                self.sight.look_at(self._stand_in.source, self._turns.get(paper.key, 0))
            self._loader.request(paper, Size.FIT, self, self._arrived, self._could_not)
        self._changed()

    def retry(self) -> None:
        """Ask again for a paper that failed."""
        paper = self._paper
        if paper is not None and self._error is not None:
            self.show_paper(paper)

    def error(self) -> EvenhandError | None:
        return self._error

    def is_loading(self) -> bool:
        return self._paper is not None and self._fit_picture is None and self._error is None

    def picture(self) -> Picture | None:
        """The sharpest picture that is here."""
        return self._full_picture or self._fit_picture or self._stand_in

    def fit(self) -> None:
        self.sight.fit()
        self._changed()

    def fit_width(self) -> None:
        self.sight.fit_width()
        self._changed()

    def move_on(self, down: int) -> None:
        """Move on by a part of the view's height; nothing to do while all is in view."""
        if not self.sight.fitted:
            self.sight.pan(QPointF(0, -down * self.sight.view.height() / 5))
            self._changed()

    def actual_size(self, at: QPointF | None = None) -> None:
        """One source pixel to one pixel of the screen."""
        self.sight.zoom(1 / self.devicePixelRatioF(), at)
        self._changed()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        if self.picture() is not None:
            self.sight.zoom(self.sight.scale * factor, at)
            self._changed()

    def follow(self, share: tuple[float, float, float]) -> None:
        """Look where a locked neighbour looks."""
        self.sight.follow(share)
        self._need_pixels()
        self.update()

    def turn(self) -> None:
        """A quarter clockwise; remembered for this page."""
        if self._paper is not None:
            self.sight.turn()
            self._turns[self._paper.key] = self.sight.quarter_turns
            self._changed()

    def levels(self) -> Levels:
        return self._levels

    def set_levels(self, levels: Levels) -> None:
        if levels != self._levels:
            self._levels = levels
            self._drawings.clear()
            self._changed()

    def has_loupe(self) -> bool:
        return self._loupe

    def set_loupe(self, on: bool) -> None:
        self._loupe = on
        if on and not self.rect().toRectF().contains(self._pointer):
            self._pointer = self.sight.view.center()
        self._dress_cursor()
        self._need_pixels()
        self.update()

    def set_marking(self, on: bool) -> None:
        self.marks.set_active(on)
        self._dress_cursor()

    def percent(self) -> int:
        """Zoom for people: 100 is one source pixel to one pixel of the screen."""
        return round(self.sight.scale * self.devicePixelRatioF() * 100)

    # what arrives

    def _arrived(self, paper: Paper, picture: Picture) -> None:
        if self._paper is None or paper.key != self._paper.key:
            return
        stands_in = self.picture() is not None
        self._fit_picture = picture
        self._drawings.clear()
        if not stands_in or self.sight.source != picture.source:
            self.sight.look_at(picture.source, self._turns.get(paper.key, 0))
        self._changed()
        self.seen.emit(*paper.key)

    def _arrived_full(self, paper: Paper, picture: Picture) -> None:
        if self._paper is not None and paper.key == self._paper.key:
            self._full_picture = picture
            self._changed()

    def _could_not(self, paper: Paper, error: EvenhandError) -> None:
        if self._paper is not None and paper.key == self._paper.key:
            self._error = error
            self._stand_in = self._fit_picture = None
            self._changed()

    def _need_pixels(self) -> None:
        """Ask for the full resolution once the fitted picture is too coarse."""
        paper, picture = self._paper, self._fit_picture
        if paper is None or picture is None or self._full_picture is not None or self._full_wanted:
            return
        scale = self.sight.scale * self.devicePixelRatioF() * (1 if not self._loupe else 100)
        if min(1.0, scale) * picture.source.width() > picture.image.width() * 1.05:
            self._full_wanted = True
            self._loader.request(paper, Size.FULL, self, self._arrived_full, self._could_not_sharpen)

    def _could_not_sharpen(self, paper: Paper, error: EvenhandError) -> None:
        """The fitted picture stays; the status line keeps saying that it is the coarse one."""
        self.update()

    def _changed(self) -> None:
        self._need_pixels()
        self.setAccessibleDescription(self._state_words())
        self.update()
        self.sight_changed.emit()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.tokens().colour("viewer"))
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self.picture() is None:
            paint_state(painter, self.sight.view, *self._state_lines(), failed=self._error is not None)
        else:
            self._paint_picture(painter, self.sight.to_view(), self.sight.scale)
            self.marks.paint(painter)
            if self._loupe:
                self._paint_loupe(painter)
        self._paint_caption(painter)
        painter.end()

    def _paint_picture(self, painter: QPainter, to_view: QTransform, scale: float) -> None:
        picture = self._picture_for(scale)
        image = self._drawings.image(picture, self._levels, scale * self.devicePixelRatioF())
        painter.save()
        painter.setTransform(to_view, True)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 3)
        painter.drawImage(QRectF(QPointF(0, 0), picture.source.toSizeF()), image)
        painter.restore()

    def _picture_for(self, scale: float) -> Picture:
        """The smallest picture that has enough pixels for this scale, else the largest there is."""
        here = [one for one in (self._stand_in, self._fit_picture, self._full_picture) if one is not None]
        here.sort(key=lambda one: one.image.width())
        needed = scale * self.devicePixelRatioF() * here[0].source.width() / 1.05
        return next((one for one in here if one.image.width() >= needed), here[-1])

    def _paint_loupe(self, painter: QPainter) -> None:
        scale = _LOUPE_ZOOM / self.devicePixelRatioF()
        under = self.sight.to_source().map(self._pointer)
        to_view = (
            QTransform.fromTranslate(-under.x(), -under.y())
            * QTransform().rotate(90 * self.sight.quarter_turns).scale(scale, scale)
            * QTransform.fromTranslate(self._pointer.x(), self._pointer.y())
        )
        with glass(painter, self._pointer, theme.scaled(_LOUPE_RADIUS)):
            self._paint_picture(painter, to_view, scale)

    def _paint_caption(self, painter: QPainter) -> None:
        """In a comparison, which paper this is; the header says it otherwise."""
        if self.caption:
            text = "  ·  ".join(part for part in (self.caption, self.status_words()) if part)
            paint_pill(painter, text, QPointF(10, 8), self.width() - 20)

    def status_words(self) -> str:
        """``38 %  ·  90°  ·  brighter``, or nothing while there is no picture."""
        if self.picture() is None:
            return ""
        parts = [self.tr("{percent} %").format(percent=self.percent())]
        if self.sight.quarter_turns:
            parts.append(f"{90 * self.sight.quarter_turns}°")
        if not self._levels.plain:
            parts.append(self.levels_words(self._levels))
        if self._full_wanted and self._full_picture is None:
            parts.append(self.tr("sharpening…"))
        return "  ·  ".join(parts)

    def levels_words(self, levels: Levels) -> str:
        """What the preset is called."""
        if levels not in PRESETS:
            return self.tr("adjusted")
        return (self.tr("plain"), self.tr("brighter"), self.tr("more contrast"))[PRESETS.index(levels)]

    def _state_lines(self) -> tuple[str, str]:
        if self._error is not None:
            again = self.tr("F5 tries again; the other papers are not affected.")
            return self.tr("This paper cannot be shown"), f"{i18n.in_language(self._error.words)}\n{again}"
        if self._paper is None:
            return self.tr("No papers"), self.tr("Nothing has been handed in here.")
        return self.tr("Opening…"), ""

    def _state_words(self) -> str:
        return self.status_words() or " ".join(self._state_lines()).strip()

    # what Qt calls

    def resizeEvent(self, event: QResizeEvent) -> None:
        below = min(theme.scaled(62), self.height() // 4)
        self.sight.set_view(self.rect().toRectF().adjusted(theme.scaled(24), 4, -theme.scaled(24), -below))
        self._loader.set_box(Size.FIT, (self.sight.view.size() * self.devicePixelRatioF()).toSize())
        paper, picture = self._paper, self._fit_picture
        if paper is not None and picture is not None and self._loader.cached(paper, Size.FIT) is None:
            self._loader.request(paper, Size.FIT, self, self._arrived, self._could_not)
        self._changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120
        if steps:
            self.zoom_by(STEP**steps, event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self.picture() is None:
            return
        if self.marks.active:
            self.marks.press(event.position())
        else:
            self._dragged_from = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self.marks.active and event.buttons() & Qt.MouseButton.LeftButton:
            self.marks.drag(event.position())
        elif self._dragged_from is not None and not self.sight.fitted:
            self.sight.pan(event.position() - self._dragged_from)
            self._dragged_from = event.position()
            self._changed()
        elif self._loupe:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.marks.active:
            self.marks.release()
        self._dragged_from = None
        self._dress_cursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.marks.active:
            self.marks.press(event.position())
        elif self.sight.fitted:
            self.actual_size(event.position())
        else:
            self.fit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self.marks.wants(event):
                event.accept()
                return True
        elif event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.marks.key(event):
            super().keyPressEvent(event)

    def _dress_cursor(self) -> None:
        if self.marks.active or self._loupe:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.setCursor(Qt.CursorShape.OpenHandCursor)

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Paper"))
        self.marks.retranslate()
        self._changed()
