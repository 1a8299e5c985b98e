"""The case workspace by keyboard, against a real centre: what is typed becomes a fact, or is kept."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QRadioButton
from pytestqt.qtbot import QtBot

from core.app import App
from core.cases.rules import QUESTIONS, Outcome, Stage, Status, Step
from desktop.casework.drafts import Draft
from desktop.casework.page import CasePage
from desktop.settings import Settings
from desktop.tasks import Tasks
from desktop.widgets.masked_field import ReasonDialog
from tests.desktop.casework_desk import Desk, SignIn, case_id, desk, reviewer
from tests.desktop.centre_fixture import busiest

__all__ = ["case_id", "desk", "reviewer"]


def test_an_opinion_by_keyboard_becomes_a_fact_and_the_next_case_stands_there(
    desk: Desk, reviewer: App, case_id: UUID
) -> None:
    page = desk.open(case_id)
    following = reviewer.case_queries.next_case(case_id)
    desk.see_all()
    desk.answer_all()
    desk.choose("repayment")
    desk.press("Alt+A")
    desk.type("30000")
    desk.press("Alt+M")
    desk.type("seen and checked")
    desk.press("Ctrl+Return")
    desk.settle()

    view = reviewer.case_queries.case(case_id)
    opinion = view.judgement(Stage.REVIEW)
    assert view.status is Status.AWAITING_APPROVAL
    assert opinion is not None and opinion.outcome is Outcome.APPROVE
    assert opinion.amount_fen == 3_000_000
    assert opinion.reasons == ("income-clear",)
    assert opinion.remark == "seen and checked"
    assert dict(opinion.checklist) == {question.code: True for question in QUESTIONS}
    assert opinion.unseen == 0
    assert view.draft is None
    assert desk.window.toast.text().startswith(view.number)
    assert page.view is not None and page.view.id == following


def test_opening_a_case_starts_its_duty(desk: Desk, reviewer: App, case_id: UUID) -> None:
    desk.open(case_id)
    assert reviewer.case_queries.case(case_id).last_step is Step.REVIEW_STARTED


def test_what_is_missing_is_said_in_place_and_led_to(desk: Desk, reviewer: App, case_id: UUID) -> None:
    page = desk.open(case_id)
    desk.press("Ctrl+Return")
    assert "reason" in page.workspace.message.text()
    assert page.workspace.form.reasons.chips.line.hasFocus()
    desk.choose("repayment")
    desk.press("Ctrl+Return")
    assert "8 questions" in page.workspace.message.text()
    assert page.workspace.checklist.isVisible()
    desk.press("Esc", page.workspace.checklist)
    desk.press("Alt+A")
    desk.type("plenty")
    desk.press("Ctrl+Return")
    assert "plenty" in page.workspace.message.text()
    desk.settle()
    assert reviewer.case_queries.case(case_id).judgement(Stage.REVIEW) is None


def test_escape_leads_back_from_the_form_to_the_papers(desk: Desk, case_id: UUID) -> None:
    page = desk.open(case_id)
    left = page.papers.unseen()
    for key in ("Alt+A", "Alt+R", "Alt+M", "Alt+N"):
        desk.press(key)
        desk.press("Esc")
        assert page.papers.viewer.hasFocus(), key
    desk.press("N")
    desk.settle()
    assert page.papers.unseen() < left


def test_a_reason_half_typed_is_not_passed_over(desk: Desk, reviewer: App, case_id: UUID) -> None:
    page = desk.open(case_id)
    desk.see_all()
    desk.answer_all()
    desk.choose("repayment")
    desk.type("no such words")
    desk.press("Ctrl+Return")
    desk.settle()
    assert "no such words" in page.workspace.message.text()
    assert reviewer.case_queries.case(case_id).judgement(Stage.REVIEW) is None
    desk.press("Esc")
    desk.press("Ctrl+Return")
    desk.settle()
    assert reviewer.case_queries.case(case_id).judgement(Stage.REVIEW) is not None


def test_papers_not_seen_need_a_second_press(desk: Desk, reviewer: App, case_id: UUID) -> None:
    page = desk.open(case_id)
    desk.answer_all()
    desk.choose("repayment")
    desk.press("Ctrl+Return")
    desk.settle()
    assert "not looked at" in page.workspace.message.text()
    assert reviewer.case_queries.case(case_id).judgement(Stage.REVIEW) is None
    left = page.papers.unseen()
    desk.press("Ctrl+Return")
    desk.settle()
    opinion = reviewer.case_queries.case(case_id).judgement(Stage.REVIEW)
    assert opinion is not None and opinion.unseen == left > 0


def test_a_case_is_returned_for_supplement_with_its_reason(desk: Desk, reviewer: App, case_id: UUID) -> None:
    desk.open(case_id)
    desk.choose("cannot be read")
    desk.press("Alt+M")
    desk.type("page two is blurred")
    desk.press("Ctrl+R")
    desk.settle()
    view = reviewer.case_queries.case(case_id)
    assert view.status is Status.RETURNED
    assert view.returns[-1].reasons == ("paper-unreadable",)
    assert view.returns[-1].remark == "page two is blurred"


def test_a_decline_needs_no_amount(desk: Desk, reviewer: App, case_id: UUID) -> None:
    desk.open(case_id)
    desk.choose("too little income")
    desk.press("Alt+M")
    desk.press("Ctrl+D")
    desk.settle()
    opinion = reviewer.case_queries.case(case_id).judgement(Stage.REVIEW)
    assert opinion is not None
    assert (opinion.outcome, opinion.amount_fen) == (Outcome.DECLINE, 0)


def test_reasons_narrow_to_the_outcome_of_the_first(desk: Desk, case_id: UUID) -> None:
    page = desk.open(case_id)
    desk.choose("too little income")
    desk.choose("repayment")
    assert page.workspace.form.reasons.selected() == ("income-weak",)
    desk.press("Ctrl+Return")
    assert page.workspace.message.text() == "The reasons do not fit the outcome."


def test_a_draft_survives_closing_and_opening(desk: Desk, reviewer: App, case_id: UUID, qtbot: QtBot) -> None:
    desk.open(case_id)
    desk.choose("repayment")
    desk.press("Alt+M")
    desk.type("half a thought")
    desk.press("Alt+C")
    desk.press("Y")
    desk.press("N")
    desk.window.close()
    desk.settle()

    again = CasePage(reviewer, desk.tasks)
    qtbot.addWidget(again)
    again.show_subject(case_id)
    desk.settle()
    form = again.workspace.form
    assert form.remark.toPlainText() == "half a thought"
    assert form.reasons.selected() == ("income-clear",)
    assert form.checklist.answers() == (("identity", True), ("household", False))


def test_a_draft_is_kept_when_typing_stops(desk: Desk, reviewer: App, case_id: UUID, qtbot: QtBot) -> None:
    desk.open(case_id)
    desk.press("Alt+M")
    desk.type("kept")

    def is_kept() -> None:
        kept = Draft.from_text(reviewer.case_queries.case(case_id).draft)
        assert kept is not None and kept.remark == "kept"

    qtbot.waitUntil(is_kept)


def test_marks_go_with_the_opinion(desk: Desk, reviewer: App, case_id: UUID) -> None:
    page = desk.open(case_id)
    desk.press("Alt+V")
    desk.press("M")
    desk.press("Insert")
    desk.type("blurred")
    desk.press("Return")
    assert len(page.papers.own_marks()) == 1
    desk.choose("photos doubtful")
    desk.press("Ctrl+D")
    desk.settle()
    opinion = reviewer.case_queries.case(case_id).judgement(Stage.REVIEW)
    assert opinion is not None and len(opinion.marks) == 1


def test_pages_seen_are_on_record(desk: Desk, reviewer: App, case_id: UUID) -> None:
    page = desk.open(case_id)
    before = page.papers.unseen()
    desk.press("Alt+Right")
    desk.settle()
    assert page.papers.unseen() == before - 1
    page.keep()
    desk.settle()
    assert reviewer.case_queries.case(case_id).unseen == before - 1


def test_the_id_number_is_shown_for_a_reason_that_is_logged(
    desk: Desk, reviewer: App, case_id: UUID, qtbot: QtBot
) -> None:
    page = desk.open(case_id)
    field = page.header.id_number
    assert "…" in field.text()
    desk.press("Alt+I")
    dialog = desk.window.findChild(ReasonDialog)
    assert dialog is not None
    assert dialog.findChildren(QRadioButton)[0].text().endswith("Compare with the card")
    assert "…" in field.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    desk.settle()
    assert field.text().isalnum() and len(field.text()) == 18
    assert any("reveal" in fact for fact in _log_of(reviewer, case_id))


def test_a_case_that_is_not_mine_has_no_form(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings
) -> None:
    auditor = sign_in("auditor1")
    desk = Desk(qtbot, auditor, tasks, settings)
    page = desk.open(auditor.case_queries.all_cases()[0].id)
    assert page.view is not None
    assert page.workspace.form.isHidden()
    assert page.workspace.form.buttons.acts() == ()
    assert not page.header.id_number.link.isVisible()


def test_a_refused_command_keeps_everything_typed_and_its_id(
    desk: Desk, reviewer: App, case_id: UUID, sign_in: SignIn
) -> None:
    page = desk.open(case_id)
    desk.see_all()
    desk.answer_all()
    desk.choose("repayment")
    desk.press("Alt+M")
    desk.type("still here")
    given_by_another_window(reviewer, case_id)
    begun_as = page.workspace.draft().command_id
    desk.press("Ctrl+Return")
    desk.settle()
    assert page.workspace.message.text()
    assert page.view is not None and page.view.id == case_id
    assert page.workspace.form.isEnabled()
    assert page.workspace.form.remark.toPlainText() == "still here"
    assert page.workspace.form.reasons.selected() == ("income-clear",)
    assert page.workspace.draft().command_id == begun_as


def test_an_approver_decides_on_what_the_reviewer_said(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings
) -> None:
    approver = with_an_opinion(sign_in)
    row = min(approver.case_queries.inbox(), key=lambda row: row.amount_fen)
    desk = Desk(qtbot, approver, tasks, settings)
    page = desk.open(row.id)
    assert page.workspace.opinion.isVisible()
    assert page.workspace.form.checklist_chip.isHidden()
    assert page.workspace.form.amount.plain() == "10000"
    desk.see_all()
    desk.choose("repayment")
    desk.press("Ctrl+Return")
    desk.settle()
    view = approver.case_queries.case(row.id)
    decision = view.judgement(Stage.APPROVAL)
    assert view.status is Status.APPROVED
    assert decision is not None and decision.amount_fen == 1_000_000


def test_after_the_last_case_the_desk(desk: Desk, reviewer: App, case_id: UUID) -> None:
    desk.open(case_id)
    for _ in range(len(reviewer.case_queries.inbox())):
        desk.choose("too little income")
        desk.press("Ctrl+D")
        desk.settle()
    assert reviewer.case_queries.inbox() == []
    assert desk.places == [("desk", None)]
    assert desk.page.view is None


def test_the_chip_of_the_draw_leads_to_its_record(desk: Desk, reviewer: App, case_id: UUID) -> None:
    page = desk.open(case_id)
    assert "verified" in page.header.draw.text()
    desk.press("Alt+D")
    assert desk.places == [("draws", reviewer.case_queries.case(case_id).draws[-1].id)]


def test_every_control_has_a_name_and_every_act_a_key(desk: Desk, case_id: UUID) -> None:
    page = desk.open(case_id)
    typed = [*page.findChildren(QLineEdit), *page.findChildren(QPlainTextEdit)]
    assert all(line.accessibleName() for line in typed if line.isVisible())
    keys = [command.shortcut for command in page.commands()]
    assert all(keys) and len(keys) == len(set(keys))
    assert not {"Ctrl+K", "Ctrl+L", "F1", "Ctrl+1"} & set(keys)


def test_the_cards_are_read_on_without_a_mouse(desk: Desk, case_id: UUID) -> None:
    page = desk.open(case_id)
    desk.press("Alt+K")
    assert page.workspace.risk.terms.is_open()
    history = page.workspace.history
    below = history.mapTo(page, history.rect().topLeft()).y()
    desk.press("Alt+Down")
    assert history.mapTo(page, history.rect().topLeft()).y() < below
    desk.press("Alt+Up")
    assert history.mapTo(page, history.rect().topLeft()).y() == below


def test_without_a_case_the_next_can_be_taken(desk: Desk, case_id: UUID) -> None:
    desk.window.show_page("case")
    desk.press("Ctrl+N")
    desk.settle()
    assert desk.page.view is not None and desk.page.view.id == case_id


def test_a_case_that_does_not_exist_says_so(desk: Desk) -> None:
    page = desk.open(UUID(int=1))
    assert page.view is None
    assert "no such case" in page._failed.sentence()


def given_by_another_window(app: App, case_id: UUID) -> None:
    """The same person hands the case back elsewhere, so that the duty has ended."""
    from core.cases.service import AskSupplement
    from core.kernel.ids import new_id

    app.cases.ask_supplement(AskSupplement(new_id(), case_id, ("paper-missing",), "elsewhere"))


def with_an_opinion(sign_in: SignIn) -> App:
    """An approver with a duty, after every reviewer has recommended 10,000 yuan."""
    from core.cases.rules import Judgement
    from core.cases.service import GiveOpinion
    from core.kernel.ids import new_id

    answers = tuple((question.code, True) for question in QUESTIONS)
    for number in (1, 2, 3):
        app = sign_in(f"reviewer{number}")
        for row in app.case_queries.inbox():
            view = app.case_queries.case(row.id)
            judgement = Judgement(
                Outcome.APPROVE, 1_000_000, 12, "6.35", view.repayment, ("income-clear",), "", "", answers
            )
            app.cases.give_opinion(GiveOpinion(new_id(), row.id, judgement, view.evidence_hash, 0))
    app.guardian.run_until_idle()
    return busiest(sign_in, "approver")


def _log_of(app: App, case_id: UUID) -> list[str]:
    """What the log says happened on a case."""
    from sqlalchemy import select

    from core.cases import tables

    with app._storage.reading() as reading:
        rows = reading.all(select(tables.reveal).where(tables.reveal.c.case_id == case_id))
    return [f"reveal {row.reason}" for row in rows]


def test_who_judges_no_cases_goes_back_to_the_list(
    qtbot: QtBot, sign_in: SignIn, tasks: Tasks, settings: Settings, defects: list[BaseException]
) -> None:
    """Also after an act: there is no next case for a clerk, and no desk."""
    clerk = sign_in("intake1")
    desk = Desk(qtbot, clerk, tasks, settings)
    desk.open(clerk.case_queries.all_cases()[0].id)
    desk.press("Ctrl+N")
    desk.settle()
    assert desk.window.current_key() == "cases"
    assert desk.page.view is None and not defects
    desk.window.show_page("case")
    desk.press("Ctrl+N")
    assert desk.window.current_key() == "cases"
    assert desk.places == [("cases", None)] * 2
