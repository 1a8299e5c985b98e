"""Taking packages in, one after the other, and what became of each in this session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from core.app import App
from core.kernel.errors import BadInput, EvenhandError, Unavailable
from core.kernel.words import Words
from desktop.tasks import Task, Tasks

ACCEPTED, KNOWN, QUARANTINED, FAILED = "accepted", "known", "quarantined", "failed"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of one file: ``outcome`` and, where it was not accepted, why."""

    number: int
    file_name: str
    outcome: str
    case_id: UUID | None
    case_number: str | None
    reasons: tuple[Words, ...] = ()
    codes: tuple[str, ...] = ()


def take_in(app: App, number: int, path: Path) -> TakenIn:
    """Receive ``path``. A file that cannot be read is told like any other outcome: the next one is waiting.

    The same file under the same name is answered as it was the first time; the counts tell that it was known.
    """
    before = app.intake.counts()
    try:
        if not path.is_file():
            raise BadInput("文件不存在或无法读取。", "There is no such file, or it cannot be read.")
        receipt = app.guardian.receive(path)
    except EvenhandError as error:
        return TakenIn(number, path.name, FAILED, None, None, (error.words,))
    except OSError as error:
        words = Words(f"文件无法读取：{error.strerror}", f"The file cannot be read: {error.strerror}")
        return TakenIn(number, path.name, FAILED, None, None, (words,))
    outcome = KNOWN if app.intake.counts() == before else receipt.outcome
    return TakenIn(
        number,
        path.name,
        outcome,
        receipt.case_id,
        receipt.number,
        tuple(fault.words for fault in receipt.faults),
        tuple(fault.code for fault in receipt.faults),
    )


def packages_in(paths: Sequence[Path]) -> list[Path]:
    """The ZIP files among ``paths`` and directly inside the folders among them, in order of their names."""
    found: list[Path] = []
    for path in paths:
        try:
            inside = (
                [one for one in path.iterdir() if one.suffix.lower() == ".zip"] if path.is_dir() else [path]
            )
        except OSError as error:
            raise Unavailable(
                f"无法读取文件夹“{path.name}”。", f"The folder “{path.name}” cannot be read."
            ) from error
        found += sorted(inside)
    if not found:
        raise BadInput("其中没有案件包（.zip）。", "There are no packages (.zip) there.")
    return found


class TakingIn(QObject):
    """The files waiting to be taken in. One is in work at a time; the others can still be called off."""

    advanced = Signal(int, int, str)
    """How many are done, of how many, and the name of the one in work."""
    taken = Signal(object)
    """A :class:`TakenIn`."""
    ended = Signal()

    def __init__(self, app: App, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._app, self._tasks = app, tasks
        self._waiting: list[Path] = []
        self._task: Task | None = None
        self._done = self._total = self._number = 0
        self.results: list[TakenIn] = []

    @property
    def is_running(self) -> bool:
        return self._task is not None

    def begin(self, paths: Sequence[Path]) -> None:
        """Add ``paths`` to what is waiting."""
        if not self.is_running:
            self._done = self._total = 0
        self._waiting += paths
        self._total += len(paths)
        if not self.is_running:
            self._next()

    def call_off(self) -> None:
        """Leave what is still waiting; the one in work is finished."""
        self._total -= len(self._waiting)
        self._waiting.clear()

    def _next(self) -> None:
        if not self._waiting:
            self._task = None
            self.ended.emit()
            return
        path = self._waiting.pop(0)
        self._number += 1
        self.advanced.emit(self._done, self._total, path.name)
        self._task = self._tasks.write(
            take_in, self._app, self._number, path, done=self._came, failed=self._refused
        )

    def _came(self, result: TakenIn) -> None:
        self._done += 1
        self.results.insert(0, result)
        self.taken.emit(result)
        self._next()

    def _refused(self, error: EvenhandError) -> None:
        """Only when even the counts could not be read: the centre is not there, so the rest waits for no use."""
        self.call_off()
        self._task = None
        self._tasks.refused.emit(error)
        self.ended.emit()
