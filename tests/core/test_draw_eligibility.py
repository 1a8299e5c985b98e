"""Who may be drawn: every reason by itself, all together, and closed where something is not known."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.draw.rules import EXCLUSIONS, Candidate, CaseFacts, DrawPolicy, PersonFacts, exclusions
from core.kernel.errors import BadInput

REVIEWER = PersonFacts(
    staff_id="staff-1",
    name="样本",
    roles=frozenset({"reviewer"}),
    institution_id=None,
    absent=False,
    open_load=3,
    prior_duty_stage=None,
    related=False,
    authority_fen=None,
)
APPROVER = replace(REVIEWER, roles=frozenset({"approver"}), authority_fen=50_000_00)
REVIEW = CaseFacts(stage="review", investigator_institution_id="yaodu", amount_fen=50_000_00)
APPROVAL = replace(REVIEW, stage="approval")
POLICY = DrawPolicy("1", 4, cap=10)


def test_nothing_against_a_reviewer_or_an_approver():
    assert exclusions(REVIEWER, REVIEW, POLICY) == ()
    assert exclusions(APPROVER, APPROVAL, POLICY) == ()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"roles": frozenset()}, "role"),
        ({"roles": frozenset({"approver", "investigator"})}, "role"),
        ({"institution_id": "yaodu"}, "same-institution"),
        ({"kin": True}, "kin"),
        ({"related": True}, "relationship"),
        ({"prior_duty_stage": "investigation"}, "prior-duty"),
        ({"prior_duty_stage": "review"}, "prior-duty"),
        ({"absent": True}, "absent"),
        ({"open_load": 10}, "over-cap"),
        ({"conflict": True}, "conflict"),
        ({"left": True}, "left"),
    ],
)
def test_each_reason_by_itself(change, code):
    assert exclusions(replace(REVIEWER, **change), REVIEW, POLICY) == (code,)


def test_reasons_are_collected_all_in_the_order_of_the_record():
    person = PersonFacts(
        "a", "样本", frozenset(), "yaodu", True, 10, "review", True, None, kin=True, conflict=True, left=True
    )
    assert exclusions(person, APPROVAL, POLICY) == tuple(EXCLUSIONS)


@pytest.mark.parametrize(
    ("authority", "codes"), [(50_000_00, ()), (49_999_99, ("authority",)), (None, ("authority",))]
)
def test_authority_must_reach_the_amount_at_approval(authority, codes):
    assert exclusions(replace(APPROVER, authority_fen=authority), APPROVAL, POLICY) == codes


def test_authority_is_not_asked_at_review_nor_at_the_next_level():
    assert exclusions(replace(REVIEWER, authority_fen=0), REVIEW, POLICY) == ()
    assert exclusions(replace(APPROVER, authority_fen=0), replace(APPROVAL, next_level=True), POLICY) == ()


def test_an_unknown_institution_of_the_investigator_keeps_everybody_out():
    unknown = replace(REVIEW, investigator_institution_id=None)
    for institution in (None, "yaodu", "hongtong"):
        assert exclusions(replace(REVIEWER, institution_id=institution), unknown, POLICY) == (
            "same-institution",
        )


def test_policy_may_let_the_same_institution_in_and_have_no_cap():
    free = DrawPolicy("1", 4, cap=None, same_institution=False)
    assert exclusions(replace(REVIEWER, institution_id="yaodu", open_load=10_000), REVIEW, free) == ()


@pytest.mark.parametrize(
    ("person", "case"),
    [
        (REVIEWER, replace(REVIEW, stage="investigation")),
        (REVIEWER, replace(REVIEW, amount_fen=0)),
        (REVIEWER, replace(REVIEW, amount_fen=5.0)),
        (replace(REVIEWER, open_load=-1), REVIEW),
        (replace(REVIEWER, open_load=True), REVIEW),
    ],
)
def test_facts_that_cannot_be_true_are_refused(person, case):
    with pytest.raises(BadInput):
        exclusions(person, case, POLICY)


@given(st.integers(0, 20), st.booleans(), st.none() | st.integers(1, 20))
def test_a_candidate_made_from_facts_carries_their_reasons(load, absent, cap):
    person, policy = replace(REVIEWER, open_load=load, absent=absent), DrawPolicy("1", 4, cap)
    candidate = Candidate.of(person, REVIEW, policy)
    assert candidate.excluded == exclusions(person, REVIEW, policy)
    assert ("absent" in candidate.excluded) == absent
    assert ("over-cap" in candidate.excluded) == (cap is not None and load >= cap)
