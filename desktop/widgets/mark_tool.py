"""Drawing marks on a canvas with the mouse or the keyboard, and writing their notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop import theme
from desktop.widgets.image_marks import ImageMark, mark_at, mark_between, moved, paint_marks, resized
from desktop.widgets.image_sight import Sight
from desktop.widgets.paper import PageKey, Paper

_LONGEST_NOTE = 120
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class MarkTool(QObject):
    """All marks of a case by page; shows and changes those of the paper on the canvas."""

    changed = Signal()

    def __init__(self, canvas: QWidget, sight: Sight, paper: Callable[[], Paper | None]) -> None:
        super().__init__(canvas)
        self._canvas, self._sight, self._paper = canvas, sight, paper
        self._marks: dict[PageKey, list[ImageMark]] = {}
        self._chosen: ImageMark | None = None
        self._from: QPointF | None = None
        self.active = False
        self._note = QLineEdit(canvas)
        self._note.setMaxLength(_LONGEST_NOTE)
        self._note.hide()
        self._note.installEventFilter(self)

    def all_marks(self) -> tuple[ImageMark, ...]:
        return tuple(mark for marks in self._marks.values() for mark in marks)

    def show_marks(self, marks: Iterable[ImageMark]) -> None:
        """Replace every mark, without ``changed``."""
        self._end_note()
        self._chosen = None
        self._marks = {}
        for mark in marks:
            self._marks.setdefault((mark.document_id, mark.page), []).append(mark)
        self._canvas.update()

    def set_active(self, active: bool) -> None:
        self.active = active
        self._from = None
        if not active:
            self.leave()

    def leave(self) -> None:
        """The canvas goes to another page: what is being written is kept."""
        if not self._note.isHidden():
            self._keep_note()
        self._chosen = None
        self._canvas.update()

    def press(self, at: QPointF) -> None:
        """Begin a mark, or take hold of the one that is there."""
        if not self._note.isHidden():
            self._keep_note()
        point = self._sight.to_source().map(at)
        self._chosen = mark_at(self._here(), point)
        self._from = point if self._chosen is None else None
        self._canvas.update()

    def drag(self, at: QPointF) -> None:
        paper = self._paper()
        if self._from is None or paper is None:
            return
        here = self._here()
        if self._chosen is not None:
            here.remove(self._chosen)
        self._chosen = mark_between(
            *paper.key, self._from, self._sight.to_source().map(at), self._sight.source
        )
        here.append(self._chosen)
        self._canvas.update()

    def release(self) -> None:
        if self._from is not None and self._chosen is not None:
            self.changed.emit()
            self._write_note()
        self._from = None

    def wants(self, event: QKeyEvent) -> bool:
        """True for keys that mean a mark now, before any shortcut of the page has them."""
        if not self.active or self._paper() is None:
            return False
        if event.key() == Qt.Key.Key_Insert:
            return True
        held = (*_ARROWS, Qt.Key.Key_Delete, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.ShiftModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        return self._chosen is not None and plain and event.key() in held

    def key(self, event: QKeyEvent) -> bool:
        """Insert makes a mark in the middle; arrows move it, with Shift resize; Enter writes; Delete removes."""
        if not self.wants(event):
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Insert:
            self._insert()
        elif key in _ARROWS:
            self._step(_ARROWS[key], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Delete:
            self._here().remove(self._chosen)  # type: ignore[arg-type]
            self._chosen = None
            self.changed.emit()
        elif key == Qt.Key.Key_Escape:
            self._chosen = None
        else:
            self._write_note()
        self._canvas.update()
        return True

    def paint(self, painter: QPainter) -> None:
        paint_marks(painter, self._here(), self._chosen, self._sight.to_view(), QRectF(self._canvas.rect()))

    def retranslate(self) -> None:
        self._note.setPlaceholderText(self.tr("What is to be seen here? Enter keeps it"))
        self._note.setAccessibleName(self.tr("Note on the mark"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._note and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._keep_note()
                return True  # QLineEdit would pass it on, and the canvas would open the note again
            if event.key() == Qt.Key.Key_Escape:
                self._end_note()
                self._canvas.setFocus()
                return True
        if watched is self._note and event.type() == QEvent.Type.FocusOut and not self._note.isHidden():
            self._keep_note()
        return False

    def _here(self) -> list[ImageMark]:
        paper = self._paper()
        return [] if paper is None else self._marks.setdefault(paper.key, [])

    def _insert(self) -> None:
        paper = self._paper()
        assert paper is not None
        middle, source = self._sight.centre, self._sight.source
        reach = QPointF(source.width() / 10, source.height() / 10)
        self._chosen = mark_between(*paper.key, middle - reach, middle + reach, source)
        self._here().append(self._chosen)
        self.changed.emit()

    def _step(self, direction: tuple[int, int], resize: bool) -> None:
        assert self._chosen is not None
        pixels = max(1, round(8 / self._sight.scale))
        turn = -self._sight.quarter_turns % 4
        right, down = direction
        for _ in range(turn):
            right, down = -down, right
        change = resized if resize else moved
        self._replace(change(self._chosen, right * pixels, down * pixels, self._sight.source))

    def _replace(self, mark: ImageMark) -> None:
        here = self._here()
        assert self._chosen is not None
        here[here.index(self._chosen)] = mark
        self._chosen = mark
        self.changed.emit()

    def _write_note(self) -> None:
        if self._chosen is None:
            return
        frame = self._sight.to_view().mapRect(QRectF(self._chosen.rectangle))
        width, height = theme.scaled(280), self._note.sizeHint().height()
        left = min(max(8, round(frame.left())), self._canvas.width() - width - 8)
        top = min(max(8, round(frame.bottom()) + 6), self._canvas.height() - height - 8)
        self._note.setText(self._chosen.note)
        self._note.setGeometry(left, top, width, height)
        self._note.show()
        self._note.setFocus()

    def _keep_note(self) -> None:
        text = self._note.text().strip()
        had_focus = self._note.hasFocus()
        self._end_note()
        if had_focus:
            self._canvas.setFocus()
        if self._chosen is not None and self._chosen in self._here() and text != self._chosen.note:
            self._replace(replace(self._chosen, note=text))
        self._canvas.update()

    def _end_note(self) -> None:
        self._note.hide()
        self._note.clear()
