"""Pictures of papers for viewer and strip: fetched and decoded off the window's thread, kept by bytes.

Two lanes, one picture at a time in each: what the reader waits for, and what can wait (thumbnails
and the next case). Each lane has its own renderer process.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import shiboken6
from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage

from core.intake.render import PDF, Raster, Renderer
from core.kernel.errors import EvenhandError
from desktop.widgets.paper import Paper

BUDGET = 320 << 20
FILE_BUDGET = 64 << 20
FULL_PDF_SIDE = 3508
"""Longest side of a PDF page at "full resolution": A4 at 300 dpi."""


class Size(Enum):
    """How large a picture is wanted."""

    THUMBNAIL = "thumbnail"
    FIT = "fit"
    FULL = "full"


class Reads(Protocol):
    """The part of ``desktop.tasks.Tasks`` that is used here."""

    def read(self, fn: Callable[..., Any], *args: Any, done: Any = None, failed: Any = None) -> Any: ...


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded page. The image lies on the raster's own memory, so the two stay together."""

    image: QImage
    raster: Raster

    @property
    def source(self) -> QSize:
        """Size of the upright original in pixels."""
        return QSize(self.raster.source_width, self.raster.source_height)

    def fills(self, box: QSize) -> bool:
        """True when the page fitted into ``box`` would not have to be enlarged."""
        source = self.source
        ratio = min(box.width() / source.width(), box.height() / source.height())
        return self.image.width() >= min(1.0, ratio) * source.width() * 0.97


def picture_of(raster: Raster) -> Picture:
    """The raster as an image, without copying it."""
    image = QImage(raster.pixels, raster.width, raster.height, raster.stride, QImage.Format.Format_RGB32)
    return Picture(image, raster)


Key = tuple[UUID, int, Size]
Done = Callable[[Paper, Picture], None]
Failed = Callable[[Paper, EvenhandError], None]


@dataclass(slots=True)
class _Job:
    paper: Paper
    size: Size
    box: QSize
    askers: dict[Hashable, tuple[Done, Failed]] = field(default_factory=dict)
    forgotten: bool = False

    @property
    def key(self) -> Key:
        return *self.paper.key, self.size


def _is_there(callback: Callable[..., Any]) -> bool:
    """False when the widget that asked has been destroyed meanwhile."""
    asker = getattr(callback, "__self__", None)
    return not isinstance(asker, QObject) or shiboken6.isValid(asker)


class PaperLoader(QObject):
    """Gives pictures of papers; ``load(document_id)`` reads a file and runs in a reader thread."""

    page_count_found = Signal(object, int)
    """A document (UUID) turned out to have this many pages."""

    def __init__(
        self,
        load: Callable[[UUID], bytes],
        front: Renderer,
        back: Renderer,
        tasks: Reads,
        parent: QObject | None = None,
        *,
        budget: int = BUDGET,
    ) -> None:
        super().__init__(parent)
        self._load, self._tasks, self._budget = load, tasks, budget
        self._renderers = (front, back)
        self._waiting: tuple[OrderedDict[Key, _Job], ...] = (OrderedDict(), OrderedDict())
        self._running: list[_Job | None] = [None, None]
        self._pictures: OrderedDict[Key, Picture] = OrderedDict()
        self._used = 0
        self._files: OrderedDict[UUID, bytes] = OrderedDict()
        self._files_lock = threading.Lock()
        self._boxes = {Size.THUMBNAIL: QSize(160, 120), Size.FIT: QSize(1000, 750)}

    def set_box(self, size: Size, box: QSize) -> None:
        """Device pixels to fill, for thumbnails or for the viewer's fit."""
        self._boxes[size] = box.expandedTo(QSize(16, 16))

    def warm(self) -> None:
        """Start both renderer processes now."""
        for renderer in self._renderers:
            self._tasks.read(renderer.warm)

    def cached(self, paper: Paper, size: Size) -> Picture | None:
        """The picture, if it is here and large enough."""
        key = (*paper.key, size)
        picture = self._pictures.get(key)
        if picture is None or (size is not Size.FULL and not picture.fills(self._boxes[size])):
            return None
        self._pictures.move_to_end(key)
        return picture

    def any_cached(self, paper: Paper) -> Picture | None:
        """The best picture of this page that is here, of whatever size."""
        for size in (Size.FULL, Size.FIT, Size.THUMBNAIL):
            if (picture := self._pictures.get((*paper.key, size))) is not None:
                return picture
        return None

    def request(self, paper: Paper, size: Size, asker: Hashable, done: Done, failed: Failed) -> None:
        """Call ``done(paper, picture)`` or ``failed(paper, error)``: at once from the cache, else later.

        An asker that asks again for the same size no longer waits for what it asked before.
        """
        self.give_up(asker, size)
        if (picture := self.cached(paper, size)) is not None:
            done(paper, picture)
            return
        lane = 1 if size is Size.THUMBNAIL else 0
        job = self._job(paper, size, lane)
        job.askers[asker] = (done, failed)
        self._start(lane)

    def give_up(self, asker: Hashable, size: Size) -> None:
        """The asker no longer waits for pictures of this size."""
        for lane, waiting in enumerate(self._waiting):
            for key in [key for key, job in waiting.items() if job.size is size and asker in job.askers]:
                del waiting[key].askers[asker]
                if not waiting[key].askers:
                    del waiting[key]
            running = self._running[lane]
            if running is not None and running.size is size:
                running.askers.pop(asker, None)

    def prefetch(self, papers: Iterable[Paper]) -> None:
        """Have these at fit size soon, in this order; replaces what was to be prefetched before."""
        back = self._waiting[1]
        for key in [key for key, job in back.items() if job.size is Size.FIT and not job.askers]:
            del back[key]
        for paper in reversed(list(papers)):
            key = (*paper.key, Size.FIT)
            known = key in back or key in self._waiting[0] or self._is_running(key) is not None
            if not known and self.cached(paper, Size.FIT) is None:
                back[key] = self._new(paper, Size.FIT)
                back.move_to_end(key, last=False)
        self._start(1)

    def forget(self) -> None:
        """Drop every picture and file: another person signs in, or the case is left."""
        self._pictures.clear()
        self._used = 0
        for waiting in self._waiting:
            waiting.clear()
        for job in self._running:
            if job is not None:
                job.forgotten = True
        with self._files_lock:
            self._files.clear()

    def close(self) -> None:
        """End both renderer processes."""
        self.forget()
        for renderer in self._renderers:
            renderer.close()

    def _new(self, paper: Paper, size: Size) -> _Job:
        if size is Size.FULL:
            side = FULL_PDF_SIDE if paper.media_type == PDF else 100_000
            return _Job(paper, size, QSize(side, side))
        return _Job(paper, size, self._boxes[size])

    def _is_running(self, key: Key) -> _Job | None:
        return next((job for job in self._running if job is not None and job.key == key), None)

    def _job(self, paper: Paper, size: Size, lane: int) -> _Job:
        """The job for this picture: the one under way if its box will do, else one first in the lane."""
        key = (*paper.key, size)
        running = self._is_running(key)
        fresh = running is not None and not running.forgotten
        if running is not None and fresh and (size is Size.FULL or running.box == self._boxes[size]):
            return running
        job = self._waiting[lane].get(key) or self._new(paper, size)
        if lane == 0:
            self._waiting[1].pop(key, None)
        job.box = self._new(paper, size).box
        self._waiting[lane][key] = job
        if lane == 0:
            self._waiting[lane].move_to_end(key, last=False)
        return job

    def _start(self, lane: int) -> None:
        if self._running[lane] is not None or not self._waiting[lane]:
            return
        _, job = self._waiting[lane].popitem(last=False)
        self._running[lane] = job
        self._tasks.read(
            self._render,
            job,
            self._renderers[lane],
            done=partial(self._done, lane, job),
            failed=partial(self._failed, lane, job),
        )

    def _render(self, job: _Job, renderer: Renderer) -> Raster:
        """In a reader thread."""
        return renderer.render(
            self._file(job),
            job.paper.media_type,
            page=job.paper.page,
            box=(job.box.width(), job.box.height()),
            exact=job.size is Size.THUMBNAIL,
        )

    def _file(self, job: _Job) -> bytes:
        document_id = job.paper.document_id
        with self._files_lock:
            if (data := self._files.get(document_id)) is not None:
                self._files.move_to_end(document_id)
                return data
        data = self._load(document_id)
        if job.forgotten:
            return data
        with self._files_lock:
            self._files[document_id] = data
            while len(self._files) > 1 and sum(map(len, self._files.values())) > FILE_BUDGET:
                self._files.popitem(last=False)
        return data

    def _done(self, lane: int, job: _Job, raster: Raster) -> None:
        self._running[lane] = None
        picture = picture_of(raster)
        if not job.forgotten:
            self._keep(job.key, picture)
        if raster.page_count != job.paper.page_count and job.paper.media_type == PDF:
            self.page_count_found.emit(job.paper.document_id, raster.page_count)
        for done, _ in list(job.askers.values()):
            if _is_there(done):
                done(job.paper, picture)
        self._start(lane)

    def _failed(self, lane: int, job: _Job, error: EvenhandError) -> None:
        # nobody waits for a prefetched paper: its error is told when somebody opens it
        self._running[lane] = None
        for _, failed in list(job.askers.values()):
            if _is_there(failed):
                failed(job.paper, error)
        self._start(lane)

    def _keep(self, key: Key, picture: Picture) -> None:
        if (old := self._pictures.pop(key, None)) is not None:
            self._used -= old.image.sizeInBytes()
        self._pictures[key] = picture
        self._used += picture.image.sizeInBytes()
        while self._used > self._budget and len(self._pictures) > 1:
            _, dropped = self._pictures.popitem(last=False)
            self._used -= dropped.image.sizeInBytes()
