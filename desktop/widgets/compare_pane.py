"""One paper, or two side by side that zoom and move together."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop import i18n
from desktop.widgets.image_canvas import ImageCanvas
from desktop.widgets.paper import Paper
from desktop.widgets.paper_loader import PaperLoader


def paper_title(paper: Paper) -> str:
    """``Site photos · Greenhouse 1``, with the page where there are several; a caption that says the kind again does
    not stand there twice."""
    title = i18n.in_language(paper.kind_words)
    if paper.caption and paper.caption not in (title, paper.kind_words.zh) and not _is_told(paper):
        title = f"{title} · {paper.caption}"
    return f"{title} · {paper.page}/{paper.page_count}" if paper.page_count > 1 else title


def _is_told(paper: Paper) -> bool:
    return paper.kind_words.zh.endswith(paper.caption) or paper.kind_words.en.endswith(paper.caption)


class ComparePane(QWidget):
    """``main`` follows the reader; ``pinned``, to its left, appears for a comparison and stays."""

    def __init__(self, loader: PaperLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pinned = ImageCanvas(loader)
        self.main = ImageCanvas(loader)
        self.pinned.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.pinned, 1)
        row.addWidget(self.main, 1)
        self._following = False
        self.pinned.sight_changed.connect(self._pinned_moved)
        self.main.sight_changed.connect(self._main_moved)

    def is_comparing(self) -> bool:
        return not self.pinned.isHidden()

    def compare_with(self, paper: Paper) -> None:
        """Pin this paper beside the main one, both fitted."""
        self.pinned.set_levels(self.main.levels())
        self.pinned.show()
        self.pinned.show_paper(paper)
        self._caption()
        self.main.fit()

    def end_compare(self) -> None:
        self.pinned.hide()
        self.pinned.show_paper(None)
        self._caption()

    def show_paper(self, paper: Paper | None) -> None:
        self.main.show_paper(paper)
        self._caption()
        if self.is_comparing():
            self._follow(self.pinned, self.main)

    def canvases(self) -> tuple[ImageCanvas, ...]:
        """Those on screen."""
        return (self.pinned, self.main) if self.is_comparing() else (self.main,)

    def each(self, act: Callable[[ImageCanvas], None]) -> None:
        """Do the same on every canvas on screen."""
        for canvas in self.canvases():
            act(canvas)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        painter.end()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._caption()
        super().changeEvent(event)

    def _caption(self) -> None:
        comparing = self.is_comparing()
        for canvas in (self.pinned, self.main):
            paper = canvas.paper()
            canvas.caption = paper_title(paper) if comparing and paper is not None else ""
            canvas.update()

    @Slot()
    def _pinned_moved(self) -> None:
        self._follow(self.pinned, self.main)

    @Slot()
    def _main_moved(self) -> None:
        self._follow(self.main, self.pinned)

    def _follow(self, leader: ImageCanvas, follower: ImageCanvas) -> None:
        if (
            self._following
            or not self.is_comparing()
            or leader.picture() is None
            or follower.picture() is None
        ):
            return
        self._following = True
        follower.follow(leader.sight.share())
        self._following = False
