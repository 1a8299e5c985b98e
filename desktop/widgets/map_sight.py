"""Moving about a map: wheel, keys, dragging, fitting."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QTransform, QWheelEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QWidget

from desktop.theme import scaled

NEAREST, FARTHEST = 4.0, 0.0002  # pixels a metre: a hand's breadth, a province
ZOOM_STEP = 1.25


class MapSight(QGraphicsView):
    """A view whose scene units are metres, moved with wheel, mouse and keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fitted = "area"  # "positions", "area" or "" once the reader has moved the map
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.FullViewportUpdate)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setInteractive(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(scaled(160), scaled(110))

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Scale by ``factor``, keeping the view point ``about`` (default: the middle) in its place."""
        now = self.transform().m11()
        factor = max(FARTHEST, min(NEAREST, now * factor)) / now
        anchor = about or QPointF(self.viewport().rect().center())
        before = self.mapToScene(anchor.toPoint())
        self.setTransform(QTransform.fromScale(now * factor, now * factor))
        shift = self.mapFromScene(before) - anchor.toPoint()
        self._move(shift)

    def zoom_in(self) -> None:
        """One step nearer."""
        self.zoom(ZOOM_STEP)
        self._fitted = ""

    def zoom_out(self) -> None:
        """One step farther."""
        self.zoom(1 / ZOOM_STEP)
        self._fitted = ""

    def wheelEvent(self, event: QWheelEvent) -> None:
        turns = event.angleDelta().y() / 120
        if turns:
            self.zoom(ZOOM_STEP**turns, event.position())
            self._fitted = ""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        step = max(24, self.viewport().width() // 6)
        moves = {
            Qt.Key.Key_Left: QPoint(-step, 0),
            Qt.Key.Key_Right: QPoint(step, 0),
            Qt.Key.Key_Up: QPoint(0, -step),
            Qt.Key.Key_Down: QPoint(0, step),
        }
        if not is_plain(event):
            event.ignore()
        elif key in moves:
            self._move(moves[Qt.Key(key)])
            self._fitted = ""
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Underscore):
            self.zoom_out()
        else:
            event.ignore()

    def _fit(self, rect: QRectF, around: tuple[int, int, int, int]) -> None:
        left, top, right, bottom = map(scaled, around)
        width = max(20.0, self.viewport().width() - left - right)
        height = max(20.0, self.viewport().height() - top - bottom)
        scale = max(FARTHEST, min(NEAREST, width / rect.width(), height / rect.height()))
        self.setTransform(QTransform.fromScale(scale, scale))
        self.centerOn(rect.center() + QPointF((right - left) / 2 / scale, (bottom - top) / 2 / scale))
        self.viewport().update()

    def _move(self, shift: QPoint) -> None:
        for bar, by in ((self.horizontalScrollBar(), shift.x()), (self.verticalScrollBar(), shift.y())):
            bar.setValue(bar.value() + by)
        self.viewport().update()


def is_plain(event: QKeyEvent) -> bool:
    """No Ctrl, Alt or Meta: those belong to the window."""
    mute = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    return event.modifiers() & ~mute == Qt.KeyboardModifier.NoModifier
