"""A refused applicant's notice: every cause in plain words, whose data, and the way to a person; nothing else."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernel.canonical import canonical_bytes
from core.kernel.errors import BadInput
from core.kernel.words import Words
from core.risk.explanation import CATEGORIES
from core.risk.notice import Notice, ReviewPath, refusal_notice
from core.risk.rule_set import default_rule_set
from core.risk.rules import screen
from core.risk.screening import Screening
from tests.core.risk_households import APPLICATION, AS_OF, household, without

RULES = default_rule_set()
REVIEW = ReviewPath(
    Words("尧都示范农商行（样本）集中审批中心", "Yaodu Specimen Bank, review centre"), "0000-0000000（样本）"
)
PRODUCT = Words("大棚蔬菜经营贷", "Greenhouse loan")
BAD = {
    "credit-bureau": {"credit_current_overdue_fen": 90_000},
    "court-spending-limit": {"court_spending_limit": True},
    "court-dishonest": {"court_dishonest": True},
    "anti-fraud": {"external_fraud_score": 870},
    "multi-borrowing": {"multi_loan_institutions": 7},
}


def notice_of(screening: Screening, **more: object) -> Notice:
    return refusal_notice(
        screening, case_number="EH-2026-000123", product=PRODUCT, review=REVIEW, day=date(2026, 11, 24), **more,  # type: ignore[arg-type]
    )  # fmt: skip


@pytest.mark.parametrize("category", BAD)
def test_every_category_is_told_with_its_source_and_remedy(category: str) -> None:
    screening = screen(RULES, APPLICATION, household(None, **BAD[category]), AS_OF)
    notice = notice_of(screening)
    reasons = notice.parts[1].lines
    assert len(reasons) == 1
    assert len(notice.parts[2].lines) == 2
    assert "2026-11-24" in notice.parts[2].lines[0].zh
    for language, words in (
        ("zh_CN", ("人工复核", "第二十四条", "第二十三条")),
        ("en", ("review by a person", "Art. 24", "Art. 23")),
    ):
        text = notice.text(language)
        assert all(word in text for word in words)
        assert REVIEW.office.in_language(language) in text
        assert "120,000.00" in text


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(sorted(BAD)), min_size=1))
def test_all_causes_no_points_no_codes_no_personal_numbers(categories: set[str]) -> None:
    values = {name: value for category in categories for name, value in BAD[category].items()}
    screening = screen(RULES, APPLICATION, household(None, **values), AS_OF)
    notice = notice_of(screening)
    assert {cause.category for cause in screening.causes} == categories
    assert len(notice.parts[1].lines) == len(categories)
    for text in (notice.text("zh_CN"), notice.text("en")):
        assert not re.search(r"\d{15}", text)
        assert all(cause.code not in text for cause in screening.causes)
        assert all(item.serial not in text for item in screening.inputs)  # type: ignore[operator]
        assert str(screening.score.points) not in text.replace("EH-2026-000123", "")
        assert "870" not in text and "800" not in text  # what the anti-fraud source said, and where it bites
    assert not re.search("[一-鿿]", notice.text("en").replace(REVIEW.telephone, ""))
    assert canonical_bytes(notice.to_json())


def test_causes_stand_even_where_other_inputs_are_in_doubt() -> None:
    inputs = without("external_fraud_score", household(court_dishonest=True))
    text = notice_of(screen(RULES, APPLICATION, inputs, AS_OF)).text("zh_CN")
    assert CATEGORIES["court-dishonest"].zh in text


def test_a_person_s_reasons_are_told_without_blaming_the_machine() -> None:
    screening = screen(RULES, APPLICATION, household(), AS_OF)
    notice = notice_of(screening, by_person=(Words("收入证明不足", "Income is not proven"),))
    assert "收入证明不足" in notice.text("zh_CN")
    assert "第二十四条" not in notice.text("zh_CN")
    assert "人工复核" in notice.text("zh_CN")


def test_who_was_not_refused_gets_no_notice() -> None:
    with pytest.raises(BadInput, match="not refused"):
        notice_of(screen(RULES, APPLICATION, household(), AS_OF))
