"""A refused applicant's notice, and the way from it to a person's review, at a real centre."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.archive.dossier_fonts import house_fonts
from core.archive.notice_sheet import notice_pdf
from core.cases.case_view import read_case
from core.cases.notices import CaseNotices
from core.cases.rules import Action, Stage, Step
from core.kernel.errors import BadInput, NotAllowed, NotFound
from core.kernel.words import Words
from tests.factories import DECLINE, House, catalogue, centre

OFFICE = Words("示范集中审批中心（样本）", "Demonstration approval centre (specimen)")


@pytest.fixture
def house() -> Iterator[House]:
    with centre() as house:
        yield house


def notices(house: House, login: str) -> CaseNotices:
    return CaseNotices(house.storage(login), house.staff[login], catalogue(), OFFICE, "0000-0000000（样本）")


def test_who_was_refused_by_rule_is_told_why_and_how_a_person_looks_again(house: House) -> None:
    case_id = house.case_at(Step.REFUSED)
    for login in ("intake1", "manager1"):
        notice = notices(house, login).notice(case_id)
        for language, wanted in (
            ("zh_CN", ("失信被执行人", "申请人工复核", "第二十四条")),
            ("en", ("courts' list", "Art. 24")),
        ):
            text = notice.text(language)
            assert all(word in text for word in wanted), text
            assert notice.case_number in text and "0000-0000000" in text
    pdf = notice_pdf(notice, house_fonts(), "zh_CN")
    assert pdf.startswith(b"%PDF-") and len(pdf) < 200_000


def test_the_way_to_a_person_ends_with_a_reviewer_and_a_decision(house: House) -> None:
    case_id = house.case_at(Step.REFUSED)
    number = notices(house, "manager1").notice(case_id).case_number
    assert notices(house, "manager1").case_with_number(f" {number} ") == case_id
    with house.storage("manager1").reading() as reading:
        view = read_case(reading, case_id, house.staff["manager1"], catalogue())
    assert Action.REQUEST_REVIEW in view.actions
    house.request_review(case_id, "manager1")
    house.do_errand(case_id)
    assert house.last_step(case_id) is Step.REVIEW_DRAWN
    assert house.holder(case_id, Stage.REVIEW).startswith("reviewer")
    house.give_opinion(case_id)
    house.do_errand(case_id)
    house.decide(case_id)
    assert house.last_step(case_id) is Step.APPROVED
    with pytest.raises(BadInput):
        notices(house, "manager1").notice(case_id)


def test_who_was_declined_by_people_is_told_their_reasons(house: House) -> None:
    case_id = house.case_at(Step.APPROVAL_DRAWN)
    house.decide(case_id, DECLINE)
    text = notices(house, "intake1").notice(case_id).text("zh_CN")
    assert "负债偏高" in text and "经人工审查审批" in text


def test_nobody_else_gives_notices_and_there_is_none_without_a_refusal(house: House) -> None:
    refused, waiting = house.case_at(Step.REFUSED), house.case_at(Step.SCREENED)
    for login in ("reviewer1", "approver1", "manager2", "auditor1"):
        with pytest.raises(NotAllowed):
            notices(house, login).notice(refused)
    with pytest.raises(BadInput):
        notices(house, "intake1").notice(waiting)
    with pytest.raises(NotFound):
        notices(house, "intake1").case_with_number("无此编号")


def test_the_command_line_fits_and_writes_notices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from core.cli import main

    with pytest.raises(SystemExit) as left:
        main(["risk", "fit", "--help"])
    assert left.value.code == 0 and "--target" in capsys.readouterr().out
    with pytest.raises(SystemExit) as left:
        main(["case", "notice"])
    assert left.value.code == 2
    assert main(["--centre", str(tmp_path), "case", "notice", "1"]) == 1
