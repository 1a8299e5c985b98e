"""Strip and viewer of one case, and the record of what was seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from core.cases.case_rows import CaseView
from core.cases.reading import MarkSeen
from core.cases.rules import Stage
from core.kernel.errors import EvenhandError
from core.kernel.ids import new_id
from core.kernel.words import Words
from desktop.tasks import Tasks
from desktop.widgets.image_marks import ImageMark
from desktop.widgets.image_view import PaperView
from desktop.widgets.paper import PageKey, Paper, grouped
from desktop.widgets.paper_loader import PaperLoader
from desktop.widgets.paper_strip import PaperStrip

BATCH_MILLISECONDS = 700

Mark = tuple[str, int, int, int, int, int, str]
"""As a judgement carries it: document, page, left, top, width, height, note."""


def papers_of(view: CaseView) -> tuple[Paper, ...]:
    """The case's documents as the viewer knows papers, in their order."""
    return tuple(
        Paper(
            row.id,
            row.kind,
            row.kind_words,
            row.caption,
            1,
            row.page_count,
            row.media_type,
            row.taken_at,
            row.distance_m,
            row.finding,
        )
        for row in view.documents
    )


def counterparts_of(view: CaseView) -> dict[UUID, Paper]:
    """Photos of other households that are near one of this case, by that document: the nearest of each. Only for
    who reviews or approves; the paper goes by the match's id, and opening it is on record."""
    if view.duty not in (Stage.REVIEW, Stage.APPROVAL):
        return {}
    found: dict[UUID, Paper] = {}
    for one in view.findings:
        if one.match is not None and one.document_id is not None:
            other = Words(f"另一户 {one.match.other_number}", f"Another household {one.match.other_number}")
            found.setdefault(
                one.document_id,
                Paper(
                    one.match.id, "compared", other, "", 1, 1, one.match.other_media_type, finding=one.words
                ),
            )
    return found


def seen_of(view: CaseView) -> tuple[PageKey, ...]:
    """Pages the reader opened earlier."""
    return tuple((row.id, page) for row in view.documents for page in sorted(row.seen))


def mark_to_tuple(mark: ImageMark) -> Mark:
    return (
        str(mark.document_id),
        mark.page,
        mark.left,
        mark.top,
        mark.width,
        mark.height,
        mark.note,
    )


def mark_from_tuple(mark: Sequence[object]) -> ImageMark:
    document, page, left, top, width, height, note = mark
    whole = [int(str(number)) for number in (page, left, top, width, height)]
    return ImageMark(UUID(str(document)), whole[0], whole[1], whole[2], whole[3], whole[4], str(note))


class CasePapers(QObject):
    """Keeps ``strip`` and ``viewer`` together; the page puts them where they belong.

    ``mark_seen(command)`` writes; pages seen are gathered for a moment and sent together.
    """

    unseen_changed = Signal(int)
    marks_changed = Signal()

    def __init__(
        self, loader: PaperLoader, mark_seen: Callable[[MarkSeen], None], tasks: Tasks, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._mark_seen, self._tasks = mark_seen, tasks
        self._case_id: UUID | None = None
        self._keys: list[PageKey] = []
        self._others: frozenset[Mark] = frozenset()
        self._unsent: dict[PageKey, None] = {}
        self.strip = PaperStrip(loader)
        self.viewer = PaperView(loader)
        self._batch = QTimer(self)
        self._batch.setSingleShot(True)
        self._batch.setInterval(BATCH_MILLISECONDS)
        self._showing = False
        self._connect()

    def show_case(self, view: CaseView, others: Iterable[Mark], own: Iterable[Mark]) -> None:
        """Another case: its papers, the marks of an earlier judgement and the reader's own."""
        self.flush()
        self._showing = True
        papers = papers_of(view)
        self._case_id = view.id
        self.strip.show_papers(grouped(papers), seen_of(view))
        self._keys = [paper.key for group in grouped(papers) for paper in group.papers]
        self._others = frozenset(others)
        self.viewer.show_papers(papers)
        self.viewer.show_counterparts(counterparts_of(view))
        self.viewer.show_marks([mark_from_tuple(mark) for mark in (*self._others, *own)])
        self._showing = False

    def unseen(self) -> int:
        return self.strip.unseen()

    def own_marks(self) -> tuple[Mark, ...]:
        """Marks that the reader made, without those of an earlier judgement."""
        return tuple(mark for mark in map(mark_to_tuple, self.viewer.marks()) if mark not in self._others)

    @Slot()
    def next_unseen(self) -> None:
        """Go to the next page that nobody here has opened, from where the reader is; around the end."""
        current = self.viewer.current()
        at = self._keys.index(current.key) if current is not None and current.key in self._keys else -1
        seen = self.strip.seen()
        for key in (*self._keys[at + 1 :], *self._keys[: at + 1]):
            if key not in seen:
                self.viewer.show_paper(*key)
                return

    @Slot()
    def next_paper(self) -> None:
        self._step(1)

    @Slot()
    def previous_paper(self) -> None:
        self._step(-1)

    @Slot()
    def flush(self) -> None:
        """Send what was seen and not yet sent."""
        self._batch.stop()
        if self._case_id is None or not self._unsent:
            return
        pages = tuple(self._unsent)
        self._unsent = {}
        command = MarkSeen(new_id(), self._case_id, pages)
        self._tasks.write(self._mark_seen, command, failed=partial(self._not_kept, command))

    def _connect(self) -> None:
        self.strip.paper_chosen.connect(self.viewer.show_paper)
        self.strip.unseen_changed.connect(self.unseen_changed)
        self.viewer.paper_changed.connect(self.strip.set_current)
        self.viewer.paper_seen.connect(self._seen)
        self.viewer.marks_changed.connect(self._marked)
        self._batch.timeout.connect(self.flush)
        for widget in (self.strip, self.viewer):
            key = QShortcut(QKeySequence("N"), widget)
            key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            key.activated.connect(self.next_unseen)

    def _step(self, by: int) -> None:
        current = self.viewer.current()
        if current is None or current.key not in self._keys:
            return
        at = self._keys.index(current.key) + by
        if 0 <= at < len(self._keys):
            self.viewer.show_paper(*self._keys[at])

    @Slot(object, int)
    def _seen(self, document_id: UUID, page: int) -> None:
        if (document_id, page) in self.strip.seen():
            return
        self.strip.mark_seen(document_id, page)
        self._unsent[(document_id, page)] = None
        self._batch.start()

    @Slot()
    def _marked(self) -> None:
        if not self._showing:
            self.marks_changed.emit()

    def _not_kept(self, command: MarkSeen, error: EvenhandError) -> None:
        # sent again with what is seen next; what was on screen stays marked on screen
        if command.case_id == self._case_id:
            self._unsent = dict.fromkeys((*command.pages, *self._unsent))
        self._tasks.refused.emit(error)
