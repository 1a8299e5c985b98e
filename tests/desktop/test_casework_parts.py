"""Parts of the case workspace by themselves: drafts, values, checklist, reasons, cards."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.app import open_centre
from core.cases.case_rows import CaseView, FactComparison
from core.cases.rules import QUESTIONS, Action, Outcome
from core.cases.service import RequestReview, WithdrawCase
from core.kernel.clock import DAY, HOUR, MINUTE
from core.kernel.errors import BadInput
from core.kernel.money import fen_from_text
from core.kernel.words import Words
from desktop import i18n
from desktop.casework import case_text
from desktop.casework.acts import ACTS, acts_for, command_for, judgement_of, rate_text, term_from_text
from desktop.casework.checklist import Checklist
from desktop.casework.chip_button import ChipButton
from desktop.casework.drafts import Draft
from desktop.casework.facts_card import FactsCard
from desktop.casework.history_card import HistoryCard
from desktop.casework.notes_card import NotesCard
from desktop.casework.papers import mark_from_tuple, mark_to_tuple
from desktop.casework.prefill import prefilled
from desktop.casework.reason_picker import ReasonPicker
from desktop.casework.risk_card import RiskCard
from desktop.casework.value_field import ValueField
from desktop.tasks import Tasks
from tests.desktop.centre_fixture import passphrase

marks = st.tuples(
    st.uuids().map(str),
    *(st.integers(1, 9999) for _ in range(5)),
    st.text(max_size=20),
)
drafts = st.builds(
    Draft,
    command_id=st.uuids(),
    amount=st.text(max_size=12),
    term=st.text(max_size=4),
    rate=st.text(max_size=6),
    repayment=st.sampled_from(["", "equal-instalment"]),
    reasons=st.lists(st.text(max_size=9), max_size=3).map(tuple),
    checklist=st.lists(st.tuples(st.text(max_size=9), st.booleans()), max_size=8).map(tuple),
    conditions=st.text(max_size=30),
    remark=st.text(max_size=60),
    marks=st.lists(marks, max_size=3).map(tuple),
)


@given(drafts)
def test_a_draft_reads_back_as_it_was_written(draft: Draft) -> None:
    assert Draft.from_text(draft.to_text()) == draft


@given(marks)
def test_a_mark_reads_back_as_it_was_drawn(mark: tuple[str, int, int, int, int, int, str]) -> None:
    assert mark_to_tuple(mark_from_tuple(mark)) == mark


@pytest.mark.parametrize("text", [None, "", "{", "[]", "null", '{"version": 0}', '{"version": 1}'])
def test_what_is_no_draft_is_none(text: str | None) -> None:
    assert Draft.from_text(text) is None


@pytest.mark.parametrize(("text", "months"), [("24", 24), (" 12 ", 12), ("36 个月", 36), ("6 months", 6)])
def test_terms_are_whole_months(text: str, months: int) -> None:
    assert term_from_text(text) == months


@pytest.mark.parametrize("text", ["", "0", "361", "1.5", "-3", "一年", "²"])
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        term_from_text(text)


@pytest.mark.parametrize(
    ("rate", "text"), [("6.3", "6.30"), ("6.35", "6.35"), ("6.3525", "6.3525"), ("4", "4.00")]
)
def test_rates_have_two_places_or_what_they_need(rate: str, text: str) -> None:
    assert rate_text(Decimal(rate)) == text


def test_a_judgement_against_recommends_nothing() -> None:
    against = judgement_of(Draft(amount="not even a number"), Outcome.DECLINE)
    assert (against.amount_fen, against.term_months, against.rate) == (0, 0, "0")
    with pytest.raises(BadInput):
        judgement_of(Draft(amount="not even a number"), Outcome.APPROVE)


def test_spans_are_told_in_the_unit_that_matters(qtbot: QtBot) -> None:
    assert case_text.span(5 * MINUTE) == "5 min"
    assert case_text.span(HOUR + 42 * MINUTE) == "1 h 42 min"
    assert case_text.span(3 * DAY + HOUR) == "3 days"
    assert case_text.span(-MINUTE) == "0 min"


def test_amounts_are_written_as_each_language_writes_them(qapp: QApplication) -> None:
    assert case_text.yuan(8_000_000) == "¥80,000" and case_text.yuan(8_000_050) == "¥80,000.50"
    i18n.use_language(qapp, i18n.CHINESE)
    assert case_text.yuan(8_000_000) == "8.00万元" and case_text.yuan(123_456_700) == "1,234,567.00 元"
    assert case_text.yuan(980_000) == "9,800.00 元" and case_text.short_yuan(8_000_000) == "80,000 元"


def test_rough_sums(qtbot: QtBot) -> None:
    assert case_text.rough_yuan(14_500_000) == "¥145k"
    assert case_text.short_yuan(14_500_000) == "¥145,000"
    assert case_text.short_yuan(14_500_050) == "¥145,000.50"


def test_a_value_stands_with_its_unit_until_it_is_edited(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    field, other = ValueField(fen_from_text, case_text.short_yuan, page), ValueField(str, str, page)
    other.move(0, 40)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    other.setFocus()
    field.show_plain("70000")
    assert field.text() == "¥70,000"
    field.setFocus()
    assert (field.text(), field.selectedText()) == ("70000", "70000")
    qtbot.keyClicks(field, "65000.5")
    other.setFocus()
    assert (field.plain(), field.text()) == ("65000.5", "¥65,000.50")
    field.setFocus()
    qtbot.keyClicks(field, "much")
    other.setFocus()
    assert field.text() == "much"
    assert field.property("invalid") == "true"


def test_the_checklist_is_answered_a_key_a_question(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    checklist = Checklist(page)
    with qtbot.waitExposed(page):
        page.show()
    checklist.open()
    for key in (Qt.Key.Key_Y, Qt.Key.Key_N, Qt.Key.Key_Up, Qt.Key.Key_N, Qt.Key.Key_8, Qt.Key.Key_Y):
        qtbot.keyClick(checklist, key)
    assert checklist.answers() == (("identity", True), ("household", False), ("findings", True))
    assert checklist.accessibleDescription() == QUESTIONS[-1].words.en
    with qtbot.waitSignal(checklist.closed):
        qtbot.keyClick(checklist, Qt.Key.Key_Escape)
    assert checklist.isHidden()


def test_reasons_of_another_outcome_are_not_offered_after_the_first(qtbot: QtBot) -> None:
    picker = ReasonPicker()
    qtbot.addWidget(picker)
    picker.show_uses(["approve", "supplement", "decline"], ())
    assert picker.use() == ""
    picker.chips.setFocus()
    qtbot.keyClicks(picker.chips.line, "policy")
    qtbot.keyClick(picker.chips.line, Qt.Key.Key_Return)
    assert (picker.use(), picker.selected()) == ("decline", ("policy",))
    qtbot.keyClick(picker.chips.line, Qt.Key.Key_Backspace)
    assert picker.use() == ""
    picker.show_uses(["review-again"], ("check-again",))
    assert (picker.use(), picker.selected()) == ("review-again", ("check-again",))


def test_a_chip_is_pressed_by_key_and_by_mouse(qtbot: QtBot) -> None:
    chip = ChipButton()
    qtbot.addWidget(chip)
    chip.show_chip("3 unseen", "amber")
    with qtbot.waitExposed(chip):
        chip.show()
    for press in (
        lambda: qtbot.keyClick(chip, Qt.Key.Key_Space),
        lambda: qtbot.keyClick(chip, Qt.Key.Key_Return),
        lambda: qtbot.mouseClick(chip, Qt.MouseButton.LeftButton),
    ):
        with qtbot.waitSignal(chip.clicked):
            press()


@pytest.fixture(scope="module")
def view(founded_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> CaseView:
    """A real case, as its reviewer sees it."""
    folder = tmp_path_factory.mktemp("read") / "centre"
    shutil.copytree(founded_centre, folder)
    for login in ("reviewer1", "reviewer2", "reviewer3"):
        app = open_centre(folder, login, passphrase(login))
        rows = app.case_queries.inbox()
        found = app.case_queries.case(rows[0].id) if rows else None
        app.close()
        if found is not None:
            return found
    raise AssertionError("no case was dealt")


def words_on(widget: QWidget) -> str:
    """Everything written on a widget and not hidden."""
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if one.isVisibleTo(widget))


def test_buttons_follow_what_is_allowed(view: CaseView) -> None:
    assert [act.name for act in acts_for(view)] == ["recommend", "supplement", "recommend-no", "conflict"]
    assert acts_for(replace(view, actions=frozenset())) == ()
    clerk = replace(view, actions=frozenset({Action.WITHDRAW, Action.REQUEST_REVIEW}))
    assert [act.name for act in acts_for(clerk)] == ["request-review", "withdraw"]
    approver = replace(view, actions=frozenset({Action.DECIDE, Action.RETURN_TO_REVIEW}))
    keys = [act.key for act in acts_for(approver)]
    assert keys == ["Ctrl+Return", "Ctrl+R", "Ctrl+D"]


def test_closing_acts_want_a_remark(view: CaseView) -> None:
    ask, withdraw = (next(act for act in ACTS if act.name == name) for name in ("request-review", "withdraw"))
    with pytest.raises(BadInput):
        command_for(ask, view, Draft(), 0)
    said = Draft(remark="came to the counter")
    assert isinstance(command_for(ask, view, said, 0), RequestReview)
    command = command_for(withdraw, view, said, 0)
    assert isinstance(command, WithdrawCase) and command.command_id == said.command_id


def test_the_form_begins_with_what_the_limit_advises(view: CaseView) -> None:
    assert view.screening is not None
    advised = view.screening.result["limit"]["fen"]
    assert fen_from_text(prefilled(view).amount) == min(view.amount_fen, advised)
    assert prefilled(view).rate == view.screening.result["price"]["rate"]
    unscreened = replace(view, screening=None)
    assert (prefilled(unscreened).amount, prefilled(unscreened).rate) == ("", "")


def test_facts_that_differ_show_both_values(qtbot: QtBot, tasks: Tasks, view: CaseView) -> None:
    card = FactsCard(tasks, lambda number: None)
    qtbot.addWidget(card)
    differing = FactComparison(Words("住址", "Address"), "No. 14", "No. 41", True)
    unread = FactComparison(
        Words("证件", "Card"), "2036", None, False, Words("未读：没有证件照片", "not read: no picture")
    )
    card.show_case(replace(view, comparisons=(view.comparisons[0], differing, unread)))
    words = words_on(card)
    assert "No. 14" in words and "No. 41" in words and "≠" in words and "1 different" in words
    assert "— not read: no picture" in words
    card.show_case(replace(view, comparisons=view.comparisons[:1]))
    assert "No. 41" not in words_on(card) and "All agree" in words_on(card)
    card.more.set_open(True)
    assert view.purpose in words_on(card)


def test_a_refusal_shows_every_cause_and_its_rules(qtbot: QtBot, view: CaseView) -> None:
    card = RiskCard()
    qtbot.addWidget(card)
    assert view.screening is not None
    causes = [
        {
            "category": "credit-bureau",
            "code": f"c{number}",
            "zh": f"原因{number}",
            "en": f"Cause {number}" * number,
            "inputs": [],
        }
        for number in range(1, 12)
    ]
    result = {**view.screening.result, "outcome": "refuse", "causes": causes}
    card.show_case(replace(view, screening=replace(view.screening, outcome="refuse", result=result)))
    words = words_on(card)
    assert "Refused by rule" in words
    assert all(f"Cause {number}" in words for number in range(1, 12))
    card.terms.set_open(True)
    assert "Rate a year" in words_on(card)


def test_a_case_without_screening_says_so(qtbot: QtBot, view: CaseView) -> None:
    card = RiskCard()
    qtbot.addWidget(card)
    card.show_case(replace(view, screening=None))
    assert "Not screened yet." in words_on(card)
    assert view.screening is not None
    spoilt = replace(view.screening, result={**view.screening.result, "schema": "other"})
    card.show_case(replace(view, screening=spoilt))
    assert "not a screening record" in words_on(card)


def test_notes_stand_only_where_there_are_some(qtbot: QtBot, view: CaseView) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    card = NotesCard(page)
    card.show_case(replace(view, notes=()))
    assert card.isHidden()
    card.show_case(replace(view, notes=(Words("照片偏远", "Photo far away"),)))
    assert not card.isHidden() and "Photo far away" in words_on(card)


def test_the_history_tells_each_step(qtbot: QtBot, view: CaseView) -> None:
    card = HistoryCard()
    qtbot.addWidget(card)
    card.show_case(replace(view, same_person_cases=3))
    assert "3 cases of this person" in words_on(card)
    card.steps.set_open(True)
    words = words_on(card)
    assert all(step.step.words.en in words for step in view.history)


def test_command_ids_are_made_once_a_filling() -> None:
    draft = Draft()
    assert isinstance(draft.command_id, UUID)
    assert replace(draft, remark="more").command_id == draft.command_id != Draft().command_id
