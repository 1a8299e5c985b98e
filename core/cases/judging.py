"""What opinions, votes and decisions have in common: the own open duty, the evidence seen, the columns, the signature."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from core.cases import tables
from core.cases.act_statement import ActSigner, ActStatement
from core.cases.evidence import evidence_hash
from core.cases.rules import Judgement, Stage, judgement_fault
from core.kernel.canonical import canonical_bytes
from core.kernel.errors import BadInput, Conflict, NotAllowed
from core.storage.work import Work


def own_duty(work: Work, case_id: UUID, stage: Stage | None = None) -> Any:
    """My open duty on the case; ``NotAllowed`` where there is none."""
    statement = (
        select(tables.duty)
        .join(tables.queue, tables.queue.c.duty_id == tables.duty.c.id)
        .where(tables.queue.c.case_id == case_id, tables.queue.c.staff_id == work.staff_id)
    )
    duty = work.first(statement.where(tables.duty.c.stage == stage.value) if stage else statement)
    if duty is None:
        raise NotAllowed(
            "此案件没有分配给您，或您的职责已经结束。",
            "This case is not dealt to you, or your duty has ended.",
        )
    return duty


def opinion_of_round(work: Work, case_id: UUID, round_number: int) -> UUID:
    """The opinion that is decided on; ``Conflict`` where there is none yet."""
    found = work.scalar(
        select(tables.opinion.c.id).where(
            tables.opinion.c.case_id == case_id, tables.opinion.c.round == round_number
        )
    )
    if found is None:
        raise Conflict("本轮还没有审查意见。", "There is no opinion in this round yet.")
    return UUID(str(found))


def sign(
    work: Work,
    signer: ActSigner | None,
    duty: Any,
    fact_id: UUID,
    judgement: Judgement,
    seen: tuple[str, int],
    salt: str = "",
) -> None:
    """Have the act signed where there is a signer; ``seen``: the evidence hash, and how many pages were not opened."""
    if signer is None:
        return
    signer.sign_act(
        work,
        ActStatement(
            duty.case_id,
            fact_id,
            Stage(duty.stage),
            duty.round,
            work.staff_id,
            work.now,
            judgement,
            *seen,
            salt,
        ),
    )


def end_duty(work: Work, duty: Any, how: str) -> None:
    """The duty is over, and my draft with it."""
    work.record(tables.duty_end, chain=duty.case_id, duty_id=duty.id, how=how)
    if work.at_centre:
        work.execute(select(func.draft_thrown_away(duty.case_id)))
        return
    mine = (tables.draft.c.case_id == duty.case_id, tables.draft.c.staff_id == work.staff_id)
    work.execute(tables.draft.delete().where(*mine))


def check_evidence(work: Work, case_id: UUID, stage: Stage, seen: str) -> None:
    """``Conflict`` where the case is not what its reader saw."""
    if evidence_hash(work, case_id, stage) != seen:
        raise Conflict(
            "您阅读期间案件资料有变化，意见未提交，请刷新后再看一遍。",
            "The case changed while you were reading; nothing was given. Refresh and look again.",
        )


def check_judgement(judgement: Judgement, *, with_checklist: bool) -> None:
    """``BadInput`` where it cannot be given as it is."""
    fault = judgement_fault(judgement, with_checklist=with_checklist)
    if fault is not None:
        raise BadInput(fault.zh, fault.en)


def judgement_columns(judgement: Judgement, evidence: str, unseen: int) -> dict[str, Any]:
    """A judgement as its table has it."""
    return {
        "outcome": judgement.outcome.value,
        "amount_fen": judgement.amount_fen,
        "term_months": judgement.term_months,
        "rate": judgement.rate,
        "repayment": judgement.repayment,
        "reasons": list_text(list(judgement.reasons)),
        "conditions": judgement.conditions,
        "remark": judgement.remark,
        "checklist": list_text([list(answer) for answer in judgement.checklist]),
        "marks": list_text([list(mark) for mark in judgement.marks]),
        "unseen": unseen,
        "evidence_hash": evidence,
    }


def list_text(value: list[Any]) -> str:
    """A list as a column holds it."""
    return canonical_bytes(value).decode()
