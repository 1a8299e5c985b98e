"""Work off the GUI thread: one serial writer, two parallel readers, and a lane for long work.

Views make no threads. They hand over a function of the core and two bound methods; exactly one of
them is called, in the GUI thread, unless the view is gone by then. ``EvenhandError`` is for people
and goes to ``failed`` (or the ``refused`` signal); anything else is a defect and goes to the reporter.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from core.kernel.errors import Busy, EvenhandError, LineLost, Stopped

if TYPE_CHECKING:
    from concurrent.futures import ThreadPoolExecutor

Done = Callable[[Any], None]
Failed = Callable[[EvenhandError], None]
_PROGRESS_EVERY = 0.05  # seconds: more often than that nobody sees, and the window would drown
_WRITER, _READERS, _LONG, _AWAY = "writer", "reader", "long", "away"
_THREADS = {_WRITER: 1, _READERS: 2, _LONG: 1, _AWAY: 4}
Reporter = Callable[[BaseException], None]
UP, DOWN, SHUT = "up", "down", "shut"
"""The line to the centre: it answers; it does not; it answers, and lets this person in no more."""
_BUSY_PAUSES = (0.1, 0.4, 1.6)  # seconds before the same act goes again that others made fail


class Cancelled(Stopped):
    """Raised inside long work at its next progress call, once somebody cancelled it."""


class Leaving(Exception):  # noqa: N818
    """Raised inside waiting at its next progress call: the window closes, and what is waited for goes on elsewhere."""


class Task(QObject):
    """One piece of work under way.

    ``progressed(done, total)`` comes while it runs; ``finished`` once, whatever happened.
    """

    progressed = Signal(int, int)
    finished = Signal()

    def __init__(self, done: Done | None, failed: Failed | None, parent: QObject) -> None:
        super().__init__(parent)
        self._done = done
        self._failed = failed
        self._call: Callable[[], Any] | None = None
        self._cancel = threading.Event()
        self._left = False
        self._told_at = 0.0

    @property
    def is_cancelled(self) -> bool:
        return self._cancel.is_set()

    def cancel(self) -> None:
        """Ask for an end. Neither ``done`` nor ``failed`` is called after this."""
        self._cancel.set()

    def report(self, done: int, total: int) -> None:
        """The ``progress`` callback given to long work; called in the worker's thread."""
        if self._cancel.is_set():
            raise Cancelled
        if self._left:
            raise Leaving
        now = time.monotonic()
        if now - self._told_at >= _PROGRESS_EVERY or done >= total:
            self._told_at = now
            self.progressed.emit(done, total)


class Tasks(QObject):
    """The lanes. Make one, give it to everybody, call :meth:`shutdown` before the end."""

    refused = Signal(object)
    """An ``EvenhandError`` that nobody asked for with ``failed``."""
    idle = Signal()
    """Nothing is running, nothing waits, every result has been delivered."""
    busy_changed = Signal(bool)
    line_changed = Signal(str)
    """UP, DOWN or SHUT; told by who watches the line, for everybody who shows or waits for it."""
    line_doubted = Signal()
    """Work has just met a broken line: somebody should look at it now."""
    held_changed = Signal(int)
    """So many acts are kept until the line is back, and then go by themselves."""
    _finished = Signal(object, object, object)

    def __init__(self, reporter: Reporter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reporter = reporter
        self._pending = 0
        self._lanes: dict[str, ThreadPoolExecutor] = {}
        self._away: set[Task] = set()
        self._open = True
        self.line = UP
        self._held: list[tuple[Task, Callable[[], Any]]] = []
        # Emitted in the lanes' threads, received here: Qt queues it by itself.
        self._finished.connect(self._deliver)

    @property
    def is_idle(self) -> bool:
        return self._pending == 0

    def write(
        self, fn: Callable[..., Any], *args: Any, done: Done | None = None, failed: Failed | None = None
    ) -> Task:
        """Run ``fn(*args)`` in the one writer thread, after all earlier writes."""
        return self._start(_WRITER, fn, args, done, failed)

    def read(
        self, fn: Callable[..., Any], *args: Any, done: Done | None = None, failed: Failed | None = None
    ) -> Task:
        """Run ``fn(*args)`` in a reader thread; two run at a time, in no promised order."""
        return self._start(_READERS, fn, args, done, failed)

    def long(
        self,
        fn: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        writes: bool = False,
    ) -> Task:
        """Run ``fn(*args, progress=callback)``, where ``callback(done, total)`` ends cancelled work.

        In a lane of its own, so that queues and forms stay quick; with ``writes`` in the writer's.
        """
        return self._start(_WRITER if writes else _LONG, fn, args, done, failed, with_progress=True)

    def wait_for(
        self, fn: Callable[..., Any], *args: Any, done: Done | None = None, failed: Failed | None = None
    ) -> Task:
        """Wait for what is done elsewhere, in ``fn(*args, progress=callback)``: four at a time, and no longer than the
        window is open."""
        return self._start(_AWAY, fn, args, done, failed, with_progress=True)

    @property
    def held(self) -> int:
        """How many acts wait for the line."""
        return len(self._held)

    def held_acts(self) -> tuple[str, ...]:
        """The names of their commands (``GiveOpinion`` …), in the order in which they go."""
        return tuple(
            type(one).__name__
            for _, call in self._held
            if isinstance(call, partial)
            for one in call.args
            if hasattr(one, "command_id")
        )

    @Slot(str)
    def set_line(self, state: str) -> None:
        """The line is UP, DOWN or SHUT. When it is up, the acts that were kept go again, in their order."""
        changed, self.line = state != self.line, state
        if state == UP and self._held:
            waiting, self._held = self._held, []
            for task, call in waiting:
                self._submit(_WRITER, task, call)
            self.held_changed.emit(0)
        if changed:
            self.line_changed.emit(state)

    def drop_held(self) -> None:
        """Give up the acts that wait for the line: their person is leaving."""
        waiting, self._held = self._held, []
        for task, _ in waiting:
            task.cancel()
            task.finished.emit()
            task.deleteLater()
        if waiting:
            self.held_changed.emit(0)

    def wait_idle(self, milliseconds: int = 10_000) -> bool:
        """Serve events until idle; for tests and the demo. False when the time ran out."""
        from PySide6.QtCore import QDeadlineTimer, QEventLoop, QTimer

        deadline = QDeadlineTimer(milliseconds)
        while not self.is_idle and not deadline.hasExpired():  # what hears of the idleness may begin new work
            loop = QEventLoop()
            self.idle.connect(loop.quit)
            timer = QTimer(loop, singleShot=True)
            timer.timeout.connect(loop.quit)
            timer.start(deadline.remainingTime())
            loop.exec()
        return self.is_idle

    def shutdown(self) -> None:
        """Finish every write that was handed over, drop waiting reads, end the threads."""
        self._open = False
        for task in self._away:
            task._left = True
        for name, lane in self._lanes.items():
            lane.shutdown(wait=True, cancel_futures=name != _WRITER)

    def _start(
        self,
        lane: str,
        fn: Callable[..., Any],
        args: tuple[Any, ...],
        done: Done | None,
        failed: Failed | None,
        *,
        with_progress: bool = False,
    ) -> Task:
        task = Task(done, failed, self)
        if not self._open:
            task.cancel()
            return task
        call = partial(fn, *args, progress=task.report) if with_progress else partial(fn, *args)
        if lane == _WRITER and any(hasattr(one, "command_id") for one in args):
            task._call = call
        if task._call is not None and (self._held or self.line == DOWN):
            self._hold(task, call)  # behind those that wait already: the order of the writer stays
        else:
            if lane == _AWAY:
                self._away.add(task)
            self._submit(lane, task, call)
        return task

    def _submit(self, lane: str, task: Task, call: Callable[[], Any]) -> None:
        self._pending += 1
        if self._pending == 1:
            self.busy_changed.emit(True)
        self._lane(lane).submit(self._run, task, call)

    def _hold(self, task: Task, call: Callable[[], Any]) -> None:
        """Keep an act until the line is back. It goes again under its own command id, so it is done once."""
        self._held.append((task, call))
        self.held_changed.emit(len(self._held))

    def _lane(self, name: str) -> ThreadPoolExecutor:
        if name not in self._lanes:
            from concurrent.futures import ThreadPoolExecutor  # not needed before the first window is up

            self._lanes[name] = ThreadPoolExecutor(_THREADS[name], f"evenhand-{name}")
        return self._lanes[name]

    def _run(self, task: Task, call: Callable[[], Any]) -> None:
        result: Any = None
        error: BaseException | None = None
        try:
            if not task.is_cancelled:
                result = call() if task._call is None else _insisting(call)
        except (Cancelled, Leaving):
            task.cancel()
        except BaseException as raised:  # noqa: BLE001  the boundary of the thread: all go to the GUI thread
            error = raised
        if shiboken6.isValid(self):
            self._finished.emit(task, result, error)

    @Slot(object, object, object)
    def _deliver(self, task: Task, result: Any, error: BaseException | None) -> None:
        if isinstance(error, LineLost):
            self.line_doubted.emit()
            if task._call is not None and not task.is_cancelled and self._open:
                self._hold(task, task._call)
                self._one_less()
                return
        try:
            if not task.is_cancelled or (error is not None and not isinstance(error, EvenhandError)):
                self._answer(task, result, error)
        finally:
            self._away.discard(task)
            task.finished.emit()
            task.deleteLater()
            self._one_less()

    def _one_less(self) -> None:
        self._pending -= 1
        if self._pending == 0:
            self.busy_changed.emit(False)
            self.idle.emit()

    def _answer(self, task: Task, result: Any, error: BaseException | None) -> None:
        if error is None:
            if task._done is not None and _is_alive(task._done):
                task._done(result)
        elif not isinstance(error, EvenhandError):
            self._reporter(error)
        elif task._failed is None:
            self.refused.emit(error)
        elif _is_alive(task._failed):
            task._failed(error)


def _insisting(call: Callable[[], Any]) -> Any:
    """Run an act; one that was undone because others were at it goes again, at most three times."""
    for pause in _BUSY_PAUSES:
        try:
            return call()
        except Busy:
            time.sleep(pause)
    return call()


def _is_alive(callback: Callable[..., Any]) -> bool:
    """False when the callback is bound to a Qt object that has been destroyed."""
    while isinstance(callback, partial):
        callback = callback.func
    receiver = getattr(callback, "__self__", None)
    return not isinstance(receiver, QObject) or shiboken6.isValid(receiver)
