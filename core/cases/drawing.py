"""Dealing a case by lot: gather the facts of everybody, draw, record, give the duty.

A case that comes back goes to the person it was dealt to before, unless that person is away now, has left, lost the
role or lacks the authority; then there is a new draw, with the reason on its record. A large case goes to a
committee, drawn seat by seat in one record. Where nobody can be drawn, that is on record once, and the case waits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists, select

from core.cases import tables
from core.cases.draw_facts import CaseInDraw, Pool, case_in_draw, drawn_so_far, pool
from core.cases.redraw_causes import Cause, causes_on
from core.cases.rules import ROLE_OF_STAGE, Stage, Step
from core.cases.steps import State, finish_errand, latest_state, take_step
from core.draw import tables as draws
from core.draw.rules import Candidate, DrawInput, DrawKey, DrawPolicy, make_draw
from core.identity import queries as people
from core.identity import tables as identity
from core.kernel.canonical import canonical_bytes, sha256_hex
from core.kernel.errors import Conflict, EvenhandError
from core.storage.work import Reading, Storage, Work

_DUE = {
    Stage.REVIEW: frozenset({Step.SCREENED, Step.REVIEW_REQUESTED, Step.REVIEW_AGAIN}),
    Stage.APPROVAL: frozenset({Step.OPINION_GIVEN}),
}
_DRAWN = {Stage.REVIEW: Step.REVIEW_DRAWN, Stage.APPROVAL: Step.APPROVAL_DRAWN}
_OPEN = {
    Stage.REVIEW: frozenset({Step.REVIEW_DRAWN, Step.REVIEW_STARTED}),
    Stage.APPROVAL: frozenset({Step.APPROVAL_DRAWN, Step.APPROVAL_STARTED}),
}
_DUTY_BEFORE = (
    select(tables.duty)
    .where(
        tables.duty.c.case_id == bindparam("case_id"),
        tables.duty.c.stage == bindparam("stage"),
        ~exists().where(tables.redraw.c.duty_id == tables.duty.c.id),
    )
    .order_by(tables.duty.c.round.desc())
    .limit(1)
)
_LAST_OF_ROUND = (
    select(draws.draw.c.result_staff_id, draws.draw.c.reason)
    .where(
        draws.draw.c.case_id == bindparam("case_id"),
        draws.draw.c.stage == bindparam("stage"),
        draws.draw.c.round == bindparam("round"),
    )
    .order_by(draws.draw.c.number.desc())
    .limit(1)
)


#: Finds the key of the draw that is in force.
KeyFor = Callable[[Reading], DrawKey]


class NobodyEligible(EvenhandError):
    """The draw found too few candidates; the case waits and the draw is on record."""


@dataclass(frozen=True, slots=True)
class DealCase:
    """Deal the case for its present stage: ``review`` or ``approval``."""

    command_id: UUID
    errand_id: UUID
    case_id: UUID
    stage: str


@dataclass(frozen=True, slots=True)
class RedrawCase:
    """Deal every seat of the case anew whose holder may or can hold it no longer."""

    command_id: UUID
    errand_id: UUID
    case_id: UUID


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a draw is for: ``seats`` of a ``committee`` at a stage and round, and why."""

    stage: Stage
    round: int
    reason: str
    seats: int = 1
    committee: int = 1


@dataclass(frozen=True, slots=True)
class _Drawn:
    staff_ids: tuple[UUID, ...]
    draw_id: UUID


class Drawing:
    """The guardian's lot."""

    def __init__(
        self,
        storage: Storage,
        key: DrawKey | KeyFor,
        policy: DrawPolicy,
        categories: Mapping[str, str] | None = None,
        absence_limit: int = 0,
    ) -> None:
        """``key``: the centre's, or what finds the one in force. ``categories``: product code to category, for points. ``absence_limit``: how long (µs) an absence must
        still last before an open duty is dealt anew for it."""
        self._storage = storage
        self._key = key
        self._policy = policy
        self._categories = categories or {}
        self.absence_limit = absence_limit

    def deal(self, command: DealCase) -> UUID:
        """Returns the person the case was dealt to; of a committee, the one drawn first.

        Raises :class:`NobodyEligible`, after recording the draw, when too few candidates were left.
        """
        with self._storage.work(command) as work:
            if work.answer is not None:
                return _dealt(work.answer)
            work.hold(f"chain {command.case_id}")
            stage = Stage(command.stage)
            state = latest_state(work, command.case_id)
            if state is None or state.kind not in _DUE[stage]:
                raise Conflict("案件不在待分配状态。", "The case does not wait for a draw.")
            case = case_in_draw(work, command.case_id, stage)
            there = pool(work, command.case_id, case, self._policy, self._categories)
            drawn = self._holder_before(work, command.case_id, case, there)
            if not isinstance(drawn, _Drawn):
                seats, level = there.level(case.facts, self._policy)
                reason = level if seats > 1 else drawn
                wanted = _Wanted(stage, _round_after(state), reason, seats, seats)
                if seats > 1:
                    case = replace(case, facts=replace(case.facts, next_level=True))
                candidates = there.candidates(case.facts, self._policy)
                if self._waits_already(work, command.case_id, candidates, wanted):
                    raise _nobody()
                drawn = self._draw(work, command.case_id, case, candidates, wanted)
            if drawn.staff_ids:
                duties = self._give(work, command.case_id, stage, _round_after(state), drawn)
                take_step(work, command.case_id, _DRAWN[stage], fact_id=duties[0], after=state)
                finish_errand(work, command.errand_id)
            first = str(drawn.staff_ids[0]) if drawn.staff_ids else None
            work.commit({"staff_id": first})
        return _dealt({"staff_id": first})

    def redraw(self, command: RedrawCase) -> tuple[UUID, ...]:
        """Take each seat whose holder has a cause against him, and draw for it and for seats that stand empty.

        Returns who was drawn. An absent holder keeps the case while nobody else could have it.
        Raises :class:`NobodyEligible`, after recording what was done, when a seat stays empty.
        """
        with self._storage.work(command) as work:
            if work.answer is not None:
                return tuple(UUID(one) for one in work.answer["staff_ids"])
            work.hold(f"chain {command.case_id}")
            state = latest_state(work, command.case_id)
            stage = next((one for one, steps in _OPEN.items() if state and state.kind in steps), None)
            drawn: list[UUID] = []
            waiting = False
            if state is not None and stage is not None:
                for cause in causes_on(work, command.case_id, self.absence_limit):
                    found = self._refill(work, command.case_id, stage, state.round, cause)
                    drawn += found
                    waiting |= not found
            if not waiting:
                finish_errand(work, command.errand_id)
            work.commit({"staff_ids": [str(one) for one in drawn]})
        if waiting:
            raise _nobody()
        return tuple(drawn)

    def _refill(
        self, work: Work, case_id: UUID, stage: Stage, round_number: int, cause: Cause
    ) -> tuple[UUID, ...]:
        """One seat: its holder goes, and another is drawn; empty where nobody could be."""
        case = case_in_draw(work, case_id, stage)
        if cause.committee > 1:
            case = replace(case, facts=replace(case.facts, next_level=True))
        there = pool(work, case_id, case, self._policy, self._categories)
        candidates = there.candidates(case.facts, self._policy)
        if cause.reason == "absence" and all(one.excluded for one in candidates):
            return ()  # better late than never: he keeps it until there is somebody
        if not cause.vacant:
            work.record(
                tables.redraw,
                chain=case_id,
                case_id=case_id,
                duty_id=cause.duty_id,
                reason=cause.reason,
                request_id=cause.request_id,
            )
            work.record(tables.duty_end, chain=case_id, duty_id=cause.duty_id, how="redraw")
        wanted = _Wanted(stage, round_number, cause.reason, 1, cause.committee)
        if self._waits_already(work, case_id, candidates, wanted):
            return ()
        drawn = self._draw(work, case_id, case, candidates, wanted)
        self._give(work, case_id, stage, round_number, drawn)
        return drawn.staff_ids

    def _holder_before(self, work: Work, case_id: UUID, case: CaseInDraw, there: Pool) -> _Drawn | str:
        """Who had the case at this stage and has it again; else why there is a new draw."""
        stage = Stage(case.facts.stage)
        before: Any = work.first(_DUTY_BEFORE, {"case_id": case_id, "stage": stage.value})
        if before is None:
            return "first"
        if before.staff_id in people.left_now(work):
            return "leaver"
        if not _holds_role(work, before.staff_id, stage):
            return "role-ended"
        if before.staff_id in people.absent_now(work):
            return "absence"
        if stage is Stage.APPROVAL and self._policy.seats_above(case.facts.amount_fen) > 1:
            return "committee"
        if stage is Stage.APPROVAL and there.authority(before.staff_id) < case.facts.amount_fen:
            return "authority"
        return _Drawn((before.staff_id,), before.draw_id)

    def _give(self, work: Work, case_id: UUID, stage: Stage, round_number: int, drawn: _Drawn) -> list[UUID]:
        """A duty for each who was drawn."""
        return [
            work.record(
                tables.duty,
                chain=case_id,
                case_id=case_id,
                stage=stage.value,
                round=round_number,
                staff_id=staff_id,
                draw_id=drawn.draw_id,
            )
            for staff_id in drawn.staff_ids
        ]

    def _draw(
        self, work: Work, case_id: UUID, case: CaseInDraw, candidates: tuple[Candidate, ...], wanted: _Wanted
    ) -> _Drawn:
        work.hold("draws")
        so_far = drawn_so_far(work, case_id, wanted.stage, wanted.round)
        second = self._policy.points is not None
        draw_input = DrawInput(
            case_id=str(case_id),
            stage=wanted.stage.value,
            round=wanted.round,
            branch_nonce=case.branch_nonce,
            policy=self._policy,
            candidates=candidates,
            previous_record_hash=so_far.record_hash,
            reason=wanted.reason,
            number=so_far.number + 1 if second else None,
            nonce_hash=case.nonce_hash if second else None,
            seats=wanted.seats,
            committee=wanted.committee,
        )
        record = make_draw(draw_input, self._key if isinstance(self._key, DrawKey) else self._key(work))
        results = tuple(UUID(one) for one in record.results)
        text = canonical_bytes(record.to_json())
        draw_id = work.record(
            draws.draw,
            chain=case_id,
            number=so_far.number + 1,
            case_id=case_id,
            stage=wanted.stage.value,
            round=wanted.round,
            attempt=so_far.attempts + 1,
            record=text.decode(),
            record_hash=sha256_hex(text),  # the same as record_hash(record), without writing it out again
            previous_hash=so_far.previous_hash,
            result_staff_id=results[0] if results else None,
            reason=wanted.reason,
        )
        return _Drawn(results, draw_id)

    def _waits_already(
        self, work: Work, case_id: UUID, candidates: tuple[Candidate, ...], wanted: _Wanted
    ) -> bool:
        """Whether there are too few again and the last draw said so: another record would say nothing new."""
        if sum(not one.excluded for one in candidates) >= wanted.seats:
            return False
        values = {"case_id": case_id, "stage": wanted.stage.value, "round": wanted.round}
        last = work.first(_LAST_OF_ROUND, values)
        return last is not None and last.result_staff_id is None and last.reason == wanted.reason


def _holds_role(work: Work, staff_id: UUID, stage: Stage) -> bool:
    held = identity.role_held.c
    found = select(held.staff_id).where(held.staff_id == staff_id, held.role == ROLE_OF_STAGE[stage].value)
    return work.first(found) is not None


def _round_after(state: State) -> int:
    """The round of the duty that is dealt from here: a case sent back for another review begins a new one."""
    return state.round + (state.kind is Step.REVIEW_AGAIN)


def _nobody() -> NobodyEligible:
    return NobodyEligible(
        "没有足够的可分配人员，案件保留等待，抽签记录已留存。",
        "Too few can be drawn; the case waits, and the draw is on record.",
    )


def _dealt(answer: Mapping[str, Any]) -> UUID:
    if answer["staff_id"] is None:
        raise _nobody()
    return UUID(str(answer["staff_id"]))
