"""The pages about fairness: figures and their export; requests for re-draws answered by a second person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.app import App
from core.cases.redraw import AnswerRedraw, DeclareConflict
from core.kernel.ids import new_id
from desktop.draw.ask_redraw import AskRedrawDialog
from desktop.draw.fairness_page import FairnessPage
from desktop.draw.redraws_page import RedrawsPage
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.desktop.centre_fixture import busiest
from tests.desktop.work_places import WorkPlace

SignIn = Callable[[str], App]


def declared(sign_in: SignIn, count: int = 1) -> None:
    """Conflicts on the first cases of a reviewer."""
    reviewer = busiest(sign_in, "reviewer")
    for case in reviewer.case_queries.inbox()[:count]:
        reviewer.redraws.declare_conflict(DeclareConflict(new_id(), case.id, ("conflict-kin",), "样本"))


def test_figures_are_shown_and_exported(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings, tmp_path: Path
) -> None:
    declared(sign_in)
    app = sign_in("auditor1")
    place = WorkPlace(qtbot, lambda: FairnessPage(app, tasks), tasks, settings)
    page = place.page
    assert isinstance(page, FairnessPage)
    assert "No alarm" in page.alarm_chip.text()
    assert page.tiles[0].accessibleName() == f"Draws {app.draws.count()}"
    page.export_to(tmp_path / "fairness.csv")
    place.settle()
    assert place.notices[-1][1] == "ok"
    text = (tmp_path / "fairness.csv").read_text(encoding="utf-8-sig")
    assert "利益冲突" in text
    assert "r/W" in text
    place.speak_chinese()
    assert place.window.windowTitle().startswith("抽签公平性")


def test_a_second_person_confirms(qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings) -> None:
    declared(sign_in)
    app = sign_in("admin2")
    place = WorkPlace(qtbot, lambda: RedrawsPage(app, tasks), tasks, settings)
    page = place.page
    assert isinstance(page, RedrawsPage)
    [row] = page.model.rows()
    assert row.remark_words.en == "Kin or in-law: 样本"
    page.table.select_row(0)
    page.confirm.click()
    place.settle()
    assert place.notices[-1][1] == "ok"
    assert page.model.rows() == []
    assert app.redraws.waiting() == []


def test_who_may_only_read_has_no_buttons(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings
) -> None:
    declared(sign_in)
    app = sign_in("auditor1")
    place = WorkPlace(qtbot, lambda: RedrawsPage(app, tasks), tasks, settings)
    page = place.page
    assert isinstance(page, RedrawsPage)
    assert len(page.model.rows()) == 1
    assert not page.confirm.isVisible()
    assert not page.refuse.isVisible()


@pytest.mark.parametrize(("keys", "outcome"), [("Ctrl+Return", "confirmed"), ("Ctrl+D", "refused")])
def test_a_second_person_answers_by_keys(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings, keys: str, outcome: str
) -> None:
    """From the list, and from the line for the remark."""
    declared(sign_in, 2)
    app = sign_in("admin2")
    place = WorkPlace(qtbot, lambda: RedrawsPage(app, tasks), tasks, settings)
    page = place.page
    assert isinstance(page, RedrawsPage)
    assert len(page.model.rows()) == 2
    assert page.table.view.hasFocus()
    place.press(keys)
    assert len(place.notices) == 1
    place.press("Tab")
    assert page.remark.hasFocus()
    page.remark.setText("样本")
    place.press(keys)
    assert len(place.notices) == 2
    assert app.redraws.waiting() == []
    people = sign_in("auditor1").fairness.report().people
    assert sum(getattr(one, outcome) for one in people) == 2


def test_an_administrator_asks_and_another_confirms(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings
) -> None:
    asker, second = sign_in("admin1"), sign_in("admin2")
    place = WorkPlace(qtbot, lambda: RedrawsPage(asker, tasks), tasks, settings)
    assert not place.page.confirm.isVisible()  # type: ignore[attr-defined]
    place.press("Ctrl+N")
    [dialog] = [one for one in place.page.findChildren(AskRedrawDialog) if one.isVisible()]
    duties = list(dialog.model.rows())
    dialog.search.setText(duties[-1].case_number)
    place.settle()
    assert list(dialog.model.rows()) == duties[-1:]
    dialog.ask.click()
    assert dialog.isVisible() and dialog.error.isVisible()
    dialog.remark.setText("样本")
    dialog.ask.click()
    place.settle()
    assert place.notices[-1][1] == "ok"
    [waiting] = second.redraws.waiting()
    assert (waiting.case_number, waiting.holder_name) == (duties[-1].case_number, duties[-1].holder_name)
    assert duties[-1].duty_id not in {one.duty_id for one in asker.redraws.open_duties()}
    second.redraws.answer(AnswerRedraw(new_id(), waiting.id, "refused", ""))
    assert duties[-1].duty_id in {one.duty_id for one in asker.redraws.open_duties()}
