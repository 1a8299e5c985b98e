"""Work goes to other threads; answers come back to this one, to whoever is still there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from core.kernel.errors import BadInput, EvenhandError, LineLost
from desktop.tasks import UP, Tasks


class Receiver(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.results: list[object] = []
        self.errors: list[EvenhandError] = []
        self.threads: list[threading.Thread] = []

    def done(self, result: object) -> None:
        self.results.append(result)
        self.threads.append(threading.current_thread())

    def failed(self, error: EvenhandError) -> None:
        self.errors.append(error)
        self.threads.append(threading.current_thread())


class ExpectedDefectError(Exception):
    expected = True


def refuse() -> None:
    raise BadInput("不行。", "No.")


def break_down() -> None:
    raise ExpectedDefectError


def test_answers_come_in_the_thread_of_the_windows(tasks: Tasks) -> None:
    receiver = Receiver()
    tasks.read(threading.current_thread, done=receiver.done)
    tasks.write(refuse, done=receiver.done, failed=receiver.failed)
    assert tasks.wait_idle()
    assert receiver.results[0] is not threading.current_thread()
    assert receiver.threads == [threading.current_thread()] * 2
    assert [str(error) for error in receiver.errors] == ["No."]


def test_writes_keep_their_order(tasks: Tasks) -> None:
    receiver = Receiver()
    seen: list[int] = []
    for number in range(200):
        tasks.write(seen.append, number, done=receiver.done)
    assert tasks.wait_idle()
    assert seen == list(range(200))
    assert len(receiver.results) == 200


def test_a_refusal_nobody_asked_for_is_announced(tasks: Tasks, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tasks.refused) as refused:
        tasks.read(refuse)
    assert isinstance(refused.args[0], BadInput)


def test_a_defect_goes_to_the_reporter_and_not_to_the_view(
    tasks: Tasks, defects: list[BaseException]
) -> None:
    receiver = Receiver()
    tasks.write(break_down, done=receiver.done, failed=receiver.failed)
    assert tasks.wait_idle()
    assert [type(defect) for defect in defects] == [ExpectedDefectError]
    assert receiver.results == receiver.errors == []


def test_nothing_is_delivered_to_what_has_been_destroyed(tasks: Tasks, qtbot: QtBot) -> None:
    receiver = Receiver()
    results = receiver.results
    gate = threading.Event()
    tasks.read(gate.wait, 5, done=receiver.done)
    with qtbot.waitSignal(receiver.destroyed):
        receiver.deleteLater()
    gate.set()
    assert tasks.wait_idle()
    assert results == []


def test_long_work_tells_its_progress_and_can_be_cancelled(tasks: Tasks, qtbot: QtBot) -> None:
    receiver = Receiver()
    begin, go_on = threading.Event(), threading.Event()
    steps: list[int] = []

    def walk(length: int, progress: Callable[[int, int], None]) -> int:
        begin.wait(5)
        progress(0, length)
        go_on.wait(5)
        for step in range(length):
            steps.append(step)
            progress(step, length)
        return length

    task = tasks.long(walk, 10_000, done=receiver.done, failed=receiver.failed)
    with qtbot.waitSignal(task.progressed) as progressed:
        begin.set()
    assert progressed.args == [0, 10_000]
    task.cancel()
    go_on.set()
    assert tasks.wait_idle()
    assert receiver.results == receiver.errors == []
    assert steps == [0]


def test_shutdown_finishes_every_write_and_takes_no_more(qtbot: QtBot) -> None:
    reported: list[BaseException] = []
    lanes = Tasks(reported.append)
    seen: list[int] = []
    for number in range(50):
        lanes.write(seen.append, number)
    lanes.shutdown()
    lanes.write(seen.append, 99)
    assert seen == list(range(50))
    assert lanes.wait_idle()
    assert reported == []


@dataclass(frozen=True)
class Act:
    command_id: UUID
    name: str


def test_acts_that_met_a_broken_line_are_kept_and_go_again_in_their_order(tasks: Tasks) -> None:
    receiver, cut, tried = Receiver(), [True], list[str]()

    def send(act: Act) -> str:
        tried.append(act.name)
        if cut:
            raise LineLost("断了。", "Cut.")
        return act.name

    for name in ("first", "second"):
        tasks.write(send, Act(uuid4(), name), done=receiver.done, failed=receiver.failed)
    assert tasks.wait_idle()
    assert tasks.held_acts() == ("Act", "Act")
    assert (receiver.results, receiver.errors) == ([], [])
    cut.clear()
    tasks.set_line(UP)
    assert tasks.wait_idle()
    assert receiver.results == ["first", "second"]
    assert (tasks.held, tried.count("first"), tried.count("second")) == (0, 2, 2)


def test_what_is_no_act_is_not_kept(tasks: Tasks) -> None:
    receiver = Receiver()

    def read() -> None:
        raise LineLost("断了。", "Cut.")

    tasks.read(read, failed=receiver.failed)
    assert tasks.wait_idle()
    assert tasks.held_acts() == ()
    assert [str(error) for error in receiver.errors] == ["Cut."]
