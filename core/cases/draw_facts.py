"""What a draw must know, read in four statements: of the case, of the draws so far, of everybody in question and
of what they have in hand.

The statements are built once: a draw holds the end of the centre's chain of draws, and others wait for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, case, exists, func, literal, select

from core.cases import tables
from core.cases.rules import ROLE_OF_STAGE, Stage
from core.draw import tables as draws
from core.draw.rules import Candidate, CaseFacts, DrawPolicy, PersonFacts
from core.identity import tables as people
from core.intake import tables as intake
from core.storage.work import Work

_NO_DRAW = "0" * 64
_CASE, _DRAW, _PEOPLE = tables.loan_case.c, draws.draw.c, people.staff.c
_CONFLICTED = tables.loan_case.alias("conflicted")


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
    nonce_hash: str
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
    *(
        select(column)
        .where(intake.package.c.case_id == _CASE.id)
        .order_by(intake.package.c.round.desc())
        .limit(1)
        .scalar_subquery()
        .label(column.name)
        for column in (intake.package.c.branch_nonce, intake.package.c.nonce_hash)
    ),
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
        exists()
        .where(
            people.case_tie.c.staff_id == _PEOPLE.id,
            people.case_tie.c.case_id == bindparam("case_id"),
            people.case_tie.c.kind == "kin",
        )
        .label("kin"),
        # A conflict with this applicant, declared on this case or on any other of his. Asked once and not for each person:
        # that way it begins with the applicant's few cases, and not with everything the person was ever dealt.
        _PEOPLE.id.in_(
            select(tables.conflict_held.c.staff_id)
            .join(_CONFLICTED, _CONFLICTED.c.id == tables.conflict_held.c.case_id)
            .where(_CONFLICTED.c.person_key == bindparam("person_key"))
        ).label("conflict"),
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
    return CaseInDraw(facts, str(row.branch_nonce), row.nonce_hash, row.person_key)


@dataclass(frozen=True, slots=True)
class Pool:
    """Everybody who holds the stage's role, before anybody is kept out."""

    people: tuple[PersonFacts, ...]

    def candidates(self, facts: CaseFacts, policy: DrawPolicy) -> tuple[Candidate, ...]:
        """Everybody, with what keeps each in or out."""
        return tuple(Candidate.of(one, facts, policy) for one in self.people)

    def level(self, facts: CaseFacts, policy: DrawPolicy) -> tuple[int, str]:
        """How many decide, and the reason where it is more than one: the committee line, or no single authority."""
        if facts.stage != Stage.APPROVAL or policy.points is None:
            return 1, "first"
        if (seats := policy.seats_above(facts.amount_fen)) > 1:
            return seats, "committee"
        if all((one.authority_fen or 0) < facts.amount_fen for one in self.people):
            return policy.next_level_seats, "next-level"
        return 1, "first"

    def authority(self, staff_id: UUID) -> int:
        """How much this person may approve on the case, fen."""
        return next((one.authority_fen or 0 for one in self.people if one.staff_id == str(staff_id)), 0)


def pool(
    work: Work, case_id: UUID, in_draw: CaseInDraw, policy: DrawPolicy, categories: Mapping[str, str]
) -> Pool:
    """Read everybody who holds the stage's role; ``categories``: product code to category, for their points."""
    role = ROLE_OF_STAGE[Stage(in_draw.facts.stage)].value
    values = {"case_id": case_id, "role": role, "now": work.now, "person_key": in_draw.person_key}
    loads: dict[UUID, int] = {}
    for row in work.all(_open_work(policy), {"role": role}):
        points = policy.points.of(categories.get(row.product), row.above_fen) if policy.points else 1
        loads[row.staff_id] = loads.get(row.staff_id, 0) + points * row.cases
    held = frozenset({role})
    return Pool(tuple(_facts(row, held, loads.get(row.id, 0)) for row in work.all(_IN_QUESTION, values)))


@cache
def _open_work(policy: DrawPolicy) -> Select[Any]:
    """Open duties of people with a role, by person, product and band of amount (``above_fen``: an amount in it)."""
    queue = tables.queue.c
    above: Any = literal(0)
    if policy.points is not None and policy.points.bands:
        bands = reversed(policy.points.bands)
        above = case(*((queue.amount_fen > band.above_fen, band.above_fen + 1) for band in bands), else_=0)
    return (
        select(queue.staff_id, queue.product, above.label("above_fen"), func.count().label("cases"))
        .where(
            queue.staff_id.in_(
                select(people.role_held.c.staff_id).where(people.role_held.c.role == bindparam("role"))
            )
        )
        .group_by(queue.staff_id, queue.product, above)
    )


def _facts(row: Any, held: frozenset[str], load: int) -> PersonFacts:
    return PersonFacts(
        staff_id=str(row.id),
        name=row.name,
        roles=held,
        institution_id=str(row.institution_id) if row.institution_id else None,
        absent=bool(row.absent),
        open_load=load,
        prior_duty_stage=row.prior_duty_stage,
        related=bool(row.related),
        authority_fen=row.amount_fen or 0,
        kin=bool(row.kin),
        conflict=bool(row.conflict),
    )
