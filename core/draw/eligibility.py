"""Who may be drawn: a decision over frozen facts, and the reasons that stand on the record.

It fails closed: what is not known keeps a person out. The reasons are frozen with the draw, so that a reader years
later sees why each colleague was or was not in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.draw.policy import DrawPolicy, is_count, must
from core.kernel.words import Words

REVIEW, APPROVAL = "review", "approval"
STAGES = (REVIEW, APPROVAL)
REQUIRED_ROLE = {REVIEW: "reviewer", APPROVAL: "approver"}

#: Why somebody cannot be drawn. The order here is the order on the record.
EXCLUSIONS: dict[str, Words] = {
    "role": Words("没有本阶段所需的岗位", "Does not hold the role for this stage"),
    "same-institution": Words("与调查人同属一家机构", "Belongs to the investigator's institution"),
    "kin": Words("与客户或调查人有亲属关系", "Is kin of the customer or the investigator"),
    "relationship": Words(
        "与本案当事人有已登记的关系", "Has a registered relationship with somebody on the case"
    ),
    "prior-duty": Words("在本案中已承担过职责", "Has already had a duty on this case"),
    "absent": Words("不在岗", "Is absent"),
    "over-cap": Words("在手案件已达上限", "Has reached the cap of open cases"),
    "conflict": Words("已申报利益冲突", "Has declared a conflict of interest"),
    "authority": Words("审批权限低于本案金额", "Has less authority than the amount of the case"),
    "left": Words("已离职", "Has left"),
}


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What is known of a colleague on the day of the draw.

    ``open_load``: open cases, or their points, as the policy counts.
    ``institution_id``: ``None`` for the centre's own people. ``prior_duty_stage``: a stage at which the person had a
    duty on this case ("investigation", "review", "approval"). ``authority_fen``: ``None`` where none was given.
    ``related``: a relationship is on record; ``kin``: and it is kinship; ``conflict``: declared by the person, and not
    found void; ``left``: no longer works here.
    """

    staff_id: str
    name: str
    roles: frozenset[str]
    institution_id: str | None
    absent: bool
    open_load: int
    prior_duty_stage: str | None
    related: bool
    authority_fen: int | None
    kin: bool = False
    conflict: bool = False
    left: bool = False


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the draw must know of the case.

    ``investigator_institution_id``: ``None`` means unknown, and keeps everybody out while the policy asks for it.
    ``next_level``: the case goes to the level above, where a committee signs and no single authority counts.
    """

    stage: str
    investigator_institution_id: str | None
    amount_fen: int
    next_level: bool = False


def exclusions(person: PersonFacts, case: CaseFacts, policy: DrawPolicy) -> tuple[str, ...]:
    """The codes of :data:`EXCLUSIONS` that keep ``person`` out of the draw; empty: may be drawn."""
    must(case.stage in STAGES, f"没有“{case.stage}”这个阶段。", f"There is no stage “{case.stage}”.")
    must(
        is_count(case.amount_fen, 1, 2**53 - 1), "案件金额不可用。", "The amount of the case cannot be used."
    )
    must(is_count(person.open_load), "在手案件数不可用。", "The number of open cases cannot be used.")
    found = {
        "role": REQUIRED_ROLE[case.stage] not in person.roles,
        "same-institution": policy.same_institution
        and case.investigator_institution_id in (None, person.institution_id),
        "kin": person.kin,
        "relationship": person.related,
        "prior-duty": person.prior_duty_stage is not None,
        "absent": person.absent,
        "over-cap": policy.cap is not None and person.open_load >= policy.cap,
        "conflict": person.conflict,
        "authority": case.stage == APPROVAL and not case.next_level and not _has_authority(person, case),
        "left": person.left,
    }
    return tuple(code for code in EXCLUSIONS if found[code])


def _has_authority(person: PersonFacts, case: CaseFacts) -> bool:
    return person.authority_fen is not None and person.authority_fen >= case.amount_fen
