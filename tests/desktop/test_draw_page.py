"""The draws page: a draw is seen through, recomputed, handed out; a changed one does not pass."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from core.app import App
from core.draw.check_file import check_file
from core.draw.queries import DrawDetail as Detail
from core.draw.queries import DrawSummary
from core.draw.rules import (
    CHECKS,
    EXCLUSIONS,
    Candidate,
    DrawInput,
    DrawKey,
    DrawPolicy,
    lots_of,
    make_draw,
)
from core.kernel.ids import new_id
from desktop.draw.detail import DrawDetail
from desktop.draw.page import DrawsPage
from desktop.draw.picture import picture_of
from desktop.draw.share_strip import ShareStrip
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.desktop.work_places import WorkPlace

SignIn = Callable[[str], App]


class DrawsPlace(WorkPlace):
    """The page with its centre."""

    def __init__(self, qtbot: QtBot, app: App, tasks: Tasks, settings: Settings) -> None:
        super().__init__(qtbot, lambda: DrawsPage(app, tasks), tasks, settings)
        assert isinstance(self.page, DrawsPage)
        self.app, self.draws = app, self.page

    @property
    def shown(self) -> DrawSummary:
        return next(row for row in self.app.draws.draws() if row.id == self.draws.detail.draw_id)


@pytest.fixture
def place(qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings) -> DrawsPlace:
    return DrawsPlace(qtbot, sign_in("reviewer1"), tasks, settings)


def change_record(app: App, draw_id: UUID, record: str) -> None:
    """What the owner of the file can do and the guards forbid to everybody else."""
    with app._storage.engine.begin() as connection:
        rows = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'draw'")
        ).all()
        for (name,) in rows:
            connection.execute(text(f'DROP TRIGGER "{name}"'))
        connection.execute(
            text("UPDATE draw SET record = :record WHERE id = :id"), {"record": record, "id": draw_id.hex}
        )


def with_other_result(record: str) -> str:
    """The same record, but the lot has fallen on somebody else."""
    data = json.loads(record)
    others = [one for one in data["input"]["candidates"] if not one["excluded"]]
    lot = data["lots"][0]
    lot["result"] = next(one["staff_id"] for one in others if one["staff_id"] != lot["result"])
    return json.dumps(data)


def test_every_step_of_an_honest_draw_holds(place: DrawsPlace) -> None:
    assert place.draws.list.table.model.rows()[0].number == place.shown.number
    place.press("Ctrl+Return")
    lines = place.draws.detail.check.lines()
    assert lines[: len(CHECKS)] == tuple(f"✓ {words.en}" for words in CHECKS.values())
    assert all(line.startswith("✓") for line in lines)
    assert place.draws.detail.check.outcome.text() == f"✓ All {len(lines)} hold"


def test_the_candidates_are_shown_with_load_weight_share_and_reason(place: DrawsPlace) -> None:
    for row in place.app.draws.draws():
        place.draws.show_subject(row.id)
        place.settle()
        detail = place.app.draws.draw(row.id)
        told = "\n".join(place.draws.detail.candidates.read_out())
        assert f"{row.result_name} · drawn" in told
        for candidate in detail.record["input"]["candidates"]:
            assert detail.names[candidate["staff_id"]] in told
            for code in candidate["excluded"]:
                assert EXCLUSIONS[code].en in told
        assert str(lots_of(detail.record)[0].r) in place.draws.detail.lot.sentence()


def test_a_draw_can_be_asked_for_before_the_list_is_there(place: DrawsPlace) -> None:
    oldest = place.app.draws.draws()[-1]
    fresh = DrawsPage(place.app, place.draws._tasks)
    fresh.show_subject(oldest.id)
    fresh.activated()
    place.settle()
    assert fresh.detail.draw_id == oldest.id
    assert fresh.list.table.current_row().id == oldest.id
    fresh.deleteLater()


def test_a_draw_that_the_owner_of_the_file_changed_does_not_hold(place: DrawsPlace) -> None:
    row = next(one for one in place.app.draws.draws() if _has_choice(place.app, one.id))
    change_record(place.app, row.id, with_other_result(place.app.draws.draw(row.id).record_text))
    place.draws.show_subject(row.id)
    place.settle()
    place.press("Ctrl+Return")
    wrong = [line for line in place.draws.detail.check.lines() if line.startswith("✗")]
    assert wrong == [f"✗ {CHECKS['result'].en}", "✗ The record's hash is the registered one"]
    assert place.notices[-1][1] == "red"

    place.press("Ctrl+Shift+Return")
    assert f"Draw {row.number}" in place.draws.list.told()
    place.press("Ctrl+B")
    assert place.draws.detail.draw_id == row.id


def test_a_record_that_is_none_any_more_is_told_and_can_still_be_verified(place: DrawsPlace) -> None:
    row = place.app.draws.draws()[0]
    change_record(place.app, row.id, "not even JSON")
    place.draws.show_subject(row.id)
    place.settle()
    assert "no longer a draw record" in place.draws.detail.failed.sentence()
    place.press("Ctrl+Return")
    (line,) = place.draws.detail.check.lines()
    assert line.startswith("✗")
    place.press("Ctrl+Shift+Return")
    assert place.draws.list.told().startswith("✗ 1 of")


def test_all_draws_hold_and_hang_together(place: DrawsPlace) -> None:
    place.press("Ctrl+Shift+Return")
    count = place.app.draws.count()
    assert place.draws.list.told() == f"✓ All {count} draws hold, and the chain is whole."


def test_verifying_all_can_be_called_off(place: DrawsPlace) -> None:
    before = place.draws.list.told()
    place.draws.check_all()
    assert place.draws.list.cancel.isVisible()
    place.draws.list.cancel.click()
    place.settle()
    assert place.draws.list.told() == before
    assert place.draws.list.check_all.isVisible()


def test_an_outsider_checks_the_exported_files_with_python_alone(place: DrawsPlace, tmp_path: Path) -> None:
    row = next(one for one in place.app.draws.draws() if _has_choice(place.app, one.id))
    place.draws.show_subject(row.id)
    place.settle()
    folder = tmp_path / "outside"
    folder.mkdir()
    place.draws.export_to(folder)
    place.settle()
    command = place.draws.detail.record.command.text()
    assert command in place.notices[-1][0]
    line = [sys.executable, "-I", *command.split()[1:]]
    assert subprocess.run(line, cwd=folder, capture_output=True, check=False).returncode == 0

    record = folder / command.split()[2]
    record.write_text(with_other_result(record.read_text(encoding="utf-8")), encoding="utf-8")
    assert subprocess.run(line, cwd=folder, capture_output=True, check=False).returncode == 1
    check = check_file(record, str(folder / "draw.pub"))
    assert [step.code for step in check.steps if not step.ok] == ["result"]


def test_export_into_a_folder_that_is_not_there_says_so(place: DrawsPlace, tmp_path: Path) -> None:
    place.draws.export_to(tmp_path / "nowhere")
    place.settle()
    assert "cannot be written" in place.window.toast.text()


def test_the_cards_are_read_without_a_mouse(place: DrawsPlace) -> None:
    bar = place.draws.detail.scroll_area.verticalScrollBar()
    assert bar.maximum() > 0
    place.press("Alt+PgDown")
    assert bar.value() > 0
    place.press("Alt+PgUp")
    assert bar.value() == 0


def test_enter_opens_the_case_of_the_draw(place: DrawsPlace) -> None:
    place.press("Return")
    assert place.cases == [place.shown.case_id]


def picture(excluded: tuple[tuple[str, ...], ...], loads: tuple[int, ...]) -> Detail:
    """A real record over invented candidates."""
    candidates = tuple(
        Candidate(f"s{number}", f"样本{number}", load, out)
        for number, (load, out) in enumerate(zip(loads, excluded, strict=True))
    )
    given = DrawInput(str(new_id()), "review", 1, "0" * 64, DrawPolicy(), candidates, None)
    key = DrawKey(bytes(32))
    record = make_draw(given, key).to_json()
    names = {one.staff_id: one.name for one in candidates}
    drawn = names.get(record["result"])
    summary = DrawSummary(
        new_id(), 7, new_id(), "样本 2026-11-000007", "review", 1, 0, "first", drawn, "0" * 64
    )
    return Detail(summary, record, json.dumps(record), names, key.public)


def test_a_draw_without_a_candidate_is_said_in_words(qtbot: QtBot) -> None:
    shown = DrawDetail()
    qtbot.addWidget(shown)
    shown.resize(700, 700)
    shown.show()
    shown.show_draw(picture_of(picture((("absent",), ("kin", "absent")), (0, 0))))
    assert shown.lot.result.kind == "amber"
    assert shown.lot.result.text() == "△ Nobody could be drawn"
    assert "centre must act" in shown.lot.sentence()
    told = "\n".join(shown.candidates.read_out())
    assert "Is absent" in told
    assert "样本1" in told
    shown.grab()


def test_the_tick_lies_in_the_drawn_share(qtbot: QtBot) -> None:
    strip = ShareStrip()
    qtbot.addWidget(strip)
    strip.resize(600, 90)
    for loads in ((0, 0, 0), (3, 0, 1), (0, 9, 9, 9, 9), (5,)):
        made = picture_of(picture(((),) * len(loads), loads))
        strip.show_picture(made)
        strip.grab()
        (drawn,) = [share for share in made.shares if share.drawn]
        assert strip.share_rect(drawn).left() <= strip.tick_x() <= strip.share_rect(drawn).right()
        assert f"r = {made.r} / {made.total}" in strip.accessibleName()


def test_the_page_speaks_both_languages(place: DrawsPlace) -> None:
    place.press("Ctrl+Return")
    place.speak_chinese()
    assert place.window.windowTitle().startswith("分配记录")
    assert place.draws.detail.check.lines()[0] == f"✓ {CHECKS['form'].zh}"


def _has_choice(app: App, draw_id: UUID) -> bool:
    candidates = app.draws.draw(draw_id).record["input"]["candidates"]
    return sum(not one["excluded"] for one in candidates) > 1
