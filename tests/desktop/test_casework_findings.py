"""A re-used photo beside the other household's, and the notice to a refused applicant, by keyboard at a real centre."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from pytestqt.qtbot import QtBot

from core.app import App
from core.cases.rules import Action, Stage
from core.demo_centre import make_demo_specimen
from desktop.settings import Settings
from desktop.tasks import Tasks
from tests.desktop.casework_desk import Desk, SignIn


def with_reused_photo(sign_in: SignIn, folder: Path) -> tuple[App, UUID]:
    """The reviewer of the case that sends another household's photo once more, and that case."""
    clerk = sign_in("intake1")
    for number in (13, 27):
        receipt = clerk.guardian.receive(make_demo_specimen(number, folder, clerk.now(), clerk.catalogue))
        assert receipt.case_id is not None, receipt.faults
        case_id = receipt.case_id
    clerk.guardian.run_until_idle()
    reviewers = [sign_in(f"reviewer{number}") for number in (1, 2, 3)]
    holding = [one for one in reviewers if case_id in {row.id for row in one.case_queries.inbox()}]
    assert holding
    return holding[0], case_id


def test_the_key_for_comparing_opens_the_other_households_photo_and_that_is_on_record(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings, tmp_path: Path
) -> None:
    app, case_id = with_reused_photo(sign_in, tmp_path)
    view = app.case_queries.case(case_id)
    (found,) = [one for one in view.findings if one.match is not None]
    assert view.duty is Stage.REVIEW and found.match is not None and found.match.similarity >= 87
    desk = Desk(qtbot, app, tasks, settings)
    page = desk.open(case_id)
    viewer = page.papers.viewer
    viewer.show_paper(found.document_id)
    desk.settle()
    current = viewer.current()
    assert current is not None and current.finding == found.words
    assert not app.audit.entries(None, "ComparePhotos")
    desk.press("C", viewer.canvas)
    desk.settle()
    assert viewer.pane.is_comparing()
    pinned = viewer.pane.pinned.paper()
    assert pinned is not None and pinned.document_id == found.match.id
    assert found.match.other_number in pinned.kind_words.zh
    still = viewer.current()
    assert still is not None and still.document_id == found.document_id
    (logged,) = app.audit.entries(None, "ComparePhotos")
    assert logged.case_number == view.number
    desk.press("C", viewer.canvas)
    assert not viewer.pane.is_comparing()


def refused_case(app: App) -> UUID:
    return next(
        row.id
        for row in app.case_queries.all_cases()
        if Action.REQUEST_REVIEW in app.case_queries.case(row.id).actions
    )


def test_the_notice_to_a_refused_applicant_is_written_in_the_readers_language(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings, tmp_path: Path
) -> None:
    app = sign_in("intake1")
    desk = Desk(qtbot, app, tasks, settings)
    page = desk.open(refused_case(app))
    button = page.header.notice
    assert button.isVisible() and button.key == "Ctrl+E"
    for name in ("notice.txt", "notice.pdf"):
        button.save(tmp_path / name)
        desk.settle()
    assert "not approved" in (tmp_path / "notice.txt").read_text(encoding="utf-8")
    assert (tmp_path / "notice.pdf").read_bytes().startswith(b"%PDF-")
    assert "notice.pdf" in desk.window.toast.text()


def test_there_is_no_notice_where_nobody_was_refused(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings
) -> None:
    app = sign_in("intake1")
    desk = Desk(qtbot, app, tasks, settings)
    others = [row.id for row in app.case_queries.all_cases() if row.id != refused_case(app)]
    page = desk.open(others[0])
    assert not page.header.notice.isVisible()
    assert not [one for one in page.commands() if one.shortcut == "Ctrl+E" and one.enabled]
