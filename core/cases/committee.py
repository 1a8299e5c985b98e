"""A committee decides: sealed votes, one a member; when the last is in, they are counted and the decision recorded.

The votes in order of the amount they approve (a vote against: nothing), the middle one carries: a majority approves so
much, and no majority approves more. Its term and rate go with it; the conditions of all who approve are joined.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.cases import tables
from core.cases.act_statement import ActSigner
from core.cases.evidence import evidence_hash
from core.cases.judging import (
    check_evidence,
    check_judgement,
    end_duty,
    judgement_columns,
    opinion_of_round,
    own_duty,
    sign,
)
from core.cases.rules import Judgement, Outcome, Stage, Step
from core.cases.steps import add_errand, finish_errand, latest_state, take_step
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import Conflict
from core.storage.work import Reading, Storage, Work, fact_hash


def fresh_salt() -> str:
    """32 random bytes in hex."""
    return secrets.token_hex(32)


@dataclass(frozen=True, slots=True)
class GiveVote:
    """A member's vote on what hashes to ``evidence_hash``. ``salt`` keeps its hash in the log from being tried out."""

    command_id: UUID
    case_id: UUID
    judgement: Judgement
    evidence_hash: str
    unseen: int
    salt: str = field(default_factory=fresh_salt, repr=False)


@dataclass(frozen=True, slots=True)
class CountVotes:
    """All votes are in: record what they come to."""

    command_id: UUID
    errand_id: UUID
    case_id: UUID


class Voting:
    """What a member of a committee does."""

    def __init__(self, storage: Storage, signer: ActSigner | None = None) -> None:
        """``signer`` signs votes as they are given; without one they are recorded unsigned."""
        self._storage = storage
        self._signer = signer

    def give(self, command: GiveVote) -> UUID:
        """Record my vote; returns its id. It stays sealed until the last one is in; :class:`Conflict` if the case
        moved on."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(work.answer["id"])
            check_judgement(command.judgement, with_checklist=False)
            duty = own_duty(work, command.case_id, Stage.APPROVAL)
            check_evidence(work, command.case_id, Stage.APPROVAL, command.evidence_hash)
            vote_id = work.record(
                tables.vote,
                chain=command.case_id,
                case_id=command.case_id,
                round=duty.round,
                duty_id=duty.id,
                staff_id=work.staff_id,
                opinion_id=opinion_of_round(work, command.case_id, duty.round),
                salt=command.salt,
                **judgement_columns(command.judgement, command.evidence_hash, command.unseen),
            )
            seen = (command.evidence_hash, command.unseen)
            sign(work, self._signer, duty, vote_id, command.judgement, seen, command.salt)
            end_duty(work, duty, "vote")
            if _is_last(work, command.case_id, duty):
                add_errand(work, command.case_id, "count-votes", duty.round)
            work.commit({"id": str(vote_id)})
            return vote_id


class Counting:
    """What the guardian does when the votes are in."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def count(self, command: CountVotes) -> UUID:
        """Record the decision that the votes come to, and the count; returns the decision's id."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return UUID(work.answer["id"])
            # First of all: at a centre the votes are opened to nobody who has written anything in this transaction.
            votes = opened_votes(work, command.case_id)
            work.hold(f"chain {command.case_id}")
            state = latest_state(work, command.case_id)
            votes = [vote for vote in votes if state is not None and vote.round == state.round]
            if state is None or not votes:
                raise Conflict("表决尚未齐全。", "Not every vote is in.")
            decision_id = self._decide(work, command.case_id, votes)
            approved = carrying(votes).outcome == Outcome.APPROVE.value
            take_step(
                work, command.case_id, Step.APPROVED if approved else Step.DECLINED, fact_id=decision_id
            )
            add_errand(work, command.case_id, "seal", state.round)
            finish_errand(work, command.errand_id)
            work.commit({"id": str(decision_id)})
            return decision_id

    def _decide(self, work: Work, case_id: UUID, votes: Sequence[Any]) -> UUID:
        carries = carrying(votes)
        approving = [vote for vote in votes if vote.outcome == Outcome.APPROVE.value]
        conditions = dict.fromkeys(vote.conditions.strip() for vote in approving if vote.conditions.strip())
        approved = carries.outcome == Outcome.APPROVE.value
        decision_id = work.record(
            tables.decision,
            chain=case_id,
            case_id=case_id,
            round=carries.round,
            duty_id=carries.duty_id,
            staff_id=work.staff_id,
            opinion_id=carries.opinion_id,
            outcome=carries.outcome,
            amount_fen=carries.amount_fen if approved else 0,
            term_months=carries.term_months,
            rate=carries.rate,
            repayment=carries.repayment,
            reasons=carries.reasons,
            conditions="\n".join(conditions) if approved else "",
            remark=f"审批委员会表决 {len(approving)}:{len(votes) - len(approving)} / committee vote",
            checklist="[]",
            marks="[]",
            unseen=max(vote.unseen for vote in votes),
            evidence_hash=evidence_hash(work, case_id, Stage.APPROVAL),
        )
        work.record(
            tables.vote_count,
            chain=case_id,
            case_id=case_id,
            round=carries.round,
            decision_id=decision_id,
            carrying_vote_id=carries.id,
            approving=len(approving),
            declining=len(votes) - len(approving),
            votes=canonical_bytes(
                {str(vote.id): fact_hash(tables.vote, vote._mapping) for vote in votes}
            ).decode(),
        )
        return decision_id


def carrying(votes: Sequence[Any]) -> Any:
    """The middle vote by the amount approved, the highest first; among equal ones in the order of their ids."""
    ordered = sorted(votes, key=lambda vote: (-amount_approved(vote), vote.id.hex))
    return ordered[len(ordered) // 2]


def amount_approved(vote: Any) -> int:
    """What a vote approves, fen: nothing where it is against."""
    return int(vote.amount_fen) if vote.outcome == Outcome.APPROVE.value else 0


def opened_votes(reading: Reading, case_id: UUID) -> list[Any]:
    """The votes of a case in rounds in which every one is in, whole, in the order in which they came.

    At a centre the database shows them only then, and only to a transaction that has written nothing.
    """
    vote = tables.vote
    if reading.at_centre:
        opened = func.votes_opened(case_id).table_valued(*(column._copy() for column in vote.columns))
        return sorted(reading.all(select(opened)), key=lambda row: row.at)
    given = vote.alias("given")
    number = (
        select(func.count())
        .select_from(given)
        .where(given.c.case_id == vote.c.case_id, given.c.round == vote.c.round)
        .scalar_subquery()
    )
    seat = tables.duty_seat.c
    rows = reading.all(
        select(vote)
        .join(tables.duty_seat, seat.id == vote.c.duty_id)
        .where(vote.c.case_id == case_id, seat.committee == number)
        .order_by(vote.c.at)
    )
    return list(rows)


def _is_last(work: Work, case_id: UUID, duty: Any) -> bool:
    seats = work.scalar(select(tables.duty_seat.c.committee).where(tables.duty_seat.c.id == duty.id))
    given = work.scalar(
        select(func.count(tables.vote.c.id)).where(
            tables.vote.c.case_id == case_id, tables.vote.c.round == duty.round
        )
    )
    return bool(given == seats)
