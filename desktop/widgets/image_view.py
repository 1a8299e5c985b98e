"""The paper viewer: header, papers, keys. Give it a case's papers; it does the rest by keyboard."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop import theme
from desktop.widgets.compare_pane import ComparePane
from desktop.widgets.image_canvas import STEP, ImageCanvas
from desktop.widgets.image_levels import PRESETS, Levels
from desktop.widgets.image_marks import ImageMark
from desktop.widgets.paper import Paper, every_page, with_page_count
from desktop.widgets.paper_loader import PaperLoader
from desktop.widgets.viewer_bars import KeyBar, LevelsPanel, ViewerHeader

AHEAD = 3
"""Papers after the current one that are decoded before they are asked for."""


class PaperView(QWidget):
    """Shows one page of many. Its acts are ``QAction``s (:meth:`acts`), for menus and the palette too."""

    paper_changed = Signal(object, int)
    """Document (UUID) and page now shown or being opened."""
    paper_seen = Signal(object, int)
    """Its picture is on screen."""
    marks_changed = Signal()

    def __init__(self, loader: PaperLoader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._loader = loader
        self._papers: tuple[Paper, ...] = ()
        self._next_case: tuple[Paper, ...] = ()
        self._counterparts: dict[UUID, Paper] = {}
        self._at = -1
        self.header = ViewerHeader()
        self.pane = ComparePane(loader)
        self._make_acts()
        self.key_bar = KeyBar([act for act in self._acts.values() if act.property("in_bar")], self)
        self._levels_panel = LevelsPanel(self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.header)
        box.addWidget(self.pane, 1)
        self.setFocusProxy(self.pane.main)
        self._connect()
        self._retranslate()
        self._show_current()

    @property
    def canvas(self) -> ImageCanvas:
        """The canvas that follows the reader."""
        return self.pane.main

    def acts(self) -> list[QAction]:
        """Everything that can be done here; the page may add them to itself to widen the keys' reach."""
        return list(self._acts.values())

    def show_papers(self, papers: Sequence[Paper], first: tuple[UUID, int] | None = None) -> None:
        """Another case's papers (documents are spread over their pages); shows ``first`` or the first."""
        self.set_mode("mark", False)
        self.set_mode("compare", False)
        self._papers = every_page(papers)
        self._at = 0 if self._papers else -1
        if first is not None:
            self._at = self._index(*first, otherwise=self._at)
        self._show_current()

    def show_paper(self, document_id: UUID, page: int = 1) -> None:
        """Go to this page of the case; a page that is not there changes nothing."""
        at = self._index(document_id, page, otherwise=self._at)
        if at != self._at:
            self._at = at
            self._show_current()

    def current(self) -> Paper | None:
        return self._papers[self._at] if 0 <= self._at < len(self._papers) else None

    def prefetch_case(self, papers: Sequence[Paper]) -> None:
        """The next case's papers: its first pages are decoded once this case's neighbours are."""
        self._next_case = every_page(papers)
        self._prefetch()

    def show_counterparts(self, counterparts: Mapping[UUID, Paper]) -> None:
        """Papers, by document, that the key for comparing lays beside that document before any other."""
        self._counterparts = dict(counterparts)

    def compare_with(self, paper: Paper) -> None:
        """Put any paper, another household's too, at the left of the current one."""
        self.pane.compare_with(paper)
        self._acts["compare"].setChecked(True)

    def marks(self) -> tuple[ImageMark, ...]:
        """All marks of the case, in the originals' pixels."""
        return self.canvas.marks.all_marks()

    def show_marks(self, marks: Iterable[ImageMark]) -> None:
        """Replace all marks (a draft read back, somebody else's opinion)."""
        self.canvas.marks.show_marks(marks)

    def set_mode(self, name: str, on: bool) -> None:
        """Turn ``loupe``, ``mark`` or ``compare`` on or off."""
        if self._acts[name].isChecked() != on:
            self._acts[name].trigger()

    # acts

    def _make_acts(self) -> None:
        self._acts: dict[str, QAction] = {}
        for name, keys, shown, slot in (
            ("fit", ["F"], "", self._fit),
            ("actual", ["1"], "", self._actual),
            ("rotate", ["R"], "", self._rotate),
            ("levels", ["B"], "", self._next_levels),
            ("loupe", ["Z"], "", self._loupe),
            ("compare", ["C"], "", self._compare),
            ("mark", ["M"], "", self._mark),
            ("previous", ["Left", "PgUp"], "←", self._previous),
            ("next", ["Right", "PgDown"], "→", self._next),
            ("closer", ["+", "="], None, self._closer),
            ("farther", ["-"], None, self._farther),
            ("up", ["Up"], None, self._up),
            ("down", ["Down"], None, self._down),
            ("sliders", ["Shift+B"], None, self._sliders),
            ("retry", ["F5"], None, self._retry),
        ):
            act = QAction(self)
            act.setShortcuts([QKeySequence(key) for key in keys])
            act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            act.setData(shown or None)
            act.setProperty("in_bar", shown is not None)
            act.setCheckable(name in ("loupe", "compare", "mark"))
            act.setAutoRepeat(name in ("previous", "next", "closer", "farther", "up", "down"))
            act.triggered.connect(slot)
            self.addAction(act)
            self._acts[name] = act

    def _connect(self) -> None:
        self.canvas.sight_changed.connect(self._show_status)
        self.canvas.seen.connect(self.paper_seen)
        self.canvas.marks.changed.connect(self.marks_changed)
        self._loader.page_count_found.connect(self._page_count_found)
        self.key_bar.resized.connect(self._place_bar)
        self._levels_panel.changed.connect(self._set_levels)
        self._levels_panel.closed.connect(self.canvas.setFocus)

    @Slot()
    def _fit(self) -> None:
        """The whole paper; once more: its width, for reading."""
        if self.canvas.sight.fitted:
            self.canvas.fit_width()
        else:
            self.canvas.fit()

    @Slot()
    def _up(self) -> None:
        self.canvas.move_on(-1)

    @Slot()
    def _down(self) -> None:
        self.canvas.move_on(1)

    @Slot()
    def _actual(self) -> None:
        self.canvas.actual_size()

    @Slot()
    def _rotate(self) -> None:
        self.canvas.turn()

    @Slot()
    def _closer(self) -> None:
        self.canvas.zoom_by(STEP)

    @Slot()
    def _farther(self) -> None:
        self.canvas.zoom_by(1 / STEP)

    @Slot()
    def _next_levels(self) -> None:
        levels = self.canvas.levels()
        after = PRESETS.index(levels) + 1 if levels in PRESETS else 0
        self._set_levels(PRESETS[after % len(PRESETS)])

    @Slot()
    def _sliders(self) -> None:
        if not self._levels_panel.isHidden():
            self._levels_panel.close_panel()
            return
        bar = self.key_bar.geometry()
        foot = QPoint(bar.center().x(), bar.top() - theme.scaled(8))
        self._levels_panel.open_at(foot, self.canvas.levels())

    @Slot(object)
    def _set_levels(self, levels: Levels) -> None:
        self.pane.main.set_levels(levels)
        self.pane.pinned.set_levels(levels)

    @Slot(bool)
    def _loupe(self, on: bool) -> None:
        self.pane.main.set_loupe(on)
        self.pane.pinned.set_loupe(on)

    @Slot(bool)
    def _mark(self, on: bool) -> None:
        self.canvas.set_marking(on)
        if on:
            self.canvas.setFocus()

    @Slot(bool)
    def _compare(self, on: bool) -> None:
        paper = self.current()
        if not on or paper is None:
            self._acts["compare"].setChecked(False)
            self.pane.end_compare()
            return
        counterpart = self._counterparts.get(paper.document_id)
        if counterpart is not None:
            self.pane.compare_with(counterpart)
            return
        self.pane.compare_with(paper)
        self._step(1 if self._at + 1 < len(self._papers) else -1)

    @Slot()
    def _previous(self) -> None:
        self._step(-1)

    @Slot()
    def _next(self) -> None:
        self._step(1)

    @Slot()
    def _retry(self) -> None:
        self.pane.each(ImageCanvas.retry)

    def _step(self, by: int) -> None:
        if 0 <= self._at + by < len(self._papers):
            self._at += by
            self._show_current()

    # showing

    def _index(self, document_id: UUID, page: int, *, otherwise: int) -> int:
        keys = [paper.key for paper in self._papers]
        return keys.index((document_id, page)) if (document_id, page) in keys else otherwise

    def _show_current(self) -> None:
        paper = self.current()
        self.pane.show_paper(paper)  # first: the picture is under way while the rest is dressed
        self.header.show_paper(paper, self._at + 1, len(self._papers))
        self.key_bar.setVisible(paper is not None)
        for act in self._acts.values():
            act.setEnabled(paper is not None)
        self._acts["previous"].setEnabled(self._at > 0)
        self._acts["next"].setEnabled(0 <= self._at < len(self._papers) - 1)
        self.setAccessibleDescription(self.header.text())
        if paper is not None:
            self.paper_changed.emit(*paper.key)
        self._prefetch()

    @Slot()
    def _show_status(self) -> None:
        self.header.show_status("" if self.pane.is_comparing() else self.canvas.status_words())

    def _prefetch(self) -> None:
        ahead = self._papers[self._at + 1 : self._at + 1 + AHEAD]
        behind = self._papers[max(0, self._at - 1) : max(0, self._at)]
        self._loader.prefetch([*ahead[:1], *behind, *ahead[1:], *self._next_case[:AHEAD]])

    @Slot(object, int)
    def _page_count_found(self, document_id: UUID, page_count: int) -> None:
        paper = self.current()
        if paper is None or all(known.document_id != document_id for known in self._papers):
            return
        self._papers = with_page_count(self._papers, document_id, page_count)
        self._at = self._index(*paper.key, otherwise=min(self._at, len(self._papers) - 1))
        self._show_current()

    def _retranslate(self) -> None:
        self.setAccessibleName(self.tr("Paper viewer"))
        for name, text, tip in (
            ("fit", self.tr("Fit"), self.tr("The whole paper; once more: its width")),
            ("actual", self.tr("100 %"), self.tr("One pixel of the original to one of the screen")),
            ("rotate", self.tr("Turn"), self.tr("Turn a quarter clockwise")),
            ("levels", self.tr("Light"), self.tr("Brighter, more contrast, plain; Shift+B for sliders")),
            ("loupe", self.tr("Loupe"), self.tr("A magnifying glass at the pointer")),
            ("compare", self.tr("Compare"), self.tr("Keep this paper at the left, go on at the right")),
            ("mark", self.tr("Mark"), self.tr("Drag a rectangle, or Insert; then write the note")),
            ("previous", self.tr("Previous"), self.tr("The paper before")),
            ("next", self.tr("Next"), self.tr("The paper after")),
            ("closer", self.tr("Closer"), self.tr("Zoom in")),
            ("farther", self.tr("Farther"), self.tr("Zoom out")),
            ("up", self.tr("Up"), self.tr("Towards the top of an enlarged paper")),
            ("down", self.tr("Down"), self.tr("Towards the foot of an enlarged paper")),
            ("sliders", self.tr("Light and contrast…"), self.tr("Two sliders")),
            ("retry", self.tr("Try again"), self.tr("Open a paper again that failed")),
        ):
            self._acts[name].setText(text)
            self._acts[name].setToolTip(tip)
        self.key_bar.refresh()
        self._place_bar()

    # what Qt calls

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.header.show_paper(self.current(), self._at + 1, len(self._papers))
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place_bar()

    @Slot()
    def _place_bar(self) -> None:
        width = min(self.key_bar.sizeHint().width(), self.width() - theme.scaled(16))
        self.key_bar.resize(width, self.key_bar.heightForWidth(width))
        room = theme.scaled(12)
        self.key_bar.move(QPoint((self.width() - width) // 2, self.height() - self.key_bar.height() - room))
        self.key_bar.raise_()
