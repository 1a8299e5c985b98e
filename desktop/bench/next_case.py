"""An opinion saved by one key, until the next case is painted: form, facts and its first photo."""

from __future__ import annotations

import time
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest

from core.bench.measuring import Bar, Figure, Peer, percentile, timed_figure
from core.cases.rules import QUESTIONS
from core.identity.rules import Role
from core.kernel.words import Words
from desktop.app import Desk
from desktop.bench.window import OpenWindow, open_window, wait_until
from desktop.casework.page import CasePage
from desktop.guardian_runner import GuardianRunner
from desktop.lasting_objects import set_apart

_BAR = Bar("p95", at_most=150)
_REASON = "income-weak"


def measure_next_case(desk: Desk, centre: Path, count: int, cases: int) -> list[Figure]:
    """``next-case`` with the guardian elsewhere, as at a centre; ``next-case-alone`` with him in the window."""
    with open_window(desk, centre, Role.REVIEWER) as opened:
        page = _first_case(opened)
        _give(opened, page)  # the first one fills caches
        set_apart()  # as a session does by then
        quiet = [_give(opened, page) for _ in range(count)]
        opened.app.guardian.run_until_idle()  # what waited before is not what is measured
        guardian = GuardianRunner(opened.app, desk.reporter.report)
        guardian.start()
        wait_until(lambda: guardian.is_resting)
        busy = [_give(opened, page) for _ in range(count // 2)]
        guardian.stop()
    saving = Peer(
        Words("其中：点键到意见落盘", "of it: from the key to the opinion durable"),
        percentile([one.saved for one in quiet], 50) * 1000,
    )
    more = {
        "cases": cases,
        "p95_before_photo_ms": round(percentile([one.shown for one in quiet], 95) * 1000, 1),
    }
    return [
        timed_figure(
            "next-case",
            Words(
                "存意见到下一案显示（含首张照片）", "Opinion saved to next case painted, first photo included"
            ),
            [one.whole for one in quiet],
            peer=saving,
            bar=_BAR,
            more=more,
        ),
        timed_figure(
            "next-case-alone",
            Words("同上，守护程序在同一进程", "The same with the guardian in the window's process"),
            [one.whole for one in busy],
            bar=_BAR,
            more={"cases": cases},
        ),
    ]


class _Given:
    """Seconds from the key to: the opinion durable, the next case painted, its first photo painted too."""

    __slots__ = ("saved", "shown", "whole")

    def __init__(self, saved: float, shown: float, whole: float) -> None:
        self.saved, self.shown, self.whole = saved, shown, whole


def _first_case(opened: OpenWindow) -> CasePage:
    first = opened.app.case_queries.next_case()
    opened.window.show_page("case", first)
    page = opened.window.page("case")
    assert isinstance(page, CasePage)
    wait_until(lambda: page.view is not None and page.view.id == first)
    return page


def _give(opened: OpenWindow, page: CasePage) -> _Given:
    """Fill the form, wait as a reader would until all is quiet, press the key, wait for the next case."""
    form = page.workspace.form
    opened.desk.tasks.wait_idle()
    form.checklist.show_answers([(question.code, True) for question in QUESTIONS])
    form.reasons.ask_for("decline")
    form.reasons.chips.select([_REASON])
    form.remark.setFocus()
    QTest.keyClicks(form.remark, "no")
    opened.desk.tasks.wait_idle()
    return _press(opened, page)


def _press(opened: OpenWindow, page: CasePage) -> _Given:
    before = page.view
    assert before is not None
    seen: set[UUID] = set()
    saved: list[float] = []
    note_seen, note_saved = _noting_paper(seen), _noting_time(saved)
    page.papers.viewer.paper_seen.connect(note_seen)
    page.notice.connect(note_saved)
    began = time.perf_counter()
    QTest.keyClick(page.workspace.form.remark, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    wait_until(lambda: page.view is not None and page.view.id != before.id)
    QCoreApplication.processEvents()  # paints what the next case has changed
    shown = time.perf_counter() - began
    view = page.view
    assert view is not None
    papers = {row.id for row in view.documents}
    wait_until(lambda: bool(seen & papers))
    whole = time.perf_counter() - began
    page.papers.viewer.paper_seen.disconnect(note_seen)
    page.notice.disconnect(note_saved)
    return _Given(saved[0] - began, shown, whole)


def _noting_paper(seen: set[UUID]):  # type: ignore[no-untyped-def]
    def note(document_id: UUID, _page: int) -> None:
        seen.add(document_id)

    return note


def _noting_time(times: list[float]):  # type: ignore[no-untyped-def]
    def note(_text: str, _tone: str) -> None:
        times.append(time.perf_counter())

    return note
