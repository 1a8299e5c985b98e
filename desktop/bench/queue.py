"""Lists over a million cases: until the first rows are painted, and our own work in each frame of scrolling."""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from core.bench.measuring import Bar, Figure, Peer, percentile, timed_figure
from core.identity.rules import Role
from core.kernel.words import Words
from desktop.app import Desk
from desktop.bench.window import OpenWindow, open_window, painted, wait_until
from desktop.desk.cases_page import CasesPage
from desktop.desk.page import DeskPage
from desktop.widgets.table import KeysetTable

_FRAME = Bar("p95", at_most=16)


def measure_queue(desk: Desk, centre: Path, rounds: int, frames: int, cases: int) -> list[Figure]:
    """``queue-first-paint`` (an auditor's list of all), ``inbox-first-paint``, and both ``…-scroll``."""
    figures = []
    for name, role, make, what in (
        ("queue", Role.AUDITOR, CasesPage, Words("全部案件列表", "the list of all cases")),
        ("inbox", Role.REVIEWER, DeskPage, Words("待办列表（1,000 件）", "an inbox of 1,000")),
    ):
        with open_window(desk, centre, role) as opened:
            figures += _measure(opened, name, make, what, rounds, frames, cases)
    return figures


def _measure(
    opened: OpenWindow,
    name: str,
    make: type[CasesPage | DeskPage],
    what: Words,
    rounds: int,
    frames: int,
    cases: int,
) -> list[Figure]:
    paints, fetches = [], []
    for _ in range(rounds + 1):
        page, seconds = _first_paint(opened, make)
        paints.append(seconds)
        fetches.append(_fetch(opened, make))
        last = page if len(paints) > rounds else page.deleteLater()
        QCoreApplication.processEvents()
    assert last is not None
    work, whole = _scroll(last.table, frames)
    last.deleteLater()
    return [
        timed_figure(
            f"{name}-first-paint",
            Words(f"{what.zh}：打开到首屏", f"From opening {what.en} to its first rows painted"),
            paints[1:],
            peer=Peer(Words("其中：查询首页", "of it: reading the first page"), percentile(fetches[1:], 50) * 1000),
            bar=Bar("p95", at_most=100),
            more={"cases": cases},
        ),
        timed_figure(
            f"{name}-scroll",
            Words(f"{what.zh}：滚动每帧自身耗时", f"Scrolling {what.en}: our own work in a frame"),
            work,
            bar=Bar("most", at_most=16),
            more={"cases": cases, "rows": last.table.model.rowCount(),
                  "wall_p95_ms": round(percentile(whole, 95) * 1000, 2),
                  "wall_most_ms": round(max(whole) * 1000, 2)},
        ),
    ]  # fmt: skip


def _first_paint(opened: OpenWindow, make: type[CasesPage | DeskPage]) -> tuple[CasesPage | DeskPage, float]:
    """A page built, laid into the window's place, its first rows read and painted."""
    began = time.perf_counter()
    page = make(opened.app, opened.desk.tasks)
    page.resize(opened.window.size())
    page.show()
    wait_until(lambda: page.table.model.rowCount() > 0)
    painted(page)
    return page, time.perf_counter() - began


def _fetch(opened: OpenWindow, make: type[CasesPage | DeskPage]) -> float:
    queries = opened.app.case_queries
    began = time.perf_counter()
    queries.all_cases() if make is CasesPage else queries.inbox()
    return time.perf_counter() - began


def _scroll(table: KeysetTable, frames: int) -> tuple[list[float], list[float]]:
    """Down by 97 pixels a frame, further pages coming in meanwhile: seconds of this thread, and by the clock."""
    bar = table.view.verticalScrollBar()
    work, whole = [], []
    for _ in range(frames):
        began, clock = time.thread_time(), time.perf_counter()
        bar.setValue(bar.value() + 97)
        QCoreApplication.processEvents()
        table.view.viewport().repaint()
        work.append(time.thread_time() - began)
        whole.append(time.perf_counter() - clock)
        time.sleep(0.001)  # a frame's pause, in which readers bring the next rows
    return work, whole
