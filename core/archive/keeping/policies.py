"""The retention policy: drafted by one, confirmed by another, in force from its day on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.archive.keeping import tables
from core.archive.keeping.policy_queries import known_kinds
from core.archive.retention import HOUSE_LINES, PolicyFault, PolicyLine, policy_faults
from core.kernel.clock import local_date
from core.kernel.errors import BadInput, Conflict, NotAllowed, NotFound
from core.kernel.ids import new_id
from core.products.rules import Catalogue
from core.storage.work import Storage, Work

CONFIRMED, REFUSED = "confirmed", "refused"


@dataclass(frozen=True, slots=True)
class RegisterRetention:
    """The guardian's act: the policy that a centre begins with."""

    command_id: UUID


@dataclass(frozen=True, slots=True)
class DraftRetention:
    """A retention policy handed in, to be in force from ``since`` (ISO day) once another confirmed it."""

    command_id: UUID
    since: str
    remark: str
    lines: tuple[PolicyLine, ...]


@dataclass(frozen=True, slots=True)
class AnswerRetention:
    """Confirm or refuse a policy that another drafted."""

    command_id: UUID
    policy_id: UUID
    outcome: str
    remark: str


class PolicyRefused(BadInput):
    """A draft with faults: each with its line."""

    def __init__(self, faults: Sequence[PolicyFault]) -> None:
        self.faults = tuple(faults)
        zh = "；".join(f"第 {one.place} 条：{one.words.zh}" if one.place else one.words.zh for one in faults)
        en = "; ".join(f"line {one.place}: {one.words.en}" if one.place else one.words.en for one in faults)
        super().__init__(f"{zh}。", f"{en}.")


def register_house_policy(storage: Storage) -> None:
    """Put the policy of the house on record where there is none yet; the guardian's act."""
    with storage.reading() as reading:
        if reading.first(select(tables.retention_policy.c.id).limit(1)) is not None:
            return
    with storage.work(RegisterRetention(new_id())) as work:
        if work.answer is None:
            _record(work, 1, local_date(work.now).isoformat(), "", HOUSE_LINES)


class RetentionPolicies:
    """What is done with policies. None is ever changed: a new one comes after it."""

    def __init__(self, storage: Storage, catalogue: Catalogue) -> None:
        self._storage = storage
        self._catalogue = catalogue

    def draft(self, command: DraftRetention) -> int:
        """Hand a policy in; returns its number. :class:`PolicyRefused` names every fault with its line."""
        with self._storage.work(command) as work:
            if work.answer is not None:
                return int(work.answer["number"])
            known = known_kinds(work, self._catalogue)
            faults = policy_faults(command.lines, command.since, local_date(work.now), known)
            if faults:
                raise PolicyRefused(faults)
            last = int(work.scalar(select(func.max(tables.retention_policy.c.number))) or 1)
            _record(work, last + 1, command.since, command.remark.strip(), command.lines)
            return last + 1

    def answer(self, command: AnswerRetention) -> None:
        """Confirm or refuse; ``NotAllowed`` for who drafted it."""
        policy = tables.retention_policy
        with self._storage.work(command) as work:
            if work.answer is not None:
                return
            row = work.first(select(policy).where(policy.c.id == command.policy_id))
            if row is None:
                raise NotFound("没有这份保管期限规定。", "There is no such retention policy.")
            if row.staff_id == work.staff_id:
                raise NotAllowed(
                    "拟定人不能确认自己的规定，请由另一人确认。",
                    "Who drafted a policy cannot confirm it; somebody else must.",
                )
            answered = tables.retention_answer.c.policy_id == row.id
            if row.number == 1 or work.first(select(tables.retention_answer.c.id).where(answered)):
                raise Conflict("这份规定已经答复过。", "This policy is answered already.")
            said: dict[str, Any] = {"outcome": command.outcome, "remark": command.remark.strip()}
            work.record(tables.retention_answer, policy_id=row.id, staff_id=work.staff_id, **said)
            work.commit({})


def _record(work: Work, number: int, since: str, remark: str, lines: Sequence[PolicyLine]) -> None:
    said: dict[str, Any] = {"number": number, "since": since, "remark": remark, "staff_id": work.staff_id}
    policy_id = work.record(tables.retention_policy, **said)
    for place, line in enumerate(lines, start=1):
        work.record(
            tables.retention_line,
            policy_id=policy_id,
            place=place,
            outcome=line.outcome,
            category=line.category,
            product=line.product,
            institution_id=line.institution_id,
            period=line.period,
            counted_from=line.counted_from.value,
            remark=line.remark.strip(),
            staff_id=work.staff_id,
        )
    work.commit({"number": number})
