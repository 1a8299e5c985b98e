"""Lists over a million cases: until the first rows are painted, and our own work in each frame of scrolling."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject

from core.bench.measuring import Bar, Figure, Peer, percentile, seconds_of, timed_figure
from core.identity.rules import Role
from core.kernel.words import Words
from desktop.app import Desk
from desktop.bench.window import OpenWindow, open_window, wait_until
from desktop.desk.cases_page import CasesPage
from desktop.desk.page import DeskPage
from desktop.widgets.table import KeysetTable

_ALL = Words("全部案件列表", "the list of all cases")
_INBOX = Words("待办列表", "a reviewer's inbox")


def measure_queue(desk: Desk, centre: Path, rounds: int, frames: int, cases: int) -> list[Figure]:
    """``queue-first-paint`` (an auditor's list of all), ``inbox-first-paint``, and both ``…-scroll``."""
    return [
        *_measure(_Place(desk, centre, Role.AUDITOR, "cases"), "queue", _ALL, rounds, frames, cases),
        *_measure(_Place(desk, centre, Role.REVIEWER, "desk"), "inbox", _INBOX, rounds, frames, cases),
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    """Whose list it is, and the page that shows it."""

    desk: Desk
    centre: Path
    role: Role
    key: str


def _measure(place: _Place, name: str, what: Words, rounds: int, frames: int, cases: int) -> list[Figure]:
    paints, fetches = [], []
    for number in range(rounds + 1):
        with open_window(place.desk, place.centre, place.role) as opened:
            seconds, table = _first_paint(opened, place.key)
            if number:
                paints.append(seconds)
                fetches.append(seconds_of(_fetching(opened, place.key)))
            if number == rounds:
                work, whole = _scroll(table, frames)
                rows = table.model.rowCount()
    return [
        timed_figure(
            f"{name}-first-paint",
            Words(f"{what.zh}：打开到首屏", f"From opening {what.en} to its first rows painted"),
            paints,
            peer=Peer(
                Words("其中：查询首页", "of it: reading the first page"), percentile(fetches, 50) * 1000
            ),
            bar=Bar("p50", at_most=100),
            more={"cases": cases},
        ),
        timed_figure(
            f"{name}-scroll",
            Words(f"{what.zh}：滚动每帧自身耗时", f"Scrolling {what.en}: our own work in a frame"),
            work,
            bar=Bar("most", at_most=16),
            more={"cases": cases, "rows": rows,
                  "wall_p95_ms": round(percentile(whole, 95) * 1000, 2),
                  "wall_most_ms": round(max(whole) * 1000, 2)},
        ),
    ]  # fmt: skip


class _Paints(QObject):
    """Notes that rows have been painted."""

    def __init__(self, table: KeysetTable) -> None:
        super().__init__()
        self._table = table
        self.rows = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.rows = self._table.model.rowCount()
        return False


def _first_paint(opened: OpenWindow, key: str) -> tuple[float, KeysetTable]:
    """Seconds from asking for the page, which is not built yet, until its first rows are painted."""
    QCoreApplication.processEvents()
    began = time.perf_counter()
    opened.window.show_page(key)
    page = opened.window.page(key)
    assert isinstance(page, CasesPage | DeskPage)
    watch = _Paints(page.table)
    page.table.view.viewport().installEventFilter(watch)
    wait_until(lambda: watch.rows > 0)
    seconds = time.perf_counter() - began
    page.table.view.viewport().removeEventFilter(watch)
    opened.desk.tasks.wait_idle()
    return seconds, page.table


def _fetching(opened: OpenWindow, key: str) -> Callable[[], object]:
    queries = opened.app.case_queries
    return queries.all_cases if key == "cases" else queries.inbox


def _scroll(table: KeysetTable, frames: int) -> tuple[list[float], list[float]]:
    """Down by 97 pixels a frame, further pages coming in meanwhile: seconds of this thread, and by the clock."""
    bar = table.view.verticalScrollBar()
    work, whole = [], []
    for _ in range(frames):
        began, clock = time.thread_time(), time.perf_counter()
        bar.setValue(bar.value() + 97)
        QCoreApplication.processEvents()
        work.append(time.thread_time() - began)
        whole.append(time.perf_counter() - clock)
        time.sleep(0.001)  # a frame's pause, in which readers bring the next rows
    return work, whole
