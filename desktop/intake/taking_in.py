"""Taking packages in, one after the other, and what became of each in this session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.app import App
from core.guardian.handed_in import HandedIn
from core.kernel.errors import BadInput, EvenhandError, Unavailable
from core.kernel.words import Words
from desktop.tasks import Task, Tasks

ACCEPTED, KNOWN, QUARANTINED, FAILED, WAITING = "accepted", "known", "quarantined", "failed", "waiting"
_ASK_AGAIN_MS = 1_000


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of one file: ``outcome`` and, where it was not accepted, why. At a centre it was handed in, and
    is ``waiting`` until the guardian answers."""

    number: int
    file_name: str
    outcome: str
    case_id: UUID | None
    case_number: str | None
    reasons: tuple[Words, ...] = ()
    codes: tuple[str, ...] = ()
    handed_in: UUID | None = None


def take_in(app: App, number: int, path: Path) -> TakenIn:
    """Receive ``path``. A file that cannot be read is told like any other outcome: the next one is waiting.

    The same file under the same name is answered as it was the first time; the counts tell that it was known.
    """
    before = app.intake.counts()
    try:
        if not path.is_file():
            raise BadInput("文件不存在或无法读取。", "There is no such file, or it cannot be read.")
        if not app.guardian_is_here:
            given = app.handing_in.hand_in(path)
            return TakenIn(number, path.name, WAITING, None, None, handed_in=given)
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
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(_ASK_AGAIN_MS)
        self._asking.timeout.connect(self._ask)

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
        if result.outcome == WAITING and not self._asking.isActive():
            self._asking.start()
        self._next()

    @Slot()
    def _ask(self) -> None:
        """What became of the packages that wait for the guardian?"""
        waiting = tuple(one.handed_in for one in self.results if one.outcome == WAITING and one.handed_in)
        if waiting:
            self._tasks.read(self._app.handing_in.answers, waiting, done=self._answered, failed=self._not_yet)

    def _answered(self, answers: list[HandedIn]) -> None:
        told = {one.id: one for one in answers if one.outcome is not None}
        for place, one in enumerate(self.results):
            if one.outcome == WAITING and one.handed_in in told:
                said = told[one.handed_in]
                self.results[place] = answered = replace(
                    one, outcome=said.outcome or FAILED, case_id=said.led_to, case_number=said.number,
                    reasons=said.reasons, codes=said.codes,
                )  # fmt: skip
                self.taken.emit(answered)
        if any(one.outcome == WAITING for one in self.results):
            self._asking.start()

    def _not_yet(self, error: EvenhandError) -> None:
        """The line is down, and whoever watches it says so."""
        self._asking.start()

    def _refused(self, error: EvenhandError) -> None:
        """Only when even the counts could not be read: the centre is not there, so the rest waits for no use."""
        self.call_off()
        self._task = None
        self._tasks.refused.emit(error)
        self.ended.emit()
