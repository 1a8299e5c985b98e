"""A window whose line is cut: it says so, keeps what was typed, and goes on by itself, each act once.

The real program from the sign-in window on, over a relay, on a real PostgreSQL.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from core.app import open_centre
from core.cases import tables as cases
from core.cases.kept_drafts import KeptDrafts
from core.cases.rules import QUESTIONS, Stage, Step
from core.identity.changes import passphrase_reset
from core.identity.workstation import Workstation
from desktop import i18n
from desktop.app import Desk
from desktop.casework.drafts import Draft
from desktop.casework.page import CasePage
from desktop.desk.cases_page import CasesPage
from desktop.reporter import Reporter
from desktop.session import Session
from desktop.settings import Settings
from desktop.shell.held_dialog import HeldDialog
from desktop.tasks import Tasks
from tests.centre_house import PASSPHRASES, CentreHouse, cluster, postgresql_centre
from tests.desktop.conftest import defects, dressed, settings, tasks
from tests.desktop.session_desk import Program
from tests.faults.line_proxy import LineProxy
from tests.faults.long_form import long_form
from tests.faults.relayed import relay_centre

__all__ = ["defects", "dressed", "settings", "tasks"]

TEN_SECONDS = 10.0
FILLED = Draft(
    amount="30000",
    term="12",
    rate="6.35",
    repayment="equal-instalment",
    reasons=("income-clear",),
    checklist=tuple((question.code, True) for question in QUESTIONS),
)


@pytest.fixture
def house() -> Iterator[CentreHouse]:
    with postgresql_centre() as house:
        yield house


@pytest.fixture
def line(house: CentreHouse) -> Iterator[LineProxy]:
    with LineProxy(cluster().folder / ".s.PGSQL.5432") as line:
        relay_centre(house, line)
        yield line


@pytest.fixture
def program(
    qtbot: QtBot,
    qapp: QApplication,
    tasks: Tasks,
    settings: Settings,
    house: CentreHouse,
    line: LineProxy,
    tmp_path: Path,
) -> Iterator[Program]:
    desk = Desk(qapp, settings, Reporter(tmp_path / "log" / "evenhand.log"), tasks)
    session = Session(desk, house.folder)
    session.start()
    made = Program(qtbot, session, tasks)
    yield made
    line.mend()
    tasks.wait_idle(30_000)
    session.close()
    for window in (session.window, session.sign_in_window):
        if window is not None:
            window.close()
            window.deleteLater()
    session.deleteLater()


def opened(program: Program, house: CentreHouse, step: Step, stage: Stage) -> tuple[UUID, str, CasePage]:
    """The holder of a case has signed in and has it on screen."""
    case_id = house.case_at(step)
    login = house.holder(case_id, stage)
    house.reading(login).keep_draft(case_id, FILLED.to_text())
    window = program.sign_in(login)
    window.show_page("case", case_id)
    program.settle()
    page = window.page("case")
    assert isinstance(page, CasePage) and page.view is not None and page.view.id == case_id
    return case_id, login, page


def held_dialog(program: Program) -> HeldDialog:
    (dialog,) = [one for one in program.window.findChildren(HeldDialog) if one.isVisible()]
    return dialog


def seconds_until_offline(program: Program, qtbot: QtBot) -> float:
    began = time.monotonic()
    qtbot.waitUntil(lambda: program.window.line_bar.isVisible(), timeout=30_000)
    return time.monotonic() - began


@pytest.mark.parametrize("how", [pytest.param("cut", marks=long_form), "swallow"])
def test_cut_said_kept_back_and_the_act_done_once(
    qtbot: QtBot, program: Program, house: CentreHouse, line: LineProxy, how: str
) -> None:
    case_id, _, page = opened(program, house, Step.REVIEW_STARTED, Stage.REVIEW)
    page.workspace.form.remark.setPlainText("typed before the cut")
    program.settle()
    line.cut() if how == "cut" else line.swallow()
    assert seconds_until_offline(program, qtbot) < TEN_SECONDS
    assert "Offline" in program.window.line_bar.text()
    page.workspace.form.remark.setPlainText("typed after the cut")
    command_id = page.workspace.draft().command_id
    page.act("recommend")
    page.act("recommend")  # papers were not looked at: once more
    qtbot.waitUntil(lambda: program.tasks.held >= 1, timeout=30_000)
    assert "sent" in program.window.line_bar.text() and "once" in page.workspace.message.text()
    assert page.workspace.form.remark.toPlainText() == "typed after the cut"
    assert house.last_step(case_id) is Step.REVIEW_STARTED

    line.mend()
    qtbot.waitUntil(lambda: not program.window.line_bar.isVisible(), timeout=30_000)
    qtbot.waitUntil(lambda: house.last_step(case_id) is Step.OPINION_GIVEN, timeout=30_000)
    program.settle()
    assert program.session.sign_in_window is None  # nobody had to sign in again
    rows = house.raw(f"SELECT remark FROM evenhand.opinion WHERE case_id = '{case_id}'")
    assert rows == [("typed after the cut",)]
    assert house.raw(f"SELECT count(*) FROM evenhand.command WHERE id = '{command_id}'") == [(1,)]
    assert program.session.app is not None and program.session.app.kept_drafts is not None
    assert list(program.session.app.kept_drafts.unsent()) == []


def test_cut_after_the_server_had_done_it_it_is_not_done_again(
    qtbot: QtBot, program: Program, house: CentreHouse, line: LineProxy
) -> None:
    """The answer is lost on its way: sent again under the same command id, the act answers as before."""
    case_id, _, page = opened(program, house, Step.REVIEW_STARTED, Stage.REVIEW)
    page.workspace.form.remark.setPlainText("said once")
    program.settle()
    line.lose_answer_to(b"COMMIT", after=b"INSERT INTO opinion")
    page.act("recommend")
    page.act("recommend")
    qtbot.waitUntil(lambda: page.view is None or page.view.id != case_id, timeout=60_000)
    program.settle()
    assert house.raw(f"SELECT count(*) FROM evenhand.opinion WHERE case_id = '{case_id}'") == [(1,)]
    assert line.lost_answers == 1


@long_form
def test_a_draft_typed_while_offline_survives_a_crash(
    qtbot: QtBot, program: Program, house: CentreHouse, line: LineProxy
) -> None:
    case_id, login, page = opened(program, house, Step.REVIEW_STARTED, Stage.REVIEW)
    line.cut()
    assert seconds_until_offline(program, qtbot) < TEN_SECONDS
    page.workspace.form.remark.setPlainText("样本：断线时写的")
    app = program.session.app
    assert app is not None and app.kept_drafts is not None
    qtbot.waitUntil(lambda: app.kept_drafts.read(case_id) is not None, timeout=10_000)
    for file in house.settings.drafts.rglob("*.draft"):
        assert "断线".encode() not in file.read_bytes()
    # The window dies here: nothing of it is closed, and the next one begins from what lies on the disk.
    line.mend()
    folder, words = house.folder, PASSPHRASES[login]
    script = (
        "import sys\nfrom pathlib import Path\nfrom uuid import UUID\nfrom core.app import open_centre\n"
        "app = open_centre(Path(sys.argv[1]), sys.argv[2], sys.argv[3])\n"
        "print('断线时写的' in (app.kept_drafts.read(UUID(sys.argv[4])) or ''))\napp.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder), login, words, str(case_id)],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert done.stdout.strip() == "True"
    other = KeptDrafts.open(house.settings.drafts, login, house.staff[login].id, "another passphrase")
    assert other.read(case_id) is None


def test_an_unsent_draft_is_what_the_next_window_shows_and_then_the_server_has_it(
    qtbot: QtBot, program: Program, house: CentreHouse, line: LineProxy
) -> None:
    case_id = house.case_at(Step.REVIEW_STARTED)
    login = house.holder(case_id, Stage.REVIEW)
    before = open_centre(house.folder, login, PASSPHRASES[login])
    assert before.kept_drafts is not None
    before.reading.keep_draft(case_id, Draft(remark="older").to_text())
    before.kept_drafts.keep(case_id, Draft(remark="newer, unsent").to_text())
    before.close()
    window = program.sign_in(login)
    window.show_page("case", case_id)
    program.settle()
    page = window.page("case")
    assert isinstance(page, CasePage)
    assert page.workspace.form.remark.toPlainText() == "newer, unsent"
    app = program.session.app
    assert app is not None

    def sent() -> bool:
        draft = Draft.from_text(app.case_queries.case(case_id).draft)
        return draft is not None and draft.remark == "newer, unsent"

    qtbot.waitUntil(sent, timeout=30_000)
    assert app.kept_drafts is not None and list(app.kept_drafts.unsent()) == []


def test_lists_say_offline_and_come_by_themselves(
    qtbot: QtBot, qapp: QApplication, program: Program, house: CentreHouse, line: LineProxy
) -> None:
    house.new_case()
    window = program.sign_in("intake1")
    line.cut()
    assert seconds_until_offline(program, qtbot) < TEN_SECONDS
    window.show_page("cases")
    page = window.page("cases")
    assert isinstance(page, CasesPage)
    qtbot.waitUntil(lambda: page.model.state == "offline", timeout=30_000)
    i18n.use_language(qapp, i18n.CHINESE)
    qapp.processEvents()
    assert "离线" in window.line_bar.text()
    i18n.use_language(qapp, i18n.ENGLISH)
    line.mend()
    qtbot.waitUntil(lambda: page.model.state == "ready" and len(page.model.rows()) == 1, timeout=30_000)
    line.cut()
    assert seconds_until_offline(program, qtbot) < TEN_SECONDS
    page.refresh()
    qtbot.waitUntil(lambda: program.tasks.is_idle, timeout=30_000)
    assert page.model.state == "ready" and len(page.model.rows()) == 1  # old rows are better than none
    line.mend()
    qtbot.waitUntil(lambda: not window.line_bar.isVisible(), timeout=30_000)


@long_form
def test_signing_out_while_offline_gives_up_what_waits_and_nobody_else_sends_it(
    qtbot: QtBot, program: Program, house: CentreHouse, line: LineProxy
) -> None:
    case_id, _, page = opened(program, house, Step.REVIEW_STARTED, Stage.REVIEW)
    page.workspace.form.remark.setPlainText("not sent")
    program.settle()
    line.cut()
    assert seconds_until_offline(program, qtbot) < TEN_SECONDS
    page.act("recommend")
    page.act("recommend")
    qtbot.waitUntil(lambda: program.tasks.held >= 1, timeout=30_000)
    program.window.sign_out()
    told = held_dialog(program)
    assert "Give an opinion" in told.text().splitlines()
    told.reject()
    assert program.tasks.held >= 1 and program.session.sign_in_window is None
    program.window.sign_out()
    held_dialog(program).give_up.click()
    qtbot.waitUntil(lambda: program.session.sign_in_window is not None, timeout=30_000)
    assert program.tasks.held == 0
    line.mend()
    program.settle()
    assert house.last_step(case_id) is Step.REVIEW_STARTED


def test_closing_over_an_act_that_is_not_sent_says_so_and_waits(
    qtbot: QtBot, program: Program, house: CentreHouse, line: LineProxy
) -> None:
    case_id, _, page = opened(program, house, Step.REVIEW_STARTED, Stage.REVIEW)
    window = program.window
    line.cut()
    assert seconds_until_offline(program, qtbot) < TEN_SECONDS
    assert window.line_bar.property("tone") == "amber"
    page.act("recommend")
    page.act("recommend")
    qtbot.waitUntil(lambda: program.tasks.held >= 1, timeout=30_000)
    assert not window.close()
    told = held_dialog(program)
    assert "Give an opinion" in told.text().splitlines()
    told.wait.click()
    assert window.isVisible() and "by itself" in told._meaning.text()
    line.mend()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=30_000)
    assert house.last_step(case_id) is Step.OPINION_GIVEN
    assert len(house.all(select(cases.opinion.c.id).where(cases.opinion.c.case_id == case_id))) == 1


def test_whose_passphrase_was_reset_meanwhile_is_told_in_red(
    qtbot: QtBot, program: Program, house: CentreHouse, line: LineProxy
) -> None:
    window = program.sign_in("reviewer1")
    line.cut()
    assert seconds_until_offline(program, qtbot) < TEN_SECONDS
    house.change(passphrase_reset(house.staff["reviewer1"].id))
    line.mend()
    qtbot.waitUntil(lambda: window.line_bar.property("tone") == "red", timeout=30_000)
    assert "lets you in no more" in window.line_bar.text()


def test_an_idle_window_is_locked_and_opens_with_the_passphrase_of_the_centre_alone(
    qtbot: QtBot, program: Program, house: CentreHouse
) -> None:
    window = program.sign_in("reviewer1")
    failures = Workstation(house.folder).slots
    window.set_idle_lock(1)
    window.idle_watch.idle.emit()
    lock = window.lock_screen
    assert lock.isVisible() and not window.rail.isEnabled()
    QTest.keyClicks(lock.passphrase, "not the passphrase")
    QTest.keyClick(lock.passphrase, Qt.Key.Key_Return)
    program.settle()
    assert lock.isVisible() and lock.error() == "Wrong user name or passphrase."
    (failed,) = failures.unreported()
    assert (failed.login, failed.count) == ("reviewer1", 1)
    window.open_palette()
    assert not window.palette_view.isVisible()
    QTest.keyClicks(lock.passphrase, PASSPHRASES["reviewer1"])
    QTest.keyClick(lock.passphrase, Qt.Key.Key_Return)
    program.settle()
    assert not lock.isVisible() and window.rail.isEnabled()
    program.window.sign_out()
    program.sign_in("reviewer1")
    assert program.session.app is not None and program.session.app.access.failures == 1
