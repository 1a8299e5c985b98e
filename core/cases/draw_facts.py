"""What a draw must know, read in three statements: of the case, of the draws so far, of everybody in question.

The statements are built once: a draw holds the end of the centre's chain of draws, and others wait for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, func, select

from core.cases import tables
from core.cases.rules import ROLE_OF_STAGE, Stage
from core.draw import tables as draws
from core.draw.rules import Candidate, CaseFacts, DrawPolicy, PersonFacts
from core.identity import tables as people
from core.intake import tables as intake
from core.storage.work import Work

_NO_DRAW = "0" * 64
_CASE, _DRAW, _PEOPLE = tables.loan_case.c, draws.draw.c, people.staff.c


@dataclass(frozen=True, slots=True)
class DrawnSoFar:
    """The number and hash of the centre's last draw (``None``: there is none), and the draws of this round."""

    number: int
    record_hash: str | None
    attempts: int

    @property
    def previous_hash(self) -> str:
        """What the next draw's fact names as the one before."""
        return self.record_hash or _NO_DRAW


@dataclass(frozen=True, slots=True)
class CaseInDraw:
    """``amount_fen``: what the newest opinion recommends, else what was applied for."""

    facts: CaseFacts
    branch_nonce: str
    person_key: str


_SO_FAR = (
    select(
        _DRAW.number,
        _DRAW.record_hash,
        select(func.count())
        .select_from(others := draws.draw.alias("others"))
        .where(
            others.c.case_id == bindparam("case_id"),
            others.c.stage == bindparam("stage"),
            others.c.round == bindparam("round"),
        )
        .scalar_subquery()
        .label("attempts"),
    )
    .order_by(_DRAW.number.desc())
    .limit(1)
)

_OF_CASE = select(
    _CASE.institution_id,
    _CASE.person_key,
    _CASE.amount_fen,
    select(intake.package.c.branch_nonce)
    .where(intake.package.c.case_id == _CASE.id)
    .order_by(intake.package.c.round.desc())
    .limit(1)
    .scalar_subquery()
    .label("branch_nonce"),
    select(tables.opinion.c.amount_fen)
    .where(tables.opinion.c.case_id == _CASE.id)
    .order_by(tables.opinion.c.round.desc())
    .limit(1)
    .scalar_subquery()
    .label("recommended_fen"),
).where(_CASE.id == bindparam("case_id"))

_IN_QUESTION = (
    select(
        _PEOPLE.id,
        _PEOPLE.name,
        _PEOPLE.institution_id,
        select(people.case_authority.c.amount_fen)
        .where(
            people.case_authority.c.case_id == bindparam("case_id"),
            people.case_authority.c.staff_id == _PEOPLE.id,
        )
        .scalar_subquery()
        .label("amount_fen"),
        select(func.count())
        .select_from(tables.queue)
        .where(tables.queue.c.staff_id == _PEOPLE.id)
        .scalar_subquery()
        .label("open_load"),
        exists()
        .where(
            people.absence_held.c.staff_id == _PEOPLE.id,
            people.absence_held.c.starts <= bindparam("now"),
            people.absence_held.c.ends > bindparam("now"),
        )
        .label("absent"),
        exists()
        .where(
            people.case_tie.c.staff_id == _PEOPLE.id,
            people.case_tie.c.case_id == bindparam("case_id"),
        )
        .label("related"),
        select(func.max(tables.duty.c.stage))
        .where(tables.duty.c.case_id == bindparam("case_id"), tables.duty.c.staff_id == _PEOPLE.id)
        .scalar_subquery()
        .label("prior_duty_stage"),
    )
    .join(people.role_held, people.role_held.c.staff_id == _PEOPLE.id)
    .where(people.role_held.c.role == bindparam("role"))
)


def drawn_so_far(work: Work, case_id: UUID, stage: Stage, round_number: int) -> DrawnSoFar:
    """Where the chain of draws stands."""
    row = work.first(_SO_FAR, {"case_id": case_id, "stage": stage.value, "round": round_number})
    return DrawnSoFar(row.number, row.record_hash, row.attempts) if row else DrawnSoFar(0, None, 0)


def case_in_draw(work: Work, case_id: UUID, stage: Stage) -> CaseInDraw:
    """The case, as its draw sees it."""
    row = work.first(_OF_CASE, {"case_id": case_id})
    assert row is not None
    amount_fen = max(1, row.amount_fen if row.recommended_fen is None else row.recommended_fen)
    facts = CaseFacts(stage.value, str(row.institution_id), amount_fen)
    return CaseInDraw(facts, str(row.branch_nonce), row.person_key)


def candidates(work: Work, case_id: UUID, case: CaseInDraw, policy: DrawPolicy) -> tuple[Candidate, ...]:
    """Everybody who holds the stage's role, with what keeps each in or out."""
    role = ROLE_OF_STAGE[Stage(case.facts.stage)].value
    values = {"case_id": case_id, "role": role, "now": work.now}
    held = frozenset({role})
    return tuple(
        Candidate.of(_facts(row, held), case.facts, policy) for row in work.all(_IN_QUESTION, values)
    )


def _facts(row: Any, held: frozenset[str]) -> PersonFacts:
    return PersonFacts(
        staff_id=str(row.id),
        name=row.name,
        roles=held,
        institution_id=str(row.institution_id) if row.institution_id else None,
        absent=bool(row.absent),
        open_load=row.open_load,
        prior_duty_stage=row.prior_duty_stage,
        related=bool(row.related),
        authority_fen=row.amount_fen or 0,
    )
